"""The language in which something is shown: messages of ours in it, and the sentences of documents.

English is what is written in the code. Another language is a catalogue of gettext beside this module, which `make messages` makes.
The language holds for one context, as `contextvars` has them: of two readers of the pages at once, each has their own.
"""

import gettext
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lamppost.model.noting import noted as noted  # noqa: PLC0414 - messages that are shown are marked by it

if TYPE_CHECKING:
    from lamppost.model.saying import Saying

T = TypeVar("T")
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""By code (ISO 639-1), each named in itself."""
DOMAIN = "lamppost"
FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class _Speech:
    """What is spoken in a context, and what the sentences of the document that is shown were made of."""

    language: str = ENGLISH
    sentences: "dict[str, Saying]" = field(default_factory=dict)


_SPOKEN: ContextVar[_Speech] = ContextVar("spoken", default=_Speech())  # noqa: B039 - never changed in place


def language() -> str:
    """The code of the language that is spoken here."""
    return _SPOKEN.get().language


def speak(chosen: str) -> None:
    """Speak this language from here on in this context: one of `LANGUAGES`."""
    _SPOKEN.set(_Speech(chosen))


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak this language within."""
    before = _SPOKEN.set(_Speech(chosen))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


@contextmanager
def showing(*documents: Any) -> Iterator[None]:
    """Know the sentences of these documents within, beside those known already."""
    before = _SPOKEN.set(_knowing(documents))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def show(*documents: Any) -> None:
    """Know the sentences of these documents from here on in this context, beside those known already."""
    _SPOKEN.set(_knowing(documents))


def pieces_shown(
    pieces: Callable[[], Iterable[T]], *documents: Any, chosen: str | None = None
) -> Iterator[T]:
    """What a maker of pieces makes, each made in a context that knows the sentences of the documents.

    Args:
        pieces: Makes them.
        documents: The documents.
        chosen: The language; None: the one that is spoken here.
    """
    within = copy_context()
    if chosen is not None:
        within.run(speak, chosen)
    within.run(lambda: _SPOKEN.set(_knowing(documents)))
    made = within.run(lambda: iter(pieces()))
    nothing = object()
    while (piece := within.run(next, made, nothing)) is not nothing:
        yield piece  # type: ignore[misc]


def _knowing(documents: Iterable[Any]) -> _Speech:
    spoken = _SPOKEN.get()
    if spoken.language == ENGLISH:
        return spoken
    from lamppost.model.saying import Saying, sentences_in

    known = dict(spoken.sentences)
    for document in documents:
        known |= {text: Saying(message=text) for text in sentences_in(document)} | document.sentences
    return _Speech(spoken.language, known)


def noted_n(one: str, many: str) -> tuple[str, str]:
    """Both forms of a message: marks one that somebody else asks the catalogue for."""
    return one, many


def tr(message: str, /, **values: object) -> str:
    """A message of ours in the language that is spoken here.

    Args:
        message: Its English form, with a place `{name}` for each value; it is looked up by that.
        values: The values by name, as they are to be shown.
    """
    shown = _translated(message, _catalogue(language()))
    return shown.format(**values) if values else shown


def tr_n(one: str, many: str, /, n: int, **values: object) -> str:
    """A message about a number of things.

    Args:
        one: Its English form for one.
        many: Its English form for any other number.
        n: The number; `{n}` shows it with its thousands apart.
        values: The other values by name.
    """
    return _catalogue(language()).ngettext(one, many, n).format(n=number(n), **values)


def tr_in(context: str, message: str, /, **values: object) -> str:
    """A message whose words mean something else elsewhere: `tr_in("verdict", "open")`."""
    shown = _catalogue(language()).pgettext(context, message)
    return shown.format(**values) if values else shown


def told(text: str) -> str:
    """A text in the language that is spoken here, where it is a sentence of a document that is shown; else itself."""
    spoken = _SPOKEN.get()
    if spoken.language == ENGLISH:
        return text
    try:
        return _told(text, spoken.sentences.get)
    except RecursionError:  # a document that somebody made so; nothing of ours is that deep
        return text


def retold(text: str) -> str:
    """A sentence of ours in the language that is spoken here, whether a document holds it or not.

    Args:
        text: What `say` or `say_n` made.
    """
    if language() == ENGLISH:
        return text
    from lamppost.model.saying import made_of

    return _told(text, made_of)


def _told(text: str, made_of: "Callable[[str], Saying | None]") -> str:
    """The sentence in the language, by what is known of what sentences were made of."""
    if (saying := made_of(text)) is None:
        return text
    from msgspec.structs import replace

    from lamppost.model.saying import counted_places, english, told_places

    catalogue = _catalogue(language())
    if not saying.values:
        return _translated(saying.message, catalogue)
    if saying.plural is None:
        message = catalogue.gettext(saying.message)
    else:
        message = catalogue.ngettext(saying.message, saying.plural, int(saying.values["n"]))  # type: ignore[arg-type]
    ours = told_places(saying.message) | told_places(saying.plural or "")
    counted = counted_places(message)
    values: dict[str, Any] = {
        name: number(value)
        if name in counted and isinstance(value, int)
        else _shown(value, is_ours=name in ours, made_of=made_of)
        for name, value in saying.values.items()
    }
    return english(replace(saying, message=message, plural=None, values=values))


def _shown(value: object, *, is_ours: bool, made_of: "Callable[[str], Saying | None]") -> Any:
    if isinstance(value, int) or not is_ours:
        return value
    from lamppost.model.saying import SEPARATOR

    texts = value if isinstance(value, list) else [str(value)]
    catalogue = _catalogue(language())
    return SEPARATOR.join(
        _translated(one, catalogue) if made_of(one) is None else _told(one, made_of) for one in texts
    )


def _translated(message: str, catalogue: gettext.NullTranslations) -> str:
    """A message without places; of an empty one gettext would give the head of the catalogue."""
    return catalogue.gettext(message) if message else ""


def number(count: int) -> str:
    """A count with its thousands apart, as the language has it: `12,345`."""
    return f"{count:,}".replace(",", tr_in("between thousands", ","))


def decimal(value: float, places: int = 1) -> str:
    """A number with its decimal places, as the language has it: `1.2`."""
    return f"{value:.{places}f}".replace(".", tr_in("before decimals", "."))


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [code])
