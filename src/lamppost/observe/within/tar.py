"""Entries of a tar archive, packed or not, as Python's tarfile reads their headers; no entry is unpacked to a disk."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from lamppost.model.saying import noted, say
from lamppost.observe.within.entries import FOLDER, ArchiveError, Entry, Walk, entry_of
from lamppost.observe.within.forward import Forward

_BLOCK = tarfile.BLOCKSIZE


def walk_tar(path: Path) -> Walk:
    """The entries of a tar archive.

    Args:
        path: The archive.

    Raises:
        ArchiveError: It is damaged, cut, or a bomb.
        OSError: It cannot be opened.
    """
    with path.open("rb", buffering=0) as stream:
        forward = Forward(stream)
        archive = _opened(forward)
        while (found := _next(archive, forward)) is not None:
            yield _entry(found), _data(forward, found)


def _opened(forward: Forward) -> tarfile.TarFile:
    try:
        return tarfile.TarFile(
            fileobj=cast("BinaryIO", forward), encoding="utf-8", errors="replace", errorlevel=2
        )
    except (tarfile.TarError, ValueError, OverflowError) as error:
        raise _damaged(forward) from error


def _next(archive: tarfile.TarFile, forward: Forward) -> tarfile.TarInfo | None:
    """The next header; None at the end.

    Raises:
        ArchiveError: There is none, and not the two empty blocks of an end either.
    """
    forward.begin_entry()
    try:
        found = archive.next()
    except (tarfile.TarError, ValueError, OverflowError, RecursionError) as error:
        raise _damaged(forward) from error
    if found is None and (len(forward.last_block) < _BLOCK or forward.last_block.strip(b"\0")):
        raise _damaged(forward)
    return found


def _damaged(forward: Forward) -> ArchiveError:
    return ArchiveError(
        say("the archive is damaged, or ends early, at byte {at} of what it holds", at=forward.tell())
    )


def _entry(found: tarfile.TarInfo) -> Entry:
    if found.isdir():
        return FOLDER
    trouble = ""
    if found.issym() or found.islnk():
        trouble = noted("a link in the archive was not followed: {entry}")
    elif found.issparse() or not found.isreg():
        trouble = noted("an entry of the archive is no ordinary file, and was not read: {entry}")
    return entry_of(found.name, found.size, trouble)


def _data(forward: Forward, found: tarfile.TarInfo) -> Iterator[bytes]:
    """The bytes of an entry.

    Raises:
        ArchiveError: They end early.
    """
    left = found.size
    for piece in forward.pieces(left):
        left -= len(piece)
        yield piece
    if left:
        raise _damaged(forward)
