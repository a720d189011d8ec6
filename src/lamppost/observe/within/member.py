"""A file within an archive as a stream of bytes; its path is that of the archive with its own behind it."""

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lamppost.model.saying import say
from lamppost.observe.standing import Standing
from lamppost.observe.within.entries import ArchiveError, Walk
from lamppost.observe.within.listing import form_of, walk


class _Left(NamedTuple):
    """An archive that was read up to the end of an entry: the next one may lie behind it."""

    archive: Path
    standing: Standing
    """The archive as it stood when it was begun with."""
    entries: Walk
    passed: set[str]
    """The names of the entries before."""


_lock = threading.Lock()
_left: list[_Left] = []


def archive_of(path: Path) -> Path | None:
    """The archive that a path leads into; None where it is a path as others."""
    for parent in path.parents:
        if parent.is_file():
            return parent
        if parent.is_dir():
            return None
    return None


class MemberStream(io.RawIOBase):
    """The bytes of a file within an archive: a thread writes them into a pipe."""

    def __init__(self, archive: Path, name: str) -> None:
        """Begin to read.

        Args:
            archive: The archive.
            name: Path of the file in it.
        """
        self._archive, self._name = archive, name
        self._trouble = ""
        self._end, self._begin = os.pipe()
        self._thread = threading.Thread(target=self._write, name="archive", daemon=True)
        self._thread.start()

    def fileno(self) -> int:
        """That of the pipe."""
        return self._end

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """How many bytes were put into the buffer; none at the end.

        Raises:
            OSError: The archive could not be read to the end of the file.
        """
        found = os.readv(self._end, [buffer])
        if not found and len(buffer):
            self._thread.join()
            if self._trouble:
                raise OSError(0, self._trouble)
        return found

    def close(self) -> None:
        """Let go of the archive."""
        if not self.closed:
            os.close(self._end)
            self._thread.join()
        super().close()

    def _write(self) -> None:
        """Write all of it, unless nobody reads on."""
        try:
            with os.fdopen(self._begin, "wb", buffering=0) as pipe:
                for piece in _pieces(self._archive, self._name):
                    view = memoryview(piece)
                    while view:
                        view = view[pipe.write(view) :]
        except BrokenPipeError:
            return
        except ArchiveError as error:
            self._trouble = error.words
        except OSError as error:
            self._trouble = error.strerror or str(error)


def _pieces(archive: Path, name: str) -> Iterator[bytes]:
    """The bytes of a file, from where the archive was left if it lies behind that, else from the archive's start.

    Raises:
        ArchiveError: The archive cannot be read on, or holds no such file.
        OSError: It cannot be opened.
    """
    with _lock:
        left = _left.pop() if _left else None
    if left is None or left.archive != archive or name in left.passed or left.standing.changed():
        standing = Standing(archive)
        left = _Left(archive, standing, walk(archive, form_of(archive) or ""), set())
    for entry, data in left.entries:
        left.passed.add(entry.name)
        if entry.name == name:
            yield from data
            if (words := left.standing.changed()) is not None:
                raise ArchiveError(say("the archive changed while it was read: {words!t}", words=words))
            with _lock:
                _left[:] = [left]
            return
    raise FileNotFoundError(2, os.strerror(2))
