"""What the packs say of a country: who supplies what there, which rules and cases hold, which laws reach data."""

from collections import defaultdict

import msgspec

from lamppost.knowledge import terms
from lamppost.knowledge.answers.history import country_history
from lamppost.knowledge.answers.law import law_claims
from lamppost.knowledge.answers.lines import claim, indented, lines
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.links import sourced_link, statement_link
from lamppost.knowledge.packs import Indexed
from lamppost.knowledge.records import CountryRow, Membership, PlaceRule, Project
from lamppost.knowledge.store import MEMBER_OF
from lamppost.knowledge.terms import KINDS
from lamppost.model.answer import Claim, Section
from lamppost.model.saying import noted, say


def country_sections(code: str, knowledge: Knowledge) -> list[Section]:
    """Editions, suppliers since which edition, projects, rules and cases, laws, makers registered there."""
    rows = [(one, row) for one in knowledge.editions() for row in one.countries if row.country == code]
    return [
        _state(code, knowledge),
        lines(
            "editions",
            say("In the deployment indexes"),
            [_edition(one, row, knowledge) for one, row in rows],
            say("the packs hold nothing on an edition that covers it"),
        ),
        _suppliers(code, knowledge),
        _projects(code, knowledge),
        _rules(code, knowledge),
        lines(
            "laws",
            say("Laws by which its state can reach data"),
            [row for law in knowledge.laws(code) for row in law_claims(law, knowledge)],
            say("the packs hold nothing on an access law of it"),
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
    "CA": noted("closed autocracy"),
    "EA": noted("electoral autocracy"),
    "ED": noted("electoral democracy"),
    "LD": noted("liberal democracy"),
}
"""The types by the letters that the editions print, as the caveats of the first one spell them out."""


def _state(code: str, knowledge: Knowledge) -> Section:
    """Its type of regime by one scale for all, and what it was a member of, or had signed, on the day."""
    claims: list[Claim] = []
    for one in knowledge.editions()[::-1]:
        for row in one.regimes:
            if row.country == code and not claims:
                link = knowledge.edition_link(one, row.name_as_printed)
                text = say("{regime!t} in {year}, by V-Dem", regime=REGIMES[row.regime], year=row.year)
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
        text = union.name
        if member.valid_from:
            text = say("{name}, since {day}", name=union.name, day=str(member.valid_from))
        link = sourced_link(code.upper(), "member_of", union.name, member.source, statement=member.id)
        link = msgspec.structs.replace(link, original=member.original, locator=member.locator)
        claims.append(claim(text, knowledge.source_status(member.source, union.review_by), [link]))
    missing = say("the packs hold nothing on its type of regime, or what it is a member of")
    return lines("state", say("The state"), claims, missing)


_BELT_AND_ROAD = {
    True: noted("{text!t}; in the Belt and Road by its own column"),
    False: noted("{text!t}; not in the Belt and Road by its own column"),
}


def _edition(one: Indexed, row: CountryRow, knowledge: Knowledge) -> Claim:
    ticked = [KINDS[kind] for kind in row.kinds.split(";") if kind]
    text = say(
        "{edition}, {year}: {kinds!t}",
        edition=one.edition.title,
        year=one.edition.year,
        kinds=ticked or say("no kind ticked"),
    )
    if row.regime:
        text = say("{text!t}; regime as printed: {regime}", text=text, regime=row.regime)
    if row.belt_and_road is not None:
        text = say(_BELT_AND_ROAD[row.belt_and_road], text=text)
    link = sourced_link(
        row.name_as_printed,
        "named_in",
        one.edition.title,
        one.edition.source,
        statement=f"{one.edition.id}-{row.country}",
    )
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
        "suppliers",
        say("Suppliers named, by year of edition"),
        claims,
        say("the packs hold nothing on a supplier named for it"),
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
            text = _project(project, knowledge)
            claims.append(claim(text, None, [knowledge.passage_link(project.name, row) for row in passages]))
    missing = say("the packs hold nothing on a named project there")
    return lines("projects", say("Named projects"), claims, missing)


def _project(project: Project, knowledge: Knowledge) -> str:
    """A project, who supplied it, since when and until when."""
    suppliers = ", ".join(knowledge.name_of(supplier) for supplier in project.suppliers)
    text = f"{project.name} ({project.place}): {suppliers}"
    if project.began_on:
        text = say("{name}, since {day}", name=text, day=str(project.began_on))
    if project.ended_on and project.ended_on <= knowledge.as_of:
        text = say("{text!t}, ended {day}", text=text, day=str(project.ended_on))
    return text


def _rules(code: str, knowledge: Knowledge) -> Section:
    """The rules of the country, of its parts, and of the unions it was a member of on the day."""
    places = {code, *knowledge.unions_of(code)}
    rules = [rule for rule in knowledge.packs.places.values() if rule.place[:2] in places]
    rules.sort(key=lambda rule: (rule.place, rule.turns[0].on, rule.id))
    claims = [row for rule in rules for row in rule_claims(rule, knowledge)]
    return lines(
        "rules",
        say("Rules and cases on facial recognition in public space"),
        claims,
        say("the packs hold nothing on a rule or case there"),
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
    head, holds = f"{rule.name} ({rule.place_name}): {rule.concerns}", _holds(rule, knowledge)
    links = []
    for turn in turns:
        link = sourced_link(rule.name, turn.what, f"{turn.on}: {turn.words}", turn.source, statement=turn.id)
        links.append(msgspec.structs.replace(link, original=turn.original, locator=turn.locator))
    rows = [claim(say("{rule} {holds!t}", rule=head, holds=holds) if holds else head, None, links)]
    rows += [
        claim(indented(terms.turn(turn.what, str(turn.on), turn.words)), None, [link])
        for turn, link in zip(turns, links, strict=True)
    ]
    return rows


def _holds(rule: PlaceRule, knowledge: Knowledge) -> str:
    day = knowledge.as_of
    if rule.kind in ("case", "incident"):
        return ""
    if day > rule.review_by:
        return say("[stale: to be reviewed]")
    if rule.holds_to and rule.holds_to <= day:
        return say("[no longer: until {day}]", day=str(rule.holds_to))
    if rule.holds_from is None:
        return say("[whether it holds on this day is not held]")
    begins = str(rule.holds_from)
    return (
        say("[holds since {day}]", day=begins)
        if rule.holds_from <= day
        else say("[not yet: from {day}]", day=begins)
    )


_SEATED = {
    "registered_in": noted("{name}, registered in {country}"),
    "based_in": noted("{name}, based in {country}"),
}


def _makers(code: str, knowledge: Knowledge) -> Section:
    claims = [
        claim(
            say(_SEATED[row.property], name=organisation.name, country=code.upper()),
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
        say("Organisations held that are registered or based there"),
        claims,
        say("the packs hold nothing on an organisation registered there"),
    )
