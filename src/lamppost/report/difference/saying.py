"""What a document says, thing by thing, so that two can be laid side by side."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from lamppost.model.answer import HISTORY, Answer
from lamppost.model.result import Asset, Device, Link, Named, ResultDocument, Verdict
from lamppost.report.judged import asset_name
from lamppost.report.reaching import law_rows
from lamppost.report.reading import how_read
from lamppost.report.unlisted import unlisted_words

Document = ResultDocument | Answer
Key = tuple[str, str]
"""Of whom or what something is said, and what."""
DESTINATION, NOT_LISTED = "destination ", "destinations that are not listed"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said, and the statements behind it."""

    words: str
    statements: Collection[str] = field(default_factory=frozenset)


def said_by(document: Document, same: Mapping[str, str]) -> Mapping[Key, Said]:
    """Everything that a document says of devices, files and counts, or in the sections of an answer.

    Args:
        document: The document.
        same: Other ids for its devices, under which they are found in the document it is compared with.
    """
    said: dict[Key, Said] = {}
    for (subject, about), one in _all(document):
        key = (same.get(subject, subject), about)
        said[key] = _with(said[key], one) if key in said else one
    return said


def statements_of(document: Document) -> set[str]:
    """The ids of all statements that a document rests on."""
    return {link.statement for link in _links(document) if link.statement}


def _with(one: Said, other: Said) -> Said:
    """Two things said of the same, as one: the words in their order, each once."""
    words = one.words if other.words in one.words.split("; ") else f"{one.words}; {other.words}"
    return Said(words, frozenset({*one.statements, *other.statements}))


def _all(document: Document) -> Iterator[tuple[Key, Said]]:
    if isinstance(document, Answer):
        for section in document.sections:
            if section.code == HISTORY:
                continue  # it says of other days too what the other sections say of this one
            for claim in section.claims:
                words = claim.status or "said"
                yield (section.code, claim.text.strip()), Said(words, _behind(claim.chain))
        return
    for file in document.evidence:
        yield ("evidence", f"SHA-256 {file.sha256[:12]}"), Said(f"{file.path}, {how_read(file)}")
    for kind, count in document.device_counts.items():
        yield ("counted only", kind), Said(str(count))
    for device in document.devices:
        for about, one in _of_device(device):
            yield (device.id, about), one
    for asset in document.assets:
        for about, one in _of_asset(asset):
            yield (asset.id, about), one
    for verdict in document.verdicts:
        yield (verdict.subject, f"rule {verdict.policy}/{verdict.rule}"), _of_verdict(verdict)


def _of_verdict(verdict: Verdict) -> Said:
    excepted = "" if verdict.suppressed_by is None else f" (suppressed by {verdict.suppressed_by})"
    return Said(f"{verdict.kind}{excepted}: {verdict.reason}", _behind(verdict.chain))


def _of_device(device: Device) -> Iterator[tuple[str, Said]]:
    yield "device", Said(", ".join(filter(None, [device.mac, *device.addresses])) or "without an address")
    yield "kind", Said(device.kind, _behind(device.kind_chain))
    for about, named in (("maker", device.maker), ("builder", device.builder)):
        if named is not None:
            yield about, _named(named)
    words = {"product line": device.product_line, "model": device.model, "firmware": device.firmware}
    for about, model in words.items():
        if model is not None:
            yield about, Said(model.text, _behind(model.chain))
    for about, owners in (("owner", device.owners), ("owner of the builder", device.builder_owners)):
        for owner in owners:
            yield f"{about} {_without_share(owner)}", _named(owner)
    for note in device.notes:
        yield f"{note.kind} read on {note.seen_on}", Said(note.text)
    yield from _of_lists(device)
    yield from _of_destinations(device)
    yield from _of_laws(device)


def _of_asset(asset: Asset) -> Iterator[tuple[str, Said]]:
    yield "row", Said(asset_name(asset))
    yield "kind", Said(asset.kind, _behind(asset.kind_chain))
    for about, named in (("maker", asset.maker), ("builder", asset.builder)):
        if named is not None:
            yield about, _named(named)
    for about, owners in (("owner", asset.owners), ("owner of the builder", asset.builder_owners)):
        for owner in owners:
            yield f"{about} {_without_share(owner)}", _named(owner)
    yield from _of_lists(asset)
    yield from _of_laws(asset)


def _of_lists(device: Device | Asset) -> Iterator[tuple[str, Said]]:
    for listing in device.listings:
        until = f", until {listing.until}" if listing.until else ""
        since = "by" if listing.since_at_latest else "since"
        words = f"as {listing.named}, {since} {listing.since}{until} ({listing.status})"
        yield f"list {listing.list_name}", Said(words, _behind(listing.chain))


def _of_destinations(device: Device) -> Iterator[tuple[str, Said]]:
    for target in device.destinations:
        operator = target.operator.name if target.operator else "operator unknown"
        where = target.registered_in.upper() if target.registered_in else "country unknown"
        chain = target.operator.chain if target.operator else []
        yield (
            f"{DESTINATION}{target.name or target.address}",
            Said(f"{operator}, address registered in {where}", _behind(chain)),
        )
    if (words := unlisted_words(device, dated=False)) is not None:
        yield NOT_LISTED, Said(words)


def _of_laws(device: Device | Asset) -> Iterator[tuple[str, Said]]:
    """Each law over each organisation, once."""
    chains = {ground.id: ground.chain for ground in device.law_grounds}
    for row in law_rows(device):
        law = row.law
        about = f"law {law.name} ({law.country.upper()}) over {law.organisation_name}, in {law.seat.upper()}"
        yield about, Said(f"{row.roles} ({law.status})", _behind(chains.get(row.ground, [])))


def _without_share(owner: Named) -> str:
    """The name alone, so that another share is the same owner."""
    name, _, share = owner.name.rpartition(" (")
    return name if name and share.endswith("%)") else owner.name


def _named(named: Named) -> Said:
    return Said(f"{named.name} ({named.status})", _behind(named.chain))


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
