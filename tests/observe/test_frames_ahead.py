"""Frames are looked for while those before them are counted: nothing of them is lost, and what fails is told."""

import struct
import threading

import pytest
from tests.observe.test_capture_framing import header, ipv4_udp, record
from tests.observe.test_capture_merging import overlapping
from tests.observe.test_capture_packed import rows, write

from lamppost.model.beside import Beside
from lamppost.observe import source
from lamppost.observe.capture import decoder
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.reader import observe_captures

PATHS = pytest.mark.parametrize("kernels", [plain_kernels, compiled_kernels])


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks and batches so small that a few frames take several, read by threads."""
    monkeypatch.setattr(source, "SMALL", 0)
    monkeypatch.setattr(source, "BLOCK", 400)
    monkeypatch.setattr(source, "HEAD", 300)


def block(kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack("<I", 12 + len(body))
    return struct.pack("<I", kind) + size + body + size


def pcapng(*blocks: bytes) -> bytes:
    section = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    return section + block(1, struct.pack("<HHI", 1, 0, 0)) + b"".join(blocks)


def packet(frame: bytes) -> bytes:
    return block(6, struct.pack("<IIIII", 0, 0, 7, len(frame), len(frame)) + frame)


@PATHS
@pytest.mark.parametrize("custom", [[bytes(60)] * 40, [bytes(2400)]])
def test_a_frame_is_compared_with_the_one_before_however_much_stands_between_them(
    tmp_path, small_blocks, kernels, custom
):
    one, other = ipv4_udp(b"x" * 30), ipv4_udp(b"y" * 30)
    between = [block(0x0BAD, body) for body in custom]
    data = pcapng(packet(one), *between, packet(one), packet(other), *between, packet(one))
    found = observe_captures([write(tmp_path / "a", data)], kernels=kernels())
    assert [file.read for file in found.evidence] == ["whole"]
    assert (found.coverage.packets, found.coverage.duplicate_packets) == (4, 1)


@PATHS
def test_repeats_are_counted_across_all_blocks(tmp_path, small_blocks, kernels):
    twice = [record(ipv4_udp(bytes([at] * 30))) for at in range(40) for _ in range(2)]
    found = observe_captures([write(tmp_path / "a", header() + b"".join(twice))], kernels=kernels())
    assert (found.coverage.packets, found.coverage.duplicate_packets) == (80, 40)


@PATHS
def test_files_that_follow_each_other_and_overlap_are_read_the_same_on_both_paths(
    tmp_path, small_blocks, kernels
):
    """Frames that were found ahead of a file's turn wait for those of the file that comes between."""
    (tmp_path / "n").mkdir()
    files, _ = overlapping(tmp_path, 2, 30)
    late = [record(ipv4_udp(bytes(9), 9, 9), time=1_700_000_000 + at) for at in range(50, 150)]
    last = write(tmp_path / "n" / "last", header() + b"".join(late))
    found = observe_captures([*files, last], kernels=kernels())
    plain = observe_captures([*files, last], kernels=plain_kernels())
    assert rows(found) == rows(plain)
    assert found.coverage == plain.coverage
    assert found.coverage.packets == 160


def test_what_fails_beside_is_raised_to_the_one_who_asked():
    def fail() -> int:
        raise OSError("the medium failed")

    beside: Beside[int] = Beside()
    beside.begin(fail)
    with pytest.raises(OSError, match="the medium failed"):
        beside.end()
    assert not beside
    beside.begin(lambda: 7)
    assert beside
    assert beside.end() == 7
    beside.close()


def test_the_thread_ends_with_the_reading_also_where_counting_fails(tmp_path, monkeypatch, small_blocks):
    path = write(tmp_path / "a", header() + record(ipv4_udp(b"x" * 30)) * 50)

    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(decoder.Decoder, "count", fail)
    with pytest.raises(MemoryError):
        observe_captures([path], kernels=compiled_kernels())
    assert {thread.name for thread in threading.enumerate()}.isdisjoint({"framing", "capture", "sha256"})
