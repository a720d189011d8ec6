"""Cells of a flow table that an engine reads, asked by field.

Texts of few distinct values are read once each, and stand in the rows as codes; of other columns each cell is read.
"""

from collections.abc import Callable, Mapping
from copy import copy
from typing import NamedTuple

import numpy as np

from lamppost.engine.sql import FLOAT, INSTANT, TEXT, WHOLE
from lamppost.model.addresses import ip_numbers, mac_number
from lamppost.model.columns import parts_of
from lamppost.model.observations import CONN_STATES, NO_MAC, Column
from lamppost.model.saying import noted
from lamppost.observe.flow_table import values
from lamppost.observe.flow_table.headings import Layout
from lamppost.observe.flow_table.text_cells import Clock
from lamppost.observe.logs.coded import Coded
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Unread, Unreads
from lamppost.observe.logs.spelled import addresses_of
from lamppost.observe.logs.texts import host_name

WORDS = {
    "src_ip": "address", "dst_ip": "address", "src_mac": "mac", "dst_mac": "mac", "proto": "proto",
    "tcp_flags": "tcp_flags", "server_name": "server_name", "conn_state": "conn_state",
}  # fmt: skip
"""Fields whose texts are read once each, and which of them share their texts."""
_MAPPED = 0xFFFF << 32
_MOST_ADDRESS = (1 << 32) - 1
_MOST_SHOWN = 60
_AT_ONCE, _LONGEST = 1 << 16, 1 << 8
"""Texts of addresses that are read in one go, and how long these may be."""
_EXPECTED = {
    "address": noted("an address"), "mac": noted("a MAC address"), "proto": noted("a protocol"),
    "tcp_flags": noted("flags of TCP"),
}  # fmt: skip


class Words:
    """The distinct texts of some columns, by their codes, and what each stands for."""

    def __init__(self, group: str, texts: Column, into: Gathering) -> None:
        """Read each once.

        Args:
            group: One of the values of `WORDS`.
            texts: In order of their codes.
            into: Whose numbers names get.
        """
        self.texts = texts
        nothing = -1 if group == "server_name" else 0 if group in ("address", "conn_state") else NOT_TOLD
        if group == "address":
            self.high, self.low = _addresses(texts)
            self.is_read = (self.high | self.low) != 0
            return
        read = {"server_name": lambda text: _number_of(text, into), "conn_state": _state, **_READ}[group]
        found = [read(one) for one in texts]
        self.numbers = np.array([*(nothing if one is None else one for one in found), nothing], np.int64)
        self.is_read = np.array([*(one is not None for one in found), False])

    def then(self, others: "Words") -> "Words":
        """These, and others behind them.

        Args:
            others: Of the same group, read into the same gathering.
        """
        made = copy(self)
        made.texts = np.concatenate([self.texts, others.texts])
        for name in ("high", "low", "numbers", "is_read"):
            if hasattr(self, name):
                setattr(made, name, np.concatenate([getattr(self, name)[:-1], getattr(others, name)]))
        return made


class Table(NamedTuple):
    """What all rows of a table share."""

    layout: Layout
    kinds: Mapping[str, str]
    """By field, what its column holds."""
    words: Mapping[str, Words]
    """By group."""
    clock: Clock
    unread: Unreads
    row: str
    """Under which name each row has its number."""


class EngineCells:
    """Some rows as an engine gives them; see `telling.Cells`."""

    is_given_away = True

    def __init__(self, batch: Mapping[str, Column], table: Table) -> None:
        """Rows.

        Args:
            batch: By field, codes where the table has words for it, else numbers or texts.
            table: What they share with the others.
        """
        self.lines = np.asarray(batch[table.row], np.int64)
        self._batch, self._table = batch, table

    def __len__(self) -> int:
        return len(self.lines)

    def where(self, rows: Column) -> "EngineCells":
        """Some of the rows."""
        return EngineCells({name: column[rows] for name, column in self._batch.items()}, self._table)

    def addresses(self, field: str) -> Addresses:
        """Addresses; numbers are those of IPv4."""
        if (words := self._words(field)) is not None:
            codes = self._codes(field, words)
            return Addresses(words.high[codes], words.low[codes])
        numbers = self.integers(field, _MOST_ADDRESS)
        low = np.where(numbers == NOT_TOLD, 0, numbers | _MAPPED).astype(np.uint64)
        return Addresses(np.zeros(len(low), np.uint64), low)

    def coded_ends(self) -> tuple[Coded, Coded] | None:
        """Senders and receivers as places among the addresses that differ; None: some are numbers."""
        src, dst = self._words("src_ip"), self._words("dst_ip")
        if src is None or dst is None:
            return None
        return Coded(self._codes("src_ip", src), src), Coded(self._codes("dst_ip", dst), dst)

    def instants(self, field: str) -> Column:
        """Microseconds since 1970."""
        column, clock = self._batch[field], self._table.clock
        heading = self._table.layout.columns[field]
        if self._table.kinds[field] == INSTANT:
            return _filled(column)
        if self._table.kinds[field] == TEXT:
            written = clock.see_texts(heading, column.tolist())
            if written not in values.UNITS:
                return self._each(field, _instant, noted("an instant"))
            numbers: Column = self._each(field, float, noted("an instant"), np.float64)
        else:
            numbers = _filled(column) if column.dtype.kind != "f" else _floats(column)
            told = numbers[~np.isnan(numbers)] if numbers.dtype.kind == "f" else numbers[numbers != NOT_TOLD]
            written = clock.see_numbers(heading, told)
        if written is None:
            return np.full(len(self), NOT_TOLD)
        found = values.microseconds(numbers, written)
        was_told = ~np.isnan(numbers) if numbers.dtype.kind == "f" else numbers != NOT_TOLD
        self._report(field, was_told & (found == NOT_TOLD), values.UNIT_WORDS[written])
        return found

    def durations(self, field: str) -> Column:
        """Microseconds; seconds, unless the heading says otherwise."""
        heading = self._table.layout.columns[field].lower()
        unit = 1_000 if heading.endswith("_ms") else 1 if heading.endswith("_us") else 1_000_000
        column = self._batch[field]
        if self._table.kinds[field] == WHOLE:
            numbers = _filled(column)
            if len(numbers) and numbers.min() >= 0 and numbers.max() < (1 << 62) // unit:
                return numbers if unit == 1 else numbers * unit
            is_span = (numbers >= 0) & (numbers < (1 << 62) // unit)
            self._report(field, ~is_span & (numbers != NOT_TOLD), noted("a number of seconds"))
            return np.where(is_span, np.where(is_span, numbers, 0) * unit, NOT_TOLD)
        if self._table.kinds[field] == TEXT:
            seconds: Column = self._each(field, float, noted("a number of seconds"), np.float64)
        else:
            seconds = _floats(column)
        is_span = (seconds >= 0) & (seconds * unit < 1 << 62)
        self._report(field, ~is_span & ~np.isnan(seconds), noted("a number of seconds"))
        return np.where(is_span, np.rint(np.where(is_span, seconds, 0) * unit).astype(np.int64), NOT_TOLD)

    def integers(self, field: str, most: int = (1 << 63) - 1) -> Column:
        """Whole numbers."""
        column, kind = self._batch[field], self._table.kinds[field]
        if kind == TEXT:
            return self._each(field, lambda text: _whole(text, most), noted("a whole number"))
        if kind == FLOAT:
            floats = _floats(column)
            fits = (floats >= 0) & (floats <= most) & (floats == np.floor(floats)) & (floats < float(1 << 63))
            is_told = ~np.isnan(floats)
            found = np.where(fits, np.where(fits, floats, 0).astype(np.int64), NOT_TOLD)
        else:
            numbers = np.ma.getdata(column)
            if len(numbers) and numbers.min() >= 0 and numbers.max() <= most:
                return _filled(column)
            is_told = ~np.ma.getmaskarray(column)
            fits = (numbers >= 0) & (numbers <= most)
            found = np.where(fits & is_told, numbers.astype(np.int64), NOT_TOLD)
        self._report(field, is_told & ~fits, noted("a whole number"))
        return found

    def protocols(self, field: str) -> Column:
        """Protocol numbers."""
        return self._numbers(field, values.UNKNOWN_PROTOCOL)

    def flags(self, field: str) -> Column:
        """Flags of TCP."""
        return self._numbers(field, (1 << 16) - 1) & np.int64(NOT_TOLD | 0xFF)

    def names(self, field: str) -> Column:
        """Numbers of host names."""
        words = self._words(field)
        return np.full(len(self), -1) if words is None else words.numbers[self._codes(field, None)]

    def macs(self, field: str) -> Column:
        """MACs."""
        found = self._numbers(field, (1 << 48) - 1)
        return np.where(found == NOT_TOLD, NO_MAC, found)

    def states(self, field: str) -> Column:
        """Places in `CONN_STATES`."""
        words = self._words(field)
        return np.zeros(len(self), np.int64) if words is None else words.numbers[self._codes(field, None)]

    def _words(self, field: str) -> Words | None:
        return self._table.words[WORDS[field]] if self._table.kinds[field] == TEXT else None

    def _codes(self, field: str, checked: Words | None) -> Column:
        """Codes of a column, -1 where nothing is told; of words that are checked, those that could not be read are told."""
        codes = np.asarray(self._batch[field])
        if checked is not None and not checked.is_read[:-1].all():
            self._report(
                field, (codes >= 0) & ~checked.is_read[codes], _EXPECTED[WORDS[field]], checked.texts[codes]
            )
        return codes

    def _numbers(self, field: str, most: int) -> Column:
        words = self._words(field)
        return self.integers(field, most) if words is None else words.numbers[self._codes(field, words)]

    def _each(
        self, field: str, read: Callable[[str], float | int | None], expected: str, kind: type = np.int64
    ) -> Column:
        """What each text of a column stands for."""
        column = self._batch[field]
        nothing = np.nan if kind is np.float64 else NOT_TOLD
        found: Column = np.array(
            [nothing if (one := _tried(read, text)) is None else one for text in column.tolist()], kind
        )
        is_read = ~np.isnan(found) if kind is np.float64 else found != NOT_TOLD
        is_told = np.array(
            [text is not None and text.strip() not in ("", "-") for text in column.tolist()], bool
        )
        self._report(field, is_told & ~is_read, expected, column)
        return found

    def _report(self, field: str, rows: Column, expected: str, texts: Column | None = None) -> None:
        """Tell what could not be read."""
        heading = self._table.layout.columns[field]
        shown = np.ma.getdata(self._batch[field]) if texts is None else texts
        for at in np.flatnonzero(rows).tolist():
            text = str(shown[at])[:_MOST_SHOWN]
            self._table.unread.append(Unread(int(self.lines[at]), heading, text, expected))


def _addresses(texts: Column) -> tuple[Column, Column]:
    """Both halves of addresses, 0 where a text is none, and behind the last."""
    high, low = np.zeros(len(texts) + 1, np.uint64), np.zeros(len(texts) + 1, np.uint64)
    for part in parts_of(len(texts), _AT_ONCE):
        some = texts[part].tolist()
        short = [one if len(one) <= _LONGEST else "%" for one in some]
        (high[part], low[part]), others = addresses_of(short)
        for at in others.tolist():
            high[part.start + at], low[part.start + at] = _halves(some[at])
    return high, low


def _halves(text: str) -> tuple[int, int]:
    """Both halves of an address, 0 where it is none; a zone behind `%` is left out."""
    try:
        return ip_numbers(text.strip().partition("%")[0])
    except ValueError:
        return 0, 0


def _mac(text: str) -> int | None:
    try:
        return mac_number(text.strip())
    except ValueError:
        return None


def _state(text: str) -> int | None:
    return CONN_STATES.index(text) if text in CONN_STATES else None


def _number_of(text: str, into: Gathering) -> int | None:
    name = host_name(text)
    return None if name is None else into.host_names.number(name)


_READ: dict[str, Callable[[str], int | None]] = {
    "mac": _mac,
    "proto": values.protocol,
    "tcp_flags": values.flags,
}


def _instant(text: str) -> int | None:
    return values.instant(text) if values.is_date(text) else None


def _whole(text: str, most: int) -> int | None:
    number = int(text) if text.strip().isdecimal() else float(text)
    return int(number) if number == int(number) and 0 <= number <= most else None


def _tried(read: Callable[[str], float | int | None], text: str | None) -> float | int | None:
    if text is None:
        return None
    try:
        return read(text)
    except (ValueError, OverflowError):
        return None


def _filled(column: Column) -> Column:
    """The column as whole numbers, NOT_TOLD where nothing is told; a column of them is itself."""
    numbers = np.ma.getdata(column).astype(np.int64, copy=False)
    return np.where(column.mask, NOT_TOLD, numbers) if isinstance(column, np.ma.MaskedArray) else numbers


def _floats(column: Column) -> Column:
    """The column as floats, NaN where nothing is told."""
    floats = column.astype(np.float64)
    return floats.filled(np.nan) if isinstance(floats, np.ma.MaskedArray) else floats
