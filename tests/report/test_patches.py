"""Patches of ground, against shapely: the same area and the same ground, whatever the outline."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.model.patches import Window, patches, polygons

shapely = pytest.importorskip("shapely")


NEAR = st.just(0.0) | st.floats(0.01, 40)


@st.composite
def outlines(draw):
    """An outline of a cone or all round, in whole tenths and decimetres."""
    is_round = draw(st.booleans())
    count = draw(st.integers(3, 14))
    start = draw(st.integers(0, 3599))
    if is_round:
        steps = [3600 // count] * count
    else:
        steps = [draw(st.integers(0, 1700 // count)) for _ in range(count)]
    metres = [draw(st.integers(0, 800)) for _ in range(count)]
    pairs, bearing = [], start
    for step, metre in zip(steps, metres, strict=True):
        pairs += [bearing % 3600, metre]
        bearing += step
    return pairs, is_round


def judged(pairs, near, far, *, is_round):
    """The same ground, made by shapely: the polygon, less a disk, within a disk."""
    points = [
        (d / 10 * math.sin(math.radians(b / 10)), d / 10 * math.cos(math.radians(b / 10)))
        for b, d in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    whole = shapely.Polygon(points if is_round else [(0, 0), *points])
    whole = whole if whole.is_valid else shapely.make_valid(whole)
    origin = shapely.Point(0, 0)
    return whole.intersection(origin.buffer(far, 720)).difference(origin.buffer(near, 720))


def ours(pairs, near, far, *, is_round):
    made = patches(pairs, is_round=is_round, near_m=near, far_m=far)
    return [polygons(one) for one in made]


@given(outlines(), NEAR, st.floats(0.5, 60))
def test_a_patch_is_the_ground_within_the_outline_and_between_the_circles(held, near, more):
    pairs, is_round = held
    far = near + more
    expected = judged(pairs, near, far, is_round=is_round)
    made = shapely.unary_union(
        [
            shapely.make_valid(shapely.Polygon(one[0], one[1:]))
            for one in ours(pairs, near, far, is_round=is_round)
        ]
    )
    apart = made.symmetric_difference(expected).area
    assert apart <= 0.002 * math.pi * (far**2 + near**2) + 0.01


@given(outlines(), NEAR, st.floats(0.5, 60))
def test_rings_are_closed_and_turn_as_the_standard_asks(held, near, more):
    pairs, is_round = held
    for one in ours(pairs, near, near + more, is_round=is_round):
        for number, ring in enumerate(one):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
            assert doubled > -1e-6 if number == 0 else doubled < 1e-6


def test_a_disk_with_a_hole_is_one_patch_and_a_wall_cuts_it():
    pairs = [one for step in range(36) for one in (step * 100, 1000)]
    (ring,) = patches(pairs, is_round=True, near_m=5, far_m=20)
    assert ring.is_whole
    assert len(polygons(ring)) == 2
    cut = [one for step in range(36) for one in (step * 100, 30 if 5 <= step <= 9 else 1000)]
    (ring,) = patches(cut, is_round=True, near_m=5, far_m=20)
    assert not ring.is_whole
    assert ring.steps[0].bearing < 2 * math.pi < ring.steps[-1].bearing


def test_two_cones_of_one_camera_are_two_patches():
    pairs = [0, 300, 400, 300, 400, 0, 1800, 0, 1800, 300, 2200, 300]
    assert len(patches(pairs, is_round=False, near_m=0, far_m=20)) == 2


@pytest.mark.parametrize(("near", "far"), [(5, 5), (7, 3), (90, 99)])
def test_where_nothing_lies_between_there_is_no_patch(near, far):
    assert patches([0, 300, 900, 300], is_round=False, near_m=near, far_m=far) == []


@pytest.mark.parametrize("pairs", [[], [5], [0, 100], [0, 0, 900, 0]])
def test_an_outline_of_nothing_has_no_patch(pairs):
    assert patches(pairs, is_round=False, near_m=0, far_m=9) == []


@given(outlines(), NEAR, st.floats(0.5, 60), st.floats(0, 360), st.floats(5, 170))
def test_a_window_keeps_what_lies_within_it(held, near, more, bearing, field):
    pairs, is_round = held
    if is_round or pairs[-2] < pairs[0]:
        pairs = [0, 300, 450, 500, 900, 200, 1700, 700]
        bearing, field = bearing / 360 * 150 + 10, field / 4
    far = near + more
    cut = patches(pairs, is_round=False, near_m=near, far_m=far, within=[Window(bearing, field)])
    made = [shapely.make_valid(shapely.Polygon(polygons(one)[0])) for one in cut]
    ends = [math.radians(bearing + field * part) for part in (-0.5, -0.25, 0, 0.25, 0.5)]
    fan = shapely.Polygon([(0, 0), *((999 * math.sin(one), 999 * math.cos(one)) for one in ends)])
    expected = judged(pairs, near, far, is_round=False).intersection(fan)
    apart = shapely.unary_union(made).symmetric_difference(expected).area
    assert apart <= 0.002 * math.pi * (far**2 + near**2) + 0.05


def test_two_cones_that_lie_over_each_other_are_two_patches():
    pairs = [1580, 300, 2420, 300, 2420, 0, 1280, 0, 1280, 300, 2120, 300]
    made = patches(pairs, is_round=False, near_m=0, far_m=20)
    assert [len(polygons(one)[0]) > 10 for one in made] == [True, True]


def test_out_and_back_on_one_bearing_is_no_ground():
    pairs = [100, 300, 400, 300, 400, 800, 400, 200, 900, 200]
    (one,) = patches(pairs, is_round=False, near_m=0, far_m=100)
    assert shapely.Polygon(polygons(one)[0]).is_valid


@given(outlines(), NEAR, st.floats(0.5, 60), st.floats(0.01, 2))
def test_fewer_corners_lie_no_farther_off_than_is_asked_and_stay_a_ring(held, near, more, within):
    pairs, is_round = held
    for patch in patches(pairs, is_round=is_round, near_m=near, far_m=near + more):
        for fine, coarse in zip(polygons(patch), polygons(patch, within_m=within), strict=True):
            assert set(coarse) <= set(fine)
            assert (coarse[0], coarse[-1]) == (fine[0], fine[-1])
            line = shapely.LineString(coarse)
            assert max(line.distance(shapely.Point(one)) for one in fine) <= within + 1e-9
            assert len(coarse) >= min(4, len(fine))


def test_a_small_circle_is_told_with_fewer_corners_than_a_large_one():
    circle = [value for bearing in range(0, 3600, 75) for value in (bearing, 400)]
    (large,), (small,) = (
        patches(circle, is_round=True, near_m=0.0, far_m=far_m) for far_m in (40.0, 3.0)
    )  # metres
    assert len(polygons(large, within_m=0.25)[0]) > len(polygons(small, within_m=0.25)[0]) > 8
