"""What to look at by hand, for a terminal: how many cameras and streets, and the first of them."""

from collections.abc import Mapping, Sequence

from lamppost.model.language import decimal, tr
from lamppost.model.sites import Sampling, Site
from lamppost.report.cameras import site_name
from lamppost.report.terminal.page import Page
from lamppost.report.wording import plain, sentence

MOST_NAMED = 5


def write_plans(page: Page, plans: Sequence[Sampling], sites: Sequence[Site]) -> None:
    """Add the plans: each with its numbers, and of the shortest of a sort where to begin."""
    if not plans:
        return
    held = {one.id: one for one in sites if not one.is_home}
    page.heading(tr("What to look at by hand"))
    named: set[str] = set()
    for plan in sorted(plans, key=lambda one: (one.what, -one.margin)):
        page.field(
            tr("cameras") if plan.what == "cameras" else tr("streets"), sentence(plan.words), indent=0, most=8
        )
        if plan.what not in named:
            named.add(plan.what)
            first = page.some(
                _stretches(plan) if plan.what == "streets" else _cameras(plan, held), MOST_NAMED
            )
            page.field(tr("begin with"), "; ".join(first), indent=0, most=None)
    page.say(
        tr(
            "They are in the order of a draw that the day names; whoever stops earlier has a sample all the same. All of them, and an order to walk, are in --json."
        )
    )
    page.say(
        tr(
            "Enter what you find: lamppost note RESULT site-… --found camera, no-camera or gone, --seen-on DAY (--operator, --label)."
        )
    )


def _cameras(plan: Sampling, held: Mapping[str, Site]) -> list[str]:
    """`camera node/1 (48.13702, 11.57530)`."""
    chosen = (held[one] for one in plan.chosen if one in held)
    return [f"{site_name(one)} ({_where(one.lat_deg, one.lon_deg)})" for one in chosen]


def _stretches(plan: Sampling) -> list[str]:
    """`Made Street (48.13702, 11.57530), 100 m`."""
    return [
        f"{plain(one.name) if one.name else tr('a way without a name')} "
        f"({_where(one.lat_deg, one.lon_deg)}), {decimal(one.length_m, 0)} m"
        for one in plan.stretches
    ]


def _where(lat_deg: float, lon_deg: float) -> str:
    return f"{lat_deg:.5f}, {lon_deg:.5f}"
