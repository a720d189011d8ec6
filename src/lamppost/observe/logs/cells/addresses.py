"""Addresses in cells: IPv4 (RFC 6943 §3.1.1, the strict form), IPv6 (RFC 4291 §2.2), and MACs.

Four numbers from 0 to 255 without leading zeros and points between them; or groups of one to four hexadecimal digits
with colons between them, once perhaps `::` for one or more groups of zeros, the last two groups perhaps as IPv4. What
stands behind `%` is left out.
"""

from lamppost.engine.instructions import AT_ONCE as WIDTH
from lamppost.engine.instructions import like, lowest, without_lowest, word
from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.logs.cells.octets import KIND, LENGTH, MOST, NOT_ONE, NOT_TOLD, NUMBER

_MAPPED = 0xFFFF << 32
_POINT, _COLON, _PERCENT, _MINUS, _ZERO, _A, _LOWER = 0x2E, 0x3A, 0x25, 0x2D, 0x30, 0x61, 0x20
_GROUPS = 8
_LEAST = (0, 0, 10, 100)  # of a number of so many digits
_LONGEST = len("255.255.255.255")
_THREE, _ZEROS, _SIXES, _UPPER_HALVES = 0xFFFFFF, 0x303030, 0x060606, 0xF0F0F0


@kernel
def put_address(buf: Octets, size: int, cell: int, high: Longs, above: int, low: Longs, below: int) -> bool:
    """Whether nothing is told, or an address, which is written; else zeros are.

    Args:
        buf: The block.
        size: Where it ends.
        cell: A cell.
        high: Out: where its upper half goes.
        above: The place there.
        low: Out: where its lower half goes.
        below: The place there.
    """
    high[above] = 0
    low[below] = 0
    if cell == 0:
        return True
    if cell >> KIND > NUMBER:
        return False
    at = cell & MOST
    end = at + ((cell >> LENGTH) & MOST)
    four = -1
    if end - at <= _LONGEST and at + WIDTH <= size:
        four = _plain_ipv4(buf, at, end - at)
    if four < 0:
        four = _ipv4(buf, at, end)
    if four >= 0:
        low[below] = _MAPPED | four
        return True
    return _ipv6(buf, at, _before_zone(buf, at, end), high, above, low, below)


@kernel
def _plain_ipv4(buf: Octets, at: int, length: int) -> int:
    """As `_ipv4`, of an address and nothing behind it: the points are found at once, and each number is made of one word."""
    points = like(buf, at, _POINT) & ((1 << length) - 1)
    value, start = 0, 0
    for _ in range(3):
        stop = lowest(points)
        if stop > length:
            return -1
        one = _number_before(buf, at, start, stop)
        if one < 0:
            return -1
        value = value * 256 + one
        start = stop + 1
        points = without_lowest(points)
    if points != 0:
        return -1
    one = _number_before(buf, at, start, length)
    return value * 256 + one if one >= 0 else -1


@kernel
def _number_before(buf: Octets, at: int, start: int, stop: int) -> int:
    """A number up to 255 without a zero in front of it; -1 where it is none."""
    digits = stop - start
    if digits < 1 or digits > 3:
        return -1
    found = ((word(buf, at + start) & _THREE) ^ _ZEROS) << (8 * (3 - digits)) & _THREE
    if (found | found + _SIXES) & _UPPER_HALVES != 0:
        return -1
    value = (found & 15) * 100 + (found >> 8 & 15) * 10 + (found >> 16)
    return value if _LEAST[digits] <= value <= 255 else -1


@kernel
def _ipv4(buf: Octets, at: int, end: int) -> int:
    """Four numbers as one; -1 where what stands there is not that."""
    value = 0
    for number in range(4):
        if at >= end:
            return -1
        octet = buf[at] - _ZERO
        if octet < 0 or octet > 9:
            return -1
        at += 1
        if octet != 0:
            for _ in range(2):
                if at < end and 0 <= buf[at] - _ZERO <= 9:
                    octet = octet * 10 + (buf[at] - _ZERO)
                    at += 1
        if octet > 255:
            return -1
        value = value * 256 + octet
        if number < 3:
            if at >= end or buf[at] != _POINT:
                return -1
            at += 1
    return value if at == end or buf[at] == _PERCENT else -1


@kernel
def _before_zone(buf: Octets, at: int, end: int) -> int:
    while at < end:
        if buf[at] == _PERCENT:
            return at
        at += 1
    return end


@kernel
def _ipv6(buf: Octets, at: int, end: int, high: Longs, above: int, low: Longs, below: int) -> bool:
    """Whether IPv6 stands there, which is then written; else zeros are."""
    if end - at < 2 or (buf[at] == _COLON and buf[at + 1] != _COLON):
        return False
    left_out = _GROUPS - _groups(buf, at, end)
    has_gap = False
    group, upper, lower = 0, 0, 0
    if buf[at] == _COLON:
        at, group, has_gap = at + 2, left_out, True
        if left_out < 1:
            return False
    while at < end:
        start, value, four = at, 0, -1
        while at < end and at - start <= 4 and _digit(buf[at]) >= 0:
            value = value * 16 + _digit(buf[at])
            at += 1
        if at < end and buf[at] == _POINT and group == 6:
            four = _ipv4(buf, start, end)
            if four < 0:
                return False
            lower |= four
            group, at = 8, end
            break
        if at == start or at - start > 4 or group >= _GROUPS:
            return False
        if group < 4:
            upper |= _placed(value, group)
        else:
            lower |= _placed(value, group - 4)
        group += 1
        if at < end:
            if buf[at] != _COLON or at + 1 == end:
                return False
            at += 1
            if buf[at] == _COLON:
                if has_gap or left_out < 1:
                    return False
                at, group, has_gap = at + 1, group + left_out, True
    if group != _GROUPS:
        return False
    high[above] = upper
    low[below] = lower
    return True


@kernel
def _groups(buf: Octets, at: int, end: int) -> int:
    """How many groups are written; the point of an IPv4 at the end makes one more."""
    found, before = 0, _COLON
    has_point = False
    while at < end:
        octet = buf[at]
        if octet != _COLON and before == _COLON:
            found += 1
        has_point = has_point or octet == _POINT
        before = octet
        at += 1
    return found + 1 if has_point else found


@kernel
def _placed(value: int, group: int) -> int:
    """A group where it stands in a half."""
    if group == 0:
        return ((value ^ 0x8000) - 0x8000) << 48
    return value << (16 * (3 - group))


@kernel
def _digit(octet: int) -> int:
    """A hexadecimal digit; -1 where it is none."""
    value = octet - _ZERO
    if 0 <= value <= 9:
        return value
    value = (octet | _LOWER) - _A
    return value + 10 if 0 <= value <= 5 else -1


@kernel
def mac_of(buf: Octets, cell: int) -> int:
    """The MAC in a cell, NOT_TOLD, NOT_ONE."""
    if cell == 0:
        return NOT_TOLD
    value = -1
    if cell >> KIND <= NUMBER and (cell >> LENGTH) & MOST == 17:
        value = _mac(buf, cell & MOST)
    return value if value >= 0 else NOT_ONE


@kernel
def _mac(buf: Octets, at: int) -> int:
    value = 0
    for number in range(6):
        high, low = _digit(buf[at]), _digit(buf[at + 1])
        if high < 0 or low < 0 or (number < 5 and buf[at + 2] not in (_COLON, _MINUS)):
            return -1
        value = value * 256 + high * 16 + low
        at += 3
    return value
