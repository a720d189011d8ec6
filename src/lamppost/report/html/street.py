"""The map of a place: cameras, what they see of the ground, and the quiet lines of streets and houses; drawn from the result alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from lamppost.model.language import decimal, tr, tr_n
from lamppost.model.patches import ring_of
from lamppost.model.result import ResultDocument
from lamppost.model.sites import LevelUsed, Sight, Site, Street
from lamppost.report import cameras, wording
from lamppost.report.html.faces import Faces, faces_of
from lamppost.report.html.numbering import ZOOMS, numbered
from lamppost.report.html.sheet import WIDTH, Bar, Sheet, outline_path, ticks

MOST_NUMBERED: Final = 500
"""Cameras that have a number, a cone and an entry on a page; of more, the others are dots."""
LENSES: Final = ("low", "middle", "high")
_TICK = 160.0
_LETTER, _LINE = 200.0, 450.0
"""Units of the sheet that a letter of a number, and a line above a camera, take at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Ground on which a level is reached with a lens; as a path round the camera."""

    lens: str
    level: int
    is_of_faces: bool
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one camera sees, as it is drawn: lengths in units of the sheet, paths round the camera."""

    number: int
    site: Site
    x: str
    y: str
    side: str
    """Where its number stands, as `Mark.side`."""
    cone: str
    rings: list[Ring]
    is_known: bool
    doubt: str
    """Radius of the circle within which a home's camera lies; empty where the place is the one that the map has."""
    ticks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A number that leads from the map to the list."""

    number: int
    text: str
    name: str
    step: int
    x: str
    y: str
    side: str
    """Where its text stands: `west` and `south` of it where the sheet ends; to the north-east if empty."""
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetPicture:
    """Everything the templates need to draw a place."""

    street: Street
    width: int
    height: int
    ways: Markup
    buildings: Markup
    dots: Markup
    seen: list[Seen]
    marks: list[Mark]
    bars: list[Bar]
    zooms: tuple[int, ...]
    levels: list[LevelUsed]
    lenses: list[tuple[str, str]]
    level: int
    """The one that is chosen at first."""
    n_sites: int
    first: int
    faces: Faces | None


def picture(result: ResultDocument, first: int = 0, most: int = MOST_NUMBERED) -> StreetPicture | None:
    """The map of a result; None where it is of no place.

    Args:
        result: The result document.
        first: Place in the list of the first camera that has a number.
        most: How many have one.
    """
    street = result.street
    if not isinstance(street, Street):
        return None
    sheet = Sheet(street.bounds)
    chosen = result.sites[first : first + most]
    places = [(float(x), float(y)) for x, y in sheet.places(*_degrees(chosen))] if chosen else []
    others = [one for one in (*result.sites[:first], *result.sites[first + most :]) if not one.is_home]
    drawing = street.drawing
    return StreetPicture(
        street=street,
        width=WIDTH,
        height=sheet.height,
        ways=Markup(sheet.lines(drawing.ways) if drawing else ""),  # noqa: S704 - numbers
        buildings=Markup(sheet.lines(drawing.buildings) if drawing else ""),  # noqa: S704 - numbers
        dots=Markup(_dots(sheet, others)),  # noqa: S704 - numbers
        seen=[
            _seen(first + place + 1, site, at, sheet, street.levels)
            for place, (site, at) in enumerate(zip(chosen, places, strict=True))
        ],
        marks=_marks(chosen, places, first),
        bars=sheet.bars(ZOOMS),
        zooms=ZOOMS,
        levels=street.levels,
        lenses=[(lens, cameras.LENSES[lens]) for lens in LENSES],
        level=_first_level(street),
        n_sites=len(result.sites),
        first=first,
        faces=faces_of(street),
    )


def level_name(level: LevelUsed) -> str:
    """A level with its number of pixels."""
    return tr("{name}, {density} px/m", name=wording.plain(level.name), density=f"{level.px_per_m:g}")


def _degrees(sites: Sequence[Site]) -> tuple[list[float], list[float]]:
    return [one.lat_deg for one in sites], [one.lon_deg for one in sites]


def _dots(sheet: Sheet, sites: Sequence[Site]) -> str:
    if not sites:
        return ""
    return "".join(f"M{x:.0f} {y:.0f}h0" for x, y in sheet.places(*_degrees(sites)))


def _first_level(street: Street) -> int:
    """That of the first figure; else the first."""
    asked = {one.level for one in street.faces}
    return next((number for number, one in enumerate(street.levels) if one.id in asked), 0)


def _seen(
    number: int, site: Site, at: tuple[float, float], sheet: Sheet, levels: Sequence[LevelUsed]
) -> Seen:
    units = sheet.units(site.lat_deg)
    sees = None if site.is_home else site.sight
    return Seen(
        number=number,
        site=site,
        x=f"{at[0]:.1f}",
        y=f"{at[1]:.1f}",
        side=_side(at, str(number)),
        cone=_cone(site, sees, units) if sees else "",
        rings=_rings(site, sees, units, levels) if sees else [],
        is_known=sees is not None and sees.direction_known,
        doubt=f"{site.blurred_m * units:.1f}" if site.blurred_m else "",
        ticks="" if site.blurred_m else ticks(site.directions_deg, _TICK),
    )


def _cone(site: Site, sees: Sight, units: float) -> str:
    """The ground that it sees with the middle lens."""
    return "".join(outline_path(one, units) for one in ring_of(site, sees, 1, (sees.near_m, sees.far_m)))


def _rings(site: Site, sees: Sight, units: float, levels: Sequence[LevelUsed]) -> list[Ring]:
    """The rings of each lens and level, and those of faces apart."""
    held = []
    for number, level in enumerate(levels):
        for of_faces, rings in ((False, sees.rings), (True, sees.told_apart)):
            for place, (lens, ends) in enumerate(zip(LENSES, rings.get(level.id, []), strict=False)):
                path = "".join(outline_path(one, units) for one in ring_of(site, sees, place, ends))
                if path:
                    held.append(Ring(lens=lens, level=number, is_of_faces=of_faces, path=path))
    return held


def _marks(sites: Sequence[Site], places: Sequence[tuple[float, float]], first: int) -> list[Mark]:
    held = []
    for number in numbered(places):
        one = number.of[0]
        site = sites[one]
        name = tr(
            "{number}: {kind}, looks {direction}", number=first + one + 1, kind=cameras.kind_words(site),
            direction=cameras.direction_words(site),
        )  # fmt: skip
        if not site.directions_deg:
            name = tr(
                "{number}: {kind}, direction not told",
                number=first + one + 1,
                kind=cameras.kind_words(site),
            )
        more = len(number.of) - 1
        if more:
            name = tr_n(
                "{name}; and {n} more at this place", "{name}; and {n} more at this place", more, name=name
            )
        text = f"{first + one + 1}" + (f" +{more}" if more else "")
        held.append(
            Mark(
                number=first + one + 1,
                text=text,
                name=name,
                step=number.step,
                x=f"{places[one][0]:.1f}",
                y=f"{places[one][1]:.1f}",
                side=_side(places[one], text),
                shape="doubt" if site.blurred_m else "plates" if site.kind == "plate_reader" else "camera",
            )
        )
    return held


def _side(at: tuple[float, float], text: str) -> str:
    """To which side of a camera its number has room on the sheet."""
    west = "west" if at[0] > WIDTH - _LETTER * (len(text) + 1) else ""
    return f"{west} south".strip() if at[1] < _LINE else west


def area_words(site: Site) -> str:
    """How much ground it sees with the middle lens, and how far."""
    if site.is_found_otherwise:
        return tr("nothing: somebody found that it is gone, or no camera")
    if site.sees is None:
        return tr("no ground of the street")
    return tr(
        "{area} m², as far as {far} m",
        area=wording.number(round(site.sees.area_m2)),
        far=decimal(site.sees.far_m, 0),
    )
