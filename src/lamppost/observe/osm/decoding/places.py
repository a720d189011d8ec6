"""Where the nodes of ways are."""

from lamppost.engine.kernel import Longs, kernel
from lamppost.observe.osm.decoding.layout import LOW, NOWHERE

_NOWHERE = NOWHERE << 32 | NOWHERE


@kernel
def place(ids: Longs, spots: Longs, n: int, refs: Longs, m: int, found: Longs) -> int:
    """Look up nodes; those that follow each other in a way are near each other among the ids, mostly.

    Args:
        ids: Ids of nodes, rising.
        spots: Of each, north in the upper 32 bits and east in the lower.
        n: How many.
        refs: Ids that are asked for.
        m: How many.
        found: Takes the spot of each; `NOWHERE` twice where no node has the id.

    Returns:
        How many were found.
    """
    at, known = 0, 0
    for index in range(m):
        wanted = refs[index]
        step = 1
        low, high = at, at  # the first id that is not below lies from `low` to `high`
        if n > 0 and ids[at] < wanted:
            low = at + 1
            while low + step < n and ids[low + step - 1] < wanted:
                low += step
                step += step
            high = min(low + step, n)
        else:
            while high - step > 0 and ids[high - step] >= wanted:
                high -= step
                step += step
            low = max(high - step, 0)
        while low < high:
            middle = (low + high) >> 1
            if ids[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        if low < n and ids[low] == wanted:
            found[index] = spots[low]
            known += 1
        else:
            found[index] = _NOWHERE
        at = min(low, max(n - 1, 0))
    return known


@kernel
def spot(east: int, north: int) -> int:
    """East and north as one number."""
    return north << 32 | (east & LOW)
