"""Rows of columns that are alike, found without a loop over rows."""

from collections.abc import Iterator

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import Growing, zeros

PART = 1 << 18
"""Rows looked at in one go, so that what is worked out on the way stays small however long the table is."""
NEAR = 1 << 16
"""Rows looked at in one go where column after column is made of them: they stay near the processor."""
_SAMPLES = 64  # keys per heap that tell where it begins

_ODD = np.uint64(
    0x9E3779B97F4A7C15
)  # 2^64 over the golden ratio, odd: spreads small numbers (Knuth, TAOCP 3, §6.4)
_SHIFT = np.uint64(29)
_MOST_TABLES = 8
_MANY, _ENDINGS = 1 << 12, 1 << 16


def parts_of(count: int, most: int | None = None) -> Iterator[slice]:
    """The rows of a table, some at a time, in order.

    Args:
        count: How many rows it has.
        most: Rows at a time; None: `PART`.
    """
    step = PART if most is None else most
    for start in range(0, count, step):
        yield slice(start, min(start + step, count))


def distinct_numbers(column: Column) -> Column:
    """The numbers of a column, each once, rising.

    `numpy.unique` takes in masked arrays to give them, which costs more than the work on small columns.
    """
    ordered = np.sort(column)
    is_first = np.ones(len(ordered), bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return np.asarray(ordered[is_first])


def distinct_rows(*columns: Column) -> tuple[Column, Column]:
    """The rows that differ, and which of them each row is like.

    Rows are put together by a hash of 64 bits and then compared: rows made to collide cost time, and
    change nothing.

    Args:
        columns: Whole numbers, each of shape (n,).

    Returns:
        First row of each distinct combination, in row order, shape (k,); and the place of each row's
        combination in it, shape (n,).
    """
    keys = mixed(columns)
    first, inverse = _grouped(np.argsort(keys), (keys,))
    like = first[inverse]
    if not all(np.array_equal(column[like], column) for column in columns):
        first, inverse = _grouped(np.lexsort(columns), columns)
    order = np.argsort(first)
    place = np.empty(len(first), np.int64)
    place[order] = np.arange(len(first))
    return first[order], place[inverse]


def ascending(keys: Column) -> Column:
    """The places of numbers in ascending order, of equal ones the first first.

    They are shared out to heaps of neighbours, which are put in order one by one: little is held in memory meanwhile.

    Args:
        keys: Whole numbers, shape (n,).
    """
    count = len(keys)
    if count <= PART:
        return np.argsort(keys, kind="stable")
    sampled = np.sort(keys[:: max(1, PART // _SAMPLES)])
    bounds = np.unique(sampled[_SAMPLES::_SAMPLES])
    sizes = np.zeros(len(bounds) + 1, np.int64)
    for part in parts_of(count):
        sizes += np.bincount(np.searchsorted(bounds, keys[part], "right"), minlength=len(sizes))
    starts = np.cumsum(sizes) - sizes
    order, following = zeros(count), starts.copy()
    for part in parts_of(count):
        heap = np.searchsorted(bounds, keys[part], "right")
        numbers = np.argsort(heap, kind="stable")
        new = np.bincount(heap, minlength=len(sizes))
        shift = np.repeat(following - (np.cumsum(new) - new), new)
        order[np.arange(len(numbers)) + shift] = part.start + numbers
        following += new
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        numbers = order[start : start + size]
        order[start : start + size] = numbers[np.argsort(keys[numbers], kind="stable")]
    return order


def is_among(columns: tuple[Column, ...], others: tuple[Column, ...]) -> Column:
    """Per row of some columns, whether a row of other columns is the same.

    Args:
        columns: Whole numbers, each of shape (n,).
        others: As many columns, each of shape (m,).
    """
    return HeldRows(others, np.arange(len(others[0]))).hold(columns)


class HeldRows:
    """Rows that others are looked up among, some at a time."""

    def __init__(self, columns: tuple[Column, ...], rows: Column) -> None:
        """Give each row a place by its hash; those whose places are taken get others in further tables.

        Args:
            columns: Whole numbers, each of shape (m,).
            rows: Which of them count.
        """
        self._columns = columns
        self._tables: list[Column] = []
        while len(rows) and len(self._tables) < _MOST_TABLES:
            rows = self._add_table(rows)
        self._rest = rows  # made to have one hash: compared with all

    def _add_table(self, rows: Column) -> Column:
        """Rows whose places others took that differ from them."""
        number, table = len(self._tables), zeros(1 << (2 * len(rows)).bit_length())
        self._tables.append(table)
        left = Growing(np.int64)
        for part in parts_of(len(rows)):
            table[self._places(number, self._of(rows[part]))] = rows[part] + 1
        for part in parts_of(len(rows)):
            ours = self._of(rows[part])
            winners = table[self._places(number, ours)] - 1
            left.append(rows[part][~_same(ours, self._of(winners))])
        return left.appended()

    def hold(self, columns: tuple[Column, ...]) -> Column:
        """Per row, whether one that is held is the same.

        Args:
            columns: Whole numbers, each of shape (n,).
        """
        return np.asarray(self.find(columns) >= 0)

    def find(self, columns: tuple[Column, ...]) -> Column:
        """Per row, the number of one that is held and the same; -1 where there is none.

        Args:
            columns: Whole numbers, each of shape (n,).
        """
        found = np.full(len(columns[0]), -1, np.int64)
        left = np.arange(len(found)) if self._tables else np.arange(0)
        for number, table in enumerate(self._tables):
            held = table[self._places(number, columns)] - 1
            maybe = np.flatnonzero(held >= 0)  # of an empty place no row is held, here or further on
            columns, left, held = tuple(column[maybe] for column in columns), left[maybe], held[maybe]
            same = _same(columns, self._of(held))
            found[left[same]] = held[same]
            columns, left = tuple(column[~same] for column in columns), left[~same]
            if not len(left):
                return found
        if len(self._rest):
            pairs = zip(self._of(self._rest), columns, strict=True)
            first, inverse = distinct_rows(*(np.concatenate(pair) for pair in pairs))
            like = first[inverse[len(self._rest) :]]
            is_held = like < len(self._rest)
            found[left[is_held]] = self._rest[like[is_held]]
        return found

    def _of(self, rows: Column) -> tuple[Column, ...]:
        return tuple(column[rows] for column in self._columns)

    def _places(self, number: int, columns: tuple[Column, ...]) -> Column:
        """Where rows stand in a table: by the highest bits of a hash that is another one in each."""
        bits = len(self._tables[number]).bit_length() - 1
        keys = mixed(columns) * np.uint64(2 * number + 1)
        return np.asarray((keys * _ODD) >> np.uint64(64 - bits))


def _same(columns: tuple[Column, ...], others: tuple[Column, ...]) -> Column:
    """Per row, whether all columns have the same number."""
    same = np.ones(len(columns[0]), bool)
    for column, other in zip(columns, others, strict=True):
        same &= column == other
    return same


def is_in(column: Column, held: Column) -> Column:
    """Per row, whether its number is one of some few.

    Args:
        column: Whole numbers, shape (n,).
        held: Numbers of the same type, shape (m,).
    """
    if not len(held) or not len(column):
        return np.zeros(len(column), bool)
    ordered = distinct_numbers(held)
    if len(column) < _MANY:
        return _is_in_ordered(column, ordered)
    endings = np.zeros(_ENDINGS, bool)  # most numbers end unlike any of a few
    endings[(ordered & ordered.dtype.type(_ENDINGS - 1)).astype(np.int64)] = True
    maybe = np.flatnonzero(endings[(column & column.dtype.type(_ENDINGS - 1)).astype(np.int64)])
    found = np.zeros(len(column), bool)
    found[maybe] = _is_in_ordered(column[maybe], ordered)
    return found


def _is_in_ordered(column: Column, ordered: Column) -> Column:
    at = np.searchsorted(ordered, column)
    at[at == len(ordered)] = 0
    return np.asarray(ordered[at] == column)


def mixed(columns: tuple[Column, ...]) -> Column:
    """A hash per row."""
    keys = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        keys ^= column.astype(np.uint64)
        keys *= _ODD
        keys ^= keys >> _SHIFT
    return keys


def _grouped(order: Column, keys: tuple[Column, ...]) -> tuple[Column, Column]:
    """First row of each run of equal keys in an order, and the number of the run per row."""
    n = len(order)
    starts = np.zeros(n, bool)
    starts[:1] = True
    for key in keys:
        ordered = key[order]
        starts[1:] |= ordered[1:] != ordered[:-1]
    inverse = np.empty(n, np.int64)
    inverse[order] = np.cumsum(starts) - 1
    at = np.flatnonzero(starts)
    return (np.minimum.reduceat(order, at) if n else at), inverse
