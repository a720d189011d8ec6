"""Mutated evidence of every kind through all of `look`, to the document and its reports: `python -m tests.fuzz.at_large --count 1000`.

Each seed makes one to three files of one sort, that belong together as far as `look` takes them together: captures with logs and
lists, lists, or maps. The document has to name each file with its hash, say why where one was not read whole, be read as it
was written, and be written for a terminal and as CSV.
"""

import argparse
import hashlib
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NamedTuple
from unittest.mock import patch

from tests.engines import fuzzing_maps
from tests.engines.damaged_logs import damaged as damaged_log
from tests.engines.mutated import mutated
from tests.engines.sample_logs import real_logs, sample_logs
from tests.fuzz.doors.door import files_of
from tests.fuzz.doors.lists import NETBOX, SCAN, TABLE, XML_BILL, books

from lamppost import pipeline
from lamppost.knowledge import loading
from lamppost.model.errors import LamppostError
from lamppost.pipeline import looking
from lamppost.pipeline.documents import read_content

DAY = date(2026, 11, 23)
MOST_SECONDS = 10
MOST_OCTETS = 1 << 30
SORTS = ("captures", "captures", "logs", "logs", "lists", "lists", "maps", "mixture")


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
    question = pipeline.Question(as_of=DAY, policies=("us-ndaa-889",) if rng.random() < 0.1 else ())
    try:
        with patch.object(looking, "load_packs", _packs):
            result = pipeline.look(paths, question)
    except LamppostError as error:
        if len(paths) == 1 and sort != "maps":
            raise AssertionError(f"one file alone is refused: {error.message}") from error
        return Told(sort, "refused", 0, 0)
    _assert_sound(result, paths)
    found = [*result.devices, *result.assets, *result.sites]
    worst = min((file.read for file in result.evidence), key=("none", "part", "whole").index)
    counted = sum(result.device_counts.values())
    return Told(sort, worst, len(found) + counted, len(result.issues))


@cache
def _held() -> object:
    return loading.load_packs([])


def _packs(_folders: object, *, require_signed: bool) -> object:
    """The shipped packs, loaded once."""
    del require_signed
    return _held()


def _written(folder: Path, rng: random.Random, seed: int, sort: str) -> Iterator[Path]:
    """The files."""
    for at in range(rng.choice((1, 1, 1, 2, 3))):
        kind = rng.choice(("captures", "logs", "lists")) if sort == "mixture" else sort
        for number, (name, data) in enumerate(_made(rng, seed * 4 + at, kind)):
            place = folder / f"{at}-{number}"
            place.mkdir(exist_ok=True)
            path = place / name
            path.unlink(missing_ok=True)
            path.write_bytes(data)
            yield path


def _made(rng: random.Random, seed: int, kind: str) -> list[tuple[str, bytes]]:
    """Names and contents of one file, or of two that belong together."""
    if kind == "captures":
        return [(f"{number}.pcap", data) for number, data in enumerate(mutated(seed))]
    if kind == "logs":
        name = rng.choice(sorted(_logs()))
        return [(name.rpartition("/")[2], damaged_log(seed, _logs()[name]).data)]
    held = _lists() if kind == "lists" else _maps()
    name = rng.choice(sorted(held))
    data = held[name] if rng.random() < 0.1 else fuzzing_maps.damaged(seed, held[name])
    return [(name.rpartition("/")[2], data)]


@cache
def _logs() -> dict[str, bytes]:
    return sample_logs() | real_logs()


@cache
def _lists() -> dict[str, bytes]:
    import json

    held = {"a/list.csv": TABLE.encode(), "b/list.csv": TABLE.replace(";", ",").encode("utf-16"), "names.txt": b"Axis\nDahua\nExample Cameras\n",
            "scan.xml": SCAN.encode(), "bom.xml": XML_BILL.encode(), "netbox.json": json.dumps(NETBOX).encode()}  # fmt: skip
    held |= {f"{at}/list.xlsx": data for at, data in enumerate(books())}
    return held | {
        f"real-{at}/list.csv": data
        for at, data in enumerate(files_of("us-lists/*.csv", "oem/*.csv", most_bytes=4000))
    }


@cache
def _maps() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        held = fuzzing_maps.samples(Path(folder))
    return {name: data for name, data in held.items() if not name.endswith((".dbf", ".shp"))}


def _assert_sound(result: "pipeline.ResultDocument", paths: list[Path]) -> None:  # type: ignore[name-defined]
    """Every file is named with its hash, what was not read is said, and the document can be read and written."""
    named = Counter((file.sha256, file.size_bytes) for file in result.evidence)
    for path in paths:
        data = path.read_bytes()
        assert named[hashlib.sha256(data).hexdigest(), len(data)], f"{path.name} is not in the document"
    said = {issue.evidence for issue in result.issues}
    for file in result.evidence:
        assert file.read == "whole" or file.path in said, (
            f"{file.path} was not read whole, and nobody says why"
        )
    written = pipeline.render(result, "json")
    assert pipeline.render(read_content(written.encode(), "again.json"), "json") == written
    for name in ("terminal", "csv"):
        assert pipeline.render(result, name)


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"over {MOST_SECONDS} s of processor time")


def main() -> int:
    """1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--step", type=int, default=1)
    asked = parser.parse_args()
    signal.signal(signal.SIGPROF, _too_long)
    told: Counter[str] = Counter()
    slowest, failed = (0.0, -1), 0
    with TemporaryDirectory() as folder:
        for at, seed in enumerate(
            range(asked.first, asked.first + asked.count * asked.step, asked.step), start=1
        ):
            begun = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
            try:
                one = mixed(seed, Path(folder))
                told[f"{one.sort} {one.read}"] += 1
                told["found nothing, whole, no issue"] += (
                    one.read == "whole" and not one.things and not one.issues
                )
            except Exception:  # noqa: BLE001  # whatever escapes is what is looked for
                failed += 1
                print(f"seed {seed}: {traceback.format_exc()}", flush=True)
            signal.setitimer(signal.ITIMER_PROF, 0)
            slowest = max(slowest, (time.process_time() - begun, seed))
            if at % 1000 == 0:
                print(
                    f"{at} so far, {failed} failed, slowest {slowest[0]:.1f} s (seed {slowest[1]})",
                    file=sys.stderr,
                    flush=True,
                )
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print("\n".join(f"{count:>8} {what}" for what, count in sorted(told.items())))
    print(
        f"{asked.count} looks, {failed} failed, slowest {slowest[0]:.2f} s (seed {slowest[1]}), {used >> 20} MB at most"
    )
    return 1 if failed or used > MOST_OCTETS else 0


if __name__ == "__main__":
    from tests.fuzz.doors.all import doors

    doors()
    sys.exit(main())
