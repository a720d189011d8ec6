"""What the packs say of a company, or of a brand."""

from collections import defaultdict

from lamppost.knowledge.answers.lines import claim, lines, not_held
from lamppost.knowledge.base import OWNED_BY, Knowledge, entry_link
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.links import statement_link
from lamppost.knowledge.store import SERVICE_OF
from lamppost.knowledge.structs import Brand, HostName, Organisation, Statement
from lamppost.model.answer import Claim, Section


def company_sections(organisation: Organisation, knowledge: Knowledge) -> list[Section]:
    """Names, country, owners, what it owns, brands, lists, host names, deployments."""
    return [
        _names(organisation, knowledge),
        _countries(organisation, knowledge),
        _owners(organisation, knowledge),
        _owned(organisation, knowledge),
        _brands(organisation, knowledge),
        _lists(organisation, knowledge),
        _hosts(organisation, knowledge),
        _supplies(organisation, knowledge),
    ]


def brand_sections(brand: Brand, knowledge: Knowledge) -> list[Section]:
    """Who sells what bears the name, and who builds it."""
    rows = [row for row in brand.statements if knowledge.holds(row)]
    ended = [row for row in brand.statements if not knowledge.holds(row)]
    words = {"sold_by": "sold by", "built_by": "built by"}
    return [
        lines(
            "relations",
            "Sold and built by",
            [_statement(brand.name, row, knowledge, words.get(row.property, row.property)) for row in rows],
            not_held("who sells or builds it"),
        ),
        lines(
            "ended",
            "Not on this day",
            [_statement(brand.name, row, knowledge, words.get(row.property, row.property)) for row in ended],
            None,
        ),
    ]


def _statement(subject: str, row: Statement, knowledge: Knowledge, words: str) -> Claim:
    status = knowledge.status_of(row)
    value = row.value.upper() if row.property in COUNTRIES else knowledge.name_of(row.value)
    share = f" ({row.share:.2%})" if row.share else ""
    since = f", since {row.valid_from}" if row.valid_from else ""
    until = f", until {row.valid_to}" if row.valid_to else ""
    line = f", for {row.product_line}" if row.product_line else ""
    text = f"{words} {value}{share}{line}{since}{until}".strip()
    return claim(text, status, [statement_link(subject, row, value=f"{value}{share}", status=status)])


def _names(organisation: Organisation, knowledge: Knowledge) -> Section:
    words = {"legal_name": "legal name", "other_name": "also", "mac_block_registrant": "MAC blocks as"}
    claims = [
        _statement(organisation.name, row, knowledge, words[row.property])
        for row in organisation.statements
        if row.property in words and knowledge.holds(row)
    ]
    return lines("names", "Names", claims, not_held("a name"))


def _countries(organisation: Organisation, knowledge: Knowledge) -> Section:
    words = {"registered_in": "registered in", "based_in": "based in"}
    claims = [
        _statement(organisation.name, row, knowledge, words[row.property])
        for row in organisation.statements
        if row.property in words and knowledge.holds(row)
    ]
    return lines("countries", "Country", claims, not_held("the country it is registered or based in"))


def _owners(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = [
        claim(
            f"{'  ' * (len(chain) - 1)}{knowledge.name_of(owner.of)} is owned by {name}", owner.status, chain
        )
        for owner, name, chain in knowledge.owner_chains(organisation.id)
    ]
    held = organisation.owners_held
    rest = None if held == "whole" else "its owners are not held to the last one"
    return lines("owners", "Owned by", claims, not_held("who owns it"), besides=rest)


def _owned(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = [
        _statement(knowledge.name_of(fact.thing), fact.row, knowledge, f"{knowledge.name_of(fact.thing)}:")
        for fact in knowledge.store.facts_about(organisation.id, OWNED_BY, knowledge.when)
    ]
    return lines("owns", "Owns", claims, None)


def _brands(organisation: Organisation, knowledge: Knowledge) -> Section:
    words = {"sold_by": "sells", "built_by": "builds"}
    claims = []
    for fact in knowledge.store.facts_about(organisation.id, tuple(words), knowledge.when):
        row: Statement = fact.row
        brand, status = knowledge.packs.brands[fact.thing].name, knowledge.status_of(row)
        line = f", for {row.product_line}" if row.product_line else ""
        until = f", until {row.valid_to}" if row.valid_to else ""
        link = statement_link(brand, row, value=organisation.name, status=status)
        claims.append(claim(f"{words[row.property]} {brand}{line}{until}", status, [link]))
    return lines("brands", "Brands", claims, not_held("a brand of it"))


def _lists(organisation: Organisation, knowledge: Knowledge) -> Section:
    """Where it is named on the day, where on other days, and for which lists neither can be said or not."""
    claims = []
    for found in knowledge.entries(organisation.id):
        entry = found.entry
        text = f"is on {found.list.file.short_name} as “{entry.name_as_printed}”, since {entry.listed_on}"
        claims.append(claim(text, found.status, [entry_link(found, organisation.name)]))
    named = {found.list.file.id for found in knowledge.entries(organisation.id)}
    at_other_times = set()
    for found in knowledge.entries_ever(organisation.id):
        list_id, row = found.list.file.id, found.entry
        if list_id not in named:
            at_other_times.add(list_id)
            since = row.listed_on > knowledge.as_of
            when = f"not yet: from {row.listed_on}" if since else f"until {row.removed_on}"
            text = f"is not on {found.list.file.short_name} on this day ({when})"
            claims.append(claim(text, found.status, [entry_link(found, organisation.name)]))
    whole: list[str] = []
    part: list[str] = []
    nameless: list[str] = []
    for list_id, listed in knowledge.packs.lists.items():
        if list_id not in named | at_other_times:
            kept = whole if knowledge.is_held_whole(list_id) else part if len(listed.entries) else nameless
            kept.append(listed.file.short_name)
    if whole:
        claims.append(claim(f"is not named on what is held whole for this day: {'; '.join(whole)}", None, []))
    if part:
        text = f"cannot tell for lists that are not held whole for this day, where it is not among the names held: {'; '.join(part)}"
        claims.append(claim(text, None, []))
    if nameless:
        text = f"cannot tell for measures that name a category and no maker: {'; '.join(nameless)}"
        claims.append(claim(text, None, []))
    return lines("lists", f"Lists, as of {knowledge.as_of}", claims, not_held("any list"))


def _hosts(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = []
    for fact in knowledge.store.facts_about(organisation.id, [SERVICE_OF], knowledge.when):
        host: HostName = fact.row
        text = f"{host.suffix}" + (f" ({host.role})" if host.role else "")
        claims.append(claim(text, knowledge.host_status(host), [knowledge.host_link(host)]))
    return lines("hosts", "Host names", claims, not_held("a host name"))


def _supplies(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = []
    for one in knowledge.editions():
        where: dict[str, str] = {
            row.country: row.locator for row in one.supplies if row.organisation == organisation.id
        }
        if where:
            names = ", ".join(sorted(code.upper() for code in where))
            text = f"{one.edition.title} ({one.edition.year}): named for {len(where)} countries: {names}"
            claims.append(
                claim(text, knowledge.edition_status(one), [knowledge.edition_link(one, organisation.name)])
            )
    projects: dict[str, list[Claim]] = defaultdict(list)
    for project in knowledge.packs.projects.values():
        passages = knowledge.passages(project.passages)
        if organisation.id in project.suppliers and passages:
            links = [knowledge.passage_link(project.name, row) for row in passages]
            projects[project.country].append(claim(f"{project.name}, {project.place}", None, links))
    claims += [row for rows in projects.values() for row in rows]
    return lines(
        "deployments", "Named as a supplier, or in a project", claims, not_held("an edition that names it")
    )
