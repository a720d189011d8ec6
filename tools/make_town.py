"""A made town as an OpenStreetMap file, for the guide and the tests: streets, houses, places and cameras of every sort.

    python tools/make_town.py -o src/lamppost/samples/made-town.osm

Nothing of it is real: it lies far out in the Atlantic, its ids are beyond those in use, and its names are made up.
"""

import argparse
from pathlib import Path
from xml.sax.saxutils import quoteattr

LAT, LON = 50.0, -30.0
M_LAT, M_LON = 1 / 111_229, 1 / 71_697
"""Degrees to a metre there: the meridian and the parallel of WGS 84 at 50 degrees north."""
FIRST_ID = 900_000_000_001
BLOCK_M, STREETS, MARGIN_M, DEPTH_M = 80, 6, 8, 12
DAY = "2026-10-01T00:00:00Z"

NAMES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
CAMERAS: tuple[tuple[float, float, str, dict[str, str]], ...] = (
    (4, 4, "2026-06-01", {"surveillance": "public", "surveillance:type": "camera", "surveillance:zone": "town", "camera:type": "fixed",
        "camera:direction": "90", "height": "5", "operator": "City of Lampton", "manufacturer": "Hikvision",
        "check_date": "2026-05-20"}),
    (4, 84, "2025-03-01", {"surveillance": "public", "surveillance:type": "camera", "surveillance:zone": "town", "camera:type": "dome",
        "height": "6", "operator": "City of Lampton"}),
    (84, 4, "2024-02-01", {"surveillance": "public", "surveillance:type": "ALPR", "surveillance:zone": "traffic",
        "camera:type": "fixed", "direction": "N", "operator": "Lampton Police Department", "manufacturer": "Flock Safety"}),
    (88, 60, "2019-08-01", {"surveillance": "outdoor", "surveillance:type": "camera", "surveillance:zone": "shop",
        "camera:type": "fixed", "camera:direction": "270", "operator": "Lampton Trading Ltd", "manufacturer": "Axis Communications"}),
    (168, 88, "2018-01-01", {"surveillance": "public", "surveillance:type": "camera", "surveillance:zone": "bank",
        "camera:type": "dome", "operator": "Bank of Lampton", "camera:mount": "wall"}),
    (164, 164, "2012-05-01", {}),
    (244, 164, "2011-05-01", {}),
    (244, 84, "2026-01-15", {"surveillance": "public", "surveillance:type": "camera", "surveillance:zone": "street",
        "camera:type": "panning", "manufacturer": "Dahua", "model": "SD49225XA-HNR", "operator": "Somebody Example"}),
    (100, 100, "2023-01-01", {"surveillance": "indoor", "surveillance:type": "camera", "surveillance:zone": "shop", "camera:type": "dome"}),
    (324, 88, "2024-07-01", {"surveillance": "public", "surveillance:type": "camera", "camera:mount": "doorbell",
        "camera:direction": "180", "operator": "Somebody Example"}),
    (328, 152, "2024-07-01", {"surveillance": "outdoor", "surveillance:type": "camera"}),
    (244, 244, "2020-01-01", {"surveillance:type": "guard"}),
    (324, 244, "2022-01-01", {"surveillance": "public", "surveillance:type": "camera", "surveillance:zone": "parking",
        "camera:type": "fixed", "camera:direction": "225", "camera:angle": "15", "height": "4", "operator": "Lampton Car Parks Ltd"}),
)  # fmt: skip
"""Metres east and north of the corner, day of the last change, tags."""


class Town:
    """Elements in the order of a file: nodes, ways, relations."""

    def __init__(self) -> None:
        self.next_id = FIRST_ID
        self.nodes: list[str] = []
        self.ways: list[str] = []
        self.relations: list[str] = []
        self.places: dict[tuple[float, float], int] = {}

    def node(
        self, east_m: float, north_m: float, tags: dict[str, str] | None = None, day: str = DAY[:10]
    ) -> int:
        """A node; one without tags is used again where there is one."""
        at = (east_m, north_m)
        if tags is None and at in self.places:
            return self.places[at]
        identity = self._id()
        if tags is None:
            self.places[at] = identity
        lat, lon = LAT + north_m * M_LAT, LON + east_m * M_LON
        self.nodes.append(
            f'<node id="{identity}" version="1" timestamp="{day}T00:00:00Z" lat="{lat:.7f}" lon="{lon:.7f}">{_tags(tags or {})}</node>'
        )
        return identity

    def way(self, points: list[tuple[float, float]], tags: dict[str, str]) -> int:
        """A way through points."""
        nodes = "".join(f'<nd ref="{self.node(*point)}"/>' for point in points)
        identity = self._id()
        self.ways.append(f'<way id="{identity}" version="1" timestamp="{DAY}">{nodes}{_tags(tags)}</way>')
        return identity

    def boundary(self, box: tuple[float, float, float, float], tags: dict[str, str]) -> None:
        """A relation whose outline is a box: west, south, east, north in metres."""
        member = self.way(_ring(*box), {})
        self.relations.append(
            f'<relation id="{self._id()}" version="1" timestamp="{DAY}">'
            f'<member type="way" ref="{member}" role="outer"/>{_tags({"type": "boundary", **tags})}</relation>'
        )

    def _id(self) -> int:
        self.next_id += 1
        return self.next_id - 1


def made_town() -> str:
    """The town, as XML."""
    town = Town()
    reach = BLOCK_M * (STREETS - 1)
    for number, name in enumerate(NAMES):
        at = number * BLOCK_M
        kind = "footway" if number % 2 else "residential"
        cross = [place * BLOCK_M for place in range(STREETS)]
        town.way([(float(x), float(at)) for x in cross], {"highway": kind, "name": f"{name} Street"})
        town.way([(float(at), float(y)) for y in cross], {"highway": kind, "name": f"{name} Lane"})
    for column in range(STREETS - 1):
        for row in range(STREETS - 1):
            west, south = column * BLOCK_M + MARGIN_M, row * BLOCK_M + MARGIN_M
            side = BLOCK_M - 2 * MARGIN_M
            tags = {"building": "house" if column == 4 else "yes", "building:levels": "3"}
            town.way(_ring(west, south, west + side, south + DEPTH_M), tags)
            town.way(_ring(west, south + side - DEPTH_M, west + side, south + side), tags)
    for east, north, day, tags in CAMERAS:
        town.node(east, north, {"man_made": "surveillance", **tags}, day)
    half = 2 * BLOCK_M + BLOCK_M / 2
    whole = {"boundary": "administrative", "admin_level": "8", "name": "Lampton", "place": "town"}
    town.boundary((-20, -20, reach + 20, reach + 20), whole)
    for box, name in (
        ((-20, -20, half, reach + 20), "Old Lampton"),
        ((half, -20, reach + 20, reach + 20), "New Lampton"),
    ):
        town.boundary(
            box, {"boundary": "administrative", "admin_level": "9", "name": name, "place": "suburb"}
        )
    low, high = (LAT - 30 * M_LAT, LON - 30 * M_LON), (LAT + (reach + 30) * M_LAT, LON + (reach + 30) * M_LON)
    bounds = (
        f'<bounds minlat="{low[0]:.7f}" minlon="{low[1]:.7f}" maxlat="{high[0]:.7f}" maxlon="{high[1]:.7f}"/>'
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            "<!-- a made town by tools/make_town.py: it lies in the Atlantic, and nothing of it is real or of OpenStreetMap -->",
            f'<osm version="0.6" generator="tools/make_town.py" timestamp="{DAY}">',
            bounds,
            *town.nodes,
            *town.ways,
            *town.relations,
            "</osm>",
            "",
        ]
    )


def _ring(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.parse_args().output.write_text(made_town(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
