"""What the packs say of a country: who supplies what there, which rules and cases hold, which laws reach data."""

from collections import defaultdict

import msgspec

from lamppost.knowledge.answers.history import country_history
from lamppost.knowledge.answers.law import law_claims
from lamppost.knowledge.answers.lines import claim, lines, not_held
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.links import sourced_link, statement_link
from lamppost.knowledge.packs import Indexed
from lamppost.knowledge.records import CountryRow, Membership, PlaceRule
from lamppost.knowledge.store import MEMBER_OF
from lamppost.model.answer import Claim, Section

KIND_WORDS = {
    "smart_city": "smart city",
    "facial_recognition": "facial recognition",
    "smart_policing": "smart policing",
    "social_media": "social media surveillance",
}


def country_sections(code: str, knowledge: Knowledge) -> list[Section]:
    """Editions, suppliers since which edition, projects, rules and cases, laws, makers registered there."""
    rows = [(one, row) for one in knowledge.editions() for row in one.countries if row.country == code]
    return [
        _state(code, knowledge),
        lines(
            "editions",
            "In the deployment indexes",
            [_edition(one, row, knowledge) for one, row in rows],
            not_held("an edition that covers it"),
        ),
        _suppliers(code, knowledge),
        _projects(code, knowledge),
        _rules(code, knowledge),
        lines(
            "laws",
            "Laws by which its state can reach data",
            [row for law in knowledge.laws(code) for row in law_claims(law, knowledge)],
            not_held("an access law of it"),
        ),
        _makers(code, knowledge),
        country_history(code, knowledge),
    ]


def country_names(knowledge: Knowledge) -> dict[str, list[str]]:
    """Country code → its names as the editions print them."""
    names: dict[str, list[str]] = defaultdict(list)
    for one in knowledge.packs.editions.values():
        for row in one.countries:
            if row.name_as_printed not in names[row.country]:
                names[row.country].append(row.name_as_printed)
    for rule in knowledge.packs.places.values():
        names.setdefault(rule.place[:2], [])
    for law in knowledge.packs.laws.values():
        names.setdefault(law.country[:2], [])
    return names


REGIMES = {
    "CA": "closed autocracy",
    "EA": "electoral autocracy",
    "ED": "electoral democracy",
    "LD": "liberal democracy",
}
"""The types by the letters that the editions print, as the caveats of the first one spell them out."""


def _state(code: str, knowledge: Knowledge) -> Section:
    """Its type of regime by one scale for all, and what it was a member of, or had signed, on the day."""
    claims: list[Claim] = []
    for one in knowledge.editions()[::-1]:
        for row in one.regimes:
            if row.country == code and not claims:
                link = knowledge.edition_link(one, row.name_as_printed)
                text = f"{REGIMES[row.regime]} in {row.year}, by V-Dem"
                claims.append(
                    claim(
                        text,
                        knowledge.edition_status(one),
                        [msgspec.structs.replace(link, locator=row.locator)],
                    )
                )
    for fact in knowledge.store.facts_of(code, [MEMBER_OF], knowledge.when):
        member: Membership = fact.row
        union = knowledge.packs.unions[fact.value]
        since = f", since {member.valid_from}" if member.valid_from else ""
        link = sourced_link(code.upper(), "member_of", union.name, member.source, statement=member.id)
        link = msgspec.structs.replace(link, original=member.original, locator=member.locator)
        claims.append(
            claim(f"{union.name}{since}", knowledge.source_status(member.source, union.review_by), [link])
        )
    return lines("state", "The state", claims, not_held("its type of regime, or what it is a member of"))


def _edition(one: Indexed, row: CountryRow, knowledge: Knowledge) -> Claim:
    ticked = [KIND_WORDS[kind] for kind in row.kinds.split(";") if kind]
    parts = [", ".join(ticked) or "no kind ticked"]
    if row.regime:
        parts.append(f"regime as printed: {row.regime}")
    if row.belt_and_road is not None:
        parts.append(
            "in the Belt and Road by its own column"
            if row.belt_and_road
            else "not in the Belt and Road by its own column"
        )
    link = sourced_link(
        row.name_as_printed,
        "named_in",
        one.edition.title,
        one.edition.source,
        statement=f"{one.edition.id}-{row.country}",
    )
    text = f"{one.edition.title}, {one.edition.year}: {'; '.join(parts)}"
    return claim(text, knowledge.edition_status(one), [link])


def _suppliers(code: str, knowledge: Knowledge) -> Section:
    """Each supplier once, with the editions that name it, oldest first."""
    named: dict[str, list[Indexed]] = defaultdict(list)
    for one in knowledge.editions():
        for row in one.supplies:
            if row.country == code:
                name = knowledge.name_of(row.organisation) if row.organisation else row.supplier_as_printed
                if one not in named[name]:
                    named[name].append(one)
    claims = [
        claim(
            f"{name}: " + ", ".join(str(one.edition.year) for one in editions),
            knowledge.edition_status(editions[-1]),
            [knowledge.edition_link(one, name) for one in editions],
        )
        for name, editions in sorted(named.items(), key=lambda pair: (-len(pair[1]), pair[0].casefold()))
    ]
    return lines(
        "suppliers", "Suppliers named, by year of edition", claims, not_held("a supplier named for it")
    )


def _projects(code: str, knowledge: Knowledge) -> Section:
    claims = []
    for project in knowledge.packs.projects.values():
        passages = knowledge.passages(project.passages)
        if (
            project.country == code
            and passages
            and (project.began_on is None or project.began_on <= knowledge.as_of)
        ):
            suppliers = ", ".join(knowledge.name_of(supplier) for supplier in project.suppliers)
            ended = (
                f", ended {project.ended_on}"
                if project.ended_on and project.ended_on <= knowledge.as_of
                else ""
            )
            since = f", since {project.began_on}" if project.began_on else ""
            text = f"{project.name} ({project.place}): {suppliers}{since}{ended}"
            claims.append(claim(text, None, [knowledge.passage_link(project.name, row) for row in passages]))
    return lines("projects", "Named projects", claims, not_held("a named project there"))


def _rules(code: str, knowledge: Knowledge) -> Section:
    """The rules of the country, of its parts, and of the unions it was a member of on the day."""
    places = {code, *knowledge.unions_of(code)}
    rules = [rule for rule in knowledge.packs.places.values() if rule.place[:2] in places]
    rules.sort(key=lambda rule: (rule.place, rule.turns[0].on, rule.id))
    claims = [row for rule in rules for row in rule_claims(rule, knowledge)]
    return lines(
        "rules",
        "Rules and cases on facial recognition in public space",
        claims,
        not_held("a rule or case there"),
    )


def rule_claims(rule: PlaceRule, knowledge: Knowledge) -> list[Claim]:
    """A rule or case on the day: whether it holds, and its turns so far."""
    turns = [
        turn
        for turn in rule.turns
        if turn.on <= knowledge.as_of and knowledge.is_known(turn.id, turn.source.retrieved)
    ]
    if not turns:
        return []
    head = f"{rule.name} ({rule.place_name}): {rule.concerns} {_holds(rule, knowledge)}".strip()
    links = []
    for turn in turns:
        link = sourced_link(rule.name, turn.what, f"{turn.on}: {turn.words}", turn.source, statement=turn.id)
        links.append(msgspec.structs.replace(link, original=turn.original, locator=turn.locator))
    rows = [claim(head, None, links)]
    rows += [
        claim(f"  {turn.on} {turn.what.replace('_', ' ')}: {turn.words}", None, [link])
        for turn, link in zip(turns, links, strict=True)
    ]
    return rows


def _holds(rule: PlaceRule, knowledge: Knowledge) -> str:
    day = knowledge.as_of
    if rule.kind in ("case", "incident"):
        return ""
    if day > rule.review_by:
        return "[stale: to be reviewed]"
    if rule.holds_to and rule.holds_to <= day:
        return f"[no longer: until {rule.holds_to}]"
    if rule.holds_from is None:
        return "[whether it holds on this day is not held]"
    return (
        f"[holds since {rule.holds_from}]" if rule.holds_from <= day else f"[not yet: from {rule.holds_from}]"
    )


def _makers(code: str, knowledge: Knowledge) -> Section:
    claims = [
        claim(
            f"{organisation.name}, {row.property.replace('_', ' ')} {code.upper()}",
            knowledge.status_of(row),
            [statement_link(organisation.name, row, value=code.upper())],
        )
        for organisation in sorted(
            knowledge.packs.organisations.values(), key=lambda one: one.name.casefold()
        )
        for row in organisation.statements
        if row.property in COUNTRIES and row.value == code and knowledge.holds(row)
    ]
    return lines(
        "organisations",
        "Organisations held that are registered or based there",
        claims,
        not_held("an organisation registered there"),
    )
