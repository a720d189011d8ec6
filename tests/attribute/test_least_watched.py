"""The shortest and the least watched way, against every way that there is."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attribute.made_ways import degrees, every_way, random_town, tables

from lamppost.attribute.street.network import Spot, component_of, network_of, spots
from lamppost.attribute.street.ways import Router, Watched


def watched_of(edges, seen):
    """What is seen, as the router is told it."""
    rows = [row for row, stretch in enumerate(seen) if stretch]
    total = np.zeros(len(edges["start"]))
    for row in rows:
        total[row] = seen[row][1] - seen[row][0]
    return Watched(
        edge=np.array(rows, np.int64),
        from_m=np.array([seen[row][0] for row in rows], np.float64),
        to_m=np.array([seen[row][1] for row in rows], np.float64),
        seen_m=total,
    )


def asked(seed, share_a, share_b, detour):
    """A made town, two spots in it, what is found and all ways that there are."""
    places, pairs, seen = random_town(seed)
    nodes, edges = tables(places, pairs)
    spot = []
    for edge, share in ((seed % len(pairs), share_a), (seed * 7 % len(pairs), share_b)):
        spot.append(Spot(edge=edge, along_m=share * float(edges["length_m"][edge]), away_m=0.0))
    ways = every_way(places, pairs, seen, *((one.edge, one.along_m) for one in spot))
    router = Router(network_of(nodes, edges), watched_of(edges, seen))
    return nodes, edges, seen, spot, router.between(*spot, detour), ways


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 100_000),
    st.floats(0.05, 0.95),
    st.floats(0.05, 0.95),
    st.sampled_from([0.0, 0.1, 0.2, 0.5, 2.0]),
)
def test_what_is_found_is_a_way_within_the_limit_and_its_floor_holds(seed, share_a, share_b, detour):
    nodes, edges, _seen, spot, found, ways = asked(seed, share_a, share_b, detour)
    if spot[0].edge == spot[1].edge and math.isclose(spot[0].along_m, spot[1].along_m):
        return
    if not ways:
        assert found is None
        return
    shortest = min(length for length, _ in ways)
    assert found.shortest.length_m == pytest.approx(shortest, abs=1e-4)
    best = min(watched for length, watched in ways if length <= shortest * (1 + detour) + 1e-6)
    least = found.least_watched
    assert least.length_m <= shortest * (1 + detour) + 1e-4
    assert least.seen_m >= best - 1e-4
    assert least.seen_m <= found.shortest.seen_m + 1e-4
    assert least.floor_m <= best + 1e-4
    for way in (found.shortest, *found.trade):
        assert any(
            math.isclose(way.length_m, length, abs_tol=1e-4)
            and math.isclose(way.seen_m, watched, abs_tol=1e-4)
            for length, watched in ways
        )
        assert joined(nodes, edges, way, spot)
    metres, watched = zip(*((way.length_m, way.seen_m) for way in found.trade), strict=True)
    assert list(metres) == sorted(metres)
    assert list(watched) == sorted(watched, reverse=True)


def joined(nodes, edges, way, spot):
    """Whether the pieces of a way follow on each other, from one spot to the other."""

    def place(edge, along):
        start, end = edges["start"][edge], edges["end"][edge]
        share = along / edges["length_m"][edge]
        return [nodes[k][start] + share * (nodes[k][end] - nodes[k][start]) for k in ("east", "north")]

    ends = [(place(one.edge, one.from_m), place(one.edge, one.to_m)) for one in way.pieces]
    line = [place(spot[0].edge, spot[0].along_m)]
    for begin, end in ends:
        if math.dist(line[-1], begin) > 1e-6:
            return False
        line.append(end)
    return math.dist(line[-1], place(spot[1].edge, spot[1].along_m)) < 1e-6


def test_the_least_watched_way_is_the_best_there_is_nine_times_in_ten():
    best_found = asked_for = 0
    for seed in range(400):
        *_, found, ways = asked(seed, 0.3, 0.6, 0.5)
        if not ways or found is None:
            continue
        shortest = min(length for length, _ in ways)
        best = min(watched for length, watched in ways if length <= shortest * 1.5 + 1e-6)
        asked_for += 1
        best_found += found.least_watched.seen_m <= best + 1e-4
    assert asked_for > 200
    assert best_found / asked_for > 0.9


def test_nothing_is_longer_for_no_gain():
    places = [(0, 0), (100, 0), (0, 60), (100, 60)]
    nodes, edges = tables(places, [(0, 1), (0, 2), (2, 3), (3, 1)])
    seen = [None, (0.0, 30.0), None, None]
    found = Router(network_of(nodes, edges), watched_of(edges, seen)).between(
        Spot(edge=0, along_m=0.0, away_m=0.0), Spot(edge=0, along_m=100.0, away_m=0.0), 5.0
    )
    assert len(found.trade) == 1
    assert (found.least_watched.length_m, found.least_watched.seen_m) == (100.0, 0.0)


def test_a_way_around_is_taken_only_as_far_as_it_is_allowed():
    places = [(0, 0), (100, 0), (0, 10), (100, 10)]
    nodes, edges = tables(places, [(0, 1), (0, 2), (2, 3), (3, 1)])
    router = Router(network_of(nodes, edges), watched_of(edges, [(20.0, 80.0), None, None, None]))
    ends = (Spot(edge=0, along_m=0.0, away_m=0.0), Spot(edge=0, along_m=100.0, away_m=0.0))
    assert router.between(*ends, 0.19).least_watched.seen_m == pytest.approx(60.0)
    around = router.between(*ends, 0.2).least_watched
    assert (around.length_m, around.seen_m) == (pytest.approx(120.0), 0.0)


def test_a_ring_with_no_crossing_is_walked_both_ways():
    places = [(0, 0), (100, 0), (100, 100), (0, 100)]
    nodes, edges = tables(places, [(0, 1), (1, 2), (2, 3), (3, 0)])
    router = Router(network_of(nodes, edges), watched_of(edges, [(50.0, 100.0), None, None, None]))
    found = router.between(
        Spot(edge=0, along_m=40.0, away_m=0.0), Spot(edge=1, along_m=90.0, away_m=0.0), 1.0
    )
    assert (found.shortest.length_m, found.shortest.seen_m) == (pytest.approx(150.0), pytest.approx(50.0))
    assert (found.least_watched.length_m, found.least_watched.seen_m) == (pytest.approx(250.0), 0.0)


def test_ways_that_are_not_public_join_nothing():
    places = [(0, 0), (100, 0), (200, 0)]
    nodes, edges = tables(places, [(0, 1), (1, 2)], private={1})
    network = network_of(nodes, edges)
    assert network.rows.tolist() == [0]
    assert spots(network, [degrees(199, 0)], 20.0) == [None]
    assert spots(network, [degrees(50, 7)], 20.0)[0].away_m == pytest.approx(7, rel=1e-3)


def test_the_nearest_point_lies_on_a_part_that_both_ends_share():
    places = [(0, 0), (1000, 0), (40, 10), (60, 10)]
    nodes, edges = tables(places, [(0, 1), (2, 3)])
    network = network_of(nodes, edges)
    alone = spots(network, [degrees(50, 9)])
    assert alone[0].edge == 1
    both = spots(network, [degrees(50, 9), degrees(900, 5)])
    assert [one.edge for one in both] == [0, 0]
    assert [one.along_m for one in both] == [pytest.approx(50, rel=1e-3), pytest.approx(900, rel=1e-3)]
    apart = spots(network, [degrees(50, 30), degrees(900, 99)], 25.0)
    assert [one and one.edge for one in apart] == [1, None]
    assert component_of(network, both[0]) != component_of(network, alone[0])


def test_an_empty_network_has_no_spot():
    nodes, edges = tables([], [])
    assert spots(network_of(nodes, edges), [(0.0, 0.0)]) == [None]
