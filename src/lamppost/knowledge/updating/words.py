"""An update in words: what was read, what was left out and why, then what changes, row by row."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lamppost.knowledge.found import is_by_edition
from lamppost.knowledge.structs import ListEntry
from lamppost.knowledge.updating.rows import Why
from lamppost.knowledge.updating.update import ListPlan, Plan

MOST_LETTERS = 120
"""Of a printed name or reason; the pack keeps all of it."""
MOST_ROWS = 8
"""Rows of one kind that are shown unless all are asked for."""
WHY: dict[Why, tuple[str, str]] = {
    "person": ("person", "persons"),
    "vessel": ("vessel", "vessels"),
    "aircraft": ("aircraft", "aircraft"),
    "unclear": ("row that may name a person", "rows that may name a person"),
    "no target": ("entity that is not listed itself", "entities that are not listed themselves"),
    "other": ("thing that is no organisation", "things that are no organisation"),
}


def describe(plan: Plan, *, whole: bool) -> Iterator[str]:
    """Lines, each one thought; rows are indented by two.

    Args:
        plan: The update.
        whole: Whether every row is shown, and not only some of each kind.
    """
    origin = plan.origin
    yield f"{origin.name}: {plan.format.title}"
    yield f"  SHA-256 {origin.sha256}"
    yield f"  source: {origin.publisher}, counted as {origin.source_class}"
    if plan.format.attribution:
        yield f"  terms: {plan.format.licence}"
        yield f"  credit due: {plan.format.attribution}"
    else:
        yield f"  terms: {plan.format.licence}"
    yield from _left_out(plan)
    if plan.not_chosen:
        rows = sum(plan.not_chosen.values())
        yield f"not asked for: {_count(rows, 'row', 'rows')} of {_count(len(plan.not_chosen), 'list', 'lists')}"
    if plan.reject_count:
        yield f"could not be read: {_count(plan.reject_count, 'row', 'rows')}"
        yield from _some(
            [f"{one.locator}: {clipped(one.what)}; expected {one.expected}" for one in plan.rejects],
            whole=whole,
            count=plan.reject_count,
        )
    for one in plan.lists:
        yield ""
        yield from _list(one, plan, whole=whole)


def _left_out(plan: Plan) -> Iterator[str]:
    counts: Counter[Why] = Counter()
    for (_, why), count in plan.left_out.items():
        counts[why] += count
    told = [_count(counts[why], *words) for why, words in WHY.items() if counts[why]]
    if told:
        yield f"left out: {', '.join(told)}"
    if counts["unclear"]:
        yield "  (they print no kind and no word of an organisation's name; --unstated takes them in)"


def _list(one: ListPlan, plan: Plan, *, whole: bool) -> Iterator[str]:
    difference = one.difference
    edition = f", edition of {one.day}" if one.day else ", edition of a day that nobody stated"
    yield f"{one.list_id}{' (new)' if one.is_new else ''}: {clipped(one.printed)}{edition}"
    yield f"  {_counts(one)}"
    if difference.repeated:
        yield f"  {_count(difference.repeated, 'row says', 'rows say')} the same as another row of the file"
    if plan.request.whole and not one.closes:
        yield "  nothing is closed, since some rows could not be read and may be those that seem to be gone"
    yield from _rows("added", [_entry(row) for row in difference.added], whole=whole)
    yield from _rows("back again", [_entry(row) for row in difference.reappeared], whole=whole)
    closed = [
        f"{clipped(new.name_as_printed)}, until {new.removed_on}  [{new.id}]" for _, new in difference.closed
    ]
    yield from _rows("closed", closed, whole=whole)
    changed = [
        f"{clipped(old.name_as_printed)}: {clipped(what)}  [{old.id} → {new.id}]"
        for old, new, what in difference.changed
    ]
    yield from _rows("changed", changed, whole=whole)
    others = [
        f"{row.locator}: {clipped(row.name)}, beside {clipped(kept.name)}"
        for row, kept in difference.other_names
    ]
    yield from _rows("another name under one id, not taken in", others, whole=whole)
    missing = "held, and not in this file; left as they are"
    yield from _rows(missing, [_entry(row) for row in difference.absent], whole=whole)
    linked = [f"{clipped(name)} → {organisation}" for name, organisation in sorted(one.linked.items())]
    yield from _rows("tied to an organisation", linked, whole=whole)
    if one.could_link:
        told = _count(one.could_link, "new row bears", "new rows bear")
        yield f"  {told} the name of an organisation that is held; --link ties them to it"


def _counts(one: ListPlan) -> str:
    difference = one.difference
    counts = [
        (len(difference.added), "added"),
        (len(difference.reappeared), "back again"),
        (len(difference.closed), "closed"),
        (len(difference.changed), "changed"),
        (difference.unchanged, "unchanged"),
        (difference.renewed, "unchanged, with a later day of review"),
        (len(difference.absent), "not in this file"),
    ]
    return ", ".join(f"{count} {what}" for count, what in counts if count) or "nothing"


def _entry(entry: ListEntry) -> str:
    until = f" until {entry.removed_on}" if entry.removed_on else ""
    since = "listed by" if is_by_edition(entry) else "since"
    return f"{clipped(entry.name_as_printed)}, {since} {entry.listed_on}{until}  [{entry.id}]"


def clipped(text: str) -> str:
    """The text, or its beginning and a mark that it goes on."""
    return text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + "…"


def _rows(heading: str, rows: Sequence[str], *, whole: bool) -> Iterator[str]:
    if rows:
        yield f"  {heading}:"
        yield from _some([f"  {row}" for row in rows], whole=whole, count=len(rows))


def _some(rows: Sequence[str], *, whole: bool, count: int) -> Iterator[str]:
    shown = rows if whole else rows[:MOST_ROWS]
    yield from (f"  {row}" for row in shown)
    if count > len(shown):
        yield f"    … and {count - len(shown)} more" + ("" if whole else "; -v shows them")


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
