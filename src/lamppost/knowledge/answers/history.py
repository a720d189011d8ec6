"""What the packs say began and ended on which day, of one thing: rows that are closed stay, those to come too."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.answers.stated import Said, claims_of
from lamppost.knowledge.base import OWNED_BY, Knowledge
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.found import Entry, is_by_edition
from lamppost.knowledge.links import out_on, sourced_link, statement_link
from lamppost.knowledge.records import Membership, PlaceRule, Project
from lamppost.knowledge.store import MEMBER_OF
from lamppost.knowledge.structs import Brand, Organisation, Statement
from lamppost.model.answer import HISTORY, Claim, Section
from lamppost.model.chain import Link

_OF_COMPANIES = {
    "legal_name": "legal name",
    "other_name": "also called",
    "mac_block_registrant": "MAC blocks as",
    "registered_in": "registered in",
    "based_in": "based in",
    "owner": "owned by",
    "subsidiary_of": "owned by",
    "sold_by": "sold by",
    "built_by": "built by",
}
_ABOUT_COMPANIES = {"owner": "owns", "subsidiary_of": "owns", "sold_by": "sells", "built_by": "builds"}


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
        rows += _days(f"{law.short_name} in force", law.in_force_from, law.in_force_to, [link], knowledge)
    for rule in knowledge.packs.places.values():
        if rule.place[:2] == code:
            rows += _rule(rule, knowledge)
    for project in knowledge.packs.projects.values():
        if project.country == code:
            rows += _project(project, knowledge)
    for one in knowledge.editions():
        if any(row.country == code for row in one.countries):
            link = knowledge.edition_link(one, code.upper())
            text = _dated(out_on(one), f"covered by {one.edition.title}", knowledge)
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
    return lines(HISTORY, "By day, what began and what ended", claims, None)


def _own(holder: Organisation | Brand, knowledge: Knowledge) -> Iterator[Said]:
    """What is said of it, with the days of each statement."""
    for row in holder.statements:
        if knowledge.is_known(row.id, row.source.retrieved):
            value = row.value.upper() if row.property in COUNTRIES else knowledge.name_of(row.value)
            link = statement_link(holder.name, row, value=value, status=knowledge.status_of(row))
            yield from _said(f"{_OF_COMPANIES[row.property]} {value}", row, link, knowledge)


def _about(organisation: Organisation, knowledge: Knowledge) -> Iterator[Said]:
    """What is said of others with this as the value: whom it owns, what it sells and builds."""
    for property_, word in _ABOUT_COMPANIES.items():
        for fact in knowledge.store.ever_about(organisation.id, property_):
            row: Statement = fact.row
            if knowledge.is_known(row.id, row.source.retrieved):
                is_owned = property_ in OWNED_BY
                name = knowledge.name_of(fact.thing) if is_owned else knowledge.packs.brands[fact.thing].name
                link = statement_link(name, row, value=organisation.name, status=knowledge.status_of(row))
                yield from _said(f"{word} {name}", row, link, knowledge)


def _said(words: str, row: Statement, link: Link, knowledge: Knowledge) -> Iterator[Said]:
    """A statement on the day it began, and on the first day on which it no longer held."""
    share = f" ({row.share:.2%})" if row.share else ""
    line = f", for {row.product_line}" if row.product_line else ""
    for day, what in ((row.valid_from, words), (row.valid_to, f"no longer {words}")):
        if day is not None:
            text = _dated(day, f"{what}{share}{line}", knowledge)
            yield Said(key=text, words=text.replace("{", "{{").replace("}", "}}"), row=row, chain=[link])


def _listed(found: Entry, knowledge: Knowledge) -> list[Claim]:
    """A row of a list on its days; where only an edition's day is known, that says so."""
    entry, name = found.entry, found.list.file.short_name
    begun = "an edition has it that is named" if is_by_edition(entry) else "named"
    words = f"on {name} as “{entry.name_as_printed}”"
    days = ((entry.listed_on, f"{begun} {words}"), (entry.removed_on, f"no longer named {words}"))
    link = knowledge.entry_link_of(found)
    return [claim(_dated(day, text, knowledge), found.status, [link]) for day, text in days if day]


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
    words = f"{rule.name} ({rule.place_name}) holds"
    return _days(words, rule.holds_from, rule.holds_to, links, knowledge) if links else []


def _days(
    words: str, begins: date | None, ends: date | None, links: list[Link], knowledge: Knowledge
) -> list[Claim]:
    """Something on the day it began, and on the first day on which it was over."""
    rows = [] if begins is None else [claim(_dated(begins, words, knowledge), None, links)]
    return (
        rows if ends is None else [*rows, claim(_dated(ends, f"no longer: {words}", knowledge), None, links)]
    )


def _dated(day: date, words: str, knowledge: Knowledge) -> str:
    later = "later than the day asked about: " if day > knowledge.as_of else ""
    return f"{day} {later}{words}"
