"""Which MAC held an address when: what DHCP and ARP told logs, where the connections do not tell MACs themselves."""

import numpy as np

from lamppost.model.columns import distinct_rows, is_in
from lamppost.model.observations import NO_MAC, NOT_TOLD, Column
from lamppost.model.summing import GrowingTable
from lamppost.observe.logs.rows import Addresses

HELD: dict[str, type] = {
    "mac": np.int64,
    "ip_high": np.uint64,
    "ip_low": np.uint64,
    "first_seen_at": np.int64,
    "last_seen_at": np.int64,
    "first_row": np.int64,
    "evidence": np.int32,
}
_SIDES = ("src", "dst")


class Leases:
    """Pairs of MAC and address, with when they were told."""

    def __init__(self) -> None:
        """None yet."""
        self.table = GrowingTable(HELD)
        self._n_known = -1
        self._contested: dict[tuple[int, int], tuple[Column, Column]] = {}

    def put(self, evidence: int, row: Column, mac: Column, address: Addresses, seen_at: Column) -> None:
        """Keep what some rows tell; those without a MAC or a time tell nothing."""
        told = np.flatnonzero((mac != NO_MAC) & (seen_at != NOT_TOLD))
        if not len(told):
            return
        self.table.append(
            {
                "mac": mac[told],
                "ip_high": address.high[told],
                "ip_low": address.low[told],
                "first_seen_at": seen_at[told],
                "last_seen_at": seen_at[told],
                "first_row": row[told],
                "evidence": np.full(len(told), evidence),
            }
        )

    def rows(self) -> dict[str, Column]:
        """One row per file, MAC and address, with the first and last time; table of `HELD`."""
        table = self.table.columns()
        first, inverse = distinct_rows(*(table[name] for name in ("evidence", "mac", "ip_high", "ip_low")))
        made = {name: column[first] for name, column in table.items()}
        for name, gather in (
            ("first_seen_at", np.minimum),
            ("last_seen_at", np.maximum),
            ("first_row", np.minimum),
        ):
            gather.at(made[name], inverse, table[name])
        return made

    def tell_macs(self, flows: dict[str, Column]) -> None:
        """Fill in MACs of connections that tell none, where their address changed hands: whose it was then."""
        if len(self.table) != self._n_known:
            self._find_contested()
        if not self._contested:
            return
        lows = np.array([low for _, low in self._contested], np.uint64)
        for side in _SIDES:
            mac, high, low = (flows[f"{side}_{name}"] for name in ("mac", "ip_high", "ip_low"))
            rows = np.flatnonzero((mac == NO_MAC) & is_in(low, lows))
            if not len(rows):
                continue
            mac = mac.copy()
            first, inverse = distinct_rows(high[rows], low[rows])
            for place, row in enumerate(rows[first].tolist()):
                spans = self._contested.get((int(high[row]), int(low[row])))
                if spans is not None:
                    some = rows[inverse == place]
                    at = np.searchsorted(spans[0], flows["first_seen_at"][some], "right") - 1
                    mac[some] = spans[1][np.maximum(at, 0)]
            flows[f"{side}_mac"] = mac

    def _find_contested(self) -> None:
        """Addresses that more than one MAC held: when each began to."""
        self._n_known = len(self.table)
        self._contested = {}
        table = self.table.columns()
        told = np.flatnonzero((table["ip_high"] | table["ip_low"]) != 0)
        told = told[np.argsort(table["first_seen_at"][told], kind="stable")]
        pairs, _ = distinct_rows(*(table[name][told] for name in ("mac", "ip_high", "ip_low")))
        high, low = table["ip_high"][told[pairs]], table["ip_low"][told[pairs]]
        first, inverse = distinct_rows(high, low)
        several = np.flatnonzero(np.bincount(inverse, minlength=len(first)) > 1)
        for place in several.tolist():
            key = int(high[first[place]]), int(low[first[place]])
            rows = told[
                (table["ip_high"][told] == high[first[place]]) & (table["ip_low"][told] == low[first[place]])
            ]
            self._contested[key] = table["first_seen_at"][rows], table["mac"][rows]
