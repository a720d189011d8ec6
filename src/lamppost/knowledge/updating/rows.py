"""What every reader of a published list gives: rows, rows that could not be read, rows left out."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol

from lamppost.model.errors import PackError
from lamppost.model.vocabulary import SourceClass

Why = Literal["person", "vessel", "aircraft", "unclear", "no target", "other"]
"""Why a row is left out: what it names, or that the file does not say what it names."""

LONGEST_NAME = 1000
LONGEST_WHAT = 200
LONGEST_ORIGINAL = 100_000
"""Letters; what is longer is no record of a list, and could not be loaded again."""

_MARKS = " *†‡"
_DAYS = ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%m/%d/%Y")


class UpdateError(PackError):
    """A published file cannot be read, or what was asked does not fit it; the packs in hand are not at fault."""

    exit_status = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """Who publishes what a module reads, under which terms."""

    id: str
    title: str
    publisher: str
    url: str
    """The publisher's own page of it."""
    hosts: tuple[str, ...]
    """Where the publisher itself hands it out; what comes from elsewhere is someone's copy."""
    country: str
    legal_basis: str
    licence: str
    attribution: str | None
    source_class: SourceClass
    """Of a copy from the publisher's own host."""
    has_many_lists: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One listing, as the file prints it."""

    list_name: str
    """Which list of the file, as printed; the format's title where the file is one list."""
    name: str
    """Letter for letter."""
    original: str
    """The record's own words: name, aliases, programme, remarks."""
    locator: str
    publisher_id: str | None = None
    aliases: tuple[str, ...] = ()
    listed_on: date | None = None
    """None where the row prints no day."""
    removed_on: date | None = None
    """First day on which it was no longer listed, where the row prints it."""
    programmes: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    """Words that policies use, where the words of the row say so."""
    url: str | None = None
    seen_on: date | None = None
    """The day on which the file itself says that the row was on the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that is not what it should be; it is said and not dropped."""

    locator: str
    what: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A row that is read and not taken in."""

    why: Why
    list_name: str
    locator: str
    name: str
    publisher_id: str | None = None


Event = Row | Reject | LeftOut


class Reader(Protocol):
    """What each module in `formats` has."""

    FORMAT: Format
    sniff: Callable[[bytes, str], bool]
    read: Callable[[Path], Iterator[Event]]


def checked(event: Event) -> Event:
    """The event itself, or a reject where a name or a record is longer than any."""
    if isinstance(event, Reject):
        return replace(event, what=event.what[:LONGEST_WHAT])
    long = max(len(event.name), len(event.list_name), len(event.publisher_id or ""))
    if long > LONGEST_NAME:
        return Reject(
            locator=event.locator,
            what=f"a name or an id of {long} letters",
            expected=f"at most {LONGEST_NAME}",
        )
    if isinstance(event, Row) and len(event.original) > LONGEST_ORIGINAL:
        return Reject(
            locator=event.locator,
            what=f"a record of {len(event.original)} letters",
            expected=f"at most {LONGEST_ORIGINAL}",
        )
    return event


def read_day(text: str) -> date | None:
    """The calendar day that a text prints in full; None where it prints none or only a part.

    Raises:
        ValueError: It prints something else.
    """
    words = " ".join(text.split())
    if not words or re.fullmatch(r"\d{4}(-\d{2})?", words):
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise ValueError(words)


def name_key(name: str) -> str:
    """A printed name without regard to case, spacing and footnote marks; legal forms stay."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split()).strip(_MARKS)


def slug(text: str, most: int = 40) -> str:
    """The text as part of an id; where letters are lost or cut, a hash keeps different texts apart.

    Args:
        text: Any text.
        most: Length of the longest id part, at least 12.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    if kept and len(kept) <= most and text.isascii():
        return kept
    digest = hashlib.sha256(text.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:8]
    short = kept[: most - 9].strip("-")
    return f"{short}-{digest}" if short else f"n-{digest}"
