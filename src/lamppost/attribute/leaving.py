"""Connections by where their two ends lie: out of here, and between others, of which nobody said that they are here."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from lamppost.attribute.connections import connections_of
from lamppost.attribute.endpoints import Endpoints
from lamppost.model.columns import HeldRows, parts_of
from lamppost.model.observations import Observations
from lamppost.model.result import Gap
from lamppost.model.saying import say
from lamppost.model.spilling import Growing

TCP, UDP = 6, 17
BETWEEN_OTHERS = "between-others"
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


def named_pairs(observations: Observations) -> HeldRows:
    """Clients and the addresses that they were given a name for, or called by one."""
    names = observations.names
    answered = Growing(np.int64)
    for part in parts_of(len(names["ip_low"])):
        answered.append(part.start + np.flatnonzero((names["ip_high"][part] | names["ip_low"][part]) != 0))
    return HeldRows(tuple(names[name] for name in _NAMED), answered.appended())


def count_leaving(observations: Observations, endpoints: Endpoints, named: HeldRows) -> Leaving:
    """TCP and UDP connections by where their ends lie.

    Args:
        observations: What was read.
        endpoints: Who is who.
        named: As `named_pairs` gives them.
    """
    counts = np.zeros(4, np.int64)
    for part in parts_of(len(observations.flows["proto"])):
        flows = {name: observations.flows[name][part] for name in (*_ENDS, "proto", "server_name")}
        rows = np.flatnonzero((flows["proto"] == TCP) | (flows["proto"] == UDP))
        src_high, src_low, dst_high, dst_low = (flows[name][rows] for name in _ENDS)
        names_none = flows["server_name"][rows] == -1
        weights = connections_of(observations.flows, part)[rows]
        from_outside = endpoints.outside_column(src_high, src_low)
        to_outside = endpoints.outside_column(dst_high, dst_low)
        leaves = to_outside & ~from_outside
        nameless = leaves & names_none
        ends = tuple(end[nameless] for end in (src_high, src_low, dst_high, dst_low))
        unnamed = weights[nameless][~named.hold(ends)]
        counts += [
            weights[leaves].sum(),
            unnamed.sum(),
            weights[to_outside & from_outside].sum(),
            weights.sum(),
        ]
    return Leaving(*counts.tolist())


def home_proofs(gaps: Iterable[Gap]) -> list[str]:
    """What to say where most connections are between others: a network may have addresses that are not private."""
    between = next((gap for gap in gaps if gap.code == BETWEEN_OTHERS), None)
    if between is None or 2 * (between.count or 0) <= (between.of or 0):
        return []
    return [say("Name the network that was recorded with --home CIDR, where its addresses are not private.")]
