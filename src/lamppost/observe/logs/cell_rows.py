"""Rows of a log whose cells were found by kernels: what is asked of them is read out of the block."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Protocol

import msgspec
import numpy as np

from lamppost.model.observations import NO_MAC, Column
from lamppost.model.saying import noted
from lamppost.observe.logs.answers import Answer, Asked, Question, answer
from lamppost.observe.logs.cells import octets
from lamppost.observe.logs.cells.answering import ADDRESS, CELL, DECIMAL, HASH, INSTANT, MAC
from lamppost.observe.logs.cells.answering import TEXT as WORDING
from lamppost.observe.logs.cells.octets import (
    DOUBLED,
    ESCAPED,
    KIND,
    LENGTH,
    LIST,
    MOST,
    NOT_ONE,
    OBJECT,
    TEXT,
)
from lamppost.observe.logs.cells.strings import part_lists
from lamppost.observe.logs.distinct import Distinct, Held, meaning_in, meaning_of_words
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Items, Rows, Unread, Unreads
from lamppost.observe.logs.running import Run
from lamppost.observe.logs.spelled import addresses_of

SHOWN = 60
"""Letters of a cell that is told as unread."""
_MICROSECONDS = 6


class Table(Protocol):
    """The cells of all rows."""

    data: Column
    """The octets in which they stand."""
    run: Run
    held: Held
    asked: Asked
    unread: Unreads
    is_json: bool
    """Whether cells are values of JSON."""
    lists: bytes | None
    """What parts the members of a list; None: nothing does."""
    not_told: Sequence[bytes]
    """Members that mean that nothing is told."""

    def has(self, field: str) -> bool:
        """Whether the log has the column, or a row the key."""

    def column(self, field: str) -> Column | None:
        """The cells of a column, shape (n,); None where the log has none."""

    def raw(self, cell: int) -> bytes:
        """A cell as it stands in the file."""


class CellRows:
    """All rows of a table, or some."""

    def __init__(self, table: Table, lines: Column, places: Column | None = None) -> None:
        """Rows.

        Args:
            table: Their cells.
            lines: The number of each row's line.
            places: Which rows of the table; None: all.
        """
        self.lines = lines
        self.unread = table.unread
        self._table, self._places = table, places

    def __len__(self) -> int:
        return len(self.lines)

    def has(self, field: str) -> bool:
        """Whether the log has the column."""
        table = self._table
        if not table.is_json:
            return table.has(field)
        ready = table.asked.answered((CELL, field, ()), self._places)
        if ready is None:
            return bool(self._cells(field).any())
        return ready.is_told and bool(ready.columns[0].any())

    def times(self, field: str) -> Column:
        """Instants."""
        return self._read(field, noted("an instant"), INSTANT)

    def durations(self, field: str) -> Column:
        """Spans."""
        expected = noted("a number of seconds")
        return self._read(field, expected, DECIMAL, _MICROSECONDS, 1, (1 << 63) - 1)

    def integers(self, field: str, most: int = (1 << 63) - 1) -> Column:
        """Whole numbers."""
        return self._read(field, noted("a whole number"), DECIMAL, 0, 0, most)

    def macs(self, field: str) -> Column:
        """MACs."""
        found = self._read(field, noted("a MAC address"), MAC)
        return np.where(found == NOT_TOLD, NO_MAC, found)

    def addresses(self, field: str) -> Addresses:
        """Addresses."""
        (high, low, is_wrong), wrong, *_ = self._ask(ADDRESS, field)
        if wrong:
            cells = self._cells(field)
            others, data, their = self._undone(np.flatnonzero(is_wrong), cells)
            if len(others):
                high[others], low[others], is_wrong[others] = self._answered(
                    (ADDRESS, field, ()), data, their
                )
            self._tell(field, np.flatnonzero(is_wrong), cells, noted("an address"))
        return Addresses(high.view(np.uint64), low.view(np.uint64))

    def words(self, field: str, known: Sequence[str]) -> Column:
        """Places among words."""
        distinct, numbers = self._numbers(field)
        return distinct.meant(tuple(known), numbers, meaning_of_words(known))

    def numbers(self, field: str, into: Numbered, clean: Callable[[str], str | None] | None = None) -> Column:
        """Numbers of texts."""
        distinct, numbers = self._numbers(field)
        return distinct.meant((into, clean), numbers, meaning_in(into, clean))

    def keys(self, field: str) -> Column:
        """Hashes."""
        (out,), left, *_ = self._ask(HASH, field)
        if left:
            others, data, their = self._undone(np.arange(len(out)), self._cells(field))
            (out[others],) = self._answered((HASH, field, ()), data, their)
        return out.view(np.uint64)

    def texts(self, field: str) -> list[str | None]:
        """Texts."""
        cells = self._asked_cells(field).tolist()
        return [self._text(cell) if cell and cell >> KIND < OBJECT else None for cell in cells]

    def items(self, field: str) -> Items:
        """Members of lists."""
        cells = self._asked_cells(field)
        if self._table.is_json and (found := self._texts_of_lists(cells)) is not None:
            return found
        is_list = (cells >> KIND == LIST) if self._table.is_json else cells != 0
        members = self._members(np.where(is_list, cells, 0))
        for row in np.flatnonzero(~is_list & (cells != 0) & (cells >> KIND < OBJECT)).tolist():
            members[row] = (self._text(int(cells[row])),)
        counts = np.fromiter(map(len, members), np.int64, len(members))
        return Items(np.repeat(np.arange(len(members)), counts), list(chain.from_iterable(members)))

    def addresses_within(self, field: str) -> tuple[Column, Addresses, list[tuple[int, str]]]:
        """Addresses in lists."""
        cells, table = self._asked_cells(field), self._table
        if table.is_json:
            room = int(((cells >> LENGTH) & MOST).sum()) // 3 + 1
            rows, members = np.empty(room, np.int64), np.empty(room, np.int64)
            found = table.run(part_lists, table.data, len(table.data), cells, len(cells), rows, members)
            if found >= 0:
                told = members[:found]
                (high, low, is_wrong), *_ = answer(
                    table.run, table.data, (ADDRESS, field, ()), told, table.held.texts()
                )
                wrong = [(at, self._text(int(told[at]))) for at in np.flatnonzero(is_wrong).tolist()]
                return rows[:found], Addresses(high.view(np.uint64), low.view(np.uint64)), wrong
        items = self.items(field)
        addresses, others = addresses_of(items.texts)
        return items.rows, addresses, [(at, items.texts[at]) for at in others.tolist()]

    def raw(self, field: str) -> list[bytes | None]:
        """Cells as they stand in the file."""
        cells = self._cells(field).tolist()
        return [self._table.raw(cell) if cell else None for cell in cells]

    def not_objects(self, field: str) -> Column:
        """Values where objects should be."""
        cells = self._asked_cells(field)
        return np.asarray((cells != 0) & (cells >> KIND != OBJECT))

    def where(self, rows: Column) -> Rows:
        """Some of the rows."""
        places = np.flatnonzero(rows) if rows.dtype == bool else rows
        return CellRows(
            self._table,
            self.lines.take(places),
            places if self._places is None else self._places.take(places),
        )

    # --- cells ---------------------------------------------------------------------------------------

    def _cells(self, field: str) -> Column:
        """The cells of a column, 0 where not told."""
        cells = self._table.column(field)
        if cells is None:
            return np.zeros(len(self.lines), np.int64)
        return cells if self._places is None else np.asarray(cells.take(self._places))

    def _read(self, field: str, expected: str, what: int, *how: int) -> Column:
        (out,), wrong, *_ = self._ask(what, field, *how)
        if wrong:
            cells = self._cells(field)
            others, data, their = self._undone(np.flatnonzero(out == NOT_ONE), cells)
            if len(others):
                (out[others],) = self._answered((what, field, how), data, their)
            rows = np.flatnonzero(out == NOT_ONE)
            self._tell(field, rows, cells, expected)
            out[rows] = NOT_TOLD
        return out

    def _answered(self, question: Question, data: Column, cells: Column) -> tuple[Column, ...]:
        """What a kernel makes of cells in other octets."""
        return answer(self._table.run, data, question, cells, self._table.held.texts()).columns

    def _ask(self, what: int, field: str, *how: int) -> Answer:
        """What a kernel makes of a column."""
        table, question = self._table, (what, field, how)
        ready = table.asked.answered(question, self._places)
        if ready is not None:
            return ready
        return answer(table.run, table.data, question, self._cells(field), table.held.texts())

    def _asked_cells(self, field: str) -> Column:
        """The cells of a column, that are asked for themselves; 0 where not told."""
        ready = self._table.asked.answered((CELL, field, ()), self._places)
        return self._cells(field) if ready is None else ready.columns[0]

    def _undone(self, rows: Column, cells: Column) -> tuple[Column, Column, Column]:
        """Those of some rows whose cells do not stand there as they are meant; other octets, and cells in them."""
        kinds = cells[rows] >> KIND
        others = rows[(kinds == ESCAPED) | (kinds == DOUBLED)]
        texts = [self._octets(cell) for cell in cells[others].tolist()]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
        their = TEXT << KIND | np.diff(ends) << LENGTH | ends[:-1]
        return others, np.frombuffer(b"".join(texts) or b"\0", np.uint8), their

    def _numbers(self, field: str) -> tuple[Distinct, Column]:
        """The distinct texts of a column, and the number of each row's; -1 where not told."""
        (numbers,), left, distinct, _ = self._ask(WORDING, field)
        assert distinct is not None
        if left:
            others, data, their = self._undone(np.arange(len(numbers)), self._cells(field))
            numbers[others] = answer(self._table.run, data, (WORDING, field, ()), their, distinct).columns[0]
        return distinct, numbers

    def _texts_of_lists(self, cells: Column) -> Items | None:
        """The members of lists of JSON, all of them read in one go; None where there are cells or members that are no texts."""
        told = np.flatnonzero(cells)
        lists = cells[told]
        if not len(told) or (lists >> KIND != LIST).any():
            return None
        octets, starts = memoryview(self._table.data.data), lists & MOST
        pieces = zip(starts.tolist(), (starts + ((lists >> LENGTH) & MOST)).tolist(), strict=True)
        try:
            read = _LISTS.decode(b"[%b]" % b",".join([octets[start:end] for start, end in pieces]))
        except msgspec.ValidationError:
            return None
        texts = list(chain.from_iterable(read))
        rows = np.repeat(told, np.fromiter(map(len, read), np.int64, len(read)))
        if "" in texts:
            is_text = np.fromiter(map(bool, texts), bool, len(texts))
            rows, texts = rows[is_text], list(filter(None, texts))
        return Items(rows, texts)

    def _members(self, cells: Column) -> list[tuple[str, ...]]:
        """The members of lists, those that are alike read once."""
        read: dict[bytes, tuple[str, ...]] = {b"": ()}
        members = []
        for cell in cells.tolist():
            held = self._octets(cell) if cell else b""
            if (found := read.get(held)) is None:
                found = read[held] = self._split(held)
            members.append(found)
        return members

    def _split(self, held: bytes) -> tuple[str, ...]:
        """The members of a list."""
        if self._table.is_json:
            try:
                return tuple(filter(None, _TEXTS.decode(held)))
            except msgspec.ValidationError:  # numbers, objects and others are among them
                values = _VALUES.decode(held)
            return tuple(one for one in map(_text_of, map(bytes, values)) if one)
        parts = held.split(self._table.lists) if self._table.lists else [held]
        return tuple(
            one.decode("utf-8", "backslashreplace")
            for one in parts
            if one and one not in self._table.not_told
        )

    def _text(self, cell: int) -> str:
        """A cell as text."""
        return self._octets(cell).decode("utf-8", "backslashreplace")

    def _octets(self, cell: int) -> bytes:
        """A cell as it is meant."""
        start = cell & MOST
        held = self._table.data[start : start + ((cell >> LENGTH) & MOST)].tobytes()
        kind = cell >> KIND
        if kind == ESCAPED:
            return msgspec.json.decode(b'"' + held + b'"', type=str).encode("utf-8")
        if kind == DOUBLED:
            quote = self._table.data[start - 1 : start].tobytes()
            held = held.replace(quote + quote, quote)
        return held

    def _tell(self, field: str, rows: Column, cells: Column, expected: str) -> None:
        """Cells that are not what their column should hold."""
        for line, cell in _pairs(self.lines[rows], cells[rows]):
            self.unread.append(Unread(line, field, self._text(cell)[:SHOWN], expected))


_LISTS = msgspec.json.Decoder(list[list[str]])
_TEXTS = msgspec.json.Decoder(list[str])
_VALUES = msgspec.json.Decoder(list[msgspec.Raw])


def _pairs(lines: Column, cells: Column) -> Iterable[tuple[int, int]]:
    return zip(lines.tolist(), cells.tolist(), strict=True)


def _text_of(value: bytes) -> str | None:
    """A member of a list of JSON as text; None where it is null, an object or a list."""
    if value[:1] == b'"':
        return msgspec.json.decode(value, type=str)
    return None if value[:1] in (b"{", b"[", b"n") else value.decode()


assert octets.NOT_TOLD == NOT_TOLD
