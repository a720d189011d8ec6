"""Rows of columns that are alike, found without a loop over rows."""

from collections.abc import Iterator

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import zeros

PART = 1 << 18
"""Rows looked at in one go, so that what is worked out on the way stays small however long the table is."""
_SAMPLES = 64  # keys per heap that tell where it begins

_ODD = np.uint64(
    0x9E3779B97F4A7C15
)  # 2^64 over the golden ratio, odd: spreads small numbers (Knuth, TAOCP 3, §6.4)
_SHIFT = np.uint64(29)


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
        """Put them in the order of their hashes.

        Args:
            columns: Whole numbers, each of shape (m,).
            rows: Which of them count.
        """
        self._columns = columns
        hashes, self._rows, self._hashes = (zeros(len(rows)) for _ in range(3))
        for part in parts_of(len(rows)):
            hashes[part] = mixed(tuple(column[rows[part]] for column in columns)).view(np.int64)
        order = ascending(hashes)
        for part in parts_of(len(rows)):
            self._rows[part], self._hashes[part] = rows[order[part]], hashes[order[part]]

    def hold(self, columns: tuple[Column, ...]) -> Column:
        """Per row, whether one that is held is the same.

        Args:
            columns: Whole numbers, each of shape (n,).
        """
        found = np.zeros(len(columns[0]), bool)
        if not len(self._rows):
            return found
        keys = mixed(columns).view(np.int64)
        at = np.searchsorted(self._hashes, keys)
        at[at == len(self._hashes)] = 0
        maybe = np.flatnonzero(self._hashes[at] == keys)
        like = self._rows[at[maybe]]
        same = np.ones(len(maybe), bool)
        for column, held in zip(columns, self._columns, strict=True):
            same &= column[maybe] == held[like]
        found[maybe] = same
        unsure = maybe[~same]
        if len(unsure):  # two rows of one hash: compare with all
            together = [
                np.concatenate([column[unsure], held[self._rows]])
                for column, held in zip(columns, self._columns, strict=True)
            ]
            _, inverse = distinct_rows(*together)
            found[unsure] = is_in(inverse[: len(unsure)], inverse[len(unsure) :])
        return found


def is_in(column: Column, held: Column) -> Column:
    """Per row, whether its number is one of some few.

    Args:
        column: Whole numbers, shape (n,).
        held: Numbers of the same type, shape (m,).
    """
    if not len(held):
        return np.zeros(len(column), bool)
    ordered = distinct_numbers(held)
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
