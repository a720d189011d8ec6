"""What the packs say began and ended on which day, of one thing: rows that are closed stay, those to come too."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.answers.stated import Said, claims_of, with_details
from lamppost.knowledge.base import OWNED_BY, Knowledge
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.found import Entry, is_by_edition
from lamppost.knowledge.links import out_on, sourced_link, statement_link
from lamppost.knowledge.records import Membership, PlaceRule, Project
from lamppost.knowledge.store import MEMBER_OF
from lamppost.knowledge.structs import Brand, Organisation, Statement
from lamppost.model.answer import HISTORY, Claim, Section
from lamppost.model.chain import Link
from lamppost.model.saying import noted, say

_OF_COMPANIES = {
    "legal_name": (noted("legal name {value}"), noted("no longer legal name {value}")),
    "other_name": (noted("also called {value}"), noted("no longer also called {value}")),
    "mac_block_registrant": (noted("MAC blocks as {value}"), noted("no longer MAC blocks as {value}")),
    "registered_in": (noted("registered in {value}"), noted("no longer registered in {value}")),
    "based_in": (noted("based in {value}"), noted("no longer based in {value}")),
    "owner": (noted("owned by {value}"), noted("no longer owned by {value}")),
    "subsidiary_of": (noted("owned by {value}"), noted("no longer owned by {value}")),
    "sold_by": (noted("sold by {value}"), noted("no longer sold by {value}")),
    "built_by": (noted("built by {value}"), noted("no longer built by {value}")),
}
"""What is said of a thing on the day it began, and on the first day on which it was over."""
_OWNS = noted("owns {value}"), noted("no longer owns {value}")
_ABOUT_COMPANIES = {
    "owner": _OWNS,
    "subsidiary_of": _OWNS,
    "sold_by": (noted("sells {value}"), noted("no longer sells {value}")),
    "built_by": (noted("builds {value}"), noted("no longer builds {value}")),
}
"""The same of what has the thing as its value."""


def company_history(organisation: Organisation, knowledge: Knowledge) -> Section:
    """Names, countries, owners, what it owns, brands, lists and projects, by the days that they began and ended on."""
    said = list(_own(organisation, knowledge)) + list(_about(organisation, knowledge))
    rows = claims_of(said, knowledge)
    for found in knowledge.entries_ever(organisation.id):
        rows += _listed(found, knowledge)
    for project in knowledge.packs.projects.values():
        if organisation.id in project.suppliers:
            rows += _project(project, knowledge)
    return _by_day(rows)


def brand_history(brand: Brand, knowledge: Knowledge) -> Section:
    """Who sold and who built what bears the name, by the days that it began and ended on."""
    return _by_day(claims_of(_own(brand, knowledge), knowledge))


def country_history(code: str, knowledge: Knowledge) -> Section:
    """Memberships, laws, rules, projects and editions of a country, by their days."""
    rows: list[Claim] = []
    for fact in knowledge.store.ever_of(code, MEMBER_OF, knowledge.when):
        rows += _membership(code, fact.value, fact.row, knowledge)
    for law in knowledge.laws(code):
        link = sourced_link(law.name, "in_force", law.short_name, law.sources[0], statement=law.id)
        rows += _days(
            say("{law} in force", law=law.short_name), law.in_force_from, law.in_force_to, [link], knowledge
        )
    for rule in knowledge.packs.places.values():
        if rule.place[:2] == code:
            rows += _rule(rule, knowledge)
    for project in knowledge.packs.projects.values():
        if project.country == code:
            rows += _project(project, knowledge)
    for one in knowledge.editions():
        if any(row.country == code for row in one.countries):
            link = knowledge.edition_link(one, code.upper())
            text = _dated(out_on(one), say("covered by {edition}", edition=one.edition.title), knowledge)
            rows.append(claim(text, knowledge.edition_status(one), [link]))
    return _by_day(rows)


def _by_day(rows: Iterable[Claim]) -> Section:
    """The claims in the order of the days that they begin with, those of one text as one."""
    chains: dict[str, list[Link]] = defaultdict(list)
    first: dict[str, Claim] = {}
    for row in rows:
        first.setdefault(row.text, row)
        chains[row.text] += [link for link in row.chain if link not in chains[row.text]]
    claims = [claim(text, first[text].status, chains[text]) for text in sorted(first)]
    return lines(HISTORY, say("By day, what began and what ended"), claims, None)


def _own(holder: Organisation | Brand, knowledge: Knowledge) -> Iterator[Said]:
    """What is said of it, with the days of each statement."""
    for row in holder.statements:
        if knowledge.is_known(row.id, row.source.retrieved):
            value = row.value.upper() if row.property in COUNTRIES else knowledge.name_of(row.value)
            link = statement_link(holder.name, row, value=value, status=knowledge.status_of(row))
            yield from _said(_OF_COMPANIES[row.property], value, row, link, knowledge)


def _about(organisation: Organisation, knowledge: Knowledge) -> Iterator[Said]:
    """What is said of others with this as the value: whom it owns, what it sells and builds."""
    for property_, words in _ABOUT_COMPANIES.items():
        for fact in knowledge.store.ever_about(organisation.id, property_):
            row: Statement = fact.row
            if knowledge.is_known(row.id, row.source.retrieved):
                is_owned = property_ in OWNED_BY
                name = knowledge.name_of(fact.thing) if is_owned else knowledge.packs.brands[fact.thing].name
                link = statement_link(name, row, value=organisation.name, status=knowledge.status_of(row))
                yield from _said(words, name, row, link, knowledge)


def _said(
    messages: tuple[str, str], value: str, row: Statement, link: Link, knowledge: Knowledge
) -> Iterator[Said]:
    """A statement on the day it began, and on the first day on which it no longer held."""
    for day, message in zip((row.valid_from, row.valid_to), messages, strict=True):
        if day is not None:
            words = with_details(say(message, value=value), [row], with_days=False)
            text = _dated(day, words, knowledge)
            yield Said(key=text, words=text, row=row, chain=[link], is_whole=True)


_NAMED = noted("named on {list} as “{name}”")
_EDITION_HAS = noted("an edition has it that is named on {list} as “{name}”")
_NO_LONGER_NAMED = noted("no longer named on {list} as “{name}”")


def _listed(found: Entry, knowledge: Knowledge) -> list[Claim]:
    """A row of a list on its days; where only an edition's day is known, that says so."""
    entry, name = found.entry, found.list.file.short_name
    begun = _EDITION_HAS if is_by_edition(entry) else _NAMED
    days = ((entry.listed_on, begun), (entry.removed_on, _NO_LONGER_NAMED))
    link = knowledge.entry_link_of(found)
    return [
        claim(
            _dated(day, say(message, list=name, name=entry.name_as_printed), knowledge), found.status, [link]
        )
        for day, message in days
        if day
    ]


def _project(project: Project, knowledge: Knowledge) -> list[Claim]:
    links = [knowledge.passage_link(project.name, row) for row in knowledge.passages(project.passages)]
    words = f"{project.name} ({project.place})"
    return _days(words, project.began_on, project.ended_on, links, knowledge) if links else []


def _membership(code: str, union: str, row: Membership, knowledge: Knowledge) -> list[Claim]:
    held = knowledge.packs.unions[union]
    link = sourced_link(code.upper(), "member_of", held.name, row.source, statement=row.id)
    return _days(held.name, row.valid_from, row.valid_to, [link], knowledge)


def _rule(rule: PlaceRule, knowledge: Knowledge) -> list[Claim]:
    """The days from which a rule holds and no longer; its turns stand with the rule itself."""
    known = [turn for turn in rule.turns if knowledge.is_known(turn.id, turn.source.retrieved)]
    links = [sourced_link(rule.name, one.what, one.words, one.source, statement=one.id) for one in known]
    words = say("{rule} ({place}) holds", rule=rule.name, place=rule.place_name)
    return _days(words, rule.holds_from, rule.holds_to, links, knowledge) if links else []


def _days(
    words: str, begins: date | None, ends: date | None, links: list[Link], knowledge: Knowledge
) -> list[Claim]:
    """Something on the day it began, and on the first day on which it was over."""
    rows = [] if begins is None else [claim(_dated(begins, words, knowledge), None, links)]
    if ends is None:
        return rows
    over = say("no longer: {what!t}", what=words)
    return [*rows, claim(_dated(ends, over, knowledge), None, links)]


def _dated(day: date, words: str, knowledge: Knowledge) -> str:
    if day > knowledge.as_of:
        return say("{day} later than the day asked about: {what!t}", day=str(day), what=words)
    return say("{day} {what!t}", day=str(day), what=words)
