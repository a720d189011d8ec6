"""Logs that grow and are rotated, followed: what is new in each, told apart by what they hold and not by their names.

A file is known again by the hash of its beginning, however it is called and whether it was packed meanwhile; how far it
was read is a number of bytes, unpacked, with a hash of the bytes before it. A line counts when its line feed is there.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from lamppost.observe.unpacking import START_BYTES, Unpacker, packing_of

HEAD = 4096
"""Bytes at the beginning by which a file is known again."""
TAIL = 256
"""Bytes before the place that was read to, which are to be the same still."""
MOST = 1 << 25
"""New bytes that are taken of one file at a time."""
_PIECE = 1 << 20


class Followed(msgspec.Struct, kw_only=True):
    """A file that is followed."""

    number: int
    """Which file, from 0, in the order in which they were first seen."""
    name: str
    """What it was called when it was first seen."""
    reader: str
    form: str
    head_length: int
    head: str
    """SHA-256 of its first bytes."""
    offset: int = 0
    """Bytes that were read, unpacked."""
    lines: int = 0
    """Lines that were read."""
    tail_length: int = 0
    tail: str = ""
    """SHA-256 of the last bytes before `offset`."""
    header: bytes = b""
    """The lines that say what the columns are, where the log has such."""


class News(NamedTuple):
    """Whole lines of a file that were not read yet."""

    path: Path
    followed: Followed
    """As it is once they are read."""
    lines: bytes
    skipped: int
    """How many lines of the file stand before them."""
    header: bytes
    """What has to stand before them for a reader."""
    has_more: bool
    """More whole lines may be there already."""


class Known(NamedTuple):
    """What the system says of a file that has nothing new."""

    size: int
    written: int
    node: int


class Follower:
    """The logs of a folder, and how far each was read."""

    def __init__(
        self, folder: Path, followed: Iterable[Followed], kind: Callable[[Path], tuple[str, str] | None]
    ) -> None:
        """Go on where others stopped.

        Args:
            folder: Where logs are, and in the folders below it.
            followed: The files that were followed before.
            kind: Reader and format of a file; None where it is no log.
        """
        self._folder, self._kind = folder, kind
        self.followed = list(followed)
        self._still: dict[Path, Known | None] = {}
        self._kinds: dict[Path, tuple[str, str]] = {}

    def changed(self) -> list[Path]:
        """The logs that are not as they were when nothing new was in them, in the order of names."""
        return [
            path for path in sorted(_files_below(self._folder)) if self._stat(path) != self._still.get(path)
        ]

    def kind(self, path: Path) -> tuple[str, str] | None:
        """Reader and format of a file; None where it is no log yet."""
        if path not in self._kinds:
            try:
                found = self._kind(path)
            except OSError:
                return None  # rotated away in this moment
            if found is None:
                return None
            self._kinds[path] = found
        return self._kinds[path]

    def news(self, path: Path) -> News | None:
        """What is new in a file; None where nothing is. The caller says `read` when it has it, before it asks on.

        What one file tells may be in another too, which is then read no more: when it was copied, for instance.
        """
        known = self._stat(path)
        try:
            found = self._news_of(path)
        except OSError:
            return None
        if found is None:  # else it is looked at again, also where what was new could not be read
            self._still[path] = known
        return found

    def read(self, news: News) -> None:
        """Know that what was new is read."""
        number = news.followed.number
        if number == len(self.followed):
            self.followed.append(news.followed)
        else:
            self.followed[number] = news.followed

    def _stat(self, path: Path) -> Known | None:
        try:
            held = path.stat()
        except OSError:
            return None
        return Known(held.st_size, held.st_mtime_ns, held.st_ino)

    def _news_of(self, path: Path) -> News | None:
        with path.open("rb", buffering=0) as stream:
            head = _from(stream, 0, HEAD)
            if b"\n" not in head:
                return None
            before = self._find(head, stream)
            if before is None:
                self._kinds.pop(path, None)  # another file by the name of one that was rotated
                kind = self.kind(path)
                if kind is None:
                    return None
                before = Followed(
                    number=len(self.followed), name=path.name, reader=kind[0], form=kind[1],
                    head_length=len(head), head=_hash(head),
                )  # fmt: skip
            data = _from(stream, before.offset, MOST)
            if not _from(stream, 0, HEAD).startswith(head):
                return None  # it was emptied in this moment, and is another file the next time
        end = data.rfind(b"\n") + 1
        if not end:
            return None
        return _news(path, before, head, data[:end], has_more=len(data) == MOST)

    def _find(self, head: bytes, stream: BinaryIO) -> Followed | None:
        """The file that begins so and goes on where it was left, that was read furthest."""
        hashes: dict[int, str] = {}
        found = []
        for one in self.followed:
            if one.head_length <= len(head):
                length = one.head_length
                if length not in hashes:
                    hashes[length] = _hash(head[:length])
                if hashes[length] == one.head:
                    found.append(one)
        for one in sorted(found, key=lambda one: -one.offset):
            tail = _from(stream, one.offset - one.tail_length, one.tail_length)
            if len(tail) < one.tail_length or _hash(tail) == one.tail:
                return one  # a file that is shorter than what was read of it is being copied
        return None


def _news(path: Path, before: Followed, head: bytes, lines: bytes, *, has_more: bool) -> News:
    count = lines.count(b"\n")
    tail = lines[-TAIL:]
    now = msgspec.structs.replace(
        before,
        head_length=len(head),
        head=_hash(head),
        offset=before.offset + len(lines),
        lines=before.lines + count,
        tail_length=len(tail),
        tail=_hash(tail),
        header=header_of(lines, before.header if before.offset else b""),
    )
    return News(path, now, lines, before.lines, before.header, has_more)


def header_of(lines: bytes, before: bytes) -> bytes:
    """The lines that say what the columns of the lines behind some are.

    Args:
        lines: Whole lines, from the first of a file on or from later ones.
        before: What said it for them; nothing where they begin the file.
    """
    if lines.startswith(b"{"):
        return b""
    at = lines.rfind(b"\n#fields")
    if at < 0 and not lines.startswith(b"#fields"):
        return before or lines[: lines.find(b"\n") + 1]
    start = end = at + 1
    while start and lines[: start - 1].rsplit(b"\n", 1)[-1].startswith(b"#"):
        start = lines[: start - 1].rfind(b"\n") + 1
    while lines.startswith(b"#", end):
        end = lines.find(b"\n", end) + 1
    return lines[start:end]


def _files_below(folder: Path) -> Iterator[Path]:
    """Files in a folder and those below it, links to folders included, each folder once."""
    seen: set[str] = set()
    for parent, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(parent)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        yield from (Path(parent) / name for name in names if not name.startswith("."))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _from(stream: BinaryIO, offset: int, most: int) -> bytes:
    """At most so many bytes from a place on, unpacked."""
    stream.seek(0)
    packing = packing_of(stream.read(START_BYTES))
    if packing is None:
        stream.seek(offset)
        return _filled(stream, most)
    stream.seek(0)
    unpacker, skipped, found = Unpacker(packing), 0, b""
    is_last = False
    while not is_last and len(found) < most:
        packed = stream.read(_PIECE)
        is_last = not packed
        unpacker.feed(packed)
        while piece := unpacker.take(_PIECE, is_last=is_last):
            drop = min(len(piece), offset - skipped)
            skipped += drop
            found += piece[drop:]
            if len(found) >= most:
                break
        if unpacker.problem is not None:
            break
    return found[:most]


def _filled(stream: BinaryIO, most: int) -> bytes:
    """At most so many bytes of a plain file."""
    found = b""
    while len(found) < most and (more := stream.read(most - len(found))):
        found += more
    return found
