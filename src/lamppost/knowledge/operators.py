"""Operators of cameras that a public index lists: which name or Wikidata id is one of them."""

from functools import cache

import msgspec

from lamppost.knowledge.packs import SHIPPED, read_rows
from lamppost.knowledge.spelling import normalised
from lamppost.model.chain import Link
from lamppost.model.vocabulary import Match

SOURCE = "name-suggestion-index, data/operators/man_made/surveillance.json, at c8b272ef0f (2026-08-22)"
URL = "https://github.com/osmlab/name-suggestion-index"
RETRIEVED = "2026-11-28"


class HeldOperator(msgspec.Struct, frozen=True, kw_only=True):
    """One row of packs/operators/operators.csv."""

    id: str
    name: str
    spellings: str
    """Other spellings, apart by `;`."""
    wikidata: str | None
    type: str | None
    """Its `operator:type`, where the index has one."""
    regions: str
    """Where the index suggests it, in its own words."""


def held_operator(name: str | None, wikidata: str | None) -> tuple[HeldOperator, Match] | None:
    """The operator that a Wikidata id or else a name means, and by which of them; None where it is none, or several.

    Args:
        name: As it is written.
        wikidata: As `Q123`.
    """
    by_id, by_name = _operators()
    if wikidata is not None and (found := by_id.get(wikidata)) is not None:
        return found, "exact_id"
    found = by_name.get(normalised(name)) if name is not None else None
    return (found, "exact_name") if found is not None else None


def operator_link(subject: str, held: HeldOperator, match: Match) -> Link:
    """That the index lists it, as a link."""
    return Link(
        subject=subject,
        property="listed_operator",
        value=held.name,
        source=SOURCE,
        source_class="crowd",
        match=match,
        day=RETRIEVED,
        locator=held.id,
        statement=f"operators-{held.id}",
        url=URL,
    )


@cache
def _operators() -> tuple[dict[str, HeldOperator], dict[str, HeldOperator]]:
    """Operators by Wikidata id, and by normalised name; what two of them share is left out."""
    rows = read_rows(SHIPPED / "operators" / "operators.csv", HeldOperator)
    by_id: dict[str, HeldOperator | None] = {}
    by_name: dict[str, HeldOperator | None] = {}
    for row in rows:
        if row.wikidata is not None:
            by_id[row.wikidata] = None if row.wikidata in by_id else row
        for name in {normalised(one) for one in (row.name, *row.spellings.split(";"))} - {""}:
            by_name[name] = None if name in by_name else row
    return _single(by_id), _single(by_name)


def _single(rows: dict[str, HeldOperator | None]) -> dict[str, HeldOperator]:
    return {key: row for key, row in rows.items() if row is not None}
