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
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import BinaryIO, NamedTuple

import numpy as np

from lamppost.model.errors import LamppostError
from lamppost.model.language import number, tr
from lamppost.model.observations import Column

SPILL_FROM = 1 << 26
"""Octets; what takes more lies in a file."""
KEPT_UP_TO = 1 << 21
"""Octets; more are never taken out of memory that is kept, all of which would be cleared, but are pages of the system, taken when they are
written to."""
_ALIGNED = 64  # octets
_CHUNK = 1 << 20
_AHEAD_FROM, _AHEAD = 1 << 20, 32
"""Octets from which on a column that grows is given room for so many times as many, most of which is not written to."""


class Growing:
    """A column of numbers that grows; what is new is 0."""

    def __init__(self, kind: type = np.int64) -> None:
        """Empty.

        Args:
            kind: Of its numbers.
        """
        self._kind = np.dtype(kind)
        self._file: BinaryIO | None = None
        self._room = self._whole = np.empty(0, self._kind)
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
            self._whole = self._room[:0]
        elif length <= len(self._whole):
            self._room[used:] = 0
            self._room = self._whole[:length]
        elif octets < _AHEAD_FROM:
            self._room = self._whole = _moved(self._room[:used], np.zeros(length, self._kind))
        else:
            self._whole = untouched(min(_AHEAD * octets, SPILL_FROM) // 8).view(self._kind)
            self._room = _moved(self._room[:used], self._whole[:length])
        return self._room

    def room(self, length: int, used: int) -> Column:
        """The column with so many places at least; it is not moved for each few.

        Args:
            length: Places that are needed.
            used: Of the present ones, how many hold anything.
        """
        return self._room if length <= len(self._room) else self.grow(max(length, 2 * len(self._room)), used)

    def append(self, values: Column | int, rows: Column | None = None, count: int | None = None) -> None:
        """Put numbers behind those that were appended before.

        Args:
            values: Numbers, or one that is put there so many times.
            rows: Which of them; None: all.
            count: How many times, where it is one.
        """
        n = count_of(values, rows, count)
        end = self._length + n
        room = self.room(end, self._length)[self._length : end]
        if isinstance(values, int) or rows is None:
            room[:] = values
        elif values.dtype == self._kind:
            values.take(rows, out=room, mode="clip")
        else:
            room[:] = values.take(rows)
        self._length = end

    def appended(self) -> Column:
        """All that was appended."""
        return self._room[: self._length]


def count_of(values: Column | int, rows: Column | None, count: int | None) -> int:
    """How many numbers are put behind others.

    Args:
        values: Numbers, or one for all.
        rows: Which of them; None: all.
        count: How many, where it is one.
    """
    if isinstance(values, int):
        assert count is not None
        return count
    return len(values) if rows is None else len(rows)


class Pieces:
    """Columns of 64-bit numbers that are written behind each other into a file without a name, and read back one by one."""

    def __init__(self) -> None:
        """None yet."""
        self._file = _file()
        weakref.finalize(self, self._file.close)
        self._end, self._taking = 0, Lock()

    def put(self, numbers: Column) -> "Piece":
        """Write a column, and say where it lies; threads may write others meanwhile.

        Args:
            numbers: One behind the other, shape (n,).

        Raises:
            LamppostError: The disk has no room for it.
        """
        octets = numbers.data.cast("B")
        with self._taking:
            start, self._end = self._end, self._end + len(octets)
        at = start
        try:
            while octets:
                some = os.pwrite(self._file.fileno(), octets, at)
                octets, at = octets[some:], at + some
        except OSError as error:
            raise _refused(error, at) from error
        return Piece(start, len(numbers))

    def get(self, piece: "Piece") -> Column:
        """A column that was written, or a part of one."""
        found = np.empty(piece.length, np.int64)
        octets, at = found.data.cast("B"), piece.start
        while octets:
            some = os.preadv(self._file.fileno(), [octets], at)
            octets, at = octets[some:], at + some
        return found


class Piece(NamedTuple):
    """Where a column lies."""

    start: int
    """Octets before it."""
    length: int
    """Numbers of it."""

    def part(self, first: int, end: int) -> "Piece":
        """The numbers from one up to another."""
        return Piece(self.start + 8 * first, end - first)


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


def untouched(length: int) -> Column:
    """So many numbers of 64 bits, all 0, of which a page, a large one where there are such, is taken when it is first written to.

    They come from the system itself, and never from memory that was kept, which would have to be cleared. What is given back
    is the system's again.
    """
    octets = max(1, length) * 8
    if not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.frombuffer(mmap.mmap(-1, octets), np.int64)
    room = mmap.mmap(-1, octets, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(OSError):  # a kernel that was built without large pages
        room.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(room, np.int64)


def in_small_pages(length: int) -> Column:
    """So many numbers of 64 bits, all 0, for what is written to here and there: of much, small pages are taken, from the system itself."""
    if length * 8 <= KEPT_UP_TO or not hasattr(mmap, "MAP_PRIVATE"):
        return np.zeros(length, np.int64)
    return np.frombuffer(mmap.mmap(-1, length * 8, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS), np.int64)


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


class WrittenTable:
    """A table that is written part by part, each place once, and read when it is whole.

    What is written to a file is not mapped meanwhile: that costs less, and what was written need not stay in memory.
    """

    def __init__(self, schema: Mapping[str, type], rows: int) -> None:
        """All of it is 0.

        Args:
            schema: Its columns.
            rows: How many.

        Raises:
            LamppostError: The disk has no room for it.
        """
        self._schema, self._rows = {name: np.dtype(kind) for name, kind in schema.items()}, rows
        self._starts: dict[str, int] = {}
        self._octets = 0
        for name, kind in self._schema.items():
            self._starts[name] = self._octets
            self._octets += rows * kind.itemsize + -rows * kind.itemsize % _ALIGNED
        self._file = None if self._octets <= SPILL_FROM else _file()
        self._room = np.zeros(0 if self._file else self._octets, np.uint8)
        if self._file is not None:
            try:
                _take(self._file, self._octets)
            except OSError as error:
                raise _refused(error, self._octets) from error

    def put(self, name: str, first: int, values: Column) -> None:
        """Write some rows of a column; threads may write others meanwhile.

        Args:
            name: The column.
            first: Its first row.
            values: Shape (n,).
        """
        kind = self._schema[name]
        held = np.ascontiguousarray(
            values.view(kind) if values.dtype.itemsize == kind.itemsize else values, kind
        )
        octets, at = held.view(np.uint8), self._starts[name] + first * kind.itemsize
        if self._file is None:
            self._room[at : at + len(octets)] = octets
            return
        try:
            while len(octets):
                some = os.pwrite(self._file.fileno(), octets.data, at)
                octets, at = octets[some:], at + some
        except OSError as error:
            raise _refused(error, self._octets) from error

    def columns(self) -> dict[str, Column]:
        """The table."""
        octets = self._room
        if self._file is not None:
            with self._file as file:
                octets = _mapped(file, self._octets)
        return {
            name: octets[start : start + self._rows * self._schema[name].itemsize].view(self._schema[name])
            for name, start in self._starts.items()
        }


def _octets(count: int) -> Column:
    """So many octets of 0, in memory or in a file."""
    if count <= min(KEPT_UP_TO, SPILL_FROM):
        return np.zeros(count, np.uint8)
    if count <= SPILL_FROM:
        return untouched((count + 7) // 8).view(np.uint8)[:count]
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
