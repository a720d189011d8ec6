"""Names: DNS over UDP and TCP, TLS server names, HTTP hosts."""

import struct

import pytest
from made_payloads import (
    AAAA,
    ANSWER,
    CNAME,
    HELLO,
    TXT,
    A,
    client_hello,
    dns,
    extension,
    record,
    server_name,
    tls_records,
    wire_name,
)

from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream
from lamppost.observe.capture.payloads.heard import NOTHING, Heard, HeardName


def asked(payload: bytes) -> Heard:
    return read_datagram(50000, 53, payload)


def answered(payload: bytes) -> Heard:
    return read_datagram(53, 50000, payload)


def hello(head: bytes) -> Heard:
    return read_stream(head, from_opener=True, server_port=8443)


def test_a_query_is_the_senders_and_has_no_addresses():
    assert asked(dns("P2P.Example.NET")) == Heard((HeardName("dns", "sender", "p2p.example.net"),))


def test_an_answer_is_the_receivers_with_canonical_names_followed():
    name = HeardName("dns", "receiver", "camera.example.net", ("192.0.2.7", "192.0.2.8"))
    assert answered(ANSWER) == Heard((name,))


def test_addresses_of_names_that_were_not_asked_for_are_left_out():
    message = dns(
        "a.example.net",
        flags=0x8180,
        answers=(record(wire_name("b.example.net"), A, bytes([192, 0, 2, 1])),),
        additional=(record(b"\xc0\x0c", A, bytes([192, 0, 2, 2])),),
    )
    assert answered(message).names[0].addresses == ()


def test_ipv6_answers_are_written_short():
    data = bytes.fromhex("20010db8000000000000000000000001")
    message = dns("a.example.net", kind=AAAA, flags=0x8180, answers=(record(b"\xc0\x0c", AAAA, data),))
    assert answered(message).names[0].addresses == ("2001:db8::1",)


def test_canonical_names_in_a_circle_end():
    message = dns(
        "a.example.net",
        flags=0x8180,
        answers=(
            record(b"\xc0\x0c", CNAME, wire_name("b.example.net")),
            record(wire_name("b.example.net"), CNAME, wire_name("a.example.net")),
        ),
    )
    assert answered(message).names == (HeardName("dns", "receiver", "a.example.net"),)


def test_questions_for_other_types_and_names_that_are_no_host_names_say_nothing():
    assert asked(dns("a.example.net", kind=TXT)) is NOTHING
    assert asked(dns("_dns-sd._udp.example.net")) is NOTHING
    assert asked(dns("192.0.2.1")) is NOTHING
    assert asked(dns("a" * 64 + ".example.net", kind=A)).names == ()


@pytest.mark.parametrize(
    "name",
    [
        b"\xc0\x0c",  # to itself
        b"\xc0\x0e\xc0\x0c",  # to each other
        b"\x01a\xc0\x0c",  # round and round, a label each time
        b"\xc0\x40",  # forward
        b"\x40aaaa\x00",  # a label type never assigned
    ],
)
def test_a_name_that_leads_nowhere_is_malformed(name):
    message = struct.pack(">6H", 1, 0x0100, 1, 0, 0, 0) + name + struct.pack(">HH", 1, 1)
    assert asked(message).malformed.startswith("DNS: ")
    assert not asked(message).names


def test_a_pointer_forward_is_refused_even_to_a_name():
    message = struct.pack(">6H", 1, 0x0100, 1, 0, 0, 0) + struct.pack(">HHH", 0xC000 | 18, A, 1)
    assert "circle" in asked(message + wire_name("a.example.net")).malformed


def test_a_long_chain_of_pointers_is_refused():
    before = dns("a.example.net", flags=0x8180)
    first = len(before) + 11  # where the data of the next record begins
    steps = [12, *range(first, first + 80, 2)]
    chain = b"".join(struct.pack(">H", 0xC000 | step) for step in steps)
    holder = record(b"\0", 10, chain)
    for length, is_refused in ((20, False), (40, True)):
        owner = struct.pack(">H", 0xC000 | steps[length])
        answers = (holder, record(owner, A, bytes([192, 0, 2, 1])))
        heard = answered(dns("a.example.net", flags=0x8180, answers=answers))
        assert bool(heard.malformed) is is_refused
        assert [name.addresses for name in heard.names] == ([] if is_refused else [("192.0.2.1",)])


def test_an_answer_cut_inside_a_record_is_malformed():
    assert answered(ANSWER[:-1]).malformed == "DNS: a record is longer than the message"


def test_dns_over_tcp_reads_each_message_and_leaves_out_the_cut_one():
    stream = b"".join(struct.pack(">H", len(m)) + m for m in (ANSWER, dns("b.example.net", flags=0x8180)))
    heard = read_stream(stream, from_opener=False, server_port=53)
    assert [name.name for name in heard.names] == ["camera.example.net", "b.example.net"]
    cut = read_stream(stream[:-1], from_opener=False, server_port=53)
    assert [name.name for name in cut.names] == ["camera.example.net"]
    assert cut.malformed is None
    assert read_stream(stream, from_opener=False, server_port=54) is NOTHING


def test_a_hello_tells_its_server_name():
    assert hello(HELLO).names == (HeardName("tls_sni", "sender", "relay.example.net"),)
    assert not hello(HELLO).tls_without_name


@pytest.mark.parametrize("size", [3, 7, 50])
def test_a_hello_in_many_records_tells_its_server_name(size):
    heard = hello(tls_records(client_hello(server_name(b"Relay.Example.net")), size))
    assert heard.names == (HeardName("tls_sni", "sender", "relay.example.net"),)


@pytest.mark.parametrize(
    "message", [client_hello(extension(43, b"\x02\x03\x04")), client_hello(without=True)]
)
def test_a_whole_hello_without_a_name_is_counted(message):
    assert hello(tls_records(message)).tls_without_name
    assert not hello(tls_records(message)).names
    assert hello(tls_records(message)[:-1]) == NOTHING


def test_a_hello_cut_anywhere_gives_the_whole_name_or_nothing():
    whole = hello(HELLO)
    for end in range(len(HELLO)):
        assert hello(HELLO[:end]) in (NOTHING, Heard(whole.names))
    assert hello(HELLO[:-4]) == Heard(whole.names)


def test_an_address_in_a_hello_is_no_name_and_not_counted_as_absent():
    heard = hello(tls_records(client_hello(server_name(b"192.0.2.1"))))
    assert (heard.names, heard.tls_without_name, heard.malformed) == ((), False, None)


def test_a_name_before_a_length_that_is_wrong_stands_and_the_hello_is_malformed():
    message = bytearray(client_hello(server_name(b"relay.example.net"), extension(43, b"\x02\x03\x04")))
    message[-4] = 9
    heard = hello(tls_records(bytes(message)))
    assert [name.name for name in heard.names] == ["relay.example.net"]
    assert heard.malformed
    assert not heard.said
    assert hello(tls_records(bytes(message))[:-1]).malformed is None


def test_a_hello_whose_lengths_contradict_each_other_is_malformed():
    message = bytearray(client_hello(server_name(b"relay.example.net")))
    message[-19] = 0xFF  # the name's length, inside the list, inside the extension
    assert hello(tls_records(bytes(message))).malformed.startswith("TLS: ")


def test_the_answering_side_says_no_server_name():
    assert read_stream(HELLO, from_opener=False, server_port=443) is NOTHING


def test_each_host_of_a_connection_is_heard_once_and_addresses_are_no_names():
    head = (
        b"GET /a HTTP/1.1\r\nHost: API.Example.net:8080\r\nUser-Agent: Example/1.0\r\n\r\n"
        b"POST /b HTTP/1.1\r\nhost: log.example.net\r\nContent-Length: 4\r\n\r\nHost"
        b"GET /c HTTP/1.1\r\nHost: api.example.net\r\n\r\n"
        b"GET /d HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n"
        b"GET /e HTTP/1.1\r\nHost: cut.example.ne"
    )
    heard = read_stream(head, from_opener=True, server_port=8080)
    assert [(n.source, n.whose, n.name) for n in heard.names] == [
        ("http_host", "sender", "api.example.net"),
        ("http_host", "sender", "log.example.net"),
    ]
    assert [(s.field, s.value) for s in heard.said] == [
        ("http.user_agent", "Example/1.0"),
        *(("http.path", path) for path in ("/a", "/b", "/c", "/d", "/e")),
    ]
