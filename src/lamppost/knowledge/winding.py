"""Rings of polygons turned as RFC 7946 §3.1.6 asks: the outer one against the clock, holes with it, each closed."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

Ring = Sequence[Sequence[float]]


def wound(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """The geometry with its rings turned; what is no polygon stays as it is."""
    kind, held = geometry["type"], geometry["coordinates"]
    if kind == "Polygon":
        return {"type": kind, "coordinates": _polygon(held)}
    if kind == "MultiPolygon":
        return {"type": kind, "coordinates": [_polygon(one) for one in held]}
    return dict(geometry)


def _polygon(rings: Sequence[Ring]) -> list[list[Sequence[float]]]:
    return [_turned(ring, is_outer=number == 0) for number, ring in enumerate(rings)]


def _turned(ring: Ring, *, is_outer: bool) -> list[Sequence[float]]:
    closed = [*ring] if ring[0] == ring[-1] else [*ring, ring[0]]
    is_against_the_clock = area(closed) > 0
    return closed if is_against_the_clock is is_outer else closed[::-1]


def area(ring: Ring) -> float:
    """Twice the area of a ring in square degrees, positive where it runs against the clock (Gauss's formula)."""
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise(ring))
