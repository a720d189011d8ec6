"""Export messages, made field by field: NetFlow 5 and 9, and IPFIX."""

import ipaddress
import struct

REVERSE = 29305
START = 1_700_000_000
UPTIME_MS = 5_000_000
CAMERA, SERVER, EXPORTER, COLLECTOR = "192.0.2.10", "198.51.100.7", "192.0.2.1", "192.0.2.2"
SYN, ACK, FIN, RST, PUSH = 2, 16, 1, 4, 8


def v5(*records, sequence=0, engine=0x0102, sampling=0, uptime_ms=UPTIME_MS, secs=START):
    """A message of version 5; records as `v5_record` makes them."""
    head = struct.pack(">HHIIIIHH", 5, len(records), uptime_ms, secs, 0, sequence, engine, sampling)
    return head + b"".join(records)


def v5_record(
    src, dst, sport, dport, proto=6, packets=1, octets=40, first_ms=UPTIME_MS, last_ms=None, flags=0
):
    ends = ipaddress.IPv4Address(src).packed + ipaddress.IPv4Address(dst).packed + bytes(4)
    last_ms = first_ms if last_ms is None else last_ms
    return ends + struct.pack(
        ">HHIIIIHHBBBBHHBBH",
        1,
        2,
        packets,
        octets,
        first_ms,
        last_ms,
        sport,
        dport,
        0,
        flags,
        proto,
        0,
        0,
        0,
        24,
        24,
        0,
    )


def v9(*sets, sequence=0, source=7, uptime_ms=UPTIME_MS, secs=START, count=1):
    return struct.pack(">HHIIII", 9, count, uptime_ms, secs, sequence, source) + b"".join(sets)


def ipfix(*sets, sequence=0, domain=7, secs=START):
    body = b"".join(sets)
    return struct.pack(">HHIII", 10, 16 + len(body), secs, sequence, domain) + body


def one_set(number, *parts, padding=0):
    body = b"".join(parts) + bytes(padding)
    return struct.pack(">HH", number, 4 + len(body)) + body


def fields(*pairs):
    """Field specifiers of (element, length) or (element, length, enterprise)."""
    found = b""
    for element, length, *enterprise in pairs:
        found += struct.pack(">HH", element | (0x8000 if enterprise else 0), length)
        found += struct.pack(">I", *enterprise) if enterprise else b""
    return found


def template(number, *pairs, version=9):
    """A set with one template."""
    return one_set(0 if version == 9 else 2, struct.pack(">HH", number, len(pairs)), fields(*pairs))


def options_template(number, scopes, options, version=9):
    """A set with one template of options."""
    if version == 9:
        head = struct.pack(">HHH", number, 4 * len(scopes), 4 * len(options))
        return one_set(1, head, fields(*scopes), fields(*options), padding=2)
    head = struct.pack(">HHH", number, len(scopes) + len(options), len(scopes))
    return one_set(3, head, fields(*scopes), fields(*options))


def number(value, length):
    return value.to_bytes(length)


def address(text):
    return ipaddress.ip_address(text).packed


PLAIN = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (1, 4), (2, 4), (22, 4), (21, 4))
"""Addresses, ports, protocol, flags, octets, packets, and the times of the first and the last packet since the start."""


def plain_record(
    src, dst, sport, dport, proto=6, flags=0, octets=40, packets=1, first_ms=UPTIME_MS, last_ms=None
):
    last_ms = first_ms if last_ms is None else last_ms
    return (
        address(src)
        + address(dst)
        + struct.pack(">HHBBIIII", sport, dport, proto, flags, octets, packets, first_ms, last_ms)
    )
