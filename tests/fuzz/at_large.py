"""Mutated evidence of every kind through all of `look`, to the document and its reports: `python -m tests.fuzz.at_large --count 1000`.

Each seed makes one to three files of one sort, that belong together as far as `look` takes them together: captures with logs and
lists, lists, or maps. The document has to name each file with its hash, say why where one was not read whole, be read as it
was written, and be written for a terminal and as CSV; what is damaged, or holds anything, is not called whole and empty. With `--doors`
each seed goes in by one of the doors of `tests/fuzz/doors` instead: results, bundles, policies and the like.

All of it runs in one process, whose time and memory are measured for each seed. A second one watches it: where a seed ends it, or holds
it without an end, the seed is said, and the next one is taken by a new process.
"""

import argparse
import hashlib
import mmap
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NamedTuple
from unittest.mock import patch

from tests.engines import fuzzing_maps
from tests.fuzz import judges
from tests.fuzz.doors.all import doors
from tests.fuzz.pool import SORTS, made

from lamppost import pipeline
from lamppost.knowledge import loading
from lamppost.model.errors import LamppostError
from lamppost.model.result import ResultDocument
from lamppost.pipeline import looking
from lamppost.pipeline.documents import read_content

DAY = date(2026, 11, 23)
MOST_SECONDS = 10
MOST_OCTETS = 1 << 30
MOST_WALL_S = 120
"""After so long without a new seed the process is ended: what it hangs in does not come back to Python."""


class Told(NamedTuple):
    """What came of some files."""

    sort: str
    read: str
    """The worst of `whole`, `part` and `none` that was said of them; `refused` where they were not to be looked at together."""
    things: int
    """Devices, rows and places in the document, and what was counted only."""
    issues: int


def mixed(seed: int, folder: Path) -> Told:
    """What came of the files of a seed.

    Raises:
        AssertionError: The document is not what it should be.
    """
    rng = random.Random(seed)
    sort = SORTS[seed % len(SORTS)]
    paths = list(_written(folder, rng, seed, sort))
    Path("/proc/self/clear_refs").write_text(
        "5"
    )  # what it took to make them is not what it takes to look at them
    return looked_at(paths, sort, policies=("us-ndaa-889",) if rng.random() < 0.1 else ())


def looked_at(paths: list[Path], sort: str, policies: tuple[str, ...] = ()) -> Told:
    """What came of some files.

    Raises:
        AssertionError: The document is not what it should be.
    """
    question = pipeline.Question(as_of=DAY, policies=policies)
    try:
        with patch.object(looking, "load_packs", _packs):
            result = pipeline.look(paths, question)
    except LamppostError as error:
        if len(paths) == 1 and sort not in ("maps", "archives", "fields"):
            raise AssertionError(f"one file alone is refused: {error.message}") from error
        return Told(sort, "refused", 0, 0)
    assert_sound(result, paths)
    found = [*result.devices, *result.assets, *result.sites]
    worst = min((file.read for file in result.evidence), key=("none", "part", "whole").index)
    counted = sum(result.device_counts.values())
    told = Told(sort, worst, len(found) + counted, len(result.issues))
    if len(paths) == 1:
        assert_not_lost(result, told, paths[0])
    return told


def by_a_door(seed: int, folder: Path) -> Told:
    """What came of a seed of a door, damaged, that goes in by it.

    Raises:
        Exception: Whatever escapes.
    """
    name = sorted(doors())[seed % len(doors())]
    door = doors()[name]
    held = _seeds(name)
    data = held[random.Random(seed).randrange(len(held))]
    changed = fuzzing_maps.damaged(seed, data)
    if name == "captures" and changed.startswith(b"\x1f\x8b"):
        changed = data[: seed % (len(data) + 1)]  # its judge unpacks nothing
    return Told(name, door.attempt(changed, folder), 0, 0)


@cache
def _seeds(name: str) -> list[bytes]:
    return [*doors()[name].seeds(), *doors()[name].shared()]


@cache
def _held() -> object:
    return loading.load_packs([])


def _packs(_folders: object, *, require_signed: bool) -> object:
    """The shipped packs, loaded once."""
    del require_signed
    return _held()


def _written(folder: Path, rng: random.Random, seed: int, sort: str) -> Iterator[Path]:
    """The files."""
    for at in range(1 if sort in ("archives", "fields") else rng.choice((1, 1, 1, 2, 3))):
        for number, one in enumerate(made(rng, seed * 4 + at, sort)):
            place = folder / f"{at}-{number}"
            place.mkdir(exist_ok=True)
            path = place / one.name
            path.unlink(missing_ok=True)
            path.write_bytes(one.data)
            yield path


def assert_sound(result: ResultDocument, paths: list[Path]) -> None:
    """Every file is named with its hash, what was not read is said, and the document can be read and written."""
    named = Counter((file.sha256, file.size_bytes) for file in result.evidence)
    said = {issue.evidence for issue in result.issues}
    for path in paths:
        data = path.read_bytes()
        is_named = named[hashlib.sha256(data).hexdigest(), len(data)] > 0
        is_opened = path.name in said or _is_archive(path)
        assert is_named or is_opened, f"{path.name} is not in the document"
    for file in result.evidence:
        assert file.read == "whole" or file.path in said, (
            f"{file.path} was not read whole, and nobody says why"
        )
    written = pipeline.render(result, "json")
    assert pipeline.render(read_content(written.encode(), "again.json"), "json") == written
    for name in ("terminal", "csv"):
        assert pipeline.render(result, name)


def _is_archive(path: Path) -> bool:
    """Whether the files within it are evidence rather than it itself."""
    return ".tar" in path.name or path.suffix == ".zip"


KINDS = {
    ".xlsx": "zip", ".json": "json", ".geojson": "json", ".xml": "xml", ".osm": "xml", ".pbf": "pbf",
}  # fmt: skip
"""Who judges a file by itself, by its ending; logs are judged by their doors."""


def assert_not_lost(result: ResultDocument, told: Told, path: Path) -> None:
    """One file that is damaged was not called whole without a word, and one that holds anything not whole with nothing in it."""
    if told.read != "whole" or told.issues:
        return
    data = path.read_bytes()
    one = result.evidence[0] if result.evidence else None
    form = one.format if one is not None else ""
    is_plain = data[:2] not in (b"\x1f\x8b", b"BZ") and "+" not in form and "csv" not in form
    kind = KINDS.get(path.suffix)
    if kind is not None and is_plain and "eve" not in path.name:
        assert not judges.BROKEN[kind](data), "damaged, and called whole without a word"
    if not told.things:
        assert _is_accounted_for(result, path, data), "called whole, with nothing found and not a word"


_OF_CONNECTIONS = ("zeek conn", "nfdump", "flow table")
"""Formats that hold nothing but connections."""


def _is_accounted_for(result: ResultDocument, path: Path, data: bytes) -> bool:
    """Whether a file in which nothing was found holds nothing, or the document says what it held."""
    covered = result.coverage
    if (
        covered.packets
        or covered.connections
        or covered.connections_logged
        or covered.rows
        or covered.rows_not_read
    ):
        return True
    if any(gap.code in ("passed-over", "homes-left-out") for gap in covered.gaps):
        return True
    form = result.evidence[0].format if result.evidence else ""
    if "no-connections" in {gap.code for gap in covered.gaps} and form.split("+")[0] not in _OF_CONNECTIONS:
        return True
    if path.suffix in (".log", ".csv", ".txt"):
        lines = [line for line in data.split(b"\n") if line.strip() and not line.startswith(b"#")]
        return len(lines) <= (path.suffix != ".log")
    return path.suffix.startswith(".pcap") and len(data) <= 200


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"over {MOST_SECONDS} s of processor time")


def _peak() -> int:
    """The most memory, in octets, that this process held since the last look."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    return 0


def _run(seeds: range, place: mmap.mmap, attempt: Callable[[int, Path], Told], begun: float) -> int:
    """How many failed of seeds, one after the other in this process; which one is at work stands in `place`."""
    signal.signal(signal.SIGPROF, _too_long)
    told: Counter[str] = Counter()
    slowest, largest, failed = (0.0, -1), (0, -1), 0
    with TemporaryDirectory() as folder:
        for at, seed in enumerate(seeds, start=1):
            place[:8] = seed.to_bytes(8, "big")
            Path("/proc/self/clear_refs").write_text("5")
            started = time.process_time()
            try:
                signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
                one = attempt(seed, Path(folder))
                told[f"{one.sort} {one.read}"] += 1
                told["found nothing, whole, no issue"] += one[1:] == ("whole", 0, 0)
            except Exception:  # noqa: BLE001  # whatever escapes is what is looked for
                failed += 1
                print(f"seed {seed}: {traceback.format_exc()}", flush=True)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            slowest = max(slowest, (time.process_time() - started, seed))
            largest = max(largest, (peak := _peak(), seed))
            if peak > MOST_OCTETS:
                failed += 1
                print(f"seed {seed}: {peak >> 20} MB", flush=True)
            if at % 1000 == 0:
                print(
                    f"{at} so far in {time.monotonic() - begun:.0f} s, {failed} failed, slowest {slowest[0]:.1f} s (seed {slowest[1]}), "
                    f"largest {largest[0] >> 20} MB (seed {largest[1]})",
                    file=sys.stderr,
                    flush=True,
                )
    print("\n".join(f"{count:>8} {what}" for what, count in sorted(told.items())))
    print(
        f"{len(seeds)} looks, {failed} failed, slowest {slowest[0]:.2f} s (seed {slowest[1]}), "
        f"{largest[0] >> 20} MB at most (seed {largest[1]})",
        flush=True,
    )
    return failed


def _watched(seeds: range, attempt: Callable[[int, Path], Told]) -> int:
    """How many failed, or ended or held the process that took them."""
    place, begun, failed = mmap.mmap(-1, 8), time.monotonic(), 0
    while seeds:
        child = os.fork()
        if child == 0:
            os._exit(min(_run(seeds, place, attempt, begun), 200))
        last, since = -1, time.monotonic()
        while not (ended := os.waitpid(child, os.WNOHANG))[0]:
            now = int.from_bytes(place[:8], "big")
            last, since = (now, time.monotonic()) if now != last else (last, since)
            if time.monotonic() - since > MOST_WALL_S:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.2)
        status = os.waitstatus_to_exitcode(ended[1])
        if 0 <= status <= 200:
            return failed + status
        failed += 1
        seed = int.from_bytes(place[:8], "big")
        print(f"seed {seed}: ended the process with {status}", flush=True)
        seeds = range(seed + seeds.step, seeds.stop, seeds.step)
    return failed


def main() -> int:
    """1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--doors", action="store_true", help="in by the doors instead of through look")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.count * asked.step, asked.step)
    return 1 if _watched(seeds, by_a_door if asked.doors else mixed) else 0


if __name__ == "__main__":
    doors()
    sys.exit(main())
