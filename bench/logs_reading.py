"""Lines of logs to columns, beside DuckDB's readers over the same files in the same run.

    python -m bench.logs_made FOLDER 1000000
    python -m bench.logs_reading FOLDER [RUNS]

Each way reads `conn.log` and `eve.json` in turn, in a process of its own; the best of the runs is printed. Ours opens
and hashes the file, and gives what the readers of Zeek and Suricata ask for, addresses as numbers among it; DuckDB
makes a table in memory of the same columns, addresses as texts, and hashes nothing. The last line is JSON.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

WAYS = ("ours", "duckdb")
FILES = ("conn.log", "eve.json")
_STATES = ("S0", "S1", "SF", "REJ", "RSTO", "RSTR", "OTH")
_CONN = [
    "ts",
    "uid",
    "src_ip",
    "src_port",
    "dst_ip",
    "dst_port",
    "proto",
    "service",
    "duration",
    "orig_bytes",
    "resp_bytes",
    "conn_state",
    "local_orig",
    "local_resp",
    "missed_bytes",
    "history",
    "orig_pkts",
    "orig_ip_bytes",
    "resp_pkts",
    "resp_ip_bytes",
    "tunnel_parents",
]
_COUNTS = ("orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes")
_FLOW = ("pkts_toserver", "pkts_toclient", "bytes_toserver", "bytes_toclient")


def main(folder: Path, runs: int) -> None:
    """Measure each way with each file, and print rows and megabytes a second, by the clock and by the processor."""
    best: dict[str, dict[str, float]] = {}
    for _ in range(runs):
        for name in FILES:
            for way in WAYS:
                command = [sys.executable, "-m", "bench.logs_reading", str(folder), "--one", way, name]
                found = json.loads(
                    subprocess.run(command, check=True, capture_output=True).stdout.splitlines()[-1]
                )
                held = best.setdefault(f"{name} {way}", found)
                held.update({one: min(held[one], found[one]) for one in ("seconds", "processor_seconds")})
    for what, one in best.items():
        size, rows = (folder / what.split()[0]).stat().st_size / 1e6, one["rows"] / 1e6
        print(
            f"{what:16} {rows / one['seconds']:6.2f} million rows/s  {size / one['seconds']:7.0f} MB/s  "
            f"{rows / one['processor_seconds']:6.2f} million rows a second of processor"
        )
    print(json.dumps({"reading": best, "bytes": {name: (folder / name).stat().st_size for name in FILES}}))


def measure(way: str, path: Path) -> dict[str, float]:
    """One reading: rows, and seconds by the clock and of the processor."""
    read = {"ours": _ours, "duckdb": _duckdb}[way]
    begun, used = time.perf_counter(), _processor()
    rows = read(path, path.name)
    return {"rows": rows, "seconds": time.perf_counter() - begun, "processor_seconds": _processor() - used}


def _processor() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _ours(path: Path, name: str) -> int:
    from lamppost.observe.logs.blocks import Block
    from lamppost.observe.logs.numbered import Numbered
    from lamppost.observe.logs.reading import read_lines

    names, rows = Numbered(), [0]

    def conn(block: Block) -> None:
        marks = block.beginning_with(b"#")
        some = block.between(marks[-1] + 1, len(block)) if marks else block
        found = some.delimited(_CONN, not_told=(b"-", b"(empty)"), lists=b",")
        rows[0] += len(found)
        found.times("ts")
        found.durations("duration")
        for field in ("src", "dst"):
            found.addresses(f"{field}_ip")
            found.integers(f"{field}_port", 65535)
        for field in _COUNTS:
            found.integers(field)
        found.words("proto", ("tcp", "udp", "icmp"))
        found.words("conn_state", _STATES)
        found.keys("uid")

    def eve(block: Block) -> None:
        found = block.objects()
        rows[0] += len(found)
        kind = found.words("event_type", ("flow", "tls", "dns"))
        for number in range(3):
            some = found.where(kind == number)
            some.times("timestamp")
            some.keys("flow_id")
            some.words("proto", ("TCP", "UDP"))
            for field in ("src", "dest"):
                some.addresses(f"{field}_ip")
                some.integers(f"{field}_port", 65535)
        flows = found.where(kind == 0)
        for field in ("start", "end"):
            flows.times(f"flow.{field}")
        for field in _FLOW:
            flows.integers(f"flow.{field}")
        flows.words("flow.state", ("new", "closed"))
        found.where(kind == 1).numbers("tls.sni", names)
        found.where(kind == 2).numbers("dns.rrname", names)

    take: Callable[[Block], None] = conn if name == "conn.log" else eve
    into: Any = SimpleNamespace(issues=[], coverage=SimpleNamespace(unread_lines=0))
    told = read_lines(path, path.name, name, take, into)
    if told.read != "whole" or into.issues:
        raise SystemExit(f"{path.name} was not read whole: {into.issues}")
    return rows[0]


def _duckdb(path: Path, name: str) -> int:
    import duckdb

    database = duckdb.connect()
    database.execute("SET threads = 2")
    query = _csv(path) if name == "conn.log" else _json(path)
    database.execute(f"CREATE TABLE read AS {query}")
    (rows,) = database.execute("SELECT count(*) FROM read").fetchone() or (0,)
    return int(rows)


def _csv(path: Path) -> str:
    numbers = {"ts": "DOUBLE", "duration": "DOUBLE", "src_port": "INTEGER", "dst_port": "INTEGER"}
    numbers |= dict.fromkeys((*_COUNTS, "orig_bytes", "resp_bytes", "missed_bytes"), "BIGINT")
    columns = ", ".join(f"'{one}': '{numbers.get(one, 'VARCHAR')}'" for one in _CONN)
    wanted = f"ts, uid, src_ip, src_port, dst_ip, dst_port, proto, duration, conn_state, {', '.join(_COUNTS)}"
    how = f"delim = '\t', header = false, skip = 8, nullstr = '-', quote = '', escape = '', columns = {{{columns}}}"
    return f"SELECT {wanted} FROM read_csv('{path}', {how}, auto_detect = false)"


def _json(path: Path) -> str:
    counts = ", ".join(f"{one} BIGINT" for one in _FLOW)
    columns = {
        "timestamp": "VARCHAR", "flow_id": "BIGINT", "event_type": "VARCHAR", "src_ip": "VARCHAR", "src_port": "INTEGER",
        "dest_ip": "VARCHAR", "dest_port": "INTEGER", "proto": "VARCHAR",
        "flow": f'STRUCT({counts}, "start" VARCHAR, "end" VARCHAR, state VARCHAR)',
        "tls": "STRUCT(sni VARCHAR)", "dns": "STRUCT(rrname VARCHAR)",
    }  # fmt: skip
    told = ", ".join(f"{one}: '{kind}'" for one, kind in columns.items())
    wanted = ", ".join([one for one in columns if one not in ("flow", "tls", "dns")])
    inner = ", ".join(f'flow."{one}"' for one in (*_FLOW, "start", "end", "state"))
    return (
        f"SELECT {wanted}, {inner}, tls.sni, dns.rrname FROM "
        f"read_json('{path}', format = 'newline_delimited', columns = {{{told}}})"
    )


if __name__ == "__main__":
    if "--one" in sys.argv:
        at = sys.argv.index("--one")
        print(json.dumps(measure(sys.argv[at + 1], Path(sys.argv[1]) / sys.argv[at + 2])))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
