"""Numbers of Protocol Buffers, and the fields of a message; what is not plain is told by a number below 0.

A number stands in sevens of bits, the lowest first, and its last octet is below 128. One that takes ten octets is below 0, or
beyond what a map has: it is not read here.
"""

from typing import Final

from lamppost.engine.kernel import Longs, Octets, kernel

__all__ = ["Longs", "Octets", "field", "plus", "size_of", "value_of", "width"]

UNUSUAL: Final = -1
"""What a kernel gives for what is not as writers of maps write it."""
NUMBER, BYTES = 0, 2
"""Wire types: a number; a length, and so many octets."""
_MOST_WIDTH: Final = 9
_MORE, _SEVEN = 128, 127


@kernel
def width(buf: Octets, at: int, end: int) -> int:
    """Octets of the number that stands there, from 1 to 9; 0 where none ends before `end`."""
    n = 0
    while at + n < end and n < _MOST_WIDTH:
        n += 1
        if buf[at + n - 1] < _MORE:
            return n
    return 0


@kernel
def value_of(buf: Octets, at: int, n: int) -> int:
    """The number in so many octets; never below 0."""
    value = 0
    for place in range(n):
        value |= (buf[at + place] & _SEVEN) << (7 * place)
    return value


@kernel
def plus(buf: Octets, at: int, n: int) -> int:
    """The number in so many octets as a step: an even one is half of it up, an odd one half of the next down."""
    value = value_of(buf, at, n)
    return (value >> 1) ^ -(value & 1)


@kernel
def field(buf: Octets, at: int, end: int, found: Longs) -> int:
    """Read the head of a field; gives where its content begins.

    Args:
        buf: Octets.
        at: Where it begins.
        end: Where the message ends.
        found: Takes the field's number and wire type, its value or its length, and where the next field begins.

    Returns:
        `UNUSUAL` where it is neither a number nor octets, or does not end before the message does.
    """
    n = width(buf, at, end)
    if n == 0:
        return UNUSUAL
    key = value_of(buf, at, n)
    at += n
    n = width(buf, at, end)
    if n == 0:
        return UNUSUAL
    value = value_of(buf, at, n)
    at += n
    if key & 7 == BYTES:
        if value > end - at:
            return UNUSUAL
        found[2] = at + value
    elif key & 7 == NUMBER:
        found[2] = at
    else:
        return UNUSUAL
    found[0] = key
    found[1] = value
    return at


@kernel
def size_of(buf: Octets, at: int, end: int) -> int:
    """How many numbers stand between two places; `UNUSUAL` where the last does not end there."""
    n = 0
    for place in range(at, end):
        if buf[place] < _MORE:
            n += 1
    if end > at and buf[end - 1] >= _MORE:
        return UNUSUAL
    return n
