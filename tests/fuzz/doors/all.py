"""Every door, by name."""

import pkgutil
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

from tests.fuzz.doors.door import Door

ROOT = Path(__file__).resolve().parents[3]
PLACES = (
    "tools",
    "tests/knowledge",
    "tests/observe/payloads",
    "tests/observe/netflow",
    "tests/observe/flow_table",
    "tests/observe/zeek",
)
"""Where the tests' makers of files are imported from; pytest has them from pyproject.toml."""


@cache
def doors() -> dict[str, Door]:
    """The doors of every module here that has some."""
    sys.path += [place for one in PLACES if (place := str(ROOT / one)) not in sys.path]
    modules = sorted(one.name for one in pkgutil.iter_modules([str(Path(__file__).parent)]))
    held = [import_module(f"tests.fuzz.doors.{name}") for name in modules if name not in ("all", "door")]
    return {door.name: door for module in held for door in module.DOORS}
