"""One log of Zeek on its way into what is gathered: what every kind of row needs."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.saying import noted
from lamppost.observe.logs.gathered import Gathered
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import Addresses, Rows, Unread, Unreads
from lamppost.observe.zeek.cells import Cells

_LEAST_MILLISECONDS = 100_000_000_000 * 1_000_000
"""A time that were later than the year 5138 in seconds is one in milliseconds, as `JSON::TS_MILLIS` writes them."""
_before: "WeakKeyDictionary[Gathered, Before]" = WeakKeyDictionary()


class Before:
    """What logs tell that the logs read behind them need."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.certificates: dict[str, tuple[int, int]] = {}
        """Fingerprint, or the file's id, to the numbers of subject and issuer in `Gathered.values`; -1: not told."""
        self._quic = np.empty(0, np.uint64)  # keys of connections, rising

    def put_quic(self, keys: Column) -> None:
        """Keep connections of QUIC, which the log of TLS tells too."""
        self._quic = np.union1d(self._quic, keys[keys != 0])

    def is_quic(self, keys: Column) -> Column:
        """Whether each connection is one of them."""
        if not len(self._quic):
            return np.zeros(len(keys), bool)
        at = np.searchsorted(self._quic, keys)
        return np.asarray(self._quic[np.minimum(at, len(self._quic) - 1)] == keys)


class Log:
    """Where the rows of one file go, and how its cells are read."""

    def __init__(self, evidence: int, into: Gathered, unread: Unreads, *, is_json: bool) -> None:
        """Nothing is read yet.

        Args:
            evidence: Which file.
            into: Where rows go.
            unread: Where cells go that could not be read.
            is_json: How it is written.
        """
        self.evidence, self.into, self.unread, self.is_json = evidence, into, unread, is_json
        self.cells = Cells(is_json=is_json)
        self.columns: tuple[str, ...] = ()
        """Of a table, as its last header names them."""
        self.informs: list[Column] = []
        """Line, MAC, time and both halves of the address that clients of DHCP told of themselves."""

    @property
    def before(self) -> Before:
        """What this file, and those read before it, have told so far."""
        return _before.setdefault(self.into, Before())

    def times(self, rows: Rows, field: str = "ts") -> Column:
        """Instants of a column, in microseconds since 1970; JSON may hold them in milliseconds."""
        found = rows.times(field)
        return np.where(found >= _LEAST_MILLISECONDS, found // 1000, found) if self.is_json else found

    def has(self, field: str) -> bool:
        """Whether the log may tell a column: JSON leaves out what a row does not tell."""
        return self.is_json or field in self.columns

    def hosts(self, rows: Rows, field: str) -> Column:
        """Numbers of host names in a column."""
        return rows.numbers(field, self.into.host_names, self.cells.host)

    def said(self, rows: Rows, field: str) -> Column:
        """Numbers of self-descriptions in a column."""
        return rows.numbers(field, self.into.values, self.cells.said)

    def subjects(self, rows: Rows, field: str) -> Column:
        """Numbers of distinguished names in a column."""
        return rows.numbers(field, self.into.values, self.cells.subject)

    def says(self, rows: Rows, field: str, value: Column, seen_at: Column, address: Addresses) -> None:
        """Tell what an address says of itself."""
        if (value >= 0).any():
            self.into.says(
                self.evidence, rows.lines, field=field, value=value, seen_at=seen_at, address=address
            )

    def whole(self, rows: Rows, fields: Sequence[str]) -> Rows:
        """The rows that tell all of some columns; those that do not are reported with the first that they lack."""
        lacking = [rows.keys(field) == 0 for field in fields]
        if not any(one.any() for one in lacking):
            return rows
        at = np.argmax(lacking, axis=0)
        is_lacking = np.any(lacking, axis=0)
        for row in np.flatnonzero(is_lacking).tolist():
            self.unread.append(Unread(int(rows.lines[row]), fields[at[row]], "", noted("told in every row")))
        return rows.where(~is_lacking)


def one_of_each(rows: Rows, field: str) -> tuple[Column, list[str]]:
    """Places of the rows whose cell holds a list, and the first member of each."""
    items = rows.items(field)
    places, first = np.unique(items.rows, return_index=True)
    return places, [items.texts[at] for at in first.tolist()]


def some_of(addresses: Addresses, rows: Column) -> Addresses:
    """Addresses of some rows."""
    return Addresses(addresses.high[rows], addresses.low[rows])


def new_numbers() -> Numbered:
    """For texts that are not kept."""
    return Numbered()
