"""Which rows of numbers are alike."""

from lamppost.engine.kernel import Longs, kernel

_SPREAD = 0x9E3779B97F4A7C15 - (
    1 << 64
)  # 2^64 over the golden ratio, as a signed number (Knuth, TAOCP 3, §6.4)


@kernel
def group_rows(
    rows: Longs, n: int, width: int, slots: Longs, mask: int, firsts: Longs, inverse: Longs
) -> int:
    """How many rows differ; `firsts` gets the first of each, `inverse` which of them each row is like.

    Args:
        rows: The rows, one behind the other.
        n: How many.
        width: Numbers in a row.
        slots: A power of two of zeros, more than twice as many as rows.
        mask: Their number less one.
        firsts: Room for n numbers.
        inverse: Room for n numbers.
    """
    count = 0
    for row in range(n):
        at = row * width
        key = 0
        for place in range(width):
            key = (key ^ rows[at + place]) * _SPREAD
            key ^= (key >> 32) & 0xFFFFFFFF
        slot = key & mask
        group = -1
        while group < 0:
            entry = slots[slot]
            if entry == 0:
                group = count
                count += 1
                slots[slot] = count
                firsts[group] = row
            else:
                other = firsts[entry - 1] * width
                same = 1
                for place in range(width):
                    if rows[other + place] != rows[at + place]:
                        same = 0
                        break
                if same == 1:
                    group = entry - 1
                else:
                    slot = (slot + 1) & mask
        inverse[row] = group
    return count
