"""Lines with fewer points, and rings cut to a frame.

Thinning: D. H. Douglas, T. K. Peucker (1973): Algorithms for the reduction of the number of points required to
represent a digitized line or its caricature, https://doi.org/10.3138/FM57-6770-U75U-7727. Cutting: I. E. Sutherland,
G. W. Hodgman (1974): Reentrant polygon clipping, https://doi.org/10.1145/360767.360802.
"""

import math

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
_FEW = 60


def thinned(points: Points, tolerance: float) -> list[int]:
    """The numbers of those points without which a line would lie further off than the tolerance; its ends stay.

    Args:
        points: Shape (n, 2).
        tolerance: In the units of the points.
    """
    kept = {0, len(points) - 1}
    ahead = [(0, len(points) - 1)]
    x, y = points.T.tolist()
    while ahead:
        first, last = ahead.pop()
        if last - first < 2:
            continue
        middle, distance = _furthest(points, x, y, first, last)
        if distance > tolerance:
            kept.add(middle)
            ahead += [(first, middle), (middle, last)]
    return sorted(kept)


def cut(ring: Points, frame: tuple[float, float, float, float]) -> Points:
    """The part of a ring inside a frame; shape (0, 2) where there is none.

    Args:
        ring: Its points, the last one not the first again, shape (n, 2).
        frame: Least x, least y, most x, most y.
    """
    for axis, limit, sign in ((0, frame[0], 1), (1, frame[1], 1), (0, frame[2], -1), (1, frame[3], -1)):
        inside = (ring[:, axis] - limit) * sign >= 0
        if inside.all():
            continue
        if not inside.any():
            return ring[:0]
        ring = _cut_along(ring, inside, axis, limit)
    return ring


def area(ring: Points) -> float:
    """The area of a ring, in square units: the shoelace formula."""
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _furthest(points: Points, x: list[float], y: list[float], first: int, last: int) -> tuple[int, float]:
    """Which of the points between two others lies furthest from the stretch between them, and how far.

    Few points are gone through one by one: arrays cost more than they do.
    """
    if last - first > _FEW:
        distances = _distances(points[first + 1 : last], points[first], points[last])
        found = int(distances.argmax())
        return first + 1 + found, float(distances[found])
    from_x, from_y = x[first], y[first]
    along_x, along_y = x[last] - from_x, y[last] - from_y
    length = along_x * along_x + along_y * along_y
    middle, most = first + 1, -1.0
    for number in range(first + 1, last):
        off_x, off_y = x[number] - from_x, y[number] - from_y
        if length:
            share = min(1.0, max(0.0, (off_x * along_x + off_y * along_y) / length))
            off_x, off_y = off_x - share * along_x, off_y - share * along_y
        square = off_x * off_x + off_y * off_y
        if square > most:
            middle, most = number, square
    return middle, math.sqrt(most)


def _distances(points: Points, start: Points, end: Points) -> NDArray[np.float64]:
    """How far points lie from a stretch between two others."""
    along, off = end - start, points - start
    length = float(along @ along)
    share = np.clip(off @ along / length, 0.0, 1.0) if length else np.zeros(len(points))
    rest: Points = off - share[:, None] * along
    distances: NDArray[np.float64] = np.hypot(rest[:, 0], rest[:, 1])
    return distances


def _cut_along(ring: Points, inside: NDArray[np.bool_], axis: int, limit: float) -> Points:
    after, is_inside_after = np.roll(ring, -1, axis=0), np.roll(inside, -1)
    found: list[Points] = []
    for point, following, here, there in zip(ring, after, inside, is_inside_after, strict=True):
        if here:
            found.append(point)
        if here != there:
            share = (limit - point[axis]) / (following[axis] - point[axis])
            found.append(point + share * (following - point))
    return np.array(found)
