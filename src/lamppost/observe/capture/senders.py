"""Who sent a packet: counted by MAC, VLAN and address, and what ARP and neighbour discovery say of both."""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BAD_ARP,
    BAD_NDP,
    ETHER_IPV4,
    ETHER_IPV6,
    FLOW_SENDERS,
    P_END,
    P_ETHER,
    P_FRAGMENT,
    P_IP,
    P_IP_BYTES,
    P_MULTICAST,
    P_NEXT,
    P_NEXT_LENGTH,
    P_ORIGINAL,
    P_PROTO,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    P_TTL,
    P_UNFORWARDED,
    P_VLAN,
    S_EVIDENCE,
    S_ROW,
    SENDER_EVIDENCE,
    SENDER_LOW,
    SENDER_MAC,
    SENDER_WIDTH,
)
from lamppost.observe.capture.octets import Longs, Octets, s64, u16, u32, u48
from lamppost.observe.capture.tables import add_frame, touch_sender

_ARP, _NDP, _LINK_LOCAL, _INITIAL_TTL, _FORWARDED, _NO_IP = 1, 2, 4, 8, 16, 32  # model.observations.SENDER_*
_MAPPED = 0xFFFF << 32
_ICMPV6 = 58
_M31 = 0x7FFFFFFF


@kernel
def count_sender(pkt: Longs, state: Longs, senders: Longs, slots: Longs, time: int) -> int:
    """Row of the packet's sender, in which it is counted."""
    high = pkt[P_SRC_HIGH]
    low = pkt[P_SRC_LOW]
    octets = pkt[P_IP_BYTES]
    if high == 0 and low in (0, _MAPPED):
        return touch(senders, slots, state, pkt, pkt[P_SRC_MAC], 0, 0, _NO_IP, octets, time, 1)
    return touch(senders, slots, state, pkt, pkt[P_SRC_MAC], high, low, _distance(pkt), octets, time, 1)


@kernel
def count_flow_sender(
    pkt: Longs, state: Longs, senders: Longs, slots: Longs, time: int, flows: Longs, flow: int, from_a: int
) -> None:
    """Count the packet of its sender, whose row the flow remembers."""
    shift = 0 if from_a else 32
    row = ((flows[flow + FLOW_SENDERS] >> shift) & _M31) - 1
    at = row * SENDER_WIDTH
    if (
        row >= 0
        and senders[at + SENDER_MAC] == pkt[P_SRC_MAC]
        and senders[at + SENDER_EVIDENCE] == state[S_EVIDENCE]
        and senders[at + SENDER_LOW] == pkt[P_SRC_LOW] != 0
    ):
        add_frame(senders, at, _distance(pkt), pkt[P_IP_BYTES], time, 1)
        return
    row = count_sender(pkt, state, senders, slots, time)
    flows[flow + FLOW_SENDERS] &= ~(_M31 << shift)
    flows[flow + FLOW_SENDERS] |= (row + 1) << shift


@kernel
def count_arp(
    buf: Octets, end: int, sent: int, time: int, pkt: Longs, state: Longs, senders: Longs, slots: Longs
) -> int:
    """The address that the sender says it has (RFC 826); only Ethernet and IPv4 are looked into."""
    at = pkt[P_IP]
    mac = pkt[P_SRC_MAC]
    low = 0
    flags = _NO_IP
    bad = 0
    if end - at < 28:
        bad = BAD_ARP if pkt[P_ORIGINAL] < 28 else 0
    elif u32(buf, at) == 0x00010800 and u16(buf, at + 4) == 0x0604:
        said = u48(buf, at + 8)
        address = u32(buf, at + 14)
        if address != 0 and (mac in (said, -1)):
            mac = said
            low = _MAPPED | address
            flags = _ARP
    elif u16(buf, at) == 1 and u16(buf, at + 2) == ETHER_IPV4:
        bad = BAD_ARP
    touch(senders, slots, state, pkt, mac, 0, low, flags, sent, time, 1)
    return bad


@kernel
def may_tell_neighbours(pkt: Longs, depth: int) -> bool:
    """Whether it is a whole ICMPv6 message of a link; a tunnel without a link has no neighbours."""
    if pkt[P_ETHER] != ETHER_IPV6 or pkt[P_PROTO] != _ICMPV6:
        return False
    return pkt[P_FRAGMENT] == 0 and pkt[P_NEXT] >= 0 and (depth == 0 or pkt[P_SRC_MAC] >= 0)


@kernel
def read_discovery(buf: Octets, pkt: Longs, state: Longs, senders: Longs, slots: Longs, time: int) -> int:
    """Who says of itself that it has an IPv6 address (RFC 4861 §4.2 to §4.4).

    A neighbour advertisement with a target link-layer option, a neighbour solicitation or router
    advertisement with a source link-layer option; hop limit 255, so from this link (§7.1).
    """
    at = pkt[P_NEXT]
    end = pkt[P_END]
    if end - at < 8 or pkt[P_TTL] != 255:
        return 0
    kind = buf[at] & 0xFF
    if kind == 134:
        options = at + 16
        wanted = 1
    elif kind == 135:
        options = at + 24
        wanted = 1
    elif kind == 136:
        options = at + 24
        wanted = 2
    else:
        return 0
    limit = at + pkt[P_NEXT_LENGTH]
    if options > limit:
        return BAD_NDP
    high = pkt[P_SRC_HIGH]
    low = pkt[P_SRC_LOW]
    if kind == 136 and options <= end:
        high = s64(buf, at + 8)
        low = s64(buf, at + 16)
    while options < limit:
        if options + 2 > limit:
            return BAD_NDP
        if options + 2 > end:
            return 0
        size = (buf[options + 1] & 0xFF) * 8
        if size == 0 or options + size > limit:
            return BAD_NDP
        if buf[options] == wanted and size == 8 and options + 8 <= end and (high != 0 or low != 0):
            mac = u48(buf, options + 2)
            if pkt[P_SRC_MAC] in (mac, -1):
                touch(senders, slots, state, pkt, mac, high, low, _NDP, 0, time, 0)
                return 0  # one sender has one address of its link here
        options += size
    return 0


@kernel
def touch(
    senders: Longs, slots: Longs, state: Longs, pkt: Longs,
    mac: int, high: int, low: int, flags: int, octets: int, time: int, count: int,
) -> int:  # fmt: skip
    """Row of the sender of one frame, in the frame's VLAN."""
    return touch_sender(
        senders, slots, state, mac, pkt[P_VLAN], high, low, flags, octets, time, state[S_ROW], count
    )


@kernel
def _distance(pkt: Longs) -> int:
    """What the packet shows of the distance it came, as SENDER_* bits."""
    flags = _LINK_LOCAL if pkt[P_UNFORWARDED] else 0
    ttl = pkt[P_TTL]
    if ttl in (32, 64, 128, 255):
        return flags | _INITIAL_TTL
    if ttl > 32 and pkt[P_MULTICAST] == 0:  # groups are sent to with any number
        return flags | _FORWARDED
    return flags
