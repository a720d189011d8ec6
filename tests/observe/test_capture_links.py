"""Every link type and tunnel, as an independent analyser reads it; fragments, and what a device says in them."""

import shutil
import struct
import subprocess
from itertools import pairwise

import pytest
from tests.engines.made import MACS, V4, V6
from tests.engines.made_links import (
    GATES,
    LINKS,
    aggregated,
    ethernet,
    on_link,
    packet4,
    packet6,
    radiotap,
    tunnels,
    udp4,
    wifi,
)  # fmt: skip

from lamppost.model.addresses import ip_text
from lamppost.observe.capture.reader import observe_captures

DATAGRAM = struct.pack(">HHHH", 40001, 40002, 28, 0) + b"twenty octets of it."
INNER = packet4(17, DATAGRAM, (bytes([203, 0, 113, 1]), bytes([203, 0, 113, 2])))
INNER_6 = packet6(17, DATAGRAM)
WIRED = [(f"{name}-{version}", 1, ethernet(outer)) for version, inner in ((4, INNER), (6, INNER_6)) for name, outer in tunnels(inner).items()]  # fmt: skip
WIRED += [(f"link-{link}", link, on_link(link, INNER)) for link in LINKS if link not in (12, 228)]
WIRED += [
    ("labels", 1, ethernet(struct.pack(">II", 0x10040, 0x11140) + INNER, 0x8847)),
    ("pppoe", 1, ethernet(struct.pack(">BBHHH", 0x11, 0, 7, len(INNER) + 2, 0x21) + INNER, 0x8864)),
    ("two_tags", 1, ethernet(struct.pack(">HHHH", 5, 0x8100, 6, 0x0800) + INNER, 0x88A8)),
    ("cisco_in_ppp", 9, b"\x0f\0\x08\0" + INNER),
    ("four_addresses", 105, wifi(INNER, to=1, out=1, four=MACS[5])),
    ("from_system", 105, wifi(INNER, to=0, out=1, qos=False)),
    ("aggregated", 105, aggregated([INNER])),
    ("padded", 127, radiotap(wifi(INNER)[:26] + b"\0\0" + wifi(INNER)[26:], 0x20)),
    ("two_tunnels", 1, ethernet(tunnels(tunnels(INNER)["vxlan"])["gre"])),
]


def pcap(link: int, *frames: bytes, sent: int | None = None) -> bytes:
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    for number, frame in enumerate(frames):
        data += struct.pack("<IIII", 1_700_000_000 + number, 0, len(frame), sent or len(frame)) + frame
    return data


def observe(tmp_path, link: int, *frames: bytes, sent: int | None = None):
    path = tmp_path / "made.pcap"
    path.write_bytes(pcap(link, *frames, sent=sent))
    return observe_captures([path])


def ends(found) -> list:
    flows = found.flows
    return [
        (ip_text(flows["src_ip_high"][row], flows["src_ip_low"][row]), int(flows["src_port"][row]))
        for row in range(len(flows["proto"]))
    ]


@pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark")
@pytest.mark.parametrize(("link", "frame"), [row[1:] for row in WIRED], ids=[row[0] for row in WIRED])
def test_the_innermost_packet_is_the_one_that_tshark_finds(tmp_path, link, frame):
    found = observe(tmp_path, link, frame)
    assert found.issues == []
    fields = [word for name in ("ip.src", "ipv6.src", "udp.srcport", "udp.dstport") for word in ("-e", name)]
    command = [
        "tshark",
        "-n",
        "-r",
        str(tmp_path / "made.pcap"),
        "-T",
        "fields",
        "-E",
        "occurrence=l",
        *fields,
    ]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    ip, ip6, source, target = text.rstrip("\n").split("\t")
    assert (source, target) == ("40001", "40002")
    ((address, port),) = ends(found)
    assert address in (ip, ip6)
    assert (port, int(found.flows["dst_port"][0])) == (40001, 40002)
    assert found.flows["src_bytes"].tolist() == [len(INNER_6 if ":" in address else INNER)]


def test_the_outer_frames_mac_is_not_given_to_the_inner_address(tmp_path):
    gates, inner = ip_text(0, 0xFFFFC6336401), "203.0.113.1"
    for name, outer in tunnels(INNER).items():
        frame = ethernet(outer, ends=(MACS[2], MACS[3]))
        senders = observe(tmp_path, 1, frame).senders
        macs = {ip_text(h, low): m for h, low, m in zip(*(senders[k].tolist() for k in ("ip_high", "ip_low", "mac")), strict=True)}  # fmt: skip
        assert macs[gates] == int.from_bytes(MACS[2]), name
        bridged = name.startswith(("erspan", "vxlan", "geneve")) or name == "gre_bridge"
        assert macs[inner] == (int.from_bytes(MACS[0]) if bridged else -1), name


def test_tunnels_are_counted_by_kind_and_those_that_do_not_open_apart(tmp_path):
    opened = [ethernet(outer) for outer in tunnels(INNER).values()]
    closed = ethernet(packet4(47, struct.pack(">HH", 0, 0x1234) + b"x" * 40, GATES))
    coverage = observe(tmp_path, 1, *opened, closed, ethernet(packet4(50, b"x" * 40, GATES))).coverage
    assert coverage.tunnels == {"ip_in_ip": 1, "gre": 5, "erspan": 4, "vxlan": 1, "geneve": 1, "gtp_u": 2}
    assert (coverage.tunnelled_packets, coverage.closed_tunnel_packets) == (14, 2)


def test_datagrams_to_a_tunnels_port_that_hold_no_packet_stay_what_they_are(tmp_path):
    for port in (4789, 6081, 2152, 3544):
        for payload in (b"\x08\0\0\0\0\0\7\0" + b"x" * 60, b"\x30\xff\0\x3c" + b"x" * 60, b"\x60" * 60):
            found = observe(tmp_path, 1, ethernet(udp4(50000, port, payload, GATES)))
            assert ends(found) == [("198.51.100.1", 50000)]
            assert found.coverage.tunnelled_packets == 0


def test_tunnels_inside_tunnels_are_opened_to_a_depth_and_then_said(tmp_path):
    packet = INNER
    for depth in range(5):
        packet = tunnels(packet)["ip_in_ip"]
        found = observe(tmp_path, 1, ethernet(packet))
        assert bool(found.issues) == (depth == 4)
    assert found.issues[0].what.startswith("more than 4 tunnels inside each other")


def test_radio_frames_that_carry_no_data_or_hide_it_are_counted(tmp_path):
    hidden, broken = wifi(INNER, flags=0x40), radiotap(wifi(INNER), 0x40)
    found = observe(tmp_path, 105, hidden, hidden, wifi(INNER, flags=4), b"\x80\0" + bytes(40))
    assert len(found.flows["proto"]) == 0
    assert found.coverage.encrypted_frames == 2
    assert found.coverage.not_ip == {
        "802.11 without data": 1, "802.11 fragment": 1, "802.11 encrypted": 2,
    }  # fmt: skip
    (issue,) = observe(tmp_path, 127, broken).issues
    assert issue.what == "Wi-Fi frame that failed its check, or with a broken header"


def test_each_part_of_an_aggregated_frame_counts_with_its_own_sender(tmp_path):
    found = observe(tmp_path, 105, aggregated([INNER, INNER_6, udp4(1, 2, b"x")]))
    assert len(found.flows["proto"]) == 3
    assert set(found.senders["mac"].tolist()) == {int.from_bytes(mac) for mac in MACS[:2]}
    many = [udp4(1000 + number, 2, b"") for number in range(200)]
    found = observe(tmp_path, 105, aggregated(many))
    assert len(found.flows["proto"]) == 64
    assert found.issues[0].what == "aggregated Wi-Fi frame whose parts do not fit it"


def pieces(payload: bytes, *cuts: int, name: int = 7) -> list[bytes]:
    whole = struct.pack(">HHHH", 3702, 40000, 8 + len(payload), 0) + payload
    bounds = [0, *cuts, len(whole)]
    return [
        ethernet(
            packet4(17, whole[a:b], (V4[0], V4[1]), 64, name, a // 8 | (0x2000 if b < len(whole) else 0))
        )
        for a, b in pairwise(bounds)
    ]


ANSWER = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><ProbeMatches><ProbeMatch><Types>'
    b"dn:NetworkVideoTransmitter</Types></ProbeMatch></ProbeMatches></s:Body></s:Envelope>"
)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 0, 1, 1, 2, 2)])
def test_a_datagram_in_fragments_is_heard_in_any_order_and_twice(tmp_path, order):
    parts = pieces(ANSWER, 64, 128)
    found = observe(tmp_path, 1, *(parts[index] for index in order))
    assert [said.value for said in found.self_descriptions] == ["NetworkVideoTransmitter"]
    assert found.self_descriptions[0].first_row == 1 + order.index(0)
    coverage = found.coverage
    assert (coverage.fragmented_datagrams, coverage.unjoined_datagrams) == (1, 0)
    if order[0] == 0:
        assert found.flows["src_packets"].tolist() == [len(order)]


def test_fragments_that_contradict_each_other_or_are_missing_are_not_heard(tmp_path):
    parts, others = pieces(ANSWER, 64, 128), pieces(ANSWER.replace(b"Video", b"Audio"), 56, 128)
    for frames, refused in (((parts[0], others[1], parts[2]), 1), ((parts[0], parts[2]), 0), (parts[1:], 0)):
        found = observe(tmp_path, 1, *frames)
        assert found.self_descriptions == []
        coverage = found.coverage
        assert (coverage.fragmented_datagrams, coverage.unjoined_datagrams) == (1, 1)
        assert coverage.contradicted_datagrams == refused


def test_ipv6_fragments_are_heard_too(tmp_path):
    whole = struct.pack(">HHHH", 3702, 40000, 8 + len(ANSWER), 0) + ANSWER
    frames = [
        ethernet(packet6(44, struct.pack(">BBHI", 17, 0, start | more, 9) + whole[start : start + 64]))
        for start, more in ((0, 1), (64, 1), (128, 1), (192, 0))
    ]
    assert len(whole) <= 256
    assert [said.value for said in observe(tmp_path, 1, *frames).self_descriptions] == [
        "NetworkVideoTransmitter"
    ]


def test_many_fragments_of_a_stream_nobody_reads_lead_to_no_event(tmp_path):
    from lamppost.observe.capture.datagrams import Datagrams

    told = []
    add = Datagrams.add
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Datagrams, "add", lambda self, *row: told.append(row) or add(self, *row))
        frames = [frame for name in range(200) for frame in pieces_of_stream(name)]
        found = observe(tmp_path, 1, *frames)
    assert found.coverage.fragmented_datagrams == 200
    assert told == []


def pieces_of_stream(name: int) -> list[bytes]:
    whole = struct.pack(">HHHH", 50001, 50002, 3008, 0) + bytes([1]) * 3000
    return [
        ethernet(
            packet4(17, whole[a : a + 1480], (V4[0], V4[1]), 64, name, a // 8 | (0x2000 if a < 2960 else 0))
        )
        for a in (0, 1480, 2960)
    ]


def test_a_jumbogram_counts_as_long_as_its_option_says(tmp_path):
    option = struct.pack(">BBBBI", 17, 0, 0xC2, 4, 70008)
    packet = struct.pack(">IHBB", 0x60000000, 0, 0, 64) + V6[0] + V6[1] + option + DATAGRAM
    found = observe(tmp_path, 1, ethernet(packet), sent=70100)
    assert found.flows["src_bytes"].tolist() == [70048]


def test_a_frame_of_sadp_is_read_and_binds_its_address(tmp_path):
    text = (
        b"DS-EXAMPLE0001".ljust(48, b"\0")
        + struct.pack(">IIII", 44322, 8000, 4, 1)
        + b"V5.5.0".ljust(48, b"\0")
    )
    head = b"\x21\x02\x01\xf6" + bytes(4) + b"\x06\x04\x04\0\0\0" + MACS[1] + V4[1] + bytes(14)
    answer = b"\xff" * 6 + MACS[1] + b"\x80\x33" + head + text
    inquiry = answer[:24] + b"\x03" + answer[25:]
    assert observe(tmp_path, 1, inquiry).self_descriptions == []
    found = observe(tmp_path, 1, answer, inquiry)
    assert {said.field: said.value for said in found.self_descriptions} == {
        "sadp.answer": "InquiryResponse", "sadp.device_type": "44322", "sadp.software_version": "V5.5.0",
    }  # fmt: skip
    bound = dict(zip(found.senders["ip_low"].tolist(), found.senders["mac"].tolist(), strict=True))
    assert bound[0xFFFFC0000202] == int.from_bytes(MACS[1])
