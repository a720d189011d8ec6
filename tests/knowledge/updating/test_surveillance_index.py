"""The index's workbook is read as its tables are, within limits; an edition that is held is not rewritten."""

from datetime import date

import pytest
import yaml
from tests.knowledge.updating import made_files as made
from tests.knowledge.updating.made_rows import TODAY

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED
from lamppost.knowledge.updating import surveillance_index, workbook
from lamppost.knowledge.updating.steps import Request, describe_plan, plan, write_plan
from lamppost.model.errors import PackError

ROWS = [
    ["Germany", "EUR", "LD", None, "x", None, None, None, 1, None, None, "Huawei", "Example Works", None],
    ["France", "EUR", "LD", "x", None, "x", None, None, None, 1, "Japan", "Mult", "Thales", None],
]


@pytest.fixture
def request_for(tmp_path):
    def build(rows=ROWS, **fields):
        path = made.workbook(tmp_path / "index.xlsx", rows)
        return Request(**{"path": path, "into": tmp_path / "mine", "today": TODAY} | fields)

    return build


def test_a_workbook_becomes_an_edition_that_loads(request_for):
    request = request_for()
    write_plan(plan(request))
    packs = load_packs([request.into])
    edition = packs.editions["aigs-2024"]
    assert [row.country for row in edition.countries] == ["de", "fr"]
    assert edition.countries[0].kinds == "smart_city"
    assert edition.countries[1].other_supply == "Japan"
    assert [(row.country, row.supplier_as_printed, row.organisation) for row in edition.supplies] == [
        ("de", "Huawei", None),
        ("de", "Example Works", None),
        ("fr", "Thales", None),
    ]
    assert edition.edition.year == 2024
    assert "Feldstein" in edition.edition.attribution
    assert plan(request).is_empty


def test_suppliers_are_tied_to_organisations_only_when_asked(request_for):
    request = request_for(link=True)
    write_plan(plan(request))
    supplies = load_packs([request.into]).editions["aigs-2024"].supplies
    assert {row.supplier_as_printed: row.organisation for row in supplies}["Huawei"] == "huawei"


@pytest.mark.parametrize(("name", "most"), [("MOST_ROWS", 2), ("MOST_COLUMNS", 12)])
def test_a_table_larger_than_any_is_refused_and_not_cut(request_for, monkeypatch, name, most):
    monkeypatch.setattr(workbook, name, most)
    with pytest.raises(PackError, match=r"more than .* rows or .* columns") as caught:
        plan(request_for())
    assert "AIGS 2024" in caught.value.message


def test_a_table_as_large_as_the_limit_is_read(request_for, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    assert len(plan(request_for()).countries) == 2


def test_a_country_that_no_edition_names_is_rejected_by_row(request_for):
    lines = "\n".join(describe_plan(plan(request_for([*ROWS, ["Atlantis", *ROWS[0][1:]]])), whole=True))
    assert "row 4: country 'Atlantis'" in lines


def test_cells_without_a_heading_are_said_and_left_out(request_for):
    stray = [*ROWS[0][:-1], "Dahua"]
    planned = plan(request_for([stray]))
    assert "Dahua in columns without a heading" in planned.found.rejects[0].what
    assert "Dahua" not in {row.supplier_as_printed for row in planned.supplies}


def test_an_edition_that_is_held_is_added_to_and_not_rewritten(request_for, tmp_path):
    write_plan(plan(request_for()))
    changed = [["Germany", "EUR", "CA", *ROWS[0][3:]], ["Spain", *ROWS[1][1:]]]
    planned = plan(request_for(changed))
    lines = "\n".join(describe_plan(planned, whole=True))
    assert "DE Germany: not as held" in lines
    assert "FR France: not in this file" in lines
    write_plan(planned)
    rows = load_packs([tmp_path / "mine"]).editions["aigs-2024"].countries
    assert [(row.country, row.regime) for row in rows] == [("de", "LD"), ("fr", "LD"), ("es", "LD")]


def test_a_workbook_of_something_else_and_one_with_a_renamed_column_are_refused(tmp_path):
    other = made.workbook(tmp_path / "other.xlsx", [["a", "b"]], header=["Name", "Value"])
    with pytest.raises(PackError, match="no sheet of the index"):
        surveillance_index.read(other, {}, lambda _: None)
    header = ["China" if name == "China Tech" else name for name in made.INDEX_HEADER]
    renamed = made.workbook(tmp_path / "renamed.xlsx", ROWS, header=header)
    with pytest.raises(PackError, match="0 columns like"):
        surveillance_index.read(renamed, {}, lambda _: None)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = made.zip_of(tmp_path / "bomb.xlsx", workbook=b"0" * (workbook.MOST_UNPACKED // 4))
    with pytest.raises(PackError, match="unpack to"):
        list(workbook.read_sheets(bomb))


def test_a_document_type_is_refused(tmp_path):
    path = made.zip_of(tmp_path / "doctype.xlsx", workbook='<!DOCTYPE x [<!ENTITY a "b">]><workbook/>')
    with pytest.raises(PackError, match="document type"):
        list(workbook.read_sheets(path))


@pytest.mark.parametrize("cut", [30, 500, 3000])
def test_a_damaged_workbook_is_refused(tmp_path, cut):
    path = made.workbook(tmp_path / "index.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(PackError, match=r"index.xlsx: no workbook"):
        list(workbook.read_sheets(path))


def test_the_real_workbook_is_the_edition_that_ships(data):
    path = data / "aigs-2022" / "AI Global Surveillance Index 09Mar2022.xlsx"
    planned = plan(Request(path=path, into=SHIPPED, today=TODAY, lists=["aigs-2022"]))
    assert planned.is_empty
    assert planned.unchanged == 97 + 205
    assert not planned.differing
    assert len(planned.found.rejects) == 5  # the rows whose displaced cells the edition's caveats name


def test_the_edition_file_names_the_day_it_was_given(request_for):
    request = request_for(edition_day=date(2024, 5, 1), lists=["my-index"])
    write_plan(plan(request))
    held = yaml.safe_load(
        (request.into / "deployments" / "my-index" / "edition.yml").read_text(encoding="utf-8")
    )
    assert (held["published_on"], held["year"]) == ("2024-05-01", 2024)
