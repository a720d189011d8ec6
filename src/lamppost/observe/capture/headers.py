"""The headers of one frame, link to transport, into the scratch array.

Specifications: IEEE 802.3 and 802.1Q, LINKTYPE_* of tcpdump.org, RFC 791, RFC 8200, RFC 4302, RFC 9293,
RFC 768. Each function returns 0, or the kind of malformation. Octets that were sent but not captured
are no malformation: what they would have said stays absent.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BAD_IPV4,
    BAD_IPV4_LENGTH,
    BAD_IPV6,
    BAD_IPV6_CHAIN,
    BAD_LINK,
    BAD_TCP,
    BAD_UDP,
    BAD_VLAN,
    CUT,
    ETHER_IPV4,
    ETHER_IPV6,
    LINK_ETHERNET,
    LINK_LOOP,
    LINK_NULL,
    LINK_SLL,
    LINK_SLL2,
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


@kernel
def read_link(buf: Octets, at: int, size: int, sent: int, link: int, pkt: Longs) -> int:
    """Addresses, VLAN and EtherType of the frame, and where its network header stands.

    Args:
        buf: The block.
        at: First octet of the frame.
        size: Octets captured.
        sent: Octets sent.
        link: Link type, one of `layout.LINK_NAMES`.
        pkt: Scratch, see `layout`.
    """
    pkt[P_SRC_MAC] = -1
    pkt[P_DST_MAC] = -1
    pkt[P_VLAN] = -1
    pkt[P_ETHER] = -1
    head = 0
    if link == LINK_ETHERNET:
        head = 14
        if size < head:
            return BAD_LINK if sent < head else CUT
        pkt[P_DST_MAC] = u48(buf, at)
        pkt[P_SRC_MAC] = u48(buf, at + 6)
        pkt[P_ETHER] = u16(buf, at + 12)
    elif link == LINK_SLL:
        head = 16
        if size < head:
            return BAD_LINK if sent < head else CUT
        if u16(buf, at + 4) == 6:
            pkt[P_SRC_MAC] = u48(buf, at + 6)
        pkt[P_ETHER] = u16(buf, at + 14)
    elif link == LINK_SLL2:
        head = 20
        if size < head:
            return BAD_LINK if sent < head else CUT
        if buf[at + 11] == 6:
            pkt[P_SRC_MAC] = u48(buf, at + 12)
        pkt[P_ETHER] = u16(buf, at)
    elif link in (LINK_NULL, LINK_LOOP):
        head = 4
        if size < head:
            return BAD_LINK if sent < head else CUT
    while pkt[P_ETHER] in (0x8100, 0x88A8, 0x9100):
        if size < head + 4:
            return BAD_VLAN if sent < head + 4 else CUT
        tag = u16(buf, at + head) & 0x0FFF
        if pkt[P_VLAN] < 0 and tag != 0:  # identifier 0 carries a priority and no VLAN
            pkt[P_VLAN] = tag
        pkt[P_ETHER] = u16(buf, at + head + 2)
        head += 4
    ether = pkt[P_ETHER]
    if 0 <= ether < 1536:  # IEEE 802.3: a length; RFC 1042: an EtherType may follow
        pkt[P_ETHER] = 0
        if size >= head + 8 and u32(buf, at + head) == 0xAAAA0300 and u16(buf, at + head + 4) == 0:
            pkt[P_ETHER] = u16(buf, at + head + 6)
            head += 8
    pkt[P_IP] = at + head
    pkt[P_ORIGINAL] = max(sent - head, 0)
    if ether == -1:  # no EtherType: the version says which IP
        if size == head:
            return BAD_LINK if sent == head else CUT
        version = (buf[at + head] & 0xF0) >> 4
        if version == 4:
            pkt[P_ETHER] = ETHER_IPV4
        elif version == 6:
            pkt[P_ETHER] = ETHER_IPV6
        else:
            return BAD_LINK
    return 0


@kernel
def read_ipv4(buf: Octets, end: int, pkt: Longs) -> int:
    """Addresses, protocol, octets and the place of the transport header (RFC 791 §3.1).

    Args:
        buf: The block.
        end: One past the last captured octet of the frame.
        pkt: Scratch; P_PROTO stays -1 where the header is not there to read.
    """
    at = pkt[P_IP]
    sent = pkt[P_ORIGINAL]
    pkt[P_PROTO] = -1
    if end - at < 20:
        return BAD_IPV4 if sent < 20 else 0
    header = (buf[at] & 15) * 4
    if buf[at] & 0xF0 != 0x40 or header < 20 or sent < header:
        return BAD_IPV4
    bad = 0
    total = u16(buf, at + 2)
    if total == 0:  # segmentation offload: the stack left it to the card
        total = sent
    elif total < header:
        return BAD_IPV4_LENGTH
    elif total > sent:
        bad = BAD_IPV4_LENGTH
        total = sent
    source = u32(buf, at + 12)
    target = u32(buf, at + 16)
    pkt[P_SRC_HIGH] = 0
    pkt[P_DST_HIGH] = 0
    pkt[P_SRC_LOW] = _MAPPED | source
    pkt[P_DST_LOW] = _MAPPED | target
    pkt[P_PROTO] = buf[at + 9]
    pkt[P_TTL] = buf[at + 8]
    pkt[P_IP_BYTES] = total
    pkt[P_MULTICAST] = 1 if target >> 28 == 14 or target == 0xFFFFFFFF else 0
    # 239.255.0.0/16 is scoped to a site (RFC 2365): discovery protocols announce themselves there
    near = target >> 8 == 0xE00000 or target >> 16 == 0xEFFF or target == 0xFFFFFFFF
    pkt[P_UNFORWARDED] = 1 if near else 0
    flags = u16(buf, at + 6)
    pkt[P_FRAGMENT] = 2 if flags & 0x1FFF else flags >> 13 & 1
    pkt[P_END] = min(at + total, end)
    pkt[P_CUT] = 1 if at + total > end else 0
    pkt[P_NEXT] = at + header
    pkt[P_NEXT_LENGTH] = total - header
    return bad


@kernel
def read_ipv6(buf: Octets, end: int, pkt: Longs) -> int:
    """The same for IPv6, through its extension headers (RFC 8200 §3 and §4)."""
    at = pkt[P_IP]
    sent = pkt[P_ORIGINAL]
    pkt[P_PROTO] = -1
    if end - at < 40:
        return BAD_IPV6 if sent < 40 else 0
    if buf[at] & 0xF0 != 0x60:
        return BAD_IPV6
    bad = 0
    total = 40 + u16(buf, at + 4)
    proto = buf[at + 6] & 0xFF
    if total == 40 and proto != 59:  # jumbogram or segmentation offload
        total = sent
    elif total > sent:
        bad = BAD_IPV6
        total = sent
    pkt[P_SRC_HIGH] = s64(buf, at + 8)
    pkt[P_SRC_LOW] = s64(buf, at + 16)
    pkt[P_DST_HIGH] = s64(buf, at + 24)
    pkt[P_DST_LOW] = s64(buf, at + 32)
    pkt[P_TTL] = buf[at + 7]
    pkt[P_IP_BYTES] = total
    pkt[P_MULTICAST] = 1 if buf[at + 24] == 0xFF else 0
    pkt[P_UNFORWARDED] = 1 if buf[at + 24] == 0xFF and buf[at + 25] & 15 == 2 else 0
    pkt[P_FRAGMENT] = 0
    pkt[P_END] = min(at + total, end)
    pkt[P_CUT] = 1 if at + total > end else 0
    limit = at + total
    pos = at + 40
    while proto in (0, 43, 44, 51, 60, 135, 139, 140):
        if pos + 8 > limit:
            bad = BAD_IPV6_CHAIN
            pos = -1
            break
        if pos + 8 > end:
            pos = -1
            break
        following = buf[pos] & 0xFF
        if proto == 44:
            flags = u16(buf, pos + 2)
            pkt[P_FRAGMENT] = 2 if flags >> 3 else flags & 1
            pos += 8
        elif proto == 51:
            pos += (buf[pos + 1] + 2) * 4
        else:
            pos += (buf[pos + 1] + 1) * 8
        proto = following
        if pkt[P_FRAGMENT] == 2:
            break
    if pos > limit:
        bad = BAD_IPV6_CHAIN
        pos = -1
    pkt[P_PROTO] = proto
    pkt[P_NEXT] = pos
    pkt[P_NEXT_LENGTH] = limit - pos if pos >= 0 else 0
    return bad


@kernel
def read_transport(buf: Octets, pkt: Longs) -> int:
    """Ports, TCP flags and the place of the payload (RFC 9293 §3.1, RFC 768); -1 where there is none."""
    pkt[P_SRC_PORT] = -1
    pkt[P_DST_PORT] = -1
    pkt[P_TCP_FLAGS] = 0
    pkt[P_PAYLOAD] = -1
    at = pkt[P_NEXT]
    proto = pkt[P_PROTO]
    if at < 0 or pkt[P_FRAGMENT] == 2 or proto not in (_TCP, _UDP):
        return 0
    length = pkt[P_NEXT_LENGTH]
    if pkt[P_FRAGMENT] == 0 and length < (20 if proto == _TCP else 8):
        return BAD_TCP if proto == _TCP else BAD_UDP
    end = pkt[P_END]
    if end - at < 4:
        return 0
    pkt[P_SRC_PORT] = u16(buf, at)
    pkt[P_DST_PORT] = u16(buf, at + 2)
    if proto == _UDP:
        return _read_udp(buf, at, length, pkt)
    if end - at < 14:
        return 0
    pkt[P_TCP_FLAGS] = buf[at + 13]
    header = (buf[at + 12] & 0xF0) >> 2
    if header < 20 or header > length:
        return BAD_TCP
    if end - at > header:
        pkt[P_PAYLOAD] = at + header
    return 0


@kernel
def _read_udp(buf: Octets, at: int, length: int, pkt: Longs) -> int:
    """The payload of a datagram that is whole; its end by the shorter of both lengths."""
    end = pkt[P_END]
    if end - at < 8 or pkt[P_FRAGMENT] != 0:
        return 0
    said = u16(buf, at + 4)
    bad = 0
    if said != 0:  # 0: longer than 65,535 octets (RFC 2675 §4)
        if said < 8:
            return BAD_UDP
        if said > length:
            bad = BAD_UDP
        pkt[P_END] = min(end, at + said)
    if pkt[P_END] > at + 8:
        pkt[P_PAYLOAD] = at + 8
    return bad
