"""Damaged logs through their readers: nothing is raised, what was not read is said, and whole lines are read all the same.

By itself: `python -m tests.engines.fuzzing_logs --first 0 --count 2000`. Of a seed that fails, what failed is said.
"""

import argparse
import hashlib
import sys
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests.engines.damaged_logs import damaged
from tests.engines.sample_logs import real_logs, sample_logs

from lamppost.model.observations import Observations
from lamppost.observe.logs import running
from lamppost.pipeline.observing import log_of, observe

PATHS = {"plain": 1 << 62, "compiled": 0}
"""Ways through the kernels, and from how many octets on machine code is used."""
MOST_PLAIN = 1 << 20
"""Octets that are read by the plain path too, which takes its time."""
MOST_ISSUES = 60
"""Kinds of trouble that one small file can have."""
LONGEST_TEXT = 2000
"""Letters of what is said of one of them."""
PEOPLE = ("example.net", "192.0.2.", "203.0.113.", "2001:db8", "00:00:5e", "cam-1", "made/1.0")
"""What stands in the logs, and may be somebody's, wherever a line is damaged."""


class Fuzz:
    """Takes seeds; what is wrong with the answer to each of them is said in words."""

    def __init__(
        self, folder: Path, paths: Sequence[str] = ("plain",), logs: Mapping[str, bytes] | None = None
    ) -> None:
        """Take these paths.

        Args:
            folder: Where the logs are put.
            paths: Of PATHS; the others have to say what the first one says.
            logs: Name and content of what is damaged; None: the made ones.
        """
        self._folder, self._paths = folder, paths
        self._logs = sample_logs() if logs is None else logs
        self._names = sorted(self._logs)
        self.read: Counter = Counter()

    def complaint(self, seed: int) -> str | None:
        """What is wrong, None where all is well."""
        name = self._names[seed % len(self._names)]
        try:
            self._try(seed, name, self._logs[name])
        except Exception:  # noqa: BLE001  # whatever escapes is what is looked for
            return f"seed {seed}, {name}: {traceback.format_exc()}"
        return None

    def _try(self, seed: int, name: str, data: bytes) -> None:
        change = damaged(seed, data)
        path = self._put(name, change.data)
        if log_of(path) is None:  # what is no log any more is said to be nothing that is read
            self.read["refused"] += 1
            found = observe([path])
            assert_said(found)
            assert [one.read for one in found.evidence] == ["none"]
            return
        found = self._observed(path, len(change.data))
        (evidence,) = found.evidence
        self.read[evidence.read] += 1
        assert evidence.sha256 == hashlib.sha256(change.data).hexdigest()
        assert evidence.size_bytes == len(change.data)
        assert_said(found)
        if change.untouched:
            missing = self._of_lines(name, data, change.untouched) - told(found)
            assert not missing, f"lines that nothing was done to are not told: {missing}"

    def _of_lines(self, name: str, data: bytes, lines: list[bytes]) -> Counter:
        """What the lines tell by themselves."""
        header = [
            line for line in data.split(b"\n") if line.startswith(b"#") and not line.startswith(b"#close")
        ]
        body = [line for line in lines if not line.startswith(b"#")]
        return (
            told(observe([self._put(f"alone/{name}", b"\n".join([*header, *body]) + b"\n")]))
            if body
            else Counter()
        )

    def _observed(self, path: Path, size: int) -> Observations:
        """What the first path says, and that the others say the same."""
        found = _by(self._paths[0], path)
        for name in self._paths[1:]:
            if name != "plain" or size <= MOST_PLAIN:
                assert _all_of(_by(name, path)) == _all_of(found), f"the {name} path says something else"
        return found

    def _put(self, name: str, data: bytes) -> Path:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        return path


def _by(path: str, log: Path) -> Observations:
    least = PATHS[path]
    with patch.multiple(running, COMPILED_FROM=least, FIRST_COMPILED_FROM=least):
        return observe([log])


def _all_of(found: Observations) -> list:
    """All that was observed, to compare."""
    tables = [
        {name: column.tolist() for name, column in rows.items()}
        for rows in (found.flows, found.senders, found.names)
    ]
    return [tables, list(found.host_names), found.self_descriptions, found.issues, found.evidence]


def assert_said(found: Observations) -> None:
    """What was not read is said, shortly, and a file of which something is missing is not called whole."""
    (evidence,) = found.evidence
    assert len(found.issues) <= MOST_ISSUES
    for issue in found.issues:
        said = f"{issue.what} {issue.expected} {issue.hint}"
        assert len(said) <= LONGEST_TEXT
        assert not [text for text in PEOPLE if text in said], "an issue quotes what is of people"
    assert evidence.read == "whole" or found.issues


def told(found: Observations) -> Counter:
    """Connections by their ends, names by who called whom so: how often; names count once."""
    flows = {name: column.tolist() for name, column in found.flows.items()}
    ends = ("src_ip_high", "src_ip_low", "dst_ip_high", "dst_ip_low", "dst_port", "proto")
    counts: Counter = Counter()
    for at, number in enumerate(flows.get("connections", [])):
        counts[("flow", *(flows[name][at] for name in ends))] += number
    names = {name: column.tolist() for name, column in found.names.items()}
    for at, number in enumerate(names["name"]):
        whose = ("client_ip_high", "client_ip_low", "ip_high", "ip_low")
        counts[("name", found.host_names[number], *(names[name][at] for name in whose))] = 1
    return counts


def main() -> int:
    """How many seeds failed, at most 255."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--paths", nargs="+", choices=PATHS, default=("compiled", "plain"))
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        fuzz = Fuzz(Path(folder), asked.paths, sample_logs() | real_logs())
        failed = 0
        for seed in range(asked.first, asked.first + asked.count):
            if (complaint := fuzz.complaint(seed)) is not None:
                failed += 1
                print(complaint, flush=True)
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(fuzz.read.items()))
        print(f"{asked.count} logs ({kinds}), {failed} failed")
    return min(failed, 255)


if __name__ == "__main__":
    sys.exit(main())
