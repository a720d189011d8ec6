"""Sentences of documents as messages and values, from which each language makes its own (decision 25).

Where a sentence is made, it is made by `say`, and is English text from then on, to be compared, sorted and printed as any
other. Of those that hold values `say` remembers what they were made of; a document takes that along for the sentences that it
holds (`with_sentences`), so that whoever shows it can say the same in another language.

A message is its own English form with named places, as gettext's are: `the maker, {maker}, is only a candidate`. A place marked
`!t` holds a sentence of ours or several, which are said in the reader's language too; one marked `!n` holds a number, which is
shown with its thousands apart; any other value is data and stays.
"""

import re
from collections.abc import Hashable, Iterable
from functools import cache
from string import Formatter
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

import msgspec

from lamppost.model.noting import noted as noted  # noqa: PLC0414 - tables take it from here
from lamppost.model.repeated import Repeated

_OURS = msgspec.Meta(
    description="A sentence of lamppost in English; where it holds values, `sentences` has what it was made of."
)
Sentence = Annotated[str, _OURS]
"""Type of the fields that hold a sentence of ours, rather than a name, a day or what somebody else said."""
Value = str | int | list[str]
Document = TypeVar("Document", bound=msgspec.Struct)

SEPARATOR = ", "
"""What stands between several sentences in one place."""
_MOST_REMEMBERED = 1 << 20
_MARK = re.compile(r"![tn](?=[:}])")
_made: dict[str, "Saying"] = {}


class Saying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a sentence was made of."""

    message: str
    """In English, for one where there is a `plural`; `{name}` is the place of a value."""
    plural: str | None = None
    """The message for any other number than one; `n` is the number."""
    values: dict[str, Value] = {}


def say(message: str, /, **values: Value) -> str:
    """The sentence in English, which is remembered with what it was made of.

    Args:
        message: The English sentence with a place `{name}` for each value.
        values: The values by name; a text in a place `{name!t}` is itself one that `say` made, or a message, and a
            number in a place `{name!n}` has its thousands apart.
    """
    return _remembered(Saying(message=message, values=values)) if values else message


def say_n(one: str, many: str, /, n: int, **values: Value) -> str:
    """The sentence for a number of things, in English.

    Args:
        one: The message for one.
        many: The message for any other number, none among them.
        n: The number, which both may hold as `{n}`.
        values: The other values by name.
    """
    return _remembered(Saying(message=one, plural=many, values={"n": n, **values}))


def english(saying: Saying) -> str:
    """The sentence in English."""
    is_many = saying.plural is not None and saying.values["n"] != 1
    message = saying.plural if is_many and saying.plural is not None else saying.message
    counted = counted_places(message)
    held = {
        name: SEPARATOR.join(value)
        if isinstance(value, list)
        else f"{value:,}"
        if name in counted and isinstance(value, int)
        else value
        for name, value in saying.values.items()
    }
    return _MARK.sub("", message).format(**held)


def places(message: str) -> dict[str, bool]:
    """Name of each place of a message → whether it holds sentences of ours."""
    return {name: mark == "t" for _, name, _, mark in Formatter().parse(message) if name}


def told_places(message: str) -> frozenset[str]:
    """Names of the places that hold sentences of ours."""
    return frozenset(name for name, is_ours in places(message).items() if is_ours)


def counted_places(message: str) -> frozenset[str]:
    """Names of the places that show a number with its thousands apart."""
    if "!n" not in message:
        return frozenset()
    return frozenset(name for _, name, _, mark in Formatter().parse(message) if name and mark == "n")


def _remembered(saying: Saying) -> str:
    text = english(saying)
    if text not in _made:
        if len(_made) >= _MOST_REMEMBERED:
            del _made[next(iter(_made))]
        _made[text] = saying
    return text


def made_of(text: str) -> Saying:
    """What a sentence that `say` made was made of; a message without values is itself."""
    return _made.get(text) or Saying(message=text)


def sound(sentences: dict[str, Saying]) -> dict[str, Saying]:
    """Those that compose their own sentence, of nothing but their values; a file may hold any, and others are left out.

    What is left out takes nothing with it: its sentence is shown as it stands.

    Args:
        sentences: As a document from a file holds them.
    """
    return {text: saying for text, saying in sentences.items() if _is_sound(text, saying)}


def _is_sound(text: str, saying: Saying) -> bool:
    ours: list[str] = []
    for message in (saying.message, saying.plural or ""):
        try:
            parsed = list(Formatter().parse(message))
        except ValueError:
            return False
        for _, name, form, mark in parsed:
            if name is None:
                continue
            if name not in saying.values or not name.isidentifier() or form or mark not in (None, "t", "n"):
                return False
            value = saying.values[name]
            ours += (value if isinstance(value, list) else [str(value)]) if mark == "t" else []
    if saying.plural is not None and not isinstance(saying.values.get("n"), int):
        return False
    return all(len(one) < len(text) for one in ours) and english(saying) == text


def remember(sentences: dict[str, Saying]) -> None:
    """Know again what the sentences of a document were made of."""
    for text, saying in sentences.items():
        _made.setdefault(text, saying)


def with_sentences(document: Document) -> Document:
    """The document with what its sentences were made of, in the order of their letters; none that it does not hold."""
    return msgspec.structs.replace(document, sentences=sayings_of(sentences_in(document)))


def sayings_of(texts: Iterable[str]) -> dict[str, Saying]:
    """What sentences, and those in their places, were made of, in the order of their letters; `remember` takes it elsewhere.

    Args:
        texts: Sentences that `say` made here, and others, of which nothing is told.
    """
    held: dict[str, Saying] = {}
    left = list(texts)
    while left:
        text = left.pop()
        if text in held or (saying := _made.get(text)) is None:
            continue
        held[text] = saying
        for name in told_places(saying.message) | told_places(saying.plural or ""):
            value = saying.values[name]
            left += value if isinstance(value, list) else [str(value)]
    return dict(sorted(held.items()))


def sentences_in(part: Any) -> set[str]:
    """Every sentence of ours that a document, or a part of one, holds."""
    found: set[str] = set()
    _gather(part, found)
    return found


def _gather(part: Any, found: set[str]) -> None:
    texts, parts = _plan(part.__class__)
    for name in texts:
        value = getattr(part, name)
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            found.update(*value.values())
        elif value:
            found.update(value)
    for name in parts:
        value = getattr(part, name)
        if isinstance(value, Repeated):
            for one, _ in value.counted():
                _gather(one, found)
        elif isinstance(value, list):
            for one in value:
                _gather(one, found)
        elif isinstance(value, msgspec.Struct):
            _gather(value, found)


@cache
def _plan(kind: Hashable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fields of a part that are sentences, and fields that lead to some."""
    if not hasattr(kind, "__struct_fields__"):
        return (), ()
    hints = get_type_hints(kind, include_extras=True)
    texts = tuple(name for name in kind.__struct_fields__ if _is_sentence(hints[name]))
    parts = tuple(
        name for name in kind.__struct_fields__ if any(_leads(one, ()) for one in _structs_of(hints[name]))
    )
    return texts, parts


def _leads(kind: type, above: tuple[type, ...]) -> bool:
    """Whether a part holds a sentence, itself or in its parts."""
    hints = get_type_hints(kind, include_extras=True)
    return any(
        _is_sentence(hint)
        or any(_leads(one, (*above, kind)) for one in _structs_of(hint) if one not in (*above, kind))
        for hint in hints.values()
    )


def _is_sentence(hint: Any) -> bool:
    return getattr(hint, "__metadata__", None) == (_OURS,) or any(map(_is_sentence, get_args(hint)))


def _structs_of(hint: Any) -> list[type]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return [hint]
    return [one for arg in get_args(hint) for one in _structs_of(arg)]
