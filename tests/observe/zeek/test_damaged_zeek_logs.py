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


@pytest.mark.parametrize(
    ("time", "is_said"),
    [('"2026-03-02T09:00:00.0Z"', False), ('"2026-03-02T09:00:00.0"', True), ("1772442000.0", False)],
)
def test_times_that_do_not_say_by_which_clock_they_are_are_taken_as_utc_and_it_is_said(
    tmp_path, time, is_said
):
    line = '"uid":"C1","id.orig_h":"192.0.2.9","id.orig_p":5,"id.resp_h":"198.51.100.7","id.resp_p":53'
    into, _ = read(written(tmp_path, "conn.log", f'{{"ts":{time},{line},"proto":"udp","conn_state":"SF"}}\n'))
    assert into.settled()["first_seen_at"].tolist() == [1_772_442_000_000_000]
    assert [one.what for one in into.issues] == [
        "the times in 'ts' do not say by which clock they are; they were taken as UTC"
    ] * is_said
