"""IPv4 and IPv6 headers into the scratch array.

Specifications: RFC 791, RFC 8200, RFC 4302 (AH), RFC 2675 (jumbograms), RFC 6275, 7401 and 5533 (further
extension headers). Each function returns 0, or the kind of malformation.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BAD_IPV4,
    BAD_IPV4_LENGTH,
    BAD_IPV6,
    BAD_IPV6_CHAIN,
    ETHER_IPV4,
    ETHER_IPV6,
    P_CUT,
    P_DST_HIGH,
    P_DST_LOW,
    P_END,
    P_FRAGMENT,
    P_IP,
    P_IP_BYTES,
    P_MULTICAST,
    P_NEXT,
    P_NEXT_LENGTH,
    P_ORIGINAL,
    P_PIECE,
    P_PIECE_AT,
    P_PIECE_ID,
    P_PIECE_LAST,
    P_PIECE_SIZE,
    P_PROTO,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_TTL,
    P_UNFORWARDED,
)
from lamppost.observe.capture.octets import Longs, Octets, s64, u16, u32

_MAPPED = 0xFFFF << 32
_HOP_BY_HOP, _ROUTING, _FRAGMENT, _AUTHENTICATION, _NO_NEXT = 0, 43, 44, 51, 59
_JUMBO = 0xC2
_JUMBO_FROM = 65536


@kernel
def holds_ip(buf: Octets, at: int, end: int, sent: int) -> int:
    """ETHER_IPV4 or ETHER_IPV6 where a header stands whose lengths agree with what was sent; else 0."""
    if end - at < 20 or sent < 20:
        return 0
    version = buf[at] & 0xF0
    if version == 0x40:
        header = (buf[at] & 15) * 4
        total = u16(buf, at + 2)
        return ETHER_IPV4 if 20 <= header <= total <= sent else 0
    if version == 0x60 and end - at >= 40:
        return ETHER_IPV6 if 40 + u16(buf, at + 4) <= sent else 0
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
    pkt[P_PIECE] = at + header
    pkt[P_PIECE_AT] = (flags & 0x1FFF) * 8
    pkt[P_PIECE_SIZE] = total - header
    pkt[P_PIECE_LAST] = 0 if flags & 0x2000 else 1
    pkt[P_PIECE_ID] = pkt[P_PROTO] << 32 | u16(buf, at + 4)
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
    if total == 40 and buf[at + 6] != _NO_NEXT:  # jumbogram or segmentation offload
        total = sent
        jumbo = _jumbo_length(buf, at, end)
        if jumbo >= _JUMBO_FROM:
            total = 40 + jumbo
        elif jumbo >= 0:
            bad = BAD_IPV6
    if total > sent:
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
    found = _pass_extensions(buf, at, at + total, end, pkt)
    return found if found != 0 else bad


@kernel
def _jumbo_length(buf: Octets, at: int, end: int) -> int:
    """The length in a jumbo payload option (RFC 2675 §2); -1 where there is none."""
    if buf[at + 6] != _HOP_BY_HOP or end - at < 48:
        return -1
    pos = at + 42
    last = min(end, at + 40 + ((buf[at + 41] & 0xFF) + 1) * 8)
    while pos + 2 <= last:
        if buf[pos] == 0:  # one octet of padding (RFC 8200 §4.2)
            pos += 1
            continue
        if buf[pos] == _JUMBO and buf[pos + 1] == 4:
            return u32(buf, pos + 2) if pos + 6 <= last else -1
        pos += 2 + buf[pos + 1]
    return -1


@kernel
def _pass_extensions(buf: Octets, at: int, limit: int, end: int, pkt: Longs) -> int:
    """Through the extension headers to the transport header, or to the data of a later fragment.

    Args:
        buf: The block.
        at: First octet of the packet.
        limit: Where it ends, as it was sent.
        end: One past the last captured octet of the frame.
        pkt: Scratch; P_NEXT stays -1 where the chain was not captured whole, or is malformed.
    """
    bad = 0
    pos = at + 40
    proto = buf[at + 6] & 0xFF
    while proto in (_HOP_BY_HOP, _ROUTING, _FRAGMENT, _AUTHENTICATION, 60, 135, 139, 140):
        if pos + 8 > limit:
            bad = BAD_IPV6_CHAIN
            pos = -1
            break
        if pos + 8 > end:
            pos = -1
            break
        following = buf[pos] & 0xFF
        if proto == _FRAGMENT:
            _read_fragment_header(buf, pos, limit, pkt)
            pos += 8
        elif proto == _AUTHENTICATION:
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
def _read_fragment_header(buf: Octets, pos: int, limit: int, pkt: Longs) -> None:
    """Which piece of which datagram it is; an atomic one (RFC 6946) is a whole datagram (RFC 8200 §4.5)."""
    flags = u16(buf, pos + 2)
    pkt[P_FRAGMENT] = 2 if flags >> 3 else flags & 1
    pkt[P_PIECE] = pos + 8
    pkt[P_PIECE_AT] = flags & 0xFFF8
    pkt[P_PIECE_SIZE] = limit - pos - 8
    pkt[P_PIECE_LAST] = 0 if flags & 1 else 1
    pkt[P_PIECE_ID] = u32(buf, pos + 4)
