"""Tables that lie in temporary files: the same observations, little memory, and a full disk told in words."""

import errno
import os
import tempfile
import tracemalloc
from dataclasses import replace
from functools import reduce
from operator import or_
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tools.make_capture import HEADER, write_capture

from lamppost.cli.look import command
from lamppost.model import columns, spilling
from lamppost.model.columns import ascending
from lamppost.model.errors import LamppostError
from lamppost.model.observations import FLOW, SENDER
from lamppost.model.spilling import Growing, table, zeros
from lamppost.observe.capture import ordering
from lamppost.observe.capture.kernels import plain_kernels
from lamppost.observe.capture.layout import FLOW_ROW, FLOW_WIDTH, SENDER_LOW, SENDER_ROW, SENDER_WIDTH
from lamppost.observe.capture.outcome import flow_columns
from lamppost.observe.capture.outcome_senders import sender_columns
from lamppost.observe.capture.reader import observe_captures

FLOWS = 4000  # more than the first table has room for
RECORD = 76  # octets of a packet of the least length, and of the header before it
ROWS = 200_000


@pytest.fixture
def in_files(monkeypatch, tmp_path):
    """Every table lies in a file from its first octet on; the folder of these files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(spilling, "SPILL_FROM", 0)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two captures: what a network does, and flows of two packets with all the other flows between them."""
    folder = tmp_path_factory.mktemp("made")
    mixed, twice = folder / "mixed.pcap", folder / "twice.pcap"
    write_capture(mixed, 400_000)
    write_capture(twice, FLOWS * RECORD + len(HEADER), kind="one-packet-flows")
    packets = twice.read_bytes()[len(HEADER) :]
    twice.write_bytes(HEADER + packets + packets)
    return [mixed, twice]


def shown(observations) -> list:
    """Everything that was observed, in a form that can be compared; names in words."""
    names = np.array(observations.host_names)
    tables = [observations.flows, observations.senders, observations.names]
    words = names[observations.names["name"]].tolist()
    server = [names[at] if at >= 0 else at for at in observations.flows["server_name"].tolist()]
    numbers = {"name", "server_name"}
    return [
        [{key: column.tolist() for key, column in one.items() if key not in numbers} for one in tables],
        [{key: column.dtype for key, column in one.items()} for one in tables],
        [words, server, sorted(observations.host_names)],
        [observations.self_descriptions, observations.issues, observations.coverage, observations.evidence],
    ]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("which", [0, 1], ids=["mixed", "twice"])
def test_a_capture_whose_tables_lie_in_files_shows_what_it_shows_in_memory(
    made, in_files, monkeypatch, which, threads
):
    with monkeypatch.context() as within:
        within.setattr(spilling, "SPILL_FROM", 1 << 40)
        expected = shown(observe_captures([made[which]], kernels=plain_kernels()))
    monkeypatch.setattr(columns, "PART", 300)
    monkeypatch.setattr(ordering, "ROWS", 170)
    files, take = [], spilling._take
    monkeypatch.setattr(spilling, "_take", lambda file, size: files.append(size) or take(file, size))
    kernels = replace(plain_kernels(), threads=threads)
    assert shown(observe_captures([made[which]], kernels=kernels)) == expected
    assert max(files) > FLOWS * FLOW_WIDTH * 8 or (which, threads) != (1, 1)


def test_flows_are_found_again_after_their_table_has_grown(made):
    flows = observe_captures([made[1]], kernels=plain_kernels()).flows
    assert len(flows["first_row"]) == FLOWS
    assert (flows["src_packets"] + flows["dst_packets"] == 2).all()


def test_rows_are_in_the_order_of_files_and_frames_where_files_overlap(made, tmp_path, monkeypatch):
    packets = np.frombuffer(made[1].read_bytes()[len(HEADER) :], np.uint8).reshape(-1, RECORD)
    files = [tmp_path / "even.pcap", tmp_path / "odd.pcap"]
    for number, path in enumerate(files):
        path.write_bytes(HEADER + packets[number:FLOWS:2].tobytes())
    monkeypatch.setattr(columns, "PART", 300)
    found = [observe_captures(files, kernels=replace(plain_kernels(), threads=n)) for n in (1, 3)]
    flows = found[0].flows
    assert flows["evidence"].tolist() == [0] * (FLOWS // 2) + [1] * (FLOWS // 2)
    assert flows["first_row"].tolist() == [*range(1, FLOWS // 2 + 1)] * 2
    assert shown(found[0]) == shown(found[1])


def test_files_of_tables_have_no_name(in_files):
    kept = [zeros(10), Growing().grow(10, 0), *table(FLOW, 10).values()]
    assert list(in_files.iterdir()) == []
    assert all(not column.any() for column in kept)


def test_a_column_keeps_what_it_holds_when_it_moves_to_a_file_and_when_that_grows(monkeypatch):
    monkeypatch.setattr(spilling, "SPILL_FROM", 100 * 8)
    growing, expected = Growing(), np.arange(1, 10_001)
    for used, length in ((0, 50), (50, 90), (90, 120), (120, 5_000), (5_000, 10_000)):
        column = growing.grow(length, used)
        assert (column[:used] == expected[:used]).all()
        assert not column[used:].any()
        column[used:] = expected[used:length]


def test_what_is_appended_is_there_in_order(in_files):
    growing = Growing(np.int32)
    assert len(growing.appended()) == 0
    for at in range(0, 100, 10):
        growing.append(np.arange(at, at + 10))
        growing.append(np.empty(0, np.int64))
    assert growing.appended().tolist() == list(range(100))
    assert growing.appended().dtype == np.int32


@given(
    keys=st.lists(st.integers(-5, 5) | st.integers(-(1 << 62), 1 << 62), max_size=200),
    part=st.sampled_from([1, 2, 7, 64, 200]),
)
def test_numbers_put_in_order_in_parts_stand_as_if_at_once(keys, part):
    numbers = np.array(keys, np.int64)
    with pytest.MonkeyPatch.context() as within:
        within.setattr(columns, "PART", part)
        within.setattr(columns, "_SAMPLES", 2)
        assert ascending(numbers).tolist() == np.argsort(numbers, kind="stable").tolist()


@pytest.mark.parametrize("parts", [1, 2])
def test_many_flows_become_columns_with_little_memory(in_files, monkeypatch, parts):
    monkeypatch.setattr(columns, "PART", 5_000)
    monkeypatch.setattr(ordering, "ROWS", 5_000)
    tables = [zeros(ROWS // parts * FLOW_WIDTH).reshape(-1, FLOW_WIDTH) for _ in range(parts)]
    for number, rows in enumerate(tables):
        rows[:, FLOW_ROW] = np.arange(number, ROWS, parts)
    decoder = SimpleNamespace(parts=[SimpleNamespace(flow_rows=lambda rows=rows: rows) for rows in tables])
    tracemalloc.start()
    found = flow_columns(decoder, [np.zeros(1, np.int64)] * parts)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found["first_row"].tolist() == list(range(ROWS))
    assert held < sum(column.nbytes for column in found.values()) / 5


_KEYS = st.tuples(st.integers(-1, 1), st.just(-1), st.integers(-1, 1), st.integers(-2, 2), st.integers(0, 1))
_VALUES = st.tuples(*[st.integers(0, 5)] * 6)


@given(
    parts=st.lists(st.dictionaries(_KEYS, _VALUES, max_size=40), min_size=1, max_size=3),
    rows=st.sampled_from([1, 2, 5, 100]),
)
def test_senders_of_all_parts_are_joined_and_in_order_however_few_are_looked_at_in_one_go(parts, rows):
    tables = [
        np.array([(*key, *values, 0) for key, values in part.items()], np.int64).reshape(-1, SENDER_WIDTH)
        for part in parts
    ]
    decoder = SimpleNamespace(parts=[SimpleNamespace(sender_rows=lambda one=one: one) for one in tables])
    with pytest.MonkeyPatch.context() as within:
        within.setattr(columns, "PART", rows)
        within.setattr(ordering, "ROWS", rows)
        found = sender_columns(decoder)
    told = [found[name].astype(np.int64).tolist() for name in SENDER]
    assert [*zip(*told, strict=True)] == _senders(parts)


def _senders(parts) -> list:
    """The same, sender by sender."""
    seen: dict = {}
    for part in parts:
        for key, values in part.items():
            seen.setdefault(key, []).append(values)
    rows = []
    for (mac, vlan, high, low, evidence), found in seen.items():
        packets, octets, flags, first, last, _ = zip(*found, strict=True)
        row = min(one[5] for one in found if one[0] > 0 or not any(packets))
        mask = reduce(or_, flags)
        rows.append(
            (mac, vlan, high, low, sum(packets), sum(octets), mask, min(first), max(last), row, evidence)
        )
    return sorted(rows, key=lambda one: (one[10], one[9], one[3], one[2], one[1], one[0]))


def test_many_senders_become_columns_with_little_memory(in_files, monkeypatch):
    monkeypatch.setattr(columns, "PART", 5_000)
    monkeypatch.setattr(ordering, "ROWS", 5_000)
    rows = zeros(ROWS * SENDER_WIDTH).reshape(-1, SENDER_WIDTH)
    rows[:, SENDER_ROW] = rows[:, SENDER_LOW] = np.arange(ROWS)
    decoder = SimpleNamespace(parts=[SimpleNamespace(sender_rows=lambda: rows)] * 2)
    tracemalloc.start()
    found = sender_columns(decoder)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found["first_row"].tolist() == list(range(ROWS))
    assert held < sum(column.nbytes for column in found.values()) / 4


def test_a_disk_without_room_is_said_with_its_folder_and_what_to_do(made, in_files, monkeypatch):
    def is_full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", is_full)
    with pytest.raises(LamppostError) as caught:
        observe_captures([made[0]], kernels=plain_kernels())
    assert str(in_files) in caught.value.message
    assert "No space left on device; a table of " in caught.value.message
    assert "TMPDIR" in caught.value.hint
    with pytest.raises(LamppostError, match="No space left"):
        CliRunner().invoke(command, [str(made[0])], catch_exceptions=False)


def test_no_folder_for_temporary_files_is_said_in_words(monkeypatch):
    def nowhere(*_, **__):
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(spilling, "SPILL_FROM", 0)
    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    monkeypatch.setattr(tempfile, "TemporaryFile", nowhere)
    with pytest.raises(LamppostError, match="no folder for temporary files: No usable temporary directory"):
        zeros(1)


@pytest.mark.parametrize("is_missing", [True, False])
def test_where_octets_cannot_be_set_aside_they_are_written(in_files, monkeypatch, is_missing):
    def is_not_supported(*_):
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    if is_missing:
        monkeypatch.delattr(os, "posix_fallocate")
    else:
        monkeypatch.setattr(os, "posix_fallocate", is_not_supported)
    monkeypatch.setattr(spilling, "_CHUNK", 1000)
    files, mapped = [], spilling._mapped
    monkeypatch.setattr(spilling, "_mapped", lambda file, size: files.append(file) or mapped(file, size))
    growing = Growing()
    growing.grow(300, 0)[:] = 7
    assert (growing.grow(900, 300)[:300] == 7).all()
    status = os.fstat(files[-1].fileno())
    assert (status.st_size, status.st_blocks * 512 >= status.st_size) == (7200, True)
