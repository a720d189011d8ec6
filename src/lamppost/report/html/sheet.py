"""The sheet that a place is drawn on: where things lie on it, its lines, its patches, and how long a metre is."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lamppost.model.mercator import MOST_LATITUDE_DEG, on_map, scale
from lamppost.model.patches import Patch

WIDTH: Final = 10_000
"""Units across the sheet, whatever the place."""
_LEAST_M = 60.0
_MARGIN = 0.02
_MOST_TALL = 2.0
"""A sheet is at most so many times as tall as it is wide; a place that is taller is drawn smaller."""
_LONGEST_BAR = 0.24
_FINE = 5.0
_MOST_ARC = math.radians(170)
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of the scale: for which zoom, how long it is of the width of the sheet, in percent, and in metres."""

    zoom: int
    percent: float
    metres: int


class Sheet:
    """A place as a sheet of `WIDTH` units, north up, on Mercator's map."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        """Lay out west, south, east and north, in degrees, with a margin."""
        latitudes = np.clip([bounds[1], bounds[3]], -MOST_LATITUDE_DEG, MOST_LATITUDE_DEG)
        (west, east), (south, north) = on_map(latitudes, [bounds[0], bounds[2]])
        self._scale = float(scale(latitudes.mean()))
        across = max(abs(east - west), _LEAST_M * self._scale, abs(north - south) / _MOST_TALL)
        up = max(abs(north - south), across * 0.3)
        margin = across * _MARGIN
        self._west = (west + east - across) / 2 - margin
        self._north = (south + north + up) / 2 + margin
        self._units = WIDTH / (across + 2 * margin)
        self.height = round((up + 2 * margin) * self._units)

    def places(self, lat_deg: npt.ArrayLike, lon_deg: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Right and down of points, in units of the sheet, shape (n, 2)."""
        latitudes = np.clip(np.asarray(lat_deg, np.float64), -MOST_LATITUDE_DEG, MOST_LATITUDE_DEG)
        east, north = on_map(latitudes, lon_deg)
        return np.stack(((east - self._west) * self._units, (self._north - north) * self._units), axis=-1)

    def units(self, lat_deg: float) -> float:
        """Units of the sheet to a metre on the ground at a latitude."""
        return float(scale(min(max(lat_deg, -MOST_LATITUDE_DEG), MOST_LATITUDE_DEG)) * self._units)

    def lines(self, lines: Sequence[str]) -> str:
        """Lines of a `Drawing` as one path.

        Args:
            lines: Each as `lamppost.model.sites.Line`.
        """
        held = [[int(one) for one in line.split()] for line in lines]
        counts = np.array([len(one) // 2 for one in held], np.int64)
        if not counts.sum():
            return ""
        flat = np.array(
            list(chain.from_iterable(one[: len(one) // 2 * 2] for one in held)), np.int64
        ).reshape(-1, 2)
        first = np.cumsum(counts) - counts
        summed = np.cumsum(flat, axis=0)
        points = summed - np.repeat(summed[first] - flat[first], counts, axis=0)
        there = np.rint(self.places(points[:, 1] / 1e6, points[:, 0] / 1e6)).astype(np.int64)
        return "".join(_line(one) for one in np.split(there, first[1:]))

    def bars(self, zooms: Iterable[int]) -> list[Bar]:
        """A bar for each zoom, of a round length in metres."""
        across_m = WIDTH / (self._units * self._scale)
        held = []
        for zoom in zooms:
            most = across_m * _LONGEST_BAR / zoom
            power = 10 ** math.floor(math.log10(most))
            metres = max(1, round(next(step for step in (5, 2, 1) if step * power <= most) * power))
            held.append(Bar(zoom=zoom, percent=round(100 * metres * zoom / across_m, 3), metres=metres))
        return held


def outline_path(patch: Patch, units: float) -> str:
    """A patch as a path round its camera, filled by the even-odd rule.

    Args:
        patch: The patch.
        units: Units of the sheet to a metre.
    """
    parts = [f"M{_there(patch.steps[0].bearing, patch.steps[0].metres, units)}"]
    for before, step in pairwise(patch.steps):
        parts.append(
            _arc(before.bearing, step.bearing, step.metres, units)
            if step.by_arc
            else f"L{_there(step.bearing, step.metres, units)}"
        )
    start, end = patch.steps[0], patch.steps[-1]
    if patch.is_whole:
        if patch.near_m > 0:
            parts.append(f"M{_there(start.bearing, patch.near_m, units)}")
            parts.append(_arc(start.bearing, start.bearing + 2 * math.pi, patch.near_m, units))
    elif patch.near_m > 0:
        parts.append(f"L{_there(end.bearing, patch.near_m, units)}")
        parts.append(_arc(end.bearing, start.bearing, patch.near_m, units))
    else:
        parts.append("L0 0")
    return "".join([*parts, "Z"]).replace(" -", "-")


def ticks(bearings_deg: Iterable[float], length: float) -> str:
    """Short lines from a camera to where it looks, as a path."""
    return "".join(f"M0 0L{_there(math.radians(one), length, 1.0)}" for one in bearings_deg)


def _line(points: Ints) -> str:
    steps: Any = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    if not len(steps):
        return ""
    x, y = points[0].tolist()
    return f"M{x} {y}l{' '.join(map(str, steps.ravel().tolist()))}".replace(" -", "-")


def _arc(start: float, end: float, metres: float, units: float) -> str:
    """An arc round the camera, in parts of less than half a turn."""
    count = max(1, math.ceil(abs(end - start) / _MOST_ARC))
    radius, sweep = _number(metres * units, units), int(end > start)
    ends = (start + (end - start) * part / count for part in range(1, count + 1))
    return "".join(f"A{radius} {radius} 0 0 {sweep} {_there(one, metres, units)}" for one in ends)


def _there(bearing: float, metres: float, units: float) -> str:
    east, north = metres * math.sin(bearing) * units, metres * math.cos(bearing) * units
    return f"{_number(east, units)} {_number(-north, units)}"


def _number(value: float, units: float) -> str:
    """As many places as show on a sheet of so many units to a metre."""
    text = f"{value:.{0 if units >= _FINE else 1}f}"
    return "0" if text.strip("-0.") == "" else text
