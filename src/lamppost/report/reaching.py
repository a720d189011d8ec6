"""The plain language of reach: shapes, countries, marks, and laws laid over organisations; the same for all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lamppost.model.reach import Destination, Exchange, LawReach, Mark, Seat
from lamppost.model.result import Asset, Device, Link
from lamppost.model.status import ORDER, STRONG
from lamppost.model.vocabulary import MARK_WORDS, REACHED_WORDS, TRAFFIC_WORDS, Through
from lamppost.report.lettering import counted, number, plain, size
from lamppost.report.wording import Claim, claim, country

__all__ = ["REACHED_WORDS", "TRAFFIC_WORDS"]

LAW_NOTE = (
    "Each law says itself whom it binds. Whether its words cover an organisation or this traffic is not "
    "decided here, nor whether anybody ever asked."
)
LAW_DISPROOF = (
    "a register that has the organisation elsewhere on that day, or a law that was not in force on it"
)
SEAT_DISPROOF = "a register that has the organisation elsewhere on that day"
MARK_DISPROOF = "documents of the operator that say otherwise for that day"
OPENERS = {
    "device": "opened by the device",
    "outside": "opened from outside",
    "both": "opened by the device and from outside",
}
_ROLES: dict[Through, str] = {
    "operator": "which runs the network",
    "service": "whose service the name is",
    "maker": "as maker",
    "builder": "as builder",
    "owner": "as owner",
}
_OWNED: dict[Through, str] = {
    "operator": "who runs the network",
    "service": "whose service the name is",
    "maker": "the maker",
    "builder": "the builder",
    "owner": "the owner",
}
_SHORT: dict[Through, str] = {
    "operator": "runs the network",
    "service": "runs the service",
    "maker": "is named as maker",
    "builder": "is named as builder",
    "owner": "owns",
}
_NO_SEAT = "country not held"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """One law over one organisation, with all that it is to a device and its destinations."""

    ground: str
    text: str
    roles: str
    law: LawReach
    claim: Claim


def seats(rows: Sequence[Seat]) -> str:
    """`US`, or `KY, based in CN`; words where no country is held."""
    if not rows:
        return _NO_SEAT
    return ", ".join(
        f"{'based in ' if seat.by == 'based_in' else ''}{'' if seat.status in STRONG else 'may be '}{country(seat.country)}"
        for seat in rows
    )


def shape(destination: Destination) -> str:
    """The shape of what went to and fro, in words."""
    return TRAFFIC_WORDS[destination.traffic]


def marks(rows: Iterable[Mark]) -> str:
    """`relay, anycast`; empty where nothing is marked."""
    words = ((mark.kind.upper() if mark.kind == "cdn" else mark.kind, mark.status in STRONG) for mark in rows)
    return ", ".join(word if sure else f"may be {word}" for word, sure in words)


def exchange(row: Exchange) -> str:
    """What went over one port, in one line."""
    lasted = f" in {row.active_s:,.0f} s" if row.active_s >= 1 else ""
    return (
        f"{plain(row.port)}, {OPENERS[row.opened_by]}: {counted(row.connections, 'connection')}, "
        f"sent {size(row.sent_bytes)} in {counted(row.sent_packets, 'packet')}, "
        f"received {size(row.received_bytes)} in {counted(row.received_packets, 'packet')}{lasted}; "
        f"{TRAFFIC_WORDS[row.traffic]}"
    )


def outcomes(row: Exchange) -> str:
    """How the connections of TCP over one port went, in one line; empty where nothing is said of it.

    `2 established, 1 refused; 1 begun before the recording or not seen whole`.
    """
    if row.outcomes is None:
        return ""
    counts = [
        (row.outcomes.established, "established"),
        (row.outcomes.refused, "refused"),
        (row.outcomes.unanswered, "unanswered"),
    ]
    known = ", ".join(f"{number(count)} {word}" for count, word in counts if count)
    rest = row.connections - sum(count for count, _ in counts)
    other = f"{number(rest)} begun before the recording or not seen whole" if rest > 0 else ""
    return "; ".join(part for part in (known, other) if part)


def law_text(law: LawReach) -> str:
    """One law over one organisation, in the one form that holds for every country."""
    return f"{_names(law)}. {plain(law.organisation_name)}, {role(law)}, {_sits(law)}. {_since(law)}."


def role(law: LawReach) -> str:
    """What the organisation is to the destination or the device."""
    if law.owner_of is None:
        return _ROLES[law.through]
    return f"an owner with control of {_OWNED[law.owner_of]}"


def law_claims(laws: Iterable[LawReach], thing: Device | Asset) -> list[Claim]:
    """Each law with the chain that it rests on."""
    chains = _chains(thing)
    return [claim("law", law_text(law), chains.get(law.ground, []), LAW_DISPROOF, law.status) for law in laws]


def law_rows(thing: Device | Asset) -> list[LawRow]:
    """Every law over those who make a device, run its networks and services or own them, each once."""
    met: dict[str, list[LawReach]] = defaultdict(list)
    for law in all_laws(thing):
        met[law.ground].append(law)
    chains = _chains(thing)
    rows = []
    for ground, laws in met.items():
        surest = max(laws, key=lambda law: ORDER.index(law.status))
        roles = "; ".join(_counted_roles(laws))
        text = f"{_names(surest)}. {plain(surest.organisation_name)} ({roles}) {_sits(surest)}. {_since(surest)}."
        rows.append(
            LawRow(
                ground=ground,
                text=text,
                roles=roles,
                law=surest,
                claim=claim("law", text, chains.get(ground, []), LAW_DISPROOF, surest.status),
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
        word = "registered in" if rows[0].law.seat_by == "registered_in" else "based in"
        sure = "is" if all(law.status in STRONG for law in surest.values()) else "is said to be"
        roles = "; ".join(dict.fromkeys(row.roles for row in rows))
        laws = "; ".join(_short(law) for law in surest.values())
        lines.append(
            f"{plain(name)} ({roles}) {sure} {word} {country(seat)}, where these laws say whom they bind: {laws}"
        )
    return lines


def all_laws(thing: Device | Asset) -> list[LawReach]:
    """The laws over its maker, then those over the destinations of a device."""
    destinations = thing.destinations if isinstance(thing, Device) else []
    return [*thing.laws, *(law for row in destinations for law in row.laws)]


def seat_claims(destination: Destination) -> list[Claim]:
    """Where the operator and the service's organisation are registered or sit."""
    rows = []
    for label, named, held in (
        ("operator in", destination.operator, destination.operator_seats),
        ("service in", destination.service_of, destination.service_seats),
    ):
        for seat in held if named is not None else []:
            word = "registered in" if seat.by == "registered_in" else "based in"
            sure = "is" if seat.status in STRONG else "is said to be"
            text = f"{named.name if named else ''} {sure} {word} {country(seat.country)}"
            rows.append(claim(label, text, seat.chain, SEAT_DISPROOF, seat.status))
    return rows


def mark_claims(destination: Destination) -> list[Claim]:
    """That a destination is a relay, a CDN or anycast."""
    return [
        claim(mark.kind, MARK_WORDS[mark.kind], mark.chain, MARK_DISPROOF, mark.status)
        for mark in destination.marks
    ]


def why_no_law(destination: Destination) -> str:
    """Why no law is laid over a destination."""
    known = [one for one in (destination.operator, destination.service_of) if one is not None and one.id]
    if not known:
        return "neither operator nor service is an organisation that the packs know"
    if not destination.operator_seats and not destination.service_seats:
        return "the country of the organisations is not held"
    return "no access law is held for the countries of the organisations on that day"


def _chains(thing: Device | Asset) -> dict[str, list[Link]]:
    return {ground.id: ground.chain for ground in thing.law_grounds}


def _names(law: LawReach) -> str:
    return f"{plain(law.name)}, law of {country(law.country)}: whom it binds stands in {plain(law.bound)}"


def _sits(law: LawReach) -> str:
    word = "registered in" if law.seat_by == "registered_in" else "based in"
    member = "" if law.country[:2] == law.seat else f", a member of {country(law.country)}"
    return f"{'is' if law.status in STRONG else 'is said to be'} {word} {country(law.seat)}{member}"


def _since(law: LawReach) -> str:
    if law.in_force_from is None:
        return "The day it came into force is not held"
    return f"In force since {plain(law.in_force_from)}"


def _short(law: LawReach) -> str:
    union = "" if law.country[:2] == law.seat else f", {country(law.country)}"
    return f"{plain(law.name)} ({law.status}{union})"


def _counted_roles(laws: Iterable[LawReach]) -> list[str]:
    """What one organisation is to a device and its destinations, in short."""
    counts: dict[tuple[bool, Through], int] = defaultdict(int)
    for law in laws:
        counts[law.owner_of is not None, law.owner_of or law.through] += 1
    return [
        f"{'controls who ' if owns else ''}{_SHORT[through]}{_of(through, count)}"
        for (owns, through), count in counts.items()
    ]


def _of(through: Through, count: int) -> str:
    return f" of {counted(count, 'destination')}" if through in ("operator", "service") else ""
