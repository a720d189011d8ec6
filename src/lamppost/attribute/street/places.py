"""Which part of a map is asked about: a named place that the file outlines, or a box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lamppost.knowledge.spelling import folded
from lamppost.model.errors import LamppostError
from lamppost.model.ground import PlaceOutline, StreetMap, Table
from lamppost.model.language import tr
from lamppost.model.mercator import on_earth, on_map

Bools = npt.NDArray[np.bool_]
Bounds = tuple[float, float, float, float]
MOST_LISTED: Final = 12
"""Places that an error names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What is asked about."""

    name: str | None
    """Of the place, as the map has it; None: a box, or all of the file."""
    bounds: Bounds | None
    """West, south, east, north in degrees."""
    rings: Sequence[Any] = ()
    """Outline of the place on the plane; none: the box alone."""

    def holds(self, east: Any, north: Any) -> Bools:
        """Which points of the plane lie in it, shape (n,); all of them where nothing was asked for."""
        east, north = np.asarray(east, np.float64), np.asarray(north, np.float64)
        if self.bounds is None:
            return np.ones(east.shape, np.bool_)
        (west, right), (south, top) = on_map(
            [self.bounds[1], self.bounds[3]], [self.bounds[0], self.bounds[2]]
        )
        inside = (east >= west) & (east <= right) & (north >= south) & (north <= top)
        if len(self.rings):
            at = np.flatnonzero(inside)
            inside[at] = within(east[at], north[at], self.rings)
        return np.asarray(inside, np.bool_)


def area_of(street: StreetMap, place: str | None, bounds: Bounds | None) -> Area:
    """The place or box that is asked about, else all that the files cover.

    Args:
        street: What was read.
        place: The name of a place that a file outlines.
        bounds: West, south, east, north in degrees.

    Raises:
        LamppostError: No place is called so, or several are; or none of the files is in the box.
    """
    if place is not None:
        chosen = _place_called(place, street.places)
        corners = np.concatenate([np.asarray(ring) for ring in chosen.rings])
        lat, lon = on_earth(
            [corners[:, 0].min(), corners[:, 0].max()], [corners[:, 1].min(), corners[:, 1].max()]
        )
        box = tuple(round(float(one), 7) for one in (lon[0], lat[0], lon[1], lat[1]))
        return Area(name=chosen.name, bounds=box, rings=chosen.rings)  # type: ignore[arg-type]
    if bounds is not None and street.bounds is not None and not _meet(bounds, street.bounds):
        raise LamppostError(
            tr("--bbox {box}: nothing of the map lies there", box=_written(bounds)),
            hint=_where_it_is(bounds, street.bounds),
        )
    return Area(name=None, bounds=bounds)


def _where_it_is(asked: Bounds, held: Bounds) -> str:
    """What the map covers; and the box with latitude and longitude exchanged, where that one lies on it."""
    west, south, east, north = asked
    turned = (south, west, north, east)
    if _meet(turned, held):
        return tr(
            "The map covers {box} (west, south, east, north). Were latitude and longitude exchanged? Try --bbox {turned}",
            box=_written(held),
            turned=_written(turned),
        )
    return tr("The map covers {box} (west, south, east, north).", box=_written(held))


def edges_in(street: StreetMap, area: Area) -> Table:
    """The pieces of way of which the middle lies in an area, as a table like EDGES."""
    edges, nodes = street.edges, street.nodes
    if area.bounds is None:
        return edges
    start, end = edges["start"], edges["end"]
    inside = area.holds(
        (nodes["east"][start] + nodes["east"][end]) / 2, (nodes["north"][start] + nodes["north"][end]) / 2
    )
    return {name: column[inside] for name, column in edges.items()}


def within(east: Any, north: Any, rings: Sequence[Any]) -> Bools:
    """Which points lie within rings by the even-odd rule, shape (n,).

    Args:
        east: Of the points, shape (n,).
        north: Of the points, shape (n,).
        rings: Outer and inner rings, each float64 of shape (m, 2), closed or not.
    """
    inside = np.zeros(len(east), np.bool_)
    for ring in rings:
        corners = np.asarray(ring, np.float64)
        following = np.roll(corners, -1, axis=0)
        for (x0, y0), (x1, y1) in zip(corners.tolist(), following.tolist(), strict=True):
            if y0 == y1:
                continue
            crosses = (y0 > north) != (y1 > north)
            inside ^= crosses & (east < x0 + (north - y0) / (y1 - y0) * (x1 - x0))
    return inside


def _place_called(name: str, places: Sequence[PlaceOutline]) -> PlaceOutline:
    """The one place of a name that has an outline.

    Raises:
        LamppostError: There is none, or there are several.
    """
    word, _, level = name.partition("@")
    asked, level = folded(word), level.strip()
    called = [one for one in places if asked in {folded(text) for text in (one.name, *one.other_names)}]
    called = [one for one in called if not level or level in (one.level, one.ref)]
    outlined = [one for one in called if len(one.rings)]
    if len(outlined) == 1:
        return outlined[0]
    if outlined:
        raise LamppostError(
            tr("--place {name}: {n} places are called so", name=name, n=len(outlined)),
            hint=tr(
                "Say which: {places}.",
                places=", ".join(f"“{one.name}@{one.ref}” ({one.level})" for one in outlined[:MOST_LISTED]),
            ),
        )
    if called:
        raise LamppostError(
            tr("--place {name}: the map has its name, and not its outline", name=name),
            hint=tr("Give a box instead: --bbox W,S,E,N."),
        )
    known = sorted({one.name for one in places if len(one.rings)})
    raise LamppostError(
        tr("--place {name}: the map outlines no place of this name", name=name),
        hint=tr("It outlines {places}.", places=_listed(known))
        if known
        else tr("It outlines no place at all; give a box: --bbox W,S,E,N."),
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_LISTED]) + (f" … ({len(names)})" if len(names) > MOST_LISTED else "")


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _written(bounds: Bounds) -> str:
    return ",".join(f"{value:.4f}" for value in bounds)
