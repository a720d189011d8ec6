"""Damaged maps: some here, thousands with `make check-slow`; and files that are made to take memory or time."""

import struct
import zlib

import pytest
from tests.engines.fuzzing_maps import Fuzz, assert_said, assert_sound

from lamppost.pipeline.street.reading import is_map, read_maps

MAPS, SHARES = 6000, 4


def assert_all_well(fuzz, seeds):
    complaints = [complaint for seed in seeds if (complaint := fuzz.complaint(seed)) is not None]
    assert not complaints, f"{len(complaints)} seeds: " + "\n".join(complaints[:5])
    assert fuzz.read["whole"] > len(seeds) // 10


def test_damaged_maps_are_read_as_far_as_they_are_whole_and_the_rest_is_said(tmp_path):
    assert_all_well(Fuzz(tmp_path), range(120))


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_thousands_of_damaged_maps_are_read_as_far_as_they_are_whole(tmp_path, share):
    size = MAPS // SHARES
    assert_all_well(Fuzz(tmp_path), range(1000 + share * size, 1000 + (share + 1) * size))


def _blob(kind, body, raw_size=None):
    """A block of the PBF format: the length of its header, the header, the body."""
    packed = zlib.compress(body, 9)
    size = len(body) if raw_size is None else raw_size
    blob = b"\x10" + _varint(size) + b"\x1a" + _varint(len(packed)) + packed
    header = b"\x0a" + _varint(len(kind)) + kind + b"\x18" + _varint(len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _varint(number):
    octets = bytearray()
    while number >= 0x80:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*octets, number])


HEADER = _blob(b"OSMHeader", b"\x22\x0eOsmSchema-V0.6\x22\x0aDenseNodes")


@pytest.mark.parametrize(
    "block",
    [
        _blob(b"OSMData", bytes(64 << 20)),
        _blob(b"OSMData", bytes(1000), raw_size=1 << 40),
        _blob(b"OSMData", bytes(1000), raw_size=10),
        struct.pack(">I", 0x7FFFFFFF) + b"\x0a\x07OSMData",
        _blob(b"OSMData", b"\x0a" + _varint(1 << 62)),
        _blob(b"Unknown", b"x"),
    ],
    ids=["unpacks to 64 MB", "says 1 TB", "says too little", "huge header", "huge text", "unknown"],
)
def test_a_block_that_lies_of_its_size_is_refused(tmp_path, block):
    path = tmp_path / "bomb.osm.pbf"
    path.write_bytes(HEADER + block)
    assert is_map(path)
    found = read_maps([path])
    assert_said(found)
    assert_sound(found)
    assert not found.sites


def _xml(tmp_path, body):
    path = tmp_path / "made.osm"
    path.write_text(f'<osm version="0.6">{body}</osm>')
    return read_maps([path])


def test_relations_that_hold_themselves_and_very_many_members_end(tmp_path):
    members = (
        '<member type="way" ref="1" role="outer"/>' * 200_000 + '<member type="relation" ref="2" role=""/>'
    )
    tags = '<tag k="type" v="multipolygon"/><tag k="building" v="yes"/>'
    found = _xml(
        tmp_path,
        '<node id="1" lat="1" lon="1"/><node id="2" lat="1" lon="2"/><node id="3" lat="2" lon="2"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/></way>'
        f'<relation id="2">{members}{tags}</relation>',
    )
    assert_sound(found)
    assert len(found.buildings["way"]) == 1
    assert len(found.walls["east"]) == 3


def test_entities_of_xml_do_not_grow(tmp_path):
    path = tmp_path / "laughs.osm"
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    tag = '<tag k="man_made" v="surveillance"/><tag k="operator" v="&e9;"/>'
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY e0 "ha">{entities}]>'
        f'<osm version="0.6"><node id="1" lat="1" lon="1">{tag}</node></osm>'
    )
    found = read_maps([path])
    assert_said(found)
    assert found.evidence[0].read == "none"


def test_what_osmium_quotes_of_a_file_is_not_repeated(tmp_path):
    found = _xml(tmp_path, '<node id="1" lat="Someone" lon="1"/>')
    assert_said(found)
    assert "wrong format for coordinate" in found.issues[0].what
    unknown = _xml(tmp_path, "<Someone/>")
    assert_said(unknown)


def test_nodes_beyond_the_earth_or_of_huge_ids_take_no_memory(tmp_path):
    nodes = "".join(f'<node id="{1 << shift}" lat="1.{shift}" lon="1"/>' for shift in range(40, 62))
    refs = "".join(f'<nd ref="{1 << shift}"/>' for shift in range(40, 62))
    found = _xml(tmp_path, f'{nodes}<way id="{1 << 61}">{refs}<tag k="highway" v="path"/></way>')
    assert_sound(found)
    assert len(found.edges["way"]) == 21
    beyond = _xml(tmp_path, '<node id="1" lat="91" lon="200"><tag k="man_made" v="surveillance"/></node>')
    assert_sound(beyond)
    assert not beyond.sites


def test_a_polar_way_has_no_place_on_the_map(tmp_path):
    found = _xml(
        tmp_path,
        '<node id="1" lat="89.9" lon="0"/><node id="2" lat="90" lon="10"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>',
    )
    assert_sound(found)
    assert not found.has_ways
