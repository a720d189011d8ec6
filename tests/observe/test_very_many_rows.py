"""Lists of very many rows, or of very long cells: read soon, and no further than a list may go."""

from time import process_time

from lamppost.model.sheets import ReadAs
from lamppost.observe.name_list import reader as names
from lamppost.observe.supplier_list.reader import read_list
from lamppost.observe.tabular import reading
from lamppost.observe.tabular.totals import is_total


def test_names_beyond_the_most_are_not_read_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    path = tmp_path / "names.txt"
    path.write_text("Axis\nDahua\nUniview\nHikvision\nTiandy\n", encoding="utf-8")
    found = names.read_list(path, "names.txt", lambda _: False, ReadAs())
    assert ([row.maker for row in found.rows], found.evidence.read) == (["Axis", "Dahua", "Uniview"], "part")
    assert [(issue.row, issue.what) for issue in found.issues] == [(4, "more than 3 rows")]


def test_a_long_cell_is_no_sum_and_is_not_searched_for_one():
    begun = process_time()
    assert not any(is_total(["x" * 450 + "!", "b"]) for _ in range(10_000))
    assert process_time() - begun < 0.5
    assert is_total(["Total: 12", "", "3"])


def test_rows_beyond_the_issues_are_counted_alike(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ISSUES", 2)
    path = tmp_path / "list.csv"
    path.write_text("supplier,model\n" + "a,b,c\n" * 5 + "Axis,M1\n", encoding="utf-8")
    found = read_list(path, "list.csv")
    assert (found.evidence.rows, found.evidence.rows_not_read, len(found.rows)) == (6, 5, 1)
    assert found.issues[-1].what == "3 more cells and rows could not be read, as those before"
