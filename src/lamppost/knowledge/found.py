"""What is found for a day: a fingerprint that is ready, a step up to an owner, an entry that holds."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

import msgspec

from lamppost.knowledge.packs import Listed
from lamppost.knowledge.structs import Fingerprint, ListEntry, Statement
from lamppost.model.result import Link
from lamppost.model.saying import noted, say
from lamppost.model.vocabulary import Status


class Compiled:
    """A fingerprint that is read, and whose pattern is made ready, when a value may match it."""

    def __init__(self, one: str, literals: tuple[str, ...], held: Mapping[str, Fingerprint]) -> None:
        """Nothing is read yet.

        Args:
            one: The fingerprint's id.
            literals: As `literals_of` takes them from its pattern.
            held: Where it is read from.
        """
        self.id = one
        self.literals = literals
        self._held = held

    @property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint itself."""
        return self._held[self.id]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, which takes no notice of case."""
        return re.compile(self.fingerprint.pattern, re.IGNORECASE)

    def search(self, value: str) -> re.Match[str] | None:
        """The first match in a value; the pattern is compiled when one may be.

        Beyond ASCII some characters are the other case of an ASCII letter (the Kelvin sign of k), so that
        such values are always searched.
        """
        if value.isascii():
            low = value.lower()
            if not any(literal in low for literal in self.literals):
                return None
        return self.pattern.search(value)


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """One step up from a maker to who owns it."""

    organisation: str | None  # id, or None where the owner is no organisation we hold
    name: str
    of: str
    statement: Statement
    """The surest of those that say so."""
    statements: list[Statement]
    """All that say so."""
    status: Status


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A list entry that holds on the day asked about."""

    list: Listed
    entry: ListEntry
    status: Status


def by_share(statements: Iterable[Statement]) -> list[list[Statement]]:
    """Statements of one owner, apart where they say different shares; what says none goes with the only share."""
    rows = list(statements)
    if len({row.share for row in rows if row.share}) < 2:
        return [rows]
    return [[row for row in rows if row.share == share] for share in dict.fromkeys(row.share for row in rows)]


_BY_UNTIL = noted("{name}, by {day}, until {end}")
_SINCE_UNTIL = noted("{name}, since {day}, until {end}")
BY_EDITION = "listed_by_edition"
"""The scope word of a row that prints no day: its `listed_on` is that of an edition that has it."""


def since(entry: ListEntry) -> str:
    """Since when a row is listed; "by" where only the day of an edition is known, and it may be since before."""
    day = str(entry.listed_on)
    return say("by {day}", day=day) if is_by_edition(entry) else say("since {day}", day=day)


def listed_when(name: str, entry: ListEntry) -> str:
    """A name, since when a row is listed and until when it was.

    Args:
        name: What stands before the days.
        entry: The row.
    """
    day, by = str(entry.listed_on), is_by_edition(entry)
    if entry.removed_on is None:
        return (
            say("{name}, by {day}", name=name, day=day)
            if by
            else say("{name}, since {day}", name=name, day=day)
        )
    words = _BY_UNTIL if by else _SINCE_UNTIL
    return say(words, name=name, day=day, end=str(entry.removed_on))


def is_listed(entry: ListEntry, day: date) -> bool:
    """Whether a row names whom it names on a day."""
    return entry.listed_on <= day and not (entry.removed_on and entry.removed_on <= day)


def is_by_edition(entry: ListEntry) -> bool:
    """Whether a row prints no day of listing."""
    return BY_EDITION in entry.scope.split(";")


def entry_link(found: Entry, subject: str) -> Link:
    """A row of a list as one link of a chain."""
    entry, listed = found.entry, found.list.file
    return Link(
        subject=subject,
        property="listed_on",
        value=f"{listed.short_name}, as “{entry.name_as_printed}”, {since(entry)}",
        source=f"{entry.source_title} ({entry.source_publisher})",
        source_class=entry.source_class,
        match="exact_name",
        day=entry.retrieved.isoformat(),
        locator=entry.locator or "",
        statement=entry.id,
        url=entry.source_url,
        original=entry.original,
        status=found.status,
    )
