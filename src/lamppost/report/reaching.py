"""The plain language of reach: shapes, countries, marks, and laws laid over organisations; the same for all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from lamppost.model.language import number, retold, tr, tr_n
from lamppost.model.reach import Destination, Exchange, LawReach, Mark, Seat
from lamppost.model.result import Asset, Device, Link
from lamppost.model.saying import noted, say, say_n
from lamppost.model.sites import Site
from lamppost.model.status import ORDER, STRONG
from lamppost.model.vocabulary import MARK_WORDS, REACHED_WORDS, TRAFFIC_WORDS, MarkKind, SeatKind, Through
from lamppost.report.amounts import is_least, received, sent, traffic_covered, ways
from lamppost.report.lettering import plain, size
from lamppost.report.wording import Claim, claim, country, status_word

__all__ = ["REACHED_WORDS", "TRAFFIC_WORDS", "received", "sent", "traffic_covered"]

LAW_NOTE = noted(
    "Each law says itself whom it binds. Whether its words cover an organisation or this traffic is not "
    "decided here, nor whether anybody ever asked."
)
LAW_DISPROOF = noted(
    "a register that has the organisation elsewhere on that day, or a law that was not in force on it"
)
SEAT_DISPROOF = noted("a register that has the organisation elsewhere on that day")
MARK_DISPROOF = noted("documents of the operator that say otherwise for that day")
OPENERS = {
    "device": noted("opened by the device"),
    "outside": noted("opened from outside"),
    "both": noted("opened by the device and from outside"),
}
_ROLES: dict[Through, str] = {
    "operator": noted("which runs the network"),
    "service": noted("whose service the name is"),
    "maker": noted("as maker"),
    "builder": noted("as builder"),
    "owner": noted("as owner"),
}
_OWNED: dict[Through, str] = {
    "operator": noted("an owner with control of who runs the network"),
    "service": noted("an owner with control of whose service the name is"),
    "maker": noted("an owner with control of the maker"),
    "builder": noted("an owner with control of the builder"),
    "owner": noted("an owner with control of the owner"),
}
_SHORT: dict[tuple[bool, Through], str] = {
    (False, "maker"): noted("is named as maker"),
    (False, "builder"): noted("is named as builder"),
    (False, "owner"): noted("owns"),
    (True, "maker"): noted("controls who is named as maker"),
    (True, "builder"): noted("controls who is named as builder"),
    (True, "owner"): noted("controls who owns"),
}
"""What an organisation is to a thing, or controls who is it."""
_NO_SEAT = noted("country not held")
_SITS: dict[tuple[bool, SeatKind], str] = {
    (True, "registered_in"): noted("is registered in {country}"),
    (True, "based_in"): noted("is based in {country}"),
    (False, "registered_in"): noted("is said to be registered in {country}"),
    (False, "based_in"): noted("is said to be based in {country}"),
}
"""By whether that is sure."""
_SEATS: dict[tuple[bool, SeatKind], str] = {
    (True, "registered_in"): "{country}",
    (True, "based_in"): noted("based in {country}"),
    (False, "registered_in"): noted("may be {country}"),
    (False, "based_in"): noted("based in may be {country}"),
}
_MARKS: dict[MarkKind, str] = {"relay": noted("relay"), "cdn": noted("CDN"), "anycast": noted("anycast")}
_MARK_LABELS: dict[MarkKind, str] = _MARKS | {"cdn": noted("cdn")}


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """One law over one organisation, with all that it is to a device and its destinations."""

    ground: str
    text: str
    roles: str
    roles_said: str
    """The same for a document: English, and told in each language from there."""
    law: LawReach
    claim: Claim


def seats(rows: Sequence[Seat]) -> str:
    """`US`, or `KY, based in CN`; words where no country is held."""
    if not rows:
        return tr(_NO_SEAT)
    return ", ".join(
        tr(_SEATS[seat.status in STRONG, seat.by], country=country(seat.country)) for seat in rows
    )


def shape(destination: Destination) -> str:
    """The shape of what went to and fro, in words."""
    return tr(TRAFFIC_WORDS[destination.traffic])


def marks(rows: Iterable[Mark]) -> str:
    """`relay, anycast`; empty where nothing is marked."""
    words = ((tr(_MARKS[mark.kind]), mark.status in STRONG) for mark in rows)
    return ", ".join(word if sure else tr("may be {name}", name=word) for word, sure in words)


def exchange(row: Exchange) -> str:
    """What went over one port, in one line."""
    if row.untold:
        return _exchange_in_part(row)
    said = {
        "port": plain(row.port),
        "opener": tr(OPENERS[row.opened_by]),
        "connections": tr_n("{n} connection", "{n} connections", row.connections),
        "sent": size(row.sent_bytes),
        "sent_packets": tr_n("{n} packet", "{n} packets", row.sent_packets or 0),
        "received": size(row.received_bytes),
        "received_packets": tr_n("{n} packet", "{n} packets", row.received_packets or 0),
        "shape": tr(TRAFFIC_WORDS[row.traffic]),
    }
    if row.active_s is None or row.active_s < 1:
        return tr(
            "{port}, {opener}: {connections}, sent {sent} in {sent_packets}, "
            "received {received} in {received_packets}; {shape}",
            **said,
        )
    return tr(
        "{port}, {opener}: {connections}, sent {sent} in {sent_packets}, "
        "received {received} in {received_packets} in {seconds} s; {shape}",
        seconds=number(round(row.active_s)),
        **said,
    )


def _exchange_in_part(row: Exchange) -> str:
    """The same where a log does not tell all numbers of all connections."""
    out, back = ways(row)
    said = {
        "port": plain(row.port),
        "opener": tr(OPENERS[row.opened_by]),
        "connections": tr_n("{n} connection", "{n} connections", row.connections),
        "sent": out,
        "received": back,
        "shape": tr(TRAFFIC_WORDS[row.traffic]),
    }
    if row.active_s is None or row.active_s < 1 or is_least(row, "active_s"):
        return tr("{port}, {opener}: {connections}; sent: {sent}; received: {received}; {shape}", **said)
    return tr(
        "{port}, {opener}: {connections}, {seconds} s in all; sent: {sent}; received: {received}; {shape}",
        seconds=number(round(row.active_s)),
        **said,
    )


def outcomes(row: Exchange) -> str:
    """How the connections of TCP over one port went, in one line; empty where nothing is said of it.

    `2 established, 1 refused; 1 begun before the recording or not seen whole`.
    """
    if row.outcomes is None:
        return ""
    counts = [
        (row.outcomes.established, noted("{n} established")),
        (row.outcomes.refused, noted("{n} refused")),
        (row.outcomes.unanswered, noted("{n} unanswered")),
    ]
    known = ", ".join(tr(words, n=number(count)) for count, words in counts if count)
    rest = row.connections - sum(count for count, _ in counts)
    other = tr("{n} begun before the recording or not seen whole", n=number(rest)) if rest > 0 else ""
    return "; ".join(part for part in (known, other) if part)


def law_text(law: LawReach) -> str:
    """One law over one organisation, in the one form that holds for every country."""
    return f"{_names(law)}. {plain(law.organisation_name)}, {role(law)}, {_sits(law)}. {_since(law)}."


def role(law: LawReach) -> str:
    """What the organisation is to the destination or the device."""
    if law.owner_of is None:
        return tr(_ROLES[law.through])
    return tr(_OWNED[law.owner_of])


def law_claims(laws: Iterable[LawReach], thing: Device | Asset | Site) -> list[Claim]:
    """Each law with the chain that it rests on."""
    chains = _chains(thing)
    return [
        claim(tr("law"), law_text(law), chains.get(law.ground, []), tr(LAW_DISPROOF), law.status)
        for law in laws
    ]


def law_rows(thing: Device | Asset | Site) -> list[LawRow]:
    """Every law over those who make a device, run its networks and services or own them, each once."""
    met: dict[str, list[LawReach]] = defaultdict(list)
    for law in all_laws(thing):
        met[law.ground].append(law)
    chains = _chains(thing)
    rows = []
    for ground, laws in met.items():
        surest = max(laws, key=lambda law: ORDER.index(law.status))
        said = _roles_said(laws)
        roles = retold(said)
        text = f"{_names(surest)}. {plain(surest.organisation_name)} ({roles}) {_sits(surest)}. {_since(surest)}."
        rows.append(
            LawRow(
                ground=ground,
                text=text,
                roles=roles,
                roles_said=said,
                law=surest,
                claim=claim(tr("law"), text, chains.get(ground, []), tr(LAW_DISPROOF), surest.status),
            )
        )
    return rows


def law_lines(thing: Device | Asset) -> list[str]:
    """The laws in short: one line for each organisation and country that it is in."""
    groups: dict[tuple[str, str], list[LawRow]] = defaultdict(list)
    for row in law_rows(thing):
        groups[row.law.organisation_name, row.law.seat].append(row)
    lines = []
    for (name, seat), rows in groups.items():
        surest: dict[str, LawReach] = {}
        for row in rows:
            held = surest.setdefault(row.law.law, row.law)
            if ORDER.index(row.law.status) > ORDER.index(held.status):
                surest[row.law.law] = row.law
        is_sure = all(law.status in STRONG for law in surest.values())
        sits = tr(_SITS[is_sure, rows[0].law.seat_by], country=country(seat))
        roles = "; ".join(dict.fromkeys(row.roles for row in rows))
        laws = "; ".join(_short(law) for law in surest.values())
        lines.append(
            tr(
                "{name} ({roles}) {sits}, where these laws say whom they bind: {laws}",
                name=plain(name),
                roles=roles,
                sits=sits,
                laws=laws,
            )
        )
    return lines


def all_laws(thing: Device | Asset | Site) -> list[LawReach]:
    """The laws over its maker, then those over the destinations of a device."""
    destinations = thing.destinations if isinstance(thing, Device) else []
    return [*thing.laws, *(law for row in destinations for law in row.laws)]


def seat_claims(destination: Destination) -> list[Claim]:
    """Where the operator and the service's organisation are registered or sit."""
    rows = []
    for label, named, held in (
        (tr("operator in"), destination.operator, destination.operator_seats),
        (tr("service in"), destination.service_of, destination.service_seats),
    ):
        for seat in held if named is not None else []:
            sits = tr(_SITS[seat.status in STRONG, seat.by], country=country(seat.country))
            text = f"{plain(named.name) if named else ''} {sits}"
            rows.append(claim(label, text, seat.chain, tr(SEAT_DISPROOF), seat.status))
    return rows


def mark_claims(destination: Destination) -> list[Claim]:
    """That a destination is a relay, a CDN or anycast."""
    return [
        claim(
            tr(_MARK_LABELS[mark.kind]), tr(MARK_WORDS[mark.kind]), mark.chain, tr(MARK_DISPROOF), mark.status
        )
        for mark in destination.marks
    ]


def why_no_law(destination: Destination) -> str:
    """Why no law is laid over a destination."""
    known = [one for one in (destination.operator, destination.service_of) if one is not None and one.id]
    if not known:
        return tr("neither operator nor service is an organisation that the packs know")
    if not destination.operator_seats and not destination.service_seats:
        return tr("the country of the organisations is not held")
    return tr("no access law is held for the countries of the organisations on that day")


def _chains(thing: Device | Asset | Site) -> dict[str, list[Link]]:
    return {ground.id: ground.chain for ground in thing.law_grounds}


def _names(law: LawReach) -> str:
    return tr(
        "{law}, law of {country}: whom it binds stands in {bound}",
        law=plain(law.name),
        country=country(law.country),
        bound=plain(law.bound),
    )


def _sits(law: LawReach) -> str:
    sits = tr(_SITS[law.status in STRONG, law.seat_by], country=country(law.seat))
    if law.country[:2] == law.seat:
        return sits
    return tr("{sits}, a member of {country}", sits=sits, country=country(law.country))


def _since(law: LawReach) -> str:
    if law.in_force_from is None:
        return tr("The day it came into force is not held")
    return tr("In force since {day}", day=plain(law.in_force_from))


def _short(law: LawReach) -> str:
    union = "" if law.country[:2] == law.seat else f", {country(law.country)}"
    return f"{plain(law.name)} ({status_word(law.status)}{union})"


def _roles_said(laws: Iterable[LawReach]) -> str:
    """What one organisation is to a device and its destinations, in short, as a document says it."""
    counts: dict[tuple[bool, Through], int] = defaultdict(int)
    for law in laws:
        counts[law.owner_of is not None, law.owner_of or law.through] += 1
    said = [_role_said(owns, through, count) for (owns, through), count in counts.items()]
    return reduce(lambda one, more: say("{one!t}; {more!t}", one=one, more=more), said)


def _role_said(owns: bool, through: Through, n: int) -> str:
    if through == "operator" and owns:
        return say_n(
            "controls who runs the network of {n} destination",
            "controls who runs the network of {n!n} destinations",
            n,
        )
    if through == "operator":
        return say_n("runs the network of {n} destination", "runs the network of {n!n} destinations", n)
    if through == "service" and owns:
        return say_n(
            "controls who runs the service of {n} destination",
            "controls who runs the service of {n!n} destinations",
            n,
        )
    if through == "service":
        return say_n("runs the service of {n} destination", "runs the service of {n!n} destinations", n)
    return _SHORT[owns, through]
