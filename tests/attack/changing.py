"""Files that change while they are looked at: cut, grown, emptied, written over, replaced or removed, at each moment that Python opens them.

Where the work goes on in other code, the moments between are those at which it is told how far a file is read.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from tests.fuzz.at_large import DAY, _packs

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.result import ResultDocument
from lamppost.pipeline import looking

OLD_NS = 1_700_000_000_000_000_000
"""When files were last written before they change; the clock of a disk is coarse."""


def _written_over(path: Path, data: bytes) -> None:
    with path.open("r+b") as file:
        file.write(data)


def _replaced(path: Path, data: bytes) -> None:
    other = path.with_name("other")
    other.write_bytes(data)
    other.replace(path)


CHANGES: dict[str, Callable[[bytes], bytes | None]] = {
    "cut": lambda data: data[: len(data) // 2],
    "cut by little": lambda data: data[:-7],
    "emptied": lambda _: b"",
    "grown": lambda data: data + data[-200:],
    "written over": lambda data: data[: len(data) // 3] + data[len(data) // 3 :][::-1],
    "replaced": lambda data: data[: len(data) // 2] + data[: len(data) // 3],
    "removed": lambda _: None,
}
"""By name: what is there afterwards."""


def change(path: Path, how: str, data: bytes) -> None:
    """Let a file become another."""
    later = CHANGES[how](data)
    if later is None:
        path.unlink()
    elif how == "replaced":
        _replaced(path, later)
    elif how == "written over":
        _written_over(path, later)
    elif how == "grown":
        with path.open("ab") as file:
            file.write(later[len(data) :])
    else:
        os.truncate(path, len(later))


class Seen(NamedTuple):
    """What came of a look."""

    told: str
    """The document as JSON; empty where it was refused."""
    is_said: bool
    """Whether it was refused, or the document says of a file that it was not read whole, and why."""
    sha256: str
    """Of the bytes of which the document says that something is amiss; empty where it says it of none."""


def looked_at(path: Path) -> Seen:
    """What comes of a look at a file."""
    try:
        with patch.object(looking, "load_packs", _packs):
            result = pipeline.look([path], pipeline.Question(as_of=DAY), _step)
    except LamppostError:
        return Seen("", is_said=True, sha256="")
    told = {issue.evidence for issue in result.issues}
    amiss = next((file.sha256 for file in result.evidence if file.path in told), "")
    return Seen(pipeline.render(result, "json"), is_said=_is_said(result), sha256=amiss)


def _is_said(result: ResultDocument) -> bool:
    told = {issue.evidence for issue in result.issues}
    return any(file.read != "whole" and file.path in told for file in result.evidence)


class _Moments:
    """Counts the moments of a look, and does something at one of them."""

    def __init__(self) -> None:
        self.path: str | None = None
        self.count = self.at = 0
        self.act: Callable[[], None] = lambda: None

    def pass_one(self) -> None:
        """Another moment has come."""
        self.count += 1
        if self.count == self.at:
            path, self.path = self.path, None
            self.act()
            self.path = path

    def opened(self, event: str, arguments: tuple[object, ...]) -> None:
        """An event of Python: something is opened."""
        if self.path is None or event != "open" or isinstance(arguments[0], int):
            return
        if os.fsdecode(arguments[0]) == self.path:  # type: ignore[arg-type]
            self.pass_one()


_MOMENTS = _Moments()
sys.addaudithook(_MOMENTS.opened)


def _step(_name: str, _done: int, _total: int) -> None:
    if _MOMENTS.path is not None:
        _MOMENTS.pass_one()


@contextmanager
def at_moment(path: Path, at: int, act: Callable[[], None]) -> Iterator[_Moments]:
    """Do something at a moment of the looks within.

    Args:
        path: The file whose moments are counted.
        at: Which moment, from 1; 0: none.
        act: What is done.
    """
    _MOMENTS.path, _MOMENTS.count, _MOMENTS.at, _MOMENTS.act = str(path), 0, at, act
    try:
        yield _MOMENTS
    finally:
        _MOMENTS.path = None


def put(path: Path, data: bytes) -> None:
    """Write a file that nobody has written to for long."""
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    os.utime(path, ns=(OLD_NS, OLD_NS))
