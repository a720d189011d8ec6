"""What the packs say of a company, or of a brand."""

from collections import defaultdict

from lamppost.knowledge.answers.lines import claim, lines, not_held
from lamppost.knowledge.base import Knowledge, entry_link, statement_link
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.structs import Brand, Organisation, Statement
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
        claim(f"{'  ' * (len(chain) - 1)}{name} owns {knowledge.name_of(owner.of)}", owner.status, chain)
        for owner, name, chain in knowledge.owner_chains(organisation.id)
    ]
    held = organisation.owners_held
    rest = None if held == "whole" else "its owners are not held to the last one"
    return lines("owners", "Owned by", claims, not_held("who owns it"), besides=rest)


def _owned(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = [
        _statement(other.name, row, knowledge, f"{other.name}:")
        for other in knowledge.packs.organisations.values()
        for row in other.statements
        if row.property in ("owner", "subsidiary_of")
        and row.value == organisation.id
        and knowledge.holds(row)
    ]
    return lines("owns", "Owns", claims, None)


def _brands(organisation: Organisation, knowledge: Knowledge) -> Section:
    words = {"sold_by": "sells", "built_by": "builds"}
    claims = [
        claim(
            f"{words[row.property]} {brand.name}" + (f", until {row.valid_to}" if row.valid_to else ""),
            knowledge.status_of(row),
            [statement_link(brand.name, row, value=organisation.name, status=knowledge.status_of(row))],
        )
        for brand in knowledge.packs.brands.values()
        for row in brand.statements
        if row.value == organisation.id and row.property in words and knowledge.holds(row)
    ]
    return lines("brands", "Brands", claims, not_held("a brand of it"))


def _lists(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = []
    named = set()
    for found in knowledge.entries(organisation.id):
        named.add(found.list.file.id)
        entry = found.entry
        text = f"is on {found.list.file.short_name} as “{entry.name_as_printed}”, since {entry.listed_on}"
        claims.append(claim(text, found.status, [entry_link(found, organisation.name)]))
    for list_id, listed in knowledge.packs.lists.items():
        if list_id in named:
            continue
        past = [row for row in listed.entries if row.organisation == organisation.id]
        for row in past:
            when = (
                f"not yet: from {row.listed_on}"
                if row.listed_on > knowledge.as_of
                else f"until {row.removed_on}"
            )
            claims.append(claim(f"is not on {listed.file.short_name} on this day ({when})", None, []))
        if not past:
            whole = knowledge.is_held_whole(list_id)
            text = (
                f"is not named on {listed.file.short_name}, which is held whole"
                if whole
                else f"cannot tell for {listed.file.short_name}: not among the names held, and it is not held whole"
            )
            claims.append(claim(text, None, []))
    return lines("lists", f"Lists, as of {knowledge.as_of}", claims, not_held("any list"))


def _hosts(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = [
        claim(
            f"{host.suffix}" + (f" ({host.role})" if host.role else ""),
            knowledge.host_status(host),
            [knowledge.host_link(host)],
        )
        for network in knowledge.packs.networks.values()
        for host in network.names
        if host.organisation == organisation.id
    ]
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
        if organisation.id in project.suppliers:
            links = [knowledge.passage_link(project.name, row) for row in project.passages]
            projects[project.country].append(claim(f"{project.name}, {project.place}", None, links))
    claims += [row for rows in projects.values() for row in rows]
    return lines(
        "deployments", "Named as a supplier, or in a project", claims, not_held("an edition that names it")
    )
