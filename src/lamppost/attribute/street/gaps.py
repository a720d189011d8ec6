"""Outside the light of a street: how old a map is, what it cannot show, what is kept elsewhere; measured, with what to do next."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from statistics import median_low
from typing import NamedTuple

import msgspec
import numpy as np

from lamppost.attribute.covering import Measured, gaps_of
from lamppost.attribute.street.sampling import cameras_in_all
from lamppost.attribute.street.sites import day_of_last_look
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.registers import access_words, known_passages, registers_at
from lamppost.knowledge.spelling import normalised
from lamppost.model.ground import StreetMap
from lamppost.model.mercator import on_map, scale
from lamppost.model.result import Coverage, Gap
from lamppost.model.saying import say
from lamppost.model.sites import Sampling, Site, Street

REGISTER = "camera-register"
COARSE = 0.10
"""The margin of the plan that the next proofs name: the fewest steps."""


class _Ground(NamedTuple):
    """What is measured of a map."""

    sites: Sequence[Site]
    ground: StreetMap
    as_of: date
    homes: int
    """Cameras of private homes that are left out."""


def doubts(
    coverage: Coverage,
    sites: Sequence[Site],
    street: Street,
    ground: StreetMap,
    knowledge: Knowledge,
    place: object = None,
) -> Coverage:
    """The coverage with what a map cannot show, and the plans and the letter among what to do next.

    Args:
        coverage: As it is without.
        sites: The cameras, as the result holds them.
        street: The place.
        ground: What was read; its ways are those of the place.
        knowledge: The packs, as of the day.
        place: Code of the country or its part, where the user told it.
    """
    measured = [
        *_of_sites(sites, knowledge.as_of),
        *_of_ground(_Ground(sites, ground, knowledge.as_of, street.homes_left_out)),
    ]
    codes = [place, place[:2]] if isinstance(place, str) and place else []
    gaps = [*gaps_of(measured), *_registers(names_of(street, ground), codes, knowledge)]
    return _joined(coverage, gaps, street.sampling, bool(sites))


def doubts_again(
    coverage: Coverage, before: Coverage, sites: Sequence[Site], street: Street, as_of: date
) -> Coverage:
    """The same from a document alone: what only the map told stays as it was.

    Args:
        coverage: As it is without.
        before: The coverage of the document.
        sites: The cameras of the document.
        street: The place.
        as_of: The day.
    """
    kept = [gap for gap in before.gaps if gap.code in _OF_GROUND or gap.code == REGISTER]
    return _joined(coverage, [*gaps_of(_of_sites(sites, as_of)), *kept], street.sampling, bool(sites))


def names_of(street: Street, ground: StreetMap) -> list[str]:
    """What the place is called on its map; where no place was chosen, every town and area that the map names.

    Args:
        street: The place.
        ground: What was read.
    """
    held = [[one.name, *one.other_names] for one in ground.places]
    if street.place is None:
        return sorted({name for names in held for name in names})
    called = normalised(street.place)
    own = [names for names in held if called in {normalised(name) for name in names}]
    return sorted({street.place, *(name for names in own for name in names)})


def _joined(coverage: Coverage, gaps: Sequence[Gap], plans: Sequence[Sampling], has_sites: bool) -> Coverage:
    proofs: list[str] = [plan.words for plan in plans if plan.margin == COARSE]
    if has_sites:
        proofs.append(
            say(
                "Ask the town or the police for their register of cameras: lamppost letter RESULT place --kind register"
            )
        )
    return msgspec.structs.replace(
        coverage,
        gaps=[*coverage.gaps, *gaps],
        next_proofs=[*proofs, *(one for one in coverage.next_proofs if one not in proofs)],
    )


def _of_sites(sites: Sequence[Site], as_of: date) -> Iterator[Measured]:
    """What the cameras themselves do not tell."""
    count = len(sites)
    touched = [day for one in sites if (day := day_of_last_look(one)) is not None and day <= as_of]
    ages = sorted((as_of - day).days for day in touched)
    if ages:
        yield (
            "sites-age", say("days since a camera on the map was last changed or checked, in the middle of all of which a day is told: for half of them it is longer"),
            median_low(ages), None,
        )  # fmt: skip
        yield (
            "sites-oldest",
            say("days since the camera that was left alone longest was changed or checked"),
            ages[-1],
            None,
        )
    yield (
        "sites-no-day", say("cameras of which no day of a change or a check is told, or one after the day asked about"),
        count - len(ages), count,
    )  # fmt: skip
    yield (
        "sites-never-checked", say("cameras on which nobody wrote that they looked whether they are still there"),
        sum(one.checked_on is None for one in sites), count,
    )  # fmt: skip
    yield (
        "sites-found-otherwise",
        say("cameras of which it was entered that they are gone, or are none: what the map has them see is still among the shares and walks"),
        sum(one.is_found_otherwise for one in sites), count,
    )  # fmt: skip
    yield (
        "sites-indoor", say("cameras indoors: they are counted, and taken to see nothing of the street"),
        sum(one.covers == "indoor" for one in sites), count,
    )  # fmt: skip
    first = sum(one.source in ("osm", "both") for one in sites)
    second = sum(one.source in ("register", "both") for one in sites)
    both = sum(one.source == "both" for one in sites)
    if both and not any(map(_is_copied, sites)):
        estimate, low, high = cameras_in_all(first, second, both)
        yield (
            "sites-in-neither",
            say(
                "cameras that neither the map nor the register has, as what both have lets one think; with 95 % from {low} to {high}, if neither knew the other",
                low=round(low) - count,
                high=round(high) - count,
            ),
            round(estimate) - count,
            round(estimate),
        )


def _is_copied(site: Site) -> bool:
    """Whether the register has it from the map, or the map from the register: then what both have lets one think nothing."""
    said = [link.source_class for link in site.present_chain[:2]]
    return site.source == "both" and said == ["crowd", "crowd"]


def _of_ground(seen: _Ground) -> Iterator[Measured]:
    """What the map does not tell of the ground."""
    for code, measure in _OF_GROUND.items():
        for text, count, of in measure(seen):
            yield code, text, count, of


_Rows = Iterator[tuple[str, int | None, int | None]]


def _map_day(seen: _Ground) -> _Rows:
    if seen.ground.map_day is not None and seen.ground.map_day <= seen.as_of:
        yield (
            say("days between the day of the map and the day asked about"),
            (seen.as_of - seen.ground.map_day).days,
            None,
        )
    elif seen.ground.map_day is not None:
        yield (
            say("days by which the map is younger than the day asked about"),
            (seen.ground.map_day - seen.as_of).days,
            None,
        )


def _no_buildings(seen: _Ground) -> _Rows:
    if seen.sites and not seen.ground.has_buildings:
        yield (
            say(
                "the file holds no buildings: nothing stands in the way of any camera, so more is called seen than is"
            ),
            None,
            None,
        )


def _no_heights(seen: _Ground) -> _Rows:
    if seen.ground.has_buildings and len(seen.ground.buildings["height_m"]):
        heights = seen.ground.buildings["height_m"]
        yield (
            say("buildings of which the map tells no height: each is taken to hide what is behind it from every camera"),
            int(np.isnan(heights).sum()), len(heights),
        )  # fmt: skip


def _no_ways(seen: _Ground) -> _Rows:
    if not seen.ground.has_ways:
        yield (
            say("the file holds no ways: how much of the ground that people walk is seen is not known"),
            None,
            None,
        )


def _no_cameras(seen: _Ground) -> _Rows:
    if not seen.sites and seen.homes:
        yield (
            say(
                "the only cameras of this place are of private homes and are left out: how much of the ground is seen is not known, for what nobody mapped may see it all the same"
            ),
            None,
            None,
        )
    elif not seen.sites:
        yield (
            say(
                "no camera of this place could be counted: how much of the ground is seen is not known, for what nobody mapped may see it all the same"
            ),
            None,
            None,
        )


def _not_public(seen: _Ground) -> _Rows:
    if seen.ground.has_ways:
        length = seen.ground.edges["length_m"]
        closed, covered = ~seen.ground.edges["is_public"], seen.ground.edges["is_covered"]
        out = closed | covered
        yield (
            say("metres of way that are left out: not everybody may walk there, or they are covered"),
            round(float(length[out].sum())), round(float(length.sum())),
        )  # fmt: skip


def _near_the_edge(seen: _Ground) -> _Rows:
    """Ways so near to the edge of the files that a camera beyond it could see them, by the farthest view of any held."""
    reach = max((one.sees.far_m for one in seen.sites if one.sees is not None), default=0.0)
    if (
        not seen.ground.has_ways
        or seen.ground.bounds is None
        or not reach
        or not len(seen.ground.edges["start"])
    ):
        return
    west, south, east, north = seen.ground.bounds
    (left, right), (low, high) = on_map([south, north], [west, east])
    edges, nodes = seen.ground.edges, seen.ground.nodes
    x = (nodes["east"][edges["start"]] + nodes["east"][edges["end"]]) / 2
    y = (nodes["north"][edges["start"]] + nodes["north"][edges["end"]]) / 2
    room = np.minimum.reduce([x - left, right - x, y - low, high - y]) / scale(
        nodes["lat_deg"][edges["start"]]
    )
    counted = edges["is_public"] & ~edges["is_covered"]
    length = edges["length_m"]
    yield (
        say(
            "metres of way within {reach} m of the edge of the file, or beyond it, where cameras that the file lacks may look in",
            reach=round(reach),
        ),
        round(float(length[counted & (room < reach)].sum())), round(float(length[counted].sum())),
    )  # fmt: skip


def _relations_not_read(seen: _Ground) -> _Rows:
    if seen.ground.relations_not_read:
        yield (
            say(
                "relations type=surveillance in the files, which may tell what cameras see: they are not read, for no page that was read says what their roles mean"
            ),
            len(seen.ground.relations_not_read),
            None,
        )


def _rows_not_read(seen: _Ground) -> _Rows:
    if seen.ground.rows_not_read:
        yield (
            say("rows of registers that could not be read"),
            seen.ground.rows_not_read,
            seen.ground.rows_read + seen.ground.rows_not_read,
        )


def _not_considered(seen: _Ground) -> _Rows:
    if seen.sites:
        yield (
            say(
                "trees, glass, parked cars, slopes, fog and the dark are not considered: they hide more, or less, than is said"
            ),
            None,
            None,
        )


_OF_GROUND: dict[str, Callable[[_Ground], _Rows]] = {
    "map-age": _map_day,
    "map-no-ways": _no_ways,
    "map-no-cameras": _no_cameras,
    "map-no-buildings": _no_buildings,
    "buildings-no-height": _no_heights,
    "ways-left-out": _not_public,
    "near-the-edge": _near_the_edge,
    "relations-not-read": _relations_not_read,
    "register-rows-not-read": _rows_not_read,
    "not-considered": _not_considered,
}


def _registers(names: Sequence[str], codes: Sequence[str], knowledge: Knowledge) -> list[Gap]:
    """The registers of the place that the packs know of; the statement that each rests on is named."""
    return [
        Gap(
            code=REGISTER,
            text=say(
                "{words!t} (statement {id})", words=access_words(one), id=known_passages(one, knowledge)[0].id
            ),
            count=None,
            of=None,
        )
        for one in registers_at(knowledge, names, codes)
    ]
