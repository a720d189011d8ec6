"""Names that connections tell of themselves, each client, name and server once: the row that was the first to tell it."""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.engine.lookup.kernels import mixed

WIDTH = 3
"""Numbers of what is held: a row, its name and source, and when it was seen."""
AHEAD = 32
"""Rows that are looked at in one go."""
_NUMBER = (1 << 32) - 1


@kernel
def keep_first(  # noqa: D417
    rows: Longs, names: Longs, seen: Longs, n: int, src_high: Longs, src_low: Longs, dst_high: Longs, dst_low: Longs,
    held: Longs, slots: Longs, mask: int, state: Longs, scratch: Longs,
) -> None:  # fmt: skip
    """Hold rows of new keys, and of keys that are held those that were seen earlier, of equal ones the first.

    Args:
        rows: Which rows of the columns of addresses, rising, shape (n,).
        names: What each tells, as a number.
        seen: When.
        n: How many.
        src_high: Halves of addresses: a column each, of all rows.
        held: What is held, with room for n more.
        slots: Its table: 0, or the hash above the number plus 1.
        mask: Its places less one.
        state: How many are held.
        scratch: Room for a number of each row that is looked at in one go.
    """
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        for at in range(start, stop):
            row = rows[at]
            key = mixed(mixed(mixed(7, names[at]), src_high[row]), src_low[row])
            key = mixed(mixed(key, dst_high[row]), dst_low[row])
            scratch[at - start] = key
            prefetch(slots, key & mask)
        for at in range(start, stop):
            row = rows[at]
            key = scratch[at - start]
            slot = key & mask
            found = -1
            while found < 0 and slots[slot] != 0:
                entry = slots[slot]
                slot = (slot + 1) & mask
                if entry >> 32 == key:
                    one = ((entry & _NUMBER) - 1) * WIDTH
                    other = held[one]
                    if (
                        held[one + 1] == names[at]
                        and src_high[other] == src_high[row]
                        and src_low[other] == src_low[row]
                        and dst_high[other] == dst_high[row]
                        and dst_low[other] == dst_low[row]
                    ):
                        found = one
            if found < 0:
                one = state[0] * WIDTH
                state[0] += 1
                slots[slot] = (key << 32) | state[0]
                held[one] = row
                held[one + 1] = names[at]
                held[one + 2] = seen[at]
            elif seen[at] < held[found + 2]:
                held[found] = row
                held[found + 2] = seen[at]
