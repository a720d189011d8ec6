"""Numbers and days in the values of OpenStreetMap's tags; what cannot be read is None.

Sources are the pages of the keys on OpenStreetMap's wiki, as stored copies of them were read: Key:camera:direction (numbers from 0
to 359, clockwise from north; letters of N, E, S, W; two of them with a hyphen between, clockwise from the first to the second),
Key:height and Map Features/Units (metres unless a unit stands behind; feet and inches as 7'4"; a comma for a point and a missing
space are listed there as common mistakes), Date specification and Key:check_date (YYYY-MM-DD), Tag:man_made=surveillance.
"""

import re
from datetime import date
from typing import Final

import msgspec

_POINTS: Final = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
)  # fmt: skip
_BY_POINT: Final = {point: 22.5 * place for place, point in enumerate(_POINTS)}
_WORDS: Final = {"NORTH": 0.0, "EAST": 90.0, "SOUTH": 180.0, "WEST": 270.0, "NORTHEAST": 45.0, "SOUTHEAST": 135.0, "SOUTHWEST": 225.0, "NORTHWEST": 315.0}  # fmt: skip
_NUMBER: Final = r"[-+]?\d{1,9}(?:[.,]\d{1,9})?"
_BETWEEN = re.compile(r"[;/|]|,\s")
_ONE_DIRECTION = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d{1,9})?)\s*(?:°|DEG|DEGREES?)?|(?P<point>[A-Z]+(?:[ -](?:EAST|WEST))?)"
)
_RANGE = re.compile(
    r"(?P<first>\d{1,3}(?:\.\d{1,9})?°?|[A-Z]{1,3})\s*[-\u2013]\s*(?P<last>\d{1,3}(?:\.\d{1,9})?°?|[A-Z]{1,3})"
)
_METRES = re.compile(
    rf"~?\s*(?P<number>{_NUMBER})\s*(?P<unit>m|metres?|meters?|ft|feet|foot|cm|km)?\.?", re.IGNORECASE
)
_FEET = re.compile(
    r"""(?P<feet>\d{1,5}(?:\.\d+)?)\s*['\u2019\u2032](?:\s*(?P<inches>\d{1,2}(?:\.\d+)?)\s*(?:"|”|″|''))?"""
)
_UNITS: Final = {"": 1.0, "m": 1.0, "c": 0.01, "k": 1000.0, "f": 0.3048}
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ].*)?")
_ANGLE = re.compile(rf"(?P<number>{_NUMBER})\s*(?:°|deg|degrees?)?")
_COUNT = re.compile(r"\d{1,4}")
MOST_METRES: Final = 10_000.0
MOST_DIRECTIONS: Final = 16


class Direction(msgspec.Struct, frozen=True):
    """Where a camera looks, or between what it turns."""

    bearing_deg: float
    """From north, clockwise, 0 up to 360; of a range its middle."""
    span_deg: float = 0.0
    """How far a range reaches from its first to its last; 0: one direction."""


def directions_of(value: str) -> list[Direction] | None:
    """Each direction that the value tells, in its order; None where any part of it cannot be read.

    Args:
        value: Of `camera:direction` or `direction`: `120`, `NE`, `90-180`, `12;270`.
    """
    parts = [part.strip().upper() for part in _BETWEEN.split(value) if part.strip()]
    if not parts or len(parts) > MOST_DIRECTIONS:
        return None
    found: list[Direction] = []
    for part in parts:
        one = _direction(part)
        if one is None:
            return None
        if one not in found:
            found.append(one)
    return found


def _direction(part: str) -> Direction | None:
    if (match := _RANGE.fullmatch(part)) is not None:
        first, last = _bearing(match["first"]), _bearing(match["last"])
        if first is None or last is None:
            return None
        span = (last - first) % 360 or (360.0 if first != last or match["first"] != match["last"] else 0.0)
        return Direction((first + span / 2) % 360, span)
    bearing = _bearing(part)
    return None if bearing is None else Direction(bearing)


def _bearing(text: str) -> float | None:
    match = _ONE_DIRECTION.fullmatch(text)
    if match is None:
        return None
    if match["point"] is not None:
        word = match["point"].replace(" ", "").replace("-", "")
        return _BY_POINT.get(word, _WORDS.get(word))
    number = float(match["number"])
    return number % 360 if number <= 360 else None


def metres_of(value: str) -> float | None:
    """Metres that the value tells; None where it tells none, or fewer than none.

    Args:
        value: Of `height` and its like: `5`, `5 m`, `5,5`, `16'`, `7'4"`, `12 ft`.
    """
    text = value.strip()
    if (feet := _FEET.fullmatch(text)) is not None:
        return round(0.3048 * float(feet["feet"]) + 0.0254 * float(feet["inches"] or 0), 4)
    match = _METRES.fullmatch(text)
    if match is None:
        return None
    metres = float(match["number"].replace(",", ".")) * _UNITS[(match["unit"] or "")[:1].lower()]
    return round(metres, 4) if 0 <= metres <= MOST_METRES else None


def angle_of(value: str) -> float | None:
    """Degrees down from the horizontal, 0 to 90; None where the value tells none, or another.

    Args:
        value: Of `camera:angle`: `15`, `15°`; a sign before it is not meant.
    """
    match = _ANGLE.fullmatch(value.strip())
    if match is None:
        return None
    angle = abs(float(match["number"].replace(",", ".")))
    return angle if angle <= 90 else None


def day_of(value: str) -> date | None:
    """The day that the value tells, as year, month and day; None where it tells a year or month alone, or none.

    Args:
        value: Of `check_date`, `survey:date`: `2024-05-03`.
    """
    match = _DAY.fullmatch(value.strip())
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def count_of(value: str) -> int | None:
    """How many cameras a site is, at least one; None where the value is no such number."""
    match = _COUNT.fullmatch(value.strip())
    return int(match[0]) or None if match is not None else None
