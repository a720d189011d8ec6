"""Which lists name the maker, or an owner of it, on the day."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from lamppost.attribute.watched import watched_listings
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.found import Entry, entry_link, is_by_edition, is_listed
from lamppost.model.result import Link, Listing, Named
from lamppost.model.status import ORDER, weakest


def attribute_listings(
    maker: Named | None,
    owners: Iterable[Named],
    knowledge: Knowledge,
    captured_on: date | None,
    *,
    through: Literal["maker", "builder"] = "maker",
) -> list[Listing]:
    """List entries that name a maker or builder, or one of its owners, on the day asked about, the surest first.

    An owner without control (no subsidiary relation, and no share above one half) makes a listing a
    candidate: it may be an affiliate, and whether it is, is not for a share to say.

    Args:
        maker: The maker or builder, or None.
        owners: Its owners, nearest first.
        knowledge: The lists, as of a day.
        captured_on: Last day of the evidence, to say where the two days differ.
        through: Which of the two it is.
    """
    if maker is None:
        return []
    owners = list(owners)
    watched = list(watched_listings(maker, owners, knowledge, captured_on, through=through))
    if maker.id is None:
        return watched
    key = ("listings", maker.id, through, str(captured_on))
    if key not in knowledge.told:
        knowledge.told[key] = _entries_of(maker.id, owners, knowledge, captured_on, through)
    listings: list[Listing] = knowledge.told[key]
    return sorted([*listings, *watched], key=lambda row: (-ORDER.index(row.status), row.since, row.list))


def _entries_of(
    maker_id: str,
    owners: Iterable[Named],
    knowledge: Knowledge,
    captured_on: date | None,
    through: Literal["maker", "builder"],
) -> list[Listing]:
    """Entries of lists that are held, which are the same for all that one maker made."""
    chains: dict[str, list[Link]] = {maker_id: []}
    for owner in owners:
        if owner.id is not None:
            chains.setdefault(owner.id, owner.chain)
    sure = knowledge.controllers(maker_id) | {maker_id}
    return [
        _listing(
            found,
            organisation_id,
            chain,
            knowledge,
            captured_on,
            is_sure=organisation_id in sure,
            through=through,
        )
        for organisation_id, chain in chains.items()
        for found in knowledge.entries(organisation_id)
    ]


def _listing(
    found: Entry,
    organisation_id: str,
    chain: list[Link],
    knowledge: Knowledge,
    captured_on: date | None,
    *,
    is_sure: bool,
    through: Literal["maker", "builder"],
) -> Listing:
    entry, listed = found.entry, found.list.file
    held_then = None
    if captured_on is not None:
        held_then = is_listed(entry, captured_on)
        if is_by_edition(entry) and captured_on < entry.listed_on:
            held_then = None  # an edition says nothing of the days before it
    return Listing(
        list=listed.id,
        list_name=listed.short_name,
        named=entry.name_as_printed,
        organisation=organisation_id,
        since=entry.listed_on.isoformat(),
        since_at_latest=is_by_edition(entry),
        until=entry.removed_on.isoformat() if entry.removed_on else None,
        status=weakest([found.status, *(link.status or "candidate" for link in chain)])
        if is_sure
        else "candidate",
        since_capture=held_then,
        through=through,
        chain=[*chain, entry_link(found, knowledge.name_of(organisation_id))],
    )
