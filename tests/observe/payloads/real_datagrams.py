"""A tiny reader of real captures, written apart from lamppost's own: classic pcap and pcapng."""

import struct
from collections.abc import Iterator
from pathlib import Path

CAPTURES = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "captures"
IP_AT = {0: 4, 1: 14, 113: 16}  # null, Ethernet, Linux cooked


def frames(path: Path) -> Iterator[tuple[int, bytes]]:
    data = path.read_bytes()
    if data[:4] == b"\xd4\xc3\xb2\xa1":
        (link,), at = struct.unpack_from("<I", data, 20), 24
        while at < len(data):
            (size,) = struct.unpack_from("<I", data, at + 8)
            yield link, data[at + 16 : at + 16 + size]
            at += 16 + size
        return
    at = link = 0
    while at < len(data):
        kind, total = struct.unpack_from("<II", data, at)
        if kind == 1:
            (link,) = struct.unpack_from("<H", data, at + 8)
        elif kind == 6:
            (size,) = struct.unpack_from("<I", data, at + 20)
            yield link, data[at + 28 : at + 28 + size]
        at += total


def segments(path: Path) -> Iterator[tuple[int, int, int, bytes, tuple[bytes, bytes]]]:
    """Protocol, ports, payload and address pair of each UDP datagram and TCP segment over IPv4."""
    for link, frame in frames(path):
        ip = frame[IP_AT[link] :]
        if link == 1 and frame[12:14] != b"\x08\0":
            continue
        head = (ip[0] & 15) * 4
        body = ip[head : int.from_bytes(ip[2:4], "big")]
        if ip[9] not in (6, 17) or len(body) < 8:
            continue
        src, dst = struct.unpack_from(">HH", body)
        offset = 8 if ip[9] == 17 else (body[12] >> 4) * 4
        yield ip[9], src, dst, body[offset:], (ip[12:16], ip[16:20])


def datagrams(path: Path) -> list[tuple[int, int, bytes]]:
    return [(src, dst, payload) for proto, src, dst, payload, _ in segments(path) if proto == 17]


def stream_heads(path: Path, server_port: int, limit: int = 8192) -> dict[tuple[bytes, int, bool], bytes]:
    """The first bytes of each direction: segments in file order, those seen before dropped.

    Keys are the opener's address and port, and whether the opener sent it.
    """
    heads: dict[tuple[bytes, int, bool], bytes] = {}
    seen = set()
    for proto, src, dst, payload, (src_ip, dst_ip) in segments(path):
        if proto != 6 or not payload or server_port not in (src, dst):
            continue
        from_opener = dst == server_port
        key = (src_ip if from_opener else dst_ip, src if from_opener else dst, from_opener)
        if (key, payload) not in seen:
            seen.add((key, payload))
            heads[key] = (heads.get(key, b"") + payload)[:limit]
    return heads
