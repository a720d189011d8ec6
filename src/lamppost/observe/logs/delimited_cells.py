"""The cells of lines that a separator parts."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.answers import Asked, Program
from lamppost.observe.logs.cells.answering import AT_ONCE, answer_delimited
from lamppost.observe.logs.cells.delimited import split_lines, split_quoted
from lamppost.observe.logs.cells.octets import LENGTH, MOST
from lamppost.observe.logs.remembered import Parting, Remembered
from lamppost.observe.logs.rows import Unreads


class DelimitedCells:
    """Rows of lines that have as many cells as there are columns."""

    is_json = False

    def __init__(
        self,
        data: Column,
        starts: Column,
        ends: Column,
        parting: Parting,
        remembered: Remembered,
        unread: Unreads,
    ) -> None:
        """Lines that are not looked at yet.

        Args:
            data: The block.
            starts: Where each line begins.
            ends: One past its last octet.
            parting: How cells are parted.
            remembered: Of the file.
            unread: Where what cannot be read is told.
        """
        self.data, self.run, self.held, self.unread = data, remembered.run, remembered.held, unread
        self.asked, self.parting = Asked(remembered.questions), parting
        self._remembered, self._starts, self._ends = remembered, starts, ends
        columns, self._separator, not_told, self.lists, self._quote = parting
        self.not_told: Sequence[bytes] = [one for one in not_told if one]
        self._columns = {name: at for at, name in reversed(list(enumerate(columns)))}
        self._width = len(columns)
        self._cells: Column | None = None
        self._found: dict[str, Column] = {}

    def split(self) -> None:
        """Find the cells; `counts` then says of each line how many, 0 where it is empty, -1 where quotes are broken."""
        self._cells, self.counts = self._split()
        self.rows = np.flatnonzero((self.counts == self._width) & (self.counts > 0))
        self._keep()

    def make_ready(self) -> None:
        """The same, and answers for what was asked of blocks before."""
        n, kept = len(self._starts), self._remembered
        self.counts = np.empty(n, np.int64)
        program = Program(list(kept.questions), self._places, has_marks=True)
        quote = -1 if self._quote is None else self._quote[0]
        cells = np.zeros(max(1, self._width) * AT_ONCE, np.int64)
        head = self.data, len(self.data), self._starts, self._ends
        tail = self._separator[0], quote, self._width, *self._marks(), cells, self.counts
        self.rows, self.asked.ready = program.answers(
            self.run, kept.rooms, kept.held_ahead.texts(), n, answer_delimited, (head, tail)
        )
        self._keep()

    def _places(self, field: str) -> list[int]:
        return [self._columns[field]] if field in self._columns else []

    def has(self, field: str) -> bool:
        """Whether the log has the column."""
        return field in self._columns

    def column(self, field: str) -> Column | None:
        """The cells of a column; None where the log has none."""
        at = self._columns.get(field)
        if at is None:
            return None
        if field not in self._found:
            cells = self.asked.cells(field)
            if cells is None:
                if self._cells is None:
                    self._cells, _ = self._split()
                cells = np.ascontiguousarray(self._cells[:, at])
            self._found[field] = cells
        return self._found[field]

    def raw(self, cell: int) -> bytes:
        """A cell as it stands in the file, without the quotation marks around it."""
        start = cell & MOST
        return self.data[start : start + ((cell >> LENGTH) & MOST)].tobytes()

    def _split(self) -> tuple[Column, Column]:
        """The cells of all lines, and how many each has."""
        n = len(self._starts)
        cells, counts = np.empty((n, self._width), np.int64), np.empty(n, np.int64)
        how = (self._separator[0],) if self._quote is None else (self._separator[0], self._quote[0])
        self.run(
            split_lines if self._quote is None else split_quoted, self.data, len(self.data), self._starts, self._ends,
            n, *how, self._width, *self._marks(), cells.reshape(-1), counts,
        )  # fmt: skip
        return cells, counts

    def _keep(self) -> None:
        """Leave out the lines that are no rows."""
        if len(self.rows) < len(self._starts):
            self._starts, self._ends = self._starts[self.rows], self._ends[self.rows]
            self._cells = None if self._cells is None else self._cells[self.rows]

    def _marks(self) -> tuple[Any, ...]:
        """What means that nothing is told, as the kernels take it."""
        marks = self.not_told
        ends = np.cumsum([len(one) for one in marks] or [0], dtype=np.int64)
        return (
            np.frombuffer(b"".join(marks) + bytes(8), np.uint8),
            ends,
            len(marks),
            max(map(len, marks), default=0),
        )
