"""Patches of ground: what of an outline round a camera lies between two distances, to be drawn and to be written."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np

from lamppost.model.mercator import on_earth, on_map, scale
from lamppost.model.sites import Sight, Site

Point = tuple[float, float]
"""Metres to the east and to the north of the camera."""
_ARC_STEP: Final = math.radians(5.0)
"""Arcs are written as straight pieces of at most so much: within 0.1 % of their radius."""
_MOST_LEFT_OUT: Final = 12
"""Corners in a row of which all but the last may be left out of a ring."""
_NOTHING: Final = 1e-9


class Step(msgspec.Struct, frozen=True):
    """A point on the far side of a patch, and how it is reached from the one before: straight, or along the far circle."""

    bearing: float
    """Radians from north, clockwise; grows along the patch, past a full turn where it crosses north."""
    metres: float
    by_arc: bool


class Patch(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of ground between the near circle and the nearer of the far circle and the outline."""

    steps: list[Step]
    near_m: float
    is_whole: bool
    """It goes all round, and has a hole where `near_m` is more than 0."""


class Window(msgspec.Struct, frozen=True):
    """A part of the circle: round which bearing, and how wide, in degrees."""

    bearing: float
    field: float


def patches(
    outline: Sequence[int], *, is_round: bool, near_m: float, far_m: float, within: Sequence[Window] = ()
) -> list[Patch]:
    """The pieces of ground within an outline that are at least so near and at most so far, clockwise.

    Args:
        outline: Bearing in tenths of a degree and distance in decimetres, pair after pair, as `Sight.outline`.
        is_round: Whether the outline closes on itself rather than through the camera.
        near_m: The nearest distance in metres.
        far_m: The farthest, in metres.
        within: Parts of the circle to which an outline that is not round is cut; none: it is not cut.

    Returns:
        The pieces; none where nothing lies between.
    """
    if not 0 <= near_m < far_m:
        return []
    near_m = near_m if near_m > _NOTHING else 0.0
    held: list[Patch] = []
    for part in _parts(outline, is_round=is_round):
        cut = [part] if is_round or not within else [_cut(part, one) for one in within]
        for corners in cut:
            held += _closed(_runs(corners, near_m, far_m), near_m, is_round=is_round)
    return held


def _runs(corners: list[Point], near_m: float, far_m: float) -> list[list[Step]]:
    """The far sides of pieces of ground, in the order of their bearings."""
    runs: list[list[Step]] = [[]]
    for start, end in pairwise(corners):
        for one, two in _split(start, end, near_m, far_m):
            middle = _between(one, two)
            if middle[1] <= max(near_m, _NOTHING):
                if runs[-1]:
                    runs.append([])
                continue
            beyond = middle[1] >= far_m
            if not runs[-1]:
                runs[-1].append(Step(one[0], min(one[1], far_m), by_arc=False))
            elif beyond and runs[-1][-1].metres < far_m - _NOTHING:
                runs[-1].append(Step(one[0], far_m, by_arc=False))
            runs[-1].append(Step(two[0], far_m if beyond else min(two[1], far_m), by_arc=beyond))
            if two[1] <= near_m + _NOTHING:  # it touches the near circle, or the camera: another piece begins
                runs.append([])
    return [_joined(run) for run in runs if len(run) > 1]


def ring_of(site: Site, sees: Sight, lens: int, ends: Sequence[float]) -> list[Patch]:
    """The ground of a ring with a lens: within what is drawn of the camera, and within the field of that lens.

    Args:
        site: The camera, which tells where it looks.
        sees: What it sees.
        lens: 0 low, 1 middle, 2 high.
        ends: From and to how many metres; empty: nowhere.
    """
    if len(ends) != 2:
        return []
    fields = sees.fields_deg
    within = [Window(one, fields[lens]) for one in site.directions_deg] if lens < len(fields) else []
    return patches(
        sees.outline, is_round=sees.is_round, near_m=max(0.0, ends[0]), far_m=ends[1], within=within
    )


def polygons(patch: Patch, within_m: float = 0.0) -> list[list[Point]]:
    """The rings of a patch as points in metres round the camera: the outer one against the clock, then its hole with it.

    Each ends where it begins (RFC 7946, section 3.1.6).

    Args:
        patch: The piece of ground.
        within_m: Corners are left out where the edge in their place is no farther from them than that; of a strip
            that is narrow somewhere no farther than a quarter of it, so that its sides stay apart.
    """
    outer: list[Point] = []
    for number, step in enumerate(patch.steps):
        if step.by_arc and number:
            outer += _along(patch.steps[number - 1].bearing, step.bearing, step.metres)
        outer.append(_point(step.bearing, step.metres))
    start, end = patch.steps[0].bearing, patch.steps[-1].bearing
    hole: list[Point] = []
    if patch.is_whole:
        outer = outer[:-1]
        if patch.near_m > 0:
            circle = _along(start, start + 2 * math.pi, patch.near_m)
            hole = [_point(start, patch.near_m), *circle]
            hole.append(hole[0])
    elif patch.near_m > 0:
        back = [_point(end, patch.near_m), *_along(end, start, patch.near_m), _point(start, patch.near_m)]
        outer += back
    else:
        outer.append((0.0, 0.0))
    ring = [outer[0], *reversed(outer[1:]), outer[0]]
    rings = [ring, hole] if hole else [ring]
    within_m = min(within_m, (min(step.metres for step in patch.steps) - patch.near_m) / 4)
    return [simpler(one, within_m) for one in rings] if within_m > 0 else rings


def simpler(ring: Sequence[Point], within_m: float) -> list[Point]:
    """A ring with fewer corners: none that is left out lies farther than so many metres from the edge in its place.

    First and last corner, which are the same, stay; so does all of a ring that would have fewer than three corners.
    """
    held = [ring[0]]
    at, last = 0, len(ring) - 1
    while at < last:
        end = at + 1
        while end < last and end - at < _MOST_LEFT_OUT and _lie_on(ring, at, end + 1, within_m):
            end += 1
        held.append(ring[end])
        at = end
    return held if len(held) > 3 else list(ring)


def _lie_on(ring: Sequence[Point], first: int, end: int, within_m: float) -> bool:
    """Whether all corners between two lie on the edge from one to the other, as near as that."""
    (x, y), (to_x, to_y) = ring[first], ring[end]
    dx, dy = to_x - x, to_y - y
    square = dx * dx + dy * dy
    for px, py in ring[first + 1 : end]:
        part = ((px - x) * dx + (py - y) * dy) / square if square else 0.0
        part = min(max(part, 0.0), 1.0)
        if math.hypot(px - x - part * dx, py - y - part * dy) > within_m:
            return False
    return True


def placed(points: Sequence[Point], lat_deg: float, lon_deg: float) -> list[tuple[float, float]]:
    """Longitude and latitude in degrees, to 1e-6, of points that lie so many metres from a camera."""
    east, north = (float(one) for one in on_map(lat_deg, lon_deg))
    units = np.array(points, np.float64) * float(scale(lat_deg))
    lat, lon = on_earth(north=units[:, 1] + north, east=units[:, 0] + east)
    return list(zip(np.round(lon, 6).tolist(), np.round(lat, 6).tolist(), strict=True))


def _parts(outline: Sequence[int], *, is_round: bool) -> list[list[Point]]:
    """Bearing in radians, growing, and metres, of each corner; apart for each cone of a camera; a round one is closed."""
    parts: list[list[Point]] = [[]]
    turned, before = 0.0, 0.0
    for number in range(0, len(outline) - 1, 2):
        bearing, metres = math.radians(outline[number] / 10), outline[number + 1] / 10
        part = parts[-1]
        if part and metres == 0 and part[-1][1] == 0 and not is_round:
            part = []
            parts.append(part)
        if not part:
            turned = 0.0
        elif bearing < before - math.pi:
            turned += 2 * math.pi
        before = bearing
        if len(part) > 1 and part[-2][0] == part[-1][0] == bearing + turned:
            part.pop()  # out and back on one bearing is no ground
        part.append((bearing + turned, metres))
    if is_round and parts[0]:
        parts[0].append((parts[0][0][0] + 2 * math.pi, parts[0][0][1]))
    return [part for part in parts if len(part) > 1]


def _cut(corners: list[Point], window: Window) -> list[Point]:
    """The corners within a window, and where it cuts the edges."""
    half = math.radians(min(window.field, 359.0)) / 2
    middle = math.radians(window.bearing)
    middle += 2 * math.pi * round(((corners[0][0] + corners[-1][0]) / 2 - middle) / (2 * math.pi))
    first, last = middle - half, middle + half
    held: list[Point] = []
    for one, two in pairwise(corners):
        if two[0] < first or one[0] > last:
            continue
        held += [(at, _reach(one, two, at)) for at in (max(one[0], first), min(two[0], last))]
    return held


def _reach(one: Point, two: Point, bearing: float) -> float:
    """How far the straight edge between two corners is from the camera at a bearing between theirs."""
    if bearing <= one[0]:
        return one[1]
    if bearing >= two[0]:
        return two[1]
    across = two[1] * math.sin(two[0] - bearing) + one[1] * math.sin(bearing - one[0])
    return one[1] * two[1] * math.sin(two[0] - one[0]) / across if across else 0.0


def _split(one: Point, two: Point, near_m: float, far_m: float) -> list[tuple[Point, Point]]:
    """A straight edge, cut where it crosses either circle."""
    cuts = sorted(
        {part for radius in (near_m, far_m) for part in _crossings(_point(*one), _point(*two), radius)}
    )
    held, last = [], one
    for part in cuts:
        there = _part_of(one, two, part)
        held.append((last, there))
        last = there
    held.append((last, two))
    return held


def _crossings(one: Point, two: Point, radius: float) -> list[float]:
    """How far along an edge, between 0 and 1, it crosses a circle round the camera."""
    across, up = two[0] - one[0], two[1] - one[1]
    square = across * across + up * up
    if square < _NOTHING or radius <= 0:
        return []
    half = one[0] * across + one[1] * up
    rest = half * half - square * (one[0] * one[0] + one[1] * one[1] - radius * radius)
    if rest <= 0:
        return []
    root = math.sqrt(rest)
    return [
        part for part in ((-half - root) / square, (-half + root) / square) if _NOTHING < part < 1 - _NOTHING
    ]


def _part_of(one: Point, two: Point, part: float) -> Point:
    """The point that lies so far along the straight edge between two corners, as bearing and metres."""
    a, b = _point(*one), _point(*two)
    east, north = a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
    bearing = math.atan2(east, north)
    bearing += 2 * math.pi * round(((one[0] + two[0]) / 2 - bearing) / (2 * math.pi))
    return bearing, math.hypot(east, north)


def _between(one: Point, two: Point) -> Point:
    return _part_of(one, two, 0.5)


def _joined(run: list[Step]) -> list[Step]:
    """A run with arcs that follow each other as one, and no point twice."""
    held = run[:1]
    for step in run[1:]:
        last = held[-1]
        if abs(step.bearing - last.bearing) < _NOTHING and abs(step.metres - last.metres) < _NOTHING:
            continue
        if step.by_arc and last.by_arc:
            held[-1] = step
        else:
            held.append(step)
    return held


def _closed(runs: list[list[Step]], near_m: float, *, is_round: bool) -> list[Patch]:
    """Runs as patches; of a round outline the last goes over into the first."""
    runs = [run for run in runs if len(run) > 1 and run[-1].bearing - run[0].bearing > _NOTHING]
    if not runs:
        return []
    first, last = runs[0], runs[-1]
    turns = abs(last[-1].bearing - first[0].bearing - 2 * math.pi) < _NOTHING
    if is_round and len(runs) == 1 and turns:
        return [Patch(steps=first, near_m=near_m, is_whole=True)]
    if is_round and len(runs) > 1 and turns:
        shifted = [Step(one.bearing + 2 * math.pi, one.metres, one.by_arc) for one in first[1:]]
        runs = [*runs[1:-1], _joined([*last, *shifted])]
    return [Patch(steps=run, near_m=near_m, is_whole=False) for run in runs]


def _along(start: float, end: float, metres: float) -> list[Point]:
    """Points of an arc without its ends."""
    count = math.ceil(abs(end - start) / _ARC_STEP)
    return [_point(start + (end - start) * step / count, metres) for step in range(1, count)]


def _point(bearing: float, metres: float) -> Point:
    return metres * math.sin(bearing), metres * math.cos(bearing)
