"""Kernels that add connections up in place: a table of ends, and one of sums whose keys hold the numbers of two ends.

# long: one table, and the ways in which rows come to it

When the table of sums is full, rows of further keys are put on heaps by their hashes, as sums of themselves, to be added up heap by heap.

Both are found by hashes of 31 bits, which stand beside the numbers in the slots: rows of other keys are seldom looked at,
and slots that grow are filled from slots alone. Rows are looked at some ahead, so that what they need is on its way.
"""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.engine.lookup.kernels import mixed

NOTHING = -(1 << 63)
"""NOT_TOLD of `model.observations`."""
AHEAD = 32
"""Rows that are looked at in one go."""
END = 3
"""Numbers of an end: both halves of its address, and its MAC."""
PAIR, WHAT, WHEN, CONNECTIONS, FIRST, LAST, PLACE, WIDTH = 0, 1, 2, 3, 9, 10, 11, 12
"""Places in a sum: the numbers of its ends, two words of keys, six sums from CONNECTIONS on, the bounds; and its size."""
N_ENDS, MOST_ENDS, END_MASK, N_SUMS, MOST_SUMS, SUM_MASK, FULL_SUMS, FULLEST, N_HEAPED, USUAL = range(10)
"""Places in `sizes`: how many sums the table is full with, numbers on the fullest heap, rows that were put on heaps in all, and
the second word of keys of the first of them."""
STATE_BITS, PROTO_BITS, VLAN_BITS, VIEW_BITS = 4, 8, 16, 8
"""Of the words of keys."""
HEAPS, HEAP_ROWS = 64, 1 << 10
"""Heaps, and the rows that there is room for on each."""
HEAP_WORDS = HEAP_ROWS * WIDTH
SHORT = 7
"""Numbers of a row on a heap that is one connection, with the usual second word of keys and sums of 32 bits."""
LONG = 1 << 31
"""In the first word of keys on a heap: the row is a whole sum of `WIDTH` numbers."""
_NONE = (1 << 32) - 1
"""On a heap, a sum of 32 bits that is not told."""
_HEAP_SHIFT = 25
NUMBER = (1 << 32) - 1
_SIGN = 1 << 31


@kernel
def hash_of_end(high: int, low: int, mac: int) -> int:
    """A hash of 31 bits."""
    return mixed(mixed(mixed(1, high), low), mac)


@kernel
def end_of(key: int, high: int, low: int, mac: int, ends: Longs, slots: Longs, sizes: Longs) -> int:
    """The number of an end, by its hash; a new one where it is new; there must be room for one."""
    mask = sizes[END_MASK]
    slot = key & mask
    while True:
        entry = slots[slot]
        if entry == 0:
            number = sizes[N_ENDS]
            sizes[N_ENDS] = number + 1
            slots[slot] = (key << 32) | (number + 1)
            ends[number * END] = high
            ends[number * END + 1] = low
            ends[number * END + 2] = mac
            return number
        if entry >> 32 == key:
            number = (entry & NUMBER) - 1
            at = number * END
            if ends[at] == high and ends[at + 1] == low and ends[at + 2] == mac:
                return number
        slot = (slot + 1) & mask


@kernel
def refill(slots: Longs, count: int, larger: Longs, mask: int) -> None:
    """Put what slots hold into more slots, which are all 0."""
    for at in range(count):
        entry = slots[at]
        if entry != 0:
            slot = (entry >> 32) & mask
            while larger[slot] != 0:
                slot = (slot + 1) & mask
            larger[slot] = entry


@kernel
def add_told(sums: Longs, at: int, value: int) -> None:
    """Add a number that is told to a sum."""
    if value != NOTHING:
        held = sums[at]
        sums[at] = value if held == NOTHING else held + value


@kernel
def put_sum(  # noqa: D417
    sums: Longs, at: int, pair: int, what: int, when: int, connections: int, src_bytes: int, dst_bytes: int,
    src_packets: int, dst_packets: int, active: int, first: int, last: int, place: int,
) -> None:  # fmt: skip
    """Write a sum.

    Args:
        sums: Where to.
        at: Its first number; behind it what it is, in order.
    """
    sums[at + PAIR] = pair
    sums[at + WHAT] = what
    sums[at + WHEN] = when
    sums[at + CONNECTIONS] = connections
    sums[at + CONNECTIONS + 1] = src_bytes
    sums[at + CONNECTIONS + 2] = dst_bytes
    sums[at + CONNECTIONS + 3] = src_packets
    sums[at + CONNECTIONS + 4] = dst_packets
    sums[at + CONNECTIONS + 5] = active
    sums[at + FIRST] = first
    sums[at + LAST] = last
    sums[at + PLACE] = place


@kernel
def is_short(value: int) -> bool:
    """Whether a sum is not told, or one of 32 bits."""
    return value == NOTHING or 0 <= value < _NONE


@kernel
def both_short(one: int, other: int) -> int:
    """Two sums that are short, as one number."""
    upper = _NONE if one == NOTHING else one
    lower = _NONE if other == NOTHING else other
    return (((upper ^ _SIGN) - _SIGN) << 32) | lower


@kernel
def from_short(value: int) -> int:
    """What a sum of 32 bits on a heap stands for."""
    return NOTHING if value == _NONE else value


@kernel
def heap_row(  # noqa: D417
    heaps: Longs, at: int, usual: int, pair: int, what: int, when: int, connections: int, src_bytes: int, dst_bytes: int,
    src_packets: int, dst_packets: int, active: int, first: int, last: int, place: int,
) -> int:  # fmt: skip
    """Write a row on a heap, and say how many numbers it took.

    Args:
        heaps: Where to.
        at: Its first number.
        usual: The second word of keys that rows of `SHORT` numbers have; behind it what the row is, in order.
    """
    end = first if active == NOTHING else first + active
    if (
        connections == 1
        and when == usual
        and last == end
        and is_short(src_bytes)
        and is_short(dst_bytes)
        and is_short(src_packets)
        and is_short(dst_packets)
    ):
        heaps[at] = pair
        heaps[at + 1] = what
        heaps[at + 2] = both_short(src_bytes, dst_bytes)
        heaps[at + 3] = both_short(src_packets, dst_packets)
        heaps[at + 4] = active
        heaps[at + 5] = first
        heaps[at + 6] = place
        return SHORT
    put_sum(
        heaps, at, pair, what | LONG, when, connections, src_bytes, dst_bytes, src_packets, dst_packets, active, first,
        last, place,
    )  # fmt: skip
    return WIDTH


@kernel
def pair_ends(  # noqa: D417
    src_high: Longs, src_low: Longs, src_mac: Longs, dst_high: Longs, dst_low: Longs, dst_mac: Longs, start: int,
    count: int, ends: Longs, end_slots: Longs, sizes: Longs, scratch: Longs, pairs: Longs,
) -> int:  # fmt: skip
    """The row up to which ends were numbered: all, or until there may be no room; `pairs` gets both numbers of each row as one.

    Args:
        src_high: Halves of addresses and MACs: a column each, shape (count,).
        start: The first row.
        count: Rows in all.
        ends: Ends, one behind the other.
        end_slots: Their slots.
        sizes: How many there are, how many may be, and masks of slots.
        scratch: Room for two numbers of each row that is looked at in one go.
        pairs: Room for count numbers.
    """
    at = start
    while at < count:
        if sizes[N_ENDS] + 2 * AHEAD > sizes[MOST_ENDS]:
            return at
        stop = min(at + AHEAD, count)
        mask = sizes[END_MASK]
        for row in range(at, stop):
            src = hash_of_end(src_high[row], src_low[row], src_mac[row])
            dst = hash_of_end(dst_high[row], dst_low[row], dst_mac[row])
            scratch[2 * (row - at)] = src
            scratch[2 * (row - at) + 1] = dst
            prefetch(end_slots, src & mask)
            prefetch(end_slots, dst & mask)
        for one in range(2 * (stop - at)):
            entry = end_slots[scratch[one] & mask]
            if entry != 0:
                prefetch(ends, ((entry & NUMBER) - 1) * END)
        for row in range(at, stop):
            src = scratch[2 * (row - at)]
            dst = scratch[2 * (row - at) + 1]
            src = end_of(src, src_high[row], src_low[row], src_mac[row], ends, end_slots, sizes)
            dst = end_of(dst, dst_high[row], dst_low[row], dst_mac[row], ends, end_slots, sizes)
            pairs[row] = (src << 32) | dst
        at = stop
    return count


@kernel
def number_ends(
    highs: Longs,
    lows: Longs,
    mac: int,
    count: int,
    ends: Longs,
    end_slots: Longs,
    sizes: Longs,
    numbers: Longs,
) -> None:
    """The number of each end of some addresses; there must be room for as many.

    Args:
        highs: Upper halves, shape (count,).
        lows: Lower halves.
        mac: The MAC of all.
        count: How many.
        ends: Ends, one behind the other.
        end_slots: Their slots.
        sizes: How many there are, how many may be, and masks of slots.
        numbers: Room for count numbers.
    """
    for row in range(count):
        key = hash_of_end(highs[row], lows[row], mac)
        numbers[row] = end_of(key, highs[row], lows[row], mac, ends, end_slots, sizes)


@kernel
def pair_numbers(
    src: Longs, dst: Longs, src_numbers: Longs, dst_numbers: Longs, count: int, pairs: Longs
) -> None:
    """Both numbers of the ends of each row as one.

    Args:
        src: Per row, a place in `src_numbers`, shape (count,).
        dst: Per row, a place in `dst_numbers`.
        src_numbers: Numbers of ends.
        dst_numbers: Numbers of ends.
        count: How many rows.
        pairs: Room for count numbers.
    """
    for row in range(count):
        pairs[row] = (src_numbers[src[row]] << 32) | dst_numbers[dst[row]]


@kernel
def word_of(name: int, port: int, protocol: int, state: int) -> int:
    """Name, port, protocol and state as one word of a key.

    Args:
        name: Number of a name, -1: none, -2: several.
        port: -1: none.
        protocol: Its number.
        state: Its number.
    """
    low = ((port + 1) << (PROTO_BITS + STATE_BITS)) | (protocol << STATE_BITS) | state
    number = (((name + 2) & NUMBER) ^ _SIGN) - _SIGN  # 32 bits, of which the highest is its sign
    return (number << 32) | low


@kernel
def join_words(
    names: Longs, ports: Longs, protocols: Longs, states: Longs, turns: Longs, vlans: Longs, views: Longs, count: int,
    what: Longs, when: Longs,
) -> None:  # fmt: skip
    """What else rows have in common that are one sum, as two words each.

    Args:
        names: Numbers of names, -1: none, -2: several, shape (count,).
        ports: -1: none.
        protocols: Their numbers.
        states: Their numbers.
        turns: From 0.
        vlans: -1: none.
        views: From 0.
        count: How many rows.
        what: Out: name, port, protocol and state.
        when: Out: turn, VLAN and view.
    """
    for row in range(count):
        what[row] = word_of(names[row], ports[row], protocols[row], states[row])
        when[row] = (turns[row] << (VLAN_BITS + VIEW_BITS)) | ((vlans[row] + 1) << VIEW_BITS) | views[row]


@kernel
def add_rows(  # noqa: D417
    pairs: Longs, what: Longs, when: Longs, connections: Longs, src_bytes: Longs, dst_bytes: Longs, src_packets: Longs,
    dst_packets: Longs, active: Longs, first: Longs, last: Longs, place: Longs, start: int, count: int, sums: Longs,
    slots: Longs, sizes: Longs, scratch: Longs, heaps: Longs, heaped: Longs,
) -> int:  # fmt: skip
    """The row up to which rows were added up: all, or until there may be no room.

    Args:
        pairs: Numbers of ends, words of keys, numbers, bounds: a column each, shape (count,).
        start: The first row.
        count: Rows in all.
        sums: Sums, one behind the other.
        slots: Their slots.
        sizes: How many there are, how many may be, and masks of slots.
        scratch: Room for a number of each row that is looked at in one go.
        heaps: Room for `HEAP_WORDS` numbers on each of `HEAPS` heaps.
        heaped: How many are on each.
    """
    at = start
    while at < count:
        if sizes[FULLEST] + AHEAD * WIDTH > HEAP_WORDS:
            return at
        is_full = sizes[N_SUMS] >= sizes[FULL_SUMS]
        if not is_full and sizes[N_SUMS] + AHEAD > sizes[MOST_SUMS]:
            return at
        stop = min(at + AHEAD, count)
        mask = sizes[SUM_MASK]
        for row in range(at, stop):
            key = mixed(mixed(mixed(2, pairs[row]), what[row]), when[row])
            scratch[row - at] = key
            prefetch(slots, key & mask)
        for row in range(at, stop):
            entry = slots[scratch[row - at] & mask]
            if entry != 0:
                prefetch(sums, ((entry & NUMBER) - 1) * WIDTH)
                prefetch(sums, ((entry & NUMBER) - 1) * WIDTH + 8)
        for row in range(at, stop):
            pair = pairs[row]
            key = scratch[row - at]
            slot = key & mask
            held = -1
            while held < 0:
                entry = slots[slot]
                if entry == 0:
                    break
                if entry >> 32 == key:
                    other = ((entry & NUMBER) - 1) * WIDTH
                    if (
                        sums[other] == pair
                        and sums[other + WHAT] == what[row]
                        and sums[other + WHEN] == when[row]
                    ):
                        held = other
                    else:
                        slot = (slot + 1) & mask
                else:
                    slot = (slot + 1) & mask
            if held >= 0:
                add_told(sums, held + CONNECTIONS, connections[row])
                add_told(sums, held + CONNECTIONS + 1, src_bytes[row])
                add_told(sums, held + CONNECTIONS + 2, dst_bytes[row])
                add_told(sums, held + CONNECTIONS + 3, src_packets[row])
                add_told(sums, held + CONNECTIONS + 4, dst_packets[row])
                add_told(sums, held + CONNECTIONS + 5, active[row])
                sums[held + FIRST] = min(sums[held + FIRST], first[row])
                sums[held + LAST] = max(sums[held + LAST], last[row])
                sums[held + PLACE] = min(sums[held + PLACE], place[row])
            elif is_full:
                heap = key >> _HEAP_SHIFT
                if sizes[N_HEAPED] == 0:
                    sizes[USUAL] = when[row]
                heaped[heap] += heap_row(
                    heaps, heap * HEAP_WORDS + heaped[heap], sizes[USUAL], pair, what[row], when[row], connections[row],
                    src_bytes[row], dst_bytes[row], src_packets[row], dst_packets[row], active[row], first[row],
                    last[row], place[row],
                )  # fmt: skip
                sizes[FULLEST] = max(sizes[FULLEST], heaped[heap])
                sizes[N_HEAPED] += 1
            else:
                number = sizes[N_SUMS]
                sizes[N_SUMS] = number + 1
                slots[slot] = (key << 32) | (number + 1)
                put_sum(
                    sums, number * WIDTH, pair, what[row], when[row], connections[row], src_bytes[row], dst_bytes[row],
                    src_packets[row], dst_packets[row], active[row], first[row], last[row], place[row],
                )  # fmt: skip
        at = stop
    return at
