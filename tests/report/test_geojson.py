"""GeoJSON of a result: sound by RFC 7946, every destination counted once, and no place claimed that nobody knows."""

import json

import msgspec
import pytest
from tests.report.made_lists import list_result
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result
from tests.report.test_ftm_report import looked

from lamppost import pipeline
from lamppost.knowledge.outlines import outline_of
from lamppost.knowledge.winding import area, wound
from lamppost.model.reach import Alike, Unlisted
from lamppost.report.geojson.renderer import NOTE

MADE = [made_result, quiet_result, list_result, empty_result, looked]


def collection(result):
    return json.loads(pipeline.render(result, "geojson"))


def rings(geometry):
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    return polygons.get(geometry["type"], [])


@pytest.mark.parametrize("make", MADE)
def test_a_library_of_the_field_finds_no_error_in_it(make):
    geojson = pytest.importorskip("geojson")
    held = geojson.loads(pipeline.render(make(), "geojson"))
    assert isinstance(held, geojson.FeatureCollection)
    for one in held["features"]:
        assert isinstance(one, geojson.Feature)
        assert one.geometry is None or one.geometry.errors() is None or one.geometry.errors() == []


@pytest.mark.parametrize("make", MADE)
def test_each_member_is_one_that_the_rfc_asks_for_and_features_have_ids_of_their_own(make):
    held = collection(make())
    assert held["type"] == "FeatureCollection"
    for one in held["features"]:
        assert one.keys() == {"type", "id", "geometry", "properties"}
    ids = [one["id"] for one in held["features"]]
    assert len(ids) == len(set(ids))
    assert not {"geometry", "properties", "coordinates", "geometries", "crs", "bbox"} & held.keys()


def test_outer_rings_run_against_the_clock_and_are_closed():
    seen = 0
    for code in ("de", "no", "cn", "us", "fr", "za", "it"):
        for polygon in rings(outline_of(code)[0]):
            for number, ring in enumerate(polygon):
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
                assert (area(ring) > 0) is (number == 0)
                assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
                seen += 1
    assert seen > 20


def test_a_hole_runs_with_the_clock_and_an_open_ring_is_closed():
    outer, hole = [[0, 0], [0, 9], [9, 9], [9, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]
    one, two = wound({"type": "Polygon", "coordinates": [outer, hole]})["coordinates"]
    assert one == [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    assert two == [[1, 1], [2, 2], [2, 1], [1, 1]]
    assert wound({"type": "Point", "coordinates": [1, 2]}) == {"type": "Point", "coordinates": [1, 2]}


@pytest.mark.parametrize("make", [made_result, quiet_result, looked])
def test_every_destination_and_every_byte_is_counted_once(make):
    there = [item for one in make().devices for item in one.destinations]
    told = [one["properties"] for one in collection(make())["features"]]
    left = sum(row.destinations for one in make().devices for row in one.alike)
    assert sum(one["n_destinations"] for one in told) == len(there) + left
    sent = sum(item.sent_bytes for item in there) + sum(
        row.sent_bytes for one in make().devices for row in one.alike
    )
    assert sum(one["sent_bytes"] for one in told) == sent


def test_destinations_that_are_not_listed_are_counted_where_their_addresses_are_registered():
    more = Alike(
        operator=None, operator_name=None, operator_status=None, registered_in="jp", destinations=7, connections=9,
        sent_bytes=70, received_bytes=7,
    )  # fmt: skip
    camera = msgspec.structs.replace(known_camera(), unlisted=Unlisted(destinations=7, groups=[more]))
    (japan,) = [
        one for one in collection(quiet_result(devices=[camera]))["features"] if one["id"] == "country-jp"
    ]
    assert (japan["properties"]["n_destinations"], japan["properties"]["sent_bytes"]) == (7, 70)
    assert japan["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_a_country_that_is_not_known_has_a_feature_without_a_geometry():
    last = collection(quiet_result())["features"][-1]
    assert (last["id"], last["geometry"], last["properties"]["country"]) == ("country-not-known", None, None)
    assert last["properties"]["n_destinations"] == 1


def test_where_a_source_locates_an_address_is_told_apart_from_where_it_is_registered():
    held = {one["id"]: one["properties"] for one in collection(quiet_result())["features"]}
    assert held["country-de"]["n_destinations"] == 0
    assert held["country-de"]["n_located_here"] == {"Example location table": 1}


def test_each_feature_says_that_it_is_no_place_of_a_device():
    held = collection(made_result())
    assert "not where a machine, a device or a company is" in NOTE
    assert held["note"] == NOTE
    assert all(one["properties"]["means"] == NOTE for one in held["features"])
    assert any("countryinfo" in line for line in held["credits"])
