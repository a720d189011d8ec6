"""The outlines of the world at 1:50 million, by Natural Earth, from the mapcraft package, read as data.

They are TopoJSON (https://github.com/topojson/topojson-specification): lines are lists of steps on a grid
(§2.1.3), and areas name lines by number, ~n for one that is gone along backwards (§2.1.4).
"""

import gzip
import json
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from lamppost.model.errors import LamppostError
from lamppost.model.topology import Area, Topology

_PACKAGE = "mapcraft"
_FILE = "packs/world-countries-2024.json.gz"


@cache
def world_topology() -> Topology:
    """Every country and territory; those without a code of ISO 3166-1 too.

    Raises:
        LamppostError: The package does not hold what it should.
    """
    held = json.loads(gzip.decompress(_path().read_bytes()))
    topology = held["topology"]
    step, start = (np.array(topology["transform"][name], dtype=np.float64) for name in ("scale", "translate"))
    lines = [np.cumsum(np.array(arc, dtype=np.float64), axis=0) * step + start for arc in topology["arcs"]]
    areas = [_area(one, held["regions"]) for one in topology["objects"][held["object"]]["geometries"]]
    return Topology(lines=lines, areas=areas, credit=_credit())


def _area(geometry: dict[str, Any], regions: dict[str, Any]) -> Area:
    names: list[str] = regions.get(geometry.get("id") or "", {}).get("aliases", [])
    code = next((name.lower() for name in names if len(name) == 2 and name.isupper()), None)
    rings = geometry["arcs"]
    return Area(
        name=geometry["properties"]["name"],
        code=code,
        polygons=rings if geometry["type"] == "MultiPolygon" else [rings],
    )


def _path() -> Path:
    """The file, without running the package's code."""
    found = find_spec(_PACKAGE)
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / _FILE
        if path.is_file():
            return path
    raise LamppostError(
        f"{_PACKAGE}: {_FILE} is not there, which holds the outlines of countries",
        hint=f"Install the package again: pip install {_PACKAGE}",
    )


def _credit() -> str:
    return f"Natural Earth, 1:50 million, public domain, as shipped in {_PACKAGE} {version(_PACKAGE)} (MIT)"
