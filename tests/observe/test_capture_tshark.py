"""The decoder against an independent analyser's conversation tables."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from lamppost.model.addresses import ip_text
from lamppost.observe.capture.reader import observe_captures

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures"
SHARED = sorted(CAPTURES.glob("ndpi/*.pcap*")) + sorted(CAPTURES.glob("*/*.pcap*"))[:12]
SHARED += sorted(CAPTURES.glob("iot-sentinel/*/*-1-STA.pcap"))

pytestmark = [
    pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark"),
    pytest.mark.skipif(not SHARED, reason="needs ../shared/data/captures"),
]

ROW = re.compile(
    r"^(\S+)\s+<->\s+(\S+)\s+(\d+)\s+.*?\s+(\d+)\s+\S+(?: \S+)?\s+(\d+)\s+\S+(?: \S+)?\s+[\d.]+\s+[\d.]+\s*$"
)


def conversations(path: Path, kind: str) -> Counter:
    """Packets per unordered pair of ends."""
    command = ["tshark", "-n", "-q", "-r", str(path), "-z", f"conv,{kind}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = Counter()
    for line in text.splitlines():
        row = ROW.match(line)
        if row:
            found[frozenset((row[1], row[2]))] += int(row[5])
    return found


def ours(flows, proto: int | None) -> Counter:
    """The same from the flows; IP pairs without ports where `proto` is None."""
    found = Counter()
    names = ("src_ip_high", "src_ip_low", "src_port", "dst_ip_high", "dst_ip_low", "dst_port", "proto")
    packets = (flows["src_packets"] + flows["dst_packets"]).tolist()
    for row, count in zip(zip(*(flows[name].tolist() for name in names), strict=True), packets, strict=True):
        one, two = ip_text(row[0], row[1]), ip_text(row[3], row[4])
        if proto is None:
            found[frozenset((one, two))] += count
        elif row[6] == proto and row[2] >= 0:
            found[frozenset((f"{one}:{row[2]}", f"{two}:{row[5]}"))] += count
    return found


@pytest.mark.parametrize("path", sorted(set(SHARED)), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_conversations_have_the_packets_that_tshark_counts(path):
    found = observe_captures([path])
    if found.coverage.tunnelled_packets:
        pytest.skip("tunnels: tshark counts inner packets too")
    pairs = conversations(path, "ip") + conversations(path, "ipv6")
    assert ours(found.flows, None) == pairs
    assert ours(found.flows, 6) == conversations(path, "tcp")
    assert ours(found.flows, 17) == conversations(path, "udp")
