"""One log of Zeek on its way into what is gathered: what every kind of row needs."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.apart import Kept
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Rows, Unread, Unreads
from lamppost.observe.logs.trouble import IN_EVERY_ROW
from lamppost.observe.zeek.cells import Cells

_ENDS = ("ts", "id.orig_h", "id.resp_h")
_LEAST_MILLISECONDS = 100_000_000_000 * 1_000_000
"""A time that were later than the year 5138 in seconds is one in milliseconds, as `JSON::TS_MILLIS` writes them."""
_before: "WeakKeyDictionary[Gathering, Before]" = WeakKeyDictionary()


class Keys:
    """Connections by their keys."""

    def __init__(self) -> None:
        """None yet."""
        self._rising = np.empty(0, np.uint64)

    def put(self, keys: Column) -> None:
        """Keep some more; 0 is none."""
        self._rising = np.union1d(self._rising, keys[keys != 0])

    def rising(self) -> Column:
        """All of them, each once."""
        return self._rising

    def hold(self, keys: Column) -> Column:
        """Whether each connection is one of them."""
        if not len(self._rising):
            return np.zeros(len(keys), bool)
        at = np.searchsorted(self._rising, keys)
        return np.asarray(self._rising[np.minimum(at, len(self._rising) - 1)] == keys)


class Before:
    """What logs tell that the logs read behind them need."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.certificates: dict[str, tuple[int, int]] = {}
        """Fingerprint, or the file's id, to the numbers of subject and issuer in `Gathering.values`; -1: not told."""
        self.quic = Keys()
        """Connections of QUIC, which the log of TLS tells too."""
        self.tunnels = Keys()
        """Connections to a proxy that was asked to connect to somebody else."""


def told_before(into: Gathering) -> Kept:
    """What the logs read into it told that logs read behind them need."""
    before = _before.setdefault(into, Before())

    def text(number: int) -> str | None:
        return None if number < 0 else into.values[number]

    texts = {one: (text(subject), text(issuer)) for one, (subject, issuer) in before.certificates.items()}
    return Kept({"quic": before.quic.rising(), "tunnels": before.tunnels.rising()}, texts)


def tell_before(into: Gathering, kept: Kept) -> None:
    """Know what other logs told before the next is read."""
    before = _before.setdefault(into, Before())

    def number(text: str | None) -> int:
        return -1 if text is None else into.values.number(text)

    for name, keys in (("quic", before.quic), ("tunnels", before.tunnels)):
        keys.put(kept.keys.get(name, np.empty(0, np.uint64)))
    for one, (subject, issuer) in kept.texts.items():
        before.certificates[one] = number(subject), number(issuer)


class Log:
    """Where the rows of one file go, and how its cells are read."""

    def __init__(self, evidence: int, into: Gathering, unread: Unreads, *, is_json: bool) -> None:
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

    def ends(self, rows: Rows) -> tuple[Column, Addresses, Addresses]:
        """When, and the two ends; rows that do not tell them are reported."""
        seen_at, client, server = self.times(rows), rows.addresses("id.orig_h"), rows.addresses("id.resp_h")
        self.report(rows, (seen_at != NOT_TOLD) & client.is_told & server.is_told, _ENDS)
        return seen_at, client, server

    def report_timeless(self, rows: Rows) -> None:
        """Report objects that tell no time, which every row of Zeek's logs does: they are something else."""
        if self.is_json:
            self.report(rows, rows.keys("ts") != 0, ("ts",))

    def report(self, rows: Rows, is_told: Column, fields: Sequence[str]) -> None:
        """Report rows that lack what every row should tell, each with the first column that it lacks.

        Args:
            rows: All rows.
            is_told: Whether each tells all of it; cells that could not be read are reported already.
            fields: The columns.
        """
        if is_told.all():
            return
        some = rows.where(~is_told)
        lacking = np.array([some.keys(field) == 0 for field in fields])
        for at in np.flatnonzero(lacking.any(axis=0)).tolist():
            field = fields[int(np.argmax(lacking[:, at]))]
            self.unread.append(Unread(int(some.lines[at]), field, "", IN_EVERY_ROW))


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
