"""Damaged maps and registers through their readers: nothing is raised, and what was not read is said.

By itself: `python -m tests.engines.fuzzing_maps --first 0 --count 2000`. Of a seed that fails, what failed is said. osmium reads in
the same process: a seed that ends it is the last of its run.
"""

import argparse
import gzip
import hashlib
import json
import random
import sys
import traceback
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import osmium
import shapefile

from lamppost.model.ground import BUILDINGS, EDGES, NODES, WALLS, StreetMap
from lamppost.pipeline.street.reading import is_map, read_maps

MOST_ISSUES = 200
LONGEST_TEXT = 2000
NAMES = ("operator", "manufacturer", "brand", "model")
"""Columns of names: where the cells of a row are pushed aside, they may hold another's."""
PERSON = "Someone"
"""Stands in each sample where editors, notes and contacts are."""
NUMBERS = (
    b"0", b"-1", b"1e309", b"NaN", b"inf", b"9" * 19, b"9" * 400, b"4611686018427387904", b"-9223372036854775808",
    b"91", b"181", b"85.1", b"\xff\xfe", b"\xed\xa0\x80", b"a" * 70_000, b"\x00", b"\x1b[31m", b"[" * 3000, b"{}", b"null",
)  # fmt: skip
"""What a number becomes."""

XML = """<?xml version="1.0"?><osm version="0.6"><bounds minlat="1" minlon="1" maxlat="2" maxlon="2"/>
<node id="1" lat="1.5" lon="1.5" version="3" timestamp="2026-01-02T03:04:05Z" user="Someone" uid="7">
<tag k="man_made" v="surveillance"/><tag k="camera:direction" v="90"/><tag k="note" v="Someone"/></node>
<node id="2" lat="1.6" lon="1.5"/><node id="3" lat="1.6" lon="1.6"/><node id="4" lat="1.5" lon="1.6"/>
<way id="10"><nd ref="2"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="footway"/><tag k="name" v="Long Walk"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="2"/><tag k="building" v="house"/><tag k="height" v="5"/></way>
<way id="12"><nd ref="2"/><nd ref="3"/></way><way id="13"><nd ref="3"/><nd ref="4"/><nd ref="2"/></way>
<relation id="20"><member type="way" ref="12" role="outer"/><member type="way" ref="13" role="outer"/>
<member type="relation" ref="20" role=""/><tag k="type" v="multipolygon"/><tag k="building" v="yes"/></relation>
<relation id="21"><member type="way" ref="12" role=""/><member type="way" ref="13" role=""/>
<tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="name" v="Middle"/></relation>
<relation id="22"><member type="node" ref="1" role=""/><member type="way" ref="12" role=""/>
<tag k="man_made" v="surveillance"/></relation></osm>
"""
CSV = """camera id;latitude;longitude;operator;camera type;height;contact
1;46,1;6,1;Example City;fixed;4;Someone
2;46,2;6,2;Example City;dome;5;Someone
"""
LOST = """id;tags_man_made;lat;lon;note
1;surveillance;461.993.881;61.418.784;Someone
2;surveillance;462.289.778;61.225.376;Someone
"""
CITY = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": 1,
            "geometry": {"type": "Point", "coordinates": [6.1, 46.1]},
            "properties": {"operator": "Example City", "height": 4, "contact": "Someone"},
        },
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[[6.1, 46.1], [6.2, 46.1], [6.1, 46.1]]]},
            "properties": {"@id": "way/5", "man_made": "surveillance", "note": "Someone"},
        },
    ],
}
OVERPASS = {
    "version": 0.6,
    "osm3s": {"timestamp_osm_base": "2026-11-20T10:00:00Z"},
    "elements": [
        {"type": "node", "id": 1, "lat": 46.1, "lon": 6.1, "user": "Someone", "timestamp": "2025-01-02T03:04:05Z",
         "tags": {"man_made": "surveillance", "direction": "N", "note": "Someone"}},
        {"type": "way", "id": 2, "center": {"lat": 46.1, "lon": 6.1}, "tags": {"man_made": "surveillance"}},
    ],
}  # fmt: skip
LIST = [{"osmId": 5, "osmType": "node", "lat": 46.1, "lon": 6.1, "direction": 90, "contact": "Someone"}]


def samples(folder: Path) -> dict[str, bytes]:
    """Name and content of one file of each form."""
    plain = folder / "sample.osm"
    plain.write_text(XML)
    found = {"map.osm": XML.encode(), "register.csv": CSV.encode(), "lost.csv": LOST.encode()}
    for name in ("map.osm.pbf", "map.opl"):
        written = folder / name
        writer = osmium.SimpleWriter(str(written), overwrite=True)
        for element in osmium.FileProcessor(str(plain)):
            writer.add(element)
        writer.close()
        found[name] = written.read_bytes()
    for name, content in (("city.geojson", CITY), ("overpass.json", OVERPASS), ("list.json", LIST)):
        found[name] = json.dumps(content).encode()
    with shapefile.Writer(str(folder / "points.shp"), shapeType=shapefile.POINT) as points:
        points.field("OPERATOR", "C", 20)
        points.field("CONTACT", "C", 20)
        for lon in (6.1, 6.2):
            points.point(lon, 46.1)
            points.record("Example City", "Someone")
    found["points.shp"] = (folder / "points.shp").read_bytes()
    found["points.dbf"] = (folder / "points.dbf").read_bytes()
    return found


def damaged(seed: int, data: bytes) -> bytes:
    """A file, damaged; the same for the same seed."""
    rng, changed = random.Random(seed), bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 9))):
        at = rng.randrange(len(changed)) if changed else 0
        to = min(len(changed), at + rng.choice((1, 2, 4, 8, 40)))
        change = rng.randrange(8)
        if change == 0:
            changed[at:to] = rng.randbytes(to - at)
        elif change == 1:
            del changed[at:to]
        elif change == 2:
            changed[at:at] = changed[at:to] * rng.choice((1, 3, 500))
        elif change == 3:
            changed[at:to] = rng.choice(NUMBERS)
        elif change == 4:
            del changed[at:]
        elif change == 5:
            changed[at:to] = bytes(to - at)
        elif change == 6:
            changed[at:to] = b"\xff" * (to - at)
        elif (place := _number(rng, changed)) is not None:
            changed[place[0] : place[1]] = rng.choice(NUMBERS)
    if rng.random() < 0.1:
        packed = gzip.compress(bytes(changed))
        return packed[: rng.randrange(1, len(packed) + 1)]
    return bytes(changed)


def _number(rng: random.Random, data: bytearray) -> tuple[int, int] | None:
    """Where a number of a text stands."""
    starts = [at for at in range(1, len(data)) if chr(data[at]).isdigit() and not chr(data[at - 1]).isdigit()]
    if not starts:
        return None
    first = last = rng.choice(starts)
    while last < len(data) and chr(data[last]) in "0123456789.":
        last += 1
    return first, last


class Fuzz:
    """Takes seeds; what is wrong with the answer to each of them is said in words."""

    def __init__(self, folder: Path) -> None:
        """Put the maps into a folder."""
        self._folder = folder
        self._samples = samples(folder)
        self._names = sorted(name for name in self._samples if not name.endswith(".dbf"))
        self.read: Counter = Counter()

    def complaint(self, seed: int) -> str | None:
        """What is wrong, None where all is well."""
        name = self._names[seed % len(self._names)]
        try:
            self._try(seed, name)
        except Exception:  # noqa: BLE001  # whatever escapes is what is looked for
            return f"seed {seed}, {name}: {traceback.format_exc()}"
        return None

    def _try(self, seed: int, name: str) -> None:
        path = self._folder / name
        data = damaged(seed, self._samples[name])
        if name == "points.shp":
            table = self._samples["points.dbf"]
            is_table = seed % 2 == 1
            path.with_suffix(".dbf").write_bytes(damaged(seed, table) if is_table else table)
            data = self._samples[name] if is_table else data
        path.write_bytes(data)
        known = is_map(path)
        found = read_maps([path])
        first = found.evidence[0]
        self.read[first.read if known else "unknown"] += 1
        assert known or first.read == "none"
        assert first.sha256 == hashlib.sha256(data).hexdigest()
        assert first.size_bytes == len(data)
        assert_said(found)
        assert_sound(found)


def assert_said(found: StreetMap) -> None:
    """What was not read is said, shortly and without anybody's name, and a file of which something is missing is not called whole."""
    assert len(found.issues) <= MOST_ISSUES
    for issue in found.issues:
        said = f"{issue.what} {issue.expected} {issue.hint}"
        assert len(said) <= LONGEST_TEXT
        assert PERSON not in said
    assert all(file.read == "whole" for file in found.evidence) or found.issues


def assert_sound(found: StreetMap) -> None:
    """Tables have their columns, what they refer to is there, and every place is one on earth."""
    for name, schema in (("walls", WALLS), ("buildings", BUILDINGS), ("nodes", NODES), ("edges", EDGES)):
        table = getattr(found, name)
        assert table.keys() == schema.keys()
        assert len({len(column) for column in table.values()}) == 1
        assert all(column.dtype == schema[key] for key, column in table.items()), name
    edges, nodes, walls = found.edges, found.nodes, found.walls
    for end in ("start", "end"):
        assert ((edges[end] >= 0) & (edges[end] < len(nodes["east"]))).all()
    assert ((walls["building"] >= 0) & (walls["building"] < len(found.buildings["way"]))).all()
    assert np.isfinite(nodes["east"]).all()
    assert np.isfinite(nodes["north"]).all()
    assert np.isfinite(edges["length_m"]).all()
    assert (edges["length_m"] > 0).all()
    assert all(np.isfinite(walls[name]).all() for name in ("east", "north", "to_east", "to_north"))
    for site in found.sites:
        assert -90 <= site.lat_deg <= 90
        assert -180 <= site.lon_deg <= 180
        assert not any(PERSON in value for key, value in site.tags.items() if key not in NAMES)
    for place in found.places:
        assert all(ring.shape[1] == 2 and np.isfinite(ring).all() for ring in place.rings)


def main() -> int:
    """How many seeds failed, at most 255."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--named", action="store_true", help="say each seed before it is tried")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        fuzz = Fuzz(Path(folder))
        failed = 0
        for seed in range(asked.first, asked.first + asked.count):
            if asked.named:
                print(seed, file=sys.stderr, flush=True)
            if (complaint := fuzz.complaint(seed)) is not None:
                failed += 1
                print(complaint, flush=True)
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(fuzz.read.items()))
        print(f"{asked.count} maps ({kinds}), {failed} failed")
    return min(failed, 255)


if __name__ == "__main__":
    sys.exit(main())
