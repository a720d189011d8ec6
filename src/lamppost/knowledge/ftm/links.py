"""Owners, sellers and builders as links of FollowTheMoney, one for each statement."""

from collections.abc import Iterator

from lamppost.knowledge.ftm.rows import Rows, Sourced, link_properties
from lamppost.knowledge.ftm.things import OWNED, brand_id, is_ownership
from lamppost.knowledge.structs import Statement
from lamppost.model.followthemoney import Entity, entity, organisation_id, percentage, statement_id

ROLES = {
    "owner": "owner",
    "subsidiary_of": "parent company",
    "sold_by": "sells what bears the brand",
    "built_by": "builds what bears the brand",
}


def links(rows: Rows) -> Iterator[Entity]:
    """Every statement that ties two held things, by id."""
    for row, holder, is_brand in sorted(_linking(rows), key=lambda found: found[0].id):
        other = organisation_id(row.value)
        properties = link_properties(row, rows.disputes(row))
        properties["role"] = [ROLES[row.property]]
        if is_brand:
            ends: Sourced = {"subject": [other], "object": [brand_id(holder)]}
            yield entity(statement_id(row.id), "UnknownLink", properties | ends)
        else:
            ends = {
                "owner": [other],
                "asset": [organisation_id(holder)],
                "percentage": [percentage(row.share)],
            }
            yield entity(statement_id(row.id), "Ownership", properties | ends)


def _linking(rows: Rows) -> Iterator[tuple[Statement, str, bool]]:
    """Statement, id of whom it is said of, and whether that is a brand; the others are counted."""
    held = rows.packs.organisations
    for organisation in held.values():
        for row in rows.statements(organisation):
            if row.property not in OWNED:
                continue
            if is_ownership(row, organisation, rows):
                yield row, organisation.id, False
            elif row.value in held:
                rows.left_out["owners of a public body, which the schema lets nobody own (in its notes)"] += 1
            else:
                rows.left_out[
                    "owners that are words and no organisation (in the notes of what they own)"
                ] += 1
    for brand in rows.packs.brands.values():
        for row in rows.statements(brand):
            if row.property not in ROLES:
                continue
            if row.value in held:
                yield row, brand.id, True
            else:
                rows.left_out["sellers or builders that are words (in the notes of the brand)"] += 1
