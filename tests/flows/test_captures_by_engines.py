"""Captures that an engine decodes, each file by itself, show what they show as one; flows that a file's end cuts are whole."""

import json
import struct
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.made_flows import SECOND, STEPS, Sent, capture_of
from tests.flows.made_rotated_logs import write_logs
from tests.observe.netflow import made_exports
from tests.observe.netflow.test_exports_in_captures import capture as capture_with_exports

from lamppost.engine.choosing import EngineChoice
from lamppost.observe.capture import stitching
from lamppost.observe.capture.apart import Part, decode_apart, put_together
from lamppost.observe.capture.reader import observe_captures
from lamppost.pipeline.decoding import decode_distributed
from lamppost.pipeline.observing import files_of, observe

BY_DUCKDB = partial(decode_distributed, EngineChoice("duckdb"))
HEAD = 24
MADE = Path(__file__).parents[2] / "src/lamppost/samples/made-network.pcap"
REAL = (
    "iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap", "iot-sentinel/EdimaxPlug1101W/Setup-A-1-STA.pcap",
    "iot-sentinel/Lightify/Setup-C-1-STA.pcap",
)  # fmt: skip
SYN, ACK, FIN, RST = 2, 16, 1, 4
RECORDS = made_exports.v5(made_exports.v5_record(made_exports.CAMERA, made_exports.SERVER, 40000, 443))


def cut(capture, folder, frames):
    """A pcap file as several of so many frames each."""
    folder.mkdir(exist_ok=True)
    data = capture if isinstance(capture, bytes) else capture.read_bytes()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    records, at = [], HEAD
    while at < len(data):
        size = 16 + struct.unpack_from(f"{order}I", data, at + 8)[0]
        records.append(data[at : at + size])
        at += size
    files = []
    for number in range(0, len(records), frames):
        files.append(folder / f"{number:06}.pcap")
        files[-1].write_bytes(data[:HEAD] + b"".join(records[number : number + frames]))
    return files


def seen(observations):
    """All that was observed, in values that can be compared, whatever the numbers of names."""
    names = [*observations.host_names, None]
    held = {
        f"{table}.{key}": [names[one] if one >= 0 else one for one in column]
        if key in ("name", "server_name")
        else column.tolist()
        for table in ("flows", "senders", "names")
        for key, column in getattr(observations, table).items()
    }
    said = sorted(map(repr, observations.self_descriptions))
    return held, said, observations.evidence, observations.issues, observations.coverage


def apart(files, folder):
    parts = []
    for number, path in enumerate(files):
        decode_apart([path], folder / f"part-{number}", lambda *_: False)
        parts.append(Part(folder / f"part-{number}", [number]))
    return parts


def test_a_capture_in_many_files_is_the_same_by_an_engine(tmp_path):
    files = cut(MADE, tmp_path / "cut", 25)
    assert len(files) > 5
    assert seen(observe(files, decode=BY_DUCKDB)) == seen(observe(files))


@pytest.mark.data
@pytest.mark.parametrize("capture", REAL)
def test_real_captures_in_many_files_are_the_same_by_an_engine(data, capture, tmp_path, lamppost):
    folder = tmp_path / "cut"
    files = cut(data / "captures" / capture, folder, 40)
    whole = observe(files)
    last = [int(row) for row in whole.flows["last_seen_at"]]
    starts = [observe_captures([path]).coverage.first_seen_at for path in files[1:]]
    crossing = [
        at for at, end in enumerate(last) if any(whole.flows["first_seen_at"][at] < start <= end for start in starts)
    ]  # fmt: skip
    assert crossing
    assert seen(observe(files, decode=BY_DUCKDB)) == seen(whole)
    alone, shared = (lamppost("look", folder, "--json", *more) for more in ((), ("--engine", "duckdb")))
    assert (alone.status, alone.out) == (shared.status, shared.out)


def test_without_stitching_they_would_differ(tmp_path, monkeypatch):
    files = cut(MADE, tmp_path / "cut", 25)
    whole = seen(observe(files))
    monkeypatch.setattr(stitching, "_is_one", lambda old, _: np.zeros(len(old), bool))
    assert seen(observe(files, decode=BY_DUCKDB)) != whole


def test_files_of_the_same_time_are_decoded_together(tmp_path):
    packets = [
        Sent(step=SECOND, source=n % 2, target=1 - n % 2, ports=(40000, 80)[:: 1 - 2 * (n % 2)])
        for n in range(30)
    ]
    data = capture_of(packets)
    one, two = tmp_path / "one.pcap", tmp_path / "two.pcap"
    records = [data[at : at + 16 + 54] for at in range(HEAD, len(data), 16 + 54)]
    one.write_bytes(data[:HEAD] + b"".join(records[::2]))
    two.write_bytes(data[:HEAD] + b"".join(records[1::2]))
    later = cut(capture_of([replace(Sent(), step=3600 * SECOND)]), tmp_path / "later", 1)
    files = [later[0], one, two]
    assert seen(observe(files, decode=BY_DUCKDB)) == seen(observe(files))


flags = st.sampled_from([ACK, ACK, ACK, FIN | ACK, RST, SYN | ACK])
steps = st.one_of(st.sampled_from([one for one in STEPS if one > 0]), st.integers(1, SECOND))
packets = st.lists(
    st.builds(
        lambda proto, turned, flags, step, payload: Sent(
            proto=proto, source=int(turned), target=int(not turned), ports=(80, 40000) if turned else (40000, 80),
            flags=flags, step=step, payload=payload if proto == 17 else 0,
        ),
        st.sampled_from([6, 17]), st.booleans(), flags, steps, st.integers(0, 9),
    ),
    min_size=2,
    max_size=30,
)  # fmt: skip


@given(packets, st.integers(1, 12), st.booleans())
def test_flows_that_a_file_s_end_cuts_are_whole_again(tmp_path_factory, packets, frames, opens):
    """In the order of time; a flow's SYN is its first packet, and no FIN comes behind an RST."""
    if opens:
        packets = [replace(packets[0], proto=6, flags=SYN), *packets[1:]]
    is_over, sent = set(), []
    for one in packets:
        if one.flags & RST:
            is_over.add(one.proto)
        sent.append(replace(one, flags=ACK) if one.proto in is_over and not one.flags & RST else one)
    folder = tmp_path_factory.mktemp("cut")
    files = cut(capture_of(sent), folder / "files", frames)
    whole, stitched = observe_captures(files), put_together(apart(files, folder))
    assert seen(stitched)[0] == seen(whole)[0]
    assert seen(stitched)[4] == seen(whole)[4]


def test_a_syn_behind_a_file_s_end_begins_a_flow_as_it_does_within_one(tmp_path):
    opened = Sent(flags=SYN, step=SECOND)
    again = replace(opened, sequence=9)
    for second in (opened, again):  # sent again, or another connection
        files = cut(capture_of([opened, second]), tmp_path / str(second.sequence), 1)
        parts = apart(files, tmp_path / str(second.sequence))
        assert len(put_together(parts).flows["proto"]) == len(observe_captures(files).flows["proto"])
        assert len(put_together(parts).flows["proto"]) == (1 if second is opened else 2)


def test_captures_beside_logs_are_read_by_one_engine(tmp_path, lamppost):
    folder = tmp_path / "both"
    folder.mkdir()
    write_logs(folder)
    cut(MADE, folder / "captures", 40)
    alone, shared = (lamppost("look", folder, "--json", *more) for more in ((), ("--engine", "duckdb")))
    assert (alone.status, alone.out) == (shared.status, shared.out)
    assert any(one["format"] == "pcap" for one in json.loads(alone.out)["evidence"])


def test_a_capture_of_exports_is_refused_by_name(tmp_path, lamppost):
    path = capture_with_exports(tmp_path, RECORDS, name="exports.pcap")
    run = lamppost("look", path, "--engine", "duckdb")
    assert (run.status, "exports.pcap: holds exports of flows" in run.err) == (2, True)


def test_files_are_in_the_order_of_time_whatever_they_are_called(tmp_path):
    files = cut(MADE, tmp_path / "cut", 60)
    turned = [path.rename(path.with_name(f"{9999 - number:04}.pcap")) for number, path in enumerate(files)]
    found = files_of([tmp_path / "cut"])
    assert found == sorted(turned)
    assert all(one > other for one, other in pairwise(turned))
    assert seen(observe(found, decode=BY_DUCKDB)) == seen(observe(found))
