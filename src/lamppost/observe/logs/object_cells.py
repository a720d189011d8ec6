"""The values of keys in lines that each hold one object of JSON."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from lamppost.engine.instructions import AT_ONCE as WIDTH
from lamppost.model.observations import Column
from lamppost.observe.logs.answers import Asked, Program, Question, Rooms
from lamppost.observe.logs.cells.answering import CELL, answer_objects
from lamppost.observe.logs.cells.objects import (
    ALIKE,
    DEEPEST,
    LEVEL,
    LONGEST,
    MEMO,
    MOST_KEY,
    PLACES,
    SLOT,
    key_slot,
)
from lamppost.observe.logs.cells.octets import AT_ONCE, ESCAPED, KIND, LENGTH, MOST, TEXT, word_of
from lamppost.observe.logs.cells.shapes import MOST_MARKS, MOST_OCTETS, MOST_PIECES, PIECE
from lamppost.observe.logs.remembered import Remembered
from lamppost.observe.logs.rows import JOINED, Unreads

_Tree = dict[bytes, "_Tree"]


class Keys:
    """Keys that are asked for, as the kernel takes them."""

    def __init__(self, fields: Sequence[str]) -> None:
        """A tree of the ways in which the names may be written.

        Args:
            fields: Names, `JOINED` between the keys of objects within objects.
        """
        self.fields = tuple(dict.fromkeys(fields))
        tree: _Tree = {}
        for field in self.fields:
            for spelling in spellings(field):
                below = tree
                for key in spelling:
                    below = below.setdefault(key.encode("utf-8", "surrogatepass"), {})
        self._below: list[int] = []
        self._paths: dict[tuple[bytes, ...], int] = {}
        self._known: list[tuple[int, int, bytes]] = []
        self._walk(tree, ())
        self.below = np.array(self._below, np.int64)
        self.heap, self.slots = self._table()

    @property
    def columns(self) -> int:
        """How many nodes there are."""
        return len(self._below)

    def nodes(self, field: str) -> list[int]:
        """The nodes that a name may mean, the nearest first."""
        return [
            self._paths[tuple(key.encode("utf-8", "surrogatepass") for key in one)]
            for one in spellings(field)
        ]

    def told(self) -> tuple[Any, ...]:
        """What kernels are told of the keys, and room for what is open."""
        return (
            self.columns, self.below, self.slots, len(self.slots) // SLOT - 1, self.heap, len(self.heap),
            np.zeros(DEEPEST * LEVEL, np.int64), np.zeros(MOST_KEY, np.uint8), np.zeros(PLACES * (ALIKE * MEMO + 1), np.int64),
            np.zeros(PLACES * ALIKE * LONGEST, np.uint8),
        )  # fmt: skip

    def room(self) -> tuple[Column, ...]:
        """Room for what stands between the values of lines, which is kept from one block to the next."""
        return (
            np.zeros(MOST_PIECES * PIECE, np.int64), np.zeros(MOST_OCTETS + WIDTH, np.uint8),
            np.zeros(MOST_MARKS, np.int64), np.zeros(self.columns, np.int64),
        )  # fmt: skip

    def _walk(self, tree: _Tree, path: tuple[bytes, ...]) -> None:
        """Number a node and those below it."""
        node = len(self._below)
        self._paths[path] = node
        self._below.append(node + 1)
        for key, below in tree.items():
            self._known.append((len(self._below), node, key))
            self._walk(below, (*path, key))
        self._below[node] = len(self._below)

    def _table(self) -> tuple[Column, Column]:
        """The keys, one behind the other; and a table by which they are found."""
        size = 1 << (4 * len(self._known) + 1).bit_length()
        slots, heap = np.zeros(size * SLOT, np.int64), b""
        for node, above, key in self._known:
            length, some = len(key), min(len(key), 8)
            first = word_of(key, 0, some, length) if key else 0
            last = word_of(key, length - some, some, length) if key else 0
            slot = key_slot(first, last, length, above + 1) & (size - 1)
            while slots[slot * SLOT]:
                slot = (slot + 1) & (size - 1)
            slots[slot * SLOT : (slot + 1) * SLOT] = node + 1, above + 1, length, first, last, len(heap)
            heap += key
        return np.frombuffer(heap + bytes(8), np.uint8), slots


@lru_cache(maxsize=256)
def _keys(fields: tuple[str, ...]) -> Keys:
    return Keys(fields)


def spellings(field: str) -> Iterator[tuple[str, ...]]:
    """The keys that a name may mean, one within the other: first all as one key, then the shortest first key."""
    yield (field,)
    parts = field.split(JOINED)
    for some in range(1, len(parts)):
        for rest in spellings(JOINED.join(parts[some:])):
            yield (JOINED.join(parts[:some]), *rest)


class ObjectCells:
    """Rows of lines that are objects."""

    is_json = True
    lists: bytes | None = None
    not_told: Sequence[bytes] = ()

    def __init__(
        self, data: Column, starts: Column, ends: Column, remembered: Remembered, unread: Unreads
    ) -> None:
        """Lines that are not looked at yet.

        Args:
            data: The block.
            starts: Where each line begins.
            ends: One past its last octet.
            remembered: Of the file.
            unread: Where what cannot be read is told.
        """
        self.data, self.run, self.held, self.unread = data, remembered.run, remembered.held, unread
        self.asked = Asked(remembered.questions)
        self._remembered, self._starts, self._ends = remembered, starts, ends
        self._keys = _keys(tuple(remembered.fields))
        self.states: Column = np.zeros(0, np.int64)
        self.rows: Column | None = None

    def read(self) -> None:
        """Find the values; `states` then says what each line is: `READ`, `EMPTY` or `BROKEN`."""
        self._answer([(CELL, field, ()) for field in self._keys.fields], self._keys, None)

    def make_ready(self) -> None:
        """The same, and answers for what was asked of blocks before."""
        kept, keys = self._remembered, self._keys
        self._answer([one for one in list(kept.questions) if one[1] in keys.fields], keys, kept.rooms)

    def _answer(self, questions: list[Question], keys: Keys, rooms: Rooms | None) -> None:
        kept, n = self._remembered, len(self._starts)
        states = np.empty(n, np.int64)
        program = Program(questions, keys.nodes, has_marks=False)
        cells, used = np.zeros(keys.columns * AT_ONCE, np.int64), np.zeros(keys.columns, np.int64)
        head = self.data, len(self.data), self._starts, self._ends
        texts = (kept.held if rooms is None else kept.held_ahead).texts()
        shapes = (kept.shapes if rooms is None else kept.shapes_ahead).of(keys.fields, keys.room)
        tail = (*keys.told(), *shapes, cells, used, states)
        rows, found = program.answers(self.run, rooms, texts, n, answer_objects, (head, tail))
        self.asked.ready.update(found)
        if self.rows is None:
            self.states, self.rows = states, rows
            if len(rows) < n:
                self._starts, self._ends = self._starts[rows], self._ends[rows]

    def has(self, field: str) -> bool:
        """Whether any row has the key."""
        return bool(self.column(field).any())

    def column(self, field: str) -> Column:
        """The cells of a column."""
        cells = self.asked.cells(field)
        if cells is None:
            self._remembered.fields[field] = None
            self._answer([(CELL, field, ())], _keys((field,)), None)
            cells = self.asked.cells(field)
        assert cells is not None
        return cells

    def raw(self, cell: int) -> bytes:
        """A value as it stands in the file."""
        start, marks = cell & MOST, int(cell >> KIND in (TEXT, ESCAPED))
        return self.data[start - marks : start + ((cell >> LENGTH) & MOST) + marks].tobytes()
