"""Devices, rows of lists and files of evidence as things, and what ties organisations to them."""

import hashlib
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from lamppost.model.followthemoney import Entity, day_in, entity, name
from lamppost.model.reach import Destination
from lamppost.model.result import Asset, Device, EvidenceFile, Model, Named, ResultDocument
from lamppost.model.status import STRONG
from lamppost.model.vocabulary import STATUS_WORDS
from lamppost.report.amounts import received, sent
from lamppost.report.ftm.organisations import Organisations
from lamppost.report.ftm.sourced import Properties, sourced
from lamppost.report.judged import asset_name, asset_place
from lamppost.report.reading import how_read
from lamppost.report.tables.things import things_of
from lamppost.report.wording import BUILDER_WORDS, OPERATOR_WORDS, SERVICE_WORDS, device_name

_MOST_NAMED = 100
"""Destinations that a link names; the rest are counted."""


def files(result: ResultDocument) -> Iterator[Entity]:
    """The evidence, as documents: what proves what was seen."""
    for file in result.evidence:
        issues = [one for one in result.issues if one.evidence == file.path]
        rows = ["" if one.row is None else f" row {one.row}:" for one in issues]
        properties: Properties = {
            "fileName": [file.path, *([] if name(file.path) else [file.id])],
            "fileSize": [str(file.size_bytes)],
            "title": [file.path],
            "notes": [
                f"SHA-256 {file.sha256}",
                f"{file.format}: {how_read(file)}",
                *(
                    f"not read:{row} {one.what}; expected {one.expected}"
                    for row, one in zip(rows, issues, strict=True)
                ),
            ],
            "ipMentioned": _addresses(result, file),
        }
        yield entity(file_id(file), "Document", properties, caption=file.path)


def _addresses(result: ResultDocument, file: EvidenceFile) -> list[str | None]:
    """Addresses outside that were met in a file."""
    found = {
        there.address for one in result.devices for there in one.destinations if there.evidence == file.path
    }
    held: list[str | None] = []
    for text in sorted(found):
        try:
            held.append(str(ip_address(text)))
        except ValueError:
            continue
    return held


def file_id(file: EvidenceFile) -> str:
    """The entity's id of a file."""
    return f"lamppost-evidence-{file.sha256[:12]}"


def thing_id(one: Device | Asset) -> str:
    """The entity's id of a device or a row."""
    return f"lamppost-{one.id}"


def things(result: ResultDocument) -> Iterator[Entity]:
    """Devices, and rows that name something other than a company, as assets: property that somebody holds."""
    for one in result.devices:
        said = [f"{field} {held.text}" for field, held in _models(one) if held]
        properties: Properties = {
            "name": [device_name(one)],
            "keywords": [one.kind.replace("_", " ")],
            "summary": [
                f"{device_name(one)}, seen {one.first_seen_at} to {one.last_seen_at}, as of {result.as_of}"
            ],
            "notes": [
                *said,
                *(f"address {address}" for address in one.addresses),
                f"MAC {one.mac}" if one.mac else None,
                f"next proof: {one.next_proof}" if one.next_proof else None,
            ],
        }
        yield entity(thing_id(one), "Asset", properties, caption=device_name(one))
    for row in result.assets:
        if is_thing(row):
            called = asset_name(row) if name(asset_name(row)) else row.id
            properties = {
                "name": [called],
                "keywords": [row.kind.replace("_", " ")],
                "summary": [f"{asset_place(row)}, as of {result.as_of}"],
                "notes": [f"next proof: {row.next_proof}" if row.next_proof else None],
            }
            yield entity(thing_id(row), "Asset", properties, caption=called)


def is_thing(row: Asset) -> bool:
    """Whether a row names a thing: one that names a company alone does not."""
    return bool(row.brand_text or row.model_text or row.kind_text)


def _models(one: Device) -> Iterable[tuple[str, Model | None]]:
    return ("product line", one.product_line), ("model", one.model), ("firmware", one.firmware)


def makers(result: ResultDocument, held: Organisations) -> Iterator[Entity]:
    """A link from whoever made or built it to each thing; how sure it is stands in its role and status."""
    proofs = {file.path: file_id(file) for file in result.evidence}
    for one in things_of(result):
        path = one.evidence if isinstance(one, Device) else one.file
        shown = isinstance(one, Device) or is_thing(one)
        for role, who, words in (("maker", one.maker, STATUS_WORDS), ("builder", one.builder, BUILDER_WORDS)):
            identifier = None if who is None else held.add(who)
            if who is None or identifier is None or not shown:
                continue
            properties = _role(who, role, words[who.status], result) | {
                "subject": [identifier],
                "object": [thing_id(one)],
                "proof": [proofs.get(path)],
            }
            yield entity(_link_id(role, identifier, one.id), "UnknownLink", properties)


def _role(who: Named, role: str, words: str, result: ResultDocument) -> Properties:
    """What a link says of how sure it is, in the one wording for each status."""
    made = sourced(who.chain, who.status)
    made["role"] = [role if who.status in STRONG else f"may be the {role} ({who.status})"]
    made["summary"].append(
        f"{words} {who.name} ({who.status}), as of {result.as_of}. Against it: {who.disproof}"
    )
    return made


def talks(result: ResultDocument, held: Organisations) -> Iterator[Entity]:
    """A link from whoever runs a network or a service to each device that talked to it."""
    proofs = {file.path: file_id(file) for file in result.evidence}
    for one in result.devices:
        groups: dict[tuple[str, str], list[tuple[Named, Destination]]] = {}
        for there in one.destinations:
            for role, who, seats in (
                ("operator", there.operator, there.operator_seats),
                ("service", there.service_of, there.service_seats),
            ):
                identifier = None if who is None else held.add(who, seats)
                if who is not None and identifier is not None:
                    groups.setdefault((role, identifier), []).append((who, there))
        for (role, identifier), rows in groups.items():
            properties = _talk(role, rows, result) | {
                "subject": [identifier],
                "object": [thing_id(one)],
                "proof": [*sorted({proofs[there.evidence] for _, there in rows if there.evidence in proofs})],
            }
            yield entity(_link_id(role, identifier, one.id), "UnknownLink", properties)


def _talk(role: str, rows: list[tuple[Named, Destination]], result: ResultDocument) -> Properties:
    who = rows[0][0]
    words = (OPERATOR_WORDS if role == "operator" else SERVICE_WORDS)[who.status]
    made = sourced(who.chain, who.status)
    part = "runs the network of an address" if role == "operator" else "has the service of a name"
    made["role"] = [f"{part} that it talks to"]
    made["startDate"] = [day_in(min(there.first_seen_at for _, there in rows))]
    made["endDate"] = [day_in(max(there.last_seen_at for _, there in rows))]
    named = [
        f"{there.name or there.address} ({there.address}): sent {sent(there)}, received {received(there)}"
        for _, there in rows[:_MOST_NAMED]
    ]
    left = len(rows) - len(named)
    more = [f"and {left} more"] if left > 0 else []
    made["summary"] += [f"{words} {who.name} ({who.status}), as of {result.as_of}", *named, *more]
    return made


def _link_id(role: str, organisation: str, thing: str) -> str:
    digest = hashlib.sha256(f"{role}\x1f{organisation}\x1f{thing}".encode()).hexdigest()[:12]
    return f"lamppost-{role}-{digest}"
