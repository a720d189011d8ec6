"""A walk as somebody recorded or planned it; it never becomes part of a result."""

from typing import Any, Final

import msgspec

from lamppost.model.observations import Issue

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
