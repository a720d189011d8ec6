"""A walk of the user's, or the ways between two points: how much of them is seen. Where they lead is told to the user alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from lamppost.model.errors import LamppostError
from lamppost.model.ground import StreetMap
from lamppost.model.language import tr
from lamppost.model.observations import Issue
from lamppost.model.sites import Price, WalkSeen
from lamppost.model.walk import AskedWalk, WaysTold, WayTold

if TYPE_CHECKING:
    from lamppost.attribute.street.looked import Looked
    from lamppost.attribute.street.network import Network, Spot
    from lamppost.attribute.street.walks import Look
    from lamppost.attribute.street.ways import Way

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What a result says of walks."""

    walks: list[WalkSeen]
    issues: list[Issue]
    """Of the file of a walk."""


def walks_of(
    street: StreetMap,
    asked: AskedWalk | None,
    looked: "Looked | None",
    bounds: Bounds | None = None,
    on_compile: Callable[[str], None] | None = None,
) -> Walked:
    """The walk that is asked about.

    Args:
        street: The map.
        asked: Which walk; None: none.
        looked: What the cameras see; None where they are too many.
        bounds: What is covered: west, south, east, north in degrees.
        on_compile: Called with the name of a kernel when its machine code has to be made.

    Raises:
        LamppostError: The file cannot be read; a point is none, or lies near no way; no way joins the two; the map has no ways.
    """
    if asked is None or (asked.path is None and asked.ends is None):
        return Walked(walks=[], issues=[])
    if looked is None:
        raise LamppostError(
            tr("a walk is not measured against so many cameras"),
            hint=tr("Say which part of the map: --bbox W,S,E,N, or --place NAME."),
        )
    from lamppost.attribute.street.looks import looks_of

    level = _level(asked, [level.id for level in looked.taken.levels])
    looks = looks_of(looked, on_compile)
    if asked.path is not None:
        return _recorded(asked.path, looks, level, bounds)
    return Walked(walks=_looked_for(street, asked, looks, level), issues=[])


def _level(asked: AskedWalk, known: Sequence[str]) -> str:
    if asked.level is not None and asked.level not in known:
        raise LamppostError(
            tr("--level {level}: the standard has no such level", level=asked.level),
            hint=tr("It has {levels}.", levels=", ".join(known)),
        )
    return asked.level or known[0]


def _recorded(path: Path, looks: "Sequence[Look]", level: str, bounds: Bounds | None) -> Walked:
    from lamppost.attribute.street.walks import line_of_walk, measured
    from lamppost.observe.gpx.reader import read_walk

    read = read_walk(path)
    return Walked(
        walks=[measured("walk", line_of_walk(read.lines), looks, level, bounds)], issues=read.issues
    )


def _looked_for(street: StreetMap, asked: AskedWalk, looks: "Sequence[Look]", level: str) -> list[WalkSeen]:
    from lamppost.attribute.street.ends import point_of
    from lamppost.attribute.street.network import network_of
    from lamppost.attribute.street.unions import watched
    from lamppost.attribute.street.walks import line_of_way, measured
    from lamppost.attribute.street.ways import Router

    if not street.has_ways:
        raise LamppostError(
            tr("--walk: the map has no ways that can be walked"),
            hint=tr("Give an extract of OpenStreetMap (.osm.pbf); a walk as GPX needs no ways."),
        )
    assert asked.ends is not None
    network = network_of(street.nodes, street.edges)
    first, last = _spots(network, asked.ends, [point_of(end, street) for end in asked.ends])
    chosen = next(look for look in looks if (look.kind, look.level, look.lens) == ("seen", level, asked.lens))
    seen = watched(chosen.measure(street.nodes, street.edges), len(street.edges["start"]))
    found = Router(network, seen).between(first, last, asked.detour)
    if found is None:
        raise LamppostError(
            tr("--walk {ends}: no way joins the two", ends=" ".join(asked.ends)),
            hint=tr("They lie on parts of the map that are not joined; choose points on streets."),
        )
    if asked.tell is not None:
        told = [
            _told("shortest", found.shortest, street),
            _told("least_watched", found.least_watched, street),
        ]
        away = (first.away_m, last.away_m)
        asked.tell(WaysTold(away_m=away, detour=asked.detour, shortest=told[0], least_watched=told[1]))
    return [
        measured("shortest", line_of_way(found.shortest, street), looks, level, lens=asked.lens),
        measured(
            "least_watched",
            line_of_way(found.least_watched, street),
            looks,
            level,
            lens=asked.lens,
            detour=asked.detour,
            floor_m=round(found.least_watched.floor_m, 1),
            trade=[
                Price(length_m=round(way.length_m, 1), seen_m=round(way.seen_m, 1)) for way in found.trade
            ],
        ),
    ]


def _spots(network: "Network", ends: tuple[str, str], points: list[tuple[float, float]]) -> "list[Spot]":
    """The points on ways that are nearest to both ends.

    Raises:
        LamppostError: One lies near none.
    """
    from lamppost.attribute.street.network import FARTHEST_M, spots

    found = spots(network, points)
    near = [spot for spot in found if spot is not None]
    if len(near) < len(found):
        which = next(typed for typed, spot in zip(ends, found, strict=True) if spot is None)
        raise LamppostError(
            tr("--walk {point}: no way of the map within {m} m", point=which, m=round(FARTHEST_M)),
            hint=tr("Write the latitude first, in degrees: 48.1371,11.5754. Does the map cover it?"),
        )
    return near


def _told(what: Literal["shortest", "least_watched"], way: "Way", street: StreetMap) -> WayTold:
    from lamppost.attribute.street.steps import line_of, steps_of

    return WayTold(
        what=what,
        length_m=way.length_m,
        seen_m=way.seen_m,
        steps=steps_of(way, street),
        line=line_of(way.pieces, street),
    )
