"""The generator of captures, held against a counter that is written from the formats and shares no code with it."""

import shutil
import struct
import subprocess
from collections import Counter

import numpy as np
import pytest

from made_capture import shapes
from make_capture import write_capture

SIZE = 3_000_000


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "mixed.pcap"
    return path, write_capture(path, SIZE)


def frames_of(path):
    """Every time and frame of a little-endian pcap file of microseconds."""
    data, at = path.read_bytes(), 24
    while at < len(data):
        seconds, micro, captured, original = struct.unpack_from("<IIII", data, at)
        assert captured == original
        yield seconds * 1_000_000 + micro, data[at + 16 : at + 16 + captured]
        at += 16 + captured


def packet_of(frame):
    """VLAN, protocol, both ends, and what the segment holds; None for what is not TCP or UDP over IP."""
    tagged = frame[12:14] == b"\x81\0"
    at = 18 if tagged else 14
    vlan, ether = frame[14:16] if tagged else b"", frame[at - 2 : at]
    if ether == b"\x08\0":
        proto, ends, head = frame[at + 9], (frame[at + 12 : at + 16], frame[at + 16 : at + 20]), at + 20
        end = at + int.from_bytes(frame[at + 2 : at + 4])
    elif ether == b"\x86\xdd":
        proto, ends, head = frame[at + 6], (frame[at + 8 : at + 24], frame[at + 24 : at + 40]), at + 40
        end = head + int.from_bytes(frame[at + 4 : at + 6])
    else:
        return None
    source, target = (ends[0], frame[head : head + 2]), (ends[1], frame[head + 2 : head + 4])
    payload = frame[head + (8 if proto == 17 else 4 * (frame[head + 12] >> 4)) : end]
    return vlan, proto, source, target, payload


def flows_of(path):
    """Directions seen of each five-tuple."""
    flows = {}
    for _, frame in frames_of(path):
        packet = packet_of(frame)
        if packet:
            vlan, proto, source, target, _ = packet
            flows.setdefault((vlan, proto, *sorted((source, target))), Counter())[source < target] += 1
    return flows


def test_the_same_seed_gives_the_same_octets_and_another_seed_others(tmp_path):
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_capture(tmp_path / name, 400_000, seed)
    first, again, other = ((tmp_path / name).read_bytes() for name in "abc")
    assert first == again
    assert first != other


def test_a_capture_is_as_long_as_asked_for_and_its_packets_are_counted(mixed):
    path, count = mixed
    assert SIZE <= path.stat().st_size < SIZE + 2000
    times = [time for time, _ in frames_of(path)]
    assert len(times) == count
    assert times == sorted(times)


def test_a_gigabyte_would_hold_two_million_packets_and_flows_by_the_hundred_thousand(mixed):
    path, count = mixed
    flows = flows_of(path)
    per_gigabyte = 1e9 / path.stat().st_size
    assert 1.8e6 < count * per_gigabyte < 2.3e6
    assert sum(len(seen) == 2 for seen in flows.values()) * per_gigabyte > 180_000  # the end cuts some


def test_names_are_asked_for_again_and_some_only_once(mixed):
    path, _ = mixed
    asked = Counter()
    for _, frame in frames_of(path):
        packet = packet_of(frame)
        if packet and packet[3][1] == b"\0\x35":
            asked[packet[4][12:]] += 1
    assert asked.most_common(1)[0][1] > 10
    assert sum(b"\x04once" in name for name in asked) > 5
    assert all(count == 1 for name, count in asked.items() if b"\x04once" in name)


def test_only_addresses_that_belong_to_nobody_are_used(mixed):
    path, _ = mixed
    allowed = (b"\xc0\0\x02", b"\xc6\x33\x64", b"\xcb\0\x71", b"\xc6\x12", b"\xc6\x13", b"\x20\x01\x0d\xb8")
    others = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xef\xff\xff\xfa", b"\xe0\0\0\xfb")  # none yet, all, groups
    for _, frame in frames_of(path):
        assert frame[6:11] == b"\0\0\x5e\0\x53"
        packet = packet_of(frame)
        for end in packet[2:4] if packet else ():
            assert end[0].startswith(allowed) or end[0] in others


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        ("one-flow", lambda flows: len(flows) == 1),
        ("one-packet-flows", lambda flows: all(sum(seen.values()) == 1 for seen in flows.values())),
        (
            "only-dns",
            lambda flows: all(key[1] == 17 and b"\0\x35" in {key[2][1], key[3][1]} for key in flows),
        ),
    ],
)
def test_a_shape_holds_what_it_promises(tmp_path, kind, promise):
    path = tmp_path / "shape.pcap"
    count = write_capture(path, 400_000, kind=kind)
    flows = flows_of(path)
    assert sum(sum(seen.values()) for seen in flows.values()) == count
    assert promise(flows)


def test_a_capture_of_hellos_holds_openings_and_hellos_and_no_other_data(tmp_path):
    path = tmp_path / "hellos.pcap"
    write_capture(path, 800_000, kind="only-hellos")
    streams = {}
    for _, frame in frames_of(path):
        packet = packet_of(frame)
        streams.setdefault(packet[2:4], []).append(packet[4])
    whole = [said for said in streams.values() if len(b"".join(said)) in (517, 1757)]
    assert len(whole) > 0.95 * len(streams)
    assert {len(b"".join(said)) for said in whole} == {517, 1757}
    assert all(said[0] == b"" and b"".join(said)[:3] == b"\x16\x03\x01" for said in whole)


def test_a_share_of_malformed_packets_is_broken_within_records_that_are_right(tmp_path):
    right, wrong = tmp_path / "right.pcap", tmp_path / "wrong.pcap"
    write_capture(right, 1_000_000)
    count = write_capture(wrong, 1_000_000, malformed=0.2)
    pairs = list(zip(frames_of(right), frames_of(wrong), strict=False))
    broken = sum(one != other for one, other in pairs)
    assert sum(1 for _ in frames_of(wrong)) == count
    assert 0.1 < broken / len(pairs) < 0.3
    assert any(len(other[1]) < 34 for _, other in pairs)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_reads_it_without_complaint_and_finds_the_checksums_right(mixed):
    wanted = [word for layer in ("ip", "tcp", "udp") for word in ("-o", f"{layer}.check_checksum:TRUE")]
    bad = "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0"
    done = subprocess.run(
        ["tshark", "-n", "-r", mixed[0], *wanted, "-Y", bad], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_decrypts_the_quic_initials_and_reads_hybrid_hellos_from_two_segments(mixed):
    field = "tls.handshake.extensions_server_name"
    done = subprocess.run(
        ["tshark", "-n", "-r", mixed[0], "-T", "fields", "-e", "ip.proto", "-e", field, "-Y", field],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    protos = Counter(line.split("\t")[0] for line in done.stdout.splitlines())
    assert protos["17"] > 5
    assert protos["6"] > 100


def test_no_two_of_two_million_flows_of_one_packet_have_the_same_ends():
    numbers = np.arange(2_000_000)
    hosts = shapes._spread(numbers).view(">u4")[:, 0].astype(np.int64)
    assert len(np.unique(hosts * 65536 + numbers % 60_000)) == len(numbers)
