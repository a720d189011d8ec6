"""Who supplies whom: filtered, compared, and exported without running in a spreadsheet."""

import csv
import io
import json
from datetime import date

import pytest

from lamppost.knowledge.answers.spread import SpreadRow, differences, spread
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
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
        organisation=None, kinds="", regime_as_printed=None, belt_and_road=True, chinese_supply=None, locator="p. 1",
        source="https://example.net",
    )  # fmt: skip
    (cells,) = list(csv.DictReader(io.StringIO(render_rows([row], "csv"))))
    assert cells["country_as_printed"] == "'=1+1"
    assert cells["supplier"] == "'@SUM(A1)"
    assert cells["belt_and_road"] == "true"
    assert cells["chinese_supply"] == ""
    assert json.loads(render_rows([row], "json"))[0]["country_as_printed"] == "=1+1"
