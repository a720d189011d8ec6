"""Rows of numbers that were seen before, each kept once."""

from lamppost.engine.instructions import times
from lamppost.engine.kernel import Longs, kernel
from lamppost.observe.logs.cells.octets import ODD

_ROW = (1 << 32) - 1
_TAG = (1 << 31) - 1


@kernel
def note_rows(
    rows: Longs, n: int, width: int, held: Longs, slots: Longs, mask: int, state: Longs, out: Longs
) -> None:
    """Keep the rows that are not held yet.

    Args:
        rows: Numbers, `width` a row.
        n: How many rows.
        width: Numbers of a row.
        held: Rows that are held, with room for these.
        slots: Their hash table: 0, or 31 bits of the hash above the number of the row plus 1.
        mask: Its size, a power of two above the number of rows, less one.
        state: How many are held.
        out: Out: per row, 1 where it is new, else 0.
    """
    for row in range(n):
        first = row * width
        tag = (hash_of_row(rows, first, width) >> 32) & _TAG
        slot = tag & mask
        out[row] = 1
        while slots[slot] != 0:
            entry = slots[slot]
            if entry >> 32 == tag and _are_alike(rows, first, held, ((entry & _ROW) - 1) * width, width):
                out[row] = 0
                break
            slot = (slot + 1) & mask
        if out[row] == 1:
            number = state[0]
            for column in range(width):
                held[number * width + column] = rows[first + column]
            slots[slot] = tag << 32 | (number + 1)
            state[0] = number + 1


@kernel
def hash_of_row(rows: Longs, first: int, width: int) -> int:
    """A hash of some numbers, as `model.columns.mixed` has it."""
    found = 0
    for column in range(width):
        found = times(found ^ rows[first + column], ODD)
        found ^= (found >> 29) & ((1 << 35) - 1)
    return found


@kernel
def seat_rows(held: Longs, n: int, width: int, slots: Longs, mask: int) -> None:
    """Put rows that are held into an empty hash table.

    Args:
        held: Rows.
        n: How many.
        width: Numbers of a row.
        slots: Out: their hash table.
        mask: Its size less one.
    """
    for number in range(n):
        tag = (hash_of_row(held, number * width, width) >> 32) & _TAG
        slot = tag & mask
        while slots[slot] != 0:
            slot = (slot + 1) & mask
        slots[slot] = tag << 32 | (number + 1)


@kernel
def _are_alike(rows: Longs, first: int, held: Longs, there: int, width: int) -> bool:
    column = 0
    while column < width and rows[first + column] == held[there + column]:
        column += 1
    return column == width
