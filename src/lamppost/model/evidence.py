"""Files that were handed over, and how lists among them were read."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from lamppost.model.chain import Part
from lamppost.model.vocabulary import RowKind

LISTS = frozenset(
    {
        "supplier_list",
        "workbook",
        "nmap",
        "netbox",
        "cyclonedx",
        "name_list",
    }
)
"""The formats of evidence that is a list of things, whatever it is written in."""
CAPTURES = frozenset({"pcap", "pcapng", "unknown"})
"""Formats of captures, and of what was handed over as one and is none; packed or not."""
MAPS = frozenset({"osm", "overpass", "camera_register", "map"})
"""The first words of formats of maps and registers of cameras; `map` is one that no reader knew any more."""


def is_capture(form: str) -> bool:
    """Whether evidence of a format holds packets: a capture; a log holds what somebody else read of them."""
    return form.partition("+")[0] in CAPTURES


def is_log(form: str) -> bool:
    """Whether evidence of a format is a log of connections, names or leases, written by whoever saw the packets."""
    return not is_capture(form) and form not in LISTS and not is_map(form)


def is_map(form: str) -> bool:
    """Whether evidence of a format is a map or a register of cameras."""
    return form.partition("+")[0].partition(" ")[0] in MAPS


def are_logs(forms: Iterable[str]) -> bool:
    """Whether evidence is of logs without any capture, so that nobody counted packets here."""
    held = [form.partition("+")[0] for form in forms if form not in LISTS]
    return any(map(is_log, held)) and not any(form in ("pcap", "pcapng") for form in held)


def row_kind(form: str) -> RowKind:
    """What `first_row` counts in evidence of a format: frames of captures, lines of texts, records of all else."""
    if is_capture(form):
        return "frame"
    bare = form.partition("+")[0]
    return "record" if bare == "nfdump" or bare.endswith("parquet") else "line"


class ColumnRead(Part, frozen=True, kw_only=True):
    """A column of a list that was read, and as what."""

    field: str
    sheet: str | None = None
    place: str
    """Its letter, as a spreadsheet has it."""
    heading: str | None
    """What heads it; null where nothing does."""
    by: Literal["heading", "cells", "user"]
    """What told so: its heading, what its cells hold, or the user."""


class Aside(Part, frozen=True, kw_only=True):
    """Rows of a list that stand beside its things: above the headings, the headings themselves, and totals."""

    what: Literal["above", "headings", "total"]
    sheet: str | None = None
    first: int
    last: int


class SheetRead(Part, frozen=True, kw_only=True):
    """A sheet that was read as a list, or the one sheet that a text is."""

    sheet: str | None = None
    headings: int | None
    """The row of its headings, the lower one of two; null where it has none."""
    columns: int
    """Cells of its widest row."""


class EvidenceFile(Part, frozen=True, kw_only=True):
    """A file that was handed over."""

    id: str
    path: str
    sha256: str
    size_bytes: int
    format: str
    read: str
    rows: int | None = None
    """Rows that a list holds as far as it was read, the header and empty ones aside; None of a capture."""
    rows_not_read: int = 0
    """Rows among them of which nothing was read, and which nobody judged; each is an issue."""
    rows_in_part: int = 0
    """Rows of which a cell was not read."""
    columns: list[str] = msgspec.field(default_factory=list)
    """Columns of a list that were read."""
    columns_not_read: int = 0
    """Columns that were not, for they are none of those that a list is read by."""
    columns_private: int = 0
    """Those among them that are headed as people, places or serial numbers."""
    columns_as: list[ColumnRead] = msgspec.field(default_factory=list)
    """Which column was read as what."""
    sheets: list[SheetRead] = msgspec.field(default_factory=list)
    """The sheets that were read as lists."""
    asides: list[Aside] = msgspec.field(default_factory=list)
    """Rows that are no things, and so are not counted among the rows."""
    encoding: str | None = None
    """How the letters of a text were read; null of what is no text."""
    encoding_by: Literal["mark", "bytes", "user"] | None = None
    """What told so: a mark at its start, its bytes, or the user."""
