"""Where each watching device sends: names first, then who operates the network, then where it is registered."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.hits import instant_of
from lamppost.attribute.laws import Laws
from lamppost.attribute.networks import with_meaning
from lamppost.attribute.tables import UserRange, countries_of
from lamppost.attribute.user_tables import UserTables
from lamppost.knowledge.base import Knowledge
from lamppost.model.addresses import ip_text
from lamppost.model.columns import is_in
from lamppost.model.ids import make_id
from lamppost.model.observations import NAME_SOURCES, Column, Observations
from lamppost.model.reach import Destination, Exchange, Place
from lamppost.model.result import Link, Named
from lamppost.model.vocabulary import Opener

BREAK_US = 300_000_000  # five minutes without any recording
PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp"}
UNSEEN = -1  # no name was sent in the connection: the one looked up before it may stand for it
ERRORS = frozenset({"icmp", "icmpv6"})
"""What a network answers unasked: no destination of the device."""


@dataclass(slots=True, kw_only=True)
class _Total:
    """Sums over the connections of one port."""

    connections: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    sent_packets: int = 0
    received_packets: int = 0
    active_us: int = 0


@dataclass(slots=True, kw_only=True)
class _Talk:
    """What went between one device and one name at one address."""

    totals: dict[tuple[str, Opener], _Total]
    """By port and by who opened."""
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
    laws: Laws | None = None,
) -> dict[int, list[Destination]]:
    """Destinations outside per endpoint, most bytes sent first.

    Args:
        observations: What was read.
        endpoints: Who is who.
        wanted: Indexes of the endpoints to list; nobody else's connections are looked at.
        knowledge: Operators and services, as of a day.
        user_tables: The user's own address tables; they win.
        laws: The access laws of the same day, to share with others who ask.
    """
    laws = laws or Laws(knowledge)
    talks = _talks(observations, endpoints, set(wanted))
    addresses = {address for _, _, address in talks}
    countries = countries_of(addresses)
    found: dict[int, list[Destination]] = defaultdict(list)
    for (at, name, address), talk in talks.items():
        bare = _bare(
            observations, endpoints.rows[at].key, name, address, talk, user_tables, countries, knowledge.as_of
        )
        found[at].append(with_meaning(bare, knowledge, laws))
    for rows in found.values():
        rows.sort(key=lambda row: (-row.sent_bytes, -row.received_bytes, row.name or "", row.address))
    return found


def _talks(
    observations: Observations, endpoints: Endpoints, wanted: set[int]
) -> dict[tuple[int, str | None, str], _Talk]:
    """Flows of the wanted endpoints to addresses outside, summed per name and address."""
    flows = observations.flows
    sides = {side: endpoint_column(flows, side, endpoints, wanted) for side in ("src", "dst")}
    names = _names(observations, endpoints, wanted)
    talks: dict[tuple[int, str | None, str], _Talk] = {}
    recorded = _Recorded(observations)
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
            name = observations.host_names[sent] if sent >= 0 else None
            if sent == UNSEEN:
                name = _latest(looked_up, opened)
            talk = talks.setdefault(
                (at, name, address),
                _Talk(
                    totals={},
                    first_seen_at=opened,
                    last_seen_at=opened,
                    first_row=int(flows["first_row"][row]),
                    evidence=int(flows["evidence"][row]),
                ),
            )
            _add(talk, flows, row, side, other, recorded)
    return {key: talk for key, talk in talks.items() if _is_talk(talk)}


def _add(
    talk: _Talk, flows: dict[str, Column], row: int, side: str, other: str, recorded: "_Recorded"
) -> None:
    first, last = int(flows["first_seen_at"][row]), int(flows["last_seen_at"][row])
    talk.last_seen_at = max(talk.last_seen_at, last)
    proto, port = int(flows["proto"][row]), int(flows["dst_port"][row])
    word = PROTOCOLS.get(proto, f"ip-{proto}")
    opener: Opener = "device" if side == "src" else "outside"
    total = talk.totals.setdefault((f"{word}/{port}" if port >= 0 else word, opener), _Total())
    total.connections += 1
    total.sent_bytes += int(flows[f"{side}_bytes"][row])
    total.received_bytes += int(flows[f"{other}_bytes"][row])
    total.sent_packets += int(flows[f"{side}_packets"][row])
    total.received_packets += int(flows[f"{other}_packets"][row])
    total.active_us += recorded.between(first, last)


class _Recorded:
    """The time in which somebody recorded, file by file: between two recordings no connection is known to last."""

    def __init__(self, observations: Observations) -> None:
        senders = observations.senders
        spans: list[list[int]] = []
        for file in np.unique(senders["evidence"]).tolist():
            rows = senders["evidence"] == file
            spans.append(
                [int(senders["first_seen_at"][rows].min()), int(senders["last_seen_at"][rows].max())]
            )
        self._bounds: list[int] = []
        self._before: list[int] = []
        total = 0
        for begins, ends in _merged(spans):
            self._bounds += [begins, ends]
            self._before += [total, total + ends - begins]
            total = self._before[-1]

    def between(self, first: int, last: int) -> int:
        """Recorded microseconds from one instant to another; 0 where a longer break than `BREAK_US` lies within.

        After a break the same ports may belong to another connection, so that nothing is known of how long
        either lasted.
        """
        if not self._bounds or last <= first:
            return 0
        recorded = self._until(last) - self._until(first)
        return recorded if last - first - recorded <= BREAK_US else 0

    def _until(self, instant: int) -> int:
        at = bisect_right(self._bounds, instant) - 1
        if at < 0:
            return 0
        inside = at % 2 == 0
        return self._before[at] + (instant - self._bounds[at] if inside else 0)


def _merged(spans: list[list[int]]) -> list[list[int]]:
    """Spans of time in order, those that overlap as one."""
    merged: list[list[int]] = []
    for begins, ends in sorted(spans):
        if merged and begins <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], ends)
        else:
            merged.append([begins, ends])
    return merged


def _is_talk(talk: _Talk) -> bool:
    """Whether the device sent something, or was sent more than errors that networks answer unasked."""
    return any(total.sent_bytes for total in talk.totals.values()) or any(
        port not in ERRORS for port, _ in talk.totals
    )


def endpoint_column(flows: dict[str, Column], side: str, endpoints: Endpoints, wanted: set[int]) -> Column:
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
    names = observations.names
    at = endpoints.find_column(names["client_mac"], names["client_ip_high"], names["client_ip_low"])
    given = (names["source"] == NAME_SOURCES.index("dns")) & ((names["ip_high"] | names["ip_low"]) != 0)
    asked = np.flatnonzero(given & is_in(at, np.array(sorted(wanted), np.int64)))
    columns = (names[name][asked].tolist() for name in ("ip_high", "ip_low", "seen_at", "name"))
    for index, high, low, seen_at, number in zip(at[asked].tolist(), *columns, strict=True):
        found[index, ip_text(high, low)].append((seen_at, observations.host_names[number]))
    for rows in found.values():
        rows.sort()
    return found


def _latest(rows: list[tuple[int, str]], opened: int) -> str | None:
    """The name last looked up for an address before a connection, else the first looked up after it."""
    if not rows:
        return None
    return rows[max(bisect_right(rows, (opened, "\uffff")) - 1, 0)][1]


def _bare(
    observations: Observations,
    device: str,
    name: str | None,
    address: str,
    talk: _Talk,
    user_tables: UserTables,
    countries: dict[str, str],
    as_of: date,
) -> Destination:
    """What was observed of a destination, and what tables of addresses say of it."""
    own = user_tables.first(address, lambda row: row.registered_in)
    located = user_tables.first(address, lambda row: row.located_in)
    registered = own.registered_in if own else countries.get(address)
    source = own.table if own else "iptocc" if registered else None
    operator = user_tables.first(address, lambda row: row.operator)
    exchanges = _exchanges(talk)
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
        first_row=talk.first_row,
        evidence=observations.evidence[talk.evidence].path,
        first_seen_at=instant_of(talk.first_seen_at),
        last_seen_at=instant_of(talk.last_seen_at),
    )


def _exchanges(talk: _Talk) -> list[Exchange]:
    """What went over each port, most bytes first; the shapes are told later."""
    rows = [
        Exchange(
            port=port,
            opened_by=opener,
            connections=total.connections,
            sent_bytes=total.sent_bytes,
            received_bytes=total.received_bytes,
            sent_packets=total.sent_packets,
            received_packets=total.received_packets,
            active_s=round(total.active_us / 1e6, 3),
            traffic="unknown",
        )
        for (port, opener), total in talk.totals.items()
    ]
    return sorted(rows, key=lambda row: (-row.sent_bytes - row.received_bytes, row.port, row.opened_by))


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
