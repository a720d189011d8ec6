"""The cells of lines that a separator parts."""

from collections.abc import Sequence

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.answers import Asked
from lamppost.observe.logs.cells.delimited import split_lines, split_quoted
from lamppost.observe.logs.cells.octets import LENGTH, MOST
from lamppost.observe.logs.remembered import Parting, Remembered
from lamppost.observe.logs.rows import Unreads


class DelimitedCells:
    """Cells of lines, as a table of rows once it is known which lines are ones."""

    is_json = False

    def __init__(self, data: Column, remembered: Remembered, unread: Unreads) -> None:
        """No lines yet.

        Args:
            data: The block.
            remembered: Of the file.
            unread: Where what cannot be read is told.
        """
        self.data, self.run, self.held, self.unread = data, remembered.run, remembered.held, unread
        self.asked = Asked(remembered.questions)
        self.lines = np.zeros(0, np.int64)
        self.lists: bytes | None = None
        self.not_told: Sequence[bytes] = ()
        self._columns: dict[str, int] = {}
        self._found: dict[str, Column] = {}

    def split(self, starts: Column, ends: Column, parting: Parting) -> None:
        """Find the cells; `counts` then says of each line how many, 0 where it is empty, -1 where quotes are broken.

        Args:
            starts: Where each line begins.
            ends: One past its last octet.
            parting: How they are parted.
        """
        self.parting = parting
        columns, separator, not_told, self.lists, quote = parting
        n, marks = len(starts), [one for one in not_told if one]
        self._columns = {name: at for at, name in reversed(list(enumerate(columns)))}
        self._cells, self.counts = np.empty((n, len(columns)), np.int64), np.empty(n, np.int64)
        self.not_told = marks
        ends_of_marks = np.cumsum([len(one) for one in marks] or [0], dtype=np.int64)
        heap = np.frombuffer(b"".join(marks) + bytes(8), np.uint8)
        longest = max(map(len, marks), default=0)
        how = (separator[0],) if quote is None else (separator[0], quote[0])
        self.run(
            split_lines if quote is None else split_quoted, self.data, len(self.data), starts, ends, n, *how,
            len(columns), heap, ends_of_marks, len(marks), longest, self._cells.reshape(-1), self.counts,
        )  # fmt: skip

    def keep(self, first: int) -> None:
        """Take the lines with as many cells as there are columns for rows.

        Args:
            first: The number of the first line.
        """
        width = self._cells.shape[1]
        rows = np.flatnonzero((self.counts == width) & (self.counts > 0))
        self.lines = rows + first
        if len(rows) < len(self._cells):
            self._cells = self._cells[rows]

    def column(self, field: str) -> Column | None:
        """The cells of a column; None where the log has none."""
        at = self._columns.get(field)
        if at is None:
            return None
        if field not in self._found:
            self._found[field] = np.ascontiguousarray(self._cells[:, at])
        return self._found[field]

    def raw(self, cell: int) -> bytes:
        """A cell as it stands in the file, without the quotation marks around it."""
        start = cell & MOST
        return self.data[start : start + ((cell >> LENGTH) & MOST)].tobytes()
