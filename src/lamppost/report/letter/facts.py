"""What a letter states: what is rated corroborated or better, and what a recording measured; nothing else."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lamppost.model.reach import told_sum
from lamppost.model.result import Asset, Destination, Device, Listing, Named, ResultDocument
from lamppost.model.sites import Site, Street
from lamppost.model.status import STRONG, maker_status
from lamppost.model.vocabulary import EvidenceKind, Status
from lamppost.report.letter.restraint import accuses, quoted, without_own_number
from lamppost.report.letter.sourcing import Sources
from lamppost.report.letter.subjects import Subject, place_called
from lamppost.report.wording import (
    BUILDER_WORDS,
    OPERATOR_WORDS,
    SERVICE_WORDS,
    STATUS_WORDS,
    listed,
    locator_of,
    number,
    owned,
    plain,
    size,
)

MOST_OF_EACH = 6
"""Owners, lists and destinations that a letter names; the rest is in the result."""
Words = dict[str, dict[str, str]]
_ENGLISH: dict[str, dict[str, str]] = {
    "maker": STATUS_WORDS,
    "builder": BUILDER_WORDS,
    "service": SERVICE_WORDS,
    "operator": OPERATOR_WORDS,
}


class Fact(NamedTuple):
    """One statement of a letter, and the numbers of the sources that it rests on."""

    text: str
    sources: list[int]


def is_fact(named: Named | Listing | None) -> bool:
    """Whether it may be stated: corroborated or better."""
    return named is not None and named.status in STRONG


def facts_of(subject: Subject, result: ResultDocument, words: Words, sources: Sources) -> list[Fact]:
    """What may be stated of the subject of a letter, the nearest first; what names no source is not.

    Args:
        subject: What the letter is about.
        result: The result document.
        words: The sentences of the language.
        sources: Gives numbers to what the facts rest on.
    """
    stated = _Stated(result, words, sources)
    found: Iterator[Fact] = iter(())
    if subject.gap is not None:
        found = stated.gap(subject)
    elif subject.street is not None:
        found = stated.place(subject.street)
    elif subject.site is not None:
        found = stated.site(subject.site)
    elif subject.destination is not None and isinstance(subject.thing, Device):
        found = stated.destination(subject.thing, subject.destination)
    elif subject.thing is not None:
        found = stated.thing(subject.thing)
    return [fact for fact in found if fact.sources]


def kind_word(thing: Device | Asset, words: Words) -> str | None:
    """What kind of device it is, where two kinds of evidence show it; None where that is a lead alone."""
    kinds = _kinds_of_evidence(thing)
    if thing.kind in ("unknown", "other") or maker_status(kinds, contradicted=False) not in STRONG:
        return None
    return kind_noun(thing.kind, words)


def kind_noun(kind: str, words: Words) -> str:
    """`access terminal`, in the language."""
    held = words["kinds"]
    if len(held) > 1:
        return held.get(kind, held["other"])
    return held["other"] if kind in ("unknown", "other") else plain(kind).replace("_", " ")


class Reached(NamedTuple):
    """What a device sends to under one name: a name may have many addresses."""

    place: str
    destinations: list[Destination]


def reached(device: Device, words: Words, destinations: Sequence[Destination] | None = None) -> list[Reached]:
    """What a device sends to, by name, those first that it sent most to.

    Names are without the device's own number; where one address bears a name, it stands beside it.

    Args:
        device: The device.
        words: The sentences of the language.
        destinations: Some of its destinations; None: all that are listed.
    """
    groups: dict[str, list[Destination]] = {}
    for one in device.destinations if destinations is None else destinations:
        groups.setdefault(one.name or one.address, []).append(one)
    ordered = sorted(groups.items(), key=lambda row: (-sum(one.sent_bytes or 0 for one in row[1]), row[0]))
    instead, number_words = words["words"]["left_out"], words["words"]["own_number"]
    found = []
    for name, held in ordered:
        place = quoted(without_own_number(name, device.mac, number_words), instead)
        if held[0].name and len(held) == 1:
            place = f"{place} ({quoted(held[0].address, instead)})"
        found.append(Reached(place, held))
    return found


class _Stated:
    """Facts in one language, each with its sources."""

    def __init__(self, result: ResultDocument, words: Words, sources: Sources) -> None:
        self._result, self._words, self._sources = result, words, sources
        self._instead = words["words"]["left_out"]
        self._is_english = "status.maker" not in words

    def thing(self, thing: Device | Asset) -> Iterator[Fact]:
        if kind := kind_word(thing, self._words):
            count = len(set(_kinds_of_evidence(thing)))
            text = self._words["facts"]["kind"].format(kind=kind, count=count)
            yield Fact(text, self._sources.of_chain(thing.kind_chain))
        for role, named, owners in (
            ("maker", thing.maker, thing.owners),
            ("builder", thing.builder, thing.builder_owners),
        ):
            if named is not None and is_fact(named):
                yield self._named(role, named)
                known = [one for one in owners if one.id is not None and is_fact(one)]
                yield from (self._owned(one) for one in known[:MOST_OF_EACH])
                rows = [one for one in thing.listings if one.through == role and is_fact(one)]
                yield from (self._listed(one) for one in rows[:MOST_OF_EACH])
        if isinstance(thing, Device):
            yield from (self._traffic(one) for one in reached(thing, self._words)[:MOST_OF_EACH])

    def destination(self, device: Device, destination: Destination) -> Iterator[Fact]:
        yield from (self._traffic(one) for one in reached(device, self._words, [destination]))
        maker = device.maker
        if maker is not None and is_fact(maker):
            yield self._named("maker", maker)
        name = without_own_number(destination.name or "", device.mac, self._words["words"]["own_number"])
        service, operator = destination.service_of, destination.operator
        if service is not None and is_fact(service):
            yield self._named("service", service, name=quoted(name, self._instead))
        if operator is not None and is_fact(operator):
            yield self._named("operator", operator, address=quoted(destination.address, self._instead))

    def gap(self, subject: Subject) -> Iterator[Fact]:
        gap, coverage = subject.gap, self._result.coverage
        if gap is None or gap.count is None:
            return
        form = self._words["facts"]["gap" if gap.of is not None else "gap_count"]
        text = form.format(count=number(gap.count), of=number(gap.of or 0))
        day = (coverage.last_seen_at or self._result.as_of.isoformat())[:10]
        files = [file for file in self._result.evidence if file.read != "none"]
        yield Fact(text, [self._sources.of_recording(file.path, day) for file in files[:MOST_OF_EACH]])

    def place(self, street: Street) -> Iterator[Fact]:
        """How many cameras the map has there, and of how many it lacks what is asked."""
        sites = [one for one in self._result.sites if not one.is_home]
        text = self._words["facts"]["mapped_place"].format(
            count=number(len(sites)),
            place=quoted(place_called(street), self._instead),
            operator=number(sum(one.operator is None for one in sites)),
            direction=number(sum(not one.directions_deg for one in sites)),
            maker=number(sum(one.maker is None for one in sites)),
        )
        files = list(dict.fromkeys(one.file for one in sites))
        yield Fact(text, [self._sources.of_map(file) for file in files[:MOST_OF_EACH]])

    def site(self, site: Site) -> Iterator[Fact]:
        """Where the map has a camera; who made it and who runs it, where that is corroborated."""
        text = self._words["facts"]["mapped_site"].format(
            lat=f"{site.lat_deg:.5f}", lon=f"{site.lon_deg:.5f}", ref=quoted(site.ref, self._instead)
        )
        yield Fact(text, [self._sources.of_map(site.file)])
        for role, named in (("maker", site.maker), ("builder", site.builder), ("runs", site.operator)):
            if named is not None and is_fact(named):
                yield self._named(role, named)

    def _named(self, role: str, named: Named, **more: str) -> Fact:
        who = quoted(named.name, self._instead)
        form = self._words["facts"][role]
        told_by = "operator" if role == "runs" else role
        fields = {"status": self._status(told_by, named.status), "who": who, "name": who} | more
        return Fact(form.format(**fields), self._sources.of_chain(named.chain))

    def _owned(self, owner: Named) -> Fact:
        if self._is_english:
            text = owned(owner)
            text = self._instead if accuses(text) else text
        else:
            of = quoted(owner.chain[-1].subject if owner.chain else "", self._instead)
            text = f"{of} {self._status('owner', owner.status)} {quoted(owner.name, self._instead)}"
        return Fact(f"{text}.", self._sources.of_chain(owner.chain))

    def _listed(self, row: Listing) -> Fact:
        named, of_list = quoted(row.named, self._instead), quoted(row.list_name, self._instead)
        if self._is_english:
            said = listed(row, self._result.as_of, captured=False)
            text = f"“{named}” {self._instead if accuses(said) else said}."
        else:
            held = self._words["status.list"]
            said = held[row.status].format(
                list=of_list,
                day=self._result.as_of,
                since=held["by" if row.since_at_latest else "since"],
                begin=quoted(row.since, self._instead),
            )
            end = "" if row.until is None else held["until"].format(end=quoted(row.until, self._instead))
            text = f"„{named}“ {said}{end}."
        return Fact(text, self._sources.of_chain(row.chain))

    def _traffic(self, sent_to: Reached) -> Fact:
        held = sent_to.destinations
        text = self._words["facts"]["traffic"].format(
            sent=self._size(told_sum(one.sent_bytes for one in held)),
            received=self._size(told_sum(one.received_bytes for one in held)),
            place=sent_to.place,
        )
        frames: dict[tuple[str, str], list[str]] = {}
        for one in held:
            day = quoted(one.first_seen_at, "")[:10]
            frames.setdefault((one.evidence, day), []).append(locator_of(one))
        return Fact(
            text, [self._sources.of_recording(file, day, rows) for (file, day), rows in frames.items()]
        )

    def _size(self, count: int | None) -> str:
        if count is None:
            return self._words["facts"]["untold"]
        return size(count) if self._is_english else size(count).replace(".", ",")

    def _status(self, role: str, status: Status) -> str:
        return _ENGLISH[role][status] if self._is_english else self._words[f"status.{role}"][status]


def _kinds_of_evidence(thing: Device | Asset) -> Sequence[EvidenceKind]:
    """Kinds of the evidence that show what it is."""
    if not isinstance(thing, Device):
        return []
    by_link = {(one.link.property, one.link.value, one.link.locator): one.evidence for one in thing.observed}
    read: dict[str, EvidenceKind] = {"label": "label", "document": "document"}
    found = [
        by_link.get((link.property, link.value, link.locator)) or read.get(link.property)
        for link in thing.kind_chain
    ]
    return [kind for kind in found if kind is not None]
