"""What cameras see of a city, in cameras per second, beside a fan of rays in numpy and shadows in shapely (GEOS).

All three look at the same cameras and walls, 80 m far (25 pixels to a metre with the middle lens). What each is given is
the walls whose boxes reach into the square round a camera; finding them is counted for ours alone, and so is moving cameras off their walls. The fan has a ray
for each half of a degree: one array of rays by walls, and the nearest hit of each ray. It is not exact: `fan_off` is how far
its area is from ours, of the middle camera. Shadows are the circle less the quadrilaterals that walls throw, united by shapely. A ratio is of
processor time in one run.
"""

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lamppost.attribute.street import exposure, seeing
from lamppost.model.ground import StreetMap
from lamppost.pipeline.street.reading import read_maps

FAR_M = 80.0
HEIGHT_M = 4.0
RAYS = 720
CORNERS = 256
SAMPLE_M = 1.0
Floats = npt.NDArray[np.float64]


def measure(path: Path, rounds: int = 5) -> dict[str, Any]:
    """Cameras per second of each way, how far they agree, and seconds for what is seen of all ways."""
    street = read_maps([path])
    cameras = [seeing.Camera(site.lat_deg, site.lon_deg) for site in street.sites]
    views = seeing.views_of(cameras, field_deg=84, far_m=FAR_M, height_m=HEIGHT_M)
    # all kernels are compiled at the first use, as those of a larger map are
    by_code, seeing.SETTLED_BY_CODE = seeing.SETTLED_BY_CODE, 1
    seen = seeing.outlines(views, seeing.walls_of(street.walls, street.buildings))
    seeing.SETTLED_BY_CODE = by_code
    exposure.stretches(seen, street.nodes, street.edges)
    ours = _spent(lambda: seeing.outlines(views, seeing.walls_of(street.walls, street.buildings)), rounds)
    walls = seeing.walls_of(street.walls, street.buildings)
    near = [_near(walls, seen, view) for view in range(len(cameras))]
    fan = _spent(lambda: [_fan(ends) for ends in near], 1)
    shadows = _spent(lambda: [_shadows(ends) for ends in near], 1)
    n, areas = len(cameras), seeing.areas(seen)
    theirs = np.array([_shadows(ends) for ends in near])
    rough = np.array([_fan(ends) for ends in near])
    length = street.edges["length_m"].sum()
    return {
        "cameras": n,
        "walls": len(walls.ends),
        "cameras_per_s": {"lamppost": n / ours, "numpy fan": n / fan, "shapely": n / shadows},
        "ratio": {"numpy fan": fan / ours, "shapely": shadows / ours},
        "area_beside_shapely": float(areas.sum() / theirs.sum()),
        "fan_off": float(np.median(np.abs(rough - areas) / areas)),
        "ways_km": float(length / 1000),
        "exposure_s": _spent(lambda: _exposed(seen, street), rounds),
        "points_of_1_m": int(length / SAMPLE_M),
    }


def _exposed(seen: seeing.Outlines, street: StreetMap) -> float:
    held = exposure.stretches(seen, street.nodes, street.edges)
    return float(exposure.length_seen(held, len(street.edges["start"])).sum())


def _spent(work: Callable[[], object], rounds: int) -> float:
    begun = time.process_time()
    for _ in range(rounds):
        work()
    return (time.process_time() - begun) / rounds


def _near(walls: seeing.Walls, seen: seeing.Outlines, view: int) -> Floats:
    """Walls that may hide ground from a camera, in metres from it."""
    east, north, unit = (float(seen.views[name][view]) for name in ("east", "north", "scale"))
    reach, ends = FAR_M * unit, walls.ends
    held = (ends[:, ::2].min(1) < east + reach) & (ends[:, ::2].max(1) > east - reach)
    held &= (ends[:, 1::2].min(1) < north + reach) & (ends[:, 1::2].max(1) > north - reach)
    held &= ~(walls.seen_over_m[walls.building] < HEIGHT_M)
    for one in np.unique(walls.building[held]):
        if _is_within(east, north, ends[walls.building == one]):
            held &= walls.building != one  # a camera that stays in its building is not hidden by it
    return np.asarray((ends[held] - [east, north, east, north]) / unit, np.float64)


def _is_within(east: float, north: float, walls: Floats) -> bool:
    """The even-odd rule, for an outline that closes."""
    if np.abs((walls[:, 2:] - walls[:, :2]).sum(0)).max() > 1e-3:
        return False
    low, high = np.minimum(walls[:, 1], walls[:, 3]), np.maximum(walls[:, 1], walls[:, 3])
    crossed = walls[(low <= north) & (north < high)]
    part = (north - crossed[:, 1]) / (crossed[:, 3] - crossed[:, 1])
    return bool((crossed[:, 0] + part * (crossed[:, 2] - crossed[:, 0]) > east).sum() % 2)


def _fan(walls: Floats) -> float:
    bearings = np.arange(RAYS) * 2 * math.pi / RAYS
    u, v = np.sin(bearings)[:, None], np.cos(bearings)[:, None]
    x0, y0, x1, y1 = walls.T
    dx, dy = x1 - x0, y1 - y0
    with np.errstate(divide="ignore", invalid="ignore"):
        across = u * dy - v * dx
        along, part = (x0 * dy - y0 * dx) / across, (x0 * v - y0 * u) / across
    met = np.where((part >= 0) & (part <= 1) & (along > 0), along, FAR_M)
    reach = np.minimum(met.min(axis=1, initial=FAR_M), FAR_M)
    return float((reach * np.roll(reach, 1)).sum() * math.sin(2 * math.pi / RAYS) / 2)


def _shadows(walls: Floats) -> float:
    import shapely

    turn = np.arange(CORNERS) * 2 * math.pi / CORNERS
    disc = shapely.Polygon(np.stack([FAR_M * np.sin(turn), FAR_M * np.cos(turn)], axis=1))
    first, last = walls[:, :2], walls[:, 2:]
    sizes = [np.maximum(np.hypot(*ends.T), 1e-9)[:, None] for ends in (first, last)]
    away = [10 * FAR_M * ends / size for ends, size in zip((first, last), sizes, strict=True)]
    middle = away[0] + away[1]
    middle *= 40 * FAR_M / np.maximum(np.hypot(*middle.T), 1e-9)[:, None]
    quads = shapely.polygons(np.stack([first, last, away[1], middle, away[0]], axis=1))
    return float(shapely.area(shapely.difference(disc, shapely.union_all(shapely.make_valid(quads)))))
