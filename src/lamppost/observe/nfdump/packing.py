"""Blocks of a file as they were before they were packed: LZO1X, bzip2, LZ4 and zstd, none beyond its bound."""

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.saying import noted
from lamppost.observe.nfdump.kernels import Kernels
from lamppost.observe.unpacking import Unpacker

PLAIN, LZO, BZIP2, LZ4, ZSTD = range(5)
"""Numbers of the packings in a header of layout 2."""
NAMES = {LZO: "LZO", BZIP2: "bzip2", LZ4: "LZ4", ZSTD: "zstd"}
MOST_BLOCK = 1 << 24
"""Octets of the longest block that is read, packed and unpacked; the collectors write up to 5 MiB."""
_MOST_RATIO = 256
"""LZO and LZ4 pack no run of one octet closer than about 255 to 1."""
_WRONG = {
    -1: noted("it ends too early"),
    -2: noted("more comes out than fits"),
    -3: noted("it refers to what is not there"),
}


class PackingError(Exception):
    """A block that cannot be unpacked; its text is a `noted` reason."""


def unpacked(block: Column, packing: int, kernels: Kernels) -> Column:
    """The octets of a block, shape (m,).

    Args:
        block: Its octets as they stand in the file, shape (n,).
        packing: PLAIN, LZO, BZIP2, LZ4 or ZSTD.
        kernels: The path to take.

    Raises:
        PackingError: It is not what its header says.
    """
    if packing == PLAIN:
        return block
    if packing in (BZIP2, ZSTD):
        return _by_library(block.tobytes(), NAMES[packing].lower())
    room = min(MOST_BLOCK, _MOST_RATIO * len(block) + _MOST_RATIO)
    out = np.empty(room, np.uint8)
    unpack = kernels.unpack_lzo if packing == LZO else kernels.unpack_lz4
    count = unpack(kernels.octets(block), len(block), kernels.octets(out), room)
    if count < 0:
        raise PackingError(_WRONG[count])
    return out[:count]


def _by_library(data: bytes, packing: str) -> Column:
    """The same where the standard library unpacks."""
    unpacker, found, size = Unpacker(packing), [], 0
    unpacker.feed(data)
    while size <= MOST_BLOCK and (some := unpacker.take(MOST_BLOCK + 1 - size, is_last=True)):
        found.append(some)
        size += len(some)
    unpacker.finish()
    if size > MOST_BLOCK:
        raise PackingError(_WRONG[-2])
    if unpacker.problem is not None or not size:
        raise PackingError(_WRONG[-1] if unpacker.problem is None else noted("it is damaged"))
    return np.frombuffer(b"".join(found), np.uint8)
