"""A row of a list is read as it would be alone, however often its cells stand in the list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamppost.model.sheets import ReadAs, Row, Sheet
from lamppost.observe.tabular import reading
from lamppost.observe.tabular.reading import Reading

HEADINGS = ["Manufacturer", "Model", "Kind", "Serial"]
CELLS = st.sampled_from(["Axis", " axis ", "n/a", "", "Total", "12", "x" * 301, "x" * 200, "a\0b", "Model"])
ROWS = st.lists(st.lists(CELLS, min_size=0, max_size=5), min_size=1, max_size=8)


def read(rows, *, is_grid, headings=HEADINGS):
    """What is read of rows below the headings."""
    found = Reading("list.csv", lambda _: False, ReadAs())
    held = [
        Row(line=at, end_line=at, end_column=9, cells=list(cells))
        for at, cells in enumerate([headings, *rows], start=1)
    ]
    found.read(Sheet(name=None, rows=iter(held), is_grid=is_grid))
    return found


def told(found):
    return [(row.line, row.maker, row.model, row.kind, row.host) for row in found.rows]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, is_grid=st.booleans())
def test_a_row_among_others_is_read_as_it_is_alone(rows, is_grid):
    rows = [*rows, *rows, ["Axis", "P1455-LE", "camera", "1"]]
    together = read(rows, is_grid=is_grid)
    alone = [read([*[[]] * at, cells, HEADINGS], is_grid=is_grid) for at, cells in enumerate(rows)]
    assert told(together) == [one for found in alone for one in told(found)]
    assert [one.row for one in together.issues] == [one.row for found in alone for one in found.issues]
    assert together.n_rows == sum(found.n_rows for found in alone)
    assert together.rows_not_read == sum(found.rows_not_read for found in alone)


def test_cells_that_stood_above_are_not_looked_at_again(monkeypatch):
    looked = []
    monkeypatch.setattr(reading, "value_of", lambda field, text: looked.append(field) or (text, 0))
    found = read([["Axis", f"M{at % 3}", "camera", str(at)] for at in range(300)], is_grid=False)
    assert len(looked) == 3 * 3
    assert [row.nth for row in found.rows[-3:]] == [100] * 3
    assert len(found.rows.words) == 3


@pytest.mark.parametrize("heading", ["MAC address", "IP address", "Host name"])
def test_what_is_a_row_s_own_is_read_of_each_row(heading):
    values = {"MAC address": "00:00:5e:00:53:01", "IP address": "192.0.2.1", "Host name": "cam.example.net"}
    rows = [["Axis", values[heading]], ["Axis", ""], ["Axis", values[heading]]]
    found = read(rows, is_grid=False, headings=["Manufacturer", heading])
    own = [row.mac or row.address or row.host for row in found.rows]
    assert own == [values[heading], None, values[heading]]


def test_no_more_cells_are_kept_than_there_is_room_for(monkeypatch):
    rows = [["Axis", f"M{at % 7}", "camera", str(at)] for at in range(60)]
    expected = told(read(rows, is_grid=False))
    monkeypatch.setattr(reading, "_KEPT", 2)
    assert told(read(rows, is_grid=False)) == expected
