"""Connections that kernels join and add up in place are the sums that columns of the same rows make, and cover the same."""

import numpy as np
import pytest

from lamppost.model.observations import NAME_SOURCES, NO_MAC, NOT_TOLD
from lamppost.model.summing import put_together
from lamppost.observe.logs import gathering
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.sums import PLACE, ROW, SUMMING

N, BLOCKS, HELD = 60, 12, 100
V4 = 0xFFFF << 32


def addresses(rng, low):
    """Some of few addresses, one in four of IPv6."""
    is_six = rng.random(N) < 0.25
    high = np.where(is_six, 0x20010DB8 << 32, 0).astype(np.uint64)
    return Addresses(
        high, rng.integers(low, low + 4, N).astype(np.uint64) + np.where(is_six, 0, V4).astype(np.uint64)
    )


def untold(rng, least, most, nothing=NOT_TOLD):
    """Numbers, of which some are not told."""
    return np.where(rng.random(N) < 0.2, nothing, rng.integers(least, most, N))


def gathered(*, writes_again):
    """Blocks of answers, leases and connections; whoever gives columns may write to them again."""
    rng, one = np.random.default_rng(7), Gathering()
    one.copies = writes_again
    names = [one.host_names.number(f"{letter}.example.net") for letter in "abc"]
    for block in range(BLOCKS):
        row, seen_at = np.arange(N) + block * N + 1, rng.integers(0, 9_000_000_000, N)
        clients, servers = addresses(rng, 1), addresses(rng, 10)
        name = rng.choice(names, N)
        one.names(
            0,
            row,
            source=NAME_SOURCES.index("dns"),
            client=clients,
            name=name,
            seen_at=seen_at,
            address=servers,
        )
        if block > BLOCKS // 2:
            one.held(0, row[:5], mac=rng.integers(1, 3, 5), address=clients[:5], seen_at=seen_at[:5])
        told = {
            "first_seen_at": rng.integers(0, 9_000_000_000, N), "proto": rng.choice((6, 17), N),
            "src_port": untold(rng, 1, 9), "dst_port": rng.choice((NOT_TOLD, -1, 443, 853), N),
            "src_bytes": untold(rng, 0, 99), "dst_bytes": untold(rng, 0, 99), "src_packets": untold(rng, 0, 9),
            "dst_packets": untold(rng, 0, 9), "conn_state": untold(rng, 0, 9, -1), "vlan_id": untold(rng, 1, 4),
            "src_mac": untold(rng, 1, 3, NO_MAC), "server_name": rng.choice((-1, -1, -1, -2, 0), N),
        }  # fmt: skip
        told["last_seen_at"] = np.where(
            rng.random(N) < 0.2, NOT_TOLD, told["first_seen_at"] + rng.integers(0, 9, N)
        )
        one.flows(0, row, src=addresses(rng, 1), dst=addresses(rng, 10), **told)
        if writes_again:
            for column in told.values():
                column[:] = 5
    return one


@pytest.mark.parametrize("writes_again", [False, True])
def test_connections_that_a_kernel_joins_are_the_sums_of_their_columns(monkeypatch, writes_again):
    monkeypatch.setattr(gathering, "HELD_ROWS", HELD)
    sums, coverage = {}, {}
    for in_place in (False, True):
        monkeypatch.setattr(gathering, "is_compiled_for", lambda _, held=in_place: held)
        one = gathered(writes_again=writes_again)
        made = put_together(one.settled(), SUMMING)
        order = np.argsort(made[PLACE])
        sums[in_place] = {name: made[name][order] for name in ROW}
        coverage[in_place] = one.coverage, one.hours
    assert (sums[False]["turn"] > 0).any()
    assert ((sums[False]["src_mac"] > 0) & (sums[False]["dst_mac"] == NO_MAC)).any()
    for name in ROW:
        assert np.array_equal(sums[False][name], sums[True][name]), name
    assert coverage[False] == coverage[True]
