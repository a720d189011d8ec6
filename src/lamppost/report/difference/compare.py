"""Two documents in, what they say differently out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from lamppost.model.answer import Answer
from lamppost.model.difference import Change
from lamppost.model.result import Device, Link, Named, ResultDocument
from lamppost.report.reaching import law_rows

Document = ResultDocument | Answer
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing said, and the statements behind it."""

    words: str
    statements: Collection[str] = field(default_factory=frozenset)


def statements_of(document: Document) -> set[str]:
    """The ids of all statements that a document rests on."""
    return {link.statement for link in _links(document) if link.statement}


def changes_between(old: Document, new: Document, fates: Collection[str]) -> list[Change]:
    """What appeared, went and changed, sorted by subject and by what is said.

    Args:
        old: The earlier document.
        new: The later one, of the same kind.
        fates: Statements of which something became.
    """
    before, after = _said(old), _said(new)
    changes = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one and other and one.words == other.words:
            continue
        behind = {*(one.statements if one else ()), *(other.statements if other else ())}
        changes.append(
            Change(
                how="appeared" if one is None else "went" if other is None else "changed",
                subject=key[0],
                about=key[1],
                before=one.words if one else None,
                after=other.words if other else None,
                statements=sorted(behind & set(fates)),
            )
        )
    return changes


def inputs_that_differ(old: Document, new: Document) -> list[str]:
    """Which inputs of the two documents are not the same."""
    pairs: dict[str, tuple[object, object]] = {
        "as_of": (old.as_of, new.as_of),
        "packs": (_packs(old), _packs(new)),
        "tool": (old.tool, new.tool),
    }
    if isinstance(old, ResultDocument) and isinstance(new, ResultDocument):
        pairs |= {
            "evidence": ({file.sha256 for file in old.evidence}, {file.sha256 for file in new.evidence}),
            "policies": (old.policies, new.policies),
            "tables": (old.tables, new.tables),
        }
    if isinstance(old, Answer) and isinstance(new, Answer):
        pairs |= {
            "question": ((old.subject, old.id), (new.subject, new.id)),
            "known_by": (old.known_by, new.known_by),
        }
    return sorted(name for name, (one, other) in pairs.items() if one != other)


def _packs(document: Document) -> set[tuple[str, str, str]]:
    return {(ref.origin, ref.id, ref.sha256) for ref in document.packs}


def _said(document: Document) -> Mapping[_Key, _Said]:
    if isinstance(document, Answer):
        return {
            (section.code, claim.text.strip()): _Said(claim.status or "said", _behind(claim.chain))
            for section in document.sections
            for claim in section.claims
        }
    said = {(device.id, about): one for device in document.devices for about, one in _of_device(device)}
    for verdict in document.verdicts:
        key = (verdict.subject, f"rule {verdict.policy}/{verdict.rule}")
        said[key] = _Said(f"{verdict.kind}: {verdict.reason}", _behind(verdict.chain))
    return said


def _of_device(device: Device) -> Iterator[tuple[str, _Said]]:
    yield "kind", _Said(device.kind, _behind(device.kind_chain))
    for about, named in (("maker", device.maker), ("builder", device.builder)):
        if named is not None:
            yield about, _named(named)
    for about, model in (("model", device.model), ("firmware", device.firmware)):
        if model is not None:
            yield about, _Said(model.text, _behind(model.chain))
    for owner in device.owners:
        yield f"owner {owner.name}", _named(owner)
    for listing in device.listings:
        until = f", until {listing.until}" if listing.until else ""
        since = "by" if listing.since_at_latest else "since"
        words = f"as {listing.named}, {since} {listing.since}{until} ({listing.status})"
        yield f"list {listing.list_name}", _Said(words, _behind(listing.chain))
    for target in device.destinations:
        operator = target.operator.name if target.operator else "operator unknown"
        where = target.registered_in.upper() if target.registered_in else "country unknown"
        chain = target.operator.chain if target.operator else []
        yield (
            f"destination {target.name or target.address}",
            _Said(f"{operator}, address registered in {where}", _behind(chain)),
        )
    yield from _of_laws(device)


def _of_laws(device: Device) -> Iterator[tuple[str, _Said]]:
    """Each law over each organisation, once."""
    chains = {ground.id: ground.chain for ground in device.law_grounds}
    for row in law_rows(device):
        law = row.law
        about = f"law {law.name} ({law.country.upper()}) over {law.organisation_name}, in {law.seat.upper()}"
        yield about, _Said(f"{row.roles} ({law.status})", _behind(chains.get(row.ground, [])))


def _named(named: Named) -> _Said:
    return _Said(f"{named.name} ({named.status})", _behind(named.chain))


def _behind(chain: list[Link]) -> frozenset[str]:
    return frozenset(link.statement for link in chain if link.statement)


def _links(value: object) -> Iterator[Link]:
    """Every link anywhere in a document."""
    if isinstance(value, Link):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _links(getattr(value, name))
    elif isinstance(value, list):
        for one in value:
            yield from _links(one)
