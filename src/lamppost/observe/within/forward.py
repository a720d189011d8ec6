"""The bytes of a file, unpacked if it is packed, from the first to the last: for those who would seek and read at will."""

from collections.abc import Iterator
from typing import BinaryIO

from lamppost.model.saying import say
from lamppost.observe.source import MOST_RATIO, MOST_UNPACKED
from lamppost.observe.unpacking import START_BYTES, Problem, Unpacker, packing_of
from lamppost.observe.within.entries import PIECE, ArchiveError, BombError

MOST_HEADER = 1 << 20
"""Bytes of headers before an entry."""
_PACKED = 1 << 16


class Forward:
    """A file that goes forwards alone; `read` is for headers, and bounded."""

    def __init__(self, stream: BinaryIO) -> None:
        """Begin at the stream's first byte.

        Args:
            stream: The archive, unbuffered.
        """
        self._stream, self._at, self._n_headers = stream, 0, 0
        self._packed_bytes = 0
        start = stream.read(START_BYTES)
        packing = packing_of(start)
        self._unpacker = None if packing is None else Unpacker(packing)
        self._rest, self._is_last = start if packing is None else b"", False
        self.last_block = b""
        """What `read` gave last."""
        if self._unpacker is not None:
            self._unpacker.feed(start)
            self._packed_bytes = len(start)

    def tell(self) -> int:
        """How many bytes were passed."""
        return self._at

    def seek(self, at: int) -> int:
        """Pass over what is before a place.

        Raises:
            ArchiveError: It is behind the present one, or the stream is damaged before it.
        """
        if at < self._at:
            raise ArchiveError(say("the archive leads back to what was read before"))
        for _ in self.pieces(at - self._at):
            pass
        return self._at

    def begin_entry(self) -> None:
        """From here on headers of the next entry are read."""
        self._n_headers = 0

    def read(self, size: int) -> bytes:
        """So many bytes of a header, fewer at the end.

        Raises:
            ArchiveError: They are more than any header has, or the stream is damaged.
        """
        self._n_headers += size
        if not 0 <= size <= MOST_HEADER or self._n_headers > MOST_HEADER:
            raise ArchiveError(
                say("what the archive says of an entry is longer than {most} bytes", most=MOST_HEADER)
            )
        self.last_block = b"".join(self.pieces(size))
        return self.last_block

    def pieces(self, size: int) -> Iterator[bytes]:
        """So many bytes, some at a time; fewer at the end.

        Raises:
            ArchiveError: The stream is damaged.
        """
        while size > 0 and (piece := self._some(min(size, PIECE))):
            size -= len(piece)
            self._at += len(piece)
            yield piece

    def _some(self, most: int) -> bytes:
        """The next bytes; none at the end."""
        unpacker = self._unpacker
        if unpacker is None:
            piece, self._rest = self._rest[:most], self._rest[most:]
            return piece or self._of_stream(most)
        while not (piece := unpacker.take(most, is_last=self._is_last)):
            if unpacker.problem is not None:
                raise ArchiveError(_ended(unpacker.problem))
            if self._is_last:
                unpacker.finish()
                if unpacker.problem is not None:
                    raise ArchiveError(_ended(unpacker.problem))
                return b""
            packed = self._of_stream(_PACKED)
            self._packed_bytes += len(packed)
            unpacker.feed(packed)
            self._is_last = not packed
        if self._at > MOST_UNPACKED and self._at > MOST_RATIO * self._packed_bytes:
            raise BombError
        return piece

    def _of_stream(self, most: int) -> bytes:
        try:
            return self._stream.read(most) or b""
        except OSError as error:
            raise ArchiveError(
                say("the archive could not be read on: {reason}", reason=error.strerror or str(error))
            ) from None


def _ended(problem: Problem) -> str:
    if problem.kind == "cut":
        return say("the packed stream of the archive ends early, at byte {at}", at=problem.at)
    return say("the packed stream of the archive is damaged at byte {at}", at=problem.at)
