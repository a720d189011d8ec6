"""The verdicts that fail or are open as SARIF 2.1.0 (OASIS Standard, 27 March 2020), in the part of it that GitHub reads.

What GitHub asks for stands in its page "SARIF support for code scanning": rules with short, full and help texts, one
location with its whole region, a path relative to the repository, and `partialFingerprints.primaryLocationLineHash`, by which an
alert is known again. A verdict of pass is no alert and is only counted.
"""

import hashlib
import json
from collections import Counter
from urllib.parse import quote

from lamppost.model.result import Issue, PolicyRef, ResultDocument, RuleRef, Suppression, Verdict, gravity
from lamppost.report.judged import Judged, judged_by_id
from lamppost.report.reading import gap_size, how_read, is_read_whole
from lamppost.report.streets import credits_of, homes_left_out, sites_of
from lamppost.report.wording import judged_by, plain, sentence

FORMAT = "sarif"
SUFFIX = ".sarif"

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
"""More in a run and GitHub refuses the file; what is left out is counted in a notification."""
MOST_LETTERS = 1024
"""GitHub's limit for the descriptions of a rule."""
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "informational": "note"}
PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_URI_LETTERS = ":/?#[]@!$&'()*+,;=%-._~"
"""What stands for itself in a URI (RFC 3986 §2.2 and §2.3), and the sign of what is escaped already."""
Json = dict[str, object]


def render(result: ResultDocument) -> str:
    """The log as indented JSON.

    Args:
        result: The result document; nothing else is read.
    """
    subjects = judged_by_id(result)
    shown = sorted((row for row in result.verdicts if row.kind in ("fail", "open")), key=gravity)
    rules = [(policy, rule) for policy in judged_by(result.policies) for rule in _rules_of(policy, result)]
    places = {(policy.id, rule.id): number for number, (policy, rule) in enumerate(rules)}
    exceptions = {row.id: row for row in result.suppressions}
    run = {
        "tool": {
            "driver": {
                "name": result.tool.name,
                "version": result.tool.version,
                "rules": [_descriptor(policy, rule) for policy, rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "automationDetails": {
            "id": f"lamppost/{'+'.join(policy.id for policy in judged_by(result.policies))}/"
        },
        "artifacts": [
            {"location": {"uri": _uri(file.path)}, "hashes": {"sha-256": file.sha256}}
            for file in result.evidence
        ],
        "invocations": [_invocation(result, len(shown))],
        "results": [
            _result(row, subjects.get(row.subject), places, exceptions) for row in shown[:MOST_RESULTS]
        ],
        "properties": _properties(result),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=True, indent=1) + "\n"


def _rules_of(policy: PolicyRef, result: ResultDocument) -> list[RuleRef]:
    """The rules of a policy; of a document that does not hold them, those that its verdicts name."""
    if policy.rules:
        return policy.rules
    found = {row.rule: row for row in result.verdicts if row.policy == policy.id}
    return [
        RuleRef(
            id=rule,
            title=rule,
            severity=row.severity,
            why=rule,
            remedy="",
            false_alarms="",
            law=row.law or "",
            url="",
        )
        for rule, row in sorted(found.items())
    ]


def _descriptor(policy: PolicyRef, rule: RuleRef) -> Json:
    parts = [
        sentence(rule.why),
        f"Rests on: {sentence(rule.law)}" if rule.law else "",
        f"What to do: {rule.remedy}" if rule.remedy else "",
        f"False alarms: {rule.false_alarms}" if rule.false_alarms else "",
        f"Policy: {policy.name}. Not legal advice.",
    ]
    level = LEVELS[rule.severity]
    described: Json = {
        "id": _rule_id(policy.id, rule.id),
        "name": _short(f"{policy.id}: {rule.title}", 255),
        "shortDescription": {"text": _short(f"{policy.name}: {rule.title}")},
        "fullDescription": {"text": _short(rule.why)},
        "help": {"text": _text(" ".join(part for part in parts if part))},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["supply-chain", plain(policy.id)], "problem.severity": PROBLEMS[level]},
    }
    if rule.url.startswith(("https://", "http://")):
        described["helpUri"] = quote(plain(rule.url), _URI_LETTERS)
    return described


def _rule_id(policy: str, rule: str) -> str:
    return plain(f"{policy}/{rule}")


def _result(
    verdict: Verdict,
    subject: Judged | None,
    places: dict[tuple[str, str], int],
    exceptions: dict[str, Suppression],
) -> Json:
    """One verdict; an open one has the level `none`, as §3.27.10 asks of all that is no fail."""
    fails = verdict.kind == "fail"
    name = subject.name if subject else verdict.subject
    said = f"{name}: {sentence(verdict.reason)}"
    if verdict.question:
        said += f" To close it: {verdict.question}"
    found: Json = {
        "ruleId": _rule_id(verdict.policy, verdict.rule),
        "ruleIndex": places.get((verdict.policy, verdict.rule), -1),
        "kind": verdict.kind,
        "level": LEVELS[verdict.severity] if fails else "none",
        "message": {"text": _text(said)},
        "locations": [_location(subject)] if subject else [],
        "partialFingerprints": _fingerprints(verdict, subject),
        "properties": {"lamppost/verdict": verdict.id, "lamppost/subject": plain(verdict.subject)},
    }
    if (row := exceptions.get(verdict.suppressed_by or "")) is not None:
        why = f"{row.who}, until {row.until}: {row.why} ({row.file}:{row.line})"
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": plain(why)}]
    return found


def _location(subject: Judged) -> Json:
    """Where it stands; a frame of a capture has no line, and no region."""
    place: Json = {"artifactLocation": {"uri": _uri(subject.file)}}
    if subject.end:
        place["region"] = {
            "startLine": subject.row,
            "startColumn": 1,
            "endLine": subject.end[0],
            "endColumn": subject.end[1],
        }
    return {"physicalLocation": place, "message": {"text": _text(subject.place)}}


def _fingerprints(verdict: Verdict, subject: Judged | None) -> Json:
    """Hashes over rule, file and words, and not over where in the file they stand.

    GitHub reads the first alone. Its rows of the same words in one file are told apart by their count, which stands
    in the words.
    """
    words = (subject.file, *subject.words) if subject else (verdict.subject,)
    parts = "\x1f".join((verdict.policy, verdict.rule, *words))
    digest = hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()
    return {"primaryLocationLineHash": f"{digest[:16]}:1", "lamppost/row/v1": digest}


def _invocation(result: ResultDocument, count: int) -> Json:
    """Whether everything was read, and what was not, expired or does not fit in."""
    notes = [
        _notification("error" if file.read != "whole" else "warning", f"{file.path}: {how_read(file)}")
        for file in result.evidence
        if not is_read_whole(file)
    ]
    notes += [_not_read(issue) for issue in result.issues]
    notes += [
        _notification(
            "warning",
            f"{row.file}:{row.line}: suppression of {row.policy}/{row.rule} on {row.subject}: {row.note}",
        )
        for row in result.suppressions
        if row.state != "active"
    ]
    if count > MOST_RESULTS:
        notes.append(
            _notification("error", f"{count - MOST_RESULTS} more verdicts stand in the result document alone")
        )
    whole = all(file.read == "whole" for file in result.evidence)
    return {"executionSuccessful": whole, "toolExecutionNotifications": notes}


def _not_read(issue: Issue) -> Json:
    row = "" if issue.row is None else f":{issue.row}"
    text = f"{issue.evidence}{row}: {issue.what}; expected {issue.expected}. {issue.hint}"
    return _notification("warning", text)


def _notification(level: str, text: str) -> Json:
    return {"level": level, "message": {"text": _text(text)}}


def _properties(result: ResultDocument) -> Json:
    """What a reader needs to judge the rest: the day, the packs, and how many verdicts of each kind there are."""
    counts = Counter(row.kind for row in result.verdicts)
    return _of_places(result) | {
        "lamppost/as_of": result.as_of.isoformat(),
        "lamppost/packs": [
            f"{plain(ref.id)} {plain(ref.version)} {plain(ref.sha256)}" for ref in result.packs
        ],
        "lamppost/verdicts": {kind: counts[kind] for kind in sorted(counts)},
        "lamppost/suppressed": sum(row.suppressed_by is not None for row in result.verdicts),
    }


def _of_places(result: ResultDocument) -> Json:
    """Of a map: whom it is owed to, what of the place was not seen, and how many cameras of homes are left out."""
    if not result.street:
        return {}
    return {
        "lamppost/credits": [plain(text) for text in credits_of(result)],
        "lamppost/homes_left_out": homes_left_out(result),
        "lamppost/sites": len(sites_of(result)),
        "lamppost/not_seen": [plain(f"{gap.text}: {gap_size(gap)}") for gap in result.coverage.gaps],
    }


def _text(text: str) -> str:
    """A text as SARIF's messages have it: braces doubled (§3.11.5), and nothing that reads as a link (§3.11.6)."""
    return plain(text).replace("](", "] (").replace("{", "{{").replace("}", "}}") or "-"


def _short(text: str, most: int = MOST_LETTERS) -> str:
    """The same, no longer than GitHub takes it."""
    shown = _text(text)
    return shown if len(shown) <= most else _text(plain(text)[: most // 2 - 1]) + "…"


def _uri(path: str) -> str:
    """A relative path as a URI reference (RFC 3986); a first segment with a colon is told from a scheme."""
    written = quote(plain(path).replace("\\", "/"), "/-._~")
    return written or "unnamed"
