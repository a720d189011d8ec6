"""What was said to hold on a day: the packs, asked by organisation, name, address or list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec

from lamppost.knowledge.packs import Indexed, Listed, Packs
from lamppost.knowledge.ranges import PrefixTable
from lamppost.knowledge.records import AccessLaw, Passage
from lamppost.knowledge.structs import (
    AddressRange,
    Fingerprint,
    HostName,
    ListEntry,
    Organisation,
    Source,
    Statement,
)
from lamppost.model.result import Link
from lamppost.model.status import statement_status
from lamppost.model.vocabulary import Match, Status

MAX_OWNER_STEPS = 12
HALF = 0.5


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


class Knowledge:
    """The packs as they hold on one day."""

    def __init__(self, packs: Packs, as_of: date) -> None:
        """Nothing is compiled before it is asked for."""
        self.packs = packs
        self.as_of = as_of

    def name_of(self, organisation_id: str) -> str:
        """The short name; the id itself for an organisation that no pack describes."""
        found = self.packs.organisations.get(organisation_id)
        return found.name if found else organisation_id

    def organisation(self, organisation_id: str) -> Organisation | None:
        """The organisation's file, or None."""
        return self.packs.organisations.get(organisation_id)

    @cached_property
    def fingerprints(self) -> dict[str, list[Compiled]]:
        """Every fingerprint by the field it reads; stale ones too, marked by their status."""
        by_field: dict[str, list[Compiled]] = {}
        for fingerprint in self.packs.fingerprints:
            compiled = Compiled(
                fingerprint=fingerprint, pattern=re.compile(fingerprint.pattern, re.IGNORECASE)
            )
            by_field.setdefault(fingerprint.field, []).append(compiled)
        return by_field

    @cached_property
    def _registrants(self) -> dict[str, tuple[Organisation, Statement]]:
        return {
            folded(statement.value): (organisation, statement)
            for organisation in self.packs.organisations.values()
            for statement in organisation.statements
            if statement.property == "mac_block_registrant" and self.holds(statement)
        }

    def by_registrant(self, name: str) -> tuple[Organisation, Statement] | None:
        """The organisation that the MAC block registry calls by this name."""
        return self._registrants.get(folded(name))

    @cached_property
    def _suffixes(self) -> dict[str, HostName]:
        return {
            host.suffix.lower(): host for network in self.packs.networks.values() for host in network.names
        }

    def service_of(self, name: str) -> HostName | None:
        """Whose service a host name is, by its longest known suffix."""
        labels = name.lower().rstrip(".").split(".")
        return next(
            (found for cut in range(len(labels)) if (found := self._suffixes.get(".".join(labels[cut:])))),
            None,
        )

    @cached_property
    def _ranges(self) -> PrefixTable[tuple[str, AddressRange]]:
        return PrefixTable(
            (prefix, (network.id, held))
            for network in self.packs.networks.values()
            for held in network.ranges
            for prefix in held.prefixes
        )

    def operator_of(self, address: str) -> tuple[str, AddressRange, str] | None:
        """Organisation id, range statement and prefix of whoever operates an address."""
        found = self._ranges.longest(address)
        return (found[1][0], found[1][1], found[0]) if found else None

    def owners(self, organisation_id: str) -> list[Owner]:
        """Who owned an organisation on the day, nearest first, each step once."""
        steps: list[Owner] = []
        seen, queue = {organisation_id}, [organisation_id]
        while queue and len(steps) < MAX_OWNER_STEPS:
            for owner in self._direct_owners(queue.pop(0)):
                steps.append(owner)
                if owner.organisation and owner.organisation not in seen:
                    seen.add(owner.organisation)
                    queue.append(owner.organisation)
        return steps

    def owner_chains(self, organisation_id: str) -> list[tuple[Owner, str, list[Link]]]:
        """Each owner with what to call it (share included), and the links from the organisation up to it."""
        chains: dict[str, list[Link]] = {organisation_id: []}
        rows = []
        for owner in self.owners(organisation_id):
            share = f" ({owner.statement.share:.2%})" if owner.statement.share else ""
            name = f"{owner.name}{share}"
            link = statement_link(self.name_of(owner.of), owner.statement, value=name, status=owner.status)
            chain = [*chains[owner.of], link]
            if owner.organisation:
                chains.setdefault(owner.organisation, chain)
            rows.append((owner, name, chain))
        return rows

    def owners_held_whole(self, organisation_id: str) -> bool:
        """Whether the chain of owners is held to its end for the maker and each owner on the way."""
        ids = [
            organisation_id,
            *(owner.organisation for owner in self.owners(organisation_id) if owner.organisation),
        ]
        return all(self._has_owners_whole(step) for step in ids)

    def _has_owners_whole(self, organisation_id: str) -> bool:
        """Whether an organisation's own owners are held, and those said to be whole held on the day."""
        found = self.packs.organisations.get(organisation_id)
        if found is None or found.owners_held != "whole":
            return False
        said = [row for row in found.statements if row.property in ("owner", "subsidiary_of")]
        return not said or any(self.holds(row) for row in said)

    def controllers(self, organisation_id: str) -> set[str]:
        """The owners that control an organisation, step by step: as parent, or with more than half."""
        controlled = {organisation_id}
        for owner in self.owners(organisation_id):
            share = owner.statement.share or 0.0
            if (
                owner.organisation
                and owner.of in controlled
                and (owner.statement.property == "subsidiary_of" or share > HALF)
            ):
                controlled.add(owner.organisation)
        return controlled - {organisation_id}

    def entries(self, organisation_id: str, day: date | None = None) -> Iterator[Entry]:
        """The list entries that name an organisation on a day (default: the day asked about)."""
        on = day or self.as_of
        for listed in self.packs.lists.values():
            for entry in listed.entries:
                if (
                    entry.organisation == organisation_id
                    and entry.listed_on <= on
                    and not (entry.removed_on and entry.removed_on <= on)
                ):
                    yield self.entry(listed, entry)

    def is_held_whole(self, list_id: str) -> bool:
        """Whether `not listed` may be answered for a list on the day asked about."""
        listed = self.packs.lists.get(list_id)
        if listed is None or listed.file.held != "whole" or self.as_of > listed.file.review_by:
            return False
        begins, ends = listed.file.held_from, listed.file.held_until
        return (begins is None or begins <= self.as_of) and (ends is None or self.as_of <= ends)

    def status_of(self, statement: Statement, match: Match = "exact_id") -> Status:
        """How sure a statement is on the day."""
        return self._sourced(
            statement.source, statement.review_by, match, disputed=bool(statement.disputed_by)
        )

    def range_status(self, held: AddressRange) -> Status:
        """How sure it is who operates a range."""
        return self._sourced(held.source, held.review_by, "exact_id")

    def host_status(self, host: HostName) -> Status:
        """How sure it is whose service a name is."""
        return self._sourced(host.source, host.review_by, "exact_name")

    def _sourced(self, source: Source, review_by: date, match: Match, *, disputed: bool = False) -> Status:
        return statement_status(
            [(source.source_class, source.publisher)],
            match=match,
            was_read=source.read == "here",
            review_by=review_by,
            as_of=self.as_of,
            disputed=disputed,
        )

    def entry(self, listed: Listed, row: ListEntry) -> Entry:
        """A row of a list with how sure it is."""
        return Entry(list=listed, entry=row, status=self._entry_status(row))

    def entry_link_of(self, found: Entry) -> Link:
        """A row of a list as one link of a chain, about the organisation it names."""
        organisation = found.entry.organisation
        return entry_link(found, self.name_of(organisation) if organisation else found.entry.name_as_printed)

    def laws(self, country: str) -> list[AccessLaw]:
        """The access laws of a country, by their day."""
        held = [law for law in self.packs.laws.values() if law.country[:2] == country]
        return sorted(held, key=lambda law: (law.in_force_from or self.as_of, law.id))

    def source_status(self, source: Source, review_by: date) -> Status:
        """How sure a sourced row is on the day."""
        return self._sourced(source, review_by, "exact_id")

    def editions(self) -> list[Indexed]:
        """The editions of the deployment indexes that were out on the day, oldest first."""
        days = {name: out_on(one) for name, one in self.packs.editions.items()}
        return [
            self.packs.editions[name]
            for name in sorted(days, key=days.__getitem__)
            if days[name] <= self.as_of
        ]

    def edition_status(self, one: Indexed) -> Status:
        """How sure an edition's rows are."""
        return self._sourced(one.edition.source, one.edition.review_by, "exact_name")

    def edition_link(self, one: Indexed, subject: str) -> Link:
        """An edition as one link of a chain."""
        return sourced_link(
            subject, "named_in", one.edition.title, one.edition.source, statement=one.edition.id
        )

    def passage_link(self, subject: str, row: Passage) -> Link:
        """A passage as one link of a chain."""
        link = sourced_link(subject, "passage", row.locator, row.source, statement=row.id)
        return msgspec.structs.replace(link, original=row.original, locator=row.locator)

    def host_link(self, host: HostName) -> Link:
        """Whose service a name is, as one link of a chain."""
        link = sourced_link(
            host.suffix, "service_of", self.name_of(host.organisation), host.source, statement=host.id
        )
        return msgspec.structs.replace(link, match="exact_name", status=self.host_status(host))

    def builds_for(self, builder: str, brand: str) -> bool:
        """Whether a brand of an organisation is said to be built by another."""
        found = self.packs.brands.get(brand)
        return found is not None and any(
            statement.property == "built_by" and statement.value == builder for statement in found.statements
        )

    def _direct_owners(self, organisation_id: str) -> Iterator[Owner]:
        found = self.packs.organisations.get(organisation_id)
        for statement in found.statements if found else []:
            if statement.property in ("owner", "subsidiary_of") and self.holds(statement):
                held = self.packs.organisations.get(statement.value)
                yield Owner(
                    organisation=held.id if held else None,
                    name=held.name if held else statement.value,
                    of=organisation_id,
                    statement=statement,
                    status=self.status_of(statement),
                )

    def holds(self, statement: Statement) -> bool:
        """Whether a statement is said to hold on the day."""
        begins, ends = statement.valid_from, statement.valid_to
        return (begins is None or begins <= self.as_of) and (ends is None or self.as_of < ends)

    def _entry_status(self, entry: ListEntry) -> Status:
        return statement_status(
            [(entry.source_class, entry.source_publisher)],
            match="exact_name",
            was_read=entry.read == "here",
            review_by=entry.review_by,
            as_of=self.as_of,
        )


def folded(name: str) -> str:
    """A name without case, punctuation and doubled spaces, for exact comparison."""
    return " ".join(re.sub(r"[^\w]+", " ", name.casefold()).split())


def sourced_link(subject: str, what: str, value: str, source: Source, *, statement: str) -> Link:
    """A sourced row as one link of a chain."""
    return Link(
        subject=subject,
        property=what,
        value=value,
        source=source_text(source),
        source_class=source.source_class,
        match="exact_id",
        day=source.retrieved.isoformat(),
        locator=source.locator or "",
        statement=statement,
        url=source.url,
    )


def out_on(one: Indexed) -> date:
    """The day an edition was out by: its own, else the last of its year."""
    return one.edition.published_on or date(one.edition.year, 12, 31)


def source_text(source: Source) -> str:
    """Title and publisher as one line."""
    return f"{source.title} ({source.publisher})"


def statement_link(
    subject: str, statement: Statement, *, value: str | None = None, status: Status | None = None
) -> Link:
    """A pack statement as one link of a chain."""
    source = statement.source
    return Link(
        subject=subject,
        property=statement.property,
        value=value or statement.value,
        source=source_text(source),
        source_class=source.source_class,
        match="exact_id",
        day=source.retrieved.isoformat(),
        locator=source.locator or "",
        statement=statement.id,
        url=source.url,
        original=statement.original,
        status=status,
    )


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
