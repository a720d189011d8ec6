"""Rows of numbers, each key held once, that kernels find by a table of hashes and put more behind."""

from typing import NamedTuple

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import Growing, zeros
from lamppost.observe.logs.hashes.adding import refill
from lamppost.observe.logs.running import Run

_FEWEST = 1 << 8
_MANY = 1 << 19
"""Rows from which on slots are made for twice as many and not four times."""


class Room(NamedTuple):
    """What kernels take: rows one behind the other, slots that hold 31 bits of a hash above a row's number plus 1, and a mask."""

    rows: Column
    slots: Column
    mask: int


class HashedRows:
    """Rows that grow in number; `state[0]` says how many there are."""

    def __init__(self, width: int) -> None:
        """None yet.

        Args:
            width: Numbers of a row.
        """
        self._width, self._most = width, _FEWEST
        self._growing = Growing(np.int64)
        self._rows = self._growing.grow(_FEWEST * width, 0)
        self._slots = zeros(2 * _FEWEST)
        self.state = np.zeros(1, np.int64)

    def __len__(self) -> int:
        return int(self.state[0])

    def clear(self) -> None:
        """None of them is held any more; there is room for as many."""
        self.state[0] = 0
        self._slots[:] = 0

    def room(self, run: Run, new: int) -> Room:
        """Room for so many rows more; what was given before is no longer to be used.

        Args:
            run: How kernels are called.
            new: How many.
        """
        count = len(self)
        if count + new > self._most:
            self._most = 2 * (count + new)
            self._rows = self._growing.grow(self._most * self._width, count * self._width)
        self._slots = more_slots(run, self._slots, count + new)
        return Room(self._rows, self._slots, len(self._slots) - 1)

    def columns(self) -> Column:
        """The numbers of all rows, shape (rows, width)."""
        return self._rows[: len(self) * self._width].reshape(-1, self._width)


def more_slots(run: Run, slots: Column, count: int) -> Column:
    """The slots, or as many more as so many rows need: at most two thirds of them are taken.

    Args:
        run: How kernels are called.
        slots: 0, or 31 bits of a hash above a row's number plus 1.
        count: How many rows.
    """
    if 3 * count <= 2 * len(slots):
        return slots
    more = zeros(1 << ((4 if count < _MANY else 2) * count).bit_length())
    run(refill, slots, len(slots), more, len(more) - 1)
    return more


def longs(column: Column) -> Column:
    """The same numbers as kernels take them: signed, of 64 bits, one behind the other."""
    if column.dtype == np.uint64:
        column = column.view(np.int64)
    return np.ascontiguousarray(column, np.int64)
