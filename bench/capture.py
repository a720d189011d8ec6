"""How fast a made capture is decoded, beside other tools on the same file; the last line is JSON.

python bench/capture.py --mb 100
python bench/capture.py --mb 1000
"""

import argparse
import json
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from importlib import metadata
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Self

PEERS: dict[str, list[str]] = {
    "tshark": ["tshark", "-n", "-q", "-z", "conv,tcp", "-z", "conv,udp", "-z", "conv,ip", "-r", "{file}"],
    "argus": ["argus", "-r", "{file}", "-w", "/dev/null"],
    "ndpiReader": ["ndpiReader", "-i", "{file}", "-q"],
    "nfstream": [
        sys.executable,
        "-c",
        "import sys, nfstream; print(sum(1 for _ in nfstream.NFStreamer(source=sys.argv[1])))",
        "{file}",
    ],
}


def make(path: Path, size: int) -> int:
    """Packets in the made capture."""
    where = Path(__file__).resolve().parent.parent / "tools" / "make_capture.py"
    spec = spec_from_file_location("make_capture", where)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(where)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return int(module.write_capture(path, size))


class Memory:
    """The most anonymous memory this process held while inside, in MB; None where the system does not say."""

    def __enter__(self) -> Self:
        self.peak_mb: float | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        status = Path("/proc/self/status")
        while status.exists() and not self._over.wait(0.02):
            for line in status.read_text().splitlines():
                if line.startswith("RssAnon"):
                    self.peak_mb = max(self.peak_mb or 0.0, int(line.split()[1]) / 1024)


def decode(path: Path) -> dict[str, Any]:
    """Seconds of the decoder after compilation: the best of three, with payloads and without."""
    from lamppost.observe.capture.kernels import compiled_kernels
    from lamppost.observe.capture.listening import Listener
    from lamppost.observe.capture.reader import observe_captures

    kernels = compiled_kernels(lambda name: print(f"compiling {name}", file=sys.stderr))
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.pcap"
        make(small, 200_000)
        observe_captures([small], kernels=kernels)
    first = time.perf_counter() - started
    with Memory() as memory:
        whole = min(_timed(lambda: observe_captures([path], kernels=kernels)) for _ in range(3))
    hear, Listener.hear = Listener.hear, lambda *_: None  # type: ignore[method-assign]
    kernel = min(_timed(lambda: observe_captures([path], kernels=kernels)) for _ in range(3))
    Listener.hear = hear  # type: ignore[method-assign]
    return {"first_s": first, "observe_s": whole, "decoder_s": kernel, "anon_mb": memory.peak_mb}


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def run(command: list[str], path: Path) -> float | None:
    """Seconds of a whole process on the file; None when it is not here or fails."""
    if shutil.which(command[0]) is None:
        return None
    started = time.perf_counter()
    done = subprocess.run(
        [part.replace("{file}", str(path)) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - started if done.returncode == 0 else None


def run_watched(command: list[str], path: Path) -> tuple[float | None, float | None]:
    """Seconds and the most anonymous memory (MB) of a whole process on the file."""
    started = time.perf_counter()
    words = [part.replace("{file}", str(path)) for part in command]
    peak = None
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            if status.exists():
                lines = status.read_text().splitlines()
                held = [int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon")]
                peak = max([peak or 0.0, *held])
            time.sleep(0.01)
    return (time.perf_counter() - started if process.returncode == 0 else None), peak


def version(name: str) -> str | None:
    """What a peer says of its version, or None."""
    if name == "nfstream":
        return metadata.version(name) if find_spec(name) else None
    if shutil.which(name) is None:
        return None
    text = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout
    return text.splitlines()[0] if text else None


def bench(path: Path, command: str) -> dict[str, Any]:
    """Everything measured on one file."""
    own = decode(path)
    seconds: dict[str, float | None] = dict(own)
    seconds.pop("anon_mb")
    seconds["look_s"], anon_mb = run_watched(shlex.split(command), path)
    measured = seconds["look_s"] or own["observe_s"]
    peers = {name: run(words, path) for name, words in PEERS.items()}
    seconds |= {f"{name}_s": taken for name, taken in peers.items() if taken is not None}
    size = path.stat().st_size
    return {
        "name": "capture",
        "sizes": {"bytes": size},
        "machine": {"system": platform.system(), "processor": platform.machine()},
        "versions": {
            **{name: metadata.version(name) for name in ("lamppost", "numba", "numpy")},
            **{name: version(name) for name in peers if version(name)},
        },
        "seconds": {name: None if taken is None else round(taken, 3) for name, taken in seconds.items()},
        "ratio": {name: round(taken / measured, 2) for name, taken in peers.items() if taken is not None},
        "decoder_gb_per_s": round(size / 1e9 / own["decoder_s"], 3),
        "observe_gb_per_s": round(size / 1e9 / own["observe_s"], 3),
        "anon_mb": None if anon_mb is None else round(anon_mb),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--mb", type=float, default=100.0, help="size of the made capture in millions of bytes"
    )
    parser.add_argument("--file", type=Path, help="this capture instead of a made one")
    parser.add_argument(
        "--command",
        default=f"{shlex.quote(sys.executable)} -m lamppost look --policy us-ndaa-889 --json {{file}}",
        help="the whole process to time, with {file} where the capture goes; the ratios are of it",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.file or Path(folder) / "made.pcap"
        packets = None if arguments.file else make(path, int(arguments.mb * 1e6))
        result = bench(path, arguments.command)
    result["sizes"]["packets"] = packets
    for name, taken in result["seconds"].items():
        print(f"{name:<16}{'-' if taken is None else f'{taken:10.3f} s'}")
    for name, times in result["ratio"].items():
        print(f"{name:<16}{times:10.2f} times its time")
    print(f"{'decoder':<16}{result['decoder_gb_per_s']:10.3f} GB/s")
    print(f"{'anonymous':<16}{result['anon_mb'] or '-':>10} MB at most, of the whole process")
    print(json.dumps(result, sort_keys=True))


if __name__ == "__main__":
    main()
