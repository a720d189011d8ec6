"""Who supplies whom, country by country, as one map or two beside each other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from lamppost.knowledge.answers.country import country_names
from lamppost.knowledge.answers.names import GivenNames, find_name, near_names
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import out_on
from lamppost.knowledge.packs import Indexed, Packs
from lamppost.knowledge.records import SupplyRow
from lamppost.knowledge.terms import KINDS
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.result import ToolRef
from lamppost.model.world import (
    WORLD_VERSION,
    EditionRef,
    HeldBy,
    MapChoice,
    MapDifference,
    MapPlace,
    MapSide,
    MapSupplier,
    NamedSupplier,
    World,
)


def world_of(choices: Sequence[MapChoice], packs: Packs, tool: ToolRef) -> World:
    """The maps that are asked for.

    Args:
        choices: One, or two to compare.
        packs: The packs.
        tool: Which program answers.

    Raises:
        LamppostError: A choice names what is not held.
    """
    ever = Knowledge(packs, date.max)
    sides = [_side(choice, Knowledge(packs, choice.as_of), ever) for choice in choices]
    shown = {place.country for side in sides for place in side.places}
    return World(
        world_version=WORLD_VERSION,
        tool=tool,
        packs=list(packs.refs),
        editions=[_ref(one, ever) for one in ever.editions()],
        suppliers=_suppliers(ever),
        also_held=sorted(country_names(ever).keys() - shown),
        sides=sides,
        differences=_differences(*sides) if len(sides) == 2 else [],
    )


def _side(choice: MapChoice, knowledge: Knowledge, ever: Knowledge) -> MapSide:
    if choice.kind is not None and choice.kind not in KINDS:
        raise LamppostError(
            tr("no such kind of surveillance"), hint=tr("There are {names}.", names=", ".join(KINDS))
        )
    supplier = _called(choice.supplier, ever) if choice.supplier else None
    one = _edition(choice, knowledge)
    return MapSide(
        choice=choice,
        edition=_ref(one, knowledge) if one else None,
        supplier=supplier,
        places=_places(one, choice.kind, supplier, knowledge) if one else [],
    )


def _edition(choice: MapChoice, knowledge: Knowledge) -> Indexed | None:
    out = knowledge.editions()
    if choice.edition is None:
        return out[-1] if out else None
    for one in out:
        if one.edition.id == choice.edition:
            return one
    held = knowledge.packs.editions
    if choice.edition in held:
        return None
    raise LamppostError(
        tr("no such edition is held"), hint=tr("There are {names}.", names=", ".join(sorted(held)))
    )


def _places(one: Indexed, kind: str | None, supplier: str | None, knowledge: Knowledge) -> list[MapPlace]:
    named: dict[str, list[NamedSupplier]] = defaultdict(list)
    for row in one.supplies:
        name = _name(row, knowledge)
        if supplier in (None, name) and all(name != held.name for held in named[row.country]):
            named[row.country].append(
                NamedSupplier(
                    name=name,
                    organisation=row.organisation,
                    as_printed=row.supplier_as_printed,
                    locator=row.locator,
                )
            )
    places = []
    for country in one.countries:
        kinds = [held for held in country.kinds.split(";") if held]
        fits = kind is None or kind in kinds
        held = sorted(named[country.country], key=lambda each: each.name.casefold()) if fits else []
        places.append(
            MapPlace(
                country=country.country,
                name=country.name_as_printed,
                suppliers=held,
                kinds=kinds,
                locator=country.locator,
            )
        )
    return sorted(places, key=lambda place: place.name.casefold())


def _differences(first: MapSide, second: MapSide) -> list[MapDifference]:
    """Each country that either map speaks of; by name only where both show all suppliers."""
    ours, theirs = ({place.country: place for place in side.places} for side in (first, second))
    by_name = first.supplier is None and second.supplier is None
    found = []
    for country in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(country), theirs.get(country)
        one, other = (_names(place) for place in (here, there))
        known = there or here
        if known is not None:
            found.append(
                MapDifference(
                    country=country,
                    name=known.name,
                    held_by=_held_by(bool(one), bool(other)),
                    only_first=[name for name in one if by_name and name not in other],
                    only_second=[name for name in other if by_name and name not in one],
                )
            )
    return sorted(found, key=lambda row: row.name.casefold())


def _held_by(first: bool, second: bool) -> HeldBy:
    if first and second:
        return "both"
    return "first" if first else "second" if second else "neither"


def _names(place: MapPlace | None) -> list[str]:
    return [one.name for one in place.suppliers] if place else []


def _ref(one: Indexed, knowledge: Knowledge) -> EditionRef:
    edition = one.edition
    return EditionRef(
        id=edition.id,
        title=edition.title,
        year=edition.year,
        out_on=out_on(one),
        scope=edition.scope,
        attribution=edition.attribution,
        caveats=edition.caveats,
        link=knowledge.edition_link(one, edition.title),
    )


def _suppliers(ever: Knowledge) -> list[MapSupplier]:
    countries: dict[str, set[str]] = defaultdict(set)
    for row in _supplies(ever):
        countries[_name(row, ever)].add(row.country)
    return [
        MapSupplier(name=name, n_countries=len(held))
        for name, held in sorted(countries.items(), key=lambda pair: (-len(pair[1]), pair[0].casefold()))
    ]


def _supplies(ever: Knowledge) -> Iterable[SupplyRow]:
    return (row for one in ever.editions() for row in one.supplies)


def _name(row: SupplyRow, knowledge: Knowledge) -> str:
    return knowledge.name_of(row.organisation) if row.organisation else row.supplier_as_printed


def _called(asked: str, ever: Knowledge) -> str:
    """What the supplier is called that is asked for by any of its names.

    Raises:
        LamppostError: No edition names it.
    """
    names: dict[str, list[str]] = {}
    for row in _supplies(ever):
        name = _name(row, ever)
        names.setdefault(name, [name, row.organisation or name]).append(row.supplier_as_printed)
    if asked in names:
        return asked
    given = GivenNames(names)
    found = find_name(asked, given)
    if found is None:
        near = ", ".join(near_names(asked, given))
        raise LamppostError(
            tr("no edition names such a supplier"),
            hint=tr("Held and alike: {names}.", names=near)
            if near
            else tr("Names are matched as in lamppost ask company."),
        )
    return found.id
