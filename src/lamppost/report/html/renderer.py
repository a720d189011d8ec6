"""The answer as one HTML page that loads nothing and runs nothing."""

from collections.abc import Iterator
from functools import cache

from jinja2 import Template

from lamppost.model.language import tr, tr_n
from lamppost.model.result import Gap, ResultDocument, Verdict, gravity
from lamppost.model.status import STRONG
from lamppost.report import (
    cameras,
    fitting,
    judged,
    measured,
    reaching,
    reading,
    side_by_side,
    streets,
    suppressed,
    walked,
    wording,
)
from lamppost.report.html import flow, street
from lamppost.report.pages import environment
from lamppost.report.unlisted import unlisted_words

FORMAT = "html"
SUFFIX = ".html"

STATUS_MARKS = {
    "candidate": "○",
    "corroborated": "◐",
    "confirmed": "●",
    "disputed": "≠",
    "retracted": "⊘",
    "stale": "◌",
}
VERDICT_MARKS = {"fail": "✕", "open": "?", "pass": "✓", "notApplicable": "–"}  # noqa: RUF001
_MOST_OPEN_VERDICTS = 12
"""Beyond so many verdicts of a policy, those that ask nothing of the reader lie in a drawer."""


def render(result: ResultDocument) -> str:
    """The report as one page: no script, no address that is loaded, every value escaped.

    Args:
        result: The result document; nothing else is read.
    """
    return "".join(pieces(result))


def pieces(result: ResultDocument) -> Iterator[str]:
    """The same, some letters at a time."""
    side_rows = side_by_side.rows(result)
    split = side_by_side.differences(result, side_rows)
    return _template().generate(
        result=result,
        policies=wording.judged_by(result.policies),
        picture=flow.picture(result),
        place=street.picture(result),
        side_rows=side_rows,
        split=split,
        split_texts=side_by_side.texts(split),
        names={one: held.name for one, held in judged.judged_by_id(result).items()},
        of_lists=judged.is_of_lists(result),
        row_laws=_row_laws(result),
        unknown=[((row.mac_block or "", row.reason), row.count) for row in result.unknown_devices],
        figures=_figures(result),
    )


def page_words() -> dict[str, object]:
    """What the templates of the report say things with, for every page that shows a part of it."""
    return {
        "reach": reaching,
        "seen": measured,
        "streets": streets,
        "walked": walked,
        "fitting": fitting,
        "reading": reading,
        "status_marks": STATUS_MARKS,
        "verdict_marks": VERDICT_MARKS,
        "excepted": suppressed.excepted,
        "suppressed_count": suppressed.suppressed_count,
        "asset_name": judged.asset_name,
        "asset_place": judged.asset_place,
        "operator_name": flow.operator_name,
        "unlisted_words": unlisted_words,
        "camera": cameras,
        "level_name": street.level_name,
        "area_words": street.area_words,
        "measured": _measured,
        "in_order": _in_order,
        "side_note": side_by_side.NOTE,
        "fact_words": side_by_side.fact_words,
        "most_open": _MOST_OPEN_VERDICTS,
        "node_width": flow.NODE_WIDTH,
        "page_width": flow.WIDTH,
    }


@cache
def _template() -> Template:
    made = environment()
    made.globals |= page_words()
    return made.get_template("page.html")


def _row_laws(result: ResultDocument) -> list[reaching.LawRow]:
    """The laws over makers and owners of all rows, each once for what it is to them and how sure that is."""
    rows = (law for asset in result.assets for law in reaching.law_rows(asset))
    return list({(row.ground, row.roles, row.law.status): row for row in rows}.values())


def _figures(result: ResultDocument) -> list[tuple[str, str]]:
    """What a reader wants first, as number and words."""
    devices = result.devices
    sure = sum(1 for device in devices if device.maker is not None and device.maker.status in STRONG)
    on_list = sum(1 for device in devices if any(item.status in STRONG for item in device.listings))
    outside = sum(1 for device in devices if any(item.sent_bytes for item in device.destinations))
    places = {item.registered_in for device in devices for item in device.destinations if item.registered_in}
    rows = [
        (sure, tr("with a maker that is corroborated or confirmed")),
        (
            on_list,
            tr(
                "whose maker, or an owner of it, was found on a list held here, as of {day}; not found is not the same as not listed",
                day=result.as_of,
            ),
        ),
        (outside, tr("seen sending to the outside")),
        (
            len(places),
            tr_n(
                "country in which those addresses are registered",
                "countries in which those addresses are registered",
                len(places),
            ),
        ),
    ]
    return [(wording.number(count), text) for count, text in rows]


def _measured(gap: Gap) -> str:
    if gap.count is None:
        return tr("not counted")
    count = wording.number(gap.count)
    return tr("{count} of {whole}", count=count, whole=wording.number(gap.of)) if gap.of else count


def _in_order(verdicts: list[Verdict], policy: str, subject: str | None = None) -> list[Verdict]:
    """The verdicts of a policy, of one subject where named: fail, open, pass, not applicable."""
    own = [row for row in verdicts if row.policy == policy and subject in (None, row.subject)]
    return sorted(own, key=gravity)
