"""Damaged logs: some here, thousands with `make check-slow`; and that what is looked for is found."""

import hashlib

import numpy as np
import pytest
from tests.engines.damaged_logs import LONG, damaged
from tests.engines.fuzzing_logs import Fuzz, assert_said, told
from tests.engines.sample_logs import real_logs, sample_logs

from lamppost.observe.logs.blocks import Block
from lamppost.pipeline.observing import log_of, observe

LOGS, SHARES = 4000, 8
ZEEK, JSON, EVE = "zeek/conn.log", "zeek-json/conn.log", "eve-3/eve.json"


def assert_all_well(fuzz: Fuzz, seeds: range) -> None:
    complaints = [complaint for seed in seeds if (complaint := fuzz.complaint(seed)) is not None]
    assert not complaints, f"{len(complaints)} seeds: " + "\n".join(complaints[:5])
    assert fuzz.read["whole"] > len(seeds) // 3


def test_damaged_logs_are_read_as_far_as_they_are_whole_and_the_rest_is_said(tmp_path):
    assert_all_well(Fuzz(tmp_path), range(17))


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_thousands_of_damaged_logs_are_read_as_far_as_they_are_whole_by_both_paths(tmp_path, share):
    size = LOGS // SHARES
    assert_all_well(
        Fuzz(tmp_path, ["compiled", "plain"], sample_logs() | real_logs()),
        range(share * size, (share + 1) * size),
    )


def test_a_seed_damages_a_log_in_the_same_way_each_time():
    data = sample_logs()[ZEEK]
    assert [damaged(seed, data) for seed in range(30)] == [damaged(seed, data) for seed in range(30)]


def read(tmp_path, name, data):
    path = tmp_path / name.rpartition("/")[2]
    path.write_bytes(data)
    assert log_of(path) is not None
    found = observe([path])
    assert found.evidence[0].sha256 == hashlib.sha256(data).hexdigest()
    assert_said(found)
    return found


@pytest.mark.parametrize("name", [ZEEK, EVE])
@pytest.mark.parametrize(
    "what",
    [
        pytest.param(b"a" * LONG, id="long", marks=pytest.mark.slow),
        pytest.param(b"\0" * LONG, id="nuls", marks=pytest.mark.slow),
        pytest.param(b'{"a":' * 100_000, id="deep", marks=pytest.mark.slow),
        pytest.param(b"[" * 9000 + b"]" * 9000, id="nested"),
        pytest.param(b"\xff\0" * 500, id="octets"),
    ],
)
def test_a_line_that_is_none_loses_no_other_line_and_is_said(tmp_path, name, what):
    data = sample_logs()[name]
    lines = data.split(b"\n")
    half = len(lines) // 2
    found = read(tmp_path, name, b"\n".join([*lines[:half], what, *lines[half:]]))
    assert told(found) == told(read(tmp_path, name, data))
    assert [issue.row for issue in found.issues] == [half + 1]


@pytest.mark.parametrize("name", [ZEEK, JSON, EVE])
def test_a_log_that_is_cut_anywhere_is_read_up_to_there(tmp_path, name):
    data = sample_logs()[name]
    for at in (len(data) - 2, len(data) - 150):
        kept = data[:at]
        found = read(tmp_path, name, kept)
        assert told(found) == told(read(tmp_path, name, kept[: kept.rfind(b"\n") + 1]))
        if not kept.endswith(b"\n") and name != ZEEK:  # of a table the last line is its end
            assert (found.evidence[0].read, len(found.issues)) == ("part", 1)


@pytest.mark.parametrize("name", [ZEEK, JSON, EVE])
def test_a_log_without_its_last_line_feed_is_whole(tmp_path, name):
    data = sample_logs()[name]
    assert data.endswith(b"}\n") or data.rpartition(b"\n#")[2].startswith(b"close")
    found = read(tmp_path, name, data[:-1])
    assert (found.evidence[0].read, found.issues) == ("whole", [])
    assert told(found) == told(read(tmp_path, name, data))


def test_a_reader_that_loses_what_stands_behind_a_damaged_line_is_found(tmp_path, monkeypatch):
    whole = Block.objects

    def up_to_there(block):
        rows = whole(block)
        return rows.where(rows.lines == block.first + np.arange(len(rows)))

    monkeypatch.setattr(Block, "objects", up_to_there)
    fuzz = Fuzz(tmp_path)
    assert any("are not told" in (fuzz.complaint(seed) or "") for seed in (5, 33, 63))


def test_a_reader_that_raises_is_found(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise ValueError("not so")

    monkeypatch.setattr(Block, "delimited", refuse)
    fuzz = Fuzz(tmp_path)
    assert any("not so" in (fuzz.complaint(seed) or "") for seed in (9, 11))
