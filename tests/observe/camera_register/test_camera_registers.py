"""Registers of cameras: tables, GeoJSON, lists and shapefiles, in whatever words they are kept."""

import gzip
import json
import struct

import pytest
import shapefile

from lamppost.observe.camera_register.coordinates import degrees_of, spot_of
from lamppost.observe.camera_register.headings import field_of, fields_of
from lamppost.pipeline.lists import is_list
from lamppost.pipeline.street.reading import is_map, map_of, read_maps


def _read(tmp_path, content, name="register.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert is_map(path)
    return read_maps([path])


def test_a_register_is_read_into_the_words_of_openstreetmap(tmp_path):
    found = _read(
        tmp_path,
        "Kamera-Nr;Breitengrad;Längengrad;Betreiber;Hersteller;Kameratyp;Montage;Höhe (m);Blickrichtung;Ansprechpartner\n"
        'K1;48,1372;11,5755;Beispielstadt;Example Cameras;Fest;Mast;"3,5";NE;Max Muster\n'
        "K2;48,1380;11,5761;Beispielstadt;;PTZ;Fassade;unbekannt;;\n",
    )
    assert [(site.ref, site.locator, site.lat_deg, site.lon_deg) for site in found.sites] == [
        ("id k1", "line 2", 48.1372, 11.5755),
        ("id k2", "line 3", 48.138, 11.5761),
    ]
    assert found.sites[0].tags == {
        "camera:direction": "NE",
        "camera:mount": "pole",
        "camera:type": "fixed",
        "height": "3,5",
        "man_made": "surveillance",
        "manufacturer": "Example Cameras",
        "operator": "Beispielstadt",
    }
    assert found.sites[1].tags == {
        "camera:mount": "wall",
        "camera:type": "panning",
        "man_made": "surveillance",
        "operator": "Beispielstadt",
    }
    assert {site.source for site in found.sites} == {"register"}
    assert "Muster" not in str(found)
    assert (found.rows_read, found.rows_not_read, found.has_ways) == (2, 0, False)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",11.5,a", "no coordinates"),
        ("48.1,elf,a", "no coordinates"),
        ("91,11.5,a", "no place on earth"),
        ("0,0,a", "no place on earth"),
        ("48.1,11.5,a,b", "a row of 4 cells"),
        ('48.1,"11.5', "a quote that does not end"),
    ],
)
def test_a_row_that_says_no_place_is_an_issue_and_the_others_are_read(tmp_path, row, what):
    found = _read(tmp_path, f"lat,lon,operator\n48.1,11.4,one\n48.2,11.4,two\n{row}\n")
    assert [site.lat_deg for site in found.sites] == [48.1, 48.2]
    assert [(issue.row, what in issue.what) for issue in found.issues] == [(4, True)]
    assert (found.rows_read, found.rows_not_read) == (2, 1)
    assert "elf" not in found.issues[0].what


def test_coordinates_of_a_grid_are_refused_by_name(tmp_path):
    found = _read(tmp_path, "x,y,operator\n690123.5,5334567.2,a\n690200,5334600,b\n")
    assert not found.sites
    assert found.evidence[0].read == "none"
    assert "no degrees" in found.issues[0].what


def test_points_that_a_spreadsheet_took_away_come_back_where_openstreetmap_had_seven_decimals(tmp_path):
    rows = ["461.993.881;61.418.784", "4.621.068;6.141.915", "462.289.778;61.225.376", "461.9;614.744", ";"]
    text = "id;tags_man_made;lat;lon\n" + "".join(f"{n};surveillance;{row}\n" for n, row in enumerate(rows))
    found = _read(tmp_path, text)
    assert [(site.lat_deg, site.lon_deg) for site in found.sites] == [
        (46.1993881, 6.1418784),
        (46.21068, 6.141915),
        (46.2289778, 6.1225376),
        (46.19, 6.14744),
    ]
    assert found.rows_not_read == 1
    assert "seventh decimal" in found.issues[0].what


def test_points_that_were_taken_away_stay_unknown_where_nothing_says_how_many_decimals_there_were(tmp_path):
    found = _read(tmp_path, "id;lat;lon\n1;461.993.881;61.418.784\n2;462.289.778;61.225.376\n")
    assert not found.sites
    assert "not sure" in found.issues[0].what
    assert found.rows_not_read == 2


@pytest.mark.data
def test_genevas_register_lies_where_openstreetmap_has_the_same_cameras(data):
    folder = data / "osm/geneva-switzerland"
    register = read_maps([folder / "cameras_GE.csv"])
    assert (len(register.sites), register.rows_not_read) == (615, 7)
    on_map = {site.ref: site for site in read_maps([folder / "switzerland_surveillance_2023.json"]).sites}
    both = [(one, on_map[two]) for one in register.sites if (two := f"node/{one.ref[3:]}") in on_map]
    assert len(both) == 134
    off = [max(abs(one.lat_deg - other.lat_deg), abs(one.lon_deg - other.lon_deg)) for one, other in both]
    assert sum(one < 2e-7 for one in off) >= 127
    assert max(off) < 1e-3
    assert sum("surveillance" in site.tags for site in register.sites) > 400


@pytest.mark.data
def test_the_registers_here_have_as_many_cameras_as_their_notices_say(data):
    counts = {
        "geneva-switzerland/switzerland_surveillance_2023.json": 2144,
        "deflock-us-alpr/cameras-us.json.gz": 61768,
        "paris-prefecture-2013/Camera_Pref.shp": 1389,
        "jyvaskyla/cctv-aware-jyvaskyla.xml": 450,
    }
    for name, count in counts.items():
        found = read_maps([data / "osm" / name])
        assert (name, found.rows_read or len(found.sites), found.evidence[0].read) == (name, count, "whole")
        assert found.rows_not_read == 0
        assert count - len(found.sites) == (3 if "jyvaskyla" in name else 0)  # three lines stand in it twice


@pytest.mark.data
def test_plate_readers_of_deflock_are_those_of_the_map_and_told_apart(data):
    found = read_maps([data / "osm/deflock-us-alpr/cameras-us.json.gz"])
    assert {site.source for site in found.sites} == {"osm"}
    assert {site.tags["surveillance:type"] for site in found.sites} == {"ALPR"}
    assert found.sites[0].ref == "node/31431226"
    assert sum(site.ref.startswith("way/") for site in found.sites) == 17
    twice = [site for site in found.sites if site.tags.get("camera:direction") == "355;175"]
    assert twice


def test_a_list_of_openstreetmaps_elements_names_them_as_the_map_does(tmp_path):
    rows = [
        {
            "osmId": 5,
            "osmType": "node",
            "lat": 1.5,
            "lon": 2.5,
            "directionCardinal": "90;270",
            "direction": 90,
        }
    ]
    found = _read(tmp_path, gzip.compress(json.dumps(rows).encode()), "cameras.json.gz")
    (site,) = found.sites
    assert (site.ref, site.source, site.tags["camera:direction"]) == ("node/5", "osm", "90;270")
    assert site.tags["surveillance:type"] == "ALPR"


def _feature(geometry, properties, **more):
    return {"type": "Feature", "geometry": geometry, "properties": properties, **more}


def test_geojson_of_a_city_is_read_by_its_own_fields(tmp_path):
    features = [
        _feature(
            {"type": "Point", "coordinates": [80.6, 16.5]},
            {
                "CAM_ID": "X1",
                "Camera_Typ": "PTZ",
                "Location": "HOME OF SOMEBODY",
                "Latitude": 16.5,
                "Longitude": 80.6,
            },
        ),
        _feature({"type": "MultiPoint", "coordinates": [[80.7, 16.6, 3.0]]}, {"Camera_Typ": "Fixed"}),
        _feature({"type": "LineString", "coordinates": [[80.7, 16.6], [80.8, 16.7]]}, {}),
        _feature(None, {"CAM_ID": "X4"}),
        {"type": "Nothing"},
    ]
    found = _read(tmp_path, json.dumps({"type": "FeatureCollection", "features": features}), "c.geojson")
    assert [(site.ref, site.lat_deg, site.lon_deg, site.tags.get("camera:type")) for site in found.sites] == [
        ("id X1", 16.5, 80.6, "panning"),
        ("feature 2", 16.6, 80.7, "fixed"),
    ]
    assert sorted(issue.row for issue in found.issues) == [3, 4, 5]
    assert "SOMEBODY" not in str(found)


def test_geojson_as_overpass_turbo_exports_it_is_openstreetmaps(tmp_path):
    square = [[[0.0, 0.0], [0.002, 0.0], [0.002, 0.001], [0.0, 0.0]]]
    features = [
        _feature(
            {"type": "Point", "coordinates": [2.0, 1.0]},
            {"@id": "node/7", "man_made": "surveillance", "note": "of Someone", "height": "4 m"},
        ),
        _feature({"type": "Polygon", "coordinates": square}, {"@id": "way/8", "man_made": "surveillance"}),
        _feature({"type": "Point", "coordinates": [2.0, 1.0]}, {"@id": "node/9", "amenity": "bench"}),
    ]
    found = _read(tmp_path, json.dumps({"type": "FeatureCollection", "features": features}), "export.geojson")
    assert [(site.ref, site.lat_deg, site.lon_deg, site.source) for site in found.sites] == [
        ("node/7", 1.0, 2.0, "osm"),
        ("way/8", 0.0005, 0.001, "osm"),
    ]
    assert found.sites[0].tags == {"height": "4 m", "man_made": "surveillance"}
    assert "1 feature is tagged as something else" in found.issues[0].what
    assert "Someone" not in str(found)


def test_geojson_in_another_system_than_degrees_is_refused(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    features = [_feature({"type": "Point", "coordinates": [690000, 5330000]}, {})]
    found = _read(
        tmp_path, json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), "c.json"
    )
    assert found.evidence[0].read == "none"
    assert "crs" in found.issues[0].what


def test_features_line_by_line_are_a_file_too(tmp_path):
    lines = [json.dumps(_feature({"type": "Point", "coordinates": [n, 1]}, {})) for n in (1, 2)]
    found = _read(tmp_path, "\n".join(lines) + "\n", "c.geojsonl")
    assert [site.lon_deg for site in found.sites] == [1.0, 2.0]


def test_nested_json_is_refused_and_ends(tmp_path):
    deep = '{"type":"FeatureCollection","features":[' + "[" * 100_000 + "]" * 100_000 + "]}"
    found = _read(tmp_path, deep, "deep.geojson")
    assert found.evidence[0].read == "none"
    assert found.issues
    geometry = '{"type":"Point","coordinates":' + "[" * 400 + "1,2" + "]" * 400 + "}"
    one = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":'
        + geometry
        + ',"properties":{}}]}'
    )
    assert (
        len(_read(tmp_path, one, "nested.geojson").sites) + len(_read(tmp_path, one, "n.geojson").issues) >= 1
    )


def test_an_answer_of_overpass_gives_its_cameras_and_its_day(tmp_path):
    answer = {
        "version": 0.6,
        "osm3s": {"timestamp_osm_base": "2026-11-20T10:00:00Z"},
        "elements": [
            {"type": "node", "id": 1, "lat": 1.0, "lon": 2.0, "timestamp": "2025-01-02T03:04:05Z", "version": 4,
             "user": "Someone", "tags": {"man_made": "surveillance", "description": "of Someone", "direction": "N"}},
            {"type": "way", "id": 2, "center": {"lat": 3.0, "lon": 4.0}, "tags": {"man_made": "surveillance;mast"}},
            {"type": "way", "id": 3, "tags": {"highway": "footway"}},
            {"type": "way", "id": 4, "tags": {"man_made": "surveillance"}},
            {"type": "area", "id": 5},
        ],
    }  # fmt: skip
    found = _read(tmp_path, json.dumps(answer), "overpass.json")
    assert [(site.ref, site.lat_deg, site.lon_deg) for site in found.sites] == [
        ("node/1", 1.0, 2.0),
        ("way/2", 3.0, 4.0),
    ]
    assert str(found.map_day) == "2026-11-20"
    assert str(found.sites[0].changed_on) == "2025-01-02"
    assert "Someone" not in str(found)
    assert [issue.row for issue in found.issues] == [4, 5, None]


def _shapefile(folder, *, kind=shapefile.POINT):
    path = folder / "cams.shp"
    with shapefile.Writer(str(path), shapeType=kind) as writer:
        writer.field("OPERATOR", "C", 30)
        writer.field("OWNERNAME", "C", 30)
        for lon, lat in ((2.3, 48.8), (2.4, 48.9)):
            writer.point(lon, lat)
            writer.record("Example City", "Someone")
    return path


def test_a_shapefile_is_read_with_the_table_beside_it_and_without(tmp_path):
    path = _shapefile(tmp_path)
    found = read_maps([path])
    assert [(site.lat_deg, site.lon_deg, site.tags["operator"]) for site in found.sites] == [
        (48.8, 2.3, "Example City"),
        (48.9, 2.4, "Example City"),
    ]
    assert [file.path for file in found.evidence] == ["cams.shp", "cams.dbf"]
    assert "Someone" not in str(found)
    path.with_suffix(".dbf").unlink()
    path.with_suffix(".shx").unlink()
    alone = read_maps([path])
    assert [dict(site.tags) for site in alone.sites] == [{"man_made": "surveillance"}] * 2
    assert [file.path for file in alone.evidence] == ["cams.shp"]


def test_a_shapefile_in_another_system_than_degrees_is_refused(tmp_path):
    path = _shapefile(tmp_path)
    path.with_suffix(".prj").write_text('PROJCS["NAD83 / Texas North Central (ftUS)"]')
    found = read_maps([path])
    assert not found.sites
    assert ".prj" in found.issues[0].what


def test_a_shapefile_that_is_cut_is_read_as_far_as_it_goes(tmp_path):
    path = _shapefile(tmp_path)
    path.write_bytes(path.read_bytes()[:-10])
    found = read_maps([path])
    assert len(found.sites) == 1
    assert found.evidence[0].read == "part"
    assert found.issues


def test_a_shapefile_of_lines_is_said_to_be_one(tmp_path):
    path = tmp_path / "lines.shp"
    path.write_bytes(
        struct.pack(">i", 9994) + bytes(20) + struct.pack(">i", 50) + struct.pack("<ii", 1000, 3) + bytes(64)
    )
    found = read_maps([path])
    assert "lines or areas" in found.issues[0].what


def test_an_inventory_with_places_is_no_register_of_cameras(tmp_path):
    path = tmp_path / "inventory.csv"
    path.write_text(
        "Manufacturer,Model,MAC address,Latitude,Longitude\nExample,X1,00:00:5e:00:53:01,1.0,2.0\n"
    )
    assert not is_map(path)
    assert is_list(path)
    suppliers = tmp_path / "suppliers.csv"
    suppliers.write_text("Manufacturer,Model\nExample,X1\n")
    assert map_of(suppliers) is None


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("46.2", 46.2),
        ("46,2", 46.2),
        (" -73.98 ", -73.98),
        ("46.2°", 46.2),
        ("46.2 N", 46.2),
        ("73.98W", -73.98),
        ("-73.98W", None),
        ("46° 12' 14.4\"", 46.204),
        ("46°12′14.4″N", 46.204),
        ("46° 61' 0\"", None),
        ("", None),
        ("46.2.1", None),
        ("nan", None),
        ("1e5", None),
    ],
)
def test_degrees_are_read_as_people_write_them(text, degrees):
    assert degrees_of(text) == (None if degrees is None else pytest.approx(degrees))


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("46.2, 6.1", (46.2, 6.1)),
        ("(46.2, 6.1)", (46.2, 6.1)),
        ("POINT (6.1 46.2)", (46.2, 6.1)),
        ("SRID=4326;POINT(6.1 46.2)", (46.2, 6.1)),
        ("POINT Z (6.1 46.2 3)", (46.2, 6.1)),
        ("46, 6", None),
        ("LINESTRING (1 2, 3 4)", None),
    ],
)
def test_a_cell_that_holds_both_is_taken_apart(text, spot):
    assert spot_of(text) == spot


def test_headings_are_known_in_several_languages_and_spellings():
    assert field_of("cameraType") == field_of("Camera_Typ") == field_of("Type de caméra") == "camera:type"
    assert field_of("tags_camera:direction") == field_of("camera:direction") == "camera:direction"
    assert field_of("Remarks") is None
    assert fields_of(["name", "operator"]) is None
    assert fields_of(["Latitude", "Longitude", "Source IP"]) is None
