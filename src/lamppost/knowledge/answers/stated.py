"""Statements that say the same, as one claim with all their sources."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import reduce

import msgspec

from lamppost.knowledge.answers.lines import claim, indented
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.links import statement_link
from lamppost.knowledge.structs import Statement
from lamppost.model.answer import Claim
from lamppost.model.result import Link
from lamppost.model.saying import say


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One statement and how a claim words it."""

    key: Hashable
    """Statements of one key say the same."""
    words: str
    """The claim, without what only single statements say: share, line, days."""
    row: Statement
    chain: list[Link]
    depth: int = 0
    """How far below another claim it stands."""
    is_whole: bool = False
    """The claim holds share, line and days itself."""


def claims_of(said: Iterable[Said], knowledge: Knowledge) -> list[Claim]:
    """One claim per key in the order of first mention; how sure it is follows from all that say it."""
    groups: dict[Hashable, list[Said]] = defaultdict(list)
    for one in said:
        groups[one.key].append(one)
    return [_claim(group, knowledge) for group in groups.values()]


def said_of(subject: str, row: Statement, message: str, knowledge: Knowledge) -> Said:
    """A statement about a subject.

    Args:
        subject: What to call it.
        row: The statement.
        message: How it is worded, with `{value}` for its value.
        knowledge: The packs, as of a day.
    """
    value = row.value.upper() if row.property in COUNTRIES else knowledge.name_of(row.value)
    link = statement_link(subject, row, value=value, status=knowledge.status_of(row))
    key = (subject, row.property, row.value.casefold(), row.product_line)
    return Said(key=key, words=say(message, value=value), row=row, chain=[link])


def _claim(said: list[Said], knowledge: Knowledge) -> Claim:
    rows = [one.row for one in said]
    chain = list({link.statement: link for one in said for link in one.chain}.values())
    first = said[0]
    words = first.words if first.is_whole else with_details(first.words, rows)
    return claim(indented(words, first.depth), knowledge.status_of_all(rows), chain)


def with_details(words: str, rows: Sequence[Statement], *, with_days: bool = True) -> str:
    """A claim with share, line and days; where the statements differ, each of what they say.

    Args:
        words: The claim without them.
        rows: The statements that say so.
        with_days: Whether since when and until when is told.
    """
    shares = dict.fromkeys(f"{row.share:.2%}" for row in rows if row.share)
    lines = dict.fromkeys(say("for {line}", line=row.product_line) for row in rows if row.product_line)
    since = dict.fromkeys(say("since {day}", day=str(row.valid_from)) for row in rows if row.valid_from)
    until = dict.fromkeys(say("until {day}", day=str(row.valid_to)) for row in rows if row.valid_to)
    if shares:
        words = say("{text!t} ({shares!t})", text=words, shares=_either(shares))
    details = [*lines, *(_either(days) for days in (since, until) if days and with_days)]
    return say("{text!t}, {details!t}", text=words, details=details) if details else words


def _either(texts: Iterable[str]) -> str:
    """One or the other."""
    return reduce(lambda first, last: say("{first!t} or {last!t}", first=first, last=last), texts)
