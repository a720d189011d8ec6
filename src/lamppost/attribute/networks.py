"""What a name and an address mean: whose service, whose network, which marks, which laws; no flows are needed."""

import msgspec

from lamppost.attribute.laws import Laws
from lamppost.attribute.traffic import opener_of, traffic_of, traffic_word
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import sourced_link
from lamppost.knowledge.structs import AddressRange, HostName, Source
from lamppost.model.chain import Named
from lamppost.model.reach import Destination, Mark
from lamppost.model.saying import say
from lamppost.model.vocabulary import MarkKind

MARKING_ROLES: tuple[MarkKind, ...] = ("relay", "cdn")


class Meanings:
    """What names and addresses mean on a day; each range of addresses and each known name is worked out once."""

    def __init__(self, knowledge: Knowledge, laws: Laws) -> None:
        """Know the packs.

        Args:
            knowledge: The packs, as of the day.
            laws: The access laws, of the same day.
        """
        self._knowledge, self._laws = knowledge, laws
        self._operators: dict[str, tuple[Named, int | None, AddressRange]] = {}
        self._services: dict[str, Named] = {}

    def of(self, row: Destination) -> Destination:
        """The destination with everything that follows from its name, address and numbers.

        Args:
            row: Name, address, registry and numbers; an operator from a table of the user's own stays.
        """
        knowledge, laws = self._knowledge, self._laws
        host = knowledge.service_of(row.name) if row.name else None
        service = self._service(host)
        operator, as_number, held = self.operator(row.address)
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

    def service(self, name: str | None) -> tuple[Named | None, str | None]:
        """Whose service a name is, and what it is for."""
        host = self._knowledge.service_of(name) if name else None
        return self._service(host), host.role if host else None

    def operator(self, address: str) -> tuple[Named | None, int | None, AddressRange | None]:
        """Who operates the network an address lies in, its number, and the range, as the packs say.

        Nobody, where it is no address but the pseudonym of one, as in a document that was shared.
        """
        try:
            found = self._knowledge.operator_of(address)
        except ValueError:
            found = None
        if found is None:
            return None, None, None
        organisation_id, held, prefix = found
        if prefix not in self._operators:
            named = _operator(organisation_id, held, prefix, self._knowledge)
            number = self._knowledge.packs.networks[organisation_id].as_number
            self._operators[prefix] = named, number, held
        return self._operators[prefix]

    def _service(self, host: HostName | None) -> Named | None:
        if host is None:
            return None
        if host.id not in self._services:
            self._services[host.id] = _service(host, self._knowledge)
        return self._services[host.id]


def is_own(operator: Named | None) -> bool:
    """Whether a table of the user's own named the operator; such a table is not in the packs to ask again."""
    return operator is not None and all(link.statement is None for link in operator.chain)


def _operator(organisation_id: str, held: AddressRange, prefix: str, knowledge: Knowledge) -> Named:
    """The operator of a range, as an answer."""
    status = knowledge.range_status(held)
    link = sourced_link(
        prefix, "operated_by", knowledge.name_of(organisation_id), held.source, statement=held.id
    )
    return Named(
        id=organisation_id,
        name=knowledge.name_of(organisation_id),
        status=status,
        chain=[msgspec.structs.replace(link, original=held.original, status=status)],
        disproof=say("a newer list of the operator's ranges without this prefix"),
    )


def _service(host: HostName, knowledge: Knowledge) -> Named:
    """Whose service a name is, where a pack says so."""
    return Named(
        id=host.organisation,
        name=knowledge.name_of(host.organisation),
        status=knowledge.host_status(host),
        chain=[knowledge.host_link(host)],
        disproof=say("a register entry that gives the name to somebody else"),
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
