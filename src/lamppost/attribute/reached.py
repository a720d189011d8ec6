"""The widest that each device was seen to talk to: outside, inside, everybody at once, or nobody."""

from collections.abc import Iterable, Mapping

from lamppost.attribute.destinations import endpoint_column
from lamppost.attribute.endpoints import Endpoints
from lamppost.model.addresses import ip_text
from lamppost.model.observations import Observations
from lamppost.model.reach import Destination
from lamppost.model.vocabulary import Reached


def attribute_reach(
    observations: Observations,
    endpoints: Endpoints,
    alone: Iterable[int],
    destinations: Mapping[int, list[Destination]],
) -> dict[int, Reached]:
    """How far each endpoint's traffic was seen to go.

    Args:
        observations: What was read.
        endpoints: Who is who.
        alone: Indexes of the endpoints whose traffic is their own, and nobody's private matter.
        destinations: What was found outside, per endpoint.
    """
    wanted = set(alone)
    announced, met = _company(observations, endpoints, wanted)
    return {at: _widest(at, destinations, met, announced) for at in wanted}


def _widest(
    at: int, destinations: Mapping[int, list[Destination]], met: set[int], announced: set[int]
) -> Reached:
    if destinations.get(at):
        return "outside"
    if at in met:
        return "inside_only"
    return "announcements_only" if at in announced else "silent"


def _company(observations: Observations, endpoints: Endpoints, wanted: set[int]) -> tuple[set[int], set[int]]:
    """The endpoints that sent to everybody at once, and those that had a connection with one inside."""
    flows = observations.flows
    announced: set[int] = set()
    met: set[int] = set()
    for side, other in (("src", "dst"), ("dst", "src")):
        column = endpoint_column(flows, side, endpoints, wanted)
        rows = (column >= 0).nonzero()[0].tolist()
        pairs = {
            (int(column[row]), int(flows[f"{other}_ip_high"][row]), int(flows[f"{other}_ip_low"][row]))
            for row in rows
        }
        for at, high, low in pairs:
            address = ip_text(high, low)
            if endpoints.is_nowhere(address):
                announced.add(at)
            elif endpoints.is_inside(address):
                met.add(at)
    return announced, met
