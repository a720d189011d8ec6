"""What a camera sees, twice over and from plain geometry: ground less the shadows of walls, and a fan of rays.

Nothing of ours is used. A wall's shadow is the quadrilateral between its ends and the same ends pushed away from the
camera, beyond all that is looked at (shapely, GEOS); a ray ends at the first wall that it meets.
"""

import math

import numpy as np
import shapely
from shapely import MultiPoint, Point, Polygon

CORNERS = 2048


def seen_ground(east, north, far, walls, field=None):
    """What is seen within a circle, as a shapely geometry round the camera.

    Args:
        east: Of the camera; all in one unit.
        north: The same.
        far: How far is looked.
        walls: East, north, to east, to north, shape (n, 4).
        field: First and last bearing in radians; None: all round.
    """
    near = np.asarray(walls, float).reshape(-1, 4) - [east, north, east, north]
    lines = shapely.linestrings(near.reshape(-1, 2, 2))
    near = near[shapely.distance(lines, Point(0, 0)) < far]
    ground = _disc(far) if field is None else _wedge(far, *field)
    shadows = [_shadow(*wall, 10 * far) for wall in near]
    return ground.difference(shapely.union_all([one for one in shadows if one is not None]))


def fan(east, north, far, walls, rays, first=0.0, last=2 * math.pi):
    """How far rays reach that are evenly spread over bearings, in their order; the same in numpy columns.

    Args:
        east: Of the camera; all in one unit.
        north: The same.
        far: How far is looked.
        walls: East, north, to east, to north, shape (n, 4).
        rays: How many.
        first: Bearing in radians.
        last: The same.
    """
    bearings = first + (np.arange(rays) + 0.5) * (last - first) / rays
    u, v = np.sin(bearings)[:, None], np.cos(bearings)[:, None]
    x0, y0 = walls[:, 0] - east, walls[:, 1] - north
    dx, dy = walls[:, 2] - walls[:, 0], walls[:, 3] - walls[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        across = u * dy - v * dx
        along = (x0 * dy - y0 * dx) / across
        part = (x0 * v - y0 * u) / across
    met = np.where((part >= 0) & (part <= 1) & (along > 0), along, far)
    return np.minimum(met.min(axis=1, initial=far), far)


def is_within(east, north, walls):
    """Whether a place is within the outline that walls make: an odd number of them lies due east (the even-odd rule).

    In an outline that does not close nothing is.
    """
    ends = np.sort((walls.reshape(-1, 2) * 1000).round().view(complex).ravel())
    if len(ends) % 2 or (ends[::2] != ends[1::2]).any():
        return False
    low, high = np.minimum(walls[:, 1], walls[:, 3]), np.maximum(walls[:, 1], walls[:, 3])
    crossed = walls[(low <= north) & (north < high)]
    part = (north - crossed[:, 1]) / (crossed[:, 3] - crossed[:, 1])
    return bool(((crossed[:, 0] + part * (crossed[:, 2] - crossed[:, 0])) > east).sum() % 2)


def _disc(far):
    turn = np.arange(CORNERS) * 2 * math.pi / CORNERS
    return Polygon(np.stack([far * np.sin(turn), far * np.cos(turn)], axis=1))


def _wedge(far, first, last):
    turn = np.linspace(first, last, CORNERS)
    return Polygon([(0, 0), *np.stack([far * np.sin(turn), far * np.cos(turn)], axis=1)])


def _shadow(x0, y0, x1, y1, beyond):
    """None where the wall is seen edge on."""
    ends = [(x0, y0), (x1, y1)]
    sizes = [math.hypot(*end) for end in ends]
    middle = (x0 / sizes[0] + x1 / sizes[1], y0 / sizes[0] + y1 / sizes[1])
    away = [(x * beyond / size, y * beyond / size) for (x, y), size in zip(ends, sizes, strict=True)]
    reach = math.hypot(*middle)
    corners = [*ends, *away]
    if reach > 0:
        corners.append((middle[0] * 4 * beyond / reach, middle[1] * 4 * beyond / reach))
    hull = Polygon([ends[0], ends[1], away[1], *corners[4:], away[0]]).buffer(0)
    return hull if hull.area > 0 and not MultiPoint(ends).is_empty else None
