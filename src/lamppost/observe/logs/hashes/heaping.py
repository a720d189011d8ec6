"""Kernels that add up what lies on one heap, behind the last row; what is told of it stands with `adding`, which writes it."""

from lamppost.engine.kernel import Longs, kernel
from lamppost.observe.logs.hashes.adding import (
    CONNECTIONS,
    FIRST,
    HEAP_ROWS,
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
    mixed,
    put_sum,
)


@kernel
def add_sum(told: Longs, sums: Longs, slots: Longs, mask: int, state: Longs) -> None:
    """Add a sum of some connections up; there must be room for one more.

    Args:
        told: The sum.
        sums: What was made of others, one behind the other.
        slots: Their slots.
        mask: Slots less one.
        state: How many sums there are.
    """
    key = mixed(mixed(mixed(2, told[PAIR]), told[WHAT]), told[WHEN])
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
def add_heap(
    heap: Longs,
    start: int,
    count: int,
    usual: int,
    row: Longs,
    sums: Longs,
    slots: Longs,
    mask: int,
    state: Longs,
) -> int:
    """The place up to which the rows of a heap were added up: all, or `HEAP_ROWS`, for which there must be room.

    Args:
        heap: Rows as `heap_row` writes them, one behind the other.
        start: Where the first begins.
        count: Numbers in all.
        usual: The second word of keys that rows of `SHORT` numbers have.
        row: Room for a sum.
        sums: What was made of others, one behind the other.
        slots: Their slots.
        mask: Slots less one.
        state: How many sums there are.
    """
    at = start
    done = 0
    while at < count and done < HEAP_ROWS:
        if heap[at + WHAT] & LONG != 0:
            for one in range(WIDTH):
                row[one] = heap[at + one]
            row[WHAT] = heap[at + WHAT] ^ LONG
            at += WIDTH
        else:
            octets = heap[at + 2]
            packets = heap[at + 3]
            active = heap[at + 4]
            first = heap[at + 5]
            put_sum(
                row, 0, heap[at], heap[at + 1], usual, 1, from_short((octets >> 32) & NUMBER),
                from_short(octets & NUMBER), from_short((packets >> 32) & NUMBER), from_short(packets & NUMBER),
                active, first, first if active == NOTHING else first + active, heap[at + 6],
            )  # fmt: skip
            at += SHORT
        add_sum(row, sums, slots, mask, state)
        done += 1
    return at
