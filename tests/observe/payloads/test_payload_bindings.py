"""Service bindings in DNS (RFC 9460), and names that are asked of a proxy."""

import struct

import pytest
from made_payloads import HELLO, dns, record, wire_name

from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream

SVCB, HTTPS, CNAME, A = 64, 65, 5, 1
V4, V6 = bytes([192, 0, 2, 7]) + bytes([192, 0, 2, 8]), bytes.fromhex("20010db8") + bytes(11) + b"\1"


def parameter(key: int, value: bytes) -> bytes:
    return struct.pack(">HH", key, len(value)) + value


def binding(target: str, *parameters: bytes, priority: int = 1) -> bytes:
    return struct.pack(">H", priority) + wire_name(target) + b"".join(parameters)


HINTS = (parameter(1, b"\2h3"), parameter(4, V4), parameter(6, V6))


def heard(*answers: bytes, kind: int = HTTPS, name: str = "a.example.net"):
    return read_datagram(53, 50000, dns(name, kind=kind, flags=0x8180, answers=answers))


def addresses(*answers: bytes) -> tuple[str, ...]:
    (name,) = heard(*answers).names
    assert name.name == "a.example.net"
    return name.addresses


@pytest.mark.parametrize("kind", [HTTPS, SVCB])
def test_a_question_for_a_binding_is_a_name_asked_for(kind):
    (name,) = read_datagram(50000, 53, dns("a.example.net", kind=kind)).names
    assert (name.source, name.whose, name.name, name.addresses) == ("dns", "sender", "a.example.net", ())


def test_the_port_before_a_name_is_not_of_the_name():
    (name,) = read_datagram(50000, 53, dns("_8443._https.a.example.net", kind=HTTPS)).names
    assert name.name == "a.example.net"
    assert not read_datagram(50000, 53, dns("_dns.a.example.net", kind=SVCB)).names


def test_hints_are_addresses_of_the_name():
    assert addresses(record(b"\xc0\x0c", HTTPS, binding("", *HINTS))) == (
        "192.0.2.7",
        "192.0.2.8",
        "2001:db8::1",
    )
    other = record(b"\xc0\x0c", HTTPS, binding("edge.example.net", *HINTS))
    assert addresses(other)[0] == "192.0.2.7"


def test_hints_behind_aliases_are_addresses_of_the_name_asked_for():
    edge = wire_name("edge.example.net")
    answer = record(edge, HTTPS, binding("", *HINTS))
    assert addresses(record(b"\xc0\x0c", CNAME, edge), answer)[0] == "192.0.2.7"
    alias = record(b"\xc0\x0c", HTTPS, binding("edge.example.net", priority=0))
    assert addresses(alias, answer)[0] == "192.0.2.7"
    assert addresses(answer) == ()


def test_parts_of_an_address_are_left_out_and_a_parameter_that_is_too_long_is_malformed():
    assert addresses(record(b"\xc0\x0c", HTTPS, binding("", parameter(4, V4[:6])))) == ("192.0.2.7",)
    cut = record(b"\xc0\x0c", HTTPS, binding("", parameter(4, V4)[:-1]))
    assert heard(cut).malformed == "DNS: a parameter is longer than its record"


def asked(head: bytes) -> list[tuple[str, str, bool]]:
    return [
        (n.source, n.name, n.is_proxied) for n in read_stream(head, from_opener=True, server_port=3128).names
    ]


def test_a_target_that_holds_a_host_overrules_the_field_and_is_asked_of_a_proxy():
    head = (
        b"GET http://anna:secret@A.example.net:8080/x HTTP/1.1\r\nHost: proxy.example.net\r\n\r\n"
        b"GET https://b.example.net HTTP/1.1\r\nHost: c.example.net\r\n\r\n"
        b"GET /d HTTP/1.1\r\nHost: d.example.net\r\n\r\n"
    )
    assert asked(head) == [
        ("http_host", "a.example.net", True),
        ("http_host", "b.example.net", True),
        ("http_host", "d.example.net", False),
    ]


def test_what_is_asked_for_through_a_tunnel_is_asked_of_the_proxy():
    head = (
        b"CONNECT a.example.net:443 HTTP/1.1\r\nHost: a.example.net:443\r\nUser-Agent: EX/1\r\n\r\n" + HELLO
    )
    assert asked(head) == [("http_host", "a.example.net", True), ("tls_sni", "relay.example.net", True)]
    said = read_stream(head, from_opener=True, server_port=3128).said
    assert [one.field for one in said] == ["http.user_agent", "tls.ja4"]


def test_folded_fields_and_odd_case_are_read():
    head = b"GET / HTTP/1.1\r\nhOsT:\r\n a.example.net\r\nUSER-agent: EX\r\n\t2.0\r\n Host: no\r\n\r\n"
    heard = read_stream(head, from_opener=True, server_port=80)
    assert [name.name for name in heard.names] == ["a.example.net"]
    assert ("http.user_agent", "EX 2.0 Host: no") in [(said.field, said.value) for said in heard.said]
