"""The quiet ground of a place: its ways and buildings as lines to be drawn, no finer than they can be seen."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lamppost.model.ground import StreetMap
from lamppost.model.mercator import on_earth, on_map, scale
from lamppost.model.sites import Drawing

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float, float, float]

MOST_POINTS: Final = 60_000
"""So many corners are drawn; of more, the lines of most extent."""
UNSEEN_M: Final = 0.3
"""A corner that lies so near to the line between its neighbours is left out, twice over at most."""
_UNIT = 1e6


def drawing(held: StreetMap, bounds: Bounds, most_points: int = MOST_POINTS) -> Drawing:
    """The lines of ways and buildings that reach into a place; ways first, where they are too many.

    Args:
        held: What was read of maps.
        bounds: West, south, east, north in degrees.
        most_points: How many corners are drawn at most.
    """
    lines = [_ways(held), _walls(held)]
    inside = [_within(_thinned(one, bounds), bounds) for one in lines]
    left = most_points
    drawn, n_left_out = [], 0
    for one in inside:
        kept = _largest(one, left)
        left -= int(np.isin(one.line, kept).sum())
        n_left_out += one.n_lines - len(kept)
        drawn.append(_written(one, kept))
    return Drawing(ways=drawn[0], buildings=drawn[1], left_out=n_left_out)


class _Lines:
    """Corners of lines, one after the other: which line each is of, and where it lies on the map."""

    def __init__(self, line: Ints, east: Floats, north: Floats) -> None:
        """Take corners in order, each with the number of its line, numbers growing from 0."""
        self.line, self.east, self.north = line, east, north

    @property
    def n_lines(self) -> int:
        return int(self.line[-1]) + 1 if len(self.line) else 0

    def only(self, keep: npt.NDArray[np.bool_]) -> "_Lines":
        """Those corners that are kept, of lines that still have two."""
        line = self.line[keep]
        many = np.bincount(line, minlength=1)[line] > 1 if len(line) else np.zeros(0, bool)
        _, again = np.unique(line[many], return_inverse=True)
        return _Lines(again, self.east[keep][many], self.north[keep][many])


def _ways(held: StreetMap) -> _Lines:
    edges, nodes = held.edges, held.nodes
    if not edges or not len(edges["start"]):
        return _none()
    start, end = np.asarray(edges["start"]), np.asarray(edges["end"])
    follows = (start[1:] == end[:-1]) & (np.asarray(edges["way"])[1:] == np.asarray(edges["way"])[:-1])
    east, north = np.asarray(nodes["east"]), np.asarray(nodes["north"])
    return _chained(follows, east[start], north[start], east[end], north[end])


def _walls(held: StreetMap) -> _Lines:
    walls = held.walls
    if not walls or not len(walls["east"]):
        return _none()
    east, north, to_east, to_north, building = (
        np.asarray(walls[name]) for name in ("east", "north", "to_east", "to_north", "building")
    )
    follows = (building[1:] == building[:-1]) & (east[1:] == to_east[:-1]) & (north[1:] == to_north[:-1])
    return _chained(follows, east, north, to_east, to_north)


def _none() -> _Lines:
    return _Lines(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def _chained(
    follows: npt.NDArray[Any], east: Floats, north: Floats, to_east: Floats, to_north: Floats
) -> _Lines:
    """Pieces that follow each other as one line; each line has the corners of its pieces and the end of its last."""
    line = np.concatenate(([0], np.cumsum(~follows)))
    ends = np.append(np.flatnonzero(~follows), len(line) - 1)
    place = np.concatenate((np.arange(len(line)) + line, ends + line[ends] + 1))
    order = np.argsort(place, kind="stable")
    return _Lines(
        np.concatenate((line, line[ends]))[order],
        np.concatenate((east, to_east[ends]))[order],
        np.concatenate((north, to_north[ends]))[order],
    )


def _within(lines: _Lines, bounds: Bounds) -> _Lines:
    """The lines of which the extent meets that of the place."""
    if not lines.n_lines:
        return lines
    (west, east), (south, north) = on_map([bounds[1], bounds[3]], [bounds[0], bounds[2]])
    first = np.searchsorted(lines.line, np.arange(lines.n_lines))
    meets = (
        (np.maximum.reduceat(lines.east, first) >= west)
        & (np.minimum.reduceat(lines.east, first) <= east)
        & (np.maximum.reduceat(lines.north, first) >= south)
        & (np.minimum.reduceat(lines.north, first) <= north)
    )
    return lines.only(meets[lines.line])


def _thinned(lines: _Lines, bounds: Bounds) -> _Lines:
    """The lines without corners that are not seen; of two that follow each other only one goes at a time."""
    unseen = UNSEEN_M * float(scale((bounds[1] + bounds[3]) / 2))
    for parity in (0, 1):
        count = len(lines.line)
        if count < 3:
            break
        inner = np.zeros(count, bool)
        inner[1:-1] = (lines.line[1:-1] == lines.line[:-2]) & (lines.line[1:-1] == lines.line[2:])
        x, y = lines.east, lines.north
        across, up = np.zeros(count), np.zeros(count)
        across[1:-1], up[1:-1] = x[2:] - x[:-2], y[2:] - y[:-2]
        off = np.zeros(count)
        along = np.zeros(count)
        off[1:-1] = np.abs(across[1:-1] * (y[1:-1] - y[:-2]) - up[1:-1] * (x[1:-1] - x[:-2]))
        along[1:-1] = across[1:-1] * (x[1:-1] - x[:-2]) + up[1:-1] * (y[1:-1] - y[:-2])
        length = np.hypot(across, up)
        between = (along >= 0) & (along <= length * length)  # a line that turns back keeps its tip
        goes = (
            inner & between & (length > unseen) & (off < unseen * length) & (np.arange(count) % 2 == parity)
        )
        lines = lines.only(~goes)
    return lines


def _largest(lines: _Lines, most_points: int) -> Ints:
    """Numbers of the lines that are drawn, in their order: as many as have room, those of most extent."""
    if len(lines.line) <= most_points:
        return np.arange(lines.n_lines)
    first = np.searchsorted(lines.line, np.arange(lines.n_lines))
    extent = (
        np.maximum.reduceat(lines.east, first) - np.minimum.reduceat(lines.east, first)
        + np.maximum.reduceat(lines.north, first) - np.minimum.reduceat(lines.north, first)
    )  # fmt: skip
    order = np.argsort(-extent, kind="stable")
    room = np.cumsum(np.bincount(lines.line)[order]) <= most_points
    return np.sort(order[room])


def _written(lines: _Lines, kept: Ints) -> list[str]:
    """Lines as `Line`s, in the order in which they were read."""
    if not len(kept):
        return []
    lines = lines.only(np.isin(lines.line, kept))
    lat, lon = on_earth(lines.east, lines.north)
    points = np.stack((np.round(lon * _UNIT), np.round(lat * _UNIT)), axis=1).astype(np.int64)
    first = np.searchsorted(lines.line, np.arange(lines.n_lines))
    steps = np.diff(points, axis=0, prepend=0)
    steps[first] = points[first]
    moves = np.asarray(steps.any(axis=1), np.bool_)
    moves[first] = True
    written = []
    for one, moved in zip(np.split(steps, first[1:]), np.split(moves, first[1:]), strict=True):
        if moved.sum() > 1:
            written.append(" ".join(map(str, one[moved].ravel().tolist())))
    return written
