"""Rows of a register as they stand in its file, for a copy: the columns that are read, and no others."""

import itertools
from pathlib import Path

import msgspec

from lamppost.observe.camera_register.found import MOST_ROWS
from lamppost.observe.camera_register.table import columns_of, layout_of
from lamppost.observe.tabular.delimited import Lines, rows_of
from lamppost.observe.tabular.encodings import find_encoding

_BLOCK = 1 << 20
OPERATOR = "operator"


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """A register whose rows can be written again."""

    separator: str
    headings: list[str]
    """Of the columns that are read, in their order."""
    rows: dict[int, list[str]]
    """By line: the cells of these columns."""
    operators: list[int]
    """Which of the columns name who runs a camera."""
    left_out: int
    """Columns that are not read, and so not copied."""


def read_copied(path: Path) -> Copied | None:
    """The rows of a register; None where it is none that can be read.

    Args:
        path: The file, unpacked.
    """
    with path.open("rb") as file:
        encoding = find_encoding(iter(lambda: file.read(_BLOCK), b""))
    if encoding is None:
        return None
    with path.open(encoding=encoding.name, errors="replace", newline="") as text:
        lines = Lines(text)
        layout = layout_of(lines.look())
        if layout is None:
            return None
        told = itertools.islice(rows_of(lines, layout.separator), layout.row + 1, layout.row + 1 + MOST_ROWS)
        rows = [row for row in told if row.fault is None]
    by_cells = {place for _, place in columns_of(rows, layout)}
    places = sorted(by_cells.union(*layout.fields.values()))
    return Copied(
        separator=layout.separator,
        headings=[layout.headings[place] for place in places],
        rows={
            row.line: [row.cells[place] if place < len(row.cells) else "" for place in places] for row in rows
        },
        operators=[places.index(place) for place in layout.fields.get(OPERATOR, ())],
        left_out=len(layout.headings) - len(places),
    )
