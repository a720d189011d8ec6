"""What a place is drawn with: lines that lie where they were read, none finer than is seen, and none left out in silence."""

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lamppost.attribute.street.drawing import UNSEEN_M, drawing
from lamppost.model.ground import StreetMap
from lamppost.model.mercator import on_map, scale
from lamppost.model.sites import Drawing, Line

shapely = pytest.importorskip("shapely")
LAT, LON = 50.0, -30.0
BOUNDS = (LON, LAT, LON + 0.02, LAT + 0.02)


def made(ways=(), houses=()):
    """A map of ways and houses; each a list of longitudes and latitudes in degrees."""
    lat, lon = [], []
    start, end, way = [], [], []
    for number, line in enumerate(ways):
        first = len(lat)
        lon += [one[0] for one in line]
        lat += [one[1] for one in line]
        start += range(first, first + len(line) - 1)
        end += range(first + 1, first + len(line))
        way += [number] * (len(line) - 1)
    east, north = on_map(np.array(lat), np.array(lon))
    nodes = {"east": east, "north": north, "lat_deg": np.array(lat)}
    edges = {
        "start": np.array(start, np.int32),
        "end": np.array(end, np.int32),
        "way": np.array(way, np.int64),
    }
    pieces = [(*one, *two, number) for number, ring in enumerate(houses) for one, two in pairwise(ring)]
    table = np.array(pieces, np.float64).reshape(-1, 5)
    (a, b), (c, d) = on_map(table[:, 1], table[:, 0]), on_map(table[:, 3], table[:, 2])
    walls = {"east": a, "north": b, "to_east": c, "to_north": d, "building": table[:, 4].astype(np.int32)}
    return StreetMap(nodes=nodes, edges=edges, walls=walls)


def points(line):
    """The corners that a line says, in degrees."""
    numbers = np.array([int(one) for one in line.split()]).reshape(-1, 2)
    return np.cumsum(numbers, axis=0) / 1e6


NEAR = st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)).map(
    lambda one: (LON + one[0] / 1e6, LAT + one[1] / 1e6)
)


@given(st.lists(st.lists(NEAR, min_size=2, max_size=12, unique=True), max_size=6))
@example([[(LON, LAT), (LON + 0.000016, LAT), (LON + 0.000005, LAT)]])
def test_a_line_is_drawn_where_it_was_read(ways):
    drawn = drawing(made(ways), BOUNDS)
    assert drawn.left_out == 0
    assert len(drawn.ways) == len(ways)
    for read, line in zip(ways, drawn.ways, strict=True):
        shown = points(line)
        a = shapely.LineString(np.stack(on_map([one[1] for one in read], [one[0] for one in read]), 1))
        b = shapely.LineString(np.stack(on_map(shown[:, 1], shown[:, 0]), 1))
        most = (2 * UNSEEN_M + 0.15) * float(scale(LAT))
        assert a.hausdorff_distance(b) <= most


def test_a_house_is_one_line_and_a_court_another():
    outer = [(LON, LAT), (LON + 0.001, LAT), (LON + 0.001, LAT + 0.001), (LON, LAT + 0.001), (LON, LAT)]
    inner = [
        (LON + 0.0003, LAT + 0.0003),
        (LON + 0.0006, LAT + 0.0003),
        (LON + 0.0006, LAT + 0.0006),
        (LON + 0.0003, LAT + 0.0003),
    ]
    drawn = drawing(made(houses=[outer, inner]), BOUNDS)
    assert [len(points(line)) for line in drawn.buildings] == [5, 4]
    assert drawn.ways == []


def test_a_corner_that_nobody_sees_is_not_drawn():
    line = [(LON, LAT), (LON + 0.001, LAT + 0.0000005), (LON + 0.002, LAT)]
    assert len(points(drawing(made([line]), BOUNDS).ways[0])) == 2


def test_what_lies_elsewhere_is_not_drawn_and_not_counted():
    there = [(LON + 1, LAT + 1), (LON + 1.001, LAT + 1)]
    across = [(LON - 0.01, LAT - 0.01), (LON + 0.03, LAT + 0.03)]
    drawn = drawing(made([there, across]), BOUNDS)
    assert (len(drawn.ways), drawn.left_out) == (1, 0)


def test_of_too_many_the_large_ones_are_drawn_and_the_others_counted():
    ways = [[(LON, LAT + n / 1e4), (LON + n / 1e4, LAT + n / 1e4)] for n in range(1, 11)]
    drawn = drawing(made(ways), BOUNDS, most_points=6)
    assert drawn.left_out == 7
    assert [round(points(line)[-1][0] - LON, 4) for line in drawn.ways] == [0.0008, 0.0009, 0.001]


def test_a_place_without_ways_is_an_empty_drawing():
    assert drawing(StreetMap(), BOUNDS) == Drawing(ways=[], buildings=[])


@pytest.mark.parametrize("line", ["", "1 2", "1 2 3 x", "1  2 3 4", "1 2 3 4<b>", "1.5 2 3 4"])
def test_a_line_of_a_strangers_result_is_numbers_or_refused(line):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(line, Line)
