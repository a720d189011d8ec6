"""What is asked of a map: which part of it, by which standard, and of whose cameras."""

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
