"""Columns that grow, many of which hold one number in all rows: no MAC, the upper half of IPv4, the one file."""

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import Growing, count_of


class Repeating:
    """A column of numbers that grows, of which one number is held for as long as all are the same."""

    def __init__(self, kind: type = np.int64) -> None:
        """Empty.

        Args:
            kind: Of its numbers.
        """
        self._kind, self._growing = np.dtype(kind), Growing(kind)
        self._value: Column | None = None
        """The number, while all are the same; None: there is none, or they differ."""
        self._length = 0

    def append(self, values: Column | int, rows: Column | None = None, count: int | None = None) -> None:
        """As `Growing.append`."""
        n, before = count_of(values, rows, count), self._length
        if not n:
            return
        self._length += n
        if before == 0:
            first = values if isinstance(values, int) else values[0 if rows is None else rows[0]]
            self._value = np.full(1, first, self._kind)
        if self._value is not None:
            some = values if isinstance(values, int) or rows is None else values[rows]
            if np.all(some == self._value):
                return
            self._growing.append(int(self._value[0]), count=before)
            self._value = None
        self._growing.append(values, rows, count)

    def appended(self) -> Column:
        """All that was appended; where one number is held, a column that is not to be written to, and has no room in memory."""
        if self._value is None:
            return self._growing.appended()
        return np.broadcast_to(self._value, self._length)


def held(column: Column) -> tuple[Column, int]:
    """The numbers of a column as they are held, and how far they are from row to row: 1, or 0 where one stands for all."""
    return (column[:1], 0) if len(column) and column.strides == (0,) else (column, 1)
