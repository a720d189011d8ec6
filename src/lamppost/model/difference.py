"""What two documents say differently, and why; made of two results, or of two answers."""

from datetime import date
from typing import Literal

import msgspec

from lamppost.model.result import ToolRef

DIFFERENCE_VERSION = "1"

How = Literal["appeared", "went", "changed"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document; unknown fields are refused."""


class Fate(_Part, frozen=True, kw_only=True):
    """What became of a statement that the old document rests on, by the packs in hand."""

    statement: str
    what: Literal["retracted", "disputed", "ended", "not_held"]
    on: date | None
    """The day of it; None for a statement that no pack in hand holds."""
    words: str
    said_by: str | None = None
    replaced_by: str | None = None


class Change(_Part, frozen=True, kw_only=True):
    """One thing that is said in one document and not, or otherwise, in the other."""

    how: How
    subject: str
    """Id of a device, or the code of a section."""
    about: str
    """What is said of it: `maker`, `list us-ndaa-889`, `rule listed-maker`, a claim's words, …"""
    before: str | None
    after: str | None
    statements: list[str]
    """Statements of either side that have a fate."""


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
    inputs: list[str]
    """What went into the two that differs: `as_of`, `evidence`, `packs`, `policies`, `tables`, `tool`."""
    changes: list[Change]
    fates: list[Fate]


def encode_difference(difference: Difference) -> bytes:
    """The document as indented JSON, the same bytes for the same content."""
    return msgspec.json.format(msgspec.json.encode(difference, order="deterministic"), indent=1) + b"\n"
