"""`python -m tools.made_network --seed N -o FILE.pcap`: build the made network, capture it, say what it was."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tools.made_network import capture, namespaces, outside
from tools.made_network.cast import CAST
from tools.made_network.host import Host
from tools.made_network.truth import Truth, write_toml

_FORK = multiprocessing.get_context("fork")
_FORBIDDEN = """\
the made network needs user namespaces, and the kernel forbids them here
  Try: sysctl kernel.unprivileged_userns_clone=1 (Debian), kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu),
  or, in a container, a run with --privileged."""


def main() -> None:
    asked = _arguments()
    if not asked.inside:
        _enter(sys.argv[1:])
    namespaces.build_bridge()
    started = time.monotonic()
    truths = _run(asked)
    head = {"made": True, "seed": asked.seed, "upload_bytes": asked.upload_bytes}
    head |= {
        "command": f"python -m tools.made_network --seed {asked.seed} --upload-bytes {asked.upload_bytes}"
    }
    head |= {"captured_with": capture.version("dumpcap" if shutil.which("dumpcap") else "tcpdump")}
    truth_path = asked.output.with_name(asked.output.name.removesuffix(".pcap") + ".truth.toml")
    truth_path.write_text(write_toml(head, truths), encoding="utf-8")
    print(f"{asked.output}: {len(truths)} made devices in {time.monotonic() - started:.0f} s; {truth_path}")


def why_not() -> str | None:
    """Why no made network can be built here; nothing where it can."""
    missing = [tool for tool in ("unshare", "ip") if not shutil.which(tool)]
    if missing:
        return f"{' and '.join(missing)} missing: install the Debian packages `util-linux` and `iproute2`"
    if not (shutil.which("dumpcap") or shutil.which("tcpdump")):
        return capture.MISSING
    probe = ["unshare", "-rn", "ip", "link", "add", "name", "made0", "type", "bridge"]
    return _FORBIDDEN if subprocess.run(probe, capture_output=True, check=False).returncode else None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.made_network", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=1, help="what varies, varies with it (default 1)")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.pcap")
    parser.add_argument(
        "--upload-bytes", type=int, default=3_000_000, help="what a device uploads (default 3 MB)"
    )
    parser.add_argument(
        "--only", nargs="*", default=[], help="names of the devices that take part (default all)"
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _enter(words: list[str]) -> None:
    """Start again as root of a new user and network namespace; does not return."""
    if reason := why_not():
        raise SystemExit(reason)
    line = ["unshare", "-rn", "--", sys.executable, "-m", "tools.made_network", *words, "--inside"]
    os.execvp(line[0], line)


class _Player:
    """A process in a namespace of its own, and the line to it."""

    def __init__(self, work: Callable[[Connection], None]) -> None:
        self.line, far = _FORK.Pipe()
        self.process = _FORK.Process(target=_play, args=(work, far), daemon=True)
        self.process.start()
        self.hear()

    def hear(self) -> Any:
        if not self.line.poll(60):
            raise SystemExit("a made device says nothing for a minute")
        said = self.line.recv()
        if isinstance(said, Exception):
            raise SystemExit(f"a made device failed: {said!r}")
        return said


def _play(work: Callable[[Connection], None], line: Connection) -> None:
    try:
        namespaces.leave_network()
        line.send("apart")
        line.recv()
        work(line)
    except Exception as error:  # noqa: BLE001 — said to the one who waits, who ends the run
        line.send(error)


def _run(asked: argparse.Namespace) -> list[Truth]:
    """Everybody joins, speaks and ends; what the emulators say they were."""
    chosen = [row for row in CAST if not asked.only or row[0].name in asked.only]
    leases = {seat.mac: seat.address for seat, _ in chosen}
    router, machine = (
        _Player(_serving(lambda: outside.run_router(leases))),
        _Player(_serving(outside.run_machine)),
    )
    players = [_Player(_living(build(seat, asked.seed, asked.upload_bytes))) for seat, build in chosen]
    namespaces.plug_in(0, router.process.pid or 0, outside.ROUTER_MAC)
    namespaces.connect(router.process.pid or 0, machine.process.pid or 0)
    for number, (player, (seat, _)) in enumerate(zip(players, chosen, strict=True), 1):
        namespaces.plug_in(number, player.process.pid or 0, seat.mac)
    tool = capture.start(asked.output)
    try:
        _signal([router, machine], "go")
        _signal(players, "go")
        truths = _signal(players, "end")
    finally:
        capture.stop(tool)
    _signal([router, machine], "end", hear=False)
    return truths


def _signal(players: list[_Player], word: str, *, hear: bool = True) -> list[Any]:
    """Tell each to go on, and wait until each says that it has."""
    for player in players:
        player.line.send(word)
    return [player.hear() for player in players] if hear else []


def _serving(work: Callable[[], None]) -> Callable[[Connection], None]:
    def run(line: Connection) -> None:
        work()
        line.send("ready")
        line.recv()

    return run


def _living(host: Host) -> Callable[[Connection], None]:
    def run(line: Connection) -> None:
        host.join()
        host.serve()
        host.act()
        line.send("done")
        line.recv()
        line.send(host.truth)

    return run


if __name__ == "__main__":
    main()
