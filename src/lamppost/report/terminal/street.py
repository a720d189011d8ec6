"""A place on a map for a terminal: the figures that matter first, then its cameras, then whom the data is owed to."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from lamppost.model.language import decimal, number, tr, tr_n
from lamppost.model.result import ResultDocument
from lamppost.model.saying import noted
from lamppost.model.sites import Band, FaceAt, Share, Site, Street
from lamppost.report.cameras import (
    LENSES,
    age_words,
    direction_words,
    entered_words,
    maker_words,
    operator_words,
    site_name,
    source_words,
)
from lamppost.report.kinds import kind_count
from lamppost.report.measured import is_of_none, still_counted
from lamppost.report.streets import is_register, whole, why_not_known
from lamppost.report.terminal.page import Page, more
from lamppost.report.terminal.walks import write_walks
from lamppost.report.wording import plain, sentence

MOST_SITES = 10
MOST_OF_A_SORT = 5
_COVERS = {
    "public": noted("public space"),
    "outdoor": noted("grounds outdoors"),
    "indoor": noted("indoors"),
    "unknown": noted("not said"),
}
_KINDS = {
    "public_body": noted("public bodies"),
    "organisation": noted("organisations"),
    "business": noted("businesses"),
    "private": noted("private, or not known to be any of these: no name is kept"),
    "unknown": noted("not said"),
}
_UNKNOWN = {"unknown": noted("not said"), "private": noted("private; no name is kept")}
_DIGITS = re.compile("[0-9]+")
_MOST_DIGITS = 20


def write_place(page: Page, result: ResultDocument, street: Street) -> None:
    """Add the figures of a place."""
    name = plain(street.place) if street.place is not None else whole(result)
    page.heading(tr("What watches here: {place}", place=name))
    _write_counts(page, result, street)
    _write_seen(page, result, street)
    if result.sites:
        _write_faces(page, street.faces)
    _write_age(page, result.sites, street)
    write_walks(page, result)


def write_sites(page: Page, result: ResultDocument) -> None:
    """Add a block for each camera: those of which most is known first."""
    page.heading(tr("Cameras: {n}", n=number(len(result.sites))))
    if not result.sites:
        if result.street and result.street.homes_left_out:
            page.say(
                tr(
                    "The map has none here but those of private homes, which are left out; that is not to say that there are no others."
                )
            )
        else:
            page.say(tr("The map has none here; that is not to say that there are none."))
        return
    ordered = sorted(result.sites, key=lambda site: (-_told(site), _in_order(site.ref), site.id))
    most = len(ordered) if page.verbose else MOST_SITES
    for site in ordered[:most]:
        page.blank()
        _write_site(page, site)
    if len(ordered) > most:
        page.blank()
        page.say(more(len(ordered) - most))


def write_credits(page: Page, street: Street) -> None:
    """Add whom the data is owed to, and under which licence."""
    for line in street.credits:
        page.say(tr("Data: {credit}", credit=plain(line)), style="faint", most=3)


def _write_counts(page: Page, result: ResultDocument, street: Street) -> None:
    counts = street.counts
    kinds = [
        tr_n(
            "{n} site of which it is not said what watches",
            "{n} sites of which it is not said what watches",
            n,
        )
        if kind == "unknown"
        else kind_count(kind, n)
        for kind, n in _most_first(counts.get("kind", {}))
    ]
    left = [f"{plain(word)} {number(n)}" for word, n in _most_first(counts.get("left_out", {}))]
    if street.homes_left_out:
        left.append(
            tr_n("{n} camera of a private home", "{n} cameras of private homes", street.homes_left_out)
        )
    none = tr("none but what is left out") if left else tr("none")
    where = tr("in the register") if is_register(result) else tr("on the map")
    page.field(where, ", ".join(kinds) or none, indent=0)
    page.field(tr("left out"), ", ".join(left) or tr("none"), indent=0)
    if not result.sites:
        return
    page.field(tr("run by"), _counted(counts, "operator_kind", _KINDS), indent=0)
    if names := _counted(counts, "operator", _UNKNOWN, skip=("unknown", "private")):
        page.field("", names, indent=0)
    page.field(tr("made by"), _counted(counts, "maker", _UNKNOWN), indent=0)
    page.field(tr("watch"), _counted(counts, "covers", _COVERS), indent=0)
    page.field(tr("zone"), _counted(counts, "zone", _UNKNOWN), indent=0)


def _write_seen(page: Page, result: ResultDocument, street: Street) -> None:
    """How much of the ground is seen, as bands; that it is not known where the file holds no ways."""
    if street.walkable_m is None:
        page.field(tr("seen ground"), tr("not known: the file holds no ways"), indent=0)
        return
    page.field(
        tr("ground"),
        tr("{length} of ways that everybody may walk", length=_metres(street.walkable_m)),
        indent=0,
    )
    if not result.sites and not street.shares:
        page.field(tr("seen"), why_not_known(result), indent=0)
        return
    if not street.shares:
        words = tr(
            "not worked out: there are too many cameras, or no ways; choose a part with --place or --bbox"
        )
        page.field(tr("seen"), words, indent=0)
    whole = [one for one in street.shares if one.by == "all"]
    walls = "with_walls" if street.has_walls else "without_walls"
    strangers = street.faces[0].level if street.faces else None
    shown = [one for one in whole if one.walls == walls and one.unknown_directions == "all_round"]
    for row, share in enumerate(shown):
        in_full = bool(page.verbose) or row == 0 or share.level == strangers
        page.field(
            tr("seen") if row == 0 else "",
            _share_words(share, whole, street, in_full=in_full),
            indent=0,
            most=8,
        )
    _write_by(page, street, walls)
    if shown and (counted := still_counted(result)):
        page.field("", counted, indent=0)


def _share_words(share: Share, whole: Sequence[Share], street: Street, *, in_full: bool) -> str:
    """`Detection, 25 px/m: 9.4 to 31 % of it; 4 to 19 % by cameras of which it is known where they look; …`."""
    name = next((tr(one.name) for one in street.levels if one.id == share.level), plain(share.level))
    parts = [tr("{band} of it", band=_percent(share.share))]
    for walls, unknown, words in (
        (share.walls, "left_out", noted("{band} by cameras of which it is known where they look")),
        ("without_walls", "all_round", noted("{band} if no building stood between")),
    ):
        other = next(
            (
                one
                for one in whole
                if (one.level, one.walls, one.unknown_directions) == (share.level, walls, unknown)
                and one is not share
            ),
            None,
        )
        if other is not None and in_full and is_of_none(other, street):
            parts.append(tr("by cameras of which it is known where they look, not known: none tells"))
        elif other is not None and in_full:
            parts.append(tr(words, band=_percent(other.share)))
    if share.told_apart_m is not None and street.walkable_m:
        apart = share.told_apart_m
        told = Band(**{lens: getattr(apart, lens) / street.walkable_m for lens in ("low", "middle", "high")})
        parts.append(tr("flat enough to tell faces apart: {band}", band=_percent(told)))
    density = tr("{level}, {density} px/m", level=name, density=_short(share.px_per_m))
    return f"{density}: {'; '.join(parts)}"


def _write_by(page: Page, street: Street, walls: str) -> None:
    """Who sees most of it, at the first level."""
    first = street.shares[0].level if street.shares else ""
    held = [
        one
        for one in street.shares
        if one.by == "operator"
        and one.walls == walls
        and one.unknown_directions == "all_round"
        and one.level == first
    ]
    ordered = sorted(held, key=lambda one: (-one.seen_m.middle, one.value))
    words = [
        f"{tr(_UNKNOWN[one.value]) if one.value in _UNKNOWN else plain(one.value)} {_percent(one.share)}"
        for one in ordered
    ]
    if any(one.value not in _UNKNOWN for one in ordered):
        page.field(tr("seen by"), "; ".join(page.some(words, MOST_OF_A_SORT)), indent=0, most=6)


def _write_faces(page: Page, faces: Sequence[FaceAt]) -> None:
    """Where one camera could tell a face apart: the ring, or that there is none."""
    for row, one in enumerate(faces):
        where = (
            tr(
                "{lens}: from {near} to {far} m along the ground",
                lens=tr(LENSES[one.lens]),
                near=_short(one.told_apart_m[0]),
                far=_short(one.told_apart_m[1]),
            )
            if one.told_apart_m
            else tr("{lens}: nowhere", lens=tr(LENSES[one.lens]))
        )
        camera = tr("{camera}, {height} m high", camera=plain(one.words), height=_short(one.height_m))
        page.field(tr("a face") if row == 0 else "", f"{where} ({camera})", indent=0)


def _write_age(page: Page, sites: Sequence[Site], street: Street) -> None:
    """How old the map is, and what is said on it."""
    if street.map_day is not None:
        page.field(tr("map of"), tr("{day}", day=street.map_day), indent=0)
    elif street.data_until is not None:
        page.field(
            tr("map of"),
            tr("a day that it does not say; its last change is of {day}", day=street.data_until),
            indent=0,
        )
    elif street.walkable_m is not None or any(site.source != "register" for site in sites):
        page.field(tr("map of"), tr("a day that is not known"), indent=0)
    days = sorted(day for site in sites if (day := site.checked_on or site.changed_on) is not None)
    if not days:
        return
    looked = sum(site.checked_on is not None for site in sites)
    page.field(
        tr("entries"),
        tr(
            "half of them were last touched before {day}, the oldest on {first}; on {n} of {of} somebody wrote when they looked",
            day=_after(days),
            first=days[0],
            n=number(looked),
            of=number(len(sites)),
        ),
        indent=0,
    )


def _after(days: Sequence[date]) -> date:
    """The middle day."""
    return days[len(days) // 2]


def _write_site(page: Page, site: Site) -> None:
    """Add one camera."""
    name = (
        tr("Camera of a private home, within {metres} m of here", metres=site.blurred_m)
        if site.is_home
        else site_name(site)
    )
    page.ends(name, site.id, style="name")
    page.field(tr("run by"), operator_words(site))
    page.field(tr("maker"), maker_words(site))
    watch = tr(_COVERS[site.covers])
    page.field(tr("watches"), watch if site.zone is None else f"{watch} ({plain(site.zone)})")
    page.field(tr("looks"), direction_words(site))
    page.field(tr("age"), age_words(site))
    page.field(tr("source"), source_words(site))
    named = (
        tr("{list} names {name}", list=plain(item.list_name), name=plain(item.named))
        for item in site.listings
    )
    page.fields(tr("lists"), list(dict.fromkeys(named)))
    page.fields(tr("entered"), entered_words(site))
    if site.next_proof is not None:
        page.field(tr("next proof"), sentence(site.next_proof))


def _in_order(ref: str) -> str:
    """What it is called, so that `record 10` comes after `record 9`."""
    return _DIGITS.sub(lambda found: found[0].zfill(_MOST_DIGITS), ref)


def _told(site: Site) -> int:
    """How much is known of a camera."""
    return sum(
        bool(one)
        for one in (
            site.operator,
            site.maker,
            site.directions_deg,
            site.checked_on,
            site.watches,
            site.zone,
            site.listings,
        )
    )


def _counted(
    counts: Mapping[str, Mapping[str, int]], sort: str, words: Mapping[str, str], skip: Sequence[str] = ()
) -> str:
    """`City of Example 7, Example Ltd 2, not said 41`, what is not said last."""
    held = [(value, n) for value, n in _most_first(counts.get(sort, {})) if value not in skip]
    told = [item for item in held if item[0] not in _UNKNOWN]
    cut = len(told) - MOST_OF_A_SORT
    parts = [
        f"{tr(words[value]) if value in words else plain(value)} {number(n)}"
        for value, n in told[:MOST_OF_A_SORT]
    ]
    if cut > 0:
        parts.append(tr_n("{n} other", "{n} others", cut))
    parts += [f"{tr(words[value])} {number(n)}" for value, n in held if value in _UNKNOWN]
    return ", ".join(parts)


def _most_first(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _lenses(band: Band) -> tuple[float, float, float]:
    return band.low, band.middle, band.high


def _percent(band: Band) -> str:
    """`9.4 to 31 %`: the least and the most of the lenses."""
    values = [100 * value for value in _lenses(band)]
    low, high = _digits(min(values)), _digits(max(values))
    return f"{high} %" if low == high else tr("{low} to {high} %", low=low, high=high)


def _digits(percent: float) -> str:
    """Two digits are enough for what is known so roughly."""
    if percent == 0:
        return "0"
    if 0 < percent < 0.05:
        return tr("under {least}", least=decimal(0.1))
    return decimal(percent, 1 if percent < 10 else 0)


def _short(value: float) -> str:
    return decimal(value, 0 if float(value).is_integer() else 1)


def _metres(length_m: float) -> str:
    """`820 m`, `12.4 km`, `5,553 km`."""
    if length_m < 10_000:
        return f"{number(round(length_m))} m"
    return f"{decimal(length_m / 1000)} km" if length_m < 100_000 else f"{number(round(length_m / 1000))} km"
