"""Connections that kernels count where they are held are those that are counted column by column."""

import numpy as np
import pytest
from tests.attribute.made_logs import evidence

from lamppost.attribute.counted import count_flows, counting_where_held
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.leaving import named_pairs, outside_ends
from lamppost.model.observations import NAME, NO_MAC, NOT_TOLD, FlowCounts, empty_columns
from lamppost.observe.logs import added, held, outcome
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.hashes.counting import COUNTS
from lamppost.observe.logs.held import HeldCounts
from lamppost.observe.logs.outcome import observations_of
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import run_compiled, run_plain

MAPPED = 0xFFFF << 32
LOWS = np.array(
    [MAPPED | one for one in (0xC0A80115, 0xC0A80116, 0xC6336407, 0xC6336408, 0xE00000FB, 0)], np.uint64
)
"""Two inside, two outside, a group, and nobody."""


def observed(count, monkeypatch, run):
    """Connections of few ends, of which much is not told, as a log tells them."""
    monkeypatch.setattr(added, "run_compiled", run)
    monkeypatch.setattr(held, "run_for_rows", lambda _: run)
    monkeypatch.setattr(outcome, "ROWS_COMPILED_FROM", 1)
    rng, gathering = np.random.default_rng(count), Gathering()
    monkeypatch.setattr("lamppost.observe.logs.gathering.is_compiled_for", lambda _: True)
    sides = [Addresses(np.zeros(count, np.uint64), LOWS[rng.integers(0, len(LOWS), count)]) for _ in range(2)]
    told = [rng.choice(np.array([NOT_TOLD, 0, 900]), count) for _ in range(4)]
    gathering.flows(
        0, np.arange(count) + 1, first_seen_at=rng.integers(1, 1 << 40, count), src=sides[0], dst=sides[1],
        proto=rng.choice(np.array([1, 6, 17]), count), dst_port=rng.integers(1, 9, count), src_bytes=told[0],
        dst_bytes=told[1], src_packets=told[2], dst_packets=told[3], server_name=rng.integers(-2, 2, count),
        dst_mac=rng.choice(np.array([NO_MAC, 0x00005E005320, 0x01005E0000FB]), count),
        connections=rng.integers(1, 5, count),
    )  # fmt: skip
    for name in ("a.example", "b.example"):
        gathering.host_names.number(name)
    found = observations_of(gathering, [evidence("conn.log", "zeek conn")])
    kept = np.flatnonzero(rng.random(len(found.names["name"])) < 0.5)
    found.names = {name: column[kept] for name, column in found.names.items()}
    return found


def counts(observations):
    """By kernels, and by columns."""
    endpoints = Endpoints(observations)
    sums = observations.counting._sums
    observations.counting = HeldCounts(sums, observations.names)
    by_kernels = counting_where_held(observations)(outside_ends(observations.ends, endpoints))
    return by_kernels, count_flows(observations, endpoints, named_pairs(observations))


@pytest.mark.parametrize("run", [run_plain, run_compiled])
@pytest.mark.parametrize("count", [1, 31, 4_000])
def test_they_are_the_same_counts(monkeypatch, run, count):
    found, expected = counts(observed(count, monkeypatch, run))
    assert found == expected
    assert all(type(one) is int for one in (*found, *expected))  # as documents hold them
    if count == 4_000:
        assert min(found) > 0
        assert found.unnamed < found.leaving < found.tcp_or_udp < found.in_all


def test_nothing_named_leaves_all_that_leaves_unnamed(monkeypatch):
    observations = observed(500, monkeypatch, run_compiled)
    observations.names = empty_columns(NAME)
    found, expected = counts(observations)
    assert found == expected
    assert found.unnamed > 0


def test_where_a_file_is_no_log_columns_are_counted(monkeypatch):
    observations = observed(50, monkeypatch, run_compiled)
    assert counting_where_held(observations) is not None
    observations.evidence = [evidence("made.pcap", "pcap")]
    assert counting_where_held(observations) is None


def test_there_is_a_number_for_each_count():
    assert len(FlowCounts._fields) == COUNTS
