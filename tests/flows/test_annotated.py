"""A copy of the user's own sheet: their columns in their order, ours behind them, and nothing in it runs."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.flows.made_policy import write_context, write_policy

from lamppost.report.annotated.writing import as_csv, ours, theirs
from lamppost.report.lettering import FORMULA, cell, plain

OURS = [
    *(
        "id",
        "maker",
        "status of the maker",
        "builder",
        "status of the builder",
        "owners",
        "lists on 2026-11-27",
    ),
    *("kind", "verdict of made-buying", "rests on", "next proof", "not read"),
]
DAY = ("--as-of", "2026-11-27")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def judged(here):
    policy, facts = write_policy(here / "policy"), write_context(here / "me.toml")
    return ("--policy", policy, "--context", facts, *DAY)


def read_csv(name, separator=","):
    content = Path(name).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def booked(name):
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Kameras"
    for row in (
        ["Bestand"],
        ["Hersteller", "Typ", "Seit", "Preis", "Bemerkung"],
        ["Hikvision", "camera", datetime(2024, 5, 1), 99.5, "=1+1"],
        ["x" * 301, "camera", None, -5, "-x"],
        ["Summe", None, None, 94.5],
    ):
        first.append(row)
    book.create_sheet("Notizen").append(["Anna", "@y"])
    book.save(name)


def test_a_text_keeps_its_cells_its_order_and_its_separator_and_ours_stand_behind_them(
    lamppost, here, judged
):
    text = 'Liste;;\n\nHersteller;Besitzer;Typ\nHikvision;"Müller; =Anna";camera\nNobody;-5,50;\nSumme;;2\n'
    Path("a.csv").write_bytes(text.encode("cp1252"))
    run = lamppost("look", "a.csv", *judged, "--annotate", "b.csv")
    rows = read_csv("b.csv", ";")
    assert (run.status, "wrote b.csv" in run.err) == (0, True)
    assert [row[:3] for row in rows] == [
        ["Liste", "", ""],
        ["", "", ""],
        ["Hersteller", "Besitzer", "Typ"],
        ["Hikvision", "Müller; '=Anna", "camera"],
        ["Nobody", "-5,50", ""],
        ["Summe", "", "2"],
    ]
    assert rows[2][3:] == [f"lamppost: {one}" for one in OURS]
    found = dict(zip(OURS, rows[3][3:], strict=True))
    assert (found["maker"], found["status of the maker"]) == ("Hikvision", "corroborated")
    assert "since 2018-08-13 (confirmed)" in found["lists on 2026-11-27"]
    assert found["verdict of made-buying"].startswith("fail: ")
    assert "the list names the maker “Hikvision” (line 4 of a.csv, 2026-11-27)" in found["rests on"]
    assert "retrieved" in found["rests on"]
    assert dict(zip(OURS, rows[4][3:], strict=True))["next proof"].startswith("Ask the supplier")
    assert [set(rows[at][3:]) for at in (0, 1, 5)] == [{""}] * 3


def test_a_workbook_keeps_all_its_sheets_its_numbers_and_its_days_and_says_what_it_lost(
    lamppost, here, judged
):
    booked("a.xlsx")
    run = lamppost("look", "a.xlsx", *judged, "--annotate", "b.xlsx")
    book = openpyxl.load_workbook("b.xlsx")
    assert book.sheetnames == ["Kameras", "Notizen"]
    rows = [[one.value for one in row] for row in book["Kameras"].iter_rows()]
    assert [row[:5] for row in rows] == [
        ["Bestand", None, None, None, None],
        ["Hersteller", "Typ", "Seit", "Preis", "Bemerkung"],
        ["Hikvision", "camera", datetime(2024, 5, 1), 99.5, None],
        ["x" * 301, "camera", None, -5, "'-x"],
        ["Summe", None, None, 94.5, None],
    ]
    assert rows[1][5:] == [f"lamppost: {one}" for one in OURS]
    assert "maker has 301 letters, not read, and so not the row; expected at most 300" in rows[3]
    assert [[one.value for one in row] for row in book["Notizen"].iter_rows()] == [["Anna", "'@y"]]
    for words in (
        "formulas are there as their values",
        "1 of them was never computed",
        "1 sheet that no row was read of",
    ):
        assert words in run.err
    assert run.status == 3
    with zipfile.ZipFile("b.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_the_copy_of_the_same_sheet_on_the_same_day_is_the_same(lamppost, here):
    booked("a.xlsx")
    for name in ("b.xlsx", "c.xlsx"):
        lamppost("look", "a.xlsx", *DAY, "--annotate", name)
    assert Path("b.xlsx").read_bytes() == Path("c.xlsx").read_bytes()


def test_one_sheet_of_a_workbook_is_a_text_too_and_a_text_a_workbook(lamppost, here):
    booked("a.xlsx")
    lamppost("look", "a.xlsx", *DAY, "--annotate", "b.csv")
    assert [row[:4] for row in read_csv("b.csv")[2:4]] == [
        ["Hikvision", "camera", "2024-05-01", "99.5"],
        ["x" * 301, "camera", "", "-5"],
    ]
    Path("a.csv").write_text("Axis,camera\nBosch,camera\n", encoding="utf-8")
    lamppost("look", "a.csv", *DAY, "--annotate", "c.xlsx")
    rows = [[one.value for one in row] for row in openpyxl.load_workbook("c.xlsx").active.iter_rows()]
    assert rows[0][:3] == [None, None, "lamppost: id"]
    assert [row[:2] for row in rows[1:]] == [["Axis", "camera"], ["Bosch", "camera"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.csv", "--annotate", "b.ods"), "a copy is .xlsx or .csv"),
        (("a.csv", "c.csv", "--annotate", "b.csv"), "--annotate goes with one list"),
        (("a.csv", "--annotate", "a.csv"), "would replace what it is made of"),
        (("a.pcap", "--annotate", "b.csv"), "--annotate goes with a sheet"),
        (("c.csv", "--annotate", "b.csv"), "no row of it was read"),
    ],
)
def test_a_copy_that_cannot_be_is_refused_in_words(lamppost, here, arguments, words):
    Path("a.csv").write_text("maker\nAxis\n", encoding="utf-8")
    Path("c.csv").write_text("price\n1\n", encoding="utf-8")
    run = lamppost("look", *arguments)
    assert (run.status, words in run.err) == (2, True), run.err
    assert not Path("b.csv").exists()


def test_a_row_that_could_not_be_told_apart_stands_there_as_it_was(lamppost, here):
    Path("a.csv").write_text('maker,note\n"Axis" x,"1"\nBosch,2\n', encoding="utf-8")
    lamppost("look", "a.csv", *DAY, "--annotate", "b.csv")
    rows = read_csv("b.csv")
    assert rows[1][:2] == ['"Axis" x,"1"', ""]
    assert "not read" in rows[1][-1]
    assert rows[2][:2] == ["Bosch", "2"]


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_no_cell_of_a_copy_begins_as_a_formula_does_and_numbers_stay(text):
    made = theirs(text)
    assert not made.startswith(FORMULA) or made.strip("+-0123456789.,") == ""
    copy = "".join(as_csv(iter([([text], [text], False)]), ",")).removeprefix("\ufeff")
    [line] = csv.reader(io.StringIO(copy, newline=""))
    assert line[0] == made
    assert not line[1].startswith(FORMULA)
    assert made.replace("'", "") == "".join(char for char in text if char in made).replace("'", "")


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8))
def test_a_long_text_of_ours_is_made_as_harmless_as_a_short_one(text):
    long = (text + "x “y” · ") * 150
    assert ours(long) == cell(plain(long))


def test_a_copy_is_the_same_whatever_its_user_reads(lamppost, here):
    Path("a.csv").write_text("maker,kind\nHikvision,camera\nNobody we hold,\n", encoding="utf-8")
    for code in ("en", "de"):
        assert lamppost("look", "a.csv", "--lang", code, "--annotate", f"{code}.csv").status == 0
    assert Path("en.csv").read_bytes() == Path("de.csv").read_bytes()
