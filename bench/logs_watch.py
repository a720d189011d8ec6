"""`lamppost watch` beside a writer of events: `make bench NAME=logs_watch`.

A log of Suricata grows by so many lines a second for some seconds, written ten times a second. Once a second a camera talks to somebody
new; how long after the line was written the alert about it stands in the file is how fresh the answer is. At the end the connections
that were kept are counted: none is lost, none is twice. Both processes share the machine. Last comes a line of JSON.
"""

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

STEPS = 10
"""How often a second something is written."""
_CAMERA, _MARK = "192.168.1.20", "mark-{second}.example.net"
_SAYS = "AXIS,Network Camera,P3343,5.20.3"
"""What makes it a camera (packs/fingerprints/axis.yml)."""
_BEGAN = datetime(2026, 11, 26, 10, tzinfo=UTC)
_MOST_WAIT_S = 20.0
_TICKS = os.sysconf("SC_CLK_TCK")


def event(kind: str, number: int, src: str, dst: str, **more: object) -> str:
    """A line of EVE.

    Args:
        kind: Its type.
        number: Which line; its connection and time follow from it.
        src: Who opened the connection.
        dst: Who was called.
        more: What it tells besides.
    """
    stamp = f"{_BEGAN + timedelta(milliseconds=number // 20):%Y-%m-%dT%H:%M:%S.%f}+0000"
    common = {"timestamp": stamp, "flow_id": number + 1, "event_type": kind, "src_ip": src, "dest_ip": dst}
    ends = {"src_port": 1024 + number % 60_000, "dest_port": 443, "proto": "TCP"}
    if kind == "flow":
        counts = {"pkts_toserver": 3, "pkts_toclient": 2, "bytes_toserver": 300, "bytes_toclient": 200}
        more = {"flow": counts | {"start": stamp, "end": stamp, "state": "closed"}, **more}
    return json.dumps(common | ends | more, separators=(",", ":")) + "\n"


def beginning() -> str:
    """What shows the camera: it asks for an address, and gets one."""
    told = {"client_mac": "00:00:5e:00:53:20", "assigned_ip": _CAMERA, "vendor_class_identifier": _SAYS}
    asks = event(
        "dhcp", 0, "0.0.0.0", "255.255.255.255", dhcp=told | {"type": "request", "dhcp_type": "request"}
    )
    return asks + event("dhcp", 0, "192.168.1.1", _CAMERA, dhcp=told | {"type": "reply", "dhcp_type": "ack"})


def pieces(lines_per_s: int, seconds: int) -> Iterator[tuple[str, str | None]]:
    """What is written every tenth of a second, and whom the camera talks to in it for the first time, if anybody.

    Three lines of four are connections, one tells the name of a server.
    """
    number = 0
    for step in range(seconds * STEPS):
        made = []
        for _ in range(lines_per_s // STEPS):
            number += 1
            src = f"192.168.{2 + number % 4}.{30 + number * 7 % 200}"
            dst = f"198.51.{number * 13 % 256}.{1 + number * 31 % 250}"
            is_name = number % 4 == 0
            more: dict[str, Any] = (
                {"tls": {"sni": f"host-{number * 17 % 20_000}.example.org"}} if is_name else {}
            )
            made.append(event("tls" if is_name else "flow", number, src, dst, **more))
        second, rest = divmod(step + 1, STEPS)
        name = None if rest else _MARK.format(second=second)
        if name is not None:
            dst = f"203.0.113.{second % 250 + 1}"
            number += 1
            made += [
                event("tls", number, _CAMERA, dst, tls={"sni": name}),
                event("flow", number, _CAMERA, dst),
            ]
        yield "".join(made), name


def measure(folder: Path, lines_per_s: int, seconds: int) -> dict[str, Any]:
    """How fresh the answer was, and whether each connection was kept once.

    Args:
        folder: An empty one.
        lines_per_s: Lines that are written a second.
        seconds: For how long.
    """
    logs, state, alerts = folder / "logs", folder / "state", folder / "alerts.jsonl"
    logs.mkdir()
    log = logs / "eve.json"
    log.write_text(beginning())
    made = list(pieces(lines_per_s, seconds))
    command = [
        sys.executable,
        "-m",
        "lamppost",
        "watch",
        str(logs),
        "--state",
        str(state),
        "--alerts",
        str(alerts),
    ]
    with subprocess.Popen([*command, "-q"]) as watch:
        try:
            _wait_for(alerts, watch)
            seen: dict[str, float] = {}
            is_over = Event()
            reader = Thread(target=_see, args=(alerts, seen, is_over), daemon=True)
            reader.start()
            written, took = _write(log, made)
            until = time.monotonic() + _MOST_WAIT_S
            while len(seen) < len(written) and time.monotonic() < until:
                time.sleep(0.05)
            is_over.set()
            reader.join()
            processor_s = _processor_s(watch.pid)
        finally:
            watch.send_signal(signal.SIGTERM)
    with closing(sqlite3.connect(state)) as base:
        (kept,) = base.execute("SELECT SUM(connections) FROM sums").fetchone()
    delays = sorted(seen[one] - written[one] for one in written if one in seen)
    told = sum(text.count('"event_type":"flow"') for text, _ in made)
    return {
        "lines": sum(text.count("\n") for text, _ in made),
        "lines_per_s": round(sum(text.count("\n") for text, _ in made) / took),
        "fresh_s_median": round(delays[len(delays) // 2], 2) if delays else None,
        "fresh_s_most": round(delays[-1], 2) if delays else None,
        "not_told": len(written) - len(delays),
        "connections": told,
        "connections_kept": kept,
        "processor_s": round(processor_s, 2),
    }


def _write(log: Path, made: list[tuple[str, str | None]]) -> tuple[dict[str, float], float]:
    """When each new name was written, and how long all of it took."""
    written: dict[str, float] = {}
    began = time.monotonic()
    with log.open("ab", buffering=0) as file:
        for step, (text, name) in enumerate(made, 1):
            file.write(text.encode())
            if name is not None:
                written[name] = time.monotonic()
            time.sleep(max(0.0, began + step / STEPS - time.monotonic()))
    return written, time.monotonic() - began


def _see(alerts: Path, seen: dict[str, float], is_over: Event) -> None:
    """Note when each alert came."""
    with alerts.open(encoding="utf-8") as file:
        text = ""
        while not is_over.is_set():
            text += file.read()
            *lines, text = text.split("\n")
            for line in lines:
                if name := json.loads(line).get("name"):
                    seen.setdefault(name, time.monotonic())
            time.sleep(0.01)


def _wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    while not path.exists():
        if process.poll() is not None:
            raise SystemExit("watch has ended")
        time.sleep(0.05)


def _processor_s(pid: int) -> float:
    """Seconds of processor time that a process took (Linux, proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines-per-s", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=20)
    asked = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="lamppost-") as folder:
        found = measure(Path(folder), asked.lines_per_s, asked.seconds)
    print(json.dumps(found | {"load_before": round(before, 1), "load_after": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
