"""What stands in an archive, one entry after the other, and why some of it is not read."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from lamppost.model.saying import noted, say
from lamppost.observe.source import MOST_RATIO

MOST_ENTRIES = 20_000
MOST_NAME = 1_024
PIECE = 1 << 18
"""Bytes that are given at a time."""
_SHOWN = 80


class ArchiveError(Exception):
    """Why an archive is not read on, in words."""

    def __init__(self, words: str) -> None:
        """Say why.

        Args:
            words: A sentence of `model.saying`.
        """
        super().__init__(words)
        self.words = words


class BombError(ArchiveError):
    """It unpacks to far more than it is."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(say("the archive unpacks to more than {ratio} times its size", ratio=MOST_RATIO))


class Entry(NamedTuple):
    """One entry."""

    name: str
    """Its path within the archive, without `.`; empty for what is no file, or is not read."""
    size_bytes: int
    trouble: str
    """Why it is not read; empty: it may be, or is a folder."""


Walk = Iterator[tuple[Entry, Iterator[bytes]]]
"""Entries in their order, each with its bytes; those that are not taken before the next entry are passed over."""

FOLDER = Entry("", 0, "")


def entry_of(name: str, size_bytes: int, trouble: str = "") -> Entry:
    """A file of an archive; one whose name leads out of the archive, or that is trouble otherwise, is not read.

    Args:
        name: As the archive says it.
        size_bytes: Its size as the archive says it.
        trouble: What else is the matter with it, with a place for its name.
    """
    path = PurePosixPath(name)
    if not trouble and (path.is_absolute() or ".." in path.parts):
        trouble = noted("an entry of the archive leads out of it, and was not read: {entry}")
    elif not trouble and (len(name) > MOST_NAME or not path.name or "\0" in name):
        trouble = noted("an entry of the archive has a name that no file has, and was not read: {entry}")
    if trouble:
        return Entry("", 0, say(trouble, entry=shown(name)))
    return Entry(str(path), size_bytes, "")


def shown(name: str) -> str:
    """A name as it may be shown: of one line, and no longer than that."""
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in name)
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"
