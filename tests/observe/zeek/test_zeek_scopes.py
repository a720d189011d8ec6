"""Columns are known whether a point or a low line stands between a record and its field (`Log::default_scope_sep`)."""

import json

import pytest
from reading_zeek import SAMPLE, connections, held, names, read, rows_of, said, written

from lamppost.observe.zeek.reader import recognise

KINDS = sorted(path.stem for path in SAMPLE.glob("*.log"))


def with_low_lines(text):
    for record in ("id", "certificate"):
        text = text.replace(f"{record}.", f"{record}_")
    return text


def told(path):
    into, _ = read(path)
    issues = [with_low_lines(f"{one.row} {one.what}") for one in into.issues]
    return connections(into, "proto", "src_bytes"), names(into), said(into), held(into), issues


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_whose_columns_have_low_lines_tells_the_same(tmp_path, kind):
    lines = (SAMPLE / f"{kind}.log").read_text().splitlines(keepends=True)
    header = [with_low_lines(line) if line.startswith("#fields") else line for line in lines]
    assert told(written(tmp_path, "export.txt", "".join(header))) == told(SAMPLE / f"{kind}.log")


@pytest.mark.parametrize("kind", KINDS)
def test_objects_whose_keys_have_low_lines_tell_the_same(tmp_path, kind):
    rows = list(rows_of(kind))
    dotted = "".join(json.dumps(row) + "\n" for row in rows)
    low = "".join(
        json.dumps({with_low_lines(key): value for key, value in row.items()}) + "\n" for row in rows
    )
    name = f"{kind}.log"
    assert recognise(low.encode(), name) == f"zeek {kind}"
    (tmp_path / "low").mkdir()
    assert told(written(tmp_path / "low", name, low)) == told(written(tmp_path, name, dotted))


def test_a_log_of_which_no_line_could_be_read_is_not_called_read(tmp_path):
    row = {"ts": 1795773600.5, "uid": "C1", "orig_ip_bytes": 5, "id@orig_h": "192.0.2.10", "proto": "udp"}
    for count in (1, 3):
        into, (told_of,) = read(written(tmp_path, "conn.log", (json.dumps(row) + "\n") * count))
        assert told_of.read == "none"
        assert [one.row for one in into.issues] == [1]
        assert "No line of it" in into.issues[0].hint
    lines = (
        json.dumps(row)
        + "\n"
        + json.dumps(row | {"id.orig_h": "192.0.2.10", "id.resp_h": "192.0.2.11"})
        + "\n"
    )
    into, (told_of,) = read(written(tmp_path, "conn.log", lines))
    assert told_of.read == "whole"
    assert "The rest of the log was read" in into.issues[0].hint
