"""A copy of a city's register of cameras: what was found beside each, and nothing of homes or persons."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

HEAD = "id,lat,lon,surveillance:type,operator,manufacturer,camera:mount,remarks\n"
ROWS = [
    "C-1,50.0,7.0,camera,City of Lampton,Hikvision,pole,ask Anna-iPhone",
    "C-2,50.001,7.001,camera,Anna Lampton,Axis,wall,=1+1",
    "C-3,50.002,7.002,camera,Anna Lampton,,doorbell,her door",
    "C-4,none,7.003,camera,City of Lampton,,pole,",
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("register.csv").write_text(HEAD + "\n".join(ROWS) + "\n", "utf-8")
    return tmp_path


def copied(lamppost, *options):
    """The copy as rows by heading, its text, and what was said."""
    run = lamppost(
        "look",
        "register.csv",
        "--annotate",
        "copy.csv",
        "--as-of",
        "2026-11-28",
        "--official-register",
        *options,
    )
    assert run.status in (0, 3), run.err
    text = Path("copy.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""))), text, run.err


def test_each_camera_has_its_columns_and_what_was_found_of_it(lamppost, here):
    rows, _, _ = copied(lamppost, "--policy", "us-ndaa-889")
    first = rows[0]
    assert (first["id"], first["manufacturer"]) == ("C-1", "Hikvision")
    assert first["lamppost: maker"] == "Hikvision"
    assert first["lamppost: operator"] == "City of Lampton"
    assert first["lamppost: status of the operator"] == "confirmed"
    assert "NDAA" in first["lamppost: lists on 2026-11-28"]
    assert first["lamppost: verdict of us-ndaa-889"].startswith("open")
    assert "line 2" in first["lamppost: rests on"]


def test_homes_persons_and_columns_that_are_not_read_stay_out(lamppost, here):
    rows, text, said = copied(lamppost)
    assert [one["id"] for one in rows] == ["C-1", "C-2"]
    assert "Anna" not in text
    assert "remarks" not in rows[0]
    assert rows[1]["operator"] == ""
    assert rows[1]["lamppost: maker"] == "Axis"
    assert "1 column that is not read is not in it" in said
    assert "2 rows are not in it" in said


def test_a_home_that_is_asked_for_is_in_no_copy_either(lamppost, here):
    path = Path("register.csv")
    path.write_text(
        HEAD.replace("remarks", "surveillance") + "C-3,50.002,7.002,camera,,,doorbell,public\n", "utf-8"
    )
    rows, text, _ = copied(lamppost, "--with-homes")
    assert rows == []
    assert "50.002" not in text


def test_the_copy_may_be_a_workbook(lamppost, here):
    run = lamppost("look", "register.csv", "--annotate", "copy.xlsx", "--as-of", "2026-11-28")
    assert run.status in (0, 3), run.err
    (sheet,) = openpyxl.load_workbook("copy.xlsx")
    rows = [[cell.value for cell in row] for row in sheet]
    assert [row[0] for row in rows] == ["id", "C-1", "C-2"]
    assert not any("Anna" in str(cell) for row in rows for cell in row)
