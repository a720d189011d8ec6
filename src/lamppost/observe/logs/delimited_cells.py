"""The cells of lines that a separator parts."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.answers import Asked, Program, Question, Rooms
from lamppost.observe.logs.cells.answering import CELL, answer_delimited
from lamppost.observe.logs.cells.octets import AT_ONCE, LENGTH, MOST
from lamppost.observe.logs.distinct import Held
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
        self.asked, self.parting = Asked(remembered.questions[0], copies=True), parting
        self._remembered, self._starts, self._ends = remembered, starts, ends
        columns, self._separator, not_told, self.lists, self._quote = parting
        self.not_told: Sequence[bytes] = [one for one in not_told if one]
        self._columns = {name: at for at, name in reversed(list(enumerate(columns)))}
        self._width = len(columns)
        self._has_all = False
        self.counts: Column = np.zeros(0, np.int64)
        self.rows: Column | None = None

    def split(self) -> None:
        """Find the cells; `counts` then says of each line how many, 0 where it is empty, -1 where quotes are broken."""
        self._answer([(CELL, name, ()) for name in self._columns], self._remembered.held, Rooms())
        self._has_all = True

    def make_ready(self) -> None:
        """The same, and answers for what was asked of blocks before."""
        kept = self._remembered
        self._answer(list(kept.questions[0]), kept.held_ahead, kept.rooms)

    def _answer(self, questions: list[Question], held: Held, rooms: Rooms) -> None:
        n = len(self._starts)
        counts = np.empty(n, np.int64)
        program = Program([questions], self._places, has_marks=True)
        quote = -1 if self._quote is None else self._quote[0]
        cells = np.zeros(max(1, self._width) * AT_ONCE, np.int64)
        head = self.data, len(self.data), self._starts, self._ends
        tail = self._separator[0], quote, self._width, *self._marks(), cells, counts
        [(rows, found)] = program.answers(self.run, rooms, held.texts(), n, answer_delimited, (head, tail))
        self.asked.ready.update(found)
        if self.rows is None:
            self.counts, self.rows = counts, rows
            if len(rows) < n:
                self._starts, self._ends = self._starts[rows], self._ends[rows]

    def _places(self, field: str) -> list[int]:
        return [self._columns[field]] if field in self._columns else []

    def has(self, field: str) -> bool:
        """Whether the log has the column."""
        return field in self._columns

    def column(self, field: str) -> Column | None:
        """The cells of a column; None where the log has none."""
        if field not in self._columns:
            return None
        if not self._has_all and self.asked.cells(field) is None:
            self.split()
        return self.asked.cells(field)

    def raw(self, cell: int) -> bytes:
        """A cell as it stands in the file, without the quotation marks around it."""
        start = cell & MOST
        return self.data[start : start + ((cell >> LENGTH) & MOST)].tobytes()

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
