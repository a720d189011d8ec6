"""What the packs say of a law by which a state can reach data; the same questions for every state."""

from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.found import is_listed, since
from lamppost.knowledge.links import sourced_link
from lamppost.knowledge.packs import Listed
from lamppost.knowledge.records import AccessLaw, Passage
from lamppost.knowledge.store import LISTED
from lamppost.knowledge.structs import ListFile
from lamppost.model.answer import Claim, Section

QUESTIONS = {
    "bound": "Whom it binds",
    "asked": "What can be asked",
    "oversight": "Who checks it",
    "secrecy": "Whether the asked may speak",
    "abroad": "Whether it reaches abroad",
}


def law_sections(law: AccessLaw, knowledge: Knowledge) -> list[Section]:
    """Days in force, then the passages that answer each question, as printed."""
    source = law.sources[0]
    link = sourced_link(law.name, "in_force", law.short_name, source, statement=law.id)
    head = [claim(f"{law.name}, {law.country.upper()}: {_in_force(law, knowledge)}", None, [link])]
    sections = [lines("law", "The instrument", head, None)]
    for field, title in QUESTIONS.items():
        rows = [row for row in getattr(law, field) if _holds(row, knowledge)]
        claims = [_passage(law, row, knowledge) for row in rows]
        sections.append(
            lines(
                field, title, claims, "no passage on this was read; that does not say that the law is silent"
            )
        )
    return sections


def law_claims(law: AccessLaw, knowledge: Knowledge) -> list[Claim]:
    """A law in a few lines: its days, then the first words on whom it binds and on what can be asked."""
    link = sourced_link(law.name, "in_force", law.short_name, law.sources[0], statement=law.id)
    rows = [claim(f"{law.short_name}: {_in_force(law, knowledge)}", None, [link])]
    return rows + [
        claim(
            f"  {row.locator}: “{row.original}”" if row.original else f"  {row.locator} (cited)",
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
        else f"{row.locator}: known only through another source"
    )
    return claim(
        text, knowledge.source_status(row.source, law.review_by), [knowledge.passage_link(law.name, row)]
    )


def _in_force(law: AccessLaw, knowledge: Knowledge) -> str:
    day = knowledge.as_of
    if law.in_force_from is None:
        return "the day it came into force is not held"
    if day < law.in_force_from:
        return f"not yet in force: from {law.in_force_from}"
    if law.in_force_to and law.in_force_to <= day:
        return f"no longer in force: until {law.in_force_to}"
    return f"in force since {law.in_force_from}"


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
        days = [
            f"from {rule.valid_from}" if rule.valid_from else "",
            f"until {rule.valid_to}" if rule.valid_to else "",
        ]
        begun = rule.valid_from is None or rule.valid_from <= knowledge.as_of
        over = rule.valid_to is not None and rule.valid_to <= knowledge.as_of
        state = "[no longer] " if over else "" if begun else "[not yet] "
        when = " ".join(day for day in days if day)
        words = f" “{rule.original}”" if rule.original else " (cited)"
        link = sourced_link(file.short_name, rule.kind, rule.concerns, rule.source, statement=rule.id)
        text = f"{rule.kind.replace('_', ' ')}: {state}{rule.concerns}{f' ({when})' if when else ''}{words}"
        claims.append(claim(text, knowledge.source_status(rule.source, rule.review_by), [link]))
    return claims


def list_sections(list_id: str, knowledge: Knowledge) -> list[Section]:
    """Who publishes a list, how much of it is held, and whom it names on the day."""
    listed = knowledge.packs.lists[list_id]
    file = listed.file
    link = sourced_link(file.name, "published_by", file.publisher, file.source, statement=file.id)
    known = [row for row in listed.entries if knowledge.is_known(row.id, row.retrieved)]
    stated = f"; its publisher states {file.stated_size} names" if file.stated_size else ""
    about = [
        claim(
            f"published by {file.publisher} ({file.country.upper()}), under {file.legal_basis}", None, [link]
        ),
        claim(
            f"held {'whole' if _is_whole(listed, knowledge) else 'in part'}: {len(known)} names{stated}. {file.held_note}",
            None,
            [],
        ),
    ]
    entries = sorted(known, key=lambda entry: (entry.listed_on, entry.id))
    on: list[Claim] = []
    off: list[Claim] = []
    for entry in entries:
        found = knowledge.entry(listed, entry)
        text = f"{entry.name_as_printed}, {since(entry)}"
        if entry.removed_on:
            text += f", until {entry.removed_on}"
        active = is_listed(entry, knowledge.as_of)
        row = claim(text, found.status, [knowledge.entry_link_of(found)])
        (on if active else off).append(row)
    return [
        lines("about", "The list", about, None),
        lines("rules", "What it says beside the names", _rules(file, knowledge), None),
        lines(
            "on",
            f"Named on {knowledge.as_of}",
            on,
            "nobody held is named on this day" if listed.entries else "it names a category, and no maker",
            besides=None
            if knowledge.is_held_whole(list_id)
            else "whether a name was removed later was not looked for",
        ),
        lines("off", "Named at other times", off, None),
    ]
