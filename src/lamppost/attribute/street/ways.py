"""The shortest way between two points of a network, and the ways beside it on which less is seen.

The least watched way is a shortest path under a second limit: of all ways that are at most so much longer, the one with the fewest metres
seen. What is done here is that problem's Lagrangian relaxation: shortest paths under length + weight · seen, for a series of weights and
from both ends, and over each crossing the path that joins the two. Each is a real way within the limit, so what is told of it is exact; how
far it can be from the best one is bounded (`Way.floor_m`; docs/reference/walks.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_array

from lamppost.attribute.street.network import Network, Spot
from lamppost.attribute.street.weighing_ways import STEPS, Joints, Scales

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DETOUR: Final = 0.2
"""How much longer than the shortest a way may be unless the user says so."""
_ROUNDING_M = 1e-6
_DIRECT = -1  # the joint of two points on the same link


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The parts of edges on which at least one camera sees who walks there."""

    edge: Ints
    """Rows of EDGES, in order, shape (k,)."""
    from_m: Floats
    """Metres from the edge's start; the stretches of an edge are in order and do not overlap; shape (k,)."""
    to_m: Floats
    seen_m: Floats
    """Metres seen of each edge, shape of EDGES."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an edge, as it is walked: against the edge's direction `from_m` is larger than `to_m`."""

    edge: int
    from_m: float
    to_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way, piece after piece."""

    pieces: tuple[Piece, ...]
    length_m: float
    seen_m: float
    floor_m: float = 0.0
    """No way of at most the length that was allowed has fewer metres seen than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Ways between two points."""

    shortest: Way
    least_watched: Way
    """Of those at most so much longer."""
    trade: tuple[Way, ...]
    """From the shortest to the least watched: each way found for a quarter, a half, … of the detour, where it is less seen than the last."""


class Router:
    """A network of which it is known what is seen."""

    def __init__(self, network: Network, watched: Watched) -> None:
        """Add up what is seen of each link.

        Args:
            network: The network.
            watched: What is seen of its edges.
        """
        self._net, self._watched = network, watched
        n, m = network.n_crossings, len(network.start)
        self._length = network.length_m
        self._seen = np.minimum(network.of_links(watched.seen_m), self._length)
        ends, others = (
            np.concatenate((network.start, network.end)),
            np.concatenate((network.end, network.start)),
        )
        order = np.lexsort((others, ends))
        at = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=n))))
        self._graph = csr_array((self._length[order % max(m, 1)], others[order], at), shape=(n, n))
        self._node = np.flatnonzero(network.crossing_of >= 0)
        self._seen_edge: list[float] = watched.seen_m.tolist()
        self._links: dict[int, list[Piece]] = {}

    def between(self, start: Spot, end: Spot, detour: float = DETOUR) -> Found | None:
        """The shortest way and those beside it.

        Args:
            start: Where it begins.
            end: Where it ends.
            detour: How much longer than the shortest the others may be, 0.2 being a fifth.

        Returns:
            The ways; None where no way joins the two.
        """
        legs = self._legs(start) + self._legs(end)
        direct = _direct(legs[:2], end)
        within = self._metres(legs[:2]) + self._metres(legs[2:])
        shortest_m = min(float(within.min(initial=np.inf)), _metres(direct) if direct else np.inf)
        if not np.isfinite(shortest_m):
            return None
        most_m = shortest_m * (1 + detour) + _ROUNDING_M
        near = np.flatnonzero(within <= most_m)
        joints, names = self._joints(near, legs, direct)
        scales = Scales(joints, len(near), len(near) + 1)
        steps = [scales.shortest()] + [
            scales.within(shortest_m + (most_m - shortest_m) * part / STEPS) for part in range(STEPS + 1)
        ]
        known: dict[tuple[tuple[int, bool], ...], Way] = {}
        ways = []
        for one in steps:
            if (way := known.get(one.steps)) is None:
                way = known[one.steps] = self._way(self._pieces(one.steps, names, legs, direct))
            ways.append(replace(way, floor_m=one.floor_m))
        best = min(ways, key=lambda way: (way.seen_m, way.length_m))
        return Found(shortest=ways[0], least_watched=best, trade=_front(ways))

    def _metres(self, legs: list["_Leg"]) -> Floats:
        """Metres from a point to each crossing, infinite where no way leads."""
        far = csgraph.dijkstra(self._graph, indices=[leg.crossing for leg in legs])
        nearest: Floats = (far + np.array([[_metres(leg.pieces)] for leg in legs])).min(axis=0)
        return nearest

    def _joints(self, near: Ints, legs: list["_Leg"], direct: list[Piece] | None) -> tuple[Joints, list[int]]:
        """The links between crossings that are near enough, and the legs; with a number for each.

        Links are numbered as they are, the legs -2, -3, … in their order, and the direct way -1.
        """
        net = self._net
        place = np.full(net.n_crossings, -1)
        place[near] = np.arange(len(near))
        links = np.flatnonzero((place[net.start] >= 0) & (place[net.end] >= 0))
        more = [
            (len(near) + which // 2, int(place[leg.crossing]), leg.pieces, -2 - which)
            for which, leg in enumerate(legs)
        ]
        more = [one for one in more if one[1] >= 0]
        if direct:
            more.append((len(near), len(near) + 1, direct, _DIRECT))
        start = np.concatenate((place[net.start[links]], np.array([one[0] for one in more], np.int64)))
        end = np.concatenate((place[net.end[links]], np.array([one[1] for one in more], np.int64)))
        length = np.concatenate((self._length[links], [max(_metres(one[2]), _ROUNDING_M) for one in more]))
        seen = np.concatenate((self._seen[links], [self._seen_of(one[2]) for one in more]))
        return Joints(start, end, length, np.minimum(seen, length)), [
            *links.tolist(),
            *(one[3] for one in more),
        ]

    def _pieces(
        self,
        steps: tuple[tuple[int, bool], ...],
        names: list[int],
        legs: list["_Leg"],
        direct: list[Piece] | None,
    ) -> list[Piece]:
        """The pieces of edges that joints stand for."""
        pieces: list[Piece] = []
        for joint, is_forward in steps:
            name = names[joint]
            if name >= 0:
                pieces += self._link(name) if is_forward else _reversed(self._link(name))
            else:
                own = list(direct or ()) if name == _DIRECT else legs[-2 - name].pieces
                pieces += own if is_forward else _reversed(own)
        return [one for one in pieces if one.from_m != one.to_m]

    def _link(self, link: int) -> list[Piece]:
        """The whole edges of a link, from its start to its end."""
        if link not in self._links:
            node = int(self._node[self._net.start[link]])
            around = self._around(node)
            first = int(around[np.flatnonzero(self._net.link_of[around] == link)[0]])
            pieces: list[Piece] = []
            self._follow(pieces, self._step(pieces, node, int(self._net.rows[first])))
            self._links[link] = pieces
        return self._links[link]

    def _legs(self, spot: Spot) -> list["_Leg"]:
        """The ways from a point to the crossings at both ends of its link."""
        legs = []
        for end, to_m in (("start", 0.0), ("end", self._edge_m(spot.edge))):
            pieces = [Piece(spot.edge, spot.along_m, to_m)]
            node = self._follow(pieces, int(self._net.edges[end][spot.edge]))
            legs.append(_Leg(int(self._net.crossing_of[node]), pieces))
        return legs

    def _follow(self, pieces: list[Piece], node: int) -> int:
        """Walk on over nodes that are no crossings; gives the crossing that ends it, and adds to the pieces."""
        while self._net.crossing_of[node] < 0:
            one, other = (int(row) for row in self._net.rows[self._around(node)])
            node = self._step(pieces, node, other if one == pieces[-1].edge else one)
        return node

    def _around(self, node: int) -> Ints:
        return self._net.around[self._net.at_node[node] : self._net.at_node[node + 1]]

    def _step(self, pieces: list[Piece], node: int, edge: int) -> int:
        """Walk along an edge from one of its ends; gives the other."""
        start, end, whole = (
            int(self._net.edges["start"][edge]),
            int(self._net.edges["end"][edge]),
            self._edge_m(edge),
        )
        pieces.append(Piece(edge, 0.0, whole) if node == start else Piece(edge, whole, 0.0))
        return end if node == start else start

    def _edge_m(self, edge: int) -> float:
        return float(self._net.edges["length_m"][edge])

    def _way(self, pieces: list[Piece]) -> Way:
        return Way(pieces=tuple(pieces), length_m=_metres(pieces), seen_m=self._seen_of(pieces))

    def _seen_of(self, pieces: Iterable[Piece]) -> float:
        """Metres of pieces that are seen."""
        seen = 0.0
        for one in pieces:
            if (of_edge := self._seen_edge[one.edge]) == 0.0:
                continue
            low, high = sorted((one.from_m, one.to_m))
            if low == 0.0 and high == self._edge_m(one.edge):
                seen += of_edge
                continue
            at, until = np.searchsorted(self._watched.edge, (one.edge, one.edge + 1))
            if until > at:
                begin, end = self._watched.from_m[at:until], self._watched.to_m[at:until]
                seen += float(np.maximum(np.minimum(end, high) - np.maximum(begin, low), 0.0).sum())
        return seen


@dataclass(frozen=True, slots=True)
class _Leg:
    crossing: int
    pieces: list[Piece]


def _direct(legs: list[_Leg], end: Spot) -> list[Piece] | None:
    """The way between two points on the same link, which passes no crossing."""
    for leg in legs:
        for place, piece in enumerate(leg.pieces):
            low, high = sorted((piece.from_m, piece.to_m))
            if piece.edge == end.edge and low <= end.along_m <= high:
                return [*leg.pieces[:place], Piece(piece.edge, piece.from_m, end.along_m)]
    return None


def _reversed(pieces: list[Piece]) -> list[Piece]:
    return [Piece(one.edge, one.to_m, one.from_m) for one in reversed(pieces)]


def _metres(pieces: Iterable[Piece]) -> float:
    return sum(abs(one.to_m - one.from_m) for one in pieces)


def _front(ways: list[Way]) -> tuple[Way, ...]:
    """Each way that is less seen than all that are shorter, by length."""
    front: list[Way] = []
    for way in sorted(ways, key=lambda one: (one.length_m, one.seen_m)):
        if not front or way.seen_m < front[-1].seen_m - _ROUNDING_M:
            front.append(way)
    return tuple(front)
