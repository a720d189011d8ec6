"""How much of a walk is seen: unions, sites, and what lies outside of the map."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attribute.made_ways import degrees, tables

from lamppost.attribute.street.unions import united, watched
from lamppost.attribute.street.walks import LENSES, Look, line_of_walk, line_of_way, measured
from lamppost.attribute.street.ways import Piece, Way
from lamppost.model.ground import StreetMap

STRETCH = st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(0, 12))


@settings(max_examples=200, deadline=None)
@given(st.lists(STRETCH, max_size=14))
def test_a_union_covers_each_metre_once(rows):
    rows = [(group, min(a, b), max(a, b)) for group, a, b in rows]
    columns = [np.array([row[k] for row in rows], np.int64) for k in range(3)]
    group, begin, end = united(columns[0], columns[1], columns[2])
    covered = {(g, m) for g, a, b in rows for m in range(a, b)}
    found = [
        (g, m) for g, a, b in zip(group.tolist(), begin, end, strict=True) for m in range(round(a), round(b))
    ]
    assert sorted(found) == sorted(covered)
    assert all(a < b for a, b in zip(begin, end, strict=True))
    for (g, _, until), (h, following, _) in zip(
        zip(group, begin, end, strict=True), zip(group[1:], begin[1:], end[1:], strict=True), strict=False
    ):
        assert (g, until) < (h, following)
    whole = watched({"edge": columns[0], "from_m": columns[1], "to_m": columns[2]}, 4)
    assert whole.seen_m.tolist() == [sum(g == k for g, _ in covered) for k in range(4)]


def look(kind="seen", level="l1", lens="middle", rows=(), site_of=("site-a", "site-b")):
    """A look that sees what it is told: edge, view, from, to."""
    columns = {
        name: np.array([row[k] for row in rows], np.int64 if k < 2 else np.float64)
        for k, name in enumerate(("edge", "view", "from_m", "to_m"))
    }
    return Look(kind=kind, level=level, lens=lens, measure=lambda *_: columns, site_of=site_of)


def looks(rows, **told):
    """The same through each lens."""
    return [look(lens=lens, rows=rows, **told) for lens in LENSES]


def walk(*places):
    """A line through places near the equator."""
    return line_of_walk([np.array([degrees(*place) for place in places])])


def test_a_walk_is_as_long_as_its_points_are_apart():
    assert walk((0, 0), (300, 400), (300, 500)).length_m == pytest.approx(600, rel=1e-4)
    assert line_of_walk([]).length_m == 0
    two = line_of_walk([np.array([[60.0, 25.0], [60.0, 25.001]]), np.array([[60.1, 25.0], [60.1, 25.001]])])
    assert len(two.edges["start"]) == 2
    radius = 6378137 / math.sqrt(
        1 - (2 - 1 / 298.257223563) / 298.257223563 * math.sin(math.radians(60)) ** 2
    )
    assert two.edges["length_m"][0] == pytest.approx(
        radius * math.cos(math.radians(60)) * math.radians(0.001), rel=1e-9
    )


def test_metres_that_two_cameras_see_count_once_in_all_and_once_for_each():
    rows = [(0, 0, 10.0, 30.0), (0, 1, 20.0, 50.0), (1, 1, 0.0, 5.0)]
    seen = measured("walk", walk((0, 0), (100, 0), (200, 0)), looks(rows), "l1")
    assert seen.seen_m["l1"].middle == pytest.approx(45)
    assert [(by.site, by.metres.middle) for by in seen.by_site] == [("site-b", 35.0), ("site-a", 20.0)]


def test_two_views_of_one_site_count_once():
    rows = [(0, 0, 10.0, 30.0), (0, 1, 20.0, 50.0)]
    seen = measured("walk", walk((0, 0), (100, 0)), looks(rows, site_of=("site-a", "site-a")), "l1")
    assert [(by.site, by.metres.middle) for by in seen.by_site] == [("site-a", 40.0)]


def test_each_kind_and_level_stays_apart_and_sites_are_those_of_the_level_asked_for():
    every = [
        *looks([(0, 0, 0.0, 40.0)]),
        *looks([(0, 1, 0.0, 9.0)], level="l2"),
        *looks([(0, 0, 0.0, 7.0)], kind="told_apart"),
        *looks([(0, 0, 0.0, 20.0)], kind="known"),
        *looks([(0, 0, 0.0, 60.0)], kind="without_walls"),
    ]
    seen = measured("shortest", walk((0, 0), (100, 0)), every, "l1", detour=0.2)
    assert (seen.seen_m["l1"].high, seen.seen_m["l2"].low) == (40.0, 9.0)
    assert seen.told_apart_m["l1"].middle == 7.0
    assert (seen.seen_by_known_m["l1"].middle, seen.seen_without_walls_m["l1"].middle) == (20.0, 60.0)
    (only,) = seen.by_site
    assert (only.site, only.metres.middle, only.told_apart_m.middle) == ("site-a", 40.0, 7.0)
    assert (seen.what, seen.detour) == ("shortest", 0.2)


def test_what_lies_outside_of_the_map_is_told_by_metres():
    (south, west), (north, east) = degrees(0, 0), degrees(100, 100)
    bounds = (west, south, east, north)
    for places, outside in [
        (((50, 50), (150, 50)), 50), (((10, 10), (90, 90)), 0), (((-50, 50), (150, 50)), 100),
        (((200, 0), (200, 50)), 50), (((50, 200), (150, 200)), 100), (((50, 50), (50, 50)), 0),
        (((-10, 60), (60, -10)), 20 * math.sqrt(2)),
    ]:  # fmt: skip
        seen = measured("walk", walk(*places), looks([]), "l1", bounds)
        assert seen.unmatched_m == pytest.approx(outside, rel=1e-3, abs=1e-6), places


def test_a_way_is_the_line_of_its_pieces_and_keeps_its_tunnels():
    nodes, edges = tables([(0, 0), (100, 0), (100, 100)], [(0, 1), (2, 1)])
    edges["is_covered"][1] = True
    street = StreetMap(nodes=nodes, edges=edges)
    line = line_of_way(
        Way(pieces=(Piece(0, 30.0, 100.0), Piece(1, 100.0, 20.0)), length_m=150.0, seen_m=0.0), street
    )
    assert line.length_m == pytest.approx(150.0)
    assert line.edges["is_covered"].tolist() == [False, True]
    assert line.nodes["east"].tolist() == pytest.approx([30, 100, 100])
    assert line.nodes["north"].tolist() == pytest.approx([0, 0, 80])
    assert line_of_way(Way(pieces=(), length_m=0.0, seen_m=0.0), street).length_m == 0
