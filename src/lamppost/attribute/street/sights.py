"""What one camera sees, as results hold it: an outline in whole numbers, and rings; what was taken for it, and whose that is."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from lamppost.attribute.street.looked import Looked, Taken
from lamppost.attribute.street.optics import level_of_strangers, ring
from lamppost.attribute.street.seeing import FULL_TURN, Outlines, areas
from lamppost.knowledge.optics import AssumedRow, LensRow
from lamppost.knowledge.structs import Source
from lamppost.model.saying import noted, say
from lamppost.model.sites import Assumed, FaceAt, LevelUsed, Sight, Site

MOST_SIGHTS: Final = 25_000
"""So many cameras are told with what they see; of more, a place has to be chosen."""
_STEP: Final = math.radians(7.5)
"""How far apart points of a circle are told."""


def sights_of(looked: Looked) -> dict[str, Sight]:
    """What each camera sees, by the id of its site: distances and area with the middle lens, the outline with the widest.

    Args:
        looked: What the cameras see.
    """
    taken, seen = looked.taken, looked.middle
    ground, wide = areas(seen), looked.seen.starts.tolist()
    views: dict[int, list[int]] = {}
    for view, site in enumerate(seen.views["site"].tolist()):
        views.setdefault(site, []).append(view)
    rings: dict[float, tuple[dict[str, Any], dict[str, Any]]] = {}
    found = {}
    for place, own in views.items():
        site, height = looked.sites[place], float(seen.views["height_m"][own[0]])
        if height not in rings:
            rings[height] = _rings(taken, height, faces=False), _rings(taken, height, faces=True)
        is_round = bool(seen.views["field"][own[0]] >= FULL_TURN)
        found[site.id] = Sight(
            outline=_outline(looked.seen, own, wide, is_round=is_round),
            is_round=is_round,
            direction_known=bool(seen.views["is_known"][own[0]]),
            near_m=0.0,
            far_m=round(float(seen.views["far_m"][own[0]]), 1),
            area_m2=round(float(ground[own].sum()), 1),
            rings=rings[height][0],
            told_apart=rings[height][1],
            fields_deg=[360.0 if is_round else lens.field_of_view_deg for lens in taken.lenses],
        )
    return found


def levels_used(taken: Taken) -> list[LevelUsed]:
    """The levels of the standard, fewest pixels first."""
    return [
        LevelUsed(id=level.id, name=level.name, px_per_m=level.px_per_m, of_faces=level.of_faces)
        for level in taken.levels
    ]


def faces_of(taken: Taken) -> list[FaceAt]:
    """Where one camera of the height that is taken could tell a face apart, with each lens."""
    level, assumed = level_of_strangers(taken.levels), taken.assumed
    made = []
    for lens in taken.lenses:
        dense = ring(level.px_per_m, lens, assumed.height_m, assumed.face_m)
        flat = taken.ring(level, lens, assumed.height_m, of_faces=True)
        made.append(
            FaceAt(
                lens=lens.profile,
                words=say(
                    "a lens of {length} mm, {pixels} pixels across",
                    length=f"{lens.row.focal_length_mm:g}",
                    pixels=lens.pixels_across,
                ),
                height_m=assumed.height_m,
                face_m=assumed.face_m,
                most_pitch_deg=assumed.face_pitch_deg,
                level=level.id,
                px_per_m=level.px_per_m,
                dense_m=_metres(dense),
                told_apart_m=_metres(flat),
            )
        )
    return made


def assumed_of(taken: Taken, sites: Sequence[Site]) -> list[Assumed]:
    """What was taken where no tag tells, for how many cameras, and whose values they are.

    Args:
        taken: What is taken of every camera.
        sites: The cameras that look out.
    """
    of = {
        "height_m": sum(site.height_m is None for site in sites),
        "panning_field_deg": sum(site.shape == "panning" for site in sites),
        "dome_field_deg": sum(site.shape == "dome" for site in sites),
    }
    rows = [_taken(row, of.get(what, len(sites))) for what, row in sorted(taken.assumed.rows.items())]
    lenses = [lens.row for lens in taken.lenses]
    return [
        *rows,
        _lens("field_of_view_deg", "°", lenses, len(sites)),
        _lens("pixels_across", "px", lenses, len(sites)),
    ]


def _taken(row: AssumedRow, sites: int) -> Assumed:
    return Assumed(
        what=row.what,
        low=row.value,
        middle=row.value,
        high=row.value,
        unit=row.unit,
        sites=sites,
        source=_called(row.source),
        url=row.source.url if row.source is not None else None,
        words=row.reason,
    )


def _lens(what: str, unit: str, rows: Sequence[LensRow], sites: int) -> Assumed:
    low, middle, high = (float(getattr(row, what)) for row in rows)
    return Assumed(
        what=what,
        low=low,
        middle=middle,
        high=high,
        unit=unit,
        sites=sites,
        source="; ".join(dict.fromkeys(_called(row.source) for row in rows)),
        url=rows[0].source.url,
        words=say(
            "Three cameras stand for those whose lens no tag tells: {names}.",
            names=[row.name for row in rows],
        ),
    )


def _called(source: Source | None) -> str:
    """A source by title and publisher."""
    return noted("chosen here") if source is None else f"{source.title} ({source.publisher})"


def _rings(taken: Taken, height_m: float, *, faces: bool) -> dict[str, list[list[float]]]:
    return {
        level.id: [_metres(taken.ring(level, lens, height_m, of_faces=faces)) for lens in taken.lenses]
        for level in taken.levels
        if level.of_faces or not faces
    }


def _metres(found: tuple[float, float] | None) -> list[float]:
    return [] if found is None else [round(found[0], 1), round(found[1], 1)]


def _outline(seen: Outlines, views: Sequence[int], starts: Sequence[int], *, is_round: bool) -> list[int]:
    """Bearings and distances of all views of a camera; one that is not round begins and ends at the camera."""
    pieces, points = seen.pieces, list[tuple[float, float]]()
    for number, view in enumerate(views):
        rows = slice(starts[view], starts[view + 1])
        columns = (pieces[name][rows].tolist() for name in ("from_rad", "to_rad", "from_m", "to_m", "wall"))
        mine = [point for piece in zip(*columns, strict=True) for point in _points(*piece)]
        if number and mine and not is_round:
            points += [(points[-1][0], 0.0), (mine[0][0], 0.0)]
        points += mine
    found: list[int] = []
    for bearing, metres in points:
        pair = [round(math.degrees(bearing) * 10) % 3600, round(metres * 10)]
        if found[-2:] != pair:
            found += pair
    return found


def _points(begin: float, end: float, from_m: float, to_m: float, wall: int) -> list[tuple[float, float]]:
    """The ends of a straight piece; points along one that is a part of a circle."""
    if wall >= 0:
        return [(begin, from_m), (end, to_m)]
    steps = max(1, math.ceil((end - begin) / _STEP))
    return [(float(at), from_m) for at in np.linspace(begin, end, steps + 1)]
