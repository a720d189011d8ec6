"""What is found for a day: a fingerprint that is ready, a step up to an owner, an entry that holds."""

import re
from dataclasses import dataclass

from lamppost.knowledge.packs import Listed
from lamppost.knowledge.structs import Fingerprint, ListEntry, Statement
from lamppost.model.result import Link
from lamppost.model.vocabulary import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A fingerprint with its pattern ready to search."""

    fingerprint: Fingerprint
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """One step up from a maker to who owns it."""

    organisation: str | None  # id, or None where the owner is no organisation we hold
    name: str
    of: str
    statement: Statement
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A list entry that holds on the day asked about."""

    list: Listed
    entry: ListEntry
    status: Status


def entry_link(found: Entry, subject: str) -> Link:
    """A row of a list as one link of a chain."""
    entry, listed = found.entry, found.list.file
    return Link(
        subject=subject,
        property="listed_on",
        value=f"{listed.short_name}, as “{entry.name_as_printed}”, since {entry.listed_on.isoformat()}",
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
