"""Devices, rows of lists and cameras of maps, and what is claimed of them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from lamppost.model.result import Asset, Device, Link, Listing, Named, ResultDocument
from lamppost.model.sites import Site
from lamppost.report.judged import asset_name
from lamppost.report.streets import site_name, sites_of
from lamppost.report.tables.shape import Links, Row, Table, columns
from lamppost.report.wording import device_name

Thing = Device | Asset | Site


def things_of(result: ResultDocument) -> Iterator[Thing]:
    """Devices, then rows of lists, then cameras of maps without those of homes, as the document has them."""
    yield from result.devices
    yield from result.assets
    yield from sites_of(result)


def _things(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    counts = Counter((row.subject, row.kind) for row in result.verdicts if row.suppressed_by is None)
    for one in things_of(result):
        what, name, file, row = _told(one)
        yield (
            one.id,
            what,
            name,
            one.kind,
            one.watches,
            *_named(one.maker),
            *_named(one.builder),
            "; ".join(f"{owner.name} ({owner.status})" for owner in [*one.owners, *one.builder_owners])
            or None,
            "; ".join(f"{item.list} since {item.since} ({item.status})" for item in one.listings) or None,
            counts[one.id, "fail"],
            counts[one.id, "open"],
            file,
            row,
            one.next_proof,
        )


def _told(one: Thing) -> tuple[str, str, str, int | None]:
    """What it is, what to call it, the file that it is from, and the row of it."""
    if isinstance(one, Device):
        return "device", device_name(one), one.evidence, one.first_row
    if isinstance(one, Asset):
        return "row", asset_name(one), one.file, one.line
    return "site", site_name(one), one.file, None


def _named(named: Named | None) -> tuple[str | None, ...]:
    return (None, None, None) if named is None else (named.name, named.id, named.status)


def _devices(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.devices:
        yield (
            one.id,
            one.mac,
            "; ".join(one.addresses) or None,
            one.mac_registrant,
            *(said.text if said else None for said in (one.product_line, one.model, one.firmware)),
            one.first_seen_at,
            one.last_seen_at,
            one.reach,
            one.inside_only,
            one.n_destinations,
            one.n_names,
            "; ".join(one.tried) or None,
            "; ".join(one.heard) or None,
        )


def _rows(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.assets:
        yield (
            one.id,
            one.maker_text,
            one.brand_text,
            one.model_text,
            one.kind_text,
            one.mac,
            one.address,
            one.host,
            one.file,
            one.sheet,
            one.line,
            one.end_line,
            one.nth,
        )


def _addresses(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    yield from ((one.id, address) for one in result.devices for address in one.addresses)


def _claims(result: ResultDocument, links: Links) -> Iterator[Row]:
    for one in things_of(result):
        told: list[tuple[str, str | None, list[Link]]] = [("kind", one.kind, one.kind_chain)]
        if isinstance(one, Device):
            said = (("product_line", one.product_line), ("model", one.model), ("firmware", one.firmware))
            told += [(role, model.text, model.chain) for role, model in said if model]
        for role, text, chain in told:
            yield one.id, role, 1, text, None, None, None, links.chain(chain)
        named: list[tuple[str, Iterable[Named | None]]] = [
            ("operator", [one.operator] if isinstance(one, Site) else []),
            ("maker", [one.maker]),
            ("builder", [one.builder]),
            ("owner", one.owners),
            ("builder_owner", one.builder_owners),
        ]
        for role, held in named:
            for nth, who in enumerate(filter(None, held), start=1):
                yield one.id, role, nth, who.name, who.id, who.status, who.disproof, links.chain(who.chain)


def _listings(result: ResultDocument, links: Links) -> Iterator[Row]:
    for one in things_of(result):
        for item in one.listings:
            yield (one.id, *_listing(item), links.chain(item.chain))


def _listing(item: Listing) -> Row:
    return (
        item.through,
        item.list,
        item.list_name,
        item.named,
        item.organisation,
        item.since,
        item.since_at_latest,
        item.until,
        item.since_capture,
        item.status,
    )


def _observed(result: ResultDocument, links: Links) -> Iterator[Row]:
    for one in result.devices:
        for seen in one.observed:
            yield one.id, seen.evidence, seen.model, seen.firmware, links.chain([seen.link])


def _notes(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    held = [(one.id, one.notes) for one in result.devices]
    held += [(one.id, one.notes or []) for one in sites_of(result)]
    for identity, notes in held:
        for note in notes:
            reply = note.reply or None
            told = (
                (reply.sender, reply.source_class, reply.file, reply.sha256, reply.builder, reply.model)
                if reply
                else (None,) * 6
            )
            more = (note.operator or None, note.found or None)
            yield identity, note.kind, note.text, str(note.seen_on), note.maker, *told, *more


THINGS = (
    Table(
        name="thing",
        means="a device that watches or listens, or may; a row of a list; or a camera of a map (`site`)",
        columns=columns(
            "id", "what", "name", "kind", "watches:bool", "maker", "maker_id", "maker_status", "builder",
            "builder_id", "builder_status", "owners", "lists", "n_fail:int", "n_open:int", "file", "file_row:int",
            "next_proof",
        ),
        rows=_things,
        key=("id",),
    ),
    Table(
        name="device",
        means="what a device has and a row of a list has not",
        columns=columns(
            "id>thing", "mac", "addresses", "mac_registrant", "product_line", "model", "firmware",
            "first_seen_at:instant", "last_seen_at:instant", "reach", "inside_only:bool", "n_destinations:int",
            "n_names:int", "tried", "heard",
        ),
        rows=_devices,
        key=("id",),
    ),
    Table(
        name="list_row",
        means="the words of a row of a list, and where it stands",
        columns=columns(
            "id>thing", "maker_text", "brand_text", "model_text", "kind_text", "mac", "address", "host", "file", "sheet",
            "line:int", "end_line:int", "nth:int",
        ),
        rows=_rows,
        key=("id",),
    ),
    Table(
        name="address",
        means="an address of a device",
        columns=columns("thing>thing", "address"),
        rows=_addresses,
        key=("thing", "address"),
    ),
    Table(
        name="claim",
        means="what something is, who runs, made or built it, who owns whom; nearest owner first",
        columns=columns(
            "thing>thing", "role", "nth:int", "value", "organisation", "status", "disproof", "chain:chain"
        ),
        rows=_claims,
        key=("thing", "role", "nth"),
    ),
    Table(
        name="listing",
        means="a list that names the maker, the builder or an owner, on the day asked about",
        columns=columns(
            "thing>thing", "through", "list", "list_name", "named", "organisation", "since:day",
            "since_at_latest:bool", "until:day", "since_capture:bool", "status", "chain:chain",
        ),
        rows=_listings,
    ),
    Table(
        name="observed",
        means="a value that attribution used",
        columns=columns("thing>thing", "evidence", "model", "firmware", "chain:chain"),
        rows=_observed,
    ),
    Table(
        name="note",
        means="what somebody read on a device or camera, in a document or in a reply, or saw there, and entered",
        columns=columns(
            "thing>thing", "kind", "text", "seen_on:day", "maker", "sender", "source_class", "reply_file",
            "reply_sha256", "builder", "model", "operator", "found",
        ),
        rows=_notes,
    ),
)  # fmt: skip
