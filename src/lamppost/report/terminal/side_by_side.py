"""Policies side by side in a terminal: a table of devices by policies, and why they differ."""

from lamppost.model.result import ResultDocument
from lamppost.model.vocabulary import VerdictKind
from lamppost.report.side_by_side import NOTE, Difference, Row, Side, differences, rows, texts, totals
from lamppost.report.terminal.page import Page, more
from lamppost.report.wording import (
    VERDICT_ORDER,
    VERDICT_WORDS,
    counted,
    judged_by,
    plain,
    sentence,
)

CELLS: dict[VerdictKind | None, str] = {
    "fail": "fail",
    "open": "open",
    "pass": "pass",
    "notApplicable": "n/a",
    None: "-",
}
CELL_COLUMNS = 4
NAME_COLUMNS = 22
MOST_ROWS = 20
MOST_DIFFERENCES = 6
MOST_ALIKE = 4


def write_side_by_side(page: Page, result: ResultDocument) -> None:
    """Add the table of devices by policies, and the reasons for each difference; nothing for fewer than two."""
    policies = judged_by(result.policies)
    held = rows(result)
    if len(policies) < 2 or not held:
        return
    page.say("Policies side by side: the gravest verdict of each", style="name")
    for number, policy in enumerate(policies, start=1):
        page.field(f"   {number}", f"{plain(policy.name)} ({plain(policy.id)})", indent=0)
    fitting = max(1, (page.width - 3 - NAME_COLUMNS) // (CELL_COLUMNS + 2))
    for first in range(0, len(policies), fitting):
        page.blank()
        _write_table(page, held, range(first, min(first + fitting, len(policies))))
    page.blank()
    found = differences(result, held)
    what = "device" if result.devices else "row"
    _write_differences(page, found, counted(len(held), what))
    page.blank()


def _write_table(page: Page, held: list[Row], columns: range) -> None:
    widths = [page.width - 3 - (CELL_COLUMNS + 2) * len(columns), *([CELL_COLUMNS] * len(columns))]
    right = frozenset[int]()
    page.row(["Judged", *(f"{number + 1}" for number in columns)], widths, right=right, faint=True)
    most = len(held) if page.verbose else MOST_ROWS
    for row in held[:most]:
        cells = [CELLS[row.kinds[number]] for number in columns]
        page.row([row.name, *cells], widths, right=right)
    if len(held) > most:
        page.say(more(len(held) - most), indent=3)
    sums = totals(held)
    for kind in VERDICT_ORDER:
        counts = [f"{sums[number][kind]}" for number in columns]
        name = "does not apply" if kind == "notApplicable" else VERDICT_WORDS[kind].split(" (")[0]
        page.row([f"in all: {name}", *counts], widths, right=right, faint=True)
    blank = [len(held) - sum(one.values()) for one in sums]
    if any(blank):
        page.row(
            ["in all: not judged", *(f"{blank[number]}" for number in columns)],
            widths,
            right=right,
            faint=True,
        )


def _write_differences(page: Page, found: list[Difference], all_of_them: str) -> None:
    if not found:
        page.say(f"They say the same of all {all_of_them}.", indent=3)
        return
    differing = sum(len(one.rows) for one in found)
    page.say(f"Where they differ: {differing} of {all_of_them}", style="name")
    most = len(found) if page.verbose else MOST_DIFFERENCES
    for one in found[:most]:
        page.blank()
        _write_difference(page, one)
    if len(found) > most:
        page.say(more(sum(len(one.rows) for one in found[most:])), indent=3)
    page.blank()
    page.say("The texts, as printed", indent=3)
    for citation, words in texts(found[:most]).items():
        page.say(f"{citation}: “{words}”" if words else citation, indent=3)
    page.blank()
    page.say(NOTE, indent=3)


def _write_difference(page: Page, one: Difference) -> None:
    names = [row.name for row in one.rows]
    shown = names if page.verbose else names[:MOST_ALIKE]
    left_out = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    page.say(f"{', '.join(shown)}{left_out}", indent=3, most=None if page.verbose else 3)
    if one.shared:
        page.field("all asked", "; ".join(one.shared))
    for side in one.sides:
        _write_side(page, side)


def _write_side(page: Page, side: Side) -> None:
    verdict = side.verdict
    label = f"{side.number} {CELLS[verdict.kind]}"
    page.field(label, f"{verdict.rule}: {sentence(verdict.reason)}", most=8)
    if side.besides:
        page.field("", f"It asked {'; '.join(side.besides)}.", most=6)
    if verdict.question is not None:
        page.field("", f"To close it: {verdict.question}", most=6)
    if verdict.law is not None:
        page.field("", f"Rests on {verdict.law}", most=4)
