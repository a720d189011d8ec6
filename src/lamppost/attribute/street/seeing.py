"""What cameras see of the ground: outlines cut off by buildings, exactly (docs/reference/street-sight.md)."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lamppost.attribute.street.grid import CELL_M, Grid, grid_of
from lamppost.attribute.street.kernels.envelope import NO_WALL, WIDTH
from lamppost.attribute.street.kernels.looking import (
    IS_FULL,
    OWN,
    PIECE,
    S_FULL,
    S_PIECES,
    S_VIEWS,
    VIEW,
    look,
)
from lamppost.attribute.street.kernels.standing import settle
from lamppost.attribute.street.running import Runner
from lamppost.model.ground import Table
from lamppost.model.mercator import MOST_LATITUDE_DEG, on_map, scale

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FULL_TURN: Final = 2 * math.pi
DEEP_M: Final = 5.0
"""A camera that lies farther than this within its building is taken to be on its roof, or in a court of it."""
PASSAGE_M: Final = 2.0
"""What begins so high above the ground has a passage below it."""
SEEN_OVER: Final = 2.0
"""A camera this many times as high as a building looks over it."""

VIEWS: dict[str, type] = {
    "site": np.int64,  # row of the camera
    "east": np.float64,  # units of Mercator's map
    "north": np.float64,
    "scale": np.float64,  # units to a metre
    "bearing": np.float64,  # radians from north, clockwise: the middle of what it sees
    "field": np.float64,  # radians: how wide that is; a full turn: all round
    "far_m": np.float64,
    "height_m": np.float64,
    "is_known": np.bool_,  # whether the direction is; of a camera that turns it need not be
}
"""One row per camera and direction."""

SETTLED_BY_CODE: Final = 4096
"""Cameras from which machine code pays that moves them off their walls: the plain path takes a quarter of a millisecond for each."""

PIECES: dict[str, type] = {
    "view": np.int64,
    "from_rad": np.float64,  # bearings from north, clockwise; the end may be beyond a full turn
    "to_rad": np.float64,
    "from_m": np.float64,  # how far the view reaches there
    "to_m": np.float64,
    "wall": np.int64,  # what ends it: the row of a wall, or -1 where nothing does but the distance
}
"""One row per piece of an outline: straight along a wall, else a part of a circle; in the order of the bearings."""


class Camera(NamedTuple):
    """A camera as far as it matters for what it sees."""

    lat_deg: float
    lon_deg: float
    shape: str = "unknown"
    """`fixed`, `panning`, `dome` or `unknown`."""
    directions_deg: Sequence[float] = ()
    height_m: float | None = None


@dataclass(frozen=True, slots=True)
class Walls:
    """What hides ground, ready to be looked at."""

    ends: Floats
    """East, north, to east, to north in units of the map, shape (n, 4)."""
    rows: Ints
    """Which row of the map's walls each is."""
    building: Ints
    seen_over_m: Floats
    """For each building, from which height of a camera on it hides nothing."""
    order: Ints
    """Walls by building."""
    bounds: Ints
    near: Grid
    """Of walls."""
    around: Grid
    """Of buildings."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """What each view sees, all that is nearer than the outline."""

    views: Table
    """`VIEWS`; where a camera is mapped in a wall, moved in front of it."""
    pieces: Table
    """`PIECES`"""
    starts: Ints
    """Where the pieces of each view begin; one more than there are views."""
    columns: Floats
    """`kernels.looking.PIECE` numbers for each piece, shape (n, 7), in metres and turned to where the view begins."""


def views_of(
    cameras: Sequence[Camera],
    *,
    field_deg: float,
    far_m: float,
    height_m: float,
    panning_deg: float = 360.0,
    dome_deg: float = 360.0,
) -> Table:
    """`VIEWS`: a row for each direction of a camera; of unknown direction, or one that turns all round, a single one.

    Args:
        cameras: The cameras; a row's `site` is the place in this order.
        field_deg: How wide a lens that stands still sees.
        far_m: As far as is looked.
        height_m: Of cameras whose height no tag tells.
        panning_deg: How wide a camera that pans sees over time.
        dome_deg: The same of a dome.
    """
    turning = {"panning": panning_deg, "dome": dome_deg}
    rows: list[tuple[int, float, float, bool]] = []
    for number, camera in enumerate(cameras):
        wide = max(field_deg, turning.get(camera.shape, 0.0))
        if wide >= 360 or not camera.directions_deg:
            rows.append((number, 0.0, 360.0, wide >= 360 or bool(camera.directions_deg)))
        else:
            rows += [(number, bearing, wide, True) for bearing in dict.fromkeys(camera.directions_deg)]
    site = np.array([row[0] for row in rows], np.int64)
    lat_deg = np.array([camera.lat_deg for camera in cameras], np.float64)[site]
    lat_deg = np.clip(
        lat_deg, -MOST_LATITUDE_DEG, MOST_LATITUDE_DEG
    )  # beyond it no wall or way is on the map
    lon_deg = np.array([camera.lon_deg for camera in cameras], np.float64)[site]
    heights = [height_m if camera.height_m is None else camera.height_m for camera in cameras]
    east, north = on_map(lat_deg, lon_deg)
    return {
        "site": site,
        "east": east,
        "north": north,
        "scale": np.asarray(scale(lat_deg), np.float64),
        "bearing": np.radians(np.array([row[1] for row in rows], np.float64)),
        "field": np.radians(np.array([row[2] for row in rows], np.float64)),
        "far_m": np.full(len(rows), far_m),
        "height_m": np.array(heights, np.float64)[site],
        "is_known": np.array([row[3] for row in rows], bool),
    }


def walls_of(walls: Table, buildings: Table) -> Walls:
    """What hides ground: all walls but those of buildings that begin `PASSAGE_M` above the ground.

    Args:
        walls: `model.ground.WALLS`; may be empty.
        buildings: `model.ground.BUILDINGS`; a height that is not known hides from every camera.
    """
    if not walls or not len(walls["east"]):
        return _walls(np.empty((0, 4)), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    building = walls["building"].astype(np.int64)
    height, begins = buildings["height_m"].astype(np.float64), buildings["min_height_m"].astype(np.float64)
    rows = np.flatnonzero(~(begins[building] >= PASSAGE_M))
    ends = np.stack([walls[name][rows] for name in ("east", "north", "to_east", "to_north")], axis=1)
    return _walls(ends, rows, building[rows], np.where(np.isnan(height), np.inf, SEEN_OVER * height))


def _walls(ends: Floats, rows: Ints, building: Ints, seen_over_m: Floats) -> Walls:
    low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
    order = np.argsort(building, kind="stable")
    bounds = np.searchsorted(building[order], np.arange(len(seen_over_m) + 1))
    has_walls = np.flatnonzero(np.diff(bounds))
    is_closed = _closed(ends, building, len(seen_over_m))[has_walls]
    cell = CELL_M * _units(ends)
    if len(has_walls):
        box = [
            np.minimum.reduceat(low[order], bounds[has_walls]),
            np.maximum.reduceat(high[order], bounds[has_walls]),
        ]
    else:
        box = [np.empty((0, 2)), np.empty((0, 2))]
    (west, south), (east, north) = box[0][is_closed].T, box[1][is_closed].T
    around = grid_of(west, south, east, north, cell)
    return Walls(
        ends=np.ascontiguousarray(ends, np.float64),
        rows=rows,
        building=building,
        seen_over_m=np.ascontiguousarray(seen_over_m, np.float64),
        order=order.astype(np.int64),
        bounds=bounds.astype(np.int64),
        near=grid_of(low[:, 0], low[:, 1], high[:, 0], high[:, 1], cell),
        around=Grid(
            around.frame, around.size, around.starts, has_walls[is_closed][around.held].astype(np.int64)
        ),
    )


def _closed(ends: Floats, building: Ints, n: int) -> npt.NDArray[np.bool_]:
    """Whether the walls of each building go round; of one at the edge of an extract they need not, and nothing is in it."""
    steps = ends[:, 2:] - ends[:, :2]
    drift = [np.bincount(building, steps[:, at], n) for at in (0, 1)]
    return np.asarray(np.hypot(*drift) < 1e-3, bool)


def _units(ends: Floats) -> float:
    """Units to a metre, roughly: in the middle of the walls."""
    from lamppost.model.mercator import on_earth

    if not len(ends):
        return 1.0
    lat_deg, _ = on_earth(np.zeros(1), np.array([np.median(ends[:, 1])]))
    return float(scale(lat_deg)[0])


def outlines(
    views: Table, walls: Walls | None, *, on_compile: Callable[[str], None] | None = None
) -> Outlines:
    """What each view sees: up to the nearest wall in every direction, and no farther than it sees at all.

    A camera that is mapped on a wall or up to `DEEP_M` within a building is taken to hang in front of the nearest
    wall of it that looks into the open; one that lies deeper is not hidden by the building that it lies in.

    Args:
        views: `VIEWS`.
        walls: What hides ground; None: nothing does.
        on_compile: Called with the name of a kernel when its machine code has to be made.
    """
    held = walls or _walls(np.empty((0, 4)), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    n = len(views["site"])
    run = Runner(n, on_compile)
    places, own = _settled(views, held, Runner(n, on_compile, SETTLED_BY_CODE))
    moved = {**views, "east": places[:, 0].copy(), "north": places[:, 1].copy()}
    columns, ends = _looked(columns_of(moved), held, own, run)
    starts = np.concatenate(([0], ends))
    return Outlines(views=moved, pieces=_pieces(moved, columns, starts, held), starts=starts, columns=columns)


def _settled(views: Table, walls: Walls, run: Runner) -> tuple[Floats, Ints]:
    n = len(views["site"])
    places = np.stack([views["east"], views["north"], views["scale"]], axis=1)
    own = np.full((n, OWN), -1, np.int64)
    grid = walls.around
    run(
        settle, places, n, int(DEEP_M), walls.ends, walls.order, walls.bounds, grid.frame, grid.size, grid.starts,
        grid.held, own,
    )  # fmt: skip
    return places, own


def columns_of(views: Table) -> Floats:
    """The numbers of views that kernels take, shape (views, `kernels.looking.VIEW`)."""
    field = np.minimum(views["field"], FULL_TURN)
    is_round = field >= FULL_TURN
    first = np.where(is_round, 0.0, views["bearing"] - field / 2)
    columns = np.empty((len(field), VIEW))
    for at, name in enumerate(("east", "north", "scale", "far_m", "height_m")):
        columns[:, at] = views[name]
    columns[:, 5], columns[:, 6] = np.sin(first), np.cos(first)
    x, y = np.cos(field), np.sin(field)
    columns[:, 7] = np.where(is_round, 4.0, _keys(x, y))
    columns[:, 8], columns[:, 9] = np.where(is_round, 1.0, x), np.where(is_round, 0.0, y)
    return columns


def _keys(x: Floats, y: Floats) -> Floats:
    """What `kernels.envelope.key_of` says."""
    size = np.abs(x) + np.abs(y)
    up = np.where(x > 0, y / size, 1 - x / size)
    down = np.where(x < 0, 2 - y / size, 3 + x / size)
    return np.asarray(np.where(y >= 0, up, down), np.float64)


def _looked(columns: Floats, walls: Walls, own: Ints, run: Runner) -> tuple[Floats, Ints]:
    n, n_walls, grid = len(columns), len(walls.ends), walls.near
    stamps, ends, state = np.zeros(n_walls, np.int64), np.zeros(n, np.int64), np.zeros(4, np.int64)
    room, out = 1 << 12, np.empty((max(256, 16 * n), PIECE))
    while state[S_VIEWS] < n:
        one, other = np.empty(room * WIDTH), np.empty(room * WIDTH)
        runs = np.empty(2 * room + 4, np.int64)
        run(
            look, columns, n, walls.ends, walls.building, walls.seen_over_m, own, grid.frame, grid.size, grid.starts,
            grid.held, stamps, one, other, len(one), runs, out, out.size, ends, state,
        )  # fmt: skip
        if state[S_FULL] == IS_FULL:
            out = np.concatenate((out[: state[S_PIECES]], np.empty((2 * len(out) + 2 * room, PIECE))))
        elif state[S_FULL]:
            room *= 2
    return out[: state[S_PIECES]].copy(), ends


def _pieces(views: Table, columns: Floats, starts: Ints, walls: Walls) -> Table:
    view = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    far = views["far_m"][view]
    field = np.minimum(views["field"], FULL_TURN)
    first = np.where(field >= FULL_TURN, 0.0, views["bearing"] - field / 2)[view]
    x0, y0, x1, y1, a, b, wall = columns.T
    before = np.arctan2(y0, x0) % FULL_TURN
    behind = before + np.maximum(np.arctan2(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1), 0)
    is_open = wall == NO_WALL
    with np.errstate(divide="ignore"):
        from_m = np.where(is_open, far, np.minimum(far, 1 / (a * x0 + b * y0)))
        to_m = np.where(is_open, far, np.minimum(far, 1 / (a * x1 + b * y1)))
    rows = np.append(walls.rows, -1)
    return {
        "view": view,
        "from_rad": first + before,
        "to_rad": first + behind,
        "from_m": from_m,
        "to_m": to_m,
        "wall": rows[np.where(is_open, -1, wall).astype(np.int64)],
    }


def areas(seen: Outlines) -> Floats:
    """How much ground each view sees, in square metres, shape (views,)."""
    pieces = seen.pieces
    turn = pieces["to_rad"] - pieces["from_rad"]
    straight = pieces["from_m"] * pieces["to_m"] * np.sin(turn)
    arc = pieces["from_m"] ** 2 * turn
    each = np.where(pieces["wall"] < 0, arc, straight) / 2
    return np.asarray(np.bincount(pieces["view"], each, len(seen.starts) - 1), np.float64)
