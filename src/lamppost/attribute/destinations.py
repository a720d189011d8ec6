"""Where each watching device sends: names first, then who operates the network, then where it is registered."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec
import numpy as np

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import Legs
from lamppost.attribute.hits import instant_of, row_kind_of
from lamppost.attribute.laws import Laws
from lamppost.attribute.networks import Meanings
from lamppost.attribute.tables import UserRange, countries_of
from lamppost.attribute.talks import Talk, TalkPart, Talks
from lamppost.attribute.unlisted import Alikeness, Limits, Others, choose_listed
from lamppost.attribute.user_tables import UserTables
from lamppost.knowledge.base import Knowledge
from lamppost.model.addresses import ip_text
from lamppost.model.columns import is_in, parts_of
from lamppost.model.community_id import community_id
from lamppost.model.ids import make_id
from lamppost.model.observations import Column, Observations
from lamppost.model.reach import Destination, Exchange, Place, Unlisted, told_sum
from lamppost.model.result import Link, Named
from lamppost.model.saying import say


class Destinations(msgspec.Struct, frozen=True, kw_only=True):
    """Where the wanted endpoints send."""

    listed: dict[int, list[Destination]]
    """Destinations outside per endpoint, most bytes sent first."""
    unlisted: dict[int, Unlisted]
    """What is said of the others, per endpoint that has any."""


def attribute_destinations(
    observations: Observations,
    endpoints: Endpoints,
    legs: Sequence[Legs],
    knowledge: Knowledge,
    user_tables: UserTables,
    laws: Laws | None = None,
    limits: Limits | None = None,
) -> Destinations:
    """Destinations outside per endpoint.

    Where not all are listed, one of each operator, service and country is, so that whatever a rule or a law asks of
    the destinations of a device holds of those that are listed.

    Args:
        observations: What was read.
        endpoints: Who is who.
        legs: The flows of the endpoints to list; nobody else's connections are looked at.
        knowledge: Operators and services, as of a day.
        user_tables: The user's own address tables; they win.
        laws: The access laws of the same day, to share with others who ask.
        limits: How many destinations to list; None: all.
    """
    if not any(len(side.rows) for side in legs):
        return Destinations(listed={}, unlisted={})
    talks = Talks(observations, endpoints, legs)
    meanings = Meanings(knowledge, laws or Laws(knowledge))
    asked = _Asked(observations, endpoints, user_tables, meanings, knowledge.as_of)
    chosen = choose_listed(talks, limits)
    found = list(asked.listed(talks, chosen))
    others = Others()
    if chosen is not None:
        for part in talks.parts():
            asked.count(part, np.flatnonzero(~is_in(part.columns["row"], chosen)), others)
        more = list(asked.listed(talks, others.without_like(found)))
        others.take_out(more)
        found += more
    listed: dict[int, list[Destination]] = defaultdict(list)
    for at, row in found:
        listed[at].append(row)
    for rows in listed.values():
        rows.sort(
            key=lambda row: (-(row.sent_bytes or 0), -(row.received_bytes or 0), row.name or "", row.address)
        )
    return Destinations(listed=listed, unlisted=others.unlisted())


class _Asked:
    """What is asked of each talk: the tables and packs that know addresses and names."""

    def __init__(
        self,
        observations: Observations,
        endpoints: Endpoints,
        user_tables: UserTables,
        meanings: Meanings,
        as_of: date,
    ) -> None:
        self._observations, self._endpoints = observations, endpoints
        self._user_tables, self._meanings, self._as_of = user_tables, meanings, as_of

    def listed(self, talks: Talks, chosen: Column | None) -> Iterator[tuple[int, Destination]]:
        """Endpoint and destination of the talks whose first flows were chosen; None: of all."""
        for part in talks.parts():
            found = part.talks(None if chosen is None else is_in(part.columns["row"], chosen))
            countries = countries_of({talk.address for talk in found})
            firsts = _firsts_of(self._observations.flows, found)
            for talk in found:
                key = self._endpoints.rows[talk.at].key
                place = _placed(talk.address, self._user_tables, countries, self._as_of)
                yield talk.at, self._meanings.of(_bare(self._observations, key, talk, place, firsts))

    def count(self, part: TalkPart, places: Column, others: Others) -> None:
        """Count talks that are not listed."""
        for some in parts_of(len(places)):
            addresses = [part.address(place) for place in places[some].tolist()]
            countries = countries_of(addresses)
            alike = (
                self._alikeness(part.name(place), address, countries)
                for place, address in zip(places[some].tolist(), addresses, strict=True)
            )
            others.add(part, places[some], alike)

    def _alikeness(self, name: str | None, address: str, countries: dict[str, str]) -> Alikeness:
        """What a destination that is not listed has in common with others."""
        place = _placed(address, self._user_tables, countries, self._as_of)
        operator = place.operator or self._meanings.operator(address)[0]
        service, role = self._meanings.service(name)
        return Alikeness(
            operator=operator.id if operator else None,
            operator_name=operator.name if operator else None,
            operator_status=operator.status if operator else None,
            service=service.id if service else None,
            service_status=service.status if service else None,
            role=role,
            registered_in=place.registered_in,
            located_in=place.located_in.country if place.located_in else None,
        )


class _Placed(msgspec.Struct, frozen=True, kw_only=True):
    """What tables of addresses say of one."""

    operator: Named | None
    as_number: int | None
    registered_in: str | None
    registered_source: str | None
    located_in: Place | None


def _placed(address: str, user_tables: UserTables, countries: dict[str, str], as_of: date) -> _Placed:
    own = user_tables.first(address, lambda row: row.registered_in)
    located = user_tables.first(address, lambda row: row.located_in)
    registered = own.registered_in if own else countries.get(address)
    operator = user_tables.first(address, lambda row: row.operator)
    return _Placed(
        operator=_own_operator(address, operator, as_of) if operator else None,
        as_number=operator.as_number if operator else None,
        registered_in=registered,
        registered_source=own.table if own else "iptocc" if registered else None,
        located_in=Place(country=located.located_in, source=located.table)
        if located and located.located_in
        else None,
    )


class _First(NamedTuple):
    """What is told of a flow that was the first of several; the fields are columns of `FLOW`."""

    evidence: int
    first_row: int
    first_seen_at: int
    proto: int
    src_ip_high: int
    src_ip_low: int
    src_port: int
    dst_ip_high: int
    dst_ip_low: int
    dst_port: int


_Firsts = Mapping[int, _First]
"""By the row of each."""


def _firsts_of(flows: Mapping[str, Column], talks: Sequence[Talk]) -> _Firsts:
    """What the first flows of some talks and of their ports tell, of all of them at once."""
    rows = [*{row for talk in talks for row in (talk.first, *(total.first for total in talk.totals))}]
    columns = (flows[name][np.array(rows, np.int64)].tolist() for name in _First._fields)
    return dict(zip(rows, map(_First._make, zip(*columns, strict=True)), strict=True))


def _bare(
    observations: Observations, device: str, talk: Talk, place: _Placed, firsts: _Firsts
) -> Destination:
    """What was observed of a destination, and what tables of addresses say of it."""
    exchanges = _exchanges(talk, observations, firsts)
    first = firsts[talk.first]
    file = observations.evidence[first.evidence]
    return Destination(
        id=make_id("dst", device, talk.name or "", talk.address),
        name=talk.name,
        address=talk.address,
        service_of=None,
        role=None,
        operator=place.operator,
        as_number=place.as_number,
        registered_in=place.registered_in,
        registered_source=place.registered_source,
        located_in=place.located_in,
        sent_bytes=told_sum(row.sent_bytes for row in exchanges),
        received_bytes=told_sum(row.received_bytes for row in exchanges),
        ports=sorted({row.port for row in exchanges}),
        exchanges=exchanges,
        first_row=first.first_row,
        evidence=file.path,
        row_kind=row_kind_of(file),
        first_seen_at=instant_of(first.first_seen_at),
        last_seen_at=instant_of(talk.last_seen_at),
    )


def _exchanges(talk: Talk, observations: Observations, firsts: _Firsts) -> list[Exchange]:
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
            active_s=None if total.active_us is None else round(total.active_us / 1e6, 3),
            untold=total.untold or msgspec.UNSET,
            traffic="unknown",
            outcomes=total.outcomes,
            first_row=first.first_row,
            evidence=file.path,
            row_kind=row_kind_of(file),
            community_id=_community_id(first),
        )
        for total in talk.totals
        for first in [firsts[total.first]]
        for file in [observations.evidence[first.evidence]]
    ]
    return sorted(
        rows,
        key=lambda row: (-(row.sent_bytes or 0) - (row.received_bytes or 0), row.port, row.opened_by),
    )


def _community_id(flow: _First) -> str | None:
    """The Community ID of a flow; None where its ports were not seen."""
    src, dst = ip_text(flow.src_ip_high, flow.src_ip_low), ip_text(flow.dst_ip_high, flow.dst_ip_low)
    return community_id(flow.proto, src, dst, flow.src_port, flow.dst_port)


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
        disproof=say("another row of your own table"),
    )
