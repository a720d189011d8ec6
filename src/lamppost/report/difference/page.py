"""What two documents say differently, as one page that loads nothing and runs nothing."""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Template

from lamppost.model.difference import Change, Difference, Pair
from lamppost.model.language import tr
from lamppost.model.saying import noted
from lamppost.report.difference import words as saying
from lamppost.report.pages import environment

TEMPLATES = Path(__file__).parent
_SECTIONS = {
    "evidence": noted("Files of evidence"),
    "counted only": noted("Devices that are only counted"),
    "place": noted("The place"),
}
_MINUS = "\N{MINUS SIGN}"


def render_page(difference: Difference) -> str:
    """The difference as a page: what appeared, went and changed, thing by thing, and why.

    Args:
        difference: The document; nothing else is read.
    """
    return _template().render(
        **changed_parts(difference),
        inputs=[
            (tr(saying.INPUT_WORDS[name]), row)
            for name in difference.inputs
            for row in difference.details.get(name, [])
        ],
        pairs=[
            (pair.name, pair.old or tr("not in it"), pair.new or tr("not in it"), _common(pair))
            for pair in difference.devices
        ],
        fates=[(fate.statement, saying.fate_words(fate)) for fate in difference.fates],
    )


def changed_parts(difference: Difference) -> dict[str, Any]:
    """What `changed.html` shows: the difference, its changes thing by thing, and how many there are of each sort."""
    changes = difference.changes
    return {
        "difference": difference,
        "groups": _groups(difference),
        "counts": [(how, sum(change.how == how for change in changes)) for how in saying.MARKS],
    }


def page_words() -> dict[str, object]:
    """What the templates of the difference say things with, for every page that shows a part of it."""
    return {"saying": saying, "marks": saying.MARKS | {"went": _MINUS}, "why": _why}


@cache
def _template() -> Template:
    made = environment(TEMPLATES)
    made.globals |= page_words()
    return made.get_template("difference.html")


def _groups(difference: Difference) -> list[tuple[str, str, str, list[Change]]]:
    """Of each thing: a title, its id, in which document it is where it is not in both, and its changes."""
    names = {one: pair for pair in difference.devices for one in (pair.new, pair.old) if one}
    groups = []
    for subject, rows in groupby(difference.changes, key=lambda change: change.subject):
        pair = names.get(subject)
        title = pair.name if pair else tr(_SECTIONS[subject]) if subject in _SECTIONS else subject
        groups.append((title, subject if pair else "", saying.whose(pair) if pair else "", list(rows)))
    return groups


def _common(pair: Pair) -> str:
    """What a device of both documents has in common, or in which alone it is."""
    if pair.how is None:
        return saying.whose(pair)
    if pair.how == "site":
        return tr("the same id on the map")
    return tr("the same words") if pair.how == "row" else tr(saying.PAIR_WORDS[pair.how])


def _why(change: Change, difference: Difference) -> list[str]:
    """The input behind a change, then the statements with a day between the two."""
    days = [saying.day_words(dated) for dated in change.dated]
    if saying.has_no_day(change):
        days = [tr(saying.NO_DAY)]
    if len(difference.inputs) > 1 and (change.why or not change.decided):
        return [saying.inputs_behind(change), *days]
    return [*(tr(saying.INPUT_WORDS[name]) for name in change.why[:1]), *days]
