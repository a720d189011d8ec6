"""The verdicts as Markdown, for the summary of a job (`$GITHUB_STEP_SUMMARY`) or a comment on a change."""

from collections import Counter
from collections.abc import Mapping, Sequence

from lamppost.model.language import tr
from lamppost.model.result import PolicyRef, ResultDocument, Suppression, Verdict, gravity
from lamppost.report.fitting import groups, headline
from lamppost.report.judged import Judged, is_of_lists, judged_by_id
from lamppost.report.marking import unmarked as _md
from lamppost.report.reading import how_read, rows_read
from lamppost.report.suppressed import excepted, suppressed_count
from lamppost.report.wording import (
    NO_POLICY,
    VERDICT_ORDER,
    VERDICT_WORDS,
    counted,
    judged_by,
    nothing_found,
    sentence,
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
        lines += ["", _md(NO_POLICY)]
    if policies and not subjects:
        told = ", ".join(policy.id for policy in policies)
        lines += ["", _md(f"Nothing was judged, for there is nothing here to judge: {told}.")]
    for policy in policies if subjects else []:
        own = [row for row in result.verdicts if row.policy == policy.id]
        lines += ["", *_policy(policy, own, subjects, {row.id: row for row in result.suppressions})]
    if not result.devices and not is_of_lists(result):
        lines += ["", f"{_md(sentence(nothing_found(result)))}"]
    lines += [*_fitting(result), *_not_read(result), *_suppressions(result)]
    lines += ["", f"_{_md(f'{result.tool.name} {result.tool.version}')}. Not legal advice._"]
    return "\n".join(lines) + "\n"


def _headline(result: ResultDocument) -> str:
    counts = Counter(row.kind for row in result.verdicts if row.suppressed_by is None)
    words = [f"{counts[kind]} {_word(kind)}" for kind in VERDICT_ORDER if counts[kind]]
    number = sum(row.suppressed_by is not None for row in result.verdicts)
    told = ", ".join([*words, *([f"{number} suppressed"] if number else [])]) or "no verdict"
    lost = result.coverage.rows_not_read
    return f"{told}; {counted(lost, 'row')} not read" if lost else told


def _given(result: ResultDocument) -> list[str]:
    """What was judged: files, day, and how much of it was read."""
    rows = [f"* **as of** {result.as_of}"]
    rows += [
        f"* **evidence** {_md(file.path)}: {_md(how_read(file))}, SHA-256 `{file.sha256[:12]}`"
        for file in result.evidence[:MOST_ROWS]
    ]
    if is_of_lists(result):
        rows.append(f"* **rows** {_md(rows_read(result))}")
    return rows + _more(len(result.evidence), "file")


def _policy(
    policy: PolicyRef,
    verdicts: Sequence[Verdict],
    subjects: Mapping[str, Judged],
    exceptions: Mapping[str, Suppression],
) -> list[str]:
    counts = Counter(row.kind for row in verdicts)
    told = ", ".join(f"{counts[kind]} {_word(kind)}" for kind in VERDICT_ORDER if counts[kind])
    lines = [f"## {_md(policy.name)} ({_md(policy.id)})", "", told or "no verdict"]
    shown = sorted((row for row in verdicts if row.kind in ("fail", "open")), key=gravity)
    if shown:
        lines += ["", "| verdict | severity | what | where | rule | why, and what next |", "|" + " --- |" * 6]
    lines += [_row(row, subjects.get(row.subject), exceptions) for row in shown[:MOST_ROWS]]
    return lines + _more(len(shown), "verdict")


def _row(verdict: Verdict, subject: Judged | None, exceptions: Mapping[str, Suppression]) -> str:
    why = [sentence(verdict.reason)]
    why += [f"Question: {verdict.question}"] if verdict.question else []
    why += [f"Next: {verdict.remedy}"] if verdict.remedy else []
    kind = _word(verdict.kind)
    if (row := exceptions.get(verdict.suppressed_by or "")) is not None:
        kind = f"{kind}, suppressed"
        why += [f"Suppressed until {row.until} by {row.who}: {row.why}."]
    name, place = (subject.name, subject.place) if subject else (verdict.subject, "")
    cells = (kind, verdict.severity, name, place, verdict.rule, " ".join(why))
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
        lines += _more(len(group.fits), "row")
        lines += ["", _md(group.note)] if group.note else []
    return lines


def _not_read(result: ResultDocument) -> list[str]:
    if not result.issues:
        return []
    lines = ["", f"## Not read: {counted(len(result.issues), 'issue')}", ""]
    for issue in result.issues[:MOST_ROWS]:
        place = issue.evidence if issue.row is None else f"{issue.evidence}:{issue.row}"
        lines.append(f"* {_md(f'{place}: {issue.what}; expected {issue.expected}. {issue.hint}')}")
    return lines + _more(len(result.issues), "issue")


def _suppressions(result: ResultDocument) -> list[str]:
    if not result.suppressions:
        return []
    lines = ["", "## Suppressions", "", _md(f"{suppressed_count(result)}."), ""]
    lines += [
        f"* {_md(f'{excepted(row, {})}: {row.note}. {row.who}: {sentence(row.why)} ({row.file}:{row.line})')}"
        for row in result.suppressions[:MOST_ROWS]
    ]
    return lines + _more(len(result.suppressions), "suppression")


def _more(count: int, one: str) -> list[str]:
    """What stands where a long list was cut."""
    left = count - MOST_ROWS
    return (
        ["", f"… and {counted(left, f'more {one}', f'more {one}s')}, in the result document"]
        if left > 0
        else []
    )


def _word(kind: str) -> str:
    return VERDICT_WORDS[kind].split(" (")[0]  # type: ignore[index]
