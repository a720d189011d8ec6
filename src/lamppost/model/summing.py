"""Rows of numbers that belong together, as one: sums of what is told, the first and the last."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from lamppost.model.columns import ascending, distinct_rows, mixed, parts_of
from lamppost.model.observations import NOT_TOLD, Column
from lamppost.model.repeating import Repeating
from lamppost.model.spilling import Growing, zeros

ROWS = 1 << 18
"""Rows that are put together in one go."""


def sum_told(values: Column, inverse: Column, count: int) -> Column:
    """Per group the sum of the numbers that are told; NOT_TOLD where none is.

    Args:
        values: Numbers, or NOT_TOLD, shape (n,).
        inverse: The group of each.
        count: How many groups there are.
    """
    is_told = values != NOT_TOLD
    sums = np.zeros(count, np.int64)
    if is_told.all():
        np.add.at(sums, inverse, values)
        return sums
    np.add.at(sums, inverse[is_told], values[is_told])
    any_told = np.zeros(count, bool)
    any_told[inverse[is_told]] = True
    return np.where(any_told, sums, NOT_TOLD)


Group = Callable[[tuple[Column, ...]], tuple[Column, Column]]
"""First row of each distinct combination, and which of them each row is like."""


class Summing(NamedTuple):
    """What becomes of columns when rows are put together."""

    keys: tuple[str, ...]
    """Columns that tell rows apart."""
    sums: tuple[str, ...]
    """Columns that are added up."""
    least: tuple[str, ...]
    """Columns whose least is kept."""
    greatest: tuple[str, ...]
    """Columns whose greatest is kept."""


def put_together(
    table: Mapping[str, Column], summing: Summing, group: Group | None = None
) -> dict[str, Column]:
    """One row for those of equal keys, in the order of the first of each.

    Args:
        table: Columns of one length.
        summing: What becomes of each.
        group: Finds rows that are alike; None: `distinct_rows`.
    """
    varying = [table[name] for name in summing.keys if (table[name] != table[name][:1]).any()]
    columns = tuple(varying) or (table[summing.keys[0]],)
    firsts, inverse = group(columns) if group is not None else distinct_rows(*columns)
    made = {name: table[name][firsts] for name in summing.keys}
    for name in summing.sums:
        made[name] = sum_told(table[name], inverse, len(firsts))
    for names, gather in ((summing.least, np.minimum), (summing.greatest, np.maximum)):
        for name in names:
            made[name] = table[name][firsts].copy()
            gather.at(made[name], inverse, table[name])
    return made


def put_all_together(
    rows: Mapping[str, Column], schema: Mapping[str, type], summing: Summing, group: Group | None = None
) -> "GrowingTable":
    """The same of a table of any length, some rows at a time, in no order that means anything.

    Args:
        rows: Columns of one length.
        schema: Their types.
        summing: What becomes of each.
        group: Finds rows that are alike; None: `distinct_rows`.
    """
    made = GrowingTable(schema)
    for some in neighbours(tuple(rows[name] for name in summing.keys)):
        made.append(put_together({name: rows[name][some] for name in schema}, summing, group))
    return made


def neighbours(columns: tuple[Column, ...], rows: int | None = None) -> Iterator[Column]:
    """Places of rows, some at a time, all of those that are alike together.

    Args:
        columns: Whole numbers, each of shape (n,).
        rows: How many at a time, about; None: `ROWS`.
    """
    count, most = len(columns[0]), ROWS if rows is None else rows
    if count <= most:
        yield np.arange(count)
        return
    hashes = zeros(count)
    for part in parts_of(count):
        hashes[part] = mixed(tuple(column[part] for column in columns)).view(np.int64)
    order, start = ascending(hashes), 0
    while start < count:
        end = min(start + most, count)
        while end < count and hashes[order[end]] == hashes[order[end - 1]]:
            end += 1
        yield np.asarray(order[start:end])
        start = end


class GrowingTable:
    """Columns that grow together."""

    def __init__(self, schema: Mapping[str, type], repeating: Collection[str] = ()) -> None:
        """Empty.

        Args:
            schema: Its columns.
            repeating: Those in which one number is held for as long as all are the same; they are not to be written to.
        """
        self._columns = {
            name: Repeating(kind) if name in repeating else Growing(kind) for name, kind in schema.items()
        }
        self._length = 0

    def append(self, table: Mapping[str, Column | int], rows: Column | None = None) -> None:
        """Put rows behind those that are there.

        Args:
            table: Columns, or a number for all rows; one is a column.
            rows: Which rows of the columns; None: all.
        """
        n = len(next(one for one in table.values() if not isinstance(one, int)) if rows is None else rows)
        for name, column in self._columns.items():
            column.append(table[name], rows, n)
        self._length += n

    def since(self, row: int) -> dict[str, Column]:
        """The rows from one on."""
        return {name: column.appended()[row:] for name, column in self._columns.items()}

    def columns(self) -> dict[str, Column]:
        """All that was appended."""
        return {name: column.appended() for name, column in self._columns.items()}

    def __len__(self) -> int:
        return self._length
