"""What became of statements that an older document rests on."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

from lamppost.knowledge import terms
from lamppost.knowledge.base import OWNED_BY, Knowledge
from lamppost.knowledge.store import LISTED
from lamppost.knowledge.structs import Correction
from lamppost.model.difference import Dated, Fate
from lamppost.model.policy import Exemption, Rule
from lamppost.model.saying import say


def fates_of(statements: Iterable[str], since: date, knowledge: Knowledge) -> list[Fate]:
    """The statements that were withdrawn or contested, that ended, or that no pack holds any more; by id.

    Args:
        statements: Ids as an older document names them.
        since: The day that document asked about; what had ended before it ended for it too.
        knowledge: The packs in hand, as of the day of asking.
    """
    found = (_fate(one, since, knowledge) for one in sorted(set(statements)))
    return [fate for fate in found if fate is not None]


def dated_between(statements: Iterable[str], one: date, other: date, knowledge: Knowledge) -> list[Dated]:
    """The statements that began, ended or fell due for review after the earlier day and up to the later; by day.

    Args:
        statements: Ids of statements, access laws and fingerprints.
        one: A day.
        other: Another, before or after it.
        knowledge: The packs in hand, as of whatever day.
    """
    first, last = sorted((one, other))
    found = [
        Dated(statement=statement, what=what, on=on, words=words)
        for statement in {beside for one in set(statements) for beside in _beside(one, knowledge)}
        for what, on, words in _days_of(statement, knowledge)
        if first < on <= last
    ]
    return sorted(found, key=lambda row: (row.on, row.statement, row.what))


def rule_days_between(policy: str, rule: Rule, one: date, other: date, knowledge: Knowledge) -> list[Dated]:
    """The days between two on which a rule or an exemption of it begins, ends or falls due for review, or a list that it asks of begins or ends to be held whole.

    Args:
        policy: Id of a policy.
        rule: One of its rules.
        one: A day.
        other: Another, before or after it.
        knowledge: The packs in hand, as of whatever day.
    """
    days: list[tuple[str, _What, date, str]] = []
    parts: list[tuple[Rule | Exemption, str, str]] = [
        (rule, say("the rule"), say("text of the rule")),
        *(
            (one_of, say("exemption {id}", id=one_of.id), say("text of exemption {id}", id=one_of.id))
            for one_of in rule.exemptions
        ),
    ]
    for part, words, due in parts:
        where = f"{policy}/{rule.id}" if part is rule else f"{policy}/{rule.id}/{part.id}"
        days.append((where, "due", _after(part.law.review_by), due))
        days += [(where, "began", part.valid_from, words)] if part.valid_from else []
        days += [(where, "ended", part.valid_to, words)] if part.valid_to else []
    for name in set(_QUOTED.findall(f"{rule.applies} {rule.when}")) & set(knowledge.packs.lists):
        file = knowledge.packs.lists[name].file
        words = say("{list} held whole", list=file.short_name)
        days += [(name, "began", file.held_from, words)] if file.held_from else []
        days += [(name, "ended", _after(file.held_until), words)] if file.held_until else []
        days += [(name, "due", _after(file.review_by), words)]
    first, last = sorted((one, other))
    return sorted(
        (
            Dated(statement=name, what=what, on=on, words=words)
            for name, what, on, words in days
            if first < on <= last
        ),
        key=lambda row: (row.on, row.statement),
    )


_What = Literal["began", "ended", "due"]
_QUOTED = re.compile("""["']([^"']+)["']""")


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _beside(one: str, knowledge: Knowledge) -> Iterator[str]:
    """A statement and those that name the same owner of the same organisation: together they make it as sure as it is."""
    yield one
    fact = knowledge.store.fact(one)
    if fact is None or fact.what not in OWNED_BY or fact.thing not in knowledge.packs.organisations:
        return
    for row in knowledge.packs.organisations[fact.thing].statements:
        if row.property in OWNED_BY and row.value == fact.value:
            yield row.id


def _days_of(one: str, knowledge: Knowledge) -> Iterator[tuple[_What, date, str]]:
    """The days of a statement on which an answer may change, each with what it says."""
    fact = knowledge.store.fact(one)
    if fact is not None:
        row, words = fact.row, terms.fact(fact.what, fact.value)
        if fact.what == LISTED:
            name = knowledge.packs.lists[fact.value].file.short_name
            words = say("{list}, as “{name}”", list=name, name=row.name_as_printed)
    elif one in knowledge.packs.laws:
        row = knowledge.packs.laws[one]
        words = say("{law} in force", law=f"{row.short_name} ({row.country.upper()})")
    elif one in knowledge.packs.fingerprints:
        row, words = knowledge.packs.fingerprints[one], say("fingerprint")
    else:
        return
    for name in ("valid_from", "listed_on", "in_force_from"):
        if (day := getattr(row, name, None)) is not None:
            yield "began", day, words
    for name in ("valid_to", "removed_on", "in_force_to"):
        if (day := getattr(row, name, None)) is not None:
            yield "ended", day, words
    if (day := getattr(row, "review_by", None)) is not None:
        yield "due", _after(day), words


def _fate(one: str, since: date, knowledge: Knowledge) -> Fate | None:
    correction = knowledge.packs.corrections.get(one)
    if correction is not None and knowledge.counts(correction):
        return _corrected(correction)
    fact = knowledge.store.fact(one)
    if fact is None:
        if knowledge.store.holds_file(one):
            return None
        return Fate(
            statement=one,
            what="not_held",
            on=None,
            words=say("it was renamed, removed or is of a pack that was not given"),
        )
    ended = getattr(fact.row, "valid_to", None) or getattr(fact.row, "removed_on", None)
    if ended is not None and since < ended <= knowledge.as_of:
        return Fate(statement=one, what="ended", on=ended, words=terms.fact(fact.what, fact.value))
    return None


def _corrected(correction: Correction) -> Fate:
    return Fate(
        statement=correction.row,
        what=correction.what,
        on=correction.corrected_on,
        words=correction.why,
        said_by=correction.said_by,
        replaced_by=correction.replaced_by,
    )
