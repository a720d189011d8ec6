"""The connections of all flows, counted: by kernels where they are held for that, else column by column."""

from lamppost.attribute.connections import connections_of, sent_anything
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.leaving import TCP, count_leaving
from lamppost.attribute.logged import count_logged
from lamppost.engine.lookup.rows import FoundRows
from lamppost.model.addresses import MULTICAST_BIT
from lamppost.model.columns import NEAR, parts_of
from lamppost.model.evidence import is_log
from lamppost.model.observations import Counting, FlowCounts, Observations


def counting_where_held(observations: Observations) -> Counting | None:
    """What counts the connections by kernels; they look at logs alone. None: nothing does."""
    are_all = all(is_log(file.format) for file in observations.evidence if file.read != "none")
    return observations.counting if are_all else None


def count_flows(observations: Observations, endpoints: Endpoints, named: FoundRows) -> FlowCounts:
    """The connections of all flows, column by column.

    Args:
        observations: What was read.
        endpoints: Who is who.
        named: As `leaving.named_pairs` gives them.
    """
    leaving = count_leaving(observations, endpoints, named)
    return FlowCounts(*leaving, *one_way(observations), *count_logged(observations).tolist())


def one_way(observations: Observations) -> tuple[int, int]:
    """TCP connections that nobody answered, and TCP connections in all; those to a group do not count.

    Nor do those of which a log does not tell whether anything came back.
    """
    counts, flows = [0, 0], observations.flows
    for part in parts_of(len(flows["proto"]), NEAR):
        mac, proto = (flows[name][part] for name in ("dst_mac", "proto"))
        back, weights = sent_anything(flows, part), connections_of(flows, part)
        unicast = ((mac < 0) | ((mac & MULTICAST_BIT) == 0)) & (proto == TCP)
        counts[0] += int(weights[unicast & (back == 0)].sum())
        counts[1] += int(weights[unicast & (back >= 0)].sum())
    return counts[0], counts[1]
