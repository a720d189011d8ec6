"""Open-addressed tables of flows, senders and payloads already heard, in flat columns.

A slot of a hash table is 0 where it is empty; else its upper half is that of the row's hash, 31 bits of which the
lowest say where it belongs, and its lower half the number of the row plus 1. So rows of other keys are not looked
at, nor any row when the table grows: what was long ago need not be in memory.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    S_EVIDENCE,
    S_SEED,
    S_SEEN,
    S_SEEN_MASK,
    S_SENDER_MASK,
    S_SENDERS,
    SENDER_BYTES,
    SENDER_EVIDENCE,
    SENDER_FIRST,
    SENDER_FLAGS,
    SENDER_HIGH,
    SENDER_LAST,
    SENDER_LOW,
    SENDER_MAC,
    SENDER_PACKETS,
    SENDER_ROW,
    SENDER_VLAN,
    SENDER_WIDTH,
    SLOT_ROW,
)
from lamppost.observe.capture.octets import M31, MIX_LOW, Longs, Octets, mix, u32


@kernel
def touch_sender(
    rows: Longs, slots: Longs, state: Longs,
    mac: int, vlan: int, high: int, low: int, flags: int, octets: int, time: int, row: int, count: int,
) -> int:  # fmt: skip
    """Number of the sender's row, to which one frame is added; it is made if there is none."""
    evidence = state[S_EVIDENCE]
    tag = mix(mix(mix(mix(mix(state[S_SEED], mac), vlan), high), low), evidence) >> 32
    mask = state[S_SENDER_MASK]
    slot = tag & mask
    entry = slots[slot]
    while entry != 0:
        found = (entry & SLOT_ROW) - 1
        at = found * SENDER_WIDTH
        if (
            entry >> 32 == tag
            and rows[at + SENDER_LOW] == low
            and rows[at + SENDER_MAC] == mac
            and rows[at + SENDER_HIGH] == high
            and rows[at + SENDER_VLAN] == vlan
            and rows[at + SENDER_EVIDENCE] == evidence
        ):
            add_frame(rows, at, flags, octets, time, count)
            return found
        slot = (slot + 1) & mask
        entry = slots[slot]
    number = state[S_SENDERS]
    slots[slot] = tag << 32 | (number + 1)
    state[S_SENDERS] = number + 1
    at = number * SENDER_WIDTH
    rows[at + SENDER_MAC] = mac
    rows[at + SENDER_VLAN] = vlan
    rows[at + SENDER_HIGH] = high
    rows[at + SENDER_LOW] = low
    rows[at + SENDER_PACKETS] = count
    rows[at + SENDER_BYTES] = octets
    rows[at + SENDER_FLAGS] = flags
    rows[at + SENDER_FIRST] = time
    rows[at + SENDER_LAST] = time
    rows[at + SENDER_ROW] = row
    rows[at + SENDER_EVIDENCE] = evidence
    return number


@kernel
def tag_of_flow(seed: int, key: int, a_high: int, a_low: int, b_high: int, b_low: int) -> int:
    """The 31 bits of a flow's hash by which its slot is found.

    Args:
        seed: Of this decoding.
        key: Ports, protocol and VLAN, see `layout`.
        a_high: The end that is first in order.
        a_low: Its lower half.
        b_high: The other end.
        b_low: Its lower half.
    """
    hashed = mix(mix(mix(seed, key), a_low), b_low)
    if a_high != 0 or b_high != 0:
        hashed = mix(mix(hashed, a_high), b_high)
    return hashed >> 32


@kernel
def add_frame(rows: Longs, at: int, flags: int, octets: int, time: int, count: int) -> None:
    """Count a frame of a sender whose row starts there."""
    rows[at + SENDER_PACKETS] += count
    rows[at + SENDER_BYTES] += octets
    rows[at + SENDER_FLAGS] |= flags
    if time > rows[at + SENDER_LAST]:
        rows[at + SENDER_LAST] = time
    elif time < rows[at + SENDER_FIRST]:
        rows[at + SENDER_FIRST] = time


@kernel
def is_new_payload(
    buf: Octets, start: int, end: int, first: int, second: int, slots: Longs, state: Longs
) -> int:
    """1 when this payload, under this key of two hashes, was not heard before; it is then remembered.

    Args:
        buf: The block.
        start: First octet that counts.
        end: One past the last.
        first: Hash of who sent it and to whom.
        second: Another hash of the same.
        slots: Remembered values, 0 where empty.
        state: Kernel state.
    """
    pos = start
    while end - pos >= 4:
        word = u32(buf, pos)
        first = mix(first, word)
        second = ((second + word) & M31) * MIX_LOW
        second ^= second >> 31
        pos += 4
    rest = end - start
    while pos < end:
        rest = rest * 0x100 + buf[pos]
        pos += 1
    first = mix(first, rest)
    second = mix(second, rest)
    return 1 - is_known((first & 0x7FFFFFFF) << 32 | second & 0xFFFFFFFF, slots, state)


@kernel
def is_known(value: int, slots: Longs, state: Longs) -> int:
    """1 when this hash was remembered before; it is now."""
    if value == 0:
        value = 1
    mask = state[S_SEEN_MASK]
    slot = (value >> 32) & mask
    while slots[slot] != 0:
        if slots[slot] == value:
            return 1
        slot = (slot + 1) & mask
    slots[slot] = value
    state[S_SEEN] += 1
    return 0


@kernel
def rehash(old: Longs, n: int, slots: Longs, mask: int) -> None:
    """Carry the entries of a hash table over into more slots; the rows that they mean are not looked at.

    Args:
        old: Entries, 0 where empty; their upper half says which slot they belong to.
        n: How many slots these are.
        slots: Out: empty, more of them.
        mask: Their number, a power of two, less one.
    """
    for index in range(n):
        entry = old[index]
        if entry != 0:
            slot = (entry >> 32) & mask
            while slots[slot] != 0:
                slot = (slot + 1) & mask
            slots[slot] = entry
