"""What the packs say of a law by which a state can reach data; the same questions for every state."""

from lamppost.knowledge import terms
from lamppost.knowledge.answers.lines import claim, indented, lines
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.found import is_listed, listed_when
from lamppost.knowledge.links import sourced_link
from lamppost.knowledge.packs import Listed
from lamppost.knowledge.records import AccessLaw, Passage
from lamppost.knowledge.store import LISTED
from lamppost.knowledge.structs import ListFile, ListRule
from lamppost.model.answer import Claim, Section
from lamppost.model.saying import noted, say

QUESTIONS = {
    "bound": noted("Whom it binds"),
    "asked": noted("What can be asked"),
    "oversight": noted("Who checks it"),
    "secrecy": noted("Whether the asked may speak"),
    "abroad": noted("Whether it reaches abroad"),
}


def law_sections(law: AccessLaw, knowledge: Knowledge) -> list[Section]:
    """Days in force, then the passages that answer each question, as printed."""
    source = law.sources[0]
    link = sourced_link(law.name, "in_force", law.short_name, source, statement=law.id)
    called = f"{law.name}, {law.country.upper()}"
    head = [claim(say("{law}: {in_force!t}", law=called, in_force=_in_force(law, knowledge)), None, [link])]
    sections = [lines("law", say("The instrument"), head, None)]
    for field, title in QUESTIONS.items():
        rows = [row for row in getattr(law, field) if _holds(row, knowledge)]
        claims = [_passage(law, row, knowledge) for row in rows]
        sections.append(
            lines(
                field,
                title,
                claims,
                say("no passage on this was read; that does not say that the law is silent"),
            )
        )
    return sections


def law_claims(law: AccessLaw, knowledge: Knowledge) -> list[Claim]:
    """A law in a few lines: its days, then the first words on whom it binds and on what can be asked."""
    link = sourced_link(law.name, "in_force", law.short_name, law.sources[0], statement=law.id)
    rows = [
        claim(
            say("{law}: {in_force!t}", law=law.short_name, in_force=_in_force(law, knowledge)), None, [link]
        )
    ]
    return rows + [
        claim(
            indented(
                f"{row.locator}: “{row.original}”"
                if row.original
                else say("{locator} (cited)", locator=row.locator)
            ),
            None,
            [knowledge.passage_link(law.name, row)],
        )
        for row in [*law.bound[:1], *law.asked[:1]]
        if _holds(row, knowledge)
    ]


def _passage(law: AccessLaw, row: Passage, knowledge: Knowledge) -> Claim:
    text = (
        f"{row.locator}: “{row.original}”"
        if row.original
        else say("{locator}: known only through another source", locator=row.locator)
    )
    return claim(
        text, knowledge.source_status(row.source, law.review_by), [knowledge.passage_link(law.name, row)]
    )


def _in_force(law: AccessLaw, knowledge: Knowledge) -> str:
    day = knowledge.as_of
    if law.in_force_from is None:
        return say("the day it came into force is not held")
    if day < law.in_force_from:
        return say("not yet in force: from {day}", day=str(law.in_force_from))
    if law.in_force_to and law.in_force_to <= day:
        return say("no longer in force: until {day}", day=str(law.in_force_to))
    return say("in force since {day}", day=str(law.in_force_from))


def _holds(row: Passage, knowledge: Knowledge) -> bool:
    begins, ends = row.valid_from, row.valid_to
    return (
        (begins is None or begins <= knowledge.as_of)
        and (ends is None or knowledge.as_of < ends)
        and knowledge.is_known(row.id, row.source.retrieved)
    )


def _is_whole(listed: Listed, knowledge: Knowledge) -> bool:
    """Whether every name of it is held, as far as was known; whether that is so on the day is another question."""
    file = listed.file
    return file.held == "whole" and (
        knowledge.known_by is None
        or (
            not knowledge.store.has_later(file.id, LISTED, knowledge.when)
            and file.source.retrieved <= knowledge.known_by
        )
    )


def _rules(file: ListFile, knowledge: Knowledge) -> list[Claim]:
    """Categories, exceptions, waivers and days of a list, with the days between which each holds."""
    claims = []
    for rule in file.rules:
        if not knowledge.is_known(rule.id, rule.source.retrieved):
            continue
        link = sourced_link(file.short_name, rule.kind, rule.concerns, rule.source, statement=rule.id)
        text = terms.rule_of_list(rule.kind, _told(rule, knowledge))
        claims.append(claim(text, knowledge.source_status(rule.source, rule.review_by), [link]))
    return claims


def _told(rule: ListRule, knowledge: Knowledge) -> str:
    """What a rule says, whether it holds on the day, the days between which it does, and its words."""
    text, begins, ends = rule.concerns, rule.valid_from, rule.valid_to
    if ends is not None and ends <= knowledge.as_of:
        text = say("[no longer] {what}", what=text)
    elif begins is not None and begins > knowledge.as_of:
        text = say("[not yet] {what}", what=text)
    if begins and ends:
        text = say("{text!t} (from {day} until {end})", text=text, day=str(begins), end=str(ends))
    elif begins:
        text = say("{text!t} (from {day})", text=text, day=str(begins))
    elif ends:
        text = say("{text!t} (until {day})", text=text, day=str(ends))
    if rule.original:
        return say("{text!t} “{words}”", text=text, words=rule.original)
    return say("{text!t} (cited)", text=text)


_HELD_WHOLE, _HELD_IN_PART = noted("held whole: {count} names"), noted("held in part: {count} names")


def list_sections(list_id: str, knowledge: Knowledge) -> list[Section]:
    """Who publishes a list, how much of it is held, and whom it names on the day."""
    listed = knowledge.packs.lists[list_id]
    file = listed.file
    link = sourced_link(file.name, "published_by", file.publisher, file.source, statement=file.id)
    known = [row for row in listed.entries if knowledge.is_known(row.id, row.retrieved)]
    held = say(_HELD_WHOLE if _is_whole(listed, knowledge) else _HELD_IN_PART, count=len(known))
    if file.stated_size:
        held = say("{text!t}; its publisher states {count} names", text=held, count=file.stated_size)
    about = [
        claim(
            say(
                "published by {publisher} ({country}), under {basis}",
                publisher=file.publisher,
                country=file.country.upper(),
                basis=file.legal_basis,
            ),
            None,
            [link],
        ),
        claim(say("{text!t}. {note}", text=held, note=file.held_note), None, []),
    ]
    entries = sorted(known, key=lambda entry: (entry.listed_on, entry.id))
    on: list[Claim] = []
    off: list[Claim] = []
    for entry in entries:
        found = knowledge.entry(listed, entry)
        text = listed_when(entry.name_as_printed, entry)
        active = is_listed(entry, knowledge.as_of)
        row = claim(text, found.status, [knowledge.entry_link_of(found)])
        (on if active else off).append(row)
    return [
        lines("about", say("The list"), about, None),
        lines("rules", say("What it says beside the names"), _rules(file, knowledge), None),
        lines(
            "on",
            say("Named on {day}", day=str(knowledge.as_of)),
            on,
            say("nobody held is named on this day")
            if listed.entries
            else say("it names a category, and no maker"),
            besides=None
            if knowledge.is_held_whole(list_id)
            else say("whether a name was removed later was not looked for"),
        ),
        lines("off", say("Named at other times"), off, None),
    ]
