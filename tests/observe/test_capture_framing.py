"""Captures that are cut, damaged or none: named, counted, never raised."""

import gzip
import hashlib
import struct
from pathlib import Path

import pytest

from lamppost.observe import source
from lamppost.observe.capture.reader import observe_captures
from lamppost.observe.opening import sniff

MAGICS = ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "a1b2cd34", "34cdb2a1"]


def ipv4_udp(payload: bytes, source: int = 1, target: int = 2, ports: tuple = (40000, 40001)) -> bytes:
    datagram = struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload
    addresses = bytes([192, 0, 2, source, 192, 0, 2, target])
    packet = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0) + addresses + datagram
    return (bytes.fromhex("00005e00530200005e0053010800") + packet).ljust(60, b"\0")


def record(frame: bytes, sent: int | None = None, time: int = 1_700_000_000) -> bytes:
    return struct.pack("<IIII", time, 0, len(frame), len(frame) if sent is None else sent) + frame


def header(link: int = 1, snap: int = 65535) -> bytes:
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, snap, link)


FRAME = ipv4_udp(b"x" * 30)


def observe(tmp_path, data: bytes, name: str = "made.pcap"):
    path = tmp_path / name
    path.write_bytes(data)
    return observe_captures([path])


@pytest.mark.parametrize("magic", MAGICS)
def test_every_magic_of_pcap_is_known(tmp_path, magic):
    path = tmp_path / "a"
    path.write_bytes(bytes.fromhex(magic) + bytes(20))
    assert sniff(path) == "pcap"


def test_a_pcapng_is_known_by_its_first_block_and_text_is_nothing(tmp_path):
    for data, found in ((b"\n\r\r\n" + bytes(30), "pcapng"), (b"No.,Time,Source\n", None), (b"", None)):
        (tmp_path / "a").write_bytes(data)
        assert sniff(tmp_path / "a") == found
    assert sniff(tmp_path / "missing") is None


def test_a_whole_file_is_read_whole_with_its_hash_and_without_padding(tmp_path):
    data = header() + record(ipv4_udp(b"hi")) * 3
    found = observe(tmp_path, data)
    evidence = found.evidence[0]
    assert (evidence.read, evidence.format, evidence.size_bytes) == ("whole", "pcap", len(data))
    assert evidence.sha256 == hashlib.sha256(data).hexdigest()
    assert evidence.id == f"ev-{evidence.sha256[:12]}"
    assert found.issues == []
    assert found.flows["src_bytes"].tolist() == [3 * 30]
    assert found.coverage.packet_bytes == 3 * 60


def test_a_file_cut_in_a_frame_is_read_up_to_there(tmp_path):
    data = header() + record(FRAME) * 3
    found = observe(tmp_path, data[:-7])
    assert found.evidence[0].read == "part"
    assert found.coverage.packets == 2
    (issue,) = found.issues
    assert issue.row == 3
    assert issue.what.startswith(f"the capture ends inside frame 3 (byte {24 + 2 * len(record(FRAME))},")
    assert issue.hint == "Capture again, or use the part that was read."


@pytest.mark.parametrize("left", [1, 15, 16])
def test_a_file_cut_in_a_record_header_is_read_in_part(tmp_path, left):
    found = observe(tmp_path, header() + record(FRAME) + record(FRAME)[:left])
    assert (found.evidence[0].read, found.coverage.packets) == ("part", 1)


def test_an_absurd_record_length_ends_the_reading_and_says_where(tmp_path):
    wild = struct.pack("<IIII", 1_700_000_000, 0, 1 << 30, 1 << 30)
    data = header() + record(FRAME) + wild + record(FRAME) * 5
    found = observe(tmp_path, data)
    assert (found.evidence[0].read, found.coverage.packets) == ("part", 1)
    assert "cannot be framed from byte" in found.issues[0].what
    assert found.issues[0].row == 2
    assert found.evidence[0].sha256 == hashlib.sha256(data).hexdigest()


def test_a_large_snapshot_length_lets_large_records_pass(tmp_path):
    large = FRAME + bytes(300_000)
    assert observe(tmp_path, header(snap=400_000) + record(large)).evidence[0].read == "whole"
    assert observe(tmp_path, header(snap=65_535) + record(large)).evidence[0].read == "part"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"No. Time Source", "is text"),
        (b"\x4e\x00.\x20" * 9, "begins with the bytes 4e 00 2e 20"),
    ],
)
def test_what_is_no_capture_is_refused_by_name(tmp_path, data, says):
    found = observe(tmp_path, data)
    assert found.evidence[0].read == "none"
    assert found.evidence[0].format == "unknown"
    assert says in found.issues[0].what
    assert found.issues[0].expected == "pcap or pcapng"
    assert found.issues[0].hint


@pytest.mark.parametrize(
    ("data", "says", "tries"),
    [
        (b'[{"ts": 1.5}]', "one list of JSON", "jq -c '.[]'"),
        (b'[\n {\n "ts": 1.5}]', "one list of JSON", "jq -c '.[]'"),
        (b'{\n  "ts": 1.5\n}\n', "over several lines", "jq -c . "),
        (b'<134>Nov 20 08:00:00 sensor suricata: {"ts": 1.5}\n', "in its lines", "sed "),
        (
            b'\xef\xbb\xbf{"data": {"event_type": "tls"}}\n',
            "no log of Zeek or Suricata",
            "where it was written",
        ),
    ],
)
def test_json_that_is_no_log_as_tools_write_it_is_refused_with_what_helps(tmp_path, data, says, tries):
    for content, packing in ((data, ""), (gzip.compress(data), "gzip")):
        (issue,) = observe(tmp_path, content).issues
        assert says in issue.what
        assert packing in issue.what
        assert tries in issue.hint
        assert "log" in issue.expected


def test_a_file_that_cannot_be_opened_is_an_issue(tmp_path):
    (tmp_path / "folder.pcap").mkdir()
    found = observe_captures([tmp_path / "folder.pcap", tmp_path / "gone.pcap"])
    assert [evidence.read for evidence in found.evidence] == ["none", "none"]
    assert ["cannot be opened" in issue.what for issue in found.issues] == [True, True]


def test_a_file_that_ends_in_its_header_is_read_in_part(tmp_path):
    found = observe(tmp_path, header()[:20])
    assert found.evidence[0].read == "part"
    assert "inside its header" in found.issues[0].what


def test_many_malformed_packets_of_one_kind_are_one_issue_with_the_first_frame(tmp_path):
    broken = FRAME[:14] + b"\x43" + FRAME[15:]
    found = observe(tmp_path, header() + record(FRAME) + record(broken) * 4)
    assert found.evidence[0].read == "whole"
    assert found.coverage.malformed_packets == 4
    (issue,) = found.issues
    assert (issue.row, issue.what) == (2, "broken IPv4 header (4 frames, this one first)")


def test_empty_frames_and_wrong_lengths_are_counted_and_named(tmp_path):
    found = observe(tmp_path, header() + record(b"", 0) + record(FRAME, 10))
    assert found.coverage.malformed_packets == 2
    assert [issue.row for issue in found.issues] == [1, 2]
    assert found.coverage.packets == 2
    assert found.flows["src_bytes"].tolist() == [58]


def test_a_frame_captured_short_counts_as_it_was_sent(tmp_path):
    found = observe(tmp_path, header() + record(FRAME[:44], len(FRAME)))
    assert found.flows["src_bytes"].tolist() == [58]
    assert found.flows["src_port"].tolist() == [40000]
    assert (found.coverage.cut_packets, found.coverage.malformed_packets) == (1, 0)


def test_a_link_type_that_is_not_read_is_named_once(tmp_path):
    found = observe(tmp_path, header(link=189) + record(FRAME) * 3)
    assert found.coverage.link_types == {"189": 3}
    (issue,) = found.issues
    assert (issue.row, issue.what) == (
        1,
        "link type 189 (LINKTYPE_USB_LINUX) is not read: 3 frames counted, not looked into",
    )
    assert found.evidence[0].read == "whole"


def test_offloaded_packets_without_a_length_count_as_long_as_the_frame(tmp_path):
    frame = FRAME[:16] + b"\0\0" + FRAME[18:]
    found = observe(tmp_path, header() + record(frame, 9014))
    assert found.flows["src_bytes"].tolist() == [9000]


def test_repeated_frames_within_a_millisecond_are_counted(tmp_path):
    found = observe(tmp_path, header() + record(FRAME) * 2 + record(FRAME, time=1_700_000_001))
    assert found.coverage.duplicate_packets == 1


def test_several_files_are_one_capture(tmp_path):
    paths = [tmp_path / "a.pcap", tmp_path / "b.pcap", tmp_path / "c.pcap"]
    for path, data in zip(
        paths, (header() + record(FRAME), b"text", header() + record(FRAME) * 2), strict=True
    ):
        path.write_bytes(data)
    found = observe_captures(paths)
    assert [evidence.read for evidence in found.evidence] == ["whole", "none", "whole"]
    assert found.flows["src_packets"].tolist() == [3]
    assert found.flows["evidence"].tolist() == [0]
    assert found.issues[0].evidence == "b.pcap"


def test_records_that_span_blocks_are_read_as_if_the_file_were_one_block(tmp_path, monkeypatch):
    data = header() + b"".join(record(ipv4_udp(bytes(n % 90), n % 7 + 1)) * 2 for n in range(400))
    whole = observe(tmp_path, data)
    monkeypatch.setattr(source, "SMALL", 0)
    monkeypatch.setattr(source, "BLOCK", 257)
    parts = observe(tmp_path, data)
    assert whole.coverage == parts.coverage
    assert whole.coverage.duplicate_packets >= 400
    for name in whole.flows:
        assert whole.flows[name].tolist() == parts.flows[name].tolist()
    assert whole.evidence == parts.evidence


def test_an_unknown_block_longer_than_the_buffer_is_passed_over(tmp_path, monkeypatch):
    def block(kind: int, body: bytes) -> bytes:
        length = struct.pack("<I", len(body) + 12)
        return struct.pack("<I", kind) + length + body + length

    section = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    packet = block(6, struct.pack("<IIIII", 0, 0, 5, len(FRAME), len(FRAME)) + FRAME)
    data = section + block(1, struct.pack("<HHI", 1, 0, 0)) + block(0x0BAD, bytes(200_000)) + packet
    monkeypatch.setattr(source, "SMALL", 0)
    monkeypatch.setattr(source, "BLOCK", 1000)
    found = observe(tmp_path, data, "made.pcapng")
    assert (found.evidence[0].read, found.coverage.packets) == ("whole", 1)
    assert [issue.what for issue in found.issues] == [
        "holds 1 block of a vendor's own kind (Custom Block); passed over"
    ]
    found = observe(tmp_path, data[:60_000], "made.pcapng")
    assert found.evidence[0].read == "part"
    assert "ends inside the block of frame 1" in found.issues[0].what


def test_progress_ends_at_the_size_of_the_file(tmp_path):
    path = tmp_path / "a.pcap"
    path.write_bytes(header() + record(FRAME))
    told = []
    observe_captures([path], lambda *step: told.append(step))
    assert told[-1] == ("a.pcap", path.stat().st_size, path.stat().st_size)


def test_little_evidence_is_read_without_the_compiler(tmp_path):
    import subprocess
    import sys

    path = tmp_path / "a.pcap"
    path.write_bytes(header() + record(FRAME))
    code = (
        "import sys, pathlib; from lamppost.observe.capture.reader import observe_captures;"
        f"observe_captures([pathlib.Path({str(path)!r})]); sys.exit('lamppost.engine.translation' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert Path(path).exists()
