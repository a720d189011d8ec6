"""Sums of connections that the table has no room for: on heaps by their hashes, in a file, to be added up heap by heap.

What lies on one heap has no key in common with another, so that a table for one of them is enough.
"""

from collections.abc import Iterator

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import Piece, Pieces
from lamppost.observe.logs.hashed import HashedRows
from lamppost.observe.logs.hashes import adding
from lamppost.observe.logs.hashes.heaping import add_heap
from lamppost.observe.logs.running import Run

MOST_WORDS = adding.WIDTH << 24
"""Numbers in the file from which on the rows of each heap are added up on the way."""


class Heaps:
    """Heaps, of which the last rows are in memory."""

    def __init__(self) -> None:
        """None is begun."""
        self.rows = np.zeros(adding.HEAPS * adding.HEAP_WORDS, np.int64)
        """Room for the rows that are put on heaps next; kernels write there."""
        self.counts = np.zeros(adding.HEAPS, np.int64)
        """How many numbers are on each."""
        self._row = np.empty(adding.WIDTH, np.int64)
        self._pieces: Pieces | None = None
        self._held: list[list[Piece]] = [[] for _ in range(adding.HEAPS)]
        self._n_held, self._most = 0, MOST_WORDS

    def write(self, run: Run, usual: int) -> None:
        """Write the rows in memory into the file.

        Args:
            run: How kernels are called.
            usual: The second word of keys of short rows.
        """
        if self._pieces is None:
            self._pieces = Pieces()
        for heap, count in enumerate(self.counts.tolist()):
            if count:
                start = heap * adding.HEAP_WORDS
                self._held[heap].append(self._pieces.put(self.rows[start : start + count]))
                self._n_held += count
        self.counts[:] = 0
        if self._n_held > self._most:
            self._add_up(run, usual)

    def sums(self, run: Run, usual: int) -> Iterator[Column]:
        """The sums of each heap, shape (n, WIDTH), in no order; rows in memory must have been written.

        Args:
            run: How kernels are called.
            usual: The second word of keys of short rows.
        """
        if self._pieces is None:
            return
        for pieces in self._held:
            made = HashedRows(adding.WIDTH)
            for piece in pieces:
                told, done = self._pieces.get(piece), 0
                while done < len(told):
                    room = made.room(run, adding.HEAP_ROWS)
                    done = run(add_heap, told, done, len(told), usual, self._row, *room, made.state)
            yield made.columns()

    def _add_up(self, run: Run, usual: int) -> None:
        """Put one sum of each key into a file of its own, in place of all rows."""
        fewer, held = Pieces(), []
        for sums in self.sums(run, usual):
            sums[:, adding.WHAT] |= adding.LONG
            held.append([fewer.put(sums.reshape(-1))] if len(sums) else [])
        self._pieces, self._held = fewer, held
        self._n_held = sum(piece.length for pieces in held for piece in pieces)
        self._most = max(MOST_WORDS, 2 * self._n_held)
