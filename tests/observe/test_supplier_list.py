"""A list of suppliers is read row by row, or refused by line; nothing is guessed, nothing lost."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.model.errors import LamppostError
from lamppost.observe.supplier_list.reader import read_list

NONE = "none known to say maker, brand, model, MAC or IP address"
HEADER = "part,maker,brand,model,kind,contact\n"


@pytest.fixture
def read(tmp_path):
    def of(content):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_list(path, "data/list.csv")

    return of


def words(row):
    return row.maker, row.brand, row.model, row.kind


def issue(found):
    assert len(found.issues) == 1, found.issues
    return found.issues[0].row, found.issues[0].what, found.evidence.read


def test_rows_keep_their_words_and_lines_and_nothing_of_other_columns(read):
    found = read(HEADER + "1, Example  Cameras ,,C-1,camera,Anna\n\n2,,Brand,,,Anna\n")
    assert [words(row) for row in found.rows] == [
        ("Example Cameras", None, "C-1", "camera"),
        (None, "Brand", None, None),
    ]
    assert [(row.line, row.end_line) for row in found.rows] == [(2, 2), (4, 4)]
    assert (found.evidence.read, found.evidence.path) == ("whole", "data/list.csv")
    assert "Anna" not in repr(found)


def test_a_row_over_two_lines_knows_where_it_begins_and_ends(read):
    row = read('maker,model\n"Example\nCameras",C-1\nNext,\n').rows
    assert [(one.line, one.end_line, one.end_column) for one in row] == [(2, 3, 13), (4, 4, 6)]
    assert row[0].maker == "Example Cameras"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_line_ends_and_a_byte_order_mark_are_those_of_the_file(read, separator, end):
    lines = ["Model Maker".replace(" ", separator), f"C-1{separator}Example"]
    row = read(b"\xef\xbb\xbf" + end.join([*lines, ""]).encode()).rows[0]
    assert (words(row), row.line, row.end_column) == (("Example", None, "C-1", None), 2, 12)


def test_a_row_keeps_its_id_when_lines_move_and_rows_of_the_same_words_are_told_apart(read):
    first = read("maker,note\nExample,a\nExample,b\n").rows
    moved = read("maker,note\nOther,c\n\nExample,changed\nExample,b\n").rows
    assert [row.nth for row in first] == [1, 2]
    assert [row.id for row in first] == [row.id for row in moved[1:]]
    assert len({row.id for row in moved}) == 3


@pytest.mark.parametrize(
    ("content", "row", "what", "is_read"),
    [
        ("", None, "nothing in it", "none"),
        ("\n \n", None, "nothing in it", "none"),
        ("part,price\n1,2\n", 1, f"2 columns, {NONE}", "none"),
        ("kind,part\n1,2\n", 1, f"2 columns, {NONE}", "none"),
        ("maker,maker\na,b\n", 1, "column maker twice", "none"),
        ("maker,Manufacturer\na,b\n", 1, "column maker twice", "none"),
        ("part\na\n", 1, f"1 column, {NONE}", "none"),
        ("part;price;note\na;b;c\n", 1, f"3 columns, {NONE}", "none"),
        ("maker\nb\na\0b\n", 3, "maker holds a letter that cannot be read, and so not the row", "whole"),
        ('maker,model\nA,1\n"B,2\n', 3, "a quote that does not end, not read", "part"),
        ("maker,model\nA,1,2\n", 2, "a row of 3 cells, not read", "none"),
        ("maker,model\nA,1\nB\n", 3, "a row of 1 cell, not read", "whole"),
        (f"maker\nA\n{'x' * 301}\n", 3, "maker has 301 letters, not read, and so not the row", "whole"),
        (f"maker,model\nA,{'x' * 301}\n", 2, "model has 301 letters, not read", "whole"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(read, content, row, what, is_read):
    assert issue(read(content)) == (row, what, is_read)


def test_rows_that_were_not_read_are_counted_and_rows_of_which_a_cell_was_not_apart_from_them(read):
    long = "x" * 301
    found = read(f"maker,brand,model\nA,,1\n\nB,,2,3\n{long},{long},2\nC,,{long}\nD,{long},1\nE,,1\n")
    file = found.evidence
    assert (file.rows, file.rows_not_read, file.rows_in_part) == (6, 3, 1)
    assert [words(row) for row in found.rows] == [
        ("A", None, "1", None),
        ("C", None, None, None),
        ("E", None, "1", None),
    ]
    assert [one.row for one in found.issues] == [4, 5, 5, 6, 7]
    assert read("maker\nA\n").evidence.rows_not_read == 0


def test_a_column_named_manufacturer_is_one_of_makers(read):
    found = read("Brand;Manufacturer;note\nLorex;Dahua;x\n")
    assert [words(row) for row in found.rows] == [("Dahua", "Lorex", None, None)]
    assert (found.evidence.columns, found.evidence.columns_not_read) == (["maker", "brand"], 1)


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        (
            "part,price",
            'Say which column says who makes it, by its heading, letter or number: --column maker="part".',
        ),
        (
            "part,Vendor",
            'Say which column says who makes it, by its heading, letter or number: --column maker="Vendor".',
        ),
        ("maker,manufacturer", "Say which it is, by its letter: --column maker=A or --column maker=B."),
    ],
)
def test_a_header_that_names_no_maker_is_told_what_to_write(read, header, hint):
    assert read(header + "\na,b\n").issues[0].hint == hint


def test_rows_before_a_broken_one_are_kept(read):
    assert [row.maker for row in read('maker,model\nA,1\n"B,2\n').rows] == ["A"]


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path):
    with pytest.raises(LamppostError, match="no such file"):
        read_list(tmp_path / "none.csv", "none.csv")
    with pytest.raises(LamppostError, match="not a regular file"):
        read_list(tmp_path, "folder.csv")


@given(st.binary(max_size=200))
def test_whatever_the_bytes_each_row_or_an_issue_says_what_they_are(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "list.csv"
    path.write_bytes(b"maker,model\n" + content)
    found = read_list(path, "list.csv")
    assert found.evidence.read == "whole" or found.issues
    assert found.evidence.rows in (None, len(found.rows) + found.evidence.rows_not_read)
    assert not found.evidence.rows_not_read or found.issues
    count = len(list(io.StringIO((b"maker,model\n" + content).decode("latin-1"), newline="")))
    assert all(1 < row.line <= row.end_line <= count for row in found.rows)
