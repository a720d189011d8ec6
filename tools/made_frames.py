"""Frames for made captures, written from the specifications; imports nothing of lamppost.

Ethernet II (IEEE 802.3), ARP (RFC 826), IPv4 (RFC 791), UDP (RFC 768), TCP (RFC 9293), DNS (RFC 1035),
mDNS (RFC 6762, 6763), DHCP (RFC 2131, 2132), TLS ClientHello (RFC 8446, 6066), pcap
(draft-ietf-opsawg-pcap). Checksums are right, so that other tools read the frames without complaint.
"""

from __future__ import annotations

import ipaddress
import struct

BROADCAST = "ff:ff:ff:ff:ff:ff"
SNAP_LENGTH = 262_144


def mac_bytes(mac: str) -> bytes:
    return bytes.fromhex(mac.replace(":", ""))


def multicast_mac(group: str) -> str:
    """The Ethernet address of an IPv4 group (RFC 1112 §6.4)."""
    low = int(ipaddress.IPv4Address(group)) & 0x7FFFFF
    return "01:00:5e:" + ":".join(f"{(low >> shift) & 0xFF:02x}" for shift in (16, 8, 0))


def checksum(data: bytes) -> int:
    """The internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ethernet(src: str, dst: str, kind: int, payload: bytes, vlan: int | None = None) -> bytes:
    tag = struct.pack(">HH", 0x8100, vlan) if vlan is not None else b""
    return mac_bytes(dst) + mac_bytes(src) + tag + struct.pack(">H", kind) + payload


def arp_reply(mac: str, ip: str, to_mac: str, to_ip: str) -> bytes:
    body = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 2) + mac_bytes(mac) + ipaddress.IPv4Address(ip).packed
    return ethernet(mac, to_mac, 0x0806, body + mac_bytes(to_mac) + ipaddress.IPv4Address(to_ip).packed)


def ipv4(src: str, dst: str, protocol: int, payload: bytes, ttl: int = 64) -> bytes:
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0x4000, ttl, protocol, 0)
    head += ipaddress.IPv4Address(src).packed + ipaddress.IPv4Address(dst).packed
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def _pseudo(src: str, dst: str, protocol: int, length: int) -> bytes:
    return (
        ipaddress.IPv4Address(src).packed
        + ipaddress.IPv4Address(dst).packed
        + struct.pack(">BBH", 0, protocol, length)
    )


def udp(src: str, src_port: int, dst: str, dst_port: int, payload: bytes, ttl: int = 64) -> bytes:
    head = struct.pack(">HHHH", src_port, dst_port, 8 + len(payload), 0)
    total = checksum(_pseudo(src, dst, 17, 8 + len(payload)) + head + payload) or 0xFFFF
    return ipv4(src, dst, 17, head[:6] + struct.pack(">H", total) + payload, ttl)


def tcp(
    src: str,
    src_port: int,
    dst: str,
    dst_port: int,
    seq: int,
    ack: int,
    flags: int,
    payload: bytes = b"",
    ttl: int = 64,
) -> bytes:
    head = struct.pack(
        ">HHIIBBHHH", src_port, dst_port, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 5 << 4, flags, 64240, 0, 0
    )
    total = checksum(_pseudo(src, dst, 6, 20 + len(payload)) + head + payload)
    return ipv4(src, dst, 6, head[:16] + struct.pack(">H", total) + head[18:] + payload, ttl)


def dns_name(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def dns_query(number: int, name: str) -> bytes:
    return struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + dns_name(name) + struct.pack(">HH", 1, 1)


def dns_answer(number: int, name: str, address: str) -> bytes:
    question = dns_name(name) + struct.pack(">HH", 1, 1)
    record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 300, 4) + ipaddress.IPv4Address(address).packed
    return struct.pack(">HHHHHH", number, 0x8180, 1, 1, 0, 0) + question + record


def mdns_answer(records: list[tuple[str, int, bytes]]) -> bytes:
    """An unsolicited mDNS answer: name, type, data of each record."""
    body = b"".join(
        dns_name_raw(name) + struct.pack(">HHIH", kind, 1, 120, len(data)) + data
        for name, kind, data in records
    )
    return struct.pack(">HHHHHH", 0, 0x8400, 0, len(records), 0, 0) + body


def dns_name_raw(name: str) -> bytes:
    """A service name whose instance label may hold dots and spaces: `Instance|_type._tcp.local`."""
    if "|" not in name:
        return dns_name(name)
    instance, rest = name.split("|")
    return bytes([len(instance)]) + instance.encode() + dns_name(rest)


def dhcp_request(
    mac: str, number: int, *, host_name: str | None = None, vendor_class: str | None = None
) -> bytes:
    head = struct.pack(">BBBBIHH", 1, 1, 6, 0, number, 0, 0) + bytes(16) + mac_bytes(mac) + bytes(10 + 192)
    options = b"\x63\x82\x53\x63" + b"\x35\x01\x01"
    for code, text in ((12, host_name), (60, vendor_class)):
        if text is not None:
            options += bytes([code, len(text)]) + text.encode()
    return head + options + b"\xff"


def client_hello(server_name: str, seed: int) -> bytes:
    """A TLS 1.2-style record with a ClientHello that names its server."""
    host = server_name.encode()
    entry = b"\0" + struct.pack(">H", len(host)) + host
    listed = struct.pack(">H", len(entry)) + entry
    extensions = struct.pack(">HH", 0, len(listed)) + listed
    random = bytes((seed * 31 + at * 7) % 256 for at in range(32))
    body = b"\x03\x03" + random + b"\0" + struct.pack(">HH", 2, 0x1301) + b"\x01\0"
    body += struct.pack(">H", len(extensions)) + extensions
    handshake = b"\x01" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack(">H", len(handshake)) + handshake


def pcap(frames: list[tuple[float, bytes]]) -> bytes:
    """A pcap file, microseconds, little endian, Ethernet, from (seconds since 1970, frame)."""
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, SNAP_LENGTH, 1)
    rows = []
    for at, frame in sorted(frames, key=lambda pair: pair[0]):
        micro = round(at * 1_000_000)
        rows.append(
            struct.pack("<IIII", micro // 1_000_000, micro % 1_000_000, len(frame), len(frame)) + frame
        )
    return head + b"".join(rows)
