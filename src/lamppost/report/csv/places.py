"""Rows of a map: its cameras, how much of the place is seen, walks, what was taken as given, what stays dark, and the credit."""

from collections.abc import Iterator

from lamppost.model.result import Named, ResultDocument
from lamppost.model.sites import Band, Share, Site, Street, WalkSeen
from lamppost.report.streets import (
    by_level,
    credits_of,
    homes_left_out,
    notes_as_said,
    site_place,
    sites_of,
    three,
)
from lamppost.report.walked import less_seen_m, shortest_of

Row = dict[str, object]
_UNKNOWN = {"all_round": "are taken to see all round", "left_out": "are left out"}


def rows(result: ResultDocument) -> Iterator[Row]:
    """The rows; none of a result that is of no map.

    Args:
        result: The result document.
    """
    street = result.street
    if not street:
        return
    yield from (_site(one) for one in sites_of(result))
    homes = homes_left_out(result)
    if homes:
        yield {"row": "count", "count": homes, "note": "cameras of private homes, which are left out"}
    if street.walkable_m is None:
        yield {"row": "share", "note": "not known, for the files hold no ways"}
    else:
        yield {"row": "share", "note": "ways that can be walked", **_each(street.walkable_m), "unit": "m"}
    if street.walkable_m is not None and not result.sites and not street.shares:
        none = (
            "the only cameras on the map here are of private homes and are left out"
            if homes
            else "no camera is on the map here"
        )
        yield {"row": "share", "note": f"not known, for {none}"}
    yield from (_share(one, street) for one in street.shares)
    yield from _walks(result, street)
    for one in street.assumed:
        url = f" ({one.url})" if one.url else ""
        yield {
            "row": "assumed",
            "count": one.sites,
            "low": one.low,
            "middle": one.middle,
            "high": one.high,
            "unit": one.unit,
            "note": f"{one.what}: {one.words} {one.source}{url}",
        }
    for gap in result.coverage.gaps:
        of = "" if gap.of is None else f" (of {gap.of})"
        yield {"row": "gap", "count": gap.count, "note": f"{gap.text}{of}"}
    for text in credits_of(result):
        yield {"row": "credit", "note": text}


def _site(one: Site) -> Row:
    owners = [*one.owners, *one.builder_owners]
    return {
        "row": "site",
        "count": 1 if one.count is None else one.count,
        "id": one.id,
        "kind": one.kind,
        "watches": one.watches,
        **_named("maker", one.maker),
        **_named("builder", one.builder),
        **_named("operator", one.operator),
        "model": one.model_text,
        "owners": "; ".join(f"{owner.name} ({owner.status})" for owner in owners),
        "lists": "; ".join(f"{item.list} since {item.since} ({item.status})" for item in one.listings),
        "evidence": site_place(one),
        "next_proof": one.next_proof,
        "ref": one.ref,
        "lat_deg": one.lat_deg,
        "lon_deg": one.lon_deg,
        "operator_kind": one.operator_kind,
        "covers": one.covers,
        "zone": one.zone,
        "shape": one.shape,
        "mount": one.mount,
        "directions_deg": "; ".join(f"{bearing:g}" for bearing in one.directions_deg),
        "height_m": one.height_m,
        "checked_on": one.checked_on,
        "changed_on": one.changed_on,
        "far_m": None if one.sight is None else one.sight.far_m,
        "note": "; ".join([f"there: {one.present}", f"kind: {one.kind_status}", *notes_as_said(one)]),
    }


def _named(column: str, named: Named | None) -> Row:
    return {} if named is None else {column: named.name, f"{column}_status": named.status}


def _each(number: float) -> dict[str, object]:
    return {"low": number, "middle": number, "high": number}


def _band(band: Band) -> Row:
    return dict(zip(("low", "middle", "high"), three(band), strict=True))


def _share(one: Share, street: Street) -> Row:
    """A share of 1, with each lens; the note says of what."""
    of = "" if one.by == "all" else f", by {one.by}: {one.value}"
    walls, unknown = one.walls.replace("_", " "), _UNKNOWN[one.unknown_directions]
    told = f"seen at {one.level} ({one.px_per_m:g} px/m, {street.standard}), {walls}"
    return {
        "row": "share",
        **_band(one.share),
        "unit": "of 1",
        "note": f"{told}, cameras of unknown direction {unknown}{of}",
    }


def _walks(result: ResultDocument, street: Street) -> Iterator[Row]:
    """A row for each measure of a way, for what it costs, and for each camera that sees it."""
    shortest = shortest_of(street)
    shown = {one.id for one in sites_of(result)}
    for one in street.walks:
        name = one.what.replace("_", " ")
        yield _walk(f"{name}: its length", **_each(one.length_m))
        yield _walk(f"{name}: outside of the map, where nothing is known", **_each(one.unmatched_m))
        for held, told in (
            (one.seen_m, "seen"),
            (one.seen_by_known_m, "seen by cameras alone of which it is known where they look,"),
            (one.seen_without_walls_m, "seen if no building stood between,"),
            (one.told_apart_m, "a face could be told apart"),
        ):
            yield from (
                _walk(f"{name}: {told} at {level}", **_band(band)) for level, band in by_level(street, held)
            )
        if one.what == "least_watched" and shortest is not None and one.seen_m:
            yield from _price(name, one, shortest)
        for by in one.by_site:
            if by.site in shown:
                yield _walk(f"{name}: seen by this camera at {one.level}", id=by.site, **_band(by.metres))
        homes = sum(by.site not in shown for by in one.by_site)
        if homes:
            note = f"{name}: seen by so many cameras of private homes, which are left out"
            yield {"row": "walk", "count": homes, "note": note}


def _price(name: str, walk: WalkSeen, shortest: WalkSeen) -> Iterator[Row]:
    """What a less watched way costs: it was chosen at one level and with one lens."""
    chosen = f"at {walk.level}, with the {walk.lens} lens"
    yield _walk(f"{name}: longer than the shortest", **_each(walk.length_m - shortest.length_m))
    yield _walk(f"{name}: less seen than the shortest, {chosen}", **_each(less_seen_m(walk, shortest)))
    for one in walk.trade:
        longer = f"{one.length_m - shortest.length_m:.0f} m longer than the shortest"
        yield _walk(f"{name}: seen on a way {longer}, {chosen}", **_each(one.seen_m))
    if walk.detour is not None and walk.floor_m:
        bound = f"at least so much is seen on each way at most {100 * walk.detour:.0f} % longer"
        yield _walk(f"{name}: {bound}, {chosen}", **_each(walk.floor_m))


def _walk(note: str, **measured: object) -> Row:
    return {"row": "walk", **measured, "unit": "m", "note": note}
