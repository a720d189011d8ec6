"""Every frame of a block into flows, senders, counts and events: the loop that does the work.

# long: one loop over packets and the decisions it takes
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.ahead import ask_ahead
from lamppost.observe.capture.choosing import note_event, note_frame, note_start
from lamppost.observe.capture.client_names import MOST_ANSWERS
from lamppost.observe.capture.fragments import follow_fragment, note_fragment
from lamppost.observe.capture.headers import (
    is_read_link,
    read_ipv4,
    read_ipv6,
    read_link,
    read_rest,
    read_transport,
)
from lamppost.observe.capture.layout import (
    ANSWERS_WAIT,
    BAD_NESTING,
    BAD_PARTS,
    BAD_SHIFT,
    ETHER_ARP,
    ETHER_ENCRYPTED,
    ETHER_IPV4,
    ETHER_IPV6,
    ETHER_LABELS,
    ETHER_RADIO,
    ETHER_SADP,
    FLOW_WIDTH,
    FRAME_EVENTS,
    FRAME_FLOWS,
    FRAME_PAYLOADS,
    FRAME_SENDERS,
    LINK_ETHERNET,
    MOST_PARTS,
    MOST_TUNNELS,
    P_AGGREGATED,
    P_DST_HIGH,
    P_DST_LOW,
    P_ETHER,
    P_FRAGMENT,
    P_INNER,
    P_INNER_END,
    P_INNER_LINK,
    P_INNER_SENT,
    P_LIMIT,
    P_MORE,
    P_MORE_SENT,
    P_ORIGINAL,
    P_PAYLOAD,
    P_PROTO,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    P_TCP_FLAGS,
    P_VLAN,
    S_ANSWER_ROOM,
    S_ANSWERS,
    S_BEFORE,
    S_BEFORE_LENGTH,
    S_BEFORE_TIME,
    S_CLOSED,
    S_DUPLICATES,
    S_ENCRYPTED,
    S_EVENT_ROOM,
    S_EVENTS,
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
    S_TUNNEL,
    S_TUNNELLED,
    S_UNKNOWN_LINK,
)
from lamppost.observe.capture.naming import MOST_NAME, settle_answers
from lamppost.observe.capture.octets import Heap, Longs, Octets, mix
from lamppost.observe.capture.ordinary import read_ordinary
from lamppost.observe.capture.senders import (
    count_arp,
    count_flow_sender,
    count_sender,
    may_tell_neighbours,
    read_discovery,
    touch,
)
from lamppost.observe.capture.streams import count_flow, name_icmp
from lamppost.observe.capture.tunnels import find_pseudowire, find_tunnel, is_closed_tunnel
from lamppost.observe.capture.wireless import read_next_part

_ARP, _NDP, _LINK_LOCAL, _INITIAL_TTL, _FORWARDED, _NO_IP = 1, 2, 4, 8, 16, 32  # model.observations.SENDER_*
_MILLISECOND = 1000
_SYN = 2
_ICMP = 1
_ICMPV6 = 58


@kernel
def count_packets(
    buf: Octets, first: int, n: int,
    offsets: Longs, captured: Longs, original: Longs, times: Longs, links: Longs, bad: Longs,
    rows: Longs, files: Longs,
    pkt: Longs, state: Longs, flows: Longs, flow_slots: Longs, senders: Longs, sender_slots: Longs,
    seen: Longs, events: Longs, ports: Octets, ethers: Longs, vlans: Longs,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs, pieces: Longs,
    kept: Longs, kept_octets: Heap, cipher: Longs, opened: Heap,
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
        pieces: Datagrams in fragments.
        kept: ClientHellos of which more is to come.
        kept_octets: Their octets.
        cipher: Tables and room of ciphers, see `ciphers`.
        opened: Scratch of `initials`.
    """
    index = first
    while index < n:
        if (
            state[S_FLOWS] + FRAME_FLOWS > state[S_FLOW_ROOM]
            or state[S_SENDERS] + FRAME_SENDERS > state[S_SENDER_ROOM]
            or state[S_SEEN] + FRAME_PAYLOADS > state[S_SEEN_ROOM]
            or state[S_EVENTS] + FRAME_EVENTS > state[S_EVENT_ROOM]
            or state[S_NAMES] + FRAME_PAYLOADS > state[S_NAME_ROOM]
            or state[S_HEAP] + FRAME_PAYLOADS * (MOST_NAME + 1) > state[S_HEAP_ROOM]
            or state[S_ANSWERS] + ANSWERS_WAIT + FRAME_PAYLOADS * MOST_ANSWERS > state[S_ANSWER_ROOM]
        ):
            break
        ask_ahead(buf, index, n, offsets, captured, pkt, state, flows, flow_slots)
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
                flows, flow_slots, senders, sender_slots, seen, events, ports, ethers, vlans, pieces,
                names, name_slots, heap, answers, answer_slots, kept, kept_octets, cipher, opened,
            )  # fmt: skip
            if found > 0:
                bad[index] = kind | found << BAD_SHIFT
                if kind == 0:
                    state[S_MALFORMED] += 1
        index += 1
    settle_answers(state, answers, answer_slots)
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
    seen: Longs, events: Longs, ports: Octets, ethers: Longs, vlans: Longs, pieces: Longs,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs,
    kept: Longs, kept_octets: Heap, cipher: Longs, opened: Heap,
) -> int:  # fmt: skip
    """One frame, part by part where it is an aggregated one; 0 or the kind of malformation."""
    if link == LINK_ETHERNET and read_ordinary(buf, at, size, sent, pkt):
        if pkt[P_VLAN] >= 0:
            vlans[pkt[P_VLAN]] = 1
        return _count_packet(
            buf, time, 0, pkt, state, flows, flow_slots, senders, sender_slots, seen, events, ports, pieces,
            names, name_slots, heap, answers, answer_slots, kept, kept_octets, cipher, opened,
        )  # fmt: skip
    is_first = state[S_PART] == 0
    if not is_read_link(link):
        if link >= 0 and is_first:
            state[S_UNKNOWN_LINK] += 1
        return 0
    found = read_link(buf, at, size, sent, link, pkt)
    bad = max(found, 0) if is_first else 0
    n = 0
    while True:
        more = pkt[P_MORE]
        more_sent = pkt[P_MORE_SENT]
        if found == 0:
            found = _count_part(
                buf, pkt[P_ORIGINAL] if pkt[P_AGGREGATED] else sent, time, pkt, state, flows, flow_slots,
                senders, sender_slots, seen, events, ports, ethers, vlans, pieces,
                names, name_slots, heap, answers, answer_slots, kept, kept_octets, cipher, opened,
            )  # fmt: skip
        if bad == 0 and found > 0:
            bad = found
        n += 1
        if more < 0:
            break
        if n == MOST_PARTS:
            return BAD_PARTS if is_first else 0
        pkt[P_VLAN] = -1
        found = read_next_part(buf, more, at + size, more_sent, pkt)
        if found == 0:
            found = read_rest(buf, pkt)
    return bad


@kernel
def _count_part(
    buf: Octets, sent: int, time: int, pkt: Longs, state: Longs,
    flows: Longs, flow_slots: Longs, senders: Longs, sender_slots: Longs,
    seen: Longs, events: Longs, ports: Octets, ethers: Longs, vlans: Longs, pieces: Longs,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs,
    kept: Longs, kept_octets: Heap, cipher: Longs, opened: Heap,
) -> int:  # fmt: skip
    """One packet, after those that it was tunnelled in; 0 or the kind of malformation."""
    is_first = state[S_PART] == 0
    bad = 0
    depth = 0
    while True:
        if pkt[P_VLAN] >= 0:
            vlans[pkt[P_VLAN]] = 1
        ether = pkt[P_ETHER]
        kind = 0
        is_ip = ether in (ETHER_IPV4, ETHER_IPV6)
        if is_ip:
            found = (
                read_ipv4(buf, pkt[P_LIMIT], pkt)
                if ether == ETHER_IPV4
                else read_ipv6(buf, pkt[P_LIMIT], pkt)
            )
            if pkt[P_PROTO] < 0:
                return (found if bad == 0 else bad) if is_first else 0
            if bad == 0:
                bad = found
            found = read_transport(buf, pkt)
            if bad == 0:
                bad = found
            kind = find_tunnel(buf, pkt)
        elif ether == ETHER_LABELS:
            kind = find_pseudowire(buf, pkt)
        if kind == 0:
            break
        if depth == MOST_TUNNELS:
            bad = BAD_NESTING
            break
        if is_first:
            if is_ip:  # whoever sent the outer packet is here too
                count_sender(pkt, state, senders, sender_slots, time)
            state[S_TUNNEL + kind] += 1
            if depth == 0:
                state[S_TUNNELLED] += 1
        depth += 1
        at = pkt[P_INNER]
        sent = pkt[P_INNER_SENT]
        found = read_link(buf, at, pkt[P_INNER_END] - at, sent, pkt[P_INNER_LINK], pkt)
        if found != 0:
            return (found if bad == 0 else bad) if is_first else 0
    if not is_ip:
        if not is_first:
            return 0
        found = _count_other(buf, sent, time, pkt, state, senders, sender_slots, events, ethers)
    else:
        found = _count_packet(
            buf, time, depth, pkt, state, flows, flow_slots, senders, sender_slots, seen, events, ports, pieces,
            names, name_slots, heap, answers, answer_slots, kept, kept_octets, cipher, opened,
        )  # fmt: skip
    if is_ip and state[S_PARTS] > 1 and not _is_of_part(pkt, state):
        return 0
    return found if bad == 0 else bad


@kernel
def _count_other(
    buf: Octets, sent: int, time: int, pkt: Longs, state: Longs, senders: Longs, slots: Longs,
    events: Longs, ethers: Longs,
) -> int:  # fmt: skip
    """A frame that carries no IP; 0 or the kind of malformation."""
    ether = pkt[P_ETHER]
    ethers[ether] += 1
    if ether == ETHER_ARP:
        return count_arp(buf, pkt[P_LIMIT], sent, time, pkt, state, senders, slots)
    if ether == ETHER_RADIO:
        return 0
    if ether == ETHER_ENCRYPTED:
        state[S_ENCRYPTED] += 1
    if ether == ETHER_SADP:
        note_frame(pkt, state, events, time)
    touch(senders, slots, state, pkt, pkt[P_SRC_MAC], 0, 0, _NO_IP, sent, time, 1)
    return 0


@kernel
def _count_packet(
    buf: Octets, time: int, depth: int, pkt: Longs, state: Longs,
    flows: Longs, flow_slots: Longs, senders: Longs, sender_slots: Longs,
    seen: Longs, events: Longs, ports: Octets, pieces: Longs,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs,
    kept: Longs, kept_octets: Heap, cipher: Longs, opened: Heap,
) -> int:  # fmt: skip
    """An IP packet whose headers are read; 0 or the kind of malformation."""
    if state[S_PARTS] > 1 and not _is_of_part(pkt, state):
        return 0
    bad = 0
    if pkt[P_PROTO] in (_ICMP, _ICMPV6):  # before later fragments are given what the first one has
        name_icmp(buf, pkt)
    if pkt[P_FRAGMENT] == 2:
        state[S_FRAGMENTS] += 1
    if pkt[P_FRAGMENT] != 0:
        bad = follow_fragment(buf, pkt, state, pieces, time)
    elif is_closed_tunnel(pkt):
        state[S_CLOSED] += 1
    if pkt[P_PROTO] in (_ICMP, _ICMPV6) and may_tell_neighbours(pkt, depth):
        found = read_discovery(buf, pkt, state, senders, sender_slots, time)
        if bad == 0:
            bad = found
    flow = count_flow(buf, pkt, state, flows, flow_slots, time)
    count_flow_sender(pkt, state, senders, sender_slots, time, flows, (flow >> 1) * FLOW_WIDTH, flow & 1)
    if pkt[P_TCP_FLAGS] & _SYN:
        note_start(buf, pkt, flows, flow)
    before = state[S_EVENTS]
    if pkt[P_PAYLOAD] >= 0:
        note_event(
            buf, pkt, state, flows, flow, seen, events, ports, time,
            names, name_slots, heap, answers, answer_slots, kept, kept_octets, cipher, opened,
        )  # fmt: skip
    if pkt[P_FRAGMENT] != 0:
        note_fragment(pkt, state, pieces, events, flow, time, before)
    return bad


@kernel
def _is_of_part(pkt: Longs, state: Longs) -> bool:
    """Whether the pair of addresses is one of those that this table counts."""
    hashed = mix(mix(state[S_SEED], pkt[P_SRC_LOW] ^ pkt[P_DST_LOW]), pkt[P_SRC_HIGH] ^ pkt[P_DST_HIGH])
    return (hashed >> 20) % state[S_PARTS] == state[S_PART]
