"""Where a disk is full, the command says so and ends with 2; what was there before is as it was, and nothing half-written stays."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.attack.warm import ROOT, SAMPLES, assert_honest

FULL = Path("/dev/full")
PCAP = SAMPLES / "made-network.pcap"
LITTLE = 2_000
"""Octets that a file may have; none of the reports is so small."""
WRONG_USE = 2

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")


@pytest.fixture(scope="module")
def result(warm, tmp_path_factory):
    path = tmp_path_factory.mktemp("result") / "result.json"
    assert warm.run("look", PCAP, "-q", "-o", path).status == 0
    return path


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["r.json", "r.html", "r.xlsx", "r.sqlite", "r.pdf.csv"])
def test_a_report_that_finds_no_room_leaves_the_old_one(warm, tmp_path, result, name):
    old = tmp_path / name
    old.write_text("old", encoding="utf-8")
    ran = warm.run("report", result, "-o", old, limits={"RLIMIT_FSIZE": LITTLE})
    assert_honest(ran, statuses=(WRONG_USE,))
    assert "cannot be written" in ran.err
    assert (left_in(tmp_path), old.read_text(encoding="utf-8")) == ([name], "old")


def test_a_bundle_that_finds_no_room_is_not_there(warm, tmp_path, result):
    ran = warm.run(
        "share", result, "--level", "public", "-o", tmp_path / "b.zip", limits={"RLIMIT_FSIZE": LITTLE}
    )
    assert_honest(ran, statuses=(WRONG_USE,))
    assert left_in(tmp_path) == []


def test_sums_that_find_no_room_leave_the_old_ones(warm, tmp_path):
    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "src" / "lamppost" / "packs" / "lists", packs / "lists")
    before = (packs / "lists" / "SHA256SUMS").read_bytes()
    ran = warm.run("packs", "build", packs, limits={"RLIMIT_FSIZE": len(before) - 1})
    assert_honest(ran, statuses=(4,))
    assert "lists/SHA256SUMS: cannot be written" in ran.err
    assert (packs / "lists" / "SHA256SUMS").read_bytes() == before
    assert not list(packs.rglob(".*"))


def test_what_watch_keeps_finds_no_room_and_goes_on_when_there_is(warm, tmp_path):
    logs, state = tmp_path / "logs", tmp_path / "state"
    logs.mkdir()
    row = (
        '{"timestamp":"2026-03-02T10:00:00.000000+0000","flow_id":1,"event_type":"flow","src_ip":"192.168.1.20","src_port":%d,'
        '"dest_ip":"198.51.100.7","dest_port":443,"proto":"TCP","flow":{"pkts_toserver":3,"pkts_toclient":2,"bytes_toserver":300,'
        '"bytes_toclient":200,"start":"2026-03-02T10:00:00.000000+0000","end":"2026-03-02T10:00:01.000000+0000"}}\n'
    )
    (logs / "eve.json").write_text("".join(row % port for port in range(1, 300)), encoding="utf-8")
    ran = warm.run("watch", logs, "--once", "--state", state, limits={"RLIMIT_FSIZE": 10_000})
    assert_honest(ran, statuses=(WRONG_USE,))
    again = warm.run("watch", logs, "--once", "--state", state)
    assert_honest(again)
    assert "files read: 1, lines: 299" in again.err


LATER = [("look", PCAP, "--json"), ("look", PCAP), ("doctor",), ("packs", "list"), ("--help",)]


@pytest.mark.parametrize(
    "line", [("ask", "company", "Hikvision"), *(pytest.param(one, marks=pytest.mark.slow) for one in LATER)]
)
def test_standard_output_that_is_full_is_said(line):
    status, said = redirected(line, out=FULL)
    assert status == WRONG_USE
    assert said.startswith("lamppost: standard output: ")
    assert said.count("\n") <= 2


def test_standard_error_that_is_full_changes_no_answer(tmp_path):
    kept = tmp_path / "r.json"
    assert redirected(("look", PCAP, "-o", kept), out=os.devnull, err=FULL)[0] == 0
    assert kept.stat().st_size > LITTLE
    assert redirected(("look", tmp_path / "gone.pcap"), out=os.devnull, err=FULL)[0] == WRONG_USE


def redirected(line, *, out, err=None):
    """Exit status, and what was said on standard error where that goes nowhere else."""
    said = Path(err).open("wb") if err else subprocess.PIPE  # noqa: SIM115
    with Path(out).open("wb") as stream:
        ran = subprocess.run(
            [sys.executable, "-m", "lamppost", *map(str, line)],
            stdout=stream,
            stderr=said,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            timeout=120,
            check=False,
        )
    if err:
        said.close()
    return ran.returncode, (ran.stderr or b"").decode()
