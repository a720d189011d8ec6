"""Which sockets each command opens, by the system calls that it and its children make.

By itself, `python -m tests.attack.traced` runs every command of the command line under strace (Debian's package of that name) and
prints a table of command and sockets; its status is 1 where one of them reached for anything but this machine.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SAMPLES = Path(__file__).resolve().parents[2] / "src" / "lamppost" / "samples"
AT_HOME = ("127.0.0.1", "::1")
MOST_S = 300
DEVICE = "the first device"
"""Stands for its id, which is known when its result is."""
LISTENS = "token="
"""What `serve` says when it listens."""
_CALL = re.compile(
    r"^(?:\d+ +)?(?P<call>socket|connect|bind|sendto|sendmsg|sendmmsg|socketpair)\((?P<rest>.*)"
)
_FAMILY = re.compile(r"\b(?:AF|PF)_(\w+)")
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


class Traced(NamedTuple):
    """What one command did."""

    status: int
    calls: Counter
    """Call, family and address, as often as they were made."""

    @property
    def outside(self) -> list[str]:
        """Calls that reach for another machine, or open a socket of the network and say not where to."""
        return [
            one
            for one in self.calls
            if one.startswith(("connect INET", "sendto INET", "sendmsg INET", "sendmmsg INET", "bind INET"))
            and one.rpartition(" ")[2] not in AT_HOME
        ]


def trace(command: Sequence[object], folder: Path, *, until: str | None = None) -> Traced:
    """Run a command under strace.

    Args:
        command: It and its arguments.
        folder: Where it runs, and where the trace is kept.
        until: What it says before it is ended, as by Ctrl-C; None: it ends by itself.
    """
    log = folder / "trace.txt"
    line = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", str(log), *map(str, command)]  # fmt: skip
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            line,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(SAMPLES.parents[1])},
        )
        until_when = time.monotonic() + MOST_S
        while until is not None and process.poll() is None and time.monotonic() < until_when:
            if until in (folder / "said.txt").read_text(encoding="utf-8", errors="replace"):
                for child in _children(process.pid):
                    os.kill(child, signal.SIGINT)
                break
            time.sleep(0.2)
        status = process.wait(timeout=MOST_S)
    return Traced(status, calls_of(log.read_text(encoding="utf-8", errors="replace")))


def calls_of(text: str) -> Counter:
    """Call, family and address of each line of a trace."""
    found: Counter = Counter()
    for line in text.splitlines():
        if (call := _CALL.match(line)) is None:
            continue
        family = _FAMILY.search(call["rest"])
        address = _ADDRESS.search(call["rest"])
        where = (address[1] or address[2]) if address else ""
        if family is None:
            continue  # on a socket that was opened before, to its other end
        found[f"{call['call']} {family[1]} {where}".rstrip()] += 1
    return found


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(one) for one in text.split()]


def commands(folder: Path) -> dict[str, tuple[list[object], str | None]]:
    """A line for each command, and what the one says that does not end by itself; what they need is made before."""
    result, other, bundle, sheet = (folder / name for name in ("r.json", "s.json", "b.zip", "sheet.csv"))
    pcap, town, logs = SAMPLES / "made-network.pcap", SAMPLES / "made-town.osm", folder / "logs"
    logs.mkdir(exist_ok=True)
    sheet.write_text("supplier,model\nHikvision,DS-2CD2043G2-I\n", encoding="utf-8")
    return {
        "demo": (["demo", "-o", "demo.html"], None),
        "look": (["look", pcap, "--policy", "us-ndaa-889", "-o", result], None),
        "look (a map)": (["look", town, "-o", other], None),
        "look (a list)": (["look", sheet, "--json"], None),
        "check": (["check", sheet, "--policy", "us-ndaa-889"], None),
        "ask": (["ask", "company", "Hikvision"], None),
        "explain": (["explain", result, DEVICE], None),
        "letter": (["letter", result, DEVICE, "--kind", "supplier"], None),
        "note": (["note", result, DEVICE, "--label", "Hikvision", "--seen-on", "2026-11-01"], None),
        "report": (["report", result, "-f", "html"], None),
        "diff": (["diff", result, result], None),
        "share": (["share", result, "--level", "public", "-o", bundle], None),
        "verify": (["verify", bundle], None),
        "watch": (["watch", logs, "--once", "--state", folder / "state"], None),
        "serve": (["serve", "--data", folder / "data"], LISTENS),
        "packs": (["packs", "list"], None),
        "packs check": (["packs", "check"], None),
        "doctor": (["doctor"], None),
        "completion": (["completion", "bash"], None),
    }


def first_device(folder: Path) -> str:
    """The id of a device of the result that `look` wrote."""
    found: str = json.loads((folder / "r.json").read_bytes())["devices"][0]["id"]
    return found


def main() -> int:
    """1 where a command reached for another machine, 2 where there is no strace, else 0."""
    if shutil.which("strace") is None:
        print("strace is missing: apt-get install strace", file=sys.stderr)
        return 2
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = commands(folder)
        print("| command | status | sockets |\n|---|---|---|")
        for words, (arguments, until) in lines.items():
            named = [first_device(folder) if one == DEVICE else one for one in arguments]
            traced = trace([sys.executable, "-m", "lamppost", *named], folder, until=until)
            failed += bool(traced.outside)
            told = ", ".join(f"{call} ({count})" for call, count in sorted(traced.calls.items())) or "none"
            print(f"| `{words}` | {traced.status} | {told} |", flush=True)
    print("reached for another machine" if failed else "no socket to the outside")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
