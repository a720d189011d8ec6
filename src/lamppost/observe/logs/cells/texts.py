"""Texts in cells: their hashes, and a table that holds each distinct one once."""

from lamppost.engine.kernel import Heap, Longs, Octets, kernel
from lamppost.observe.logs.cells.octets import DOUBLED, ESCAPED, KIND, LENGTH, MOST, OBJECT, hashed, is_same

ENTRY = 3
"""Numbers of an entry: where its text begins in the heap, its length, its hash."""

_ROW = (1 << 32) - 1
_TAG = (1 << 31) - 1


@kernel
def hash_cells(buf: Octets, size: int, cells: Longs, n: int, out: Longs) -> int:
    """How many cells do not stand there as they are meant, and are left out; the others are hashed.

    Args:
        buf: The block.
        size: Where it ends.
        cells: Cells.
        n: How many.
        out: Out: hashes, see `octets.hashed`; 0 where nothing is told, or an object or a list, or it is left out.
    """
    left = 0
    for row in range(n):
        cell = cells[row]
        kind = cell >> KIND
        out[row] = 0
        if kind in (ESCAPED, DOUBLED):
            left += 1
        elif kind != 0 and kind < OBJECT:
            out[row] = hashed(buf, cell & MOST, (cell >> LENGTH) & MOST, size)
    return left


@kernel
def number_cells(
    buf: Octets, size: int, cells: Longs, n: int, heap: Heap, room: int, entries: Longs, slots: Longs, mask: int,
    state: Longs, out: Longs,
) -> int:  # fmt: skip
    """How many cells do not stand there as they are meant, and are left out; the others are numbered by what they hold.

    A text that is new becomes an entry.

    Args:
        buf: The block.
        size: Where it ends.
        cells: Cells.
        n: How many.
        heap: Texts of entries, one behind the other, with room for these.
        room: Where the heap ends.
        entries: Entries, with room for so many more.
        slots: Their hash table: 0, or 31 bits of the hash above the number of the entry plus 1.
        mask: Its size, a power of two above the number of entries, less one.
        state: How many entries there are; octets of the heap that are taken.
        out: Out: numbers of entries, -1 where nothing is told, or an object or a list, or it is left out.
    """
    left = 0
    for row in range(n):
        cell = cells[row]
        kind = cell >> KIND
        out[row] = -1
        if kind in (ESCAPED, DOUBLED):
            left += 1
        if kind in (0, ESCAPED, DOUBLED) or kind >= OBJECT:
            continue
        at, length = cell & MOST, (cell >> LENGTH) & MOST
        key = hashed(buf, at, length, size)
        tag = (key >> 32) & _TAG
        slot = tag & mask
        while slots[slot] != 0:
            entry = slots[slot]
            found = (entry & _ROW) - 1
            if (
                entry >> 32 == tag
                and entries[found * ENTRY + 1] == length
                and entries[found * ENTRY + 2] == key
            ):
                there = entries[found * ENTRY]
                if is_same(buf, at, size, heap, there, room, length):
                    out[row] = found
                    break
            slot = (slot + 1) & mask
        if slots[slot] == 0:
            found, there = state[0], state[1]
            for place in range(length):
                heap[there + place] = buf[at + place]
            entries[found * ENTRY] = there
            entries[found * ENTRY + 1] = length
            entries[found * ENTRY + 2] = key
            slots[slot] = tag << 32 | (found + 1)
            state[0] = found + 1
            state[1] = there + length
            out[row] = found
    return left


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
