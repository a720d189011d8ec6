"""Rows of the tables of all parts in one order, some at a time, however many there are."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from lamppost.model.columns import ascending, parts_of
from lamppost.model.spilling import zeros
from lamppost.observe.capture.decoder import Column

_ROW_BITS = 44  # frames of one file: 2^44 of the least length would be a quarter of a petabyte


def as_they_stand(rows: Column) -> Iterator[tuple[Column, Column]]:
    """Copies of the rows of one part, and which part each is of."""
    for part in parts_of(len(rows)):
        yield rows[part].copy(), np.zeros(part.stop - part.start, np.int64)


def in_order_of_frames(tables: Sequence[Column], evidence: int, row: int) -> Iterator[tuple[Column, Column]]:
    """Copies of the rows of all parts in the order of files and frames, and which part each is of.

    Args:
        tables: Of each part, shape (n, width).
        evidence: The column that holds the index of the file.
        row: The column that holds the number of the frame.
    """
    ends = [0, *np.cumsum([len(rows) for rows in tables]).tolist()]
    keys = zeros(ends[-1])
    for rows, start in zip(tables, ends, strict=False):
        for part in parts_of(len(rows)):
            key = (rows[part, evidence] << _ROW_BITS) | rows[part, row]
            keys[start + part.start : start + part.stop] = key
    order = ascending(keys)
    for part in parts_of(len(order)):
        numbers = order[part]
        gathered = np.empty((len(numbers), tables[0].shape[1]), np.int64)
        which = np.searchsorted(ends[1:], numbers, "right")
        for index, (start, _) in enumerate(pairwise(ends)):
            mine = np.flatnonzero(which == index)
            gathered[mine] = tables[index][numbers[mine] - start]
        yield gathered, which
