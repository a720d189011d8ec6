"""Columns that may be longer than the memory: from a length on they lie in temporary files.

Such a file is mapped: it is read and written as an array, and the system keeps of it in memory what is used and has
room. It has no name, is the user's alone, and is gone with the array. It lies in the folder for temporary files, which
TMPDIR names; its octets are taken from the disk before they are used, so that a full disk is told in words.
"""

import errno
import mmap
import os
import tempfile
import weakref
from typing import BinaryIO

import numpy as np

from lamppost.model.errors import LamppostError
from lamppost.model.language import number, tr
from lamppost.model.observations import Column

SPILL_FROM = 1 << 26
"""Octets; what takes more lies in a file."""
_ALIGNED = 64  # octets
_CHUNK = 1 << 20


class Growing:
    """A column of numbers that grows; what is new is 0."""

    def __init__(self, kind: type = np.int64) -> None:
        """Empty.

        Args:
            kind: Of its numbers.
        """
        self._kind = np.dtype(kind)
        self._file: BinaryIO | None = None
        self._room = np.empty(0, self._kind)
        self._length = 0

    def grow(self, length: int, used: int) -> Column:
        """The column with so many places; arrays that were given before are no longer to be written to.

        Args:
            length: Places, no fewer than before.
            used: Of the present ones, how many hold anything.
        """
        octets = length * self._kind.itemsize
        if self._file is not None:
            self._room = _mapped(self._file, octets).view(self._kind)
        elif octets > SPILL_FROM:
            self._file = _file()
            weakref.finalize(self, self._file.close)
            self._room = _moved(self._room[:used], _mapped(self._file, octets).view(self._kind))
        else:
            self._room = _moved(self._room[:used], np.zeros(length, self._kind))
        return self._room

    def append(self, values: Column) -> None:
        """Put numbers behind those that were appended before."""
        end = self._length + len(values)
        if end > len(self._room):
            self.grow(max(end, 2 * len(self._room)), self._length)
        self._room[self._length : end] = values
        self._length = end

    def appended(self) -> Column:
        """All that was appended."""
        return self._room[: self._length]


def zeros(length: int, kind: type = np.int64) -> Column:
    """A column of zeros.

    Args:
        length: How many.
        kind: Of its numbers.

    Raises:
        LamppostError: The disk has no room for it.
    """
    dtype = np.dtype(kind)
    return _octets(length * dtype.itemsize).view(dtype)


def table(schema: dict[str, type], rows: int) -> dict[str, Column]:
    """A table of zeros; all of it lies in one file, or none.

    Args:
        schema: Its columns.
        rows: How many.

    Raises:
        LamppostError: The disk has no room for it.
    """
    sizes = {name: rows * np.dtype(kind).itemsize for name, kind in schema.items()}
    octets = _octets(sum(size + -size % _ALIGNED for size in sizes.values()))
    columns: dict[str, Column] = {}
    at = 0
    for name, size in sizes.items():
        columns[name] = octets[at : at + size].view(schema[name])
        at += size + -size % _ALIGNED
    return columns


def _octets(count: int) -> Column:
    """So many octets of 0, in memory or in a file."""
    if count <= SPILL_FROM:
        return np.zeros(count, np.uint8)
    with _file() as file:
        return _mapped(file, count)


def _moved(values: Column, room: Column) -> Column:
    """The room, with the values at its start."""
    room[: len(values)] = values
    return room


def _file() -> BinaryIO:
    """A file without a name."""
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise _refused(error, None) from error


def _mapped(file: BinaryIO, octets: int) -> Column:
    """The file as an array, made longer with zeros where it is shorter."""
    try:
        _take(file, octets)
        return np.frombuffer(mmap.mmap(file.fileno(), max(octets, 1)), np.uint8, octets)
    except OSError as error:
        raise _refused(error, octets) from error


def _take(file: BinaryIO, octets: int) -> None:
    """Take the octets from the disk now: a write to a mapped octet that the disk has not ends the process."""
    held = os.fstat(file.fileno()).st_size
    try:
        os.posix_fallocate(file.fileno(), held, octets - held)
    except (AttributeError, OSError) as error:  # a platform or a file system without it
        if isinstance(error, OSError) and error.errno not in (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS):
            raise
        file.seek(held)
        file.writelines(bytes(min(_CHUNK, octets - at)) for at in range(held, octets, _CHUNK))
        file.flush()


def _refused(error: OSError, octets: int | None) -> LamppostError:
    """What to say when there is no such file, or no room in it."""
    try:
        folder = tempfile.gettempdir()
    except OSError:
        folder = tr("no folder for temporary files")
    reason = error.strerror or str(error)
    if octets is None:
        message = tr("{folder}: {reason}", folder=folder, reason=reason)
    else:
        message = tr(
            "{folder}: {reason}; a table of {octets} octets was to lie there",
            folder=folder,
            reason=reason,
            octets=number(octets),
        )
    return LamppostError(
        message,
        hint=tr(
            "Free some room on that disk, or name a folder on another one with TMPDIR; ten million connections "
            "take up to five gigabytes."
        ),
    )
