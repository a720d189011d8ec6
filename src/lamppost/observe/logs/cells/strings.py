"""Strings and numbers of JSON (RFC 8259 §6 and §7), looked at octet by octet where they are not plain."""

from lamppost.engine.instructions import PLAIN_AT_ONCE, before_special
from lamppost.engine.kernel import Heap, Longs, Octets, kernel, prefetch
from lamppost.observe.logs.cells.octets import KIND, LENGTH, LIST, MOST, TEXT, cell_of, is_digit

_QUOTE, _BACKSLASH, _SPACE, _ASCII, _DELETE = 0x22, 0x5C, 0x20, 0x80, 0x7F
_U, _ZERO, _POINT, _PLUS, _MINUS, _E, _LOWER = 0x75, 0x30, 0x2E, 0x2B, 0x2D, 0x65, 0x20
_CLOSE_LIST, _TAB, _CR = 0x5D, 9, 13
_AHEAD, _NEAR = 16, 64
"""Lists that are asked for ahead, and the octets behind the first of them that are asked for too."""
_B, _F, _N, _R, _T, _SLASH, _A = 0x62, 0x66, 0x6E, 0x72, 0x74, 0x2F, 0x61


@kernel
def behind_space(buf: Octets, at: int, end: int) -> int:
    """Where the next octet stands that is no space of JSON (RFC 8259 §2; a line has no line feed in it)."""
    while at < end and buf[at] <= _SPACE and buf[at] in (_SPACE, _TAB, _CR):
        at += 1
    return at


@kernel
def end_of_string(buf: Octets, at: int, end: int, size: int) -> int:
    """Twice where the quotation mark stands that ends a string, and 1 where it holds escapes; -1 where it is none.

    Args:
        buf: The block.
        at: The string's first octet, behind its quotation mark.
        end: Where the line ends.
        size: Where the block ends.
    """
    has_escapes = 0
    while at < end:
        if at + PLAIN_AT_ONCE <= size:
            plain = before_special(buf, at)
            at += plain
            if plain == PLAIN_AT_ONCE:
                continue
            if at >= end:
                return -1
        octet = buf[at]
        if octet == _QUOTE:
            return at * 2 + has_escapes
        if octet == _BACKSLASH:
            has_escapes = 1
            at = _behind_escape(buf, at, end)
            if at < 0:
                return -1
        elif octet >= _ASCII:
            at = _behind_character(buf, at, end)
            if at < 0:
                return -1
        elif octet < _SPACE:
            return -1
        else:
            at += 1
    return -1


@kernel
def _behind_escape(buf: Octets, at: int, end: int) -> int:
    """Where what follows an escape stands; -1 where it is none."""
    if at + 1 >= end:
        return -1
    octet = buf[at + 1]
    if octet != _U:
        is_one = octet in (_QUOTE, _BACKSLASH, _SLASH, _B, _F, _N, _R, _T)
        return at + 2 if is_one else -1
    unit = _unit(buf, at + 2, end)
    if unit < 0:
        return -1
    if 0xD800 <= unit <= 0xDBFF:
        if at + 12 > end or buf[at + 6] != _BACKSLASH or buf[at + 7] != _U:
            return -1
        unit = _unit(buf, at + 8, end)
        return at + 12 if 0xDC00 <= unit <= 0xDFFF else -1
    return at + 6 if unit < 0xDC00 or unit > 0xDFFF else -1


@kernel
def _unit(buf: Octets, at: int, end: int) -> int:
    """Four hexadecimal digits; -1 where they are none."""
    if at + 4 > end:
        return -1
    value = 0
    for place in range(4):
        digit = buf[at + place] - _ZERO
        if digit < 0 or digit > 9:
            digit = (buf[at + place] | _LOWER) - _A
            if digit < 0 or digit > 5:
                return -1
            digit += 10
        value = value * 16 + digit
    return value


@kernel
def _behind_character(buf: Octets, at: int, end: int) -> int:
    """Where what follows a character of several octets stands; -1 where it is not UTF-8 (RFC 3629 §4)."""
    first = buf[at]
    least, most = _ASCII, 0xBF
    more = 1
    if first < 0xC2 or first > 0xF4:
        return -1
    if first >= 0xF0:
        more = 3
        least = 0x90 if first == 0xF0 else _ASCII
        most = 0x8F if first == 0xF4 else 0xBF
    elif first >= 0xE0:
        more = 2
        least = 0xA0 if first == 0xE0 else _ASCII
        most = 0x9F if first == 0xED else 0xBF
    if at + more >= end or buf[at + 1] < least or buf[at + 1] > most:
        return -1
    for place in range(2, more + 1):
        if buf[at + place] < _ASCII or buf[at + place] > 0xBF:
            return -1
    return at + more + 1


@kernel
def end_of_number(buf: Octets, at: int, end: int) -> int:
    """One past the last octet of a number; -1 where it is none."""
    if at < end and buf[at] == _MINUS:
        at += 1
    if at >= end or not is_digit(buf[at]):
        return -1
    if buf[at] == _ZERO:
        at += 1
    else:
        at = _behind_digits(buf, at, end)
    if at < end and buf[at] == _POINT:
        point = at + 1
        at = _behind_digits(buf, point, end)
        if at == point:
            return -1
    if at < end and buf[at] | _LOWER == _E:
        at += 1
        if at < end and buf[at] in (_PLUS, _MINUS):
            at += 1
        first = at
        at = _behind_digits(buf, first, end)
        if at == first:
            return -1
    return at


@kernel
def _behind_digits(buf: Octets, at: int, end: int) -> int:
    while at < end and is_digit(buf[at]):
        at += 1
    return at


@kernel
def undo_escapes(buf: Octets, at: int, end: int, out: Heap, room: int) -> int:
    """How many octets a string has without its escapes; it is written where there is room, else -1.

    Args:
        buf: The block.
        at: The first octet of a string that `end_of_string` took for one.
        end: Its quotation mark.
        out: Out: the octets, as UTF-8.
        room: How many have room.
    """
    done = 0
    while at < end:
        if done + 4 > room:
            return -1
        octet = buf[at]
        if octet != _BACKSLASH:
            out[done] = octet
            done += 1
            at += 1
        elif buf[at + 1] != _U:
            out[done] = _meant(buf[at + 1])
            done += 1
            at += 2
        else:
            point = _unit(buf, at + 2, end)
            at += 6
            if 0xD800 <= point <= 0xDBFF:
                point = 0x10000 + (point - 0xD800) * 0x400 + _unit(buf, at + 2, end) - 0xDC00
                at += 6
            done = _put_character(point, out, done)
    return done


@kernel
def _meant(octet: int) -> int:
    """What an escape of one letter means."""
    if octet == _B:
        return 8
    if octet == _F:
        return 12
    if octet == _N:
        return 10
    if octet == _R:
        return 13
    if octet == _T:
        return 9
    return octet


@kernel
def _put_character(point: int, out: Heap, at: int) -> int:
    """Where what follows a character stands, which is written as UTF-8."""
    if point < _ASCII:
        out[at] = point
        return at + 1
    if point < 0x800:
        out[at] = 0xC0 | point >> 6
        out[at + 1] = _ASCII | point & 0x3F
        return at + 2
    if point < 0x10000:
        out[at] = 0xE0 | point >> 12
        out[at + 1] = _ASCII | point >> 6 & 0x3F
        out[at + 2] = _ASCII | point & 0x3F
        return at + 3
    out[at] = 0xF0 | point >> 18
    out[at + 1] = _ASCII | point >> 12 & 0x3F
    out[at + 2] = _ASCII | point >> 6 & 0x3F
    out[at + 3] = _ASCII | point & 0x3F
    return at + 4


@kernel
def part_lists(buf: Octets, size: int, cells: Longs, n: int, rows: Longs, members: Longs) -> int:
    """How many members lists have that are texts with octets in them; -1: other cells are among them, or other members, or escapes.

    Args:
        buf: The block.
        size: Where it ends.
        cells: Cells of `read_object`.
        n: How many.
        rows: Out: per member, the place of its list.
        members: Out: their cells; there is room for one of three octets of a list.
    """
    found = 0
    for row in range(n):
        cell = cells[row]
        if row + _AHEAD < n:
            ahead = cells[row + _AHEAD] & MOST
            prefetch(buf, ahead)
            prefetch(buf, ahead + _NEAR)
        if cell == 0:
            continue
        if cell >> KIND != LIST:
            return -1
        at, end = (cell & MOST) + 1, (cell & MOST) + ((cell >> LENGTH) & MOST)
        is_first = True
        while True:
            at = behind_space(buf, at, end)
            if is_first and buf[at] == _CLOSE_LIST:
                break
            if buf[at] != _QUOTE:
                return -1
            stop = end_of_string(buf, at + 1, end, size)
            if stop < 0 or stop & 1:
                return -1
            stop >>= 1
            if stop > at + 1:
                rows[found] = row
                members[found] = cell_of(TEXT, at + 1, stop)
                found += 1
            at = behind_space(buf, stop + 1, end)
            if buf[at] == _CLOSE_LIST:
                break
            at += 1
            is_first = False
    return found
