"""Small made networks, and every simple way through them: a slow judge that imports nothing of ours."""

import math
import random
from itertools import pairwise

import numpy as np

RADIUS_M = 6378137.0
EQUATOR = {"lat_deg": 0.0}


def tables(places, edges, private=()):
    """NODES and EDGES of straight pieces near the equator, where a unit of the map is a metre."""
    east, north = (np.array([place[k] for place in places], np.float64) for k in (0, 1))
    n = len(edges)
    start, end = (np.array([edge[k] for edge in edges], np.int32).reshape(n) for k in (0, 1))
    nodes = {"ref": np.arange(len(places)), "east": east, "north": north, "lat_deg": np.zeros(len(places))}
    columns = {
        "start": start,
        "end": end,
        "way": np.arange(n, dtype=np.int64),
        "name": np.full(n, -1, np.int32),
        "kind": np.zeros(n, np.int16),
        "length_m": np.hypot(east[start] - east[end], north[start] - north[end]),
        "is_public": np.array([k not in private for k in range(n)], bool),
        "is_covered": np.zeros(n, bool),
    }
    return nodes, columns


def degrees(east, north):
    """Latitude and longitude of a place near the equator, on the ellipsoid's map."""
    squared = (2 - 1 / 298.257223563) / 298.257223563
    return math.degrees(north / RADIUS_M / (1 - squared)), math.degrees(east / RADIUS_M)


def random_town(seed, n=8, blocks=11):
    """Places, edges and the stretch of each edge that is seen, or None."""
    chance = random.Random(seed)
    places = [(chance.uniform(0, 400), chance.uniform(0, 400)) for _ in range(n)]
    pairs = [(a, b) for a in range(n) for b in range(n) if a < b]
    edges = chance.sample(pairs, min(blocks, len(pairs)))
    seen = []
    for a, b in edges:
        whole = math.dist(places[a], places[b])
        low, high = sorted(chance.uniform(0, whole) for _ in range(2))
        seen.append((low, high) if chance.random() < 0.6 else None)
    return places, edges, seen


def every_way(places, edges, seen, first, last):
    """Length and metres seen of every simple way between two spots, each an edge and metres from its start.

    Each edge is cut at the spots, and all paths that pass no point twice are walked.
    """
    graph: dict[object, list[tuple[object, float, float]]] = {}
    for number, (a, b) in enumerate(edges):
        whole = math.dist(places[a], places[b])
        cuts = [(0.0, a), (whole, b)]
        cuts += [(along, name) for name, (edge, along) in (("A", first), ("B", last)) if edge == number]
        cuts.sort(key=lambda cut: (cut[0], str(cut[1]) if cut[0] else ""))
        for (low, one), (high, other) in pairwise(cuts):
            stretch = seen[number]
            watched = max(0.0, min(high, stretch[1]) - max(low, stretch[0])) if stretch else 0.0
            graph.setdefault(one, []).append((other, high - low, watched))
            graph.setdefault(other, []).append((one, high - low, watched))
    found = []

    def walk(at, length, watched, met):
        if at == "B":
            found.append((length, watched))
            return
        for other, more, more_seen in graph.get(at, ()):
            if other not in met:
                walk(other, length + more, watched + more_seen, met | {other})

    walk("A", 0.0, 0.0, {"A"})
    return found
