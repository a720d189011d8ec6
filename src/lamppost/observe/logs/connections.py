"""Names by the connection that they were sent in: logs tell the two in different rows."""

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import zeros
from lamppost.observe.logs.hashed import longs
from lamppost.observe.logs.hashes.naming import (
    NONE,
    SEVERAL,
    find_names,
    forget_names,
    join_keys,
    move_names,
    put_names,
)
from lamppost.observe.logs.running import run_for_rows

__all__ = ["SEVERAL", "ConnectionNames", "joined_keys"]

_FEWEST = 1 << 10
_MANY = 1 << 18
"""Names from which on room is made for twice as many and not four times."""


def joined_keys(keys: Column, ones: Column, others: Column) -> Column:
    """Keys of connections out of hashes and two numbers, in whichever order these stand; 0 where the hash is 0.

    Args:
        keys: Hashes of 64 bits, unsigned, shape (n,).
        ones: Whole numbers.
        others: Whole numbers.
    """
    n, out = len(keys), np.empty(len(keys), np.int64)
    run_for_rows(n)(join_keys, longs(keys), longs(ones), longs(others), n, out)
    return out.view(np.uint64)


class ConnectionNames:
    """The name of each connection, by its key; names are put in, and taken out again when the connection is told."""

    def __init__(self) -> None:
        """None yet."""
        self._table, self._taken = zeros(2 * _FEWEST), 0
        """Key and name of each place, and how many places are not empty."""
        self.is_taken_out = False
        """A name is forgotten once its connection was told; else it is kept."""

    def put(self, keys: Column, names: Column) -> None:
        """Keep names of connections; a key of 0, and a name of -1, are none."""
        told = (keys != 0) & (names >= 0)
        if told.all():
            self.restore(keys, names)
        else:
            self.restore(keys[told], names[told])

    def find(self, keys: Column) -> Column:
        """The name of each connection, -1 where none was told, SEVERAL where more than one was.

        Args:
            keys: Of connections, shape (n,).
        """
        if not self._taken or not len(keys):
            return np.full(len(keys), NONE, np.int64)
        run, keys = run_for_rows(len(keys)), longs(keys)
        found = np.empty(len(keys), np.int64)
        run(find_names, keys, len(keys), self._table, self._mask, found)
        if self.is_taken_out:
            run(forget_names, keys, len(keys), self._table, self._mask)
        return found

    def restore(self, keys: Column, names: Column) -> None:
        """Keep what `rows` gave, several names of one connection too."""
        n = len(keys)
        if n:
            self._make_room(n)
            self._taken += run_for_rows(n)(put_names, longs(keys), longs(names), n, self._table, self._mask)

    def rows(self) -> dict[str, Column]:
        """Keys and names, as they were put in, each once, the keys rising."""
        keys, names = self._table[::2].view(np.uint64), self._table[1::2]
        held = np.flatnonzero((keys != 0) & (names != NONE))
        held = held[np.argsort(keys[held])]
        return {"key": keys[held], "name": names[held]}

    @property
    def _mask(self) -> int:
        return len(self._table) // 2 - 1

    def _make_room(self, new: int) -> None:
        """Room for so many more, at least a third of it empty; what was taken out is left behind."""
        places = len(self._table) // 2
        if 3 * (self._taken + new) <= 2 * places:
            return
        held = self._table
        kept = int(np.count_nonzero((held[::2] != 0) & (held[1::2] != NONE)))
        times = 4 if kept + new < _MANY else 2
        self._table = zeros(2 << (times * (kept + new) - 1).bit_length())
        self._taken = run_for_rows(self._taken)(move_names, held, places, self._table, self._mask)
