"""The screen Map: who supplies whom by country, in one edition or beside another, each choice an address."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr, tr_n
from lamppost.model.saying import noted
from lamppost.model.world import MapChoice, MapDifference, MapPlace, MapSide, World
from lamppost.web.answers import desk_of
from lamppost.web.api import answer
from lamppost.web.figures import asked_day
from lamppost.web.outlines import PARTS, Drawing, document, drawing
from lamppost.web.shelf import NotHeldError
from lamppost.web.templating import page
from lamppost.web.timelines import line_of_deployments
from lamppost.web.world_map import (
    Marked,
    Shade,
    difference_shade,
    patterns,
    place_shade,
    shades,
    swatch,
    world_map,
)

KINDS = {
    "smart_city": noted("smart city"),
    "facial_recognition": noted("facial recognition"),
    "smart_policing": noted("smart policing"),
    "social_media": noted("social media surveillance"),
}
_NAMED, _NOT_NAMED = noted("{country}: {supplier} named"), noted("{country}: {supplier} not named")
_ONLY_FIRST, _ONLY_SECOND = noted("only on the first: {names}"), noted("only on the second: {names}")
_HELD_BY: dict[str, str] = {
    "first": noted("named on the first map alone"),
    "second": noted("named on the second map alone"),
    "neither": noted("named on neither"),
}
FIELDS = ("as_of", "edition", "supplier", "kind", "beside_as_of", "beside_edition", "beside_supplier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One map with its legend."""

    title: str
    drawn: Markup
    legend: list[tuple[Markup, Shade, int]]
    """Picture, class, countries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What maps of one page share."""

    shape: Drawing
    part: str
    day: date
    """The day for which countries lead to what is said of them."""
    others: list[str]
    """Codes of countries of which something else is held."""
    is_half: bool
    """Two maps stand side by side."""

    def address(self, code: str) -> str:
        """Where a country leads."""
        return f"/country/{code}?as_of={self.day}"


def screen(request: Request) -> Response:
    """The map, or two; `view=difference` draws what differs as one."""
    world, part = _world(request), _part(request.query_params)
    query = {name: request.query_params.get(name, "") for name in (*FIELDS, "part", "view")}
    shape = drawing(pipeline.world_topology(), part)
    day = max(side.choice.as_of for side in world.sides)
    differing = bool(world.differences) and query["view"] == "difference"
    is_half = len(world.sides) == 2 and not differing
    ground = Ground(shape=shape, part=part, day=day, others=world.also_held, is_half=is_half)
    shown = (
        [_difference_map(world, ground)]
        if differing
        else [_map(side, number, ground) for number, side in enumerate(world.sides, 1)]
    )
    named = {one.code: one.name for one in shape.shapes}
    return page(
        "map.html",
        here="map",
        world=world,
        query=query,
        link=lambda **changes: _link(query, changes),
        parts=PARTS,
        region=part,
        said_of=difference_words,
        kinds={kind: tr(name) for kind, name in KINDS.items()},
        shown=shown,
        differing=differing,
        credit=pipeline.world_topology().credit,
        names=[side_name(side) for side in world.sides],
        address=ground.address,
        others=[(code, named[code]) for code in world.also_held if code in named],
        line=line_of_deployments(
            desk_of(request),
            world.sides[0].choice.as_of,
            lambda day: f"/map{_link(query, {'as_of': day.isoformat(), 'edition': ''})}",
        ),
        places=[{place.country: place for place in side.places} for side in world.sides],
    )


def prepare() -> None:
    """Draw the outlines of the world ahead of the first request for them."""
    drawing(pipeline.world_topology(), "world")


def outlines(request: Request) -> Response:
    """The outlines of a part of the world, which maps refer to; they do not change while this runs."""
    part = request.path_params["part"]
    if part not in PARTS:
        raise NotHeldError(
            tr("there is no such part of the world"), hint=tr("There is {names}.", names=", ".join(PARTS))
        )
    content = document(drawing(pipeline.world_topology(), part))
    return Response(content, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


def programs(request: Request) -> Response:
    """The document that the page shows."""
    return answer(_world(request))


def side_name(side: MapSide) -> str:
    """What a map shows, in words."""
    day = side.choice.as_of
    if side.edition is None and side.choice.edition:
        return tr("{edition} not out on {day}", edition=side.choice.edition, day=day)
    if side.edition is None:
        return tr("no edition out on {day}", day=day)
    supplier, year = side.supplier or tr("all suppliers"), side.edition.year
    if side.choice.kind:
        return tr(
            "{supplier}, edition of {year}, {kind} ticked",
            supplier=supplier,
            year=year,
            kind=tr(KINDS[side.choice.kind]),
        )
    return tr("{supplier}, edition of {year}", supplier=supplier, year=year)


def _world(request: Request) -> World:
    choices = _choices(request)
    return desk_of(request).asker.of(lambda packs: pipeline.world(choices, packs))


def _choices(request: Request) -> list[MapChoice]:
    """One map, or two where anything is said of a second; what is not said of it is as on the first."""
    query = request.query_params
    first = MapChoice(
        as_of=asked_day(request),
        edition=query.get("edition") or None,
        supplier=query.get("supplier") or None,
        kind=query.get("kind") or None,
    )
    if not any(query.get(f"beside_{name}") for name in ("as_of", "edition", "supplier")):
        return [first]
    second = MapChoice(
        as_of=asked_day(request, "beside_as_of") if query.get("beside_as_of") else first.as_of,
        edition=query.get("beside_edition") or (None if query.get("beside_as_of") else first.edition),
        supplier=query.get("beside_supplier") or first.supplier,
        kind=first.kind,
    )
    return [first, second]


def _part(query: QueryParams) -> str:
    part = query.get("part") or "world"
    if part not in PARTS:
        raise LamppostError(
            tr("there is no such part of the world"), hint=tr("There is {names}.", names=", ".join(PARTS))
        )
    return part


def _link(query: dict[str, str], changes: dict[str, str]) -> str:
    """The address of the same page with other choices."""
    return "?" + urlencode({name: value for name, value in (query | changes).items() if value})


def _map(side: MapSide, number: int, ground: Ground) -> Shown:
    held = [replace(shade, words=tr(shade.words)) for shade in shades(side.supplier)]
    marked = {
        place.country: Marked(
            shade=place_shade(place, side.supplier),
            words=_said(place, side),
            address=ground.address(place.country),
        )
        for place in side.places
    }
    return _shown(f"m{number}", side_name(side), held, marked, ground)


def _difference_map(world: World, ground: Ground) -> Shown:
    marked = {
        row.country: Marked(
            shade=difference_shade(row),
            words=tr("{country}: {what}", country=row.name, what=difference_words(row)),
            address=ground.address(row.country),
        )
        for row in world.differences
    }
    first, second = (side_name(side) for side in world.sides)
    called = {"first": tr("only {map}", map=first), "second": tr("only {map}", map=second)}
    held = [
        replace(shade, words=called.get(shade.id, tr(shade.words)))
        for shade in shades(None, differences=True)
    ]
    title = tr("What differs: {first}, and {second}", first=first, second=second)
    return _shown("m1", title, held, marked, ground)


def _shown(prefix: str, title: str, held: list[Shade], marked: dict[str, Marked], ground: Ground) -> Shown:
    counts = Counter(one.shade.id for one in marked.values())
    source = f"/map/outlines/{ground.part}.svg"
    others = {code: ground.address(code) for code in ground.others}
    drawn = world_map(ground.shape, source, prefix, marked, others, title, f"{prefix}-map")
    return Shown(
        title=title,
        drawn=patterns(prefix, held, is_half=ground.is_half) + drawn,
        legend=[(swatch(prefix, shade), shade, counts[shade.id]) for shade in held],
    )


def _said(place: MapPlace, side: MapSide) -> str:
    if side.supplier:
        said = _NAMED if place.suppliers else _NOT_NAMED
        return tr(said, country=place.name, supplier=side.supplier)
    if not place.suppliers:
        return tr("{country}: no supplier named", country=place.name)
    return tr_n(
        "{country}: {n} supplier, {names}",
        "{country}: {n} suppliers, {names}",
        len(place.suppliers),
        country=place.name,
        names=", ".join(one.name for one in place.suppliers),
    )


def difference_words(row: MapDifference) -> str:
    """What two maps say differently of a country."""
    if row.held_by != "both":
        return tr(_HELD_BY[row.held_by])
    parts = [
        tr(message, names=", ".join(names))
        for message, names in ((_ONLY_FIRST, row.only_first), (_ONLY_SECOND, row.only_second))
        if names
    ]
    return "; ".join(parts) or tr("the same on both")
