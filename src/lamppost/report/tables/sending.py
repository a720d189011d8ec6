"""Where devices send, and which laws bind those who can get at it."""

from collections.abc import Iterator

from lamppost.model.reach import Destination, LawReach
from lamppost.model.result import Device, Named, ResultDocument
from lamppost.report.tables.shape import Links, Row, Table, columns
from lamppost.report.tables.things import Thing, things_of


def _each(result: ResultDocument) -> Iterator[tuple[Device, Destination]]:
    yield from ((one, there) for one in result.devices for there in one.destinations)


def _destinations(result: ResultDocument, links: Links) -> Iterator[Row]:
    for one, there in _each(result):
        yield (
            there.id,
            one.id,
            there.name,
            there.address,
            *_named(there.service_of),
            there.role,
            *_named(there.operator),
            there.as_number,
            there.registered_in,
            there.registered_source,
            there.located_in.country if there.located_in else None,
            there.located_in.source if there.located_in else None,
            there.sent_bytes,
            there.received_bytes,
            "; ".join(there.ports) or None,
            there.opened_by,
            there.traffic,
            there.first_seen_at,
            there.last_seen_at,
            there.evidence,
            there.first_row,
            links.chain(there.service_of.chain) if there.service_of else None,
            links.chain(there.operator.chain) if there.operator else None,
        )


def _named(named: Named | None) -> tuple[str | None, ...]:
    return (None, None, None) if named is None else (named.name, named.id, named.status)


def _exchanges(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for _, there in _each(result):
        for row in there.exchanges:
            went = row.outcomes
            yield (
                there.id,
                row.port,
                row.opened_by,
                row.connections,
                *((went.established, went.refused, went.unanswered) if went else (None, None, None)),
                row.sent_bytes,
                row.received_bytes,
                row.sent_packets,
                row.received_packets,
                row.active_s,
                row.traffic,
                row.evidence,
                row.first_row,
                row.community_id,
            )


def _seats(result: ResultDocument, links: Links) -> Iterator[Row]:
    for _, there in _each(result):
        for whose, held in (("service", there.service_seats), ("operator", there.operator_seats)):
            for seat in held:
                yield there.id, whose, seat.country, seat.by, seat.status, links.chain(seat.chain)


def _marks(result: ResultDocument, links: Links) -> Iterator[Row]:
    for _, there in _each(result):
        for mark in there.marks:
            yield there.id, mark.kind, mark.status, links.chain(mark.chain)


def _unlisted(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.devices:
        for row in one.alike:
            yield (
                one.id,
                row.operator_name,
                row.operator,
                row.operator_status,
                row.registered_in,
                row.destinations,
                row.connections,
                row.sent_bytes,
                row.received_bytes,
            )


def _laws(result: ResultDocument, links: Links) -> Iterator[Row]:
    for one in things_of(result):
        grounds = {ground.id: links.chain(ground.chain) for ground in one.law_grounds}
        for destination, law in _laws_of(one):
            yield (
                one.id,
                destination,
                law.law,
                law.name,
                law.country,
                law.organisation_name,
                law.organisation,
                law.through,
                law.owner_of,
                law.seat,
                law.seat_by,
                law.bound,
                law.in_force_from,
                law.status,
                grounds.get(law.ground),
            )


def _laws_of(one: Thing) -> Iterator[tuple[str | None, LawReach]]:
    yield from ((None, law) for law in one.laws)
    if isinstance(one, Device):
        yield from ((there.id, law) for there in one.destinations for law in there.laws)


SENDING = (
    Table(
        name="destination",
        means="a name or address outside that a device talked to, or that talked to it",
        columns=columns(
            "id", "thing>thing", "name", "address", "service_of", "service_of_id", "service_of_status", "role",
            "operator", "operator_id", "operator_status", "as_number:int", "registered_in", "registered_source",
            "located_in", "located_source", "sent_bytes:int", "received_bytes:int", "ports", "opened_by", "traffic",
            "first_seen_at:instant", "last_seen_at:instant", "file", "first_row:int", "service_chain:chain",
            "operator_chain:chain",
        ),
        rows=_destinations,
        key=("id",),
    ),
    Table(
        name="exchange",
        means="what went over one port of a destination, one way of opening",
        columns=columns(
            "destination>destination", "port", "opened_by", "connections:int", "established:int", "refused:int",
            "unanswered:int", "sent_bytes:int", "received_bytes:int", "sent_packets:int", "received_packets:int",
            "active_s:real", "traffic", "file", "first_row:int", "community_id",
        ),
        rows=_exchanges,
    ),
    Table(
        name="seat",
        means="a country that whoever runs a service or a network is registered or sits in",
        columns=columns("destination>destination", "whose", "country", "by", "status", "chain:chain"),
        rows=_seats,
    ),
    Table(
        name="mark",
        means="that a destination is a relay, a CDN or anycast",
        columns=columns("destination>destination", "kind", "status", "chain:chain"),
        rows=_marks,
    ),
    Table(
        name="unlisted",
        means="destinations of a device that are counted and not listed, by operator and country",
        columns=columns(
            "thing>thing", "operator", "operator_id", "operator_status", "registered_in", "destinations:int",
            "connections:int", "sent_bytes:int", "received_bytes:int",
        ),
        rows=_unlisted,
    ),
    Table(
        name="law",
        means="an access law of a place that an organisation is registered or sits in; not whether it covers this traffic",
        columns=columns(
            "thing>thing", "destination>destination", "law", "name", "country", "organisation_name", "organisation",
            "through", "owner_of", "seat", "seat_by", "bound", "in_force_from:day", "status", "chain:chain",
        ),
        rows=_laws,
    ),
)  # fmt: skip
