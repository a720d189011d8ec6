"""Where countries lie: outlines from the countryinfo package, read as data.

The outlines are coarse and of no legal meaning; they show which country a row speaks of.
"""

import json
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from lamppost.knowledge.winding import wound

Geometry = dict[str, Any]
"""A GeoJSON geometry (RFC 7946 §3.1), WGS 84, longitude before latitude, in degrees."""


def outline_of(country: str) -> tuple[Geometry | None, str]:
    """The outline of a country, its rings turned as RFC 7946 asks, and what it is: `outline`, `point` where only a point is known, or `none`.

    Args:
        country: ISO 3166-1 alpha-2, in either case.
    """
    return _outlines().get(country.lower(), (None, "none"))


def outlines_source() -> str:
    """Which package and version the outlines are of."""
    return f"countryinfo {version('countryinfo')} (MIT)"


@cache
def _outlines() -> dict[str, tuple[Geometry | None, str]]:
    found: dict[str, tuple[Geometry | None, str]] = {}
    for path in sorted(files("countryinfo").joinpath("data").iterdir(), key=lambda one: one.name):
        if not path.name.endswith(".json"):
            continue
        held = json.loads(path.read_text(encoding="utf-8"))
        code = str((held.get("ISO") or {}).get("alpha2", "")).lower()
        features = (held.get("geoJSON") or {}).get("features") or []
        if code and features:
            found[code] = (wound(features[0]["geometry"]), "outline")
        elif code and held.get("latlng"):
            latitude, longitude = held["latlng"]
            found.setdefault(code, ({"type": "Point", "coordinates": [longitude, latitude]}, "point"))
    return found
