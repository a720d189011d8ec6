"""The workbook: typed cells, nothing that a spreadsheet would run, every chain walkable, the same octets each time."""

import io
import zipfile
from datetime import date, datetime

import msgspec
import pytest
from openpyxl import load_workbook
from tests.report.made_devices import FORMULA, LONG_HOST
from tests.report.made_lists import list_result
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result
from tests.report.made_street import street_result

from lamppost.model.result import Model
from lamppost.report.tables.every import TABLES
from lamppost.report.xlsx import renderer
from lamppost.report.xlsx.renderer import render
from lamppost.report.xlsx.sheets import head_of


def book(result):
    return load_workbook(io.BytesIO(render(result)))


def rows(result, title):
    head, *body = book(result)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def camera(**changes):
    return made_result(devices=[msgspec.structs.replace(known_camera(), **changes)], verdicts=[])


@pytest.mark.parametrize("make", [made_result, list_result, empty_result, street_result])
def test_what_is_asked_first_comes_first_and_what_every_result_has_is_always_there(make):
    titles = book(make()).sheetnames
    assert titles[0] == {list_result: "Rows", street_result: "Sites"}.get(make, "Devices")
    assert ("Credits" in titles) == (make is street_result)
    assert {"Verdicts", "Links", "Outside the light", "Not read", "Evidence", "Packs", "About"} <= set(titles)


def test_every_table_of_a_result_has_a_sheet():
    sheets = [sheet for make in (made_result, street_result) for sheet in book(make())]
    heads = {tuple(row[0].value for row in sheet.columns) for sheet in sheets}
    held = {name for head in heads for name in head}
    for table in TABLES:
        for column in table.columns:
            if table.name not in ("list_row", "column_read", "address", "unlisted", "observed", "note"):
                assert head_of(column) in held, (table.name, column.name)


def test_days_are_days_instants_are_instants_and_numbers_are_numbers():
    (listing, *_) = rows(quiet_result(), "Lists")
    assert listing["Since"] == datetime(2022, 11, 25)  # noqa: DTZ001 - a spreadsheet knows no zones
    there = rows(quiet_result(), "Destinations")[0]
    assert isinstance(there["Sent bytes"], int)
    assert isinstance(there["First seen at (UTC)"], datetime)
    assert rows(quiet_result(), "Devices")[0]["Watches"] is True
    assert rows(quiet_result(), "Devices")[1]["Watches"] is None


def test_a_day_that_no_spreadsheet_has_stays_text():
    old = [msgspec.structs.replace(row, since="1899-12-31") for row in known_camera().listings]
    assert rows(camera(listings=old), "Lists")[0]["Since"] == "1899-12-31"
    worded = [msgspec.structs.replace(row, since="2022") for row in known_camera().listings]
    assert rows(camera(listings=worded), "Lists")[0]["Since"] == "2022"


@pytest.mark.parametrize(
    "text",
    [
        FORMULA,
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "a;=1",
        "\uff1d1",
        "#N/A",
        "#REF!",
        "=cmd|' /C calc'!A0",
    ],
)
def test_nothing_that_a_stranger_sends_is_a_formula_an_error_or_a_number(text):
    made = book(camera(model=Model(text=text, chain=[])))
    for sheet in made:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type not in ("f", "e")
                if isinstance(cell.value, str):
                    assert not cell.value.startswith(("=", "+", "-", "@", "\t", "\r"))
    (found,) = rows(camera(model=Model(text=text, chain=[])), "Devices")
    assert isinstance(found["Model"], str)


def test_what_looks_like_an_escaped_letter_is_shown_as_it_is():
    (found,) = rows(camera(model=Model(text="_x000A_", chain=[])), "Devices")
    assert found["Model"] == "_x005F_x000A_"


def test_a_text_longer_than_a_cell_is_cut_and_shows_it():
    (found,) = rows(camera(model=Model(text=LONG_HOST * 8, chain=[])), "Devices")
    assert len(found["Model"]) == renderer.MOST_LETTERS
    assert found["Model"].endswith("…")


def test_a_number_that_a_spreadsheet_would_round_stays_text():
    big = [msgspec.structs.replace(known_camera().destinations[0], sent_bytes=2**60)]
    assert rows(camera(destinations=big), "Destinations")[0]["Sent bytes"] == str(2**60)


def test_the_numbers_of_a_chain_are_rows_of_the_links():
    links = {row["Id"]: row for row in rows(quiet_result(), "Links")}
    maker = next(row for row in rows(quiet_result(), "Claims") if row["Role"] == "maker")
    told = [links[int(number)] for number in maker["Chain"].split(", ")]
    assert [row["Value"] for row in told] == [link.value for link in known_camera().maker.chain]
    assert all(row["Source"] and row["Day"] for row in told)


def test_a_full_sheet_goes_on_in_the_next_and_loses_no_row(monkeypatch):
    whole = rows(made_result(), "Links")
    monkeypatch.setattr(renderer, "MOST_ROWS", 41)
    made = book(made_result())
    parts = [title for title in made.sheetnames if title.startswith("Links")]
    assert parts == ["Links", "Links 2", "Links 3"]
    assert sum(made[title].max_row - 1 for title in parts) == len(whole)


def test_no_entry_of_the_archive_and_no_property_bears_the_time_of_writing():
    octets = render(made_result())
    assert octets == render(made_result())
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = book(made_result()).properties
    assert about.created.date() == about.modified.date() == date(2026, 11, 23)


def test_each_sheet_keeps_its_head_and_can_be_filtered():
    for sheet in book(made_result()):
        assert sheet.freeze_panes
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref == sheet.dimensions
