"""Whole lines of a log, some at a time, and their cells as rows of columns."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
import numpy as np

from lamppost.model.observations import Column
from lamppost.model.saying import noted
from lamppost.observe.logs.plain_rows import PlainRows
from lamppost.observe.logs.rows import Rows, Unread, Unreads

_SHOWN = 60


class Block:
    """Some lines of a file, one after the other, without their ends."""

    def __init__(self, lines: Sequence[bytes], first: int, unread: Unreads) -> None:
        """Lines.

        Args:
            lines: As they stand in the file, unpacked, without line feeds and carriage returns.
            first: The number of the first, from 1.
            unread: Where what cannot be read is told.
        """
        self.first, self.unread = first, unread
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, at: int) -> bytes:
        """One line."""
        return self._lines[at]

    def beginning_with(self, mark: bytes) -> list[int]:
        """The places of the lines that begin with a mark, rising."""
        return [at for at, line in enumerate(self._lines) if line.startswith(mark)]

    def between(self, start: int, end: int) -> "Block":
        """The lines from one place up to another."""
        return Block(self._lines[start:end], self.first + start, self.unread)

    def delimited(
        self,
        columns: Sequence[str],
        *,
        separator: bytes = b"\t",
        not_told: Sequence[bytes] = (),
        lists: bytes | None = None,
        quote: bytes | None = None,
    ) -> Rows:
        """Rows of lines whose cells a separator parts; empty lines are none.

        A line that has more or fewer cells than there are columns is told in `unread`, and is no row.

        Args:
            columns: Their names, in order.
            separator: One byte.
            not_told: Cells that mean that nothing is told, beside the empty one.
            lists: What parts the members of a cell that `items` is asked for.
            quote: The byte that cells may stand in, doubled within them; None: it means nothing.
        """
        _ = quote
        numbers: list[int] = []
        cells: list[dict[str, Any]] = []
        for at, line in enumerate(self._lines):
            if not line:
                continue
            held = line.split(separator)
            if len(held) != len(columns):
                text = line.decode("utf-8", "backslashreplace")[:_SHOWN]
                self.unread.append(
                    Unread(self.first + at, "", text, noted("as many cells as there are columns"))
                )
                continue
            numbers.append(self.first + at)
            cells.append(
                {
                    name: cell.decode("utf-8", "backslashreplace")
                    for name, cell in zip(columns, held, strict=True)
                    if cell and cell not in not_told
                }
            )
        parts = None if lists is None else lists.decode()
        return cast("Rows", PlainRows(numbers, cells, self.unread, columns, parts))

    def objects(self) -> Rows:
        """Rows of lines that each hold one JSON object; empty lines are none, others are told in `unread`."""
        numbers: list[int] = []
        cells: list[dict[str, Any]] = []
        for at, line in enumerate(self._lines):
            if not line.strip():
                continue
            try:
                cells.append(msgspec.json.decode(line, type=dict[str, Any]))
                numbers.append(self.first + at)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                text = line.decode("utf-8", "backslashreplace")[:_SHOWN]
                self.unread.append(Unread(self.first + at, "", text, noted("a JSON object")))
        return cast("Rows", PlainRows(numbers, cells, self.unread))


def places(rows: Column) -> Column:
    """The places of a mask."""
    return np.flatnonzero(rows)
