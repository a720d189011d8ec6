"""Who supplies whom: filtered, compared, and exported without running in a spreadsheet."""

import csv
import io
import json
from datetime import date

import pytest

from lamppost.knowledge.answers.spread import SpreadRow, differences, spread
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.outlines import outline_of
from lamppost.model.errors import LamppostError
from lamppost.report.spread import render_rows

PACKS = load_packs()
TODAY = Knowledge(PACKS, date(2026, 11, 23))


def test_every_supply_of_every_edition_is_a_row():
    rows = spread(TODAY)
    assert len(rows) == sum(len(one.supplies) for one in PACKS.editions.values())
    assert all(row.source.startswith("https://doi.org/") and row.locator for row in rows)


def test_an_edition_is_not_in_the_table_before_it_was_out():
    assert spread(Knowledge(PACKS, date(2019, 9, 16))) == []
    assert {row.edition for row in spread(Knowledge(PACKS, date(2019, 9, 17)))} == {"aigs-2019"}
    assert "aigs-2020" not in {row.edition for row in spread(Knowledge(PACKS, date(2020, 12, 30)))}


def test_filters_keep_what_they_name():
    rows = spread(TODAY, editions=["aigs-2019"], suppliers=["huawei"])
    assert {row.supplier for row in rows} == {"Huawei"}
    assert len({row.country for row in rows}) == 49
    assert all("smart_city" in row.kinds for row in spread(TODAY, kinds=["smart_city"]))


@pytest.mark.parametrize("chosen", [{"editions": ["aigs-1999"]}, {"suppliers": ["Nobody Ltd"]}])
def test_what_is_not_held_is_refused_in_words(chosen):
    with pytest.raises(LamppostError) as caught:
        spread(TODAY, **chosen)
    assert caught.value.hint


def test_two_editions_and_two_suppliers_are_compared_with_nothing_lost():
    rows = spread(TODAY, editions=["aigs-2019", "aigs-2022"])
    found = differences(rows, "editions")
    assert {row.held_by for row in found} == {"both", "aigs-2019", "aigs-2022"}
    assert len(found) == len({(row.country, row.supplier) for row in rows})
    pair = differences(spread(TODAY, editions=["aigs-2019"], suppliers=["Huawei", "Palantir"]), "suppliers")
    assert {row.held_by for row in pair} == {"both", "Huawei", "Palantir"}
    with pytest.raises(LamppostError):
        differences(rows, "suppliers")


def test_a_cell_that_a_spreadsheet_would_run_is_made_text():
    row = SpreadRow(
        edition="e", year=2019, country="xa", country_as_printed="=1+1", supplier="@SUM(A1)", supplier_as_printed="-2",
        organisation=None, kinds="", regime_as_printed=None, vdem_regime=None,
        vdem_year=None, belt_and_road=True, belt_and_road_from=None,
        belt_and_road_until=None, chinese_supply=None, locator="p. 1",
        source="https://example.net",
    )  # fmt: skip
    (cells,) = list(csv.DictReader(io.StringIO(render_rows([row], "csv", {}, []))))
    assert cells["country_as_printed"] == "'=1+1"
    assert cells["supplier"] == "'@SUM(A1)"
    assert cells["belt_and_road"] == "true"
    assert cells["chinese_supply"] == ""
    assert json.loads(render_rows([row], "json", {}, []))[0]["country_as_printed"] == "=1+1"


def test_geojson_has_every_row_once_and_closed_rings_within_the_world():
    rows = spread(TODAY)
    places = {row.country: outline_of(row.country) for row in rows}
    held = json.loads(render_rows(rows, "geojson", places, ["owed"]))
    assert held["type"] == "FeatureCollection"
    assert held["credits"] == ["owed"]
    assert sum(len(one["properties"]["rows"]) for one in held["features"]) == len(rows)
    located = {one["id"]: one["properties"]["located"] for one in held["features"]}
    assert located["de"] == "outline"
    assert located["rs"] == "point"
    for feature in held["features"]:
        shape = feature["geometry"]
        polygons = {"Point": [], "Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}
        for ring in (ring for polygon in polygons[shape["type"]] for ring in polygon):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(-180 <= longitude <= 180 and -90 <= latitude <= 90 for longitude, latitude in ring)


def test_a_country_that_is_not_located_stays_in_the_table_without_a_place():
    rows = [row for row in spread(TODAY, editions=["aigs-2019"]) if row.country == "de"]
    (feature,) = json.loads(render_rows(rows, "geojson", {"de": outline_of("xx")}, []))["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["located"] == "none"


def test_a_signatory_is_one_from_its_day_on_and_silence_is_null():
    def italy(day):
        return {
            (row.belt_and_road_from, row.belt_and_road_until)
            for row in spread(Knowledge(load_packs(), day))
            if row.country == "it"
        }

    assert italy(date(2019, 12, 31)) == {("2019-03-23", None)}
    assert italy(date(2026, 11, 23)) == {("2019-03-23", "2024-03-31")}
    assert {row.belt_and_road_from for row in spread(TODAY) if row.country == "us"} == {None}


def test_one_scale_of_regimes_stands_beside_what_each_edition_prints():
    types = {row.country: (row.vdem_regime, row.vdem_year) for row in spread(TODAY)}
    assert types["de"] == ("LD", 2021)
    assert types["rs"][0] in {"EA", "ED"}
    assert {year for _, year in types.values()} <= {2021, None}
    before = spread(Knowledge(PACKS, date(2020, 1, 1)))
    assert before
    assert {row.vdem_regime for row in before} == {None}  # the edition that prints them was not out
    of_2022 = [row for row in spread(TODAY, editions=["aigs-2022"]) if row.regime_as_printed]
    assert all(row.vdem_regime == row.regime_as_printed for row in of_2022)
