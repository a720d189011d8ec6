"""A packet into its two-way flow: both ends in order, who opened it, what each side sent, when it is over.

The rules are those of `docs/reference/flows.md`: packets of one key are one flow until a pause, or a SYN that
begins another connection.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BIT_OPENER_A,
    BIT_OPENER_SURE,
    BIT_RESET_A,
    BIT_RESET_B,
    FLOW_A_BYTES,
    FLOW_A_HIGH,
    FLOW_A_LOW,
    FLOW_A_MAC,
    FLOW_A_PACKETS,
    FLOW_A_SYN,
    FLOW_B_BYTES,
    FLOW_B_HIGH,
    FLOW_B_LOW,
    FLOW_B_MAC,
    FLOW_B_PACKETS,
    FLOW_B_SYN,
    FLOW_BITS,
    FLOW_EVIDENCE,
    FLOW_FIRST,
    FLOW_KEY,
    FLOW_LAST,
    FLOW_NAME,
    FLOW_ROW,
    FLOW_SENDERS,
    FLOW_WIDTH,
    NO_NAME,
    P_DST_HIGH,
    P_DST_LOW,
    P_DST_MAC,
    P_DST_PORT,
    P_END,
    P_FRAGMENT,
    P_IP_BYTES,
    P_NEXT,
    P_NEXT_LENGTH,
    P_PROTO,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    P_SRC_PORT,
    P_TCP_FLAGS,
    P_VLAN,
    S_EVIDENCE,
    S_FLOW_MASK,
    S_FLOWS,
    S_ROW,
    S_SEED,
    SEEN_FIN,
    SEEN_SHIFT_A,
    SEEN_SHIFT_B,
    SEEN_SYN,
    SEEN_SYN_ACK,
    SLOT_ROW,
)
from lamppost.observe.capture.octets import Longs, Octets, u32
from lamppost.observe.capture.tables import tag_of_flow

IDLE_TCP = 300_000_000
"""µs without a packet after which TCP of the same key is another flow."""
IDLE = 60_000_000
"""µs for every other protocol."""

_FIN, _SYN, _RST, _ACK = 1, 2, 4, 16
_TCP, _ICMP, _ICMPV6 = 6, 1, 58


@kernel
def count_flow(buf: Octets, pkt: Longs, state: Longs, flows: Longs, slots: Longs, time: int) -> int:
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
    proto = pkt[P_PROTO]
    key |= proto << 13 | (pkt[P_VLAN] + 1)
    mask = state[S_FLOW_MASK]
    tag = tag_of_flow(state[S_SEED], key, a_high, a_low, b_high, b_low)
    slot = tag & mask
    entry = slots[slot]
    while entry != 0:
        at = ((entry & SLOT_ROW) - 1) * FLOW_WIDTH
        if (
            entry >> 32 == tag
            and flows[at + FLOW_KEY] == key
            and flows[at + FLOW_A_LOW] == a_low
            and flows[at + FLOW_B_LOW] == b_low
            and flows[at + FLOW_A_HIGH] == a_high
            and flows[at + FLOW_B_HIGH] == b_high
        ):
            break
        slot = (slot + 1) & mask
        entry = slots[slot]
    row = (entry & SLOT_ROW) - 1  # -1 where it is new
    if row >= 0 and _is_another(buf, pkt, flows, row * FLOW_WIDTH, from_a, time):
        row = -1
    if row < 0:
        row = state[S_FLOWS]
        state[S_FLOWS] = row + 1
        slots[slot] = tag << 32 | (row + 1)
        at = row * FLOW_WIDTH
        flows[at + FLOW_KEY] = key
        flows[at + FLOW_A_LOW] = a_low
        flows[at + FLOW_B_LOW] = b_low
        flows[at + FLOW_A_HIGH] = a_high
        flows[at + FLOW_B_HIGH] = b_high
        _begin(pkt, state, flows, at, from_a, time)
    _add(buf, pkt, flows, row * FLOW_WIDTH, from_a, time)
    return row * 2 + from_a


@kernel
def _is_another(buf: Octets, pkt: Longs, flows: Longs, at: int, from_a: int, time: int) -> bool:
    """Whether the packet begins another flow of the same key: after a pause, or with a SYN of its own."""
    is_tcp = pkt[P_PROTO] == _TCP
    pause = IDLE_TCP if is_tcp else IDLE
    if time - flows[at + FLOW_LAST] > pause or flows[at + FLOW_FIRST] - time > pause:
        return True
    if not is_tcp or pkt[P_TCP_FLAGS] & (_SYN | _ACK) != _SYN:
        return False
    if flows[at + (FLOW_A_PACKETS if from_a else FLOW_B_PACKETS)] == 0:
        return False
    seen = flows[at + FLOW_BITS] >> (SEEN_SHIFT_A if from_a else SEEN_SHIFT_B)
    before = flows[at + (FLOW_A_SYN if from_a else FLOW_B_SYN)]
    return seen & SEEN_SYN == 0 or before != u32(buf, pkt[P_NEXT] + 4)


@kernel
def _begin(pkt: Longs, state: Longs, flows: Longs, at: int, from_a: int, time: int) -> None:
    """The values of a new flow; who opened it is a guess until a SYN says so."""
    flows[at + FLOW_FIRST] = time
    flows[at + FLOW_LAST] = time
    flows[at + FLOW_A_MAC] = pkt[P_SRC_MAC] if from_a else pkt[P_DST_MAC]
    flows[at + FLOW_B_MAC] = pkt[P_DST_MAC] if from_a else pkt[P_SRC_MAC]
    flows[at + FLOW_A_BYTES] = 0
    flows[at + FLOW_B_BYTES] = 0
    flows[at + FLOW_A_PACKETS] = 0
    flows[at + FLOW_B_PACKETS] = 0
    flows[at + FLOW_SENDERS] = 0
    flows[at + FLOW_NAME] = NO_NAME
    flows[at + FLOW_ROW] = state[S_ROW]
    flows[at + FLOW_EVIDENCE] = state[S_EVIDENCE]
    opener_is_a = from_a
    proto = pkt[P_PROTO]
    if proto in (_ICMP, _ICMPV6):
        if is_icmp_answer(proto, pkt[P_SRC_PORT]):
            opener_is_a = 1 - from_a
    elif is_service(pkt[P_SRC_PORT]) and pkt[P_DST_PORT] >= 32768:
        opener_is_a = 1 - from_a
    flows[at + FLOW_BITS] = BIT_OPENER_A if opener_is_a else 0


@kernel
def _is_ordered(pkt: Longs) -> int:
    """1 when the source comes before the destination in the order of addresses, then ports."""
    if pkt[P_SRC_HIGH] != pkt[P_DST_HIGH]:
        return 1 if pkt[P_SRC_HIGH] < pkt[P_DST_HIGH] else 0
    if pkt[P_SRC_LOW] != pkt[P_DST_LOW]:
        return 1 if pkt[P_SRC_LOW] < pkt[P_DST_LOW] else 0
    return 1 if pkt[P_SRC_PORT] <= pkt[P_DST_PORT] else 0


@kernel
def _add(buf: Octets, pkt: Longs, flows: Longs, at: int, from_a: int, time: int) -> None:
    """Count the packet on its side, and what its TCP flags say."""
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
    if time > flows[at + FLOW_LAST]:
        flows[at + FLOW_LAST] = time
    elif time < flows[at + FLOW_FIRST]:
        flows[at + FLOW_FIRST] = time
    if pkt[P_TCP_FLAGS] & (_FIN | _SYN | _RST):
        _note_flags(buf, pkt, flows, at, from_a)


@kernel
def _note_flags(buf: Octets, pkt: Longs, flows: Longs, at: int, from_a: int) -> None:
    """What SYN, FIN and RST say of who opened the flow, and of its end."""
    flags = pkt[P_TCP_FLAGS]
    bits = flows[at + FLOW_BITS]
    shift = SEEN_SHIFT_A if from_a else SEEN_SHIFT_B
    if flags & _SYN:
        if not bits & BIT_OPENER_SURE:
            opener_is_a = 1 - from_a if flags & _ACK else from_a
            bits = (bits & ~BIT_OPENER_A) | BIT_OPENER_SURE | (BIT_OPENER_A if opener_is_a else 0)
        if flags & _ACK:
            bits |= SEEN_SYN_ACK << shift
        elif (bits >> shift) & SEEN_SYN == 0:
            bits |= SEEN_SYN << shift
            flows[at + (FLOW_A_SYN if from_a else FLOW_B_SYN)] = u32(buf, pkt[P_NEXT] + 4)
    if flags & _RST and not bits & (BIT_RESET_A | BIT_RESET_B):
        are_closed = (bits >> SEEN_SHIFT_A) & (bits >> SEEN_SHIFT_B) & SEEN_FIN
        if not are_closed:
            bits |= BIT_RESET_A if from_a else BIT_RESET_B
    if flags & _FIN:
        bits |= SEEN_FIN << shift
    flows[at + FLOW_BITS] = bits


@kernel
def icmp_counterpart(proto: int, kind: int) -> int:
    """The type of ICMP that answers this one, or that this one answers; -1: it stands alone.

    The pairs are those of the Community ID flow hashing specification, version 1.
    """
    if proto == _ICMP:
        if kind in (8, 0):
            return 8 - kind
        if kind in (13, 15, 17):
            return kind + 1
        if kind in (14, 16, 18):
            return kind - 1
        return 19 - kind if kind in (9, 10) else -1
    if kind in (128, 130, 133, 135):
        return kind + 1
    if kind in (129, 134, 136):
        return kind - 1
    if kind == 131:
        return 130
    if kind in (139, 144):
        return kind + 1
    return kind - 1 if kind in (140, 145) else -1


@kernel
def is_icmp_answer(proto: int, kind: int) -> bool:
    """Whether a message of this type answers another."""
    if proto == _ICMP:
        return kind in (0, 9, 14, 16, 18)
    return kind in (129, 131, 134, 136, 140, 145)


@kernel
def is_service(port: int) -> bool:
    """Whether servers listen here: system ports (RFC 6335 §6), and registered ones of video and control.

    Which of two ports answers is a guess for captures that miss the start of a connection: beside the system
    ports it knows a few higher ones that the hosts in `packs/networks` and camera protocols listen on.
    """
    return 0 <= port < 1024 or port in (1883, 1935, 5222, 8080, 8443, 8554, 8883, 9000, 34567)


@kernel
def name_icmp(buf: Octets, pkt: Longs) -> None:
    """Type and counterpart (or code) of ICMP as ports, as Zeek has them."""
    at = pkt[P_NEXT]
    if at < 0 or pkt[P_FRAGMENT] == 2 or pkt[P_END] - at < 4:
        return
    if pkt[P_FRAGMENT] == 0 and pkt[P_NEXT_LENGTH] < 8:
        return
    kind = buf[at] & 0xFF
    other = icmp_counterpart(pkt[P_PROTO], kind)
    pkt[P_SRC_PORT] = kind
    pkt[P_DST_PORT] = other if other >= 0 else buf[at + 1] & 0xFF
