"""Packets as conversations, by the rules of whoever writes the log.

Zeek: a connection is forgotten some time after its last packet or its end, `scripts/base/init-bare.zeek`
(`tcp_inactivity_timeout`, `udp_inactivity_timeout`, `icmp_inactivity_timeout`, `unknown_ip_inactivity_timeout`,
`tcp_attempt_delay`, `tcp_close_delay`, `tcp_reset_delay`). Who opened it: the first packet's sender, unless its port
looks like a server's, `src/packet_analysis/protocol/tcp/TCP.cc` and `udp/UDP.cc` (`WantConnection`).

Suricata: `flow-timeouts` of the suricata.yaml that it ships. Who opened it: the first packet's sender.

nfdump's nfpcapd: one row a direction; `-e`, 300 s active and 60 s inactive (nfpcapd(1)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tools.made_logs.packets import Packet

SECOND = 1_000_000
FIN, SYN, RST, ACK = 1, 2, 4, 16
TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
ECHOES = {
    ICMP: {8: 0, 10: 9, 13: 14, 15: 16, 17: 18},
    ICMP6: {128: 129, 130: 131, 133: 134, 135: 136, 139: 140, 144: 145},
}
"""Questions of ICMP and their answers: `src/packet_analysis/protocol/icmp/ICMP.cc` of Zeek."""

SERVER_PORTS = {
    UDP: {53, 67, 123, 137, 161, 162, 5353, 5355},
    TCP: {
        53,
        80,
        139,
        443,
        445,
        563,
        585,
        614,
        636,
        989,
        990,
        992,
        993,
        995,
        3128,
        3389,
        5223,
        8000,
        8080,
        8888,
    },
}
"""Of Zeek's `likely_server_ports` those that the protocols `dhcp`, `dns`, `http`, `ntp`, `rdp`, `smb`, `snmp` and `ssl` add."""


@dataclass(slots=True)
class Side:
    """What one end sent."""

    packets: int = 0
    octets: int = 0
    payload: int = 0
    frame_octets: int = 0
    flags: int = 0
    macs: list[str] = field(default_factory=list)
    """Of its frames, each once."""

    def add(self, packet: Packet) -> None:
        """One more packet."""
        self.packets += 1
        self.octets += packet.octets
        self.payload += packet.payload
        self.frame_octets += packet.length
        self.flags |= packet.flags
        if packet.macs[0] and packet.macs[0] not in self.macs:
            self.macs.append(packet.macs[0])


@dataclass(slots=True)
class Conversation:
    """Packets between two ends, `src` the one that opened."""

    key: str
    """How log lines of it are told apart from others."""
    src: str
    sport: int
    dst: str
    dport: int
    proto: int
    vlan: int | None
    first_us: int
    last_us: int
    syn: int | None
    """Sequence number of the SYN that began it."""
    there: Side = field(default_factory=Side)
    back: Side = field(default_factory=Side)
    ended: bool = False
    """A reset, or a FIN of each side."""
    history: str = ""
    far_macs: list[str] = field(default_factory=list)
    """To which frames of src were sent."""
    services: list[str] = field(default_factory=list)

    @property
    def is_flipped(self) -> bool:
        """Whether the first packet was the other side's."""
        return self.history.startswith("^")

    def is_from_src(self, packet: Packet) -> bool:
        """Who sent it."""
        if self.proto in ECHOES:
            return packet.src == self.src and (packet.src != packet.dst or packet.sport == self.sport)
        return (packet.src, packet.sport) == (self.src, self.sport)

    def add(self, packet: Packet) -> None:
        """One more packet."""
        is_there = self.is_from_src(packet)
        side, other = (self.there, self.back) if is_there else (self.back, self.there)
        side.add(packet)
        self.first_us, self.last_us = min(self.first_us, packet.time_us), max(self.last_us, packet.time_us)
        far = packet.macs[1] if is_there else ""
        if far and far not in self.far_macs:
            self.far_macs.append(far)
        for letter in _letters(packet):
            shown = letter.upper() if is_there else letter
            if shown not in self.history:
                self.history += shown
        if packet.flags & RST or (packet.flags & FIN and other.flags & FIN):
            self.ended = True

    def server_mac(self) -> str:
        """Of the side that was called: from its own first frame, else where the caller's went."""
        return (self.back.macs or self.far_macs or [""])[0]


Ends = Callable[[Conversation, Packet], bool]
"""Whether a packet is of a new conversation."""
Turns = Callable[[Packet], bool]
"""Whether the receiver of a first packet is the one that opened."""


def converse(
    packets: Iterable[Packet], ends: Ends, turns: Turns, name: Callable[[int], str]
) -> dict[int, Conversation]:
    """The conversation of each packet's frame.

    Args:
        packets: In order.
        ends: When a conversation is over.
        turns: Who opened.
        name: The key of the n-th conversation.
    """
    current: dict[tuple[object, ...], Conversation] = {}
    of_frame: dict[int, Conversation] = {}
    made = 0
    for packet in packets:
        key = _key(packet)
        found = current.get(key)
        if found is None or ends(found, packet):
            found = current[key] = _begun(packet, turns(packet), name(made))
            made += 1
        found.add(packet)
        of_frame[packet.number] = found
    return of_frame


def distinct(of_frame: dict[int, Conversation]) -> list[Conversation]:
    """The conversations, each once, in the order in which they began."""
    return list({one.key: one for one in of_frame.values()}.values())


def zeek_ends(held: Conversation, packet: Packet) -> bool:
    """By Zeek's timers, and when the ports are used again."""
    gap = packet.time_us - held.last_us
    if packet.proto != TCP:
        return gap > 60 * SECOND
    if _is_reuse(held, packet):
        return True
    if held.ended:
        return gap > 5 * SECOND
    is_attempt = not held.back.packets and held.there.flags & (SYN | ACK) == SYN
    return gap > 300 * SECOND or (is_attempt and packet.time_us - held.first_us > 5 * SECOND)


def zeek_turns(packet: Packet) -> bool:
    """By what its ports are, where no SYN tells; a server that sends to everybody is not turned round.

    Of the latter speaks `scripts/base/protocols/dhcp/main.zeek`.
    """
    if packet.dst == "255.255.255.255":
        return False
    if packet.proto in ECHOES:
        return packet.sport in ECHOES[packet.proto].values()
    if packet.proto == TCP and packet.flags & (SYN | ACK) == SYN:
        return False
    servers = SERVER_PORTS.get(packet.proto, set())
    if packet.sport not in servers:
        return False
    if packet.dport not in servers:
        return True
    return packet.proto == TCP and not packet.flags & SYN and packet.sport < packet.dport


def suricata_ends(held: Conversation, packet: Packet) -> bool:
    """By the times of `flow-timeouts`."""
    gap = packet.time_us - held.last_us
    is_new = not held.back.packets
    if packet.proto != TCP:
        return gap > (30 if is_new else 300) * SECOND
    if _is_reuse(held, packet) and held.ended:
        return True
    return gap > (60 if is_new or held.ended else 600) * SECOND


def suricata_turns(packet: Packet) -> bool:
    """The first packet's sender opened; who answers with SYN and ACK was called."""
    return packet.proto == TCP and packet.flags & (SYN | ACK) == SYN | ACK


def _is_reuse(held: Conversation, packet: Packet) -> bool:
    return (
        packet.flags & (SYN | ACK) == SYN
        and held.is_from_src(packet)
        and bool(held.there.packets)
        and packet.seq != held.syn
    )


def _key(packet: Packet) -> tuple[object, ...]:
    """Both ends, in one order; a question of ICMP and its answer are of one conversation."""
    sport, dport = packet.sport, packet.dport
    if packet.proto in ECHOES:
        sport, dport = _asked(packet)
    one, two = sorted(((packet.src, sport), (packet.dst, dport)))
    return packet.proto, one, two


def _asked(packet: Packet) -> tuple[int, int]:
    """Type and counterpart as ends of the packet, type and code of what has no counterpart."""
    asks = ECHOES[packet.proto]
    if packet.sport in asks:
        return packet.sport, asks[packet.sport]
    for question, answer in asks.items():
        if packet.sport == answer:
            return answer, question
    return packet.sport, packet.dport


def _begun(packet: Packet, is_turned: bool, key: str) -> Conversation:
    sport, dport = packet.sport, packet.dport
    if packet.proto in ECHOES:
        sport, dport = _asked(packet)
    ends = (packet.src, sport, packet.dst, dport)
    src, sport, dst, dport = (*ends[2:], *ends[:2]) if is_turned else ends
    return Conversation(
        key=key,
        src=src,
        sport=sport,
        dst=dst,
        dport=dport,
        proto=packet.proto,
        vlan=packet.vlan,
        first_us=packet.time_us,
        last_us=packet.time_us,
        syn=packet.seq if packet.flags & (SYN | ACK) == SYN else None,
        history="^" if is_turned else "",
    )


def _letters(packet: Packet) -> str:
    """Of `history` in conn.log: what the packet is, in lower case."""
    if packet.proto != TCP:
        return "d"
    letters = ("h" if packet.flags & ACK else "s") if packet.flags & SYN else ""
    letters += (
        "d" if packet.payload else "a" if packet.flags & ACK and not packet.flags & (SYN | FIN | RST) else ""
    )
    return letters + ("f" if packet.flags & FIN else "") + ("r" if packet.flags & RST else "")
