"""What the words of a camera's tags mean for where it looks, what it is and since when."""

import re
from calendar import monthrange
from datetime import date

from lamppost.model.map_values import directions_of
from lamppost.model.vocabulary import DeviceKind

KINDS: dict[str, DeviceKind] = {
    "camera": "camera",
    "webcam": "camera",
    "cctv": "camera",
    "alpr": "plate_reader",
    "anpr": "plate_reader",
    "gunshot_detector": "microphone",
}
"""`surveillance:type` → what it is (OpenStreetMap's wiki, Key:surveillance:type, and values that mean the same)."""
NO_DEVICE = ("guard", "fake", "no")
"""Values of `surveillance:type` and `surveillance` of what is no device."""
_SAYS_CAMERA = ("webcam", "camera", "cctv", "type:camera")
"""Values of `surveillance` that say what it is, against the wiki."""
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NORTH_OR_ALL_ROUND = re.compile(r"\s*360(?:\.0+)?\s*°?\s*")


def bearings(text: str | None) -> list[float]:
    """Where it looks, in degrees from north, clockwise; empty where the words do not tell.

    A `360` alone is untold: some write it for north and others for all round.

    Args:
        text: The value of `camera:direction` or `direction`.
    """
    if text is None or _NORTH_OR_ALL_ROUND.fullmatch(text):
        return []
    told = directions_of(text) or []
    return (
        []
        if any(one.span_deg >= 180 for one in told)
        else sorted({round(one.bearing_deg, 1) for one in told})
    )


def kind_of(kind: str | None, watched: str | None, keys: frozenset[str]) -> tuple[DeviceKind, str | None]:
    """What it is, and the tag that says so; `unknown` and None where none does.

    Args:
        kind: The value of `surveillance:type`.
        watched: The value of `surveillance`.
        keys: The keys that it has.
    """
    if kind is not None and (told := KINDS.get(kind.strip().lower())) is not None:
        return told, "surveillance:type"
    if watched is not None and watched.strip().lower() in _SAYS_CAMERA:
        return "camera", "surveillance"
    if kind is None and (named := next((key for key in sorted(keys) if key.startswith("camera:")), None)):
        return "camera", named
    return "unknown", None


def is_no_device(kind: str | None, watched: str | None) -> str | None:
    """The word that says that it is no device: `guard`, `fake`; None where none does."""
    return next(
        (word for value in (kind, watched) if value and (word := value.strip().lower()) in NO_DEVICE), None
    )


def last_day_of(text: str | None) -> date | None:
    """The last day of a day, month or year; None of anything else."""
    if text is None or (found := _DAY.fullmatch(text.strip())) is None:
        return None
    try:
        year, month = int(found[1]), int(found[2] or 12)
        return date(year, month, int(found[3] or monthrange(year, month)[1]))
    except ValueError:
        return None


def period_of(text: str | None) -> str | None:
    """A day, month or year as ISO 8601 writes it; None of anything else."""
    return text.strip() if text is not None and last_day_of(text) is not None else None
