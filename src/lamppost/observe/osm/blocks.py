"""The blocks of a PBF file, and where they end, which is not always where the file does.

A file is a row of blocks, each a length in 4 octets, a BlobHeader of that length, and a Blob whose size stands in field 3 of the
BlobHeader (https://wiki.openstreetmap.org/wiki/PBF_Format). osmium takes a length of 0 for the end and reads no further, so that a
file with zeros in it would seem to be read whole.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

_LENGTH = 4
_MOST_HEAD = 1 << 16
_VARINT, _BYTES, _SIZE_FIELD = 0, 2, 3
_TYPE_FIELD: Final = 1
_RAW, _RAW_SIZE, _ZLIB = 1 << 3 | _BYTES, 2 << 3 | _VARINT, 3 << 3 | _BYTES
MOST_UNPACKED: Final = 1 << 24
"""Octets of a block, unpacked, as the format recommends; osmium reads twice as many."""


class UnusualError(Exception):
    """A file is not as most are, or damaged: nothing is said of it here."""


class Blob(NamedTuple):
    """Where a block stands in its file."""

    kind: bytes
    """`OSMHeader` or `OSMData`."""
    start: int
    size: int


def blocks_end(path: Path) -> int:
    """Octets from the beginning of the file on that stand in blocks; its size where they fill it.

    Args:
        path: The file, unpacked.
    """
    end = 0
    for blob in blobs_of(path):
        end = blob.start + blob.size
    return end


def blobs_of(path: Path) -> Iterator[Blob]:
    """The blocks of a file, up to the first that is none.

    Args:
        path: The file, unpacked.
    """
    size, at = path.stat().st_size, 0
    with path.open("rb") as file:
        while at + _LENGTH <= size:
            file.seek(at)
            length = int.from_bytes(file.read(_LENGTH), "big")
            fields = _fields_of(file.read(length)) if 0 < length <= _MOST_HEAD else None
            body = None if fields is None else fields.get(_SIZE_FIELD << 3 | _VARINT)
            if fields is None or not isinstance(body, int) or at + _LENGTH + length + body > size:
                break
            at += _LENGTH + length
            kind = fields.get(_TYPE_FIELD << 3 | _BYTES)
            yield Blob(kind if isinstance(kind, bytes) else b"", at, body)
            at += body


def unpacked(file: BinaryIO, blob: Blob) -> bytes:
    """What a block holds.

    Args:
        file: The file.
        blob: One of its blocks.

    Raises:
        UnusualError: It is packed otherwise than by zlib, larger than the format recommends, or not whole.
    """
    file.seek(blob.start)
    fields = _fields_of(file.read(blob.size)) if blob.size <= MOST_UNPACKED else None
    if fields is None:
        raise UnusualError
    raw, size, packed = fields.get(_RAW), fields.get(_RAW_SIZE), fields.get(_ZLIB)
    if isinstance(raw, bytes) and len(fields) == 1:
        return raw
    if not isinstance(size, int) or not isinstance(packed, bytes) or len(fields) > 2 or size > MOST_UNPACKED:
        raise UnusualError
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(packed, size + 1)
    except zlib.error:
        raise UnusualError from None
    if len(found) != size or not stream.eof or stream.unused_data:
        raise UnusualError
    return found


def _fields_of(message: bytes) -> dict[int, bytes | int] | None:
    """The fields of a message of Protocol Buffers by number and wire type; None where it is none."""
    at = 0
    found: dict[int, bytes | int] = {}
    while at < len(message):
        key, at = _number(message, at)
        value, at = _number(message, at)
        if key & 7 == _BYTES:
            found[key] = message[at : at + value]
            at += value
        elif key & 7 == _VARINT:
            found[key] = value
        else:
            return None
    return found if at == len(message) else None


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number in sevens of bits, the lowest first, and where it ends: behind all octets where it does not."""
    value = shift = 0
    while at < len(data):
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at
    return value, len(data) + 1
