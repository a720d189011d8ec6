"""Ways that everybody may walk as a graph of crossings, and the nearest point on them."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_array

from lamppost.model.ground import Table
from lamppost.model.mercator import on_map, scale

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FARTHEST_M: Final = 100.0
"""How far from any way a point may lie for a walk to begin there."""
_LEAST_M = 1e-6  # a piece of no length has this one: a graph's weights are above 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point on a way."""

    edge: int
    """Row of EDGES."""
    along_m: float
    """Metres from the edge's start."""
    away_m: float
    """How far the point that was asked for lies from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Public edges, and the links that they make between crossings."""

    nodes: Table
    edges: Table
    rows: Ints
    """Public edges: rows of EDGES, each pair of nodes once; shape (n,)."""
    link_of: Ints
    """Which link each of them is part of, shape (n,)."""
    start: Ints
    """The crossing at which each link starts, shape (m,); crossings are counted from 0."""
    end: Ints
    length_m: Floats
    """Of each link, shape (m,)."""
    crossing_of: Ints
    """The crossing that each node is, or -1; shape of NODES."""
    component: Ints
    """Which connected part of the network each node belongs to, or -1; shape of NODES."""
    at_node: Ints
    """Where the edges of each node begin in `around`; shape of NODES, and one more."""
    around: Ints
    """Places in `rows` of the edges that meet at each node, node by node."""

    @property
    def n_crossings(self) -> int:
        """How many crossings and ends of ways there are."""
        return int(self.crossing_of.max(initial=-1)) + 1

    def of_links(self, of_edges: Floats) -> Floats:
        """A measure of edges, added up for each link.

        Args:
            of_edges: One value for each row of EDGES.

        Returns:
            One for each link, shape (m,).
        """
        return _sums(self.link_of, of_edges[self.rows], len(self.start))


def network_of(nodes: Table, edges: Table) -> Network:
    """The public edges of a map as a graph.

    A node at which exactly two edges meet is no crossing: the edges on both sides are parts of one link. Where links would share both ends,
    as at a ring, one node more of each is taken as a crossing.

    Args:
        nodes: NODES.
        edges: EDGES; those that are not public are left out, and so are edges of no extent.

    Returns:
        The network; of several edges between the same two nodes the first.
    """
    starts, ends = _longs(edges["start"]), _longs(edges["end"])
    rows = np.flatnonzero(np.asarray(edges["is_public"], bool) & (starts != ends))
    n_nodes = len(nodes["east"])
    low, high = np.minimum(starts[rows], ends[rows]), np.maximum(starts[rows], ends[rows])
    rows = rows[np.sort(np.unique(low * max(n_nodes, 1) + high, return_index=True)[1])]
    start, end = starts[rows], ends[rows]
    met = np.bincount(np.concatenate((start, end)), minlength=n_nodes)
    is_crossing = (met > 0) & (met != 2)
    links = _linked(start, end, is_crossing)
    while len(more := _missing_crossings(links, is_crossing)):
        is_crossing[more] = True
        links = _linked(start, end, is_crossing)
    crossing_of = np.where(is_crossing, np.cumsum(is_crossing) - 1, -1)
    parts = csgraph.connected_components(_joined(start, end, n_nodes), directed=False)[1].astype(np.int64)
    length = np.maximum(np.asarray(edges["length_m"], np.float64)[rows], _LEAST_M)
    both = np.concatenate((start, end))
    return Network(
        nodes=nodes,
        edges=edges,
        rows=rows,
        link_of=links.of_edges,
        start=crossing_of[links.start],
        end=crossing_of[links.end],
        length_m=_sums(links.of_edges, length, len(links.start)),
        crossing_of=crossing_of,
        component=np.where(met > 0, parts, -1),
        at_node=np.concatenate(([0], np.cumsum(met))),
        around=np.argsort(both, kind="stable") % max(len(rows), 1),
    )


def spots(
    network: Network, points: list[tuple[float, float]], farthest_m: float = FARTHEST_M
) -> list[Spot | None]:
    """The nearest points on one connected part of the network: that to which all lie nearest in sum.

    Args:
        network: The network.
        points: Latitudes and longitudes in degrees.
        farthest_m: How far a point may lie from it.

    Returns:
        A spot for each point, all of them joined by ways. Where no part is near enough to all, each point's own nearest spot, wherever
        it is, and None for a point that lies near none: they are not joined then.
    """
    per_point = [_nearest(network, lat, lon, farthest_m) for lat, lon in points]
    shared = set.intersection(*(set(found) for found in per_point)) if per_point else set()
    if shared:
        part = min(shared, key=lambda one: (sum(found[one].away_m for found in per_point), one))
        return [found[part] for found in per_point]
    return [min(found.values(), key=lambda one: one.away_m, default=None) for found in per_point]


def component_of(network: Network, spot: Spot) -> int:
    """The connected part of the network in which a spot lies."""
    return int(network.component[int(network.edges["start"][spot.edge])])


def _nearest(network: Network, lat: float, lon: float, farthest_m: float) -> dict[int, Spot]:
    """By connected part, the spot nearest to a point, where one is near enough."""
    east, north = (float(one[0]) for one in on_map([lat], [lon]))
    units = float(scale(lat))
    start = _longs(network.edges["start"])[network.rows]
    end = _longs(network.edges["end"])[network.rows]
    east_of, north_of = (np.asarray(network.nodes[name], np.float64) for name in ("east", "north"))
    reach = farthest_m * units
    near = (np.minimum(east_of[start], east_of[end]) <= east + reach) & (
        np.maximum(east_of[start], east_of[end]) >= east - reach
    )
    near &= (np.minimum(north_of[start], north_of[end]) <= north + reach) & (
        np.maximum(north_of[start], north_of[end]) >= north - reach
    )
    here = np.flatnonzero(near)
    from_e, from_n = east_of[start[here]], north_of[start[here]]
    step_e, step_n = east_of[end[here]] - from_e, north_of[end[here]] - from_n
    square = np.maximum(step_e**2 + step_n**2, np.finfo(np.float64).tiny)
    share = np.clip(((east - from_e) * step_e + (north - from_n) * step_n) / square, 0.0, 1.0)
    away = np.hypot(from_e + share * step_e - east, from_n + share * step_n - north) / units
    found: dict[int, Spot] = {}
    for one in np.argsort(away, kind="stable"):
        if away[one] > farthest_m:
            break
        row = int(network.rows[here[one]])
        part = int(network.component[start[here[one]]])
        if part not in found:
            along = float(share[one]) * float(network.edges["length_m"][row])
            found[part] = Spot(edge=row, along_m=along, away_m=float(away[one]))
    return found


@dataclass(frozen=True, slots=True)
class _Links:
    of_edges: Ints
    start: Ints  # nodes; -1 where a ring has no crossing
    end: Ints
    inner: Ints  # nodes that are none
    link_of_inner: Ints


def _linked(start: Ints, end: Ints, is_crossing: npt.NDArray[np.bool_]) -> _Links:
    """Edges that meet where nothing else does, as one link."""
    inner = np.flatnonzero(
        np.bincount(np.concatenate((start, end)), minlength=len(is_crossing)).astype(bool) & ~is_crossing
    )
    is_within = ~is_crossing[start] & ~is_crossing[end]
    labels = csgraph.connected_components(
        _joined(start[is_within], end[is_within], len(is_crossing)), directed=False
    )[1]
    label = np.where(~is_crossing[start], labels[start], labels[end]).astype(np.int64)
    alone = is_crossing[start] & is_crossing[end]
    label[alone] = len(is_crossing) + np.arange(int(alone.sum()))
    known, of_edges = np.unique(label, return_inverse=True)
    ends_at = np.concatenate((start, end))
    link = np.concatenate((of_edges, of_edges))
    outer = np.flatnonzero(is_crossing[ends_at])
    outer = outer[np.argsort(link[outer], kind="stable")]
    first = np.searchsorted(link[outer], np.arange(len(known)))
    has = np.bincount(link[outer], minlength=len(known)) > 0
    pick = np.minimum(first, max(len(outer) - 1, 0))
    at_start = np.where(has, ends_at[outer[pick]], -1) if len(outer) else np.full(len(known), -1)
    at_end = (
        np.where(has, ends_at[outer[np.minimum(pick + 1, len(outer) - 1)]], -1) if len(outer) else at_start
    )
    return _Links(of_edges.astype(np.int64), at_start, at_end, inner, np.searchsorted(known, labels[inner]))


def _missing_crossings(links: _Links, is_crossing: npt.NDArray[np.bool_]) -> Ints:
    """Nodes to take as crossings, so that no two links share both ends and none is a ring."""
    low, high = np.minimum(links.start, links.end), np.maximum(links.start, links.end)
    pair = low * (len(is_crossing) + 1) + high
    times = np.unique(pair, return_inverse=True, return_counts=True)
    needs = np.where(times[2][times[1]] > 1, 1, 0)
    needs[links.start == links.end] = 2
    order = np.argsort(links.link_of_inner, kind="stable")
    ordered = links.link_of_inner[order]
    nth = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    return links.inner[order[nth < needs[ordered]]]


def _joined(start: Ints, end: Ints, n: int) -> Any:
    return csr_array((np.ones(len(start)), (start, end)), shape=(n, n))


def _sums(group: Ints, values: Floats, n: int) -> Floats:
    return np.bincount(group, values, minlength=n).astype(np.float64)


def _longs(column: Any) -> Ints:
    return np.asarray(column, np.int64)
