"""Sums of connections whose name no row of a log tells of the same client and server."""

from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.logs.hashes.adding import END, NUMBER, WHAT, WIDTH
from lamppost.observe.logs.hashes.asking import AHEAD, look_ahead, slot_of


@kernel
def find_unasked(  # noqa: D417
    sums: Longs, start: int, stop: int, ends: Longs, sources: Longs, n_sources: int, held_sources: Octets,
    held_client_lows: Longs, held_names: Octets, held_lows: Longs, held_client_highs: Longs, client_step: int,
    held_highs: Longs, step: int, held: int, slots: Longs, mask: int, scratch: Longs, rows: Longs, client_highs: Longs, client_lows: Longs, names: Longs,
    highs: Longs, lows: Longs, out: Longs,
) -> int:  # fmt: skip
    """How many sums have a name that is not known of their ends; `out` gets their numbers, rising.

    What is not named here is that of `asking.slot_of`.

    Args:
        sums: Sums, one behind the other.
        start: The first that is looked at.
        stop: The one behind the last.
        ends: Their ends.
        sources: Where their names may be told.
        n_sources: How many places that are.
        scratch: Room for `AHEAD` numbers, as those behind it.
        out: Room for a number of each sum that is looked at.
    """
    found, at = 0, start
    while at < stop:
        n = 0
        while at < stop and n < AHEAD:
            name = (sums[at * WIDTH + WHAT] >> 32) - 2
            if name >= 0:
                src, dst = (sums[at * WIDTH] >> 32) * END, (sums[at * WIDTH] & NUMBER) * END
                rows[n] = at
                client_highs[n] = ends[src]
                client_lows[n] = ends[src + 1]
                names[n] = name
                highs[n] = ends[dst]
                lows[n] = ends[dst + 1]
                n += 1
            at += 1
        for one in range(n_sources):
            look_ahead(
                sources[one], client_highs, client_lows, names, highs, lows, 0, n, held_sources, held_client_lows,
                held_names, held_lows, held_client_highs, client_step, held_highs, step, slots, mask, scratch,
            )  # fmt: skip
            left = 0
            for row in range(n):
                slot = slot_of(
                    scratch[row], sources[one], client_highs, client_lows, names, highs, lows, row, held_sources,
                    held_client_lows, held_names, held_lows, held_client_highs, client_step, held_highs, step, held, slots,
                    mask, rows,
                )  # fmt: skip
                if slots[slot] == 0:
                    rows[left] = rows[row]
                    client_highs[left] = client_highs[row]
                    client_lows[left] = client_lows[row]
                    names[left] = names[row]
                    highs[left] = highs[row]
                    lows[left] = lows[row]
                    left += 1
            n = left
        for row in range(n):
            out[found] = rows[row]
            found += 1
    return found
