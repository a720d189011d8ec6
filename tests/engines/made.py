"""Made captures with a little of everything: link types, tags, fragments, extension headers, odd lengths."""

import random
import struct

MACS = [bytes.fromhex(f"00005e0053{number:02x}") for number in range(6)]
V4 = [bytes([192, 0, 2, number]) for number in (1, 2, 3, 254)] + [b"\xff" * 4, b"\xe0\0\0\xfb", b"\0" * 4]
V6 = [bytes.fromhex("20010db8" + "00" * 11 + f"{number:02x}") for number in (1, 2, 3)]
V6 += [bytes.fromhex("fe80" + "00" * 13 + "01"), bytes.fromhex("ff02" + "00" * 13 + "fb"), bytes(16)]
PORTS = [53, 80, 443, 554, 5353, 8554, 32768, 40000, 50000, 51000]


def segment(rng: random.Random) -> tuple[int, bytes]:
    """A protocol number and what it carries."""
    source, target = rng.choice(PORTS), rng.choice(PORTS)
    payload = rng.randbytes(rng.choice((0, 1, 7, 30, 200)))
    kind = rng.randrange(8)
    if kind < 3:
        flags = rng.choice((2, 18, 16, 24, 17))
        payload = rng.choice(
            (payload, b"GET / HTTP/1.1\r\nHost: example.net\r\n\r\n", b"\x16\x03\x01\x00\x05hello")
        )
        return 6, struct.pack(
            ">HHIIBBHHH", source, target, rng.randrange(9), 0, rng.choice((0x50, 0x60, 0x40)), flags, 9, 0, 0
        ) + payload
    if kind < 6:
        said = rng.choice((8 + len(payload), 8 + len(payload), 0, 4, 900))
        return 17, struct.pack(">HHHH", source, target, said, 0) + payload
    if kind == 6:
        mac, code = rng.choice(MACS), rng.choice((134, 135, 136))
        head = bytes([code, 0, 0, 0]) + bytes(4) + (bytes(8) if code == 134 else rng.choice(V6))
        return 58, head + bytes([rng.choice((1, 2)), rng.choice((1, 1, 0, 9))]) + mac
    return rng.choice((1, 2, 41, 47)), payload


def ipv4(rng: random.Random) -> bytes:
    proto, body = segment(rng)
    options = bytes(rng.choice((0, 0, 4, 8)))
    total = rng.choice((20 + len(options) + len(body),) * 6 + (0, 10, 60000))
    part = rng.choice((0, 0, 0, 0x4000, 0x2000, 0x2001, 7))
    return (
        struct.pack(">BBHHHBBH", 0x45 + len(options) // 4, 0, total, 1, part, rng.choice((1, 32, 63, 64, 128, 200, 255)), proto, 0)
        + rng.choice(V4) + rng.choice(V4) + options + body
    )  # fmt: skip


def ipv6(rng: random.Random) -> bytes:
    proto, body = segment(rng)
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        kind = rng.choice((0, 43, 44, 51, 60))
        if kind == 44:
            body = struct.pack(">BBHI", proto, 0, rng.choice((0, 1, 8, 9)), 5) + body
        else:
            words = rng.choice((0, 1))
            size = (words + 2) * 4 if kind == 51 else (words + 1) * 8
            body = bytes([proto, words]) + bytes(max(size, 8) - 2) + body
        proto = kind
    length = rng.choice((len(body),) * 6 + (0, 3, 60000))
    return (
        struct.pack(">IHBB", 0x60000000, length, proto, rng.choice((1, 63, 64, 255, 255)))
        + rng.choice(V6)
        + rng.choice(V6)
        + body
    )


def arp(rng: random.Random) -> bytes:
    return (
        struct.pack(">HHBBH", 1, 0x0800, 6, rng.choice((4, 4, 16)), 1)
        + rng.choice(MACS) + rng.choice(V4) + bytes(6) + rng.choice(V4)
    )  # fmt: skip


def frame(rng: random.Random, link: int) -> bytes:
    """One frame of a link type."""
    ether, packet = rng.choice(((0x0800, ipv4), (0x0800, ipv4), (0x86DD, ipv6), (0x0806, arp), (0x88CC, arp)))
    body = packet(rng)
    if link in (0, 108):
        return bytes(4) + body
    if link not in (1, 113, 276):
        return body
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        body = struct.pack(">HH", rng.choice((0, 5, 6, 0x6007)), ether) + body
        ether = rng.choice((0x8100, 0x88A8, 0x9100))
    if rng.random() < 0.1:
        body = b"\xaa\xaa\x03\0\0\0" + ether.to_bytes(2) + body
        ether = len(body) % 1500
    mac = rng.choice(MACS)
    if link == 113:
        return struct.pack(">HHH", 0, 1, rng.choice((6, 6, 0))) + mac + bytes(2) + ether.to_bytes(2) + body
    if link == 276:
        return struct.pack(">HHIHBB", ether, 0, 1, 1, 0, rng.choice((6, 6, 0))) + mac + bytes(2) + body
    return (rng.choice((*MACS, b"\xff" * 6)) + mac + ether.to_bytes(2) + body).ljust(60, b"\0")


def captured(rng: random.Random, link: int) -> tuple[bytes, int]:
    """What was captured of a frame, and how long it was."""
    whole = frame(rng, link)
    return (whole[: rng.randrange(len(whole))] if rng.random() < 0.15 else whole), len(whole)


def make_pcap(rng: random.Random, n: int) -> bytes:
    """A pcap file in any of its six forms."""
    order, magic = rng.choice("<>"), rng.choice((0xA1B2C3D4, 0xA1B23C4D, 0xA1B2CD34))
    link = rng.choice((1, 1, 1, 0, 12, 14, 101, 108, 113, 228, 229, 276, 147))
    data = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)
    for number in range(n):
        part, sent = captured(rng, link)
        sent = rng.choice((sent,) * 9 + (len(part) // 2,))
        data += struct.pack(order + "IIII", 1_700_000_000 + number, rng.randrange(10**6), len(part), sent)
        data += (bytes(8) if magic == 0xA1B2CD34 else b"") + part
    return data


def block(order: str, kind: int, body: bytes) -> bytes:
    """A pcapng block, padded."""
    body += bytes(-len(body) % 4)
    length = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + length + body + length


def make_pcapng(rng: random.Random, n: int) -> bytes:
    """Sections in both byte orders with several interfaces and every kind of packet block."""
    data = b""
    for _ in range(2):
        order = rng.choice("<>")
        data += block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
        links = [rng.choice((1, 1, 101, 113, 276)) for _ in range(rng.randrange(1, 4))]
        for link in links:
            options = rng.choice((b"", struct.pack(order + "HHB3x", 9, 1, rng.choice((3, 6, 9, 0x80 | 20)))))
            options += rng.choice((b"", struct.pack(order + "HHq", 14, 8, rng.choice((3600, -5)))))
            data += block(order, 1, struct.pack(order + "HHI", link, 0, rng.choice((0, 65535))) + options)
        for _ in range(n // 2):
            index = rng.randrange(len(links))
            part, sent = captured(rng, links[index])
            time = 1_700_000_000_000_000 + rng.randrange(10**12)
            kind = rng.choice((6, 6, 6, 2, 3, 5, 0x40000BAD))
            if kind == 6:
                body = (
                    struct.pack(order + "IIIII", index, time >> 32, time & 0xFFFFFFFF, len(part), sent) + part
                )
            elif kind == 2:
                body = (
                    struct.pack(order + "HHIIII", index, 0, time >> 32, time & 0xFFFFFFFF, len(part), sent)
                    + part
                )
            elif kind == 3:
                body = struct.pack(order + "I", sent) + frame(rng, links[0])[:sent]
            else:
                body = rng.randbytes(20)
            data += block(order, kind, body)
    return data
