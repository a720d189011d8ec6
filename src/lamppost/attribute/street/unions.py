"""Stretches of edges that overlap, as stretches that do not."""

from typing import Any

import numpy as np
import numpy.typing as npt

from lamppost.attribute.street.ways import Watched
from lamppost.model.ground import Table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def watched(stretches: Table, n_edges: int) -> Watched:
    """What at least one of them covers.

    Args:
        stretches: STRETCH: `edge`, `from_m` and `to_m`, in any order.
        n_edges: How many edges there are.
    """
    edge, begin, end = united(np.asarray(stretches["edge"], np.int64), stretches["from_m"], stretches["to_m"])
    seen = np.bincount(edge, end - begin, minlength=n_edges).astype(np.float64)
    return Watched(edge=edge, from_m=begin, to_m=end, seen_m=seen)


def united(group: Ints, from_m: Any, to_m: Any) -> tuple[Ints, Floats, Floats]:
    """Stretches that overlap or touch, as one; of each group for itself.

    Args:
        group: What each stretch is of, numbers from 0, shape (n,).
        from_m: Where each begins, shape (n,).
        to_m: Where it ends, not before that.

    Returns:
        Group, begin and end of the united ones, by group and begin; none of them is empty.
    """
    begin, end = np.asarray(from_m, np.float64), np.asarray(to_m, np.float64)
    keep = np.flatnonzero(end > begin)
    if not len(keep):
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    order = keep[np.lexsort((begin[keep], group[keep]))]
    group, begin, end = group[order], begin[order], end[order]
    is_first = np.concatenate(([True], group[1:] != group[:-1]))
    # each group lies beyond all before it, so that the furthest end so far is never that of another group
    base = (np.cumsum(is_first) - 1) * (float(np.max(end) - np.min(begin)) + 1.0)
    furthest = np.maximum.accumulate(end + base)
    starts = is_first.copy()
    starts[1:] |= begin[1:] + base[1:] > furthest[:-1]
    at = np.flatnonzero(starts)
    last = np.append(at[1:], len(group)) - 1
    return group[at], begin[at], furthest[last] - base[last]
