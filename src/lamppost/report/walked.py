"""Walks in words for every report: how much of each is seen, what that rests on, what a less watched way costs, and who sees it."""

from collections.abc import Iterator, Mapping

from lamppost.model.language import number, tr
from lamppost.model.result import ResultDocument
from lamppost.model.saying import noted
from lamppost.model.sites import Band, SeenBy, Street, WalkSeen
from lamppost.report.cameras import LENSES
from lamppost.report.measured import NONE_TELLS, level_words, none_tells
from lamppost.report.streets import by_level, seen_by_none, site_name, sites_of

WALKS: Mapping[str, str] = {
    "walk": noted("the walk"),
    "shortest": noted("the shortest way"),
    "least_watched": noted("the least watched way"),
}


def walk_rows(street: Street) -> Iterator[tuple[str, ...]]:
    """Of each way and level: way, length, level, seen, by cameras of known direction, without buildings, as a face.

    Args:
        street: The place.

    Returns:
        Seven texts a row; each measure is with the middle lens, and from the least to the most of the three.
    """
    levels = {one.id: one.px_per_m for one in street.levels}
    for walk in street.walks:
        for level, seen in by_level(street, walk.seen_m):
            yield (
                tr(WALKS[walk.what]),
                tr("{m} m", m=_metres(walk.length_m)),
                level_words(street, level, levels.get(level, 0.0)),
                band_words(seen, walk),
                _by_known(walk, level, street),
                _cell(walk.seen_without_walls_m.get(level), walk, tr("no buildings are known")),
                _cell(walk.told_apart_m.get(level), walk, tr("not at this level")),
            )


def _by_known(walk: WalkSeen, level: str, street: Street) -> str:
    """How much cameras of known direction see; where there is none, that it is not known."""
    band = walk.seen_by_known_m.get(level)
    if band is not None and none_tells(band, street):
        return tr(NONE_TELLS)
    return _cell(band, walk, tr("not known"))


def fact_rows(street: Street) -> Iterator[tuple[str, str]]:
    """What holds of a way as a whole: what lies outside of the map, its price, what less of a detour gives, the bound.

    Args:
        street: The place.
    """
    shortest = shortest_of(street)
    for walk in street.walks:
        for text in (outside_words(walk), *price_words(walk, shortest)):
            if text:
                yield tr(WALKS[walk.what]), text


def camera_rows(result: ResultDocument) -> Iterator[tuple[str, str, str, str]]:
    """The cameras that see a way, those that see most first: way, camera, its id, metres; those of homes are counted alone.

    Args:
        result: The result document.
    """
    sites = {one.id: one for one in sites_of(result)}
    for walk in result.street.walks if result.street else ():
        name = tr(WALKS[walk.what])
        shown = [one for one in walk.by_site if one.site in sites]
        for one in shown:
            yield name, site_name(sites[one.site]), one.site, by_words(one)
        if (left := len(walk.by_site) - len(shown)) > 0:
            yield name, tr("cameras of private homes"), "", number(left)
        if not walk.by_site:
            yield name, seen_by_none(result), "", ""


def shortest_of(street: Street) -> WalkSeen | None:
    """The shortest way, which the price of a less watched one is counted from; None where none was looked for."""
    return next((walk for walk in street.walks if walk.what == "shortest"), None)


def chosen_words(street: Street) -> str | None:
    """At which level and with which lens the least watched way was looked for; None where none was."""
    least = next((walk for walk in street.walks if walk.what == "least_watched"), None)
    if least is None or least.level not in least.seen_m:
        return None
    density = next((one.px_per_m for one in street.levels if one.id == least.level), 0.0)
    return tr(
        "The least watched way was looked for at {level}, with the {lens}.",
        level=level_words(street, least.level, density),
        lens=tr(LENSES[least.lens]),
    )


def band_words(band: Band, walk: WalkSeen) -> str:
    """`100 m (25 %; 50 to 200 m)`: metres and percent of what the map covers with the middle lens, and the least and the most of the three."""
    lenses = (band.low, band.middle, band.high)
    return tr(
        "{middle} m ({percent} %; {low} to {high} m)",
        middle=_metres(band.middle),
        percent=_percent(band.middle, walk.length_m - walk.unmatched_m),
        low=_metres(min(lenses)),
        high=_metres(max(lenses)),
    )


def outside_words(walk: WalkSeen) -> str:
    """How much lies outside of the map; empty where nothing does."""
    if walk.unmatched_m < 1:
        return ""
    return tr(
        "{m} m lie outside of what the map covers: whether they are seen is not known",
        m=_metres(walk.unmatched_m),
    )


def price_words(walk: WalkSeen, shortest: WalkSeen | None) -> list[str]:
    """What a less watched way costs beside the shortest, what less of a detour gives, and the bound; nothing of other ways."""
    if walk.what != "least_watched" or shortest is None or not walk.seen_m:
        return []
    told = [_price(walk, shortest)]
    if len(walk.trade) > 2:
        told.append("; ".join(_step(one.length_m - shortest.length_m, one.seen_m) for one in walk.trade))
    if walk.floor_m and walk.detour is not None:
        told.append(
            tr(
                "no way at most {percent} % longer has fewer than {m} m seen",
                percent=round(100 * walk.detour),
                m=_metres(walk.floor_m),
            )
        )
    return told


def by_words(by: SeenBy) -> str:
    """Over how many metres one camera sees a way: with the middle lens, and the least and the most of the three."""
    lenses = (by.metres.low, by.metres.middle, by.metres.high)
    return tr(
        "{m} m ({low} to {high})",
        m=_metres(by.metres.middle),
        low=_metres(min(lenses)),
        high=_metres(max(lenses)),
    )


def less_seen_m(walk: WalkSeen, shortest: WalkSeen) -> float:
    """Metres that are seen of the shortest way and would not be of this one, at the level and with the lens that it was chosen by."""
    return _chosen(shortest.seen_m, walk) - _chosen(walk.seen_m, walk)


def _price(walk: WalkSeen, shortest: WalkSeen) -> str:
    less = less_seen_m(walk, shortest)
    if walk.detour is not None and less < 1:
        return tr(
            "no way at most {percent} % longer was found on which less is seen",
            percent=round(100 * walk.detour),
        )
    longer = walk.length_m - shortest.length_m
    return tr(
        "{m} m longer ({percent} %), and {less} m less are seen ({share} %)",
        m=_metres(longer),
        percent=_percent(longer, shortest.length_m),
        less=_metres(less),
        share=_percent(less, _chosen(shortest.seen_m, walk)),
    )


def _step(longer_m: float, seen_m: float) -> str:
    return tr("{m} m longer: {seen} m seen", m=_metres(longer_m), seen=_metres(seen_m))


def _cell(band: Band | None, walk: WalkSeen, unknown: str) -> str:
    return unknown if band is None else band_words(band, walk)


def _chosen(bands: Mapping[str, Band], walk: WalkSeen) -> float:
    return float(getattr(bands[walk.level], walk.lens)) if walk.level in bands else 0.0


def _metres(value: float) -> str:
    return number(round(value))


def _percent(value: float, of: float) -> str:
    return f"{100 * value / of:.0f}" if of > 0 else "0"
