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

    @property
    def are_told(self) -> bool:
        """Whether every row tells an address."""
        return bool(self.low.all() or self.is_told.all())

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
        """Instants in microseconds since 1970 (UTC); what is less than one is cut off.

        Either seconds, as in `durations`; or `YYYY-MM-DD`, `T`, `t` or a space, `hh:mm:ss`, perhaps a point or a comma
        and digits, and perhaps a zone: `Z`, `z`, or `+` or `-` and `hh:mm`, `hhmm` or `hh`; without one it is UTC. The
        second 60 is the first of the next minute.
        """

    def durations(self, field: str) -> Column:
        """Spans in microseconds, from seconds; what is less than one is cut off.

        Digits, perhaps a point and digits, perhaps `e` or `E`, a sign or none, and digits: no sign before them, no
        space, nothing else. The number is taken exactly, whatever its length.
        """

    def integers(self, field: str, most: int = (1 << 63) - 1) -> Column:
        """Whole numbers from 0 to `most`, written as in `durations`; `4.0` and `1e3` are some, `4.5` is none."""

    def addresses(self, field: str) -> Addresses:
        """IPv4 and IPv6 addresses; a zone behind `%` is left out.

        Four numbers from 0 to 255 without leading zeros; or any form of RFC 4291 §2.2. Nothing is told by `::`.
        """

    def macs(self, field: str) -> Column:
        """MAC addresses as 48-bit numbers, NO_MAC where not told; `aa:bb:cc:dd:ee:ff` or with `-`, in either case."""

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
        """A hash of each cell's text, 64 bits unsigned; 0 where not told, and of objects and lists.

        It is the same on every machine, in every run, and in every kind of log: that of `model.columns.mixed` over one
        row whose columns are the octets of the text (UTF-8) eight by eight, the first as the lowest, zeros behind the
        last, and their number added to the first column without carry; 1 in place of 0.
        """

    def texts(self, field: str) -> list[str | None]:
        """The cells as texts, for columns of which few rows are asked; None where not told, and of objects and lists.

        Strings of JSON without their escapes; numbers, true and false as they stand in the file. Octets that are no
        UTF-8 are written as Python's `backslashreplace` does.
        """

    def items(self, field: str) -> Items:
        """The members of cells that hold lists; any other cell is a list of itself.

        Members that are empty, null, a mark for nothing, an object or a list are left out.
        """

    def addresses_within(self, field: str) -> tuple[Column, Addresses, list[tuple[int, str]]]:
        """The addresses in lists: which row each stands in, rising; they themselves; and the place and the text of members that are none.

        They are the members that `items` tells.
        """

    def raw(self, field: str) -> list[bytes | None]:
        """The cells as they stand in the file: of logs of objects the JSON of the value, objects and lists included."""

    def not_objects(self, field: str) -> Column:
        """Per row, whether a value stands where an object should: of JSON anything that is told and is none."""

    def where(self, rows: Column) -> "Rows":
        """Some of the rows.

        Args:
            rows: Their places, rising, or whether each is meant.
        """


JOINED = "."
"""Between the keys of objects within objects: `flow.start` is the key `start` of what `flow` holds.

A key that itself holds a point (`id.orig_h` of Zeek's JSON) is meant by the same name. Where an object tells several of
these, the whole name as one key counts, else that with the shortest first key, and so on within.
"""
