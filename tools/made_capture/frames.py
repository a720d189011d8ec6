"""Octets of single messages and frames, one at a time, written from the specifications.

Ethernet II (IEEE 802.3), ARP (RFC 826), IPv4 (RFC 791), UDP (RFC 768), TCP (RFC 9293), DNS (RFC 1035, 3596),
DHCP (RFC 2131, 2132), SSDP (UPnP Device Architecture 2.0 section 1.3), NTP (RFC 5905), HTTP (RFC 9112),
RTSP (RFC 2326), RTP (RFC 3550).
"""

import struct

A, CNAME, AAAA, PTR = 1, 5, 28, 12


def checksum_free_ipv4(
    source: bytes, target: bytes, proto: int, payload: bytes, ttl: int, number: int
) -> bytes:
    """An IPv4 packet; checksums are left 0, as offload leaves them."""
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), number & 0xFFFF, 0x4000, ttl, proto, 0)
    return head + source + target + payload


def ethernet(source: int, target: int, packet: bytes, ether: int = 0x0800) -> bytes:
    """An Ethernet frame, padded to the least length."""
    frame = target.to_bytes(6) + source.to_bytes(6) + ether.to_bytes(2) + packet
    return frame.ljust(60, b"\0")


def udp(source: int, target: int, payload: bytes) -> bytes:
    return struct.pack(">HHHH", source, target, 8 + len(payload), 0) + payload


def tcp(source: int, target: int, sequence: int, flags: int, payload: bytes = b"") -> bytes:
    head = struct.pack(">HHIIBBHHH", source, target, sequence & 0xFFFFFFFF, 1, 0x50, flags, 64240, 0, 0)
    return head + payload


def domain(name: str) -> bytes:
    """A name as labels (RFC 1035 section 3.1)."""
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def dns(number: int, name: str, address: bytes | None) -> bytes:
    """A query, or with an address its answer (RFC 1035 section 4)."""
    return dns_query(number, name) if address is None else dns_answer(number, name, [address])


def dns_query(number: int, name: str, kind: int = A) -> bytes:
    return struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + domain(name) + struct.pack(">HH", kind, 1)


def dns_answer(number: int, name: str, addresses: list[bytes], alias: str | None = None) -> bytes:
    """An answer; with an alias the addresses are the alias's. They stand at the end, each behind 12 octets."""
    kind = A if len(addresses[0]) == 4 else AAAA
    head = struct.pack(">HHHHHH", number, 0x8180, 1, len(addresses) + (alias is not None), 0, 0)
    question = domain(name) + struct.pack(">HH", kind, 1)
    pointer, aliases = 0xC00C, b""
    if alias is not None:
        target = domain(alias)
        aliases = struct.pack(">HHHIH", pointer, CNAME, 1, 300, len(target)) + target
        pointer = 0xC000 | (12 + len(question) + 12)
    records = [struct.pack(">HHHIH", pointer, kind, 1, 300, len(address)) + address for address in addresses]
    return head + question + aliases + b"".join(records)


def mdns_query(service: str) -> bytes:
    """Who offers a service (RFC 6762 section 5)."""
    return struct.pack(">HHHHHH", 0, 0, 1, 0, 0, 0) + domain(service) + struct.pack(">HH", PTR, 1)


def arp(operation: int, mac: bytes, address: bytes, to_mac: bytes, to_address: bytes) -> bytes:
    return struct.pack(">HHBBH", 1, 0x0800, 6, 4, operation) + mac + address + to_mac + to_address


def dhcp(kind: int, host_name: str) -> bytes:
    """A client's message; its MAC stands at octet 28, its transaction at octet 4."""
    head = struct.pack(">BBBBIHH", 1, 1, 6, 0, 0, 0, 0) + bytes(16) + bytes(16) + bytes(64) + bytes(128)
    options = bytes([53, 1, kind, 55, 4, 1, 3, 6, 15, 12, len(host_name)]) + host_name.encode() + b"\xff"
    return head + b"\x63\x82\x53\x63" + options


def ssdp_search() -> bytes:
    lines = (
        "M-SEARCH * HTTP/1.1",
        "HOST: 239.255.255.250:1900",
        'MAN: "ssdp:discover"',
        "MX: 2",
        "ST: ssdp:all",
    )
    return "\r\n".join((*lines, "", "")).encode()


def ntp(mode: int) -> bytes:
    """A message of 48 octets: version 4, mode 3 asks and 4 answers (RFC 5905 section 7.3)."""
    return bytes([0x20 | mode, 2 if mode == 4 else 0, 6, 0xEC]) + bytes(44)


def http_request(name: str, octets: int) -> bytes:
    """A GET of exactly so many octets: the path is as long as is left."""
    lines = f" HTTP/1.1\r\nHost: {name}\r\nUser-Agent: made/1.0\r\nAccept: */*\r\n\r\n"
    return ("GET /" + "a" * (octets - len(lines) - 5) + lines).encode()


def http_reply(octets: int) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nServer: made\r\nContent-Length: {octets}\r\n\r\n"
    return head.encode() + b"x" * octets


def rtsp_request(method: str, number: int, url: str, *headers: str) -> bytes:
    return "\r\n".join((f"{method} {url} RTSP/1.0", f"CSeq: {number}", *headers, "", "")).encode()


def rtsp_reply(number: int, *headers: str, body: str = "") -> bytes:
    length = (f"Content-Length: {len(body)}",) if body else ()
    lines = ("RTSP/1.0 200 OK", f"CSeq: {number}", "Server: made camera", *headers, *length, "", "")
    return "\r\n".join(lines).encode() + body.encode()
