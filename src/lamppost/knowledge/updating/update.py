"""An update, planned and then written: which lists a file holds, and what it changes in each.

Planning reads and writes nothing; `writing.write` puts a plan into the folder. Readers are imported when a
file is read, so that asking for help needs none of them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED, read_rows
from lamppost.knowledge.seals import verify
from lamppost.knowledge.structs import Correction, ListEntry
from lamppost.knowledge.updating.choosing import Choice, choose_format
from lamppost.knowledge.updating.comparing import compare
from lamppost.knowledge.updating.difference import Difference, Edition, base_id, scope_of
from lamppost.knowledge.updating.linking import Names
from lamppost.knowledge.updating.places import refuse_links
from lamppost.knowledge.updating.provenance import Origin
from lamppost.knowledge.updating.rows import (
    Event,
    Format,
    LeftOut,
    Reject,
    Row,
    UpdateError,
    Why,
    checked,
    name_key,
)

REVIEW_AFTER = timedelta(days=92)
MOST_ROWS = 400_000
MOST_LETTERS = 256 * 1024 * 1024
"""Of all records together; what is published comes to a fraction of it."""
MOST_REJECTS_KEPT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the user asks for."""

    path: Path
    into: Path
    """A folder laid out like the shipped packs; it need not exist."""
    today: date
    name: str | None = None
    """How the file is called where it is from; its own name if None."""
    url: str | None = None
    """Where the file was got; None if nobody said."""
    fetched: bool = False
    """Whether it was got just now."""
    lists: Sequence[str] = ()
    """Which lists of the file, as ID or NAME=ID; all if empty."""
    format_id: str | None = None
    edition_day: date | None = None
    whole: bool = False
    link: bool = False
    unstated: bool = False
    """Whether rows that may name a person or an organisation are taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlan:
    """One list of the file."""

    list_id: str
    printed: str
    """The list's name in the file."""
    is_new: bool
    difference: Difference
    day: date | None
    linked: dict[str, str]
    """Name as printed → organisation, of the new rows that are tied to one."""
    could_link: int
    """New rows whose name is that of one organisation, and that are not tied to it."""
    closes: bool
    """Whether what is not in the file is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be written, and what was read on the way."""

    request: Request
    format: Format
    origin: Origin
    lists: list[ListPlan]
    rejects: list[Reject]
    reject_count: int
    left_out: Counter[tuple[str, Why]]
    """List as printed and why → rows that are not taken in."""
    not_chosen: Counter[str]
    """List as printed → rows of lists that were not asked for."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return all(one.difference.is_empty for one in self.lists)


def plan_update(request: Request) -> Plan:
    """What a file changes in the lists of a folder of packs.

    Raises:
        UpdateError: The file is of no known format or not what it should be, a list may not be written, or
            the folder's packs are not what their sums say.
    """
    reader = choose_format(request.path, request.format_id)
    origin = origin_of(request, reader.FORMAT)
    found = _Found(request, Choice(reader.FORMAT, request.lists))
    for event in reader.read(request.path):
        found.take(checked(event))
    found.choice.expect_all_found(request.path.name)
    if not any(found.rows.values()) and not found.reject_count and not found.left_out:
        raise UpdateError(f"{request.path.name}: not one row in it", hint="Was the file cut?")
    names = Names(load_packs().organisations) if found.rows else Names({})
    return Plan(
        request=request,
        format=reader.FORMAT,
        origin=origin,
        lists=[_plan_list(list_id, found, origin, names) for list_id in sorted(found.rows)],
        rejects=found.rejects,
        reject_count=found.reject_count,
        left_out=found.left_out,
        not_chosen=found.not_chosen,
    )


def origin_of(request: Request, form: Format) -> Origin:
    """Where the file is from, and its hash; refuses a folder whose packs were changed since they were sealed.

    Raises:
        UpdateError: The file cannot be read, or a pack of the folder is not what its sums say.
    """
    if request.into.exists():
        verify(request.into, must=False)
    name = request.name or request.path.name
    return Origin(name=name, sha256=_sha256(request.path), url=request.url, format=form)


@dataclass(slots=True)
class _Found:
    """What the file holds, by list; of rows that are not taken in, only counts."""

    request: Request
    choice: Choice
    rows: dict[str, list[Row]] = field(default_factory=dict)
    held: dict[str, list[ListEntry]] = field(default_factory=dict)
    otherwise: dict[str, set[str]] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    reject_count: int = 0
    left_out: Counter[tuple[str, Why]] = field(default_factory=Counter)
    not_chosen: Counter[str] = field(default_factory=Counter)
    count: int = 0
    letters: int = 0

    def take(self, event: Event) -> None:
        """Keep a row of a chosen list, count everything else."""
        if isinstance(event, Reject):
            self.reject_count += 1
            if len(self.rejects) < MOST_REJECTS_KEPT:
                self.rejects.append(event)
            return
        list_id = self.choice.of(event.list_name)
        if list_id is None:
            self.not_chosen[event.list_name] += 1
        elif isinstance(event, LeftOut) and not (self.request.unstated and event.why == "unclear"):
            self.left_out[event.list_name, event.why] += 1
            if event.why != "person":
                self._protect(list_id, event)
        else:
            self._keep(list_id, _as_row(event) if isinstance(event, LeftOut) else event)

    def _keep(self, list_id: str, row: Row) -> None:
        self.count += 1
        self.letters += len(row.original)
        if self.count > MOST_ROWS or self.letters > MOST_LETTERS:
            raise UpdateError(
                f"{self.request.path.name}: more than {MOST_ROWS} rows or {MOST_LETTERS} letters are to be taken in",
                hint="Choose some of its lists with --list; without it all are read.",
            )
        self._hold(list_id)
        self.rows[list_id].append(row)

    def _hold(self, list_id: str) -> None:
        """Read what is held of a list, once."""
        if list_id in self.rows:
            return
        _refuse_shipped(list_id, self.request.into)
        refuse_links(self.request.into, f"lists/{list_id}/entries.csv")
        entries = self.request.into / "lists" / list_id / "entries.csv"
        self.held[list_id] = read_rows(entries, ListEntry) if entries.exists() else []
        self.rows[list_id], self.otherwise[list_id] = [], set()
        self.known[list_id] = {name_key(entry.name_as_printed) for entry in self.held[list_id]}

    def _protect(self, list_id: str, event: LeftOut) -> None:
        """Remember a row that is not taken in, if its name is held: what it names is not gone."""
        self._hold(list_id)
        if name_key(event.name) in self.known[list_id]:
            self.otherwise[list_id] |= {
                name_key(event.name),
                base_id(list_id, event.publisher_id, event.name),
            }


def _as_row(event: LeftOut) -> Row:
    return Row(
        list_name=event.list_name,
        name=event.name,
        original=event.name,
        locator=event.locator,
        publisher_id=event.publisher_id,
    )


def _plan_list(list_id: str, found: _Found, origin: Origin, names: Names) -> ListPlan:
    request, rows, held = found.request, found.rows.pop(list_id), found.held[list_id]
    seen = [row.seen_on for row in rows if row.seen_on]
    day = request.edition_day or max(seen, default=request.today if request.fetched else None)
    if day and day > request.today:
        raise UpdateError(
            f"an edition of {day} lies after today, {request.today}", hint="Check --edition-day."
        )
    if request.whole and day is None:
        raise UpdateError(
            "--whole closes what the file no longer names, on the day of the edition, which is unknown",
            hint="Say as of which day the file is: --edition-day 2026-11-23",
        )
    closes = request.whole and not found.reject_count
    title, publisher, source_class = origin.title(day), origin.publisher, origin.source_class
    review_by = request.today + REVIEW_AFTER
    linked: dict[str, str] = {}
    could: set[str] = set()

    def make(entry_id: str, row: Row, listed_on: date, removed_on: date | None) -> ListEntry:
        organisation = names.organisation_of(row.name)
        if organisation and request.link:
            linked[row.name] = organisation
        elif organisation:
            could.add(entry_id)
        return ListEntry(
            id=entry_id,
            name_as_printed=row.name,
            organisation=organisation if request.link else None,
            listed_on=listed_on,
            removed_on=removed_on,
            scope=scope_of(row),
            original=row.original,
            source_title=title,
            source_url=origin.url_of(row.url),
            source_publisher=publisher,
            source_class=source_class,
            retrieved=request.today,
            read="here",
            locator=row.locator,
            review_by=review_by,
        )

    edition = Edition(
        day=day,
        whole=closes,
        make=make,
        today=request.today,
        review_by=review_by,
        renews=lambda entry: entry.source_title.startswith(origin.format.title),
        names_otherwise=frozenset(found.otherwise[list_id]),
        withdrawn={row.row for row in held_corrections(request.into)},
    )
    difference = compare(list_id, held, _emptied(rows), edition)
    return ListPlan(
        list_id=list_id,
        printed=found.choice.printed[list_id],
        is_new=not (request.into / "lists" / list_id / "list.yml").exists(),
        difference=difference,
        day=day,
        linked=linked,
        could_link=len(could),
        closes=closes,
    )


def _emptied(rows: list[Row]) -> Iterator[Row]:
    """The rows in order, each let go of when it is given, since they are many."""
    rows.reverse()
    while rows:
        yield rows.pop()


def held_corrections(into: Path) -> list[Correction]:
    """The corrections of lists that a folder of packs holds already.

    Raises:
        PackError: A row does not fit.
    """
    path = into / "lists" / "corrections.csv"
    return read_rows(path, Correction) if path.exists() else []


def _refuse_shipped(list_id: str, into: Path) -> None:
    if into.resolve() != SHIPPED.resolve() and (SHIPPED / "lists" / list_id).exists():
        raise UpdateError(
            f"{list_id} is a list that lamppost ships; a pack of yours adds and never replaces",
            hint=f"Give yours another id, such as --list my-{list_id}, or for one list of several --list NAME=ID.",
        )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UpdateError(f"{path.name}: cannot be read: {error.strerror}", hint="Check the path.") from None
