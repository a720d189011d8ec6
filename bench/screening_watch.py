"""How long a watch list of very many names takes to compile and to open, what memory that needs, and how fast it answers."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from perturbing import queries
from screening_names import Organisation

ASKED = 300
_ONE_RUN = """
import json, resource, sys, time
from pathlib import Path
from lamppost.knowledge.watchlists.asking import WatchList
asked = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
started = time.process_time()
watch = WatchList(Path(sys.argv[1]))
opened = time.process_time() - started
watch.find(["warm up the index"])
started = time.process_time()
found = sum(name in {row.name for _, row in watch.find([text])} for text, name in asked)
spent = time.process_time() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"open_s": round(opened, 2), "queries_per_s": round(len(asked) / spent), "found": round(found / len(asked), 3), "peak_mb": peak}))
"""


def measure_watch_list(held: Sequence[Organisation]) -> dict[str, Any]:
    """Seconds of processor time, memory at most, and queries per second: first compiled, then opened again.

    Args:
        held: The organisations; queries are on their public names.
    """
    names = {one.id: one.names[0] for one in held}
    asked = [(query.text, names[query.meant]) for query in queries(held, ASKED) if query.meant is not None]
    with tempfile.TemporaryDirectory() as folder:
        table, questions = Path(folder) / "watched.csv", Path(folder) / "asked.json"
        with table.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["name"])
            rows.writerows([one.names[0]] for one in held)
        questions.write_text(json.dumps(asked), encoding="utf-8")
        compiled, opened = (_run(table, questions, folder) for _ in range(2))
        kept = sum(path.stat().st_size for path in Path(folder).rglob("*.watch"))
    return {
        "names": len(held),
        "compile_s": round(compiled["open_s"], 1),
        "compile_peak_mb": compiled["peak_mb"],
        "kept_mb": round(kept / 1e6),
        **{key: opened[key] for key in ("open_s", "peak_mb", "queries_per_s", "found")},
    }


def _run(table: Path, questions: Path, cache: str) -> dict[str, Any]:
    """One process, with a cache of its own."""
    command = [sys.executable, "-c", _ONE_RUN, str(table), str(questions)]
    there = {**os.environ, "XDG_CACHE_HOME": cache}
    done = subprocess.run(command, env=there, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))
