"""The packs as FollowTheMoney: every entity by id, as JSON lines, and what was left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

import msgspec

from lamppost.knowledge.ftm import deployments, links, listings, things
from lamppost.knowledge.ftm.rows import Rows
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED, Packs
from lamppost.knowledge.shares import credits_due as credits_of
from lamppost.knowledge.shares import manifests
from lamppost.model.errors import PackError
from lamppost.model.followthemoney import Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Some packs in another form."""

    text: str
    """JSON lines, one entity each, sorted by id."""
    entities: int
    left_out: list[tuple[str, int]]
    """What no entity tells of, and how often."""
    credits_due: list[str]
    """The credit lines that licences ask of whoever passes it on."""


def export_packs(folders: Sequence[Path], as_of: date | None, *, require_signed: bool = False) -> Exported:
    """The shipped packs, with those of the user beside them, as FollowTheMoney.

    Raises:
        PackError: A file does not fit its schema, or an id is given twice.
    """
    packs = load_packs(folders, require_signed=require_signed)
    held = [manifest for root in (SHIPPED, *folders) for manifest in manifests(root)]
    return export(packs, as_of, credits_of(packs, held))


def entities(rows: Rows) -> Iterator[Entity]:
    """Every entity, sorted by id: same packs and day, same entities in the same order.

    Each group is sorted by itself; they follow one another in the order of how their ids begin.
    """
    yield from chain(
        things.brands(rows),  # lamppost-brand-…
        deployments.indexed(rows),  # lamppost-index-…
        listings.names(rows),  # lamppost-listed-…
        listings.listings(rows),  # lamppost-listing-…
        deployments.unlinked(rows),  # lamppost-named-…
        things.organisations(rows, listings.topics(rows)),  # lamppost-organisation-…
        deployments.projects(rows),  # lamppost-project-…
        links.links(rows),  # lamppost-statement-…
        deployments.participants(rows),  # lamppost-supplier-…
        deployments.supplies(rows),  # lamppost-supply-…
    )


def export(packs: Packs, as_of: date | None, credits_due: Sequence[str] = ()) -> Exported:
    """The packs as JSON lines that the schema of FollowTheMoney accepts.

    Args:
        packs: The packs in hand.
        as_of: Only rows that held on this day; None for all, with their periods.
        credits_due: Credit lines that go with it.

    Raises:
        PackError: An id is given twice.
    """
    rows = Rows(packs, as_of)
    lines: dict[str, str] = {}
    for one in entities(rows):
        if one["id"] in lines:
            raise PackError(
                f"{one['id'].removeprefix('lamppost-')}: this id is given twice",
                hint="Ids are unique; lamppost packs check FOLDER names every one that is not.",
            )
        lines[one["id"]] = msgspec.json.encode(one).decode() + "\n"
    rows.count_retracted()
    listings.count_entries(rows)
    deployments.count_deployments(rows)
    left_out = sorted((reason, count) for reason, count in rows.left_out.items() if count)
    return Exported(
        text="".join(lines.values()), entities=len(lines), left_out=left_out, credits_due=[*credits_due]
    )
