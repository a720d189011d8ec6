"""Boxes of degrees as people write them."""

import math


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
