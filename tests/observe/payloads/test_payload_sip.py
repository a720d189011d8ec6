"""SIP says something of its sender alone, and GB/T 28181 of a 20-digit name no more than what kind of thing it is."""

import pytest

from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream
from lamppost.observe.capture.payloads.heard import NOTHING

CAMERA, PLATFORM = b"34020000001320000264", b"34020000002000000001"


def message(
    start: bytes = b"REGISTER sip:3402000000 SIP/2.0", name: bytes = CAMERA, *more: bytes, body: bytes = b""
) -> bytes:
    fields = (
        start, b"Via: SIP/2.0/UDP 192.0.2.64:5060;rport;branch=z9hG4bK1",
        b"From: <sip:" + name + b"@3402000000>;tag=1", b"To: <sip:" + name + b"@3402000000>",
        b"Call-ID: 1", b"CSeq: 1 REGISTER", *more, b"Content-Length: %d" % len(body),
    )  # fmt: skip
    return b"\r\n".join(fields) + b"\r\n\r\n" + body


def report(
    root: bytes, kind: bytes, inside: bytes = b"", *, about: bytes = CAMERA, sender: bytes = CAMERA
) -> bytes:
    body = b'<?xml version="1.0"?>\r\n<%s>\r\n<CmdType>%s</CmdType><SN>1</SN><DeviceID>%s</DeviceID>%s</%s>' % (
        root, kind, about, inside, root,
    )  # fmt: skip
    start = b"MESSAGE sip:" + PLATFORM + b"@3402000000 SIP/2.0"
    return message(start, sender, b"Content-Type: Application/MANSCDP+xml", body=body)


ITSELF = b"<Manufacturer>Example</Manufacturer><Model>EX-100</Model><Firmware>V2.1</Firmware><DeviceName>Anna</DeviceName>"


def said(payload: bytes) -> list[tuple[str, str]]:
    heard = read_datagram(5060, 5060, payload)
    assert heard.malformed is None
    return [(row.field, row.value) for row in heard.said]


def test_a_registration_says_what_kind_of_thing_registers_and_never_its_name():
    found = said(message(b"REGISTER sip:3402000000 SIP/2.0", CAMERA, b"User-Agent: EX-100/1"))
    assert found == [("sip.user_agent", "EX-100/1"), ("gb28181.device_type_code", "132")]
    assert said(message(name=PLATFORM)) == [("gb28181.device_type_code", "200")]


@pytest.mark.parametrize(
    "name", [b"anna", b"1001", b"130909113319427420", CAMERA + b"1", b"3402000000013200000a"]
)
def test_other_names_than_those_of_20_digits_say_nothing(name):
    assert said(message(name=name)) == []


def test_the_kind_is_that_of_the_sender_and_not_of_the_one_called():
    start = b"INVITE sip:" + CAMERA + b"@192.0.2.64 SIP/2.0"
    assert said(message(start, PLATFORM)) == []
    query = report(b"Query", b"Catalog", about=CAMERA, sender=PLATFORM)
    assert said(query) == [("gb28181.device_type_code", "200")]


@pytest.mark.parametrize("root", [b"Notify", b"Response"])
def test_a_report_is_known_by_its_kind_and_queries_and_orders_are_none(root):
    assert said(report(root, b"Keepalive"))[1:] == [("gb28181.message", "Keepalive")]
    assert said(report(b"Query", b"Keepalive"))[1:] == []
    assert said(report(b"Control", b"DeviceControl"))[1:] == []
    assert said(report(root, b"Anna was here"))[1:] == []


def test_a_device_describes_itself_and_not_what_it_hands_on():
    assert said(report(b"Response", b"DeviceInfo", ITSELF)) == [
        ("gb28181.device_type_code", "132"),
        ("gb28181.message", "DeviceInfo"),
        ("gb28181.manufacturer", "Example"),
        ("gb28181.model", "EX-100"),
        ("gb28181.firmware", "V2.1"),
    ]
    of_another = report(b"Response", b"DeviceInfo", ITSELF, about=CAMERA, sender=PLATFORM)
    assert said(of_another) == [("gb28181.device_type_code", "200"), ("gb28181.message", "DeviceInfo")]
    channels = b"<DeviceList Num='1'><Item>" + ITSELF + b"</Item></DeviceList>"
    assert said(report(b"Response", b"Catalog", channels))[1:] == [("gb28181.message", "Catalog")]


def test_text_in_gb2312_is_decoded():
    made = report(b"Response", b"DeviceInfo", "<Manufacturer>大华</Manufacturer>".encode("gbk"))
    made = made.replace(b'"1.0"?>', b'"1.0" encoding="GB2312"?>').replace(
        b"Content-Length: ", b"Content-Length: 1"
    )
    assert ("gb28181.manufacturer", "大华") in said(made)


def test_what_a_proxy_hands_on_is_not_said_of_the_proxy():
    hop = b"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK0"
    assert said(message(b"REGISTER sip:a SIP/2.0", CAMERA, b"User-Agent: EX", hop)) == []
    assert (
        said(
            message(b"REGISTER sip:a SIP/2.0", CAMERA, b"User-Agent: EX").replace(
                b"rport", b"a, SIP/2.0/UDP b"
            )
        )
        == []
    )
    answer = message(b"SIP/2.0 200 OK", CAMERA, b"Server: EX/2")
    assert said(answer) == [("sip.server", "EX/2")]
    assert (
        said(message(b"SIP/2.0 200 OK", CAMERA, b"Server: EX/2", b"Record-Route: <sip:192.0.2.1;lr>")) == []
    )
    assert said(answer.replace(b"1 REGISTER", b"1 MESSAGE")) == []
    assert said(answer.replace(b"1 REGISTER", b"1 INVITE").replace(b"Server", b"User-Agent")) == [
        ("sip.user_agent", "EX/2")
    ]


def test_short_field_names_are_understood():
    short = message().replace(b"Via:", b"v:").replace(b"From:", b"f:")
    assert said(short) == [("gb28181.device_type_code", "132")]


def test_ssdp_and_sip_notices_are_told_apart():
    made = message(b"NOTIFY sip:a@192.0.2.1 SIP/2.0", CAMERA, b"User-Agent: EX", b"NT: upnp:rootdevice")
    assert said(made) == [("sip.user_agent", "EX")]
    assert said(made.replace(b"sip:a@192.0.2.1 SIP/2.0", b"* HTTP/1.1")) == [("ssdp.nt", "upnp:rootdevice")]


@pytest.mark.parametrize(
    "start", [b"REGISTER", b"REGISTER sip:a SIP/1.0", b"MESSAGE me", b"SIP/2.0 OK", b"Subject: SIP/2.0"]
)
def test_what_only_begins_like_sip_says_nothing(start):
    assert said(message(start, CAMERA, b"User-Agent: EX")) == []


@pytest.mark.parametrize("from_opener", [True, False])
def test_each_side_of_a_connection_says_something_of_itself(from_opener):
    head = message() + b"\r\n\r\n" + report(b"Notify", b"Keepalive")
    heard = read_stream(head + b"MESSAGE sip:cut", from_opener=from_opener, server_port=5060)
    assert [(row.field, row.value) for row in heard.said] == [
        ("gb28181.device_type_code", "132"),
        ("gb28181.message", "Keepalive"),
    ]
    assert read_stream(head[:40], from_opener=from_opener, server_port=5060) is NOTHING
