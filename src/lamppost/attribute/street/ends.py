"""Where a walk begins and ends, from what the user typed: a latitude and a longitude, or the name of a street or place."""

import math
import re
from typing import Any, Final

import numpy as np

from lamppost.knowledge.spelling import folded
from lamppost.model.errors import LamppostError
from lamppost.model.ground import StreetMap
from lamppost.model.language import tr
from lamppost.model.mercator import MOST_LATITUDE_DEG, on_earth, scale

Point = tuple[float, float]
APART_M: Final = 400.0
"""Pieces of way of one name that lie further than this from all others of it are another street."""
_POINT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;]\s*([+-]?\d+(?:\.\d+)?)\s*", re.ASCII)
_MOST_LON = 180.0


def point_of(typed: str, street: StreetMap) -> Point:
    """Latitude and longitude in degrees of what was typed.

    Args:
        typed: `48.1371,11.5754`, or the name of a street or of a place that the map outlines.
        street: The map.

    Returns:
        The point; of a street the node of it that is nearest to its middle, of a place the middle of its box.

    Raises:
        LamppostError: It is neither, or a name that means several things.
    """
    if match := _POINT.fullmatch(typed):
        lat, lon = float(match[1]), float(match[2])
        if abs(lat) > MOST_LATITUDE_DEG or abs(lon) > _MOST_LON:
            raise LamppostError(
                tr("--walk {point}: no latitude and longitude that a walk can have", point=typed),
                hint=tr("Write the latitude first, in degrees: 48.1371,11.5754."),
            )
        return lat, lon
    return _named(typed, street)


def _named(typed: str, street: StreetMap) -> Point:
    """The middle of the one street or place of a name."""
    asked = folded(typed)
    streets = _streets(asked, street) if asked else []
    places = [
        np.concatenate([np.asarray(ring, np.float64) for ring in one.rings])
        for one in street.places
        if len(one.rings) and asked in {folded(name) for name in (one.name, *one.other_names)}
    ]
    found = [*streets, *((corners.min(axis=0) + corners.max(axis=0)) / 2 for corners in places)]
    if (
        len(found) > 1
    ):  # a square may be a street and a place: what lies near enough is one, and the street stands for it
        lat = on_earth([found[0][0]], [found[0][1]])[0]
        group = _grouped(np.array(found), APART_M * float(scale(float(lat[0]))))
        found = [found[int(np.flatnonzero(group == one)[0])] for one in range(int(group.max()) + 1)]
    if len(found) == 1:
        lat, lon = on_earth([found[0][0]], [found[0][1]])
        return float(lat[0]), float(lon[0])
    if found:
        raise LamppostError(
            tr("--walk {name}: {n} streets or places are called so", name=typed, n=len(found)),
            hint=tr("Give the point as latitude and longitude: 48.1371,11.5754."),
        )
    raise LamppostError(
        tr("--walk {name}: no street or place of the map is called so", name=typed),
        hint=tr("Give the point as latitude and longitude: 48.1371,11.5754."),
    )


def _streets(asked: str, street: StreetMap) -> list[Any]:
    """East and north of a node near the middle of each street of a name."""
    numbers = [number for number, name in enumerate(street.way_names) if folded(name) == asked]
    if not numbers:
        return []
    edges, nodes = street.edges, street.nodes
    rows = np.flatnonzero(np.isin(edges["name"], numbers) & np.asarray(edges["is_public"], bool))
    if not len(rows):
        return []
    ends = np.unique(np.concatenate((edges["start"][rows], edges["end"][rows])))
    points = np.column_stack((nodes["east"][ends], nodes["north"][ends]))
    group = _grouped(points, APART_M * float(scale(float(np.median(nodes["lat_deg"][ends])))))
    return [_middle(points[group == one]) for one in range(int(group.max()) + 1)]


def _grouped(points: Any, apart: float) -> Any:
    """Which of the groups that lie further apart than so much each point belongs to."""
    from scipy.sparse import csgraph, csr_array
    from scipy.spatial import cKDTree

    pairs = cKDTree(points).query_pairs(apart, output_type="ndarray")
    n = len(points)
    return csgraph.connected_components(
        csr_array((np.ones(len(pairs)), pairs.T), shape=(n, n)), directed=False
    )[1]


def _middle(points: Any) -> Any:
    box = (points.min(axis=0) + points.max(axis=0)) / 2
    return points[min(range(len(points)), key=lambda at: (math.dist(points[at], box), at))]
