"""How CCTV-Exposure measures a walk, written anew from what its source does; it imports nothing of ours and is only for comparison.

Read: exposure_python/main.py of github.com/Fuziih/cctv-exposure at efef909 (the work of Turtiainen, Costin and Hämäläinen, BMSD 2022,
doi 10.1007/978-3-031-11510-3_20). What it does, in words:

1. A camera sees a circle round itself, of the radius that its row gives. (Its rows name the columns otherwise than the program asks for
   them, so that each counts as one that looks all round; all of its data has an angle of 360 degrees anyway.)
2. Only the recorded points of a walk are asked about: a camera that no point lies within the circle of is not met at all.
3. From each point that lies within a circle it steps half a metre at a time towards the point before and the point after it, for as long as
   the step lies within the circle and one metre more. A stretch between two points in the same circle counts whole, once.
4. Of several cameras that see the same point the longest stretch counts; the sums over both directions are the metres seen.
"""

import csv
import math
from dataclasses import dataclass
from itertools import pairwise

STEP_M = 0.5
GRACE_M = 1.0
DEGREE_M = 111_319.0
SPHERE_KM = 6371.0


@dataclass
class Sampled:
    """What it says of a walk."""

    cameras: set[int]
    length_m: float
    seen_m: float

    @property
    def percent(self):
        """Of the walk's length."""
        return 100 * self.seen_m / self.length_m


def cameras_of(path):
    """Latitude, longitude and radius of each camera."""
    with path.open(encoding="utf-8") as file:
        return [
            (float(row["latitude"]), float(row["longitude"]), float(row["radius"] or 10))
            for row in csv.DictReader(file)
        ]


def flat_m(one, other):
    """Metres between two places, as if the earth were flat there."""
    up = other[0] - one[0]
    right = (other[1] - one[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return DEGREE_M * math.hypot(up, right)


def measured(points, cameras):
    """The walk along points, each a latitude and a longitude."""
    within = [
        {k for k, (lat, lon, radius) in enumerate(cameras) if flat_m(point, (lat, lon)) <= radius}
        for point in points
    ]
    seen = 0.0
    for here, met in enumerate(within):
        for there in (here - 1, here + 1):
            if not 0 <= there < len(points):
                continue
            is_back = there < here
            stretches = [0.0]
            for camera in met:
                shared = camera in within[there]
                if shared and not is_back:
                    continue
                steps = _steps(points[here], points[there])
                if not shared:
                    steps = _steps_within(points[here], points[there], cameras[camera], steps)
                stretches.append(steps * STEP_M)
            seen += max(stretches)
    length = sum(flat_m(one, other) for one, other in pairwise(points))
    return Sampled(set().union(*within), length, seen)


def _steps(one, other):
    away = flat_m(one, other)
    return round(away / STEP_M) if away > STEP_M else 1


def _steps_within(one, other, camera, most):
    """Steps until the circle, and a metre more, is left."""
    lat, lon = one
    bearing = _bearing(one, other)
    for step in range(most):
        lat, lon = _onward(lat, lon, bearing)
        if flat_m((lat, lon), camera[:2]) > camera[2] + GRACE_M:
            return step
    return most


def _bearing(one, other):
    """Along a line of constant bearing."""
    north = math.log(
        math.tan(math.radians(other[0]) / 2 + math.pi / 4) / math.tan(math.radians(one[0]) / 2 + math.pi / 4)
    )
    return math.atan2(math.radians(other[1] - one[1]), north)


def _onward(lat, lon, bearing):
    """Half a metre further on the sphere."""
    phi, arc = math.radians(lat), STEP_M / 1000 / SPHERE_KM
    up = math.asin(math.sin(phi) * math.cos(arc) + math.cos(phi) * math.sin(arc) * math.cos(bearing))
    right = math.atan2(
        math.sin(bearing) * math.sin(arc) * math.cos(phi), math.cos(arc) - math.sin(phi) * math.sin(up)
    )
    return math.degrees(up), lon + math.degrees(right)


def exact(points, cameras):
    """The same circles met with the whole line, not with its points alone; on the same flat earth.

    Each stretch between two points is cut with each circle: with t from 0 to 1 along it, |p + t·d - c| = r is a quadratic.
    """
    met, length, seen = set(), 0.0, 0.0
    for one, other in pairwise(points):
        across = math.cos(math.radians((one[0] + other[0]) / 2))
        step = (DEGREE_M * (other[0] - one[0]), DEGREE_M * across * (other[1] - one[1]))
        whole = math.hypot(*step)
        length += whole
        if not whole:
            continue
        spans = []
        for number, (lat, lon, radius) in enumerate(cameras):
            away = (DEGREE_M * (one[0] - lat), DEGREE_M * across * (one[1] - lon))
            half = (step[0] * away[0] + step[1] * away[1]) / whole
            square = half**2 - (away[0] ** 2 + away[1] ** 2 - radius**2)
            if square <= 0:
                continue
            low, high = max(0.0, -half - math.sqrt(square)), min(whole, -half + math.sqrt(square))
            if high > low:
                met.add(number)
                spans.append((low, high))
        until = 0.0
        for low, high in sorted(spans):
            seen += max(0.0, high - max(low, until))
            until = max(until, high)
    return Sampled(met, length, seen)
