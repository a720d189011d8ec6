"""Flow tables of any size: Parquet to summed connections, beside the bare statement of the same engine in the same run.

`make` writes a folder of Parquet: 50 million rows of 5,000 devices, 200,000 destinations and 20,000 names, 9.77 million
conversations that come again and again; whole numbers alone decide what is in it, so that every run and engine
writes the same. `measure` reads such a folder, each way in a process of its own:

* `look`: the whole process of `lamppost look FOLDER --format json -o F`, up to the answer;
* `read`: what `lamppost look` does up to tables of observations;
* `sums`: the same without the tables behind the sums (senders, names);
* `statement`: distinct texts parsed, codes joined back and grouped by the engine alone, within the same memory;
* `read-ENGINE`: what `lamppost look --engine ENGINE` does up to tables of observations (duckdb, clickhouse, spark);
* `statement-ENGINE`: the bare statement on that engine.

Processor time is that of the process and of all that it starts (Spark is another process, and so are its tasks); `anon GB` is
what it holds itself at most that no file holds, `begun GB` what those that it starts hold so (`look` among them), and `disk GB` what
lies in files without a name.

`large` does both of 50 and of 500 million rows, `look` alone, in a temporary folder that is gone afterwards: ten times
the rows hold the same conversations, so that time should grow as they do, and what is held not at all.

    python bench/logs_flows.py make FOLDER --rows 50000000
    python bench/logs_flows.py measure FOLDER
    python bench/logs_flows.py large                  8 GB of disk under TMPDIR, and 8 GB for tables while it runs
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

FILE_ROWS = 5_000_000
LARGE_ROWS = (50_000_000, 500_000_000)
CONVERSATIONS = 9_770_000
_PRIME = (1 << 31) - 1
_MEMORY = 700 << 20
_BEGUN_EACH = 4


def mixed(value: str, factor: int, shift: int) -> str:
    """A number below 2^31 that looks like chance, of another, in SQL; no product passes 63 bits."""
    return f"(((({value}) * {factor} + {shift}) % {_PRIME}) * 48271 % {_PRIME})"


def statement(first: int, end: int) -> str:
    """The rows from one up to another."""
    conversation = f"(({mixed('i', 1103515245, 12345)} * 69621 + i) % {_PRIME}) % {CONVERSATIONS}"
    v4 = "'198.' || (18 + k.dst // 65536) || '.' || (k.dst // 256 % 256) || '.' || (k.dst % 256)"
    v6 = "'2001:db8:' || lower(hex(k.dst // 256)) || '::' || lower(hex(k.dst % 256 + 1))"
    port = (
        "CASE k.g % 10 WHEN 0 THEN 53 WHEN 1 THEN 80 WHEN 2 THEN 123 WHEN 3 THEN 8000 + k.g % 50 ELSE 443 END"
    )
    return f"""
WITH r AS (SELECT t.i AS i, {conversation} AS g FROM range({first}, {end}) AS t(i)),
k AS (
  SELECT r.i AS i, r.g AS g, r.g % 5000 AS device, {mixed("r.g", 742938285, 7)} % 200000 AS dst,
    {mixed("r.i", 630360016, 99)} AS u, {mixed("r.i", 950706376, 5)} AS w FROM r
)
SELECT make_timestamp(1760000000000000 + k.i * 12000 + k.u % 12000) AS ts,
  '10.' || (k.device // 250) || '.' || (k.device % 250 + 1) || '.' || (k.device % 7 + 1) AS src_ip,
  CASE WHEN k.dst >= 131072 THEN {v6} ELSE {v4} END AS dst_ip,
  CAST(32768 + k.u % 28232 AS INTEGER) AS src_port, CAST({port} AS INTEGER) AS dst_port,
  CAST(CASE WHEN k.g % 10 IN (0, 2) THEN 17 ELSE 6 END AS INTEGER) AS proto,
  CASE WHEN k.g % 3 = 0 THEN NULL ELSE 'h' || (k.dst % 20000) || '.example.net' END AS server_name,
  k.u % 9000 + 60 AS src_bytes, CASE WHEN k.w % 40 = 0 THEN NULL ELSE k.w % 90000 + 60 END AS dst_bytes,
  k.u % 12 + 1 AS src_packets, CASE WHEN k.w % 40 = 0 THEN NULL ELSE k.w % 90 + 1 END AS dst_packets,
  k.u % 30000000 AS duration_us
FROM k"""


def make(folder: Path, rows: int, file_rows: int = FILE_ROWS) -> None:
    """Write a folder of Parquet.

    Args:
        folder: Where to.
        rows: How many.
        file_rows: How many of a file.
    """
    from lamppost.engine.choosing import open_engine
    from lamppost.engine.sql import Room

    folder.mkdir(parents=True, exist_ok=True)
    with open_engine(room=Room(memory_bytes=4 << 30)) as engine:
        for number, first in enumerate(range(0, rows, file_rows)):
            engine.write(statement(first, min(first + file_rows, rows)), folder / f"{number:04}.parquet")


def read(folder: Path, *, is_whole: bool) -> int:
    """How many sums are made of the folder."""
    from lamppost.observe.flow_table import reader
    from lamppost.observe.logs.gathering import Gathering
    from lamppost.observe.logs.outcome import observations_of

    gathering, evidence = Gathering(), []
    for number, path in enumerate(sorted(folder.glob("*.parquet"))):
        evidence.append(reader.read(path, number, path.name, reader.PARQUET, gathering))
    if is_whole:
        return len(observations_of(gathering, evidence).flows["proto"])
    return len(gathering.settled()["proto"])


def look(folder: Path) -> int:
    """How many connections the answer of a process of its own counts."""
    with tempfile.TemporaryDirectory(prefix="lamppost-bench-") as name:
        answer = Path(name) / "answer.json"
        command = [
            sys.executable,
            "-m",
            "lamppost",
            "look",
            str(folder),
            "--format",
            "json",
            "-o",
            str(answer),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(json.loads(answer.read_bytes())["coverage"]["connections"])


def read_by(folder: Path, engine: str) -> int:
    """How many sums are made of the folder by an engine, one task a file."""
    from functools import partial

    from lamppost.engine.choosing import EngineChoice
    from lamppost.pipeline.distributing import gather_distributed
    from lamppost.pipeline.observing import observe

    gather = partial(gather_distributed, EngineChoice(engine))
    return len(observe(sorted(folder.glob("*.parquet")), gather=gather).flows["proto"])


def grouped(folder: Path, name: str = "duckdb") -> int:
    """How many groups the bare statement makes, distinct texts read and codes joined back."""
    import numpy as np

    from lamppost.engine.choosing import open_engine
    from lamppost.engine.sql import Room
    from lamppost.model.addresses import ip_numbers

    with open_engine(name, Room(memory_bytes=_MEMORY)) as engine:
        engine.files("f", [folder], row="n")
        for table, columns in (("a", ("src_ip", "dst_ip")), ("s", ("server_name",))):
            parts = [f"SELECT DISTINCT f.{one} AS word FROM f AS f" for one in columns]
            words = np.concatenate([one["word"] for one in engine.rows(" UNION ".join(parts))])
            if table == "a":
                for one in words:
                    ip_numbers(one)
            engine.hold(table, {"word": words, "code": np.arange(len(words), dtype=np.int32)})
        sums = ", ".join(
            f"CAST(SUM(f.{one}) AS BIGINT) AS {one}"
            for one in ("src_bytes", "dst_bytes", "src_packets", "dst_packets", "duration_us")
        )
        [batch] = engine.rows(
            "SELECT COUNT(*) AS n, CAST(SUM(g.src_bytes) AS BIGINT) AS b, MAX(g.last_at) AS l, MIN(g.first_place) AS p FROM (SELECT "
            "x.code AS src, y.code AS dst, f.dst_port AS dst_port, f.proto AS proto, z.code AS name, COUNT(*) AS c, "
            f"{sums}, MIN(f.ts) AS ts, MAX(f.ts + f.duration_us) AS last_at, MIN(f.n * 65536 + f.src_port) AS first_place "
            "FROM f AS f LEFT JOIN a AS x ON x.word = f.src_ip LEFT JOIN a AS y ON y.word = f.dst_ip "
            "LEFT JOIN s AS z ON z.word = f.server_name GROUP BY x.code, y.code, f.dst_port, f.proto, z.code) AS g"
        )
        return int(batch["n"][0])


def measure_one(folder: Path, way: str) -> None:
    """Measure one way, here, and print it as JSON."""
    watch = _Watch()
    started = time.perf_counter()
    what, _, engine = way.partition("-")
    if what == "statement":
        found = grouped(folder, engine or "duckdb")
    elif what == "look":
        found = look(folder)
    else:
        found = read_by(folder, engine) if engine else read(folder, is_whole=what == "read")
    seconds = time.perf_counter() - started
    print(
        json.dumps(
            {
                "groups": found,
                "seconds": round(seconds, 2),
                "cpu_s": round(watch.end(), 2),
                "peak_gb": round(max(one.ru_maxrss for one in _used()) / 1e6, 2),
                "anon_gb": round(watch.anonymous / 1e9, 2),
                "begun_gb": round(watch.begun / 1e9, 2),
                "disk_gb": round(watch.on_disk / 1e9, 2),
            }
        )
    )


class _Watch:
    """What a process and those that it began take, looked at while it runs.

    Spark's daemon lets its workers go unwaited for, so that no parent is told what they took: each is looked at.
    """

    def __init__(self) -> None:
        """Begin to look."""
        self.anonymous = self.begun = 0
        """The most memory in octets that no file held: here, and in all that was begun together."""
        self.on_disk = 0
        """The most octets of files without a name, of all of them."""
        self._ticks: dict[str, int] = {}
        self._is_over = Event()
        self._thread = Thread(target=self._look_on, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Look for the last time, and say how many seconds of processor time all of them took."""
        self._is_over.set()
        self._thread.join()
        self._look_at_begun()
        here, waited_for = (one.ru_utime + one.ru_stime for one in _used())
        return here + max(waited_for, sum(self._ticks.values()) / os.sysconf("SC_CLK_TCK"))

    def _look_on(self) -> None:
        """Look here twenty times a second, and five times at what was begun."""
        looks = 0
        while not self._is_over.wait(0.05):
            self.anonymous, looks = max(self.anonymous, _anonymous("self")), looks + 1
            if looks % _BEGUN_EACH == 0:
                self._look_at_begun()

    def _look_at_begun(self) -> None:
        held, on_disk = 0, _on_disk("self")
        for one in _begun(str(os.getpid())):
            held, on_disk = held + _anonymous(one), on_disk + _on_disk(one)
            with suppress(OSError):
                told = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
                self._ticks[one] = int(told[11]) + int(told[12])  # utime and stime, proc_pid_stat(5)
        self.begun, self.on_disk = max(self.begun, held), max(self.on_disk, on_disk)


def _anonymous(process: str) -> int:
    """Octets of memory of a process that no file holds, now; 0 where it is over."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("RssAnon"):
                return int(line.split()[1]) * 1024
    return 0


def _on_disk(process: str) -> int:
    """Octets on disk of a process's open files that have no name any more, now."""
    octets = 0
    with suppress(OSError):
        for one in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                held = one.stat()
                octets += 0 if held.st_nlink else held.st_blocks * 512
    return octets


def _used() -> tuple[resource.struct_rusage, resource.struct_rusage]:
    """What was used here, and by those that were waited for."""
    return resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)


def _begun(process: str) -> Iterator[str]:
    """The processes that a process began, and those that they began."""
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for one in (thread / "children").read_text().split():
                yield one
                yield from _begun(one)


def measure(folder: Path, ways: list[str]) -> dict[str, Any]:
    """What the first way took; each is measured in a process of its own; a table, and last a line of JSON, are printed."""
    from lamppost.engine.choosing import open_engine

    with open_engine() as engine:
        engine.files("f", [folder])
        [batch] = engine.rows("SELECT COUNT(*) AS n FROM f AS f")
        rows = int(batch["n"][0])
    found: dict[str, Any] = {}
    print(
        f"{'way':22}{'groups':>12}{'seconds':>10}{'cpu s':>10}{'rows/s':>14}{'peak GB':>10}{'anon GB':>10}{'begun GB':>10}{'disk GB':>10}"
    )
    for way in ways:
        run = subprocess.run(
            [sys.executable, __file__, "one", str(folder), way], check=True, capture_output=True, text=True
        )
        one = found[way] = json.loads(run.stdout.splitlines()[-1])
        one["rows_per_s"] = round(rows / one["seconds"])
        print(
            f"{way:22}{one['groups']:12,}{one['seconds']:10.1f}{one['cpu_s']:10.1f}{one['rows_per_s']:14,}"
            f"{one['peak_gb']:10.2f}{one['anon_gb']:10.2f}{one['begun_gb']:10.2f}{one['disk_gb']:10.2f}",
            flush=True,
        )
    print(
        json.dumps(
            {
                "rows": rows,
                "processors": os.cpu_count(),
                "ways": found,
                "ratio": _ratios(found, "seconds"),
                "cpu_ratio": _ratios(found, "cpu_s"),
            }
        )
    )
    return {"rows": rows, **found[ways[0]]}


def _ratios(found: dict[str, Any], what: str) -> dict[str, float]:
    """How many times as much each way takes as the bare statement of its engine in the same run; those without are left out."""
    bare = {way: f"statement{way.removeprefix(way.partition('-')[0])}" for way in found}
    return {
        way: round(one[what] / found[bare[way]][what], 2) for way, one in found.items() if bare[way] in found
    }


def large(sizes: list[int], file_rows: int) -> None:
    """Whether ten times the rows take ten times the time and no more memory; a line of JSON last, and nothing left behind.

    Args:
        sizes: Rows of both; the fewer are files of the more.
        file_rows: Rows of a file.
    """
    few, many = sizes
    with tempfile.TemporaryDirectory(prefix="lamppost-bench-") as name:
        all_files, some_files = Path(name) / "many", Path(name) / "few"
        started = time.perf_counter()
        make(all_files, many, file_rows)
        print(f"made {many:,} rows in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        some_files.mkdir()
        for path in sorted(all_files.glob("*.parquet"))[: -(-few // file_rows)]:
            (some_files / path.name).hardlink_to(path)
        first, last = (measure(folder, ["look"]) for folder in (some_files, all_files))
    print(
        json.dumps(
            {
                "bench": "flows-large",
                "by_rows": [first, last],
                "times_the_rows": round(last["rows"] / first["rows"], 2),
                "times_the_time": round(last["seconds"] / first["seconds"], 2),
                "times_the_processor_time": round(last["cpu_s"] / first["cpu_s"], 2),
            }
        )
    )


def main() -> None:
    """Make a folder, or measure one, or both for large ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("make", "measure", "one", "large"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("ways", nargs="*", default=["look", "read", "sums", "statement"])
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument(
        "--sizes", type=int, nargs=2, default=LARGE_ROWS, metavar="ROWS", help="those of `large`"
    )
    parser.add_argument("--file-rows", type=int, default=FILE_ROWS)
    chosen = parser.parse_args()
    if chosen.what == "large":
        large(chosen.sizes, chosen.file_rows)
    elif chosen.folder is None:
        parser.error("name the folder")
    elif chosen.what == "make":
        make(chosen.folder, chosen.rows, chosen.file_rows)
    elif chosen.what == "measure":
        measure(chosen.folder, chosen.ways)
    else:
        measure_one(chosen.folder, chosen.ways[0])


if __name__ == "__main__":
    main()
