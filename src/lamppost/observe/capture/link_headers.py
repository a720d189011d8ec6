"""The headers before the network header: link types, VLAN tags, MPLS labels, PPP, LLC and SNAP.

Specifications: IEEE 802.3, 802.1Q and 802.2; LINKTYPE_* of tcpdump.org; RFC 1042 (SNAP); RFC 1661 and 1662
(PPP); RFC 2516 (PPPoE); RFC 3032 (MPLS); RFC 1547 (HDLC). Each function returns 0, CUT, or the kind of
malformation. Octets that were sent but not captured are no malformation: what they said stays absent.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.ip_headers import holds_ip
from lamppost.observe.capture.layout import (
    BAD_LABELS,
    BAD_LINK,
    BAD_PPP,
    BAD_VLAN,
    CUT,
    ETHER_IPV4,
    ETHER_IPV6,
    ETHER_LABELS,
    ETHER_PPP,
    INNER_LABELS,
    LINK_AVS,
    LINK_C_HDLC,
    LINK_ENC,
    LINK_ETHERNET,
    LINK_IPV4,
    LINK_IPV6,
    LINK_LOOP,
    LINK_NULL,
    LINK_PPI,
    LINK_PPP,
    LINK_PPP_ETHER,
    LINK_PPP_HDLC,
    LINK_PRISM,
    LINK_RADIO,
    LINK_RADIOTAP,
    LINK_RAW,
    LINK_SLL,
    LINK_SLL2,
    P_AGGREGATED,
    P_DST_MAC,
    P_ETHER,
    P_IP,
    P_LIMIT,
    P_MORE,
    P_ORIGINAL,
    P_SRC_MAC,
    P_VLAN,
)
from lamppost.observe.capture.octets import Longs, Octets, u16, u32, u32_of, u48
from lamppost.observe.capture.wireless import monitor_header, radiotap_flags, read_radio

_BY_VERSION = -1  # no EtherType: the first four bits say which IP
_BY_PPP = -2  # a protocol number of PPP follows
_BY_PPPOE = 0x8864
_SNAP = 0xAAAA0300
_LEAST_ETHER = 1536


@kernel
def is_read_link(link: int) -> bool:
    """Whether frames of this link type are looked into: those of `link_types.LINK_NAMES`."""
    return link in (
        LINK_NULL, LINK_ETHERNET, LINK_PPP, 12, 14, LINK_PPP_HDLC, LINK_PPP_ETHER, LINK_RAW, LINK_C_HDLC,
        LINK_RADIO, LINK_LOOP, LINK_ENC, LINK_SLL, LINK_PRISM, LINK_RADIOTAP, LINK_AVS, LINK_PPI, LINK_IPV4,
        LINK_IPV6, LINK_SLL2,
    )  # fmt: skip


@kernel
def read_link(buf: Octets, at: int, size: int, sent: int, link: int, pkt: Longs) -> int:
    """Addresses, VLAN and EtherType of the frame, and where its network header stands.

    Args:
        buf: The block.
        at: First octet of the frame.
        size: Octets captured.
        sent: Octets sent.
        link: Link type, one of `link_types.LINK_NAMES`, or INNER_LABELS.
        pkt: Scratch, see `layout`.
    """
    pkt[P_SRC_MAC] = -1
    pkt[P_DST_MAC] = -1
    pkt[P_VLAN] = -1
    pkt[P_ETHER] = _BY_VERSION
    pkt[P_MORE] = -1
    pkt[P_AGGREGATED] = 0
    pkt[P_IP] = at
    pkt[P_ORIGINAL] = sent
    pkt[P_LIMIT] = at + size
    found = _read_first(buf, at, size, sent, link, pkt)
    return read_rest(buf, pkt) if found == 0 else found


@kernel
def _read_first(buf: Octets, at: int, size: int, sent: int, link: int, pkt: Longs) -> int:
    """What the link type itself says; monitor headers before it are passed over."""
    radio = monitor_header(buf, at, size, sent, link)
    if radio < 0:
        return -100 - radio if radio < CUT else CUT
    flags = radiotap_flags(buf, at, radio) if link == LINK_RADIOTAP else 0
    if link == LINK_PPI:
        link = u32_of(buf, at + 4, 0)
        if link not in (LINK_ETHERNET, LINK_RADIO):
            return BAD_LINK
    if link in (LINK_RADIO, LINK_RADIOTAP, LINK_PRISM, LINK_AVS):
        return read_radio(buf, at + radio, at + size, sent - radio, flags, pkt)
    return _read_fixed(buf, at + radio, size - radio, sent - radio, link, pkt)


@kernel
def _read_fixed(buf: Octets, at: int, size: int, sent: int, link: int, pkt: Longs) -> int:
    """Link headers of one length."""
    head = _length(link)
    if size < head:
        return BAD_LINK if sent < head else CUT
    if link == LINK_ETHERNET:
        pkt[P_DST_MAC] = u48(buf, at)
        pkt[P_SRC_MAC] = u48(buf, at + 6)
        pkt[P_ETHER] = _ether(buf, at + 12)
    elif link == LINK_SLL:
        if u16(buf, at + 4) == 6:
            pkt[P_SRC_MAC] = u48(buf, at + 6)
        pkt[P_ETHER] = _ether(buf, at + 14)
    elif link == LINK_SLL2:
        if buf[at + 11] == 6:
            pkt[P_SRC_MAC] = u48(buf, at + 12)
        pkt[P_ETHER] = _ether(buf, at)
    elif link == LINK_C_HDLC:
        pkt[P_ETHER] = _ether(buf, at + 2)
    elif link == LINK_PPP_ETHER:
        pkt[P_ETHER] = _BY_PPPOE
    elif link in (LINK_PPP, LINK_PPP_HDLC) and size >= 4 and u16(buf, at) in (0x0F00, 0x8F00):
        pkt[P_ETHER] = _ether(buf, at + 2)  # Cisco's framing in a capture of PPP
        head = 4
    elif link == LINK_PPP_HDLC and u16(buf, at) != 0xFF03:
        return BAD_PPP
    elif link in (LINK_PPP, LINK_PPP_HDLC):
        pkt[P_ETHER] = _BY_PPP
        head = 2 if size >= 2 and u16(buf, at) == 0xFF03 else 0
    elif link == INNER_LABELS:
        pkt[P_ETHER] = ETHER_LABELS
    pkt[P_IP] = at + head
    pkt[P_ORIGINAL] = max(sent - head, 0)
    return 0


@kernel
def _ether(buf: Octets, at: int) -> int:
    """The EtherType; 0 where the number is a length, so that LLC follows (IEEE 802.3)."""
    number = u16(buf, at)
    return number if number >= _LEAST_ETHER else 0


@kernel
def _length(link: int) -> int:
    """Octets of a link header of one length; of PPP those that are always there."""
    if link == LINK_ETHERNET:
        return 14
    if link == LINK_SLL:
        return 16
    if link == LINK_SLL2:
        return 20
    if link == LINK_ENC:  # address family, SPI and flags, four octets each
        return 12
    if link in (LINK_NULL, LINK_LOOP, LINK_C_HDLC, LINK_PPP_HDLC):
        return 4
    return 0


@kernel
def read_rest(buf: Octets, pkt: Longs) -> int:
    """Tags, labels, PPP and LLC until an EtherType stands before its network header.

    Args:
        buf: The block.
        pkt: Scratch; P_ETHER, P_IP and P_ORIGINAL move on with each header. MPLS labels before something
            that is no IP leave P_ETHER at ETHER_LABELS.
    """
    while True:
        ether = pkt[P_ETHER]
        before = pkt[P_IP]
        if ether in (0x8100, 0x88A8, 0x9100):
            found = _pass_tag(buf, pkt)
        elif ether == _BY_PPPOE:
            found = _pass_session(buf, pkt)
        elif ether == _BY_PPP:
            found = _pass_ppp(buf, pkt)
        elif ether in (ETHER_LABELS, 0x8848):
            return _pass_labels(buf, pkt)
        elif ether == 0:
            found = _pass_llc(buf, pkt)
        else:
            break
        if found != 0:
            return found
        if pkt[P_IP] == before:
            break
    return _see_version(buf, pkt) if pkt[P_ETHER] == _BY_VERSION else 0


@kernel
def _advance(pkt: Longs, octets: int) -> None:
    """Pass over so many octets."""
    pkt[P_IP] += octets
    pkt[P_ORIGINAL] = max(pkt[P_ORIGINAL] - octets, 0)


@kernel
def _pass_tag(buf: Octets, pkt: Longs) -> int:
    """A VLAN tag; the outermost identifier counts, and 0 carries a priority and no VLAN."""
    at = pkt[P_IP]
    if pkt[P_LIMIT] - at < 4:
        return BAD_VLAN if pkt[P_ORIGINAL] < 4 else CUT
    tag = u16(buf, at) & 0x0FFF
    if pkt[P_VLAN] < 0 and tag != 0:
        pkt[P_VLAN] = tag
    pkt[P_ETHER] = _ether(buf, at + 2)
    _advance(pkt, 4)
    return 0


@kernel
def _pass_session(buf: Octets, pkt: Longs) -> int:
    """The header of a PPPoE session stage (RFC 2516 §4 and §6); what its length leaves out is padding."""
    at = pkt[P_IP]
    if pkt[P_LIMIT] - at < 6:
        return BAD_PPP if pkt[P_ORIGINAL] < 6 else CUT
    length = u16(buf, at + 4)
    if u16(buf, at) != 0x1100 or length > pkt[P_ORIGINAL] - 6:
        return BAD_PPP
    _advance(pkt, 6)
    pkt[P_ORIGINAL] = length
    pkt[P_LIMIT] = min(pkt[P_LIMIT], at + 6 + length)
    pkt[P_ETHER] = _BY_PPP
    return 0


@kernel
def _pass_ppp(buf: Octets, pkt: Longs) -> int:
    """The protocol number of PPP: two octets, or one that is odd (RFC 1661 §2 and §6.5)."""
    at = pkt[P_IP]
    left = pkt[P_LIMIT] - at
    if left < 1:
        return BAD_PPP if pkt[P_ORIGINAL] < 1 else CUT
    size = 1 if buf[at] & 1 else 2
    if left < size:
        return BAD_PPP if pkt[P_ORIGINAL] < size else CUT
    protocol = buf[at] & 0xFF if size == 1 else u16(buf, at)
    _advance(pkt, size)
    pkt[P_ETHER] = ETHER_PPP
    if protocol == 0x21:
        pkt[P_ETHER] = ETHER_IPV4
    elif protocol == 0x57:
        pkt[P_ETHER] = ETHER_IPV6
    elif protocol == 0x281:  # RFC 3032 §4.3
        pkt[P_ETHER] = ETHER_LABELS
    return 0


@kernel
def _pass_labels(buf: Octets, pkt: Longs) -> int:
    """The stack of MPLS labels (RFC 3032 §2.1) before an IP packet, which is known by its version and length."""
    pkt[P_ETHER] = ETHER_LABELS
    while True:
        at = pkt[P_IP]
        if pkt[P_LIMIT] - at < 4:
            return BAD_LABELS if pkt[P_ORIGINAL] < 4 else CUT
        is_last = buf[at + 2] & 1
        _advance(pkt, 4)
        if is_last:
            break
    ether = holds_ip(buf, pkt[P_IP], pkt[P_LIMIT], pkt[P_ORIGINAL])
    if ether != 0:
        pkt[P_ETHER] = ether
    return 0


@kernel
def _pass_llc(buf: Octets, pkt: Longs) -> int:
    """LLC with SNAP, behind which an EtherType may follow (RFC 1042; IEEE 802.1H for bridged frames)."""
    at = pkt[P_IP]
    if pkt[P_LIMIT] - at < 8 or u32(buf, at) != _SNAP or u16(buf, at + 4) not in (0, 0x00F8):
        return 0
    ether = _ether(buf, at + 6)
    if ether != 0:
        pkt[P_ETHER] = ether
        _advance(pkt, 8)
    return 0


@kernel
def _see_version(buf: Octets, pkt: Longs) -> int:
    """Which IP it is, by the first four bits."""
    at = pkt[P_IP]
    if pkt[P_LIMIT] <= at:
        return BAD_LINK if pkt[P_ORIGINAL] == 0 else CUT
    version = buf[at] & 0xF0
    if version == 0x40:
        pkt[P_ETHER] = ETHER_IPV4
    elif version == 0x60:
        pkt[P_ETHER] = ETHER_IPV6
    else:
        return BAD_LINK
    return 0
