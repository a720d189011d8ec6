"""Rows whose addresses are coded, as columns that are added up, and what they cover."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lamppost.model.observations import NOT_TOLD, Column
from lamppost.observe.logs.hashed import longs
from lamppost.observe.logs.hashes import joining
from lamppost.observe.logs.running import run_compiled
from lamppost.observe.logs.sums import LINE_BITS, PORT_BITS

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


def joined(told: Told, view: int, evidence: int, port: int) -> tuple[list[Column], Covered]:
    """Columns as `adding.add_rows` takes them, without the first, and what they cover.

    Args:
        told: Rows, one at least.
        view: Which kind of evidence tells them.
        evidence: Which file.
        port: The port whose connections are counted.
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
    numbers = [connections, src_bytes, dst_bytes, src_packets, dst_packets, active]
    return [what, when, *numbers, first, last, places], Covered(*covered.tolist())


@lru_cache(maxsize=8)
def _same(n: int, value: int) -> Column:
    """A number so many times, not to be written to."""
    column = np.full(n, value, np.int64)
    column.flags.writeable = False
    return column
