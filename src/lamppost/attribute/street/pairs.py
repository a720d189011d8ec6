"""One camera in a map and in a register: which rows of the two are the same."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lamppost.model.ground import SiteRow
from lamppost.model.mercator import on_map, scale

SAME_WITHIN_M: Final = 10.0
"""How far apart a map and a register may have the same camera."""


def pairs(rows: Sequence[SiteRow], homes: Sequence[bool]) -> list[tuple[int, int | None]]:
    """Each row that stands for a camera of its own, and the register's row of the same one; in the order of the rows.

    A row of a map and one of a register are the same where each is the nearest of the other's kind to the other and they lie within
    `SAME_WITHIN_M`. Two rows of one kind are never the same. Homes are joined to nothing.

    Args:
        rows: The rows of maps and registers.
        homes: Whether each is a private home's.
    """
    mapped = [at for at, row in enumerate(rows) if row.source == "osm" and not homes[at]]
    listed = [at for at, row in enumerate(rows) if row.source == "register" and not homes[at]]
    partner = _nearest_both_ways(rows, mapped, listed) if mapped and listed else {}
    taken = set(partner.values())
    return [(at, partner.get(at)) for at in range(len(rows)) if at not in taken]


def _nearest_both_ways(rows: Sequence[SiteRow], mapped: list[int], listed: list[int]) -> dict[int, int]:
    from scipy.spatial import cKDTree

    points = [
        np.column_stack(on_map([rows[at].lat_deg for at in some], [rows[at].lon_deg for at in some]))
        for some in (mapped, listed)
    ]
    away, nearest = cKDTree(points[1]).query(points[0])
    _, back = cKDTree(points[0]).query(points[1])
    reach = SAME_WITHIN_M * scale([rows[at].lat_deg for at in mapped])
    return {
        mapped[one]: listed[other]
        for one, other in enumerate(nearest.tolist())
        if back[other] == one and away[one] <= reach[one]
    }
