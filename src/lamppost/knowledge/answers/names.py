"""Which thing a name means: exact, normalised, then one letter off; never a guess beyond that."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from lamppost.knowledge.spelling import exact, folded, is_one_edit, normalised
from lamppost.knowledge.store import Name, Store, When

ONE_LETTER_OFF = "one letter off"
"""How a name was matched by `find_names` that differs in one letter."""
MOST_NEAR = 5
SHORTEST_TYPO = 5
"""Shorter names are not matched one letter off: too many of them are."""
SHORTEST_WORD = 3
"""Words of names that are looked alike by."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a name was matched to, and how."""

    id: str
    match: str
    held: str
    """The held name that it matched."""


class Spellings(Protocol):
    """The names of some things, asked by how they are written."""

    def exact(self, text: str) -> Iterable[Name]:
        """The names that are this text, but for case."""

    def normalised(self, text: str) -> Iterable[Name]:
        """The names that are this text when normalised."""

    def near(self, text: str) -> Iterable[Name]:
        """At least the names that are one edit from this text when normalised."""

    def with_word(self, word: str) -> Iterable[Name]:
        """Some names with this word in them."""


class GivenNames:
    """Spellings from a mapping; for the few names that no store holds."""

    def __init__(self, held: Mapping[str, list[str]]) -> None:
        """Take the names.

        Args:
            held: Id → its names; the id itself counts as one.
        """
        self._names = [
            Name(one, name, normalised(name)) for one, names in held.items() for name in (one, *names)
        ]

    def exact(self, text: str) -> list[Name]:
        """The names that are this text, but for case."""
        return [name for name in self._names if exact(name.shown) == text]

    def normalised(self, text: str) -> list[Name]:
        """The names that are this text when normalised."""
        return [name for name in self._names if name.normalised == text]

    def near(self, text: str) -> list[Name]:
        """All names."""
        del text
        return self._names

    def with_word(self, word: str) -> list[Name]:
        """The names with this word in them."""
        return sorted(
            (name for name in self._names if word in name.normalised.split()), key=lambda name: name.shown
        )


class StoredNames:
    """Spellings of one part of the store."""

    def __init__(self, store: Store, part: str, when: When) -> None:
        """Nothing is read yet."""
        self._store, self._part, self._when = store, part, when

    def exact(self, text: str) -> list[Name]:
        """The names that are this text, but for case."""
        return self._store.names_exact(self._part, text, self._when)

    def normalised(self, text: str) -> list[Name]:
        """The names that are this text when normalised."""
        return self._store.names_normalised(self._part, text, self._when)

    def near(self, text: str) -> list[Name]:
        """Candidates, from both halves of the text."""
        return self._store.names_near(self._part, text, self._when)

    def with_word(self, word: str) -> list[Name]:
        """The names with this word in them."""
        found = self._store.names_with(self._part, word, MOST_NEAR * 20, self._when)
        return [name for name in found if word in name.normalised.split()]


def find_name(asked: str, held: Spellings) -> Found | None:
    """The one thing a name means, or None where nothing or more than one does.

    Args:
        asked: The words of the question.
        held: The names that are held.
    """
    found = find_names(asked, held)
    return found[0] if len(found) == 1 else None


def find_names(asked: str, held: Spellings) -> list[Found]:
    """What a name may mean: nothing, one thing, or several that bear it; by id.

    Among several, those that bear it on the day are meant, as long as there is one.
    """
    text, shape = exact(asked), normalised(asked)
    hits = [name for name in held.exact(text) if text]
    if any(name.id == text for name in hits):
        return [Found(id=text, match="exact", held=asked)]
    for match, names in (("exact", hits), ("normalised", held.normalised(shape) if shape else [])):
        if found := _by_id(names, match):
            return found
    if len(shape) < SHORTEST_TYPO:
        return []
    close = [name for name in held.near(shape) if is_one_edit(shape, name.normalised)]
    found = _by_id(close, ONE_LETTER_OFF)
    return found if len(found) == 1 else []


def _by_id(names: Iterable[Name], match: str) -> list[Found]:
    held = list(names)
    meant = [name for name in held if name.holds] or held
    by_id = {name.id: name.shown for name in reversed(meant)}
    return [Found(id=one, match=match, held=shown) for one, shown in sorted(by_id.items())]


def near_names(asked: str, held: Spellings) -> list[str]:
    """Held names that share words with the question, those that share most first; at most a handful."""
    words = {word for word in folded(asked).split() if len(word) >= SHORTEST_WORD}
    shared = Counter(name.shown for word in words for name in set(held.with_word(normalised(word))))
    return sorted(shared, key=lambda name: (-shared[name], name))[:MOST_NEAR]
