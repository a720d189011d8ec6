"""The kinds of letter, each a file: whom it asks, what it may ask for, and the law it rests on, as read."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from lamppost.model.language import tr
from lamppost.model.vocabulary import SourceClass

_HERE = Path(__file__).parent
KINDS = ("foi-uk", "foia-us", "ifg-de", "gdpr-art15", "register", "register-de", "supplier")
"""As `--kind` names them, in the order in which they are offered."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a file; an unknown field is refused by name."""


class Basis(_File, frozen=True, kw_only=True):
    """A text that a letter cites, as somebody read it."""

    citation: str
    place: str
    """At whose place it was read."""
    url: str
    source_class: SourceClass = msgspec.field(name="class")
    original: str
    """The words as printed."""
    retrieved: date
    review_by: date


class Cited(_File, frozen=True, kw_only=True):
    """One question that rests on a text of its own; `{source}` stands for its number."""

    text: str
    basis: Basis


class UnderPolicy(_File, frozen=True, kw_only=True):
    """What a letter adds where a policy judged; names in braces stand for numbers of sources."""

    text: str
    basis: dict[str, Basis]


class Kind(_File, frozen=True, kw_only=True):
    """One kind of letter; names in braces within its paragraphs stand for numbers of sources."""

    language: Literal["en", "de"]
    title_message: str = msgspec.field(name="title")
    asks_message: str = msgspec.field(name="asks")
    may_message: str = msgspec.field(name="may")
    sender: list[str]
    recipient: list[str]
    heading: str
    greeting: str
    opening: list[str]
    own_lead: str | None = None
    own: list[str] = []
    """What its law itself lists, whatever the finding."""
    lead: str
    closing: list[str]
    farewell: list[str]
    sells: bool = False
    """Whether it asks who sold the thing rather than who uses it."""
    answer: Literal["official", "party"]
    """The class of a reply, as a source."""
    notes_messages: list[str] = msgspec.field(name="notes")
    basis: dict[str, Basis] = {}
    assessment: Cited | None = None
    policy: dict[str, UnderPolicy] = {}

    @property
    def title(self) -> str:
        """What it is called, to whoever writes it."""
        return tr(self.title_message)

    @property
    def asks(self) -> str:
        """Which body can answer, to whoever writes it."""
        return tr(self.asks_message)

    @property
    def may(self) -> str:
        """What that body may be asked for, to whoever writes it."""
        return tr(self.may_message)

    @property
    def notes(self) -> list[str]:
        """For whoever sends it; not part of the letter."""
        return [tr(one) for one in self.notes_messages]

    def bases(self) -> list[Basis]:
        """Every text that a letter of this kind may cite."""
        held = [*self.basis.values(), *(row for one in self.policy.values() for row in one.basis.values())]
        return held + ([self.assessment.basis] if self.assessment else [])


@cache
def kind_of(name: str) -> Kind:
    """A kind of letter by its name.

    Args:
        name: One of `KINDS`.
    """
    return msgspec.convert(_read(_HERE / "kinds" / f"{name}.toml"), type=Kind)


@cache
def phrases_of(language: str) -> dict[str, dict[str, str]]:
    """The sentences of a language: group → name → words, with names in braces for what is filled in."""
    held: dict[str, dict[str, str]] = {}
    for group, rows in _read(_HERE / "phrases" / f"{language}.toml").items():
        for name, value in rows.items():
            if isinstance(value, dict):
                held[f"{group}.{name}"] = value
            else:
                held.setdefault(group, {})[name] = value
    return held


def _read(path: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
