"""Addresses of rows as places among those that differ: a log that tells each address once need not look it up for every row."""

from typing import NamedTuple, Protocol

import numpy as np

from lamppost.model.observations import Column


class Distinct(Protocol):
    """Addresses, each told once; they stay as they are."""

    high: Column
    """Upper halves; behind the last address that of none."""
    low: Column
    """Lower halves."""
    is_read: Column
    """Whether each is an address."""

    def __hash__(self) -> int:
        """Others are others."""
        ...


class Coded(NamedTuple):
    """Addresses of rows."""

    codes: Column
    """Their places, -1 where not told."""
    of: Distinct

    @property
    def is_told(self) -> Column:
        """Per row, whether it tells an address."""
        return np.asarray(self.of.is_read[self.codes])

    @property
    def are_told(self) -> bool:
        """Whether every row tells an address."""
        return bool(self.codes.min(initial=0) >= 0 and self.of.is_read[:-1].all()) or bool(self.is_told.all())
