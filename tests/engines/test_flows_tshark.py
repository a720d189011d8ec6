"""The flows' twin against tshark's streams, where it is installed and speaks of the same thing.

A tshark stream (tcp.stream, udp.stream) knows no idle time and no VLAN: each is cut into one or more of our flows.
"""

import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from tests.engines.slow_capture import look
from tests.engines.slow_flows import TCP, UDP

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures"
SHARED = sorted(CAPTURES.glob("*/*.pcap*")) + sorted(CAPTURES.glob("*/*/*.pcap*"))
FIELDS = (
    "frame.number", "ip.proto", "tcp.stream", "udp.stream", "ip.len", "ipv6.plen", "ip.frag_offset",
    "tcp.flags", "frame.protocols",
)  # fmt: skip

pytestmark = [
    pytest.mark.skipif(not SHARED, reason="needs ../shared/data/captures"),
    pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark"),
]


def frames_of(path: Path) -> list[dict]:
    """What tshark says of each frame that is in a TCP or UDP stream of its outermost IP header."""
    command = [
        "tshark",
        "-n",
        "-r",
        str(path),
        "-o",
        "ip.defragment:FALSE",
        "-T",
        "fields",
        "-E",
        "occurrence=f",
    ]
    for name in FIELDS:
        command += ["-e", name]
    told = subprocess.run(
        command, capture_output=True, text=True, check=False
    ).stdout  # a cut file is told of, not refused
    rows = [dict(zip(FIELDS, line.split("\t"), strict=True)) for line in told.splitlines()]
    return [row for row in rows if is_plain(row)]


def is_plain(row: dict) -> bool:
    layers = row["frame.protocols"].split(":")
    network = next((at for at, name in enumerate(layers) if name in ("ip", "ipv6")), None)
    return network is not None and layers[network + 1 : network + 2] in (["tcp"], ["udp"])


def stream_of(row: dict) -> tuple:
    return (
        (TCP, row["tcp.stream"])
        if row["tcp.stream"] and row["ip.proto"] != "17"
        else (UDP, row["udp.stream"])
    )


@pytest.mark.parametrize("path", SHARED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_tshark_stream_is_one_or_more_flows_with_its_packets_and_bytes(path):
    seen = look(path.read_bytes())
    if seen.tunnelled:
        pytest.skip("tunnels: the fields that are asked for are the outer packet's")
    frames, octets, flags = defaultdict(list), defaultdict(int), defaultdict(int)
    for row in frames_of(path):
        stream = stream_of(row)
        frames[stream].append(int(row["frame.number"]))
        octets[stream] += int(row["ip.len"] or 0) or int(row["ipv6.plen"] or 0) + 40
        flags[stream] |= int(row["tcp.flags"] or "0", 16)
    flows = [flow for flow in seen.flows.rows if flow.proto in (TCP, UDP) and flow.sides[0].end[1] >= 0]
    in_stream = {number: stream for stream, numbers in frames.items() for number in numbers}
    ours = defaultdict(list)
    for flow in flows:
        streams = {in_stream[number] for number in flow.frames}
        assert len(streams) == 1, flow
        ours[streams.pop()].append(flow)
    assert ours.keys() == frames.keys()
    for stream, parts in ours.items():
        assert sorted(number for flow in parts for number in flow.frames) == frames[stream]
        assert sum(side.octets for flow in parts for side in flow.sides) == octets[stream]
        assert any(side.fin for flow in parts for side in flow.sides) == bool(flags[stream] & 1)
        assert any(flow.sure for flow in parts) == bool(flags[stream] & 2)
