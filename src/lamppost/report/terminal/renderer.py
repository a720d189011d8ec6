"""The answer for a terminal: what was read, what watches, what was judged, what stays dark."""

from collections import Counter

import msgspec

from lamppost.model.evidence import LISTS
from lamppost.model.language import tr, tr_n
from lamppost.model.result import Coverage, Gap, ResultDocument
from lamppost.model.vocabulary import WATCHING_KINDS
from lamppost.report.amounts import traffic_covered
from lamppost.report.judged import is_of_lists
from lamppost.report.reaching import LAW_NOTE, all_laws
from lamppost.report.reading import extent, how_read, rows_read
from lamppost.report.suppressed import excepted, suppressed_count
from lamppost.report.terminal.assets import write_assets
from lamppost.report.terminal.device import write_device
from lamppost.report.terminal.fitting import write_fitting
from lamppost.report.terminal.inventory import write_inventory
from lamppost.report.terminal.page import Page, more
from lamppost.report.terminal.plans import write_plans
from lamppost.report.terminal.street import write_credits, write_place, write_sites
from lamppost.report.terminal.verdicts import count_words, write_verdicts
from lamppost.report.wording import (
    device_name,
    judged_by,
    kind_count,
    nothing_found,
    number,
    period,
    plain,
    sentence,
    size,
)

FORMAT = "terminal"
SUFFIX = ".txt"

MOST_NAMED = 2
"""Policies whose names stand in the header; of more, their ids do, and their names with the verdicts."""
MOST_DEVICES = 20
MOST_ISSUES = 8
MOST_SUPPRESSIONS = 8


def render(
    result: ResultDocument,
    *,
    width: int = 80,
    color: bool = False,
    verbose: int = 0,
    inventory: bool = False,
    brief: bool = False,
) -> str:
    """The report as plain text, no line wider than the terminal.

    Args:
        result: The result document; nothing else is read.
        width: Display columns; below 40, 40 are used.
        color: Whether to decorate with colour; nothing is said by colour alone.
        verbose: 0 cuts long lists and says how much is left out; 1 and above cuts nothing.
        inventory: A table of the devices, in the place of a block for each.
        brief: The inventory alone, with what was read and what is only counted.
    """
    page = Page(width=width, color=color, verbose=verbose)
    _write_header(page, result)
    if result.street is not msgspec.UNSET:
        write_place(page, result, result.street)
        write_sites(page, result)
        write_plans(page, result.street.sampling, result.sites)
    elif is_of_lists(result):
        write_assets(page, result)
    else:
        (write_inventory if inventory or brief else _write_devices)(page, result)
        _write_others(page, result)
        write_fitting(page, result)
        if result.assets and not brief:
            write_assets(page, result)
    if brief:
        return page.text()
    write_verdicts(page, result)
    _write_outside_the_light(page, result)
    _write_issues(page, result)
    _write_suppressions(page, result)
    page.blank()
    if result.street is not msgspec.UNSET:
        write_credits(page, result.street)
    page.say(_summary(result))
    return page.text()


def _write_header(page: Page, result: ResultDocument) -> None:
    page.ends(
        f"{result.tool.name} {result.tool.version}", tr("as of {day}", day=result.as_of), style="heading"
    )
    files = [
        f"{plain(file.path)} ({plain(file.format)}, {size(file.size_bytes)}): {how_read(file)}"
        for file in result.evidence
    ]
    for row, text in enumerate(page.some(files, 6) or [tr("no evidence file")]):
        page.field(tr("evidence") if row == 0 else "", text, indent=0, most=8 if is_of_lists(result) else 2)
    coverage = result.coverage
    if any(file.format in LISTS for file in result.evidence):
        page.field(tr("rows"), rows_read(result), indent=0)
    if result.street is not msgspec.UNSET:
        page.field(tr("standard"), plain(result.street.standard_name or result.street.standard), indent=0)
    elif not is_of_lists(result):
        _write_traffic(page, coverage)
    policies = judged_by(result.policies)
    named = [f"{plain(policy.name)} ({plain(policy.id)})" for policy in policies]
    if len(policies) > MOST_NAMED:
        named = [plain(policy.id) for policy in policies]
    page.field(tr("policies"), ", ".join(named) or tr("none"), indent=0, most=None)


def _write_traffic(page: Page, coverage: Coverage) -> None:
    """How much a capture holds, and of when."""
    label, words = traffic_covered(coverage)
    page.field(label, words, indent=0)
    hours = tr_n(
        "{period} ({n} hour with traffic)",
        "{period} ({n} hours with traffic)",
        coverage.hours_with_traffic,
        period=period(coverage.first_seen_at, coverage.last_seen_at),
    )
    page.field(tr("period"), hours, indent=0)


def _write_devices(page: Page, result: ResultDocument) -> None:
    page.heading(tr("Devices that watch or listen, or may: {n}", n=len(result.devices)))
    if not result.devices:
        page.say(
            tr(
                "{nothing}; what it could not show stands under “Outside the light”.",
                nothing=nothing_found(result),
            )
        )
        return
    most = len(result.devices) if page.verbose else MOST_DEVICES
    for place, device in enumerate(result.devices[:most], start=1):
        if place > 1:
            page.blank()
        write_device(page, place, device, result.as_of, lone=len(result.evidence) == 1)
    if len(result.devices) > most:
        page.blank()
        page.say(more(len(result.devices) - most))
    if any(all_laws(device) for device in result.devices[:most]):
        page.blank()
        page.say(tr("On laws: {note}", note=tr(LAW_NOTE)))


def _write_others(page: Page, result: ResultDocument) -> None:
    others = {
        kind: count
        for kind, count in result.device_counts.items()
        if kind not in WATCHING_KINDS and kind != "unknown"
    }
    page.heading(tr("Other devices, counted only"))
    ordered = sorted(others.items(), key=lambda item: (-item[1], item[0]))
    page.say(", ".join(kind_count(kind, count) for kind, count in ordered) or tr("none recognised"))
    unknown = {(item.mac_block or "", item.reason): item.count for item in result.unknown_devices}
    if unknown:
        page.say(tr_n("{n} device of unknown kind:", "{n} devices of unknown kind:", sum(unknown.values())))
    lines = [
        tr("{n} of MAC block {block}: {reason}", n=number(count), block=plain(block), reason=plain(reason))
        if block
        else tr("{n} without a MAC block: {reason}", n=number(count), reason=plain(reason))
        for (block, reason), count in sorted(unknown.items(), key=lambda item: (-item[1], item[0]))
    ]
    for line in page.some(lines, 8):
        page.say(line, indent=3, most=3)


def _write_outside_the_light(page: Page, result: ResultDocument) -> None:
    page.heading(tr("Outside the light: what this evidence cannot show"))
    for gap in result.coverage.gaps:
        page.field(_measured(gap), sentence(gap.text), indent=0)
    if not result.coverage.gaps:
        page.say(tr("No gap was measured; that is not the same as none."))
    for row, proof in enumerate(page.some(list(result.coverage.next_proofs), 8)):
        page.field(tr("next proof") if row == 0 else "", proof, indent=0)


def _measured(gap: Gap) -> str:
    if gap.count is None:
        return tr("not counted")
    if not gap.of:
        return number(gap.count)
    share = 100 * gap.count / gap.of
    if 99 < share < 100:
        return tr("over 99 %")
    return tr("under 1 %") if 0 < share < 1 else f"{share:.0f} %"


def _write_issues(page: Page, result: ResultDocument) -> None:
    if result.issues:
        page.heading(tr_n("Not read: {n} issue", "Not read: {n} issues", len(result.issues)))
    most = len(result.issues) if page.verbose else MOST_ISSUES
    for issue in result.issues[:most]:
        place = plain(issue.evidence) + ("" if issue.row is None else f":{issue.row}")
        page.say(
            tr(
                "{place}: {what}; expected {expected}",
                place=place,
                what=plain(issue.what),
                expected=plain(issue.expected),
            ),
            most=3,
        )
        page.say(issue.hint, indent=2, most=2)
    if len(result.issues) > most:
        page.say(more(len(result.issues) - most))


def _write_suppressions(page: Page, result: ResultDocument) -> None:
    """Every exception of the user's, those that do nothing too, with who, why and until when."""
    if not result.suppressions:
        return
    page.heading(tr("Suppressions: {n}; the verdicts stay what they are", n=len(result.suppressions)))
    page.say(f"{suppressed_count(result)}.")
    rows = result.suppressions if page.verbose else result.suppressions[:MOST_SUPPRESSIONS]
    names = {device.id: device_name(device) for device in result.devices}
    for item in rows:
        page.say(f"{excepted(item, names)}: {plain(item.note)}", most=3)
        page.say(
            f"{plain(item.who)}: {sentence(item.why)} ({item.file}:{item.line}, {item.id})", indent=2, most=4
        )
    if len(result.suppressions) > len(rows):
        page.say(more(len(result.suppressions) - len(rows)))


def _summary(result: ResultDocument) -> str:
    read = Counter(extent(file) for file in result.evidence)
    parts = [
        tr_n(
            "{n} file read, {part} in part, {none} not",
            "{n} files read, {part} in part, {none} not",
            read["whole"],
            part=read["part"],
            none=read["none"],
        )
    ]
    things = tr_n(
        "{n} device that may watch or listen", "{n} devices that may watch or listen", len(result.devices)
    )
    rows = tr_n("{n} row", "{n} rows", len(result.assets))
    if lost := result.coverage.rows_not_read:
        rows = tr("{rows}, {n} more not read", rows=rows, n=number(lost))
    if result.street is not msgspec.UNSET:
        things = tr_n("{n} camera", "{n} cameras", len(result.sites))
    elif is_of_lists(result):
        things = rows
    elif result.assets:
        things = f"{things}, {rows}"
    parts.append(f"{things}: {count_words(result.verdicts)}" if result.verdicts else things)
    parts.append(tr_n("{n} issue", "{n} issues", len(result.issues)))
    if result.suppressions:
        parts.append(suppressed_count(result))
    return " · ".join(parts)
