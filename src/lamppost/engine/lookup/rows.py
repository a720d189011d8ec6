"""Rows that others are looked up among, by kernels where there is machine code of them or so many rows that making it pays."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lamppost.engine.kernel import address, compiled, compiler_is_here, is_cached
from lamppost.engine.lookup import kernels
from lamppost.model.columns import HeldRows
from lamppost.model.observations import Column
from lamppost.model.spilling import zeros

COMPILED_FROM = 1 << 12
"""Rows; fewer are found soon enough without."""
FIRST_COMPILED_FROM = 1 << 18
"""Rows from which on making machine code pays."""
_WIDTH = 4


class FoundRows:
    """What `HeldRows` of `model.columns` is, of four columns at most."""

    def __init__(self, columns: tuple[Column, ...], rows: Column, *, for_kernels: bool = False) -> None:
        """Rows.

        Args:
            columns: Whole numbers, each of shape (m,), four of them at most.
            rows: Which of them count.
            for_kernels: Other kernels look them up too, however few they are.
        """
        self._plain: HeldRows | None = None
        if not (for_kernels and compiler_is_here()) and not _is_compiled_for(len(rows)):
            self._plain = HeldRows(columns, rows)
            return
        self._columns, n = _four(columns), len(rows)
        self._table = zeros(1 << (3 * n // 2).bit_length())
        self._run(kernels.hold, *self._columns, _longs(rows), n, self._table, self._mask)

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
        if self._plain is not None:
            return self._plain.find(columns)
        n = len(columns[0])
        found = np.empty(n, np.int64)
        self._run(kernels.find, *_four(columns), n, *self._columns, self._table, self._mask, out=found)
        return found

    @property
    def held(self) -> Sequence[Column | int] | None:
        """The columns, the table and its mask, as `kernels.find` takes them; None where no kernel looks them up."""
        return None if self._plain is not None else (*self._columns, self._table, self._mask)

    @property
    def _mask(self) -> int:
        return len(self._table) - 1

    def _run(self, function: Callable[..., Any], *arguments: Any, out: Column | None = None) -> None:
        held = [*arguments, np.empty(kernels.AHEAD, np.int64), *([] if out is None else [out])]
        compiled(function)(*(address(one) if isinstance(one, np.ndarray) else one for one in held))


def _is_compiled_for(n: int) -> bool:
    if n < COMPILED_FROM or not compiler_is_here():
        return False
    return n >= FIRST_COMPILED_FROM or (is_cached(kernels.hold) and is_cached(kernels.find))


def _four(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns as kernels take them; where there are fewer, the last again, which tells nothing new."""
    held = [_longs(one) for one in columns]
    return (*held, *(held[-1] for _ in range(_WIDTH - len(held))))


def _longs(column: Column) -> Column:
    return np.ascontiguousarray(column.view(np.int64) if column.dtype == np.uint64 else column, np.int64)
