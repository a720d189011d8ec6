"""The twin's links, tunnels and fragments: slow and obvious, from the specifications alone.

IEEE 802.3, 802.1Q, 802.11; tcpdump.org link types; radiotap.org; AVS 2.1; PPI; RFC 791, 1042, 1661, 2003, 2516, 2637,
2784, 2890, 3032, 4380, 4385, 5722, 7348, 8200, 8926; 3GPP TS 29.281; draft-foschiano-erspan-03. Octets are slices,
and what is missing makes a slice short: `take` raises Short then, and Broken where the sender never sent as much.
"""

import struct
from typing import NamedTuple

ETHERNET, RAW, PPP, LABELS = 1, 101, 9, "labels"
TAGS = (0x8100, 0x88A8, 0x9100)
TEREDO = bytes.fromhex("20010000")


class StopError(Exception):
    """Nothing further can be read here."""


class Part(NamedTuple):
    source: bytes | None
    target: bytes | None
    vlan: int
    ether: int | str
    data: bytes  # from the network header on, as far as captured
    sent: int
    is_whole_frame: bool = True


def number(octets: bytes, size: int, order: str = "big") -> int:
    if len(octets) < size:
        raise StopError
    return int.from_bytes(octets[:size], order)


def parts_of(data: bytes, sent: int, link) -> list:
    """The parts of a frame, most often one; an empty list where nothing can be read."""
    try:
        if link in (119, 127, 163, 192):
            size = monitor_size(data, sent, link)
            flags = radiotap_flags(data[:size]) if link == 127 else 0
            link = number(data[4:], 4, "little") if link == 192 else 105
            data, sent = data[size:], sent - size
            if link == 105:
                return wireless(data, sent, flags)
            return [wired(data, sent, link)] if link == 1 else []
        return wireless(data, sent, 0) if link == 105 else [wired(data, sent, link)]
    except StopError:
        return []


def monitor_size(data: bytes, sent: int, link: int) -> int:
    if len(data) < 8:
        raise StopError
    if link in (127, 192):
        size = number(data[2:], 2, "little") if data[0] == 0 else 0
    elif number(data, 4) >> 12 == 0x80211:
        size = number(data[4:], 4)
    else:
        order = next((o for o in ("little", "big") if number(data, 4, o) in (0x41, 0x44)), None)
        size = number(data[4:], 4, order) if order and link == 119 else 0
    if size < 8 or size > sent or size > len(data):
        raise StopError
    return size


def radiotap_flags(header: bytes) -> int:
    words, at = [number(header[4:], 4, "little")], 8
    while words[-1] >> 31:
        if at + 4 > len(header):
            return 0
        words.append(number(header[at:], 4, "little"))
        at += 4
    if not words[0] >> 1 & 1:
        return 0
    if words[0] & 1:
        at += -at % 8 + 8
    return header[at] if at < len(header) else 0


def wireless(data: bytes, sent: int, flags: int) -> list:
    if flags & 0x40 or len(data) < 2 or data[0] & 3:
        return []
    kind, subtype = data[0] >> 2 & 3, data[0] >> 4
    if kind != 2 or subtype & 4:
        return [Part(None, None, -1, "radio", b"", 0)]
    to, out = data[1] & 1, data[1] >> 1 & 1
    head = 24 + 6 * (to and out)
    quality = b""
    if subtype & 8:
        quality = data[head : head + 1]
        head += 6 if data[1] & 0x80 else 2
    if len(data) < head:
        return []
    one, two, three, four = data[4:10], data[10:16], data[16:22], data[24:30]
    target, source = (three, four if out else two) if to else (one, three if out else two)
    if flags & 0x20:
        head += -head % 4
    rest, left = data[head:], max(sent - head, 0)
    if data[1] & 0x40:
        return [Part(source, target, -1, "encrypted", rest, left)]
    if data[1] & 4 or data[22] % 16:
        return [Part(source, target, -1, "part", rest, left)]
    if not (quality and quality[0] & 0x80):
        return [finished(source, target, 0, rest, left)]
    found = []
    while True:
        if len(rest) < 14:
            break
        length = number(rest[12:], 2)
        if 14 + length > left:
            break
        try:
            part = finished(rest[6:12], rest[:6], 0, rest[14 : 14 + length], length)
            found.append(part._replace(is_whole_frame=False))
        except StopError:
            pass
        step = 14 + length + -(14 + length) % 4
        rest, left = rest[step:], left - step
        if left < 14 or len(found) > 60:
            break
    return found


def wired(data: bytes, sent: int, link) -> Part:
    source = target = None
    ether, head = "version", {1: 14, 113: 16, 276: 20, 109: 12, 0: 4, 108: 4, 104: 4, 50: 4}.get(link, 0)
    if len(data) < head:
        raise StopError
    if link == 1:
        target, source, ether = data[:6], data[6:12], number(data[12:], 2)
    elif link == 113:
        source = data[6:12] if data[4:6] == b"\0\6" else None
        ether = number(data[14:], 2)
    elif link == 276:
        source = data[12:18] if data[11] == 6 else None
        ether = number(data, 2)
    elif link == 104:
        ether = number(data[2:], 2)
    elif link in (9, 50) and data[:2] in (b"\x0f\0", b"\x8f\0") and len(data) >= 4:
        ether, head = number(data[2:], 2), 4
    elif link == 50 and data[:2] != b"\xff\x03":
        raise StopError
    elif link in (9, 50):
        ether, head = "ppp", 2 if data[:2] == b"\xff\x03" else 0
    elif link == 51:
        ether = 0x8864
    elif link == LABELS:
        ether = 0x8847
    elif link not in (0, 12, 14, 101, 108, 109, 228, 229):
        raise StopError
    return finished(source, target, ether, data[head:], max(sent - head, 0))


def finished(source, target, ether, data: bytes, sent: int) -> Part:
    """Tags, labels, PPP and LLC until nothing stands before the network header."""
    vlan = -1
    while True:
        if isinstance(ether, int) and ether < 1536:
            ether = 0
        if ether in TAGS:
            tag, ether = number(data, 2) % 4096, number(data[2:], 2)
            vlan = tag if vlan == -1 and tag else vlan
            data, sent = data[4:], max(sent - 4, 0)
        elif ether == 0x8864:
            length = number(data[4:], 2)
            if data[:2] != b"\x11\0" or length > sent - 6:
                raise StopError
            ether, data, sent = "ppp", data[6 : 6 + length], length
        elif ether == "ppp":
            size = 2 - (number(data, 1) & 1)
            ether = {0x21: 0x0800, 0x57: 0x86DD, 0x281: 0x8847}.get(number(data, size), "other")
            data, sent = data[size:], max(sent - size, 0)
        elif ether in (0x8847, 0x8848):
            while True:
                label = number(data, 4)
                data, sent = data[4:], max(sent - 4, 0)
                if label & 0x100:
                    return Part(source, target, vlan, ip_in(data, sent) or "labels", data, sent)
        elif ether == 0:
            if len(data) < 8 or data[:3] != b"\xaa\xaa\x03" or data[3:6] not in (b"\0\0\0", b"\0\0\xf8"):
                break
            if number(data[6:], 2) < 1536:
                break
            ether, data, sent = number(data[6:], 2), data[8:], max(sent - 8, 0)
        else:
            break
    if ether == "version":
        ether = {4: 0x0800, 6: 0x86DD}.get(number(data, 1) >> 4)
        if ether is None:
            raise StopError
    return Part(source, target, vlan, ether, data, sent)


def ip_in(data: bytes, sent: int) -> int:
    """The EtherType of an IP packet whose lengths fit what was sent; 0 where there is none."""
    if len(data) < 20 or sent < 20:
        return 0
    if data[0] >> 4 == 4:
        return 0x0800 if 20 <= data[0] % 16 * 4 <= number(data[2:], 2) <= sent else 0
    if data[0] >> 4 == 6 and len(data) >= 40:
        return 0x86DD if 40 + number(data[4:], 2) <= sent else 0
    return 0


def frame_in(data: bytes, sent: int) -> bool:
    for head in (14, 18, 22):
        if len(data) < head:
            return False
        ether = number(data[head - 2 :], 2)
        if ether in (0x0800, 0x86DD):
            return ip_in(data[head:], sent - head) == ether
        if ether == 0x0806:
            return sent >= head + 28 and data[head : head + 8][:4] == b"\0\1\x08\0" and len(data) >= head + 8
        if ether not in (0x8100, 0x88A8):
            return False
    return False


def inside_labels(part: Part):
    plain = frame_in(part.data, part.sent)
    behind = part.data[:2] == b"\0\0" and len(part.data) >= 4 and frame_in(part.data[4:], part.sent - 4)
    if plain == behind:
        return None
    skip = 4 if behind else 0
    return ETHERNET, part.data[skip:], part.sent - skip


def inside(proto: int, body: bytes, length: int):
    """(what, octets, sent) of the packet inside an IP packet's payload; None where there is none to open.

    Args:
        proto: IP protocol.
        body: Octets behind the IP headers, as far as captured.
        length: How many were sent.
    """
    try:
        if proto in (4, 41):
            return (RAW, body, length) if ip_in(body, length) == {4: 0x0800, 41: 0x86DD}[proto] else None
        if proto == 47:
            return gre(body, length)
        return by_port(body, length) if proto == 17 else None
    except StopError:
        return None


def gre(body: bytes, length: int):
    flags, proto = number(body, 2), number(body[2:], 2)
    if flags & 0x4000 or flags % 8 > 1:
        return None
    if flags % 8 == 1:
        head = 8 + 4 * (flags >> 12 & 1) + 4 * (flags >> 7 & 1)
        said, rest = number(body[4:], 2), body[head:]
        if proto != 0x880B or not flags & 0x2000 or len(rest) < 4 or not 4 <= said <= length - head:
            return None
        try:
            part = wired(rest, said, PPP)
        except StopError:
            return None
        found = part.ether in (0x0800, 0x86DD) and ip_in(part.data, part.sent) == part.ether
        return (PPP, rest, said) if found else None
    head = 4 + 4 * (flags >> 15) + 4 * (flags >> 13 & 1) + 4 * (flags >> 12 & 1)
    if len(body) < head or length - head < 1:
        return None
    body, length = body[head:], length - head
    if proto in (0x0800, 0x86DD):
        return (RAW, body, length) if ip_in(body, length) == proto else None
    if proto == 0x6558:
        return (ETHERNET, body, length) if len(body) >= 14 else None
    if proto == 0x8847:
        return LABELS, body, length
    skip, cut = 0, False
    if proto == 0x88BE and flags & 0x1000:
        if len(body) < 8 or body[0] >> 4 != 1:
            return None
        skip, cut = 8, body[2] & 4
    elif proto == 0x22EB:
        if len(body) < 12 or body[0] >> 4 != 2 or body[10] >> 2 & 31:
            return None
        skip, cut = (20 if body[11] & 1 else 12), body[2] & 4
    elif proto != 0x88BE:
        return None
    body, length = body[skip:], length - skip
    if len(body) < 14:
        return None
    return ETHERNET, body, 65536 if cut and number(body[12:], 2) in (0x0800, 0x86DD) else length


def by_port(body: bytes, length: int):
    if len(body) < 16 or length < 8:
        return None
    source, target, said = struct.unpack(">HHH", body[:6])
    if said < 8:
        return None
    length = min(said, length) - 8
    data = body[8 : 8 + length]
    if len(data) < 8:
        return None
    if target == 4789:
        if data[:4] == b"\x08\0\0\0" and data[7] == 0 and frame_in(data[8:], length - 8):
            return ETHERNET, data[8:], length - 8
    elif target == 6081:
        skip, proto = 8 + data[0] % 64 * 4, number(data[2:], 2)
        if data[0] < 64 and not data[1] % 64 and not data[7]:
            if proto == 0x6558 and frame_in(data[skip:], length - skip):
                return ETHERNET, data[skip:], length - skip
            if proto in (0x0800, 0x86DD) and ip_in(data[skip:], length - skip) == proto:
                return RAW, data[skip:], length - skip
    elif target == 2152:
        return gtp(data, length)
    elif 3544 in (source, target):
        return teredo(data, length)
    return None


def gtp(data: bytes, length: int):
    if data[0] >> 4 != 3 or data[1] != 255 or number(data[2:], 2) + 8 != length:
        return None
    skip = 8
    if data[0] & 7:
        skip = 12
        while data[0] & 4 and number(data[skip - 1 :], 1):
            size = number(data[skip:], 1) * 4
            if size == 0:
                return None
            skip += size
    return (RAW, data[skip:], length - skip) if ip_in(data[skip:], length - skip) else None


def teredo(data: bytes, length: int):
    skip = 0
    if data[:2] == b"\0\1":
        skip = 13 + data[2] + data[3]
    if len(data) >= skip + 8 and data[skip : skip + 2] == b"\0\0":
        skip += 8
    data, length = data[skip:], length - skip
    if ip_in(data, length) != 0x86DD or 40 + number(data[4:], 2) != length:
        return None
    return (RAW, data, length) if TEREDO in (data[8:12], data[24:28]) else None


class Pieces:
    """Datagrams in fragments: who has which ports, how many are whole, how many contradict themselves."""

    def __init__(self) -> None:
        self.rows = {}
        self.seen = self.whole = self.refused = 0

    def ports(self, key, ends, start: int, octets: bytes, size: int, last: bool, time: int, wait: int):
        """Protocol and ports of the first part, None before it was seen.

        Args:
            key: Addresses, identification, VLAN.
            ends: Protocol and ports, of a first part.
            start: Where in the datagram it stands.
            octets: What was captured of it.
            size: What was sent.
            last: Whether no more is behind it.
            time: Microseconds.
            wait: How long fragments wait for others.
        """
        if size <= 0 or (not last and size % 8) or start + size > 65535:
            return None
        row = self.rows.get(key)
        piece = start, size, last, octets
        if row is not None and abs(time - row["time"]) > wait:
            row = None
        if row is not None and piece in row["pieces"]:
            return row["ends"] if start else None
        if row is None or row["phase"] == "whole":
            self.seen += 1
            row = self.rows[key] = {"time": time, "pieces": [], "ends": None, "phase": "waiting"}
        if start == 0:
            row["ends"] = ends
        if row["phase"] == "waiting":
            if len(row["pieces"]) == 64 or self.contradicts(row["pieces"], piece):
                row["phase"] = "refused"
                self.refused += 1
            else:
                row["pieces"].append(piece)
                self.whole += self.is_whole(row)
        return row["ends"] if start else None

    @staticmethod
    def contradicts(pieces, piece) -> bool:
        start, end = piece[0], piece[0] + piece[1]
        for other, size, is_last, _ in pieces:
            if set(range(start, end)) & set(range(other, other + size)):
                return True
            if (is_last and (piece[2] or end > other + size)) or (piece[2] and other + size > end):
                return True
        return False

    @staticmethod
    def is_whole(row) -> bool:
        have = sum(piece[1] for piece in row["pieces"])
        ends = [piece[0] + piece[1] for piece in row["pieces"] if piece[2]]
        if ends == [have]:
            row["phase"] = "whole"
        return ends == [have]
