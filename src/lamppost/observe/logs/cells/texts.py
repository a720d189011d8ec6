"""Texts in cells: their hashes, and a table that holds each distinct one once."""

from lamppost.engine.instructions import times
from lamppost.engine.kernel import Heap, Longs, Octets, kernel, prefetch
from lamppost.observe.logs.cells.octets import (
    DOUBLED,
    ESCAPED,
    KIND,
    LENGTH,
    MOST,
    OBJECT,
    ODD,
    hashed,
    is_same,
    word_of,
)

ENTRY = 3
"""Numbers of an entry: where its text begins in the heap, its length, its hash."""

RECENT = 8
"""Short texts of a column that are remembered; a power of two."""
LATELY = 2 * RECENT + 1
"""Numbers of what is remembered of a column: of each short text itself, and its number above its length; the number of the last long one plus 1."""

_RECENT_SHIFT = 50
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
def number_texts(
    buf: Octets, size: int, cells: Longs, first: int, down: int, picks: Longs, pick: int, rows: int, out: Longs, place: int, heap: Heap,
    room: int, entries: Longs, slots: Longs, mask: int, state: Longs, lately: Longs, mine: int, hashes: Longs,
) -> int:  # fmt: skip
    """How many cells are `is_undone`; of the others the numbers of what they hold, which becomes an entry where it is new.

    -1 where nothing is told, or an object or a list, or `is_undone`.

    Args:
        buf: The block.
        size: Where it ends.
        cells: Cells.
        first: Where the cell of row 0 stands.
        down: How far it is from that of one row to that of the next.
        picks: Numbers of the rows whose cells are meant.
        pick: Where these begin.
        rows: How many, `AT_ONCE` at most.
        out: Out: the numbers.
        place: Where the first of them goes.
        heap: Texts of entries, one behind the other, with room for these.
        room: Where the heap ends.
        entries: Entries, with room for so many more.
        slots: Their hash table: 0, or 31 bits of the hash above the number of the entry plus 1.
        mask: Its size, a power of two above the number of entries, less one.
        state: How many entries there are; octets of the heap that are taken.
        lately: Texts that stood in this column before: `RECENT` short ones, and the last long one; 0 at first.
        mine: Where those of this column begin.
        hashes: Room for a number of each row.
    """
    undone, long, last = 0, 0, mine + RECENT * 2
    for row in range(rows):
        cell = cells[first + picks[pick + row] * down]
        hashes[row] = 0
        number = -1
        if cell != 0 and cell >> KIND < OBJECT:
            at, length = cell & MOST, (cell >> LENGTH) & MOST
            if is_undone(cell):
                undone += 1
            elif length <= 8:
                text = word_of(buf, at, length, size)
                here = mine + (times(text + length, ODD) >> _RECENT_SHIFT & (RECENT - 1)) * 2
                if lately[here] != text or lately[here + 1] & 15 != length:
                    lately[here] = text
                    key = hashed(buf, at, length, size)
                    number = _number_of(buf, size, at, length, key, heap, room, entries, slots, mask, state)
                    lately[here + 1] = (number << 4) | length
                number = lately[here + 1] >> 4
            else:
                entry = (lately[last] - 1) * ENTRY
                if (
                    entry >= 0
                    and entries[entry + 1] == length
                    and is_same(buf, at, size, heap, entries[entry], room, length)
                ):
                    number = lately[last] - 1
                else:
                    key = hashed(buf, at, length, size)
                    hashes[row] = key
                    prefetch(slots, (key >> 32) & _TAG & mask)
                    long += 1
        out[place + row] = number
    if long == 0:
        return undone
    for row in range(rows):
        if hashes[row] != 0:
            entry = slots[(hashes[row] >> 32) & _TAG & mask]
            if entry != 0:
                prefetch(entries, ((entry & _ROW) - 1) * ENTRY)
    for row in range(rows):
        if hashes[row] != 0:
            cell = cells[first + picks[pick + row] * down]
            at, length = cell & MOST, (cell >> LENGTH) & MOST
            number = _number_of(buf, size, at, length, hashes[row], heap, room, entries, slots, mask, state)
            out[place + row] = number
            lately[last] = number + 1
    return undone


@kernel
def _number_of(
    buf: Octets, size: int, at: int, length: int, key: int, heap: Heap, room: int, entries: Longs, slots: Longs, mask: int,
    state: Longs,
) -> int:  # fmt: skip
    """The number of a text, which becomes an entry where it is new."""
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
