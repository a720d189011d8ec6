"""What devices say reaches the observations once, with the frame that it stands in."""

import importlib.util
import random
import struct
from pathlib import Path

import pytest
from made_certificate import FLIGHT
from tests.engines.observed import plain_names

from lamppost.model.addresses import mac_number
from lamppost.observe.capture.openings import is_warning
from lamppost.observe.capture.reader import observe_captures
from lamppost.observe.capture.streamhead import Head, is_whole

TOOL = Path(__file__).resolve().parents[2] / "tools" / "make_capture.py"
_spec = importlib.util.spec_from_file_location("make_capture", TOOL)
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)

CLIENT, SERVER = bytes([192, 0, 2, 10]), bytes([198, 51, 100, 7])
CLIENT_MAC, ROUTER_MAC = 0x00005E005310, 0x00005E0053FE


def observe(tmp_path, frames, apart_us=1_000_000):
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, frame in enumerate(frames):
        seconds, fraction = divmod(number * apart_us, 1_000_000)
        data += struct.pack("<IIII", 1_700_000_000 + seconds, fraction, len(frame), len(frame)) + frame
    path = tmp_path / "made.pcap"
    path.write_bytes(data)
    return observe_captures([path])


def out(payload: bytes, proto: int = 6) -> bytes:
    return made.ethernet(
        CLIENT_MAC, ROUTER_MAC, made.checksum_free_ipv4(CLIENT, SERVER, proto, payload, 64, 1)
    )


def back(payload: bytes, proto: int = 6) -> bytes:
    return made.ethernet(
        ROUTER_MAC, CLIENT_MAC, made.checksum_free_ipv4(SERVER, CLIENT, proto, payload, 52, 1)
    )


def hello() -> bytes:
    return made.client_hello(random.Random(1), "cloud.example.net")


def test_a_client_hello_in_three_segments_out_of_order_and_repeated_is_read(tmp_path):
    data = hello()
    parts = [(0, data[:100]), (200, data[200:]), (0, data[:100]), (100, data[100:220])]
    frames = [out(made.tcp(40000, 443, 5, 2))] + [
        out(made.tcp(40000, 443, 6 + at, 24, part)) for at, part in parts
    ]
    found = observe(tmp_path, frames)
    (name,) = plain_names(found)
    assert (name.source, name.name, name.address) == ("tls_sni", "cloud.example.net", "198.51.100.7")
    assert (name.client_ip, name.client_mac, name.first_row) == ("192.0.2.10", CLIENT_MAC, 2)


def test_a_beginning_that_comes_behind_a_dozen_later_segments_is_read(tmp_path):
    head = b"HTTP/1.1 200 OK\r\nServer: EX-CAM/1.0\r\nContent-Length: 1200\r\n\r\n"
    later = [back(made.tcp(80, 40000, 9 + len(head) + at, 24, b"x" * 100)) for at in range(0, 1200, 100)]
    begins = [
        back(made.tcp(80, 40000, 8, 18)),
        *later,
        back(made.tcp(80, 40000, 9, 24, head)),
    ]
    found = observe(tmp_path, [out(made.tcp(40000, 80, 5, 2)), *begins])
    assert [(one.field, one.value) for one in found.self_descriptions] == [("http.server", "EX-CAM/1.0")]


def test_a_connection_and_the_name_sent_in_it_share_one_number(tmp_path):
    frames = [
        out(made.udp(40000, 53, made.dns(7, "api.example.net", None)), 17),
        out(made.tcp(40000, 443, 5, 2)),
        out(made.tcp(40000, 443, 6, 24, hello())),
    ]
    found = observe(tmp_path, frames)
    asked, sent = found.names["name"].tolist()
    assert found.flows["server_name"].tolist() == [-1, sent]
    assert [found.host_names[number] for number in (asked, sent)] == ["api.example.net", "cloud.example.net"]


def test_sequence_numbers_that_wrap_are_in_order(tmp_path):
    data = hello()
    frames = [
        out(made.tcp(40000, 443, (2**32 - 50 + at) % 2**32, 24, data[at : at + 150]))
        for at in (0, 150, 300, 450)
    ]
    assert [name.name for name in plain_names(observe(tmp_path, frames))] == ["cloud.example.net"]


@pytest.mark.parametrize("is_apart", [True, False])
def test_a_server_that_warns_first_is_known_by_its_certificate(tmp_path, is_apart):
    warning = b"\x15\3\3\0\2\1\x70"
    sent = [warning, FLIGHT] if is_apart else [warning + FLIGHT[:90], FLIGHT[90:]]
    frames = [out(made.tcp(40000, 8443, 5, 2)), back(made.tcp(8443, 40000, 8, 18))]
    for place, data in ((9, sent[0]), (9 + len(sent[0]), sent[1])):
        frames.append(back(made.tcp(8443, 40000, place, 24, data)))
    found = observe(tmp_path, [*frames, back(made.tcp(8443, 40000, 5000, 24, b"\x17\3\3\0\1x"))])
    assert [(one.field, one.value, one.first_row) for one in found.self_descriptions] == [
        ("tls.certificate_subject", "C=XX, O=Example Cameras, Ltd., CN=EX-100", 3),
        ("tls.certificate_issuer", "CN=Example Root, O=Example Holding", 3),
    ]


def test_a_server_that_warns_is_waited_for_until_its_names_are_here_and_no_longer():
    warning = b"\x15\3\3\0\2\1\x70"
    ends = [end for end in range(len(FLIGHT)) if is_whole(warning + FLIGHT[:end])]
    assert ends == [end for end in range(len(FLIGHT)) if is_whole(FLIGHT[:end])] != []
    assert is_whole(b"\x15\3\3\0\2\2\x70")  # a fatal one is the last


def test_what_begins_like_an_alert_and_is_no_warning_begins_nothing():
    for start, is_one in (
        (b"\x15\3\3\0\2\1\x70", True), (b"\x15\3\3\0\2\2\x70", False), (b"\x15\3\3\0\x1a\1\x70", False),
        (b"\x15\3\3\0\2\1", False), (b"\x17\3\3\0\2\1\x70", False),
    ):  # fmt: skip
        assert is_warning(bytearray(b"\x15" + start + b"\x15"), 1, 1 + len(start)) == is_one


def test_the_side_that_did_not_open_says_no_hello(tmp_path):
    frames = [out(made.tcp(40000, 443, 5, 2)), back(made.tcp(443, 40000, 9, 24, hello()))]
    assert plain_names(observe(tmp_path, frames)) == []


def test_an_answer_to_a_query_names_the_client_that_asked(tmp_path):
    frames = [
        out(made.udp(40000, 53, made.dns(7, "api.example.net", None)), 17),
        back(made.udp(53, 40000, made.dns(7, "api.example.net", bytes([203, 0, 113, 9]))), 17),
    ]
    names = plain_names(observe(tmp_path, frames))
    assert [(name.name, name.address, name.client_ip, name.client_mac, name.first_row) for name in names] == [
        ("api.example.net", None, "192.0.2.10", CLIENT_MAC, 1),
        ("api.example.net", "203.0.113.9", "192.0.2.10", CLIENT_MAC, 2),
    ]


def test_repeats_of_a_query_with_other_ids_are_one_name(tmp_path):
    frames = [
        out(made.udp(40000, 53, made.dns(number, "api.example.net", None)), 17) for number in range(500)
    ]
    found = observe(tmp_path, frames)
    assert len(plain_names(found)) == 1
    assert found.flows["src_packets"].tolist() == [500]


def test_a_server_that_answers_says_its_own_words_once(tmp_path):
    answer = b"RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nServer: Example Rtspd/1.0\r\n\r\n"
    frames = [
        out(made.tcp(40000, 554, 5, 24, b"OPTIONS rtsp://198.51.100.7/ RTSP/1.0\r\nCSeq: 1\r\n\r\n")),
        back(made.tcp(554, 40000, 50, 24, answer)),
        back(made.tcp(554, 40000, 50 + len(answer), 24, answer)),
    ]
    said = observe(tmp_path, frames).self_descriptions
    assert [(one.field, one.value, one.ip, one.mac) for one in said] == [
        ("rtsp.server", "Example Rtspd/1.0", "198.51.100.7", ROUTER_MAC)
    ]


def test_a_lease_binds_the_address_to_the_clients_mac(tmp_path):
    mac = mac_number("00:00:5e:00:53:21")
    message = struct.pack(
        ">BBBBIHH4s4s4s4s", 2, 1, 6, 0, 1, 0, 0, bytes(4), bytes([192, 0, 2, 33]), bytes(4), bytes(4)
    )
    message += mac.to_bytes(6).ljust(16, b"\0") + bytes(192) + bytes.fromhex("63825363") + b"\x35\x01\x05\xff"
    senders = observe(tmp_path, [back(made.udp(67, 68, message), 17)]).senders
    rows = list(
        zip(senders["mac"].tolist(), senders["ip_low"].tolist(), senders["flags"].tolist(), strict=True)
    )
    assert (mac, 0xFFFF << 32 | 0xC0000221, 1) in rows


def test_a_head_stops_at_a_gap_and_drops_overlap():
    head = Head([0], [0])
    head.add(1000, b"abcd", [0])
    head.add(1010, b"later", [0])
    head.add(1002, b"cdef", [0])
    head.add(998, b"__ab", [0])
    assert head.joined() == b"__abcdef"


def test_a_hello_is_whole_when_its_record_is():
    data = hello()
    assert is_whole(data)
    assert not is_whole(data[:-1])
    assert is_whole(b"GET / HTTP/1.1\r\nHost: example.net\r\n\r\n")
    assert not is_whole(b"POST / HTTP/1.1\r\n\r\n")


def test_more_flows_than_the_first_table_holds_are_all_counted(tmp_path):
    frames = [out(made.udp(20000 + number, 9, b"x"), 17) for number in range(9000)] * 2
    found = observe(tmp_path, frames, apart_us=1000)
    assert len(found.flows["proto"]) == 9000
    assert set(found.flows["src_packets"].tolist()) == {2}
    assert found.flows["first_row"].tolist() == list(range(1, 9001))


def test_a_value_is_found_in_the_segment_that_holds_it():
    head = Head([0], [0])
    head.add(1000, b"RTSP/1.0 200 OK\r\n", [33])
    head.add(1000, b"RTSP/1.0 200 OK\r\n", [34])
    head.add(1017, b"m=video 0 RTP/AVP 96", [53])
    data = head.joined()
    assert head.event_of(data, "OK") == [33]
    assert head.event_of(data, "video") == [53]
    assert head.event_of(data, "nowhere") == [0]


def test_the_fragments_of_a_ping_are_of_the_flow_of_its_first_one(tmp_path):
    first, later = bytearray(out(b"\x08\0" + bytes(14), 1)), bytearray(out(bytes(8), 1))
    first[20:22], later[20:22] = b"\x20\0", b"\0\x02"  # more follow; behind two times eight octets
    found = observe(tmp_path, [bytes(first), bytes(later)])
    assert found.flows["src_packets"].tolist() == [2]
    assert found.flows["src_port"].tolist() == [8]
