"""Whole lines of a log, some at a time, and their cells as rows of columns."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lamppost.engine.instructions import AT_ONCE
from lamppost.model.observations import Column
from lamppost.model.saying import noted
from lamppost.observe.logs.cell_rows import SHOWN, CellRows
from lamppost.observe.logs.cells.lines import count_lines, find_beginnings, find_lines
from lamppost.observe.logs.cells.objects import EMPTY, READ
from lamppost.observe.logs.cells.octets import MOST
from lamppost.observe.logs.delimited_cells import DelimitedCells
from lamppost.observe.logs.object_cells import ObjectCells
from lamppost.observe.logs.remembered import Grouping, Remembered
from lamppost.observe.logs.rows import Rows, Unread, Unreads
from lamppost.observe.logs.trouble import UnreadCells


class Block:
    """Some lines of a file, one after the other, without their ends."""

    def __init__(self, lines: Sequence[bytes], first: int, unread: Unreads) -> None:
        """Lines.

        Args:
            lines: As they stand in the file, unpacked, without line feeds and carriage returns.
            first: The number of the first, from 1.
            unread: Where what cannot be read is told.
        """
        octets = b"\n".join(lines)
        lengths = np.fromiter(map(len, lines), np.int64, len(lines))
        ends = np.cumsum(lengths + 1) - 1
        self._take(np.frombuffer(octets or b"\n", np.uint8), ends - lengths, ends, first, unread)
        self._remembered = Remembered(len(octets))

    @staticmethod
    def of(octets: Any, start: int, end: int, first: int, unread: Unreads, remembered: Remembered) -> "Block":
        """The lines of a buffer, which has to stay as it is while the block, or rows of it, are used.

        Args:
            octets: Bytes, a bytearray or a map.
            start: Where the first line begins.
            end: One past the last octet of the last line; it may lack its line feed.
            first: The number of the first, from 1.
            unread: Where what cannot be read is told.
            remembered: Of the file.
        """
        data = np.frombuffer(octets, np.uint8)
        room, n = remembered.lines_expected(end - start), -1
        while n < 0:
            starts, ends = np.empty(room, np.int64), np.empty(room, np.int64)
            n = remembered.run(find_lines, data, start, end, starts, ends, room)
            if n < 0:
                room = remembered.run(count_lines, data, start, end) + 2 * AT_ONCE
        remembered.found_lines(n, end - start)
        return _Piece(data, starts[:n], ends[:n], first, unread, remembered)

    def _take(self, data: Column, starts: Column, ends: Column, first: int, unread: Unreads) -> None:
        if len(data) > MOST:
            raise ValueError("a block of lines is larger than its cells can tell")
        self.first, self.unread = first, unread
        self._data, self._starts, self._ends = data, starts, ends
        self._ready: DelimitedCells | ObjectCells | None = None
        self._marked: dict[bytes, list[int]] = {}

    def __len__(self) -> int:
        return len(self._starts)

    def line(self, at: int) -> bytes:
        """One line."""
        return self._data[self._starts[at] : self._ends[at]].tobytes()

    def beginning_with(self, mark: bytes) -> list[int]:
        """The places of the lines that begin with a mark, rising."""
        self._remembered.marks[mark] = None
        if mark not in self._marked:
            n, out = len(self), np.empty(len(self), np.int64)
            octets = np.frombuffer(mark + b"\0", np.uint8)
            found = self._remembered.run(
                find_beginnings, self._data, self._starts, self._ends, n, octets, len(mark), out
            )
            self._marked[mark] = out[:found].tolist()
        return self._marked[mark]

    def between(self, start: int, end: int) -> "Block":
        """The lines from one place up to another."""
        if start == 0 and end >= len(self):
            return self
        some = slice(start, end)
        first = self.first + some.indices(len(self))[0]
        return _Piece(self._data, self._starts[some], self._ends[some], first, self.unread, self._remembered)

    def delimited(
        self,
        columns: Sequence[str],
        *,
        separator: bytes = b"\t",
        not_told: Sequence[bytes] = (),
        lists: bytes | None = None,
        quote: bytes | None = None,
    ) -> Rows:
        """Rows of lines whose cells a separator parts; empty lines are none.

        A line that has more or fewer cells than there are columns is told in `unread`, and is no row; so is one with a
        cell in quotation marks that nothing closes, or behind which something else than a separator stands.

        Args:
            columns: Their names, in order; the first of a name that is there twice is meant.
            separator: One byte.
            not_told: Cells that mean that nothing is told, beside the empty one.
            lists: What parts the members of a cell that `items` is asked for.
            quote: The byte that cells may stand in, doubled within them; None: it means nothing.
        """
        parting = columns, separator, not_told, lists, quote
        self._remembered.parting = parting
        ready = self._ready
        if isinstance(ready, DelimitedCells) and ready.parting == parting:
            table = ready
        else:
            table = DelimitedCells(
                self._data, self._starts, self._ends, parting, self._remembered, self.unread
            )
            table.split()
        counts = table.counts
        expected = noted("as many cells as there are columns")
        self._tell(np.flatnonzero((counts != len(columns)) & (counts != 0)), expected)
        assert table.rows is not None
        return CellRows(table, table.rows + self.first)

    def objects(self, wanted: Sequence[str] | None = None) -> Rows:
        """Rows of lines that each hold one JSON object (RFC 8259); others are told in `unread`.

        Lines with nothing but spaces and tabs are none. Of keys that an object has twice, the last counts. Objects and
        lists may be 64 deep.

        Args:
            wanted: Names that are asked for later; those that were asked for in blocks before are, too. Others can be
                asked for, and take longer.
        """
        self._remembered.grouping = None
        table = self._objects(wanted or (), None)
        self._tell_others(table)
        return self._rows_of(table)[0]

    def grouped_objects(self, field: str, words: Sequence[str], wanted: Sequence[str] = ()) -> list[Rows]:
        """The same in groups: for each of some words the rows that tell it, and behind these all others.

        Args:
            field: The key that tells the word, of the line's own object; without a point in it.
            words: The words, letter by letter.
            wanted: As `objects` takes them.
        """
        self._remembered.grouping = field, tuple(words)
        wanted = (field, *wanted)
        table = self._objects(wanted, self._remembered.grouping)
        self._tell_others(table)
        groups = self._rows_of(table)
        if not (groups[-1].words(field, words) >= 0).any():
            return groups
        rows = self._rows_of(self._objects(wanted, None))[0]  # some write the word with escapes
        kinds = rows.words(field, words)
        return [rows.where(kinds == at) for at in (*range(len(words)), -1)]

    def _objects(self, wanted: Sequence[str], grouping: Grouping | None) -> ObjectCells:
        kept, table = self._remembered, self._ready
        kept.parting = None
        kept.fields.update(dict.fromkeys(wanted))
        if not isinstance(table, ObjectCells) or table.grouping != grouping:
            table = ObjectCells(self._data, self._starts, self._ends, kept, self.unread, grouping)
            table.read()
        return table

    def _rows_of(self, table: ObjectCells) -> list[Rows]:
        return [CellRows(one, one.rows + self.first) for one in table.groups]

    def _tell_others(self, table: ObjectCells) -> None:
        """Tell of lines that are no objects."""
        states = table.states
        if sum(len(one.rows) for one in table.groups) == len(states):
            return
        self._tell(np.flatnonzero((states != READ) & (states != EMPTY)), noted("a JSON object"))

    def make_ready(self) -> None:
        """Answer what was asked of the blocks before, which may be done by another thread; nothing is told by it."""
        kept = self._remembered
        for mark in list(kept.marks):
            self.beginning_with(mark)
        if not any(kept.questions.values()):
            return
        table: DelimitedCells | ObjectCells
        if kept.parting is None:
            table = ObjectCells(self._data, self._starts, self._ends, kept, self.unread, kept.grouping)
        else:
            table = DelimitedCells(self._data, self._starts, self._ends, kept.parting, kept, self.unread)
        table.make_ready()
        self._ready = table

    def _tell(self, places: Column, expected: str) -> None:
        """Lines that are no rows."""
        if isinstance(self.unread, UnreadCells) and len(places):
            self.unread.count(self._unread(int(places[0]), expected), len(places))
            return
        for at in places.tolist():
            self.unread.append(self._unread(at, expected))

    def _unread(self, at: int, expected: str) -> Unread:
        text = self.line(at).decode("utf-8", "backslashreplace")[:SHOWN]
        return Unread(self.first + at, "", text, expected)


class _Piece(Block):
    """Lines that were found already."""

    def __init__(
        self,
        data: Column,
        starts: Column,
        ends: Column,
        first: int,
        unread: Unreads,
        remembered: Remembered,
    ) -> None:
        self._take(data, starts, ends, first, unread)
        self._remembered = remembered


def places(rows: Column) -> Column:
    """The places of a mask."""
    return np.flatnonzero(rows)
