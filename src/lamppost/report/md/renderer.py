"""The verdicts as Markdown, for the summary of a job (`$GITHUB_STEP_SUMMARY`) or a comment on a change."""

from collections import Counter
from collections.abc import Mapping, Sequence

from lamppost.model.language import tr, tr_n
from lamppost.model.result import PolicyRef, ResultDocument, Suppression, Verdict, gravity
from lamppost.report.fitting import groups, headline
from lamppost.report.judged import Judged, is_of_lists, judged_by_id
from lamppost.report.marking import unmarked as _md
from lamppost.report.md import places
from lamppost.report.reading import how_read, rows_read
from lamppost.report.suppressed import excepted, suppressed_count
from lamppost.report.wording import (
    NO_POLICY,
    judged_by,
    nothing_found,
    plain,
    sentence,
    severity_word,
    verdict_counts,
    verdict_word,
)

FORMAT = "md"
SUFFIX = ".md"

MOST_ROWS = 200


def render(result: ResultDocument) -> str:
    """The report as Markdown in which no value of strangers is markup.

    Args:
        result: The result document; nothing else is read.
    """
    subjects, policies = judged_by_id(result), judged_by(result.policies)
    lines = [f"# lamppost: {_headline(result)}", "", *_given(result)]
    if not policies:
        lines += ["", _md(tr(NO_POLICY))]
    if policies and not subjects:
        told = ", ".join(policy.id for policy in policies)
        lines += [
            "",
            _md(tr("Nothing was judged, for there is nothing here to judge: {policies}.", policies=told)),
        ]
    for policy in policies if subjects else []:
        own = [row for row in result.verdicts if row.policy == policy.id]
        lines += ["", *_policy(policy, own, subjects, {row.id: row for row in result.suppressions})]
    if not result.devices and not is_of_lists(result) and not result.street:
        lines += ["", f"{_md(sentence(nothing_found(result)))}"]
    lines += [*places.lines(result), *_fitting(result), *_not_read(result), *_suppressions(result)]
    lines += ["", f"_{_md(f'{result.tool.name} {result.tool.version}')}. {_md(tr('Not legal advice.'))}_"]
    return "\n".join(lines) + "\n"


def _headline(result: ResultDocument) -> str:
    counts = Counter(row.kind for row in result.verdicts if row.suppressed_by is None)
    words = verdict_counts(counts)
    if number := sum(row.suppressed_by is not None for row in result.verdicts):
        words.append(tr("{n} suppressed", n=number))
    told = ", ".join(words) or tr("no verdict")
    lost = result.coverage.rows_not_read
    return tr_n("{told}; {n} row not read", "{told}; {n} rows not read", lost, told=told) if lost else told


def _given(result: ResultDocument) -> list[str]:
    """What was judged: files, day, and how much of it was read."""
    rows = [f"* **{tr('as of')}** {result.as_of}"]
    rows += [
        f"* **{tr('evidence')}** {_md(file.path)}: {_md(how_read(file))}, SHA-256 `{file.sha256[:12]}`"
        for file in result.evidence[:MOST_ROWS]
    ]
    if is_of_lists(result):
        rows.append(f"* **{tr('rows')}** {_md(rows_read(result))}")
    if (left := len(result.evidence) - MOST_ROWS) > 0:
        rows += _more(tr_n("{n} more file", "{n} more files", left))
    return rows


def _policy(
    policy: PolicyRef,
    verdicts: Sequence[Verdict],
    subjects: Mapping[str, Judged],
    exceptions: Mapping[str, Suppression],
) -> list[str]:
    counts = Counter(row.kind for row in verdicts)
    told = ", ".join(verdict_counts(counts)) or tr("no verdict")
    lines = [f"## {_md(policy.name)} ({_md(policy.id)})", "", told]
    shown = sorted((row for row in verdicts if row.kind in ("fail", "open")), key=gravity)
    if shown:
        lines += ["", tr("| verdict | severity | what | where | rule | why, and what next |")]
        lines += ["|" + " --- |" * 6]
    lines += [_row(row, subjects.get(row.subject), exceptions) for row in shown[:MOST_ROWS]]
    if (left := len(shown) - MOST_ROWS) > 0:
        lines += _more(tr_n("{n} more verdict", "{n} more verdicts", left))
    return lines


def _row(verdict: Verdict, subject: Judged | None, exceptions: Mapping[str, Suppression]) -> str:
    why = [sentence(verdict.reason)]
    why += [tr("Question: {question}", question=plain(verdict.question))] if verdict.question else []
    why += [tr("Next: {remedy}", remedy=plain(verdict.remedy))] if verdict.remedy else []
    kind = verdict_word(verdict.kind)
    if (row := exceptions.get(verdict.suppressed_by or "")) is not None:
        kind = tr("{verdict}, suppressed", verdict=kind)
        why += [
            tr(
                "Suppressed until {day} by {who}: {why}.",
                day=row.until,
                who=plain(row.who),
                why=plain(row.why),
            )
        ]
    name, place = (subject.name, subject.place) if subject else (verdict.subject, "")
    cells = (kind, severity_word(verdict.severity), name, place, verdict.rule, " ".join(why))
    return "| " + " | ".join(_md(text) for text in cells) + " |"


def _fitting(result: ResultDocument) -> list[str]:
    """How the rows of lists fit what was seen; nothing where they were not looked at together."""
    made = groups(result)
    if not made:
        return []
    lines = ["", f"## {_md(tr('The list beside the network'))}", "", _md(sentence(headline(result)))]
    for group in made:
        lines += ["", f"### {_md(group.title)}: {len(group.fits)}", ""]
        for fit in group.fits[:MOST_ROWS]:
            device = f" = {fit.device} ({fit.device_id})" if fit.device else ""
            said = " ".join(sentence(line) for line in fit.lines)
            place = f"{fit.place}: " if fit.place else ""
            lines.append(f"* {_md(f'{place}{fit.name} ({fit.id}){device}. {said}'.rstrip())}")
        if (left := len(group.fits) - MOST_ROWS) > 0:
            lines += _more(tr_n("{n} more", "{n} more", left))
        lines += ["", _md(group.note)] if group.note else []
    return lines


def _not_read(result: ResultDocument) -> list[str]:
    if not result.issues:
        return []
    heading = tr_n("Not read: {n} issue", "Not read: {n} issues", len(result.issues))
    lines = ["", f"## {heading}", ""]
    for issue in result.issues[:MOST_ROWS]:
        place = issue.evidence if issue.row is None else f"{issue.evidence}:{issue.row}"
        told = tr(
            "{place}: {what}; expected {expected}. {hint}",
            place=plain(place),
            what=plain(issue.what),
            expected=plain(issue.expected),
            hint=plain(issue.hint),
        )
        lines.append(f"* {_md(told)}")
    if (left := len(result.issues) - MOST_ROWS) > 0:
        lines += _more(tr_n("{n} more issue", "{n} more issues", left))
    return lines


def _suppressions(result: ResultDocument) -> list[str]:
    if not result.suppressions:
        return []
    lines = ["", f"## {tr('Suppressions')}", "", _md(f"{suppressed_count(result)}."), ""]
    lines += [
        f"* {_md(f'{excepted(row, {})}: {plain(row.note)}. {plain(row.who)}: {sentence(row.why)} ({row.file}:{row.line})')}"
        for row in result.suppressions[:MOST_ROWS]
    ]
    if (left := len(result.suppressions) - MOST_ROWS) > 0:
        lines += _more(tr_n("{n} more suppression", "{n} more suppressions", left))
    return lines


def _more(left: str) -> list[str]:
    """What stands where a long list was cut, by what was left out."""
    return ["", tr("… and {left}, in the result document", left=left)]
