"""Rows that are alike, found by a table of hashes: what `model.columns.distinct_rows` says, as machine code."""

import numpy as np

from lamppost.engine.kernel import compiler_is_here, is_cached
from lamppost.model.columns import distinct_rows
from lamppost.model.observations import Column
from lamppost.observe.logs.hashes.alike import group_rows
from lamppost.observe.logs.running import run_compiled

COMPILE_FROM = 1 << 14
"""Rows from which machine code pays that an earlier run left."""
FIRST_COMPILE_FROM = 1 << 20
"""Rows from which making it pays."""


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
    count = run_compiled(
        group_rows, rows.reshape(-1), n, len(columns), slots, len(slots) - 1, firsts, inverse
    )
    return firsts[:count].copy(), inverse


def is_compiled_for(n: int) -> bool:
    """Whether machine code is the faster path for so many rows."""
    return n >= COMPILE_FROM and compiler_is_here() and (n >= FIRST_COMPILE_FROM or is_cached(group_rows))
