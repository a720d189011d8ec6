"""A camera of a map in words, and how it came about that so much of a place is seen."""

from collections.abc import Sequence

from lamppost.model.language import decimal, number, tr
from lamppost.model.result import ResultDocument
from lamppost.model.saying import noted
from lamppost.model.sites import LevelUsed, Share, Sight, Site, Street
from lamppost.report.cameras import (
    LENSES,
    age_words,
    direction_words,
    entered_words,
    operator_words,
    site_name,
    source_words,
)
from lamppost.report.explain.page import Page, explain_claim
from lamppost.report.measured import (
    assumed_words,
    level_words,
    metres,
    percent,
    share_rows,
    sort_words,
    still_counted,
)
from lamppost.report.reaching import law_claims
from lamppost.report.reading import gap_size
from lamppost.report.streets import site_place, why_not_known
from lamppost.report.wording import (
    OPERATOR_WORDS,
    VERDICT_WORDS,
    Claim,
    claim,
    headed,
    named,
    plain,
    sentence,
    thing_claims,
)

_THERE = {
    "candidate": noted("may be there, as one source alone says"),
    "corroborated": noted("appears to be there, as more than one say"),
    "confirmed": noted("is there, as a public body says"),
    "disputed": noted("is said, and denied, to be there"),
    "retracted": noted("was there once, and is said to be gone"),
    "stale": noted("was there when somebody last looked"),
}
_COVERS = {
    "public": noted("public space, as its tag says"),
    "outdoor": noted("grounds outdoors, as its tag says"),
    "indoor": noted("the inside of a building, as its tag says"),
    "unknown": noted("not said"),
}
_GONE = noted("A look at the place that finds a camera there.")
_PRESENT = noted("A look at the place that finds nothing there.")
_OVERLAP = noted("Shares of several operators overlap where both see the same ground, and do not add up.")


def site_claims(site: Site, result: ResultDocument) -> list[Claim]:
    """Everything that is said of a camera of a map: that it is there, who runs it, maker, owners, lists, kind.

    Args:
        site: The camera.
        result: The result that holds it.
    """
    claims = [
        claim(
            tr("presence"),
            tr(_THERE[site.present]),
            site.present_chain,
            tr(_PRESENT if site.present != "retracted" else _GONE),
            site.present,
        )
    ]
    if site.operator is not None:
        words = named(site.operator, OPERATOR_WORDS[site.operator.status])
        claims.append(
            claim(tr("operator"), words, site.operator.chain, site.operator.disproof, site.operator.status)
        )
    return [*claims, *thing_claims(site, result.as_of)]


def explain_site(page: Page, site: Site, result: ResultDocument) -> None:
    """Add a camera: where it stands, what is said of it and by whom, and what it sees."""
    name = tr("camera of a private home") if site.is_home else site_name(site)
    page.say(f"{site.id}: {name}")
    if site.is_home:
        page.say(
            tr(
                "Its place is not told: it lies within {n} m of the one that the document holds.",
                n=site.blurred_m,
            )
        )
    else:
        page.say(site_place(site))
        page.say(f"{site.lat_deg:.7f}, {site.lon_deg:.7f}", label=headed(tr("latitude, longitude")))
    page.say(source_words(site), label=headed(tr("source")))
    page.say(operator_words(site), label=headed(tr("run by")))
    page.say(tr(_COVERS[site.covers]), label=headed(tr("watches")))
    page.say(direction_words(site), label=headed(tr("looks")))
    page.say(age_words(site), label=headed(tr("age")))
    for text in entered_words(site):
        page.say(text, label=headed(tr("entered")))
    if site.is_found_otherwise:
        page.blank()
        page.say(
            tr("Somebody found that it is gone, or no camera. What a camera there would see is not told.")
        )
    else:
        _say_sight(page, site.sees, result)
    for one in [*site_claims(site, result), *law_claims(site.laws, site)]:
        explain_claim(page, one)
    if site.next_proof is not None:
        page.blank()
        page.say(site.next_proof, label=headed(tr("Cheapest next proof")))
    for verdict in result.verdicts:
        if verdict.subject == site.id:
            page.say(f"{verdict.id}  {tr(VERDICT_WORDS[verdict.kind])}: {verdict.rule}", indent=3)
    _say_credits(page, result)


def _say_sight(page: Page, sees: Sight | None, result: ResultDocument) -> None:
    """How far it sees and at which levels, with each lens; how that came about."""
    page.blank()
    if sees is None or not result.street:
        page.say(tr("What it sees of the ground is not measured."))
        return
    area = tr(
        "With the middle lens it sees {area} m² of the ground, as far as {far} m, cut off by the buildings that the map has.",
        area=number(round(sees.area_m2)),
        far=decimal(sees.far_m, 0),
    )
    page.say(area if result.street.has_walls else tr("{words} The map has none.", words=area))
    if not sees.direction_known:
        page.say(
            tr(
                "Where it looks is not known: it is taken to see all round, and shares are told without such cameras too."
            )
        )
    for level in result.street.levels:
        rings = sees.rings.get(level.id)
        if rings is not None:
            words = "; ".join(_ring(lens, ring) for lens, ring in zip(LENSES, rings, strict=False))
            page.say(words, indent=3, label=headed(level_words(result.street, level.id, level.px_per_m)))


def _ring(lens: str, ring: Sequence[float]) -> str:
    if len(ring) != 2:
        return tr("{lens}: nowhere", lens=tr(LENSES[lens]))
    near, far = (decimal(end, 0 if end >= 10 else 1) for end in ring)
    return tr("{lens}: {near} to {far} m", lens=tr(LENSES[lens]), near=near, far=far)


def explain_level(page: Page, level: LevelUsed, street: Street, result: ResultDocument) -> None:
    """Add how much of a place is seen at a level: the steps from the tags to the share, with what was taken as given."""
    name = level_words(street, level.id, level.px_per_m)
    page.say(f"{level.id}: {name}")
    page.say(
        tr(
            "{standard} calls it so where a metre across what is seen fills {density} pixels or more.",
            standard=tr(street.standard_name),
            density=f"{level.px_per_m:g}",
        )
    )
    own = [one for one in street.shares if one.level == level.id]
    if not result.sites and not own:
        page.say(sentence(why_not_known(result)))
    elif street.walkable_m is None or not own:
        page.say(tr("How much of the place is seen is not known: no ways that can be walked were read."))
    else:
        _say_steps(page, street, own, result)
    for one in street.assumed:
        page.say(assumed_words(one), indent=3, label="- ")
    page.blank()
    page.say(tr("What this cannot show:"))
    for gap in result.coverage.gaps:
        page.say(f"{sentence(gap.text)} {gap_size(gap)}", indent=3, label="- ")
    _say_credits(page, result)


def _say_steps(page: Page, street: Street, own: Sequence[Share], result: ResultDocument) -> None:
    known = sum(bool(one.directions_deg) for one in result.sites)
    page.say(
        tr(
            "Of {length} of ways that everybody may walk, those metres count on which at least one camera reaches it:",
            length=metres(street.walkable_m or 0.0),
        )
    )
    name = level_words(street, own[0].level, own[0].px_per_m)
    for level, walls, cameras, told in share_rows(street):
        if level == name:
            page.say(f"{walls}, {cameras}: {told}", indent=3, label="- ")
    for one in own:
        if one.by != "all":
            page.say(f"{sort_words(one)}: {percent(one.share)}", indent=3, label="- ")
    page.say(tr(_OVERLAP))
    if words := still_counted(result):
        page.say(sentence(words))
    page.blank()
    page.say(
        tr(
            "{n} of {all} cameras tell where they look. Each figure is a range over three lenses, for no tag tells which one a camera has. Taken where no tag tells:",
            n=number(known),
            all=number(len(result.sites)),
        )
    )


def _say_credits(page: Page, result: ResultDocument) -> None:
    if result.street:
        page.blank()
        for text in result.street.credits:
            page.say(tr("Data: {credit}", credit=plain(text)))
