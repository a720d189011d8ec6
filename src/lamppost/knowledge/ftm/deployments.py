"""Who supplies what, where: named projects, and the rows of the indexes, as projects with participants."""

import hashlib
from collections.abc import Iterator

from lamppost.knowledge.ftm.rows import Rows, Sourced, described, sourced
from lamppost.knowledge.links import out_on
from lamppost.knowledge.packs import Indexed
from lamppost.knowledge.records import Edition, Passage, Project, SupplyRow
from lamppost.model.followthemoney import Entity, country, day, entity, name, organisation_id

HASH_LETTERS = 12
INDEX_ROLE = "named as a supplier in the row of this country"


def projects(rows: Rows) -> Iterator[Entity]:
    """Every named project, by id; its passages stand in the notes, each with its own id."""
    for held in _projects(rows):
        properties: Sourced = {
            **sourced(row.source for row in held.passages),
            **_period(held),
            "name": [held.name if name(held.name) else held.id],
            "country": [country(held.country)],
            "summary": [held.place],
            "keywords": [kind.replace("_", " ") for kind in held.kinds],
            "recordId": [held.id],
            "notes": [_passage(row) for row in held.passages],
        }
        yield entity(f"lamppost-project-{held.id}", "Project", properties, caption=held.name)


def participants(rows: Rows) -> Iterator[Entity]:
    """Every supplier of a named project, by id."""
    found = sorted((f"{held.id}.{supplier}", held, supplier) for held, supplier in _supplied(rows))
    for key, held, supplier in found:
        properties: Sourced = {
            **sourced(row.source for row in held.passages),
            **_period(held),
            "project": [f"lamppost-project-{held.id}"],
            "participant": [organisation_id(supplier)],
            "role": ["supplier"],
            "recordId": [held.id],
        }
        yield entity(f"lamppost-supplier-{key}", "ProjectParticipant", properties)


def indexed(rows: Rows) -> Iterator[Entity]:
    """Every row of an index, by id: one country in one edition, and not one project."""
    found = {
        _row_id(one.edition, row.country): (one.edition, row)
        for one in _editions(rows)
        for row in one.countries
    }
    for key in sorted(found):
        edition, row = found[key]
        title = f"{row.name_as_printed} ({edition.title})"
        properties: Sourced = {
            **sourced([edition.source]),
            "name": [title],
            "country": [country(row.country)],
            "date": [day(edition.published_on)],
            "keywords": [kind.replace("_", " ") for kind in row.kinds.split(";")],
            "recordId": [edition.id],
            "summary": ["One row of an index: a country and the suppliers named for it; not one project."],
            "description": [edition.scope],
        }
        yield entity(key, "Project", properties, caption=title)


def unlinked(rows: Rows) -> Iterator[Entity]:
    """Every supplier that an edition names and that is tied to no organisation, by id: as printed there."""
    found: dict[str, Entity] = {}
    for one, row in _supplies(rows):
        if row.organisation not in rows.packs.organisations:
            said = {"name": [row.supplier_as_printed]} | sourced([one.edition.source])
            key = _printed_id(one.edition, row)
            found[key] = entity(key, "LegalEntity", said, caption=row.supplier_as_printed)
    yield from (found[key] for key in sorted(found))


def supplies(rows: Rows) -> Iterator[Entity]:
    """Every supplier named for a country in an edition, by id."""
    found: dict[str, Entity] = {}
    for one, row in _supplies(rows):
        is_held = row.organisation in rows.packs.organisations
        properties: Sourced = {
            **sourced([one.edition.source]),
            "project": [_row_id(one.edition, row.country)],
            "participant": [
                organisation_id(row.organisation or "") if is_held else _printed_id(one.edition, row)
            ],
            "role": [INDEX_ROLE],
            "date": [day(one.edition.published_on)],
            "recordId": [one.edition.id],
            "namesMentioned": [row.supplier_as_printed],
            "summary": [f"{described(one.edition.source)}; {row.locator}"],
        }
        key = f"lamppost-supply-{one.edition.id}-{row.country}-{_digest(row.supplier_as_printed)}"
        found[key] = entity(key, "ProjectParticipant", properties)
    yield from (found[key] for key in sorted(found))


def count_deployments(rows: Rows) -> None:
    """Count the suppliers of which nothing goes out."""
    held = rows.packs.organisations
    for project in _projects(rows):
        rows.left_out["suppliers of a project that no pack describes"] += sum(
            supplier not in held for supplier in set(project.suppliers)
        )
    for one in _editions(rows):
        lost = len(one.supplies) - len(_told(one))
        rows.left_out["rows of an index without a name or a country row, or given twice"] += lost


def _projects(rows: Rows) -> list[Project]:
    held = [rows.packs.projects[key] for key in sorted(rows.packs.projects)]
    return [one for one in held if rows.holds(one.began_on, one.ended_on)]


def _supplied(rows: Rows) -> Iterator[tuple[Project, str]]:
    for held in _projects(rows):
        for supplier in sorted(set(held.suppliers) & rows.packs.organisations.keys()):
            yield held, supplier


def _editions(rows: Rows) -> list[Indexed]:
    held = [rows.packs.editions[key] for key in sorted(rows.packs.editions)]
    return [one for one in held if rows.holds(out_on(one), None)]


def _supplies(rows: Rows) -> Iterator[tuple[Indexed, SupplyRow]]:
    for one in _editions(rows):
        yield from ((one, row) for row in _told(one).values())


def _told(one: Indexed) -> dict[tuple[str, str], SupplyRow]:
    countries = {row.country for row in one.countries}
    return {
        (row.country, row.supplier_as_printed): row
        for row in one.supplies
        if row.country in countries and name(row.supplier_as_printed)
    }


def _period(held: Project) -> Sourced:
    return {"startDate": [day(held.began_on)], "endDate": [day(held.ended_on)]}


def _passage(row: Passage) -> str:
    words = f" “{row.original}”" if row.original else ""
    where = described(row.source, [row.source.url, f"retrieved {row.source.retrieved}"])
    return f"{row.id}:{words} {row.locator}; {where}"


def _row_id(edition: Edition, code: str) -> str:
    return f"lamppost-index-{edition.id}-{code}"


def _printed_id(edition: Edition, row: SupplyRow) -> str:
    return f"lamppost-named-{edition.id}-{_digest(row.supplier_as_printed)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LETTERS]
