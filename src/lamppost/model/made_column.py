"""Columns that are not written anywhere: those rows are made that somebody asks for."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from lamppost.model.observations import Column


class MadeColumn(NDArrayOperatorsMixin):
    """A column that gives rows as an array does; whatever else is asked of it is asked of an array of all its rows, made for that."""

    def __init__(self, count: int, kind: type, make: Callable[[Any], Any]) -> None:
        """Nothing is made yet.

        Args:
            count: Rows of it.
            kind: Of its numbers.
            make: Gives the numbers of some rows: of a slice, of places, of one place alone.
        """
        self.dtype, self._count, self._make = np.dtype(kind), count, make

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, rows: Any) -> Any:
        return self._make(rows).astype(self.dtype, copy=False)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Column:
        made = self[:]
        return np.array(made, dtype, copy=copy) if dtype is not None else np.asarray(made)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        held = (np.asarray(one) if isinstance(one, MadeColumn) else one for one in inputs)
        return getattr(ufunc, method)(*held, **options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(np.asarray(self), name)
