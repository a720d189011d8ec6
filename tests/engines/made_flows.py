"""Made captures in which every rule of docs/reference/flows.md bites: few ends, few numbers, time at the limits."""

import struct
from dataclasses import dataclass, replace

from hypothesis import strategies as st

HOSTS = [bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])]
HOSTS_6 = [bytes.fromhex("20010db8" + "00" * 11 + end) for end in ("01", "02")]
MACS = [bytes.fromhex(f"00005e0053{number:02x}") for number in (1, 2, 3)]
PORTS = [80, 8080, 40000, 50000]
SECOND = 1_000_000
STEPS = [edge + off for edge in (60 * SECOND, 300 * SECOND) for off in (-1, 0, 1)]  # about both idle times
START = 1_700_000_000 * SECOND
ICMP_TYPES = [0, 8, 3, 9, 10, 13, 14, 5]
ICMPV6_TYPES = [1, 128, 129, 130, 131, 134, 135, 136, 143]


@dataclass(frozen=True)
class Sent:
    """One packet: who sends what to whom, and how long after the packet before it (µs, may be negative)."""

    source: int = 0
    target: int = 1
    proto: int = 6
    ports: tuple[int, int] = (40000, 80)
    flags: int = 16
    sequence: int = 1
    icmp: tuple[int, int] = (8, 0)
    is_v6: bool = False
    tags: tuple[int, ...] = ()
    mac: int = 0
    payload: int = 0
    step: int = 0
    snap: int = 65535


def frame(sent: Sent) -> bytes:
    """The Ethernet frame."""
    if sent.proto == 6:
        body = struct.pack(">HHIIBBHHH", *sent.ports, sent.sequence, 0, 0x50, sent.flags, 9, 0, 0)
    elif sent.proto == 17:
        body = struct.pack(">HHHH", *sent.ports, 8 + sent.payload, 0)
    else:
        body = bytes([*sent.icmp, 0, 0, 0, 0, 0, 0])
    body += bytes(sent.payload)
    if sent.is_v6:
        head = struct.pack(">IHBB", 0x60000000, len(body), sent.proto, 64)
        head += HOSTS_6[sent.source] + HOSTS_6[sent.target]
    else:
        head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, sent.proto, 0)
        head += HOSTS[sent.source] + HOSTS[sent.target]
    ether = 0x86DD if sent.is_v6 else 0x0800
    types = [*[0x8100 for _ in sent.tags], ether]
    tags = b"".join(struct.pack(">HH", tag, types[at + 1]) for at, tag in enumerate(sent.tags))
    return MACS[sent.target] + MACS[sent.mac] + struct.pack(">H", types[0]) + tags + head + body


def capture_of(packets: list[Sent]) -> bytes:
    """A pcap file, its times in microseconds."""
    data, time = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1), START
    for sent in packets:
        time += sent.step
        whole = frame(sent)
        part = whole[: sent.snap]
        data += struct.pack("<IIII", time // SECOND, time % SECOND, len(part), len(whole)) + part
    return data


def turned(sent: Sent) -> Sent:
    """The same from the other end; an ICMP type becomes the one that answers or asks."""
    kind, code = sent.icmp
    counterpart = {8: 0, 0: 8, 13: 14, 14: 13, 128: 129, 135: 136, 130: 131, 134: 133}.get(kind, kind)
    return replace(
        sent,
        source=sent.target,
        target=sent.source,
        ports=sent.ports[::-1],
        icmp=(counterpart, code),
        mac=sent.target,
    )


_tags = st.sampled_from([(), (), (), (5,), (0, 5), (5, 6), (0,)])
_tcp = st.builds(
    Sent,
    proto=st.just(6),
    ports=st.sampled_from([(40000, 80), (40000, 80), (8080, 50000), (80, 80)]),
    is_v6=st.booleans(),
    tags=_tags,
    target=st.sampled_from([1] * 7 + [0]),
)
_udp = st.builds(
    Sent, proto=st.just(17), ports=st.tuples(st.sampled_from(PORTS), st.sampled_from(PORTS)), tags=_tags
)
_icmp = st.builds(
    Sent, proto=st.just(1), icmp=st.tuples(st.sampled_from(ICMP_TYPES), st.sampled_from([0, 3])), tags=_tags
)
_icmpv6 = st.builds(
    Sent,
    proto=st.just(58),
    icmp=st.tuples(st.sampled_from(ICMPV6_TYPES), st.sampled_from([0, 4])),
    is_v6=st.just(True),
)
_said = {
    "is_turned": st.booleans(),
    "flags": st.sampled_from([2, 2, 2, 18, 18, 16, 24, 17, 17, 4, 20, 1, 3, 6, 21, 0]),
    "sequence": st.sampled_from([1, 1, 1, 2]),
    "payload": st.sampled_from([0, 0, 1, 90]),
    "step": st.sampled_from([0] * 10 + [1, SECOND, SECOND, -1, -SECOND, *STEPS, *(-step for step in STEPS)]),
    "snap": st.sampled_from([65535] * 40 + [34, 36, 38, 46, 48, 54, 56, 58, 68]),
    "mac": st.sampled_from([None] * 6 + [2]),
}


def say(start: Sent, *, is_turned: bool, mac: int | None, **said) -> Sent:
    """A packet of the conversation that begins with `start`."""
    sent = replace(start, **said)
    sent = turned(sent) if is_turned else sent
    return sent if mac is None else replace(sent, mac=mac)


_SHAKEN = ((0, 2), (1, 18), (0, 16))  # who (1: the other end), and with which flags
_opened = st.sampled_from(
    [
        (),
        _SHAKEN[:1],
        _SHAKEN[:2],
        _SHAKEN,
        (*_SHAKEN, (0, 17), (1, 17)),
        (*_SHAKEN, (1, 17)),
        ((1, 18),),
        ((0, 2), (1, 2)),
    ]
)


@st.composite
def conversations(draw, starts: st.SearchStrategy[Sent], *, most: int) -> list[Sent]:
    """Packets of at most two conversations, mixed; those over TCP may begin with some of a handshake."""
    begun = draw(st.lists(starts, min_size=1, max_size=2))
    handshakes = [
        say(start, is_turned=bool(is_turned), mac=None, flags=flags)
        for start in begun
        if start.proto == 6
        for is_turned, flags in draw(_opened)
    ]
    packet = st.builds(say, st.sampled_from(begun), **_said)
    return handshakes + draw(st.lists(packet, min_size=3, max_size=most))


connections = conversations(_tcp, most=12)
mixtures = conversations(st.one_of(_tcp, _tcp, _udp, _icmp, _icmpv6), most=25)
