"""Which of several names a connection was made by, where a client was given more than one for an address."""

from collections.abc import Mapping

import numpy as np

from lamppost.model.columns import HeldRows, is_in
from lamppost.model.observations import Column
from lamppost.observe.logs.grouping import grouped

_PAIR = ("client_ip_high", "client_ip_low", "ip_high", "ip_low")


class LookUps:
    """Answers of DNS; connections before and after another answer are told apart, all others are not."""

    def __init__(self) -> None:
        """None yet."""
        self._tables: list[dict[str, Column]] = []
        self._pairs: HeldRows | None = None
        self._keys: Column = np.empty(0, np.int64)
        self._times: Column = np.empty(0, np.int64)

    def put(self, table: Mapping[str, Column]) -> None:
        """Keep rows of `NAME`."""
        told = (table["ip_high"] | table["ip_low"]) != 0
        if told.any():
            self._tables.append({name: table[name][told] for name in (*_PAIR, "name", "seen_at")})
            self._pairs = None

    def turns(self, flows: Mapping[str, Column]) -> Column:
        """Per connection, how many answers its client had had for its server by then; 0 where one name alone was given.

        Args:
            flows: With the columns of the ends, `server_name` and `first_seen_at`.
        """
        turns = np.zeros(len(flows["first_seen_at"]), np.int32)
        if not self._tables:
            return turns
        if self._pairs is None:
            self._index()
        if self._pairs is None or not len(self._keys):
            return turns
        rows = np.flatnonzero((flows["server_name"] == -1) & is_in(flows["dst_ip_low"], self._lows))
        ends = tuple(flows[name][rows] for name in ("src_ip_high", "src_ip_low", "dst_ip_high", "dst_ip_low"))
        pair = self._pairs.find(ends)
        rows, pair = rows[pair >= 0], pair[pair >= 0]
        instants, whole = np.unique(self._times), len(self._times) + 1
        asked = self._keys * whole + np.searchsorted(instants, self._times)
        asked.sort()
        until = pair * whole + np.searchsorted(instants, flows["first_seen_at"][rows], "right") - 1
        turns[rows] = np.searchsorted(asked, until, "right") - np.searchsorted(asked, pair * whole)
        return turns

    def _index(self) -> None:
        """Find the pairs that more than one name was given for."""
        table = {name: np.concatenate([one[name] for one in self._tables]) for name in self._tables[0]}
        first, alike = grouped((*(table[name] for name in _PAIR), table["name"]))
        earliest = table["seen_at"][first]
        np.minimum.at(earliest, alike, table["seen_at"])
        table = {name: column[first] for name, column in table.items()} | {"seen_at": earliest}
        self._tables = [table]
        firsts, pair = grouped(tuple(table[name] for name in _PAIR))
        several = np.bincount(pair, minlength=len(firsts)) > 1
        held = firsts[several]
        columns = tuple(table[name] for name in _PAIR)
        self._pairs = HeldRows(columns, held)
        self._lows = table["ip_low"][held]
        chosen = several[pair]
        self._keys, self._times = firsts[pair[chosen]], table["seen_at"][chosen]
