"""Opening evidence: which files are meant, and what each is by its first bytes."""

import glob
import io
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.observe.foreign import START_BYTES, foreign_kind
from lamppost.observe.magic import sniff_bytes
from lamppost.observe.unpacking import Unpacker, packing_of
from lamppost.observe.within.member import MemberStream, archive_of

STANDARD_INPUT = Path("-")

_PEEKED = 1 << 16
_LEAST_BEGUN = 8
_begun = bytearray()
_CURRENT = "current"
"""Zeek's link to the folder of the logs that it writes now."""
_NAMED = re.compile(r"\.(pcap|pcapng|cap|ntar|snoop|erf)\d*(\.(gz|zst|xz|bz2|lz4))?$", re.IGNORECASE)
"""Names that captures have: with a packing, and with the number that tcpdump -C puts behind."""


Inside = Callable[[Path], list[tuple[Path, int]] | None]
"""What is read of an archive in the place of itself, and the bytes of each; None for what is none, or holds nothing that is read."""


def expand(
    paths: Sequence[Path],
    is_log: Callable[[Path], bool] = lambda _: False,
    inside: Inside = lambda _: None,
) -> list[Path]:
    """The files behind the paths, each once; of a folder, the captures and logs in and below it by name.

    In a folder a file counts as a capture by its first bytes, packed or not, also in a format that is not
    read, or by its name; links to folders are not followed, but for one that is called `current`, as in folders of Zeek. A
    log within an archive is not read where it lies unpacked beside it, in a folder of the archive's name and a number, as in
    folders of Malcolm.

    Args:
        paths: Files and folders.
        is_log: Whether a file is a log that can be read.
        inside: What is read of an archive.

    Raises:
        LamppostError: A path is missing, or a folder holds no capture and no log.
    """
    files: dict[tuple[int, int] | Path, Path] = {}
    for path in paths:
        try:
            is_folder = path != STANDARD_INPUT and path.is_dir()
            if not is_folder:
                _refuse_what_is_no_file(path)
            found = _evidence_below(path, is_log, inside) if is_folder else _of_file(path, inside)
            stats = [_status(one) for one in found]
        except OSError as error:
            raise LamppostError(
                tr("{name}: cannot be read: {reason}", name=path.name, reason=error.strerror),
                hint=tr("May you read it?"),
            ) from None
        if not found:
            raise LamppostError(
                tr("{name}: a folder without a capture or a log in it", name=path.name),
                hint=tr(
                    "Give a pcap or pcapng file, logs of Zeek or Suricata, flows of nfdump, packed or not, "
                    "or a folder that holds some."
                ),
            )
        for one, held in zip(found, stats, strict=True):
            key = one if held is None or not held.st_ino else (held.st_dev, held.st_ino)
            files.setdefault(key, one)
    return list(files.values())


def size_of(path: Path) -> int:
    """Bytes of a file as the system says; 0 for one within an archive."""
    try:
        return path.stat().st_size
    except NotADirectoryError:
        return 0


def open_evidence(path: Path) -> BinaryIO:
    """The file, unbuffered; `-` is standard input, which closing leaves open.

    Raises:
        OSError: It cannot be opened.
    """
    if path == STANDARD_INPUT and _begun:
        return cast("BinaryIO", _Begun())
    if path == STANDARD_INPUT:
        return open(0, "rb", buffering=0, closefd=False)
    try:
        return path.open("rb", buffering=0)
    except NotADirectoryError:
        archive = archive_of(path)
        if archive is None:
            raise
        return cast("BinaryIO", MemberStream(archive, path.relative_to(archive).as_posix()))


def begin_standard_input() -> bytes:
    """The first bytes of standard input, as many as are there at once and eight at least; `open_evidence` gives them again.

    None come from a terminal, which says nothing by itself.
    """
    if not os.isatty(0):
        while len(_begun) < _LEAST_BEGUN and (more := os.read(0, _PEEKED)):
            _begun.extend(more)
    return bytes(_begun)


def rest_of_standard_input() -> Iterator[bytes]:
    """What is behind the bytes that were begun with, which are forgotten."""
    _begun.clear()
    while block := os.read(0, 1 << 20):
        yield block


class _Begun(io.RawIOBase):
    """Standard input from its first byte, some of which were read before."""

    def __init__(self) -> None:
        self._start = bytes(_begun)
        _begun.clear()

    def fileno(self) -> int:
        """That of standard input."""
        return 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """How many bytes were put into the buffer: first those that were read before."""
        if self._start:
            view = memoryview(buffer).cast("B")
            length = min(len(self._start), len(view))
            view[:length] = self._start[:length]
            self._start = self._start[length:]
            return length
        return os.readv(0, [buffer]) if hasattr(os, "readv") else _read_into(buffer)


def _read_into(buffer: Any) -> int:
    """The same where the system has no `readv`."""
    view = memoryview(buffer).cast("B")
    found = os.read(0, len(view))
    view[: len(found)] = found
    return len(found)


def display_name(path: Path) -> str:
    """How the file is called in results: its base name."""
    return "standard input" if path == STANDARD_INPUT else path.name


def can_be_peeked(path: Path) -> bool:
    """Whether the first bytes may be read twice: of regular files alone."""
    try:
        return path != STANDARD_INPUT and path.is_file()
    except OSError:
        return False


def sniff(path: Path) -> str | None:
    """`pcap`, `pcapng`, or None for anything else, by the first four bytes, unpacked if need be.

    Args:
        path: A file; one that cannot be opened is None.
    """
    return sniff_bytes(unpacked_start(path))


def unpacked_start(path: Path, most: int = _PEEKED) -> bytes:
    """The first bytes of a file, unpacked if it is packed; fewer, or none, where that cannot be."""
    try:
        with path.open("rb", buffering=0) as stream:
            start = stream.read(most)
    except OSError:
        return b""
    packing = packing_of(start)
    if packing is None:
        return start
    unpacker = Unpacker(packing)
    unpacker.feed(start)
    return unpacker.take(most, is_last=True)


def _evidence_below(folder: Path, is_log: Callable[[Path], bool], inside: Inside) -> list[Path]:
    """Captures and logs in a folder and those below it, in the order of their paths."""
    found: list[Path] = []
    for one in sorted(files_below(folder)):
        if not one.is_file():
            continue
        if (within := inside(one)) is not None:
            beside = list(one.parent.glob(f"{glob.escape(one.name)}_[0-9]*"))
            found += [path for path, size in within if not _is_unpacked(path, size, one, beside)]
        elif _NAMED.search(one.name) or is_log(one) or _is_capture(one):
            found.append(one)
    return _by_their_own_paths(folder, found)


def _by_their_own_paths(folder: Path, found: Sequence[Path]) -> list[Path]:
    """Files each once: by the path that leads through no link where there is one."""
    root, chosen = Path(os.path.realpath(folder)), dict[str, Path]()
    for one in found:
        real = os.path.realpath(one)
        if real not in chosen or real == str(root / one.relative_to(folder)):
            chosen[real] = one
    return sorted(chosen.values())


def files_below(folder: Path) -> list[Path]:
    """Files in a folder and those below it, those behind a link `current` included."""
    names: list[Path] = []
    folders, seen = [folder], set[str]()
    while folders:
        top = folders.pop()
        if (real := os.path.realpath(top)) in seen:
            continue
        seen.add(real)
        for parent, below, inside in os.walk(top, onerror=_raise):
            names += [Path(parent) / name for name in inside]
            folders += [
                Path(parent) / name
                for name in below
                if name == _CURRENT and (Path(parent) / name).is_symlink()
            ]
    return names


def _of_file(path: Path, inside: Inside) -> list[Path]:
    """What is read of a file that is given by itself."""
    within = inside(path) if can_be_peeked(path) else None
    return [path] if within is None else [one for one, _ in within]


def _is_unpacked(path: Path, size: int, archive: Path, beside: Sequence[Path]) -> bool:
    """Whether a log within an archive lies unpacked, and whole, in a folder beside that."""
    if path == archive:
        return False
    places = (folder / path.relative_to(archive) for folder in beside)
    return any(one.is_file() and one.stat().st_size == size for one in places)


def _is_capture(path: Path) -> bool:
    """Whether a file in a folder is a capture by its beginning, or would be one if it could be read."""
    start = unpacked_start(path, START_BYTES if packing_of(_first(path)) is None else _PEEKED)
    foreign = foreign_kind(start)
    return sniff_bytes(start) is not None or (
        foreign is not None and foreign.is_capture and not foreign.name.startswith("perhaps")
    )


def _first(path: Path) -> bytes:
    try:
        with path.open("rb", buffering=0) as stream:
            return stream.read(8)
    except OSError:
        return b""


def _raise(error: OSError) -> None:
    raise error


def _status(path: Path) -> os.stat_result | None:
    """What the system says of a file; None for one within an archive."""
    if path == STANDARD_INPUT:
        return os.fstat(0)
    try:
        return path.stat()
    except NotADirectoryError:
        return None


def _refuse_what_is_no_file(path: Path) -> None:
    """Take files and pipes alone: a device never ends, and a terminal has no capture to say.

    Raises:
        LamppostError: It is neither.
    """
    try:
        held = os.fstat(0) if path == STANDARD_INPUT else path.stat()
    except FileNotFoundError:
        raise LamppostError(tr("{name}: no such file", name=path.name), hint=tr("Check the path.")) from None
    if stat.S_ISREG(held.st_mode) or stat.S_ISFIFO(held.st_mode) or stat.S_ISSOCK(held.st_mode):
        return
    if path == STANDARD_INPUT and not os.isatty(0):
        return
    if path == STANDARD_INPUT or os.path.realpath(path) == os.path.realpath("/dev/stdin"):
        raise LamppostError(
            tr("standard input is a terminal, not a capture"),
            hint=tr("Pipe one in: tcpdump -w - | lamppost look -"),
        )
    raise LamppostError(
        tr("{name}: not a regular file", name=path.name), hint=tr("Give a file, a pipe, or a folder.")
    )
