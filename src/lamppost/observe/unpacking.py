"""Packed streams unpacked as they come: gzip (RFC 1952), zstd (RFC 8878), xz and bzip2.

Several members one after the other are one stream; zeros behind a member are padding.
"""

import zlib
from typing import Any, Literal, Protocol

import msgspec

START_BYTES = 6
"""How many bytes tell a packing."""

MOST_MEMORY = 1 << 28
"""Bytes that the dictionary of an xz stream may take."""

_MAGICS = (
    (b"\x1f\x8b\x08", "gzip"),  # RFC 1952 §2.3.1: ID1, ID2, CM 8
    (b"\x28\xb5\x2f\xfd", "zstd"),  # RFC 8878 §3.1.1
    (b"\xfd7zXZ\x00", "xz"),  # The .xz File Format §2.1.1.1
    (b"BZh", "bzip2"),
)


class Problem(msgspec.Struct, frozen=True):
    """Why the bytes of a file end, or are not all a capture."""

    kind: Literal["medium", "cut", "damaged", "garbage", "bomb", "changed"]
    at: int
    """Byte of the file as it was handed over."""
    words: str = ""


class _Engine(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def packing_of(start: bytes) -> str | None:
    """`gzip`, `zstd`, `xz`, `bzip2`, or None, by the first six bytes."""
    for magic, name in _MAGICS:
        if start.startswith(magic):
            return name
    is_skippable = len(start) >= 4 and start[0] & 0xF0 == 0x50 and start[1:4] == b"\x2a\x4d\x18"
    return "zstd" if is_skippable else None  # RFC 8878 §3.1.2


class Unpacker:
    """One packed stream: packed bytes in, unpacked bytes out, a bounded number at a time."""

    def __init__(self, packing: str) -> None:
        """Expect a stream of this packing."""
        self.problem: Problem | None = None
        self.fed = 0
        self._packing = packing
        self._engine: _Engine | None = None
        self._rest = b""
        self._is_first = True

    def feed(self, data: bytes) -> None:
        """Give more packed bytes; only when `take` gave none."""
        self.fed += len(data)
        self._rest += data

    def take(self, most: int, *, is_last: bool = False) -> bytes:
        """At most so many unpacked bytes; none when more packed ones are needed, or there was a problem.

        Args:
            most: Bytes to give at most.
            is_last: No more packed bytes will come.
        """
        while self.problem is None:
            if self._engine is None and not self._begin_member(is_last=is_last):
                return b""
            given, self._rest = self._rest, b""
            found = self._step(given, most)
            engine = self._engine
            if engine is not None and engine.eof:
                self._rest, self._engine = engine.unused_data, None
            if found:
                return found
            if engine is not None and not engine.eof and engine.needs_input:
                return b""
        return b""

    def finish(self) -> None:
        """Say whether the stream ends where it may."""
        if self.problem is None and self._engine is not None:
            self.problem = Problem("cut", self.fed)

    def _begin_member(self, *, is_last: bool) -> bool:
        """Whether another member begins here."""
        if not self._is_first:
            self._rest = self._rest.lstrip(b"\0")
        if not self._rest or (len(self._rest) < START_BYTES and not is_last):
            return False
        if packing_of(self._rest[:START_BYTES]) != self._packing:
            self.problem = Problem("garbage", self.fed - len(self._rest))
            return False
        self._engine, self._is_first = _engine(self._packing), False
        return True

    def _step(self, data: bytes, most: int) -> bytes:
        """What the member gives for these bytes; of a damaged one what came before the damage."""
        assert self._engine is not None
        try:
            return self._engine.decompress(data, most)
        except _errors() as error:
            at = self.fed - len(data)
            if isinstance(self._engine, _Inflater):
                found, used = self._engine.salvage(data)
                at += used
            else:
                found = b""
            self.problem = Problem("damaged", at, str(error))
            self._engine = None
            return found


def _errors() -> tuple[type[Exception], ...]:
    """What the decompressors raise for damaged streams."""
    import lzma

    errors: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
    return (*errors, _zstd().ZstdError)


def _zstd() -> Any:
    """The zstd module: of the standard library from Python 3.14 on, its backport before."""
    import importlib
    import sys

    return importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def _engine(packing: str) -> _Engine:
    """A new member's decompressor."""
    if packing == "gzip":
        return _Inflater()
    if packing == "bzip2":
        import bz2

        return bz2.BZ2Decompressor()
    if packing == "xz":
        import lzma

        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY)
    engine: _Engine = _zstd().ZstdDecompressor()
    return engine


class _Inflater:
    """zlib's decompressor with the manners of the others."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self._before = self._zlib.copy()
        self._tail = b""
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most so many bytes; packed bytes that were not needed yet are kept."""
        self._before = self._zlib.copy()
        self._tail += data
        found = self._zlib.decompress(self._tail, max(max_length, 0))
        self._tail = self._zlib.unconsumed_tail
        self.needs_input = not self._tail and len(found) < max_length
        return found

    def salvage(self, data: bytes) -> tuple[bytes, int]:
        """What came before the damage, and how many of the bytes given last were used for it."""
        found = []
        for used in range(len(self._tail)):
            try:
                found.append(self._before.decompress(self._tail[used : used + 1]))
            except zlib.error:
                return b"".join(found), used - (len(self._tail) - len(data))
        return b"".join(found), len(data)
