"""What the packs say of a company, or of a brand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from lamppost.knowledge.answers.history import brand_history, company_history
from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.answers.stated import Said, claims_of, said_of
from lamppost.knowledge.base import HALF, OWNED_BY, Knowledge
from lamppost.knowledge.found import entry_link, is_by_edition, since
from lamppost.knowledge.links import statement_link
from lamppost.knowledge.store import SERVICE_OF
from lamppost.knowledge.structs import Brand, HostName, ListEntry, Organisation, Statement
from lamppost.model.answer import Claim, Section
from lamppost.model.saying import noted, say


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
        company_history(organisation, knowledge),
    ]


def brand_sections(brand: Brand, knowledge: Knowledge) -> list[Section]:
    """Who sells what bears the name, and who builds it."""
    words = {"sold_by": noted("sold by {value}"), "built_by": noted("built by {value}")}
    known = [row for row in brand.statements if knowledge.is_known(row.id, row.source.retrieved)]
    rows = [row for row in known if knowledge.holds(row)]
    ended = [row for row in known if row not in rows]
    now, then = (
        claims_of((said_of(brand.name, row, words[row.property], knowledge) for row in some), knowledge)
        for some in (rows, ended)
    )
    return [
        lines(
            "relations",
            say("Sold and built by"),
            now,
            say("the packs hold nothing on who sells or builds it"),
        ),
        lines("ended", say("Not on this day"), then, None),
        brand_history(brand, knowledge),
    ]


def _stated(organisation: Organisation, words: Mapping[str, str], knowledge: Knowledge) -> list[Claim]:
    said = [
        said_of(organisation.name, row, words[row.property], knowledge)
        for row in organisation.statements
        if row.property in words and knowledge.holds(row)
    ]
    return claims_of(said, knowledge)


def _names(organisation: Organisation, knowledge: Knowledge) -> Section:
    words = {
        "legal_name": noted("legal name {value}"),
        "other_name": noted("also {value}"),
        "mac_block_registrant": noted("MAC blocks as {value}"),
    }
    claims = _stated(organisation, words, knowledge)
    return lines("names", say("Names"), claims, say("the packs hold nothing on a name"))


def _countries(organisation: Organisation, knowledge: Knowledge) -> Section:
    words = {"registered_in": noted("registered in {value}"), "based_in": noted("based in {value}")}
    claims = _stated(organisation, words, knowledge)
    missing = say("the packs hold nothing on the country it is registered or based in")
    return lines("countries", say("Country"), claims, missing)


def _owners(organisation: Organisation, knowledge: Knowledge) -> Section:
    """Who owns it, as a tree: right below each owner, who owns that one."""
    above: dict[str, list[tuple[str | None, Claim, int]]] = defaultdict(list)
    first: dict[str, int] = {}
    for number, (owner, _, chain) in enumerate(knowledge.owner_chains(organisation.id)):
        of = knowledge.name_of(owner.of)
        words = say("{company} is owned by {owner}", company=of, owner=owner.name)
        said = [
            Said(
                key=owner.name,
                words=words,
                row=row,
                chain=[*chain[:-1], statement_link(of, row)],
                depth=len(chain) - 1,
            )
            for row in owner.statements
        ]
        (row,) = claims_of(said, knowledge)
        above[owner.of].append((owner.organisation, row, number))
        if owner.organisation:
            first.setdefault(owner.organisation, number)

    def upward(of: str) -> Iterator[Claim]:
        for owner_id, row, number in above[of]:
            yield row
            if owner_id and owner_id != organisation.id and first[owner_id] == number:
                yield from upward(owner_id)

    claims = list(upward(organisation.id))
    held = organisation.owners_held
    rest = None if held == "whole" else say("its owners are not held to the last one")
    missing = say("the packs hold nothing on who owns it")
    return lines("owners", say("Owned by"), claims, missing, besides=rest)


def _owned(organisation: Organisation, knowledge: Knowledge) -> Section:
    said = []
    for fact in knowledge.store.facts_about(organisation.id, OWNED_BY, knowledge.when):
        row: Statement = fact.row
        name = knowledge.name_of(fact.thing)
        link = statement_link(name, row, value=organisation.name, status=knowledge.status_of(row))
        said.append(Said(key=fact.thing, words=say("owns {value}", value=name), row=row, chain=[link]))
    return lines("owns", say("Owns"), claims_of(said, knowledge), None)


def _brands(organisation: Organisation, knowledge: Knowledge) -> Section:
    words = {"sold_by": noted("sells {value}"), "built_by": noted("builds {value}")}
    said = []
    for fact in knowledge.store.facts_about(organisation.id, tuple(words), knowledge.when):
        row: Statement = fact.row
        brand = knowledge.packs.brands[fact.thing].name
        link = statement_link(brand, row, value=organisation.name, status=knowledge.status_of(row))
        key = (row.property, fact.thing, row.product_line)
        said.append(Said(key=key, words=say(words[row.property], value=brand), row=row, chain=[link]))
    missing = say("the packs hold nothing on a brand of it")
    return lines("brands", say("Brands"), claims_of(said, knowledge), missing)


def _lists(organisation: Organisation, knowledge: Knowledge) -> Section:
    """Where it is named on the day, where on other days, and for which lists neither can be said or not."""
    claims = []
    for found in knowledge.entries(organisation.id):
        entry = found.entry
        text = say(
            "is on {list} as “{name}”, {since!t}",
            list=found.list.file.short_name,
            name=entry.name_as_printed,
            since=since(entry),
        )
        claims.append(claim(text, found.status, [entry_link(found, organisation.name)]))
    named = {found.list.file.id for found in knowledge.entries(organisation.id)}
    at_other_times = set()
    for found in knowledge.entries_ever(organisation.id):
        list_id, row = found.list.file.id, found.entry
        if list_id not in named:
            at_other_times.add(list_id)
            text = _not_listed(row, found.list.file.short_name, knowledge)
            claims.append(claim(text, found.status, [entry_link(found, organisation.name)]))
    for child in _controlled(organisation, knowledge):
        for found in knowledge.entries(child):
            text = say(
                "{company}, which it owns, is on {list} as “{name}”, {since!t}",
                company=knowledge.name_of(child),
                list=found.list.file.short_name,
                name=found.entry.name_as_printed,
                since=since(found.entry),
            )
            claims.append(claim(text, found.status, [entry_link(found, knowledge.name_of(child))]))
    whole: list[str] = []
    part: list[str] = []
    nameless: list[str] = []
    for list_id, listed in knowledge.packs.lists.items():
        if list_id not in named | at_other_times:
            kept = whole if knowledge.is_held_whole(list_id) else part if len(listed.entries) else nameless
            kept.append(listed.file.short_name)
    if whole:
        text = say("is not named on what is held whole for this day: {lists}", lists="; ".join(whole))
        claims.append(claim(text, None, []))
    if part:
        text = say(
            "cannot tell for lists that are not held whole for this day, where it is not among the names held: {lists}",
            lists="; ".join(part),
        )
        claims.append(claim(text, None, []))
    if nameless:
        text = say(
            "cannot tell for measures that name a category and no maker: {lists}", lists="; ".join(nameless)
        )
        claims.append(claim(text, None, []))
    title = say("Lists, as of {day}", day=str(knowledge.as_of))
    return lines("lists", title, claims, say("the packs hold nothing on any list"))


def _not_listed(row: ListEntry, name: str, knowledge: Knowledge) -> str:
    """That a list does not name it on the day, or what an edition of a later day leaves open."""
    if row.listed_on <= knowledge.as_of:
        return say("is not on {list} on this day (until {day})", list=name, day=str(row.removed_on))
    if is_by_edition(row):
        return say(
            "cannot tell for {list} on this day: an edition of {day} has it, "
            "which says nothing of the days before",
            list=name,
            day=str(row.listed_on),
        )
    return say("is not on {list} on this day (not yet: from {day})", list=name, day=str(row.listed_on))


def _controlled(organisation: Organisation, knowledge: Knowledge) -> list[str]:
    """What it owns as parent, or with more than half, one step down."""
    facts = knowledge.store.facts_about(organisation.id, OWNED_BY, knowledge.when)
    rows: list[tuple[str, Statement]] = [(fact.thing, fact.row) for fact in facts]
    return list(
        dict.fromkeys(
            child for child, row in rows if row.property == "subsidiary_of" or (row.share or 0.0) > HALF
        )
    )


def _hosts(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = []
    for fact in knowledge.store.facts_about(organisation.id, [SERVICE_OF], knowledge.when):
        host: HostName = fact.row
        text = f"{host.suffix}" + (f" ({host.role})" if host.role else "")
        claims.append(claim(text, knowledge.host_status(host), [knowledge.host_link(host)]))
    return lines("hosts", say("Host names"), claims, say("the packs hold nothing on a host name"))


def _supplies(organisation: Organisation, knowledge: Knowledge) -> Section:
    claims = []
    for one in knowledge.editions():
        where: dict[str, str] = {
            row.country: row.locator for row in one.supplies if row.organisation == organisation.id
        }
        if where:
            text = say(
                "{edition} ({year}): named for {count} countries: {codes}",
                edition=one.edition.title,
                year=one.edition.year,
                count=len(where),
                codes=sorted(code.upper() for code in where),
            )
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
        "deployments",
        say("Named as a supplier, or in a project"),
        claims,
        say("the packs hold nothing on an edition that names it"),
    )
