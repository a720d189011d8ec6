"""What a name and an address mean: whose service, whose network, which marks, which laws; no flows are needed."""

import msgspec

from lamppost.attribute.laws import Laws
from lamppost.attribute.traffic import opener_of, traffic_of, traffic_word
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import sourced_link
from lamppost.knowledge.structs import AddressRange, HostName, Source
from lamppost.model.chain import Named
from lamppost.model.reach import Destination, Mark
from lamppost.model.vocabulary import MarkKind

MARKING_ROLES: tuple[MarkKind, ...] = ("relay", "cdn")


def with_meaning(row: Destination, knowledge: Knowledge, laws: Laws) -> Destination:
    """The destination with everything that follows from its name, address and numbers, as of the day.

    Args:
        row: Name, address, registry and numbers; an operator from a table of the user's own stays.
        knowledge: The packs, as of the day.
        laws: The access laws, of the same day.
    """
    host = knowledge.service_of(row.name) if row.name else None
    service = _service(host, knowledge)
    operator, as_number, held = _operator(row.address, knowledge)
    if is_own(row.operator):
        operator, as_number = row.operator, row.as_number
    exchanges = [msgspec.structs.replace(one, traffic=traffic_word(one)) for one in row.exchanges]
    return msgspec.structs.replace(
        row,
        service_of=service,
        service_seats=laws.seats(service.id if service else None),
        role=host.role if host else None,
        operator=operator,
        operator_seats=laws.seats(operator.id if operator else None),
        as_number=as_number,
        marks=[*_host_marks(host, knowledge), *_range_marks(row.address, held, knowledge)],
        exchanges=exchanges,
        traffic=traffic_of(exchanges),
        opened_by=opener_of(exchanges),
        laws=[*laws.over(operator, "operator"), *laws.over(service, "service")],
    )


def is_own(operator: Named | None) -> bool:
    """Whether a table of the user's own named the operator; such a table is not in the packs to ask again."""
    return operator is not None and all(link.statement is None for link in operator.chain)


def _operator(address: str, knowledge: Knowledge) -> tuple[Named | None, int | None, AddressRange | None]:
    """Who operates the network an address lies in, as the packs say."""
    found = knowledge.operator_of(address)
    if found is None:
        return None, None, None
    organisation_id, held, prefix = found
    status = knowledge.range_status(held)
    link = sourced_link(
        prefix, "operated_by", knowledge.name_of(organisation_id), held.source, statement=held.id
    )
    named = Named(
        id=organisation_id,
        name=knowledge.name_of(organisation_id),
        status=status,
        chain=[msgspec.structs.replace(link, original=held.original, status=status)],
        disproof="a newer list of the operator's ranges without this prefix",
    )
    return named, knowledge.packs.networks[organisation_id].as_number, held


def _service(host: HostName | None, knowledge: Knowledge) -> Named | None:
    """Whose service a name is, where a pack says so."""
    if host is None:
        return None
    return Named(
        id=host.organisation,
        name=knowledge.name_of(host.organisation),
        status=knowledge.host_status(host),
        chain=[knowledge.host_link(host)],
        disproof="a register entry that gives the name to somebody else",
    )


def _host_marks(host: HostName | None, knowledge: Knowledge) -> list[Mark]:
    if host is None:
        return []
    status, link = knowledge.host_status(host), knowledge.host_link(host)
    marks = [
        Mark(
            kind=kind,
            status=status,
            chain=[msgspec.structs.replace(link, property="role", value=kind, original=None)],
        )
        for kind in MARKING_ROLES
        if host.role == kind
    ]
    return marks + _sourced("anycast", host.suffix, host.anycast, host, knowledge)


def _range_marks(address: str, held: AddressRange | None, knowledge: Knowledge) -> list[Mark]:
    if held is None:
        return []
    marks = _sourced("cdn", address, held.cdn, held, knowledge)
    return marks + _sourced("anycast", address, held.anycast, held, knowledge)


def _sourced(
    kind: MarkKind, subject: str, source: Source | None, row: HostName | AddressRange, knowledge: Knowledge
) -> list[Mark]:
    """A mark that a source of its own gives; none where no source does, or it was read too late."""
    if source is None or not knowledge.is_known(row.id, source.retrieved):
        return []
    status = knowledge.source_status(source, row.review_by)
    link = sourced_link(subject, "role", kind, source, statement=row.id)
    return [Mark(kind=kind, status=status, chain=[msgspec.structs.replace(link, status=status)])]
