"""Who sent in sums of connections as they are held: what an end sent last is most often what it sends in the next sum too."""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.observe.logs.hashes.adding import (
    CONNECTIONS,
    END,
    FIRST,
    LAST,
    NUMBER,
    PLACE,
    VIEW_BITS,
    VLAN_BITS,
    WHEN,
    WIDTH,
)
from lamppost.observe.logs.hashes.sending import (
    AHEAD,
    LINK_LOCAL,
    NO_IP,
    UNTOLD,
    add_sender,
    hash_of_sender,
    is_near,
)

_PACKETS, _OCTETS, _FLAGS, _FIRST, _LAST, _ROW = range(5, 11)
_NOT_TOLD = -(1 << 63)
_NO_MAC = -1
_MAPPED = 0xFFFF << 32
_PORT_BITS, _LINE_BITS = 16, 30
_NOBODY = -1


@kernel
def flags_of(has_none: bool, is_src: int, ends: Longs, other: int) -> int:
    """What a MAC shows of its frames.

    Args:
        has_none: There was no address in them.
        is_src: 1: it opened the connections.
        ends: Ends.
        other: The number of the end that it sent to.
    """
    if has_none:
        return NO_IP
    if is_src == 1 and is_near(ends[other * END], ends[other * END + 1]):
        return UNTOLD | LINK_LOCAL
    return UNTOLD


@kernel
def evidence_of(place: int) -> int:
    """Which file a place is in."""
    return place >> (_LINE_BITS + _PORT_BITS)


@kernel
def vlan_of(when: int) -> int:
    """The VLAN in the second word of keys."""
    return ((when >> VIEW_BITS) & ((1 << VLAN_BITS) - 1)) - 1


@kernel
def ask_for(  # noqa: D417
    sums: Longs, at: int, end: int, ends: Longs, senders: Longs, slots: Longs, mask: int, latest: Longs
) -> None:  # fmt: skip
    """Ask for the place in memory of what an end sent last, or where it belongs.

    Args:
        at: Where the sum begins.
        end: The number of the end.
    """
    held = latest[end]
    if held > 0:
        prefetch(senders, held - 1)
        prefetch(senders, held + 7)
    elif held == 0:
        high, low, mac = ends[end * END], ends[end * END + 1], ends[end * END + 2]
        key = hash_of_sender(evidence_of(sums[at + PLACE]), mac, vlan_of(sums[at + WHEN]), high, low)
        prefetch(slots, key & mask)


@kernel
def add_side(  # noqa: D417
    sums: Longs, at: int, end: int, other: int, is_src: int, packets: int, octets: int, ends: Longs, senders: Longs,
    slots: Longs, mask: int, state: Longs, latest: Longs,
) -> None:  # fmt: skip
    """Add up one side of a sum, where it sent something as far as is told.

    Args:
        at: Where the sum begins.
        end: The number of the end that is on this side.
        other: That of the other.
        is_src: 1: this side opened the connections.
        packets: What it sent.
        octets: The same.
    """
    sends = packets > 0 or (packets == _NOT_TOLD and (is_src == 1 or octets > 0))
    if sends and latest[end] != _NOBODY:
        evidence, vlan = evidence_of(sums[at + PLACE]), vlan_of(sums[at + WHEN])
        row = (sums[at + PLACE] >> _PORT_BITS) & ((1 << _LINE_BITS) - 1)
        one = latest[end] - 1
        if one >= 0 and senders[one] == evidence and senders[one + 2] == vlan:
            if senders[one + 1] != _NO_MAC:
                has_none = senders[one + 3] == 0 and senders[one + 4] == 0
                senders[one + _FLAGS] |= flags_of(has_none, is_src, ends, other)
            senders[one + _PACKETS] += max(packets, 0)
            senders[one + _OCTETS] += max(octets, 0)
            senders[one + _FIRST] = min(senders[one + _FIRST], sums[at + FIRST])
            senders[one + _LAST] = max(senders[one + _LAST], sums[at + LAST])
            senders[one + _ROW] = min(senders[one + _ROW], row)
        else:
            high, low, mac = ends[end * END], ends[end * END + 1], ends[end * END + 2]
            has_none = high == 0 and (low == 0 or low == _MAPPED)  # noqa: PLR1714  # kernels know no sets
            if has_none and mac == _NO_MAC:
                latest[end] = _NOBODY
            else:
                low = 0 if has_none else low
                flags = 0 if mac == _NO_MAC else flags_of(has_none, is_src, ends, other)
                latest[end] = 1 + add_sender(
                    hash_of_sender(evidence, mac, vlan, high, low), evidence, mac, vlan, high, low, max(packets, 0),
                    max(octets, 0), flags, sums[at + FIRST], sums[at + LAST], row, senders, slots, mask, state,
                )  # fmt: skip


@kernel
def add_senders_of_sums(
    sums: Longs, start: int, count: int, ends: Longs, senders: Longs, slots: Longs, mask: int, most: int, state: Longs,
    latest: Longs,
) -> int:  # fmt: skip
    """The sum up to which both sides were added up: all, or until there may be no room.

    Args:
        sums: Sums, one behind the other.
        start: The first that is looked at.
        count: How many there are.
        ends: Their ends.
        senders: As `sending.add_sender` has them.
        slots: Their table.
        mask: Its places less one.
        most: How many senders there is room for.
        state: How many there are.
        latest: Per end, where its last sender stands plus 1, -1: it is nobody; 0 at first.
    """
    at = start
    while at < count:
        if state[0] + 2 * AHEAD > most:
            return at
        stop = min(at + AHEAD, count)
        for number in range(at, stop):
            pair = sums[number * WIDTH]
            prefetch(latest, pair >> 32)
            prefetch(latest, pair & NUMBER)
        for number in range(at, stop):
            one = number * WIDTH
            ask_for(sums, one, sums[one] >> 32, ends, senders, slots, mask, latest)
            ask_for(sums, one, sums[one] & NUMBER, ends, senders, slots, mask, latest)
        for number in range(at, stop):
            one = number * WIDTH
            src, dst = sums[one] >> 32, sums[one] & NUMBER
            octets, packets = sums[one + CONNECTIONS + 1], sums[one + CONNECTIONS + 3]
            add_side(sums, one, src, dst, 1, packets, octets, ends, senders, slots, mask, state, latest)
            octets, packets = sums[one + CONNECTIONS + 2], sums[one + CONNECTIONS + 4]
            add_side(sums, one, dst, src, 0, packets, octets, ends, senders, slots, mask, state, latest)
        at = stop
    return count
