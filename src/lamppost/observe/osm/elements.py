"""What single elements of OpenStreetMap are: buildings, and named places."""

from collections.abc import Iterable
from typing import Final

import msgspec

from lamppost.model.camera_tags import LONGEST_VALUE, Get
from lamppost.model.map_values import metres_of

LEVEL_M: Final = 3.0
"""Metres that a level of a building is taken for where its height is not told, as Mapbox does with the same tag ("we approximate the
height of one level as 3 meters", Mapbox' article on heights of buildings in OpenStreetMap, read in a stored copy)."""
OPEN_ROOFS: Final = frozenset({"no", "roof", "carport"})
"""Buildings that are no walls: `roof` is open on at least two sides (OpenStreetMap's wiki, Tag:building=roof, which names carports
beside it)."""
HOMES: Final = frozenset(
    {
        "apartments", "bungalow", "cabin", "detached", "farm", "ger", "house", "houseboat", "residential",
        "semidetached_house", "static_caravan", "terrace",
    }
)  # fmt: skip
"""Values of `building` that people live in: those of the wiki's Key:building under Accommodation, less hotels, dormitories and
barracks."""
_OTHER_NAMES: Final = ("alt_name", "int_name", "official_name", "short_name", "loc_name")


class Building(msgspec.Struct, frozen=True, gc=False):
    """A building, or part of one, whose outline is a wall."""

    height_m: float
    min_height_m: float
    is_home: bool


def building_of(tag: Get) -> Building | None:
    """What building an outline is; None where it has no walls that stand on the street's ground.

    Heights are in metres, NaN where no tag tells.
    """
    value = tag("building") or tag("building:part")
    if value is None or value in OPEN_ROOFS or tag("location") == "underground" or _is_below(tag("layer")):
        return None
    return Building(
        _metres(tag("height"), tag("building:levels")),
        _metres(tag("min_height"), tag("building:min_level")),
        is_home=value in HOMES,
    )


def level_of_place(tag: Get) -> str | None:
    """What a named place is: `place=suburb`, `admin_level=8`; None for anything else."""
    if tag("boundary") == "administrative":
        return f"admin_level={tag('admin_level') or '?'}"
    place = tag("place")
    return f"place={place}" if place else None


def other_names(tags: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Names of a place beside its first, sorted."""
    found = {
        one.strip()[:LONGEST_VALUE]
        for key, value in tags
        if key in _OTHER_NAMES or (key.startswith("name:") and len(key) <= 16)
        for one in value.split(";")
    }
    return sorted(found - {name, ""})


def _metres(height: str | None, levels: str | None) -> float:
    told = metres_of(height) if height is not None else None
    if told is None and levels is not None:
        count = metres_of(levels)
        told = None if count is None else count * LEVEL_M
    return float("nan") if told is None else told


def _is_below(layer: str | None) -> bool:
    try:
        return layer is not None and float(layer) < 0
    except ValueError:
        return False
