"""How many cameras there are of each sort."""

from collections import Counter
from collections.abc import Iterable

from lamppost.attribute.street.sites import day_of_last_look
from lamppost.model.sites import Site

UNKNOWN = "unknown"


def counts_of(sites: Iterable[Site]) -> dict[str, dict[str, int]]:
    """Cameras by kind, operator and what kind of body that is, maker, zone, what they cover, shape, age and how sure they are.

    Each sort is ordered by number, the most first. Age is the year in which somebody last looked, or else changed it on the map.

    Args:
        sites: The cameras.
    """
    found: dict[str, Counter[str]] = {}
    for site in sites:
        for sort in SORTS:
            found.setdefault(sort, Counter())[value_of(site, sort)] += 1
    return {
        sort: dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
        for sort, counted in found.items()
    }


SORTS = (
    "kind",
    "operator",
    "operator_kind",
    "maker",
    "zone",
    "covers",
    "shape",
    "age",
    "direction",
    "present",
    "source",
)


def value_of(site: Site, sort: str) -> str:
    """What a camera is counted under.

    Args:
        site: The camera.
        sort: One of `SORTS`.
    """
    if sort == "operator":
        return (
            site.operator.name
            if site.operator is not None
            else "private"
            if site.operator_kind == "private"
            else UNKNOWN
        )
    if sort == "maker":
        return site.maker.name if site.maker is not None else UNKNOWN
    if sort == "zone":
        return site.zone or UNKNOWN
    if sort == "age":
        day = day_of_last_look(site)
        return UNKNOWN if day is None else str(day.year)
    if sort == "direction":
        return "known" if site.directions_deg else UNKNOWN
    return str(getattr(site, sort))
