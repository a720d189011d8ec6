"""Opening evidence: what kind of file it is, and its bytes in blocks, hashed in the same pass."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from lamppost.model.errors import LamppostError

MAGIC_BYTES = 4

_PCAP_MAGICS = frozenset(
    bytes.fromhex(text)
    for text in (
        "a1b2c3d4",  # microseconds
        "d4c3b2a1",
        "a1b23c4d",  # nanoseconds
        "4d3cb2a1",
        "a1b2cd34",  # "modified": 8 more bytes in each record header
        "34cdb2a1",
    )
)
_PCAPNG_MAGIC = bytes.fromhex("0a0d0d0a")


def expand(paths: Sequence[Path]) -> list[Path]:
    """The files behind the paths, each once; of a folder, the captures in it by name.

    Raises:
        LamppostError: A path is missing, or a folder holds no capture.
    """
    files: dict[tuple[int, int] | Path, Path] = {}
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else [path]
            found = [one for one in inside if one.is_file() and (one is path or sniff(one))]
            stats = [one.stat() for one in found]
        except OSError as error:
            raise LamppostError(
                f"{path.name}: cannot be read: {error.strerror}", hint="May you read it?"
            ) from None
        if not found and path.is_dir():
            raise LamppostError(
                f"{path.name}: a folder without a capture in it",
                hint="Give a pcap or pcapng file, or a folder that holds some.",
            )
        if not found:
            what = "not a regular file" if path.exists() else "no such file"
            raise LamppostError(f"{path.name}: {what}", hint="Check the path.")
        for one, held in zip(found, stats, strict=True):
            files.setdefault((held.st_dev, held.st_ino) if held.st_ino else one.resolve(), one)
    return list(files.values())


def sniff(path: Path) -> str | None:
    """`pcap`, `pcapng`, or None for anything else, by the first four bytes.

    Args:
        path: A file; one that cannot be opened is None.
    """
    try:
        with path.open("rb") as stream:
            return sniff_bytes(stream.read(MAGIC_BYTES))
    except OSError:
        return None


def sniff_bytes(start: bytes) -> str | None:
    """`pcap`, `pcapng`, or None, by the first four bytes of a file."""
    if start in _PCAP_MAGICS:
        return "pcap"
    return "pcapng" if start == _PCAPNG_MAGIC else None


class HashedStream:
    """A stream read into the caller's buffer while its SHA-256 is computed beside the work."""

    def __init__(self, stream: BinaryIO) -> None:
        """Start at the stream's position; the caller closes the stream and calls `close`."""
        self.size_bytes = 0
        self._stream = stream
        self._sha256 = hashlib.sha256()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sha256")
        self._pending: Future[None] | None = None

    def read_into(self, view: memoryview) -> int:
        """How many bytes were put at the front of the view; 0 at the end of the stream.

        The view must stay as it is until `settle`.

        Raises:
            OSError: The medium could not be read.
        """
        self.settle()
        length = self._stream.readinto(view)  # type: ignore[attr-defined]
        if length:
            self.size_bytes += length
            self._pending = self._pool.submit(self._sha256.update, view[:length])
        return int(length)

    def settle(self) -> None:
        """Wait until the bytes read so far are hashed and may be overwritten."""
        if self._pending is not None:
            self._pending.result()
            self._pending = None

    def hexdigest(self) -> str:
        """SHA-256 of everything read so far."""
        self.settle()
        return self._sha256.hexdigest()

    def close(self) -> None:
        """End the hashing thread."""
        self.settle()
        self._pool.shutdown()
