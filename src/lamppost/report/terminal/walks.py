"""Walks for a terminal: how much of each is seen, by whom, and what a way costs on which less is."""

from collections.abc import Mapping

from lamppost.model.language import noted, number, tr
from lamppost.model.result import ResultDocument
from lamppost.model.sites import Band, Site, Street, WalkSeen
from lamppost.report.terminal.page import Page, more
from lamppost.report.wording import plain

MOST_CAMERAS = 12
_NAMES = {
    "walk": noted("your walk"),
    "shortest": noted("the shortest way"),
    "least_watched": noted("the least watched way"),
}


def write_walks(page: Page, result: ResultDocument) -> None:
    """Add what is seen of the walks that were asked about; nothing where none was."""
    street = result.street
    if not street or not street.walks:
        return
    page.heading(tr("Walk"))
    sites = {site.id: site for site in result.sites}
    shortest = next((walk for walk in street.walks if walk.what == "shortest"), None)
    for walk in street.walks:
        page.blank()
        page.ends(tr(_NAMES[walk.what]), tr("{m} m", m=_metres(walk.length_m)), indent=1, style="name")
        _write_seen(page, walk, street)
        if walk.what == "least_watched" and shortest is not None:
            _write_price(page, walk, shortest)
        _write_cameras(page, walk, sites)
    page.blank()
    page.say(
        tr(
            "From to: the low and the high lens, as no tag tells which it is; before them the middle one. Where the walk leads is kept nowhere."
        )
    )


def _write_seen(page: Page, walk: WalkSeen, street: Street) -> None:
    """How much is seen, level by level, and what that rests on."""
    names = {level.id: level.name for level in street.levels}
    known = walk.length_m - walk.unmatched_m
    for level, seen in walk.seen_m.items():
        if level == walk.level or page.verbose:
            page.field(plain(names.get(level, level)), tr("{seen} seen", seen=_band(seen, known)))
    if (by_known := walk.seen_by_known_m.get(walk.level)) is not None:
        page.field(
            "",
            tr("{seen} by cameras alone of which it is known where they look", seen=_band(by_known, known)),
        )
    if (open_ground := walk.seen_without_walls_m.get(walk.level)) is not None:
        page.field("", tr("{seen} if no building stood between", seen=_band(open_ground, known)))
    elif not street.has_walls:
        page.field("", tr("no buildings are known here: nothing is taken to stand between"))
    for level, told in walk.told_apart_m.items():
        text = tr("a face could be told apart on {seen}", seen=_band(told, known))
        page.field(plain(names.get(level, level)), text)
    if walk.unmatched_m >= 1:
        page.field(
            tr("outside"),
            tr(
                "{m} m lie outside of what the map covers: whether they are seen is not known",
                m=_metres(walk.unmatched_m),
            ),
        )


def _write_price(page: Page, walk: WalkSeen, shortest: WalkSeen) -> None:
    """How much longer it is than the shortest, and how much less seen."""
    longer, seen, before = (
        walk.length_m - shortest.length_m,
        _chosen(walk.seen_m, walk),
        _chosen(shortest.seen_m, walk),
    )
    if walk.detour is not None and before - seen < 1:
        percent = round(100 * walk.detour)
        page.field(
            tr("price"),
            tr("no way at most {percent} % longer was found on which less is seen", percent=percent),
        )
    else:
        page.field(
            tr("price"),
            tr(
                "{m} m longer ({percent} %), and {less} m less are seen ({share} %)",
                m=_metres(longer),
                percent=_percent(longer, shortest.length_m),
                less=_metres(before - seen),
                share=_percent(before - seen, before),
            ),
        )
    if len(walk.trade) > 2:
        steps = [
            tr(
                "{m} m longer: {seen} m seen",
                m=_metres(one.length_m - shortest.length_m),
                seen=_metres(one.seen_m),
            )
            for one in walk.trade
        ]
        page.field("", "; ".join(steps))
    if walk.floor_m and walk.detour is not None:
        page.field(
            "",
            tr(
                "no way at most {percent} % longer has fewer than {m} m seen",
                percent=round(100 * walk.detour),
                m=_metres(walk.floor_m),
            ),
        )


def _write_cameras(page: Page, walk: WalkSeen, sites: Mapping[str, Site]) -> None:
    """The cameras that see it, those that see most first."""
    most = len(walk.by_site) if page.verbose else MOST_CAMERAS
    for row, by in enumerate(walk.by_site[:most]):
        metres = tr(
            "{m} m ({low} to {high})",
            m=_metres(by.metres.middle),
            low=_metres(by.metres.low),
            high=_metres(by.metres.high),
        )
        page.field(tr("seen by") if row == 0 else "", f"{metres}: {_called(by.site, sites.get(by.site))}")
    if len(walk.by_site) > most:
        page.field("", more(len(walk.by_site) - most))
    if not walk.by_site:
        page.field(tr("seen by"), tr("no camera that the map has"))


def _called(name: str, site: Site | None) -> str:
    """A camera: its id, where it stands in the file, and who runs it."""
    if site is None:
        return name
    told = [site.id, tr("camera of a private home") if site.is_home else site.ref]
    if site.operator is not None:
        told.append(site.operator.name)
    return " · ".join(plain(one) for one in told)


def _band(band: Band, of: float) -> str:
    """Metres and percent with the middle lens, and from the low to the high one."""
    values = {name: _metres(getattr(band, name)) for name in ("low", "middle", "high")}
    return tr("{middle} m ({percent} %; {low} to {high} m)", percent=_percent(band.middle, of), **values)


def _chosen(bands: Mapping[str, Band], walk: WalkSeen) -> float:
    """Metres at the level and with the lens that the way was chosen by."""
    return float(getattr(bands[walk.level], walk.lens)) if walk.level in bands else 0.0


def _metres(value: float) -> str:
    return number(round(value))


def _percent(value: float, of: float) -> str:
    return f"{100 * value / of:.0f}" if of > 0 else "0"
