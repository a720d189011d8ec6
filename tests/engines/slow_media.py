"""Which datagrams are looked at as media: slow and obvious, from RFC 3550 §5.1, RFC 3551 §6 and the reference page.

Of each side of a UDP flow, at most 32 datagrams that begin like RTP and name the same source, by the sum of its halves without
carry; a first one that no second follows is forgotten. Ports and beginnings that are read anyway, and port 443, are not used by `made_datagrams`.
"""

import random
import struct

TYPES = {0, 8, 9, 26, *range(96, 128)}
SOURCES = (b"aaab", b"abcd", b"\0\0\0\1", b"\0\1\0\0")  # the last two have one half-sum


def wanted(datagrams: list[tuple[int, int, bytes]]) -> list[int]:
    """Frame numbers, from 1, of the datagrams (source port, target port, payload) that are looked at."""
    sides: dict[tuple[int, int], list[bytes]] = {}
    rows = []
    for row, (src, dst, payload) in enumerate(datagrams, 1):
        if len(payload) < 16 or payload[0] // 64 != 2 or payload[1] % 128 not in TYPES:
            continue
        source = bytes(one ^ two for one, two in zip(payload[8:10], payload[10:12], strict=True))
        taken = sides.setdefault((src, dst), [])
        if len(taken) == 1 and taken[0] != source:
            taken.clear()
        if len(taken) < 32 and source == (taken or [source])[0]:
            taken.append(source)
            rows.append(row)
    return rows


def made_datagrams(rng: random.Random, n: int) -> list[tuple[int, int, bytes]]:
    """Datagrams between two ports in both directions, most of them like RTP."""
    made = []
    for number in range(n):
        ports = rng.choice(((40000, 50000), (40000, 50000), (50000, 40000), (40002, 50000)))
        first = rng.choice((0x80, 0x80, 0x80, 0x90, 0xBF, 0x40, 0xC0, 0x16))
        kind = rng.choice((96, 96, 224, 0, 8, 26, 33, 72, 200, 127))
        source = rng.choice((SOURCES[0], SOURCES[0], SOURCES[0], *SOURCES))
        tail = bytes(rng.choice((0, 3, 4, 40)))
        made.append((*ports, struct.pack(">BBHI", first, kind, number, number) + source + tail))
    return made


def capture_of(datagrams: list[tuple[int, int, bytes]]) -> bytes:
    """A pcap file of them; the lower port is always the same host."""
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for src, dst, payload in datagrams:
        ends = [bytes([192, 0, 2, 1 if port < 45000 else 2]) for port in (src, dst)]
        body = struct.pack(">HHHH", src, dst, 8 + len(payload), 0) + payload
        packet = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, 17, 0) + ends[0] + ends[1] + body
        frame = b"\0\0\x5e\0\x53\2\0\0\x5e\0\x53\1\x08\0" + packet
        data += struct.pack("<IIII", 1_700_000_000, 0, len(frame), len(frame)) + frame
    return data
