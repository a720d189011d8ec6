"""Outlines of countries that share their borders, as lines between which areas lie."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
"""Points, longitude before latitude, in degrees, WGS 84, shape (n, 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One country or territory."""

    name: str
    code: str | None
    """ISO 3166-1 alpha-2 in lower case; None where it has none."""
    polygons: list[list[list[int]]]
    """Polygon → ring, the outer one first → its lines in order: n for line n, ~n for line n from its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """Areas over lines; a border between two areas is one line."""

    lines: list[Line]
    areas: list[Area]
    credit: str
    """Whom the outlines are owed to."""
