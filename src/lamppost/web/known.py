"""Of what a page speaks that the packs may say more of: makers, owners, operators, countries, laws."""

import re
from collections.abc import Iterable

import msgspec

from lamppost.model.answer import Subject
from lamppost.model.chain import Named
from lamppost.model.reach import Destination, Seat
from lamppost.model.result import Asset, Device
from lamppost.report import wording

_MOST = 24
_SHARE = re.compile(r" \(\d+\.\d+%\)$")
"""What stands behind the name of an owner."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Something to ask for."""

    subject: Subject
    id: str
    name: str


def known_of_thing(one: Device | Asset) -> list[Known]:
    """Maker, builder and their owners, and the lists that name them."""
    named = _named([one.maker, one.builder, *one.owners, *one.builder_owners])
    lists = [Known(subject="list", id=row.list, name=row.list_name) for row in one.listings]
    return _once([*named, *lists])


def known_of_destination(item: Destination) -> list[Known]:
    """Service, operator, their countries and that of the address, and the laws over it."""
    named = _named([item.service_of, item.operator])
    seats: list[Seat] = [*item.service_seats, *item.operator_seats]
    codes = [seat.country for seat in seats] + ([item.registered_in] if item.registered_in else [])
    countries = [Known(subject="country", id=code, name=wording.country(code)) for code in codes]
    laws = [Known(subject="law", id=law.law, name=law.name) for law in item.laws]
    return _once([*named, *countries, *laws])


def _named(all_of_them: Iterable[Named | None]) -> list[Known]:
    return [
        Known(subject="company", id=one.id, name=_SHARE.sub("", one.name))
        for one in all_of_them
        if one and one.id
    ]


def _once(all_of_them: Iterable[Known]) -> list[Known]:
    """Each once, by what it is, and no more than a page has room for; shares of owners aside."""
    return list({(one.subject, one.id): one for one in reversed(list(all_of_them))}.values())[::-1][:_MOST]
