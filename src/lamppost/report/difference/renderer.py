"""What two documents say differently, for a terminal."""

from itertools import groupby

from lamppost.model.difference import Change, Dated, Difference, Fate, Pair
from lamppost.report.wording import counted, plain, sentence, wrapped

INPUT_WORDS = {
    "as_of": "the day",
    "context": "what was told of you",
    "evidence": "the evidence",
    "known_by": "the day of knowing",
    "notes": "what was read on devices",
    "packs": "the packs",
    "policies": "the policies",
    "question": "the question",
    "suppressions": "the suppressions",
    "tables": "the reference tables",
    "tool": "the program",
}
MARKS = {"appeared": "+", "went": "-", "changed": "~"}
DATED_WORDS = {"began": "from", "ended": "no longer from", "due": "due for review, and stale from"}
MOST_DETAILS = 6
PAIR_WORDS = {
    "mac": "the same MAC",
    "address_and_maker": "the same address and maker",
    "address": "the same address alone; no MAC was seen, so it may be another device",
    None: "",
}


def render(difference: Difference, *, width: int = 80) -> str:
    """The difference as plain text: what changed and why, what became of statements, and what went in.

    Args:
        difference: The document; nothing else is read.
        width: Display columns.
    """
    old, new = difference.old, difference.new
    against = f"{plain(new.name)} (as of {new.as_of})" if new else "what the packs in hand say today"
    if new is not None and difference.two_days:
        against = f"itself as of {new.as_of}"
    lines = wrapped(f"{plain(old.name)} (as of {old.as_of}), against {against}", width)
    if new is not None:
        lines += _inputs(difference, width)
        lines += _pairs(difference, width)
        lines += _changes(difference, width)
    if not difference.two_days:
        lines += ["", "Statements of the older document"]
        if not difference.fates:
            lines += wrapped("   None of them was withdrawn, contested or ended since.", width)
    for fate in difference.fates:
        lines += _hung(_fate(fate), width, 3, 5)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _hung(text: str, width: int, indent: int, rest_indent: int) -> list[str]:
    """A paragraph whose first line stands further left than the others."""
    if not text:
        return []
    first, *rest = wrapped(text, width - rest_indent) or [""]
    return [" " * indent + first, *(" " * rest_indent + line for line in rest)]


def _inputs(difference: Difference, width: int) -> list[str]:
    words = [INPUT_WORDS[name] for name in difference.inputs]
    if not words:
        return wrapped("Nothing that went in differs.", width)
    lines = wrapped(f"What went in differs in: {', '.join(words)}.", width)
    for name in difference.inputs:
        if name == "as_of":  # stands in the first line
            continue
        rows = difference.details.get(name, [])
        for row in rows[:MOST_DETAILS]:
            lines += _hung(f"{INPUT_WORDS[name]}: {plain(row)}", width, 3, 5)
        if len(rows) > MOST_DETAILS:
            lines.append(f"   {INPUT_WORDS[name]}: … and {len(rows) - MOST_DETAILS} more (see --json)")
    return lines + _how_decided(difference, width)


def _how_decided(difference: Difference, width: int) -> list[str]:
    if difference.undecided is not None:
        why = f"Which of them makes which difference cannot be told: {plain(difference.undecided)}."
        return ["", *wrapped(why, width)]
    if len(difference.inputs) < 2 or not difference.devices:
        return []
    order = ", ".join(dict.fromkeys(INPUT_WORDS[name] for name in difference.steps))
    return ["", *wrapped(f"Judged again with one after the other exchanged, in this order: {order}.", width)]


def _pairs(difference: Difference, width: int) -> list[str]:
    """How many devices are the same, and by what; those that are so by less than a MAC one by one."""
    if not difference.devices:
        return []
    both = [pair for pair in difference.devices if pair.old and pair.new]
    only_old = sum(pair.new is None for pair in difference.devices)
    only_new = sum(pair.old is None for pair in difference.devices)
    by_mac, rows = (sum(pair.how == how for pair in both) for how in ("mac", "row"))
    told = counted(rows, "row") if rows else f"{counted(len(both), 'device')} ({by_mac} by MAC)"
    text = f"In both: {told}; in the older alone: {only_old}; in the newer alone: {only_new}."
    lines = ["", *wrapped(text, width)]
    for pair in both:
        if pair.how not in ("mac", "row"):
            ids = pair.old if pair.old == pair.new else f"{pair.old} and {pair.new}"
            lines += _hung(f"{ids}: {PAIR_WORDS[pair.how]}", width, 3, 5)
    return lines


def _changes(difference: Difference, width: int) -> list[str]:
    changes = difference.changes
    if not changes:
        return ["", *wrapped("Nothing is said differently.", width)]
    names = {identity: pair for pair in difference.devices for identity in (pair.new, pair.old) if identity}
    lines = []
    for subject, rows in groupby(changes, key=lambda change: change.subject):
        group = list(rows)
        lines += ["", *wrapped(_subject(subject, names.get(subject)), width)]
        reasons = {_why(change, difference) for change in group}
        once = len(group) > 1 and len(reasons) == 1
        lines += _hung(max(reasons), width, 3, 5) if once else []
        for change in group:
            lines += _hung(f"{MARKS[change.how]} {_change(change)}", width, 3, 7)
            lines += [] if once else _hung(_why(change, difference), width, 7, 9)
            lines += _days(change, width)
    counts = {how: sum(change.how == how for change in changes) for how in MARKS}
    return [*lines, "", ", ".join(f"{count} {how}" for how, count in counts.items())]


def _subject(subject: str, pair: Pair | None) -> str:
    if pair is None:
        return plain(subject)
    where = "" if pair.old and pair.new else "; in the older alone" if pair.old else "; in the newer alone"
    return f"{plain(subject)} {plain(pair.name)}{where}"


def _change(change: Change) -> str:
    sides = " → ".join(plain(side) for side in (change.before, change.after) if side)
    why = f" (statement {', '.join(map(plain, change.statements))}, below)" if change.statements else ""
    return f"{plain(change.about)}: {sides}{why}"


def _why(change: Change, difference: Difference) -> str:
    """The inputs behind a change, where more than one differs."""
    if len(difference.inputs) < 2:
        return ""
    words = [INPUT_WORDS[name] for name in change.why]
    if change.decided:
        return f"why: {' and '.join(words)}"
    return f"why: cannot be told; {' or '.join(words) or 'nothing recorded'}"


def _days(change: Change, width: int) -> list[str]:
    """The days of the statements behind a change that the day makes."""
    lines = [line for dated in change.dated for line in _hung(_day(dated), width, 7, 9)]
    if "as_of" in change.why and change.decided and not change.dated:
        lines = _hung("no statement behind it has a day between the two", width, 7, 9)
    return lines


def _day(dated: Dated) -> str:
    return f"{DATED_WORDS[dated.what]} {dated.on}: {plain(dated.words)} ({plain(dated.statement)})"


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
