"""How fast a made capture is looked at, beside other tools on the same file in the same call; the last line is JSON.

python bench/capture.py                          100 MB, and the same with broken packets left in
python bench/capture.py --mb 1000 --runs 3       the figure that is promised
python bench/capture.py --large                  1 GB and 10 GB: does time grow with size, and memory not
python bench/capture.py --shape one-flow         a worst case, without peers (tools/make_capture.py names them)

`look` is a whole process: start, policy, decoding, the evidence's SHA-256, naming, judging, writing the result as
JSON. `decoder` is observing the capture within a running process after compilation, the SHA-256 included; `kernels`
is the same without reading payloads.
"""

import argparse
import compileall
import hashlib
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lamppost
from capture_page import print_tables, write_page
from peers import PEERS, Ended, filled, installed, run

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
from made_capture.shapes import SHAPES
from make_capture import write_capture

LOOK = "{own} -m lamppost look -q --policy us-ndaa-889 -o {out}/result.json {file}"
BROKEN = 0.01  # share of packets in the second file
LARGE_MB = (1000.0, 10_000.0)
_WARMED_BY = 2_000_000  # octets of the capture after which everything is compiled


def decode(path: Path, runs: int) -> dict[str, float]:
    """Seconds of the decoder after compilation, the least of some runs: whole, without SHA-256, without payloads, without both."""
    from lamppost.model.memory import own_process
    from lamppost.observe import source
    from lamppost.observe.capture.kernels import compiled_kernels
    from lamppost.observe.capture.listening import Listener
    from lamppost.observe.capture.reader import observe_captures

    own_process()  # as `lamppost look` is
    kernels = compiled_kernels()
    hear = Listener.hear

    def least(*, is_heard: bool, is_hashed: bool) -> float:
        Listener.hear = hear if is_heard else lambda *_: None  # type: ignore[method-assign, assignment]
        source.hashlib = hashlib if is_hashed else SimpleNamespace(sha256=_Unhashed)  # type: ignore[attr-defined]
        return min(_timed(lambda: observe_captures([path], kernels=kernels)) for _ in range(runs))

    try:
        return {
            "decoder_s": least(is_heard=True, is_hashed=True),
            "unhashed_s": least(is_heard=True, is_hashed=False),
            "kernels_s": least(is_heard=False, is_hashed=True),
            "flows_s": least(is_heard=False, is_hashed=False),
        }
    finally:
        Listener.hear = hear  # type: ignore[method-assign]
        source.hashlib = hashlib  # type: ignore[attr-defined]


class _Unhashed:
    """In the place of a hash, as other tools make none."""

    def update(self, octets: object) -> None:
        """Take nothing in."""

    def hexdigest(self) -> str:
        """No digest."""
        return "0" * 64


def compile_first() -> None:
    """Compile the decoder, whose machine code is kept for later processes, and Python's modules, as an installer does.

    Where PYTHONDONTWRITEBYTECODE is set, a tree of sources would be compiled again by each process that is timed.
    """
    compileall.compile_dir(Path(lamppost.__file__).parent, quiet=1)
    from lamppost.observe.capture.kernels import compiled_kernels
    from lamppost.observe.capture.reader import observe_captures

    kernels = compiled_kernels(lambda name: print(f"compiling {name}", file=sys.stderr))
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.pcap"
        write_capture(small, _WARMED_BY)
        observe_captures([small], kernels=kernels)


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def race(
    path: Path, look: str, names: Sequence[str], python: str | None, runs: int
) -> dict[str, list[Ended]]:
    """Every tool's runs; all take turns, so that a change of the machine's pace meets each alike."""
    commands = {"look": look} | {name: PEERS[name].command for name in names}
    ended: dict[str, list[Ended]] = {name: [] for name in commands}
    _warm(path)
    for turn in range(runs):
        for name, command in commands.items():
            if any(not one.is_right for one in ended[name]):
                continue  # it will not end otherwise
            with tempfile.TemporaryDirectory() as out:
                values = {"own": sys.executable, "python": python or sys.executable, "file": path, "out": out}
                ended[name].append(run(filled(command, **values)))
            print(f"{turn + 1}/{runs} {name}: {ended[name][-1].words}", file=sys.stderr)
    return ended


def _warm(path: Path) -> None:
    """Read the file once, so that no tool is the first to."""
    with path.open("rb") as stream:
        while stream.read(1 << 24):
            pass


def summary(ended: dict[str, list[Ended]]) -> dict[str, Any]:
    """Best and median of those that ended well, how often they are slower than `look`, and how the others ended."""
    right = {
        name: [one.seconds for one in runs]
        for name, runs in ended.items()
        if all(one.is_right for one in runs)
    }
    best = {name: min(seconds) for name, seconds in right.items()}
    held = [one.anon_mb for one in ended["look"] if one.anon_mb is not None]
    return {
        "best_s": {name: round(seconds, 3) for name, seconds in best.items()},
        "median_s": {name: round(statistics.median(seconds), 3) for name, seconds in right.items()},
        "ratio": {
            name: round(seconds / best["look"], 2)
            for name, seconds in best.items() if "look" in best and name != "look"
        },
        "failed": {name: runs[-1].words for name, runs in ended.items() if name not in right},
        "anon_mb": round(max(held)) if held else None,
    }  # fmt: skip


def bench(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """One file without broken packets and one with, or the one that was given."""
    versions = installed(asked.nfstream_python)
    names = [] if asked.shape != "mixed" or asked.alone else list(versions)
    path = asked.file or folder / "made.pcap"
    if not asked.file:
        _made(path, asked.mb, asked)
    result = machine(versions if names else {}) | {"shape": asked.shape, "runs": asked.runs}
    result |= summary(race(path, asked.command, names, asked.nfstream_python, asked.runs))
    seconds = decode(path, asked.runs)
    size = path.stat().st_size
    result |= {
        "sizes": {"bytes": size},
        "seconds": {name: round(taken, 3) for name, taken in seconds.items()},
        "decoder_gb_per_s": round(size / 1e9 / seconds["decoder_s"], 3),
        "unhashed_gb_per_s": round(size / 1e9 / seconds["unhashed_s"], 3),
        "kernels_gb_per_s": round(size / 1e9 / seconds["kernels_s"], 3),
        "flows_gb_per_s": round(size / 1e9 / seconds["flows_s"], 3),
    }
    if names and not asked.file:
        path.unlink()
        _made(path, asked.mb, asked, BROKEN)
        result["malformed"] = {"share": BROKEN} | summary(
            race(path, asked.command, names, asked.nfstream_python, 1)
        )
    return result


def large(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Whether ten times the size takes ten times the time and no more memory."""
    grown: dict[str, Any] = {}
    for size in asked.sizes:
        path = folder / "made.pcap"
        _made(path, size, asked)
        grown[f"{size:g}"] = summary(race(path, asked.command, [], None, asked.runs))
        path.unlink()
    first, last = grown.values()
    times = (
        round(last["best_s"]["look"] / first["best_s"]["look"], 2)
        if first["best_s"] and last["best_s"]
        else None
    )
    sizes = {"mb": list(asked.sizes)}
    return machine({}) | {
        "sizes": sizes, "by_mb": grown, "times_the_time": times, "anon_mb": last["anon_mb"], "runs": asked.runs,
    }  # fmt: skip


def _made(path: Path, mb: float, asked: argparse.Namespace, malformed: float = 0.0) -> None:
    started = time.perf_counter()
    count = write_capture(path, int(mb * 1e6), asked.seed, malformed=malformed, kind=asked.shape)
    os.sync()  # or the first tool would run while the system still writes the file
    print(f"made {mb:g} MB, {count} packets, in {time.perf_counter() - started:.1f} s", file=sys.stderr)


def machine(peers: dict[str, str]) -> dict[str, Any]:
    """What it ran on, and which versions."""
    return {
        "name": "capture",
        "machine": {
            "system": platform.system(), "processor": platform.machine(), "cores": len(os.sched_getaffinity(0)),
            "load_before": round(os.getloadavg()[0], 1),
        },
        "versions": {
            **{name: metadata.version(name) for name in ("lamppost", "llvmlite", "numpy")},
            "python": platform.python_version(), **peers,
        },
    }  # fmt: skip


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--mb", type=float, default=100.0, help="size of the made capture in millions of octets"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--runs", type=int, default=3, help="of each tool, taking turns; the best and the median are kept"
    )
    parser.add_argument("--file", type=Path, help="this capture instead of a made one")
    parser.add_argument("--shape", choices=SHAPES, default="mixed")
    parser.add_argument("--alone", action="store_true", help="without peers")
    parser.add_argument("--large", action="store_true", help="1 GB and 10 GB; 11 GB of disk for a while")
    parser.add_argument(
        "--sizes", type=float, nargs=2, default=LARGE_MB, metavar="MB", help="the sizes of --large"
    )
    parser.add_argument("--folder", type=Path, help="where the made files lie for a while")
    parser.add_argument(
        "--nfstream-python", metavar="PROGRAM", help="the Python that nfstream is installed for"
    )
    parser.add_argument(
        "--command", default=LOOK, help="the whole process to time; {file} is the capture, {out} a folder"
    )
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/reference/capture-speed.md"
    )
    return parser.parse_args(words)


def main() -> None:
    asked = arguments()
    compile_first()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        result = (large if asked.large else bench)(asked, Path(folder))
    print_tables(result)
    if asked.write:
        write_page(result)
    print(json.dumps(result, sort_keys=True))


if __name__ == "__main__":
    main()
