"""Rows that are alike, found by a table of hashes: what `model.columns.distinct_rows` says, as machine code."""

from collections.abc import Callable
from functools import cache

import numpy as np

from lamppost.engine.kernel import Longs, address, compiled, compiler_is_here, is_cached, kernel
from lamppost.model.columns import distinct_rows
from lamppost.model.observations import Column

COMPILE_FROM = 1 << 14
"""Rows from which machine code pays that an earlier run left."""
FIRST_COMPILE_FROM = 1 << 20
"""Rows from which making it pays."""
_SPREAD = 0x9E3779B97F4A7C15 - (
    1 << 64
)  # 2^64 over the golden ratio, as a signed number (Knuth, TAOCP 3, §6.4)


@kernel
def group_rows(
    rows: Longs, n: int, width: int, slots: Longs, mask: int, firsts: Longs, inverse: Longs
) -> int:
    """How many rows differ; `firsts` gets the first of each, `inverse` which of them each row is like.

    Args:
        rows: The rows, one behind the other.
        n: How many.
        width: Numbers in a row.
        slots: A power of two of zeros, more than twice as many as rows.
        mask: Their number less one.
        firsts: Room for n numbers.
        inverse: Room for n numbers.
    """
    count = 0
    for row in range(n):
        at = row * width
        key = 0
        for place in range(width):
            key = (key ^ rows[at + place]) * _SPREAD
            key ^= (key >> 32) & 0xFFFFFFFF
        slot = key & mask
        group = -1
        while group < 0:
            entry = slots[slot]
            if entry == 0:
                group = count
                count += 1
                slots[slot] = count
                firsts[group] = row
            else:
                other = firsts[entry - 1] * width
                same = 1
                for place in range(width):
                    if rows[other + place] != rows[at + place]:
                        same = 0
                        break
                if same == 1:
                    group = entry - 1
                else:
                    slot = (slot + 1) & mask
        inverse[row] = group
    return count


def grouped(columns: tuple[Column, ...]) -> tuple[Column, Column]:
    """First row of each distinct combination, in row order, and the place of each row's combination among them.

    Args:
        columns: Whole numbers, each of shape (n,).
    """
    n = len(columns[0])
    if not is_compiled_for(n):
        return distinct_rows(*columns)
    rows = np.empty((n, len(columns)), np.int64)
    for at, column in enumerate(columns):
        rows[:, at] = column.view(np.int64) if column.dtype == np.uint64 else column
    slots = np.zeros(1 << (2 * n).bit_length(), np.int64)
    firsts, inverse = np.empty(n, np.int64), np.empty(n, np.int64)
    count = _compiled()(
        address(rows), n, len(columns), address(slots), len(slots) - 1, address(firsts), address(inverse)
    )
    return firsts[:count].copy(), inverse


def is_compiled_for(n: int) -> bool:
    """Whether machine code is the faster path for so many rows."""
    return n >= COMPILE_FROM and compiler_is_here() and (n >= FIRST_COMPILE_FROM or is_cached(group_rows))


@cache
def _compiled() -> Callable[..., int]:
    return compiled(group_rows)
