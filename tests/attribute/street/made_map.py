"""A made street map on the plane: cameras by their tags, houses and ways; it lies far out in the ocean."""

from datetime import date

import numpy as np

from lamppost.model.ground import BUILDINGS, EDGES, NODES, WALLS, SiteRow, StreetMap
from lamppost.model.mercator import on_map
from lamppost.model.observations import Evidence

LAT, LON = 50.0, -30.0
M_LAT, M_LON = 1 / 111_229, 1 / 71_697
"""Degrees to a metre there: the meridian and the parallel of WGS 84 at 50 degrees north."""


def camera(number, east_m=0.0, north_m=0.0, source="osm", evidence=0, changed_on=date(2026, 5, 1), **tags):
    """One camera; tags are written with `__` for a colon."""
    held = {"man_made": "surveillance"} | {key.replace("__", ":"): value for key, value in tags.items()}
    ref = f"node/{number}" if source == "osm" else f"row {number}"
    return SiteRow(
        evidence=evidence,
        ref=ref,
        locator=ref if source == "osm" else f"line {number}",
        lat_deg=LAT + north_m * M_LAT,
        lon_deg=LON + east_m * M_LON,
        tags=held,
        source=source,
        changed_on=changed_on,
    )


def street_of(cameras, houses=(), ways=()):
    """A map with cameras, square houses (east, north, side, is_home) and ways (from and to, in metres)."""
    files = [
        Evidence(id=f"ev-{n}", path=name, sha256=str(n) * 64, size_bytes=1, format="osm pbf", read="whole")
        for n, name in enumerate(("made.osm.pbf", "register.csv"))
    ]
    walls = {name: [] for name in WALLS}
    for number, (east, north, side, _) in enumerate(houses):
        corners = [(east, north), (east + side, north), (east + side, north + side), (east, north + side)]
        for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
            (east0, east1), (north0, north1) = plane([x0, x1], [y0, y1])
            for name, value in zip(WALLS, (east0, north0, east1, north1, number), strict=True):
                walls[name].append(value)
    buildings = {
        "way": [n + 1 for n in range(len(houses))],
        "height_m": [np.nan] * len(houses),
        "min_height_m": [np.nan] * len(houses),
        "is_home": [house[3] for house in houses],
    }
    nodes = {name: [] for name in NODES}
    edges = {name: [] for name in EDGES}
    for number, ((x0, y0), (x1, y1)) in enumerate(ways):
        east, north = plane([x0, x1], [y0, y1])
        nodes["east"] += east.tolist()
        nodes["north"] += north.tolist()
        nodes["lat_deg"] += [LAT + y0 * M_LAT, LAT + y1 * M_LAT]
        row = (2 * number, 2 * number + 1, number + 1, -1, 0, float(np.hypot(x1 - x0, y1 - y0)), True, False)
        for name, value in zip(EDGES, row, strict=True):
            edges[name].append(value)
    return StreetMap(
        evidence=files,
        sites=list(cameras),
        walls=_table(walls, WALLS),
        buildings=_table(buildings, BUILDINGS),
        nodes=_table(nodes, NODES),
        edges=_table(edges, EDGES),
        way_kinds=["footway"],
        has_ways=bool(ways),
        has_buildings=bool(houses),
        bounds=(LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01),
        map_day=date(2026, 6, 1),
    )


def plane(east_m, north_m):
    """Where points lie on the plane that are so many metres east and north of the made place."""
    return on_map([LAT + y * M_LAT for y in north_m], [LON + x * M_LON for x in east_m])


def _table(columns, kinds):
    return {name: np.array(values, kinds[name]) for name, values in columns.items()}
