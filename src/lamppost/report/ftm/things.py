"""Devices, rows of lists, cameras of maps and files of evidence as things, and what ties organisations to them."""

import hashlib
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from lamppost.model.followthemoney import Entity, day_in, entity, name
from lamppost.model.reach import Destination
from lamppost.model.result import Asset, Device, EvidenceFile, Model, Named, ResultDocument
from lamppost.model.sites import Site
from lamppost.model.status import STRONG
from lamppost.model.vocabulary import STATUS_WORDS
from lamppost.report.amounts import received, sent
from lamppost.report.ftm.organisations import Organisations
from lamppost.report.ftm.sourced import Properties, sourced
from lamppost.report.judged import asset_name, asset_place
from lamppost.report.reading import gap_size, how_read
from lamppost.report.streets import credits_of, homes_left_out, site_name, site_place, sites_of
from lamppost.report.tables.things import Thing, things_of
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
                *_not_seen(result),
            ],
            "ipMentioned": _addresses(result, file),
            "publisher": [*credits_of(result)],
        }
        yield entity(file_id(file), "Document", properties, caption=file.path)


def _not_seen(result: ResultDocument) -> list[str]:
    """Of a map, what it cannot show."""
    if not result.street:
        return []
    told = [f"not seen: {gap.text} ({gap_size(gap)})" for gap in result.coverage.gaps]
    homes = homes_left_out(result)
    return [*told, f"left out: {homes} cameras of private homes"] if homes else told


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


def thing_id(one: Thing) -> str:
    """The entity's id of a device, a row or a camera of a map."""
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
    for site in sites_of(result):
        yield from _sited(site, result)


def _sited(one: Site, result: ResultDocument) -> Iterator[Entity]:
    """A camera of a map as an asset, and where it stands as an address; its id on OpenStreetMap is told there."""
    where = f"{one.lat_deg:.7f}, {one.lon_deg:.7f}"
    at = f"{thing_id(one)}-place"
    credit = "; ".join(credits_of(result))
    properties: Properties = {
        "name": [site_name(one)],
        "keywords": [one.kind.replace("_", " ")],
        "summary": [f"{site_place(one)}, as of {result.as_of}"],
        "publisher": [*credits_of(result)],
        "addressEntity": [at],
        "notes": [
            f"there: {one.present}; its kind: {one.kind_status}; run by: {one.operator_kind.replace('_', ' ')}",
            f"last looked at {one.checked_on}" if one.checked_on else None,
            f"last changed on the map {one.changed_on}" if one.changed_on else None,
            f"next proof: {one.next_proof}" if one.next_proof else None,
        ],
    }
    yield entity(thing_id(one), "Asset", properties, caption=site_name(one))
    place: Properties = {
        "name": [where],
        "full": [where],
        "latitude": [f"{one.lat_deg:.7f}"],
        "longitude": [f"{one.lon_deg:.7f}"],
        "osmId": [one.ref if one.source == "osm" else None],
        "summary": [credit or None],
    }
    yield entity(at, "Address", place, caption=where)


def is_thing(one: Thing) -> bool:
    """Whether it is a thing: a row that names a company alone is none."""
    return not isinstance(one, Asset) or bool(one.brand_text or one.model_text or one.kind_text)


def _models(one: Device) -> Iterable[tuple[str, Model | None]]:
    return ("product line", one.product_line), ("model", one.model), ("firmware", one.firmware)


def makers(result: ResultDocument, held: Organisations) -> Iterator[Entity]:
    """A link from whoever made, built or runs it to each thing; how sure it is stands in its role and status."""
    proofs = {file.path: file_id(file) for file in result.evidence}
    for one in things_of(result):
        path = one.evidence if isinstance(one, Device) else one.file
        shown = is_thing(one)
        for role, who, words in (
            ("maker", one.maker, STATUS_WORDS),
            ("builder", one.builder, BUILDER_WORDS),
            ("operator", one.operator if isinstance(one, Site) else None, OPERATOR_WORDS),
        ):
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
