"""Cameras of a map as reports to machines name them, how many were left out, and whom the data is owed to."""

from collections.abc import Mapping

from lamppost.model.language import retold, tr, tr_n
from lamppost.model.result import ResultDocument
from lamppost.model.saying import noted, say
from lamppost.model.sites import Band, Site, Street
from lamppost.report.kinds import KIND_NAMES
from lamppost.report.wording import plain

_OTHER = noted("Camera or other device")
LENSES = ("low", "middle", "high")


def sites_of(result: ResultDocument) -> list[Site]:
    """The cameras that are exported: those of private homes are left out, and counted."""
    return [one for one in result.sites if not one.is_home]


def homes_left_out(result: ResultDocument) -> int:
    """Cameras of private homes that an export does not hold: those of the document, and those left out of it."""
    told = result.street.homes_left_out if result.street else 0
    return told + sum(one.is_home for one in result.sites)


def notes_as_said(site: Site) -> list[str]:
    """What was found out about a camera and entered, for machines: `reply of 2026-11-20: operator: City of Example`."""
    return [
        f"{note.kind} of {note.seen_on}: {plain(note.text)}"
        + (f" ({plain(note.reply.sender)})" if note.reply else "")
        for note in site.notes or ()
    ]


def by_level(street: Street, measured: Mapping[str, Band]) -> list[tuple[str, Band]]:
    """What is measured at each level, in the order of the standard: a document that was stored has them in that of their names."""
    place = {one.id: number for number, one in enumerate(street.levels)}
    return sorted(measured.items(), key=lambda item: place.get(item[0], len(place)))


def why_not_known(result: ResultDocument) -> str:
    """Why it is not known how much is seen where no camera could be counted, in small letters.

    Args:
        result: A result of a place that holds no cameras.
    """
    if homes := homes_left_out(result):
        return tr_n(
            "not known: the only camera on the map here is a private home's and is left out, and what nobody mapped may see it all the same",
            "not known: the only {n} cameras on the map here are of private homes and are left out, and what nobody mapped may see it all the same",
            homes,
        )
    return tr("not known: no camera is on the map here, and what nobody mapped may see it all the same")


def is_register(result: ResultDocument) -> bool:
    """Whether all that was read is registers, and no map."""
    ways = result.street.walkable_m is not None if result.street else False
    return not ways and bool(result.sites) and all(one.source == "register" for one in result.sites)


def whole(result: ResultDocument) -> str:
    """What was asked about where no place was named."""
    if result.street and result.street.is_box is True:
        west, south, east, north = (f"{one:.6f}".rstrip("0").rstrip(".") for one in result.street.bounds)
        return tr(
            "the box {west}, {south}, {east}, {north}",
            west=west,
            south=south,
            east=east,
            north=north,
        )
    return tr("the whole register") if is_register(result) else tr("the whole map")


def how_many(result: ResultDocument) -> str:
    """How many cameras are on the map, and how many of homes are not among them."""
    n = len(result.sites)
    told = tr_n("{n} camera is on the map here", "{n} cameras are on the map here", n)
    if is_register(result):
        told = tr_n("{n} camera is in the register", "{n} cameras are in the register", n)
    elif any(one.kind == "unknown" for one in result.sites):
        told = tr_n(
            "{n} camera or other device is on the map here",
            "{n} cameras or other devices are on the map here",
            n,
        )
    if homes := result.street.homes_left_out if result.street else 0:
        return tr_n(
            "{cameras}, and {n} of a private home is left out",
            "{cameras}, and {n} of private homes are left out",
            homes,
            cameras=told,
        )
    return told


def seen_by_none(result: ResultDocument) -> str:
    """What to say of a walk that no camera sees of which it was worked out."""
    if result.street and not result.street.shares and not result.sites:
        return why_not_known(result)
    if homes_left_out(result):
        return tr("none of the cameras that are counted; those of private homes are not")
    return tr("no camera that the map has")


def credits_of(result: ResultDocument) -> list[str]:
    """Whom the data of maps and registers is owed to, and under which licence; in every output."""
    return list(result.street.credits) if result.street else []


def site_name(site: Site) -> str:
    """What to call a camera: its kind, and what it is called on its map or register."""
    return retold(site_as_said(site))


def site_as_said(site: Site) -> str:
    """The same for a document: English, and told in each language from there."""
    kind = _OTHER if site.kind == "unknown" else KIND_NAMES[site.kind]
    if not site.ref:
        return say("{kind!t} of a home", kind=kind) if site.is_home else say("{kind!t} of a map", kind=kind)
    return say("{kind!t} {where}", kind=kind, where=plain(site.ref))


def site_place(site: Site) -> str:
    """Where it stands in its file: `town.osm.pbf, node/101`."""
    if not site.locator:
        return plain(site.file)
    return tr("{file}, {locator}", file=plain(site.file), locator=plain(site.locator))


def three(band: Band | None) -> tuple[float | None, float | None, float | None]:
    """A measure with each lens, as three cells; empty where there is none."""
    return (None, None, None) if band is None else (band.low, band.middle, band.high)
