"""Rows as columns that are added up in place, but for their ends, and what they cover."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lamppost.model.observations import NOT_TOLD, Column
from lamppost.observe.logs.hashed import longs
from lamppost.observe.logs.hashes import joining
from lamppost.observe.logs.hashes.adding import VIEW_BITS, VLAN_BITS
from lamppost.observe.logs.running import run_compiled
from lamppost.observe.logs.sums import FIRST, LAST, LINE_BITS, PLACE, PORT_BITS, place_of

TURN_SHIFT = VIEW_BITS + VLAN_BITS
"""Where a turn stands in the second word of keys, which `joined` leaves 0."""
FIRST_AT = 8
"""Place of first times among the columns that `joined` makes."""

assert (LINE_BITS, PORT_BITS) == (joining.LINE_BITS, joining.PORT_BITS)


class Told(NamedTuple):
    """What rows tell but for their addresses; a column of which nothing is told is None. See `Gathering.flows`."""

    lines: Column
    first: Column
    last: Column | None
    proto: Column
    src_port: Column | None
    dst_port: Column | None
    src_bytes: Column | None
    dst_bytes: Column | None
    src_packets: Column | None
    dst_packets: Column | None
    conn_state: Column | None
    vlan_id: Column | None
    server_name: Column | None
    connections: Column | None


class Covered(NamedTuple):
    """What some rows cover."""

    least_first: int
    most_first: int
    least_last: int
    most_last: int
    """Microseconds since 1970."""
    untold: int
    """Connections without bytes."""
    asked: int
    """Connections to the port that was asked for."""


def joined(told: Told, view: int, evidence: int, port: int, *, copies: bool) -> tuple[list[Column], Covered]:
    """Columns as `adding.add_rows` takes them, without the first, and what they cover.

    Args:
        told: Rows, one at least.
        view: Which kind of evidence tells them.
        evidence: Which file.
        port: The port whose connections are counted.
        copies: Nothing of what is given is kept: whoever gives it may write to it again.
    """
    n = len(told.lines)
    nothing, none = _same(n, NOT_TOLD), _same(n, -1)
    src_bytes, dst_bytes, src_packets, dst_packets = (
        nothing if one is None else longs(one)
        for one in (told.src_bytes, told.dst_bytes, told.src_packets, told.dst_packets)
    )
    keys = (told.server_name, told.dst_port, told.proto, told.conn_state, told.vlan_id)
    first = longs(told.first)
    what, when, connections, active, last, places = (np.empty(n, np.int64) for _ in range(6))
    covered = np.empty(joining.COVERED, np.int64)
    run_compiled(
        joining.join_rows, *(none if one is None else longs(one) for one in keys),
        nothing if told.connections is None else longs(told.connections), src_bytes, dst_bytes, first,
        nothing if told.last is None else longs(told.last), longs(told.lines),
        none if told.src_port is None else longs(told.src_port), view, evidence, port, n, what, when, connections, active,
        last, places, covered,
    )  # fmt: skip
    if copies:
        first, src_bytes, dst_bytes, src_packets, dst_packets = (
            one.copy() for one in (first, src_bytes, dst_bytes, src_packets, dst_packets)
        )
    numbers = [connections, src_bytes, dst_bytes, src_packets, dst_packets, active]
    return [what, when, *numbers, first, last, places], Covered(*covered.tolist())


def as_rows(told: Told, view: int, evidence: int) -> dict[str, Column]:
    """The same rows as columns of `sums.ROW`, without their ends, hours and turns.

    Args:
        told: Rows, one at least, whose names are told.
        view: Which kind of evidence tells them.
        evidence: Which file.
    """
    n, first = len(told.lines), told.first
    assert told.server_name is not None
    last = _same(n, NOT_TOLD) if told.last is None else told.last
    return {
        "vlan_id": _or(told.vlan_id, n, -1),
        "dst_port": _or(told.dst_port, n, -1),
        "proto": told.proto,
        "server_name": told.server_name,
        "conn_state": np.maximum(_or(told.conn_state, n, 0), 0),
        "view": _same(n, view),
        "connections": _or(told.connections, n, 1),
        "src_bytes": _or(told.src_bytes, n, NOT_TOLD),
        "dst_bytes": _or(told.dst_bytes, n, NOT_TOLD),
        "src_packets": _or(told.src_packets, n, NOT_TOLD),
        "dst_packets": _or(told.dst_packets, n, NOT_TOLD),
        "active_us": np.where(last == NOT_TOLD, NOT_TOLD, last - first),
        FIRST: first,
        LAST: np.where(last == NOT_TOLD, first, last),
        PLACE: place_of(evidence, told.lines, _or(told.src_port, n, -1)),
    }


def _or(column: Column | None, n: int, other: int) -> Column:
    """The column with something else where it is not told."""
    if column is None:
        return _same(n, other)
    is_untold = column == NOT_TOLD
    return np.where(is_untold, other, column) if is_untold.any() else column


@lru_cache(maxsize=16)
def _same(n: int, value: int) -> Column:
    """A number so many times, not to be written to."""
    column = np.full(n, value, np.int64)
    column.flags.writeable = False
    return column
