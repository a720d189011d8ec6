"""Outlines of countries as one SVG per part of the world, which maps refer to by country.

A border is thinned once, and both of its countries get the same line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lamppost.model.saying import noted
from lamppost.model.topology import Area, Topology
from lamppost.web.equal_earth import Points, projected
from lamppost.web.thinning import area, cut, thinned

WIDTH = 4000
"""Units across a map."""
TOLERANCE = 1.3
LEAST_RING = 14.0
"""Square units below which an island is left out, unless it is the largest of its country."""
SMALL = 360.0
"""Square units below which a country gets a spot."""
_MARGIN = 40.0
_BEND = 60.0
"""Degrees by which a frame reaches further east and west than its part, where meridians bend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the world, as a map shows it."""

    name: str
    west: float
    south: float
    east: float
    north: float


PARTS = {
    "world": Part(name=noted("the world"), west=-180, south=-56, east=180, north=83.7),
    "africa": Part(name=noted("Africa"), west=-22, south=-36, east=59, north=38),
    "americas": Part(name=noted("the Americas"), west=-135, south=-56, east=-32, north=60),
    "asia": Part(name=noted("Asia and the Pacific"), west=62, south=-48, east=179, north=54),
    "europe": Part(name=noted("Europe"), west=-13, south=34, east=45, north=71),
    "middle-east": Part(name=noted("the Middle East and Central Asia"), west=24, south=11, east=82, north=56),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One country on a map."""

    id: str
    """Its code; `x-1` and so on where it has none."""
    name: str
    code: str | None
    path: str
    spot: tuple[int, int] | None
    """Where to mark it, if it is too small to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A part of the world, drawn."""

    height: int
    shapes: list[Shape]
    lines: str
    """Meridians and parallels, as a path."""


def drawing(topology: Topology, part: str) -> Drawing:
    """The countries of a part of the world.

    Args:
        topology: Outlines of the world.
        part: One of `PARTS`.
    """
    key = (id(topology), part)
    if key not in _drawn:
        _drawn[key] = _draw(topology, part)
    return _drawn[key]


def document(drawn: Drawing) -> str:
    """The outlines as an SVG document that others refer to."""
    paths = "".join(
        f'<path id="{one.id}" d="{one.path}" vector-effect="non-scaling-stroke"/>\n' for one in drawn.shapes
    )
    lines = f'<path id="lines" d="{drawn.lines}" fill="none" vector-effect="non-scaling-stroke"/>\n'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {drawn.height}">\n{lines}{paths}</svg>\n'


class _Known:
    """A topology with what does not depend on the part of the world: its rings in the plane, and how large they are."""

    def __init__(self, topology: Topology) -> None:
        self.lines = [_unwrapped(line) for line in topology.lines]
        ends = np.cumsum([len(line) for line in self.lines])[:-1]
        self.planes = np.split(projected(np.concatenate(self.lines)), ends)
        self.areas = _one_per_code(topology.areas)
        self.outers = [[self.ring(polygon[0], self.lines) for polygon in one.polygons] for one in self.areas]
        self.sizes = [[area(projected(ring)) for ring in rings] for rings in self.outers]

    @staticmethod
    def ring(numbers: list[int], lines: Sequence[Points] | dict[int, Points]) -> Points:
        """The lines of a ring, one after the other; where one ends the next begins, and the last one at the first."""
        pieces = [lines[number][:-1] if number >= 0 else lines[~number][:0:-1] for number in numbers]
        return _unwrapped(np.concatenate(pieces))


def _one_per_code(areas: Sequence[Area]) -> list[Area]:
    """The areas, those of one code as one, called as the one with the longest borders."""
    by_code: dict[str, list[Area]] = {}
    for number, one in enumerate(areas):
        by_code.setdefault(one.code or f"x-{number}", []).append(one)
    return [
        Area(
            name=max(held, key=lambda one: len(str(one.polygons))).name,
            code=held[0].code,
            polygons=[polygon for one in held for polygon in one.polygons],
        )
        for held in by_code.values()
    ]


_known: dict[int, tuple[Topology, _Known]] = {}
"""By identity: there is one topology for a process."""
_drawn: dict[tuple[int, str], Drawing] = {}


def _known_of(topology: Topology) -> _Known:
    if id(topology) not in _known:
        _known[id(topology)] = (topology, _Known(topology))
    return _known[id(topology)][1]


def _draw(topology: Topology, part: str) -> Drawing:
    known, frame = _known_of(topology), _Frame(PARTS[part])
    thin = _Thin(known, TOLERANCE / frame.scale)
    shapes = [_shape(number, known, thin, frame) for number in range(len(known.areas))]
    return Drawing(height=frame.height, shapes=[one for one in shapes if one], lines=frame.graticule())


class _Frame:
    """Where places of a part of the world come to lie on its map."""

    def __init__(self, part: Part) -> None:
        along = np.linspace(0.0, 1.0, 60)
        longitudes = part.west + along * (part.east - part.west)
        latitudes = part.south + along * (part.north - part.south)
        edge = [
            *(np.column_stack((longitudes, np.full(60, edge))) for edge in (part.south, part.north)),
            *(np.column_stack((np.full(60, edge), latitudes)) for edge in (part.west, part.east)),
        ]
        points = projected(np.concatenate(edge))
        self.least, most = points.min(axis=0), points.max(axis=0)
        self.scale = WIDTH / float(most[0] - self.least[0])
        self.top = float(most[1])
        self.height = int(float(most[1] - self.least[1]) * self.scale) + 1
        self.part = part

    @property
    def box(self) -> tuple[float, float, float, float]:
        return -_MARGIN, -_MARGIN, WIDTH + _MARGIN, self.height + _MARGIN

    def may_show(self, ring: Points) -> bool:
        """Whether a ring in degrees may come to lie in the frame: by a box around it, wide enough for any bend."""
        (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        part = self.part
        return bool(
            south <= part.north + 3
            and north >= part.south - 3
            and (east > 180 or west < -180 or (west <= part.east + _BEND and east >= part.west - _BEND))
        )

    def shows(self, ring: Points) -> bool:
        """Whether a ring may be seen."""
        left, top, right, bottom = self.box
        least, most = ring.min(axis=0), ring.max(axis=0)
        return len(ring) > 2 and bool(
            most[0] >= left and least[0] <= right and most[1] >= top and least[1] <= bottom
        )

    def placed(self, points: Points) -> Points:
        """Points of the plane in units of the map, y downwards."""
        x = (points[:, 0] - self.least[0]) * self.scale
        y = (self.top - points[:, 1]) * self.scale
        return np.column_stack((x, y))

    def graticule(self) -> str:
        """Every 30th meridian and parallel."""
        parallels = [np.column_stack((np.linspace(-180, 180, 2), [at, at])) for at in range(-60, 90, 30)]
        meridians = [
            np.column_stack((np.full(61, at), np.linspace(-90, 90, 61))) for at in range(-180, 181, 30)
        ]
        return "".join(_path(self.placed(projected(line)), "") for line in (*parallels, *meridians))


class _Thin(dict[int, Points]):
    """Lines in degrees, by number; each is thinned when it is first drawn."""

    def __init__(self, known: _Known, tolerance: float) -> None:
        super().__init__()
        self.known, self.tolerance = known, tolerance

    def __missing__(self, number: int) -> Points:
        self[number] = self.known.lines[number][thinned(self.known.planes[number], self.tolerance)]
        return self[number]


def _unwrapped(points: Points) -> Points:
    """The same points, each with that longitude, of all that mean the same, which lies nearest to the one before it."""
    if np.abs(np.diff(points[:, 0])).max(initial=0.0) <= 180.0:
        return points
    return np.column_stack((np.unwrap(points[:, 0], period=360.0), points[:, 1]))


def _halves(ring: Points) -> list[Points]:
    """A ring in degrees within 180 degrees east and west; in two where it crosses the 180th meridian.

    One that goes around a pole is none that can be drawn so, and is left out.
    """
    west, east = ring[:, 0].min(), ring[:, 0].max()
    if abs(ring[-1, 0] - ring[0, 0]) > 180.0:
        return []
    if west >= -180.0 and east <= 180.0:
        return [ring]
    moved = [np.column_stack((ring[:, 0] + turn, ring[:, 1])) for turn in (0.0, 360.0, -360.0)]
    halves = [cut(one, (-180.0, -90.0, 180.0, 90.0)) for one in moved]
    return [one for one in halves if len(one) > 2]


def _shape(number: int, known: _Known, thin: _Thin, frame: _Frame) -> Shape | None:
    one = known.areas[number]
    sizes = [size * frame.scale**2 for size in known.sizes[number]]
    largest = max(sizes)
    path, spot = "", None
    for polygon, outer, size in zip(one.polygons, known.outers[number], sizes, strict=True):
        if (size < LEAST_RING and size < largest) or not frame.may_show(outer):
            continue
        rings = [known.ring(ring, thin) for ring in polygon]
        if size == largest and len(rings[0]) < 3:
            rings[0] = outer
        placed = [frame.placed(projected(half)) for ring in rings for half in _halves(ring)]
        drawn = "".join(_path(cut(ring, frame.box), "z") for ring in placed if frame.shows(ring))
        path += drawn
        if size == largest and size < SMALL and drawn:
            spot = _middle(placed[0])
    if not path:
        return None
    return Shape(id=one.code or f"x-{number}", name=one.name, code=one.code, path=path, spot=spot)


def _middle(ring: Points) -> tuple[int, int]:
    middle = (ring.min(axis=0) + ring.max(axis=0)) / 2
    return round(float(middle[0])), round(float(middle[1]))


def _path(points: Points, end: str) -> str:
    """A line as path data: where it begins, and steps in whole units (SVG 2 §9.3); empty for none."""
    if not len(points):
        return ""
    whole = np.rint(points).astype(int)
    steps = np.diff(whole, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if not len(steps):
        steps = np.array([[1, 0], [0, 1]])
    told = " ".join(f"{x} {y}" for x, y in steps.tolist()).replace(" -", "-")
    return f"M{whole[0, 0]} {whole[0, 1]}l{told}{end}".replace(" -", "-")
