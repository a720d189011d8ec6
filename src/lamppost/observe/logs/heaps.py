"""Sums of connections that the table has no room for: on heaps by their hashes, in a file, to be added up heap by heap.

What lies on one heap has no key in common with another, so that a table for one of them is enough.
"""

from collections.abc import Iterator

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import Piece, Pieces
from lamppost.observe.logs.hashed import HashedRows
from lamppost.observe.logs.hashes import adding
from lamppost.observe.logs.running import Run

MOST_ROWS = 1 << 24
"""Rows in the file from which on those of each heap are added up on the way."""


class Heaps:
    """Heaps, of which the last rows are in memory."""

    def __init__(self) -> None:
        """None is begun."""
        self.rows = np.zeros(adding.HEAPS * adding.HEAP_ROWS * adding.WIDTH, np.int64)
        """Room for the rows that are put on heaps next; kernels write there."""
        self.counts = np.zeros(adding.HEAPS, np.int64)
        """How many of them are on each."""
        self._pieces: Pieces | None = None
        self._held: list[list[Piece]] = [[] for _ in range(adding.HEAPS)]
        self._n_held, self._most = 0, MOST_ROWS

    def write(self, run: Run) -> None:
        """Write the rows in memory into the file.

        Args:
            run: How kernels are called.
        """
        if self._pieces is None:
            self._pieces = Pieces()
        for heap, count in enumerate(self.counts.tolist()):
            if count:
                start = heap * adding.HEAP_ROWS * adding.WIDTH
                self._held[heap].append(self._pieces.put(self.rows[start : start + count * adding.WIDTH]))
                self._n_held += count
        self.counts[:] = 0
        if self._n_held > self._most:
            self._add_up(run)

    def sums(self, run: Run) -> Iterator[Column]:
        """The sums of each heap, shape (n, WIDTH), in no order; rows in memory must have been written.

        Args:
            run: How kernels are called.
        """
        if self._pieces is None:
            return
        for pieces in self._held:
            made = HashedRows(adding.WIDTH)
            for piece in pieces:
                told = self._pieces.get(piece)
                count = len(told) // adding.WIDTH
                for first in range(0, count, adding.HEAP_ROWS):
                    n = min(adding.HEAP_ROWS, count - first)
                    some = told[first * adding.WIDTH : (first + n) * adding.WIDTH]
                    run(adding.add_sums, some, n, *made.room(run, n), made.state)
            yield made.columns()

    def _add_up(self, run: Run) -> None:
        """Put one sum of each key into a file of its own, in place of all rows."""
        fewer = Pieces()
        held = [[fewer.put(sums.reshape(-1))] if len(sums) else [] for sums in self.sums(run)]
        self._pieces, self._held = fewer, held
        self._n_held = sum(piece.length for pieces in held for piece in pieces) // adding.WIDTH
        self._most = max(MOST_ROWS, 2 * self._n_held)
