"""Walks as somebody recorded or planned them, and ways to follow; where they lead never becomes part of a result."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from lamppost.model.observations import Issue
from lamppost.model.sites import Lens

CALLED: Final = "walk"
"""What issues call the file of a walk, whose own name may tell where it leads."""


class WalkRead(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of a walk: where, and nothing else; when, and what the file is called, is not kept."""

    lines: list[Any]
    """Each float64 of shape (n, 2), n ≥ 2: latitude and longitude in degrees, WGS 84, in the order of walking."""
    points: int = 0
    points_not_read: int = 0
    is_whole: bool = True
    """False where the file ends before it should."""
    issues: list[Issue] = msgspec.field(default_factory=list)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a way along one street, or along ways without a name."""

    name: str | None
    """As the map has it; None where it has none."""
    kind: str
    """What kind of way it is where it has no name: `footway`, `steps`, … in OpenStreetMap's words."""
    metres: float


class WayTold(msgspec.Struct, frozen=True, kw_only=True):
    """A way that was found, to be followed; told to the user, and never part of a result."""

    what: Literal["shortest", "least_watched"]
    length_m: float
    seen_m: float
    steps: list[Step]
    line: Any
    """Latitude and longitude in degrees of its points, float64 of shape (n, 2)."""


class WaysTold(msgspec.Struct, frozen=True, kw_only=True):
    """What was found between two points."""

    away_m: tuple[float, float]
    """How far the two points lie from any way; the ways begin and end at the nearest points."""
    detour: float
    shortest: WayTold
    least_watched: WayTold


class AskedWalk(msgspec.Struct, frozen=True, kw_only=True):
    """Which walk is asked about."""

    path: Path | None = None
    """A GPX file."""
    ends: tuple[str, str] | None = None
    """Two points, each `lat,lon`, or the name of a street or place."""
    detour: float = 0.2
    """How much longer than the shortest way the least watched one may be, 0.2 being a fifth."""
    level: str | None = None
    """At which level of the standard; None: the lowest."""
    lens: Lens = "middle"
    """With which lens the least watched way is looked for."""
    tell: Callable[[WaysTold], None] | None = None
    """Called with the ways that were found."""
