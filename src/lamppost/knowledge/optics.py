"""What the pack of optics looks like: levels of standards, lenses, and what is taken where nothing is told."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from lamppost.knowledge.structs import Source
from lamppost.model.policy import Id

Above = Annotated[float, msgspec.Meta(gt=0)]


class _Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of a pack file; an unknown field is refused by name."""

    id: Id
    original: str | None = None
    """The words as printed, in the language they were read in; None where only cited, or chosen by us."""
    language: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}$")] = "en"


class LevelRow(_Row, frozen=True, kw_only=True):
    """One level of a standard: what so many pixels to a metre are said to be enough for."""

    name: str
    px_per_m: Above
    of_faces: bool = False
    """Whether it is a level at which persons are told apart, so that it matters how steeply they are seen."""
    of_strangers: bool = False
    """Whether it is the level that the standard asks for to tell who somebody is that nobody there knows."""
    source: Source


class LensRow(_Row, frozen=True, kw_only=True):
    """One camera with one lens, as its maker describes it."""

    profile: Literal["low", "middle", "high"]
    """In whose place it stands."""
    name: str
    pixels_across: Annotated[int, msgspec.Meta(gt=0)]
    focal_length_mm: Above
    field_of_view_deg: Annotated[float, msgspec.Meta(gt=0, lt=180)]
    """Horizontal."""
    detected_m: Above | None = None
    """As far as 25 pixels fall on a metre, by the maker's own measure; None where the source does not tell."""
    source: Source


class AssumedRow(_Row, frozen=True, kw_only=True):
    """One value that is taken where no tag tells."""

    what: Literal["height_m", "face_m", "face_pitch_deg", "panning_field_deg", "dome_field_deg", "far_m"]
    value: float
    unit: str
    reason: str
    """Why this value; where no source is named, it was chosen by us for this reason."""
    source: Source | None = None


class Optics(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """packs/optics/<id>.yml: a standard with its levels, the lenses, or what is taken where nothing is told."""

    id: Id
    name: str
    standard: str | None = None
    """What `--standard` calls it; None: it is none."""
    is_excerpt: bool = False
    """Whether the standard itself was not read, only what others print of it."""
    levels: list[LevelRow] = []
    """By pixels to a metre, fewest first."""
    lenses: list[LensRow] = []
    assumed: list[AssumedRow] = []
    review_by: date


def rows_of(file: Optics) -> list[LevelRow | LensRow | AssumedRow]:
    """Every row of a file."""
    return [*file.levels, *file.lenses, *file.assumed]
