"""Texts in cells: their hashes, and a table that holds each distinct one once."""

from lamppost.engine.kernel import Heap, Longs, Octets, kernel
from lamppost.observe.logs.cells.octets import DOUBLED, ESCAPED, KIND, LENGTH, MOST, OBJECT, hashed, is_same

ENTRY = 3
"""Numbers of an entry: where its text begins in the heap, its length, its hash."""

_ROW = (1 << 32) - 1
_TAG = (1 << 31) - 1


@kernel
def is_undone(cell: int) -> bool:
    """Whether a cell does not stand there as it is meant."""
    kind = cell >> KIND
    return kind in (ESCAPED, DOUBLED)


@kernel
def hash_of(buf: Octets, size: int, cell: int) -> int:
    """The hash of a cell; 0 where nothing is told, or an object or a list, or `is_undone`."""
    if cell == 0 or cell >> KIND >= OBJECT or is_undone(cell):
        return 0
    return hashed(buf, cell & MOST, (cell >> LENGTH) & MOST, size)


@kernel
def number_of(
    buf: Octets,
    size: int,
    cell: int,
    heap: Heap,
    room: int,
    entries: Longs,
    slots: Longs,
    mask: int,
    state: Longs,
) -> int:
    """The number of what a cell holds, which becomes an entry where it is new.

    -1 where nothing is told, or an object or a list, or `is_undone`.

    Args:
        buf: The block.
        size: Where it ends.
        cell: A cell.
        heap: Texts of entries, one behind the other, with room for this one.
        room: Where the heap ends.
        entries: Entries, with room for one more.
        slots: Their hash table: 0, or 31 bits of the hash above the number of the entry plus 1.
        mask: Its size, a power of two above the number of entries, less one.
        state: How many entries there are; octets of the heap that are taken.
    """
    if cell == 0 or cell >> KIND >= OBJECT or is_undone(cell):
        return -1
    at, length = cell & MOST, (cell >> LENGTH) & MOST
    key = hashed(buf, at, length, size)
    tag = (key >> 32) & _TAG
    slot = tag & mask
    while slots[slot] != 0:
        entry = slots[slot]
        found = (entry & _ROW) - 1
        if entry >> 32 == tag and entries[found * ENTRY + 1] == length and entries[found * ENTRY + 2] == key:
            there = entries[found * ENTRY]
            if is_same(buf, at, size, heap, there, room, length):
                return found
        slot = (slot + 1) & mask
    found, there = state[0], state[1]
    for place in range(length):
        heap[there + place] = buf[at + place]
    entries[found * ENTRY] = there
    entries[found * ENTRY + 1] = length
    entries[found * ENTRY + 2] = key
    slots[slot] = tag << 32 | (found + 1)
    state[0] = found + 1
    state[1] = there + length
    return found


@kernel
def seat_entries(entries: Longs, n: int, slots: Longs, mask: int) -> None:
    """Put entries into an empty hash table.

    Args:
        entries: Entries.
        n: How many.
        slots: Out: their hash table.
        mask: Its size less one.
    """
    for number in range(n):
        tag = (entries[number * ENTRY + 2] >> 32) & _TAG
        slot = tag & mask
        while slots[slot] != 0:
            slot = (slot + 1) & mask
        slots[slot] = tag << 32 | (number + 1)
