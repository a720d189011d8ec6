"""The capture decoder's twin: slow, obvious, whole files in memory; written from the specifications alone.

RFC 791, 8200, 9293, 768, 826, 4861; IEEE 802.1Q; draft-ietf-opsawg-pcap and -pcapng; tcpdump.org link types.
Addresses are `ipaddress` objects, a MAC is six bytes or None. What becomes of the packets is in `slow_flows`.
"""

import ipaddress
import struct
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.engines.slow_flows import ICMP, ICMPV6, TCP, UDP, Flows, Packet, count_packet, icmp_ports
from tests.engines.slow_links import Pieces, StopError, inside, inside_labels, parts_of, wired

NOWHERE = ipaddress.ip_address("::")


class Frame(NamedTuple):
    number: int
    data: bytes
    sent: int
    time: int
    link: int


@dataclass
class Sender:
    first_row: int
    packets: int = 0
    octets: int = 0
    flags: int = 0


@dataclass
class Seen:
    whole: bool = True
    frames: list = field(default_factory=list)
    flows: Flows = field(default_factory=Flows)
    senders: dict = field(default_factory=dict)
    fragments: int = 0
    tunnelled: int = 0
    pieces: Pieces = field(default_factory=Pieces)


class Rest(NamedTuple):
    """What is behind the IP headers."""

    body: bytes
    reach: bool
    length: int
    proto: int
    later: bool
    more: bool
    piece: tuple | None
    depth: int


def look(data: bytes) -> Seen:
    """Flows in order of their first frame, and senders by (MAC, VLAN, address) of one file's bytes."""
    seen = Seen()
    seen.frames, seen.whole = read_pcapng(data) if data[:4] == b"\n\r\r\n" else read_pcap(data)
    for frame in seen.frames:
        look_at(frame, seen)
    return seen


def read_pcap(data: bytes):
    magic = data[:4].hex()
    order = {"a1": ">", "d4": "<", "4d": "<", "34": "<"}[magic[:2]]
    per_microsecond = 1000 if "3c" in magic else 1
    extra = 8 if "cd" in magic else 0
    snap, link = struct.unpack(order + "II", data[16:24])
    most = max(2**18, min(snap, 2**23))
    frames, at = [], 24
    while at < len(data):
        head = data[at : at + 16 + extra]
        if len(head) < 16 + extra:
            return frames, False
        seconds, fraction, size, sent = struct.unpack(order + "IIII", head[:16])
        body = data[at + len(head) : at + len(head) + size]
        if size > most or len(body) < size:
            return frames, False
        time = seconds * 10**6 + fraction // per_microsecond
        frames.append(Frame(len(frames) + 1, body, max(sent, size), time, link & 0x3FFFFFF))
        at += len(head) + size
    return frames, True


def read_pcapng(data: bytes):
    frames, at, order, interfaces, time, most = [], 0, "<", [], 0, 2**18 + 2**16
    while at < len(data):
        if len(data) - at < 12:
            return frames, False
        if data[at : at + 4] == b"\n\r\r\n":
            if data[at + 8 : at + 12] == b"\x1a\x2b\x3c\x4d":
                order = ">"
            elif data[at + 8 : at + 12] == b"\x4d\x3c\x2b\x1a":
                order = "<"
            else:
                return frames, False
        kind, size = struct.unpack(order + "II", data[at : at + 8])
        if size < 12 or size % 4 or len(data) - at < size:
            return frames, False
        if struct.unpack(order + "I", data[at + size - 4 : at + size]) != (size,):
            return frames, False
        body = data[at + 8 : at + size - 4]
        if kind in (1, 2, 3, 6, 0x0A0D0D0A) and size > most:
            pass  # only refused where the block is not whole yet; a whole one is read
        if kind == 0x0A0D0D0A:
            interfaces = []
        elif kind == 1 and len(body) >= 8:
            interfaces.append(interface(body, order))
        elif kind in (2, 3, 6):
            frame, time = block(kind, body, order, interfaces, len(frames) + 1, time)
            frames.append(frame)
        at += size
    return frames, True


def interface(body: bytes, order: str) -> dict:
    link, _, snap = struct.unpack(order + "HHI", body[:8])
    told = {"link": link, "snap": snap, "units": 10**6, "offset": 0}
    at = 8
    while len(body) - at >= 4:
        code, size = struct.unpack(order + "HH", body[at : at + 4])
        value = body[at + 4 : at + 4 + size]
        if code == 0 or len(value) < size:
            break
        if code == 9 and size:
            told["units"] = 2 ** min(value[0] & 127, 62) if value[0] & 128 else 10 ** min(value[0], 24)
        if code == 14 and size >= 8:
            seconds = struct.unpack(order + "q", value[:8])[0]
            told["offset"] = seconds if abs(seconds) < 2**40 else told["offset"]  # beyond 34,000 years: none
        at += 4 + size + -size % 4
    return told


def block(kind: int, body: bytes, order: str, interfaces: list, number: int, time: int):
    fixed = 4 if kind == 3 else 20
    if len(body) < fixed:
        return Frame(number, b"", 0, time, -1), time
    if kind == 3:
        (sent,) = struct.unpack(order + "I", body[:4])
        index, size = 0, sent
        if interfaces and interfaces[0]["snap"]:
            size = min(size, interfaces[0]["snap"])
    else:
        index, high, low, size, sent = struct.unpack(order + "IIIII", body[:20])
        if kind == 2:
            (index,) = struct.unpack(order + "H", body[:2])
    data = body[fixed : fixed + size]
    link = -1
    if index < len(interfaces):
        link = interfaces[index]["link"]
        if kind != 3:
            units, stamp = interfaces[index]["units"], high << 32 | low
            if units % 2**41 == 0 and units.bit_count() == 1:  # 40 binary places are kept
                stamp, units = stamp // (units // 2**40), 2**40
            stamp = stamp * 10**6 // units + interfaces[index]["offset"] * 10**6
            if high < 2**30 and 0 <= stamp < 2**62:
                time = stamp
    return Frame(number, data, max(sent, len(data)), time, link), time


def look_at(frame: Frame, seen: Seen) -> None:
    if frame.data:
        for part in parts_of(frame.data, frame.sent, frame.link):
            look_at_part(frame, part, frame.sent if part.is_whole_frame else part.sent, seen)


def look_at_part(frame: Frame, part, sent: int, seen: Seen, depth: int = 0) -> None:
    """One packet; what is inside it is looked at in its place, and of the outer one its sender is counted."""
    source, target, vlan, ether, packet, left, _ = part
    if ether == "labels":
        opened = inside_labels(part)
        if opened and depth < 4:
            open_tunnel(frame, opened, seen, depth)
        else:
            count_sender(seen, frame, (source, vlan, NOWHERE), sent, 32)
    elif ether == 0x0806:
        look_at_arp(frame, packet, source, vlan, seen, sent)
    elif ether == 0x0800:
        look_at_ipv4(frame, packet, left, source, target, vlan, seen, depth)
    elif ether == 0x86DD:
        look_at_ipv6(frame, packet, left, source, target, vlan, seen, depth)
    elif ether != "radio":
        count_sender(seen, frame, (source, vlan, NOWHERE), sent, 32)


def open_tunnel(frame: Frame, opened, seen: Seen, depth: int) -> None:
    link, data, sent = opened
    seen.tunnelled += depth == 0
    try:
        part = wired(data, sent, link)
    except StopError:
        return
    look_at_part(frame, part, sent, seen, depth + 1)


def look_at_arp(frame: Frame, packet: bytes, source, vlan: int, seen: Seen, sent: int) -> None:
    key, flags = (source, vlan, NOWHERE), 32
    if len(packet) >= 28 and packet[:6] == b"\0\1\x08\0\6\4":
        hardware, address = packet[8:14], packet[14:18]
        if any(address) and source in (hardware, None):
            key, flags = (hardware, vlan, ipaddress.ip_address(address)), 1
    count_sender(seen, frame, key, sent, flags)


def look_at_ipv4(frame, packet, sent, source, target, vlan, seen, depth) -> None:
    if len(packet) < 20:
        return
    version, header = packet[0] >> 4, packet[0] % 16 * 4
    total, name, part, ttl, proto = struct.unpack(">HHHBB", packet[2:10])
    if version != 4 or header < 20 or sent < header or 0 < total < header:
        return
    total = min(total or sent, sent)
    one, two = ipaddress.ip_address(packet[12:16]), ipaddress.ip_address(packet[16:20])
    everyone = str(two) == "255.255.255.255"
    near = everyone or any(two in ipaddress.ip_network(net) for net in ("224.0.0.0/24", "239.255.0.0/16"))
    group = everyone or two.is_multicast
    later, more = part % 8192 > 0, bool(part & 0x2000)
    count_hop(seen, frame, (source, vlan, one), total, ttl, group, near)
    body = b"" if header > len(packet) else packet[header:total]
    piece = None
    if later or more:
        piece = ((one, two, proto, name, vlan), part % 8192 * 8, body, total - header, not more, 15_000_000)
    rest = Rest(body, header <= len(packet), total - header, proto, later, more, piece, depth)
    look_at_rest(frame, seen, rest, (one, two), (source, target), vlan, total)


def look_at_ipv6(frame, packet, sent, source, target, vlan, seen, depth) -> None:
    if len(packet) < 40 or packet[0] >> 4 != 6:
        return
    total, proto, ttl = struct.unpack(">HBB", packet[4:8])
    total = min(jumbo(packet, sent) if total == 0 and proto != 59 else total + 40, sent)
    one, two = address_of(packet[8:24]), address_of(packet[24:40])
    group = packet[24] == 255
    count_hop(seen, frame, (source, vlan, one), total, ttl, group, group and packet[25] % 16 == 2)
    packet = packet[:total]
    at, later, more, reach, piece = 40, False, False, True, None
    while proto in (0, 43, 44, 51, 60, 135, 139, 140) and not later:
        extension = packet[at : at + 8]
        if len(extension) < 8:
            reach = False
            break
        if proto == 44:
            (part,) = struct.unpack(">H", extension[2:4])
            later, more, size = part >> 3 > 0, bool(part % 2), 8
            key = (one, two, None, extension[4:8], vlan)
            piece = (key, part // 8 * 8, packet[at + 8 :], total - at - 8, not more, 60_000_000)
        else:
            size = (extension[1] + 2) * 4 if proto == 51 else (extension[1] + 1) * 8
        proto = extension[0]
        at += size
    if at > total:
        reach = False
    body = packet[at:] if reach else b""
    if reach and proto == 58 and not later and not more and ttl == 255 and (depth == 0 or source):
        look_at_neighbours(frame, seen, body, total - at, one, source, vlan)
    rest = Rest(body, reach, total - at, proto, later, more, piece if later or more else None, depth)
    look_at_rest(frame, seen, rest, (one, two), (source, target), vlan, total)


def address_of(octets: bytes):
    """An IPv6 address; one that stands for an IPv4 one (RFC 4291 §2.5.5.2) is that."""
    address = ipaddress.ip_address(octets)
    return address.ipv4_mapped or address


def jumbo(packet: bytes, sent: int) -> int:
    """The length by a jumbo payload option (RFC 2675); what was sent where there is none that can be."""
    options = packet[42 : 48 + packet[41] * 8] if packet[6] == 0 and len(packet) >= 48 else b""
    while len(options) >= 2:
        if options[0] == 0:
            options = options[1:]
            continue
        if options[:2] == b"\xc2\4":
            length = int.from_bytes(options[2:6])
            return length + 40 if len(options) >= 6 and length > 65535 else sent
        options = options[2 + options[1] :]
    return sent


def look_at_neighbours(frame, seen, body, length, address, source, vlan) -> None:
    if len(body) < 8:
        return
    start, wanted = {134: (16, 1), 135: (24, 1), 136: (24, 2)}.get(body[0], (None, None))
    if start is None or start > length:
        return
    if body[0] == 136:
        if len(body) < 24:
            return
        address = address_of(body[8:24])
    while start + 2 <= len(body):
        size = body[start + 1] * 8
        if size == 0 or start + size > length:
            return
        option = body[start : start + size]
        mac = option[2:8]
        if option[0] == wanted and size == 8 == len(option) and address != NOWHERE and source in (mac, None):
            count_sender(seen, frame, (mac, vlan, address), 0, 2, 0)
            return
        start += size


def look_at_rest(frame, seen, rest, ends, macs, vlan, total) -> None:
    ports, flags, sequence, body, proto = (-1, -1), 0, 0, rest.body, rest.proto
    if rest.reach and not rest.later and not rest.more:
        opened = inside(proto, body, rest.length)
        if opened and rest.depth < 4:
            open_tunnel(frame, opened, seen, rest.depth)
            return
    seen.fragments += rest.later
    least = {TCP: 20, UDP: 8, ICMP: 8, ICMPV6: 8}.get(proto)
    if least and rest.reach and not rest.later and len(body) >= 4 and (rest.more or rest.length >= least):
        ports = struct.unpack(">HH", body[:4])
        if proto in (ICMP, ICMPV6):
            ports = icmp_ports(proto, body[0], body[1])
        if proto == TCP and len(body) >= 14:
            (sequence,), flags = struct.unpack(">I", body[4:8]), body[13]
    if rest.piece:
        key, start, octets, size, last, wait = rest.piece
        first = seen.pieces.ports(key, (proto, ports), start, octets, size, last, frame.time, wait)
        if first and rest.later:
            proto, ports = first
    source, target = (ends[0], ports[0]), (ends[1], ports[1])
    packet = Packet(frame.number, frame.time, vlan, proto, source, target, macs, total, flags, sequence)
    count_packet(seen.flows, packet)


def count_hop(seen, frame, key, total, ttl, group, near) -> None:
    mac, vlan, address = key
    if int(address) == 0:
        count_sender(seen, frame, (mac, vlan, NOWHERE), total, 32)
        return
    forwarded = ttl > 32 and ttl not in (64, 128, 255) and not group
    initial = ttl in (32, 64, 128, 255)
    count_sender(seen, frame, key, total, 4 * near + 8 * initial + 16 * forwarded)


def count_sender(seen, frame, key, octets, flags, packets=1) -> None:
    sender = seen.senders.setdefault(key, Sender(frame.number))
    sender.packets += packets
    sender.octets += octets
    sender.flags |= flags
