"""What the cameras of a place see, ready to be measured: their views, cut off by walls and not, and what is taken for them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lamppost.attribute.street.optics import (
    STANDARD,
    Assumptions,
    Lens,
    assumptions,
    face_ring,
    lenses,
    reach,
    ring,
    standard_of,
)
from lamppost.attribute.street.seeing import Camera, Outlines, outlines, views_of, walls_of
from lamppost.attribute.street.sites import Placed
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.optics import LevelRow, Optics
from lamppost.model.ground import StreetMap
from lamppost.model.sites import Site

Floats = npt.NDArray[np.float64]
MIDDLE: Final = 1
"""Place of the middle lens among the three."""
_NOWHERE: Final = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is taken of every camera: a standard's levels, three lenses, and values where no tag tells."""

    standard: Optics
    lenses: Sequence[Lens]
    assumed: Assumptions

    @property
    def levels(self) -> list[LevelRow]:
        """By pixels to a metre, fewest first."""
        return self.standard.levels

    def far_m(self, lens: Lens) -> float:
        """As far as a lens is looked through: as far as it reaches at the first level, and no farther than any is."""
        return min(self.assumed.far_m, reach(self.levels[0].px_per_m, lens))

    def rings(
        self, level: LevelRow, lens: Lens, height_m: Any, *, of_faces: bool = False
    ) -> tuple[Floats, Floats]:
        """From and to how many metres along the ground, for each height; 0 and 0 where nowhere.

        Args:
            level: The level.
            lens: The lens.
            height_m: Of the cameras, shape (n,).
            of_faces: Whether it must be flat enough for a face.
        """
        heights, which = np.unique(np.asarray(height_m, np.float64), return_inverse=True)
        found = np.array(
            [self.ring(level, lens, one, of_faces=of_faces) or _NOWHERE for one in heights.tolist()]
        )
        near, far = found.reshape(-1, 2)[which].T
        return near, np.minimum(far, self.assumed.far_m)

    def ring(
        self, level: LevelRow, lens: Lens, height_m: float, *, of_faces: bool = False
    ) -> tuple[float, float] | None:
        """The same for one height; None where nowhere."""
        if not of_faces:
            return ring(level.px_per_m, lens, height_m)
        taken = self.assumed
        return face_ring(level.px_per_m, lens, height_m, taken.face_m, taken.face_pitch_deg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What cameras see, with the widest lens and as far as any reaches: each lens sees a part of it."""

    taken: Taken
    sites: Sequence[Site]
    """Those that look out; a view's `site` is a place in this order."""
    seen: Outlines
    """Cut off by walls, where walls are known."""
    without_walls: Outlines | None
    """The same if no building stood there; None where none is known."""
    middle: Outlines
    """With the middle lens, cut off by walls: what is drawn."""


def taken_by(knowledge: Knowledge, standard: str | None) -> Taken:
    """What is taken of every camera.

    Args:
        knowledge: The packs, as of a day.
        standard: Its short name; None: the one that is taken where none is chosen.

    Raises:
        LamppostError: The packs hold no standard of this name.
    """
    return Taken(
        standard=standard_of(knowledge, standard or STANDARD),
        lenses=lenses(knowledge),
        assumed=assumptions(knowledge),
    )


def looked_at(
    placed: Sequence[Placed], street: StreetMap, taken: Taken, on_compile: Callable[[str], None] | None = None
) -> Looked:
    """What cameras see.

    Args:
        placed: The cameras; those that do not look out see nothing here.
        street: The map, with its walls.
        taken: What is taken of every camera.
        on_compile: Called with a kernel's name before it is compiled for the first time here.
    """
    sites = [one.site for one in placed if one.looks_out]
    walls = walls_of(street.walls, street.buildings) if street.has_buildings else None
    widest = max(lens.field_of_view_deg for lens in taken.lenses)
    views = _views(sites, taken, widest, max(map(taken.far_m, taken.lenses)))
    middle = taken.lenses[MIDDLE]
    drawn = _views(sites, taken, middle.field_of_view_deg, taken.far_m(middle))
    return Looked(
        taken=taken,
        sites=sites,
        seen=outlines(views, walls, on_compile=on_compile),
        without_walls=None if walls is None else outlines(views, None, on_compile=on_compile),
        middle=outlines(drawn, walls, on_compile=on_compile),
    )


def _views(sites: Sequence[Site], taken: Taken, field_deg: float, far_m: float) -> dict[str, Any]:
    cameras = [
        Camera(site.lat_deg, site.lon_deg, site.shape, site.directions_deg, site.height_m) for site in sites
    ]
    assumed = taken.assumed
    return views_of(
        cameras,
        field_deg=field_deg,
        far_m=far_m,
        height_m=assumed.height_m,
        panning_deg=assumed.panning_field_deg,
        dome_deg=assumed.dome_field_deg,
    )


def field_rad(lens: Lens) -> float:
    """How wide a lens sees, in radians."""
    return math.radians(lens.field_of_view_deg)
