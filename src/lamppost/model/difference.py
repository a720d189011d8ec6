"""What two documents say differently, and why; made of two results, or of two answers."""

from datetime import date
from typing import Literal

import msgspec

from lamppost.model.result import ToolRef
from lamppost.model.saying import Saying, Sentence

DIFFERENCE_VERSION = "2"

How = Literal["appeared", "went", "changed"]

Input = Literal[
    "as_of",
    "context",
    "evidence",
    "known_by",
    "notes",
    "packs",
    "policies",
    "question",
    "street",
    "suppressions",
    "tables",
    "tool",
]
"""What goes into a document: the day, the facts about the user, the files, what the user read on devices, the place and the standard that were asked about, …"""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document; unknown fields are refused."""


class Fate(_Part, frozen=True, kw_only=True):
    """What became of a statement that the old document rests on, by the packs in hand."""

    statement: str
    what: Literal["retracted", "disputed", "ended", "not_held"]
    on: date | None
    """The day of it; None for a statement that no pack in hand holds."""
    words: Sentence
    said_by: str | None = None
    replaced_by: str | None = None


class Dated(_Part, frozen=True, kw_only=True):
    """A statement that began, ended or fell due for review between the days of the two documents."""

    statement: str
    what: Literal["began", "ended", "due"]
    on: date
    """The first day on which it holds, or no longer holds, or is stale."""
    words: Sentence


class Pair(_Part, frozen=True, kw_only=True):
    """A device of one document and the same device in the other; one side is None where it is not there."""

    old: str | None
    new: str | None
    how: Literal["mac", "address_and_maker", "address", "row", "site"] | None
    """What they have in common; `address` alone where no MAC was seen and the makers are not the same."""
    name: Sentence
    """What to call it."""


class Change(_Part, frozen=True, kw_only=True):
    """One thing that is said in one document and not, or otherwise, in the other."""

    how: How
    subject: str
    """Id of a device, or the code of a section."""
    about: Sentence
    """What is said of it: `maker`, `list us-ndaa-889`, `rule listed-maker`, a claim's words, …"""
    before: Sentence | None
    after: Sentence | None
    statements: list[str]
    """Statements of either side that have a fate."""
    why: list[Input] = []
    """The inputs that make the difference; where it is not decided, those among which it lies."""
    decided: bool = True
    """Whether all of `why` make the difference, each for its part."""
    dated: list[Dated] = []
    """Statements of either side that began, ended or fell due between the two days."""


class Side(_Part, frozen=True, kw_only=True):
    """Which document was compared."""

    name: str
    as_of: date


class Difference(_Part, frozen=True, kw_only=True):
    """Everything one `diff` prints."""

    difference_version: str
    tool: ToolRef
    old: Side
    new: Side | None
    """None where the old document was held against the packs alone."""
    inputs: list[Input]
    """What went into the two that differs."""
    details: dict[str, list[Sentence]] = {}
    """Of an input that differs, what of it."""
    devices: list[Pair] = []
    """Which device of one result is which of the other."""
    steps: list[Input] = []
    """The order in which inputs were exchanged, one after the other, to find the one that makes a difference."""
    two_days: bool = False
    """Both sides are one evidence, on two days."""
    undecided: Sentence | None = None
    """Why inputs could not be exchanged."""
    credits: list[str] = []
    """Whom maps and registers of either document are owed to, and under which licence."""
    changes: list[Change]
    fates: list[Fate]
    sentences: dict[str, Saying] = {}
    """What the sentences that hold values were made of, by the sentence."""


def encode_difference(difference: Difference) -> bytes:
    """The document as indented JSON, the same bytes for the same content."""
    return msgspec.json.format(msgspec.json.encode(difference, order="deterministic"), indent=1) + b"\n"
