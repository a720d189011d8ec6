"""Sums of connections that the table has no room for: on heaps by their hashes, in a file, to be added up heap by heap.

What lies on one heap has no key in common with another, so that a table for one of them is enough.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import Piece, Pieces
from lamppost.observe.logs.hashed import HashedRows
from lamppost.observe.logs.hashes import adding
from lamppost.observe.logs.hashes.heaping import add_heap
from lamppost.observe.logs.running import Run

MOST_WORDS = adding.WIDTH << 24
"""Numbers in the file from which on the rows of each heap are added up on the way."""
_AT_ONCE = 2
"""Heaps that are added up at once, each by a thread."""
Taken = TypeVar("Taken")


class Heaps:
    """Heaps, of which the last rows are in memory."""

    def __init__(self) -> None:
        """None is begun."""
        self.rows = np.zeros(adding.HEAPS * adding.HEAP_WORDS, np.int64)
        """Room for the rows that are put on heaps next; kernels write there."""
        self.counts = np.zeros(adding.HEAPS, np.int64)
        """How many numbers are on each."""
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

    def sums(self, run: Run, usual: int, take: Callable[[Column], Taken]) -> list[Taken]:
        """What was made of the sums of each heap, in the order of heaps; rows in memory must have been written.

        Args:
            run: How kernels are called.
            usual: The second word of keys of short rows.
            take: Given the sums of one heap, shape (n, WIDTH), in the order in which they came, to be used until it returns; by
                several threads at once.
        """
        if self._pieces is None:
            return []
        rooms = SimpleQueue[_Room]()
        for _ in range(_AT_ONCE):
            rooms.put(_Room())

        def add_up(pieces: list[Piece]) -> Taken:
            room = rooms.get()
            try:
                self._add_pieces(run, usual, pieces, room)
                return take(room.made.columns())
            finally:
                rooms.put(room)

        with ThreadPoolExecutor(_AT_ONCE, "heaps") as workers:
            return list(workers.map(add_up, self._held))

    def _add_pieces(self, run: Run, usual: int, pieces: list[Piece], room: "_Room") -> None:
        """Add up what lies in some pieces."""
        made = room.made
        made.clear()
        assert self._pieces is not None
        for piece in pieces:
            told, done = self._pieces.get(piece), 0
            while done < len(told):
                rows, slots, mask = made.room(run, adding.AHEAD)
                most = min(len(rows) // adding.WIDTH, 2 * len(slots) // 3)  # as `hashed.more_slots` wants it
                done = run(
                    add_heap, told, done, len(told), usual, room.row, rows, slots, mask, most, made.state
                )

    def _add_up(self, run: Run, usual: int) -> None:
        """Put one sum of each key into a file of its own, in place of all rows."""
        fewer = Pieces()

        def put(sums: Column) -> list[Piece]:
            sums[:, adding.WHAT] |= adding.LONG
            return [fewer.put(sums.reshape(-1))] if len(sums) else []

        self._held = self.sums(run, usual, put)
        self._pieces = fewer
        self._n_held = sum(piece.length for pieces in self._held for piece in pieces)
        self._most = max(MOST_WORDS, 2 * self._n_held)


class _Room:
    """Where one thread adds up heap after heap."""

    def __init__(self) -> None:
        self.made = HashedRows(adding.WIDTH)
        self.row = np.empty(adding.WIDTH + adding.AHEAD, np.int64)
