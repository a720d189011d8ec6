"""Organisations and brands as things of FollowTheMoney."""

import re
from collections.abc import Iterable, Iterator

from lamppost.knowledge.ftm.rows import Rows, Sourced, note, sourced
from lamppost.knowledge.spelling import folded
from lamppost.knowledge.structs import Brand, Organisation, Statement
from lamppost.model.followthemoney import Entity, country, entity, name, organisation_id

OWNED = frozenset({"owner", "subsidiary_of"})
COUNTRY = {"registered_in": "jurisdiction", "based_in": "country"}
STATE = "state-"
"""How the ids of states and their bodies begin."""
LEGAL_FORMS = frozenset(
    {
        "ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "jsc", "kk",
        "limited", "llc", "ltd", "nv", "ooo", "oy", "oyj", "pjsc", "plc", "sa", "sarl", "se", "spa", "srl",
    }
)  # fmt: skip
"""Last words of a legal name that say it is a company."""
FORMS_WITHIN = re.compile(r"주식회사|\(주\)|有限公司|股份公司|株式会社|joint[- ]stock company", re.IGNORECASE)
"""The same, where they stand anywhere in the name."""


def brand_id(identifier: str) -> str:
    """The entity's id of a brand."""
    return f"lamppost-brand-{identifier}"


def schema_of(organisation: Organisation, rows: Rows) -> str:
    """The schema of an organisation, the same on every day.

    A state or state body (its id begins with `state-`) is a PublicBody. One of which an owner or parent is
    said, or whose legal name has the form of a company, is a Company, the only schema that can be owned.
    Any other is an Organization, of which Company is a kind: no more is known.
    """
    if organisation.id.startswith(STATE):
        return "PublicBody"
    held = [row for row in organisation.statements if row.id not in rows.retracted]
    if any(row.property in OWNED for row in held):
        return "Company"
    legal = [row.value for row in held if row.property == "legal_name"]
    return "Company" if any(_has_form(value) for value in legal) else "Organization"


def organisations(rows: Rows, topics: dict[str, set[str]]) -> Iterator[Entity]:
    """Every organisation, by id.

    Args:
        rows: The rows that go out.
        topics: Topics by organisation, from the lists that name it.
    """
    for key in sorted(rows.packs.organisations):
        held = rows.packs.organisations[key]
        said = [row for row in rows.statements(held) if not is_ownership(row, held, rows)]
        properties: Sourced = _names(held.name if name(held.name) else key, said, rows) | _countries(
            said, rows
        )
        properties |= {"topics": [*topics.get(key, ())], "notes": _notes(said, rows)}
        properties |= sourced(row.source for row in said)
        yield entity(organisation_id(key), schema_of(held, rows), properties, caption=held.name)


def brands(rows: Rows) -> Iterator[Entity]:
    """Every brand, by id, as an Asset: a mark, which can be owned, and no legal entity."""
    for key in sorted(rows.packs.brands):
        held: Brand = rows.packs.brands[key]
        said = [row for row in rows.statements(held) if row.value not in rows.packs.organisations]
        properties: Sourced = {"name": [held.name if name(held.name) else key], "notes": _notes(said, rows)}
        properties |= sourced(row.source for row in rows.statements(held))
        yield entity(brand_id(key), "Asset", properties, caption=held.name)


def is_ownership(row: Statement, held: Organisation, rows: Rows) -> bool:
    """Whether a statement of an organisation becomes a link to its owner; any other stands in the notes."""
    is_owner = row.property in OWNED and row.value in rows.packs.organisations
    return is_owner and schema_of(held, rows) == "Company"


def _names(short: str, said: Iterable[Statement], rows: Rows) -> Sourced:
    """Legal names, former and other names; the short name, which is ours, stands where no other is held."""
    found: Sourced = {"name": [], "alias": [], "previousName": [], "weakAlias": []}
    for row in said:
        kind = {"legal_name": "name", "other_name": "alias", "mac_block_registrant": "weakAlias"}.get(
            row.property
        )
        if kind is None:
            continue
        ended = row.valid_to is not None and rows.as_of is None
        if name(row.value) is None:
            rows.left_out["names that hold no letter that can be seen"] += 1
        found["previousName" if ended else kind].append(row.value)
    known = {folded(value) for values in found.values() for value in values if value}
    if not any(name(value) for value in found["name"] if value):
        found["name"] = [short]
    elif folded(short) not in known:
        found["weakAlias"].append(short)
    return found


def _countries(said: Iterable[Statement], rows: Rows) -> Sourced:
    """Where it is registered and where it sits; what has ended stays in the notes."""
    found: Sourced = {"jurisdiction": [], "country": []}
    for row in said:
        if row.property not in COUNTRY or (row.valid_to is not None and rows.as_of is None):
            continue
        if country(row.value) is None:
            rows.left_out["country codes that FollowTheMoney does not know (in the notes)"] += 1
        found[COUNTRY[row.property]].append(country(row.value))
    return found


def _notes(said: Iterable[Statement], rows: Rows) -> list[str | None]:
    return [note(row, rows.disputes(row)) for row in said]


def _has_form(legal_name: str) -> bool:
    words = folded(legal_name.replace(".", "")).split()
    return bool(words and words[-1] in LEGAL_FORMS) or FORMS_WITHIN.search(legal_name) is not None
