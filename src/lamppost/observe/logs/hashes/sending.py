"""Who sent in connections, each sender held once: a table of senders whose numbers are added up in place."""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.engine.lookup.kernels import mixed

WIDTH = 11
"""Numbers of a sender: file, MAC, VLAN, both halves of its address; packets, octets, flags, first and last instant, first row."""
AHEAD = 32
"""Connections that are looked at in one go."""
_KEYS = 5
_PACKETS, _OCTETS, _FLAGS, _FIRST, _LAST, _ROW = range(_KEYS, WIDTH)
_NUMBER = (1 << 32) - 1
_NOT_TOLD = -(1 << 63)
_NO_MAC = -1
_MAPPED = 0xFFFF << 32
_PORT_BITS, _LINE_BITS = 16, 30
NO_IP, LINK_LOCAL, UNTOLD = 32, 4, 64
"""As `SENDER_NO_IP`, `SENDER_LINK_LOCAL` and `SENDER_UNTOLD` of `model.observations`."""


@kernel
def hash_of_sender(evidence: int, mac: int, vlan: int, high: int, low: int) -> int:
    """A hash of 31 bits."""
    return mixed(mixed(mixed(mixed(mixed(5, evidence), mac), vlan), high), low)


@kernel
def add_sender(  # noqa: D417
    key: int, evidence: int, mac: int, vlan: int, high: int, low: int, packets: int, octets: int, flags: int,
    first: int, last: int, row: int, senders: Longs, slots: Longs, mask: int, state: Longs,
) -> int:  # fmt: skip
    """The place of a sender, which is added up; there must be room for one.

    Args:
        key: Its hash; behind it what it is and sent, as in a row of senders.
        senders: Senders, one behind the other.
        slots: Their table: 0, or the hash above the number plus 1.
        mask: Its places less one.
        state: How many there are.
    """
    slot = key & mask
    while slots[slot] != 0:
        entry = slots[slot]
        at = ((entry & _NUMBER) - 1) * WIDTH
        if (
            entry >> 32 == key
            and senders[at] == evidence
            and senders[at + 1] == mac
            and senders[at + 2] == vlan
            and senders[at + 3] == high
            and senders[at + 4] == low
        ):
            senders[at + _PACKETS] += packets
            senders[at + _OCTETS] += octets
            senders[at + _FLAGS] |= flags
            senders[at + _FIRST] = min(senders[at + _FIRST], first)
            senders[at + _LAST] = max(senders[at + _LAST], last)
            senders[at + _ROW] = min(senders[at + _ROW], row)
            return at
        slot = (slot + 1) & mask
    at = state[0] * WIDTH
    state[0] += 1
    slots[slot] = (key << 32) | state[0]
    senders[at] = evidence
    senders[at + 1] = mac
    senders[at + 2] = vlan
    senders[at + 3] = high
    senders[at + 4] = low
    senders[at + _PACKETS] = packets
    senders[at + _OCTETS] = octets
    senders[at + _FLAGS] = flags
    senders[at + _FIRST] = first
    senders[at + _LAST] = last
    senders[at + _ROW] = row
    return at


@kernel
def is_near(high: int, low: int) -> bool:
    """Whether it is a destination that no router forwards to, as of captures: `SENDER_LINK_LOCAL`."""
    if high == 0 and low >> 32 == 0xFFFF:
        quad = low & 0xFFFFFFFF
        return quad >> 8 == 0xE00000 or quad >> 16 == 0xEFFF or quad == 0xFFFFFFFF
    return (high >> 48) & 0xFF0F == 0xFF02


@kernel
def add_senders(  # noqa: D417
    macs: Longs, vlans: Longs, highs: Longs, lows: Longs, other_highs: Longs, other_lows: Longs, packets: Longs,
    octets: Longs, first: Longs, last: Longs, places: Longs, n: int, is_src: int, senders: Longs, slots: Longs,
    mask: int, state: Longs, scratch: Longs,
) -> None:  # fmt: skip
    """Add up one side of connections, where it sent something as far as is told.

    Args:
        macs: A column each, shape (n,): MACs, VLANs, halves of addresses of this side and of the other, what this side
            sent, first and last instants, and places as `sums` has them.
        n: How many.
        is_src: 1: it is the side that opened them.
        senders: As `add_sender` has them, with room for n more.
        slots: Their table.
        mask: Its places less one.
        state: How many there are.
        scratch: Room for a number of each row that is looked at in one go.
    """
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        for row in range(start, stop):
            has_none = highs[row] == 0 and (lows[row] == 0 or lows[row] == _MAPPED)
            low = 0 if has_none else lows[row]
            evidence = places[row] >> (_LINE_BITS + _PORT_BITS)
            key = hash_of_sender(evidence, macs[row], vlans[row], highs[row], low)
            prefetch(slots, key & mask)
            scratch[row - start] = key
        for row in range(start, stop):
            entry = slots[scratch[row - start] & mask]
            if entry != 0:
                prefetch(senders, ((entry & _NUMBER) - 1) * WIDTH)
                prefetch(senders, ((entry & _NUMBER) - 1) * WIDTH + 8)
        for row in range(start, stop):
            has_none = highs[row] == 0 and (lows[row] == 0 or lows[row] == _MAPPED)
            if is_src == 1:
                sends = packets[row] != 0
            elif packets[row] == _NOT_TOLD:
                sends = octets[row] > 0
            else:
                sends = packets[row] > 0
            if sends and not (has_none and macs[row] == _NO_MAC):
                flags = 0
                if macs[row] != _NO_MAC:
                    flags = NO_IP if has_none else UNTOLD
                    if is_src == 1 and not has_none and is_near(other_highs[row], other_lows[row]):
                        flags |= LINK_LOCAL
                add_sender(
                    scratch[row - start], places[row] >> (_LINE_BITS + _PORT_BITS), macs[row], vlans[row],
                    highs[row], 0 if has_none else lows[row], max(packets[row], 0), max(octets[row], 0), flags,
                    first[row], last[row], (places[row] >> _PORT_BITS) & ((1 << _LINE_BITS) - 1),
                    senders, slots, mask, state,
                )  # fmt: skip


@kernel
def add_senders_told(rows: Longs, n: int, senders: Longs, slots: Longs, mask: int, state: Longs) -> None:
    """Add up senders that are told as such.

    Args:
        rows: Rows as those of senders, one behind the other.
        n: How many.
        senders: As `add_sender` has them, with room for n more.
        slots: Their table.
        mask: Its places less one.
        state: How many there are.
    """
    for row in range(n):
        at = row * WIDTH
        key = hash_of_sender(rows[at], rows[at + 1], rows[at + 2], rows[at + 3], rows[at + 4])
        add_sender(
            key, rows[at], rows[at + 1], rows[at + 2], rows[at + 3], rows[at + 4], rows[at + _PACKETS],
            rows[at + _OCTETS], rows[at + _FLAGS], rows[at + _FIRST], rows[at + _LAST], rows[at + _ROW], senders,
            slots, mask, state,
        )  # fmt: skip
