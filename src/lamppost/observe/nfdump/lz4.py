"""Blocks of LZ4, unpacked with every bound looked at (LZ4 Block Format Description, lz4/lz4 doc/lz4_Block_format.md)."""

from lamppost.engine.kernel import Heap, Octets, kernel

TOO_SHORT = -1
TOO_LONG = -2
NO_SUCH_PLACE = -3

_LEAST_MATCH = 4


@kernel
def more_length(src: Octets, length: int, pos: int) -> int:
    """How many octets of 255 stand from a place on, before the one that ends the length; -1 where none ends it."""
    at = pos
    while at < length and src[at] == 255:
        at += 1
    return at - pos if at < length else -1


@kernel
def unpack_lz4(src: Octets, length: int, out: Heap, room: int) -> int:
    """How many octets came out, or a number below 0 that says what is wrong.

    Args:
        src: The packed octets.
        length: How many there are.
        out: Takes the unpacked ones.
        room: How many fit.
    """
    pos, at = 0, 0
    while pos < length:
        token = src[pos] * 1
        pos += 1
        count = token >> 4
        if count == 15:
            full = more_length(src, length, pos)
            if full < 0:
                return TOO_SHORT
            count += 255 * full + src[pos + full]
            pos += full + 1
        if pos + count > length:
            return TOO_SHORT
        if at + count > room:
            return TOO_LONG
        for index in range(count):
            out[at + index] = src[pos + index]
        pos += count
        at += count
        if pos == length:  # the last sequence has no match
            return at
        if pos + 2 > length:
            return TOO_SHORT
        far = src[pos] + src[pos + 1] * 0x100
        pos += 2
        count = (token & 15) + _LEAST_MATCH
        if token & 15 == 15:
            full = more_length(src, length, pos)
            if full < 0:
                return TOO_SHORT
            count += 255 * full + src[pos + full]
            pos += full + 1
        if far == 0 or far > at:
            return NO_SUCH_PLACE
        if at + count > room:
            return TOO_LONG
        for index in range(count):
            out[at + index] = out[at - far + index]
        at += count
    return TOO_SHORT
