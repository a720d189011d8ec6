"""Every real capture as tshark reads it: packets, bytes, flows, names and what devices say of themselves.

`docs/reference/agreement.md` explains each kind of difference; `differences.csv` beside this file holds them.
"""

import csv
import os
import re
import shutil
import struct
from collections import Counter
from pathlib import Path

import pytest
from made_payloads import A, dns, record, wire_name

from make_capture import checksum_free_ipv4, ethernet, udp
from tshark_agreement.compare import COMPARED, compare

ROOT = Path(__file__).resolve().parents[2]
CAPTURES = ROOT.parent / "shared" / "data" / "captures"
FILES = sorted(path for path in CAPTURES.rglob("*") if path.suffix in (".pcap", ".pcapng"))
FOLDERS = sorted({path.parent.relative_to(CAPTURES).as_posix() for path in FILES})
ALLOWED = list(csv.DictReader(Path(__file__).with_name("differences.csv").read_text("utf-8").splitlines()))
TABLE = re.compile(r"^\| `([a-z-]+)` \|.*\| (\d+) in (\d+) captures? \|$", re.MULTILINE)
SPOKEN = {
    "ndpi/sites.pcapng": {"tls_sni": 50, "tls.certificate_subject": 10, "tls.certificate_issuer": 10},
    "ndpi/rtsp.pcap": {"rtsp.server": 1, "rtsp.user_agent": 1},
    "iot-sentinel/WeMoSwitch2/Setup-C-2-STA.pcap": {"dns": 50},
    "iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap": {
        "mdns.host": 5, "mdns.instance": 5, "mdns.service": 3, "dhcp.vendor_class": 1, "http.user_agent": 1,
    },
    "iot-sentinel/D-LinkSiren/Setup-A-1-STA.pcap": {"http_host": 3, "http.server": 2},
    "iot-sentinel/EdimaxCam1/Setup-A-3-STA.pcap": {"ssdp.server": 1},
    "iot-sentinel/Aria/Setup-A-1-STA.pcap": {"dhcp.host_name": 1},
}  # fmt: skip
"""Captures in which at least so much is told of a kind: silence on both sides would agree too."""

needs_data = pytest.mark.skipif(
    not os.environ.get("LAMPPOST_REQUIRE_DATA") and (shutil.which("tshark") is None or not FILES),
    reason="needs tshark and ../shared/data/captures",
)


def often(folder):
    """Whether a folder is compared each time: those alone that say much, or are no device's setup."""
    return not folder.startswith("iot-sentinel/") or any(name.startswith(f"{folder}/") for name in SPOKEN)


@needs_data
@pytest.mark.parametrize(
    "folder", [pytest.param(one, marks=[] if often(one) else pytest.mark.slow) for one in FOLDERS]
)
def test_lamppost_and_tshark_differ_in_nothing_but_what_the_table_explains(folder):
    found: Counter = Counter()
    details = []
    for path in FILES:
        name = path.relative_to(CAPTURES).as_posix()
        if path.parent.relative_to(CAPTURES).as_posix() != folder:
            continue
        comparison = compare(path)
        found.update((name, one.what) for one in comparison.differences)
        details += [f"{name}: {one.what}: {one.detail}" for one in comparison.differences]
        missing = {kind: n for kind, n in SPOKEN.get(name, {}).items() if comparison.agreed[kind] < n}
        assert not missing, f"{name}: neither side tells as much of {sorted(missing)} as it holds"
    allowed: Counter = Counter()
    for row in ALLOWED:
        if row["capture"].rpartition("/")[0] == folder:
            allowed[row["capture"], row["what"]] += int(row["count"])
    assert found == allowed, "\n".join(details)


@needs_data
def test_every_folder_of_the_captures_is_compared():
    assert len(FILES) > 100
    assert {row["capture"].rpartition("/")[0] for row in ALLOWED} <= set(FOLDERS)


def test_each_kind_that_is_compared_is_told_somewhere():
    told = {kind for kinds in SPOKEN.values() for kind in kinds}
    assert COMPARED - told == {"quic_sni", "llmnr.host"}  # no capture has one that is read


@pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark")
@pytest.mark.parametrize(("flags", "told"), [(0x8000, 1), (0, 0), (0x8400, 0), (0x8100, 0), (0x8003, 0)])
def test_hosts_that_answer_for_their_name_and_no_others_are_told_by_both(tmp_path, flags, told):
    answer = record(wire_name("EX-CAM"), A, bytes([192, 0, 2, 10]))
    message = dns("EX-CAM", flags=flags, answers=(answer,))
    ends = bytes([192, 0, 2, 10]), bytes([192, 0, 2, 20])
    frame = ethernet(0x5E005310, 0x5E005320, checksum_free_ipv4(*ends, 17, udp(5355, 50000, message), 64, 1))
    header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    path = tmp_path / "made.pcap"
    path.write_bytes(header + struct.pack("<IIII", 1_700_000_000, 0, len(frame), len(frame)) + frame)
    comparison = compare(path)
    assert comparison.differences == []
    assert comparison.agreed["llmnr.host"] == told


def test_the_table_of_differences_explains_each_reason_and_counts_it():
    table = {
        reason: (int(count), int(captures))
        for reason, count, captures in TABLE.findall(
            (ROOT / "docs/reference/agreement.md").read_text("utf-8")
        )
    }
    counts: Counter = Counter()
    captures: dict[str, set[str]] = {}
    for row in ALLOWED:
        counts[row["reason"]] += int(row["count"])
        captures.setdefault(row["reason"], set()).add(row["capture"])
    assert table == {reason: (counts[reason], len(captures[reason])) for reason in counts}
