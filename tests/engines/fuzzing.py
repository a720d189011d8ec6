"""Mutated captures through every path of the decoder, which have to agree with each other and with the twin.

By itself: `python -m tests.engines.fuzzing --first 0 --count 100000`. Of a seed that fails, what failed is said.
"""

import argparse
import re
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests.engines.checked_kernels import checked_kernels
from tests.engines.mutated import mutated
from tests.engines.slow_capture import look
from tests.engines.test_capture_twin import assert_same

from lamppost.model.observations import Observations
from lamppost.observe import source
from lamppost.observe.capture import part
from lamppost.observe.capture.kernels import Kernels, compiled_kernels, plain_kernels
from lamppost.observe.capture.reader import observe_captures
from lamppost.observe.opening import sniff_bytes

PCAP_HEADER = 24
STANDS = re.compile(r"\(byte (\d+), (\d+) bytes left\)|from byte (\d+) on")


class Fuzz:
    """Takes seeds; what is wrong with the answer to each of them is said in words."""

    def __init__(self, folder: Path, *, is_compiled: bool) -> None:
        """Paths to take: plain, with every index looked at, and compiled.

        Args:
            folder: Where the captures are put.
            is_compiled: Take the compiled path too, and look at indexes in compiled code: a minute to begin with.
        """
        self._folder = folder
        self._paths: dict[str, Kernels] = {"checked": checked_kernels(is_compiled=is_compiled)}
        if is_compiled:
            self._paths |= {"plain": plain_kernels(), "compiled": compiled_kernels()}
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
        with patch.object(source, "HEAD", 1 << 16), patch.object(part, "MOST_EVENTS", 1 << 7):
            found = {name: observe_captures(paths, kernels=kernels) for name, kernels in self._paths.items()}
        checked = found.pop("checked")
        for name, other in found.items():
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
    rest = [found.evidence, found.host_names, found.self_descriptions, found.issues, asdict(found.coverage)]
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
    parser.add_argument("--plain", action="store_true", help="compile nothing")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        fuzz = Fuzz(Path(folder), is_compiled=not asked.plain)
        failed = 0
        for seed in range(asked.first, asked.first + asked.count):
            if (complaint := fuzz.complaint(seed)) is not None:
                failed += 1
                print(complaint, flush=True)
        print(f"{asked.count} captures, {fuzz.frames} frames, {failed} failed")
    return min(failed, 255)


if __name__ == "__main__":
    sys.exit(main())
