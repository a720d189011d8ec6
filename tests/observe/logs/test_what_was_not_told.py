"""Lines of which nothing was read, and connections of which bytes are not told, are counted while a log is read."""

import json

import numpy as np

from lamppost.model.addresses import ip_numbers
from lamppost.model.observations import NOT_TOLD
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.rows import Addresses
from lamppost.pipeline.observing import observe

ZEEK = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\n"
)
ROW = "1772438400.0\tC{n}\t192.168.1.21\t40000\t198.51.100.7\t443\ttcp"


def coverage(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return observe([path]).coverage


def test_a_row_with_too_few_cells_and_a_line_that_the_end_cuts_are_lines_that_were_not_read(tmp_path):
    rows = [ROW.format(n=1), "1772438400.0\tC2\t192.168.1.21", ROW.format(n=3)]
    assert coverage(tmp_path, "conn.log", ZEEK + "\n".join(rows) + "\n").unread_lines == 1
    assert coverage(tmp_path, "conn.log", ZEEK + "\n".join(rows)).unread_lines == 2


def test_a_line_that_is_no_object_is_a_line_that_was_not_read(tmp_path):
    event = {"timestamp": "2026-03-02T09:31:00.000000+0000", "event_type": "stats", "stats": {}}
    text = "\n".join([json.dumps(event), '{"timestamp": ', json.dumps(event)]) + "\n"
    assert coverage(tmp_path, "eve.json", text).unread_lines == 1


def test_a_cell_that_is_not_what_its_column_holds_leaves_its_line_read(tmp_path):
    bad = ROW.format(n=1).replace("443", "70000")
    assert coverage(tmp_path, "conn.log", f"{ZEEK}{bad}\n{ROW.format(n=2)}\n").unread_lines == 0


def test_connections_of_which_the_bytes_of_one_way_are_not_told_are_counted_by_weight():
    gathering = Gathering()
    n = 4
    halves = [
        Addresses(*(np.full(n, half, np.uint64) for half in ip_numbers(text)))
        for text in ("192.0.2.1", "198.51.100.7")
    ]
    gathering.flows(
        0, np.arange(1, n + 1), first_seen_at=np.ones(n, np.int64), src=halves[0], dst=halves[1],
        proto=np.full(n, 6), src_bytes=np.array([5, NOT_TOLD, 5, NOT_TOLD]), dst_bytes=np.array([5, 5, NOT_TOLD, NOT_TOLD]),
        connections=np.array([1, 2, 4, 8]),
    )  # fmt: skip
    assert gathering.coverage.connections_without_bytes == 14
