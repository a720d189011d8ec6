"""Every frame of a block into flows, senders, counts and events: the loop that does the work.

# long: one loop over packets and the decisions it takes
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.choosing import note_event
from lamppost.observe.capture.client_names import MOST_ANSWERS
from lamppost.observe.capture.headers import read_ipv4, read_ipv6, read_link, read_transport
from lamppost.observe.capture.layout import (
    BAD_ARP,
    BAD_NDP,
    BAD_SHIFT,
    ETHER_ARP,
    ETHER_IPV4,
    ETHER_IPV6,
    FLOW_SENDERS,
    FLOW_WIDTH,
    LINK_ETHERNET,
    P_DST_HIGH,
    P_DST_LOW,
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
    P_TTL,
    P_UNFORWARDED,
    P_VLAN,
    S_ANSWER_ROOM,
    S_ANSWERS,
    S_BEFORE,
    S_BEFORE_LENGTH,
    S_BEFORE_TIME,
    S_DUPLICATES,
    S_EVIDENCE,
    S_FLOW_ROOM,
    S_FLOWS,
    S_FRAGMENTS,
    S_HEAP,
    S_HEAP_ROOM,
    S_INDEX,
    S_MALFORMED,
    S_NAME_ROOM,
    S_NAMES,
    S_PART,
    S_PARTS,
    S_ROW,
    S_SEED,
    S_SEEN,
    S_SEEN_ROOM,
    S_SENDER_ROOM,
    S_SENDERS,
    S_TUNNELLED,
    S_UNKNOWN_LINK,
    SENDER_EVIDENCE,
    SENDER_MAC,
    SENDER_WIDTH,
)
from lamppost.observe.capture.naming import MOST_NAME
from lamppost.observe.capture.octets import Heap, Longs, Octets, mix, s64, u16, u32, u48
from lamppost.observe.capture.ordinary import read_ordinary
from lamppost.observe.capture.streams import count_flow, icmp_counterpart
from lamppost.observe.capture.tables import add_frame, touch_sender

_ARP, _NDP, _LINK_LOCAL, _INITIAL_TTL, _FORWARDED, _NO_IP = 1, 2, 4, 8, 16, 32  # model.observations.SENDER_*
_MAPPED = 0xFFFF << 32
_MILLISECOND = 1000
_ICMP = 1
_ICMPV6 = 58
_M31 = 0x7FFFFFFF


@kernel
def count_packets(
    buf: Octets, first: int, n: int,
    offsets: Longs, captured: Longs, original: Longs, times: Longs, links: Longs, bad: Longs,
    rows: Longs, files: Longs,
    pkt: Longs, state: Longs, flows: Longs, flow_slots: Longs, senders: Longs, sender_slots: Longs,
    seen: Longs, events: Longs, ports: Octets, ethers: Longs, vlans: Longs,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs,
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
        bad: Per frame: malformation found while framing; out: also the one found here, shifted.
        rows: Per frame: its number in its file.
        files: Per frame: index of its file.
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
        names: Rows of names.
        name_slots: Their hash table.
        heap: Octets of names.
        answers: Rows of answers.
        answer_slots: Their hash table.
    """
    index = first
    while index < n:
        if (
            state[S_FLOWS] >= state[S_FLOW_ROOM]
            or state[S_SENDERS] + 3 > state[S_SENDER_ROOM]
            or state[S_SEEN] >= state[S_SEEN_ROOM]
            or state[S_NAMES] >= state[S_NAME_ROOM]
            or state[S_HEAP] + MOST_NAME + 1 > state[S_HEAP_ROOM]
            or state[S_ANSWERS] + MOST_ANSWERS > state[S_ANSWER_ROOM]
        ):
            break
        state[S_ROW] = rows[index]
        state[S_EVIDENCE] = files[index]
        state[S_INDEX] = index
        at = offsets[index]
        size = captured[index]
        kind = bad[index]
        if state[S_PART] == 0:
            _compare_with_before(buf, at, size, times[index], state)
            if kind > 0:
                state[S_MALFORMED] += 1
        if size > 0:
            found = _count_one(
                buf, at, size, original[index], times[index], links[index], pkt, state,
                flows, flow_slots, senders, sender_slots, seen, events, ports, ethers, vlans,
                names, name_slots, heap, answers, answer_slots,
            )  # fmt: skip
            if found > 0:
                bad[index] = kind | found << BAD_SHIFT
                if kind == 0:
                    state[S_MALFORMED] += 1
        index += 1
    return index


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
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs,
) -> int:  # fmt: skip
    """One frame; 0 or the kind of malformation."""
    bad = 0
    if link != LINK_ETHERNET or read_ordinary(buf, at, size, sent, pkt) == 0:
        is_first = state[S_PART] == 0
        if link not in (0, LINK_ETHERNET, 12, 14, 101, 108, 113, 228, 229, 276):
            if link >= 0 and is_first:
                state[S_UNKNOWN_LINK] += 1
            return 0
        bad = read_link(buf, at, size, sent, link, pkt)
        if bad != 0:
            return bad if is_first else 0
        end = at + size
        ether = pkt[P_ETHER]
        if ether == ETHER_IPV4:
            bad = read_ipv4(buf, end, pkt)
        elif ether == ETHER_IPV6:
            bad = read_ipv6(buf, end, pkt)
        elif is_first:
            return _count_not_ip(buf, end, sent, time, pkt, state, senders, sender_slots, ethers, vlans)
        else:
            return 0
        if pkt[P_PROTO] < 0:
            return bad if is_first else 0
        found = read_transport(buf, pkt)
        if bad == 0:
            bad = found
    if state[S_PARTS] > 1 and not _is_of_part(pkt, state):
        return 0
    if pkt[P_VLAN] >= 0:
        vlans[pkt[P_VLAN]] = 1
    if pkt[P_FRAGMENT] == 2:
        state[S_FRAGMENTS] += 1
    if _is_tunnel(pkt):
        state[S_TUNNELLED] += 1
    if pkt[P_PROTO] in (_ICMP, _ICMPV6):
        found = _read_icmp(buf, pkt, state, senders, sender_slots, time)
        if bad == 0:
            bad = found
    flow = count_flow(buf, pkt, state, flows, flow_slots, time)
    _count_sender(pkt, state, senders, sender_slots, time, flows, (flow >> 1) * FLOW_WIDTH, flow & 1)
    if pkt[P_PAYLOAD] >= 0:
        note_event(
            buf, pkt, state, flows, flow, seen, events, ports, time,
            names, name_slots, heap, answers, answer_slots,
        )  # fmt: skip
    return bad


@kernel
def _is_of_part(pkt: Longs, state: Longs) -> bool:
    """Whether the pair of addresses is one of those that this table counts."""
    hashed = mix(mix(state[S_SEED], pkt[P_SRC_LOW] ^ pkt[P_DST_LOW]), pkt[P_SRC_HIGH] ^ pkt[P_DST_HIGH])
    return (hashed >> 20) % state[S_PARTS] == state[S_PART]


@kernel
def _count_not_ip(
    buf: Octets, end: int, sent: int, time: int, pkt: Longs, state: Longs,
    senders: Longs, sender_slots: Longs, ethers: Longs, vlans: Longs,
) -> int:  # fmt: skip
    """A frame of another network protocol: its sender, and what ARP says."""
    if pkt[P_VLAN] >= 0:
        vlans[pkt[P_VLAN]] = 1
    ethers[pkt[P_ETHER]] += 1
    if pkt[P_ETHER] == ETHER_ARP:
        return _count_arp(buf, end, sent, time, pkt, state, senders, sender_slots)
    _touch(senders, sender_slots, state, pkt, pkt[P_SRC_MAC], 0, 0, _NO_IP, sent, time, 1)
    return 0


@kernel
def _read_icmp(buf: Octets, pkt: Longs, state: Longs, senders: Longs, slots: Longs, time: int) -> int:
    """Type and counterpart (or code) of ICMP as ports, as Zeek has them; and what neighbours say."""
    at = pkt[P_NEXT]
    proto = pkt[P_PROTO]
    if at < 0 or pkt[P_FRAGMENT] == 2 or pkt[P_END] - at < 4:
        return 0
    if pkt[P_FRAGMENT] == 0 and pkt[P_NEXT_LENGTH] < 8:
        return 0
    kind = buf[at] & 0xFF
    other = icmp_counterpart(proto, kind)
    pkt[P_SRC_PORT] = kind
    pkt[P_DST_PORT] = other if other >= 0 else buf[at + 1] & 0xFF
    if proto == _ICMPV6 and pkt[P_ETHER] == ETHER_IPV6 and pkt[P_FRAGMENT] == 0:
        return _read_discovery(buf, pkt, state, senders, slots, time)
    return 0


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
) -> int:  # fmt: skip
    """Row of the sender of one frame, in the frame's VLAN."""
    return touch_sender(
        senders, slots, state, mac, pkt[P_VLAN], high, low, flags, octets, time, state[S_ROW], count
    )


@kernel
def _count_sender(
    pkt: Longs, state: Longs, senders: Longs, slots: Longs, time: int, flows: Longs, flow: int, from_a: int
) -> None:
    """The frame's sender, and what the packet shows of the distance it came; the flow remembers its row."""
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
    shift = 0 if from_a else 32
    row = ((flows[flow + FLOW_SENDERS] >> shift) & _M31) - 1
    at = row * SENDER_WIDTH
    if (
        row >= 0
        and senders[at + SENDER_MAC] == pkt[P_SRC_MAC]
        and senders[at + SENDER_EVIDENCE] == state[S_EVIDENCE]
    ):
        add_frame(senders, at, flags, octets, time, 1)
        return
    row = _touch(senders, slots, state, pkt, pkt[P_SRC_MAC], high, low, flags, octets, time, 1)
    flows[flow + FLOW_SENDERS] &= ~(_M31 << shift)
    flows[flow + FLOW_SENDERS] |= (row + 1) << shift


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
