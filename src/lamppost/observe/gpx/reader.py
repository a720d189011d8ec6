"""Reads where a walk leads from GPX 1.0 and 1.1 (https://www.topografix.com/GPX/1/1/): tracks, else routes.

Kept are `lat` and `lon` of each `trkpt`, or of each `rtept` where the file has no track; a new `trkseg` or `rte` begins a new line. Nothing
else is: no time, name, height, device or waypoint. Two points of which one lies on the other side of the 180th meridian are not joined.
"""

import math
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.mercator import MOST_LATITUDE_DEG
from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say
from lamppost.model.walk import CALLED, WalkRead
from lamppost.observe.markup import Element, Markup, MarkupError
from lamppost.observe.standing import Standing

FORMAT: Final = "gpx"
MOST_BYTES: Final = 1 << 28
MOST_POINTS: Final = 2_000_000
_BLOCK = 1 << 18
_MOST_TOLD = 20  # points that could not be read, each with its line; more are counted
_LONGEST_NUMBER = 40
_HALF_ROUND_DEG = 180.0


def read_walk(path: Path) -> WalkRead:
    """The lines of a walk.

    Args:
        path: The file.

    Returns:
        The lines, in file order; a point that is no place on earth, or nearer to a pole than is measured, cuts its line in two and is an
        issue. Of a file that breaks off, what stands before.

    Raises:
        LamppostError: It cannot be read, is no GPX, or is larger than is read. The message does not hold where the walk leads.
    """
    markup = Markup(frozenset({"trkpt", "rtept"}))
    lines = {"trkpt": _Lines(), "rtept": _Lines()}
    broken: Issue | None = None
    standing = Standing(path)
    try:
        for element in markup.elements(_blocks(path)):
            if markup.root != FORMAT:
                break
            lines[element.name].add(element)
    except MarkupError as error:
        broken = _issue(
            error.line, error.what, noted("GPX to its end"), noted("What stands before was measured.")
        )
    except UnicodeError:  # a name of an encoding that is no name
        broken = _issue(
            None,
            noted("letters in an encoding that XML is not read in"),
            noted("GPX"),
            noted("Save it as UTF-8."),
        )
    if markup.root != FORMAT:
        raise LamppostError(
            tr("{file}: no GPX", file=path.name), hint=tr("Give a walk as GPX, or as two points with --walk.")
        )
    chosen = lines["trkpt"] if lines["trkpt"].points else lines["rtept"]
    found = chosen.found()
    if not found:
        raise LamppostError(
            tr("{file}: no track or route of two points or more", file=path.name),
            hint=tr("Waypoints alone are no walk."),
        )
    changes = standing.trouble(CALLED)
    issues = chosen.issues() + ([broken] if broken else []) + changes
    return WalkRead(
        lines=found,
        points=chosen.points,
        points_not_read=chosen.not_read,
        is_whole=broken is None and not changes,
        issues=issues,
    )


class _Lines:
    """Points as they come, in lines."""

    def __init__(self) -> None:
        self.points = 0
        self.not_read = 0
        self._told: list[Issue] = []
        self._values = array("d")
        self._begins: list[int] = []
        self._within: int | None = None

    def add(self, element: Element) -> None:
        """Take one point."""
        self.points += 1
        if self.points > MOST_POINTS:
            raise LamppostError(
                tr("the walk has more than {most} points", most=MOST_POINTS), hint=tr("Give it in parts.")
            )
        where = _place(element)
        if where is None:
            self.not_read += 1
            self._within = None
            if len(self._told) < _MOST_TOLD:
                self._told.append(
                    _issue(
                        element.line,
                        noted("a point without a latitude and longitude that a walk can have"),
                        noted("lat from -85 to 85, lon from -180 to 180"),
                        noted("The walk is measured up to it, and on from the next."),
                    )
                )
            return
        far = self._values and abs(where[1] - self._values[-1]) > _HALF_ROUND_DEG
        if self._within != element.within or far:
            self._begins.append(len(self._values) // 2)
            self._within = element.within
        self._values.extend(where)

    def found(self) -> list[np.ndarray]:
        """The lines of two points or more."""
        points = np.frombuffer(self._values, np.float64).reshape(-1, 2) if self._values else np.empty((0, 2))
        return [line for line in np.split(points, self._begins[1:]) if len(line) > 1]

    def issues(self) -> list[Issue]:
        """Points that could not be read."""
        if (more := self.not_read - len(self._told)) <= 0:
            return self._told
        what = say("{more} more points that could not be read", more=more)
        return [*self._told, _issue(None, what, noted("lat from -85 to 85, lon from -180 to 180"), "")]


def _place(element: Element) -> tuple[float, float] | None:
    """Latitude and longitude of a point, where it has them."""
    lat, lon = (_number(element.attributes.get(name, "")) for name in ("lat", "lon"))
    if lat is None or lon is None or abs(lat) > MOST_LATITUDE_DEG or abs(lon) > _HALF_ROUND_DEG:
        return None
    return lat, lon


def _number(text: str) -> float | None:
    """A decimal number as XML Schema writes it."""
    if len(text) > _LONGEST_NUMBER or "_" in text or not text.isascii():
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _blocks(path: Path) -> Iterator[bytes]:
    """The file's bytes.

    Raises:
        LamppostError: It cannot be read, or is too large.
    """
    if not path.is_file():
        what = tr("not a regular file") if path.exists() else tr("no such file")
        raise LamppostError(f"{path.name}: {what}", hint=tr("Give a walk as a GPX file on disk."))
    size = 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    raise LamppostError(
                        tr("{file}: larger than {most} bytes", file=path.name, most=MOST_BYTES),
                        hint=tr("Give it in parts."),
                    )
                yield block
    except OSError as error:
        raise LamppostError(
            tr("{file}: cannot be read: {error}", file=path.name, error=str(error.strerror)),
            hint=tr("May you read it?"),
        ) from None


def _issue(row: int | None, what: str, expected: str, hint: str) -> Issue:
    return Issue(evidence=CALLED, row=row, what=what, expected=expected, hint=hint)
