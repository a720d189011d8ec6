"""Rows of a log as the standard library reads them: slow, and the same in every answer as the kernels."""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
import numpy as np

from lamppost.model.observations import NO_MAC, Column
from lamppost.model.saying import noted
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Items, Rows, Unread, Unreads

_V4 = 0xFFFF << 32
_HALF = (1 << 64) - 1


class PlainRows:
    """Rows held as mappings of column to cell: text, number, truth, list or object; None: not told."""

    def __init__(
        self,
        lines: Sequence[int],
        cells: Sequence[Mapping[str, Any]],
        unread: Unreads,
        columns: Sequence[str] = (),
        lists: str | None = None,
    ) -> None:
        """Rows.

        Args:
            lines: Their numbers.
            cells: What each tells.
            unread: Where what cannot be read is told.
            columns: Those that the log has, whether or not any of these rows tells them.
            lists: What parts the members of a list within a text.
        """
        self.lines = np.asarray(lines, np.int64)
        self.unread = unread
        self._cells, self._columns, self._lists = cells, columns, lists

    def __len__(self) -> int:
        return len(self._cells)

    def has(self, field: str) -> bool:
        """Whether the log has the column, or any row tells it."""
        return field in self._columns or any(found(one, field) is not None for one in self._cells)

    def times(self, field: str) -> Column:
        """Instants in microseconds."""
        return self._read(field, _instant, noted("an instant"))

    def durations(self, field: str) -> Column:
        """Spans in microseconds."""
        return self._read(field, _span, noted("a number of seconds"))

    def integers(self, field: str, most: int = (1 << 63) - 1) -> Column:
        """Whole numbers."""
        return self._read(field, lambda cell: _whole(cell, most), noted("a whole number"))

    def addresses(self, field: str) -> Addresses:
        """Addresses in halves."""
        numbers = [0 if one == NOT_TOLD else one for one in self._each(field, _address, noted("an address"))]
        return Addresses(
            np.array([one >> 64 for one in numbers], np.uint64),
            np.array([one & _HALF for one in numbers], np.uint64),
        )

    def macs(self, field: str) -> Column:
        """MACs as numbers."""
        found = self._read(field, _mac, noted("a MAC address"))
        return np.where(found == NOT_TOLD, NO_MAC, found)

    def words(self, field: str, known: Sequence[str]) -> Column:
        """Places among words."""
        places = {word: at for at, word in enumerate(known)}
        return np.array([places.get(one or "", -1) for one in self.texts(field)], np.int64)

    def numbers(self, field: str, into: Numbered, clean: Callable[[str], str | None] | None = None) -> Column:
        """Numbers of texts."""
        texts = self.texts(field)
        cleaned = [one if one is None or clean is None else clean(one) for one in texts]
        return into.numbers(cleaned)

    def keys(self, field: str) -> Column:
        """Hashes of cells."""
        return np.array(
            [0 if one is None else hash(one) & _HALF or 1 for one in self.texts(field)], np.uint64
        )

    def texts(self, field: str) -> list[str | None]:
        """Cells as texts."""
        return [_text(found(one, field)) for one in self._cells]

    def items(self, field: str) -> Items:
        """Members of lists."""
        rows, texts = [], []
        for at, one in enumerate(self._cells):
            cell = found(one, field)
            for member in self._members(cell):
                if (text := _text(member)) is not None:
                    rows.append(at)
                    texts.append(text)
        return Items(np.array(rows, np.int64), texts)

    def raw(self, field: str) -> list[bytes | None]:
        """Cells as JSON."""
        cells = [found(one, field) for one in self._cells]
        return [None if one is None else msgspec.json.encode(one) for one in cells]

    def where(self, rows: Column) -> Rows:
        """Some of the rows."""
        places = np.flatnonzero(rows) if rows.dtype == bool else rows
        some = [self._cells[at] for at in places.tolist()]
        lines = self.lines[places].tolist()
        return cast("Rows", PlainRows(lines, some, self.unread, self._columns, self._lists))

    def _members(self, cell: Any) -> Sequence[Any]:
        if isinstance(cell, str) and self._lists is not None:
            return cell.split(self._lists)
        return cell if isinstance(cell, list) else [] if cell is None else [cell]

    def _each(self, field: str, read: Callable[[Any], int | None], expected: str) -> Iterator[int]:
        for line, one in zip(self.lines.tolist(), self._cells, strict=True):
            cell = found(one, field)
            value = None
            if cell is not None:
                try:
                    value = read(cell)
                except (ValueError, OverflowError, TypeError):
                    self.unread.append(Unread(line, field, str(cell)[:60], expected))
            yield NOT_TOLD if value is None else value

    def _read(self, field: str, read: Callable[[Any], int | None], expected: str) -> Column:
        return np.fromiter(self._each(field, read, expected), np.int64, len(self._cells))


def found(row: Mapping[str, Any], field: str) -> Any:
    """The cell of a column; a name with points also means a key within an object."""
    if field in row:
        return row[field]
    head, point, rest = field.partition(".")
    while point:
        inner = row.get(head)
        if isinstance(inner, Mapping) and (cell := found(inner, rest)) is not None:
            return cell
        more, point, rest = rest.partition(".")
        head = f"{head}.{more}"
    return None


def _text(cell: Any) -> str | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell) if isinstance(cell, (str, int, float)) else None


def _instant(cell: Any) -> int | None:
    if isinstance(cell, str) and re.match(r"\d{4}-\d\d-\d\d[T ]", cell):
        moment = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", cell.replace("Z", "+00:00")))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
    return _span(cell)


def _span(cell: Any) -> int | None:
    seconds, point, fraction = str(cell).partition(".")
    if seconds.isdigit() and (fraction.isdigit() or not point):
        span = int(seconds) * 1_000_000 + int((fraction + "000000")[:6])
    else:
        span = round(float(cell) * 1e6)
    if abs(span) >= 1 << 63:
        raise OverflowError
    return span


def _whole(cell: Any, most: int) -> int | None:
    number = int(cell) if str(cell).isdigit() else float(cell)
    if isinstance(cell, bool) or number != int(number) or not 0 <= number <= most:
        raise ValueError
    return int(number)


def _address(cell: Any) -> int | None:
    parsed = ipaddress.ip_address(str(cell).partition("%")[0])
    return int(parsed) if parsed.version == 6 else _V4 | int(parsed)


def _mac(cell: Any) -> int | None:
    if not re.fullmatch(r"[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}", str(cell)):
        raise ValueError
    return int(re.sub(r"[:-]", "", str(cell)), 16)
