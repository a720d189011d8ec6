"""Mutated captures through every path of the decoder, which have to agree with each other and with the twin.

By itself: `python -m tests.engines.fuzzing --first 0 --count 100000`. Of a seed that fails, what failed is said.
"""

import argparse
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import msgspec
from tests.engines.checked_kernels import checked_kernels
from tests.engines.mutated import mutated
from tests.engines.slow_capture import look
from tests.engines.test_capture_twin import assert_same

from lamppost.model.observations import Observations
from lamppost.observe import source
from lamppost.observe.capture import part
from lamppost.observe.capture.kernels import Kernels, compiled_kernels, plain_kernels
from lamppost.observe.capture.reader import observe_captures
from lamppost.observe.magic import sniff_bytes

PCAP_HEADER = 24
PATHS: dict[str, Callable[[], Kernels]] = {
    "checked": lambda: checked_kernels(is_compiled=False),
    "checked-compiled": lambda: checked_kernels(is_compiled=True),
    "plain": plain_kernels,
    "compiled": compiled_kernels,
}
"""Ways through the decoder; every index is looked at in those that are checked, which take a minute to compile."""

ALL = ("checked-compiled", "plain", "compiled")
STANDS = re.compile(r"\(byte (\d+), (\d+) bytes left\)|from byte (\d+) on")


class Fuzz:
    """Takes seeds; what is wrong with the answer to each of them is said in words."""

    def __init__(self, folder: Path, paths: Sequence[str]) -> None:
        """Take these paths.

        Args:
            folder: Where the captures are put.
            paths: Of PATHS, the first one checked; the others have to say what it says.
        """
        self._folder = folder
        self._first, self._others = PATHS[paths[0]](), {name: PATHS[name]() for name in paths[1:]}
        self.frames = 0

    def complaint(self, seed: int) -> str | None:
        """What is wrong, None where all is well."""
        try:
            self._try(mutated(seed))
        except Exception:  # noqa: BLE001  # whatever escapes is what is looked for
            return f"seed {seed}: {traceback.format_exc()}"
        return None

    def _try(self, files: list[bytes]) -> None:
        paths = [self._folder / f"{number}" for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.unlink(missing_ok=True)  # a file that is cut and written anew waits for the disk
            path.write_bytes(data)
        with patch.multiple(source, HEAD=1 << 16, BLOCK=1 << 16), patch.object(part, "MOST_EVENTS", 1 << 7):
            checked = observe_captures(paths, kernels=self._first)
            others = {
                name: observe_captures(paths, kernels=kernels) for name, kernels in self._others.items()
            }
        for name, other in others.items():
            assert told(other) == told(checked), f"the {name} path says something else"
        self.frames += checked.coverage.packets
        assert sum(checked.coverage.link_types.values()) == checked.coverage.packets
        if len(files) == 1:
            assert_accounted(checked, files[0])
        else:
            assert checked.coverage.packets == sum(len(look(one).frames) for one in files if is_capture(one))


def told(found: Observations) -> dict:
    """All that was observed, to compare."""
    tables = {
        name: {column: values.tolist() for column, values in getattr(found, name).items()}
        for name in ("flows", "senders", "names")
    }
    rest = [
        found.evidence,
        found.host_names,
        found.self_descriptions,
        found.issues,
        msgspec.structs.asdict(found.coverage),
    ]
    return tables | {"rest": rest}


def is_capture(data: bytes) -> bool:
    """Whether the file begins as one, with the whole of its header."""
    return sniff_bytes(data) == "pcapng" or (sniff_bytes(data) == "pcap" and len(data) >= PCAP_HEADER)


def assert_accounted(found: Observations, data: bytes) -> None:
    """Each frame that the twin finds is counted, and the file's end is reached or it is said where not."""
    (evidence,) = found.evidence
    if not is_capture(data):
        assert (found.coverage.packets, bool(found.issues)) == (0, True)
        assert evidence.read != "whole"
        return
    seen = look(data)
    assert_same(found, seen)
    assert evidence.read == ("whole" if seen.whole else "part")
    if seen.whole:
        return
    where = [stands for issue in found.issues if (stands := STANDS.search(issue.what))]
    assert len(where) == 1
    at, left, stopped = where[0].groups()
    assert int(stopped) < len(data) if stopped else int(at) + int(left) == len(data)


def main() -> int:
    """How many seeds failed, at most 255."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument(
        "--paths", nargs="+", choices=PATHS, default=ALL, help="the first one is to be a checked one"
    )
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        fuzz = Fuzz(Path(folder), asked.paths)
        failed = 0
        for seed in range(asked.first, asked.first + asked.count):
            if (complaint := fuzz.complaint(seed)) is not None:
                failed += 1
                print(complaint, flush=True)
            if (seed + 1) % 1000 == 0:
                print(f"{seed + 1 - asked.first} captures", file=sys.stderr, flush=True)
        print(f"{asked.count} captures, {fuzz.frames} frames, {failed} failed")
    return min(failed, 255)


if __name__ == "__main__":
    sys.exit(main())
