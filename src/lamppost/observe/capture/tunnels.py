"""Packets inside packets: where the inner one starts, how long it is, and what it starts with.

Specifications: RFC 2003 and 4213 (IP in IP), RFC 2784 and 2890 (GRE), RFC 2637 (GRE of PPTP), RFC 4023 (MPLS in
GRE), draft-foschiano-erspan-03 (ERSPAN), RFC 7348 (VXLAN), RFC 8926 (GENEVE), 3GPP TS 29.281 §5 (GTP-U), RFC
4380 (Teredo), RFC 4385 and 4448 (MPLS pseudowires). What only a port announces is a tunnel if the inner headers
agree with it, and else the UDP datagram that it is.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.ip_headers import holds_ip
from lamppost.observe.capture.layout import (
    ETHER_ARP,
    ETHER_IPV4,
    ETHER_IPV6,
    INNER_LABELS,
    LINK_ETHERNET,
    LINK_PPP,
    LINK_RAW,
    P_DST_PORT,
    P_END,
    P_FRAGMENT,
    P_INNER,
    P_INNER_END,
    P_INNER_LINK,
    P_INNER_SENT,
    P_IP,
    P_LIMIT,
    P_NEXT,
    P_NEXT_LENGTH,
    P_ORIGINAL,
    P_PAYLOAD,
    P_PROTO,
    P_SRC_PORT,
    TUNNEL_ERSPAN,
    TUNNEL_GENEVE,
    TUNNEL_GRE,
    TUNNEL_GTP,
    TUNNEL_IP,
    TUNNEL_PSEUDOWIRE,
    TUNNEL_TEREDO,
    TUNNEL_VXLAN,
)
from lamppost.observe.capture.octets import Longs, Octets, u16, u32

_UDP = 17
_IPV4, _IPV6, _GRE, _ESP = 4, 41, 47, 50
_BRIDGED = 0x6558
_ERSPAN, _ERSPAN_3 = 0x88BE, 0x22EB
_UNCUT = 0x10000  # a mirrored frame that the switch cut is as long as its own headers say
_TEREDO_PREFIX = 0x20010000


@kernel
def find_tunnel(buf: Octets, pkt: Longs) -> int:
    """Which kind of tunnel the IP packet is, and in P_INNER* what is inside; 0 where it is none that opens."""
    if pkt[P_FRAGMENT] != 0 or pkt[P_NEXT] < 0:
        return 0
    proto = pkt[P_PROTO]
    pkt[P_INNER_END] = pkt[P_END]
    pkt[P_INNER_LINK] = LINK_RAW
    if proto == _UDP:
        return _find_by_port(buf, pkt)
    at = pkt[P_NEXT]
    sent = pkt[P_NEXT_LENGTH]
    if proto == _GRE:
        return _open_gre(buf, at, pkt[P_END], sent, pkt)
    if proto in (_IPV4, _IPV6):
        wanted = ETHER_IPV4 if proto == _IPV4 else ETHER_IPV6
        if holds_ip(buf, at, pkt[P_END], sent) == wanted:
            return _inside(pkt, at, sent, LINK_RAW, TUNNEL_IP)
    return 0


@kernel
def is_closed_tunnel(pkt: Longs) -> bool:
    """Whether the IP protocol is that of a tunnel, of which `find_tunnel` could not say what is inside."""
    return pkt[P_PROTO] in (_IPV4, _IPV6, _GRE, _ESP)


@kernel
def find_pseudowire(buf: Octets, pkt: Longs) -> int:
    """TUNNEL_PSEUDOWIRE where only one reading of what follows the labels is an Ethernet frame; else 0.

    The frame stands behind a control word (RFC 4385 §3, RFC 4448 §4.6) or at once, and nothing says which.
    """
    at = pkt[P_IP]
    end = pkt[P_LIMIT]
    sent = pkt[P_ORIGINAL]
    plain = holds_frame(buf, at, end, sent)
    controlled = end - at >= 4 and u16(buf, at) == 0 and holds_frame(buf, at + 4, end, sent - 4)
    if plain == controlled:
        return 0
    head = 4 if controlled else 0
    pkt[P_INNER_END] = end
    return _inside(pkt, at + head, sent - head, LINK_ETHERNET, TUNNEL_PSEUDOWIRE)


@kernel
def holds_frame(buf: Octets, at: int, end: int, sent: int) -> bool:
    """Whether an Ethernet frame stands here with an IP packet, or ARP, whose header agrees with its EtherType."""
    head = 14
    while head <= 22 and end - at >= head:
        ether = u16(buf, at + head - 2)
        if ether in (ETHER_IPV4, ETHER_IPV6):
            return holds_ip(buf, at + head, end, sent - head) == ether
        if ether == ETHER_ARP:
            return end - at >= head + 8 and sent >= head + 28 and u32(buf, at + head) == 0x00010800
        if ether not in (0x8100, 0x88A8):
            return False
        head += 4
    return False


@kernel
def _inside(pkt: Longs, at: int, sent: int, link: int, kind: int) -> int:
    """The kind, with where the inner packet starts, how long it is and what it starts with."""
    pkt[P_INNER] = at
    pkt[P_INNER_SENT] = sent
    pkt[P_INNER_LINK] = link
    return kind


@kernel
def _open_gre(buf: Octets, at: int, end: int, sent: int, pkt: Longs) -> int:
    """GRE with checksum, key and sequence number, and what its protocol type says (RFC 2890 §2)."""
    if end - at < 4:
        return 0
    flags = u16(buf, at)
    proto = u16(buf, at + 2)
    if flags & 0x4000:  # source routes of RFC 1701
        return 0
    if flags & 7 == 1:
        return _open_pptp(buf, at, end, sent, flags, pkt)
    if flags & 7 != 0:
        return 0
    head = 4
    if flags & 0x8000:
        head += 4
    if flags & 0x2000:
        head += 4
    if flags & 0x1000:
        head += 4
    at += head
    sent -= head
    if end < at or sent < 1:
        return 0
    if proto in (ETHER_IPV4, ETHER_IPV6):
        return _inside(pkt, at, sent, LINK_RAW, TUNNEL_GRE) if holds_ip(buf, at, end, sent) == proto else 0
    if proto == _BRIDGED:
        return _inside(pkt, at, sent, LINK_ETHERNET, TUNNEL_GRE) if end - at >= 14 else 0
    if proto == 0x8847:
        return _inside(pkt, at, sent, INNER_LABELS, TUNNEL_GRE)
    if proto == _ERSPAN:
        return _open_erspan(buf, at, end, sent, flags & 0x1000, pkt)
    if proto == _ERSPAN_3:
        return _open_erspan_3(buf, at, end, sent, pkt)
    return 0


@kernel
def _open_pptp(buf: Octets, at: int, end: int, sent: int, flags: int, pkt: Longs) -> int:
    """PPP in the GRE of PPTP (RFC 2637 §4.1), where it carries IP and is neither compressed nor encrypted."""
    head = 8
    if flags & 0x1000:
        head += 4
    if flags & 0x80:
        head += 4
    if u16(buf, at + 2) != 0x880B or flags & 0x2000 == 0 or end - at < head + 4:
        return 0
    length = u16(buf, at + 4)
    at += head
    sent -= head
    if length > sent or length < 4:
        return 0
    skip = 2 if u16(buf, at) == 0xFF03 else 0
    word = u16(buf, at + skip)
    size = 1 if word & 0x0100 else 2
    proto = word >> 8 if size == 1 else word
    ether = holds_ip(buf, at + skip + size, end, length - skip - size)
    if (proto == 0x21 and ether == ETHER_IPV4) or (proto == 0x57 and ether == ETHER_IPV6):
        return _inside(pkt, at, length, LINK_PPP, TUNNEL_GRE)
    return 0


@kernel
def _open_erspan(buf: Octets, at: int, end: int, sent: int, has_sequence: int, pkt: Longs) -> int:
    """A mirrored frame: type II behind 8 octets if GRE has a sequence number, type I at once if it has none."""
    head = 0
    is_cut = 0
    if has_sequence:
        if end - at < 8 or buf[at] & 0xF0 != 0x10:
            return 0
        is_cut = buf[at + 2] & 4
        head = 8
    return _mirrored(buf, at + head, end, sent - head, is_cut, pkt)


@kernel
def _open_erspan_3(buf: Octets, at: int, end: int, sent: int, pkt: Longs) -> int:
    """A mirrored frame behind 12 octets, or 20 with what a platform adds; frames that are Ethernet only."""
    if end - at < 12 or buf[at] & 0xF0 != 0x20 or buf[at + 10] & 0x7C != 0:
        return 0
    head = 20 if buf[at + 11] & 1 else 12
    return _mirrored(buf, at + head, end, sent - head, buf[at + 2] & 4, pkt)


@kernel
def _mirrored(buf: Octets, at: int, end: int, sent: int, is_cut: int, pkt: Longs) -> int:
    """The mirrored frame; where the switch cut it, its own headers say how long it was."""
    if end - at < 14:
        return 0
    if is_cut and u16(buf, at + 12) in (ETHER_IPV4, ETHER_IPV6):
        sent = _UNCUT
    return _inside(pkt, at, sent, LINK_ETHERNET, TUNNEL_ERSPAN)


@kernel
def _find_by_port(buf: Octets, pkt: Longs) -> int:
    """VXLAN, GENEVE, GTP-U or Teredo, by their ports in IANA's registry and by what is inside."""
    at = pkt[P_PAYLOAD]
    end = pkt[P_END]
    if at < 0 or end - at < 8:
        return 0
    sent = min(u16(buf, pkt[P_NEXT] + 4), pkt[P_NEXT_LENGTH]) - 8
    port = pkt[P_DST_PORT]
    if port == 4789:
        if u32(buf, at) == 0x08000000 and buf[at + 7] == 0 and holds_frame(buf, at + 8, end, sent - 8):
            return _inside(pkt, at + 8, sent - 8, LINK_ETHERNET, TUNNEL_VXLAN)
    elif port == 6081:
        return _open_geneve(buf, at, end, sent, pkt)
    elif port == 2152:
        return _open_gtp(buf, at, end, sent, pkt)
    elif port == 3544 or pkt[P_SRC_PORT] == 3544:
        return _open_teredo(buf, at, end, sent, pkt)
    return 0


@kernel
def _open_geneve(buf: Octets, at: int, end: int, sent: int, pkt: Longs) -> int:
    """What stands behind GENEVE's header and options (RFC 8926 §3.4)."""
    if buf[at] & 0xC0 != 0 or buf[at + 1] & 0x3F != 0 or buf[at + 7] != 0:
        return 0
    head = 8 + (buf[at] & 0x3F) * 4
    proto = u16(buf, at + 2)
    if proto == _BRIDGED and holds_frame(buf, at + head, end, sent - head):
        return _inside(pkt, at + head, sent - head, LINK_ETHERNET, TUNNEL_GENEVE)
    if proto in (ETHER_IPV4, ETHER_IPV6) and holds_ip(buf, at + head, end, sent - head) == proto:
        return _inside(pkt, at + head, sent - head, LINK_RAW, TUNNEL_GENEVE)
    return 0


@kernel
def _open_gtp(buf: Octets, at: int, end: int, sent: int, pkt: Longs) -> int:
    """The user's packet in a G-PDU, behind optional fields and extension headers (TS 29.281 §5.1 and §5.2)."""
    if buf[at] & 0xF0 != 0x30 or buf[at + 1] != 255 or u16(buf, at + 2) + 8 != sent:
        return 0
    head = 8
    if buf[at] & 7:
        head = 12
        following = 1 if buf[at] & 4 else 0
        while following:
            if end - at < head:
                return 0
            following = buf[at + head - 1] & 0xFF
            if following:
                if end - at <= head or buf[at + head] == 0:
                    return 0
                head += buf[at + head] * 4
    if holds_ip(buf, at + head, end, sent - head) == 0:
        return 0
    return _inside(pkt, at + head, sent - head, LINK_RAW, TUNNEL_GTP)


@kernel
def _open_teredo(buf: Octets, at: int, end: int, sent: int, pkt: Longs) -> int:
    """An IPv6 packet of a Teredo address, behind authentication and origin (RFC 4380 §2.6 and §5.1.1)."""
    head = 0
    if u16(buf, at) == 1:  # lengths of identifier and authentication value, then nonce and confirmation
        head = 13 + (buf[at + 2] & 0xFF) + (buf[at + 3] & 0xFF)
    if end - at >= head + 8 and u16(buf, at + head) == 0:
        head += 8
    inner = at + head
    if holds_ip(buf, inner, end, sent - head) != ETHER_IPV6:
        return 0
    if 40 + u16(buf, inner + 4) != sent - head:
        return 0
    if u32(buf, inner + 8) != _TEREDO_PREFIX and u32(buf, inner + 24) != _TEREDO_PREFIX:
        return 0
    return _inside(pkt, inner, sent - head, LINK_RAW, TUNNEL_TEREDO)
