"""What two documents say differently, for a terminal."""

from itertools import groupby

from lamppost.model.difference import Change, Difference, How, Pair
from lamppost.model.language import tr
from lamppost.model.saying import noted
from lamppost.report.difference.words import (
    INPUT_WORDS,
    MARKS,
    NO_DAY,
    PAIR_WORDS,
    against,
    day_words,
    fate_words,
    has_no_day,
    how_decided,
    in_both,
    whose,
    why_words,
)
from lamppost.report.wording import plain, wrapped

MOST_DETAILS = 6
_COUNTED: dict[How, str] = {
    "appeared": noted("{n} appeared"),
    "went": noted("{n} went"),
    "changed": noted("{n} changed"),
}
_SECTIONS = {
    "evidence": noted("evidence"),
    "counted only": noted("counted only"),
    "place": noted("the place"),
}
"""Of what is said of no device: what the document calls it."""


def render(difference: Difference, *, width: int = 80) -> str:
    """The difference as plain text: what changed and why, what became of statements, and what went in.

    Args:
        difference: The document; nothing else is read.
        width: Display columns.
    """
    old = difference.old
    head = tr(
        "{name} (as of {day}), against {other}",
        name=plain(old.name),
        day=old.as_of,
        other=against(difference),
    )
    lines = wrapped(head, width)
    if difference.new is not None:
        lines += _inputs(difference, width)
        lines += _pairs(difference, width)
        lines += _changes(difference, width)
    if not difference.two_days:
        lines += ["", tr("Statements of the older document")]
        if not difference.fates:
            lines += _hung(tr("None of them was withdrawn, contested or ended since."), width, 3, 3)
    for fate in difference.fates:
        lines += _hung(f"{plain(fate.statement)}: {fate_words(fate)}", width, 3, 5)
    for credit in difference.credits:
        lines += ["", *wrapped(tr("Data: {credit}", credit=plain(credit)), width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _hung(text: str, width: int, indent: int, rest_indent: int) -> list[str]:
    """A paragraph whose first line stands further left than the others."""
    if not text:
        return []
    first, *rest = wrapped(text, width - rest_indent) or [""]
    return [" " * indent + first, *(" " * rest_indent + line for line in rest)]


def _inputs(difference: Difference, width: int) -> list[str]:
    words = [tr(INPUT_WORDS[name]) for name in difference.inputs]
    if not words:
        return wrapped(tr("Nothing that went in differs."), width)
    lines = wrapped(tr("What went in differs in: {inputs}.", inputs=", ".join(words)), width)
    for name in difference.inputs:
        if name == "as_of":  # stands in the first line
            continue
        rows = difference.details.get(name, [])
        for row in rows[:MOST_DETAILS]:
            lines += _hung(f"{tr(INPUT_WORDS[name])}: {plain(row)}", width, 3, 5)
        if len(rows) > MOST_DETAILS:
            left = tr("… and {n} more (see --json)", n=len(rows) - MOST_DETAILS)
            lines.append(f"   {tr(INPUT_WORDS[name])}: {left}")
    told = how_decided(difference)
    return [*lines, "", *wrapped(told, width)] if told else lines


def _pairs(difference: Difference, width: int) -> list[str]:
    """How many devices are the same, and by what; those that are so by less than a MAC one by one."""
    if not difference.devices:
        return []
    both = [pair for pair in difference.devices if pair.old and pair.new]
    lines = ["", *wrapped(in_both(difference), width)]
    for pair in both:
        if pair.how not in ("mac", "row", "site"):
            ids = pair.old
            if pair.old != pair.new:
                ids = tr("{one} and {other}", one=pair.old, other=pair.new)
            lines += _hung(f"{ids}: {tr(PAIR_WORDS[pair.how])}", width, 3, 5)
    return lines


def _changes(difference: Difference, width: int) -> list[str]:
    changes = difference.changes
    if not changes:
        return ["", *wrapped(tr("Nothing is said differently."), width)]
    names = {identity: pair for pair in difference.devices for identity in (pair.new, pair.old) if identity}
    lines = []
    for subject, rows in groupby(changes, key=lambda change: change.subject):
        group = list(rows)
        lines += ["", *wrapped(_subject(subject, names.get(subject)), width)]
        reasons = {why_words(change, difference) for change in group}
        once = len(group) > 1 and len(reasons) == 1
        lines += _hung(max(reasons), width, 3, 5) if once else []
        for change in group:
            lines += _hung(f"{MARKS[change.how]} {_change(change)}", width, 3, 7)
            lines += [] if once else _hung(why_words(change, difference), width, 7, 9)
            lines += _days(change, width)
    counts = [tr(words, n=sum(change.how == how for change in changes)) for how, words in _COUNTED.items()]
    return [*lines, "", ", ".join(counts)]


def _subject(subject: str, pair: Pair | None) -> str:
    if pair is None:
        return tr(_SECTIONS[subject]) if subject in _SECTIONS else plain(subject)
    return "; ".join(filter(None, [f"{plain(subject)} {plain(pair.name)}", whose(pair)]))


def _change(change: Change) -> str:
    sides = " → ".join(plain(side) for side in (change.before, change.after) if side)
    told = f"{plain(change.about)}: {sides}"
    if not change.statements:
        return told
    return tr("{change} (statement {ids}, below)", change=told, ids=", ".join(map(plain, change.statements)))


def _days(change: Change, width: int) -> list[str]:
    """The days of the statements behind a change that the day makes."""
    lines = [line for dated in change.dated for line in _hung(day_words(dated), width, 7, 9)]
    return _hung(tr(NO_DAY), width, 7, 9) if has_no_day(change) else lines
