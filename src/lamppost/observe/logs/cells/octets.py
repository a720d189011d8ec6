"""Cells as numbers, and the steps that all kernels of cells take.

A cell is one signed number: its kind above bit 56, its length from bit 28, its first octet below. 0: not told.
"""

from lamppost.engine.instructions import AT_ONCE as OCTETS_AT_ONCE
from lamppost.engine.instructions import like, times, unlike, word
from lamppost.engine.kernel import Heap, Longs, Octets, kernel

__all__ = ["Heap", "Longs", "Octets", "cell_of", "hashed", "is_digit", "is_same", "mask_of", "word_of"]

TEXT, NUMBER, ESCAPED, DOUBLED, TRUTH, OBJECT, LIST = range(1, 8)
"""Kinds: octets as they stand; a number of JSON; a string of JSON with escapes; a cell in quotation marks with doubled
ones within; true or false; an object; a list."""

KIND, LENGTH = 56, 28
"""Where these begin."""
MOST = (1 << 28) - 1
"""Octets of a block."""

AT_ONCE = 64
"""Rows whose cells are found, before each step is taken with all of them."""

NOT_TOLD = -(1 << 63)
NOT_ONE = NOT_TOLD + 1
"""A cell that is not what is read there."""

ODD = 0x9E3779B97F4A7C15 - (1 << 64)  # as in `model.columns`
_LOW_35 = (1 << 35) - 1
_ZERO, _NINE = 0x30, 0x39


@kernel
def cell_of(kind: int, start: int, end: int) -> int:
    """A cell."""
    return kind << KIND | (end - start) << LENGTH | start


@kernel
def is_digit(octet: int) -> bool:
    """Whether it is one of 0 to 9."""
    return _ZERO <= octet <= _NINE


@kernel
def mask_of(buf: Octets, at: int, size: int, value: int) -> int:
    """Which of the 64 octets from a place on are a given one; those behind the last are not."""
    if at + OCTETS_AT_ONCE <= size:
        return like(buf, at, value)
    mask = 0
    for bit in range(size - at):
        if buf[at + bit] == value:
            mask |= 1 << bit
    return mask


@kernel
def word_of(buf: Octets, at: int, length: int, size: int) -> int:
    """Up to eight octets as a number, the first as its lowest; behind them zeros.

    Args:
        buf: Octets.
        at: Where they begin.
        length: How many, from 1 to 8.
        size: Where `buf` ends.
    """
    if at + 8 <= size:
        found = word(buf, at)
        return found if length == 8 else found & ((1 << (8 * length)) - 1)
    found = 0
    if length == 8:
        return word(buf, at)
    for place in range(length):
        found |= buf[at + place] * (1 << (8 * place))
    return found


@kernel
def hashed(buf: Octets, at: int, length: int, size: int) -> int:
    """A hash of some octets, 64 bits as a signed number, never 0: that of `model.columns.mixed`.

    Begun with the length; then for each word of eight octets, the first octet as the lowest, zeros behind the last:
    the word is added without carry, the sum is multiplied by 2^64 over the golden ratio, and its upper bits are added
    without carry 29 places further down.
    """
    found = length
    end = at + length
    while at < end:
        found = times(found ^ word_of(buf, at, min(8, end - at), size), ODD)
        found ^= (found >> 29) & _LOW_35
        at += 8
    return found if found != 0 else 1


@kernel
def is_same(buf: Octets, at: int, size: int, other: Octets, there: int, other_size: int, length: int) -> bool:
    """Whether some octets are those that stand at another place.

    Args:
        buf: Octets.
        at: Where they begin.
        size: Where `buf` ends.
        other: Other octets.
        there: Where they begin.
        other_size: Where `other` ends.
        length: How many.
    """
    if length < OCTETS_AT_ONCE and max(at - size, there - other_size) <= -OCTETS_AT_ONCE:
        return unlike(buf, at, other, there) & ((1 << length) - 1) == 0
    done = 0
    while done < length:
        some = min(8, length - done)
        if word_of(buf, at + done, some, size) != word_of(other, there + done, some, other_size):
            return False
        done += 8
    return True
