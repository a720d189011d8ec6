"""Ground as a plane: the conformal map on which angles are true everywhere and lengths are, once divided by its scale."""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SEMI_MAJOR_M: Final = 6378137.0
"""Equatorial radius of WGS 84, in metres (NIMA TR8350.2, table 3.1)."""
_ECCENTRICITY_2: Final = (2 - 1 / 298.257223563) / 298.257223563
_ECCENTRICITY: Final = math.sqrt(_ECCENTRICITY_2)
MOST_LATITUDE_DEG: Final = 85.0
"""Beyond it the map is not used: its scale has no end at the poles."""
_STEPS = 6  # of the iteration for the latitude, each some 150 times closer


def on_map(lat_deg: npt.ArrayLike, lon_deg: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Where points lie on Mercator's map of the ellipsoid (EPSG:3395; Snyder 1987, equations 7-6 and 7-7).

    Args:
        lat_deg: Latitudes in degrees, WGS 84, shape (n,), within `MOST_LATITUDE_DEG`.
        lon_deg: Longitudes in degrees, shape (n,).

    Returns:
        East and north in units of the map, each of shape (n,): metres on the equator, `scale` units to a metre elsewhere.
    """
    phi = np.radians(np.asarray(lat_deg, np.float64))
    east = SEMI_MAJOR_M * np.radians(np.asarray(lon_deg, np.float64))
    sine = np.sin(phi)
    north = SEMI_MAJOR_M * (np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine))
    return east, north


def on_earth(east: npt.ArrayLike, north: npt.ArrayLike) -> tuple[Floats, Floats]:
    """The latitudes and longitudes in degrees of points of the map, each of shape (n,) (Snyder 1987, equation 7-9)."""
    isometric = np.asarray(north, np.float64) / SEMI_MAJOR_M
    phi = np.arcsin(np.tanh(isometric))
    for _ in range(_STEPS):
        phi = np.arcsin(np.tanh(isometric + _ECCENTRICITY * np.arctanh(_ECCENTRICITY * np.sin(phi))))
    return np.degrees(phi), np.degrees(np.asarray(east, np.float64) / SEMI_MAJOR_M)


def scale(lat_deg: npt.ArrayLike) -> Any:
    """Units of the map to a metre on the ground, shape (n,) (Snyder 1987, equation 7-8)."""
    phi = np.radians(np.asarray(lat_deg, np.float64))
    return np.sqrt(1 - _ECCENTRICITY_2 * np.sin(phi) ** 2) / np.cos(phi)
