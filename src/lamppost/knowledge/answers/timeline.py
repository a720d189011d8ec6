"""Days on which something turned for those whom a result names: lists, laws, rules and cases, deployments."""

from collections.abc import Iterator, Sequence
from datetime import date

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.found import Entry, is_by_edition
from lamppost.knowledge.links import out_on, sourced_link
from lamppost.knowledge.packs import Packs
from lamppost.knowledge.records import AccessLaw, PlaceRule, Project
from lamppost.knowledge.terms import KINDS
from lamppost.model.ids import make_id
from lamppost.model.result import Link, ToolRef
from lamppost.model.saying import say, say_n
from lamppost.model.timeline import (
    TIMELINE_VERSION,
    Lane,
    Moment,
    Timeline,
    TimelineQuestion,
    Undated,
)
from lamppost.model.vocabulary import Status

_MOST_NAMED = 4


def timeline_of(question: TimelineQuestion, packs: Packs, tool: ToolRef) -> Timeline:
    """Everything dated that concerns those asked about, before and after the day alike.

    Args:
        question: Whom and what it is about.
        packs: The packs.
        tool: Which program answers.
    """
    knowledge = Knowledge(packs, question.as_of)
    found = [
        *_listings(question, knowledge),
        *_laws(question, knowledge),
        *_cases(question, knowledge),
        *_deployments(question, knowledge),
        *_editions(question, knowledge),
    ]
    moments = {one.id: one for one in found if isinstance(one, Moment)}
    return Timeline(
        timeline_version=TIMELINE_VERSION,
        tool=tool,
        packs=list(packs.refs),
        question=question,
        names=sorted({knowledge.name_of(one) for one in question.organisations}, key=str.casefold),
        moments=sorted(moments.values(), key=lambda one: (one.on, one.lane, one.text, one.id)),
        undated=sorted(
            (one for one in found if isinstance(one, Undated)), key=lambda one: (one.lane, one.text)
        ),
    )


def _moment(
    on: date, lane: Lane, text: str, chain: Sequence[Link], status: Status | None, *, by: bool = False
) -> Moment:
    return Moment(
        id=make_id("mom", on.isoformat(), lane, text, *(link.statement or "" for link in chain)),
        on=on,
        is_at_latest=by,
        lane=lane,
        text=text,
        status=status,
        chain=list(chain),
    )


def _listings(question: TimelineQuestion, knowledge: Knowledge) -> Iterator[Moment]:
    """When a list began and ended to name one of them."""
    for organisation in question.organisations:
        for found in knowledge.entries_ever(organisation):
            yield from _listing(found, knowledge)


def _listing(found: Entry, knowledge: Knowledge) -> Iterator[Moment]:
    entry, name = found.entry, found.list.file.short_name
    who = knowledge.name_of(entry.organisation) if entry.organisation else entry.name_as_printed
    chain, by = [knowledge.entry_link_of(found)], is_by_edition(entry)
    text = say("{who} named on {list}", who=who, list=name)
    yield _moment(entry.listed_on, "lists", text, chain, found.status, by=by)
    if entry.removed_on:
        text = say("{who} no longer named on {list}", who=who, list=name)
        yield _moment(entry.removed_on, "lists", text, chain, found.status)


def _laws(question: TimelineQuestion, knowledge: Knowledge) -> Iterator[Moment | Undated]:
    """When the laws came into force, and went, that reach makers, builders and whoever controls them."""
    bound = {one for maker in question.bound for one in (maker, *knowledge.controllers(maker))}
    places = {place for one in sorted(bound) for place in _places_of(one, knowledge)}
    laws = {law.id: law for place in places for law in knowledge.laws(place)}
    laws |= {one: knowledge.packs.laws[one] for one in question.laws if one in knowledge.packs.laws}
    for law in laws.values():
        yield from _law(law, knowledge)


def _law(law: AccessLaw, knowledge: Knowledge) -> Iterator[Moment | Undated]:
    source = law.sources[0]
    chain = [sourced_link(law.name, "in_force", law.short_name, source, statement=law.id)]
    status = knowledge.source_status(source, law.review_by)
    called = f"{law.short_name} ({law.country.upper()})"
    begun = say("{law} in force", law=called)
    if law.in_force_from is None:
        yield Undated(lane="laws", text=begun, chain=chain)
    else:
        yield _moment(law.in_force_from, "laws", begun, chain, status)
    if law.in_force_to:
        text = say("{law} no longer in force", law=called)
        yield _moment(law.in_force_to, "laws", text, chain, status)


def _places_of(organisation: str, knowledge: Knowledge) -> set[str]:
    """Where an organisation is registered or based on the day, and the unions of those states."""
    held = knowledge.organisation(organisation)
    rows = held.statements if held else []
    states = {row.value for row in rows if row.property in COUNTRIES and knowledge.holds(row)}
    return states | {union for state in states for union in knowledge.unions_of(state)}


def _cases(question: TimelineQuestion, knowledge: Knowledge) -> Iterator[Moment]:
    """The turns of the rules and cases of a place, of its state and of the unions of that."""
    if question.place is None:
        return
    state = question.place[:2]
    around = {question.place, state, *knowledge.unions_of(state)}
    for rule in knowledge.packs.places.values():
        if rule.place in around or rule.place.startswith(f"{question.place}-"):
            yield from _turns(rule, knowledge)


def _turns(rule: PlaceRule, knowledge: Knowledge) -> Iterator[Moment]:
    for turn in rule.turns:
        if knowledge.is_known(turn.id, turn.source.retrieved):
            link = sourced_link(
                rule.name, turn.what, f"{turn.on}: {turn.words}", turn.source, statement=turn.id
            )
            status = knowledge.source_status(turn.source, rule.review_by)
            yield _moment(turn.on, "cases", f"{rule.name} ({rule.place_name}): {turn.words}", [link], status)


def _deployments(question: TimelineQuestion, knowledge: Knowledge) -> Iterator[Moment | Undated]:
    """When named projects of theirs began and ended."""
    wanted = set(question.organisations)
    for project in knowledge.packs.projects.values():
        if question.all_deployments or wanted & set(project.suppliers):
            yield from _project(project, knowledge)


def _project(project: Project, knowledge: Knowledge) -> Iterator[Moment | Undated]:
    passages = knowledge.passages(project.passages)
    chain = [knowledge.passage_link(project.name, row) for row in passages]
    if not chain:
        return
    called = say(
        "{project} ({place}, {country}; {kinds!t}): {suppliers}",
        project=project.name,
        place=project.place,
        country=project.country.upper(),
        kinds=[KINDS[kind] for kind in project.kinds],
        suppliers=[knowledge.name_of(one) for one in project.suppliers],
    )
    status = knowledge.source_status(passages[0].source, project.review_by)
    if project.began_on:
        yield _moment(project.began_on, "deployments", say("{what!t} began", what=called), chain, status)
    if project.ended_on:
        yield _moment(project.ended_on, "deployments", say("{what!t} ended", what=called), chain, status)
    if not project.began_on and not project.ended_on:
        yield Undated(lane="deployments", text=called, chain=chain)


def _editions(question: TimelineQuestion, knowledge: Knowledge) -> Iterator[Moment]:
    """When an index came out that names them, and for how many countries."""
    wanted = set(question.organisations)
    for one in knowledge.packs.editions.values():
        if not knowledge.is_known(one.edition.id, one.edition.source.retrieved):
            continue
        named: dict[str, set[str]] = {}
        for row in one.supplies:
            if row.organisation in wanted:
                named.setdefault(row.organisation or "", set()).add(row.country)
        if named or question.all_deployments:
            text = _out(one.edition.title, named, knowledge)
            link = knowledge.edition_link(one, one.edition.title)
            by = one.edition.published_on is None
            status = knowledge.edition_status(one)
            yield _moment(out_on(one), "deployments", text, [link], status, by=by)


def _out(title: str, named: dict[str, set[str]], knowledge: Knowledge) -> str:
    """`AIGS Index: names Hikvision for 15 countries, ZTE for 6`."""
    if not named:
        return say("{edition}: out", edition=title)
    ranked = sorted(named.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    counts = [(knowledge.name_of(one), len(held)) for one, held in ranked]
    (first, most), *others = counts[:_MOST_NAMED]
    told = [say_n("{name} for {n} country", "{name} for {n} countries", most, name=first)]
    told += [say("{name} for {count}", name=name, count=count) for name, count in others]
    if (n_more := len(counts) - _MOST_NAMED) <= 0:
        return say("{edition}: names {named!t}", edition=title, named=told)
    return say("{edition}: names {named!t} and {count} more", edition=title, named=told, count=n_more)
