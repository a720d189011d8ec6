"""Kernels that look rows of four numbers up in a table of hashes, which holds 31 bits of a hash above a row's number plus 1."""

from lamppost.engine.kernel import Longs, kernel, prefetch

AHEAD = 32
"""Rows that are looked at in one go: what they need of memory is on its way."""
NONE = -1
_BITS = (1 << 31) - 1
_NUMBER = (1 << 32) - 1
_SPREAD = 0x5BD1E995


@kernel
def mixed(key: int, word: int) -> int:
    """A hash of 31 bits of another and a word; no product passes 63 bits."""
    product = (key ^ (word & _BITS)) * _SPREAD
    key = (product ^ (product >> 29)) & _BITS
    product = (key ^ ((word >> 31) & _BITS) ^ ((word >> 62) & 3)) * _SPREAD
    return (product ^ (product >> 29)) & _BITS


@kernel
def hash_of(a: int, b: int, c: int, d: int) -> int:
    """A hash of 31 bits of a row."""
    return mixed(mixed(mixed(mixed(3, a), b), c), d)


@kernel
def slot_of(
    key: int, a: int, b: int, c: int, d: int, as_: Longs, bs: Longs, cs: Longs, ds: Longs, table: Longs, mask: int
) -> int:  # fmt: skip
    """The place in the table that holds a row, or the free one where it belongs."""
    slot = key & mask
    while table[slot] != 0:
        entry = table[slot]
        row = (entry & _NUMBER) - 1
        if entry >> 32 == key and as_[row] == a and bs[row] == b and cs[row] == c and ds[row] == d:
            return slot
        slot = (slot + 1) & mask
    return slot


@kernel
def hold(
    as_: Longs, bs: Longs, cs: Longs, ds: Longs, rows: Longs, n: int, table: Longs, mask: int, scratch: Longs
) -> None:  # fmt: skip
    """Put rows into the table; of those that are the same, the first.

    Args:
        as_: The columns of all rows, shape (m,) each.
        bs: The second.
        cs: The third.
        ds: The fourth.
        rows: Which of them, shape (n,).
        n: How many.
        table: Places, all 0, more of them than rows.
        mask: Its places less one.
        scratch: Room for `AHEAD` numbers.
    """
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        for at in range(start, stop):
            row = rows[at]
            key = hash_of(as_[row], bs[row], cs[row], ds[row])
            scratch[at - start] = key
            prefetch(table, key & mask)
        for at in range(start, stop):
            row = rows[at]
            key = scratch[at - start]
            slot = slot_of(key, as_[row], bs[row], cs[row], ds[row], as_, bs, cs, ds, table, mask)
            if table[slot] == 0:
                table[slot] = (key << 32) | (row + 1)


@kernel
def find(  # noqa: D417
    of_a: Longs, of_b: Longs, of_c: Longs, of_d: Longs, n: int, as_: Longs, bs: Longs, cs: Longs, ds: Longs,
    table: Longs, mask: int, scratch: Longs, out: Longs,
) -> None:  # fmt: skip
    """Which row of the table each of some rows is the same as.

    What is not named here is that of `hold`.

    Args:
        of_a: The columns of what is looked up, shape (n,) each.
        n: How many.
        out: Out: the number of the row, NONE where there is none.
    """
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        for at in range(start, stop):
            key = hash_of(of_a[at], of_b[at], of_c[at], of_d[at])
            scratch[at - start] = key
            prefetch(table, key & mask)
        for at in range(start, stop):
            key = scratch[at - start]
            entry = table[key & mask]
            if entry >> 32 == key:
                row = (entry & _NUMBER) - 1
                prefetch(as_, row)
                prefetch(bs, row)
                prefetch(cs, row)
                prefetch(ds, row)
        for at in range(start, stop):
            slot = slot_of(
                scratch[at - start], of_a[at], of_b[at], of_c[at], of_d[at], as_, bs, cs, ds, table, mask
            )
            out[at] = (table[slot] & _NUMBER) - 1
