"""Cameras of a map as features: a point for each, the ground that it sees, and a ring for each level and lens.

Cameras of private homes are left out, whatever the result holds.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lamppost.model.chain import Named
from lamppost.model.patches import Patch, placed, polygons, ring_of
from lamppost.model.result import ResultDocument
from lamppost.model.sites import LevelUsed, Sight, Site, Street
from lamppost.report.streets import notes_as_said
from lamppost.report.wording import plain

Json = dict[str, Any]
LENSES = ("low", "middle", "high")
WITHIN_M: Final = 0.25
"""How far an outline may lie from the one that the result holds, which is itself told in decimetres."""
CONE = (
    "Ground that the camera may see with the middle lens, cut off by buildings where those are known; all round where no "
    "direction is told. No proof that it does."
)
RING = "Ground on which at least so many pixels fall on a metre with this lens."
OF_FACES = "The same, where the view is flat enough for a face too."
LICENCE = "The cameras and their tags stay under the licence that `credits` names; what is drawn of them is made from them."


def about_street(result: ResultDocument) -> Json:
    """What holds of all cameras: foreign members of the collection; none where the result is of no place."""
    street = result.street
    if not isinstance(street, Street):
        return {}
    return {
        "place": _text(street.place),
        "map_day": _day(street.map_day),
        "data_until": _day(street.data_until),
        "standard": plain(street.standard),
        "standard_name": plain(street.standard_name),
        "levels": [
            {"level": plain(one.id), "name": plain(one.name), "px_per_m": one.px_per_m, "is_of_faces": one.of_faces}
            for one in street.levels
        ],
        "assumed": [
            {
                "what": plain(one.what), "low": one.low, "middle": one.middle, "high": one.high, "unit": plain(one.unit),
                "n_sites": one.sites, "source": plain(one.source), "url": _text(one.url),
            }
            for one in street.assumed
        ],
        "homes_left_out": street.homes_left_out + sum(one.is_home for one in result.sites),
        "outside_the_light": [
            {"code": plain(gap.code), "text": plain(gap.text), "count": gap.count, "of": gap.of}
            for gap in result.coverage.gaps
        ],
        "licence": LICENCE,
    }  # fmt: skip


def credits_of(result: ResultDocument) -> list[str]:
    """Whom the map and the registers are owed to, and under which licence."""
    return [plain(one) for one in result.street.credits] if isinstance(result.street, Street) else []


def site_features(result: ResultDocument) -> Iterator[Json]:
    """The features of all cameras in the order of the result, those of homes left out."""
    street = result.street if isinstance(result.street, Street) else None
    for site in result.sites:
        if site.is_home:
            continue
        yield _feature(
            plain(site.id), {"type": "Point", "coordinates": [site.lon_deg, site.lat_deg]}, _point(site)
        )
        if site.sight is not None:
            yield _cone(site, site.sight)
            if street is not None:
                yield from _rings(site, site.sight, street)


def _feature(identity: str, geometry: Json | None, properties: Json) -> Json:
    return {"type": "Feature", "id": identity, "geometry": geometry, "properties": properties}


def _point(site: Site) -> Json:
    return {
        "what": "site",
        "kind": site.kind,
        "kind_status": site.kind_status,
        "watches": site.watches,
        "present": site.present,
        "ref": plain(site.ref),
        "file": plain(site.file),
        "locator": plain(site.locator),
        "source": site.source,
        "covers": site.covers,
        "zone": _text(site.zone),
        "shape": site.shape,
        "mount": _text(site.mount),
        "operator": _named(site.operator),
        "operator_kind": site.operator_kind,
        "maker": _named(site.maker),
        "maker_text": _text(site.maker_text),
        "brand_text": _text(site.brand_text),
        "model_text": _text(site.model_text),
        "listed_by": sorted({plain(one.list_name) for one in site.listings}),
        "directions_deg": site.directions_deg,
        "angle_deg": site.angle_deg,
        "height_m": site.height_m,
        "n_cameras": site.count,
        "checked_on": _day(site.checked_on),
        "changed_on": _day(site.changed_on),
        "entered": [plain(text) for text in notes_as_said(site)],
        "next_proof": _text(site.next_proof),
    }


def _cone(site: Site, sees: Sight) -> Json:
    drawn = ring_of(site, sees, 1, (sees.near_m, sees.far_m))
    return _feature(
        f"{plain(site.id)}-cone",
        _area(drawn, site),
        {
            "what": "cone",
            "means": CONE,
            "site": plain(site.id),
            "lens": "middle",
            "direction_known": sees.direction_known,
            "near_m": sees.near_m,
            "far_m": sees.far_m,
            "area_m2": sees.area_m2,
        },
    )


def _rings(site: Site, sees: Sight, street: Street) -> Iterator[Json]:
    """A ring for each level and lens that has one; then those that are flat enough for faces."""
    for level in street.levels:
        for what, means, held in (("ring", RING, sees.rings), ("ring_of_faces", OF_FACES, sees.told_apart)):
            for place, (lens, ends) in enumerate(zip(LENSES, held.get(level.id, ()), strict=False)):
                if drawn := ring_of(site, sees, place, ends):
                    near, far = ends
                    properties = {
                        "what": what, "means": means, "site": plain(site.id), "lens": lens, **_level(level),
                        "standard": plain(street.standard), "direction_known": sees.direction_known, "near_m": near, "far_m": far,
                    }  # fmt: skip
                    identity = f"{plain(site.id)}-{what}-{plain(level.id)}-{lens}"
                    yield _feature(identity, _area(drawn, site), properties)


def _level(level: LevelUsed) -> Json:
    return {"level": plain(level.id), "px_per_m": level.px_per_m}


def _area(drawn: list[Patch], site: Site) -> Json | None:
    """The pieces of ground; null where there is none, or where they would cross the 180th meridian."""
    held = [
        [placed(ring, site.lat_deg, site.lon_deg) for ring in polygons(one, within_m=WITHIN_M)]
        for one in drawn
    ]
    if not held or any(abs(lon) > 180 for one in held for ring in one for lon, _ in ring):
        return None
    if len(held) == 1:
        return {"type": "Polygon", "coordinates": held[0]}
    return {"type": "MultiPolygon", "coordinates": held}


def _named(named: Named | None) -> Mapping[str, str | None] | None:
    if named is None:
        return None
    return {"id": _text(named.id), "name": plain(named.name), "status": named.status}


def _text(text: str | None) -> str | None:
    return plain(text) if text is not None else None


def _day(day: object) -> str | None:
    return str(day) if day is not None else None
