"""Where each watching device sends: names first, then who operates the network, then where it is registered."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import Legs
from lamppost.attribute.hits import instant_of
from lamppost.attribute.laws import Laws
from lamppost.attribute.networks import with_meaning
from lamppost.attribute.tables import UserRange, countries_of
from lamppost.attribute.talks import Talk, sum_talks
from lamppost.attribute.user_tables import UserTables
from lamppost.knowledge.base import Knowledge
from lamppost.model.addresses import ip_text
from lamppost.model.community_id import community_id
from lamppost.model.ids import make_id
from lamppost.model.observations import Column, Observations
from lamppost.model.reach import Destination, Exchange, Place
from lamppost.model.result import Link, Named


def attribute_destinations(
    observations: Observations,
    endpoints: Endpoints,
    legs: Iterable[Legs],
    knowledge: Knowledge,
    user_tables: UserTables,
    laws: Laws | None = None,
) -> dict[int, list[Destination]]:
    """Destinations outside per endpoint, most bytes sent first.

    Args:
        observations: What was read.
        endpoints: Who is who.
        legs: The flows of the endpoints to list; nobody else's connections are looked at.
        knowledge: Operators and services, as of a day.
        user_tables: The user's own address tables; they win.
        laws: The access laws of the same day, to share with others who ask.
    """
    laws = laws or Laws(knowledge)
    talks = sum_talks(observations, endpoints, legs)
    countries = countries_of({talk.address for talk in talks})
    found: dict[int, list[Destination]] = defaultdict(list)
    for talk in talks:
        key = endpoints.rows[talk.at].key
        bare = _bare(observations, key, talk, user_tables, countries, knowledge.as_of)
        found[talk.at].append(with_meaning(bare, knowledge, laws))
    for rows in found.values():
        rows.sort(key=lambda row: (-row.sent_bytes, -row.received_bytes, row.name or "", row.address))
    return found


def _bare(
    observations: Observations,
    device: str,
    talk: Talk,
    user_tables: UserTables,
    countries: dict[str, str],
    as_of: date,
) -> Destination:
    """What was observed of a destination, and what tables of addresses say of it."""
    name, address, flows = talk.name, talk.address, observations.flows
    own = user_tables.first(address, lambda row: row.registered_in)
    located = user_tables.first(address, lambda row: row.located_in)
    registered = own.registered_in if own else countries.get(address)
    source = own.table if own else "iptocc" if registered else None
    operator = user_tables.first(address, lambda row: row.operator)
    exchanges = _exchanges(talk, observations)
    return Destination(
        id=make_id("dst", device, name or "", address),
        name=name,
        address=address,
        service_of=None,
        role=None,
        operator=_own_operator(address, operator, as_of) if operator else None,
        as_number=operator.as_number if operator else None,
        registered_in=registered,
        registered_source=source,
        located_in=Place(country=located.located_in, source=located.table)
        if located and located.located_in
        else None,
        sent_bytes=sum(row.sent_bytes for row in exchanges),
        received_bytes=sum(row.received_bytes for row in exchanges),
        ports=sorted({row.port for row in exchanges}),
        exchanges=exchanges,
        first_row=int(flows["first_row"][talk.first]),
        evidence=observations.evidence[int(flows["evidence"][talk.first])].path,
        first_seen_at=instant_of(int(flows["first_seen_at"][talk.first])),
        last_seen_at=instant_of(talk.last_seen_at),
    )


def _exchanges(talk: Talk, observations: Observations) -> list[Exchange]:
    """What went over each port, most bytes first; the shapes are told later."""
    rows = [
        Exchange(
            port=total.port,
            opened_by=total.opener,
            connections=total.connections,
            sent_bytes=total.sent_bytes,
            received_bytes=total.received_bytes,
            sent_packets=total.sent_packets,
            received_packets=total.received_packets,
            active_s=round(total.active_us / 1e6, 3),
            traffic="unknown",
            outcomes=total.outcomes,
            first_row=int(observations.flows["first_row"][total.first]),
            evidence=observations.evidence[int(observations.flows["evidence"][total.first])].path,
            community_id=_community_id(observations.flows, total.first),
        )
        for total in talk.totals
    ]
    return sorted(rows, key=lambda row: (-row.sent_bytes - row.received_bytes, row.port, row.opened_by))


def _community_id(flows: dict[str, Column], row: int) -> str | None:
    """The Community ID of one flow; None where its ports were not seen."""
    src, dst = (
        ip_text(int(flows[f"{side}_ip_high"][row]), int(flows[f"{side}_ip_low"][row]))
        for side in ("src", "dst")
    )
    return community_id(
        int(flows["proto"][row]), src, dst, int(flows["src_port"][row]), int(flows["dst_port"][row])
    )


def _own_operator(address: str, row: UserRange, as_of: date) -> Named:
    """The operator that the user's own table names."""
    link = Link(
        subject=address,
        property="operator",
        value=row.operator or "",
        source=row.table,
        source_class="party",
        match="exact_id",
        day=as_of.isoformat(),
        locator=row.locator,
    )
    return Named(
        id=None,
        name=row.operator or "",
        status="corroborated",
        chain=[link],
        disproof="another row of your own table",
    )
