"""The choice of the payloads that are worth reading, packet by packet."""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.client_names import (
    hear_client_hello,
    hear_dns,
    is_encrypted_flight,
)
from lamppost.observe.capture.http_heads import hear_answer, hear_get, is_get
from lamppost.observe.capture.keeping import keep_beginning, keep_on
from lamppost.observe.capture.layout import (
    BIT_OPENER_A,
    BIT_QUIC,
    DATAGRAM,
    E_AS,
    E_CUT,
    E_DST_MAC,
    E_FILE,
    E_FLOW,
    E_FROM_A,
    E_INDEX,
    E_LENGTH,
    E_OFFSET,
    E_PART,
    E_ROW,
    E_SEQ,
    E_SRC_MAC,
    E_TIME,
    E_WIDTH,
    FLOW_BITS,
    FLOW_WIDTH,
    FRAME,
    HEAD_BITS,
    HEAD_DONE,
    HEAD_KEPT,
    HEAD_NEW,
    HEAD_OCTETS,
    HEAD_OPEN,
    HEAD_SEGMENTS,
    HEAD_SHIFT_A,
    HEAD_SHIFT_B,
    HEAD_SHORT,
    HEAD_TRIES,
    MEDIA,
    MEDIA_DATAGRAMS,
    P_CUT,
    P_DST_HIGH,
    P_DST_LOW,
    P_DST_MAC,
    P_DST_PORT,
    P_END,
    P_FRAGMENT,
    P_IP,
    P_LIMIT,
    P_NEXT,
    P_ORIGINAL,
    P_PAYLOAD,
    P_PROTO,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    P_SRC_PORT,
    P_TCP_FLAGS,
    P_VLAN,
    QUIC_DATAGRAMS,
    S_EVENTS,
    S_EVIDENCE,
    S_INDEX,
    S_PART,
    S_ROW,
    S_SEED,
    UNREAD,
)
from lamppost.observe.capture.octets import Heap, Longs, Octets, mix, u16, u32
from lamppost.observe.capture.openings import (
    datagram_service,
    is_beginning,
    is_quic_initial,
    is_short_greeting,
)
from lamppost.observe.capture.quicstash import hear_initial
from lamppost.observe.capture.tables import is_new_payload

_UDP = 17
_DNS = 53
_TLS = 0x1603
_SYN = 2


@kernel
def note_event(
    buf: Octets,
    pkt: Longs,
    state: Longs,
    flows: Longs,
    flow: int,
    seen: Longs,
    events: Longs,
    ports: Octets,
    time: int,
    names: Longs,
    name_slots: Longs,
    heap: Heap,
    answers: Longs,
    answer_slots: Longs,
    kept: Longs,
    kept_octets: Heap,
    cipher: Longs,
    opened: Heap,
) -> None:
    """Put the payload on the list of those to be read, if it looks like one that says something."""
    start = pkt[P_PAYLOAD]
    end = pkt[P_END]
    sequence = DATAGRAM
    if pkt[P_PROTO] == _UDP:
        sequence = _choose_datagram(
            buf, start, end, pkt, state, flows, flow, seen, ports, time,
            names, name_slots, heap, answers, answer_slots, cipher, opened,
        )  # fmt: skip
        if sequence == UNREAD:
            return
    else:
        at = (flow >> 1) * FLOW_WIDTH
        side = (flows[at + FLOW_BITS] >> (HEAD_SHIFT_A if flow & 1 else HEAD_SHIFT_B)) & HEAD_BITS
        if side & 3 == HEAD_DONE:
            return
        sequence = u32(buf, pkt[P_NEXT] + 4)
        if pkt[P_TCP_FLAGS] & _SYN:  # data sent with it stands behind the SYN's own number (RFC 7413)
            sequence = (sequence + 1) & 0xFFFFFFFF
        if pkt[P_FRAGMENT] == 0:  # a fragment is read once it is joined
            if side & 0xFF == HEAD_NEW:
                if end - start >= 6 and _is_opening_heard(
                    buf, start, end, sequence, pkt, time, state, flows, flow, seen, events,
                    names, name_slots, heap, answers, answer_slots, kept, kept_octets,
                ):  # fmt: skip
                    return
            elif side & 3 == HEAD_KEPT and keep_on(
                buf, start, end, sequence, pkt, time, state, flows, flow, events, kept, kept_octets,
                names, name_slots, heap, answers, answer_slots, seen,
            ):  # fmt: skip
                return
        if not _is_head(buf, start, end, pkt, flows, at, flow & 1):
            return
        end = min(end, start + HEAD_OCTETS)
    at = state[S_EVENTS] * E_WIDTH
    state[S_EVENTS] += 1
    events[at + E_OFFSET] = start
    events[at + E_LENGTH] = end - start
    events[at + E_FLOW] = flow >> 1
    events[at + E_FROM_A] = flow & 1
    events[at + E_TIME] = time
    events[at + E_ROW] = state[S_ROW]
    events[at + E_SEQ] = sequence
    events[at + E_SRC_MAC] = pkt[P_SRC_MAC]
    events[at + E_DST_MAC] = pkt[P_DST_MAC]
    events[at + E_CUT] = pkt[P_CUT]
    events[at + E_FILE] = state[S_EVIDENCE]
    events[at + E_PART] = state[S_PART]
    events[at + E_INDEX] = state[S_INDEX]


@kernel
def _is_opening_heard(
    buf: Octets, start: int, end: int, sequence: int, pkt: Longs, time: int, state: Longs, flows: Longs,
    flow: int, seen: Longs, events: Longs, names: Longs, name_slots: Longs, heap: Heap, answers: Longs,
    answer_slots: Longs, kept: Longs, kept_octets: Heap,
) -> int:  # fmt: skip
    """1 where a side's first segment says nothing that a parser would add, or is kept until its rest is here."""
    at = (flow >> 1) * FLOW_WIDTH
    shift = HEAD_SHIFT_A if flow & 1 else HEAD_SHIFT_B
    is_tls = u16(buf, start) == _TLS
    is_heard = 0
    if flow & 1 != flows[at + FLOW_BITS] & BIT_OPENER_A:
        if is_tls:
            is_heard = is_encrypted_flight(buf, start, end)
        elif hear_answer(buf, start, end, pkt, state, seen):  # the next one is as good a beginning
            following = (sequence + end - start) & 0xFFFF
            flows[at + FLOW_BITS] = (flows[at + FLOW_BITS] & ~(HEAD_BITS << shift)) | following << (shift + 8)
            return 1
    elif is_tls:
        is_heard = hear_client_hello(
            buf, start, end, pkt, time, state, flows, at, names, name_slots, heap, answers, answer_slots, seen
        )
        if is_heard == 0 and keep_beginning(
            buf, start, end, sequence, pkt, time, state, flows, flow, events, kept, kept_octets
        ):
            return 1
    elif is_get(buf, start, end, pkt):
        is_heard = hear_get(
            buf, start, end, pkt, time, state, flows, at, names, name_slots, heap, answers, answer_slots, seen
        )
    if is_heard:
        flows[at + FLOW_BITS] |= HEAD_DONE << shift
    return is_heard


@kernel
def note_start(buf: Octets, pkt: Longs, flows: Longs, flow: int) -> None:
    """Keep where a side's stream starts, from its SYN (RFC 9293 §3.4), as long as nothing of it was read."""
    at = (flow >> 1) * FLOW_WIDTH + FLOW_BITS
    shift = HEAD_SHIFT_A if flow & 1 else HEAD_SHIFT_B
    if (flows[at] >> shift) & 0xFF == HEAD_NEW:
        start = (u16(buf, pkt[P_NEXT] + 6) + 1) & 0xFFFF
        flows[at] = (flows[at] & ~(HEAD_BITS << shift)) | start << (shift + 8)


@kernel
def _choose_datagram(
    buf: Octets, start: int, end: int, pkt: Longs, state: Longs, flows: Longs, flow: int, seen: Longs,
    ports: Octets, time: int, names: Longs, name_slots: Longs, heap: Heap, answers: Longs,
    answer_slots: Longs, cipher: Longs, opened: Heap,
) -> int:  # fmt: skip
    """How a UDP payload is to be read: QUIC, DATAGRAM, MEDIA or UNREAD."""
    at = (flow >> 1) * FLOW_WIDTH
    _mark_quic(buf, pkt, flows, at)
    if is_quic_initial(buf, start, end):
        flows[at + FLOW_BITS] |= BIT_QUIC
        sequence = hear_initial(
            buf, start, end, pkt, time, state, flows, at, flow,
            names, name_slots, heap, answers, answer_slots, seen, cipher, opened,
        )  # fmt: skip
        return sequence if _is_early_initial(flows, at, flow & 1) else UNREAD
    service = datagram_service(buf, start, end, pkt, ports)
    if service < 0:
        return MEDIA if _is_media(buf, start, end, pkt, flows, at, flow & 1) else UNREAD
    if pkt[P_FRAGMENT] != 0:
        return DATAGRAM
    if service == _DNS and hear_dns(buf, pkt, time, state, names, name_slots, heap, answers, answer_slots):
        return UNREAD
    return DATAGRAM if _is_new(buf, start, end, service, pkt, seen, state) else UNREAD


@kernel
def _is_early_initial(flows: Longs, at: int, from_a: int) -> bool:
    """Whether it is one of the first datagrams with an Initial packet of this side, and its hello was not read yet."""
    bits = flows[at + FLOW_BITS]
    shift = HEAD_SHIFT_A if from_a else HEAD_SHIFT_B
    side = (bits >> shift) & HEAD_BITS
    if side & 3 == HEAD_DONE:
        return False
    n = ((side >> 2) & 63) + 1
    phase = HEAD_DONE if n >= QUIC_DATAGRAMS else HEAD_OPEN
    flows[at + FLOW_BITS] = (bits & ~(HEAD_BITS << shift)) | (phase | n << 2) << shift
    return True


@kernel
def _is_new(buf: Octets, start: int, end: int, service: int, pkt: Longs, seen: Longs, state: Longs) -> int:
    """1 when the sender did not send this payload to the same receiver before; a DNS message's id does not count."""
    skip = 2 if service == 53 and end - start >= 2 else 0
    who = mix(mix(mix(mix(state[S_SEED], service), pkt[P_SRC_MAC]), pkt[P_SRC_LOW]), pkt[P_SRC_HIGH])
    who = mix(mix(who, pkt[P_DST_LOW]), pkt[P_DST_HIGH])
    return is_new_payload(buf, start + skip, end, who, mix(who, 1), seen, state)


@kernel
def _mark_quic(buf: Octets, pkt: Longs, flows: Longs, at: int) -> None:
    """A long header on port 443 makes the flow a QUIC one (RFC 9000 §17.2)."""
    if (pkt[P_SRC_PORT] == 443 or pkt[P_DST_PORT] == 443) and buf[pkt[P_PAYLOAD]] & 0x80:
        flows[at + FLOW_BITS] |= BIT_QUIC


@kernel
def _is_media(buf: Octets, start: int, end: int, pkt: Longs, flows: Longs, at: int, from_a: int) -> bool:
    """Whether the datagram begins like RTP (RFC 3550 §5.1), and is one of the first of its side and source.

    Payload types are those that a proof exists for: PCMU, PCMA, G722, JPEG and the dynamic ones (RFC 3551 §6);
    that leaves out RTCP (RFC 5761 §4) too.
    """
    if end - start < 16 or pkt[P_SRC_PORT] == 443 or pkt[P_DST_PORT] == 443:
        return False
    if buf[start] & 0xC0 != 0x80:
        return False
    kind = buf[start + 1] & 0x7F
    if kind < 96 and kind not in (0, 8, 9, 26):
        return False
    bits = flows[at + FLOW_BITS]
    shift = HEAD_SHIFT_A if from_a else HEAD_SHIFT_B
    side = (bits >> shift) & HEAD_BITS
    if side & 3 == HEAD_DONE:
        return False
    source = u16(buf, start + 8) ^ u16(buf, start + 10)
    n = (side >> 2) & 63
    if side & 3 == HEAD_OPEN and side >> 8 != source:
        if n > 1:
            return False
        n = 0  # the one before may have been anything
    n += 1
    phase = HEAD_DONE if n >= MEDIA_DATAGRAMS else HEAD_OPEN
    flows[at + FLOW_BITS] = (bits & ~(HEAD_BITS << shift)) | (phase | n << 2 | source << 8) << shift
    return True


@kernel
def _is_head(buf: Octets, start: int, end: int, pkt: Longs, flows: Longs, at: int, from_a: int) -> bool:
    """Whether this TCP segment belongs to the beginning of what one side says, in a known protocol.

    A segment that overtook the first one (RFC 9293 §3.10.7.4), or is a first one of three octets, is kept too, since
    only the others tell whether the protocol is known: in the state HEAD_NEW the bits of the octets hold the number that the stream starts with.
    """
    bits = flows[at + FLOW_BITS]
    shift = HEAD_SHIFT_A if from_a else HEAD_SHIFT_B
    head = (bits >> shift) & HEAD_BITS
    phase = head & 3
    if phase == HEAD_DONE:
        return False
    segments = ((head >> 2) & 63) + 1
    octets = head >> 8
    is_early = False
    if phase == HEAD_NEW:
        first = octets
        octets = 0
        is_opener = (bits & BIT_OPENER_A) == (BIT_OPENER_A if from_a else 0)
        if is_beginning(buf, start, end, pkt, is_opener):
            phase = HEAD_OPEN
            segments = 1
            if not is_opener and is_short_greeting(u32(buf, start)):
                segments = HEAD_SEGMENTS - HEAD_SHORT + 1
        else:
            ahead = (u16(buf, pkt[P_NEXT] + 6) - first) & 0xFFFF
            is_short = ahead == 0 and end - start < 4  # too little to tell the protocol by
            is_early = first != 0 and (0 < ahead < HEAD_OCTETS or is_short)
            if is_early:
                octets = first  # kept until the first segment comes
            if segments >= (HEAD_SEGMENTS if is_early else HEAD_TRIES):
                phase = HEAD_DONE
    is_read = phase == HEAD_OPEN
    if is_read:
        octets += end - start
        if segments >= HEAD_SEGMENTS or octets >= HEAD_OCTETS:
            phase = HEAD_DONE
    head = phase | segments << 2 | min(octets, 0xFFFF) << 8
    flows[at + FLOW_BITS] = (bits & ~(HEAD_BITS << shift)) | head << shift
    return is_read or is_early


@kernel
def note_frame(pkt: Longs, state: Longs, events: Longs, time: int) -> None:
    """Put what the frame carries on the list of what is to be read."""
    at = state[S_EVENTS] * E_WIDTH
    state[S_EVENTS] += 1
    events[at + E_OFFSET] = pkt[P_IP]
    events[at + E_LENGTH] = max(pkt[P_LIMIT] - pkt[P_IP], 0)
    events[at + E_FLOW] = -1
    events[at + E_FROM_A] = 1
    events[at + E_TIME] = time
    events[at + E_ROW] = state[S_ROW]
    events[at + E_SEQ] = FRAME
    events[at + E_SRC_MAC] = pkt[P_SRC_MAC]
    events[at + E_DST_MAC] = pkt[P_DST_MAC]
    events[at + E_CUT] = 1 if pkt[P_LIMIT] - pkt[P_IP] < pkt[P_ORIGINAL] else 0
    events[at + E_AS] = pkt[P_VLAN]
    events[at + E_FILE] = state[S_EVIDENCE]
    events[at + E_PART] = state[S_PART]
    events[at + E_INDEX] = state[S_INDEX]
