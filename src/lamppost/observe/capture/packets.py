"""Every frame of a block into flows, senders, counts and events: the loop that does the work.

# long: one loop over packets and the decisions it takes
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.choosing import note_event
from lamppost.observe.capture.headers import read_ipv4, read_ipv6, read_link, read_transport
from lamppost.observe.capture.layout import (
    BAD_ARP,
    BAD_NDP,
    ETHER_ARP,
    ETHER_IPV4,
    ETHER_IPV6,
    LINK_ETHERNET,
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
    P_TTL,
    P_UNFORWARDED,
    P_VLAN,
    S_BAD,
    S_BAD_ROW,
    S_BEFORE,
    S_BEFORE_LENGTH,
    S_BEFORE_TIME,
    S_DUPLICATES,
    S_FLOW_ROOM,
    S_FLOWS,
    S_FRAGMENTS,
    S_MALFORMED,
    S_ROW,
    S_SEEN,
    S_SEEN_ROOM,
    S_SENDER_ROOM,
    S_SENDERS,
    S_TUNNELLED,
    S_UNKNOWN_LINK,
)
from lamppost.observe.capture.octets import Longs, Octets, s64, u16, u32, u48
from lamppost.observe.capture.streams import count_flow
from lamppost.observe.capture.tables import touch_sender

_ARP, _NDP, _LINK_LOCAL, _INITIAL_TTL, _FORWARDED, _NO_IP = 1, 2, 4, 8, 16, 32  # model.observations.SENDER_*
_MAPPED = 0xFFFF << 32
_MILLISECOND = 1000
_ICMPV6 = 58


@kernel
def count_packets(
    buf: Octets, first: int, n: int,
    offsets: Longs, captured: Longs, original: Longs, times: Longs, links: Longs, bad: Longs,
    pkt: Longs, state: Longs, flows: Longs, flow_slots: Longs, senders: Longs, sender_slots: Longs,
    seen: Longs, events: Longs, ports: Octets, ethers: Longs, vlans: Longs,
) -> int:  # fmt: skip
    """How many of the n frames were counted; fewer than n when a table must grow first.

    Args:
        buf: The block.
        first: First frame to count.
        n: One past the last.
        offsets: Per frame: where it stands.
        captured: Per frame: octets in the block.
        original: Per frame: octets sent.
        times: Per frame: microseconds.
        links: Per frame: link type.
        bad: Per frame: malformation found while framing.
        pkt: Scratch.
        state: Counters and sizes, see `layout`.
        flows: Rows of flows.
        flow_slots: Their hash table.
        senders: Rows of senders.
        sender_slots: Their hash table.
        seen: Hashes of payloads already heard.
        events: Out: one row per payload to be read.
        ports: 65,536 octets: 1 where datagrams of this UDP port are read.
        ethers: Frames per EtherType that is not IP.
        vlans: 1 for each VLAN seen.
    """
    index = first
    while index < n:
        if (
            state[S_FLOWS] >= state[S_FLOW_ROOM]
            or state[S_SENDERS] + 3 > state[S_SENDER_ROOM]
            or state[S_SEEN] >= state[S_SEEN_ROOM]
        ):
            break
        state[S_ROW] += 1
        at = offsets[index]
        size = captured[index]
        time = times[index]
        _compare_with_before(buf, at, size, time, state)
        kind = bad[index]
        if kind > 0:
            _count_bad(kind, state)
        if size > 0:
            found = _count_one(
                buf, at, size, original[index], time, links[index], pkt, state,
                flows, flow_slots, senders, sender_slots, seen, events, ports, ethers, vlans,
            )  # fmt: skip
            if found > 0:
                _count_bad(found, state)
                if kind == 0:
                    kind = found
        if kind > 0:
            state[S_MALFORMED] += 1
        index += 1
    return index


@kernel
def _count_bad(kind: int, state: Longs) -> None:
    """One more malformation of this kind, and which frame was first."""
    if state[S_BAD + kind] == 0:
        state[S_BAD_ROW + kind] = state[S_ROW]
    state[S_BAD + kind] += 1


@kernel
def _compare_with_before(buf: Octets, at: int, size: int, time: int, state: Longs) -> None:
    """Count a frame that repeats the one before it, octet for octet, within a millisecond."""
    before = state[S_BEFORE]
    if before >= 0 and size == state[S_BEFORE_LENGTH] and size > 0:
        apart = time - state[S_BEFORE_TIME]
        if abs(apart) <= _MILLISECOND:
            same = 0
            while same < size and buf[at + same] == buf[before + same]:
                same += 1
            if same == size:
                state[S_DUPLICATES] += 1
    state[S_BEFORE] = at
    state[S_BEFORE_LENGTH] = size
    state[S_BEFORE_TIME] = time


@kernel
def _count_one(
    buf: Octets, at: int, size: int, sent: int, time: int, link: int, pkt: Longs, state: Longs,
    flows: Longs, flow_slots: Longs, senders: Longs, sender_slots: Longs,
    seen: Longs, events: Longs, ports: Octets, ethers: Longs, vlans: Longs,
) -> int:  # fmt: skip
    """One frame; 0 or the kind of malformation."""
    if link not in (0, LINK_ETHERNET, 12, 14, 101, 108, 113, 228, 229, 276):
        if link >= 0:
            state[S_UNKNOWN_LINK] += 1
        return 0
    bad = read_link(buf, at, size, sent, link, pkt)
    if bad != 0:
        return bad
    if pkt[P_VLAN] >= 0:
        vlans[pkt[P_VLAN]] = 1
    end = at + size
    ether = pkt[P_ETHER]
    if ether == ETHER_IPV4:
        bad = read_ipv4(buf, end, pkt)
    elif ether == ETHER_IPV6:
        bad = read_ipv6(buf, end, pkt)
    else:
        ethers[ether] += 1
        if ether == ETHER_ARP:
            return _count_arp(buf, end, sent, time, pkt, state, senders, sender_slots)
        _touch(senders, sender_slots, state, pkt, pkt[P_SRC_MAC], 0, 0, _NO_IP, sent, time, 1)
        return 0
    if pkt[P_PROTO] < 0:
        return bad
    found = read_transport(buf, pkt)
    if bad == 0:
        bad = found
    if pkt[P_FRAGMENT] == 2:
        state[S_FRAGMENTS] += 1
    if _is_tunnel(pkt):
        state[S_TUNNELLED] += 1
    _count_sender(pkt, state, senders, sender_slots, time)
    if ether == ETHER_IPV6 and pkt[P_PROTO] == _ICMPV6 and pkt[P_FRAGMENT] == 0 and pkt[P_NEXT] >= 0:
        found = _read_discovery(buf, pkt, state, senders, sender_slots, time)
        if bad == 0:
            bad = found
    flow = count_flow(pkt, state, flows, flow_slots, time)
    if pkt[P_PAYLOAD] >= 0:
        note_event(buf, pkt, state, flows, flow, seen, events, ports, time)
    return bad


@kernel
def _is_tunnel(pkt: Longs) -> bool:
    """IP in IP, IPv6 in IP, GRE, and GTP-U or VXLAN by port (IANA): only the outer addresses are read."""
    proto = pkt[P_PROTO]
    if proto == 17:
        return pkt[P_DST_PORT] in (2152, 4789)
    return proto in (4, 41, 47)


@kernel
def _touch(
    senders: Longs, slots: Longs, state: Longs, pkt: Longs,
    mac: int, high: int, low: int, flags: int, octets: int, time: int, count: int,
) -> None:  # fmt: skip
    """One frame of a sender in the frame's VLAN."""
    touch_sender(senders, slots, state, mac, pkt[P_VLAN], high, low, flags, octets, time, state[S_ROW], count)


@kernel
def _count_sender(pkt: Longs, state: Longs, senders: Longs, slots: Longs, time: int) -> None:
    """The frame's sender, and what the packet shows of the distance it came."""
    high = pkt[P_SRC_HIGH]
    low = pkt[P_SRC_LOW]
    octets = pkt[P_IP_BYTES]
    if high == 0 and low in (0, _MAPPED):
        _touch(senders, slots, state, pkt, pkt[P_SRC_MAC], 0, 0, _NO_IP, octets, time, 1)
        return
    flags = 0
    if pkt[P_UNFORWARDED]:
        flags |= _LINK_LOCAL
    ttl = pkt[P_TTL]
    if ttl in (32, 64, 128, 255):
        flags |= _INITIAL_TTL
    elif ttl > 32 and pkt[P_MULTICAST] == 0:  # groups are sent to with any number
        flags |= _FORWARDED
    _touch(senders, slots, state, pkt, pkt[P_SRC_MAC], high, low, flags, octets, time, 1)


@kernel
def _count_arp(
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
    _touch(senders, slots, state, pkt, mac, 0, low, flags, sent, time, 1)
    return bad


@kernel
def _read_discovery(buf: Octets, pkt: Longs, state: Longs, senders: Longs, slots: Longs, time: int) -> int:
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
                _touch(senders, slots, state, pkt, mac, high, low, _NDP, 0, time, 0)
        options += size
    return 0
