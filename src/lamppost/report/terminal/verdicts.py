"""What each policy says, with the reason, the question that would close it and what to do next."""

from collections import Counter

from lamppost.model.result import Link, PolicyRef, ResultDocument, Verdict
from lamppost.report.terminal.page import Page, Style, more
from lamppost.report.wording import (
    NO_POLICY,
    VERDICT_ORDER,
    VERDICT_WORDS,
    counted,
    device_name,
    is_observation,
    judged_by,
    plain,
    says,
    sentence,
    where,
)

MOST_VERDICTS = 10
_STYLES: dict[str, Style] = {"fail": "fail", "open": "open", "pass": "pass", "notApplicable": "faint"}


def write_verdicts(page: Page, result: ResultDocument) -> None:
    """Add the section of verdicts, policy by policy; without a policy, how to choose one."""
    page.heading("Verdicts")
    policies = judged_by(result.policies)
    if not policies:
        page.say(NO_POLICY)
    names = {device.id: device_name(device) for device in result.devices}
    for row, policy in enumerate(policies):
        if row:
            page.blank()
        own = [verdict for verdict in result.verdicts if verdict.policy == policy.id]
        _write_policy(page, policy, own, names)


def count_words(verdicts: list[Verdict]) -> str:
    """`1 fail, 2 open`; words for none."""
    counts = Counter(verdict.kind for verdict in verdicts)
    spoken = [
        f"{counts[kind]} {VERDICT_WORDS[kind].split(' (')[0]}" for kind in VERDICT_ORDER if counts[kind]
    ]
    return ", ".join(spoken) or "no verdict"


def _write_policy(page: Page, policy: PolicyRef, verdicts: list[Verdict], names: dict[str, str]) -> None:
    page.say(f"{plain(policy.name)} ({plain(policy.id)}): {count_words(verdicts)}", style="name")
    told = [
        f"{key}: {'not told' if value is None else value}" for key, value in sorted(policy.context.items())
    ]
    if told:
        page.field("told of you", "; ".join(told))
    shown = [verdict for verdict in verdicts if page.verbose or verdict.kind in ("fail", "open")]
    shown.sort(key=lambda verdict: (VERDICT_ORDER.index(verdict.kind), verdict.rule, verdict.id))
    most = len(shown) if page.verbose else MOST_VERDICTS
    for verdict in shown[:most]:
        _write_verdict(page, verdict, names)
    if len(shown) > most:
        page.say(more(len(shown) - most), indent=3)
    quiet = len(verdicts) - len(shown)
    if quiet:
        page.say(
            f"{counted(quiet, 'verdict')} without a question (see -v, -o report.html or --json)", indent=3
        )


def _write_verdict(page: Page, verdict: Verdict, names: dict[str, str]) -> None:
    page.blank()
    subject = names.get(verdict.subject, verdict.subject)
    title = f"{VERDICT_WORDS[verdict.kind]} · {verdict.severity} · {plain(verdict.rule)}"
    page.ends(title, verdict.id, indent=3, style=_STYLES[verdict.kind])
    page.field("on", subject, most=2)
    page.field("reason", sentence(verdict.reason))
    if verdict.question is not None:
        page.field("question", verdict.question)
    for label, link in (
        ("seen", next((link for link in verdict.chain if is_observation(link)), None)),
        ("source", next((link for link in reversed(verdict.chain) if _is_statement(link)), None)),
    ):
        if link is not None:
            page.field(label, f"{says(link)} ({where(link)})")
    if verdict.law is not None:
        page.field("rests on", verdict.law)
    if verdict.remedy is not None:
        page.field("next", verdict.remedy)


def _is_statement(link: Link) -> bool:
    """Whether the link is a statement other than the law, which has its own line."""
    return not is_observation(link) and link.property != "law"
