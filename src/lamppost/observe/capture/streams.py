"""A packet into its two-way flow: both ends in order, who opened it, what each side sent."""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BIT_OPENER_A,
    BIT_OPENER_SURE,
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
    HEAD_SHIFT_A,
    HEAD_SHIFT_B,
    P_DST_HIGH,
    P_DST_LOW,
    P_DST_MAC,
    P_DST_PORT,
    P_IP_BYTES,
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
)
from lamppost.observe.capture.octets import Longs, mix

_SYN = 2
_ACK = 16


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
