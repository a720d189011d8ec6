"""Connections: `flow` events, which tell both directions, and `netflow` events, which tell one each."""

from collections import deque

import numpy as np

from lamppost.model.columns import is_in
from lamppost.model.observations import Column
from lamppost.model.saying import noted
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Rows, Unread, Unreads
from lamppost.observe.suricata_eve.ends import Ends
from lamppost.observe.suricata_eve.icmp import icmp_ports
from lamppost.observe.suricata_eve.protocols import ICMP, ICMPV6, TCP, UDP, protocols
from lamppost.observe.suricata_eve.states import HEX, conn_states

_VLANS = {str(number): number for number in range(4096)}
_OCTET = 255
_BLOCKS = 3  # both events of a connection are written one behind the other, among those of other threads
_BYPASSED = ("bypassed",)
_SIDES = ("high", "low", "port", "bytes", "packets", "mac")
Table = dict[str, Column]


class Connections:
    """The connections of one file, given on as they come."""

    def __init__(self, evidence: int, into: Gathering) -> None:
        """None yet.

        Args:
            evidence: Which file.
            into: Where they go.
        """
        self._evidence, self._into = evidence, into
        self._told: deque[Column] = deque(maxlen=_BLOCKS)  # keys of `flow` events
        self._waiting: Table | None = None  # `netflow` events of the block before

    def take(self, flows: Rows, one_way: Rows, unread: Unreads) -> None:
        """Those of one block.

        Args:
            flows: Events of the type `flow`.
            one_way: Events of the type `netflow`.
            unread: Where what cannot be read is told.
        """
        table = _both_ways(flows, unread) if len(flows) else None
        self._told.append(np.empty(0, np.uint64) if table is None else table["connection"])
        if table is not None:
            self._give(table)
        new = _one_way(one_way, unread) if len(one_way) else None
        if self._waiting is not None or new is not None:
            self._pair(new)

    def end(self) -> None:
        """The file is over: what still waits for its other half has none."""
        self._pair(None)

    def _pair(self, new: Table | None) -> None:
        """Give on the events that waited, with what came for them; what is new waits for one block."""
        held = [one for one in (self._waiting, new) if one is not None]
        self._waiting = None
        if not held:
            return
        table = {name: np.concatenate([one[name] for one in held]) for name in held[0]}
        firsts, seconds = _pairs(table)
        is_old = np.arange(len(table["row"])) < (len(held[0]["row"]) if held[0] is not new else 0)
        goes = is_old.copy()
        goes[seconds] |= is_old[firsts]
        if not goes.all():
            self._waiting = {name: column[~goes] for name, column in table.items()}
        _join(table, firsts, seconds)
        goes[seconds] = False
        goes &= ~is_in(table["connection"], np.concatenate(self._told)) | (table["connection"] == 0)
        self._give(_asked_first({name: column[goes] for name, column in table.items()}))

    def _give(self, table: Table) -> None:
        if not len(table["row"]):
            return
        self._into.flows(
            self._evidence,
            table["row"],
            src=Addresses(table["src_high"], table["src_low"]),
            dst=Addresses(table["dst_high"], table["dst_low"]),
            **{name: table[name] for name in _GIVEN},
        )


_UNSPECIFIED = ("0000:0000:0000:0000:0000:0000:0000:0000", "::")
"""As `PrintInet` of Suricata writes it, and as RFC 5952 does."""
_GIVEN = (
    "first_seen_at", "last_seen_at", "proto", "src_port", "dst_port", "src_bytes", "dst_bytes", "src_packets",
    "dst_packets", "conn_state", "src_mac", "dst_mac", "vlan_id", "connection",
)  # fmt: skip


def _both_ways(rows: Rows, unread: Unreads) -> Table:
    """Connections of `flow` events; to the server is what `src` sent."""
    table = _common(rows, "flow", unread)
    for side, way in (("src", "toserver"), ("dst", "toclient")):
        table[f"{side}_bytes"] = rows.integers(f"flow.bytes_{way}")
        table[f"{side}_packets"] = rows.integers(f"flow.pkts_{way}")
    table["conn_state"] = np.zeros(len(rows), np.int64)
    if rows.has("tcp.tcp_flags_ts") and rows.has("tcp.tcp_flags_tc"):
        ours, theirs = (rows.words(f"tcp.tcp_flags_{way}", HEX) for way in ("ts", "tc"))
        states = conn_states(ours, theirs, table["dst_packets"])
        is_followed = (table["proto"] == TCP) & (rows.words("flow.state", _BYPASSED) < 0)
        table["conn_state"] = np.where(is_followed, states, 0)
    return _whole(_asked_first(table))


def _one_way(rows: Rows, unread: Unreads) -> Table:
    """Half connections of `netflow` events, of which `src` is who sent."""
    table = _common(rows, "netflow", unread)
    none = np.full(len(rows), NOT_TOLD, np.int64)
    table |= {"src_bytes": rows.integers("netflow.bytes"), "src_packets": rows.integers("netflow.pkts")}
    table |= {"dst_bytes": none, "dst_packets": none, "conn_state": np.zeros(len(rows), np.int64)}
    table["flags"] = np.where(table["proto"] == TCP, rows.words("tcp.tcp_flags", HEX), -1)
    return _whole(table)


def _common(rows: Rows, kind: str, unread: Unreads) -> Table:
    """What both types of event tell alike; rows that do not tell a time, both addresses and a protocol are in `unread`."""
    ends = Ends(rows, unread, f"{kind}.start", f"{kind}.end", "timestamp")
    last, is_begun = ends.times[f"{kind}.end"], ends.times[f"{kind}.start"] != NOT_TOLD
    proto = protocols(rows, unread)
    has_ports = (proto == TCP) | (proto == UDP)
    table = {
        "row": rows.lines,
        "first_seen_at": ends.seen_at,
        "last_seen_at": np.where(is_begun & (last >= ends.seen_at), last, NOT_TOLD),
        "src_high": ends.src.high, "src_low": ends.src.low, "dst_high": ends.dst.high, "dst_low": ends.dst.low,
        "src_port": np.where(has_ports & (ends.src_port != NOT_TOLD), ends.src_port, -1),
        "dst_port": np.where(has_ports & (ends.dst_port != NOT_TOLD), ends.dst_port, -1),
        "proto": proto,
        "src_mac": ends.src_mac, "dst_mac": ends.dst_mac,
        "vlan_id": _vlans(rows, unread),
        "connection": ends.connection,
        "has_ends": _is_told(rows, "src_ip", ends.src) & _is_told(rows, "dest_ip", ends.dst),
        "answers": np.zeros(len(rows), bool),
    }  # fmt: skip
    is_icmp = (proto == ICMP) | (proto == ICMPV6)
    if is_icmp.any():
        kind_of, code = (rows.integers(one, _OCTET) for one in ("icmp_type", "icmp_code"))
        ours, theirs, answers = icmp_ports(proto, kind_of, code)
        table["src_port"] = np.where(is_icmp, ours, table["src_port"])
        table["dst_port"] = np.where(is_icmp, theirs, table["dst_port"])
        table["answers"] = is_icmp & answers
    return table


def _is_told(rows: Rows, field: str, addresses: Addresses) -> Column:
    """Whether each cell is an address; the unspecified one, from which hosts ask whether theirs is free, is one too."""
    if addresses.are_told:
        return np.ones(len(rows), bool)
    return addresses.is_told | (rows.words(field, _UNSPECIFIED) >= 0)


def _whole(table: Table) -> Table:
    """The rows that tell when, from whom, to whom and by which protocol."""
    is_told = (table["first_seen_at"] != NOT_TOLD) & (table["proto"] >= 0) & table["has_ends"]
    return table if is_told.all() else {name: column[is_told] for name, column in table.items()}


def _asked_first(table: Table) -> Table:
    """The same with sides changed where the first packet was an answer of ICMP: the other side had asked."""
    turned = table["answers"]
    if turned.any():
        for name in _SIDES:
            ours, theirs = table[f"src_{name}"], table[f"dst_{name}"]
            table[f"src_{name}"] = np.where(turned, theirs, ours)
            table[f"dst_{name}"] = np.where(turned, ours, theirs)
    return table


def _vlans(rows: Rows, unread: Unreads) -> Column:
    """The first tag from the outside whose number is not zero, -1 where there is none."""
    found = np.full(len(rows), -1, np.int64)
    if rows.has("vlan"):
        told = rows.items("vlan")
        numbers = np.array([_VLANS.get(one, -1) for one in told.texts], np.int64)
        is_tag = numbers > 0
        places, tags = told.rows[is_tag][::-1], numbers[is_tag][::-1]
        found[places] = tags  # of several the first, which is written last
        for at in np.flatnonzero(numbers < 0).tolist():
            line, text = int(rows.lines[told.rows[at]]), told.texts[at][:60]
            unread.append(Unread(line, "vlan", text, noted("the number of a VLAN")))
    return found


def _pairs(table: Table) -> tuple[Column, Column]:
    """Rows of two `netflow` events of one connection, first the one towards the server, which is written first."""
    keys, began = table["connection"], table["first_seen_at"]
    order = np.lexsort((table["row"], began, keys))
    one, other = order[:-1], order[1:]
    like = (keys[one] == keys[other]) & (began[one] == began[other]) & (keys[one] != 0)
    for name in ("high", "low"):
        like &= table[f"src_{name}"][one] == table[f"dst_{name}"][other]
        like &= table[f"dst_{name}"][one] == table[f"src_{name}"][other]
    at = np.arange(len(like))
    since = at - np.maximum.accumulate(np.where(like, -1, at))  # how many pairs overlap before this one
    is_pair = like & (since % 2 == 1)
    return one[is_pair], other[is_pair]


def _join(table: Table, firsts: Column, seconds: Column) -> None:
    """Put what the second events tell into the first ones."""
    for name in ("bytes", "packets"):
        table[f"dst_{name}"][firsts] = table[f"src_{name}"][seconds]
    flags = table["flags"]
    table["conn_state"][firsts] = conn_states(flags[firsts], flags[seconds], table["dst_packets"][firsts])
