"""How much of a walk is seen, by whom, and how much of it lies outside of what the map covers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from lamppost.attribute.street.steps import corners_of
from lamppost.attribute.street.unions import united
from lamppost.attribute.street.ways import Way
from lamppost.model.ground import StreetMap, Table
from lamppost.model.mercator import on_earth, on_map, scale
from lamppost.model.sites import Band, Lens, SeenBy, WalkSeen

Kind = Literal["seen", "told_apart", "known", "without_walls"]
LENSES: Final[tuple[Lens, ...]] = ("low", "middle", "high")
Measure = Callable[[Table, Table], Table]
"""NODES and EDGES in, STRETCH out: which view sees which metres of which edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way to look at a walk: at one level, through one lens."""

    kind: Kind
    level: str
    lens: Lens
    measure: Measure
    site_of: Sequence[str]
    """Ids: of which site each view is."""


@dataclass(frozen=True, slots=True)
class Line:
    """A walk as edges of its own, which join nothing else."""

    nodes: Table
    edges: Table

    @property
    def length_m(self) -> float:
        """Of all of it."""
        return float(np.sum(self.edges["length_m"]))


def line_of_walk(lines: Iterable[Any]) -> Line:
    """A walk as it was recorded: its points joined by straight lines, and moved onto no way.

    Args:
        lines: Each float64 of shape (n, 2): latitude and longitude in degrees.
    """
    east, north, start, at = [], [], [], 0
    for line in lines:
        points = on_map(line[:, 0], line[:, 1])
        east.append(points[0])
        north.append(points[1])
        start.append(np.arange(at, at + len(line) - 1))
        at += len(line)
    if not at:
        return _line(np.zeros(0), np.zeros(0), np.zeros(0, np.int64), None)
    return _line(np.concatenate(east), np.concatenate(north), np.concatenate(start), None)


def line_of_way(way: Way, street: StreetMap) -> Line:
    """A way through the network as edges of its own; into a tunnel no camera of the street sees."""
    corners = corners_of(way.pieces, street)
    covered = np.array([street.edges["is_covered"][piece.edge] for piece in way.pieces], bool)
    return _line(corners[:, 0], corners[:, 1], np.arange(len(way.pieces)), covered)


def measured(
    what: Literal["walk", "shortest", "least_watched"],
    line: Line,
    looks: Sequence[Look],
    level: str,
    bounds: tuple[float, float, float, float] | None = None,
    **more: Any,
) -> WalkSeen:
    """How much of a walk is seen.

    Args:
        what: Which walk it is.
        line: Where it leads.
        looks: What to look for; of each kind and level all three lenses, or none.
        level: At which level sites are told.
        bounds: What the map covers: west, south, east, north in degrees.
        more: Other fields of `WalkSeen`.
    """
    totals: dict[tuple[Kind, str], dict[Lens, float]] = {}
    sites: dict[tuple[Kind, Lens], dict[str, float]] = {}
    for look in looks:
        stretches = look.measure(line.nodes, line.edges)
        _, begin, end = united(
            np.asarray(stretches["edge"], np.int64), stretches["from_m"], stretches["to_m"]
        )
        totals.setdefault((look.kind, look.level), {})[look.lens] = float(np.sum(end - begin))
        if look.kind in ("seen", "told_apart") and look.level == level:
            sites[look.kind, look.lens] = _by_site(stretches, look.site_of)
    return WalkSeen(
        what=what,
        length_m=_rounded(line.length_m),
        unmatched_m=_rounded(_outside(line, bounds)) if bounds else 0.0,
        seen_m=_bands(totals, "seen"),
        told_apart_m=_bands(totals, "told_apart"),
        seen_by_known_m=_bands(totals, "known"),
        seen_without_walls_m=_bands(totals, "without_walls"),
        level=level,
        by_site=_seen_by(sites),
        **more,
    )


def _seen_by(sites: Mapping[tuple[Kind, Lens], Mapping[str, float]]) -> list[SeenBy]:
    """The sites that see anything of it, those that see most first."""
    names = {name for found in sites.values() for name in found}
    rows = [
        SeenBy(
            site=name,
            metres=_band([sites.get(("seen", lens), {}).get(name, 0.0) for lens in LENSES]),
            told_apart_m=_band([sites.get(("told_apart", lens), {}).get(name, 0.0) for lens in LENSES]),
        )
        for name in names
    ]
    return sorted(rows, key=lambda row: (-row.metres.middle, -row.metres.high, row.site))


def _by_site(stretches: Table, site_of: Sequence[str]) -> dict[str, float]:
    """Metres that each site sees; a stretch that two of its views see counts once."""
    names = sorted(set(site_of))
    number = {name: place for place, name in enumerate(names)}
    of_view = np.array([number[name] for name in site_of], np.int64)
    edge = np.asarray(stretches["edge"], np.int64)
    if not len(edge):
        return {}
    group = edge * len(names) + of_view[np.asarray(stretches["view"], np.int64)]
    group, begin, end = united(group, stretches["from_m"], stretches["to_m"])
    metres = np.bincount(group % len(names), end - begin, minlength=len(names))
    return {name: float(metres[place]) for name, place in number.items() if metres[place] > 0}


def _bands(totals: Mapping[tuple[Kind, str], Mapping[Lens, float]], kind: Kind) -> dict[str, Band]:
    return {
        level: _band([found[lens] for lens in LENSES]) for (of, level), found in totals.items() if of == kind
    }


def _band(by_lens: Sequence[float]) -> Band:
    low, middle, high = map(_rounded, by_lens)
    return Band(low=low, middle=middle, high=high)


def _rounded(metres: float) -> float:
    """To the decimetre: no map knows more."""
    return round(float(metres), 1)


def _outside(line: Line, bounds: tuple[float, float, float, float]) -> float:
    """Metres of a walk that lie outside of a box, by clipping each piece to it."""
    west, south, east, north = bounds
    (left, right), (low, high) = on_map([south, north], [west, east])
    start, end = line.edges["start"], line.edges["end"]
    enters, leaves = np.zeros(len(start)), np.ones(len(start))
    for axis, least, most in (("east", left, right), ("north", low, high)):
        begin, step = line.nodes[axis][start], line.nodes[axis][end] - line.nodes[axis][start]
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (least - begin) / step, (most - begin) / step
        within = (begin >= least) & (begin <= most)
        still = step == 0
        enters = np.maximum(enters, np.where(still, np.where(within, 0.0, 2.0), np.minimum(one, other)))
        leaves = np.minimum(leaves, np.where(still, 1.0, np.maximum(one, other)))
    return float(np.sum(line.edges["length_m"] * (1.0 - np.maximum(leaves - enters, 0.0))))


def _line(east: Any, north: Any, start: Any, covered: Any) -> Line:
    """NODES and EDGES of pieces that each lead from one point to the next."""
    lat, _ = on_earth(east, north)
    end = start + 1
    middle = on_earth(np.zeros(len(start)), (north[start] + north[end]) / 2)[0]
    n = len(start)
    nodes = {"ref": np.arange(len(east)), "east": east, "north": north, "lat_deg": lat}
    edges: Table = {
        "start": start.astype(np.int32),
        "end": end.astype(np.int32),
        "way": np.zeros(n, np.int64),
        "name": np.full(n, -1, np.int32),
        "kind": np.zeros(n, np.int16),
        "length_m": np.hypot(east[end] - east[start], north[end] - north[start]) / scale(middle),
        "is_public": np.ones(n, bool),
        "is_covered": np.zeros(n, bool) if covered is None else covered,
    }
    return Line(nodes, edges)
