"""Instants in cells: seconds since 1970, or a day and a time of day as ISO 8601 and RFC 3339 write them.

`YYYY-MM-DD`, then `T`, `t` or a space, `hh:mm:ss`, then perhaps a point or a comma and one or more digits, then
perhaps `Z`, `z`, `+hh:mm`, `+hhmm` or `+hh` (or with `-`). Without a zone it is UTC. The second 60 is the first one of
the next minute. Digits behind the microseconds are cut off.
"""

from lamppost.engine.instructions import word
from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.logs.cells.numbers import decimal, digits_of
from lamppost.observe.logs.cells.octets import KIND, LENGTH, MOST, NOT_ONE, NOT_TOLD, NUMBER, is_digit

_MOST = (1 << 63) - 1
_ZERO, _POINT, _COMMA, _MINUS, _PLUS, _COLON, _SPACE = 0x30, 0x2E, 0x2C, 0x2D, 0x2B, 0x3A, 0x20
_T, _Z, _LOWER = 0x74, 0x7A, 0x20
_BEFORE_1970 = 719_163  # days from the first of January of the year 1 on
_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
_SECOND = 1_000_000
MEMO = 6
"""Numbers that are kept: the day as digits, its beginning, its octets as two words, and the zone's octets and seconds."""
_USUAL = len("2023-11-14T22:13:20.123456+0000")
_CLOCK = int.from_bytes(b"00:00:00", "little")
_SIXES = int.from_bytes(bytes((6, 6, 0, 6, 6, 0, 6, 6)), "little")
_NO_DIGITS = int.from_bytes(bytes((0xF0, 0xF0, 0xFF, 0xF0, 0xF0, 0xFF, 0xF0, 0xF0)), "little", signed=True)
_DAY = 86_400


@kernel
def instant_of(buf: Octets, cell: int, memo: Longs, first: int) -> int:
    """Microseconds since 1970, NOT_TOLD, NOT_ONE.

    Args:
        buf: The block.
        cell: A cell.
        memo: Keeps the day and the zone that were read last, `MEMO` numbers: most are of the same.
        first: Where it does.
    """
    if cell == 0:
        return NOT_TOLD
    if cell >> KIND > NUMBER:
        return NOT_ONE
    at = cell & MOST
    end = at + ((cell >> LENGTH) & MOST)
    if end - at < 19 or buf[at + 4] != _MINUS:
        value = decimal(buf, at, end, 6, 1, _MOST)
        return value if value >= 0 else NOT_ONE
    if end - at == _USUAL and word(buf, at) == memo[first + 2] and word(buf, at + 2) == memo[first + 3]:
        found = _usual(buf, at, memo, first)
        if found != NOT_ONE:
            return found
    written = _date(buf, at)
    if written != memo[first] or written < 0:
        memo[first] = written
        memo[first + 1] = _midnight(written)
        memo[first + 2] = -1
    if memo[first + 1] == NOT_ONE:
        return NOT_ONE
    found = _time(buf, at + 10, end, memo[first + 1])
    if found != NOT_ONE and end - at == _USUAL:
        memo[first + 2], memo[first + 3] = word(buf, at), word(buf, at + 2)
        memo[first + 4], memo[first + 5] = word(buf, end - 8) >> 24, _zone(buf, at + 26, end)
    return found


@kernel
def _usual(buf: Octets, at: int, memo: Longs, first: int) -> int:
    """The instant of a time with six digits behind its point, of the day and the zone that were read last; NOT_ONE where it is not written so."""
    clock = word(buf, at + 11) ^ _CLOCK
    if (clock | clock + _SIXES) & _NO_DIGITS != 0:
        return NOT_ONE
    hour = (clock & 15) * 10 + (clock >> 8 & 15)
    minute = (clock >> 24 & 15) * 10 + (clock >> 32 & 15)
    second = (clock >> 48 & 15) * 10 + (clock >> 56 & 15)
    mark = buf[at + 10]
    is_one = (mark | _LOWER == _T or mark == _SPACE) and buf[at + 19] in (_POINT, _COMMA)
    if not is_one or hour > 23 or minute > 59 or second > 60 or word(buf, at + 23) >> 24 != memo[first + 4]:
        return NOT_ONE
    fraction = digits_of(buf, at + 20, 6)
    if fraction < 0 or memo[first + 5] == NOT_ONE:
        return NOT_ONE
    return (memo[first + 1] + hour * 3600 + minute * 60 + second - memo[first + 5]) * _SECOND + fraction


@kernel
def _date(buf: Octets, at: int) -> int:
    """Year, month and day as a number of eight digits; -1 where they are not written so."""
    high, year, month, day = _two(buf, at), _two(buf, at + 2), _two(buf, at + 5), _two(buf, at + 8)
    if high < 0 or year < 0 or month < 0 or day < 0 or buf[at + 7] != _MINUS:
        return -1
    return (high * 100 + year) * 10_000 + month * 100 + day


@kernel
def _midnight(written: int) -> int:
    """Seconds from 1970 to the beginning of a day; NOT_ONE where the calendar has no such day."""
    if written < 0:
        return NOT_ONE
    year, month, day = written // 10_000, written // 100 % 100, written % 100
    if year < 1 or month < 1 or month > 12 or day < 1:
        return NOT_ONE
    is_leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    leap = 1 if is_leap else 0
    length = _BEFORE_MONTH[month] - _BEFORE_MONTH[month - 1] + (leap if month == 2 else 0)
    if day > length:
        return NOT_ONE
    past = year - 1
    days = past * 365 + past // 4 - past // 100 + past // 400 + _BEFORE_MONTH[month - 1] + day - 1
    days += leap if month > 2 else 0
    return (days + 1 - _BEFORE_1970) * _DAY


@kernel
def _time(buf: Octets, at: int, end: int, midnight: int) -> int:
    """The instant of the time of day that stands behind a day; NOT_ONE where there is none."""
    hour, minute, second = _two(buf, at + 1), _two(buf, at + 4), _two(buf, at + 7)
    if hour < 0 or minute < 0 or second < 0 or hour > 23 or minute > 59 or second > 60:
        return NOT_ONE
    if (buf[at] | _LOWER != _T and buf[at] != _SPACE) or buf[at + 3] != _COLON or buf[at + 6] != _COLON:
        return NOT_ONE
    at += 9
    fraction, digits = 0, 0
    if at < end and buf[at] in (_POINT, _COMMA):
        at += 1
        first = at
        while at < end and is_digit(buf[at]):
            if digits < 6:
                fraction = fraction * 10 + (buf[at] - _ZERO)
                digits += 1
            at += 1
        if at == first:
            return NOT_ONE
    while digits < 6:
        fraction *= 10
        digits += 1
    east = _zone(buf, at, end)
    if east == NOT_ONE:
        return NOT_ONE
    return (midnight + hour * 3600 + minute * 60 + second - east) * _SECOND + fraction


@kernel
def _zone(buf: Octets, at: int, end: int) -> int:
    """Seconds that a zone is before UTC; NOT_ONE where what stands there is none."""
    length = end - at
    if length == 0:
        return 0
    if length == 1:
        return 0 if buf[at] | _LOWER == _Z else NOT_ONE
    if length not in (3, 5, 6) or buf[at] not in (_PLUS, _MINUS):
        return NOT_ONE
    hours = _two(buf, at + 1)
    minutes = 0
    if length > 3:
        minutes = _two(buf, end - 2)
    if hours < 0 or minutes < 0 or hours > 23 or minutes > 59 or (length == 6 and buf[at + 3] != _COLON):
        return NOT_ONE
    east = hours * 3600 + minutes * 60
    return east if buf[at] == _PLUS else -east


@kernel
def _two(buf: Octets, at: int) -> int:
    """Two digits; -1 where they are none."""
    high, low = buf[at] - _ZERO, buf[at + 1] - _ZERO
    return high * 10 + low if 0 <= high <= 9 and 0 <= low <= 9 else -1
