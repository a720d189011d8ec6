"""What a document says of the cameras of a map, and of how much of a place is seen; those of homes are left out."""

from collections.abc import Iterator

from lamppost.model.result import ResultDocument
from lamppost.model.saying import noted, say
from lamppost.model.sites import Band, Share, Site, Street
from lamppost.report.kinds import KIND_IDS
from lamppost.report.streets import sites_of

PLACE = "place"
"""The code of the section on the place itself."""
_WALLS = {
    "with_walls": noted("cut off by buildings"),
    "without_walls": noted("as if no building stood between"),
}
_UNKNOWN = {
    "all_round": noted("all cameras"),
    "left_out": noted("only cameras of known direction"),
}
_OPERATORS = {
    "public_body": noted("a public body"),
    "organisation": noted("an organisation"),
    "business": noted("a business"),
    "private": noted("private; no name is kept"),
    "unknown": noted("not known"),
}


def of_site(site: Site) -> Iterator[tuple[str, str]]:
    """What stands on the map of one camera: about what, and the words; nothing of what is not told.

    Args:
        site: The camera.
    """
    yield say("place"), _data(f"{site.lat_deg:.7f}, {site.lon_deg:.7f}")
    if site.operator is None:
        yield say("operator"), _OPERATORS[site.operator_kind]
    yield say("watches"), _data(site.covers)
    told = {
        say("zone"): site.zone,
        say("shape"): None if site.shape == "unknown" else site.shape,
        say("mount"): site.mount,
        say("direction in degrees"): ", ".join(f"{one:g}" for one in site.directions_deg) or None,
        say("angle in degrees"): None if site.angle_deg is None else f"{site.angle_deg:g}",
        say("height in metres"): None if site.height_m is None else f"{site.height_m:g}",
        say("last looked at"): None if site.checked_on is None else str(site.checked_on),
        say("changed on the map"): None if site.changed_on is None else str(site.changed_on),
    }
    yield from ((about, _data(text)) for about, text in told.items() if text is not None)


def of_place(result: ResultDocument) -> Iterator[tuple[str, str]]:
    """What is said of the place as a whole: how many cameras, how much can be walked, and how much of it is seen.

    Args:
        result: The result.
    """
    street = result.street
    if not street:
        return
    yield say("cameras"), _data(str(len(sites_of(result))))
    for kind, count in sorted(street.counts.get("kind", {}).items()):
        yield say("cameras of kind {kind!t}", kind=KIND_IDS.get(kind, kind)), _data(str(count))
    if street.map_day is not None:
        yield say("day of the map"), _data(str(street.map_day))
    if street.walkable_m is not None:
        yield say("metres that everybody may walk"), _data(f"{street.walkable_m:.0f}")
    for share in street.shares:
        yield _about(share), _band(share.share)


def asked(result: ResultDocument) -> dict[str, str]:
    """The place and the standard that were asked about.

    Args:
        result: The result.
    """
    street: Street | None = result.street or None
    if street is None:
        return {}
    whole = noted("a box of the map") if street.is_box is True else noted("the whole map")
    place = _data(street.place) if street.place is not None else whole
    west, south, east, north = street.bounds
    return {
        say("place"): place,
        say("bounds"): _data(f"{west:.6f}, {south:.6f}, {east:.6f}, {north:.6f}"),
        say("standard"): _data(street.standard),
    }


def _about(share: Share) -> str:
    """`share at detection: cut off by buildings, all cameras`."""
    said = {
        "level": share.level,
        "walls": _WALLS[share.walls],
        "cameras": _UNKNOWN[share.unknown_directions],
    }
    if share.by == "all":
        return say("share at {level}: {walls!t}, {cameras!t}", **said)
    return say(
        "share at {level}, by {by} {value}: {walls!t}, {cameras!t}", **said, by=share.by, value=share.value
    )


def _band(band: Band) -> str:
    low, middle, high = (f"{100 * one:.1f}" for one in (band.low, band.middle, band.high))
    return say("{low}, {middle} and {high} % with the three lenses", low=low, middle=middle, high=high)


def _data(text: str) -> str:
    return say("{text}", text=text)
