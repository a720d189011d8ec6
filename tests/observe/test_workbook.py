"""A workbook is read sheet by sheet as its people mean it, or refused by name; what it holds besides values is never looked at."""

import io
import re
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from lamppost.model.sheets import ReadAs
from lamppost.observe.workbook import archive
from lamppost.observe.workbook.reader import read_list, text_of


def nobody(name):
    return name == "Example Cameras"


def booked(*sheets):
    """A workbook of titles and rows, as bytes."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def packed(book):
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.fixture
def read(tmp_path):
    def of(content, **chosen):
        path = tmp_path / "list.xlsx"
        path.write_bytes(content if isinstance(content, bytes) else packed(content))
        return read_list(path, "list.xlsx", nobody, ReadAs(**chosen))

    return of


def changed(content, change, part=r"xl/worksheets/sheet1\.xml", **more):
    """The workbook with another text in a part of it, and other parts beside."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            data = old.read(one)
            new.writestr(one.filename, change(data) if re.fullmatch(part, one.filename) else data)
        for name, data in more.items():
            new.writestr(name, data)
    return held.getvalue()


def whats(found):
    return [(one.row, one.what) for one in found.issues]


def test_each_sheet_has_a_layout_of_its_own_and_a_row_knows_its_sheet_and_number(read):
    found = read(
        booked(
            (
                "Cameras",
                [
                    ["Stock of 2026"],
                    [],
                    ["Manufacturer", "Model", "MAC"],
                    ["Example Cameras", 2043.0, "00:00:5E:00:53:01"],
                ],
            ),
            ("Schlösser", [["Typ", "Hersteller"], ["lock", "Example Locks"], ["Summe", 1]]),
            ("Empty", []),
        )
    )
    assert [(row.sheet, row.line, row.maker, row.model) for row in found.rows] == [
        ("Cameras", 4, "Example Cameras", "2043"),
        ("Schlösser", 2, "Example Locks", None),
    ]
    assert (found.evidence.read, found.evidence.rows, found.issues) == ("whole", 2, [])
    assert [(one.sheet, one.what, one.first) for one in found.evidence.asides] == [
        ("Cameras", "above", 1),
        ("Schlösser", "total", 3),
    ]


def test_a_sheet_without_a_table_is_said_not_to_be_read_and_another_may_be_chosen(read):
    book = booked(("Read me", [["Dear all"]]), ("Data", [["maker"], ["Example Cameras"]]))
    found = read(book)
    assert (found.evidence.read, [row.maker for row in found.rows]) == ("part", ["Example Cameras"])
    assert whats(found)[0][1].startswith("sheet Read me: 1 column, none known")
    found = read(book, sheets=("Data",))
    assert (found.evidence.read, found.issues) == ("whole", [])
    assert whats(read(book, sheets=("Nope",))) == [(None, "no sheet “Nope”")]


def test_headings_that_are_merged_over_two_rows_and_makers_merged_over_several_are_those_of_each_row(read):
    book = booked(
        (
            "A",
            [
                ["Manufacturer", "Device", None, "Room"],
                [None, "Model", "MAC", None],
                ["Example Cameras", "C-1", "00:00:5e:00:53:01", "x"],
                [None, "C-2", None, "x"],
                [None, "C-3"],
                [None, "C-4"],
            ],
        )
    )
    for area in ("A1:A2", "B1:C1", "D1:D2", "A3:A5"):
        book["A"].merge_cells(area)
    found = read(book)
    assert [(row.line, row.maker, row.model) for row in found.rows] == [
        (3, "Example Cameras", "C-1"),
        (4, "Example Cameras", "C-2"),
        (5, "Example Cameras", "C-3"),
        (6, None, "C-4"),
    ]
    assert found.evidence.columns == ["maker", "model", "mac"]


def test_a_formula_says_the_value_that_it_had_and_one_that_was_never_computed_is_an_issue(read):
    content = packed(
        booked(
            ("A", [["maker", "model"], ["=1", "=2"], ["Example Cameras", "=3"], ["Example Cameras", "#REF!"]])
        )
    )
    content = changed(
        content,
        lambda text: (
            text.replace(b"<f>1</f><v />", b"<f>1</f><v>7</v>")
            .replace(b"<f>1</f><v></v>", b"<f>1</f><v>7</v>")
            .replace(b"<f>1</f><v/>", b"<f>1</f><v>7</v>")
        ),
    )
    found = read(content)
    assert [(row.maker, row.model) for row in found.rows] == [
        ("7", None),
        ("Example Cameras", None),
        ("Example Cameras", None),
    ]
    assert whats(found) == [(row, "sheet A: model is a formula without a value") for row in (2, 3, 4)]
    assert found.evidence.rows_in_part == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2043.0, "2043"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (datetime(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4), "2026-01-02 03:04:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (time(3, 4), "03:04:00"),
        (None, ""),
        ("0012", "0012"),
    ],
)
def test_numbers_and_days_are_the_texts_that_people_see(value, text):
    assert text_of(value) == text


def test_a_workbook_that_unpacks_to_too_much_is_refused_with_the_limits(read, monkeypatch):
    content = packed(booked(("A", [["maker"], ["Example Cameras"]])))
    bomb = changed(content, lambda text: text, **{"xl/media/zeros.bin": b"\0" * (8 << 20)})
    found = read(bomb)
    assert (found.evidence.read, len(found.rows)) == ("none", 0)
    assert "that unpacks to" in found.issues[0].what
    assert (
        found.issues[0].expected
        == f"at most {archive.MOST_UNPACKED} bytes, and {archive.MOST_RATIO} times its size"
    )
    monkeypatch.setattr(archive, "MOST_UNPACKED", 100)
    assert "that unpacks to" in read(content).issues[0].what
    monkeypatch.setattr(archive, "MOST_PARTS", 3)
    assert "parts" in read(content).issues[0].what


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_document_type_is_refused_before_anything_is_made_of_it(read, encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'.encode(
        encoding
    )
    content = packed(booked(("A", [["maker"], ["Example Cameras"]])))
    for part in (r"xl/worksheets/sheet1\.xml", r"xl/workbook\.xml", r"\[Content_Types\]\.xml"):
        found = read(changed(content, lambda _: bomb, part))
        assert found.evidence.read == "none"
        assert "a document type in" in found.issues[0].what


def test_what_is_no_workbook_is_refused_in_words(read):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as other:
        other.writestr("a.txt", "a")
    for content in (b"", b"maker\nA\n", held.getvalue(), b"\xd0\xcf\x11\xe0" + b"\0" * 600):
        found = read(content)
        assert (found.evidence.read, found.rows, len(found.issues)) == ("none", [], 1)


def test_a_sheet_that_breaks_off_is_read_up_to_there_and_that_is_said(read):
    rows = [["maker"], *([f"Maker {at}"] for at in range(50))]
    content = changed(packed(booked(("A", rows))), lambda text: text[: len(text) * 2 // 3])
    found = read(content)
    assert found.evidence.read == "part"
    assert 0 < len(found.rows) < 50
    assert "breaks off" in found.issues[-1].what


def test_cells_far_away_cost_nothing(read):
    book = booked(("A", [["maker"], ["Example Cameras"]]))
    book["A"]["XFD3"] = "far"
    book["A"]["A1048576"] = "Example Locks"
    found = read(book)
    assert [(row.line, row.maker) for row in found.rows] == [
        (2, "Example Cameras"),
        (1048576, "Example Locks"),
    ]
    assert [(one.row, "more than 1024 cells" in one.what) for one in found.issues] == [(3, True)]


@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused_and_never_both_whole_and_less(tmp_path_factory, at, damage):
    content = bytearray(
        packed(booked(("A", [["maker", "model"], ["Example Cameras", "C-1"], ["Example Locks", "L-1"]])))
    )
    at %= len(content)
    content[at : at + len(damage)] = damage
    path = tmp_path_factory.mktemp("any") / "list.xlsx"
    path.write_bytes(bytes(content))
    found = read_list(path, "list.xlsx", nobody)
    assert found.evidence.read == "whole" or found.issues
    assert found.evidence.rows in (None, len(found.rows) + found.evidence.rows_not_read)
