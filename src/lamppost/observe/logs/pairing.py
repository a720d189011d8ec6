"""Records of one direction put together to two-way connections, as docs/reference/flows.md has them for packets.

All of it is done in columns; what is worked out per connection comes from `numpy`'s sums over neighbours.
"""

from typing import NamedTuple

import numpy as np

from lamppost.model.columns import distinct_rows, mixed
from lamppost.model.observations import CONN_STATES, NO_MAC, Column
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.one_way import (
    ACK,
    FIN,
    ICMP,
    ICMPV6,
    RECEIVER,
    RST,
    SENDER,
    SYN,
    TCP,
    UNKNOWN,
    answers,
    some,
)
from lamppost.observe.logs.rows import NOT_TOLD, Addresses

IDLE_US = 60_000_000
IDLE_TCP_US = 300_000_000
"""How long nothing may be heard of a connection that goes on, as in docs/reference/flows.md."""
SERVICES = (1883, 1935, 5222, 8080, 8443, 8554, 8883, 9000, 34567)
EPHEMERAL = 32768
_RESERVED = 1024
_MOST = 1 << 62
_S0 = CONN_STATES.index("S0")


class Grouped(NamedTuple):
    """Records in an order in which those of one connection are neighbours."""

    rows: Column
    """Rows of `ONE_WAY`, shape (n,)."""
    is_b: Column
    """Per row, whether the end that is second in order sent, shape (n,)."""
    starts: Column
    """Where each connection begins, shape (k,)."""


def grouped(rows: Column) -> Grouped:
    """Records of one connection beside each other, in the order of time.

    Those belong together that have the same ends, protocol and exporter, either way round, and that nothing parts: no
    pause of more than the idle time, and of TCP no further SYN of an end (see `_begins_again`).

    Args:
        rows: Rows of `ONE_WAY`, in the order of the file.
    """
    is_b = _is_second(rows)
    a, b = _ends(rows, is_b)
    proto = rows["proto"].astype(np.int64) << 32 | rows["exporter"]
    ports = (a[2].astype(np.int64) + 1) << 32 | (b[2].astype(np.int64) + 1)
    keys = (a[0], a[1], b[0], b[1], ports, proto)
    opens = (rows["flags"] & (SYN | ACK)) == SYN
    by_time = np.lexsort((~opens, rows["first_seen_at"]))
    order, group = _neighbours(keys, by_time)
    rows, is_b = some(rows, order), is_b[order]
    new = _is_parted(rows, group)
    new |= _begins_again(rows, is_b, new)
    return Grouped(rows, is_b, np.flatnonzero(new))


def _neighbours(keys: tuple[Column, ...], order: Column) -> tuple[Column, Column]:
    """An order in which rows of equal keys are neighbours, and the number of each one's group, rising.

    Args:
        keys: Columns, each of shape (n,).
        order: How rows of one group stand, shape (n,).
    """
    hashed = mixed(keys)[order]
    by_hash = np.argsort(hashed, kind="stable")
    found, hashed = order[by_hash], hashed[by_hash]
    same = hashed[1:] == hashed[:-1]
    pairs = np.flatnonzero(same)
    before, after = found[pairs], found[pairs + 1]
    if all(np.array_equal(key[before], key[after]) for key in keys):
        return found, np.concatenate([[0], np.cumsum(~same)])
    _, inverse = distinct_rows(*keys)  # hashes were made to collide
    by_group = np.argsort(inverse[order], kind="stable")
    found = order[by_group]
    return found, inverse[found]


def _is_second(rows: Column) -> Column:
    """Per row, whether its sender comes behind its receiver in the order of ends."""
    src_high, dst_high, src_low, dst_low = (
        rows[name] for name in ("src_high", "dst_high", "src_low", "dst_low")
    )
    same_high, same = src_high == dst_high, (src_high == dst_high) & (src_low == dst_low)
    return np.asarray(
        (src_high > dst_high)
        | (same_high & (src_low > dst_low))
        | (same & (rows["src_port"] > rows["dst_port"]))
    )


def _ends(rows: Column, is_b: Column) -> tuple[list[Column], list[Column]]:
    """Halves of the address and the port of both ends, the first in order first."""
    pairs = [(rows[f"src_{name}"], rows[f"dst_{name}"]) for name in ("high", "low", "port")]
    return [np.where(is_b, dst, src) for src, dst in pairs], [np.where(is_b, src, dst) for src, dst in pairs]


def _is_parted(rows: Column, group: Column) -> Column:
    """Per row, whether it begins another group, or comes too long after all before it in its group."""
    new = np.ones(len(rows), bool)
    if len(rows) < 2:
        return new
    before = _latest(rows["last_seen_at"], group)[:-1]
    idle = np.where(rows["proto"][1:] == TCP, IDLE_TCP_US, IDLE_US)
    new[1:] = (group[1:] != group[:-1]) | (rows["first_seen_at"][1:] > before + idle)
    return new


def _latest(times: Column, group: Column) -> Column:
    """Per row the latest time up to it in its group, shape (n,)."""
    first = int(times.min())
    span = int(times.max()) - first + 1
    if (int(group[-1]) + 1) * span < _MOST:
        return np.asarray(np.maximum.accumulate(group * span + (times - first)) - group * span + first)
    count = len(times)
    order = np.argsort(times, kind="stable")
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    return np.asarray(times[order[np.maximum.accumulate(group * count + rank) % count]])


def _begins_again(rows: Column, is_b: Column, new: Column) -> Column:
    """Per row, whether a SYN of it begins another connection between the same ends.

    The k-th record of an end that holds a SYN belongs to the k-th connection; the first one begins another connection if
    its sender was heard in this one before.
    """
    has_syn = (rows["proto"] == TCP) & (rows["flags"] & SYN != 0)
    found = np.zeros(len(rows), bool)
    if not has_syn.any():
        return found
    start = np.maximum.accumulate(np.where(new, np.arange(len(rows)), 0))
    syns = [_counted(has_syn & side, start) for side in (~is_b, is_b)]
    number = np.maximum(*syns)
    before = np.where(new, 0, np.concatenate([[0], number[:-1]]))
    heard = np.where(is_b, _counted(is_b, start), _counted(~is_b, start)) - 1
    found = (number > before) & ((before > 0) | (heard > 0))
    return np.asarray(found & ~new)


def _counted(what: Column, start: Column) -> Column:
    """How many rows of a kind there are from the start of each row's group up to it."""
    total = np.cumsum(what)
    return np.asarray(total - (total - what)[start])


class _Side(NamedTuple):
    """What one end sent, per connection."""

    records: Column
    octets: Column
    packets: Column
    flags: Column
    opens: Column
    """Whether a record of it holds a SYN and no ACK."""
    first: Column
    mac: Column
    other_mac: Column


def tell(found: Grouped, evidence: int, into: Gathering) -> None:
    """Give the connections that records make to those who gather them, in no order that means anything.

    Args:
        found: The records, at least one.
        evidence: Which file.
        into: Takes the connections.
    """
    rows, starts = found.rows, found.starts
    sides = [_side(found, is_b) for is_b in (False, True)]
    one = some(rows, starts)
    a, b = _ends(one, found.is_b[starts])
    opens_b = _opened_by_b(found, one, a, b, sides)
    same = (a[0] == b[0]) & (a[1] == b[1]) & (a[2] == b[2])
    opens_b &= ~same  # both ends are one: everything is of its side

    def chosen(first: Column, second: Column) -> tuple[Column, Column]:
        return np.where(opens_b, second, first), np.where(opens_b, first, second)

    high, low, port = (chosen(first, second) for first, second in zip(a, b, strict=True))
    octets, packets = chosen(sides[0].octets, sides[1].octets), chosen(sides[0].packets, sides[1].packets)
    macs = chosen(*_macs(sides))
    into.flows(
        evidence,
        np.minimum.reduceat(rows["row"], starts),
        first_seen_at=np.minimum.reduceat(rows["first_seen_at"], starts),
        last_seen_at=np.maximum.reduceat(rows["last_seen_at"], starts),
        src=Addresses(high[0], low[0]),
        dst=Addresses(high[1], low[1]),
        proto=one["proto"],
        src_port=port[0],
        dst_port=port[1],
        src_bytes=octets[0],
        dst_bytes=octets[1],
        src_packets=packets[0],
        dst_packets=packets[1],
        conn_state=_states(one["proto"] == TCP, sides, opens_b),
        src_mac=macs[0],
        dst_mac=macs[1],
        vlan_id=one["vlan_id"],
    )


def _side(found: Grouped, is_b: bool) -> _Side:
    """Sums of what one end sent."""
    rows, starts = found.rows, found.starts
    mine = found.is_b == is_b
    never = np.iinfo(np.int64).max
    first = np.where(mine, np.arange(len(rows)), len(rows))
    place = np.minimum(np.minimum.reduceat(first, starts), len(rows) - 1)  # its first record
    count = np.add.reduceat(mine.astype(np.int64), starts)
    has = count > 0
    flags = np.where(mine, rows["flags"], 0)
    return _Side(
        records=count,
        octets=_sum(rows["octets"], mine, has, starts),
        packets=_sum(rows["packets"], mine, has, starts),
        flags=np.bitwise_or.reduceat(flags, starts),
        opens=np.logical_or.reduceat((flags & (SYN | ACK)) == SYN, starts),
        first=np.where(has, rows["first_seen_at"][place], never),
        mac=np.where(has, rows["src_mac"][place], NO_MAC),
        other_mac=np.where(has, rows["dst_mac"][place], NO_MAC),
    )


def _sum(values: Column, mine: Column, has: Column, starts: Column) -> Column:
    """Per connection the sum of the numbers that are told; NOT_TOLD where none is."""
    is_told = values != NOT_TOLD
    if is_told.all():
        return np.where(has, np.add.reduceat(np.where(mine, values, 0), starts), NOT_TOLD)
    told = mine & is_told
    sums = np.add.reduceat(np.where(told, values, 0), starts)
    return np.where(np.logical_or.reduceat(told, starts), sums, NOT_TOLD)


def _macs(sides: list[_Side]) -> tuple[Column, Column]:
    """MACs of both ends; of one that is not told, where the other's frames went."""
    a, b = sides
    return np.where(a.mac != NO_MAC, a.mac, b.other_mac), np.where(b.mac != NO_MAC, b.mac, a.other_mac)


def _opened_by_b(found: Grouped, one: Column, a: list[Column], b: list[Column], sides: list[_Side]) -> Column:
    """Per connection, whether the end that is second in order opened it.

    The exporter says; else a record of TCP with SYN and no ACK; else of two ends that sent a SYN the earlier one; else the
    earlier end, save that an answer of ICMP, or one from a service port to a high one, was asked for by the other.
    """
    first_is_b = np.where(
        sides[0].first == sides[1].first, found.is_b[found.starts], sides[1].first < sides[0].first
    )
    serves = [_is_service(port) for port in (a[2], b[2])]
    high = [port >= EPHEMERAL for port in (a[2], b[2])]
    calls_a, calls_b = serves[1] & high[0], serves[0] & high[1]
    is_icmp = (one["proto"] == ICMP) | (one["proto"] == ICMPV6)
    by_ports = ~is_icmp & (calls_a | calls_b)
    opens_b = np.where(by_ports, calls_b, first_is_b)
    sent = np.where(first_is_b, b[2], a[2])
    opens_b ^= answers(one["proto"], sent)
    syns = [side.flags & SYN != 0 for side in sides]
    is_tcp = one["proto"] == TCP
    both = is_tcp & syns[0] & syns[1] & (sides[0].first != sides[1].first)
    opens_b = np.where(both, first_is_b, opens_b)
    alone = is_tcp & (sides[0].opens != sides[1].opens)
    opens_b = np.where(alone, sides[1].opens, opens_b)
    opens_b = np.where(_is_called(sides, syns) & is_tcp, sides[0].records > 0, opens_b)
    return np.asarray(_as_told(found, opens_b))


def _is_called(sides: list[_Side], syns: list[Column]) -> Column:
    """Per connection, whether all that is told of it is one packet with SYN and ACK: the answer to its caller."""
    a, b = sides
    packets = np.where(a.records > 0, a.packets, b.packets)
    flags = a.flags | b.flags
    alone = ((a.records == 0) | (b.records == 0)) & (syns[0] | syns[1])
    return np.asarray(alone & (packets == 1) & (flags & ACK != 0))


def _as_told(found: Grouped, opens_b: Column) -> Column:
    """The same, save where a record itself says who opened."""
    said = found.rows["opener"]
    if not said.any():
        return opens_b
    by_b = np.where(found.is_b, said == SENDER, said == RECEIVER) & (said != UNKNOWN)
    by_a = np.where(found.is_b, said == RECEIVER, said == SENDER) & (said != UNKNOWN)
    tells_b, tells_a = (np.logical_or.reduceat(one, found.starts) for one in (by_b, by_a))
    return np.where(tells_a != tells_b, tells_b, opens_b)


def _is_service(port: Column) -> Column:
    """Per row, whether it is a port that services listen on (docs/reference/flows.md)."""
    return np.asarray(((port >= 0) & (port < _RESERVED)) | np.isin(port, SERVICES))


def _states(is_tcp: Column, sides: list[_Side], opens_b: Column) -> Column:
    """How each connection ended, as far as its flags tell: index into `CONN_STATES`, 0 where they do not.

    Flags of all packets are told together, so that of an RST and the FINs of both nobody knows which came first.
    """
    flags = [np.where(opens_b, sides[1 - n].flags, sides[n].flags).astype(np.int64) for n in (0, 1)]
    packed = [
        ((one & SYN != 0) | (one & ACK != 0) << 1 | (one & FIN != 0) << 2 | (one & RST != 0) << 3)
        for one in flags
    ]
    states = _STATES[packed[0] * 16 + packed[1]]
    two = (sides[0].flags != 0) & (sides[1].flags != 0)
    answered = np.where(opens_b, sides[0].records, sides[1].records) > 0
    only_syn = (flags[0] & (SYN | ACK | FIN | RST) == SYN) & ~answered
    return np.where(is_tcp, np.where(two, states, np.where(only_syn, _S0, 0)), 0).astype(np.uint8)


def _state(opener: int, other: int) -> str:
    """The state of a connection both of whose ends were heard, by their flags (bits: SYN, ACK, FIN, RST)."""
    syn, answered = opener & 1, (other & 3) == 3
    opener_fin, other_fin = opener & 4, other & 4
    opener_reset, other_reset = opener & 8, other & 8
    if opener_fin and other_fin:
        opener_reset = other_reset = 0
    if other_reset:
        opener_reset = 0
    if syn and answered:
        if opener_reset or other_reset:
            return "RSTO" if opener_reset else "RSTR"
        return ("SF" if other_fin else "S2") if opener_fin else "S3" if other_fin else "S1"
    if syn:
        if opener_reset or other_reset:
            return "RSTOS0" if opener_reset else "REJ"
        return "SH" if opener_fin else "OTH"
    if answered:
        return "RSTRH" if other_reset else "SHR" if other_fin and not opener_reset else "OTH"
    return "OTH"


_STATES = np.array([CONN_STATES.index(_state(number >> 4, number & 15)) for number in range(256)], np.uint8)
