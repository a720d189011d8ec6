"""One question to the packs, answered as a document."""

from collections.abc import Sequence
from datetime import date

from lamppost.knowledge.answers.address import Told, address_sections, as_address
from lamppost.knowledge.answers.company import brand_sections, company_sections
from lamppost.knowledge.answers.corrections import corrections
from lamppost.knowledge.answers.country import country_names, country_sections
from lamppost.knowledge.answers.figures import figure_sections
from lamppost.knowledge.answers.law import law_sections, list_sections
from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.answers.names import (
    ONE_LETTER_OFF,
    Found,
    GivenNames,
    Spellings,
    StoredNames,
    find_name,
    find_names,
    near_names,
)
from lamppost.knowledge.answers.nearly import is_told_apart, nearly_meant
from lamppost.knowledge.answers.place import place_names, place_sections, shown_place
from lamppost.knowledge.answers.watched import names_of_organisation, watched_section
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.found import is_listed, listed_when
from lamppost.knowledge.links import statement_link
from lamppost.knowledge.packs import Packs
from lamppost.model.answer import ANSWER_VERSION, Answer, Claim, Section, Subject
from lamppost.model.result import ToolRef
from lamppost.model.saying import noted, say


def answer_question(
    subject: Subject,
    asked: str,
    packs: Packs,
    as_of: date,
    tool: ToolRef,
    *,
    registrant: str | None = None,
    told: Sequence[Told] = (),
    known_by: date | None = None,
) -> Answer:
    """What the packs say, with status and source of each claim; "not held" is an answer.

    Args:
        subject: What kind of thing is asked for.
        asked: Its name, as typed; a country may be its ISO 3166-1 code in either case.
        packs: The packs.
        as_of: The day.
        tool: Which program answers.
        registrant: For a MAC address, who registered its block, from the reference table.
        told: For a host's address, what reference tables say of it.
        known_by: Only what somebody had read by this day counts; None: all that the packs hold.
    """
    knowledge = Knowledge(packs, as_of, known_by)
    meant, sections, names = _ask(subject, asked, knowledge, registrant, told)
    found = meant[0] if len(meant) == 1 else None
    if subject == "company":
        sections = [*sections, *_watched(asked, found, knowledge)]
    return Answer(
        answer_version=ANSWER_VERSION,
        tool=tool,
        as_of=as_of,
        known_by=known_by,
        packs=list(packs.refs),
        subject=subject,
        asked=asked,
        match=found.match if found else SEVERAL if meant else None,
        id=found.id if found else None,
        name=found.held if found else None,
        sections=sections,
        near=_offered(subject, meant, knowledge)
        if len(meant) > 1
        else near_names(asked, names)
        if names and not found
        else [],
    )


def _ask(
    subject: Subject, asked: str, knowledge: Knowledge, registrant: str | None, told: Sequence[Told]
) -> tuple[list[Found], list[Section], Spellings | None]:
    """What the words mean, what is said of it if it is one thing, and the names that were searched."""
    packs = knowledge.packs
    if subject == "figures":
        return [], figure_sections(knowledge), None
    if subject == "host" and (address := as_address(asked)) is not None:
        found_address, sections = address_sections(address, told, knowledge)
        return [found_address], sections, None
    if subject in ("mac", "host"):
        one, sections = _mac(asked, registrant, knowledge) if subject == "mac" else _host(asked, knowledge)
        return [one] if one else [], sections, None
    names = names_of(subject, knowledge)
    meant = find_names(asked, names)
    if not meant and subject == "company":
        listed, sections = _listed_only(asked, knowledge)
        if listed:
            return [listed], sections, names
    why: list[Section] = []
    if subject in NEAR and all(one.match == ONE_LETTER_OFF for one in meant):
        nearly, why = nearly_meant(asked, NEAR[subject], knowledge)
        if nearly or is_told_apart(asked, meant, knowledge):
            meant = nearly
        elif meant:
            why = []
    if len(meant) != 1:
        return meant, why, names
    (found,) = meant
    if subject == "company" and found.id not in packs.organisations:
        listed, sections = _listed_only(found.held, knowledge)
        named = [Found(id=listed.id, match=found.match, held=listed.held)] if listed else []
        return named, [*why, *sections], names
    sections = {
        "company": lambda one: company_sections(packs.organisations[one], knowledge),
        "brand": lambda one: brand_sections(packs.brands[one], knowledge),
        "country": lambda one: country_sections(one, knowledge),
        "place": lambda one: place_sections(one, knowledge),
        "law": lambda one: law_sections(packs.laws[one], knowledge),
        "list": lambda one: list_sections(one, knowledge),
    }[subject](found.id)
    if subject != "place":  # of a place those of its rules
        sections.append(corrections(found.id, knowledge))
    return [called(subject, found, knowledge)], [*why, *sections], names


def _watched(asked: str, found: Found | None, knowledge: Knowledge) -> list[Section]:
    """The section of the user's watch lists, where there are any."""
    organisation = knowledge.organisation(found.id) if found else None
    names = names_of_organisation(organisation, knowledge) if organisation else []
    section = watched_section([asked, *names], knowledge)
    return [section] if section else []


def names_of(subject: Subject, knowledge: Knowledge) -> Spellings:
    """The names that things of a kind bear."""
    if subject in ("country", "place"):
        return GivenNames((country_names if subject == "country" else place_names)(knowledge))
    return StoredNames(knowledge.store, PARTS[subject], knowledge.when)


PARTS = {"company": "organisations", "brand": "brands", "law": "laws", "list": "lists"}
"""The part of the store that holds the names of a subject."""
NEAR = {"company": ("organisations", "unlinked"), "brand": ("brands",)}
"""The parts whose names may be written otherwise."""
SEVERAL = "more than one"
"""How a name was matched that several things bear."""


def _offered(subject: Subject, meant: list[Found], knowledge: Knowledge) -> list[str]:
    """The things that bear one name, each by the id that tells it from the others."""
    return [
        f"{shown_place(one.id, knowledge) if subject == 'place' else knowledge.name_of(one.id)} ({one.id})"
        for one in meant
    ]


def _listed_only(asked: str, knowledge: Knowledge) -> tuple[Found | None, list[Section]]:
    """A name that stands on a list and that no organisation file describes."""
    hit = find_name(asked, StoredNames(knowledge.store, "unlinked", knowledge.when))
    if hit is None:
        return None, []
    rows = list(knowledge.entries_called(hit.id))
    if not rows:
        return None, []
    on: list[Claim] = []
    off: list[Claim] = []
    for found in rows:
        entry = found.entry
        text = listed_when(found.list.file.short_name, entry)
        holds = is_listed(entry, knowledge.as_of)
        (on if holds else off).append(claim(text, found.status, [knowledge.entry_link_of(found)]))
    title = say("Named on, as of {day} (no more is held of it)", day=str(knowledge.as_of))
    sections = [
        lines("lists", title, on, say("the packs hold nothing on this name on this day")),
        lines("other_days", say("Named on other days"), off, None),
    ]
    return Found(id=rows[0].entry.id, match=hit.match, held=rows[0].entry.name_as_printed), sections


def called(subject: Subject, found: Found, knowledge: Knowledge) -> Found:
    """The same find, called by the name people use."""
    packs = knowledge.packs
    held = found.held
    if subject == "company":
        held = packs.organisations[found.id].name
    elif subject == "country":
        held = next(iter(country_names(knowledge)[found.id]), found.id.upper())
    elif subject == "place":
        held = shown_place(found.id, knowledge)
    elif subject == "list":
        held = packs.lists[found.id].file.short_name
    elif subject == "law":
        held = packs.laws[found.id].short_name
    return Found(id=found.id, match=found.match, held=held)


_ONLY_ITS_MAKERS = noted("{text!t}; only its maker's devices ask for it")
_OF_MANY_MAKERS = noted("{text!t}; devices of many makers may ask for it")


def _host(asked: str, knowledge: Knowledge) -> tuple[Found | None, list[Section]]:
    name = asked.strip().lower().rstrip(".")
    host = knowledge.service_of(name)
    if host is None:
        return None, []
    company = knowledge.name_of(host.organisation)
    text = (
        say("{host} is a name of {company}, for {role}", host=host.suffix, company=company, role=host.role)
        if host.role
        else say("{host} is a name of {company}", host=host.suffix, company=company)
    )
    text = say(_ONLY_ITS_MAKERS if host.shows_maker else _OF_MANY_MAKERS, text=text)
    claims = [claim(text, knowledge.host_status(host), [knowledge.host_link(host)])]
    organisation = knowledge.organisation(host.organisation)
    sections = [lines("service", say("Whose service"), claims, None)]
    if organisation is not None:
        sections += [
            part
            for part in company_sections(organisation, knowledge)
            if part.code in ("owners", "lists", "countries")
        ]
    match = "exact" if host.suffix == name else "by its suffix"
    return Found(id=host.id, match=match, held=name), sections


def _mac(asked: str, registrant: str | None, knowledge: Knowledge) -> tuple[Found | None, list[Section]]:
    if registrant is None:
        return None, []
    rows = [
        claim(say("its 24-bit block is registered to {registrant}", registrant=registrant), "candidate", [])
    ]
    rows.append(claim(say("a block names the maker of a network part, not of the device"), None, []))
    sections = [lines("block", say("MAC block"), rows, None)]
    held = knowledge.by_registrant(registrant)
    if held is None:
        sections.append(
            lines(
                "organisation",
                say("Organisation"),
                [],
                say("the packs hold nothing on an organisation called {registrant}", registrant=registrant),
            )
        )
        return Found(id=asked, match="exact", held=asked), sections
    organisation, statement = held
    link = statement_link(organisation.name, statement)
    sections.append(
        lines(
            "organisation",
            say("Organisation"),
            [claim(organisation.name, knowledge.status_of(statement), [link])],
            None,
        )
    )
    sections += [
        part
        for part in company_sections(organisation, knowledge)
        if part.code in ("owners", "lists", "countries")
    ]
    return Found(id=asked, match="exact", held=asked), sections
