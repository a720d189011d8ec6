"""Kernels that make rows of connections ready to be added up: when each was, what it has in common with others, and where it stands."""

from lamppost.engine.kernel import Longs, kernel
from lamppost.observe.logs.hashes.adding import NOTHING, VIEW_BITS, word_of

LEAST_FIRST, MOST_FIRST, LEAST_LAST, MOST_LAST, UNTOLD, ASKED, COVERED = range(7)
"""Places in what some rows cover: bounds of both times, connections without bytes, connections to a port; and how many numbers."""
HAS_START, HAS_END, HAS_DURATION = 1, 2, 4
"""Which times are told."""
LINE_BITS, PORT_BITS = 30, 16
"""Of a place, as in `sums`."""
_MOST_LINE = (1 << LINE_BITS) - 1
_MOST = (1 << 63) - 1


@kernel
def tell_times(
    starts: Longs, ends: Longs, durations: Longs, which: int, count: int, first: Longs, last: Longs
) -> int:
    """How many rows do not tell when they were; `first` and `last` get when each began and ended, `NOTHING` where it does not say.

    What start and end lack the duration tells; without start and duration a row begins at its end.

    Args:
        starts: Microseconds since 1970, `NOTHING` where not told, shape (count,).
        ends: The same.
        durations: Microseconds; no less than 0, or taken as 0.
        which: `HAS_START`, `HAS_END` and `HAS_DURATION` added up, for those that are columns.
        count: How many rows.
        first: Room for count numbers.
        last: Room for count numbers.
    """
    untold = 0
    for row in range(count):
        start = starts[row] if which & HAS_START != 0 else NOTHING
        end = ends[row] if which & HAS_END != 0 else NOTHING
        if which & HAS_DURATION != 0 and durations[row] != NOTHING:
            lasted = max(durations[row], 0)
            if start == NOTHING and end != NOTHING:
                start = end - lasted
            elif end == NOTHING and start != NOTHING:
                end = start + lasted
        if start == NOTHING:
            start = end
        if start == NOTHING:
            untold += 1
        first[row] = start
        last[row] = NOTHING if end < start else end
    return untold


@kernel
def join_rows(  # noqa: D417
    names: Longs, ports: Longs, protocols: Longs, states: Longs, vlans: Longs, told: Longs, src_bytes: Longs,
    dst_bytes: Longs, first: Longs, last: Longs, lines: Longs, src_ports: Longs, view: int, file: int, asked: int,
    count: int, what: Longs, when: Longs, connections: Longs, active: Longs, lasts: Longs, places: Longs,
    covered: Longs,
) -> None:  # fmt: skip
    """The words of keys, numbers, last times and places of rows, and what they cover.

    Args:
        names: Numbers of names, -1: none, -2: several, shape (count,).
        ports: Ports that were called; below 0: none.
        protocols: Their numbers.
        states: Their numbers; below 0: none.
        vlans: `NOTHING` or -1: none.
        told: How many connections each row stands for; `NOTHING`: one.
        src_bytes: `NOTHING` where not told.
        dst_bytes: The same.
        first: Microseconds since 1970.
        last: The same; `NOTHING` where not told.
        lines: From 1.
        src_ports: Ports that were called from; below 0: none.
        view: That of all.
        file: The number of the file of all.
        asked: The port whose connections are counted.
        count: How many rows.
        what: Out, as are those behind it: name, port, protocol and state.
        when: Turn, VLAN and view.
        covered: Room for `COVERED` numbers.
    """
    covered[LEAST_FIRST] = _MOST
    covered[MOST_FIRST] = NOTHING
    covered[LEAST_LAST] = _MOST
    covered[MOST_LAST] = NOTHING
    covered[UNTOLD] = 0
    covered[ASKED] = 0
    for row in range(count):
        port = max(ports[row], -1)
        n = 1 if told[row] == NOTHING else told[row]
        begin = first[row]
        end = begin if last[row] == NOTHING else last[row]
        what[row] = word_of(names[row], port, protocols[row], max(states[row], 0))
        when[row] = ((max(vlans[row], -1) + 1) << VIEW_BITS) | view
        connections[row] = n
        active[row] = NOTHING if last[row] == NOTHING else end - begin
        lasts[row] = end
        places[row] = (
            (((file << LINE_BITS) | min(lines[row], _MOST_LINE)) << PORT_BITS) | max(src_ports[row], 0)
        )  # fmt: skip
        covered[LEAST_FIRST] = min(covered[LEAST_FIRST], begin)
        covered[MOST_FIRST] = max(covered[MOST_FIRST], begin)
        covered[LEAST_LAST] = min(covered[LEAST_LAST], end)
        covered[MOST_LAST] = max(covered[MOST_LAST], end)
        if src_bytes[row] == NOTHING or dst_bytes[row] == NOTHING:
            covered[UNTOLD] += n
        if port == asked:
            covered[ASKED] += n
