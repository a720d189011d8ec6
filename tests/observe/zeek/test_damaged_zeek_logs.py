"""A damaged log is read as far as it can be, and what cannot be is said with its line; nothing is raised."""

import pytest
from reading_zeek import SAMPLE, read, written

NAMES = sorted(path.stem for path in SAMPLE.glob("*.log"))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_that_ends_inside_a_line_is_read_up_to_there_and_said_to_be_cut(name, tmp_path):
    content = (SAMPLE / f"{name}.log").read_bytes()
    end = content.rindex(b"\n", 0, -60) + 20
    into, (found,) = read(written(tmp_path, f"{name}.log", content[:end]))
    assert (found.read, [issue.row for issue in into.issues]) == ("part", [content[:end].count(b"\n") + 1])


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_of_nonsense_is_an_issue_of_its_line_or_no_trouble_and_raises_nothing(name, tmp_path):
    lines = (SAMPLE / f"{name}.log").read_text().splitlines(keepends=True)
    cells = lines[8].rstrip("\n").split("\t")
    for at in range(len(cells)):
        damaged = [*cells[:at], "\N{SNOWMAN}\\x", *cells[at + 1 :]]
        content = "".join([*lines[:8], "\t".join(damaged) + "\n", *lines[9:]])
        into, (found,) = read(written(tmp_path, f"{name}.log", content))
        assert found.read == "whole"
        assert {issue.row for issue in into.issues} <= {9}
        assert not [issue for issue in into.issues if "\N{SNOWMAN}" in issue.what]
