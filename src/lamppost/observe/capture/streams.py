"""A packet into its two-way flow, and the choice of the payloads that are worth reading.

# long: one choice over all payloads and the words that it knows them by
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BIT_OPENER_A,
    BIT_OPENER_SURE,
    BIT_QUIC,
    DATAGRAM,
    E_CUT,
    E_DST_MAC,
    E_FLOW,
    E_FROM_A,
    E_LENGTH,
    E_OFFSET,
    E_ROW,
    E_SEQ,
    E_SRC_MAC,
    E_TIME,
    E_WIDTH,
    FLOW_A_BYTES,
    FLOW_A_HIGH,
    FLOW_A_LOW,
    FLOW_A_MAC,
    FLOW_A_PACKETS,
    FLOW_B_BYTES,
    FLOW_B_HIGH,
    FLOW_B_LOW,
    FLOW_B_MAC,
    FLOW_B_PACKETS,
    FLOW_BITS,
    FLOW_EVIDENCE,
    FLOW_FIRST,
    FLOW_KEY,
    FLOW_LAST,
    FLOW_ROW,
    FLOW_WIDTH,
    HEAD_BITS,
    HEAD_DONE,
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
    P_IP_BYTES,
    P_NEXT,
    P_PAYLOAD,
    P_PROTO,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    P_SRC_PORT,
    P_TCP_FLAGS,
    P_VLAN,
    S_EVENTS,
    S_EVIDENCE,
    S_FLOW_MASK,
    S_FLOWS,
    S_ROW,
    S_SEED,
)
from lamppost.observe.capture.octets import Longs, Octets, mix, u16, u32
from lamppost.observe.capture.tables import is_new_payload

_SYN = 2
_ACK = 16
_TCP = 6
_UDP = 17


@kernel
def count_flow(pkt: Longs, state: Longs, flows: Longs, slots: Longs, time: int) -> int:
    """Row of the packet's flow times two, plus 1 when it came from the end that is first in order."""
    sp = pkt[P_SRC_PORT]
    dp = pkt[P_DST_PORT]
    from_a = _is_ordered(pkt)
    if from_a:
        a_high, a_low, b_high, b_low = pkt[P_SRC_HIGH], pkt[P_SRC_LOW], pkt[P_DST_HIGH], pkt[P_DST_LOW]
        key = (sp + 1) << 38 | (dp + 1) << 21
    else:
        a_high, a_low, b_high, b_low = pkt[P_DST_HIGH], pkt[P_DST_LOW], pkt[P_SRC_HIGH], pkt[P_SRC_LOW]
        key = (dp + 1) << 38 | (sp + 1) << 21
    key |= pkt[P_PROTO] << 13 | (pkt[P_VLAN] + 1)
    mask = state[S_FLOW_MASK]
    slot = mix(mix(mix(mix(mix(state[S_SEED], a_high), a_low), b_high), b_low), key) & mask
    row = slots[slot]
    while row >= 0:
        at = row * FLOW_WIDTH
        if (
            flows[at + FLOW_KEY] == key
            and flows[at + FLOW_A_LOW] == a_low
            and flows[at + FLOW_B_LOW] == b_low
            and flows[at + FLOW_A_HIGH] == a_high
            and flows[at + FLOW_B_HIGH] == b_high
        ):
            break
        slot = (slot + 1) & mask
        row = slots[slot]
    if row < 0:
        row = state[S_FLOWS]
        state[S_FLOWS] = row + 1
        slots[slot] = row
        at = row * FLOW_WIDTH
        flows[at + FLOW_A_HIGH] = a_high
        flows[at + FLOW_A_LOW] = a_low
        flows[at + FLOW_B_HIGH] = b_high
        flows[at + FLOW_B_LOW] = b_low
        flows[at + FLOW_KEY] = key
        flows[at + FLOW_FIRST] = time
        flows[at + FLOW_LAST] = time
        flows[at + FLOW_A_MAC] = pkt[P_SRC_MAC] if from_a else pkt[P_DST_MAC]
        flows[at + FLOW_B_MAC] = pkt[P_DST_MAC] if from_a else pkt[P_SRC_MAC]
        flows[at + FLOW_A_BYTES] = 0
        flows[at + FLOW_B_BYTES] = 0
        flows[at + FLOW_A_PACKETS] = 0
        flows[at + FLOW_B_PACKETS] = 0
        flows[at + FLOW_ROW] = state[S_ROW]
        opener_is_a = from_a
        if is_service(sp) and dp >= 32768:
            opener_is_a = 1 - from_a
        flows[at + FLOW_BITS] = BIT_OPENER_A if opener_is_a else 0
        flows[at + FLOW_EVIDENCE] = state[S_EVIDENCE]
    _add(pkt, flows, row * FLOW_WIDTH, from_a, time)
    return row * 2 + from_a


@kernel
def _is_ordered(pkt: Longs) -> int:
    """1 when the source comes before the destination in the order of addresses, then ports."""
    if pkt[P_SRC_HIGH] != pkt[P_DST_HIGH]:
        return 1 if pkt[P_SRC_HIGH] < pkt[P_DST_HIGH] else 0
    if pkt[P_SRC_LOW] != pkt[P_DST_LOW]:
        return 1 if pkt[P_SRC_LOW] < pkt[P_DST_LOW] else 0
    return 1 if pkt[P_SRC_PORT] <= pkt[P_DST_PORT] else 0


@kernel
def _add(pkt: Longs, flows: Longs, at: int, from_a: int, time: int) -> None:
    """Count the packet on its side; a SYN says for sure who opened."""
    if from_a:
        if flows[at + FLOW_A_PACKETS] == 0:
            flows[at + FLOW_A_MAC] = pkt[P_SRC_MAC]
        flows[at + FLOW_A_BYTES] += pkt[P_IP_BYTES]
        flows[at + FLOW_A_PACKETS] += 1
    else:
        if flows[at + FLOW_B_PACKETS] == 0:
            flows[at + FLOW_B_MAC] = pkt[P_SRC_MAC]
        flows[at + FLOW_B_BYTES] += pkt[P_IP_BYTES]
        flows[at + FLOW_B_PACKETS] += 1
    flows[at + FLOW_FIRST] = min(flows[at + FLOW_FIRST], time)
    flows[at + FLOW_LAST] = max(flows[at + FLOW_LAST], time)
    bits = flows[at + FLOW_BITS]
    if pkt[P_TCP_FLAGS] & _SYN and not bits & BIT_OPENER_SURE:
        opener_is_a = from_a
        if pkt[P_TCP_FLAGS] & _ACK:
            opener_is_a = 1 - from_a
        flows[at + FLOW_BITS] = (
            (bits & ~BIT_OPENER_A) | BIT_OPENER_SURE | (BIT_OPENER_A if opener_is_a else 0)
        )
    elif pkt[P_TCP_FLAGS] & (_SYN | _ACK) == _SYN:  # ports used again: both sides begin anew
        flows[at + FLOW_BITS] = bits & ~(HEAD_BITS << HEAD_SHIFT_A) & ~(HEAD_BITS << HEAD_SHIFT_B)


@kernel
def is_service(port: int) -> bool:
    """Whether servers listen here: system ports (RFC 6335 §6), and registered ones of video and control.

    Which of two ports answers is a guess for captures that miss the start of a connection: beside the system
    ports it knows a few higher ones that the hosts in `packs/networks` and camera protocols listen on.
    """
    return 0 <= port < 1024 or port in (1883, 1935, 5222, 8080, 8443, 8554, 8883, 9000, 34567)


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
) -> None:
    """Put the payload on the list of those to be read, if it looks like one that says something."""
    start = pkt[P_PAYLOAD]
    end = pkt[P_END]
    sequence = DATAGRAM
    if pkt[P_PROTO] == _UDP:
        _mark_quic(buf, pkt, flows, (flow >> 1) * FLOW_WIDTH)
        service = _datagram_service(buf, start, end, pkt, ports)
        if service < 0:
            if not _is_media(buf, start, end, pkt, flows, (flow >> 1) * FLOW_WIDTH, flow & 1):
                return
            sequence = MEDIA
        elif not _is_new(buf, start, end, service, pkt, seen, state):
            return
    else:
        if not _is_head(buf, start, end, pkt, flows, (flow >> 1) * FLOW_WIDTH, flow & 1):
            return
        sequence = u32(buf, pkt[P_NEXT] + 4)
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
def _datagram_service(buf: Octets, start: int, end: int, pkt: Longs, ports: Octets) -> int:
    """The port by which the datagram is read; 0 when its beginning is known; -1 when it is not read."""
    if ports[pkt[P_SRC_PORT]]:
        return pkt[P_SRC_PORT]
    if ports[pkt[P_DST_PORT]]:
        return pkt[P_DST_PORT]
    if end - start < 8:
        return -1
    head = u32(buf, start)
    if head == 0x3C3F786D:  # <?xm
        return 0
    if head in (
        0x4D4F5F49,  # MO_I
        0x4E4F5449,  # NOTI
        0x48545450,  # HTTP
        0x4D2D5345,  # M-SE
        0x4D484544,  # MHED
        0x4E494345,  # NICE
        0x44480108,  # VStarcam's answer
        0x44495343,  # DISC, 360 Vision
        0x64697363,  # disc, HID
        0x3ACF872A,  # BcUDP discovery
        0x21310020,  # miIO hello
        0x02000001,  # TDP
        0xD0F281F8,  # Kasa
        0x12345678,  # Synology
        0x000055AA,  # Tuya
        0x00006699,  # Tuya 3.5
        0x29000014,  # LIFX StateService
        0x29000034,  # the same, tagged
        0xF1100028,  # PPPP login
        0xF1140068,  # PPPP login with a key
        0xF1410014,  # PPPP punch
        0xF1410018,  # PPPP punch with a version
        0xF1420014,  # PPPP ready
        0xF1420018,  # PPPP ready with a version
        0x2CCB6293,  # the same four, obfuscated
        0x2CCB629F,
        0x2CC872E4,
        0x2CC872E8,
    ):
        return 0
    if head == 0x00000003 and u16(buf, start + 4) == 0x00F8:  # GigE Vision discovery acknowledge
        return 0
    if is_sip(head):
        return 0
    if head == 0x20000000 and u32(buf, start + 4) == 0x44484950:  # DHIP
        return 0
    if pkt[P_SRC_PORT] == 161 and _tells_system(buf, start, end):
        return 0
    return -1


@kernel
def is_sip(word: int) -> bool:
    """Whether a SIP message begins so (RFC 3261 §7): SIP/ REGI MESS INVI OPTI SUBS; NOTI is read anyway."""
    return word in (0x5349502F, 0x52454749, 0x4D455353, 0x494E5649, 0x4F505449, 0x53554253)


@kernel
def _tells_system(buf: Octets, start: int, end: int) -> bool:
    """Whether an SNMP message names sysDescr.0 (RFC 3418 §2: 1.3.6.1.2.1.1.1.0) near its beginning."""
    at = start
    last = min(end, start + 256) - 8
    while at <= last:
        if buf[at] == 0x2B and u32(buf, at) == 0x2B060102 and u32(buf, at + 4) == 0x01010100:
            return True
        at += 1
    return False


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
    """Whether this TCP segment belongs to the beginning of what one side says, in a known protocol."""
    bits = flows[at + FLOW_BITS]
    shift = HEAD_SHIFT_A if from_a else HEAD_SHIFT_B
    head = (bits >> shift) & HEAD_BITS
    phase = head & 3
    if phase == HEAD_DONE:
        return False
    segments = ((head >> 2) & 63) + 1
    octets = head >> 8
    if phase == HEAD_NEW:
        is_opener = (bits & BIT_OPENER_A) == (BIT_OPENER_A if from_a else 0)
        if _is_beginning(buf, start, end, pkt, is_opener):
            phase = HEAD_OPEN
            segments = 1
            if not is_opener and _is_short(u32(buf, start)):
                segments = HEAD_SEGMENTS - HEAD_SHORT + 1
        elif segments >= HEAD_TRIES:
            phase = HEAD_DONE
    is_read = phase == HEAD_OPEN
    if is_read:
        octets += end - start
        if segments >= HEAD_SEGMENTS or octets >= HEAD_OCTETS:
            phase = HEAD_DONE
    head = phase | segments << 2 | min(octets, 0xFFFF) << 8
    flows[at + FLOW_BITS] = (bits & ~(HEAD_BITS << shift)) | head << shift
    return is_read


@kernel
def _is_short(word: int) -> bool:
    """Whether what a server says first ends soon: the names in its certificate, or a line of SSH or FTP."""
    return word >> 16 == 0x1603 or word == 0x5353482D or word in (0x32323020, 0x3232302D)


@kernel
def _is_beginning(buf: Octets, start: int, end: int, pkt: Longs, is_opener: bool) -> bool:
    """Whether a side of a connection begins with TLS, HTTP, RTSP, SIP, a greeting or a camera protocol."""
    if end - start < 4:
        return False
    if pkt[P_SRC_PORT] == 53 or pkt[P_DST_PORT] == 53:  # DNS over TCP (RFC 7766)
        return True
    word = u32(buf, start)
    if word >> 16 == 0x1603:  # TLS handshake record
        return True
    if word == 0xF0DEBC0A or is_sip(word):
        return True
    if not is_opener:
        if word == 0x5353482D or word in (0x32323020, 0x3232302D):  # SSH- 220
            return True
        if pkt[P_SRC_PORT] == 23 or 0xFFFB <= word >> 16 <= 0xFFFE:  # Telnet, or its options
            return True
    if (
        buf[start + 2] == 0x80 and end - start >= 18 and u32(buf, start + 14) == 0x1BA
    ):  # RTP with a program stream
        return True
    if word >> 16 in (0xFF00, 0xFF01):
        return pkt[P_SRC_PORT] == 34567 or pkt[P_DST_PORT] == 34567
    return word in (
        0x48545450,  # HTTP
        0x52545350,  # RTSP
        0x47455420,  # GET
        0x504F5354,  # POST
        0x48454144,  # HEAD
        0x50555420,  # PUT
        0x4F505449,  # OPTIONS
        0x44455343,  # DESCRIBE
        0x53455455,  # SETUP
        0x504C4159,  # PLAY
        0x50415553,  # PAUSE
        0x54454152,  # TEARDOWN
        0x414E4E4F,  # ANNOUNCE
        0x5245434F,  # RECORD
        0x4745545F,  # GET_PARAMETER
        0x5345545F,  # SET_PARAMETER
        0x4E4F5449,  # NOTIFY
        0x53554253,  # SUBSCRIBE
        0x44454C45,  # DELETE
        0x434F4E4E,  # CONNECT
    )
