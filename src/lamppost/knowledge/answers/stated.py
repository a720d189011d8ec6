"""Statements that say the same, as one claim with all their sources."""

from collections import defaultdict
from collections.abc import Hashable, Iterable

import msgspec

from lamppost.knowledge.answers.lines import claim
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import COUNTRIES
from lamppost.knowledge.links import statement_link
from lamppost.knowledge.structs import Statement
from lamppost.model.answer import Claim
from lamppost.model.result import Link


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One statement and how a claim words it."""

    key: Hashable
    """Statements of one key say the same."""
    words: str
    """The claim, with `{}` for what only single statements say: share, line, days."""
    row: Statement
    chain: list[Link]


def claims_of(said: Iterable[Said], knowledge: Knowledge) -> list[Claim]:
    """One claim per key in the order of first mention; how sure it is follows from all that say it."""
    groups: dict[Hashable, list[Said]] = defaultdict(list)
    for one in said:
        groups[one.key].append(one)
    return [_claim(group, knowledge) for group in groups.values()]


def said_of(subject: str, row: Statement, words: str, knowledge: Knowledge) -> Said:
    """A statement about a subject, its value after the words."""
    value = row.value.upper() if row.property in COUNTRIES else knowledge.name_of(row.value)
    link = statement_link(subject, row, value=value, status=knowledge.status_of(row))
    key = (subject, row.property, row.value.casefold(), row.product_line)
    return Said(key=key, words=f"{words} {value}{{}}".strip(), row=row, chain=[link])


def _claim(said: list[Said], knowledge: Knowledge) -> Claim:
    rows = [one.row for one in said]
    chain = list({link.statement: link for one in said for link in one.chain}.values())
    return claim(said[0].words.format(_details(rows)), knowledge.status_of_all(rows), chain)


def _details(rows: list[Statement]) -> str:
    """Share, line and days; where the statements differ, each of what they say."""
    shares = dict.fromkeys(f"{row.share:.2%}" for row in rows if row.share)
    lines = dict.fromkeys(f", for {row.product_line}" for row in rows if row.product_line)
    since = dict.fromkeys(f"since {row.valid_from}" for row in rows if row.valid_from)
    until = dict.fromkeys(f"until {row.valid_to}" for row in rows if row.valid_to)
    share = f" ({' or '.join(shares)})" if shares else ""
    days = "".join(f", {' or '.join(days)}" for days in (since, until) if days)
    return f"{share}{''.join(lines)}{days}"
