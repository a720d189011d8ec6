"""A PBF of 32 MB: extracts merged, each copy with ids and longitudes of its own, read by lamppost and by pyrosm.

Both are processes of their own that read the same file. lamppost reads cameras, ways that can be walked, buildings and outlines of places.
pyrosm (where a Python that has it is named) is asked for the same but the places: its walking network with nodes, all buildings,
and what is tagged `man_made=surveillance`. Seconds are of the processor, and by the clock; memory is the most that the process held.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

SIZE_BYTES = 32_000_000
APART = 10**11
"""Between the ids of one copy and those of the next: beyond all that OpenStreetMap has given so far."""
SHIFT_DEG = 0.7
"""Between the longitudes of one copy and the next, in a strip of `STRIP_DEG`."""
STRIP_DEG = 5.0
_OURS = (
    "import json, resource, sys, time\n"
    "begun = time.perf_counter()\n"
    "from pathlib import Path\n"
    "from lamppost.pipeline.street.reading import read_maps\n"
    "found = read_maps([Path(sys.argv[1])])\n"
    "counts = [len(found.sites), len(found.walls['east']), len(found.edges['way'])]\n"
)
_THEIRS = (
    "import json, resource, sys, time, warnings\n"
    "begun = time.perf_counter()\n"
    "warnings.simplefilter('ignore')\n"
    "import pyrosm\n"
    "osm = pyrosm.OSM(sys.argv[1])\n"
    "nodes, edges = osm.get_network(network_type='walking', nodes=True)\n"
    "buildings = osm.get_buildings()\n"
    "cameras = osm.get_data_by_custom_criteria(custom_filter={'man_made': ['surveillance']}, filter_type='keep',\n"
    "                                          keep_nodes=True, keep_ways=True, keep_relations=True)\n"
    "counts = [len(cameras), len(buildings), len(edges)]\n"
)
_TELL = (
    "print(json.dumps({'counts': counts, 'cpu_s': time.process_time(), 'clock_s': time.perf_counter() - begun,\n"
    "                  'mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))\n"
)


def write_merged(extracts: Sequence[Path], path: Path, size: int = SIZE_BYTES) -> int:
    """Write copies of extracts, in turn, until the file is at least so large; gives how many there are."""
    import osmium

    whole = sum(one.stat().st_size for one in extracts)
    copies = [
        extracts[number % len(extracts)] for number in range(max(1, round(size / whole * len(extracts))))
    ]
    writer = osmium.SimpleWriter(str(path), overwrite=True)
    for kind in "nwr":  # as a sorted file has them
        for number, one in enumerate(copies):
            for made in _shifted(one, number, kind):
                (writer.add_node if kind == "n" else writer.add_way if kind == "w" else writer.add_relation)(
                    made
                )
    writer.close()
    return len(copies)


def _shifted(extract: Path, number: int, kind: str) -> Iterator[Any]:
    import osmium

    first = number * APART
    for one in osmium.FileProcessor(str(extract)):
        if kind == "n" and one.is_node() and one.location.valid():
            place = (one.location.lon + number * SHIFT_DEG % STRIP_DEG, one.location.lat)
            yield one.replace(id=one.id + first, location=place)
        elif kind == "w" and one.is_way():
            yield one.replace(id=one.id + first, nodes=[node.ref + first for node in one.nodes])
        elif kind == "r" and one.is_relation():
            members = [(member.type, member.ref + first, member.role) for member in one.members]
            yield one.replace(id=one.id + first, members=members)


def measure(path: Path, root: Path, pyrosm: str | None) -> dict[str, Any]:
    """What each reader took for a file."""
    found = {"lamppost": _run(sys.executable, _OURS, path, root)}
    if pyrosm:
        found["pyrosm"] = _run(pyrosm, _THEIRS, path, root)
        found["ratio"] = {
            f"pyrosm {unit}": found["pyrosm"][unit] / found["lamppost"][unit] for unit in ("cpu_s", "clock_s")
        }
    return {"mb": path.stat().st_size / 1e6, **found}


def _run(python: str, code: str, path: Path, root: Path) -> dict[str, Any]:
    run = subprocess.run(
        [python, "-c", code + _TELL, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
    )
    return dict(json.loads(run.stdout.splitlines()[-1]))
