"""Many files of the same time are one capture, as `mergecap` joins them; how many are open at once is held."""

import os
import random
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from tests.engines.observed import plain_names
from tests.engines.slow_capture import read_pcap, read_pcapng
from tests.observe.test_capture_framing import header, ipv4_udp, record
from tests.observe.test_capture_packed import rows, write

from lamppost.observe.capture import merging
from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.layout import ANSWER_TIME
from lamppost.observe.capture.reader import observe_captures

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures"
START = 1_700_000_000

needs_mergecap = pytest.mark.skipif(shutil.which("mergecap") is None, reason="needs mergecap")
needs_captures = pytest.mark.skipif(not CAPTURES.is_dir(), reason="needs ../shared/data/captures")


def overlapping(folder: Path, n: int, frames: int = 6) -> tuple[list[Path], Path]:
    """Files that all begin before any of them ends, and one with all of their frames in order."""
    rows = [
        (START + turn * n + file, file, record(ipv4_udp(bytes(9), file % 7 + 1, file % 5 + 20), time=START + turn * n + file))
        for turn in range(frames)
        for file in range(n)
    ]  # fmt: skip
    files = [
        write(folder / f"{file:04}", header() + b"".join(one for _, whose, one in rows if whose == file))
        for file in range(n)
    ]
    return files, write(folder / "whole", header() + b"".join(one for *_, one in rows))


def most_open(monkeypatch) -> list[int]:
    """The greatest number of files that were open at once, as it grows."""
    most, opened = [0], merging.Merger._open_next

    def watched(self):
        opened(self)
        most[0] = max(most[0], len(self._open))

    monkeypatch.setattr(merging.Merger, "_open_next", watched)
    return most


def joined_by_mergecap(files: list[Path], into: Path) -> Path:
    subprocess.run(["mergecap", "-w", into, *files], check=True, capture_output=True)
    return into


@needs_mergecap
def test_more_than_sixty_four_files_of_the_same_time_are_what_mergecap_makes_of_them(tmp_path, monkeypatch):
    files, whole = overlapping(tmp_path, 90)
    most = most_open(monkeypatch)
    found = observe_captures(files)
    assert most == [90]
    joined = observe_captures([joined_by_mergecap(files[::-1], tmp_path / "joined")])
    assert rows(found) == rows(joined) == rows(observe_captures([whole]))
    assert found.coverage == joined.coverage
    assert {one.read for one in found.evidence} == {"whole"}


@needs_mergecap
@needs_captures
@pytest.mark.parametrize(
    "name",
    ["ndpi/zoom.pcap", "ndpi/rtsp.pcap", "ndpi/sites.pcapng", "iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap"],
)
def test_a_real_capture_dealt_out_to_files_is_what_mergecap_makes_of_them(tmp_path, name):
    data = (CAPTURES / name).read_bytes()
    frames, _ = read_pcapng(data) if data[:4] == b"\n\r\r\n" else read_pcap(data)
    rng = random.Random(name)
    parts = [b"", b"", b""]
    for one in sorted(frames, key=lambda frame: frame.time):
        seconds, fraction = divmod(one.time, 10**6)
        head = struct.pack("<IIII", seconds, fraction, len(one.data), one.sent)
        parts[rng.randrange(3)] += head + one.data
    start = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, frames[0].link)
    files = [write(tmp_path / str(number), start + part) for number, part in enumerate(parts)]
    found = observe_captures(files)
    joined = observe_captures([joined_by_mergecap(files, tmp_path / "joined")])
    assert rows(found) == rows(joined)
    assert found.coverage == joined.coverage
    assert told(found) == told(joined)


def told(found) -> list:
    """Names and what devices say of themselves, each with the time of the frame that says it first."""
    names = zip((row[:5] for row in plain_names(found)), found.names["seen_at"].tolist(), strict=True)
    said = [(one.mac, one.ip, one.field, one.value, one.seen_at) for one in found.self_descriptions]
    return sorted(names, key=str) + sorted(said, key=str)


@pytest.mark.parametrize("kernels", [plain_kernels, compiled_kernels])
def test_what_is_said_in_two_files_stands_in_the_frame_that_is_first_in_time(tmp_path, kernels):
    """The stream that began first is read last: it is never whole, and the other one is at once."""
    asked = b"GET / HTTP/1.1\r\nHost: example.net\r\nUser-Agent: Example/1.0\r\n"
    early, late = (
        [segment(port, 1, 2, b"", at), segment(port, 2, 24, asked + end, at + 1)]
        for port, at, end in ((40001, START, b"X"), (40002, START + 10, b"\r\n"))
    )
    for order in ((early, late), (late, early)):
        files = [write(tmp_path / str(n), header() + b"".join(one)) for n, one in enumerate(order)]
        found = observe_captures(files, kernels=kernels())
        said = {one.value: one.seen_at for one in found.self_descriptions if one.field == "http.user_agent"}
        assert said == {"Example/1.0": (START + 1) * 10**6}


@pytest.mark.parametrize(
    ("later", "stands"), [((5, 9, 1), 5), ((15, 1, 1), 10), ((5, 1, 0), 5), ((5, 9, 0), 10)]
)
def test_an_answer_stands_in_the_earlier_frame_of_one_file_and_the_earlier_time_of_two(later, stands):
    part = Decoder(plain_kernels()).parts[0]
    name = part.number_of("example.net")
    for at, row, evidence in ((10, 3, 0), later):
        part.note_answer(0, (0, 1), name, (0, 2), -1, at, row, evidence)
    assert part.answer_rows()[:, ANSWER_TIME].tolist() == [stands]


def segment(port: int, number: int, flags: int, payload: bytes, time: int) -> bytes:
    """A record with what a client sends to port 80."""
    body = struct.pack(">HHIIBBHHH", port, 80, number, 0, 0x50, flags, 9, 0, 0) + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, 6, 0) + bytes(
        [192, 0, 2, 7, 192, 0, 2, 9]
    )
    return record(bytes.fromhex("00005e00530900005e0053070800") + head + body, time=time)


def test_files_beyond_those_that_may_be_open_are_read_whole_and_named(tmp_path, monkeypatch):
    monkeypatch.setattr(merging, "most_files", lambda: 5)
    most = most_open(monkeypatch)
    files, whole = overlapping(tmp_path, 8)
    found = observe_captures(files)
    assert most == [5]
    assert [(one.evidence, one.what) for one in found.issues] == [
        (f"{number:04}", "more than 5 files overlap in time; this one was read after others that are later")
        for number in (5, 6, 7)
    ]
    assert "mergecap" in found.issues[0].hint
    assert {one.read for one in found.evidence} == {"whole"}
    assert found.coverage == observe_captures([whole]).coverage


def test_no_more_files_that_take_much_memory_are_open_than_is_held(tmp_path, monkeypatch):
    from lamppost.observe import source

    monkeypatch.setattr(source, "SMALL", 0)
    monkeypatch.setattr(merging, "MOST_LARGE", 3)
    most = most_open(monkeypatch)
    found = observe_captures(overlapping(tmp_path, 5, 3)[0])
    assert (most, found.coverage.packets) == ([3], 15)
    assert [one.evidence for one in found.issues] == ["0003", "0004"]


@pytest.mark.skipif(os.name != "posix", reason="the limit is one of Unix")
@pytest.mark.parametrize(("allowed", "most"), [(1024, 512), (256, 128), (40, 20), (-1, 512), (1 << 20, 512)])
def test_half_of_the_files_that_the_system_allows_are_opened(monkeypatch, allowed, most):
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (allowed, allowed))
    assert merging.most_files() == most
