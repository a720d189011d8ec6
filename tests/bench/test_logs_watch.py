"""The bench of `watch` beside a writer: what it writes, and that it finds what was told and kept."""

import json

import pytest

from logs_watch import STEPS, beginning, measure, pieces


def test_each_second_has_its_lines_and_one_that_the_camera_did_not_talk_to_before():
    made = list(pieces(400, 3))
    assert len(made) == 3 * STEPS
    names = [name for _, name in made if name is not None]
    assert len(set(names)) == len(names) == 3
    rows = [json.loads(line) for text, _ in made for line in text.splitlines()]
    assert len(rows) == 3 * 400 + 2 * len(names)
    assert {row["event_type"] for row in rows} == {"flow", "tls"}
    assert [row["tls"]["sni"] for row in rows if row["src_ip"] == "192.168.1.20" and "tls" in row] == names
    assert all(json.loads(line)["event_type"] == "dhcp" for line in beginning().splitlines())


@pytest.mark.slow
def test_what_is_written_is_told_and_kept_once(tmp_path):
    found = measure(tmp_path, 500, 3)
    assert found["not_told"] == 0
    assert found["connections_kept"] == found["connections"] > 1000
    assert found["lines"] == 1500 + 6
    assert 0 < found["fresh_s_median"] <= found["fresh_s_most"]
