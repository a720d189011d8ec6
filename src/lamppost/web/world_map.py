"""A map of the world as SVG: countries by class, each class by shade and by pattern."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from lamppost.model.language import tr
from lamppost.model.saying import noted
from lamppost.model.world import MapDifference, MapPlace
from lamppost.report import wording
from lamppost.web.outlines import WIDTH, Drawing, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """A class of countries: its name in style sheets, and its words in the legend, a message."""

    id: str
    words: str
    pattern: str
    """What is drawn over its colour, in a tile of 36 by 36 units; empty for the colour alone."""


_TILE = 36
_DOTS = '<circle class="dot" cx="9" cy="9" r="3"/><circle class="dot" cx="27" cy="27" r="3"/>'
_UP = '<path d="M-9 9 9-9M0 36 36 0M27 45 45 27"/>'
_DOWN = '<path d="M-9 27 9 45M0 0 36 36M27-9 45 9"/>'
_ACROSS = '<path d="M0 9H36M0 27H36"/>'
_RING = '<circle cx="18" cy="18" r="5"/>'
NOTHING = Shade(id="nothing", words=noted("nothing held, which is not none"), pattern="")
NONE = Shade(id="none", words=noted("in the edition, no supplier named"), pattern=_RING)
NOT_IT = Shade(id="none", words=noted("in the edition, not named with it"), pattern=_RING)
NAMED = Shade(id="named", words=noted("named"), pattern=_UP)
LEVELS = (
    (1, Shade(id="1", words=noted("1 supplier"), pattern=_DOTS)),
    (3, Shade(id="2", words=noted("2 or 3 suppliers"), pattern=_UP)),
    (5, Shade(id="3", words=noted("4 or 5 suppliers"), pattern=_UP + _DOWN)),
    (999, Shade(id="4", words=noted("6 suppliers or more"), pattern="")),
)
"""Most suppliers named, and the class."""
NEITHER = Shade(id="none", words=noted("in either, with none named"), pattern=_RING)
FIRST = Shade(id="first", words=noted("the first map alone"), pattern=_UP)
SECOND = Shade(id="second", words=noted("the second map alone"), pattern=_ACROSS)
SAME = Shade(id="same", words=noted("both, the same"), pattern="")
OTHER = Shade(id="other", words=noted("both, not the same suppliers"), pattern=_UP + _DOWN)


def place_shade(place: MapPlace, supplier: str | None) -> Shade:
    """The class of a country that an edition speaks of."""
    if supplier is not None:
        return NAMED if place.suppliers else NOT_IT
    count = len(place.suppliers)
    return next(shade for most, shade in LEVELS if count <= most) if count else NONE


def difference_shade(row: MapDifference) -> Shade:
    """The class of a country on two maps."""
    if row.held_by == "both":
        return OTHER if row.only_first or row.only_second else SAME
    return {"first": FIRST, "second": SECOND, "neither": NEITHER}[row.held_by]


def shades(supplier: str | None, *, differences: bool = False) -> list[Shade]:
    """The classes that a map may show, in the order of its legend."""
    if differences:
        return [FIRST, SECOND, SAME, OTHER, NEITHER, NOTHING]
    return [NAMED, NOT_IT, NOTHING] if supplier else [*(shade for _, shade in LEVELS), NONE, NOTHING]


def patterns(prefix: str, held: list[Shade], *, is_half: bool) -> Markup:
    """What the classes of a map are filled with, for one page; ids begin with the prefix.

    Args:
        prefix: How ids begin.
        held: The classes.
        is_half: The map has half of the page, so that patterns are drawn larger to look the same.
    """
    larger = ' patternTransform="scale(1.8)"' if is_half else ""
    tiles = "".join(
        f'<pattern id="{prefix}-{shade.id}" class="m m-{shade.id}" width="{_TILE}" height="{_TILE}" '
        f'patternUnits="userSpaceOnUse"{larger}><rect width="{_TILE}" height="{_TILE}"/>{shade.pattern}</pattern>'
        for shade in held
    )
    return Markup(f'<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>{tiles}</defs></svg>')  # noqa: S704 - made of constants


def swatch(prefix: str, shade: Shade) -> Markup:
    """The class as a little picture for the legend."""
    fill = f"url(#{prefix}-{shade.id})"
    return Markup(  # noqa: S704 - made of constants
        f'<svg class="swatch" viewBox="0 0 96 64" width="30" height="20" aria-hidden="true" focusable="false">'
        f'<rect x="3" y="3" width="90" height="58" rx="8" fill="{fill}"/></svg>'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A country as a map shows it."""

    shade: Shade
    words: str
    """What is said when it is pointed at or read aloud."""
    address: str


def world_map(
    drawn: Drawing,
    source: str,
    prefix: str,
    marked: Mapping[str, Marked],
    others: Mapping[str, str],
    title: str,
    name: str,
) -> Markup:
    """The map.

    Args:
        drawn: The part of the world.
        source: Address of its outlines.
        prefix: How ids of patterns on the page begin.
        marked: What is shown of countries, by code; of others the map holds nothing.
        others: Where those of the others lead of which something else is held, by code.
        title: What it shows.
        name: Its id on the page.
    """
    content: dict[Shade, str] = {NOTHING: ""}
    for shape in drawn.shapes:
        one = marked.get(shape.code or "")
        shade, piece = (
            (one.shade, _place(shape, one, source)) if one else (NOTHING, _bare(shape, source, others))
        )
        content[shade] = content.get(shade, "") + piece
    groups = [f'<g fill="url(#{prefix}-{shade.id})">{pieces}</g>' for shade, pieces in content.items()]
    return Markup(  # noqa: S704 - every value was escaped
        f'<svg class="map" id="{name}" viewBox="0 0 {WIDTH} {drawn.height}" role="group" aria-label="{escape(title)}">'
        f'<use class="lines" href="{escape(source)}#lines"/>{"".join(groups)}</svg>'
    )


def _bare(shape: Shape, source: str, others: Mapping[str, str]) -> str:
    """A country of which the map holds nothing; below the table each that leads somewhere is a link for the keyboard."""
    title = escape(wording.plain(tr("{country}: nothing held", country=shape.name)))
    drawn = f'<title>{title}</title><use href="{source}#{shape.id}"/>'
    address = others.get(shape.code or "")
    return f'<a tabindex="-1" href="{escape(address)}">{drawn}</a>' if address else f"<g>{drawn}</g>"


def _place(shape: Shape, one: Marked, source: str) -> str:
    spot = f'<circle class="spot" cx="{shape.spot[0]}" cy="{shape.spot[1]}" r="20"/>' if shape.spot else ""
    return (
        f'<a href="{escape(one.address)}"><title>{escape(wording.plain(one.words))}</title>'
        f'<use href="{source}#{shape.id}"/>{spot}</a>'
    )
