"""Where the blocks of a PBF file end, which is not always where the file does.

A file is a row of blocks, each a length in 4 octets, a BlobHeader of that length, and a Blob whose size stands in field 3 of the
BlobHeader (https://wiki.openstreetmap.org/wiki/PBF_Format). osmium takes a length of 0 for the end and reads no further, so that a
file with zeros in it would seem to be read whole.
"""

from pathlib import Path

_LENGTH = 4
_MOST_HEAD = 1 << 16
_VARINT, _BYTES, _SIZE_FIELD = 0, 2, 3


def blocks_end(path: Path) -> int:
    """Octets from the beginning of the file on that stand in blocks; its size where they fill it.

    Args:
        path: The file, unpacked.
    """
    size, at = path.stat().st_size, 0
    with path.open("rb") as file:
        while at + _LENGTH <= size:
            file.seek(at)
            length = int.from_bytes(file.read(_LENGTH), "big")
            body = _size_of_blob(file.read(length)) if 0 < length <= _MOST_HEAD else None
            if body is None or at + _LENGTH + length + body > size:
                break
            at += _LENGTH + length + body
    return at


def _size_of_blob(head: bytes) -> int | None:
    """The number in field 3 of a message of Protocol Buffers; None where it is none, or lacks the field."""
    at, found = 0, None
    while at < len(head):
        key, at = _number(head, at)
        value, at = _number(head, at)
        if key & 7 == _BYTES:
            at += value
        elif key & 7 != _VARINT:
            return None
        elif key >> 3 == _SIZE_FIELD:
            found = value
    return found


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number in sevens of bits, the lowest first, and where it ends."""
    value = shift = 0
    while at < len(data):
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            break
    return value, at
