"""An edition of the surveillance index, planned and then written; an edition that is held is not rewritten."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

import msgspec

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED, read_rows
from lamppost.knowledge.records import CountryRow, Edition, Kind, SupplyRow
from lamppost.knowledge.structs import Manifest, Source
from lamppost.knowledge.updating import surveillance_index as index
from lamppost.knowledge.updating.linking import Names
from lamppost.knowledge.updating.places import refuse_links
from lamppost.knowledge.updating.provenance import Origin
from lamppost.knowledge.updating.rows import UpdateError, slug
from lamppost.knowledge.updating.update import REVIEW_AFTER, Request
from lamppost.knowledge.updating.words import clipped
from lamppost.knowledge.updating.writing import MADE, is_ours, put, table, yaml_text

MOST_SHOWN = 8
Key = tuple[str, ...]
IndexRow = CountryRow | SupplyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """What a workbook adds to an edition in the folder."""

    request: Request
    origin: Origin
    edition_id: str
    found: index.IndexRead
    is_new: bool
    countries: list[CountryRow]
    """Held rows, then those that are added."""
    supplies: list[SupplyRow]
    added: list[str]
    differing: list[str]
    """Rows that the edition in hand has otherwise, or has and the file has not; left as they are."""
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.added


def plan_edition(request: Request, origin: Origin) -> EditionPlan:
    """What a workbook adds.

    Raises:
        UpdateError: It is no edition of the index, or the edition may not be written there.
    """
    packs = load_packs()
    codes = {row.name_as_printed: row.country for one in packs.editions.values() for row in one.countries}
    names = Names(packs.organisations)
    link = names.organisation_of if request.link else lambda _: None
    found = index.read(request.path, codes, link)
    edition_id = request.lists[0] if request.lists else slug(found.sheet)
    if request.into.resolve() != SHIPPED.resolve() and edition_id in packs.editions:
        raise UpdateError(
            f"{edition_id} is an edition that lamppost ships; a pack of yours adds and never replaces",
            hint=f"Give yours another id: --list my-{edition_id}",
        )
    refuse_links(request.into, f"deployments/{edition_id}/edition.yml")
    folder = request.into / "deployments" / edition_id
    is_new = not (folder / "edition.yml").exists()
    countries = [] if is_new else read_rows(folder / "countries.csv", CountryRow)
    supplies = [] if is_new else read_rows(folder / "suppliers.csv", SupplyRow)
    held: dict[Key, IndexRow] = {
        **{_key(row): row for row in countries},
        **{_key(row): row for row in supplies},
    }
    read: list[IndexRow] = [*found.countries, *found.supplies]
    new = [row for row in read if _key(row) not in held]
    differing = [f"{_shown(row)}: not as held" for row in read if _differs(row, held.get(_key(row)))]
    gone = held.keys() - {_key(row) for row in read}
    return EditionPlan(
        request=request,
        origin=origin,
        edition_id=edition_id,
        found=found,
        is_new=is_new,
        countries=[*countries, *(row for row in new if isinstance(row, CountryRow))],
        supplies=[*supplies, *(row for row in new if isinstance(row, SupplyRow))],
        added=[_shown(row) for row in new],
        differing=[*differing, *sorted(f"{_shown(held[key])}: not in this file" for key in gone)],
        unchanged=len(read) - len(new) - len(differing),
    )


def write_edition(plan: EditionPlan) -> list[str]:
    """Write it; the files, relative to the folder.

    Raises:
        UpdateError: A file cannot be written.
    """
    if plan.is_empty:
        return []
    request, place = plan.request, f"deployments/{plan.edition_id}"
    texts: dict[str, Iterable[str]] = {
        f"{place}/countries.csv": [table(CountryRow, plan.countries)],
        f"{place}/suppliers.csv": [table(SupplyRow, plan.supplies)],
    }
    if plan.is_new:
        texts[f"{place}/edition.yml"] = [yaml_text(_edition(plan))]
    manifest = request.into / "deployments" / "pack.yml"
    if is_ours(manifest, "missing"):
        texts["deployments/pack.yml"] = [
            yaml_text(
                Manifest(
                    id="deployments",
                    version=request.today.isoformat(),
                    day=request.today,
                    licence=index.FORMAT.licence,
                    attribution=index.FORMAT.attribution,
                    missing=f"{MADE}rows of a workbook that could not be read are not in it",
                )
            )
        ]
    put(request.into, texts, "deployments")
    return list(texts)


def describe_edition(plan: EditionPlan, *, whole: bool) -> Iterator[str]:
    """The plan in lines."""
    yield f"{plan.origin.name}: {index.FORMAT.title}, sheet {plan.found.sheet}"
    yield f"  SHA-256 {plan.origin.sha256}"
    yield f"  source: {plan.origin.publisher}, counted as {plan.origin.source_class}"
    yield f"  terms: {index.FORMAT.licence}"
    yield f"  credit due: {index.FORMAT.attribution}"
    rejects = [f"{one.locator}: {clipped(one.what)}; expected {one.expected}" for one in plan.found.rejects]
    yield from _some(f"could not be read as it stands: {len(rejects)}", rejects, whole=whole)
    yield ""
    yield f"{plan.edition_id}{' (new)' if plan.is_new else ''}: {len(plan.found.countries)} countries, {len(plan.found.supplies)} supplies"
    yield f"  {len(plan.added)} added, {plan.unchanged} unchanged, {len(plan.differing)} left as held"
    yield from _some("  added:", plan.added, whole=whole)
    yield from _some("  left as held, since an edition is not rewritten:", plan.differing, whole=whole)


def _some(heading: str, rows: list[str], *, whole: bool) -> Iterator[str]:
    if not rows:
        return
    shown = rows if whole else rows[:MOST_SHOWN]
    yield heading
    yield from (f"    {row}" for row in shown)
    if len(rows) > len(shown):
        yield f"    … and {len(rows) - len(shown)} more; -v shows them"


def _edition(plan: EditionPlan) -> Edition:
    year = re.search(r"20\d\d", plan.found.sheet) or re.search(r"20\d\d", plan.origin.name)
    day = plan.request.edition_day
    if year is None and day is None:
        raise UpdateError(
            f"{plan.origin.name}: no year in its name or its sheet",
            hint="Say when it came out: --edition-day DAY",
        )
    return Edition(
        id=plan.edition_id,
        title=f"{index.FORMAT.title}, {plan.found.sheet}",
        author="Steven Feldstein",
        publisher=index.FORMAT.publisher,
        published_on=day,
        year=day.year if day else int(year[0]) if year else 0,
        licence=index.FORMAT.licence,
        attribution=index.FORMAT.attribution or "",
        scope="As the edition itself says; see its source.",
        kinds=list(get_args(Kind)),
        caveats=[
            f'{MADE}an empty cell is read as no; the edition does not tell "no" from "not found".',
            *(f"{one.locator}: {one.what}; expected {one.expected}." for one in plan.found.rejects),
        ],
        source=Source(
            title=plan.origin.title(day),
            url=plan.origin.url_of(None),
            publisher=plan.origin.publisher,
            source_class=plan.origin.source_class,
            retrieved=plan.request.today,
            read="here",
            locator=f"sheet {plan.found.sheet}",
        ),
        review_by=plan.request.today + REVIEW_AFTER,
    )


def _key(row: IndexRow) -> Key:
    return (row.country,) if isinstance(row, CountryRow) else (row.country, row.supplier_as_printed)


def _differs(row: IndexRow, held: IndexRow | None) -> bool:
    """Whether a row is held with other values; who the supplier is, is ours to say, and where it stood is no value."""
    if held is None or isinstance(row, SupplyRow):
        return False
    return msgspec.structs.replace(row, locator="") != msgspec.structs.replace(held, locator="")


def _shown(row: IndexRow) -> str:
    if isinstance(row, CountryRow):
        return f"{row.country.upper()} {clipped(row.name_as_printed)}"
    return f"{row.country.upper()} {clipped(row.supplier_as_printed)}"
