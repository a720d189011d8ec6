"""Connections counted where their sums lie: by what is told of them, and by where their ends are."""

from lamppost.engine.kernel import Longs, Octets, kernel, prefetch
from lamppost.engine.lookup.kernels import hash_of, slot_of
from lamppost.observe.logs.hashes.adding import (
    CONNECTIONS,
    END,
    NOTHING,
    NUMBER,
    PROTO_BITS,
    STATE_BITS,
    WHAT,
    WIDTH,
)

AHEAD = 32
"""Connections whose names are looked for in one go."""
COUNTS = 9
"""What is counted, in the order of `model.observations.FlowCounts`."""
_LEAVING, _UNNAMED, _BETWEEN, _TCP_OR_UDP, _UNANSWERED, _ANSWERING, _ALL, _NO_BYTES, _NO_PACKETS = range(
    COUNTS
)
_TCP, _UDP = 6, 17
_GROUP = 1 << 40
"""Of a MAC: it is that of a group."""


@kernel
def count_named(  # noqa: D417
    keys: Longs, highs: Longs, lows: Longs, other_highs: Longs, other_lows: Longs, weights: Longs, n: int, as_: Longs,
    bs: Longs, cs: Longs, ds: Longs, table: Longs, mask: int,
) -> int:  # fmt: skip
    """The connections of some sums whose ends nobody named.

    Args:
        keys: Room for a number of each.
        highs: Halves of addresses of both ends: a column each, shape (n,).
        weights: How many connections each is.
        n: How many sums.
        as_: Ends that have a name, the columns of `engine.lookup.kernels`.
        table: Their table.
        mask: Its places less one.
    """
    for row in range(n):
        key = hash_of(highs[row], lows[row], other_highs[row], other_lows[row])
        keys[row] = key
        prefetch(table, key & mask)
    for row in range(n):
        entry = table[keys[row] & mask]
        if entry >> 32 == keys[row]:
            one = (entry & NUMBER) - 1
            prefetch(as_, one)
            prefetch(bs, one)
            prefetch(cs, one)
            prefetch(ds, one)
    unnamed = 0
    for row in range(n):
        slot = slot_of(
            keys[row], highs[row], lows[row], other_highs[row], other_lows[row], as_, bs, cs, ds, table, mask
        )
        if table[slot] == 0:
            unnamed += weights[row]
    return unnamed


@kernel
def count_sums(  # noqa: D417
    sums: Longs, count: int, ends: Longs, is_outside: Octets, as_: Longs, bs: Longs, cs: Longs, ds: Longs, table: Longs,
    mask: int, keys: Longs, highs: Longs, lows: Longs, other_highs: Longs, other_lows: Longs, weights: Longs, out: Longs,
) -> None:  # fmt: skip
    """Add connections to what is counted.

    Args:
        sums: Sums, one behind the other.
        count: How many there are.
        ends: Their ends.
        is_outside: Per end, 1: it is somebody's outside, else 0.
        as_: Ends that have a name, the columns of `engine.lookup.kernels`.
        table: Their table.
        mask: Its places less one.
        keys: Room for `AHEAD` numbers, as those behind it.
        out: Out: `COUNTS` numbers.
    """
    n = 0
    for number in range(count):
        at = number * WIDTH
        weight, what = sums[at + CONNECTIONS], sums[at + WHAT]
        src, dst = sums[at] >> 32, sums[at] & NUMBER
        proto = (what >> STATE_BITS) & ((1 << PROTO_BITS) - 1)
        out[_ALL] += weight
        if sums[at + CONNECTIONS + 1] == NOTHING or sums[at + CONNECTIONS + 2] == NOTHING:
            out[_NO_BYTES] += weight
        if sums[at + CONNECTIONS + 3] == NOTHING or sums[at + CONNECTIONS + 4] == NOTHING:
            out[_NO_PACKETS] += weight
        if proto == _TCP:
            back = sums[at + CONNECTIONS + 4]
            if back == NOTHING:
                back = sums[at + CONNECTIONS + 2]
            mac = ends[dst * END + 2]
            if back != NOTHING and (mac < 0 or (mac & _GROUP) == 0):
                out[_ANSWERING] += weight
                if back <= 0:
                    out[_UNANSWERED] += weight
        if proto == _TCP or proto == _UDP:  # noqa: PLR1714, SIM109  # kernels know no sets
            out[_TCP_OR_UDP] += weight
            if is_outside[dst] != 0:
                if is_outside[src] != 0:
                    out[_BETWEEN] += weight
                else:
                    out[_LEAVING] += weight
                    if what >> 32 == 1:  # a name of -1
                        highs[n] = ends[src * END]
                        lows[n] = ends[src * END + 1]
                        other_highs[n] = ends[dst * END]
                        other_lows[n] = ends[dst * END + 1]
                        weights[n] = weight
                        n += 1
                        if n == AHEAD:
                            out[_UNNAMED] += count_named(
                                keys,
                                highs,
                                lows,
                                other_highs,
                                other_lows,
                                weights,
                                n,
                                as_,
                                bs,
                                cs,
                                ds,
                                table,
                                mask,
                            )
                            n = 0
    out[_UNNAMED] += count_named(
        keys, highs, lows, other_highs, other_lows, weights, n, as_, bs, cs, ds, table, mask
    )
