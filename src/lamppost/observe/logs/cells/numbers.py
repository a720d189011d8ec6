"""Decimal numbers in cells: exact, whatever their length, fraction and exponent.

A number is one or more digits, then perhaps a point and one or more digits, then perhaps `e` or `E`, a sign or none,
and one or more digits. Nothing stands before it, between or behind.
"""

from lamppost.engine.instructions import times, word
from lamppost.engine.kernel import Octets, kernel
from lamppost.observe.logs.cells.octets import KIND, LENGTH, MOST, NOT_ONE, NOT_TOLD, NUMBER, is_digit

_POINT, _PLUS, _MINUS, _EXPONENT, _ZERO = 0x2E, 0x2B, 0x2D, 0x65, 0x30
_LOWER = 0x20
_ZEROS, _SIXES, _UPPER_HALVES = 0x3030303030303030, 0x0606060606060606, 0xF0F0F0F0F0F0F0F0 - (1 << 64)
_OF_TWO, _OF_FOUR, _OF_EIGHT = 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0xFFFFFFFF
_SHORT = 18  # digits that a number of 64 bits holds, whatever they are
_FAR = 1 << 40  # more than a block has octets


@kernel
def decimal_of(buf: Octets, size: int, cell: int, scale: int, cuts: int, most: int) -> int:
    """The number in a cell times a power of ten, NOT_TOLD, NOT_ONE; else as `decimal`."""
    if cell == 0:
        return NOT_TOLD
    if cell >> KIND > NUMBER:
        return NOT_ONE
    start, length = cell & MOST, (cell >> LENGTH) & MOST
    if length <= 8 and start + 8 <= size and scale == 0:
        value = digits_of(buf, start, length)
        if 0 <= value <= most:
            return value
    value = decimal(buf, start, start + length, scale, cuts, most)
    return value if value >= 0 else NOT_ONE


@kernel
def digits_of(buf: Octets, at: int, length: int) -> int:
    """The number that up to eight digits are; -1 where one of them is none. Eight octets have to be there.

    Neighbours are put together three times, so that two digits, four and eight are one number.
    """
    found = times(word(buf, at) ^ _ZEROS, 1 << (64 - 8 * length))
    if (found | found + _SIXES) & _UPPER_HALVES != 0:
        return -1
    found = (times(found, 10 << 8 | 1) >> 8) & _OF_TWO
    found = (times(found, 100 << 16 | 1) >> 16) & _OF_FOUR
    return (times(found, 10_000 << 32 | 1) >> 32) & _OF_EIGHT


@kernel
def decimal(buf: Octets, at: int, end: int, scale: int, cuts: int, most: int) -> int:
    """The number that stands there times a power of ten; -1 where there is none, or it is too large.

    Args:
        buf: The block.
        at: Where it begins.
        end: One past its last octet.
        scale: Powers of ten that it is multiplied by.
        cuts: 1: what is behind the point then is cut off; 0: it has to be zero.
        most: The largest that may come out.
    """
    start, value = at, 0
    while at < end and is_digit(buf[at]) and at - start < _SHORT:
        value = value * 10 + (buf[at] - _ZERO)
        at += 1
    if at == end and scale == 0 and at > start:
        return value if value <= most else -1
    if at - start > _SHORT - scale:
        return _exact(buf, start, end, scale, cuts, most)
    behind = 0
    if at > start and at < end and buf[at] == _POINT and cuts == 1:
        at += 1
        point = at
        while at < end and is_digit(buf[at]):
            if behind < scale:
                value = value * 10 + (buf[at] - _ZERO)
                behind += 1
            at += 1
        if at == point:
            return -1
    if at < end or at == start:
        return _exact(buf, start, end, scale, cuts, most)
    while behind < scale:
        value *= 10
        behind += 1
    return value if value <= most else -1


@kernel
def _exact(buf: Octets, at: int, end: int, scale: int, cuts: int, most: int) -> int:
    """The same of any number: its digits up to where the point comes to stand, then what is behind them."""
    start, point, behind = at, -1, 0
    while at < end and is_digit(buf[at]):
        at += 1
    before = at - start
    if at < end and buf[at] == _POINT:
        point = at
        at += 1
        while at < end and is_digit(buf[at]):
            at += 1
        behind = at - point - 1
        if behind == 0:
            return -1
    last = at
    exponent = 0
    if at < end and buf[at] | _LOWER == _EXPONENT:
        exponent, at = _exponent(buf, at + 1, end), end
    if before == 0 or at < end or exponent == NOT_ONE:
        return -1
    kept = before + exponent + scale
    value, place, at = 0, 0, start
    while at < last:
        if at != point:
            digit = buf[at] - _ZERO
            if place >= kept:
                if digit != 0 and cuts == 0:
                    return -1
            else:
                if value > (most - digit) // 10:
                    return -1
                value = value * 10 + digit
            place += 1
        at += 1
    while place < kept and value != 0:
        if value > most // 10:
            return -1
        value *= 10
        place += 1
    return value


@kernel
def _exponent(buf: Octets, at: int, end: int) -> int:
    """A whole number with a sign, up to the end; NOT_ONE where there is none."""
    is_below = at < end and buf[at] == _MINUS
    if at < end and (is_below or buf[at] == _PLUS):
        at += 1
    if at == end:
        return NOT_ONE
    value = 0
    while at < end:
        if not is_digit(buf[at]):
            return NOT_ONE
        if value < _FAR:
            value = value * 10 + (buf[at] - _ZERO)
        at += 1
    return -value if is_below else value
