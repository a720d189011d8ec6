"""Sheets of cells as a reader hands them on, and how the user wants them read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

FIELDS = ("maker", "brand", "model", "kind", "mac", "address", "host")
"""What a row is read for, in the order in which reports name it."""

FLOW_FIELDS = (
    "src_ip", "dst_ip", "start", "end", "duration", "src_port", "dst_port", "proto", "src_bytes", "dst_bytes",
    "src_packets", "dst_packets", "server_name", "src_mac", "dst_mac", "vlan", "conn_state", "tcp_flags", "connections",
)  # fmt: skip
"""What a row of a flow table is read for."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row as it stands in its file."""

    line: int
    """Its first line, or its number on its sheet."""
    end_line: int
    end_column: int
    """The column behind its last letter, in code points from 1; 0 where it has no letters in a row."""
    cells: list[str]
    fault: str | None = None
    """Why it cannot be told apart into cells, in words."""
    is_open: bool = False
    """A quote opens in it, and where it should have ended is not known: so is not, which rows the lines behind it are."""
    unknown: tuple[int, ...] = ()
    """Places of cells of which the file does not hold what they say: formulas that were never computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of cells; its rows are read once, in their order, those without a word among them."""

    name: str | None
    """None where the file is one sheet."""
    rows: Iterator[Row]
    separator: str = ","
    """What keeps the cells of a text apart."""
    is_grid: bool = False
    """Whether each cell has its place, so that a row with fewer cells lacks only empty ones."""


class ReadAs(msgspec.Struct, frozen=True, kw_only=True):
    """How the user wants a list read, where that is not to be told by the list itself."""

    columns: Mapping[str, str] = msgspec.field(default_factory=dict)
    """By field: the heading of its column, its letter or its number; `-` for none."""
    encoding: str | None = None
    header_row: int | None = None
    """The row of the headings; 0 for none."""
    sheets: tuple[str, ...] = ()
    """Names of the sheets to read; none: all."""


@dataclass(slots=True, kw_only=True)
class Laid:
    """Which column of a sheet is what."""

    columns: dict[str, int] = field(default_factory=dict)
    """Place of each field's column, counted from 0."""
    by: dict[str, str] = field(default_factory=dict)
    """Why: `heading`, `cells` or `user`."""
    headings: list[str] = field(default_factory=list)
    """What heads each column; empty where nothing does."""
    first: int = 0
    """First row of the headings, by its place among the rows that hold something; -1 where there are none."""
    last: int = -1
    width: int = 0
    private: int = 0
    """Columns of people, places and serial numbers."""
