"""What the packs let policies take for known on the day: lists, owners, where makers and the user are."""

from collections.abc import Iterable, Sequence

from lamppost.attribute.laws import Laws
from lamppost.judge.facts import Seats
from lamppost.judge.views import Ground
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.records import PlaceRule
from lamppost.model.reach import Seat
from lamppost.model.result import Device
from lamppost.model.status import STRONG


def ground_of(knowledge: Knowledge, devices: Sequence[Device], place: str | bool | None) -> Ground:
    """What every policy may take for known of these devices and of the user's place."""
    lists = knowledge.packs.lists
    named = {(row.list, row.organisation) for device in devices for row in device.listings}
    scopes: dict[str, dict[str, list[str]]] = {name: {} for name in lists}
    for list_id, organisation in named:
        scopes[list_id][organisation] = knowledge.scope_of(list_id, organisation)
    makers = {
        named.id for device in devices for named in (device.maker, device.builder) if named and named.id
    }
    return Ground(
        scopes=scopes,
        whole_lists=frozenset(name for name in lists if knowledge.is_held_whole(name)),
        list_names={name: listed.file.short_name for name, listed in lists.items()},
        owners_held=frozenset(name for name in makers if knowledge.owners_held_whole(name)),
        build_themselves=frozenset(name for name in makers if knowledge.builds_itself(name)),
        seats=seats_of(makers, knowledge),
        law_names={law.id: law.short_name for law in knowledge.packs.laws.values()},
        place_rules=rules_at(place, knowledge) if place else None,
        place_names={rule.id: rule.name for rule in knowledge.packs.places.values()},
    )


def seats_of(makers: Iterable[str], knowledge: Knowledge) -> Seats:
    """Where makers and builders are, and of which of them it is known where all who control them are registered."""
    laws = Laws(knowledge)

    def held(organisation: str) -> list[Seat]:
        return [seat for seat in laws.seats(organisation) if seat.status in STRONG]

    def registered(organisation: str) -> bool:
        return any(seat.by == "registered_in" for seat in held(organisation))

    found = {name: [seat.country for seat in held(name)] for name in sorted(makers)}
    return Seats(
        countries={name: places for name, places in found.items() if places},
        registered=[
            name for name in found if all(registered(one) for one in {name, *knowledge.controllers(name)})
        ],
        laws=sorted(knowledge.packs.laws),
    )


def rules_at(place: str | bool | None, knowledge: Knowledge) -> dict[str, bool]:
    """Rule of a place → whether it holds at a place on the day; what cannot be told is left out.

    Args:
        place: ISO 3166-1 or 3166-2 code, in upper or lower case.
        knowledge: The packs, as of the day.
    """
    if not isinstance(place, str):
        return {}
    told = {}
    for rule in knowledge.packs.places.values():
        here, now = _covers(rule.place, place.lower(), knowledge), _holds(rule, knowledge)
        if here is False or now is False:
            told[rule.id] = False
        elif here and now:
            told[rule.id] = True
    return told


def _covers(region: str, place: str, knowledge: Knowledge) -> bool | None:
    """Whether a place lies in the region of a rule; None where the place is wider, or a union is not held whole."""
    if place == region or place.startswith(f"{region}-"):
        return True
    if region.startswith(f"{place}-"):
        return None
    union = next((one for one in knowledge.packs.unions.values() if one.place == region), None)
    if union is None:
        return False
    if region in knowledge.unions_of(place.split("-", maxsplit=1)[0]):
        return True
    return False if union.held == "whole" else None


def _holds(rule: PlaceRule, knowledge: Knowledge) -> bool | None:
    """Whether a rule holds on the day; None where the day on which it began is not held."""
    if rule.holds_to is not None and knowledge.as_of >= rule.holds_to:
        return False
    return None if rule.holds_from is None else knowledge.as_of >= rule.holds_from
