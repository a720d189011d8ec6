"""Killed at each call by which it writes: what is found afterwards is the old or the new, or is refused; the next run ends the work.

strace (Debian's package of that name) sends SIGKILL when the command makes the n-th call of a kind.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from tests.attack.warm import AS_OF, ROOT, SAMPLES
from tests.knowledge.updating import made_files as made

KILLED = -9
MOST_CALLS = 40
ROWS = 400
REFUSED = 4
CALLS = ("rename", "fsync", "fdatasync", "pwrite64", "write", "unlink", "ftruncate", "chmod")

pytestmark = pytest.mark.usefixtures("strace")


def run(*arguments, at=None):
    """Run a command; `at`: kind and number of the call at which it is killed."""
    line = [sys.executable, "-m", "lamppost", *map(str, arguments)]
    if at is not None:
        kind, number = at
        inject = ["-e", f"trace={kind}", "-e", f"inject={kind}:signal=KILL:when={number}"]
        line = ["strace", "-f", "-qq", "-o", os.devnull, *inject, *line]
    paths = [ROOT / "src", os.environ.get("PYTHONPATH", "")]
    settings = {
        "LAMPPOST_AS_OF": AS_OF,
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        line, env={**os.environ, **settings}, capture_output=True, text=True, timeout=300, check=False
    )


def killed(prepare, *arguments, kinds=CALLS, step=1):
    """Prepares and runs the command again and again, and yields after each time it was killed."""
    for kind in kinds:
        for number in range(1, MOST_CALLS, step):
            prepare()
            ran = run(*arguments, at=(kind, number))
            if ran.returncode != KILLED:
                assert ran.returncode == 0, (kind, number, ran.stderr)
                break
            yield kind, number


class Updating:
    """A folder with a list, and an edition of it that has one row more."""

    def __init__(self, folder):
        self.into, self._folder = folder / "mine", folder
        self._before = folder / "before"
        self.line = (
            "packs",
            "update",
            "--from",
            folder / "new.csv",
            "--into",
            self.into,
            "--yes",
            "--today",
            AS_OF,
        )
        (folder / "old.csv").write_text(made.csl_csv(), encoding="utf-8")
        more = [*made.RECORDS, made.csl_record("New Ltd.", start_date="2020-01-01")]
        (folder / "new.csv").write_text(made.csl_csv(more), encoding="utf-8")
        first = [folder / "old.csv" if one == folder / "new.csv" else one for one in self.line]
        assert run(*first).returncode == 0
        shutil.copytree(self.into, self._before)
        self.answers = [self.asked()]
        assert run(*self.line).returncode == 0
        self.answers.append(self.asked())
        assert self.answers[0] != self.answers[1]

    def prepare(self):
        shutil.rmtree(self.into)
        shutil.copytree(self._before, self.into)

    def prepare_none(self):
        shutil.rmtree(self.into, ignore_errors=True)

    def asked(self):
        ran = run("ask", "list", "csl-entity-list", "--packs", self.into)
        return ran.stdout if ran.returncode == 0 else ran.returncode

    def assert_old_or_new_or_refused(self, where):
        assert self.asked() in (*self.answers, REFUSED), where
        again = run(*self.line)
        assert again.returncode == 0, (where, again.stderr)
        assert self.asked() == self.answers[1], where


@pytest.mark.slow
def test_an_update_that_is_killed_anywhere_is_done_by_the_next(tmp_path):
    updating = Updating(tmp_path)
    for where in killed(updating.prepare, *updating.line):
        updating.assert_old_or_new_or_refused(where)


@pytest.mark.slow
def test_a_first_update_that_is_killed_anywhere_is_done_by_the_next(tmp_path):
    updating = Updating(tmp_path)
    for where in killed(updating.prepare_none, *updating.line):
        again = run(*updating.line)
        assert again.returncode == 0, (where, again.stderr)
        assert "New Ltd." in updating.asked(), where


@pytest.mark.slow
def test_a_report_that_is_killed_anywhere_is_the_old_or_the_new(tmp_path):
    path = tmp_path / "r.json"
    assert run("look", SAMPLES / "made-cameras.pcap", "-q", "-o", path).returncode == 0
    old = path.read_bytes()
    line = ("look", SAMPLES / "made-network.pcap", "-q", "-o", path)
    assert run(*line).returncode == 0
    new = path.read_bytes()
    seen = set()
    for where in killed(lambda: path.write_bytes(old), *line):
        found = path.read_bytes()
        assert found in (old, new), where
        seen.add(found == new)
    assert False in seen


@pytest.mark.slow
def test_sums_that_are_killed_anywhere_are_the_old_or_the_new(tmp_path):
    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "src" / "lamppost" / "packs" / "laws", packs / "laws")
    seal = packs / "laws" / "SHA256SUMS"
    new, old = seal.read_bytes(), b"0" * 64 + b"  laws.yml\n"
    for where in killed(lambda: seal.write_bytes(old), "packs", "build", packs):
        assert seal.read_bytes() in (old, new), where
        assert run("packs", "build", packs).returncode == 0
        assert seal.read_bytes() == new


def event(port):
    counts = {"pkts_toserver": 3, "pkts_toclient": 2, "bytes_toserver": 300, "bytes_toclient": 200}
    begun, ended = "2026-03-02T10:00:00.000000+0000", "2026-03-02T10:00:01.000000+0000"
    ends = {"src_ip": "192.168.1.20", "src_port": port, "dest_ip": "198.51.100.7", "dest_port": 443}
    told = {"timestamp": begun, "flow_id": port, "event_type": "flow", "proto": "TCP"}
    return json.dumps(told | ends | {"flow": counts | {"start": begun, "end": ended}}) + "\n"


@pytest.mark.slow
def test_a_watch_that_is_killed_anywhere_goes_on_exactly_once(tmp_path):
    logs, state = tmp_path / "logs", tmp_path / "state"
    logs.mkdir()
    number = 0

    def append():
        nonlocal number
        with (logs / "eve.json").open("a", encoding="utf-8") as file:
            file.writelines(event(port) for port in range(number + 1, number + 1 + ROWS))
        number += ROWS

    append()
    line = ("watch", logs, "--once", "--state", state, "-q")
    assert run(*line).returncode == 0
    for where in killed(append, *line):
        assert run(*line).returncode == 0, where
        with closing(sqlite3.connect(state)) as base:
            found = base.execute("SELECT SUM(connections), SUM(src_bytes) FROM sums").fetchone()
        assert found == (number, 300 * number), where
