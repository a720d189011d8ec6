"""Which logs an archive holds, and what of it is not read."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from lamppost.model.saying import say
from lamppost.observe.magic import MAGIC_BYTES, sniff_bytes
from lamppost.observe.within.entries import MOST_ENTRIES, ArchiveError, BombError, Entry, Walk, shown
from lamppost.observe.within.forward import Forward

TAR, ZIP = "tar archive", "zip archive"
_ZIP = b"PK\x03\x04"
_USTAR, _USTAR_AT = b"ustar", 257
_START = 1 << 16
What = TypeVar("What")


class Held(NamedTuple, Generic[What]):
    """A file in an archive."""

    number: int
    """Which entry it is."""
    size_bytes: int
    what: What


class Listing(NamedTuple, Generic[What]):
    """What was found in an archive."""

    form: str
    held: dict[str, Held[What]]
    """The files that are something, by their paths in it."""
    troubles: list[str]
    """What is not read of it, and why, in words."""
    is_bomb: bool


def form_of(path: Path) -> str | None:
    """`tar archive`, `zip archive`, or None, by the first bytes, unpacked if need be."""
    try:
        with path.open("rb", buffering=0) as stream:
            start = b"".join(Forward(stream).pieces(_USTAR_AT + len(_USTAR)))
    except (OSError, ArchiveError):
        return None
    if start.startswith(_ZIP):
        return ZIP
    return TAR if start[_USTAR_AT:] == _USTAR else None


def walk(path: Path, form: str) -> Walk:
    """The entries of an archive.

    Args:
        path: The archive.
        form: As `form_of` says.

    Raises:
        ArchiveError: It cannot be read on.
        OSError: It cannot be opened.
    """
    if form == ZIP:
        from lamppost.observe.within.zips import walk_zip

        return walk_zip(path)
    from lamppost.observe.within.tar import walk_tar

    return walk_tar(path)


def list_archive(path: Path, form: str, recognise: Callable[[bytes, str], What | None]) -> Listing[What]:
    """What an archive holds, gone through once.

    Args:
        path: The archive.
        form: As `form_of` says.
        recognise: What a file is, by its first bytes and its name; None where it is nothing that is read.

    Raises:
        OSError: It cannot be opened.
    """
    held: dict[str, Held[What]] = {}
    troubles: list[str] = []
    try:
        for number, (entry, data) in enumerate(walk(path, form)):
            if number >= MOST_ENTRIES:
                troubles.append(say("the archive holds more than {most} entries", most=MOST_ENTRIES))
                break
            if entry.trouble:
                troubles.append(entry.trouble)
            elif entry.name:
                start = _first(data)
                if _is_capture(start):
                    troubles.append(
                        say("a capture in the archive was not read: {entry}", entry=shown(entry.name))
                    )
                elif (what := recognise(start, Path(entry.name).name)) is not None:
                    _hold(held, troubles, entry, Held(number, entry.size_bytes, what))
    except ArchiveError as error:
        return Listing(form, held, [*troubles, error.words], isinstance(error, BombError))
    return Listing(form, held, troubles, is_bomb=False)


def _hold(held: dict[str, Held[What]], troubles: list[str], entry: Entry, found: Held[What]) -> None:
    if entry.name in held:
        troubles.append(
            say("an entry stands in the archive twice, and was read once: {entry}", entry=shown(entry.name))
        )
    else:
        held[entry.name] = found


def _is_capture(start: bytes) -> bool:
    """Whether a file is a capture, packed or not: those are read where they lie in a folder, and not out of an archive."""
    from lamppost.observe.unpacking import Unpacker, packing_of

    if (packing := packing_of(start)) is not None:
        unpacker = Unpacker(packing)
        unpacker.feed(start)
        start = unpacker.take(MAGIC_BYTES, is_last=True)
    return sniff_bytes(start) is not None


def _first(data: Iterator[bytes]) -> bytes:
    """The first bytes of an entry, as many as tell what it is."""
    start = b""
    while len(start) < _START and (piece := next(data, b"")):
        start += piece
    return start[:_START]
