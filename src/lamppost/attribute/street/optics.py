"""How far a camera makes out how much: pixels to a metre, from the pack of optics (docs/reference/street-sight.md)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.optics import AssumedRow, LensRow, LevelRow, Optics
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.sites import Lens as Profile

DETECTION_PX_PER_M = 25.0
"""The density at which makers measure the distance of their data sheets that is called D (EN 62676-4:2015)."""
PROFILES: tuple[Profile, ...] = ("low", "middle", "high")
STANDARD = "en-62676-4-2015"
"""The standard that is taken where none is chosen."""

Ring = tuple[float, float]
"""From and to how many metres along the ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """A camera with its lens, as far as it matters for what is seen."""

    profile: Profile
    name: str
    pixels_across: int
    field_of_view_deg: float
    px_m: float
    """Pixels that fall on a metre that is a metre away, in the middle of the picture."""
    row: LensRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is taken where no tag tells."""

    height_m: float
    face_m: float
    face_pitch_deg: float
    panning_field_deg: float
    dome_field_deg: float
    far_m: float
    rows: dict[str, AssumedRow]
    """By the name of the field: whose it is, and why."""


def standards(knowledge: Knowledge) -> list[Optics]:
    """The standards that the packs hold, by name."""
    held = [file for file in _files(knowledge) if file.standard is not None]
    return sorted(held, key=lambda file: file.standard or "")


def standard_of(knowledge: Knowledge, name: str) -> Optics:
    """A standard by its short name.

    Raises:
        LamppostError: The packs hold none of that name.
    """
    held = {file.standard: file for file in standards(knowledge) if file.standard is not None}
    if name not in held:
        raise LamppostError(
            tr("--standard {name}: no such standard", name=name),
            hint=tr("One of {names}.", names=", ".join(held)),
        )
    return held[name]


def levels(knowledge: Knowledge, standard: str = STANDARD) -> list[LevelRow]:
    """The levels of a standard, by pixels to a metre, fewest first.

    Raises:
        LamppostError: The packs hold no standard of that name.
    """
    return list(standard_of(knowledge, standard).levels)


def level_of_strangers(of: list[LevelRow]) -> LevelRow:
    """The level that a standard asks for to tell who somebody is that nobody there knows."""
    return next(level for level in of if level.of_strangers)


def lenses(knowledge: Knowledge) -> list[Lens]:
    """The cameras that stand for those whose lens no tag tells: low, middle, high; a user's own before the shipped."""
    rows = {row.profile: row for file in _files(knowledge) for row in file.lenses}
    return [_lens(rows[profile]) for profile in PROFILES]


def assumptions(knowledge: Knowledge) -> Assumptions:
    """What is taken where no tag tells; a user's own before what is shipped."""
    rows: dict[str, AssumedRow] = {row.what: row for file in _files(knowledge) for row in file.assumed}
    values: dict[str, Any] = {what: row.value for what, row in rows.items()}
    return Assumptions(**values, rows=rows)


def reach(px_per_m: float, lens: Lens) -> float:
    """As far as so many pixels fall on a metre that is held across the view, in metres from the camera itself.

    The density falls with the distance: `px_m / distance`, in the middle of the picture.
    """
    return lens.px_m / px_per_m


def ring(px_per_m: float, lens: Lens, height_m: float, target_m: float = 0.0) -> Ring | None:
    """Where so many pixels fall on a metre, along the ground; None where nowhere.

    Args:
        px_per_m: The level.
        lens: The camera.
        height_m: How high it hangs.
        target_m: How high what is looked at is: 0 for the ground, the height of a face for a face.
    """
    far = _along(reach(px_per_m, lens), height_m - target_m)
    return None if far is None else (0.0, far)


def face_ring(
    px_per_m: float, lens: Lens, height_m: float, face_m: float, pitch_deg: float = 15.0
) -> Ring | None:
    """Where a face has so many pixels to a metre and is not seen too steeply, along the ground; None where nowhere.

    Args:
        px_per_m: The level.
        lens: The camera.
        height_m: How high it hangs.
        face_m: How high a face is.
        pitch_deg: The steepest view from above or below that still counts.
    """
    dense = ring(px_per_m, lens, height_m, face_m)
    near = abs(height_m - face_m) / math.tan(math.radians(pitch_deg))
    return None if dense is None or near > dense[1] else (near, dense[1])


def _along(slant_m: float, rise_m: float) -> float | None:
    """The length along the ground of a line that long that rises so much."""
    return None if slant_m <= abs(rise_m) else math.sqrt(slant_m * slant_m - rise_m * rise_m)


def _lens(row: LensRow) -> Lens:
    """By the maker's own measure, which holds in the middle of the picture; else by the field of view.

    The second is right for a lens that shows straight lines straight; a wide lens bends them, and has more
    pixels in the middle than that.
    """
    if row.detected_m is None:
        px_m = row.pixels_across / (2 * math.tan(math.radians(row.field_of_view_deg / 2)))
    else:
        px_m = row.detected_m * DETECTION_PX_PER_M
    return Lens(
        profile=row.profile,
        name=row.name,
        pixels_across=row.pixels_across,
        field_of_view_deg=row.field_of_view_deg,
        px_m=px_m,
        row=row,
    )


def _files(knowledge: Knowledge) -> Iterator[Optics]:
    """The shipped files, then those of the user, each by name: what comes later holds."""
    own = knowledge.packs.own
    yield from sorted(knowledge.packs.optics.values(), key=lambda file: (("optics", file.id) in own, file.id))
