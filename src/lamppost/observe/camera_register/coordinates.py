"""Where a camera is, out of the cells of a register."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

DECIMALS: Final = 7
"""Decimals of a coordinate of OpenStreetMap, which is kept in units of 1e-7 degrees (docs.rs/osmpbfreader, objects::Node)."""
MOST_APART_DEG: Final = 3.0
"""A register whose points were lost is one of a city: no camera lies farther than this from the middle one."""
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,20})?°?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.' ]\d{3}){2,}")
_LOST = re.compile(r"[+-]?\d{1,3}(?:[.' ]\d{1,3})*|[+-]?\d{4,12}")
_LETTER = re.compile(r"(?P<number>[^NSEW]+?)\s*(?P<side>[NSEW])", re.IGNORECASE)
_MINUTES = re.compile(
    r"(?P<deg>[+-]?\d{1,3})\s*°\s*(?P<min>\d{1,2}(?:[.,]\d+)?)\s*['\u2032\u2019]\s*(?:(?P<sec>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''|\u2033|\u201d))?"
)
_POINT = re.compile(
    r"(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*(?P<lon>[-+\d.]+)\s+(?P<lat>[-+\d.]+)(?:\s+[-+\d.]+)?\s*\)",
    re.IGNORECASE,
)
_PAIR = re.compile(r"[\[(]?\s*(?P<lat>[-+]?\d{1,3}\.\d+)\s*[,; ]\s*(?P<lon>[-+]?\d{1,3}\.\d+)\s*[\])]?")
_LONGEST = 200
"""Letters of a place; no longer text is one."""
Spot = tuple[float, float]


def degrees_of(text: str) -> float | None:
    """Degrees that a cell says: `46.2`, `46,2`, `46.2° N`, `46° 12' 14"`; None where it says none. They may be out of range."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if (lettered := _LETTER.fullmatch(text)) is not None:
        number = degrees_of(lettered["number"])
        if number is None or number < 0:
            return None
        return -number if lettered["side"].upper() in "SW" else number
    if (parts := _MINUTES.fullmatch(text)) is not None:
        minutes, seconds = (float((parts[name] or "0").replace(",", ".")) for name in ("min", "sec"))
        if minutes >= 60 or seconds >= 60:
            return None
        size = abs(int(parts["deg"])) + minutes / 60 + seconds / 3600
        return -size if parts["deg"].startswith("-") else size
    if _NUMBER.fullmatch(text) is None:
        return None
    return float(text.rstrip("°").replace(",", "."))


def spot_of(text: str) -> Spot | None:
    """Latitude and longitude of a cell that holds both: `46.2, 6.1`, latitude first, or `POINT (6.1 46.2)`, as OGC writes it."""
    text = text.strip()
    found = (_POINT.fullmatch(text) or _PAIR.fullmatch(text)) if len(text) <= _LONGEST else None
    return None if found is None else (float(found["lat"]), float(found["lon"]))


def is_on_earth(lat_deg: float, lon_deg: float) -> bool:
    """Whether a place is one, and not the 0, 0 of a form that nobody filled in."""
    return -90 <= lat_deg <= 90 and -180 <= lon_deg <= 180 and (lat_deg, lon_deg) != (0.0, 0.0)


class LostPoints(msgspec.Struct, frozen=True):
    """Where the points of a column of numbers were."""

    before: int
    """Digits before the point."""
    middle: float
    """The middle number, with its point."""

    def degrees_of(self, text: str) -> float | None:
        """Degrees of a cell; None where it holds none, or lies far from the others."""
        digits = _digits(text)
        if digits is None:
            return None
        number = _with_point(digits, self.before)
        return number if abs(number - self.middle) <= MOST_APART_DEG else None


def are_lost(cells: Sequence[str]) -> bool:
    """Whether a spreadsheet took the points of a column for marks between thousands: `461.993.881` is no number otherwise."""
    return any(_GROUPED.fullmatch(cell.strip()) for cell in cells)


def lost_points(cells: Sequence[str], *, is_of_openstreetmap: bool) -> LostPoints | None:
    """Where the points of a column were; None where that is not sure.

    It is sure where the table was exported from OpenStreetMap, whose coordinates have seven decimals and lose no more than the
    zeros at their end: at least half of the cells then have the same number of digits, the most there is, and seven of them stood
    behind the point. Without that, 4.6 and 46 degrees cannot be told apart.

    Args:
        cells: Those of the column.
        is_of_openstreetmap: Whether the table has OpenStreetMap's tags.
    """
    numbers = [digits for cell in cells if (digits := _digits(cell)) is not None]
    longest = max((len(digits.lstrip("-")) for digits in numbers), default=0)
    whole = [digits for digits in numbers if len(digits.lstrip("-")) == longest]
    before = longest - DECIMALS
    if not is_of_openstreetmap or not 1 <= before <= 3 or 2 * len(whole) < len(numbers):
        return None
    with_points = sorted(_with_point(digits, before) for digits in whole)
    middle = with_points[len(with_points) // 2]
    return LostPoints(before, middle) if abs(middle) <= 180 else None


def _digits(text: str) -> str | None:
    text = text.strip()
    if _LOST.fullmatch(text) is None:
        return None
    digits = re.sub(r"[.' +]", "", text)
    return digits if digits.strip("-0") else None


def _with_point(digits: str, before: int) -> float:
    sign, size = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    return sign * float(f"{size[:before]}.{size[before:] or '0'}")
