"""Cameras of a map as GeoJSON: sound by RFC 7946, where the sights are, without homes, and every property documented."""

import json
import math
import re
from pathlib import Path

import msgspec
import pytest
from tests.report.made_street import CREDITS, many_result, quiet_street_result, sight, site, street_result

from lamppost import pipeline

geojson = pytest.importorskip("geojson")
shapely = pytest.importorskip("shapely")
DOCUMENTED = Path(__file__).parents[2] / "docs" / "reference" / "streets-geojson.md"
MADE = [street_result, quiet_street_result, many_result]
EARTH_M = 6378137.0


def collection(result):
    return json.loads(pipeline.render(result, "geojson"))


def features(result, what):
    return [one for one in collection(result)["features"] if one["properties"]["what"] == what]


@pytest.mark.parametrize("make", MADE)
def test_a_library_of_the_field_finds_no_error_in_it(make):
    held = geojson.loads(pipeline.render(make(), "geojson"))
    assert isinstance(held, geojson.FeatureCollection)
    for one in held["features"]:
        assert isinstance(one, geojson.Feature)
        assert not one.geometry.errors()
        assert shapely.geometry.shape(one.geometry).is_valid, one["id"]


@pytest.mark.parametrize("make", MADE)
def test_rings_turn_by_the_right_hand_rule_and_ids_are_their_own(make):
    held = collection(make())["features"]
    ids = [one["id"] for one in held]
    assert len(ids) == len(set(ids))
    seen = 0
    for one in held:
        shape = one["geometry"]
        parts = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}.get(
            shape["type"], []
        )
        for rings in parts:
            for number, ring in enumerate(rings):
                assert ring[0] == ring[-1]
                assert shapely.LinearRing(ring).is_ccw is (number == 0)
                seen += 1
    assert seen > 20


def test_a_cone_is_as_large_as_what_the_camera_sees_and_looks_where_it_looks():
    for bearing in (0.0, 90.0, 200.0, 359.9):
        one = site(1, lat_deg=60.0, lon_deg=10.0, directions_deg=[bearing], sees=sight(bearing, near_m=0.0))
        (cone,) = features(quiet_street_result(sites=[one]), "cone")
        shape = shapely.geometry.shape(cone["geometry"])
        north = math.radians(1) * EARTH_M * 1.0016  # a degree of the meridian at 60°, near enough
        east = math.radians(1) * EARTH_M * 1.0025 * math.cos(math.radians(60))
        flat = shapely.affinity.affine_transform(shape, [east, 0, 0, north, -10 * east, -60 * north])
        assert flat.area == pytest.approx(one.sees.area_m2, rel=0.01)
        there = math.degrees(math.atan2(flat.centroid.x, flat.centroid.y)) % 360
        assert min(abs(there - bearing), 360 - abs(there - bearing)) < 1


FOUR_DECIMETRES = 4e-6
"""In degrees of latitude: a corner within 25 cm of its outline is left out, and six decimals are written."""


def test_a_ring_lies_within_its_cone_and_names_level_lens_and_standard():
    held = features(quiet_street_result(), "ring")
    cones = {one["properties"]["site"]: one for one in features(quiet_street_result(), "cone")}
    assert {one["properties"]["lens"] for one in held} == {"low", "middle", "high"}
    assert {one["properties"]["level"] for one in held} == {
        "detection",
        "observation",
        "recognition",
        "identification",
    }
    for one in held:
        assert one["properties"]["standard"] == "en-62676-4-2015"
        cone = shapely.geometry.shape(cones[one["properties"]["site"]]["geometry"])
        assert shapely.geometry.shape(one["geometry"]).difference(cone.buffer(FOUR_DECIMETRES)).area < 1e-12


def test_cameras_of_homes_are_left_out_and_counted():
    result = quiet_street_result()
    homes = [one for one in result.sites if one.is_home]
    held = collection(result)
    assert homes
    assert not [one for one in held["features"] if any(home.id in json.dumps(one) for home in homes)]
    assert held["homes_left_out"] == result.street.homes_left_out + len(homes)


def test_credits_and_licence_stand_in_the_collection():
    held = collection(street_result())
    assert [one for one in held["credits"] if one in CREDITS] == CREDITS
    assert held["licence"]
    assert not {"geometry", "properties", "coordinates", "geometries", "crs", "bbox"} & held.keys()


def test_an_area_that_would_cross_the_meridian_is_not_drawn():
    one = site(1, lat_deg=66.0, lon_deg=179.9999, directions_deg=[90.0], sees=sight(90.0))
    (cone,) = features(quiet_street_result(sites=[one]), "cone")
    assert cone["geometry"] is None


def test_every_property_is_documented():
    words = set(re.findall(r"`([a-z_0-9]+)`", DOCUMENTED.read_text("utf-8")))
    held = collection(street_result())
    told = {name for one in held["features"] for name in one["properties"]}
    told |= held.keys() - {"type", "features"}
    told |= {name for row in held["levels"] + held["assumed"] for name in row}
    assert told - words == set()


def test_a_result_without_a_place_has_no_members_of_one():
    result = msgspec.structs.replace(street_result(), street=msgspec.UNSET, sites=[])
    assert "standard" not in collection(result)
