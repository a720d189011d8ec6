"""Published figures as live queries over the packs, each with what to watch out for."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import msgspec

from lamppost.knowledge.answers.country import rule_claims
from lamppost.knowledge.answers.law import law_claims
from lamppost.knowledge.answers.lines import claim, indented, lines
from lamppost.knowledge.answers.published import PUBLISHED
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import out_on, sourced_link
from lamppost.knowledge.packs import Indexed
from lamppost.knowledge.records import Union
from lamppost.model.answer import Claim, Figure, FigureState, Section
from lamppost.model.result import Link
from lamppost.model.saying import noted, say

INDEX = "aigs-2019"
BATCH = "us-entity-list-2019-10-09"
ENTITY_LIST = "us-entity-list"
"""That of the United States; other states keep lists of the same name."""
LIBERAL_DEMOCRACY = "LD"
REPRODUCED, DIFFERS = noted("reproduced"), noted("differs")
UNCHECKED = noted("cannot be checked with what is held")
_AS_FAR, _AS_COUNT = noted("reproduced as far as the texts go"), noted("reproduced as a stated count")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What the packs say to a published claim."""

    state: str
    value: str
    notes: tuple[str, ...] = ()
    chain: tuple[Link, ...] = ()


Query = Callable[[Knowledge], Finding]


def figure_sections(knowledge: Knowledge) -> list[Section]:
    """One section per published claim, in the order of publication."""
    sections = []
    for code, (published, query) in FIGURES.items():
        found = query(knowledge)
        text = say("{state!t}: {value!t}", state=found.state, value=found.value)
        rows: list[Claim] = [claim(text, None, list(found.chain))]
        rows += [claim(indented(note), None, []) for note in found.notes]
        figure = Figure(
            published=PUBLISHED[code],
            state=_state(found.state),
            state_words=found.state,
            value=found.value,
            caveats=list(found.notes),
        )
        section = lines(code, published, rows, None)
        sections.append(msgspec.structs.replace(section, figure=figure))
    return sections


def _state(words: str) -> FigureState:
    if words.startswith(REPRODUCED):
        return "reproduced"
    return "differs" if words == DIFFERS else "unchecked"


def _index(knowledge: Knowledge) -> Indexed | None:
    one = knowledge.packs.editions.get(INDEX)
    return one if one and out_on(one) <= knowledge.as_of else None


def _counted(published: int, count: Callable[[Indexed], int], what: str, *notes: str) -> Query:
    """A figure that is a count over the rows of the 2019 edition."""

    def query(knowledge: Knowledge) -> Finding:
        one = _index(knowledge)
        if one is None:
            return _absent(knowledge)
        ours = count(one)
        return Finding(
            state=REPRODUCED if ours == published else DIFFERS,
            value=say("{count} {what!t}", count=ours, what=what)
            if ours == published
            else say(
                "{count} {what!t}, published as {published}", count=ours, what=what, published=published
            ),
            notes=notes,
            chain=(knowledge.edition_link(one, what),),
        )

    return query


def _absent(knowledge: Knowledge) -> Finding:
    return Finding(
        state=UNCHECKED,
        value=say("the edition of 2019 is not held, or was not out on {day}", day=str(knowledge.as_of)),
    )


def _kind(kind: str) -> Callable[[Indexed], int]:
    return lambda one: sum(kind in row.kinds.split(";") for row in one.countries)


def _chinese(one: Indexed) -> list[str]:
    return [row.country for row in one.countries if row.chinese_supply]


def _huawei_first(knowledge: Knowledge) -> Finding:
    one = _index(knowledge)
    if one is None:
        return _absent(knowledge)
    named = {(row.country, row.organisation or row.supplier_as_printed) for row in one.supplies}
    counts = Counter(supplier for _, supplier in named)
    ranked = counts.most_common(4)
    leader, most = ranked[0]
    shown = [f"{knowledge.name_of(name)} {count}" for name, count in ranked]
    abroad = len({country for country, supplier in named if supplier == "huawei" and country != "cn"})
    return Finding(
        state=REPRODUCED if leader == "huawei" else DIFFERS,
        value=say("countries per supplier: {counts}", counts=shown),
        notes=(
            say(
                "Huawei is named for {count} countries, {abroad} of them not China; the text says at least fifty",
                count=most,
                abroad=abroad,
            ),
        ),
        chain=(knowledge.edition_link(one, "Huawei"),),
    )


def _belt_and_road(knowledge: Knowledge) -> Finding:
    one = _index(knowledge)
    if one is None:
        return _absent(knowledge)
    ours = sum(bool(row.chinese_supply and row.belt_and_road) for row in one.countries)
    supplied = _chinese(one)
    union = knowledge.packs.unions.get("belt-and-road")
    links = _signed(union, set(supplied), out_on(one), knowledge) if union else []
    held = len(union.members) if union else 0
    return Finding(
        state=REPRODUCED if ours == 36 else DIFFERS,
        value=say("{count} of {of}, by the edition's own column", count=ours, of=len(supplied)),
        notes=(
            say(
                "by day of signature: at least {count} of the {of} had signed by {day}",
                count=len(links),
                of=len(supplied),
                day=str(out_on(one)),
            ),
            say(
                "that day is held for {count} states, each with its own source, and not for the others",
                count=held,
            ),
        ),
        chain=(knowledge.edition_link(one, "Belt and Road"), *links),
    )


def _signed(union: Union, countries: set[str], by: date, knowledge: Knowledge) -> list[Link]:
    """A link for each of the countries that is held to have signed by a day."""
    return [
        sourced_link(row.country.upper(), "signed", str(row.valid_from), row.source, statement=row.id)
        for row in union.members
        if row.country in countries
        and row.valid_from
        and row.valid_from <= min(by, knowledge.as_of)
        and knowledge.is_known(row.id, row.source.retrieved)
    ]


def _democracies(knowledge: Knowledge) -> Finding:
    one = _index(knowledge)
    if one is None:
        return _absent(knowledge)
    rows = [row for row in one.countries if row.chinese_supply and row.regime == LIBERAL_DEMOCRACY]
    return Finding(
        state=REPRODUCED if rows else DIFFERS,
        value=say(
            "{count} liberal democracies by the edition's own scale: {names}",
            count=len(rows),
            names=[row.name_as_printed for row in rows],
        ),
        chain=(knowledge.edition_link(one, "regime"),),
    )


def _europe(knowledge: Knowledge) -> Finding:
    one = _index(knowledge)
    if one is None:
        return _absent(knowledge)
    wanted = {"de": noted("Germany"), "es": noted("Spain"), "fr": noted("France")}
    ticked = {
        row.country for row in one.countries if "smart_city" in row.kinds.split(";") and row.chinese_supply
    }
    found = [name for code, name in wanted.items() if code in ticked]
    projects = [
        f"{project.name} ({project.place})"
        for project in knowledge.packs.projects.values()
        if project.country in wanted
    ]
    return Finding(
        state=REPRODUCED if len(found) == len(wanted) else DIFFERS,
        value=say("smart city and supply by Chinese companies ticked for {countries!t}", countries=found)
        if found
        else say("smart city and supply by Chinese companies ticked for none of the three"),
        notes=(
            say(
                "named projects held, whose passages say what became of them: {projects}",
                projects="; ".join(projects),
            )
            if projects
            else say("named projects held, whose passages say what became of them: none"),
            say("the record that the report rested on is not held"),
        ),
        chain=(knowledge.edition_link(one, "smart city"),),
    )


def _laws(knowledge: Knowledge) -> Finding:
    held = knowledge.laws("cn")
    passages = [row for law in held for row in law_claims(law, knowledge)]
    if not passages:
        return Finding(state=UNCHECKED, value=say("no access law of China is held"))
    others = sorted({law.country for law in knowledge.packs.laws.values()} - {"cn"})
    return Finding(
        state=_AS_FAR,
        value=say("the articles stand below as printed; whether they compel is a reading of them"),
        notes=(
            *(row.text for row in passages),
            say("laws of other states stand beside it: {codes}", codes=[one.upper() for one in others]),
        ),
        chain=tuple(link for row in passages for link in row.chain),
    )


def _place(rule_id: str) -> Query:
    """A figure that is a rule or case with its history."""

    def query(knowledge: Knowledge) -> Finding:
        rule = knowledge.packs.places.get(rule_id)
        rows = rule_claims(rule, knowledge) if rule else []
        if not rows:
            return Finding(state=UNCHECKED, value=say("not held, or nothing had happened by this day"))
        return Finding(
            state=REPRODUCED,
            value=rows[0].text,
            notes=tuple(row.text.strip() for row in rows[1:]),
            chain=tuple(rows[0].chain),
        )

    return query


def _became(why: str, rule_id: str) -> Query:
    """A report that nothing held can check, with what became of its subject."""

    def query(knowledge: Knowledge) -> Finding:
        found = _place(rule_id)(knowledge)
        known = (found.value, *found.notes) if found.state == REPRODUCED else ()
        return Finding(
            state=UNCHECKED,
            value=why,
            notes=tuple(say("since: {text!t}", text=row) for row in known),
            chain=found.chain,
        )

    return query


def _unchecked(why: str) -> Query:
    return lambda _: Finding(state=UNCHECKED, value=why)


def _huawei_listed(knowledge: Knowledge) -> Finding:
    found = [row for row in knowledge.entries("huawei") if row.list.file.id == ENTITY_LIST]
    if not found:
        return Finding(
            state=UNCHECKED, value=say("no entry of Huawei on the Entity List is held for this day")
        )
    first = found[0]
    return Finding(
        state=REPRODUCED,
        value=say(
            "{name} on {list} since {day}",
            name=first.entry.name_as_printed,
            list=first.list.file.short_name,
            day=str(first.entry.listed_on),
        ),
        chain=(knowledge.entry_link_of(first),),
    )


def _batch(knowledge: Knowledge) -> Finding:
    listed = knowledge.packs.lists.get(BATCH)
    if listed is None:
        return Finding(state=UNCHECKED, value=say("the batch is not held"))
    on = [row for row in listed.entries if row.listed_on <= knowledge.as_of]
    if not on:
        days = sorted({str(row.listed_on) for row in listed.entries})
        return Finding(
            state=DIFFERS,
            value=say("nobody of the batch was listed on this day: effective {days}", days=days),
        )
    return Finding(
        state=_AS_COUNT,
        value=say(
            "{stated} stated, {count} of the names held",
            stated=str(listed.file.stated_size),
            count=len(on),
        ),
        notes=(listed.file.held_note, ", ".join(row.name_as_printed for row in on)),
        chain=tuple(knowledge.entry_link_of(knowledge.entry(listed, row)) for row in on),
    )


FIGURES: dict[str, tuple[str, Query]] = {
    "countries-75": (
        noted("75 countries use such technology"),
        _counted(75, lambda one: len(one.countries), noted("countries")),
    ),
    "makers-63": (
        noted("Chinese companies supply it in 63 countries"),
        _counted(
            63,
            lambda one: len(_chinese(one)),
            noted("countries by the edition's own column"),
            noted("the 63 include China itself and the United States"),
        ),
    ),
    "makers-bri-36": (noted("36 of the 63 have signed up to the Belt and Road"), _belt_and_road),
    "huawei-most": (noted("Huawei supplies more countries than any other company"), _huawei_first),
    "smart-city-56": (
        noted("smart city platforms in 56 countries"),
        _counted(56, _kind("smart_city"), noted("countries, smart city")),
    ),
    "facial-recognition-64": (
        noted("facial recognition systems in 64 countries"),
        _counted(64, _kind("facial_recognition"), noted("countries")),
    ),
    "smart-policing-52": (
        noted("smart policing in 52 countries"),
        _counted(
            52,
            _kind("smart_policing"),
            noted("countries ticked in the table"),
            noted("the publisher's text and its table differ"),
        ),
    ),
    "liberal-democracies": (noted("it also goes to liberal democracies"), _democracies),
    "smart-city-europe": (noted("smart-city projects are under way in Germany, Spain and France"), _europe),
    "compelled-access": (noted("laws in China appear to compel firms to hand over data"), _laws),
    "huawei-would-refuse": (
        noted("Huawei's founder said that it would refuse"),
        _unchecked(noted("a party's statement about itself; nothing held could verify it")),
    ),
    "xinjiang-detained": (
        noted("an estimated 1.5 million people held in camps in Xinjiang"),
        _unchecked(noted("an estimate by somebody; no source of it is held")),
    ),
    "california-bodycam": (
        noted("California barred face recognition in body cameras for a time"),
        _place("us-ca-ab-1215"),
    ),
    "eu-considers": (
        noted("the European Commission was looking at regulating face recognition"),
        _became(noted("what the Commission considered in 2019 is not held"), "eu-ai-act-art-5"),
    ),
    "kings-cross": (
        noted("a developer ran face-recognition cameras at King's Cross"),
        _place("gb-kings-cross"),
    ),
    "bridges-swp": (
        noted("judges ruled for South Wales Police on its face recognition"),
        _place("gb-bridges-v-south-wales-police"),
    ),
    "huawei-entity-list": (noted("Huawei had been put onto the Entity List"), _huawei_listed),
    "entity-list-28": (noted("28 entities were added to the Entity List on 9 October 2019"), _batch),
}
