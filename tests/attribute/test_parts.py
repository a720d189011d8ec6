"""A long table of flows is looked at in parts: what is found is the same, and little is held meanwhile."""

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest

import made_frames as made
from lamppost.attribute import counted, leaving
from lamppost.attribute.counted import one_way
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.holding import _last_use
from lamppost.attribute.leaving import count_leaving, named_pairs
from lamppost.model import columns
from lamppost.model.observations import FLOW, NAME, empty_columns
from lamppost.observe.capture.reader import observe_captures

CAM, ROUTER = "00:00:5e:00:53:21", "00:00:5e:00:53:01"
HERE, THERE = "192.168.1.21", "198.51.100.7"
ROWS = 3_000_000


def test_parts_are_all_rows_once_and_in_order(monkeypatch):
    monkeypatch.setattr(columns, "PART", 4)
    assert [(part.start, part.stop) for part in columns.parts_of(9)] == [(0, 4), (4, 8), (8, 9)]
    assert list(columns.parts_of(0)) == []


@pytest.mark.parametrize("part", [1, 2, 3, 5])
def test_gaps_and_last_uses_do_not_depend_on_how_many_flows_are_looked_at_in_one_go(
    capture, monkeypatch, part
):
    frames = [made.arp_reply(CAM, HERE, ROUTER, "192.168.1.1")]
    for number in range(6):
        own = 40_000 + number
        frames.append(made.ethernet(CAM, ROUTER, 0x0800, made.udp(HERE, own, THERE, 5_000, b"x")))
        frames.append(made.ethernet(CAM, ROUTER, 0x0800, made.tcp(HERE, own, THERE, 443, 0, 0, 2)))
        if number % 2:
            frames.append(
                made.ethernet(ROUTER, CAM, 0x0800, made.tcp(THERE, 443, HERE, own, 0, 1, 0x12, ttl=51))
            )
    observations = observe_captures([capture(*frames)])
    endpoints = Endpoints(observations)
    low = observations.flows["src_ip_low"][:1]

    def measured():
        last = _last_use(observations.flows, low)
        return count_leaving(observations, endpoints, named_pairs(observations)), one_way(observations), last

    whole = measured()
    assert whole[:2] == ((12, 12, 0, 12), (3, 6))
    answered = observations.flows["first_seen_at"][observations.flows["dst_packets"] > 0]
    assert whole[2] == {int(low[0]): int(answered.max())}
    for module, name in ((columns, "PART"), (leaving, "NEAR"), (counted, "NEAR"), (leaving, "_SEVERAL")):
        monkeypatch.setattr(module, name, part)
    assert measured() == whole


def test_what_is_worked_out_of_a_long_table_on_disk_takes_less_than_its_columns(tmp_path):
    flows = {}
    for name, kind in FLOW.items():
        (tmp_path / name).write_bytes(b"\0" * (ROWS * np.dtype(kind).itemsize))
        flows[name] = np.memmap(tmp_path / name, kind, "r")
    observations = SimpleNamespace(
        flows=flows, names=empty_columns(NAME), senders=None, ends=None, counting=None
    )
    endpoints = object.__new__(Endpoints)
    endpoints._home, endpoints._by_address = (), {(0, 0): [0]}
    tracemalloc.start()
    try:
        count_leaving(observations, endpoints, named_pairs(observations))
        one_way(observations)
        _last_use(flows, np.zeros(1, np.uint64))
        assert tracemalloc.get_traced_memory()[1] < ROWS * 8
    finally:
        tracemalloc.stop()
