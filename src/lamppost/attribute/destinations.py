"""Where each watching device sends: names first, then who operates the network, then where it is registered."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import numpy as np

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.hits import instant_of
from lamppost.attribute.tables import countries_of
from lamppost.attribute.user_tables import UserTables
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import sourced_link
from lamppost.model.addresses import ip_text
from lamppost.model.ids import make_id
from lamppost.model.observations import Column, Observations
from lamppost.model.result import Destination, Link, Named, Place

PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp"}
UNSEEN = -1  # no name was sent in the connection: the one looked up before it may stand for it
ERRORS = frozenset({"icmp", "icmpv6"})
"""What a network answers unasked: no destination of the device."""


@dataclass(slots=True, kw_only=True)
class _Talk:
    """What went between one device and one name at one address."""

    sent_bytes: int = 0
    received_bytes: int = 0
    ports: set[str]
    first_seen_at: int
    last_seen_at: int
    first_row: int
    evidence: int


def attribute_destinations(
    observations: Observations,
    endpoints: Endpoints,
    wanted: Iterable[int],
    knowledge: Knowledge,
    user_tables: UserTables,
) -> dict[int, list[Destination]]:
    """Destinations outside per endpoint, most bytes sent first.

    Args:
        observations: What was read.
        endpoints: Who is who.
        wanted: Indexes of the endpoints to list; nobody else's connections are looked at.
        knowledge: Operators and services, as of a day.
        user_tables: The user's own address tables; they win.
    """
    talks = _talks(observations, endpoints, set(wanted))
    addresses = {address for _, _, address in talks}
    countries = countries_of(addresses)
    found: dict[int, list[Destination]] = defaultdict(list)
    for (at, name, address), talk in talks.items():
        found[at].append(
            _destination(
                observations, endpoints.rows[at].key, name, address, talk, knowledge, user_tables, countries
            )
        )
    for rows in found.values():
        rows.sort(key=lambda row: (-row.sent_bytes, -row.received_bytes, row.name or "", row.address))
    return found


def _talks(
    observations: Observations, endpoints: Endpoints, wanted: set[int]
) -> dict[tuple[int, str | None, str], _Talk]:
    """Flows of the wanted endpoints to addresses outside, summed per name and address."""
    flows = observations.flows
    sides = {side: _endpoint_column(flows, side, endpoints, wanted) for side in ("src", "dst")}
    names = _names(observations, endpoints, wanted)
    talks: dict[tuple[int, str | None, str], _Talk] = {}
    order = np.argsort(flows["first_seen_at"], kind="stable")
    inside: dict[str, bool] = {}
    for side, other in (("src", "dst"), ("dst", "src")):
        rows = order[(sides[side] >= 0)[order]]
        for row in rows.tolist():
            address = ip_text(int(flows[f"{other}_ip_high"][row]), int(flows[f"{other}_ip_low"][row]))
            if address not in inside:
                inside[address] = endpoints.is_inside(address) or endpoints.is_nowhere(address)
            if inside[address]:
                continue
            at, opened = int(sides[side][row]), int(flows["first_seen_at"][row])
            sent = int(flows["server_name"][row])
            looked_up = names.get((at, address), [])
            name = observations.server_names[sent] if sent >= 0 else None
            if sent == UNSEEN:
                name = _latest(looked_up, opened)
            talk = talks.setdefault(
                (at, name, address),
                _Talk(
                    ports=set(),
                    first_seen_at=opened,
                    last_seen_at=opened,
                    first_row=int(flows["first_row"][row]),
                    evidence=int(flows["evidence"][row]),
                ),
            )
            _add(talk, flows, row, side, other)
    return {key: talk for key, talk in talks.items() if talk.sent_bytes or not talk.ports <= ERRORS}


def _add(talk: _Talk, flows: dict[str, Column], row: int, side: str, other: str) -> None:
    talk.sent_bytes += int(flows[f"{side}_bytes"][row])
    talk.received_bytes += int(flows[f"{other}_bytes"][row])
    talk.last_seen_at = max(talk.last_seen_at, int(flows["last_seen_at"][row]))
    proto, port = int(flows["proto"][row]), int(flows["dst_port"][row])
    word = PROTOCOLS.get(proto, f"ip-{proto}")
    talk.ports.add(f"{word}/{port}" if port >= 0 else word)


def _endpoint_column(flows: dict[str, Column], side: str, endpoints: Endpoints, wanted: set[int]) -> Column:
    """Index of the wanted endpoint on one side of each flow, -1 for anybody else."""
    keys = np.empty(len(flows["first_row"]), dtype=[("mac", "i8"), ("high", "u8"), ("low", "u8")])
    for name, source in (("mac", f"{side}_mac"), ("high", f"{side}_ip_high"), ("low", f"{side}_ip_low")):
        keys[name] = flows[source]
    low = np.array(sorted(endpoints.low_halves(wanted)), np.uint64)
    rows = np.flatnonzero(np.isin(keys["low"], low))
    column = np.full(len(keys), -1, np.int64)
    if len(rows):
        distinct, inverse = np.unique(keys[rows], return_inverse=True)
        at = [endpoints.find_numbers(int(key["mac"]), int(key["high"]), int(key["low"])) for key in distinct]
        column[rows] = np.array([index if index in wanted else -1 for index in at], np.int64)[inverse]
        for row in rows[(column[rows] >= 0)].tolist():
            span = int(flows["first_seen_at"][row]), int(flows["last_seen_at"][row])
            key = keys[row]
            if endpoints.changed_hands(int(column[row]), int(key["high"]), int(key["low"]), *span):
                column[row] = -1
    return column


def _names(
    observations: Observations, endpoints: Endpoints, wanted: set[int]
) -> dict[tuple[int, str], list[tuple[int, str]]]:
    """The names that each wanted endpoint was given for an address, in time order."""
    found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for name in observations.names:
        at = endpoints.find(name.client_mac, name.client_ip)
        if at in wanted and at is not None and name.address is not None and name.source == "dns":
            found[at, name.address].append((name.seen_at, name.name))
    for rows in found.values():
        rows.sort()
    return found


def _latest(rows: list[tuple[int, str]], opened: int) -> str | None:
    """The name last looked up for an address before a connection, else the first looked up after it."""
    if not rows:
        return None
    return rows[max(bisect_right(rows, (opened, "\uffff")) - 1, 0)][1]


def _destination(
    observations: Observations,
    device: str,
    name: str | None,
    address: str,
    talk: _Talk,
    knowledge: Knowledge,
    user_tables: UserTables,
    countries: dict[str, str],
) -> Destination:
    operator, as_number = _operator(address, knowledge, user_tables)
    own = user_tables.first(address, lambda row: row.registered_in)
    located = user_tables.first(address, lambda row: row.located_in)
    registered = own.registered_in if own else countries.get(address)
    source = own.table if own else "iptocc" if registered else None
    service, role = _service(name, knowledge)
    return Destination(
        id=make_id("dst", device, name or "", address),
        name=name,
        address=address,
        service_of=service,
        role=role,
        operator=operator,
        as_number=as_number,
        registered_in=registered,
        registered_source=source,
        located_in=Place(country=located.located_in, source=located.table)
        if located and located.located_in
        else None,
        sent_bytes=talk.sent_bytes,
        received_bytes=talk.received_bytes,
        ports=sorted(talk.ports),
        first_row=talk.first_row,
        evidence=observations.evidence[talk.evidence].path,
        first_seen_at=instant_of(talk.first_seen_at),
        last_seen_at=instant_of(talk.last_seen_at),
        laws=[],
    )


def _operator(address: str, knowledge: Knowledge, user_tables: UserTables) -> tuple[Named | None, int | None]:
    """Who operates the network an address lies in: the user's table first, then the packs."""
    own = user_tables.first(address, lambda row: row.operator)
    if own and own.operator:
        link = Link(
            subject=address,
            property="operator",
            value=own.operator,
            source=own.table,
            source_class="party",
            match="exact_id",
            day=knowledge.as_of.isoformat(),
            locator=own.locator,
        )
        return Named(
            id=None,
            name=own.operator,
            status="corroborated",
            chain=[link],
            disproof="another row of your own table",
        ), own.as_number
    found = knowledge.operator_of(address)
    if found is None:
        return None, None
    organisation_id, held, prefix = found
    status = knowledge.range_status(held)
    link = sourced_link(
        prefix, "operated_by", knowledge.name_of(organisation_id), held.source, statement=held.id
    )
    link = msgspec.structs.replace(link, original=held.original, status=status)
    named = Named(
        id=organisation_id,
        name=knowledge.name_of(organisation_id),
        status=status,
        chain=[link],
        disproof="a newer list of the operator's ranges without this prefix",
    )
    return named, knowledge.packs.networks[organisation_id].as_number


def _service(name: str | None, knowledge: Knowledge) -> tuple[Named | None, str | None]:
    """Whose service a name is, and what it is for, where a pack says so."""
    host = knowledge.service_of(name) if name else None
    if host is None:
        return None, None
    link = knowledge.host_link(host)
    named = Named(
        id=host.organisation,
        name=knowledge.name_of(host.organisation),
        status=knowledge.host_status(host),
        chain=[link],
        disproof="a register entry that gives the name to somebody else",
    )
    return named, host.role
