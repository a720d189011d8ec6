"""The answer document: what the packs say of one thing on one day, made of the same links as a result."""

from datetime import date
from typing import Literal

import msgspec

from lamppost.model.result import Link, PackRef, ToolRef
from lamppost.model.saying import Saying, Sentence
from lamppost.model.vocabulary import Status

ANSWER_VERSION = "2"

Subject = Literal["company", "brand", "country", "place", "host", "mac", "law", "list", "figures"]

HISTORY = "history"
"""Code of the section that has what began and ended by day; the sections beside it have what held on the day."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document; unknown fields are refused."""


class Claim(_Part, frozen=True, kw_only=True):
    """One thing said, how sure it is on the day, and the links that say it."""

    text: Sentence
    status: Status | None
    chain: list[Link]


FigureState = Literal["reproduced", "differs", "unchecked"]
"""What became of a published claim: our query says the same, says something else, or nothing held can say."""


class Published(_Part, frozen=True, kw_only=True):
    """A claim as somebody published it."""

    said_by: str
    said_on: str
    """Year, month or day, as exact as it is known (ISO 8601)."""
    original: str | None
    """The words as printed; None where no text of it was read, and then the title is ours."""
    source: str | None
    url: str | None
    retrieved: date | None
    """The day on which the text was read."""


class Figure(_Part, frozen=True, kw_only=True):
    """A published claim beside what a query over the packs says on the day."""

    published: Published
    state: FigureState
    state_words: Sentence
    value: Sentence
    """What the query says, or why there is none."""
    caveats: list[Sentence]


class Section(_Part, frozen=True, kw_only=True):
    """Claims that answer one question."""

    code: str
    title: Sentence
    claims: list[Claim]
    not_held: Sentence | None
    """What is said where there is no claim: what the packs do not hold."""
    figure: Figure | None = None
    """Of a published figure: the same as its claims, in parts."""


class Answer(_Part, frozen=True, kw_only=True):
    """Everything one `ask` prints."""

    answer_version: str
    tool: ToolRef
    as_of: date
    known_by: date | None = None
    """Only what somebody had read by this day counted; None: all that the packs hold."""
    packs: list[PackRef]
    subject: Subject
    asked: str
    """The words of the question."""
    match: str | None
    """How the words were matched: `exact`, `normalised`, `one letter off`; `fuzzy`, which is a candidate
    and whose reasons stand in the section `meant`; `more than one` where several
    bear the name, which `near` then lists; None where nothing is held."""
    id: str | None
    name: str | None
    sections: list[Section]
    near: list[str]
    """Names that are held and look alike, where nothing matched; or those that bear the name."""
    sentences: dict[str, Saying] = {}
    """What the sentences that hold values were made of, by the sentence."""


class Meaning(_Part, frozen=True, kw_only=True):
    """Something that the words may mean."""

    subject: Subject
    id: str
    """What to ask for."""
    name: str


class Meanings(_Part, frozen=True, kw_only=True):
    """Everything that the words may mean, and names that are held and look alike where they mean nothing."""

    meant: list[Meaning]
    near: list[Meaning]


def encode_answer(answer: Answer) -> bytes:
    """The document as indented JSON, the same bytes for the same content."""
    return msgspec.json.format(msgspec.json.encode(answer, order="deterministic"), indent=1) + b"\n"
