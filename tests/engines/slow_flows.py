"""Packets into flows, slow and obvious, from docs/reference/flows.md alone; nothing of ours is imported.

RFC 9293 (flags and sequence numbers), Zeek's `conn_state`, Zeek's and the Community ID's ICMP counterparts. An end
is an (address, port) pair.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
FIN, SYN, RST, ACK = 1, 2, 4, 16
MOST_IDLE = {TCP: 300_000_000}  # µs; all else 60 s
STATES = (
    "", "S0", "S1", "SF", "REJ", "S2", "S3", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR", "OTH",
)  # fmt: skip

# What is asked: what answers it.
REPLIES = {
    ICMP: {8: 0, 10: 9, 13: 14, 15: 16, 17: 18},
    ICMPV6: {128: 129, 130: 131, 133: 134, 135: 136, 139: 140, 144: 145},
}


class Packet(NamedTuple):
    number: int
    time: int
    vlan: int
    proto: int
    source: tuple
    target: tuple
    macs: tuple
    octets: int
    flags: int = 0
    sequence: int = 0


@dataclass
class Side:
    end: tuple
    mac: bytes | None
    packets: int = 0
    octets: int = 0
    syn: int | None = None  # sequence number of its first SYN without ACK
    syn_ack: bool = False
    fin: bool = False


@dataclass
class Flow:
    vlan: int
    proto: int
    first_row: int
    first: int
    last: int
    sides: tuple[Side, Side]  # who sent the first packet, and to whom
    opener: int = 0
    sure: bool = False
    reset: int | None = None  # whose RST came first, of those that count
    frames: list[int] = field(default_factory=list)


@dataclass
class Flows:
    rows: list[Flow] = field(default_factory=list)
    open: dict[tuple, Flow] = field(default_factory=dict)  # the latest flow of each key


def count_packet(flows: Flows, packet: Packet) -> Flow:
    """The packet's flow, the packet counted; begun with it, if no open flow takes it."""
    key = packet.vlan, packet.proto, frozenset((packet.source, packet.target))
    flow = flows.open.get(key)
    if flow is None or is_idle(flow, packet.time) or is_new_syn(flow, packet):
        flow = flows.open[key] = begin(packet)
        flows.rows.append(flow)
    count(flow, packet)
    return flow


def is_idle(flow: Flow, time: int) -> bool:
    most = MOST_IDLE.get(flow.proto, 60_000_000)
    return time - flow.last > most or flow.first - time > most


def is_new_syn(flow: Flow, packet: Packet) -> bool:
    if packet.flags & (SYN | ACK) != SYN:
        return False
    side = flow.sides[sender_of(flow, packet)]
    return side.packets > 0 and side.syn != packet.sequence


def begin(packet: Packet) -> Flow:
    sides = Side(packet.source, packet.macs[0]), Side(packet.target, packet.macs[1])
    flow = Flow(packet.vlan, packet.proto, packet.number, packet.time, packet.time, sides)
    flow.opener = int(is_answer(packet))
    return flow


def is_answer(packet: Packet) -> bool:
    """Whether a first packet looks like it came from the side that was asked."""
    sent_from, sent_to = packet.source[1], packet.target[1]
    if packet.proto in REPLIES:
        return sent_from in REPLIES[packet.proto].values()
    return is_service(sent_from) and sent_to >= 32768


def is_service(port: int) -> bool:
    return port in range(1024) or port in {1883, 1935, 5222, 8080, 8443, 8554, 8883, 9000, 34567}


def sender_of(flow: Flow, packet: Packet) -> int:
    return 0 if packet.source == flow.sides[0].end else 1


def count(flow: Flow, packet: Packet) -> None:
    flow.frames.append(packet.number)
    index = sender_of(flow, packet)
    side = flow.sides[index]
    if side.packets == 0:
        side.mac = packet.macs[0]
    side.packets += 1
    side.octets += packet.octets
    flow.first, flow.last = min(flow.first, packet.time), max(flow.last, packet.time)
    if packet.flags & SYN and not flow.sure:
        flow.sure = True
        if packet.source != packet.target:
            flow.opener = 1 - index if packet.flags & ACK else index
    note_flags(flow, index, packet)


def note_flags(flow: Flow, index: int, packet: Packet) -> None:
    """What the flags add to the flow's state; an RST counts unless earlier packets held the FIN of both."""
    side, flags = flow.sides[index], packet.flags
    if flags & RST and flow.reset is None and not (flow.sides[0].fin and flow.sides[1].fin):
        flow.reset = index
    if flags & SYN and flags & ACK:
        side.syn_ack = True
    elif flags & SYN and side.syn is None:
        side.syn = packet.sequence
    if flags & FIN:
        side.fin = True


def conn_state(flow: Flow) -> str:
    """Zeek's word for how the connection went; empty for all but TCP."""
    if flow.proto != TCP:
        return ""
    opener, responder = flow.sides[flow.opener], flow.sides[1 - flow.opener]
    reset = None if flow.reset is None else flow.reset == flow.opener
    return state_of(
        opener.syn is not None, responder.syn_ack, opener.fin, responder.fin, reset, responder.packets > 0
    )


def state_of(syn: bool, syn_ack: bool, fin: bool, its_fin: bool, reset: bool | None, answered: bool) -> str:
    """The decision table; `reset` says whether the first RST was the opener's, None without any."""
    if reset is True:
        return {(True, True): "RSTO", (True, False): "RSTOS0"}.get((syn, syn_ack), "OTH")
    if reset is False:
        return {(True, True): "RSTR", (True, False): "REJ", (False, True): "RSTRH"}.get((syn, syn_ack), "OTH")
    if syn and syn_ack:
        return {(True, True): "SF", (True, False): "S2", (False, True): "S3"}.get((fin, its_fin), "S1")
    if syn:
        return "SH" if fin else "OTH" if answered else "S0"
    return "SHR" if syn_ack and its_fin else "OTH"


def icmp_ports(proto: int, kind: int, code: int) -> tuple[int, int]:
    """The type, and the type that answers or is answered by it; the code where there is none."""
    for question, reply in REPLIES[proto].items():
        if kind in (question, reply):
            return kind, reply if kind == question else question
    return kind, code
