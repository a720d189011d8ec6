"""No phone, computer, printer or other device that does not watch enters any output, but as a count."""

import json
import struct
from pathlib import Path

import pytest
from made_payloads import client_hello, dns, record, server_name, wire_name
from made_quic import datagrams
from test_payload_local_names import encoded, netbios

import lamppost
from lamppost.observe.capture.reader import observe_captures

SAMPLE = Path(lamppost.__file__).parent / "samples" / "made-network.pcap"
CANARIES = (
    "Anna-iPhone",
    "anna-iphone",
    "annas-diary",
    "DESKTOP-BOB",
    "Hall printer",
    "192.168.1.31",
    "192.168.1.32",
    "192.168.1.33",
    "198.51.100.99",
    "02:00:00:00:53:05",
    "00:00:5e:00:53:06",
)


@pytest.fixture
def outputs(lamppost, tmp_path):
    files = [tmp_path / name for name in ("report.html", "report.json", "report.txt")]
    options = [option for path in files for option in ("-o", path)]
    run = lamppost("look", SAMPLE, "--policy", "us-ndaa-889", "-v", *options)
    assert run.status == 0
    result = json.loads(files[1].read_text())
    texts = {path.name: path.read_text() for path in files} | {"stdout": run.out, "stderr": run.err}
    ids = [row["id"] for row in [*result["devices"], *result["verdicts"]]]
    texts |= {finding: lamppost("explain", files[1], finding).out for finding in ids}
    return texts


def test_no_canary_enters_any_output(outputs):
    assert len(outputs) > 8
    for name, text in outputs.items():
        assert not [canary for canary in CANARIES if canary in text], name


def test_they_are_counted(outputs):
    result = json.loads(outputs["report.json"])
    assert result["device_counts"]["phone"] == 1
    assert result["device_counts"]["computer"] == 1
    assert result["device_counts"]["printer"] == 1


def test_reports_are_private_to_the_user(lamppost, tmp_path):
    path = tmp_path / "report.html"
    lamppost("look", SAMPLE, "-o", path)
    assert path.stat().st_mode & 0o077 == 0


PHONE, ROUTER = bytes.fromhex("020000005305"), bytes.fromhex("00005e005301")
HOME, GROUP, OUTSIDE = bytes([192, 168, 1, 31]), bytes([224, 0, 0, 252]), bytes([198, 51, 100, 99])
QUIET = ("ANNA-NB", "Anna-LL", "anna-six", "annas-quic-diary")


def sent(target: bytes, source_port: int, port: int, payload: bytes) -> bytes:
    udp = struct.pack(">HHHH", source_port, port, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0)
    return ROUTER + PHONE + b"\x08\0" + head + HOME + target + udp


def talkative(path: Path) -> Path:
    """The sample, and the same phone speaking LLMNR, NetBIOS, DHCPv6 and QUIC."""
    answer = dns("Anna-LL", flags=0x8000, answers=(record(wire_name("Anna-LL"), 1, HOME),))
    fqdn = b"\x01abc" + struct.pack(">HH", 39, 10) + b"\0\x08anna-six"
    hello = client_hello(server_name(b"annas-quic-diary.example.net"))
    frames = [
        sent(GROUP, 5355, 5355, answer),
        sent(GROUP, 137, 137, netbios(0x2910, encoded(b"ANNA-NB", 0))),
        sent(GROUP, 546, 547, fqdn),
        *(sent(OUTSIDE, 50000, 443, datagram) for datagram in datagrams(hello)),
    ]
    data = SAMPLE.read_bytes()
    order = "<" if data[:1] in (b"\xd4", b"\x4d") else ">"
    (second,) = struct.unpack(order + "I", data[24:28])
    for frame in frames:
        data += struct.pack(order + "IIII", second + 60, 0, len(frame), len(frame)) + frame
    path.write_bytes(data)
    return path


def test_names_and_fingerprints_of_a_phone_enter_no_output(lamppost, tmp_path):
    path = talkative(tmp_path / "talkative.pcap")
    heard = observe_captures([path])
    said = {(row.field, row.value) for row in heard.self_descriptions}
    assert {("netbios.name", "ANNA-NB"), ("llmnr.host", "Anna-LL"), ("dhcp.host_name", "anna-six")} <= said
    prints = [value for field, value in said if field == "tls.ja4" and value.startswith("q")]
    assert len(prints) == 1
    run = lamppost(
        "look", path, "-v", "-o", tmp_path / "a.html", "-o", tmp_path / "a.json", "-o", tmp_path / "a.csv"
    )
    texts = [
        run.out,
        run.err,
        *((tmp_path / f"a.{ending}").read_text() for ending in ("html", "json", "csv")),
    ]
    for text in texts:
        assert not [canary for canary in (*CANARIES, *QUIET, *prints) if canary in text]
