"""Hellos on their way from frames to names: segments and datagrams in any order, and the frame they stand in."""

import itertools
import struct

import pytest
from made_payloads import client_hello, dns, extension, record, server_name, tls_records, wire_name
from made_quic import DRAFT_29, V1, V2, crypto, datagrams, initial
from test_payloads_in_captures import tcp, udp, write
from tests.engines.observed import plain_names

from lamppost.model.addresses import ip_text
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.layout import QUIC_DATAGRAMS
from lamppost.observe.capture.quicwatch import QuicWatch
from lamppost.observe.capture.reader import observe_captures

CLIENT, ROUTER = bytes.fromhex("00005e005301"), bytes.fromhex("00005e0053fe")
HERE, THERE = bytes([192, 168, 1, 21]), bytes([203, 0, 113, 7])
BIG = client_hello(extension(51, bytes(1216)), extension(57, bytes(150)), server_name(b"relay.example.net"))


def packet(source: bytes, target: bytes, proto: int, body: bytes) -> bytes:
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, proto, 0)
    return head + source + target + body


def out(body: bytes, proto: int = 17) -> bytes:
    return ROUTER + CLIENT + b"\x08\0" + packet(HERE, THERE, proto, body)


def back(body: bytes, proto: int = 17) -> bytes:
    return CLIENT + ROUTER + b"\x08\0" + packet(THERE, HERE, proto, body)


def look(tmp_path, frames: list[bytes]):
    """What both paths of the kernels observe, which must be the same."""
    path = write(tmp_path, frames)
    plain, fast = (
        observe_captures([path], kernels=kernels) for kernels in (plain_kernels(), compiled_kernels())
    )
    assert plain_names(plain) == plain_names(fast)
    assert plain.self_descriptions == fast.self_descriptions
    assert not plain.issues
    return plain


def names(found) -> list[tuple[str, str, str | None, int]]:
    return [(name.source, name.name, name.address, name.first_row) for name in plain_names(found)]


def flow_names(found) -> list[str | None]:
    return [
        found.host_names[number] if number >= 0 else None for number in found.flows["server_name"].tolist()
    ]


def said(found) -> list[tuple[str, int]]:
    return [(row.value, row.first_row) for row in found.self_descriptions if row.field == "tls.ja4"]


def segments(data: bytes, parts: int, start: int = 7, port: int = 8883) -> list[bytes]:
    step = -(-len(data) // parts)
    return [
        out(tcp(40000, port, start + at, 24, data[at : at + step]), 6) for at in range(0, len(data), step)
    ]


@pytest.mark.parametrize("record_size", [16384, 700])
@pytest.mark.parametrize("parts", [1, 2, 3])
def test_a_large_hello_is_read_from_segments_in_any_order(tmp_path, parts, record_size):
    pieces = segments(tls_records(BIG, record_size), parts)
    syn = out(tcp(40000, 8883, 6, 2), 6)
    for order in itertools.permutations(range(parts)):
        frames = [syn, *(pieces[at] for at in order)]
        found = look(tmp_path, frames)
        assert names(found) == [("tls_sni", "relay.example.net", "203.0.113.7", 2 + order.index(parts - 1))]
        assert flow_names(found) == ["relay.example.net"]
        assert len(said(found)) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_segments_that_are_sent_again_change_nothing(tmp_path, order):
    first, second = segments(tls_records(BIG), 2)
    pair = [(first, second)[at] for at in order]
    found = look(tmp_path, [out(tcp(40000, 8883, 6, 2), 6), pair[0], pair[0], pair[1], pair[0], pair[1]])
    assert [name[1] for name in names(found)] == ["relay.example.net"]


def test_a_stream_whose_numbers_wrap_behind_the_start_is_read(tmp_path):
    pieces = segments(tls_records(BIG), 2, start=0xFFFF)
    found = look(tmp_path, [out(tcp(40000, 8883, 0xFFFE, 2), 6), *pieces[::-1]])
    assert [name[1] for name in names(found)] == ["relay.example.net"]


def test_a_hello_that_comes_with_the_syn_is_read(tmp_path):
    data = tls_records(BIG)
    frames = [out(tcp(40000, 8883, 6, 2, data[:900]), 6), out(tcp(40000, 8883, 907, 24, data[900:]), 6)]
    assert [name[1] for name in names(look(tmp_path, frames))] == ["relay.example.net"]


def test_segments_of_protocols_that_are_not_known_are_left_after_the_first(tmp_path, monkeypatch):
    from lamppost.observe.capture.listening import Listener

    kept = []
    monkeypatch.setattr(Listener, "_keep", lambda *arguments: kept.append(arguments))
    look(tmp_path, [out(tcp(40000, 9999, 6, 2), 6), *segments(bytes(5000), 5, port=9999)])
    assert kept == []


@pytest.mark.parametrize("version", [V1, V2, DRAFT_29])
@pytest.mark.parametrize("parts", [1, 2, 3])
@pytest.mark.parametrize("port", [443, 4433, 53])
def test_a_quic_hello_names_its_flow_and_says_its_frame(tmp_path, version, parts, port):
    hello = BIG if parts > 1 else client_hello(server_name(b"relay.example.net"))
    frames = [out(udp(50000, port, packet)) for packet in datagrams(hello, parts, version=version)]
    for order in itertools.permutations(range(parts)):
        found = look(tmp_path, [frames[at] for at in order])
        row = 1 + order.index(parts - 1)
        assert names(found) == [("quic_sni", "relay.example.net", "203.0.113.7", row)]
        assert flow_names(found) == ["relay.example.net"]
        assert [value[:1] for value, _ in said(found)] == ["q"]
        assert found.coverage.quic_flows == 1
        assert found.coverage.quic_unnamed == 0


def test_a_quic_client_that_names_no_server_is_counted(tmp_path):
    hello = client_hello(extension(43, b"\x02\x03\x04"))
    found = look(tmp_path, [out(udp(50000, 443, packet)) for packet in datagrams(hello)])
    assert names(found) == []
    assert found.coverage.tls_without_name == 1
    assert found.coverage.quic_unnamed == 1


def test_what_the_server_sends_is_never_taken_for_a_client(tmp_path):
    answer = initial(crypto(BIG[:900]), b"client-id", side="server", keyed=b"original", pad=1170)
    frames = [back(udp(443, 50000, answer)), *(out(udp(50000, 443, packet)) for packet in datagrams(BIG, 2))]
    found = look(tmp_path, [frames[0], frames[1], frames[0], frames[2], frames[0]])
    assert [(name.client_ip, name.name) for name in plain_names(found)] == [
        ("192.168.1.21", "relay.example.net")
    ]


def test_a_hello_that_is_never_whole_is_read_at_the_end_of_the_file(tmp_path):
    hello = client_hello(server_name(b"relay.example.net"), extension(51, bytes(1500)))
    found = look(tmp_path, [out(udp(50000, 443, datagrams(hello, 2)[0]))])
    assert [name[1] for name in names(found)] == ["relay.example.net"]
    assert said(found) == []


def test_no_more_than_a_few_datagrams_of_a_side_are_opened(tmp_path, monkeypatch):
    opened = []
    add = QuicWatch.add
    monkeypatch.setattr(QuicWatch, "add", lambda *arguments: opened.append(1) or add(*arguments))
    false = b"\xc3\0\0\0\1\x08" + bytes(1300)
    observe_captures([write(tmp_path, [out(udp(50000, 443, false))] * 90)], kernels=plain_kernels())
    assert len(opened) == QUIC_DATAGRAMS


def test_a_proxy_is_not_named_after_what_is_asked_of_it(tmp_path):
    head = b"CONNECT a.example.net:443 HTTP/1.1\r\nHost: a.example.net\r\n\r\n"
    found = look(tmp_path, [out(tcp(40000, 3128, 6, 2), 6), out(tcp(40000, 3128, 7, 24, head), 6)])
    assert names(found) == [("http_host", "a.example.net", None, 2)]
    assert flow_names(found) == [None]


def test_hints_of_a_binding_are_answers_with_their_frame(tmp_path):
    hint = struct.pack(">HBHH4s", 1, 0, 4, 4, bytes([192, 0, 2, 9]))
    answer = dns(
        "a.example.net", kind=65, flags=0x8180, answers=(record(wire_name("a.example.net"), 65, hint),)
    )
    found = look(tmp_path, [back(udp(53, 50000, answer))])
    assert names(found) == [("dns", "a.example.net", "192.0.2.9", 1)]


@pytest.mark.parametrize("port", [5355, 137, 547])
def test_the_ports_of_local_names_are_read(tmp_path, port):
    from lamppost.observe.capture.listening import Listener

    read = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Listener, "_read", lambda *arguments: read.append(arguments))
        observe_captures([write(tmp_path, [out(udp(port - 1, port, bytes(40)))])], kernels=plain_kernels())
    assert len(read) == 1


def test_addresses_in_the_flow_table_are_the_clients_first(tmp_path):
    found = look(tmp_path, [out(udp(50000, 4433, packet)) for packet in datagrams(BIG, 2)])
    flow = found.flows
    assert ip_text(int(flow["src_ip_high"][0]), int(flow["src_ip_low"][0])) == "192.168.1.21"
