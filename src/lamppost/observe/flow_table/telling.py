"""Rows of a flow table, given to those who gather connections.

| column | what becomes of it |
| --- | --- |
| `src_ip`, `dst_ip` | who sent, or opened the connection, and to whom; a row without one is none |
| `start`, `end`, `duration` | `first_seen_at`, `last_seen_at`; what one of them lacks the other two tell; without `start` and `duration` a row begins at its `end` |
| `src_port`, `dst_port` | of TCP, UDP, SCTP and of protocols that are not told; of others -1 |
| `proto` | protocol number; 255 where the row does not say |
| `src_bytes`, `src_packets`, `dst_bytes`, `dst_packets` | as they are; null stays null |
| `server_name` | `server_name`, where it is a host name |
| `src_mac`, `dst_mac`, `vlan` | as they are; a MAC of zeros and VLAN 0 are none |
| `conn_state` | in Zeek's words, of TCP alone |
| `tcp_flags` | who opened, where each row is one direction |
| `connections` | how many connections a row stands for |
"""

from typing import Protocol

import numpy as np

from lamppost.model.observations import NO_MAC, Column
from lamppost.observe.flow_table.headings import Layout
from lamppost.observe.flow_table.values import UNKNOWN_PROTOCOL
from lamppost.observe.logs.coded import Coded
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.hashed import longs
from lamppost.observe.logs.hashes.joining import HAS_DURATION, HAS_END, HAS_START, tell_times
from lamppost.observe.logs.one_way import one_way
from lamppost.observe.logs.pairer import Pairer
from lamppost.observe.logs.rows import NOT_TOLD, Addresses
from lamppost.observe.logs.running import run_for_rows

_TCP, _UDP, _SCTP = 6, 17, 132
_HAS_PORTS = np.isin(np.arange(256), (_TCP, _UDP, _SCTP, UNKNOWN_PROTOCOL))
"""By protocol, whether it has ports."""


class Cells(Protocol):
    """Some rows of a table, asked by field; NOT_TOLD where a cell does not say, or cannot be read, which is reported."""

    lines: Column
    """The number of each row in its file."""
    is_given_away: bool
    """What is given is new, and nobody else's: it need not be copied to be kept."""

    def __len__(self) -> int:
        """How many rows."""

    def where(self, rows: Column) -> "Cells":
        """Some of the rows."""

    def addresses(self, field: str) -> Addresses:
        """Addresses; both halves 0 where not told."""

    def coded_ends(self) -> tuple[Coded, Coded] | None:
        """Senders and receivers as places among the addresses that differ; None: they are not told so."""

    def instants(self, field: str) -> Column:
        """Microseconds since 1970."""

    def durations(self, field: str) -> Column:
        """Microseconds."""

    def integers(self, field: str, most: int = (1 << 63) - 1) -> Column:
        """Whole numbers from 0 to `most`."""

    def protocols(self, field: str) -> Column:
        """Protocol numbers."""

    def flags(self, field: str) -> Column:
        """Flags of TCP."""

    def names(self, field: str) -> Column:
        """Numbers of host names, -1 where not told."""

    def macs(self, field: str) -> Column:
        """MACs, NO_MAC where not told."""

    def states(self, field: str) -> Column:
        """Places in `CONN_STATES`, 0 where not told."""


class Telling:
    """The rows of one table on their way."""

    def __init__(self, layout: Layout, evidence: int, into: Gathering) -> None:
        """Nothing is told yet.

        Args:
            layout: Which column is what.
            evidence: Which file.
            into: Takes the connections.
        """
        self.passed_over = 0
        """Rows that name no time or no address, and are no connections."""
        self.told = 0
        """Rows that are."""
        self._layout, self._evidence, self._into = layout, evidence, into
        self._pairer = Pairer(evidence, into) if layout.is_one_way else None

    def take(self, cells: Cells) -> None:
        """Tell some rows."""
        if not len(cells):
            return
        first, last, untold = self._times(cells)
        src, dst = self._ends(cells)
        if untold or not (src.are_told and dst.are_told):
            places = np.flatnonzero((first != NOT_TOLD) & src.is_told & dst.is_told)
            self.passed_over += len(first) - len(places)
            cells, first, last = cells.where(places), first[places], last[places]
            src, dst = _some_of(src, places), _some_of(dst, places)
        if not len(first):
            return
        self.told += len(first)
        proto = np.full(len(first), UNKNOWN_PROTOCOL) if not self._has("proto") else cells.protocols("proto")
        if proto.min() < 0:
            proto = np.where(proto == NOT_TOLD, UNKNOWN_PROTOCOL, proto)
        if self._pairer is not None and isinstance(src, Addresses) and isinstance(dst, Addresses):
            self._tell_one_way(self._pairer, cells, first, last, src, dst, proto)
            return
        has_ports = self._has_ports(proto)
        self._into.copies = not cells.is_given_away
        self._into.flows(
            self._evidence,
            cells.lines,
            first_seen_at=first,
            last_seen_at=last,
            src=src,
            dst=dst,
            proto=proto,
            src_port=self._ports(cells, has_ports, "src_port"),
            dst_port=self._ports(cells, has_ports, "dst_port"),
            src_bytes=self._numbers(cells, "src_bytes"),
            dst_bytes=self._numbers(cells, "dst_bytes"),
            src_packets=self._numbers(cells, "src_packets"),
            dst_packets=self._numbers(cells, "dst_packets"),
            conn_state=np.where(proto == _TCP, cells.states("conn_state"), 0)
            if self._has("conn_state")
            else None,
            src_mac=self._macs(cells, "src_mac"),
            dst_mac=self._macs(cells, "dst_mac"),
            vlan_id=self._vlans(cells),
            server_name=cells.names("server_name") if self._has("server_name") else None,
            connections=self._numbers(cells, "connections"),
        )
        self._into.copies = True

    def finish(self) -> None:
        """Tell what still waits."""
        if self._pairer is not None:
            self._pairer.finish()

    def _ends(self, cells: Cells) -> tuple[Addresses | Coded, Addresses | Coded]:
        """Both ends of each row."""
        has_macs = self._has("src_mac") or self._has("dst_mac")
        may_be_coded = self._into.takes_codes and self._pairer is None and not has_macs
        if may_be_coded and (ends := cells.coded_ends()) is not None:
            return ends
        return cells.addresses("src_ip"), cells.addresses("dst_ip")

    def _has(self, field: str) -> bool:
        return field in self._layout.columns

    def _times(self, cells: Cells) -> tuple[Column, Column, int]:
        """When each row began and ended, NOT_TOLD where it does not say; and how many do not say at all."""
        count, nothing = len(cells), np.empty(0, np.int64)
        starts = longs(cells.instants("start")) if self._has("start") else nothing
        ends = longs(cells.instants("end")) if self._has("end") else nothing
        lasted, which = nothing, HAS_START * self._has("start") | HAS_END * self._has("end")
        if self._has("duration") and _lack_one(starts, ends):
            lasted, which = longs(cells.durations("duration")), which | HAS_DURATION
        first, last = np.empty(count, np.int64), np.empty(count, np.int64)
        return (
            first,
            last,
            run_for_rows(count)(tell_times, starts, ends, lasted, which, count, first, last),
        )

    def _numbers(self, cells: Cells, field: str) -> Column | None:
        return cells.integers(field) if self._has(field) else None

    def _macs(self, cells: Cells, field: str) -> Column | None:
        if not self._has(field):
            return None
        macs = cells.macs(field)
        return np.where(macs == 0, NO_MAC, macs)

    def _vlans(self, cells: Cells) -> Column | None:
        if not self._has("vlan"):
            return None
        vlans = cells.integers("vlan", 4095)
        return np.where(vlans > 0, vlans, -1)

    def _has_ports(self, proto: Column) -> Column | None:
        """Which rows are of protocols that have ports; None: all."""
        has_ports = _HAS_PORTS[proto]
        return None if has_ports.all() else has_ports

    def _ports(self, cells: Cells, has_ports: Column | None, field: str) -> Column:
        """Ports where the protocol has them; what tables hold there of ICMP is written in as many ways as there are tools."""
        if not self._has(field):
            return np.full(len(cells), -1)
        if has_ports is None:
            told = cells.integers(field, 65535)
            return told if told.min() >= 0 else np.where(told == NOT_TOLD, -1, told)
        ports = np.full(len(cells), -1)
        told = cells.where(np.flatnonzero(has_ports)).integers(field, 65535)
        ports[has_ports] = np.where(told == NOT_TOLD, -1, told)
        return ports

    def _tell_one_way(
        self,
        pairer: Pairer,
        cells: Cells,
        first: Column,
        last: Column,
        src: Addresses,
        dst: Addresses,
        proto: Column,
    ) -> None:
        """Rows of one direction each; one that counts what came back too is two."""
        rows = one_way(len(first))
        rows["row"], rows["proto"] = cells.lines, proto
        rows["first_seen_at"], rows["last_seen_at"] = first, np.where(last == NOT_TOLD, first, last)
        rows["src_high"], rows["src_low"], rows["dst_high"], rows["dst_low"] = *src, *dst
        has_ports = self._has_ports(proto)
        for side in ("src", "dst"):
            rows[f"{side}_port"] = self._ports(cells, has_ports, f"{side}_port")
            if (macs := self._macs(cells, f"{side}_mac")) is not None:
                rows[f"{side}_mac"] = macs
        if (vlans := self._vlans(cells)) is not None:
            rows["vlan_id"] = vlans
        if self._has("tcp_flags"):
            flags = cells.flags("tcp_flags")
            rows["flags"] = np.where((proto == _TCP) & (flags != NOT_TOLD), flags, 0)
        back = rows.copy()
        for name, field in (("octets", "bytes"), ("packets", "packets")):
            if (there := self._numbers(cells, f"src_{field}")) is not None:
                rows[name] = there
            came = self._numbers(cells, f"dst_{field}")
            back[name] = NOT_TOLD if came is None else np.where(came == 0, NOT_TOLD, came)
        answered = np.flatnonzero((back["octets"] != NOT_TOLD) | (back["packets"] != NOT_TOLD))
        pairer.add(rows)
        if len(answered):
            pairer.add(_turned(back[answered]))


def _lack_one(starts: Column, ends: Column) -> bool:
    """Whether some row tells one of both, and not the other; a column that is empty tells nothing."""
    if len(starts) and len(ends):
        return bool(((starts == NOT_TOLD) != (ends == NOT_TOLD)).any())
    return bool(max(starts.max(initial=NOT_TOLD), ends.max(initial=NOT_TOLD)) != NOT_TOLD)


def _some_of(ends: Addresses | Coded, places: Column) -> Addresses | Coded:
    if isinstance(ends, Coded):
        return Coded(ends.codes[places], ends.of)
    return Addresses(ends.high[places], ends.low[places])


def _turned(rows: Column) -> Column:
    """The same the other way round; who sent which flag is not told apart."""
    turned = rows.copy()
    for name in ("high", "low", "port"):
        turned[f"src_{name}"], turned[f"dst_{name}"] = rows[f"dst_{name}"], rows[f"src_{name}"]
    turned["src_mac"] = turned["dst_mac"] = NO_MAC
    turned["flags"] = 0
    return turned
