"""What the next frames will need, asked for before it is: memory is a hundred times slower than a step of a kernel.

A frame's header, the slot of its flow, and the flow's row each stand somewhere else. They are asked for while frames
before it are counted, one after the other, since each says where the next one is. What is asked for in vain costs
nothing but the asking: nothing here is counted, and nothing is known of a frame by it.
"""

from lamppost.engine.kernel import kernel, prefetch
from lamppost.observe.capture.layout import (
    ETHER_IPV4,
    FLOW_WIDTH,
    P_AHEAD,
    S_FLOW_MASK,
    S_SEED,
    SLOT_ROW,
)
from lamppost.observe.capture.octets import Longs, Octets, u16, u32
from lamppost.observe.capture.tables import tag_of_flow

HEADER_AHEAD = 20
"""Frames."""
SLOT_AHEAD = 12
ROW_AHEAD = 6
RING = 16  # places for tags from P_AHEAD on: a power of two above SLOT_AHEAD

_LINE = 64  # octets of memory that come together
_MAPPED = 0xFFFF << 32
_TCP, _UDP = 6, 17
_TAGGED = 0x8100


@kernel
def ask_ahead(
    buf: Octets, index: int, n: int, offsets: Longs, captured: Longs, pkt: Longs, state: Longs, flows: Longs,
    slots: Longs,
) -> None:  # fmt: skip
    """Ask for what the frames after this one need.

    Args:
        buf: The block.
        index: The frame that is counted next.
        n: One past the last.
        offsets: Per frame: where it stands.
        captured: Per frame: octets in the block.
        pkt: Scratch; keeps the tags of the flows of the next frames.
        state: Kernel state.
        flows: Rows of flows.
        slots: Their hash table.
    """
    if index + HEADER_AHEAD < n:
        at = offsets[index + HEADER_AHEAD]
        prefetch(buf, at)
        prefetch(buf, at + _LINE - 8)
    if index + SLOT_AHEAD < n:
        tag = _tag_ahead(buf, offsets[index + SLOT_AHEAD], captured[index + SLOT_AHEAD], state)
        pkt[P_AHEAD + (index + SLOT_AHEAD) % RING] = tag
        if tag >= 0:
            prefetch(slots, tag & state[S_FLOW_MASK])
    tag = pkt[P_AHEAD + (index + ROW_AHEAD) % RING]
    if tag >= 0 and index + ROW_AHEAD < n:
        entry = slots[tag & state[S_FLOW_MASK]]
        if entry >> 32 == tag and entry != 0:
            at = ((entry & SLOT_ROW) - 1) * FLOW_WIDTH
            prefetch(flows, at)
            prefetch(flows, at + 7)


@kernel
def _tag_ahead(buf: Octets, at: int, size: int, state: Longs) -> int:
    """The tag of the flow of an ordinary frame of TCP or UDP over IPv4; -1 for others."""
    ip = at + 14
    ether = u16(buf, at + 12) if size >= 46 else 0
    vlan = 0
    if ether == _TAGGED:
        vlan = (u16(buf, at + 14) & 0x0FFF) + 1
        ether = u16(buf, at + 16)
        ip = at + 18
    if ether != ETHER_IPV4 or buf[ip] != 0x45:
        return -1
    proto = buf[ip + 9] & 0xFF
    if proto not in (_TCP, _UDP):
        return -1
    source = u32(buf, ip + 12)
    target = u32(buf, ip + 16)
    sp = u16(buf, ip + 20) + 1
    dp = u16(buf, ip + 22) + 1
    rest = proto << 13 | vlan
    if source < target or (source == target and sp <= dp):
        return tag_of_flow(
            state[S_SEED], sp << 38 | dp << 21 | rest, 0, _MAPPED | source, 0, _MAPPED | target
        )
    return tag_of_flow(state[S_SEED], dp << 38 | sp << 21 | rest, 0, _MAPPED | target, 0, _MAPPED | source)
