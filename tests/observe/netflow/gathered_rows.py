"""Stands in for what gathers: keeps the connections it is told, row by row, as they were told."""

from typing import NamedTuple

import numpy as np

from lamppost.model.addresses import ip_text
from lamppost.model.observations import CONN_STATES, NOT_TOLD, Coverage
from lamppost.observe.logs.numbered import Numbered


class Told(NamedTuple):
    """One connection."""

    row: int
    src: str
    src_port: int
    dst: str
    dst_port: int
    proto: int
    first_ms: int
    last_ms: int
    sent: tuple[int | None, int | None]
    """Packets and octets."""
    answered: tuple[int | None, int | None]
    state: str
    src_mac: int
    dst_mac: int
    vlan: int
    evidence: int


class Kept:
    """A place to put what was read."""

    def __init__(self):
        self.host_names, self.values = Numbered(), Numbered()
        self.coverage, self.issues, self._told = Coverage(), [], []

    @property
    def told(self):
        """The connections by their rows."""
        return sorted(self._told)

    def flows(self, evidence, row, **columns):
        count = len(row)
        for name, column in columns.items():
            halves = (column.high, column.low) if isinstance(column, tuple) else (column,)
            assert all(len(half) == count for half in halves), name
        for at in range(count):
            self._told.append(
                _told(evidence, int(row[at]), {name: _at(one, at) for name, one in columns.items()})
            )

    def words(self):
        return [(one.row, one.what) for one in self.issues]


def _at(column, at):
    if isinstance(column, tuple):
        return ip_text(int(column.high[at]), int(column.low[at]))
    value = int(np.asarray(column)[at])
    return None if value == NOT_TOLD else value


def _told(evidence, row, one):
    return Told(
        row=row,
        src=one["src"],
        src_port=one["src_port"],
        dst=one["dst"],
        dst_port=one["dst_port"],
        proto=one["proto"],
        first_ms=one["first_seen_at"] // 1000,
        last_ms=one["last_seen_at"] // 1000,
        sent=(one["src_packets"], one["src_bytes"]),
        answered=(one["dst_packets"], one["dst_bytes"]),
        state=CONN_STATES[one["conn_state"]],
        src_mac=one["src_mac"],
        dst_mac=one["dst_mac"],
        vlan=one["vlan_id"],
        evidence=evidence,
    )
