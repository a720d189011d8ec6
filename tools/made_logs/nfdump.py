"""Rows as `nfdump -o csv` writes them: a direction each, without names, from flows that its nfpcapd cut.

The columns are those of nfdump 1.7 (`src/output/output_csv.c`; its heading is what it prints). nfpcapd ends a flow after
60 s without a packet and after 300 s in any case (nfpcapd(1)).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tools.made_logs.packets import Packet

HEADING = (
    "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln,"
    "ismc,odmc,idmc,osmc,mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,mpls10,cl,sl,al,ra,eng,exid,tr"
)
ACTIVE_US, INACTIVE_US = 300_000_000, 60_000_000
_PROTOS = {1: "ICMP", 2: "IGMP", 6: "TCP", 17: "UDP", 58: "ICMP6"}
_BITS = "CEUAPRSF"
_NO_MAC = "00:00:00:00:00:00"
_FIN_OR_RST = 5


@dataclass(slots=True)
class Flow:
    """One direction."""

    first: Packet
    first_us: int
    last_us: int
    packets: int = 0
    octets: int = 0
    flags: int = 0


def flows_of(packets: Iterable[Packet]) -> list[Flow]:
    """The flows, one a direction, in the order in which they began."""
    current: dict[tuple[object, ...], Flow] = {}
    found: list[Flow] = []
    for packet in packets:
        key = packet.proto, packet.src, packet.sport, packet.dst, packet.dport
        flow = current.get(key)
        if flow is None or _is_over(flow, packet):
            flow = current[key] = Flow(packet, packet.time_us, packet.time_us)
            found.append(flow)
        flow.last_us = max(flow.last_us, packet.time_us)
        flow.packets += 1
        flow.octets += packet.octets
        flow.flags |= packet.flags
    return found


def _is_over(flow: Flow, packet: Packet) -> bool:
    return packet.time_us - flow.last_us > INACTIVE_US or packet.time_us - flow.first_us > ACTIVE_US


def write(flows: Iterable[Flow], path: Path, *, macs: bool, vlans: bool) -> None:
    """The heading, a row a flow, and the summary behind them.

    Args:
        flows: What to write.
        path: Where to.
        macs: Whether MAC addresses were exported.
        vlans: Whether VLAN numbers were.
    """
    flows = list(flows)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [_row(flow, macs=macs, vlans=vlans) for flow in flows]
    octets, packets = sum(flow.octets for flow in flows), sum(flow.packets for flow in flows)
    summary = [
        "Summary",
        "flows,bytes,packets,avg_bps,avg_pps,avg_bpp",
        f"{len(flows)},{octets},{packets},0,0,0",
    ]
    path.write_text("\n".join([HEADING, *rows, *summary]) + "\n", encoding="utf-8", newline="\n")


def _row(flow: Flow, *, macs: bool, vlans: bool) -> str:
    one = flow.first
    sport, dport = one.sport, one.dport
    if one.proto in (1, 58):  # type and code stand in the destination's port
        sport, dport = 0, one.sport << 8 | one.dport
    mac_in, mac_out = one.macs if macs and one.macs[0] else (_NO_MAC, _NO_MAC)
    lasted = flow.last_us - flow.first_us
    cells = [
        _time(flow.first_us), _time(flow.last_us), f"{lasted // 1_000_000}.{lasted % 1_000_000 // 1000:03d}",
        one.src, one.dst, str(sport), str(dport), _PROTOS.get(one.proto, str(one.proto)), _flags(flow.flags), "0", "0",
        str(flow.packets), str(flow.octets), "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0.0.0.0", "0.0.0.0",
        str(one.vlan or 0) if vlans else "0", "0", mac_in, mac_out, _NO_MAC, _NO_MAC, *["0-0-0"] * 10,
        "    0.000", "    0.000", "    0.000", "0.0.0.0", "0/0", "0", "1970-01-01 00:00:00.000",
    ]  # fmt: skip
    return ",".join(cells)


def _time(time_us: int) -> str:
    return datetime.fromtimestamp(time_us // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _flags(flags: int) -> str:
    return "".join(letter if flags >> (7 - at) & 1 else "." for at, letter in enumerate(_BITS))
