"""Kernels that add up what lies on one heap, behind the last row; what is told of it stands with `adding`, which writes it."""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.engine.lookup.kernels import mixed
from lamppost.observe.logs.hashes.adding import (
    AHEAD,
    CONNECTIONS,
    FIRST,
    LAST,
    LONG,
    NOTHING,
    NUMBER,
    PAIR,
    PLACE,
    SHORT,
    WHAT,
    WHEN,
    WIDTH,
    add_told,
    from_short,
    put_sum,
)


@kernel
def add_sum(told: Longs, key: int, sums: Longs, slots: Longs, mask: int, state: Longs) -> None:
    """Add a sum of some connections up; there must be room for one more.

    Args:
        told: The sum.
        key: The hash of its key.
        sums: What was made of others, one behind the other.
        slots: Their slots.
        mask: Slots less one.
        state: How many sums there are.
    """
    slot = key & mask
    while slots[slot] != 0:
        entry = slots[slot]
        held = ((entry & NUMBER) - 1) * WIDTH
        if (
            entry >> 32 == key
            and sums[held + PAIR] == told[PAIR]
            and sums[held + WHAT] == told[WHAT]
            and sums[held + WHEN] == told[WHEN]
        ):
            for one in range(CONNECTIONS, FIRST):
                add_told(sums, held + one, told[one])
            sums[held + FIRST] = min(sums[held + FIRST], told[FIRST])
            sums[held + LAST] = max(sums[held + LAST], told[LAST])
            sums[held + PLACE] = min(sums[held + PLACE], told[PLACE])
            return
        slot = (slot + 1) & mask
    slots[slot] = (key << 32) | (state[0] + 1)
    for one in range(WIDTH):
        sums[state[0] * WIDTH + one] = told[one]
    state[0] += 1


@kernel
def key_on_heap(heap: Longs, at: int, usual: int) -> int:
    """The hash of the key of a row on a heap.

    Args:
        heap: Rows as `heap_row` writes them, one behind the other.
        at: Where the row begins.
        usual: The second word of keys that rows of `SHORT` numbers have.
    """
    if heap[at + WHAT] & LONG != 0:
        return mixed(mixed(mixed(2, heap[at + PAIR]), heap[at + WHAT] ^ LONG), heap[at + WHEN])
    return mixed(mixed(mixed(2, heap[at + PAIR]), heap[at + WHAT]), usual)


@kernel
def row_on_heap(heap: Longs, at: int, usual: int, row: Longs) -> int:
    """Where the row behind one on a heap begins.

    Args:
        heap: Rows as `heap_row` writes them, one behind the other.
        at: Where the row begins.
        usual: The second word of keys that rows of `SHORT` numbers have.
        row: Gets the row, as a sum.
    """
    if heap[at + WHAT] & LONG != 0:
        for one in range(WIDTH):
            row[one] = heap[at + one]
        row[WHAT] = heap[at + WHAT] ^ LONG
        return at + WIDTH
    octets = heap[at + 2]
    packets = heap[at + 3]
    active = heap[at + 4]
    first = heap[at + 5]
    put_sum(
        row, 0, heap[at], heap[at + 1], usual, 1, from_short((octets >> 32) & NUMBER), from_short(octets & NUMBER),
        from_short((packets >> 32) & NUMBER), from_short(packets & NUMBER), active, first,
        first if active == NOTHING else first + active, heap[at + 6],
    )  # fmt: skip
    return at + SHORT


@kernel
def add_heap(
    heap: Longs,
    start: int,
    count: int,
    usual: int,
    row: Longs,
    sums: Longs,
    slots: Longs,
    mask: int,
    most: int,
    state: Longs,
) -> int:
    """The place up to which the rows of a heap were added up: all, or until there may be no room for `AHEAD` sums more.

    Args:
        heap: Rows as `heap_row` writes them, one behind the other.
        start: Where the first begins.
        count: Numbers in all.
        usual: The second word of keys that rows of `SHORT` numbers have.
        row: Room for a sum, and behind it for a number of each row that is looked at in one go.
        sums: What was made of others, one behind the other.
        slots: Their slots.
        mask: Slots less one.
        most: For how many sums there is room.
        state: How many sums there are.
    """
    at = start
    while at < count and state[0] + AHEAD <= most:
        ahead = at
        rows = 0
        while rows < AHEAD and ahead < count:
            key = key_on_heap(heap, ahead, usual)
            row[WIDTH + rows] = key
            prefetch(slots, key & mask)
            ahead += SHORT if heap[ahead + WHAT] & LONG == 0 else WIDTH
            rows += 1
        for one in range(rows):
            entry = slots[row[WIDTH + one] & mask]
            if entry != 0:
                prefetch(sums, ((entry & NUMBER) - 1) * WIDTH)
                prefetch(sums, ((entry & NUMBER) - 1) * WIDTH + 8)
        for one in range(rows):
            at = row_on_heap(heap, at, usual, row)
            add_sum(row, row[WIDTH + one], sums, slots, mask, state)
    return at
