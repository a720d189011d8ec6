"""All benches one after the other, each at three sizes, and a page of what came out; the last line is JSON.

python bench/every.py                              within 15 minutes, into docs/reference/benchmarks.md
python bench/every.py --within 3600                more time
python bench/every.py --only policies --only packs -o page.md
python bench/every.py --peers-python PROGRAM       a Python that has nfstream, zat, pyrosm, scikit-learn, or some of them
python bench/every.py --spark-python PROGRAM       one that has Spark, and what lamppost needs

Each bench is a process of its own, and its last line of JSON is printed as it comes. The smallest sizes of all run first, so that a
page is whole in its breadth where the time is short; what did not run is named with why. Seconds are of this machine at this hour. Ratios are
of one run each, ours and the others' taking turns.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from every_page import render
from every_plan import BENCHES, Bench

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
WITHIN_S = 840.0
LONGEST_S = 420.0  # of one bench at one size


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One bench at one size: its line of JSON, or why there is none."""

    bench: str
    size: str
    seconds: float
    line: dict[str, Any] | None
    why_not: str | None = None


Start = Callable[[Sequence[str], float], tuple[int | None, str]]
"""Runs words within seconds; the status (None: it was ended as time was up) and what was printed."""


def run_all(
    benches: Sequence[Bench], within_s: float, start: Start, now: Callable[[], float] = time.monotonic
) -> list[Ran]:
    """Every bench at every size, the smallest sizes first, until the time is up.

    Args:
        benches: What is run.
        within_s: How long all may take together, in seconds.
        start: Runs one.
        now: A clock, in seconds.
    """
    ends, ran = now() + within_s, []
    most = max((len(bench.sizes) for bench in benches), default=0)
    for at in range(most):
        sized = [bench for bench in benches if at < len(bench.sizes)]
        ran.extend(_run(bench, at, ends - now(), start, now) for bench in sized)
    return ran


def _run(bench: Bench, at: int, left_s: float, start: Start, now: Callable[[], float]) -> Ran:
    size, words = bench.sizes[at]
    if left_s < 1:
        return Ran(bench=bench.name, size=size, seconds=0.0, line=None, why_not="no time was left")
    begun, allowed_s = now(), min(left_s, LONGEST_S)
    status, printed = start([bench.name, *words], allowed_s)
    took = now() - begun
    if status is None:
        why = f"ended after {allowed_s:.0f} s, as its time was up"
        return Ran(bench=bench.name, size=size, seconds=took, line=None, why_not=why)
    last = (printed.strip().splitlines() or [""])[-1]
    try:
        line = json.loads(last)
    except ValueError:
        why = f"ended with status {status} and no figures: {last[:160]}"
        return Ran(bench=bench.name, size=size, seconds=took, line=None, why_not=why)
    return Ran(bench=bench.name, size=size, seconds=took, line=line)


def start_process(words: Sequence[str], allowed_s: float) -> tuple[int | None, str]:
    """A bench as a process; what it says on standard error goes where ours does, and its last line is the answer's if it failed."""
    name, *more = words
    path = os.pathsep.join(str(ROOT / part) for part in ("src", "tools", "bench", "."))
    try:
        ran = subprocess.run(
            [sys.executable, str(ROOT / "bench" / f"{name}.py"), *more],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=allowed_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, ""
    sys.stderr.write(ran.stderr)
    return ran.returncode, ran.stdout if ran.returncode == 0 else ran.stderr


def machine() -> dict[str, Any]:
    """What the figures were taken on; memory in GB, None where the system does not say."""
    try:
        memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (ValueError, OSError):
        memory = None
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": memory,
        "python": platform.python_version(),
    }


def load() -> float | None:
    """Processes that wanted a processor over the last minute; None where the system does not say."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def main() -> int:
    """Run, write the page, and print what it says as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--within", type=float, default=WITHIN_S, metavar="SECONDS")
    parser.add_argument("--only", action="append", choices=[bench.name for bench in BENCHES])
    parser.add_argument("-o", "--output", type=Path, default=PAGE)
    parser.add_argument(
        "--peers-python", metavar="PROGRAM", help="the Python that other tools are installed for"
    )
    parser.add_argument("--spark-python", metavar="PROGRAM", help="the Python that has Spark")
    chosen = parser.parse_args()
    benches = [
        bench.with_pythons(chosen.peers_python, chosen.spark_python)
        for bench in BENCHES
        if not chosen.only or bench.name in chosen.only
    ]
    before = load()

    def start(words: Sequence[str], allowed_s: float) -> tuple[int | None, str]:
        print(f"make bench NAME={words[0]} ARGS='{' '.join(words[1:])}'", file=sys.stderr)
        status, printed = start_process(words, allowed_s)
        print((printed.strip().splitlines() or [""])[-1], flush=True)
        return status, printed

    ran = run_all(benches, chosen.within, start)
    about = machine() | {"load_before": before, "load_after": load()}
    chosen.output.write_text(render(about, benches, ran), "utf-8")
    summary = {
        "bench": "every",
        "machine": about,
        "ran": [
            {"bench": one.bench, "size": one.size, "seconds": round(one.seconds, 1)}
            for one in ran
            if one.line
        ],
        "not_run": [
            {"bench": one.bench, "size": one.size, "why": one.why_not} for one in ran if not one.line
        ],
    }
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
