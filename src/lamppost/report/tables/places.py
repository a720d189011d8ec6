"""A place on a map: its cameras, what they see, how much of its ways is seen, and what was taken where no tag tells."""

from collections.abc import Iterator, Sequence

from lamppost.model.result import Named, ResultDocument
from lamppost.report.streets import LENSES, by_level, credits_of, homes_left_out, sites_of, three
from lamppost.report.tables.shape import Links, Row, Table, columns


def _sites(result: ResultDocument, links: Links) -> Iterator[Row]:
    for one in sites_of(result):
        sees = one.sight
        yield (
            one.id,
            one.source,
            one.ref,
            one.locator,
            one.lat_deg,
            one.lon_deg,
            one.present,
            one.kind_status,
            one.covers,
            one.zone,
            one.operator_kind,
            *_named(one.operator),
            one.maker_text,
            one.brand_text,
            one.model_text,
            one.shape,
            one.mount,
            "; ".join(f"{bearing:g}" for bearing in one.directions_deg) or None,
            one.angle_deg,
            one.height_m,
            one.count,
            _day(one.checked_on),
            _day(one.changed_on),
            one.started_on,
            *((None,) * 4 if sees is None else (sees.direction_known, sees.near_m, sees.far_m, sees.area_m2)),
            links.chain(one.present_chain),
        )


def _named(named: Named | None) -> tuple[str | None, ...]:
    return (None, None, None) if named is None else (named.name, named.id, named.status)


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _rings(result: ResultDocument, links: Links) -> Iterator[Row]:
    """From and to how many metres a level is reached, by lens, and as far as it is flat enough for a face."""
    del links
    for one in sites_of(result):
        for level, held in one.sight.rings.items() if one.sight else ():
            flat = one.sight.told_apart.get(level, []) if one.sight else []
            for nth, (lens, ring) in enumerate(zip(LENSES, held, strict=False)):
                if ring:
                    yield one.id, level, lens, *_ends(ring), *_ends(flat[nth] if nth < len(flat) else [])


def _ends(ring: Sequence[float]) -> tuple[float | None, float | None]:
    return (ring[0], ring[1]) if len(ring) == 2 else (None, None)


def _faces(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.street.faces if result.street else ():
        yield (
            one.lens,
            one.words,
            one.height_m,
            one.face_m,
            one.most_pitch_deg,
            one.level,
            one.px_per_m,
            *_ends(one.dense_m),
            *_ends(one.told_apart_m),
        )


def _places(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    if result.street:
        one = result.street
        yield (
            one.place,
            *one.bounds,
            _day(one.map_day),
            _day(one.data_until),
            one.standard,
            one.standard_name,
            one.walkable_m,
            one.has_walls,
            len(sites_of(result)),
            homes_left_out(result),
            "; ".join(one.credits),
        )


def _credits(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    yield from ((text,) for text in credits_of(result))


def _levels(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.street.levels if result.street else ():
        yield one.id, one.name, one.px_per_m, one.of_faces


def _shares(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.street.shares if result.street else ():
        yield (
            one.level,
            one.px_per_m,
            one.walls,
            one.unknown_directions,
            one.by,
            one.value or None,
            *three(one.share),
            *three(one.seen_m),
            *three(one.told_apart_m),
        )


def _assumed(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.street.assumed if result.street else ():
        yield one.what, one.low, one.middle, one.high, one.unit, one.sites, one.words, one.source, one.url


def _counts(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for by, held in sorted(result.street.counts.items()) if result.street else ():
        yield from ((by, value, count) for value, count in held.items())


def _walks(result: ResultDocument, links: Links) -> Iterator[Row]:
    del links
    for one in result.street.walks if result.street else ():
        for level, seen in by_level(result.street, one.seen_m) if result.street else ():
            bands = (one.seen_by_known_m, one.seen_without_walls_m, one.told_apart_m)
            yield (
                one.what,
                one.length_m,
                one.unmatched_m,
                level,
                *three(seen),
                *(cell for held in bands for cell in three(held.get(level))),
            )


def _prices(result: ResultDocument, links: Links) -> Iterator[Row]:
    """What less watched costs, from the shortest way to the least watched one."""
    del links
    for one in result.street.walks if result.street else ():
        if one.what == "least_watched":
            yield from (
                (one.what, one.level, one.lens, one.detour, one.floor_m, step.length_m, step.seen_m)
                for step in one.trade
            )


def _walked(result: ResultDocument, links: Links) -> Iterator[Row]:
    """By which cameras; those of homes are left out."""
    del links
    shown = {one.id for one in sites_of(result)}
    for one in result.street.walks if result.street else ():
        for by in one.by_site:
            if by.site in shown:
                yield one.what, by.site, *three(by.metres), *three(by.told_apart_m)


def _samples(result: ResultDocument, links: Links) -> Iterator[Row]:
    """What to look at by hand, in the order in which to look."""
    del links
    homes = {one.id for one in result.sites if one.is_home}
    for one in result.street.sampling if result.street else ():
        streets = {stretch.id: stretch for stretch in one.stretches}
        shown = (chosen for chosen in one.chosen if chosen not in homes)
        for nth, chosen in enumerate(shown, start=1):
            at = streets.get(chosen)
            told = (at.name, at.lat_deg, at.lon_deg, at.length_m) if at else (None,) * 4
            yield one.what, one.margin, one.confidence, one.sites, one.of, nth, chosen, *told


_SEEN = ("low", "middle", "high")

PLACES = (
    Table(
        name="site",
        means="a camera of a map or register; those of private homes are left out and counted in `place`",
        columns=columns(
            "id>thing", "source", "ref", "locator", "lat_deg:real", "lon_deg:real", "present", "kind_status",
            "covers", "zone", "operator_kind", "operator", "operator_id", "operator_status", "maker_text", "brand_text",
            "model_text", "shape", "mount", "directions_deg", "angle_deg:real", "height_m:real", "count:int",
            "checked_on:day", "changed_on:day", "started_on", "direction_known:bool", "near_m:real", "far_m:real",
            "area_m2:real", "chain:chain",
        ),
        rows=_sites,
        key=("id",),
    ),
    Table(
        name="ring",
        means="from and to how many metres of ground a camera reaches a level with a lens; no row where nowhere",
        columns=columns(
            "thing>thing", "level>level", "lens", "from_m:real", "to_m:real", "told_apart_from_m:real", "told_apart_to_m:real"
        ),
        rows=_rings,
    ),
    Table(
        name="place",
        means="the place that was asked about; its bounds in degrees",
        columns=columns(
            "place", "west_deg:real", "south_deg:real", "east_deg:real", "north_deg:real", "map_day:day", "data_until:day",
            "standard", "standard_name", "walkable_m:real", "has_walls:bool", "n_sites:int", "n_homes_left_out:int", "credits",
        ),
        rows=_places,
    ),
    Table(
        name="share",
        means="how much of the ways that can be walked is seen with so many pixels on a metre: of 1 and in metres, by lens",
        columns=columns(
            "level>level", "px_per_m:real", "walls", "unknown_directions", "by", "value",
            *(f"share_{lens}:real" for lens in _SEEN), *(f"seen_{lens}_m:real" for lens in _SEEN),
            *(f"told_apart_{lens}_m:real" for lens in _SEEN),
        ),
        rows=_shares,
    ),
    Table(
        name="level",
        means="a level of the standard that was chosen",
        columns=columns("id", "name", "px_per_m:real", "of_faces:bool"),
        rows=_levels,
        key=("id",),
    ),
    Table(
        name="assumed",
        means="a value that was taken where no tag tells, for how many cameras, and whose it is",
        columns=columns(
            "what", "low:real", "middle:real", "high:real", "unit", "n_sites:int", "words", "source", "url"
        ),
        rows=_assumed,
    ),
    Table(
        name="face",
        means="where one camera with a lens could tell a face apart; no distances where nowhere",
        columns=columns(
            "lens", "words", "height_m:real", "face_m:real", "most_pitch_deg:real", "level>level", "px_per_m:real",
            "dense_from_m:real", "dense_to_m:real", "told_apart_from_m:real", "told_apart_to_m:real",
        ),
        rows=_faces,
    ),
    Table(
        name="site_count",
        means="how many cameras have a value",
        columns=columns("by", "value", "count:int"),
        rows=_counts,
    ),
    Table(
        name="walk",
        means="how many metres of a way are seen, by level; where it runs is not kept",
        columns=columns(
            "walk", "length_m:real", "unmatched_m:real", "level>level", *(f"seen_{lens}_m:real" for lens in _SEEN),
            *(f"seen_by_known_{lens}_m:real" for lens in _SEEN), *(f"seen_without_walls_{lens}_m:real" for lens in _SEEN),
            *(f"told_apart_{lens}_m:real" for lens in _SEEN),
        ),
        rows=_walks,
    ),
    Table(
        name="walk_price",
        means="what a less watched way costs: the ways from the shortest to the least watched one, and the bound below which none within the detour is seen",
        columns=columns(
            "walk", "level>level", "lens", "detour:real", "bound_m:real", "length_m:real", "seen_m:real"
        ),
        rows=_prices,
    ),
    Table(
        name="walk_site",
        means="over how many metres of a way one camera sees who walks there",
        columns=columns(
            "walk", "thing>thing", *(f"seen_{lens}_m:real" for lens in _SEEN), *(f"told_apart_{lens}_m:real" for lens in _SEEN)
        ),
        rows=_walked,
    ),
    Table(
        name="sample",
        means="what to look at by hand, in the order in which to look, so that a share is known to within `margin`",
        columns=columns(
            "what", "margin:real", "confidence:real", "n:int", "of:int", "nth:int", "chosen", "street", "lat_deg:real",
            "lon_deg:real", "length_m:real",
        ),
        rows=_samples,
    ),
    Table(
        name="credit",
        means="whom the data of a map or register is owed to, and under which licence",
        columns=columns("words"),
        rows=_credits,
    ),
)  # fmt: skip
