"""Hostile, cut and damaged payloads: no exception, nothing outside the allow-list, bounded time."""

import re
import time
import unicodedata
from pathlib import Path

import made_certificate
import made_discovery
import made_media
import made_payloads as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_datagrams import CAPTURES, datagrams, stream_heads
from test_payload_pages import SYS_DESCR, page, snmp
from test_payload_sip import ITSELF, message, report

from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream
from lamppost.observe.capture.payloads.heard import FIELDS, NOTHING, Heard
from lamppost.observe.capture.payloads.markup import read_elements
from lamppost.observe.capture.payloads.rtp import media_of, read_packet

SLOWEST_S = 0.5  # for one payload, on a loaded machine; the usual is far under a millisecond
HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$")
PORTS = (53, 67, 80, 554, 1900, 3702, 5050, 5353, 6667, 7711, 10000, 34569, 37020, 32108, 37810, 40000)

SDP_ANSWER = (
    b'RTSP/1.0 401 No\r\nWWW-Authenticate: Digest realm="Login to EX"\r\n\r\n'
    b"RTSP/1.0 200 OK\r\nServer: EX/1\r\nContent-Length: 24\r\n\r\nv=0\r\nm=video 0 RTP/AVP 0\r\n"
)
MADE = [
    made.ANSWER,
    made.HELLO,
    made.NOTIFY,
    made.HELLO_ONVIF,
    made.dhcp(1, (53, b"\x01"), (60, b"udhcp"), (12, b"EX-1")),
    made.dhip(b'{"method":"client.notifyDevInfo","params":{"deviceInfo":{"Vendor":"EX","DeviceType":"D"}}}'),
    made.dvrip(b'{"NetWork.NetCommon":{"TCPPort":34567}}\n\0'),
    made.tuya(),
    b"HTTP/1.1 200 OK\r\nServer: EX/1\r\n\r\n" + made.DESCRIPTION,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n"
    + made.DESCRIPTION[:255]
    + b"\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a.example.net\r\nUser-Agent: EX\r\n\r\n",
    SDP_ANSWER,
    bytes.fromhex("f0debc0a010000002c0700000000000101dc1465"),
    made_certificate.FLIGHT[:900],
    made_certificate.FLIGHT_1_3[:120],
    page(b"<title>EX &amp; 1</title>", b"Set-Cookie: a=b\r\nX-Powered-By: EX\r\n"),
    page(b"", b"Location: http://192.0.2.1/a?b\r\n", b"302 Found"),
    b"POST /VIID/Faces/1 HTTP/1.1\r\n\r\n",
    b"RTSP/1.0 200 OK\r\nRTP-Info: url=rtsp://192.0.2.5/a;seq=1\r\n\r\n"
    + made_media.interleaved([packet[:60] for packet in made_media.h264(6)]),
    made_media.framed([packet[:90] for packet in made_media.program_stream(4)]),
    b"SSH-2.0-EX\r\n",
    b"220 EX FTP\r\n",
    b"\xff\xfb\1\xff\xfb\3EX login: anna",
    snmp((SYS_DESCR, b"EX 1")),
    message(),
    report(b"Response", b"DeviceInfo", ITSELF),
    made_discovery.uniview(),
    made_discovery.mhed(),
    made_discovery.vstarcam(),
    made_discovery.nice(),
    made_discovery.gvcp(),
    made_discovery.lifx(),
    made_discovery.panasonic(),
    made_discovery.vivotek(),
    made_discovery.synology(),
    made_discovery.topsee(),
    made_discovery.HID,
    made_discovery.tdp(),
    made_discovery.kasa(),
    made_discovery.PPPP_LOGIN,
    made_discovery.bcudp(made_discovery.CAMERA_ANSWERS),
    made_discovery.tuya_new(),
]


def real_payloads() -> list[bytes]:
    if not CAPTURES.is_dir():
        return []
    paths = [*CAPTURES.glob("discovery-answers/*.pcap")]
    paths += [CAPTURES / "ndpi" / name for name in ("ubntac2.pcap", "tuya_lp.pcap", "dhcp-fuzz.pcapng")]
    camera = CAPTURES / "iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap"
    payloads = [payload for path in paths for _, _, payload in datagrams(path)[:2]]
    payloads += [payload for _, _, payload in datagrams(camera)[:60]]
    return payloads + list(stream_heads(camera, 80, 4096).values())[:6]


PAYLOADS = MADE + real_payloads()


def check(heard: Heard) -> None:
    for row in heard.said:
        assert row.field in FIELDS
        assert 0 < len(row.value) <= 200
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in row.value)
    for name in heard.names:
        assert HOST_NAME.fullmatch(name.name)
        assert name.source in ("dns", "tls_sni", "quic_sni", "http_host")
    assert len(heard.said) <= 64


def read_every_way(payload: bytes) -> None:
    for port in PORTS:
        begun = time.process_time()
        check(read_datagram(port, 40001, payload))
        assert time.process_time() - begun < SLOWEST_S
    for from_opener in (True, False):
        for port in (21, 23, 53, 80):
            begun = time.process_time()
            check(read_stream(payload, from_opener=from_opener, server_port=port))
            assert time.process_time() - begun < SLOWEST_S


STARTS = st.sampled_from(sorted({payload[:size] for payload in PAYLOADS for size in (0, 1, 2, 4, 12, 33)}))


@settings(max_examples=300, deadline=None)
@given(STARTS, st.binary(max_size=600))
def test_random_bytes_behind_any_start_are_read_or_left(start, rest):
    read_every_way(start + rest)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PAYLOADS), st.data())
def test_a_damaged_payload_is_read_or_left(payload, data):
    damaged = bytearray(payload)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    read_every_way(bytes(damaged[: data.draw(st.integers(0, len(payload)))]))
    read_every_way(bytes(damaged))


@pytest.mark.parametrize("payload", MADE, ids=range(len(MADE)))
def test_every_cut_of_a_made_payload_is_read_or_left(payload):
    for end in range(len(payload)):
        read_every_way(payload[:end])


@pytest.mark.parametrize("payload", MADE, ids=range(len(MADE)))
def test_a_cut_stream_is_not_malformed(payload):
    for end in range(len(payload)):
        for from_opener in (True, False):
            assert read_stream(payload[:end], from_opener=from_opener, server_port=80).malformed is None


RUNS = st.sampled_from([made_media.h264(), made_media.h265(), made_media.jpeg(), made_media.program_stream()])


@settings(max_examples=200, deadline=None)
@given(RUNS, st.data())
def test_a_damaged_run_of_media_is_judged(run, data):
    damaged = [bytearray(packet[: data.draw(st.integers(0, 40))]) for packet in run]
    for packet in damaged:
        if packet:
            packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    packets = [packet for raw in damaged if (packet := read_packet(bytes(raw)))]
    assert media_of(packets) in (None, "video h264", "video h265", "video jpeg", "video mpeg-ps")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=64), st.integers(0, 65535), st.integers(0, 65535))
def test_short_payloads_on_any_port_are_read_or_left(payload, src_port, dst_port):
    check(read_datagram(src_port, dst_port, payload))


HOSTILE = {
    "nested tags": b"<a>" * 20_000,
    "nested tags that end": b"<a>" * 9_000 + b"</a>" * 9_000,
    "open tags": b"<" * 60_000,
    "open quotes": b"<ProbeMatch>" + b'<a b="' + b">" * 60_000,
    "open comments": b"<root>" + b"<!--" * 15_000,
    "open sections": b"<root>" + b"<![CDATA[x" * 6_000,
    "references": b"<ProbeMatch><DeviceType>" + b"&amp;" * 10_000 + b"</DeviceType></ProbeMatch>",
    "entities": b'<!DOCTYPE a [<!ENTITY b "c">]><ProbeMatch><DeviceType>&b;</DeviceType></ProbeMatch>',
    "many elements": b"<ProbeMatch>" + b"<DeviceType>x</DeviceType>" * 2_400,
    "many scopes": b"<Envelope><Hello><Scopes>"
    + b"onvif://www.onvif.org/name/x " * 2_000
    + b"</Scopes></Hello></Envelope>",
    "long realm": b'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="' + b"\\" * 60_000,
    "many realms": b"HTTP/1.1 401 No\r\n" + b'WWW-Authenticate: Basic realm="\r\n' * 1_800,
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"a:\r\n" * 15_000,
    "tiny chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 10_000,
    "empty interleaved": b"RTSP/1.0 200 OK\r\n\r\n" + b"$\0\0\0" * 15_000,
    "many messages": b"RTSP/1.0 200 OK\r\n\r\n" * 3_000,
    "tiny records": b"\x16\x03\x01\x00\x01\x01" * 10_000,
    "empty records": b"\x16\x03\x01\x00\x00" * 12_000,
    "many options": made.dhcp(1, (53, b"\x01"))[:-1] + b"\x0c\x01x" * 20_000 + b"\xff",
    "many answers": b"\x12\x34\x84\x00\x00\x00\xff\xff\x00\x00\x00\x00"
    + b"\x01a" * 120
    + b"\0"
    + b"\xc0\x0c" * 30_000,
    "many names": made.dns(
        None, flags=0x8400, answers=(made.record(made.wire_name("a." * 100), made.A, bytes(4)),) * 270
    ),
    "Topsee tags": b'<XML_TOPSEE><MESSAGE_HEADER Msg_code="3"/>' + b"<DEVICE_TYPE " * 1_200,
    "Topsee heads": b"<XML_TOPSEE>" + b"<MESSAGE_HEADER " * 4_000,
    "Synology values": b"\x12\x34\x56\x78SYNO" + b"\x11\x00" * 30_000,
    "Panasonic values": b"\x00\x01" + bytes(60_000),
    "Vivotek letters": b"\x02\xf5\xdd\x76\x03\x01\x00" + b"\x04\x05" * 30_000,
    "white space": b"NOTIFY * HTTP/1.1\r\nNT:" + b" " * 60_000 + b"x",
    "many vias": b"REGISTER sip:a SIP/2.0\r\n" + b"Via: a,a\r\n" * 6_000,
    "many SIP messages": b"SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n" * 1_500,
    "many empty lines": b"SIP/2.0 200 OK\r\n\r\n" + b"\r\n" * 30_000,
    "open titles": b"HTTP/1.1 200 OK\r\n\r\n" + b"<title " * 8_000,
    "many paths": b"RTSP/1.0 200 OK\r\nRTP-Info: " + b"url=" * 15_000,
    "open Telnet options": b"\xff\xfb\1\xff\xfb\1" + b"\xff\xfa\1" * 20_000,
    "many colons": b"\xff\xfb\1\xff\xfb\1" + b"user " * 12_000,
    "deep lengths": b"\x30\x82\xff\xff" * 15_000,
    "many attributes": made_certificate.records(
        made_certificate.SERVER_HELLO
        + made_certificate.certificates(
            made_certificate.certificate(made_certificate.name(*[("CN", b"x")] * 4_000))
        )
    ),
    "many messages in one record": made_certificate.records(made_certificate.SERVER_HELLO * 800),
    "many tiny frames": b"RTSP/1.0 200 OK\r\n\r\n"
    + made_media.interleaved([made_media.rtp(1, 1, b"x")] * 3_000),
    "many texts": made.dns(None, flags=0x8400, answers=(made.record(b"\0", made.TXT, b"\x04md=x" * 12_000),)),
}


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_payload_takes_bounded_time(payload):
    read_every_way(payload)


def test_document_types_are_refused_and_nesting_ends():
    assert read_elements(HOSTILE["entities"]) == []
    assert read_elements(b"<a>" * 20_000 + b"x" + b"</a>" * 20_000) == []
    assert read_elements(b"<!DOCTYPE a><a>x</a>") == []
    assert read_elements(b"<a>" * 25 + b"x" + b"</a>" * 25) == []
    assert read_elements(b"<a>" * 24 + b"x" + b"</a>" * 24)[0].text == "x"
    assert read_elements(b"<a>x</a>" + b" " * 65_536) == []


def test_an_empty_payload_says_nothing():
    assert read_datagram(1, 2, b"") is NOTHING
    assert read_stream(b"", from_opener=True, server_port=443) is NOTHING


def test_the_source_names_no_field_outside_the_allow_list():
    folder = Path(__file__).resolve().parents[3] / "src/lamppost/observe/capture/payloads"
    prefixes = "|".join({field.partition(".")[0] for field in FIELDS})
    named = {
        field
        for path in folder.glob("*.py")
        for field in re.findall(rf'"((?:{prefixes})\.[a-z0-9_]+)"', path.read_text("utf-8"))
    }
    assert named == FIELDS
