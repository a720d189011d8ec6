"""`stats` events: packets that were lost while the file was written."""

import json

import pytest
from reading_eve import flow, read_events

from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.suricata_eve import reader


def stats(second, uptime, drops, **more):
    counted = {"uptime": uptime, "capture": {"kernel_packets": 9, "kernel_drops": drops}}
    return {"timestamp": f"2026-03-02T09:{second // 60:02}:{second % 60:02}.000000+0000", "event_type": "stats"} | {
        "stats": counted, **more
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "lost"),
    [
        ([stats(8, 8, 5), stats(16, 16, 12)], 12),  # the engine started with the file
        ([stats(8, 90000, 500), stats(16, 90008, 512)], 12),  # 500 were lost before
        ([stats(8, 90000, 500)], 0),
        (
            [stats(8, 90000, 500), stats(16, 90008, 510), stats(30, 6, 2), stats(38, 14, 3)],
            13,
        ),  # started anew
        ([stats(8, 90000, 500), stats(16, 90008, 510), stats(30, 6, 600)], 610),
        ([stats(8, 8, 1, host="a"), stats(8, 90000, 7, host="b"), stats(16, 16, 3, host="a")], 3),
        (
            [{"timestamp": "2026-03-02T09:00:09.000000+0000", "event_type": "stats", "stats": {"uptime": 9}}],
            0,
        ),
        ([stats(8, 8, 5, host="a"), stats(8, 8, 7, host="b")], 12),
        ([], 0),
    ],
)
def test_counters_count_once_for_each_run_of_the_engine(tmp_path, told, lost):
    assert read_events(tmp_path, flow(), *told).coverage.lost_packets == lost


@pytest.mark.parametrize(("evidence", "lost"), [((0, 0), 25), ((0, 1), 15), ((1, 0), 15)])
def test_a_file_that_is_read_in_pieces_counts_as_a_whole_and_each_file_by_itself(tmp_path, evidence, lost):
    pieces = [stats(8, 90000, 500), stats(16, 90008, 510)], [stats(24, 90016, 520), stats(32, 90024, 525)]
    into = Gathering()
    for number, told in zip(evidence, pieces, strict=True):
        path = tmp_path / "eve.json"
        path.write_text("".join(json.dumps(one) + "\n" for one in told))
        reader.read(path, number, path.name, reader.FORMAT, into)
    assert into.coverage.lost_packets == lost
