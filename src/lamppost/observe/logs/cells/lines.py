"""Where the lines of a block begin and end."""

from lamppost.engine.instructions import AT_ONCE, lowest, without_lowest
from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.logs.cells.octets import mask_of

_LF, _CR = 10, 13


@kernel
def count_lines(buf: Octets, at: int, end: int) -> int:
    """How many line feeds there are."""
    found = 0
    while at + AT_ONCE <= end:
        mask = mask_of(buf, at, end, _LF)
        while mask != 0:
            found += 1
            mask = without_lowest(mask)
        at += AT_ONCE
    while at < end:
        if buf[at] == _LF:
            found += 1
        at += 1
    return found


@kernel
def find_lines(buf: Octets, at: int, end: int, starts: Longs, ends: Longs, room: int) -> int:
    """How many lines there are; one without a line feed at the end of the octets is the last. -1: there is no room for them.

    Args:
        buf: Octets.
        at: Where the first line begins.
        end: One past the last octet.
        starts: Out: where each begins.
        ends: Out: one past its last octet, without line feed and the carriage return before it.
        room: Lines for which there is room.
    """
    found, start = 0, at
    while at < end:
        mask = mask_of(buf, at, end, _LF)
        if mask != 0 and found + AT_ONCE >= room:
            return -1
        while mask != 0:
            stop = at + lowest(mask)
            starts[found] = start
            ends[found] = _without_return(buf, start, stop)
            found += 1
            start = stop + 1
            mask = without_lowest(mask)
        at += AT_ONCE
    if start < end:
        starts[found] = start
        ends[found] = _without_return(buf, start, end)
        found += 1
    return found


@kernel
def find_beginnings(
    buf: Octets, starts: Longs, ends: Longs, n: int, mark: Octets, length: int, out: Longs
) -> int:
    """How many lines begin with some octets.

    Args:
        buf: The block.
        starts: Where each line begins.
        ends: One past its last octet.
        n: How many lines.
        mark: What they begin with.
        length: How many octets.
        out: Out: the places of these lines, rising.
    """
    found = 0
    for line in range(n):
        start, same = starts[line], 0
        while same < length and start + same < ends[line] and buf[start + same] == mark[same]:
            same += 1
        if same == length:
            out[found] = line
            found += 1
    return found


@kernel
def _without_return(buf: Octets, start: int, stop: int) -> int:
    return stop - 1 if stop > start and buf[stop - 1] == _CR else stop
