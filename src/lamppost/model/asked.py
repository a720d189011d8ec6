"""What is asked of a map: which part of it, by which standard, and of whose cameras."""

import math

import msgspec

from lamppost.model.walk import AskedWalk


class AskedStreet(msgspec.Struct, frozen=True, kw_only=True):
    """The user's choices about maps and registers."""

    place: str | None = None
    """Name of a place that the map outlines."""
    bounds: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees."""
    standard: str | None = None
    """Short name of the standard whose levels are taken; None: the one that is taken where none is chosen."""
    with_homes: bool = False
    """List cameras of private homes too, where they face public space."""
    official: bool = False
    """The registers are kept by a public body."""
    walk: AskedWalk | None = None
    """The user's walk, or two points to find a way between."""


def box_in(text: str) -> tuple[float, float, float, float] | None:
    """West, south, east and north in degrees, as `11.56,48.13,11.59,48.14` has them; None where that is no box.

    Args:
        text: Four numbers with commas between.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        return None
    return west, south, east, north
