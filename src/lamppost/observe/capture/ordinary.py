"""The headers of ordinary packets in one go: most packets of most networks.

Ethernet with at most one VLAN tag, IPv4 without options or fragments or IPv6 without extension headers, TCP or
UDP with lengths that fit. What it fills in is what `headers` would; every other packet is left to that.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    ETHER_IPV4,
    ETHER_IPV6,
    P_CUT,
    P_DST_HIGH,
    P_DST_LOW,
    P_DST_MAC,
    P_DST_PORT,
    P_END,
    P_ETHER,
    P_FRAGMENT,
    P_IP,
    P_IP_BYTES,
    P_LIMIT,
    P_MULTICAST,
    P_NEXT,
    P_NEXT_LENGTH,
    P_ORIGINAL,
    P_PAYLOAD,
    P_PROTO,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    P_SRC_PORT,
    P_TCP_FLAGS,
    P_TTL,
    P_UNFORWARDED,
    P_VLAN,
)
from lamppost.observe.capture.octets import Longs, Octets, s64, u16, u32, u48

_MAPPED = 0xFFFF << 32
_TCP = 6
_UDP = 17
_TAGGED = 0x8100


@kernel
def read_ordinary(buf: Octets, at: int, size: int, sent: int, pkt: Longs) -> int:
    """1 where the Ethernet frame is ordinary, and the scratch holds all of its headers; else 0.

    Args:
        buf: The block.
        at: First octet of the frame.
        size: Octets captured.
        sent: Octets sent.
        pkt: Scratch, see `layout`.
    """
    if size < 42:
        return 0
    ip = at + 14
    ether = u16(buf, at + 12)
    vlan = -1
    if ether == _TAGGED:
        vlan = u16(buf, at + 14) & 0x0FFF
        if vlan == 0:
            vlan = -1
        ether = u16(buf, at + 16)
        ip = at + 18
    end = at + size
    left = sent - (ip - at)
    if ether == ETHER_IPV4:
        if buf[ip] != 0x45 or end - ip < 28 or u16(buf, ip + 6) & 0x3FFF:
            return 0
        total = u16(buf, ip + 2)
        proto = buf[ip + 9] & 0xFF
        header = 20
        target = u32(buf, ip + 16)
        pkt[P_SRC_HIGH] = 0
        pkt[P_DST_HIGH] = 0
        pkt[P_SRC_LOW] = _MAPPED | u32(buf, ip + 12)
        pkt[P_DST_LOW] = _MAPPED | target
        pkt[P_TTL] = buf[ip + 8]
        pkt[P_MULTICAST] = 1 if target >> 28 == 14 or target == 0xFFFFFFFF else 0
        near = target >> 8 == 0xE00000 or target >> 16 == 0xEFFF or target == 0xFFFFFFFF
        pkt[P_UNFORWARDED] = 1 if near else 0
    elif ether == ETHER_IPV6:
        if end - ip < 48 or buf[ip] & 0xF0 != 0x60:
            return 0
        total = 40 + u16(buf, ip + 4)
        proto = buf[ip + 6] & 0xFF
        header = 40
        pkt[P_SRC_HIGH] = s64(buf, ip + 8)
        pkt[P_SRC_LOW] = s64(buf, ip + 16)
        pkt[P_DST_HIGH] = s64(buf, ip + 24)
        pkt[P_DST_LOW] = s64(buf, ip + 32)
        pkt[P_TTL] = buf[ip + 7]
        pkt[P_MULTICAST] = 1 if buf[ip + 24] == 0xFF else 0
        pkt[P_UNFORWARDED] = 1 if buf[ip + 24] == 0xFF and buf[ip + 25] & 15 == 2 else 0
    else:
        return 0
    if total > left or total < header + 8:
        return 0
    last = min(ip + total, end)
    following = ip + header
    length = total - header
    pkt[P_TCP_FLAGS] = 0
    payload = -1
    if proto == _UDP:
        said = u16(buf, following + 4)
        if said < 8 or said > length or is_wrapped(u16(buf, following), u16(buf, following + 2)):
            return 0
        pkt[P_CUT] = 1 if ip + total > end else 0
        last = min(last, following + said)
        if last > following + 8:
            payload = following + 8
    elif proto == _TCP:
        if length < 20 or end - following < 20:
            return 0
        offset = (buf[following + 12] & 0xF0) >> 2
        if offset < 20 or offset > length:
            return 0
        pkt[P_TCP_FLAGS] = buf[following + 13]
        pkt[P_CUT] = 1 if ip + total > end else 0
        if last - following > offset:
            payload = following + offset
    else:
        return 0
    pkt[P_DST_MAC] = u48(buf, at)
    pkt[P_SRC_MAC] = u48(buf, at + 6)
    pkt[P_VLAN] = vlan
    pkt[P_ETHER] = ether
    pkt[P_IP] = ip
    pkt[P_ORIGINAL] = left
    pkt[P_PROTO] = proto
    pkt[P_IP_BYTES] = total
    pkt[P_NEXT] = following
    pkt[P_END] = last
    pkt[P_FRAGMENT] = 0
    pkt[P_LIMIT] = end
    pkt[P_SRC_PORT] = u16(buf, following)
    pkt[P_DST_PORT] = u16(buf, following + 2)
    pkt[P_PAYLOAD] = payload
    pkt[P_NEXT_LENGTH] = length
    return 1


@kernel
def is_wrapped(source: int, target: int) -> bool:
    """Whether a datagram may carry packets of others: GTP-U, VXLAN, Geneve, Teredo by port (IANA)."""
    return target in (2152, 4789, 6081) or target == 3544 or source == 3544
