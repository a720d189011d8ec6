"""Runs commands of lamppost, each in a process of its own that begins warm, and measures them.

One process imports everything and looks at a sample once; for each command it forks, so that a command costs
milliseconds of start, cannot harm the next one, and its time, its memory and its end are its own.
By itself it is what `Warm` starts: lines of JSON in, lines of JSON out.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "src" / "lamppost" / "samples"
MOST_CPU_S = 10
"""Processor time that no file may take; the machine of the tests is shared, so the clock on the wall says little."""
MOST_WALL_S = 120
MOST_OCTETS = 1 << 30
GUARD_OCTETS = 6 << 30
"""Address space of a command: what asks for more ends itself and not the machine."""
AS_OF = "2026-11-23"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    """Exit status; negative: the signal that ended it."""
    out: str
    err: str
    cpu_s: float
    peak_octets: int

    @property
    def result(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


class Warm:
    """The process that forks; close it at the end."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Start it, and wait until it is warm."""
        paths = [str(ROOT / "src"), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        settings = {"LAMPPOST_AS_OF": AS_OF, "PYTHONPATH": os.pathsep.join(paths)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **settings, **(environment or {})},
        )
        assert self._line() == "warm"

    def run(self, *arguments: object, cpu_s: float = MOST_CPU_S, **more: object) -> Ran:
        """Run one command.

        Args:
            arguments: As on the command line.
            cpu_s: Processor time after which it is killed.
            more: `stdin`: a path to read from; `limits`: of `resource`, by name.
        """
        asked = {"arguments": [str(one) for one in arguments], "cpu_s": cpu_s, **more}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ran(**json.loads(self._line()))

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=MOST_WALL_S)
        self._process.stdout.close()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")


def assert_honest(ran: Ran, *, statuses: tuple[int, ...] = (0, 2, 3)) -> None:
    """It ended by itself, in time, with an allowed status and without a fault, within the memory."""
    said = f"status {ran.status}, {ran.cpu_s:.1f} s, {ran.peak_octets >> 20} MB, {ran.err[-600:]}"
    assert ran.status in statuses, said
    assert "Traceback" not in ran.err, said
    assert "fault of lamppost" not in ran.err, said
    assert ran.cpu_s < MOST_CPU_S, said
    assert ran.peak_octets < MOST_OCTETS, said


def _serve() -> None:
    """Take commands until standard input ends."""
    from lamppost.cli.entry import main

    answers = os.fdopen(os.dup(1), "w")
    _warm_up(main)
    print("warm", file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(_forked(main, json.loads(line))), file=answers, flush=True)


def _warm_up(main: Any) -> None:
    """Look at samples once, so that what is imported and read once is there."""
    out, err = os.dup(1), os.dup(2)
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
        for sample in ("made-network.pcap", "made-operators.csv", "made-town.osm"):
            _ended(main, ["look", str(SAMPLES / sample), "--json", "--policy", "us-ndaa-889"])
        sys.stdout.flush()
    os.dup2(out, 1)
    os.dup2(err, 2)


def _ended(main: Any, arguments: list[str]) -> int:
    sys.argv = ["lamppost", *arguments]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _forked(main: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """What one command left behind."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _be_the_command(main, asked, out.fileno(), err.fileno())
        status, used = _waited(child)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    return {
        "status": os.waitstatus_to_exitcode(status),
        "out": texts[0],
        "err": texts[1],
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_octets": used.ru_maxrss * 1024,
    }


def _be_the_command(main: Any, asked: dict[str, Any], out: int, err: int) -> None:
    status = 99
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.dup2(os.open(asked.get("stdin", os.devnull), os.O_RDONLY), 0)
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        seconds = int(asked["cpu_s"]) + 1
        limits = {"RLIMIT_CPU": seconds, "RLIMIT_AS": GUARD_OCTETS, **asked.get("limits", {})}
        for name, most in limits.items():
            resource.setrlimit(getattr(resource, name), (most, most))
        status = _ended(main, asked["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _waited(child: int) -> tuple[int, resource.struct_rusage]:
    """How it ended and what it used; one that sleeps for ever is killed."""
    until = time.monotonic() + MOST_WALL_S
    while time.monotonic() < until:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            return status, used
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    return status, used


if __name__ == "__main__":
    _serve()
