"""Bytes written by hand from the specifications; shares nothing with the parsers."""

import struct

A, CNAME, PTR, TXT, AAAA, SRV = 1, 5, 12, 16, 28, 33


def wire_name(name: str) -> bytes:
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".") if part) + b"\0"


def record(owner: bytes, kind: int, data: bytes, *, ttl: int = 60, family: int = 1) -> bytes:
    return owner + struct.pack(">HHIH", kind, family, ttl, len(data)) + data


def dns(
    name: str | None,
    *,
    kind: int = A,
    flags: int = 0x0100,
    answers: tuple[bytes, ...] = (),
    authority: tuple[bytes, ...] = (),
    additional: tuple[bytes, ...] = (),
) -> bytes:
    question = b"" if name is None else wire_name(name) + struct.pack(">HH", kind, 1)
    counts = (int(name is not None), len(answers), len(authority), len(additional))
    return struct.pack(">6H", 0x1234, flags, *counts) + question + b"".join(answers + authority + additional)


ANSWER = dns(
    "Camera.Example.net",
    flags=0x8180,
    answers=(
        record(b"\xc0\x0c", CNAME, wire_name("edge.example.net")),
        record(wire_name("edge.example.net"), A, bytes([192, 0, 2, 7])),
        record(wire_name("EDGE.example.net"), A, bytes([192, 0, 2, 8])),
    ),
)


def extension(kind: int, data: bytes) -> bytes:
    return struct.pack(">HH", kind, len(data)) + data


def server_name(name: bytes) -> bytes:
    entry = b"\0" + struct.pack(">H", len(name)) + name
    return extension(0, struct.pack(">H", len(entry)) + entry)


def client_hello(*extensions: bytes, without: bool = False) -> bytes:
    """A handshake message: RFC 8446 §4.1.2."""
    body = b"\x03\x03" + bytes(range(32)) + b"\x20" + bytes(32) + b"\x00\x04\x13\x01\x13\x02" + b"\x01\x00"
    if not without:
        data = b"".join(extensions)
        body += struct.pack(">H", len(data)) + data
    return b"\x01" + len(body).to_bytes(3, "big") + body


def tls_records(handshake: bytes, size: int = 16384) -> bytes:
    parts = [handshake[at : at + size] for at in range(0, len(handshake), size)]
    return b"".join(b"\x16\x03\x01" + struct.pack(">H", len(part)) + part for part in parts)


HELLO = tls_records(
    client_hello(
        extension(0x0A0A, b""),
        extension(43, b"\x02\x03\x04"),
        server_name(b"relay.example.net"),
        extension(16, b"\x00\x03\x02h2"),
    )
)


def dhcp(
    op: int, *options: tuple[int, bytes], yiaddr: bytes = bytes(4), mac: bytes = b"\x00\x00\x5e\x00\x53\x01"
) -> bytes:
    """RFC 2131 §2, with the cookie of RFC 2132 §2."""
    fixed = struct.pack(">BBBBIHH", op, 1, 6, 0, 0x3903F326, 0, 0) + bytes(4) + yiaddr + bytes(8)
    coded = b"".join(bytes([code, len(data)]) + data for code, data in options)
    return fixed + mac + bytes(10) + bytes(64) + bytes(128) + b"\x63\x82\x53\x63" + coded + b"\xff"


def dhip(body: bytes) -> bytes:
    return b"\x20\0\0\0DHIP" + bytes(8) + struct.pack("<IIII", len(body), 0, len(body), 0) + body


def dvrip(body: bytes, *, message_id: int = 1531, version: int = 1, size: int | None = None) -> bytes:
    length = len(body) if size is None else size
    return struct.pack("<BBHIIBBHI", 0xFF, version, 0, 0, 0, 0, 0, message_id, length) + body


def tuya(command: int = 0x13, body: bytes = bytes(range(32))) -> bytes:
    return struct.pack(">IIII", 0x55AA, 0, command, len(body) + 8) + body + bytes(4) + b"\x00\x00\xaa\x55"


NOTIFY = (
    b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age=1800\r\n"
    b"LOCATION: http://192.0.2.5/desc.xml\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\n"
    b"SERVER: Linux/4.9 UPnP/1.0 Example-Cam/2.1\r\nUSN: uuid:00::upnp:rootdevice\r\n\r\n"
)

HELLO_ONVIF = (
    b'<?xml version="1.0"?><s:Envelope xmlns:s="s"><s:Header/><s:Body><d:Hello><d:Types>dn:NetworkVideoTransmitter\n'
    b"tds:Device</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder "
    b"onvif://www.onvif.org/hardware/EX%2D100 onvif://www.onvif.org/name/Example%20Cam "
    b"onvif://www.onvif.org/location/country/nowhere</d:Scopes></d:Hello></s:Body></s:Envelope>"
)

DESCRIPTION = (
    b'<?xml version="1.0"?>\n<root xmlns="urn:schemas-upnp-org:device-1-0">'
    b"<device><!-- <manufacturer>no</manufacturer> --><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>"
    b"<friendlyName>Anna's window</friendlyName><manufacturer>Example &amp; Sons</manufacturer>"
    b"<modelName>EX-100</modelName><modelNumber>2.1</modelNumber><deviceList><device>"
    b"<manufacturer>Inner</manufacturer></device></deviceList></device></root>"
)
