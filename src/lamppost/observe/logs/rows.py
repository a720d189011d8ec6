"""Some rows of a log as columns: what every reader of a log asks of them.

A cell that is empty, that holds the log's own mark for nothing, or whose column the log has not, is *not told*. A cell
that is told and is not what it should be is not told either, and its row is in `unread`.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from lamppost.model.observations import NOT_TOLD, Column
from lamppost.observe.logs.numbered import Numbered

__all__ = ["JOINED", "NOT_TOLD", "Addresses", "Items", "Rows", "Unread", "Unreads"]


class Addresses(NamedTuple):
    """Addresses as two halves, IPv4 mapped into IPv6 as in `FLOW`; both halves 0 where not told."""

    high: Column
    low: Column

    @property
    def is_told(self) -> Column:
        """Per row, whether it tells an address."""
        return np.asarray((self.high | self.low) != 0)

    def __getitem__(self, rows: Any) -> "Addresses":  # type: ignore[override]
        """Those of some rows."""
        high, low = tuple(self)
        return Addresses(high[rows], low[rows])


class Unread(NamedTuple):
    """A cell that is not what its column should hold."""

    line: int
    field: str
    text: str
    """Its beginning, as it stands there."""
    expected: str
    """A `noted` word for what the column holds."""


class Unreads(Protocol):
    """Where cells that could not be read are told."""

    def append(self, one: Unread, /) -> None:
        """One more."""


class Items(NamedTuple):
    """The members of cells that hold lists, one behind the other."""

    rows: Column
    """Which row each stands in, rising, shape (m,)."""
    texts: Sequence[str]


class Rows(Protocol):
    """Some rows of a log, in the order of its lines; every column has shape (n,)."""

    lines: Column
    """The number of each row's line in the file (unpacked), from 1."""

    def __len__(self) -> int:
        """How many rows."""

    def has(self, field: str) -> bool:
        """Whether the log has the column; in logs of objects, whether any of these rows has the key."""

    def times(self, field: str) -> Column:
        """Instants in microseconds since 1970 (UTC): seconds with a fraction, or ISO 8601 with a zone (else UTC)."""

    def durations(self, field: str) -> Column:
        """Spans in microseconds, from seconds with a fraction."""

    def integers(self, field: str, most: int = (1 << 63) - 1) -> Column:
        """Whole numbers from 0 to `most`; a fraction of nothing (`4.0`, `1e3`) is one too."""

    def addresses(self, field: str) -> Addresses:
        """IPv4 and IPv6 addresses; a zone behind `%` is left out."""

    def macs(self, field: str) -> Column:
        """MAC addresses as 48-bit numbers, NO_MAC where not told; `aa:bb:cc:dd:ee:ff` or with `-`."""

    def words(self, field: str, known: Sequence[str]) -> Column:
        """The place of each cell's text among some words, letter by letter; -1 for any other, and where not told."""

    def numbers(self, field: str, into: Numbered, clean: Callable[[str], str | None] | None = None) -> Column:
        """The number of each cell's text, -1 where not told.

        Args:
            field: The column.
            into: Where texts get their numbers.
            clean: Makes of a distinct text the one that is meant; None: there is none.
        """

    def keys(self, field: str) -> Column:
        """A hash of each cell as it stands there, 64 bits unsigned; 0 where not told."""

    def texts(self, field: str) -> list[str | None]:
        """The cells as texts, for columns of which few rows are asked; None where not told."""

    def items(self, field: str) -> Items:
        """The members of cells that hold lists; those that are no text, number or truth are left out."""

    def raw(self, field: str) -> list[bytes | None]:
        """The cells as they stand in the file: of logs of objects the JSON of the value, objects and lists included."""

    def where(self, rows: Column) -> "Rows":
        """Some of the rows.

        Args:
            rows: Their places, rising, or whether each is meant.
        """


JOINED = "."
"""Between the keys of objects within objects: `flow.start` is the key `start` of what `flow` holds.

A key that itself holds a point (`id.orig_h` of Zeek's JSON) is meant by the same name.
"""
