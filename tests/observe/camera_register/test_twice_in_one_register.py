"""A camera that one register has twice: counted once, and said; two cameras at one place stay two."""

import json

import pytest

from lamppost.pipeline.street.reading import read_maps

TWICE = ("row before it has", "rows before them have", "in the answer a second time")
HEADS = "id,latitude,longitude,manufacturer,remarks"
PLACE = {"type": "Point", "coordinates": [11.5, 48.1]}


def feature(identity=None, remark="", **properties):
    """One camera of a register as GeoJSON."""
    told = {"manufacturer": "Axis", "remark": remark} | properties
    return {"type": "Feature", "properties": told, "geometry": PLACE} | ({"id": identity} if identity else {})


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def listed(*rows):
    return json.dumps([{"latitude": 48.1, "longitude": 11.5, "maker": "Axis"} | row for row in rows])


def elements(*numbers):
    held = [
        {"type": "node", "id": one, "lat": 48.1, "lon": 11.5, "tags": {"man_made": "surveillance"}}
        for one in numbers
    ]
    return json.dumps({"version": 0.6, "osm3s": {}, "elements": held})


def read(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = read_maps([path])
    said = [issue for issue in found.issues if any(words in issue.what for words in TWICE)]
    return found, said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("register.csv", f"{HEADS}\nk1,48.1,11.5,Axis,a\nk1,48.1,11.5,Bosch,b\n"),
        ("moved.csv", f"{HEADS}\nk1,48.1,11.5,Axis,a\nk1,48.10005,11.5,Axis,b\n"),
        ("nameless.csv", f"{HEADS}\n,48.1,11.5,Axis,a\n,48.1,11.5,Axis,a\n"),
        ("named.geojson", geojson(feature("k1", "a"), feature("k1", "b"))),
        ("nameless.geojson", geojson(feature(), feature())),
        ("nameless.json", listed({}, {})),
        (
            "osm.json",
            listed({"osmType": "node", "osmId": 1}, {"osmType": "node", "osmId": 1, "maker": "Bosch"}),
        ),
        ("overpass.json", elements(1, 1)),
    ],
)
def test_the_same_camera_twice_counts_once_and_is_said(tmp_path, name, text):
    found, said = read(tmp_path, name, text)
    assert len(found.sites) == 1
    assert len(said) == 1
    assert found.evidence[0].read == "whole"
    assert found.sites[0].tags.get("manufacturer", "Axis") == "Axis"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("two.csv", f"{HEADS}\nk1,48.1,11.5,Axis,a\nk2,48.1,11.5,Axis,a\n"),
        ("unread.csv", f"{HEADS}\n,48.1,11.5,Axis,left\n,48.1,11.5,Axis,right\n"),
        ("two.geojson", geojson(feature("k1"), feature("k2"))),
        ("unread.geojson", geojson(feature(remark="left"), feature(remark="right"))),
        ("two.json", listed({"serial": 1}, {"serial": 2})),
        ("overpass.json", elements(1, 2)),
    ],
)
def test_two_cameras_at_one_place_stay_two(tmp_path, name, text):
    found, said = read(tmp_path, name, text)
    assert (len(found.sites), said) == (2, [])


def test_an_id_that_stands_at_two_places_is_said_and_both_are_counted(tmp_path):
    found, said = read(tmp_path, "register.csv", f"{HEADS}\nk1,48.1,11.5,Axis,a\nk1,48.2,11.5,Axis,b\n")
    assert (len(found.sites), said) == (2, [])
    assert any("has the id of a camera that is somewhere else" in issue.what for issue in found.issues)


def test_the_issue_names_the_first_row_and_how_many(tmp_path):
    rows = "".join("k1,48.1,11.5,Axis,a\n" for _ in range(4))
    found, (issue,) = read(tmp_path, "register.csv", f"{HEADS}\n{rows}")
    assert (issue.row, issue.what.startswith("3 rows are of cameras")) == (3, True)
    assert (found.rows_read, len(found.sites)) == (4, 1)
