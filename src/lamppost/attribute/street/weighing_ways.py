"""Paths through a small graph under two measures: of all that are short enough, those on which little is seen."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WEIGHTS: Final = (0.0, 0.15, 0.4, 1.0, 2.5, 7.0, 30.0)
"""By how many metres one that is seen is longer than one that is not, from one search to the next."""
STEPS: Final = 4
"""Into how many parts the longest detour is divided, for each of which a path is found."""
_ROUNDING_M = 1e-6


@dataclass(frozen=True, slots=True)
class Joints:
    """A graph without directions: each joint of two crossings once, and no two of the same crossings."""

    start: Ints
    """Crossings, counted from 0; shape (m,)."""
    end: Ints
    length_m: Floats
    """More than 0."""
    seen_m: Floats
    """Not more than the length."""


@dataclass(frozen=True, slots=True)
class Path:
    """A path, and how little could be seen at best on any that is as short."""

    steps: tuple[tuple[int, bool], ...]
    """Joints in the order of the path, and whether each is walked from its start to its end."""
    floor_m: float


class Scales:
    """Searches of one graph from one crossing to another, one for each weight and from both ends."""

    def __init__(self, joints: Joints, first: int, last: int) -> None:
        """Search.

        Args:
            joints: The graph.
            first: Where the paths begin.
            last: Where they end; some path leads there.
        """
        self._first, self._last = first, last
        n = int(max(joints.start.max(), joints.end.max())) + 1
        start = np.concatenate((joints.start, joints.end))
        end = np.concatenate((joints.end, joints.start))
        order = np.lexsort((end, start))
        self._key, self._joint = (start * n + end)[order], order % len(joints.start)
        self._forward = order < len(joints.start)
        length, seen = joints.length_m[self._joint], joints.seen_m[self._joint]
        at = np.concatenate(([0], np.cumsum(np.bincount(start, minlength=n))))
        graph = csr_array((length, end[order], at), shape=(n, n))
        before, self._least = [], []
        for weight in WEIGHTS:
            graph.data = length + weight * seen
            metres, previous = csgraph.dijkstra(graph, indices=[first, last], return_predecessors=True)
            before.append(previous)
            self._least.append(float(metres[0, last]))
        self._before = np.concatenate(before).astype(np.int64)
        along, watched = self._along(length, seen, n)
        self._length = along[0::2] + along[1::2]
        self._seen = watched[0::2] + watched[1::2]

    def shortest(self) -> Path:
        """The shortest path."""
        return Path(self._steps(0, self._last), 0.0)

    def within(self, most_m: float) -> Path:
        """The least watched path found among those of at most so many metres, and of several the shortest.

        Args:
            most_m: Metres, not fewer than the shortest path has.

        Returns:
            The path. No path as short has fewer metres seen than its `floor_m`: for a weight w the least of length + w · seen is known,
            so seen is at least (that - most_m) / w (the bound of Lagrange's relaxation).
        """
        floor = max(
            (least - most_m) / weight for least, weight in zip(self._least, WEIGHTS, strict=True) if weight
        )
        seen = np.where(self._length <= most_m + _ROUNDING_M, self._seen, np.inf)
        ties = np.where(seen <= seen.min() + _ROUNDING_M, self._length, np.inf)
        search, over = divmod(int(ties.argmin()), ties.shape[1])
        return Path(self._steps(search, over), max(floor, 0.0))

    def _along(self, length: Floats, seen: Floats, n: int) -> tuple[Floats, Floats]:
        """Metres, and metres seen, from each search's origin to each crossing; shape (searches, crossings).

        Each crossing's sum takes over that of the crossing before it, and looks twice as far back each time.
        """
        here = np.broadcast_to(np.arange(n), self._before.shape)
        has = self._before >= 0
        back = np.where(has, self._before, here)
        step = np.searchsorted(self._key, back * n + here)
        metres, watched = (
            np.where(has, one[np.minimum(step, len(one) - 1)], 0.0).ravel() for one in (length, seen)
        )
        back = (back + n * np.arange(len(back))[:, None]).ravel()
        while not np.array_equal(further := back[back], back):
            metres, watched, back = metres + metres[back], watched + watched[back], further
        origins = np.tile([self._first, self._last], len(WEIGHTS))[:, None]
        unreached = ~has & (here != origins)
        return (
            np.where(unreached, np.inf, metres.reshape(has.shape)),
            np.where(unreached, np.inf, watched.reshape(has.shape)),
        )

    def _steps(self, search: int, over: int) -> tuple[tuple[int, bool], ...]:
        """The joints of the path of one weight over a crossing; where it would cross itself, the round is left out."""
        towards = self._back(2 * search, over)[::-1]
        onwards = self._back(2 * search + 1, over)[1:]
        crossings: list[int] = []
        place: dict[int, int] = {}
        for one in towards + onwards:
            if one in place:
                for gone in crossings[place[one] + 1 :]:
                    del place[gone]
                del crossings[place[one] + 1 :]
            else:
                place[one] = len(crossings)
                crossings.append(one)
        n = self._before.shape[1]
        keys = np.array(crossings[:-1], np.int64) * n + np.array(crossings[1:], np.int64)
        at = np.searchsorted(self._key, keys)
        return tuple(zip(self._joint[at].tolist(), self._forward[at].tolist(), strict=True))

    def _back(self, search: int, crossing: int) -> list[int]:
        """The crossings from one back to where a search began, both among them."""
        before, met = self._before[search], [crossing]
        while before[met[-1]] >= 0:
            met.append(int(before[met[-1]]))
        return met
