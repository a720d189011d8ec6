"""Made frames of every link type and tunnel that is read, each around a packet that it is given."""

import random
import struct

from tests.engines.made import MACS, V4, V6, block, ipv4, ipv6

GATES = bytes([198, 51, 100, 1]), bytes([198, 51, 100, 2])
TEREDO = bytes.fromhex("20010000c6336401" + "00" * 8)
SNAP = b"\xaa\xaa\x03\0\0\0"
LINKS = (0, 1, 9, 12, 50, 51, 101, 104, 105, 108, 109, 113, 119, 127, 163, 192, 228, 276)


def udp4(source: int, target: int, payload: bytes, ends=(V4[0], V4[1]), ttl: int = 64) -> bytes:
    """An IPv4 packet with a datagram."""
    datagram = struct.pack(">HHHH", source, target, 8 + len(payload), 0) + payload
    return packet4(17, datagram, ends, ttl)


def packet4(
    proto: int, body: bytes, ends=(V4[0], V4[1]), ttl: int = 64, name: int = 1, part: int = 0
) -> bytes:
    """An IPv4 packet, without a checksum of its header."""
    return (
        struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), name, part, ttl, proto, 0) + b"".join(ends) + body
    )


def packet6(proto: int, body: bytes, ends=(V6[0], V6[1])) -> bytes:
    """An IPv6 packet."""
    return struct.pack(">IHBB", 0x60000000, len(body), proto, 64) + b"".join(ends) + body


def ether_of(packet: bytes) -> int:
    return 0x0800 if packet[0] >> 4 == 4 else 0x86DD


def ethernet(packet: bytes, ether: int | None = None, ends=(MACS[0], MACS[1])) -> bytes:
    """An Ethernet frame from the first of `ends` to the second."""
    return ends[1] + ends[0] + struct.pack(">H", ether_of(packet) if ether is None else ether) + packet


def wifi(
    packet: bytes, *, to: int = 1, out: int = 0, qos: bool = True, flags: int = 0, four: bytes = b""
) -> bytes:
    """A data frame of 802.11 around the packet."""
    quality = b"\0\0" if qos else b""
    head = bytes([0x88 if qos else 0x08, to | out << 1 | flags, 0, 0]) + MACS[2] + MACS[3] + MACS[4] + b"\0\0"
    return head + four + quality + SNAP + struct.pack(">H", ether_of(packet)) + packet


def aggregated(packets: list) -> bytes:
    """A frame of 802.11 that aggregates several."""
    head = bytes([0x88, 1, 0, 0]) + MACS[2] + MACS[3] + MACS[4] + b"\0\0" + b"\x80\0"
    for index, packet in enumerate(packets):
        body = SNAP + struct.pack(">H", ether_of(packet)) + packet
        part = MACS[5] + MACS[index % 2] + struct.pack(">H", len(body)) + body
        head += part + bytes(-len(part) % 4 if index < len(packets) - 1 else 0)
    return head


def radiotap(frame: bytes, flags: int = 0) -> bytes:
    """The frame behind a radiotap header with a time and flags."""
    return struct.pack("<BBHIQB", 0, 0, 17, 3, 7, flags) + frame


def on_link(link: int, packet: bytes) -> bytes:
    """The packet in a frame of this link type."""
    ether = struct.pack(">H", ether_of(packet))
    ppp = b"\x00\x21" if ether == b"\x08\0" else b"\x00\x57"
    return {
        0: struct.pack("<I", 2) + packet,
        1: ethernet(packet),
        9: b"\xff\x03" + ppp + packet,
        50: b"\xff\x03" + ppp + packet,
        51: struct.pack(">BBHH", 0x11, 0, 7, len(packet) + 2) + ppp + packet,
        104: b"\x0f\0" + ether + packet,
        105: wifi(packet),
        108: struct.pack(">I", 2) + packet,
        109: struct.pack("<I", 2) + bytes(8) + packet,
        113: struct.pack(">HHH", 0, 1, 6) + MACS[0] + bytes(2) + ether + packet,
        119: struct.pack("<II", 0x44, 144) + bytes(136) + wifi(packet),
        127: radiotap(wifi(packet)),
        163: struct.pack(">II", 0x80211001, 64) + bytes(56) + wifi(packet),
        192: struct.pack("<BBHI", 0, 0, 8, 105) + wifi(packet),
        276: ether + struct.pack(">HIHBB", 0, 1, 1, 0, 6) + MACS[0] + bytes(2) + packet,
    }.get(link, packet)


def tunnels(packet: bytes) -> dict:
    """The packet in each kind of tunnel, as the outer packet that carries it."""
    ether = ether_of(packet)
    gtp = struct.pack(">BBHI", 0x30, 255, len(packet), 9) + packet
    gtp_more = struct.pack(">BBHIHBB", 0x34, 255, len(packet) + 8, 9, 0, 0, 0x85) + b"\x01\x10\x07\0" + packet
    ppp = b"\xff\x03" + (b"\0\x21" if ether == 0x0800 else b"\0\x57") + packet
    frame = ethernet(packet)
    made = {
        "ip_in_ip": packet4(4 if ether == 0x0800 else 41, packet, GATES),
        "gre": packet4(47, struct.pack(">HH", 0, ether) + packet, GATES),
        "gre_with_all": packet4(47, struct.pack(">HHIII", 0xB000, ether, 0, 5, 6) + packet, GATES),
        "gre_bridge": packet4(47, struct.pack(">HH", 0, 0x6558) + frame, GATES),
        "gre_labels": packet4(47, struct.pack(">HHI", 0, 0x8847, 0x10140) + packet, GATES),
        "pptp": packet4(47, struct.pack(">HHHHI", 0x3001, 0x880B, len(ppp), 3, 1) + ppp, GATES),
        "erspan_1": packet4(47, struct.pack(">HH", 0, 0x88BE) + frame, GATES),
        "erspan_2": packet4(47, struct.pack(">HHIII", 0x1000, 0x88BE, 1, 0x10010001, 0) + frame, GATES),
        "erspan_3": packet4(47, struct.pack(">HHIIII", 0x1000, 0x22EB, 1, 0x20010001, 5, 0) + frame, GATES),
        "erspan_3_more": packet4(
            47, struct.pack(">HHIIII", 0x1000, 0x22EB, 1, 0x20010001, 5, 1) + bytes(8) + frame, GATES
        ),
        "vxlan": udp4(50000, 4789, struct.pack(">II", 0x08000000, 7 << 8) + frame, GATES),
        "geneve": udp4(50000, 6081, struct.pack(">HHI", 0x0100, 0x6558, 7 << 8) + bytes(4) + frame, GATES),
        "gtp_u": udp4(2152, 2152, gtp, GATES),
        "gtp_u_more": udp4(2152, 2152, gtp_more, GATES),
    }
    if ether == 0x86DD:
        made["teredo"] = udp4(50000, 3544, bytes(8) + packet[:8] + TEREDO + packet[24:], GATES)
    return made


def odd_frame(rng: random.Random, link: int) -> bytes:
    """A frame of this link type around something, often in tunnels or fragments."""
    packet = rng.choice((ipv4, ipv6))(rng)
    for _ in range(rng.choice((0, 1, 1, 2, 6))):
        packet = rng.choice(list(tunnels(packet).values()))
    if rng.random() < 0.3:
        size, name = rng.choice((8, 16, 40)), rng.randrange(2)
        start = rng.randrange(0, 3) * size
        body = (struct.pack(">HHHH", 40000, 3702, 80, 0) + bytes(100))[start : start + size]
        part = start // 8 | (0x2000 if rng.random() < 0.7 else 0)
        packet = packet4(17, body, (V4[0], V4[1]), 64, name, part)
    if link == 1 and rng.random() < 0.5:
        labels = struct.pack(">I", 0x10140)
        return rng.choice(
            (
                ethernet(labels + packet, 0x8847),
                ethernet(labels + bytes(4) + ethernet(packet), 0x8847),
                ethernet(labels + ethernet(packet), 0x8847),
                ethernet(struct.pack(">BBHHH", 0x11, 0, 7, len(packet) + 2, 0x21) + packet, 0x8864),
                ethernet(struct.pack(">HHHH", 5, 0x8100, 6, ether_of(packet)) + packet, 0x88A8),
            )
        )
    if link == 105 and rng.random() < 0.6:
        to, out = rng.randrange(2), rng.randrange(2)
        return rng.choice(
            (
                wifi(packet, to=to, out=out, qos=rng.random() < 0.5, four=MACS[5] if to and out else b""),
                wifi(packet, flags=rng.choice((4, 0x40, 0x80))),
                aggregated([packet, ipv4(rng), ipv6(rng)]),
                b"\x80\0" + bytes(30),
            )
        )
    if link == 127 and rng.random() < 0.5:
        return radiotap(wifi(packet), rng.choice((0x10, 0x20, 0x40)))
    return on_link(link, packet)


def make_links(rng: random.Random, n: int) -> bytes:
    """A capture with an interface of each link type."""
    data = block("<", 0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    for link in LINKS:
        data += block("<", 1, struct.pack("<HHI", link, 0, 0))
    for number in range(n):
        index = rng.randrange(len(LINKS))
        whole = odd_frame(rng, LINKS[index])
        part = whole[: rng.randrange(len(whole))] if rng.random() < 0.1 else whole
        time = 1_700_000_000_000_000 + number * rng.choice((1000, 20_000_000))
        data += block(
            "<", 6, struct.pack("<IIIII", index, time >> 32, time & 0xFFFFFFFF, len(part), len(whole)) + part
        )
    return data
