"""The verdicts as JUnit XML: a suite per policy, a case per verdict; no verdict but pass counts as passed.

There is no standard of the format. Read are, by build servers, `testsuites`, `testsuite` with its counts, `testcase` with
`classname` and `name`, and in it `failure`, `error` or `skipped` with a `message`; `file` and `line` are read by some.
A fail is a failure; what is open, suppressed or not applicable is skipped, with the reason; evidence that was not read
whole is an error.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import escape

from lamppost.model.result import PolicyRef, ResultDocument, Suppression, Verdict
from lamppost.report.judged import Judged, judged_by_id
from lamppost.report.reading import gap_size, how_read, is_read_whole
from lamppost.report.streets import credits_of, homes_left_out
from lamppost.report.suppressed import excepted
from lamppost.report.wording import counted, judged_by, plain, sentence

FORMAT = "junit"
SUFFIX = ".xml"

_XML_REFUSES = str.maketrans(dict.fromkeys((0xFFFE, 0xFFFF)))
"""Letters that XML 1.0 §2.2 does not allow, beside the control letters that `plain` removes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One test case: passed where no element says otherwise."""

    classname: str
    name: str
    how: str | None = None
    """`failure`, `error` or `skipped`."""
    message: str = ""
    kind: str = ""
    details: tuple[str, ...] = ()
    place: tuple[str, int] | None = None


def render(result: ResultDocument) -> str:
    """The report as an XML document.

    Args:
        result: The result document; nothing else is read.
    """
    subjects = judged_by_id(result)
    exceptions = {row.id: row for row in result.suppressions}
    suites = [
        (
            policy.name,
            [_case(row, policy, subjects, exceptions) for row in result.verdicts if row.policy == policy.id],
        )
        for policy in judged_by(result.policies)
    ]
    suites.append(("evidence", _read(result)))
    if result.street:
        suites.append(("map", _of_places(result)))
    if result.suppressions:
        suites.append(("suppressions", [_suppression(row) for row in result.suppressions]))
    every = [case for _, cases in suites for case in cases]
    attributes = {"name": f"{result.tool.name} {result.tool.version}, as of {result.as_of}", **_counts(every)}
    body = "".join(_suite(name, cases) for name, cases in suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_open("testsuites", attributes)}\n{body}</testsuites>\n'


def _case(
    verdict: Verdict,
    policy: PolicyRef,
    subjects: Mapping[str, Judged],
    exceptions: Mapping[str, Suppression],
) -> _Case:
    subject = subjects.get(verdict.subject)
    place = (subject.file, subject.row) if subject and subject.end else None
    name = f"{subject.name} ({subject.place})" if subject else verdict.subject
    classname = f"{policy.id}.{verdict.rule}"
    if verdict.kind == "pass":
        return _Case(classname=classname, name=name, place=place)
    row = exceptions.get(verdict.suppressed_by or "")
    message = f"{verdict.kind}: {verdict.reason}"
    if row is not None:
        message = f"suppressed until {row.until} by {row.who}: {row.why}; it stays {message}"
    more = (("To close it", verdict.question), ("Next", verdict.remedy), ("Rests on", verdict.law))
    return _Case(
        classname=classname,
        name=name,
        how="failure" if verdict.kind == "fail" and row is None else "skipped",
        message=message,
        kind=verdict.severity,
        details=tuple(f"{label}: {text}" for label, text in more if text),
        place=place,
    )


def _read(result: ResultDocument) -> list[_Case]:
    """A case per file, and what of it could not be read."""
    cases = []
    for file in result.evidence:
        issues = [issue for issue in result.issues if issue.evidence == file.path]
        told = tuple(
            f"{file.path}{'' if issue.row is None else f':{issue.row}'}: {issue.what}; expected {issue.expected}. {issue.hint}"
            for issue in issues
        )
        whole = file.read == "whole"
        how = None if whole and not issues else "skipped" if whole else "error"
        message = how_read(file)
        if whole and is_read_whole(file):
            message += f", with {counted(len(issues), 'issue')}"
        cases.append(
            _Case(
                classname="evidence", name=file.path, how=how, message=message, kind="evidence", details=told
            )
        )
    paths = {file.path for file in result.evidence}
    cases += [
        _Case(
            classname="evidence",
            name=issue.evidence,
            how="skipped",
            message=issue.what,
            details=(issue.hint,),
        )
        for issue in result.issues
        if issue.evidence not in paths
    ]
    return cases


def _of_places(result: ResultDocument) -> list[_Case]:
    """Whom a map is owed to, as cases that pass; what of the place was not seen, as cases that were skipped."""
    cases = [_Case(classname="map.credit", name=text) for text in credits_of(result)]
    cases += [
        _Case(classname=f"map.{gap.code}", name=gap.text, how="skipped", message=gap_size(gap))
        for gap in result.coverage.gaps
    ]
    if homes := homes_left_out(result):
        told = f"{counted(homes, 'camera')} of private homes left out"
        cases.append(
            _Case(classname="map.homes", name="cameras of private homes", how="skipped", message=told)
        )
    return cases


def _suppression(row: Suppression) -> _Case:
    """A suppression that works passes; one that does nothing is skipped and says why."""
    how = None if row.state == "active" else "skipped"
    return _Case(
        classname="suppressions",
        name=f"{excepted(row, {})} ({row.file}:{row.line})",
        how=how,
        message=row.note,
        kind=row.state,
        details=(f"{row.who}: {sentence(row.why)}",),
        place=(row.file, row.line),
    )


def _suite(name: str, cases: list[_Case]) -> str:
    rows = "".join(f"{_written(case)}\n" for case in cases)
    return f"{_open('testsuite', {'name': name, **_counts(cases)})}\n{rows}</testsuite>\n"


def _written(case: _Case) -> str:
    attributes: dict[str, object] = {"classname": case.classname, "name": case.name, "time": "0"}
    if case.place:
        attributes |= {"file": case.place[0], "line": case.place[1]}
    if case.how is None:
        return _open("testcase", attributes, closed=True)
    told = {"message": case.message} | ({} if case.how == "skipped" else {"type": case.kind})
    details = "\n".join(_xml(line) for line in case.details)
    return f"{_open('testcase', attributes)}{_open(case.how, told)}{details}</{case.how}></testcase>"


def _counts(cases: Iterable[_Case]) -> dict[str, object]:
    counts = Counter(case.how for case in cases)
    return {
        "tests": counts.total(),
        "failures": counts["failure"],
        "errors": counts["error"],
        "skipped": counts["skipped"],
        "time": "0",
    }


def _open(name: str, attributes: Mapping[str, object], *, closed: bool = False) -> str:
    written = "".join(f' {key}="{_xml(value)}"' for key, value in attributes.items())
    return f"<{name}{written}{'/' if closed else ''}>"


def _xml(value: object) -> str:
    """A value as text of an XML document."""
    return str(escape(plain(value).translate(_XML_REFUSES)))
