"""The packet of each frame that lamppost counts, out of the layers that tshark found.

The constants say which rules of lamppost the comparison relies on; each is flipped when lamppost learns more.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tshark_agreement.judge import Frame

UNWRAPS_TUNNELS = True
"""Whether the packet inside IP in IP, GRE, GTP-U, VXLAN or Teredo is counted, and not the one around it."""
REASSEMBLES_FRAGMENTS = True
"""Whether what a datagram in fragments carries is read."""
FRAGMENT_US: int | None = 30_000_000
"""How far a later fragment may be from its datagram's first to be of the same flow; None: it never is."""
SPLITS_CONNECTIONS = True
"""Whether a TCP flow ends where a new connection begins on the same ports."""
IDLE_US: int | None = 60_000_000
"""Microseconds without a packet that end a flow; None: none do."""
IDLE_TCP_US: int | None = 300_000_000
"""The same for TCP."""
NAMES_ICMP = True
"""Whether type and counterpart, or type and code, stand for the ports of ICMP."""

LINK_LAYERS = frozenset(
    {"eth", "ethertype", "vlan", "ieee8021ad", "sll", "null", "raw", "llc", "loop", "chdlc", "ppp", "mpls"}
)
"""What lamppost passes on its way to the first IP header."""
TUNNEL_LAYERS = frozenset({"gre", "gtp", "vxlan", "teredo", "udp", "ip", "ipv6"})
LINK_NAMES = {
    "eth": "ethernet", "sll": "linux_sll", "null": "null", "raw": "raw", "chdlc": "c_hdlc", "ip": "ipv4",
}  # fmt: skip
"""First layer → the link type in lamppost's words."""

_TEREDO = ipaddress.IPv6Network("2001::/32")
_NEXT = {
    "ipv6.fraghdr": "ipv6.fraghdr.nxt",
    "ipv6.hopopts": "ipv6.hopopts.nxt",
    "ipv6.dstopts": "ipv6.dstopts.nxt",
    "ipv6.routing": "ipv6.routing.nxt",
    "ah": "ah.next_header",
}
_TCP = 6
_TRANSPORTS = ("tcp", "udp")
_COUNTERPARTS = {
    "icmp": {8: 0, 10: 9, 13: 14, 15: 16, 17: 18},
    "icmpv6": {128: 129, 130: 131, 133: 134, 135: 136, 139: 140, 144: 145},
}
"""Types of ICMP that ask and those that answer, as docs/reference/flows.md lists them."""

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
    seen: list[tuple[int, str | None]] = field(default_factory=list)
    """Of each packet in order: its time, and the TCP connection that tshark counts it to."""

    def pieces(self, proto: int) -> int:
        """Rows that lamppost has for it, by the rules that the constants state."""
        idle = IDLE_TCP_US if proto == _TCP else IDLE_US
        count, latest, earliest, streams = 0, 0, 0, set()
        for time, stream in self.seen:
            is_new = SPLITS_CONNECTIONS and bool(streams) and stream is not None and stream not in streams
            is_far = idle is not None and (time - latest > idle or earliest - time > idle)
            if count == 0 or is_new or is_far:
                count, latest, earliest = count + 1, time, time
            latest, earliest = max(latest, time), min(earliest, time)
            if stream is not None:
                streams.add(stream)
        return count


def packets_of(frames: Iterable[Frame]) -> list[Packet]:
    """The packet of each frame that has one, in order."""
    found = [packet for packet in map(packet_of, frames) if packet is not None]
    if FRAGMENT_US is None:
        return found
    if REASSEMBLES_FRAGMENTS:  # tshark then says where the datagram became whole
        whole = {packet.frame.number: packet for packet in found}
        return [_as_part_of(packet, whole.get(packet.whole_in or 0)) for packet in found]
    firsts: dict[tuple[str, ...], Packet] = {}
    return [_joined(packet, firsts) for packet in found]


def packet_of(frame: Frame) -> Packet | None:
    """The packet that lamppost counts; None where no IP header can be reached or read."""
    outermost = _first_ip(frame.layers)
    if outermost is None:
        return None
    start = _last_ip(frame.layers, outermost) if UNWRAPS_TUNNELS else outermost
    if "teredo" in frame.layers[outermost:start] and not _is_teredo(frame):
        start = outermost
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
    elif word in _COUNTERPARTS and NAMES_ICMP:
        ports = _icmp(frame, word)
    reassembled = frame.first("ip.reassembled_in" if version == "ip" else "ipv6.reassembled.in")
    return Packet(
        frame=frame, vlan=_vlan(frame) if start == outermost else -1, proto=proto,
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
        flow.seen.append((packet.frame.time_us, packet.stream))
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


def _is_teredo(frame: Frame) -> bool:
    """Whether an end inside has an address of Teredo (RFC 4380 §2.6); where none has, the port alone speaks for it."""
    ends = map(ipaddress.IPv6Address, [*frame.all("ipv6.src"), *frame.all("ipv6.dst")])
    return any(end in _TEREDO for end in ends)


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


def _joined(packet: Packet, firsts: dict[tuple[str, ...], Packet]) -> Packet:
    """A later fragment in the flow of its datagram's first (RFC 791; RFC 8200 §4.5), which is remembered."""
    frame = packet.frame
    if ":" in packet.src[0]:
        offset, more = frame.first("ipv6.fraghdr.offset"), frame.first("ipv6.fraghdr.more")
        datagram = "", frame.first("ipv6.fraghdr.ident") or ""
    else:
        offset, more = frame.first("ip.frag_offset"), frame.first("ip.flags.mf")
        datagram = str(packet.proto), frame.first("ip.id") or ""
    key = str(packet.vlan), packet.src[0], packet.dst[0], *datagram
    if offset in (None, "0"):
        if more in ("1", "True"):
            firsts[key] = packet
        return packet
    first = firsts.get(key)
    if first is None or FRAGMENT_US is None or abs(frame.time_us - first.frame.time_us) > FRAGMENT_US:
        return packet
    return _as_part_of(packet, first)


def _icmp(frame: Frame, word: str) -> tuple[int, int]:
    """Type and counterpart of a question or its answer, type and code of anything else."""
    kind, code = frame.first(f"{word}.type"), frame.first(f"{word}.code")
    if kind is None or code is None:
        return -1, -1
    asks = _COUNTERPARTS[word]
    answers = {answer: question for question, answer in asks.items()}
    number = int(kind)
    return number, asks.get(number, answers.get(number, int(code)))


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
