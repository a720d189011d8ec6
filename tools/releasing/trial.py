"""A wheel in a new environment of some Python, installed without an index and tried without a network.

    python -m tools.releasing.trial python3.13

1. the pinned packages are downloaded as wheels for that Python, held to their hashes, into `build/wheels-VERSION` (the one step
   that needs a network; what lies there already is not fetched again);
2. a new virtual environment gets them and the wheel, with no index to ask;
3. every module of lamppost is imported, and every warning (a deprecation among them) is an error;
4. `lamppost demo` runs in a network namespace without interfaces where the system lets one be made, and says so where not.

Printed, and last as one line of JSON: which Python, and the SHA-256 of the demonstration's result, which is to be the same on all.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from tools.releasing.building import ROOT, ReleaseError, build

DAY = "2026-11-23"
_VERSION = "import platform; print(platform.python_implementation(), platform.python_version())"
_IMPORTS = """
import importlib, pkgutil, sys, lamppost
names = sorted(one.name for one in pkgutil.walk_packages(lamppost.__path__, "lamppost."))
for name in names:
    if name != "lamppost.__main__":
        importlib.import_module(name)
print(len(names))
"""
_LONELY = ["unshare", "--user", "--map-root-user", "--net"]


def try_wheel(python: str, wheel: Path, work: Path, wheels: Path | None = None) -> dict[str, object]:
    """Install a wheel and run its demonstration.

    Args:
        python: The interpreter.
        wheel: The wheel.
        work: A folder for the environment, the home and the reports.
        wheels: Where the packages lie, or are put; beside the tree if None.

    Returns:
        `python`, `modules` (imported), `network` (`none`: in a namespace without interfaces; `unasked`: no such namespace
        could be made) and `result` (SHA-256 of the demonstration's document).

    Raises:
        ReleaseError: A step failed.
    """
    kind, version = _run([python, "-c", _VERSION], work).split()
    wheels = wheels or ROOT / "build" / f"wheels-{version.rpartition('.')[0]}"
    _run([python, "-m", "venv", str(work / "venv")], work)
    own = str(work / "venv" / "bin" / "python")
    pins = ["--require-hashes", "--no-deps", "-r", str(ROOT / "constraints.txt")]
    if not (wheels / ".whole").exists():
        wheels.mkdir(parents=True, exist_ok=True)
        _run([own, "-m", "pip", "download", "--quiet", "--only-binary=:all:", "-d", str(wheels), *pins], work)
        (wheels / ".whole").touch()
    # an empty configuration: no index, and no folder but this one
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": str(wheels)}
    _run([own, "-m", "pip", "install", "--quiet", *pins], work, offline)
    _run([own, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)], work, offline)
    _run([own, "-m", "pip", "check"], work, offline)
    modules = int(_run([own, "-W", "error", "-c", _IMPORTS], work).split()[-1])
    lonely = _LONELY if shutil.which("unshare") and _works([*_LONELY, "true"]) else []
    demo = [*lonely, str(work / "venv" / "bin" / "lamppost"), "demo", "-o", str(work / "report.html")]
    _run(demo, work, {"LAMPPOST_AS_OF": DAY, "PYTHONWARNINGS": "error"})
    document = _run(
        [
            *lonely,
            str(work / "venv" / "bin" / "lamppost"),
            "look",
            "--json",
            "--as-of",
            DAY,
            _sample(own, work),
        ],
        work,
    )
    if (work / "report.html").stat().st_size < 10_000:
        raise ReleaseError("the demonstration wrote no report")
    return {
        "python": f"{kind} {version}",
        "modules": modules,
        "network": "none" if lonely else "unasked",
        "result": sha256(document.encode()).hexdigest(),
    }


def _sample(own: str, work: Path) -> str:
    where = (
        "from importlib.resources import files; print(files('lamppost') / 'samples' / 'made-network.pcap')"
    )
    return _run([own, "-c", where], work).strip()


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _run(command: list[str], work: Path, more: dict[str, str] | None = None) -> str:
    """What a command prints, in a home of its own and with nothing of this tree on its path."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "LAMPPOST", "VIRTUAL"))
    }
    env = {**kept, "HOME": str(work), "XDG_CACHE_HOME": str(work / "cache"), **(more or {})}
    ran = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise ReleaseError(
            f"{' '.join(command[:6])} … ended with {ran.returncode}:\n{(ran.stdout + ran.stderr)[-3000:]}"
        )
    if "Warning:" in ran.stderr:  # those of objects that are let go are printed, and end nothing
        raise ReleaseError(f"{' '.join(command[:6])} … warned:\n{ran.stderr[-3000:]}")
    return ran.stdout


def main() -> int:
    """Try a wheel, built here unless one is named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("python")
    parser.add_argument("--wheel", type=Path)
    parser.add_argument("--wheels", type=Path, help="where the packages lie, or are put")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        try:
            wheel = chosen.wheel.resolve() if chosen.wheel else build(ROOT, work / "dist").wheel
            told = try_wheel(chosen.python, wheel, work, chosen.wheels.resolve() if chosen.wheels else None)
        except ReleaseError as error:
            print(error, file=sys.stderr)
            return 1
    print(
        f"{told['python']}: {told['modules']} modules imported, demonstration shown; network: {told['network']}"
    )
    print(json.dumps(told, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
