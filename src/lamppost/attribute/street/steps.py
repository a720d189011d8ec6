"""A way as somebody follows it: street by street, and as a line."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lamppost.attribute.street.ways import Piece, Way
from lamppost.model.ground import StreetMap
from lamppost.model.mercator import on_earth
from lamppost.model.walk import Step

_SHORT_M = (
    10.0  # a way without a name that is shorter, between two parts of one street, is a crossing of a junction
)


def steps_of(way: Way, street: StreetMap) -> list[Step]:
    """The streets of a way in their order.

    Args:
        way: The way.
        street: The map that it leads through.

    Returns:
        A step for each stretch along ways of one name; ways without a name are joined where they are of one kind. A few metres without
        a name between two parts of one street are counted to it.
    """
    steps: list[Step] = []
    for piece in way.pieces:
        number = int(street.edges["name"][piece.edge])
        name = street.way_names[number] if number >= 0 else None
        kind = street.way_kinds[int(street.edges["kind"][piece.edge])]
        _add(steps, Step(name=name, kind=kind, metres=abs(piece.to_m - piece.from_m)))
    return steps


def _add(steps: list[Step], new: Step) -> None:
    """Append a step, or lengthen the last one."""
    if (
        new.name
        and len(steps) > 1
        and steps[-1].name is None
        and steps[-1].metres < _SHORT_M
        and steps[-2].name == new.name
    ):
        between = steps.pop()
        new = Step(name=new.name, kind=new.kind, metres=new.metres + between.metres)
    if steps and (steps[-1].name, steps[-1].kind if new.name is None else "") == (
        new.name,
        new.kind if new.name is None else "",
    ):
        new = Step(name=new.name, kind=steps[-1].kind, metres=new.metres + steps.pop().metres)
    steps.append(new)


def corners_of(pieces: Sequence[Piece], street: StreetMap) -> Any:
    """East and north of the points of a way on Mercator's map, float64 of shape (n, 2).

    Args:
        pieces: The way, each piece beginning where the last one ended.
        street: The map.
    """
    if not pieces:
        return np.empty((0, 2))
    edge = np.array([one.edge for one in pieces], np.int64)
    length = np.maximum(np.asarray(street.edges["length_m"], np.float64)[edge], np.finfo(np.float64).tiny)
    places = np.column_stack((street.nodes["east"], street.nodes["north"]))
    start, end = places[street.edges["start"][edge]], places[street.edges["end"][edge]]
    along = np.array([(one.from_m, one.to_m) for one in pieces]) / length[:, None]
    begins = start + along[:1, :1] * (end - start)
    ends = start + along[:, 1:] * (end - start)
    return np.concatenate((begins[:1], ends))


def line_of(pieces: Sequence[Piece], street: StreetMap) -> Any:
    """Latitude and longitude in degrees of the points of a way, float64 of shape (n, 2)."""
    corners = corners_of(pieces, street)
    return np.column_stack(on_earth(corners[:, 0], corners[:, 1]))
