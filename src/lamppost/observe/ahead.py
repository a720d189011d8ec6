"""Large files are hashed while the program is still being loaded, when nobody else needs the second processor.

What is read of a file later and was hashed here is not hashed again (`observe.source`). This is the first thing that is done, so that little
is imported for it.
"""

import io
import os
import stat
import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lamppost.model.memory import keep_memory

if TYPE_CHECKING:
    from hashlib import _Hash as HASH

_COMMANDS = ("look", "check")
_WRITTEN = ("-o", "--output")
_LEAST = 1 << 26
"""Bytes of a file below which it is hashed while it is read: that takes no time that anybody would notice."""
_CHUNK = 1 << 23
"""Bytes that are read and hashed in one go: a thread that comes back for more, waits for Python to let it go on."""
_MOST = 1 << 30
"""Bytes that are hashed ahead in all: what is read a second time should still be in memory."""
_BEGINNINGS = (
    b"#",
    b"{",
    b"\n\r\r\n",
    b"\xd4\xc3\xb2\xa1",
    b"\xa1\xb2\xc3\xd4",
    b"\x4d\x3c\xb2\xa1",
    b"\xa1\xb2\x3c\x4d",
)
"""Of logs of Zeek, lines of JSON, and captures: what is read from its first byte to its last."""

_begun: dict[tuple[int, int], "_Hashing"] = {}
"""By device and number of the file."""


def begin(arguments: Sequence[str]) -> None:
    """Hash the large files among the words of a command line in a thread of its own, until each is asked for.

    Args:
        arguments: What stands behind the program's name.
    """
    if not arguments or arguments[0] not in _COMMANDS:
        return
    paths = [one for before, one in pairwise(arguments) if before not in _WRITTEN]
    for path in paths:
        if not path.startswith("-") and (found := _status_of(Path(path))) is not None:
            _begun.setdefault((found.st_dev, found.st_ino), _Hashing(Path(path), found))
    if _begun:
        keep_memory()  # before there are threads, each of which may take its memory elsewhere
        threading.Thread(target=_hash, args=(list(_begun.values()),), name="ahead", daemon=True).start()


def taken(stream: BinaryIO, status: os.stat_result) -> "tuple[HASH, int] | None":
    """The SHA-256 of the first bytes of a file, to go on with, and how many those are; None: none were hashed.

    It is given once; nobody hashes the file here any more.

    Args:
        stream: The file, of which nothing was read.
        status: Of it, by the system.
    """
    if not isinstance(stream, io.FileIO):
        return None
    hashing = _begun.pop((status.st_dev, status.st_ino), None)
    return None if hashing is None else hashing.ended(status)


def _status_of(path: Path) -> os.stat_result | None:
    """The status of a large regular file that begins like one that is read whole; None of any other."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size < _LEAST:
            return None
        with path.open("rb", buffering=0) as stream:
            return found if stream.read(4).startswith(_BEGINNINGS) else None
    except (OSError, ValueError):
        return None  # said when the file is asked for


def _hash(files: list["_Hashing"]) -> None:
    """Hash one file after the other."""
    room, left = memoryview(bytearray(_CHUNK)), _MOST
    for one in files:
        left -= one.go_on(room, left)


class _Hashing:
    """One file."""

    def __init__(self, path: Path, status: os.stat_result) -> None:
        import hashlib

        self._path, self._begun = path, status
        self._sha256, self._length = hashlib.sha256(), 0
        self._is_wanted = True
        self._at_work = threading.Lock()

    def go_on(self, room: memoryview, most: int) -> int:
        """Hash it to its end, or until somebody asks for it, or so many bytes; how many were hashed."""
        with self._at_work:
            try:
                with self._path.open("rb", buffering=0) as stream:
                    while self._is_wanted and (
                        length := stream.readinto(room[: max(0, most - self._length)])
                    ):
                        self._sha256.update(room[:length])
                        self._length += length
            except OSError:
                pass  # what was hashed was
            return self._length

    def ended(self, status: os.stat_result) -> "tuple[HASH, int] | None":
        """What was hashed of a file that has this status now; None: it is no longer the one that was begun with."""
        self._is_wanted = False
        with self._at_work:
            before = self._begun
            is_same = (before.st_size, before.st_mtime_ns) == (status.st_size, status.st_mtime_ns)
            return (self._sha256, self._length) if is_same and self._length else None
