"""Packs as they were read from their files, written into one store."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from lamppost.knowledge import records
from lamppost.knowledge.literals import literals_of
from lamppost.knowledge.optics import Optics
from lamppost.knowledge.packs import Indexed, Judged, Listed, Packs, StoredEntries
from lamppost.knowledge.ranges import numbers_of
from lamppost.knowledge.spelling import exact, folded, normalised
from lamppost.knowledge.store import (
    ALWAYS,
    INDEXES,
    LIKE_NAME,
    LISTED,
    MEMBER_OF,
    NEVER,
    OPERATED_BY,
    SCHEMA,
    SERVICE_OF,
    Database,
    Store,
    StoredPart,
)
from lamppost.knowledge.structs import (
    Brand,
    Correction,
    Fingerprint,
    LikeName,
    ListEntry,
    ListFile,
    Measured,
    Network,
    Organisation,
)
from lamppost.model.result import PackRef

PARTS: Mapping[str, type[Any]] = {
    "organisations": Organisation,
    "brands": Brand,
    "fingerprints": Fingerprint,
    "networks": Network,
    "policies": Judged,
    "laws": records.AccessLaw,
    "editions": Indexed,
    "projects": records.Project,
    "places": records.PlaceRule,
    "unions": records.Union,
    "registers": records.Register,
    "corrections": Correction,
    "measured": Measured,
    "like_names": LikeName,
    "optics": Optics,
}
"""Parts that are kept file by file, and what a file is; lists are kept as their file and rows apart."""
NAMES = ("legal_name", "other_name")
REFS = "refs"
DIGEST = "digest"

_FACT = "INSERT INTO fact (id, part, thing, subject, property, value, valid_from, valid_to, learned_on, retracted_on, own, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
_Row = tuple[str, str, str, str | None, str, str, int, int, int, int, bool, bytes]


def compile_packs(packs: Packs, path: Path | None = None, digest: str = "") -> Store:
    """The packs as a store.

    Args:
        packs: As they were read and merged.
        path: Where to write it; in memory if None. What is there is not replaced.
        digest: What it is kept by.

    Raises:
        sqlite3.Error: It cannot be written.
    """
    database = sqlite3.connect(":memory:" if path is None else path, factory=Database)
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
    refs = msgspec.msgpack.encode(list(packs.refs))
    kept = [(REFS, refs), (DIGEST, digest.encode())]
    database.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", kept)
    database.executemany(
        "INSERT INTO thing (part, id, shown, own, body) VALUES (?, ?, ?, ?, ?)", _things(packs)
    )
    database.executemany(_FACT, _facts(packs))
    database.executemany(
        "INSERT INTO name (part, id, row, shown, exact, normalised, backwards) VALUES (?,?,?,?,?,?,?)",
        _names(packs),
    )
    database.executemany("INSERT INTO fingerprint VALUES (?, ?, ?, ?, ?)", _fingerprints(packs))
    database.executemany(
        "INSERT INTO host (suffix, row, learned_on, retracted_on) VALUES (?,?,?,?)", _hosts(packs)
    )
    database.executemany(
        "INSERT INTO prefix (prefix, version, first, shift, row, learned_on, retracted_on) "
        "VALUES (?,?,?,?,?,?,?)",
        _prefixes(packs),
    )
    database.executescript(INDEXES)
    if path is not None:
        from lamppost.knowledge.nearby import write_near  # packs are compiled once

        write_near(database)
    database.commit()
    return Store(database)


def stored_packs(store: Store) -> Packs:
    """The packs of a store; files are decoded when they are asked for."""
    parts: dict[str, Any] = {name: StoredPart(store, name, kind) for name, kind in PARTS.items()}
    lists = _StoredLists(store)
    refs = msgspec.msgpack.decode(store.meta(REFS), type=list[PackRef])
    return Packs(refs=refs, lists=lists, store=store, **parts)


class _StoredLists(Mapping[str, Listed]):
    """The lists by id; their rows are read when they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = StoredPart(store, "lists", ListFile)

    def __getitem__(self, one: str) -> Listed:
        return Listed(self._files[one], StoredEntries(self._store, one))

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _things(packs: Packs) -> Iterator[tuple[str, str, str | None, bool, bytes]]:
    for part in PARTS:
        for one, value in getattr(packs, part).items():
            shown = getattr(value, "name", None)
            yield part, one, shown, (part, one) in packs.own, msgspec.msgpack.encode(value)
    for one, listed in packs.lists.items():
        own = ("lists", one) in packs.own
        yield "lists", one, listed.file.short_name, own, msgspec.msgpack.encode(listed.file)


def _withdrawn(packs: Packs) -> dict[str, int]:
    """The day on which each row was withdrawn, of those that were."""
    return {
        row: correction.corrected_on.toordinal()
        for row, correction in packs.corrections.items()
        if correction.what == "retracted"
    }


def _fingerprints(packs: Packs) -> Iterator[tuple[str, str, bytes, int, int]]:
    withdrawn = _withdrawn(packs)
    for one in packs.fingerprints.values():
        literals = msgspec.msgpack.encode(literals_of(one.pattern))
        learned = max(source.retrieved for source in one.sources).toordinal()
        yield one.id, one.field, literals, learned, withdrawn.get(one.id, NEVER)


def _hosts(packs: Packs) -> Iterator[tuple[str, str, int, int]]:
    withdrawn = _withdrawn(packs)
    for network in packs.networks.values():
        for host in network.names:
            learned = host.source.retrieved.toordinal()
            yield host.suffix.lower(), host.id, learned, withdrawn.get(host.id, NEVER)


def _prefixes(packs: Packs) -> Iterator[tuple[str, int, bytes, int, str, int, int]]:
    withdrawn = _withdrawn(packs)
    for network in packs.networks.values():
        for held in network.ranges:
            days = held.source.retrieved.toordinal(), withdrawn.get(held.id, NEVER)
            for prefix in held.prefixes:
                version, first, shift = numbers_of(prefix)
                yield prefix, version, first.to_bytes(16), shift, held.id, *days


def _facts(packs: Packs) -> Iterator[_Row]:
    withdrawn = _withdrawn(packs)
    for part, thing, subject, property_, value, row in _rows(packs):
        begins, ends, learned = _days(row)
        yield (
            row.id,
            part,
            thing,
            subject,
            property_,
            value,
            begins.toordinal() if begins else ALWAYS,
            ends.toordinal() if ends else NEVER,
            learned.toordinal(),
            withdrawn.get(row.id, NEVER),
            (part, thing) in packs.own,
            msgspec.msgpack.encode(row),
        )


def _days(row: Any) -> tuple[date | None, date | None, date]:
    """First day on which a row was true, first on which it no longer was, and when somebody read it."""
    if isinstance(row, ListEntry):
        return row.listed_on, row.removed_on, row.retrieved
    if isinstance(row, LikeName):
        return None, None, row.retrieved
    if isinstance(row, records.Turn):
        return row.on, None, row.source.retrieved
    return getattr(row, "valid_from", None), getattr(row, "valid_to", None), row.source.retrieved


def _rows(packs: Packs) -> Iterator[tuple[str, str, str | None, str, str, Any]]:
    """Part, file, subject, property, value and row of every fact, in the order of the files."""
    holders: list[tuple[str, Organisation | Brand]] = [
        *(("organisations", one) for one in packs.organisations.values()),
        *(("brands", one) for one in packs.brands.values()),
    ]
    for part, holder in holders:
        for row in holder.statements:
            yield part, holder.id, holder.id, row.property, row.value, row
    for like in packs.like_names.values():
        yield "like_names", like.id, like.organisation, LIKE_NAME, like.name_as_printed, like
    for network in packs.networks.values():
        for host in network.names:
            yield "networks", network.id, host.suffix, SERVICE_OF, host.organisation, host
        for held in network.ranges:
            yield "networks", network.id, ",".join(held.prefixes[:1]), OPERATED_BY, network.id, held
    for name, listed in packs.lists.items():
        for entry in listed.entries:
            yield "lists", name, entry.organisation, LISTED, name, entry
        for rule in listed.file.rules:
            yield "lists", name, name, "list_rule", rule.kind, rule
    for law in packs.laws.values():
        for passage in (*law.bound, *law.asked, *law.oversight, *law.secrecy, *law.abroad):
            yield "laws", law.id, law.id, "passage", passage.locator, passage
    for project in packs.projects.values():
        for passage in project.passages:
            yield "projects", project.id, project.id, "passage", passage.locator, passage
    for place in packs.places.values():
        for turn in place.turns:
            yield "places", place.id, place.id, "turn", turn.what, turn
    for register in packs.registers.values():
        for passage in register.passages:
            yield "registers", register.id, register.id, "passage", passage.locator, passage
    for union in packs.unions.values():
        for member in union.members:
            yield "unions", union.id, member.country, MEMBER_OF, union.id, member


def _names(packs: Packs) -> Iterator[tuple[str, str, str, str, str, str, str]]:
    for part, one, row, shown in _spellings(packs):
        shape = folded(shown) if part == "registrants" else normalised(shown)
        yield part, one, row, shown, exact(shown), shape, shape[::-1]


def _spellings(packs: Packs) -> Iterator[tuple[str, str, str, str]]:
    """Part, id, row and one name of everything that can be asked for by name; the id is a name too."""
    holders: list[tuple[str, Organisation | Brand]] = [
        *(("organisations", one) for one in packs.organisations.values()),
        *(("brands", one) for one in packs.brands.values()),
    ]
    for part, holder in holders:
        yield from ((part, holder.id, holder.id, name) for name in (holder.id, holder.name))
        for row in holder.statements:
            if row.property in NAMES:
                yield part, holder.id, row.id, row.value
            elif row.property == "mac_block_registrant":
                yield "registrants", row.id, row.id, row.value
            elif line := line_name(holder.name, row.product_line):
                yield part, holder.id, row.id, line
    for like in packs.like_names.values():
        yield "like_names", like.id, like.id, like.name_as_printed
    for law in packs.laws.values():
        called = law.id.partition("-")[2].replace("-", " ")  # without its country
        yield from (("laws", law.id, law.id, name) for name in (law.id, law.name, law.short_name, called))
    for listed in packs.lists.values():
        file = listed.file
        yield from (("lists", file.id, file.id, name) for name in (file.id, file.name, file.short_name))
        for entry in listed.entries:
            if entry.organisation is None:  # one name on two lists is one thing
                yield "unlinked", exact(entry.name_as_printed), entry.id, entry.name_as_printed


def line_name(brand: str, line: str | None) -> str | None:
    """What a product line is called beside its brand: `ABUS Performance Line`; None for words that are no name."""
    called = line.partition(" (")[0].strip() if line else ""
    if not called or not called[0].isupper() or "," in called or ";" in called:
        return None
    return called if called.startswith(brand) else f"{brand} {called}"
