"""Which thing a name means: exact, normalised, then one letter off; never a guess beyond that."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from lamppost.knowledge.base import folded

MOST_NEAR = 5
SHORTEST_TYPO = 5
"""Shorter names are not matched one letter off: too many of them are."""
LEGAL_FORMS = frozenset(
    {
        "co", "company", "corp", "corporation", "inc", "incorporated", "ltd", "limited", "llc", "plc", "gmbh", "ag", "ab",
        "sa", "nv", "bv", "kk", "oy", "as", "spa", "srl", "technology", "technologies", "group", "holding", "holdings",
    }
)  # fmt: skip
"""Words that a normalised comparison leaves out at the end of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a name was matched to, and how."""

    id: str
    match: str
    held: str
    """The held name that it matched."""


def find_name(asked: str, held: Mapping[str, list[str]]) -> Found | None:
    """The one thing a name means, or None where nothing or more than one does.

    Args:
        asked: The words of the question.
        held: Id → its names; the id itself counts as one.
    """
    if _exact(asked) in held:
        return Found(id=_exact(asked), match="exact", held=asked)
    spellings = [(one, name) for one, names in held.items() for name in [one, *names]]
    for match, shape in (("exact", _exact), ("normalised", normalised)):
        wanted = shape(asked)
        hits = {one: name for one, name in spellings if wanted and shape(name) == wanted}
        if len(hits) == 1:
            one, name = next(iter(hits.items()))
            return Found(id=one, match=match, held=name)
        if hits:
            return None
    wanted = normalised(asked)
    if len(wanted) < SHORTEST_TYPO:
        return None
    close = {one: name for one, name in spellings if is_one_edit(wanted, normalised(name))}
    if len(close) != 1:
        return None
    one, name = next(iter(close.items()))
    return Found(id=one, match="one letter off", held=name)


def near_names(asked: str, held: Mapping[str, list[str]]) -> list[str]:
    """Held names that share a word with the question, at most a handful."""
    words = {word for word in folded(asked).split() if len(word) > 2}
    names = {name for one, names in held.items() for name in [one, *names]}
    shared = sorted(name for name in names if words & set(folded(name).replace("-", " ").split()))
    return shared[:MOST_NEAR]


def normalised(name: str) -> str:
    """Without case, marks, punctuation and the legal form at the end."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    words = folded(plain.replace("-", " ")).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def is_one_edit(first: str, second: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours makes them equal."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    start = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True  # one is the other and one letter more
    rest, other = first[start:], second[start:]
    swapped = len(rest) > 1 and len(other) > 1 and rest[0] == other[1] and rest[1] == other[0]
    return (
        rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or (swapped and rest[2:] == other[2:])
    )


def _exact(name: str) -> str:
    return name.strip().casefold()
