"""Connections by where their two ends lie: out of here, and between others, of which nobody said that they are here."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from lamppost.attribute.connections import connections_of
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import Side
from lamppost.engine.lookup.rows import FoundRows
from lamppost.model.columns import NEAR, PART, parts_of
from lamppost.model.observations import Column, Ends, Observations
from lamppost.model.result import Gap
from lamppost.model.saying import say
from lamppost.model.spilling import Growing

TCP, UDP = 6, 17
BETWEEN_OTHERS = "between-others"
_AT_ONCE, _SEVERAL = 2, PART + 1
"""Threads that count, and the rows of a table from which on there are some."""
_ENDS = ("src_ip_high", "src_ip_low", "dst_ip_high", "dst_ip_low")
_NAMED = ("client_ip_high", "client_ip_low", "ip_high", "ip_low")


class Leaving(NamedTuple):
    """TCP and UDP connections, counted."""

    connections: int
    """From inside to outside."""
    unnamed: int
    """Those of them that nobody named."""
    between_others: int
    """Both ends are somebody's, and neither is inside."""
    in_all: int


def named_pairs(observations: Observations) -> FoundRows:
    """Clients and the addresses that they were given a name for, or called by one."""
    names = observations.names
    answered = Growing(np.int64)
    for part in parts_of(len(names["ip_low"])):
        answered.append(part.start + np.flatnonzero((names["ip_high"][part] | names["ip_low"][part]) != 0))
    return FoundRows(tuple(names[name] for name in _NAMED), answered.appended())


def count_leaving(observations: Observations, endpoints: Endpoints, named: FoundRows) -> Leaving:
    """TCP and UDP connections by where their ends lie.

    Args:
        observations: What was read.
        endpoints: Who is who.
        named: As `named_pairs` gives them.
    """
    flows, is_outside = observations.flows, _outside(observations, endpoints)

    def counted(part: slice) -> Column:
        proto, counts = flows["proto"][part], np.zeros(len(Leaving._fields), np.int64)
        weights = np.where((proto == TCP) | (proto == UDP), connections_of(flows, part), 0)
        from_outside, to_outside = is_outside("src", part), is_outside("dst", part)
        leaves = to_outside & ~from_outside & (weights > 0)
        nameless = np.flatnonzero(leaves & (flows["server_name"][part] == -1))
        ends = tuple(flows[end][part.start + nameless] for end in _ENDS)
        unnamed = weights[nameless][~named.hold(ends)]
        between = weights[to_outside & from_outside]
        counts += [one.sum() for one in (weights[leaves], unnamed, between, weights)]
        return counts

    def counted_near(part: slice) -> Column:
        near = parts_of(part.stop - part.start, NEAR)
        counts = [counted(slice(part.start + one.start, part.start + one.stop)) for one in near]
        return np.asarray(np.sum(counts, axis=0))

    n = len(flows["proto"])
    if n < _SEVERAL:
        counts = [counted_near(part) for part in parts_of(n)]
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_AT_ONCE, "leaving") as workers:  # columns let other threads go on
            counts = list(workers.map(counted_near, parts_of(n, min(PART, -(-n // _AT_ONCE)))))
    return Leaving(*np.sum([np.zeros(len(Leaving._fields), np.int64), *counts], axis=0).tolist())


def _outside(observations: Observations, endpoints: Endpoints) -> Callable[[Side, slice], Column]:
    """Tells of one side of some flows, per row, whether it is somebody's outside the site."""
    ends, flows = observations.ends, observations.flows
    if ends is None:
        return lambda side, rows: endpoints.outside_column(
            flows[f"{side}_ip_high"][rows], flows[f"{side}_ip_low"][rows]
        )
    is_outside = outside_ends(ends, endpoints)
    places = {"src": ends.src, "dst": ends.dst}
    return lambda side, rows: np.asarray(is_outside[places[side][rows]])


def outside_ends(ends: Ends, endpoints: Endpoints) -> Column:
    """Per end, whether it is somebody's outside the site."""
    is_outside = np.empty(len(ends.ip_low), bool)
    for some in parts_of(len(is_outside)):
        is_outside[some] = endpoints.outside_column(ends.ip_high[some], ends.ip_low[some])
    return is_outside


def home_proofs(gaps: Iterable[Gap]) -> list[str]:
    """What to say where most connections are between others: a network may have addresses that are not private."""
    between = next((gap for gap in gaps if gap.code == BETWEEN_OTHERS), None)
    if between is None or 2 * (between.count or 0) <= (between.of or 0):
        return []
    return [say("Name the network that was recorded with --home CIDR, where its addresses are not private.")]
