"""Connections that kernels add up in place are those that `put_together` makes of the same rows."""

import numpy as np
import pytest

from lamppost.engine.lookup.kernels import mixed
from lamppost.model.observations import NOT_TOLD, SUMMED_FLOW
from lamppost.model.summing import put_together
from lamppost.observe.logs import added, gathering, heaps
from lamppost.observe.logs.added import AddedUp
from lamppost.observe.logs.covering import HOUR, hours_of
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.hashes import adding
from lamppost.observe.logs.held import HeldSums
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import run_compiled, run_plain
from lamppost.observe.logs.sums import KEYS, PLACE, ROW, SUMMING, SUMS, evidence_of, port_of, row_of

MOST = {"dst_port": 65536, "proto": 256, "conn_state": 14, "turn": 1 << 27, "view": 8, "vlan_id": 4096}


def made_rows(count, seed):
    """Rows of few keys, whose numbers are now small and now the largest there are."""
    rng = np.random.default_rng(seed)
    rows = {}
    for name, kind in KEYS.items():
        few = [0, 1, MOST.get(name, 1 << 31) - 1]
        if kind is np.uint64:
            few = [0, 1, (1 << 63) + 5, (1 << 64) - 1]
        rows[name] = rng.choice(np.array(few, np.uint64 if kind is np.uint64 else np.int64), count)
    for name in ("src_mac", "dst_mac", "vlan_id", "dst_port", "server_name"):
        rows[name] = np.where(rng.random(count) < 0.5, -1, rows[name])
    rows["server_name"] = np.where(rng.random(count) < 0.1, -2, rows["server_name"])
    rows["hour"] = np.zeros(count, np.int64)
    for name in ("dst_mac", "turn", "view", "conn_state", "proto"):
        rows[name][count // 4 :] = rows[name][0]
    for name in SUMS:
        rows[name] = np.where(rng.random(count) < 0.4, NOT_TOLD, rng.integers(0, 1 << 40, count))
    for name in ("first_seen_at", "last_seen_at"):
        rows[name] = rng.integers(-5, 1 << 51, count)
    rows[PLACE] = rng.permutation(count)
    return {name: column.astype(ROW[name]) for name, column in rows.items()}


def make_short(rows, some):
    """Make some rows single connections whose sums have 32 bits, but for one in eight."""
    rng = np.random.default_rng(4)
    rows["connections"][some] = 1
    for name in SUMS[1:]:
        rows[name][some] = rng.choice([0, 1, (1 << 31) + 5, (1 << 32) - 2, NOT_TOLD], len(some))
    for name, odd in (("src_bytes", (1 << 32) - 1), ("dst_packets", 1 << 32), ("connections", 2)):
        rows[name][some[rng.random(len(some)) < 0.04]] = odd
    lasted = rows["active_us"][some]
    rows["last_seen_at"][some] = rows["first_seen_at"][some] + np.where(lasted == NOT_TOLD, 0, lasted)
    rows["last_seen_at"][some] += rng.random(len(some)) < 0.04


@pytest.fixture
def plainly(monkeypatch):
    """Kernels run as they are written, over memory that refuses places outside of it."""
    monkeypatch.setattr(added, "run_compiled", run_plain)


def test_rows_added_up_are_those_put_together_in_the_order_of_first_rows(plainly):
    rows = made_rows(3_000, 1)
    sums = AddedUp()
    for start in range(0, 3_000, 700):
        sums.add({name: column[start : start + 700] for name, column in rows.items()})
    expected = put_together(rows, SUMMING)
    order = np.argsort(expected[PLACE])
    found = sums.rows(ROW)
    assert len(found[PLACE]) == len(order) < 3_000
    for name, kind in ROW.items():
        assert found[name].dtype == kind
        assert np.array_equal(found[name], expected[name][order]), name


@pytest.mark.parametrize("run", [run_plain, run_compiled])
@pytest.mark.parametrize("most_words", [1 << 28, 1000])
@pytest.mark.parametrize("full", [1, 40, 600])
def test_what_the_table_has_no_room_for_is_added_up_heap_by_heap_to_the_same(
    monkeypatch, full, most_words, run
):
    """Tables that are full soon; heaps that are written often, and added up on the way."""
    monkeypatch.setattr(added, "run_compiled", run)
    monkeypatch.setattr(added, "FULL_SUMS", full)
    monkeypatch.setattr(added, "_PART", 100)
    monkeypatch.setattr(added, "_STEP", 7)
    monkeypatch.setattr(heaps, "MOST_WORDS", most_words)
    rows = made_rows(4_000, 3)
    rows[PLACE] += 1
    make_short(rows, np.arange(0, 4_000, 2))
    sums = AddedUp()
    for start in range(0, 4_000, 500):
        sums.add({name: column[start : start + 500] for name, column in rows.items()})
        sums._wait()
        sums._sizes[adding.FULLEST] = adding.HEAP_WORDS  # as if one of them were full
    assert sums._sizes[adding.N_HEAPED] > 500
    expected = put_together(rows, SUMMING)
    order = np.argsort(expected[PLACE])
    for found in (sums.rows(ROW), sums.rows(ROW)):
        for name in ROW:
            assert np.array_equal(found[name], expected[name][order]), name
        for side, places in (("src", sums.ends.src), ("dst", sums.ends.dst)):
            assert np.array_equal(sums.ends.ip_high[places], found[f"{side}_ip_high"])
            assert np.array_equal(sums.ends.ip_low[places], found[f"{side}_ip_low"])


def in_order(count, seed):
    """The same rows, in the order of their places."""
    return made_rows(count, seed) | {PLACE: np.arange(count) << 16}


@pytest.mark.parametrize("mac", [None, -1])
def test_sums_as_they_are_held_are_the_same_as_columns_whichever_rows_are_asked_for(plainly, mac):
    rows = in_order(2_000, 5)
    if mac is not None:
        rows |= {name: np.full(2_000, mac) for name in ("src_mac", "dst_mac")}
    sums = AddedUp()
    sums.add(rows)
    held, written = sums.held(), sums.rows(ROW)
    assert list(held) == list(ROW)
    count = len(written[PLACE])
    some = np.random.default_rng(1).permutation(count)[:50]
    for name, kind in ROW.items():
        column = held[name]
        assert (len(column), column.dtype) == (count, kind), name
        for asked in (slice(None), slice(3, 40), slice(0, 0), some, 7, -1):
            assert np.array_equal(column[asked], written[name][asked]), name
            assert column[asked].dtype == kind, name
        assert np.asarray(column).tolist() == column.tolist() == written[name].tolist()
        assert np.array_equal(column == written[name][5], written[name] == written[name][5])
    summed = held.summed()
    assert {name: column.dtype for name, column in summed.items()} == SUMMED_FLOW
    assert np.array_equal(summed["first_row"], row_of(written[PLACE]))
    assert np.array_equal(summed["src_port"], port_of(written[PLACE]))
    assert np.array_equal(summed["evidence"], evidence_of(written[PLACE]))
    for side, places in (("src", held.ends.src), ("dst", held.ends.dst)):
        assert np.array_equal(held.ends.ip_low[places[some]], written[f"{side}_ip_low"][some])
        assert np.array_equal(held.ends.ip_high[places[some]], written[f"{side}_ip_high"][some])


def test_sums_out_of_order_or_on_heaps_are_not_given_as_they_are_held(plainly, monkeypatch):
    turned, full = AddedUp(), AddedUp()
    turned.add(made_rows(100, 1))
    assert turned.held() is None
    monkeypatch.setattr(added, "FULL_SUMS", 5)
    full = AddedUp()
    full.add(in_order(500, 1))
    assert full.held() is None


def test_sums_that_were_given_as_they_are_held_are_columns_for_whoever_asks_and_can_be_added_to(
    plainly, monkeypatch
):
    monkeypatch.setattr(gathering, "is_compiled_for", lambda _: True)
    one = Gathering()
    at = np.arange(40)
    ends = Addresses(np.zeros(40, np.uint64), (at % 7).astype(np.uint64) + np.uint64(0xFFFF << 32))
    one.flows(0, at + 1, first_seen_at=at, src=ends, dst=ends, proto=at % 3)
    held = one.settled(in_place=True)
    assert isinstance(held, HeldSums)
    assert one.settled(in_place=True) is held
    assert one.ends is held.ends
    written = one.settled()
    assert all(type(column) is np.ndarray for column in written.values())
    assert written["connections"].sum() == 40
    one.flows(0, at + 41, first_seen_at=at, src=ends, dst=ends, proto=at % 3)
    assert one.settled()["connections"].sum() == 80


def test_what_was_added_up_is_added_up_again_to_the_same(plainly):
    rows = made_rows(500, 2)
    once, twice = AddedUp(), AddedUp()
    once.add(rows)
    twice.add(once.rows(ROW))
    for name, column in once.rows(ROW).items():
        assert np.array_equal(column, twice.rows(ROW)[name])


def test_there_is_room_for_many_more_ends_and_sums_than_at_first(plainly):
    count = 17_000
    rows = {name: np.zeros(count, kind) for name, kind in ROW.items()}
    rows["src_ip_low"] = np.arange(count, dtype=np.uint64) // np.uint64(8)
    rows["dst_port"] = (np.arange(count) % 8).astype(np.int32)
    rows[PLACE] = np.arange(count)
    sums = AddedUp()
    sums.add(rows)
    found = sums.rows(ROW)
    assert len(found[PLACE]) == count
    assert np.array_equal(found["src_ip_low"], rows["src_ip_low"])
    assert np.array_equal(found["dst_port"], rows["dst_port"])


def test_hashes_have_31_bits_and_spread():
    keys = {mixed(mixed(2, pair), -1) for pair in range(-500, 500)}
    assert len(keys) == 1000
    assert all(0 <= key < 1 << 31 for key in keys)
    assert len({key & 1023 for key in keys}) > 500


@pytest.mark.parametrize("from_row", [1, 900])
def test_gathering_gives_the_same_whether_it_adds_up_in_place_from_the_start_or_later(
    plainly, monkeypatch, from_row
):
    def gathered():
        one = Gathering()
        for start in range(0, 1_000, 100):
            at = np.arange(start, start + 100)
            ends = Addresses(np.zeros(100, np.uint64), (at % 7).astype(np.uint64) + np.uint64(0xFFFF << 32))
            one.flows(0, at + 1, first_seen_at=at, src=ends, dst=ends, proto=at % 3, src_bytes=at)
            one._settle()
        return one

    expected = gathered().settled()
    monkeypatch.setattr(gathering, "is_compiled_for", lambda n: n >= from_row)
    one = gathered()
    found = one.settled()
    assert one.is_put_together
    together = put_together(expected, SUMMING)
    order = np.argsort(together[PLACE])
    assert all(np.array_equal(found[name], together[name][order]) for name in ROW)
    assert one.settled() is found
    at = np.arange(2_000, 2_007)
    ends = Addresses(np.zeros(7, np.uint64), (at % 7).astype(np.uint64) + np.uint64(0xFFFF << 32))
    one.flows(0, at + 1, first_seen_at=at, src=ends, dst=ends, proto=at % 3, src_bytes=at)
    more = one.settled()
    assert len(more[PLACE]) == len(found[PLACE])
    assert more["connections"].sum() == 1_007


@pytest.mark.parametrize(
    "times", [[5], [-1, 0], [0, 3_599_999_999, 3_600_000_000], [0, 1 << 50, 7, 3_600_000_001]]
)
def test_hours_are_those_of_each_time(times):
    assert hours_of(np.array(times)) == sorted({one // HOUR for one in times})


def test_heaps_have_room_for_many_more_sums_than_at_first(monkeypatch):
    count = 60_000
    monkeypatch.setattr(added, "FULL_SUMS", 40)
    rows = {name: np.zeros(count, kind) for name, kind in ROW.items()}
    rows["src_ip_low"] = np.arange(count, dtype=np.uint64) % np.uint64(50_000)
    rows["connections"] += 1
    rows[PLACE] = np.arange(count)
    sums = AddedUp()
    sums.add(rows)
    found = sums.rows(ROW)
    assert np.array_equal(found["src_ip_low"], rows["src_ip_low"][:50_000])
    assert np.array_equal(found["connections"], 1 + (np.arange(50_000) < 10_000))
