"""Logs to the attributed answer, beside other tools on the same files in the same run: `make bench NAME=logs`.

Makes logs (`bench.logs_made`) and a flow table (`bench.logs_flows`), and measures whole processes:

* `lamppost look conn.log ssl.log --json`, and the same of `eve.json`, from files to the result document;
* zat 0.4 (`LogToDataFrame`, as its documentation shows), reading `conn.log` and `ssl.log` into tables, joining them by `uid` and adding up
  bytes by both ends and server name: less than the answer; named with `--zat-python`, else left out;
* `zeek-cut`, or `bro-cut` as it was called before (Debian's bro-aux), with awk behind it: `cut-awk-names` does what zat is asked for,
  `cut-awk` adds up the bytes by both ends of `conn.log` alone; `awk` the same, parting the lines itself;
* jq, printing both ends and the bytes of each flow of `eve.json`, and adding up nothing (its own sums by key were seen not to end);
* of the flow table: `lamppost`'s reading beside the bare statement on the same engine, and on Spark where it is installed.

Ratios above 1 say how many times faster `lamppost look` was, by the clock and in processor time, which other things that run
meanwhile lengthen less. Each way is run twice in its turn; how long the first of these took, behind other tools, is said too. Modules of Python are compiled before, those of zat too. Last comes a line of JSON.
"""

import argparse
import json
import os
import platform
import resource
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from logs_made import write_logs
from peers import Ended, run, version_for

AWK = 'BEGIN{FS="\\t"} !/^#/{b[$3,$5]+=$17+$19} END{n=0; for(k in b) n++; print n}'  # id.orig_h, id.resp_h, orig_ip_bytes, resp_ip_bytes
_CUT = "id.orig_h id.resp_h orig_ip_bytes resp_ip_bytes"
_CUT_AWK = 'BEGIN{FS="\\t"} {b[$1,$2]+=$3+$4} END{n=0; for(k in b) n++; print n}'
JQ = 'select(.event_type == "flow") | [.src_ip, .dest_ip, .flow.bytes_toserver + .flow.bytes_toclient]'
_NAMED_AWK = 'BEGIN{FS="\\t"} NR==FNR{if($2!="-")name[$1]=$2;next} {b[$2,$3,name[$1]]+=$4+$5} END{n=0; for(k in b) n++; print n}'
_ZAT = (
    "import sys; from zat.log_to_dataframe import LogToDataFrame; r = LogToDataFrame(); "
    "conn, ssl = r.create_dataframe(sys.argv[1]), r.create_dataframe(sys.argv[2]); "
    "both = conn.merge(ssl[['uid', 'server_name']], on='uid', how='left'); "
    "keys = both.groupby(['id.orig_h', 'id.resp_h', 'server_name'], observed=True, dropna=False); "
    "print(len(keys[['orig_ip_bytes', 'resp_ip_bytes']].sum()))"
)


IN_A_ROW = 2
"""How often a way is run before another has its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """How a command ended, and its seconds of processor time, those of its children among them."""

    ended: Ended
    processor_s: float
    behind_others_s: float
    """The least seconds of the runs that came behind those of another way."""


def race(ways: dict[str, list[str]], runs: int) -> dict[str, Timed]:
    """The best run of each way, the least seconds and the least processor time of all.

    The ways take turns, and each is run twice in its turn: on a virtual machine, memory that nobody used for some seconds may be the
    host's again, and the first run waits for it.

    Args:
        ways: The words of a command by its name.
        runs: How many turns each has.
    """
    best: dict[str, Timed] = {}
    for _ in range(runs):
        for name, words in ways.items():
            for at in range(IN_A_ROW):
                before = _spent()
                ended = run(words)
                one = Timed(ended=ended, processor_s=_spent() - before, behind_others_s=ended.seconds)
                best[name] = _better(best.get(name), one, is_behind_others=at == 0)
    return best


def _better(held: Timed | None, one: Timed, *, is_behind_others: bool) -> Timed:
    if held is None or held.ended.status != 0:
        return one
    if one.ended.status != 0:
        return held
    return Timed(
        ended=min(held.ended, one.ended, key=lambda end: end.seconds),
        processor_s=min(held.processor_s, one.processor_s),
        behind_others_s=min(
            held.behind_others_s, one.ended.seconds if is_behind_others else held.behind_others_s
        ),
    )


def _spent() -> float:
    """Seconds of processor time of the processes that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def commands(folder: Path, asked: argparse.Namespace) -> dict[str, dict[str, list[str]]]:
    """The commands by the log that they read, ours first."""
    look = [sys.executable, "-m", "lamppost", "look", "--json", "-q"]
    conn, ssl, eve = (str(folder / name) for name in ("conn.log", "ssl.log", "eve.json"))
    zeek = {"lamppost": [*look, conn, ssl]}
    cut = which("zeek-cut") or which("bro-cut")
    if which("awk"):
        zeek["awk"] = ["awk", AWK, conn]
    if which("awk") and cut:
        whole, named = f"{cut} {_CUT} < {shlex.quote(conn)}", f"{cut} uid server_name < {shlex.quote(ssl)}"
        zeek["cut-awk"] = ["sh", "-c", f"{whole} | awk {shlex.quote(_CUT_AWK)}"]
        with_names = f"awk {shlex.quote(_NAMED_AWK)} <({named}) <({whole.replace(_CUT, f'uid {_CUT}')})"
        zeek["cut-awk-names"] = ["bash", "-c", with_names]
    if asked.zat_python:
        zeek["zat"] = [asked.zat_python, "-c", _ZAT, conn, ssl]
    suricata = {"lamppost": [*look, eve]}
    if which("jq"):
        suricata["jq"] = ["sh", "-c", f"jq -c {shlex.quote(JQ)} {shlex.quote(eve)}"]
    return {"zeek": zeek, "eve": suricata}


def flows(folder: Path, rows: int, spark: str | None) -> dict[str, Any]:
    """What `bench/logs_flows.py` measures of a table of so many rows, on Spark too where a Python is named that has it."""
    script = str(Path(__file__).parent / "logs_flows.py")
    made = folder / "flows"
    subprocess.run([sys.executable, script, "make", str(made), "--rows", str(rows)], check=True)
    words = [sys.executable, script, "measure", str(made), "read", "statement"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    print(said)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    if spark:
        words = [spark, script, "measure", str(made), "read-spark", "statement-spark"]
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        print(said)
        found["ways"] |= json.loads(said.splitlines()[-1])["ways"]
    return found


def main() -> None:
    """Make, measure, print a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=1_000_000, help="of the logs")
    parser.add_argument("--rows", type=int, default=5_000_000, help="of the flow table; 0: none")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--zat-python", help="a Python that has zat")
    parser.add_argument(
        "--spark-python",
        default=sys.executable if find_spec("pyspark") else None,
        help="a Python that has Spark, and what lamppost needs",
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lamppost-bench-") as name:
        folder = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")  # as what is installed has it beside it
        write_logs(folder, asked.connections)
        counts = {"zeek": asked.connections, "eve": _lines(folder / "eve.json")}
        race({"warm": commands(folder, asked)["zeek"]["lamppost"]}, 1)
        race({"warm": commands(folder, asked)["eve"]["lamppost"]}, 1)
        ratio: dict[str, float] = {}
        processor: dict[str, float] = {}
        spent: dict[str, float] = {}
        behind: dict[str, float] = {}
        per_second: dict[str, int] = {}
        memory: dict[str, float | None] = {}
        for log, ways in commands(folder, asked).items():
            ended = race(ways, asked.runs)
            ours = ended["lamppost"]
            per_second[log], memory[log] = round(counts[log] / ours.ended.seconds), ours.ended.anon_mb
            spent[log], behind[log] = round(ours.processor_s, 2), round(ours.behind_others_s, 2)
            print(f"{log}: {counts[log]:,} {'connections' if log == 'zeek' else 'events'}")
            for way, one in ended.items():
                end = one.ended
                print(
                    f"  {way:14}{end.seconds:10.2f} s {one.behind_others_s:10.2f} s behind others {one.processor_s:10.2f} s of processor"
                    f"  status {end.status}  {end.said[:40]}"
                )
                if way != "lamppost" and end.status == 0:
                    ratio[way] = round(end.seconds / ours.ended.seconds, 2)
                    processor[way] = round(one.processor_s / ours.processor_s, 2)
        table: dict[str, Any] = (
            flows(folder, asked.rows, asked.spark_python) if asked.rows else {"ways": {}, "rows": 0}
        )
    ways = table["ways"]
    for way, own in (("statement", "read"), ("statement-spark", "read-spark")):
        if way in ways and own in ways:
            ratio[f"flows beside {way}"] = round(ways[way]["seconds"] / ways[own]["seconds"], 2)
    print(
        json.dumps(
            {
                "bench": "logs",
                "connections": asked.connections,
                "rows": table["rows"],
                "machine": platform.machine(),
                "processors": os.cpu_count(),
                "python": platform.python_version(),
                "versions": {"zat": version_for(asked.zat_python, "zat")} if asked.zat_python else {},
                "rows_per_s": ways["read"]["rows_per_s"] if ways else None,
                "peak_gb": ways["read"]["peak_gb"] if ways else None,
                "connections_per_s": per_second["zeek"],
                "events_per_s": per_second["eve"],
                "anon_mb": memory,
                "spark_agrees": ways["read-spark"]["groups"] == ways["read"]["groups"]
                if "read-spark" in ways
                else None,
                "processor_s": spent,
                "behind_others_s": behind,
                "ratio": ratio,
                "processor_ratio": processor,
                "load": round(os.getloadavg()[0], 1),
            }
        )
    )


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


if __name__ == "__main__":
    main()
