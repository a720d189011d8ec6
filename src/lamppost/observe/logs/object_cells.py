"""The values of keys in lines that each hold one object of JSON."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from lamppost.engine.instructions import AT_ONCE as WIDTH
from lamppost.model.observations import Column
from lamppost.observe.logs.answers import Answer, Asked, Program, Question, Rooms
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
from lamppost.observe.logs.distinct import Distinct
from lamppost.observe.logs.remembered import Grouping, Remembered, Shapes
from lamppost.observe.logs.rows import JOINED, Unreads
from lamppost.observe.logs.running import Run

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


@lru_cache(maxsize=32)
def _program(keys: Keys, asked: tuple[tuple[Question, ...], ...]) -> Program:
    return Program(asked, keys.nodes, has_marks=False)


def spellings(field: str) -> Iterator[tuple[str, ...]]:
    """The keys that a name may mean, one within the other: first all as one key, then the shortest first key."""
    yield (field,)
    parts = field.split(JOINED)
    for some in range(1, len(parts)):
        for rest in spellings(JOINED.join(parts[some:])):
            yield (JOINED.join(parts[:some]), *rest)


class ObjectCells:
    """Rows of lines that are objects, in groups or all in one."""

    def __init__(
        self,
        data: Column,
        starts: Column,
        ends: Column,
        remembered: Remembered,
        unread: Unreads,
        grouping: Grouping | None,
    ) -> None:
        """Lines that are not looked at yet.

        Args:
            data: The block.
            starts: Where each line begins.
            ends: One past its last octet.
            remembered: Of the file.
            unread: Where what cannot be read is told.
            grouping: How they are grouped; None: they are not.
        """
        self.data, self.starts, self.ends = data, starts, ends
        self.remembered, self.unread, self.grouping = remembered, unread, grouping
        self.states: Column = np.zeros(0, np.int64)
        self.groups: list[ObjectGroup] = []

    def read(self) -> None:
        """Find the values; `states` then says what each line is: `READ`, `EMPTY` or `BROKEN`."""
        keys = _keys(tuple(self.remembered.fields))
        asked: list[list[Question]] = [[(CELL, field, ()) for field in keys.fields]] * self._count
        self._answer(asked, keys, self.remembered.held.texts(), self.remembered.shapes, Rooms())

    def make_ready(self) -> None:
        """The same, and answers for what was asked of blocks before."""
        kept, keys = self.remembered, _keys(tuple(self.remembered.fields))
        asked = [list(kept.questions[number]) for number in range(self._count)]
        asked = [[one for one in questions if one[1] in keys.fields] for questions in asked]
        self._answer(asked, keys, kept.held_ahead.texts(), kept.shapes_ahead, kept.rooms)

    @property
    def _count(self) -> int:
        """How many groups there are."""
        return 1 if self.grouping is None else len(self.grouping[1]) + 1

    def _answer(
        self, asked: list[list[Question]], keys: Keys, texts: Distinct, shapes: Shapes, rooms: Rooms
    ) -> None:
        self.states = np.empty(len(self.starts), np.int64)
        lines = self.data, self.starts, self.ends, self.states
        found = _answers(self.remembered.run, lines, asked, keys, texts, shapes, rooms, self.grouping)
        self.groups = [ObjectGroup(self, number, *one) for number, one in enumerate(found)]


class ObjectGroup:
    """Rows of lines that are objects, as `CellRows` takes them."""

    is_json = True
    lists: bytes | None = None
    not_told: Sequence[bytes] = ()

    def __init__(self, of: ObjectCells, number: int, rows: Column, ready: Mapping[Question, Answer]) -> None:
        """Rows that were found.

        Args:
            of: All lines.
            number: Of the group.
            rows: Per row the place of its line.
            ready: What is answered.
        """
        self._remembered, self._starts, self._ends = of.remembered, of.starts, of.ends
        self.data, self.run, self.held, self.unread = (
            of.data,
            of.remembered.run,
            of.remembered.held,
            of.unread,
        )
        self.rows = rows
        self.asked = Asked(of.remembered.questions[number], copies=False)
        self.asked.ready.update(ready)

    def has(self, field: str) -> bool:
        """Whether any row has the key."""
        return bool(self.column(field).any())

    def column(self, field: str) -> Column:
        """The cells of a column."""
        cells = self.asked.cells(field)
        if cells is None:
            kept, rows = self._remembered, self.rows
            kept.fields[field] = None
            lines = self.data, self._starts[rows], self._ends[rows], np.empty(len(rows), np.int64)
            question: list[list[Question]] = [[(CELL, field, ())]]
            [(_, found)] = _answers(
                self.run, lines, question, _keys((field,)), kept.held.texts(), kept.shapes, Rooms(), None
            )
            self.asked.ready.update(found)
            cells = self.asked.cells(field)
        assert cells is not None
        return cells

    def raw(self, cell: int) -> bytes:
        """A value as it stands in the file."""
        start, marks = cell & MOST, int(cell >> KIND in (TEXT, ESCAPED))
        return self.data[start - marks : start + ((cell >> LENGTH) & MOST) + marks].tobytes()


def _answers(
    run: Run, lines: tuple[Column, ...], asked: list[list[Question]], keys: Keys, texts: Distinct, shapes: Shapes,
    rooms: Rooms, grouping: Grouping | None,
) -> list[tuple[Column, dict[Question, Answer]]]:  # fmt: skip
    """Of each group, which lines are its rows, and answers for these.

    Args:
        run: How kernels are called.
        lines: The block, where each line begins, one past its last octet, and room for what it is.
        asked: What is asked of each group.
        keys: Keys of which values are told.
        texts: Where texts get numbers.
        shapes: Lines that were read before.
        rooms: Where answers are put.
        grouping: How the lines are grouped; None: they are not.
    """
    data, starts, ends, states = lines
    program = _program(keys, tuple(map(tuple, asked)))
    cells, used = np.zeros(keys.columns * AT_ONCE, np.int64), np.zeros(keys.columns, np.int64)
    field, words = grouping or ("", ())
    kind = keys.nodes(field)[0] if words else 0
    octets = [one.encode() for one in words]
    word_ends = np.cumsum([0, *map(len, octets)], dtype=np.int64)[1:]
    by = kind, np.frombuffer(b"".join(octets) + b"\0", np.uint8), word_ends, len(words)
    head = data, len(data), starts, ends
    tail = (*keys.told(), *shapes.of(keys.fields, keys.room), cells, used, states, *by)
    return program.answers(run, rooms, texts, len(starts), answer_objects, (head, tail))
