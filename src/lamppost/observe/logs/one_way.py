"""Records of one direction each, as exporters of flows write them, and what they need before they are paired."""

from collections.abc import Sequence

import numpy as np

from lamppost.model.observations import NO_MAC, Column
from lamppost.observe.logs.rows import NOT_TOLD

ONE_WAY = np.dtype(
    [
        ("row", np.int64),  # record or frame number, from 1
        ("first_seen_at", np.int64),  # microseconds since 1970
        ("last_seen_at", np.int64),
        ("src_high", np.uint64),  # who sent
        ("src_low", np.uint64),
        ("dst_high", np.uint64),
        ("dst_low", np.uint64),
        ("octets", np.int64),  # NOT_TOLD where the record does not say
        ("packets", np.int64),
        ("src_mac", np.int64),  # of the frames that came in, NO_MAC where not told
        ("dst_mac", np.int64),
        ("src_port", np.int32),  # -1: none
        ("dst_port", np.int32),
        ("exporter", np.int32),  # who told it: two that see the same connection tell it twice
        ("vlan_id", np.int32),  # -1: untagged, or not told
        ("proto", np.uint8),
        ("flags", np.uint8),  # of TCP, all of the packets together; 0: not told
        ("opener", np.uint8),  # SENDER or RECEIVER where the exporter says which of them opened
    ],
    align=True,
)
"""One row per record; a record with numbers for both directions is two rows."""

_WHOLE = f"V{ONE_WAY.itemsize}"
"""The same as octets: `numpy` copies those at once, and rows field by field."""
UNKNOWN, SENDER, RECEIVER = 0, 1, 2
FIN, SYN, RST, ACK = 1, 2, 4, 16
TCP, UDP, ICMP, ICMPV6 = 6, 17, 1, 58
MAPPED = 0xFFFF << 32
"""The upper part of the lower half of an IPv4 address (RFC 4291 §2.5.5.2)."""

_ASKS = {
    ICMP: {8: 0, 10: 9, 13: 14, 15: 16, 17: 18},
    ICMPV6: {128: 129, 130: 131, 133: 134, 135: 136, 139: 140, 144: 145},
}
"""Types that ask → those that answer, as docs/reference/flows.md has them."""
_NONE = -1
_MOST_COUNTED = 1 << 48


def one_way(count: int) -> Column:
    """Rows of `ONE_WAY` that tell nothing yet, shape (count,)."""
    rows = np.zeros(count, ONE_WAY)
    rows["octets"] = rows["packets"] = NOT_TOLD
    rows["src_mac"] = rows["dst_mac"] = NO_MAC
    rows["src_port"] = rows["dst_port"] = rows["vlan_id"] = -1
    return rows


def some(rows: Column, places: Column) -> Column:
    """The rows at some places, or those of a mask."""
    return np.asarray(rows.view(_WHOLE)[places].view(ONE_WAY))


def joined(tables: Sequence[Column]) -> Column:
    """The rows of several tables, one behind the other."""
    return np.asarray(np.concatenate([one.view(_WHOLE) for one in tables]).view(ONE_WAY))


def set_ipv4(rows: Column, side: str, addresses: Column, where: Column | slice = slice(None)) -> None:
    """Put IPv4 addresses, as numbers, in the place of `src` or `dst` of some rows."""
    rows[f"{side}_low"][where] = addresses.astype(np.uint64) | np.uint64(MAPPED)


def as_counter(numbers: Column) -> Column:
    """Unsigned numbers of octets or packets as the table holds them; one that no record can count is not told.

    So sums of any number of records stay within 63 bits.
    """
    return np.where(numbers < np.uint64(_MOST_COUNTED), numbers, np.uint64(0)).astype(np.int64) + np.where(
        numbers < np.uint64(_MOST_COUNTED), 0, NOT_TOLD
    )


def set_ports(rows: Column, src_port: Column, dst_port: Column, where: Column | slice = slice(None)) -> None:
    """Put ports in; of ICMP type and counterpart or code, none where the protocol has none.

    Args:
        rows: Whose `proto` is known.
        src_port: As recorded.
        dst_port: As recorded; of ICMP 256 times the type plus the code.
        where: The rows that are meant.
    """
    proto = rows["proto"][where]
    has_ports = (proto == TCP) | (proto == UDP)
    src, dst = np.where(has_ports, src_port, -1), np.where(has_ports, dst_port, -1)
    for number in (ICMP, ICMPV6):
        mine = np.flatnonzero(proto == number)
        if len(mine):
            kinds, codes = dst_port[mine] >> 8, dst_port[mine] & 0xFF
            other = _COUNTERPARTS[number][kinds]
            src[mine], dst[mine] = kinds, np.where(other == _NONE, codes, other)
    rows["src_port"][where], rows["dst_port"][where] = src, dst


def answers(proto: Column, src_port: Column) -> Column:
    """Per row, whether it is an ICMP message of a type that answers, shape (n,)."""
    found = np.zeros(len(proto), bool)
    for number, kinds in _ASKS.items():
        found |= (proto == number) & np.isin(src_port, list(kinds.values()))
    return found


def _counterparts(kinds: dict[int, int]) -> Column:
    table = np.full(256, _NONE, np.int64)
    for asks, answer in kinds.items():
        table[asks], table[answer] = answer, asks
    return table


_COUNTERPARTS = {number: _counterparts(kinds) for number, kinds in _ASKS.items()}
