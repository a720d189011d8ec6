"""What two documents say differently, for a terminal."""

from itertools import groupby

from lamppost.model.difference import Change, Difference, Fate
from lamppost.report.wording import plain, sentence, wrapped

INPUT_WORDS = {
    "as_of": "the day",
    "evidence": "the evidence",
    "known_by": "the day of knowing",
    "packs": "the packs",
    "policies": "the policies",
    "question": "the question",
    "tables": "the reference tables",
    "tool": "the program",
}
MARKS = {"appeared": "+", "went": "-", "changed": "~"}


def render(difference: Difference, *, width: int = 80) -> str:
    """The difference as plain text: what changed, what became of statements, and what went in.

    Args:
        difference: The document; nothing else is read.
        width: Display columns.
    """
    old, new = difference.old, difference.new
    against = f"{plain(new.name)} (as of {new.as_of})" if new else "what the packs in hand say today"
    lines = wrapped(f"{plain(old.name)} (as of {old.as_of}), against {against}", width)
    if new is not None:
        lines += _inputs(difference.inputs, width)
        lines += _changes(difference.changes, width)
    lines += ["", "Statements of the older document"]
    if not difference.fates:
        lines += wrapped("   None of them was withdrawn, contested or ended since.", width)
    for fate in difference.fates:
        first, *rest = wrapped(_fate(fate), width - 5)
        lines += [f"   {first}", *(f"     {line}" for line in rest)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _inputs(inputs: list[str], width: int) -> list[str]:
    words = [INPUT_WORDS.get(name, name) for name in inputs]
    if not words:
        return wrapped("Nothing that went in differs.", width)
    return wrapped(f"What went in differs in: {', '.join(words)}.", width)


def _changes(changes: list[Change], width: int) -> list[str]:
    if not changes:
        return ["", *wrapped("Nothing is said differently.", width)]
    lines = []
    for subject, group in groupby(changes, key=lambda change: change.subject):
        lines += ["", plain(subject)]
        for change in group:
            first, *rest = wrapped(_change(change), width - 7)
            lines += [f"   {MARKS[change.how]} {first}", *(f"       {line}" for line in rest)]
    counts = {how: sum(change.how == how for change in changes) for how in MARKS}
    return [*lines, "", ", ".join(f"{count} {how}" for how, count in counts.items())]


def _change(change: Change) -> str:
    sides = " → ".join(plain(side) for side in (change.before, change.after) if side)
    why = f" (statement {', '.join(map(plain, change.statements))}, below)" if change.statements else ""
    return f"{plain(change.about)}: {sides}{why}"


def _fate(fate: Fate) -> str:
    heads = {
        "retracted": f"withdrawn on {fate.on}",
        "disputed": f"contested since {fate.on}",
        "ended": f"ended on {fate.on}",
        "not_held": "held by no pack in hand",
    }
    by = f" by {plain(fate.said_by)}" if fate.said_by else ""
    instead = f" Said right by {plain(fate.replaced_by)}." if fate.replaced_by else ""
    return f"{plain(fate.statement)}: {heads[fate.what]}{by}: {sentence(fate.words)}{instead}"
