"""Policies side by side in a terminal: a table of devices by policies, and why they differ."""

from rich.cells import cell_len

from lamppost.model.language import tr, tr_in, tr_n
from lamppost.model.result import ResultDocument
from lamppost.model.vocabulary import VerdictKind
from lamppost.report.side_by_side import NOTE, Difference, Row, Side, differences, rows_as_told, texts, totals
from lamppost.report.terminal.page import Page, more
from lamppost.report.wording import (
    VERDICT_ORDER,
    judged_by,
    plain,
    quoted,
    sentence,
    verdict_word,
)

CELL_COLUMNS = 4
NAME_COLUMNS = 22
MOST_ROWS = 20
MOST_DIFFERENCES = 6
MOST_ALIKE = 4


def write_side_by_side(page: Page, result: ResultDocument) -> None:
    """Add the table of devices by policies, and the reasons for each difference; nothing for fewer than two."""
    policies = judged_by(result.policies)
    if len(policies) < 2 or not (held := rows_as_told(result)):
        return
    page.say(tr("Policies side by side: the gravest verdict of each"), style="name")
    for number, policy in enumerate(policies, start=1):
        page.field(f"   {number}", f"{plain(policy.name)} ({plain(policy.id)})", indent=0)
    fitting = max(1, (page.width - 3 - NAME_COLUMNS) // (_cell_columns() + 2))
    for first in range(0, len(policies), fitting):
        page.blank()
        _write_table(page, held, range(first, min(first + fitting, len(policies))))
    page.blank()
    found = differences(result, held)
    if result.devices:
        all_of_them = tr_n("{n} device", "{n} devices", len(held))
    else:
        all_of_them = tr_n("{n} row", "{n} rows", len(held))
    _write_differences(page, found, all_of_them)
    page.blank()


def _cells() -> dict[VerdictKind | None, str]:
    """Each verdict in as few letters as a table has room for."""
    return {
        "fail": tr_in("cell of a table", "fail"),
        "open": tr_in("cell of a table", "open"),
        "pass": tr_in("cell of a table", "pass"),
        "notApplicable": tr_in("cell of a table", "n/a"),
        None: "-",
    }


def _cell_columns() -> int:
    return max(CELL_COLUMNS, *map(cell_len, _cells().values()))


def _write_table(page: Page, held: list[Row], columns: range) -> None:
    wide, words = _cell_columns(), _cells()
    widths = [page.width - 3 - (wide + 2) * len(columns), *([wide] * len(columns))]
    right = frozenset[int]()
    page.row(
        [tr_in("column", "Judged"), *(f"{number + 1}" for number in columns)], widths, right=right, faint=True
    )
    most = len(held) if page.verbose else MOST_ROWS
    for row in held[:most]:
        cells = [words[row.kinds[number]] for number in columns]
        page.row([row.name, *cells], widths, right=right)
    if len(held) > most:
        page.say(more(len(held) - most), indent=3)
    sums = totals(held)
    for kind in VERDICT_ORDER:
        counts = [f"{sums[number][kind]}" for number in columns]
        name = tr("does not apply") if kind == "notApplicable" else verdict_word(kind)
        page.row([tr("in all: {verdict}", verdict=name), *counts], widths, right=right, faint=True)
    blank = [len(held) - sum(one.values()) for one in sums]
    if any(blank):
        page.row(
            [tr("in all: not judged"), *(f"{blank[number]}" for number in columns)],
            widths,
            right=right,
            faint=True,
        )


def _write_differences(page: Page, found: list[Difference], all_of_them: str) -> None:
    if not found:
        page.say(tr("They say the same of all {things}.", things=all_of_them), indent=3)
        return
    differing = sum(len(one.rows) for one in found)
    page.say(tr("Where they differ: {n} of {things}", n=differing, things=all_of_them), style="name")
    most = len(found) if page.verbose else MOST_DIFFERENCES
    for one in found[:most]:
        page.blank()
        _write_difference(page, one)
    if len(found) > most:
        page.say(more(sum(len(one.rows) for one in found[most:])), indent=3)
    page.blank()
    page.say(tr("The texts, as printed"), indent=3)
    for citation, words in texts(found[:most]).items():
        page.say(f"{citation}: {quoted(words)}" if words else citation, indent=3)
    page.blank()
    page.say(tr(NOTE), indent=3)


def _write_difference(page: Page, one: Difference) -> None:
    names = [row.name for row in one.rows]
    shown = names if page.verbose else names[:MOST_ALIKE]
    told = ", ".join(shown)
    if len(names) > len(shown):
        told = tr("{those} and {n} more", those=told, n=len(names) - len(shown))
    page.say(told, indent=3, most=None if page.verbose else 3)
    if one.shared:
        page.field(tr("all asked"), "; ".join(one.shared))
    for side in one.sides:
        _write_side(page, side)


def _write_side(page: Page, side: Side) -> None:
    verdict = side.verdict
    label = f"{side.number} {_cells()[verdict.kind]}"
    page.field(label, f"{verdict.rule}: {sentence(verdict.reason)}", most=8)
    if side.besides:
        page.field("", tr("It asked {facts}.", facts="; ".join(side.besides)), most=6)
    if verdict.question is not None:
        page.field("", tr("To close it: {question}", question=plain(verdict.question)), most=6)
    if verdict.law is not None:
        page.field("", tr("Rests on {law}", law=plain(verdict.law)), most=4)
