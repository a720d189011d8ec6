"""A capture, and the files that nfpcapd makes of it, show the same connections of the same openers."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from lamppost.model.addresses import ip_text
from lamppost.pipeline.observing import observe

CAPTURES = Path(__file__).parents[4] / "shared" / "data" / "captures"
FEW = ("ndpi/sites.pcapng", "ndpi/rtsp.pcap", "iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap")
ALL = sorted(one.relative_to(CAPTURES).as_posix() for one in CAPTURES.rglob("*.pcap*") if CAPTURES.is_dir())
TUNNELS = "ndpi/zoom.pcap"  # nfpcapd tells the outer addresses, we the inner ones
MULTICAST_LISTENERS = 0, 58  # nfpcapd 1.7.1 takes the hop-by-hop header of RFC 2710 for the protocol
needs_nfpcapd = pytest.mark.skipif(shutil.which("nfpcapd") is None, reason="needs nfpcapd (Debian: nfdump)")


def connections(found):
    """How many packets and bytes each pair of ends exchanged; the opener first."""
    flows, counted = found.flows, Counter()
    for at in range(len(flows["proto"])):
        src, dst = (
            ip_text(int(flows[f"{one}_ip_high"][at]), int(flows[f"{one}_ip_low"][at]))
            for one in ("src", "dst")
        )
        key = src, dst, int(flows["dst_port"][at]), int(flows["proto"][at])
        for name in ("src_packets", "dst_packets", "src_bytes", "dst_bytes"):
            counted[key, name] += max(int(flows[name][at]), 0)
    return {key: count for key, count in counted.items() if key[0][3] not in MULTICAST_LISTENERS and count}


def compare(name, folder):
    subprocess.run(["nfpcapd", "-r", CAPTURES / name, "-w", folder], check=True, capture_output=True)
    assert connections(observe(sorted(folder.iterdir()))) == connections(observe([CAPTURES / name]))


@pytest.mark.data
@needs_nfpcapd
@pytest.mark.parametrize("name", FEW)
def test_some_captures_show_what_their_records_show(tmp_path, name):
    compare(name, tmp_path)


@pytest.mark.data
@needs_nfpcapd
@pytest.mark.slow
@pytest.mark.parametrize("name", [one for one in ALL if one != TUNNELS])
def test_all_captures_show_what_their_records_show(tmp_path, name):
    compare(name, tmp_path)
