"""How much of the ways of a place is seen: for each level, with each lens, with and without walls and cameras of unknown direction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from lamppost.attribute.street.counting import value_of
from lamppost.attribute.street.exposure import length_seen, limited, stretches
from lamppost.attribute.street.looked import Looked, field_rad
from lamppost.attribute.street.seeing import Outlines
from lamppost.knowledge.optics import LevelRow
from lamppost.model.ground import StreetMap, Table
from lamppost.model.sites import Band, Share
from lamppost.model.sites import Unknown as Direction
from lamppost.model.sites import Walls as Mode

Bools = npt.NDArray[np.bool_]
By = Literal["operator", "maker", "zone", "age"]
SORTS: Final[tuple[By, ...]] = ("operator", "maker", "zone", "age")
MOST_VALUES: Final = 24
"""So many operators, makers, zones or years are measured: those of most cameras."""
_DIGITS: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """The ways that everybody may walk."""

    nodes: Table
    edges: Table
    """Those that a camera of the street can see."""
    length_m: float
    """Of all of them, tunnels among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is seen at one level in one mode: stretches for each lens, and as much of them as is flat enough for a face."""

    level: LevelRow
    walls: Mode
    seen: Outlines
    stretches: Sequence[Table]
    flat: Sequence[Table] | None


def walked(street: StreetMap) -> Walked:
    """The ways that everybody may walk, each piece between two points once.

    Args:
        street: The map; its edges are those of the place that is asked about.
    """
    edges = street.edges
    public = np.flatnonzero(edges["is_public"])
    ends = np.sort(np.stack([edges["start"][public], edges["end"][public]], axis=1), axis=1)
    _, first = np.unique(ends, axis=0, return_index=True)
    rows = public[np.sort(first)]
    seen = rows[~edges["is_covered"][rows]]
    return Walked(
        nodes=street.nodes,
        edges={name: column[seen] for name, column in edges.items()},
        length_m=float(edges["length_m"][rows].sum()),
    )


def shares_of(looked: Looked, ways: Walked, on_compile: Callable[[str], None] | None = None) -> list[Share]:
    """How much of the ways is seen: of all cameras for every level, with walls and without, and with unknown directions both ways.

    By operator, maker, zone and age it is measured with walls where they are known, all round for unknown directions. Lengths are
    in metres to one digit; those of several operators overlap, and do not add up.

    Args:
        looked: What the cameras see.
        ways: The ways.
        on_compile: Called with a kernel's name before it is compiled for the first time here.
    """
    if ways.length_m <= 0:
        return []
    n_edges = len(ways.edges["start"])
    made: list[Share] = []
    for cut in _cuts(looked, ways, on_compile):
        everyone = np.ones(len(cut.seen.views["site"]), np.bool_)
        known = np.asarray(cut.seen.views["is_known"], np.bool_)
        made.append(_share(cut, everyone, "all_round", "all", "", ways.length_m, n_edges))
        made.append(_share(cut, known, "left_out", "all", "", ways.length_m, n_edges))
        if cut.walls == "with_walls" or looked.without_walls is None:
            made += [
                _share(cut, mask, "all_round", by, value, ways.length_m, n_edges)
                for by, value, mask in _sorts(looked, cut.seen)
            ]
    return made


def _cuts(looked: Looked, ways: Walked, on_compile: Callable[[str], None] | None) -> Iterator[Cut]:
    modes: list[tuple[Mode, Outlines]] = [("with_walls", looked.seen)]
    if looked.without_walls is None:
        modes = [("without_walls", looked.seen)]
    else:
        modes.append(("without_walls", looked.without_walls))
    for mode, seen in modes:
        held = stretches(seen, ways.nodes, ways.edges, on_compile=on_compile)
        narrow = [
            limited(held, seen, ways.nodes, ways.edges, field_rad=field_rad(lens))
            for lens in looked.taken.lenses
        ]
        for level in looked.taken.levels:
            yield _cut(looked, level, mode, seen, narrow, ways)


def _cut(
    looked: Looked, level: LevelRow, mode: Mode, seen: Outlines, narrow: Sequence[Table], ways: Walked
) -> Cut:
    height, found, flat = seen.views["height_m"], [], []
    for lens, held in zip(looked.taken.lenses, narrow, strict=True):
        near, far = looked.taken.rings(level, lens, height)
        found.append(limited(held, seen, ways.nodes, ways.edges, near_m=near, far_m=far))
        if level.of_faces:
            near, far = looked.taken.rings(level, lens, height, of_faces=True)
            flat.append(limited(found[-1], seen, ways.nodes, ways.edges, near_m=near, far_m=far))
    return Cut(level=level, walls=mode, seen=seen, stretches=found, flat=flat if level.of_faces else None)


def _sorts(looked: Looked, seen: Outlines) -> Iterator[tuple[By, str, Bools]]:
    """Each operator, maker, zone and age, with the views of its cameras; those of most cameras where there are many."""
    site = seen.views["site"]
    for by in SORTS:
        values = np.array([value_of(one, by) for one in looked.sites], np.object_)
        held = values[site] if len(values) else values
        names, counts = np.unique(values.astype(str), return_counts=True)
        most = sorted(zip(names.tolist(), counts.tolist(), strict=True), key=lambda item: (-item[1], item[0]))
        for name, _ in most[:MOST_VALUES]:
            yield by, name, np.asarray(held == name, np.bool_)


def _share(
    cut: Cut,
    views: Bools,
    unknown: Direction,
    by: Literal["all"] | By,
    value: str,
    total_m: float,
    n_edges: int,
) -> Share:
    seen = _band(cut.stretches, views, n_edges)
    return Share(
        level=cut.level.id,
        px_per_m=cut.level.px_per_m,
        walls=cut.walls,
        unknown_directions=unknown,
        by=by,
        value=value,
        seen_m=seen,
        share=Band(**{lens: round(getattr(seen, lens) / total_m, 6) for lens in ("low", "middle", "high")}),
        told_apart_m=None if cut.flat is None else _band(cut.flat, views, n_edges),
    )


def _band(tables: Sequence[Table], views: Bools, n_edges: int) -> Band:
    """Metres that at least one of the views sees, with each lens."""
    metres = []
    for held in tables:
        rows = views[held["view"]]
        some = {name: column[rows] for name, column in held.items()}
        metres.append(round(float(length_seen(some, n_edges).sum()), _DIGITS))
    low, middle, high = metres
    return Band(low=low, middle=middle, high=high)
