"""Entries of a zip archive, as Python's zipfile reads its directory; no entry is unpacked to a disk."""

import os
import stat
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lamppost.model.saying import noted, say
from lamppost.observe.source import MOST_RATIO, MOST_UNPACKED
from lamppost.observe.within.entries import (
    FOLDER,
    MOST_ENTRIES,
    PIECE,
    ArchiveError,
    BombError,
    Entry,
    Walk,
    entry_of,
)

MOST_DIRECTORY = 1 << 23
"""Bytes of a directory of as many entries as are read."""
_END = struct.Struct("<4s4H2LH")
_END_64, _END_64_PLACE = struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
"""The end of the directory, and where it is in large archives: as Python's zipfile takes them apart."""
_COMMENT = 1 << 16
_ENCRYPTED = 1


def walk_zip(path: Path) -> Walk:
    """The entries of a zip archive.

    Args:
        path: The archive.

    Raises:
        ArchiveError: It is damaged, or a bomb.
        OSError: It cannot be opened.
    """
    with path.open("rb") as stream:
        _refuse_long_directories(stream)
        size_bytes = os.fstat(stream.fileno()).st_size
        try:
            archive = zipfile.ZipFile(stream)
        except Exception as error:  # noqa: BLE001 - a damaged archive raises whatever its reader trips over
            raise _damaged(error) from None
        found = archive.infolist()
        unpacked = sum(one.file_size for one in found)
        _refuse_bombs(unpacked, size_bytes)
        for one in found:
            yield _entry(one), _data(archive, one)


def _refuse_bombs(unpacked: int, packed: int) -> None:
    """Go no further where much comes of little.

    Raises:
        ArchiveError: It does.
    """
    if unpacked > MOST_UNPACKED and unpacked > MOST_RATIO * packed:
        raise BombError


def _refuse_long_directories(stream: BinaryIO) -> None:
    """Look at the directory's size before it is read.

    Raises:
        ArchiveError: There is no directory, or it is longer than one of the most entries.
    """
    end = stream.seek(0, os.SEEK_END)
    begin = max(0, end - _END.size - _COMMENT - _END_64_PLACE.size)
    stream.seek(begin)
    tail = stream.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        raise ArchiveError(say("the archive has no directory at its end; was it cut?"))
    size = _END.unpack_from(tail, at)[5]
    place = at - _END_64_PLACE.size
    if place >= 0 and tail.startswith(b"PK\6\7", place):
        stream.seek(min(_END_64_PLACE.unpack_from(tail, place)[2], end))
        told = stream.read(_END_64.size)
        size = _END_64.unpack(told)[8] if len(told) == _END_64.size else size
    if size > MOST_DIRECTORY:
        raise ArchiveError(say("the archive holds more than {most} entries", most=MOST_ENTRIES))
    stream.seek(0)


def _entry(found: zipfile.ZipInfo) -> Entry:
    if found.is_dir():
        return FOLDER
    trouble = ""
    if stat.S_ISLNK(found.external_attr >> 16):
        trouble = noted("a link in the archive was not followed: {entry}")
    elif found.flag_bits & _ENCRYPTED:
        trouble = noted("an entry of the archive is encrypted, and was not read: {entry}")
    return entry_of(found.filename, found.file_size, trouble)


def _data(archive: zipfile.ZipFile, found: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry.

    Raises:
        ArchiveError: They are damaged, or far more than they were packed.
    """
    n_bytes = 0
    try:
        with archive.open(found) as stream:
            while piece := stream.read(PIECE):
                n_bytes += len(piece)
                _refuse_bombs(n_bytes, found.compress_size)
                yield piece
    except ArchiveError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        raise _damaged(error) from None


def _damaged(error: Exception) -> ArchiveError:
    return ArchiveError(say("the archive is damaged: {error}", error=type(error).__name__))
