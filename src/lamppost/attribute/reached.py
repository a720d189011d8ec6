"""The widest that each device was seen to talk to: outside, inside, everybody at once, or nobody."""

from collections.abc import Iterable, Mapping

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import OTHER, Legs
from lamppost.attribute.scopes import is_given
from lamppost.model.columns import distinct_numbers
from lamppost.model.observations import Column, Observations
from lamppost.model.reach import Destination
from lamppost.model.vocabulary import Reached


def attribute_reach(
    observations: Observations,
    endpoints: Endpoints,
    alone: Iterable[int],
    legs: Iterable[Legs],
    destinations: Mapping[int, list[Destination]],
) -> dict[int, Reached]:
    """How far each endpoint's traffic was seen to go.

    Args:
        observations: What was read.
        endpoints: Who is who.
        alone: Indexes of the endpoints whose traffic is their own, and nobody's private matter.
        legs: Their flows.
        destinations: What was found outside, per endpoint.
    """
    announced, met = _company(observations.flows, endpoints, legs)
    return {at: _widest(at, destinations, met, announced) for at in alone}


def _widest(
    at: int, destinations: Mapping[int, list[Destination]], met: set[int], announced: set[int]
) -> Reached:
    if destinations.get(at):
        return "outside"
    if at in met:
        return "inside_only"
    return "announcements_only" if at in announced else "silent"


def _company(
    flows: dict[str, Column], endpoints: Endpoints, legs: Iterable[Legs]
) -> tuple[set[int], set[int]]:
    """The endpoints that sent to everybody at once, and those that had a connection with one inside."""
    announced: set[int] = set()
    met: set[int] = set()
    for side in legs:
        for part in side.parts():
            high, low = (flows[f"{OTHER[part.side]}_ip_{half}"][part.rows] for half in ("high", "low"))
            given = is_given(high, low)
            announced |= set(distinct_numbers(part.at[~given]).tolist())
            met |= set(distinct_numbers(part.at[given & endpoints.inside_column(high, low)]).tolist())
    return announced, met
