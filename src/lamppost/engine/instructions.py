"""Steps over many octets that a processor takes at once, and Python one by one: kernels with machine code by hand.

Numbers are signed and of 64 bits on both paths, so that a mask of 64 octets may be below zero: masks are compared
with 0 alone, and put together with `&`, `|`, `^` and `~`.
"""

from lamppost.engine import machine_instructions
from lamppost.engine.kernel import Octets, by_hand, kernel

AT_ONCE = 64
"""Octets that `like` and `unlike` look at: so many have to be there."""
PLAIN_AT_ONCE = 32
"""Octets that `before_special`, `digits_before` and `unlike_few` look at."""

_TOP = -(1 << 63)
_ALL = (1 << 64) - 1
_QUOTE, _BACKSLASH, _SPACE, _ASCII = 0x22, 0x5C, 0x20, 0x80
_ZERO, _NINE = 0x30, 0x39


@by_hand(machine_instructions.like)
@kernel
def like(buf: Octets, at: int, value: int) -> int:
    """Which of the 64 octets from a place on are a given one, as a mask; the first is the lowest bit."""
    mask = 0
    for bit in range(63):
        if buf[at + bit] == value:
            mask |= 1 << bit
    if buf[at + 63] == value:
        mask |= _TOP
    return mask


@by_hand(machine_instructions.before_special)
@kernel
def before_special(buf: Octets, at: int) -> int:
    """How many octets of a JSON string stand there before one that is not plain; 32: all that are looked at.

    Not plain are the quotation mark, the backslash, control characters, and all that is not ASCII.
    """
    for bit in range(PLAIN_AT_ONCE):
        octet = buf[at + bit]
        if octet in (_QUOTE, _BACKSLASH) or octet < _SPACE or octet >= _ASCII:
            return bit
    return PLAIN_AT_ONCE


@by_hand(machine_instructions.unlike)
@kernel
def unlike(buf: Octets, at: int, other: Octets, there: int) -> int:
    """Which of 64 octets are not those of another place, as a mask; the first is the lowest bit."""
    mask = 0
    for bit in range(63):
        if buf[at + bit] != other[there + bit]:
            mask |= 1 << bit
    if buf[at + 63] != other[there + 63]:
        mask |= _TOP
    return mask


@by_hand(machine_instructions.unlike_few)
@kernel
def unlike_few(buf: Octets, at: int, other: Octets, there: int) -> int:
    """Which of 32 octets are not those of another place, as a mask; the first is the lowest bit."""
    mask = 0
    for bit in range(PLAIN_AT_ONCE):
        if buf[at + bit] != other[there + bit]:
            mask |= 1 << bit
    return mask


@by_hand(machine_instructions.digits_before)
@kernel
def digits_before(buf: Octets, at: int) -> int:
    """How many digits stand there before an octet that is none; 32: all that are looked at."""
    for bit in range(PLAIN_AT_ONCE):
        if buf[at + bit] < _ZERO or buf[at + bit] > _NINE:
            return bit
    return PLAIN_AT_ONCE


@by_hand(machine_instructions.lowest)
@kernel
def lowest(mask: int) -> int:
    """The place of a mask's lowest bit; 64 where there is none."""
    for bit in range(AT_ONCE):
        if (mask >> bit) & 1:
            return bit
    return AT_ONCE


@by_hand(machine_instructions.without_lowest)
@kernel
def without_lowest(mask: int) -> int:
    """The mask without its lowest bit."""
    return 0 if mask == _TOP else mask & (mask - 1)


@by_hand(machine_instructions.word)
@kernel
def word(buf: Octets, at: int) -> int:
    """Eight octets as a number, the first as its lowest."""
    low = buf[at] + buf[at + 1] * (1 << 8) + buf[at + 2] * (1 << 16) + buf[at + 3] * (1 << 24)
    high = buf[at + 4] + buf[at + 5] * (1 << 8) + buf[at + 6] * (1 << 16) + buf[at + 7] * (1 << 24)
    return ((high ^ 0x80000000) - 0x80000000) << 32 | low


@by_hand(machine_instructions.times)
@kernel
def times(left: int, right: int) -> int:
    """The lower 64 bits of a product."""
    return (((left * right) & _ALL) ^ -_TOP) + _TOP
