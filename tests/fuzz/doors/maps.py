"""Maps, registers of cameras and walks."""

import hashlib
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tests.engines import fuzzing_maps
from tests.fuzz.doors.door import Door, files_of, put
from tests.fuzz.judges import assert_told

from lamppost.model.errors import LamppostError
from lamppost.observe.gpx.reader import read_walk
from lamppost.pipeline.street.reading import map_of, read_maps

WALK = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="made"><trk><trkseg>
<trkpt lat="1.5" lon="1.5"><time>2026-11-20T08:00:00Z</time></trkpt><trkpt lat="1.6" lon="1.6"/></trkseg></trk></gpx>"""


def attempt(data: bytes, folder: Path, name: str, kind: str | None, beside: tuple[str, ...] = ()) -> str:
    """Read as far as it is whole, and sound; what is damaged is not called whole."""
    for other in beside:
        put(folder, other, samples()[other])
    path = put(folder, name, data)
    known = map_of(path)
    found = read_maps([path])
    first = found.evidence[0]
    assert first.sha256 == hashlib.sha256(data).hexdigest()
    assert known or first.read == "none"
    fuzzing_maps.assert_sound(found)
    for issue in found.issues:
        assert len(f"{issue.what} {issue.expected} {issue.hint}") <= fuzzing_maps.LONGEST_TEXT
    is_plain = known is not None and data[:2] not in (b"\x1f\x8b", b"BZ", b"PK") and "+" not in first.format
    assert_told(kind if is_plain else None, data, first.read, len(found.issues))
    return first.read


def attempt_table(data: bytes, folder: Path) -> str:
    """The table of the points of a shapefile is damaged, and the points are not."""
    put(folder, "points.dbf", data)
    found = read_maps([put(folder, "points.shp", samples()["points.shp"])])
    fuzzing_maps.assert_sound(found)
    first = found.evidence[0]
    assert first.read == "whole" or found.issues
    return first.read


def attempt_walk(data: bytes, folder: Path) -> str:
    """A walk of points on earth, or refused in words."""
    try:
        found = read_walk(put(folder, "walk.gpx", data))
    except LamppostError:
        return "none"
    for line in found.lines:
        assert np.isfinite(line).all()
        assert len(line) >= 2
    read = "whole" if found.is_whole else "part"
    assert_told("xml", data, read, len(found.issues))
    return read


@cache
def samples() -> dict[str, bytes]:
    """One file of each form, without a word that a test looks for."""
    with TemporaryDirectory() as folder:
        held = fuzzing_maps.samples(Path(folder))
    return {name: data.replace(b"Someone", b"Anybody") for name, data in held.items() if not name.endswith(".pbf")} | {
        name: data for name, data in held.items() if name.endswith(".pbf")
    }  # fmt: skip


def _of(*names: str) -> "Iterable[bytes]":
    return [samples()[name] for name in names]


DOORS = [
    Door("osm-xml", ("observe.osm",), partial(attempt, name="map.osm", kind="xml"), lambda: _of("map.osm")),
    Door("osm-opl", ("observe.osm",), partial(attempt, name="map.opl", kind=None), lambda: _of("map.opl")),
    Door("osm-pbf", ("observe.osm",), partial(attempt, name="map.osm.pbf", kind="pbf"), lambda: _of("map.osm.pbf")),
    Door("overpass", ("observe.overpass",), partial(attempt, name="overpass.json", kind="json"), lambda: _of("overpass.json")),
    Door("registers", ("observe.camera_register",), partial(attempt, name="register.csv", kind=None),
         lambda: _of("register.csv", "lost.csv"), lambda: files_of("osm/*/*.csv", most_bytes=3000)),
    Door("geojson", ("observe.camera_register",), partial(attempt, name="city.geojson", kind="json"), lambda: _of("city.geojson", "list.json")),
    Door("shapefiles", ("observe.camera_register",), partial(attempt, name="points.shp", kind=None, beside=("points.dbf",)), lambda: _of("points.shp")),
    Door("shapefile-tables", ("observe.camera_register",), attempt_table, lambda: _of("points.dbf")),
    Door("walks", ("observe.gpx", "observe.markup"), attempt_walk, lambda: [WALK.encode()]),
]  # fmt: skip
