"""No phone, computer, printer or other device that does not watch enters any output, but as a count."""

import json
from pathlib import Path

import pytest

import lamppost

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
