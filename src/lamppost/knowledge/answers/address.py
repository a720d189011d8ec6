"""An address: who operates the network it lies in, where it is registered, where a table locates it; never one "country"."""

import ipaddress
from collections.abc import Sequence
from typing import Literal

import msgspec

from lamppost.knowledge.answers.company import company_sections
from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.answers.names import Found
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import sourced_link
from lamppost.model.answer import Claim, Section
from lamppost.model.chain import Link
from lamppost.model.saying import noted, say

Saying = Literal["operator", "registered_in", "located_in"]
"""What a table may say of an address."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one table says of an address."""

    what: Saying
    value: str
    table: str
    day: str | None
    locator: str


def as_address(text: str) -> str | None:
    """The address in its usual spelling; None if the text is none."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return None


def address_sections(address: str, told: Sequence[Told], knowledge: Knowledge) -> tuple[Found, list[Section]]:
    """The operator first, then registration and location as two things, each with its table and day.

    Args:
        address: The address.
        told: What reference tables say of it, the user's own first.
        knowledge: The packs, as of a day.
    """
    operators, operator = _operators(address, told, knowledge)
    sections = [
        lines(
            "operator",
            say("Who operates the network"),
            operators,
            say("the packs hold nothing on the network it lies in"),
        ),
        lines("registered_in", say("Registered in"), _claims(address, told, "registered_in"), NO_TABLE),
        lines(
            "located_in", say("Located in, as a table has it"), _claims(address, told, "located_in"), NO_TABLE
        ),
    ]
    organisation = knowledge.organisation(operator) if operator else None
    if organisation is not None:
        sections += [
            msgspec.structs.replace(part, title=_title(part.code, organisation.name, knowledge))
            for part in company_sections(organisation, knowledge)
            if part.code in ("owners", "lists", "countries")
        ]
    return Found(id=address, match="exact", held=address), sections


NO_TABLE = noted("no table in hand says; give one with --networks")


def _title(code: str, name: str, knowledge: Knowledge) -> str:
    """The title of a section of the operator, among those of the address."""
    if code == "lists":
        return say("{name}: lists, as of {day}", name=name, day=str(knowledge.as_of))
    return say("{name}: owned by", name=name) if code == "owners" else say("{name}: country", name=name)


def _operators(address: str, told: Sequence[Told], knowledge: Knowledge) -> tuple[list[Claim], str | None]:
    claims = _claims(address, told, "operator")
    found = knowledge.operator_of(address)
    if found is None:
        return claims, None
    organisation, held, prefix = found
    name, status = knowledge.name_of(organisation), knowledge.range_status(held)
    link = sourced_link(prefix, "operated_by", name, held.source, statement=held.id)
    link = msgspec.structs.replace(link, original=held.original, status=status)
    return [
        *claims,
        claim(say("{name}, which operates {network}", name=name, network=prefix), status, [link]),
    ], organisation


def _claims(address: str, told: Sequence[Told], what: str) -> list[Claim]:
    return [_claim(address, one) for one in told if one.what == what]


def _claim(address: str, one: Told) -> Claim:
    value = one.value if one.what == "operator" else one.value.upper()
    if not one.day:
        text = say(
            "{value}, says table {table}, which does not say of which day it is", value=value, table=one.table
        )
    elif one.day in one.table:
        text = say("{value}, says table {table}", value=value, table=one.table)
    else:
        text = say("{value}, says table {table}, of {day}", value=value, table=one.table, day=one.day)
    link = Link(
        subject=address,
        property=one.what,
        value=one.value,
        source=one.table,
        source_class="independent",
        match="exact_id",
        day=one.day or "",
        locator=one.locator,
    )
    return claim(text, "corroborated", [link])
