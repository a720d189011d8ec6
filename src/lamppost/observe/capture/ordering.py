"""Rows of the tables of all parts in one order, some at a time, however many there are."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from lamppost.model.columns import ascending, parts_of
from lamppost.model.spilling import zeros
from lamppost.observe.capture.decoder import Column

ROWS = 1 << 13
"""Rows that are handed over in one go: some twenty numbers each, and as many are worked out of it near the processor."""
_ROW_BITS = 44  # frames of one file: 2^44 of the least length would be a quarter of a petabyte


def in_order_of_frames(tables: Sequence[Column], evidence: int, row: int) -> Iterator[tuple[Column, Column]]:
    """Copies of the rows of all parts in the order of files and frames, and which part each is of.

    Args:
        tables: Of each part, shape (n, width).
        evidence: The column that holds the index of the file.
        row: The column that holds the number of the frame.
    """
    if len(tables) == 1 and _is_in_order(tables[0], evidence, row):
        for part in parts_of(len(tables[0]), ROWS):
            yield tables[0][part].copy(), np.zeros(part.stop - part.start, np.int64)
        return
    ends = [0, *np.cumsum([len(rows) for rows in tables]).tolist()]
    keys = zeros(ends[-1])
    for rows, start in zip(tables, ends, strict=False):
        for part in parts_of(len(rows)):
            keys[start + part.start : start + part.stop] = _keys(rows[part], evidence, row)
    order = ascending(keys)
    for part in parts_of(len(order), ROWS):
        numbers = order[part]
        gathered = np.empty((len(numbers), tables[0].shape[1]), np.int64)
        which = np.searchsorted(ends[1:], numbers, "right")
        for index, (start, _) in enumerate(pairwise(ends)):
            mine = np.flatnonzero(which == index)
            gathered[mine] = tables[index][numbers[mine] - start]
        yield gathered, which


def _keys(rows: Column, evidence: int, row: int) -> Column:
    """Numbers in the order of files and frames."""
    keys: Column = (rows[:, evidence] << _ROW_BITS) | rows[:, row]
    return keys


def _is_in_order(rows: Column, evidence: int, row: int) -> bool:
    """Whether no row stands before one of an earlier frame: so it is unless files overlap in time."""
    before = 0
    for part in parts_of(len(rows)):
        keys = _keys(rows[part], evidence, row)
        if keys[0] < before or (keys[1:] < keys[:-1]).any():
            return False
        before = keys[-1]
    return True
