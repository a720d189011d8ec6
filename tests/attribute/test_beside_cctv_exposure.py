"""Four walks beside CCTV-Exposure, on its own cameras: what points alone miss (docs/reference/walks.md)."""

import numpy as np
import pytest
from tests.attribute.point_sampling import cameras_of, exact, measured

from lamppost.attribute.street.exposure import stretches
from lamppost.attribute.street.seeing import Camera, outlines, views_of
from lamppost.attribute.street.unions import watched
from lamppost.attribute.street.walks import line_of_walk
from lamppost.observe.gpx.reader import read_walk

RADIUS_M = 10.0


@pytest.fixture
def folder(data):
    """Where its data lies; CC BY-NC 4.0, compared with in place and no part of lamppost."""
    return data / "osm" / "jyvaskyla"


@pytest.fixture
def cameras(folder):
    """Its cameras: latitude, longitude and radius."""
    return cameras_of(folder / "cctv-aware-jyvaskyla.xml")


def points(folder, number):
    """A walk of its, and its points."""
    read = read_walk(folder / f"test{number}.gpx")
    (line,) = read.lines
    assert read.is_whole
    return read.lines, [tuple(point) for point in line.tolist()]


def ours(lines, cameras):
    """Cameras met, metres, and metres seen, by what lamppost takes for what a camera sees: here a circle and no walls."""
    walk = line_of_walk(lines)
    views = views_of(
        [Camera(lat, lon, "dome") for lat, lon, _ in cameras], field_deg=360.0, far_m=RADIUS_M, height_m=0.0
    )
    found = stretches(outlines(views, None), walk.nodes, walk.edges)
    seen = watched(found, len(walk.edges["start"])).seen_m.sum()
    return set(views["site"][np.unique(found["view"])].tolist()), walk.length_m, float(seen)


def test_its_cameras_are_circles_of_ten_metres(cameras):
    assert len(cameras) == 450
    assert {radius for _, _, radius in cameras} == {RADIUS_M}


@pytest.mark.parametrize(
    ("number", "n_points", "sampled", "exactly"),
    [(1, 76, (13, 25.4), (13, 21.8)), (2, 95, (14, 17.4), (14, 14.1)), (3, 81, (9, 4.8), (11, 8.5)), (4, 29, (1, 2.3), (15, 23.0))],
)  # fmt: skip
def test_points_alone_miss_what_the_line_meets(folder, cameras, number, n_points, sampled, exactly):
    lines, places = points(folder, number)
    assert len(places) == n_points
    theirs = measured(places, cameras)
    assert (len(theirs.cameras), round(theirs.percent, 1)) == sampled
    met, length, seen = ours(lines, cameras)
    assert (len(met), round(100 * seen / length, 1)) == exactly
    judge = exact(places, cameras)
    assert met == judge.cameras
    assert length == pytest.approx(judge.length_m, rel=0.003)
    assert seen == pytest.approx(judge.seen_m, rel=0.004)
    assert theirs.cameras <= met


def test_circles_drawn_with_thirty_two_corners_come_out_a_little_smaller(folder, cameras):
    shapely = pytest.importorskip("shapely")
    lines, _ = points(folder, 4)
    walk = line_of_walk(lines)
    views = views_of(
        [Camera(lat, lon) for lat, lon, _ in cameras], field_deg=360.0, far_m=RADIUS_M, height_m=0.0
    )
    line = shapely.LineString(np.column_stack((walk.nodes["east"], walk.nodes["north"])))
    circles = shapely.union_all(
        [
            shapely.Point(east, north).buffer(RADIUS_M * unit, quad_segs=8)
            for east, north, unit in zip(views["east"], views["north"], views["scale"], strict=True)
        ]
    )
    assert 100 * line.intersection(circles).length / line.length == pytest.approx(22.9, abs=0.05)
