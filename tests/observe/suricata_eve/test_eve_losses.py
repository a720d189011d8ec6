"""`stats` events: packets that were lost while the file was written."""

import json

import pytest
from reading_eve import flow, read, read_events

from lamppost.observe.logs.gathering import Gathering


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


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_run_that_was_cut_into_files_counts_once_in_whatever_order_they_are_read(tmp_path, order):
    files = [stats(8, 90000, 500), stats(16, 90008, 510)], [stats(24, 90016, 520), stats(32, 90024, 525)]
    into = Gathering()
    for at in order:
        path = tmp_path / f"eve.json.{at}"
        path.write_text("".join(json.dumps(one) + "\n" for one in files[at]))
        read(path, into)
    assert into.coverage.lost_packets == 25


def test_a_file_from_before_shows_that_an_engine_started_within_the_evidence(tmp_path):
    into = Gathering()
    for name, told in (("new", stats(600, 300, 40)), ("old", flow()), ("newer", stats(608, 308, 41))):
        path = tmp_path / name
        path.write_text(json.dumps(told) + "\n")
        read(path, into)
    assert into.coverage.lost_packets == 41
