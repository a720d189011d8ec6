"""Which cameras are a private home's: the rule, and how they are told of where they are told of at all."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from lamppost.attribute.street.operators import Told
from lamppost.model.ground import SiteRow, StreetMap
from lamppost.model.mercator import on_earth, on_map, scale

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NEAR_WALL_M: Final = 2.0
"""How far from a wall a camera may be mapped that hangs on it."""
CELL_M: Final = 100.0
"""A home's camera is told of by the middle of a square of about so many metres."""
BLURRED_M: Final = 71
"""How far that is from the camera at most: half the diagonal."""
_NO_HOMES_ZONE = frozenset(
    {"town", "parking", "traffic", "shop", "bank", "street", "police", "public", "station", "atm", "commercial", "autoroute",
     "public_transport_platform", "parking_entrance", "highway", "river", "lake"}
)  # fmt: skip
"""Zones (`surveillance:zone`) of which none is a home's."""


def are_homes(rows: Sequence[SiteRow], told: Sequence[Told], street: StreetMap) -> Bools:
    """Whether each camera is a private home's, shape (n,).

    It is where it is mounted as a doorbell, where the word for a private person stands for who runs it, and where it hangs on a house that people
    live in, or within it, while its tags name neither an organisation, a public body or a business nor a zone that is no home's.

    Args:
        rows: The cameras.
        told: Who runs each.
        street: The map, whose buildings say which houses people live in.
    """
    named = np.array([one.name is not None for one in told], np.bool_)
    zoned = np.array([_words(row, "surveillance:zone") & _NO_HOMES_ZONE != set() for row in rows], np.bool_)
    doorbell = np.array([bool(_words(row, "camera:mount") & {"doorbell"}) for row in rows], np.bool_)
    said = np.array([one.is_person for one in told], np.bool_)
    asked = ~(named | zoned | doorbell | said)
    housed = np.zeros(len(rows), np.bool_)
    if asked.any() and street.has_buildings and len(street.walls.get("east", ())):
        at = np.flatnonzero(asked).tolist()
        housed[at] = _on_houses([rows[place] for place in at], street)
    return ~(named | zoned) & (doorbell | said | housed)


def faces_public(row: SiteRow) -> bool:
    """Whether its tags say that it watches public space; what they do not say is not taken for said."""
    return _words(row, "surveillance") == {"public"}


def blurred(lat_deg: float, lon_deg: float) -> tuple[float, float]:
    """The middle of the square of about `CELL_M` in which a place lies: latitude and longitude in degrees, five digits."""
    east, north = (float(one[0]) for one in on_map([lat_deg], [lon_deg]))
    size = CELL_M * float(scale(np.floor(lat_deg) + 0.5))  # one size for each degree of latitude
    middle = [(np.floor(value / size) + 0.5) * size for value in (east, north)]
    lat, lon = on_earth([middle[0]], [middle[1]])
    return round(float(lat[0]), 5), round(float(lon[0]), 5)


def _words(row: SiteRow, key: str) -> set[str]:
    return {word.strip().lower() for word in row.tags.get(key, "").split(";")} - {""}


def _on_houses(rows: Sequence[SiteRow], street: StreetMap) -> Bools:
    """Whether each lies within a house that people live in, or hangs on one: the wall nearest to it counts."""
    walls, homes = street.walls, street.buildings["is_home"]
    east, north = on_map([row.lat_deg for row in rows], [row.lon_deg for row in rows])
    reach = NEAR_WALL_M * scale([row.lat_deg for row in rows])
    x0, y0 = walls["east"], walls["north"]
    x1, y1 = walls["to_east"], walls["to_north"]
    building = walls["building"]
    low, high = np.minimum(y0, y1), np.maximum(y0, y1)
    found = np.zeros(len(rows), np.bool_)
    for place in range(len(rows)):
        near = np.flatnonzero((high >= north[place] - reach[place]) & (low <= north[place] + reach[place]))
        if not len(near):
            continue
        away = _distances(east[place], north[place], x0[near], y0[near], x1[near], y1[near])
        nearest = int(np.argmin(away))
        if away[nearest] <= reach[place]:
            found[place] = bool(homes[building[near[nearest]]])
            continue
        crossed = near[(y0[near] > north[place]) != (y1[near] > north[place])]
        share = (north[place] - y0[crossed]) / (y1[crossed] - y0[crossed])
        behind = crossed[x0[crossed] + share * (x1[crossed] - x0[crossed]) > east[place]]
        held, count = np.unique(building[behind], return_counts=True)
        found[place] = bool(homes[held[count % 2 == 1]].any())
    return found


def _distances(x: float, y: float, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> Floats:
    """From a point to each straight piece, in units of the map, shape (n,)."""
    along_x, along_y = x1 - x0, y1 - y0
    length = np.maximum(along_x**2 + along_y**2, 1e-12)
    share = np.clip(((x - x0) * along_x + (y - y0) * along_y) / length, 0, 1)
    return np.asarray(np.hypot(x - x0 - share * along_x, y - y0 - share * along_y))
