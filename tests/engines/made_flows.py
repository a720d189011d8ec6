"""Made captures in which every rule of docs/reference/flows.md bites: few ends, few numbers, time at the limits."""

import struct
from dataclasses import dataclass

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


_steps = st.one_of(
    st.sampled_from([0, 0, 1, SECOND, -1, -SECOND]),
    st.sampled_from(STEPS),
    st.sampled_from(STEPS).map(lambda s: -s),
)
_ends = {
    "source": st.sampled_from([0, 1]),
    "target": st.sampled_from([0, 1, 1]),
    "mac": st.sampled_from([0, 1, 2]),
    "tags": st.sampled_from([(), (), (), (5,), (0, 5), (5, 6), (0,)]),
    "payload": st.sampled_from([0, 1, 90]),
    "step": _steps,
    "snap": st.sampled_from([65535] * 8 + [34, 36, 38, 46, 48, 54, 56, 58, 68]),
}
_segments = st.builds(
    Sent,
    proto=st.just(6),
    ports=st.sampled_from([(40000, 80), (80, 40000), (50000, 8080), (8080, 50000), (80, 80)]),
    flags=st.sampled_from([2, 2, 18, 16, 24, 17, 4, 20, 1, 3, 6, 21, 0]),
    sequence=st.sampled_from([1, 2]),
    is_v6=st.booleans(),
    **_ends,
)
_datagrams = st.builds(
    Sent, proto=st.just(17), ports=st.tuples(st.sampled_from(PORTS), st.sampled_from(PORTS)), **_ends
)
_pings = st.builds(
    Sent, proto=st.just(1), icmp=st.tuples(st.sampled_from(ICMP_TYPES), st.sampled_from([0, 3])), **_ends
)
_pings_6 = st.builds(
    Sent,
    proto=st.just(58),
    icmp=st.tuples(st.sampled_from(ICMPV6_TYPES), st.sampled_from([0, 4])),
    is_v6=st.just(True),
    **_ends,
)
connections = st.lists(_segments, min_size=1, max_size=14)
mixtures = st.lists(st.one_of(_segments, _segments, _datagrams, _pings, _pings_6), min_size=1, max_size=30)
