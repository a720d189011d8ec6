"""Every door, fuzzed to coverage for a while: `python -m tests.fuzz.running --seconds 60`.

The seconds are shared by all doors that are named, or by all; what it takes to start each comes on top. What was found
before is gone on with: inputs that reached something new are kept in `--folder`. Exit status 1 on a finding.
"""

import argparse
import hashlib
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.doors.all import doors
from tests.fuzz.kept_seeds import kept_seeds

FOLDER = Path("build/fuzz")
STARTING_S = 120
RUNS, COVERAGE = re.compile(r"number_of_executed_units: (\d+)"), re.compile(r"cov: (\d+)")


class Ran(NamedTuple):
    """One door, when its time was over."""

    door: str
    runs: int
    coverage: int
    """Places in its code that were reached."""
    findings: list[Path]
    ended: str
    """How the process ended where it did otherwise than by its time; empty else."""


def run(door: str, seconds: float, folder: Path, seed: int) -> Ran:
    """Fuzz a door."""
    corpus, findings = folder / "corpus" / door, folder / "findings"
    for one in (corpus, findings):
        one.mkdir(parents=True, exist_ok=True)
    plant(door, corpus)
    before = set(findings.glob(f"{door}-*"))
    command = [sys.executable, "-m", "tests.fuzz.guided", door, str(folder),
               f"-max_total_time={max(round(seconds), 1)}", f"-seed={seed}"]  # fmt: skip
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, errors="replace", timeout=seconds + STARTING_S
    )
    found = sorted(set(findings.glob(f"{door}-*")) - before)
    runs, coverage = RUNS.findall(done.stderr), COVERAGE.findall(done.stderr)
    ended = "" if done.returncode == 0 else f"status {done.returncode}"
    if ended and not runs:
        found.append(_told(findings / f"{door}-status.txt", done.stderr))
    return Ran(door, int(runs[-1]) if runs else 0, int(coverage[-1]) if coverage else 0, found, ended)


def plant(door: str, corpus: Path) -> None:
    """The made seeds, those that are kept, and what is here of real ones, beside what earlier runs reached."""
    held = doors()[door]
    kept = [one.data for one in kept_seeds() if one.door == door]
    for data in [*held.seeds(), *held.shared(), *kept]:
        path = corpus / hashlib.sha256(data).hexdigest()[:16]
        if not path.exists():
            path.write_bytes(data)


def some_of(names: Sequence[str], count: int, seed: int) -> list[str]:
    """So many of the doors in turn: those of the next seed are the next ones."""
    first = seed * count % len(names)
    return [names[(first + at) % len(names)] for at in range(min(count, len(names)))]


def _told(path: Path, text: str) -> Path:
    path.write_text(text[-20_000:])
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="shared by all doors")
    parser.add_argument("--doors", nargs="+", choices=sorted(doors()), default=sorted(doors()))
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where inputs and findings are kept")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--some", type=int, help="so many of the doors alone, others for each --seed")
    asked = parser.parse_args(arguments)
    named = some_of(asked.doors, asked.some, asked.seed) if asked.some else asked.doors
    share = asked.seconds * asked.jobs / len(named)
    print(f"{'door':<18}{'runs':>9}{'coverage':>10}{'findings':>10}")
    with ThreadPoolExecutor(asked.jobs) as pool:
        ran = list(pool.map(lambda door: _shown(run(door, share, asked.folder, asked.seed)), named))
    found = [(one.door, path) for one in ran for path in one.findings if path.suffix != ".txt"]
    dead = [one for one in ran if one.ended and not one.runs]
    print(f"{len(ran)} doors, {sum(one.runs for one in ran)} runs, {len(found)} findings")
    for door, path in found:
        print(f"again: {Path(sys.executable).name} -m tests.fuzz.again {door} {path}")
    for one in dead:
        print(f"{one.door}: did not run ({one.ended}): {one.findings[-1]}")
    return 1 if found or dead else 0


def _shown(ran: Ran) -> Ran:
    n_found = sum(path.suffix != ".txt" for path in ran.findings)
    print(f"{ran.door:<18}{ran.runs:>9}{ran.coverage:>10}{n_found:>10}  {ran.ended}".rstrip(), flush=True)
    return ran


if __name__ == "__main__":
    sys.exit(main())
