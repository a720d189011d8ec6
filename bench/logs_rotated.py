"""Folders of many short logs, as they come of rotation, beside other tools: `make bench NAME=logs_rotated`.

Made logs (`bench.logs_made`, `bench.logs_flows`) are cut into as many files as a sensor writes in some days, and looked at as a folder:

* `zeek`: `conn.log` and `ssl.log`, packed by gzip; beside it zcat and awk, which add up the bytes by both ends of the connections alone;
* `eve`: events of Suricata; beside it jq, which prints both ends and the bytes of each flow;
* `parquet`: parts of a flow table; beside it DuckDB alone, which adds up the bytes by both ends.

All others do less than the answer. Ratios above 1 say how many times faster `lamppost look` was, by the clock and in processor time.
Last comes a line of JSON.
"""

import argparse
import gzip
import json
import os
import platform
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import logs_flows
from logs import AWK, JQ, race
from logs_made import write_logs

_DUCKDB = (
    "import duckdb, sys; rows = duckdb.read_parquet(sys.argv[1] + '/*.parquet'); "
    "print(len(rows.aggregate('src_ip, dst_ip, SUM(src_bytes + dst_bytes)').fetchall()))"
)
_ROWS_OF_A_PART = 2_000


def cut(path: Path, count: int, folder: Path, *, is_packed: bool) -> None:
    """Cut a log into so many files of about as many lines each; lines of a header stand in each of them.

    Args:
        path: The log.
        count: How many files.
        folder: Where they are put, named as Zeek names what it rotated.
        is_packed: They are packed by gzip.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with path.open(encoding="ascii", newline="") as file:
        lines = file.readlines()
    head = [line for line in lines[:8] if line.startswith("#")]
    rows = lines[len(head) :]
    each = -(-len(rows) // count)
    for number in range(count):
        day, hour = divmod(number, 24)
        name = f"{path.stem}.{hour:02}:00:00-{hour + 1:02}:00:00{path.suffix}"
        into = folder / f"day-{day:03}"
        into.mkdir(exist_ok=True)
        text = "".join([*head, *rows[number * each : (number + 1) * each]])
        if is_packed:
            (into / f"{name}.gz").write_bytes(gzip.compress(text.encode("ascii"), 1, mtime=0))
        else:
            (into / name).write_text(text, encoding="ascii", newline="")


def made(folder: Path, files: int, connections: int) -> Iterator[tuple[str, Path]]:
    """Folders of short files of each sort.

    Args:
        folder: Where they are put.
        files: How many of each.
        connections: Of the logs, all together.
    """
    whole = folder / "whole"
    write_logs(whole, connections)
    for name in ("conn", "ssl"):
        cut(whole / f"{name}.log", files // 2, folder / "zeek", is_packed=True)
    yield "zeek", folder / "zeek"
    cut(whole / "eve.json", files, folder / "eve", is_packed=False)
    yield "eve", folder / "eve"
    logs_flows.make(folder / "parquet", files * _ROWS_OF_A_PART, _ROWS_OF_A_PART)
    yield "parquet", folder / "parquet"


def commands(sort: str, folder: Path) -> dict[str, list[str]]:
    """The commands for a folder, ours first; of others those that are installed."""
    ways = {"lamppost": [sys.executable, "-m", "lamppost", "look", "--json", "-q", str(folder)]}
    there = shlex.quote(str(folder))
    if sort == "zeek" and which("awk"):
        found = f"find {there} -name 'conn.*.gz' -print0 | sort -z | xargs -0 zcat"
        ways["zcat-awk"] = ["sh", "-c", f"{found} | awk {shlex.quote(AWK)}"]
    if sort == "eve" and which("jq"):
        found = f"find {there} -name '*.json' -print0 | sort -z | xargs -0 cat"
        ways["jq"] = ["sh", "-c", f"{found} | jq -c {shlex.quote(JQ)}"]
    if sort == "parquet":
        ways["duckdb"] = [sys.executable, "-c", _DUCKDB, str(folder)]
    return ways


def main() -> None:
    """Make, measure, print a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2_400, help="of each sort")
    parser.add_argument("--connections", type=int, default=300_000, help="of the logs, all together")
    parser.add_argument("--runs", type=int, default=2)
    asked = parser.parse_args()
    line: dict[str, Any] = {"bench": "logs_rotated", "files": asked.files, "connections": asked.connections}
    seconds, per_file, ratio, processor = {}, {}, {}, {}
    with tempfile.TemporaryDirectory(prefix="lamppost-bench-") as name:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(
            Path(name) / "compiled"
        )  # as what is installed has it beside it
        for sort, folder in made(Path(name), asked.files, asked.connections):
            ended = race(commands(sort, folder), asked.runs)
            ours = ended["lamppost"]
            seconds[sort] = round(ours.ended.seconds, 2)
            per_file[sort] = round(1000 * ours.processor_s / asked.files, 2)
            print(f"{sort}: {asked.files:,} files")
            for way, one in ended.items():
                print(
                    f"  {way:10}{one.ended.seconds:10.2f} s {one.processor_s:10.2f} s of processor  status {one.ended.status}"
                )
                if way != "lamppost" and one.ended.status == 0:
                    ratio[way] = round(one.ended.seconds / ours.ended.seconds, 2)
                    processor[way] = round(one.processor_s / ours.processor_s, 2)
    line |= {
        "machine": platform.machine(), "processors": os.cpu_count(), "python": platform.python_version(), "seconds": seconds,
        "processor_ms_per_file": per_file, "ratio": ratio, "processor_ratio": processor, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    print(json.dumps(line))


if __name__ == "__main__":
    main()
