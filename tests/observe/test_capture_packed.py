"""Captures that are packed, piped, rotated, or of several sensors: the same answer as the one plain file."""

import bz2
import gzip
import hashlib
import importlib
import lzma
import os
import shutil
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.engines.observed import plain_names
from tests.observe.test_capture_framing import FRAME, header, ipv4_udp, record

from lamppost.model.errors import LamppostError
from lamppost.observe import source
from lamppost.observe.capture import merging
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.reader import observe_captures
from lamppost.observe.opening import STANDARD_INPUT, expand

zstd = importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures" / "ndpi"
PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress}
packed = pytest.mark.parametrize("packing", PACKERS)
MANY = [record(ipv4_udp(os.urandom(40), n % 7 + 1, n % 5 + 20), time=1_700_000_000 + n) for n in range(60)]
WHOLE = header() + b"".join(MANY)


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    length = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + length + body + length


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order) + block(
        1, struct.pack(order + "HHI", 1, 0, 0), order
    )


def enhanced(time: int, options: bytes = b"", order: str = "<") -> bytes:
    fields = struct.pack(order + "IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(FRAME), len(FRAME))
    return block(6, fields + FRAME + bytes(-len(FRAME) % 4) + options, order)


def option(code: int, value: bytes, order: str = "<") -> bytes:
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def tables(found) -> dict:
    """What must not depend on how the packets were split over files."""
    own = {"evidence", "first_row", "server_name"}  # numbers of names mean nothing by themselves
    return {name: column.tolist() for name, column in found.flows.items() if name not in own}


def rows(found) -> list[tuple]:
    """The same row by row, in the order of values: their own order is that of the files."""
    return sorted(zip(*tables(found).values(), strict=True), key=str)


@packed
def test_a_packed_capture_says_what_the_plain_one_does_under_the_hash_of_the_packed_file(tmp_path, packing):
    data = PACKERS[packing](WHOLE)
    plain = observe_captures([write(tmp_path / "a.pcap", WHOLE)])
    found = observe_captures([write(tmp_path / "a.pcap.packed", data)])
    assert tables(found) == tables(plain)
    assert found.coverage == plain.coverage
    evidence = found.evidence[0]
    assert (evidence.read, evidence.format, evidence.size_bytes) == ("whole", f"pcap+{packing}", len(data))
    assert evidence.sha256 == hashlib.sha256(data).hexdigest()


@packed
def test_members_one_after_the_other_and_padding_are_one_stream(tmp_path, packing):
    pack = PACKERS[packing]
    found = observe_captures([write(tmp_path / "a", pack(WHOLE[:500]) + pack(WHOLE[500:]) + bytes(8))])
    assert (found.evidence[0].read, found.coverage.packets, found.issues) == ("whole", 60, [])


@packed
def test_a_packed_capture_cut_anywhere_is_never_said_to_be_whole(tmp_path, packing):
    data, before = PACKERS[packing](header() + record(FRAME) * 4), 0
    for length in range(len(data)):
        found = observe_captures([write(tmp_path / "a", data[:length])])
        assert found.evidence[0].read != "whole"
        assert found.evidence[0].sha256 == hashlib.sha256(data[:length]).hexdigest()
        assert found.issues
        assert found.coverage.packets >= before
        before = found.coverage.packets


def test_what_came_before_the_cut_is_read_and_the_byte_is_named(tmp_path):
    data = gzip.compress(WHOLE)
    found = observe_captures([write(tmp_path / "a", data[: len(data) // 2])])
    assert found.evidence[0].read == "part"
    assert found.coverage.packets > 20
    assert f"the gzip stream is cut at byte {len(data) // 2}," in found.issues[0].what


def test_a_wrong_checksum_loses_no_packet_and_is_named(tmp_path):
    data = bytearray(gzip.compress(WHOLE))
    data[-6] ^= 0xFF
    found = observe_captures([write(tmp_path / "a", bytes(data))])
    assert (found.evidence[0].read, found.coverage.packets) == ("part", 60)
    assert "the gzip stream is damaged" in found.issues[0].what


@packed
def test_what_stands_behind_a_packed_stream_is_named(tmp_path, packing):
    data = PACKERS[packing](WHOLE)
    found = observe_captures([write(tmp_path / "a", data + b"something else")])
    assert (found.evidence[0].read, found.coverage.packets) == ("part", 60)
    assert f"from byte {len(data)} on" in found.issues[0].what
    assert found.evidence[0].sha256 == hashlib.sha256(data + b"something else").hexdigest()


def test_a_capture_packed_twice_is_refused_by_name(tmp_path):
    found = observe_captures([write(tmp_path / "a", bz2.compress(gzip.compress(WHOLE)))])
    assert (found.evidence[0].read, found.issues[0].what) == ("none", "is packed twice: gzip inside bzip2")


def test_what_unpacks_beyond_measure_is_not_read_on(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MOST_UNPACKED", 1 << 20)
    monkeypatch.setattr(source, "BLOCK", 1 << 16)
    data = bz2.compress(header() + record(bytes(200_000)) * 40)
    found = observe_captures([write(tmp_path / "a", data)])
    assert found.evidence[0].read == "part"
    assert "more than 500 times its size" in found.issues[0].what
    assert found.evidence[0].sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"snoop\0\0\0" + bytes(20), "snoop"),
        (b"GMBU" + bytes(20), "Network Monitor 2"),
        (b"RTSS" + bytes(20), "Network Monitor 1"),
        (b"TRSNIFF data    \x1a", "Sniffer"),
        (b"XCP\0" + bytes(20), "NetXRay"),
        (bytes.fromhex("1c0001ac") + bytes(20), "Ixia"),
        (bytes.fromhex("a1e2cb12") + bytes(20), "netsniff-ng"),
        (b"PK\x03\x04" + bytes(20), "zip"),
        (bytes.fromhex("04224d18") + bytes(20), "lz4"),
        (b"0000  00 00 5e 00 53 01", "text"),
    ],
)
def test_other_formats_are_refused_by_name(tmp_path, start, name):
    found = observe_captures([write(tmp_path / "a", start)])
    assert found.evidence[0].read == "none"
    assert name in found.issues[0].what
    assert found.issues[0].hint


@pytest.mark.parametrize("order", ["<", ">"])
def test_blocks_without_packets_are_named_and_lost_packets_counted(tmp_path, order):
    lost = option(5, struct.pack(order + "Q", 7), order) + option(7, struct.pack(order + "Q", 4), order)
    statistics = struct.pack(order + "III", 0, 0, 0) + lost
    data = section(order) + block(4, bytes(4), order) + block(10, bytes(8), order) + block(9, b"x=y", order)
    data += block(0x40000BAD, bytes(4), order) + block(0x7777, b"", order)
    data += enhanced(5, option(4, struct.pack(order + "Q", 3), order) + bytes(4), order)
    data += block(5, statistics, order) * 2
    data += section(order) + enhanced(6, option(4, struct.pack(order + "Q", 2), order) + bytes(4), order)
    found = observe_captures([write(tmp_path / "a", data)])
    assert (found.evidence[0].read, found.coverage.packets, found.coverage.lost_packets) == ("whole", 2, 13)
    said = " ".join(issue.what for issue in found.issues)
    for words in ("Name Resolution", "Decryption Secrets", "journal", "Custom Block", "0x00007777 first"):
        assert words in said


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("cut", ["option", "block"])
def test_counts_that_are_damaged_count_nothing_and_are_said(tmp_path, order, cut):
    lost = option(5, struct.pack(order + "Q", 7), order)
    if cut == "option":
        lost += struct.pack(order + "HH", 7, 9001)
    whole = struct.pack(order + "III", 0, 0, 0) + lost
    data = section(order) + enhanced(6, b"", order) + block(5, whole if cut == "option" else whole[:8], order)
    found = observe_captures([write(tmp_path / "a", data)])
    assert (found.coverage.packets, found.coverage.lost_packets or 0) == (1, 0)
    assert ["1 damaged block of what an interface counted" in issue.what for issue in found.issues] == [True]


@pytest.mark.parametrize("resolution", [0x86, 0x8A, 6])
def test_the_latest_time_that_is_read_does_not_depend_on_the_units_of_the_file(tmp_path, resolution):
    units = 2 ** (resolution & 127) if resolution & 128 else 10**resolution
    latest = (1 << 62) // 10**6 - 1
    start = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    start += block(1, struct.pack("<HHI", 1, 0, 0) + option(9, bytes([resolution])))
    found = observe_captures(
        [write(tmp_path / "a", start + enhanced(latest * units) + enhanced((latest + 2) * units))]
    )
    assert (found.coverage.first_seen_at, found.coverage.last_seen_at) == (latest * 10**6,) * 2
    assert [(one.row, one.what[:12]) for one in found.issues] == [(2, "time outside")]


@pytest.mark.parametrize("kernels", [plain_kernels, compiled_kernels])
def test_two_directions_in_two_files_are_one_capture_in_the_order_of_time(tmp_path, kernels):
    there = [record(ipv4_udp(b"a" * n, 1, 2, (4000, 53)), time=1_700_000_000 + 2 * n) for n in range(300)]
    back = [record(ipv4_udp(b"b" * n, 2, 1, (53, 4000)), time=1_700_000_001 + 2 * n) for n in range(300)]
    both = [frame for pair in zip(there, back, strict=True) for frame in pair]
    whole = observe_captures([write(tmp_path / "w", header() + b"".join(both))], kernels=kernels())
    halves = [write(tmp_path / name, header() + b"".join(x)) for name, x in (("b", back), ("a", there))]
    found = observe_captures(halves, kernels=kernels())
    assert tables(found) == tables(whole)
    assert found.coverage == whole.coverage
    assert (found.flows["evidence"].tolist(), found.flows["first_row"].tolist()) == ([1], [1])
    assert found.senders["packets"].tolist() == [300, 300]


def test_frames_of_overlapping_files_keep_their_file_and_number_also_in_issues(tmp_path, monkeypatch):
    monkeypatch.setattr(merging, "HELD", 3)
    monkeypatch.setattr(merging, "ARENA", 100)
    broken = record(FRAME[:14] + b"\x43" + FRAME[15:], time=1_700_000_031)
    files = [
        write(tmp_path / "odd", header() + b"".join(MANY[1::2])),
        write(tmp_path / "even", header() + b"".join(MANY[0:30:2]) + broken + b"".join(MANY[32::2])),
    ]
    found = observe_captures(files)
    assert [(issue.evidence, issue.row) for issue in found.issues] == [("even", 16)]
    assert [one.read for one in found.evidence] == ["whole", "whole"]
    assert found.coverage.packets == 60
    places = list(zip(found.flows["evidence"].tolist(), found.flows["first_row"].tolist(), strict=True))
    assert places == sorted(places)


def test_a_clock_that_jumps_once_does_not_keep_a_file_waiting():
    import numpy as np

    keys = merging.order_keys(np.array([10, 11, 9999, 12, 0, 13]), 5)
    assert keys.tolist() == [10, 11, 12, 12, 12, 13]


def test_rotated_files_in_folders_packed_or_not_are_the_whole_capture(tmp_path, monkeypatch):
    whole = observe_captures([write(tmp_path / "whole", WHOLE)])
    folder = tmp_path / "day" / "hour"
    folder.mkdir(parents=True)
    for number in range(6):
        piece = header() + b"".join(MANY[number * 10 : number * 10 + 10])
        name = f"x.pcap{9 - number}" + (".gz" if number % 2 else "")
        write(folder / name, gzip.compress(piece) if number % 2 else piece)
    write(folder / "notes.txt", b"nothing of it")
    most, opened = [0], merging.Merger._open_next

    def watched(self):
        opened(self)
        most[0] = max(most[0], len(self._open))

    monkeypatch.setattr(merging.Merger, "_open_next", watched)
    files = expand([tmp_path / "day"])
    found = observe_captures(files)
    assert len(files) == 6
    assert rows(found) == rows(whole)
    assert most == [1]


@pytest.mark.skipif(
    not (shutil.which("editcap") and CAPTURES.is_dir()), reason="needs editcap and ../shared/data"
)
@pytest.mark.parametrize("name", ["zoom.pcap", "rtsp.pcap", "xiaomi.pcap"])
def test_a_real_capture_in_pieces_says_what_the_whole_does(tmp_path, name):
    whole = observe_captures([CAPTURES / name])
    subprocess.run(["editcap", "-c", "50", CAPTURES / name, tmp_path / "piece.pcapng"], check=True)
    found = observe_captures(expand([tmp_path]))
    assert len(found.evidence) > 1
    assert tables(found) == tables(whole)
    assert [row[:5] for row in plain_names(found)] == [row[:5] for row in plain_names(whole)]
    assert [(one.mac, one.field, one.value, one.seen_at) for one in found.self_descriptions] == [
        (one.mac, one.field, one.value, one.seen_at) for one in whole.self_descriptions
    ]


def test_a_pipe_is_read_to_its_end(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(gzip.compress(WHOLE),))
    writer.start()
    found = observe_captures(expand([path]))
    writer.join()
    assert (found.evidence[0].read, found.coverage.packets) == ("whole", 60)


def test_a_device_and_a_missing_file_are_refused(tmp_path):
    for path, says in ((Path("/dev/zero"), "not a regular file"), (tmp_path / "gone", "no such file")):
        with pytest.raises(LamppostError, match=says):
            expand([path])


def test_standard_input_is_read_by_its_name(tmp_path, monkeypatch):
    path = write(tmp_path / "a", WHOLE)
    monkeypatch.setattr(
        "lamppost.observe.capture.track.open_evidence", lambda _: path.open("rb", buffering=0)
    )
    found = observe_captures([STANDARD_INPUT])
    assert (found.evidence[0].path, found.coverage.packets) == ("standard input", 60)


def test_a_file_that_grows_while_it_is_read_is_read_in_part(tmp_path):
    path = write(tmp_path / "a.pcap", WHOLE)

    def grow(*_):
        if path.stat().st_size > len(WHOLE):
            return
        with path.open("ab") as stream:
            stream.write(MANY[0])

    found = observe_captures([path], grow)
    assert found.evidence[0].read == "part"
    assert "changed while it was read" in found.issues[-1].what


def test_threads_and_small_blocks_change_neither_hash_nor_answer(tmp_path, monkeypatch):
    path = write(tmp_path / "a", WHOLE)
    calm = observe_captures([path])
    monkeypatch.setattr(source, "SMALL", 0)
    monkeypatch.setattr(source, "BLOCK", 301)
    for data in (WHOLE, gzip.compress(WHOLE)):
        found = observe_captures([write(path, data)])
        assert tables(found) == tables(calm)
        assert found.evidence[0].sha256 == hashlib.sha256(data).hexdigest()
