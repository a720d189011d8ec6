"""Walks for a terminal: how much of each is seen, by whom, and what a way costs on which less is."""

from collections.abc import Mapping

from lamppost.model.language import number, tr
from lamppost.model.result import ResultDocument
from lamppost.model.sites import Site, Street, WalkSeen
from lamppost.report.measured import none_tells
from lamppost.report.streets import by_level, seen_by_none
from lamppost.report.terminal.page import Page, more
from lamppost.report.walked import (
    WALKS,
    band_words,
    by_words,
    chosen_words,
    outside_words,
    price_words,
    shortest_of,
)
from lamppost.report.wording import plain

MOST_CAMERAS = 12


def write_walks(page: Page, result: ResultDocument) -> None:
    """Add what is seen of the walks that were asked about; nothing where none was."""
    street = result.street
    if not street or not street.walks:
        return
    page.heading(tr("Walk"))
    sites = {site.id: site for site in result.sites}
    shortest = shortest_of(street)
    for walk in street.walks:
        page.blank()
        length = tr("{m} m", m=number(round(walk.length_m)))
        page.ends(tr(WALKS[walk.what]), length, indent=1, style="name")
        _write_seen(page, walk, street)
        for row, text in enumerate(price_words(walk, shortest)):
            page.field(tr("price") if row == 0 else "", text)
        _write_cameras(page, walk, sites)
        if not walk.by_site:
            page.field(tr("seen by"), seen_by_none(result))
    page.blank()
    if chosen := chosen_words(street):
        page.say(chosen)
    page.say(
        tr(
            "From to: the low and the high lens, as no tag tells which it is; before them the middle one. Where the walk leads is kept nowhere."
        )
    )


def _write_seen(page: Page, walk: WalkSeen, street: Street) -> None:
    """How much is seen, level by level, and what that rests on."""
    names = {level.id: level.name for level in street.levels}
    for level, seen in by_level(street, walk.seen_m):
        if level == walk.level or page.verbose:
            page.field(plain(names.get(level, level)), tr("{seen} seen", seen=band_words(seen, walk)))
    by_known = walk.seen_by_known_m.get(walk.level)
    if by_known is not None and none_tells(by_known, street):
        page.field("", tr("by cameras of which it is known where they look, not known: none tells"))
    elif by_known is not None:
        page.field(
            "",
            tr(
                "{seen} by cameras alone of which it is known where they look",
                seen=band_words(by_known, walk),
            ),
        )
    if (open_ground := walk.seen_without_walls_m.get(walk.level)) is not None:
        page.field("", tr("{seen} if no building stood between", seen=band_words(open_ground, walk)))
    elif not street.has_walls:
        page.field("", tr("no buildings are known here: nothing is taken to stand between"))
    for level, told in by_level(street, walk.told_apart_m):
        text = tr("a face could be told apart on {seen}", seen=band_words(told, walk))
        page.field(plain(names.get(level, level)), text)
    if outside := outside_words(walk):
        page.field(tr("outside"), outside)


def _write_cameras(page: Page, walk: WalkSeen, sites: Mapping[str, Site]) -> None:
    """The cameras that see it, those that see most first."""
    most = len(walk.by_site) if page.verbose else MOST_CAMERAS
    for row, by in enumerate(walk.by_site[:most]):
        page.field(
            tr("seen by") if row == 0 else "", f"{by_words(by)}: {_called(by.site, sites.get(by.site))}"
        )
    if len(walk.by_site) > most:
        page.field("", more(len(walk.by_site) - most))


def _called(name: str, site: Site | None) -> str:
    """A camera: its id, where it stands in the file, and who runs it."""
    if site is None:
        return name
    told = [site.id, tr("camera of a private home") if site.is_home else site.ref]
    if site.operator is not None:
        told.append(site.operator.name)
    return " · ".join(plain(one) for one in told)
