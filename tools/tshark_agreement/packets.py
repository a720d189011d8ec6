"""The packet of each frame that lamppost counts, out of the layers that tshark found.

The constants say which rules of lamppost the comparison relies on; each is flipped when lamppost learns more.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tshark_agreement.judge import Frame

UNWRAPS_TUNNELS = False
"""Whether the packet inside IP in IP, GRE, GTP-U or VXLAN is counted, and not the one around it."""
REASSEMBLES_FRAGMENTS = False
"""Whether what a datagram in fragments carries is read, and its fragments belong to the flow of its ports."""
SPLITS_CONNECTIONS = False
"""Whether a TCP flow ends where a new connection begins on the same ports."""
IDLE_US: int | None = None
"""Microseconds without a packet that end a flow, where lamppost splits by them."""

LINK_LAYERS = frozenset({"eth", "ethertype", "vlan", "ieee8021ad", "sll", "null", "raw", "llc", "loop"})
"""What lamppost passes on its way to the first IP header."""
TUNNEL_LAYERS = frozenset({"gre", "gtp", "vxlan", "udp", "ip", "ipv6"})
LINK_NAMES = {
    "eth": "ethernet", "sll": "linux_sll", "null": "null", "raw": "raw",
}  # fmt: skip
"""First layer → the link type in lamppost's words."""

_NEXT = {
    "ipv6.fraghdr": "ipv6.fraghdr.nxt",
    "ipv6.hopopts": "ipv6.hopopts.nxt",
    "ipv6.dstopts": "ipv6.dstopts.nxt",
    "ipv6.routing": "ipv6.routing.nxt",
    "ah": "ah.next_header",
}
_TRANSPORTS = {"tcp": 6, "udp": 17}

End = tuple[str, int]
"""Address and port; port -1 where there is none."""
Key = tuple[int, int, End, End]
"""VLAN, protocol, and both ends in order."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One IP packet: its ends, its size, and the layers of what it carries."""

    frame: Frame
    vlan: int
    proto: int
    src: End
    dst: End
    octets: int
    stream: str | None
    inside: tuple[str, ...]
    whole_in: int | None
    """The frame in which tshark put the datagram together, of which this is a fragment."""

    @property
    def key(self) -> Key:
        """The two-way flow that it belongs to."""
        one, two = sorted((self.src, self.dst))
        return self.vlan, self.proto, one, two


@dataclass(slots=True)
class Flow:
    """What was counted of one two-way flow."""

    packets: dict[End, int] = field(default_factory=lambda: defaultdict(int))
    octets: dict[End, int] = field(default_factory=lambda: defaultdict(int))
    first_frame: int = 0
    times: dict[str | None, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Times of the packets of each TCP connection that tshark tells apart."""

    def pieces(self) -> int:
        """Rows that lamppost has for it, by the rules that the constants state."""
        connections = list(self.times.values())
        if not SPLITS_CONNECTIONS:
            connections = [[time for times in connections for time in times]]
        return sum(1 + _gaps(sorted(times)) for times in connections)


def packets_of(frames: Iterable[Frame]) -> list[Packet]:
    """The packet of each frame that has one, in order."""
    found = [packet for packet in map(packet_of, frames) if packet is not None]
    if not REASSEMBLES_FRAGMENTS:
        return found
    whole = {packet.frame.number: packet for packet in found}
    return [_as_part_of(packet, whole.get(packet.whole_in or 0)) for packet in found]


def packet_of(frame: Frame) -> Packet | None:
    """The packet that lamppost counts; None where no IP header can be reached or read."""
    start = _first_ip(frame.layers)
    if start is None:
        return None
    if UNWRAPS_TUNNELS:
        start = _last_ip(frame.layers, start)
    layers = frame.layers[start:]
    version = layers[0]
    number = frame.layers[:start].count(version)
    source, target = _at(frame, f"{version}.src", number), _at(frame, f"{version}.dst", number)
    if source is None or target is None:
        return None
    at, proto = _transport(frame, layers, number)
    word = layers[at] if at < len(layers) else ""
    ports = (-1, -1)
    stream = None
    if word in _TRANSPORTS:
        earlier = frame.layers[:start].count(word)
        pair = _at(frame, f"{word}.srcport", earlier), _at(frame, f"{word}.dstport", earlier)
        if pair[0] is not None and pair[1] is not None:
            ports = int(pair[0]), int(pair[1])
        stream = _at(frame, "tcp.stream", earlier) if word == "tcp" else None
    reassembled = frame.first("ip.reassembled_in" if version == "ip" else "ipv6.reassembled.in")
    return Packet(
        frame=frame, vlan=_vlan(frame), proto=proto,
        src=(_plain(source), ports[0]), dst=(_plain(target), ports[1]), octets=_octets(frame, version, number),
        stream=stream, inside=layers[at + 1 :] if word in _TRANSPORTS else (),
        whole_in=int(reassembled) if reassembled else None,
    )  # fmt: skip


def flows_of(packets: Iterable[Packet]) -> dict[Key, Flow]:
    """The two-way flows; what has the same ends, protocol and VLAN is summed."""
    flows: dict[Key, Flow] = {}
    for packet in packets:
        flow = flows.setdefault(packet.key, Flow(first_frame=packet.frame.number))
        flow.packets[packet.src] += 1
        flow.octets[packet.src] += packet.octets
        flow.times[packet.stream].append(packet.frame.time_us)
    return flows


def _first_ip(layers: Sequence[str]) -> int | None:
    for index, layer in enumerate(layers):
        if layer in ("ip", "ipv6"):
            return index
        if layer not in LINK_LAYERS:
            return None
    return None


def _last_ip(layers: Sequence[str], start: int) -> int:
    """The innermost IP header that tunnels lead to; what an ICMP error quotes is no packet."""
    last = start
    for index in range(start, len(layers)):
        if layers[index] in ("ip", "ipv6"):
            last = index
        elif layers[index] not in TUNNEL_LAYERS | LINK_LAYERS and not layers[index].startswith("ipv6."):
            break
    return last


def _transport(frame: Frame, layers: Sequence[str], number: int) -> tuple[int, int]:
    """Where the layer after the IP headers stands, and the protocol number of it."""
    if layers[0] == "ip":
        return 1, int(_at(frame, "ip.proto", number) or -1)
    at, proto = 1, _at(frame, "ipv6.nxt", number)
    while at < len(layers) and layers[at] in _NEXT:
        proto = _at(frame, _NEXT[layers[at]], layers[1:at].count(layers[at])) or proto
        at += 1
    return at, int(proto or -1)


def _as_part_of(packet: Packet, whole: Packet | None) -> Packet:
    """A fragment as a packet of the datagram's flow; a datagram that was never whole keeps what it shows itself."""
    if whole is None or whole is packet:
        return packet
    return replace(packet, proto=whole.proto, src=whole.src, dst=whole.dst)


def _octets(frame: Frame, version: str, number: int) -> int:
    """Octets of the IP packet, from its own length field (RFC 791 §3.1, RFC 8200 §3)."""
    if version == "ip":
        return int(_at(frame, "ip.len", number) or 0)
    return 40 + int(_at(frame, "ipv6.plen", number) or 0)


def _vlan(frame: Frame) -> int:
    """The outermost VLAN; identifier 0 is a priority without one (IEEE 802.1Q)."""
    tags = {"vlan": frame.all("vlan.id"), "ieee8021ad": frame.all("ieee8021ad.id")}
    places = dict.fromkeys(tags, 0)
    for layer in frame.layers:
        if layer in tags and places[layer] < len(tags[layer]):
            identifier = int(tags[layer][places[layer]])
            places[layer] += 1
            if identifier:
                return identifier
        elif layer in ("ip", "ipv6"):
            break
    return -1


def _at(frame: Frame, name: str, number: int) -> str | None:
    values = frame.all(name)
    return values[number] if number < len(values) else None


def _plain(address: str) -> str:
    return str(ipaddress.ip_address(address))


def _gaps(times: list[int]) -> int:
    """How often nothing came for as long as ends a flow."""
    if IDLE_US is None:
        return 0
    return sum(later - earlier > IDLE_US for earlier, later in pairwise(times))
