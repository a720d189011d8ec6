"""What was said to hold on a day: the packs, asked by organisation, name, address or list."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, cast

import msgspec

from lamppost.knowledge.compiling import compile_packs
from lamppost.knowledge.found import Compiled, Entry, Owner, by_share, entry_link
from lamppost.knowledge.links import out_on, sourced_link, statement_link
from lamppost.knowledge.packs import Indexed, Listed, Packs
from lamppost.knowledge.ranges import PrefixTable
from lamppost.knowledge.records import AccessLaw, Passage
from lamppost.knowledge.spelling import folded
from lamppost.knowledge.store import LISTED, MEMBER_OF, When
from lamppost.knowledge.structs import (
    AddressRange,
    Correction,
    HostName,
    ListEntry,
    Organisation,
    Source,
    Statement,
)
from lamppost.knowledge.suffixes import Suffixes
from lamppost.model.result import Link
from lamppost.model.status import ORDER, STRONG, statement_status
from lamppost.model.vocabulary import Match, Status

MAX_OWNER_STEPS = 64
HALF = 0.5
OWNED_BY = ("owner", "subsidiary_of")


class Knowledge:
    """The packs as they hold on one day."""

    def __init__(self, packs: Packs, as_of: date, known_by: date | None = None) -> None:
        """Nothing is read before it is asked for.

        Args:
            packs: The packs.
            as_of: The day asked about.
            known_by: Only what somebody had read by this day counts; None: all that the packs hold.
        """
        self.packs = packs
        self.as_of = as_of
        self.known_by = known_by
        self.store = packs.store or compile_packs(packs)
        self.when = When.at(as_of, known_by)
        self._names: dict[str, str | None] = {}
        self._owners: dict[str, list[Owner]] = {}
        self._rows: dict[str, tuple[str, Any]] = {}
        self.told: dict[tuple[str, ...], list[Any]] = {}
        """What was worked out of one thing and holds for all that are alike; nobody changes it."""

    def name_of(self, organisation_id: str) -> str:
        """The short name; the id itself for an organisation that no pack describes."""
        return self._shown(organisation_id) or organisation_id

    def _shown(self, organisation_id: str) -> str | None:
        if organisation_id not in self._names:
            self._names[organisation_id] = self.store.shown_as("organisations", organisation_id)
        return self._names[organisation_id]

    def organisation(self, organisation_id: str) -> Organisation | None:
        """The organisation's file, or None."""
        return self.packs.organisations.get(organisation_id)

    @cached_property
    def fingerprints(self) -> dict[str, list[Compiled]]:
        """Every fingerprint by the field it reads; stale ones too, marked by their status."""
        by_field: dict[str, list[Compiled]] = {}
        for one, field, literals in self.store.fingerprints(self.when):
            by_field.setdefault(field, []).append(Compiled(one, literals, self.packs.fingerprints))
        return by_field

    def by_registrant(self, name: str) -> tuple[Organisation, Statement] | None:
        """The organisation that the MAC block registry calls by this name."""
        for spelled in self.store.names_normalised("registrants", folded(name), self.when):
            fact = self.store.fact(spelled.id)
            if fact is not None and self.holds(fact.row):
                return self.packs.organisations[fact.thing], fact.row
        return None

    @cached_property
    def host_suffixes(self) -> Suffixes:
        """The row of each host suffix."""
        return Suffixes(dict(self.store.hosts(self.when)))

    def service_of(self, name: str) -> HostName | None:
        """Whose service a host name is, by its longest known suffix."""
        (row,) = self.host_suffixes.rows_of([name.lower().rstrip(".")])
        return self.service_in(row) if row else None

    def service_in(self, row: str) -> HostName:
        """The service that a row of `host_suffixes` tells."""
        return cast("HostName", self._said(row)[1])

    @cached_property
    def _ranges(self) -> PrefixTable[str]:
        """The row of each address prefix."""
        return PrefixTable.stored(lambda version: self.store.prefixes(version, self.when))

    def operator_of(self, address: str) -> tuple[str, AddressRange, str] | None:
        """Organisation id, range statement and prefix of whoever operates an address."""
        found = self._ranges.longest(address)
        return (*self._said(found[1]), found[0]) if found else None

    def _said(self, row_id: str) -> tuple[str, Any]:
        """The file that holds a row of a network, and the row; each is read once."""
        if row_id not in self._rows:
            fact = self.store.fact(row_id)
            if fact is None:
                raise KeyError(row_id)
            self._rows[row_id] = fact.thing, fact.row
        return self._rows[row_id]

    def owners(self, organisation_id: str) -> list[Owner]:
        """Who owned an organisation on the day, nearest first, each step once."""
        steps: list[Owner] = []
        seen, queue = {organisation_id}, [organisation_id]
        while queue and len(steps) < MAX_OWNER_STEPS:
            of = queue.pop(0)
            if of not in self._owners:
                self._owners[of] = list(self._direct_owners(of))
            for owner in self._owners[of]:
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
            others = [row.id for row in owner.statements if row is not owner.statement]
            if others:
                link = msgspec.structs.replace(link, source=f"{link.source}; so say {', '.join(others)}")
            chain = [*chains[owner.of], link]
            if owner.organisation:
                chains.setdefault(owner.organisation, chain)
            rows.append((owner, name, chain))
        return rows

    def owners_held_whole(self, organisation_id: str) -> bool:
        """Whether the chain of owners is held to its end for the maker and each owner on the way."""
        owners = self.owners(organisation_id)
        if len(owners) >= MAX_OWNER_STEPS:
            return False  # the chain may have been cut
        ids = [organisation_id, *(owner.organisation for owner in owners if owner.organisation)]
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
        steps = [
            (owner.of, owner.organisation)
            for owner in self.owners(organisation_id)
            if owner.organisation
            and any(row.property == "subsidiary_of" or (row.share or 0.0) > HALF for row in owner.statements)
        ]
        controlled: set[str] = set()
        reached = {organisation_id}
        while reached - controlled:
            controlled |= reached
            reached = {owner for of, owner in steps if of in controlled}
        return controlled - {organisation_id}

    def entries(self, organisation_id: str) -> Iterator[Entry]:
        """The list entries that name an organisation on the day."""
        for fact in self.store.facts_of(organisation_id, [LISTED], self.when):
            yield self.entry(self.packs.lists[fact.value], fact.row)

    def entries_ever(self, organisation_id: str) -> Iterator[Entry]:
        """The list entries that name an organisation on whatever day."""
        for fact in self.store.ever_of(organisation_id, LISTED, self.when):
            yield self.entry(self.packs.lists[fact.value], fact.row)

    def scope_of(self, list_id: str, organisation_id: str) -> list[str]:
        """The words of the scope of the entry by which a list names an organisation on the day."""
        found = [one.entry for one in self.entries(organisation_id) if one.list.file.id == list_id]
        return found[-1].scope.split(";") if found else []

    def entries_called(self, name: str) -> Iterator[Entry]:
        """The list entries of a name that no organisation is tied to, by list and day."""
        for list_id, row in self.store.entries_called(name, self.when):
            yield self.entry(self.packs.lists[list_id], row)

    def is_known(self, row_id: str, learned_on: date) -> bool:
        """Whether the packs said a row by the day of knowing: somebody had read it, and it was not withdrawn."""
        day = self.known_by or date.max
        return learned_on <= day and self._correction(row_id, "retracted") is None

    def is_contested(self, row_id: str) -> bool:
        """Whether somebody objects to a row, and it is not settled."""
        return self._correction(row_id, "disputed") is not None

    def _correction(self, row_id: str, what: str) -> Correction | None:
        """A correction of a row, as far as known."""
        found = self.packs.corrections.get(row_id)
        return found if found and found.what == what and self.counts(found) else None

    def counts(self, correction: Correction) -> bool:
        """Whether a correction had been made by the day of knowing."""
        return correction.corrected_on <= (self.known_by or date.max)

    def is_held_whole(self, list_id: str) -> bool:
        """Whether `not listed` may be answered for a list on the day asked about."""
        listed = self.packs.lists.get(list_id)
        if listed is None or listed.file.held != "whole" or self.as_of > listed.file.review_by:
            return False
        if self.known_by is not None and (
            self.known_by < listed.file.source.retrieved or self.store.has_later(list_id, LISTED, self.when)
        ):
            return False
        begins, ends = listed.file.held_from, listed.file.held_until
        return (begins is None or begins <= self.as_of) and (ends is None or self.as_of <= ends)

    def status_of(self, statement: Statement, match: Match = "exact_id") -> Status:
        """How sure a statement is on the day."""
        contested = bool(statement.disputed_by) or self.is_contested(statement.id)
        return self._sourced(statement.source, statement.review_by, match, disputed=contested)

    def status_of_all(self, statements: Sequence[Statement]) -> Status:
        """How sure it is what several statements say together.

        Only those that somebody read and that are not stale count, as long as there is one; an objection
        to any of them makes it disputed.
        """
        contested = any(row.disputed_by or self.is_contested(row.id) for row in statements)
        read = [row for row in statements if row.source.read == "here"]
        counted = [row for row in read if self.as_of <= row.review_by] or read or statements
        return statement_status(
            [(row.source.source_class, row.source.publisher) for row in counted],
            match="exact_id",
            was_read=bool(read),
            review_by=max(row.review_by for row in counted),
            as_of=self.as_of,
            disputed=contested,
        )

    def range_status(self, held: AddressRange) -> Status:
        """How sure it is who operates a range."""
        return self._sourced(held.source, held.review_by, "exact_id", disputed=self.is_contested(held.id))

    def host_status(self, host: HostName) -> Status:
        """How sure it is whose service a name is."""
        return self._sourced(host.source, host.review_by, "exact_name", disputed=self.is_contested(host.id))

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
            and self.is_known(name, self.packs.editions[name].edition.source.retrieved)
        ]

    def edition_status(self, one: Indexed) -> Status:
        """How sure an edition's rows are."""
        return self._sourced(one.edition.source, one.edition.review_by, "exact_name")

    def edition_link(self, one: Indexed, subject: str) -> Link:
        """An edition as one link of a chain."""
        return sourced_link(
            subject, "named_in", one.edition.title, one.edition.source, statement=one.edition.id
        )

    def passages(self, rows: Iterable[Passage]) -> list[Passage]:
        """The passages that were known by the day of knowing, and are not withdrawn."""
        return [row for row in rows if self.is_known(row.id, row.source.retrieved)]

    def unions_of(self, country: str) -> list[str]:
        """The codes of the unions whose rules hold in a country on the day."""
        facts = self.store.facts_of(country, [MEMBER_OF], self.when)
        places = [self.packs.unions[fact.value].place for fact in facts]
        return [place for place in places if place]

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

    def builders_of(self, brand: str) -> dict[str, list[Statement]]:
        """Who is said to build for a brand on the day, and the statements that say so."""
        builders: dict[str, list[Statement]] = {}
        found = self.packs.brands.get(brand)
        for statement in found.statements if found else []:
            if statement.property == "built_by" and self.holds(statement):
                builders.setdefault(statement.value, []).append(statement)
        return builders

    def builds_itself(self, organisation_id: str) -> bool:
        """Whether every brand of an organisation is said to be built by itself alone, and by no other on the day."""
        brands = [
            brand.id
            for brand in self.packs.brands.values()
            if brand.id == organisation_id
            or any(row.property == "sold_by" and row.value == organisation_id for row in brand.statements)
        ]
        return bool(brands) and all(self._is_built_by(brand, organisation_id) for brand in brands)

    def _is_built_by(self, brand: str, organisation_id: str) -> bool:
        builders = self.builders_of(brand)
        if list(builders) != [organisation_id]:
            return False
        rows = [row for row in builders[organisation_id] if row.product_line is None]
        return bool(rows) and self.status_of_all(rows) in STRONG

    def _direct_owners(self, organisation_id: str) -> Iterator[Owner]:
        """Who owns it, one step up; statements that say the same are one owner, as sure as they are together."""
        groups: dict[str, list[Statement]] = {}
        for fact in self.store.facts_of(organisation_id, OWNED_BY, self.when):
            held = self._shown(fact.value) is not None
            groups.setdefault(fact.value if held else fact.id, []).append(fact.row)
        for rows in (same for group in groups.values() for same in by_share(group)):
            first = max(rows, key=lambda row: (ORDER.index(self.status_of(row)), row.share or 0.0, row.id))
            name = self._shown(first.value)
            yield Owner(
                organisation=first.value if name else None,
                name=name or first.value,
                of=organisation_id,
                statement=first,
                statements=rows,
                status=self.status_of_all(rows),
            )

    def holds(self, statement: Statement) -> bool:
        """Whether a statement is said to hold on the day."""
        begins, ends = statement.valid_from, statement.valid_to
        return (
            (begins is None or begins <= self.as_of)
            and (ends is None or self.as_of < ends)
            and self.is_known(statement.id, statement.source.retrieved)
        )

    def _entry_status(self, entry: ListEntry) -> Status:
        return statement_status(
            [(entry.source_class, entry.source_publisher)],
            match="exact_name",
            was_read=entry.read == "here",
            review_by=entry.review_by,
            as_of=self.as_of,
            disputed=self.is_contested(entry.id),
        )
