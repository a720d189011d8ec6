"""What each policy says, with the reason, the question that would close it and what to do next."""

from collections import Counter
from collections.abc import Sequence

from lamppost.model.language import tr, tr_in, tr_n
from lamppost.model.repeated import counted
from lamppost.model.result import PolicyRef, ResultDocument, Verdict, gravity
from lamppost.model.saying import noted
from lamppost.model.vocabulary import VerdictKind
from lamppost.report.cameras import site_name
from lamppost.report.judged import judged_by_id
from lamppost.report.terminal.page import Page, Style, more
from lamppost.report.terminal.side_by_side import write_side_by_side
from lamppost.report.wording import (
    NO_POLICY,
    VERDICT_WORDS,
    device_name,
    judged_by,
    plain,
    says,
    sentence,
    severity_word,
    verdict_counts,
    where,
)

MOST_GROUPS = 10
MOST_ALIKE = 6
_TOLD: dict[object, str] = {True: noted("yes"), False: noted("no")}
_STYLES: dict[str, Style] = {"fail": "fail", "open": "open", "pass": "pass", "notApplicable": "faint"}


def write_verdicts(page: Page, result: ResultDocument) -> None:
    """Add the section of verdicts, policy by policy; without a policy, how to choose one."""
    page.heading(tr("Verdicts"))
    policies = judged_by(result.policies)
    if not policies:
        page.say(tr(NO_POLICY))
    write_side_by_side(page, result)
    names = {one: f"{held.name} ({held.place})" for one, held in judged_by_id(result).items() if held.end}
    names |= {device.id: device_name(device) for device in result.devices}
    names |= {site.id: site_name(site) for site in result.sites}
    if policies and not names:
        page.say(
            tr(
                "Nothing was judged, for there is nothing here to judge: {policies}.",
                policies=", ".join(plain(one.id) for one in policies),
            )
        )
        return
    for row, policy in enumerate(policies):
        if row:
            page.blank()
        own = [verdict for verdict in result.verdicts if verdict.policy == policy.id]
        _write_policy(page, policy, own, names)


def count_words(verdicts: Sequence[Verdict]) -> str:
    """`1 fail, 2 open`; words for none."""
    counts: Counter[VerdictKind] = Counter()
    for verdict, n in counted(verdicts):
        counts[verdict.kind] += n
    return ", ".join(verdict_counts(counts)) or tr("no verdict")


def _write_policy(page: Page, policy: PolicyRef, verdicts: list[Verdict], names: dict[str, str]) -> None:
    page.say(f"{plain(policy.name)} ({plain(policy.id)}): {count_words(verdicts)}", style="name")
    told = [
        f"{key}: {tr(_TOLD[value]) if isinstance(value, bool) else value}"
        for key, value in sorted(policy.context.items())
        if value is not None
    ]
    if unknown := [key for key, value in sorted(policy.context.items()) if value is None]:
        told.append(tr("not told: {facts}", facts=", ".join(unknown)))
    if told:
        page.field(tr("told of you"), "; ".join(told), most=None)
    shown = [verdict for verdict in verdicts if page.verbose or verdict.kind in ("fail", "open")]
    shown.sort(key=gravity)
    alike: dict[tuple[str | None, ...], list[Verdict]] = {}
    for verdict in shown:
        same = (verdict.kind, verdict.rule, verdict.reason, verdict.question, _source(verdict), _by(verdict))
        alike.setdefault(same, []).append(verdict)
    groups = list(alike.values())
    most = len(groups) if page.verbose else MOST_GROUPS
    for group in groups[:most]:
        _write_group(page, group, names)
    if len(groups) > most:
        page.say(more(sum(map(len, groups[most:]))), indent=3)
    quiet = len(verdicts) - len(shown)
    if quiet:
        page.say(
            tr_n(
                "{n} verdict without a question (see -v, -o report.html or --json)",
                "{n} verdicts without a question (see -v, -o report.html or --json)",
                quiet,
            ),
            indent=3,
        )


def _write_group(page: Page, group: list[Verdict], names: dict[str, str]) -> None:
    """Verdicts that say the same of several devices, once."""
    first = group[0]
    page.blank()
    title = f"{tr(VERDICT_WORDS[first.kind])} · {severity_word(first.severity)} · {plain(first.rule)}"
    title += f" · {tr('suppressed')}" if first.suppressed_by else ""
    if first.subject.startswith("ast-"):
        things = tr_n("{n} row", "{n} rows", len(group))
    elif first.subject.startswith("site-"):
        things = tr_n("{n} camera", "{n} cameras", len(group))
    else:
        things = tr_n("{n} device", "{n} devices", len(group))
    page.ends(title, things, indent=3, style=_STYLES[first.kind])
    for verdict in group if page.verbose else group[:MOST_ALIKE]:
        page.ends(names.get(verdict.subject, verdict.subject), verdict.id, indent=3)
    if not page.verbose and len(group) > MOST_ALIKE:
        page.field("", more(len(group) - MOST_ALIKE))
    page.field(tr("reason"), sentence(first.reason))
    if first.suppressed_by:
        page.field(
            tr("suppressed"),
            tr("by {id}; who, why and until when stand below", id=first.suppressed_by),
        )
    if first.question is not None:
        page.field(tr("question"), first.question)
    if (source := _source(first)) is not None:
        page.field(tr("source"), source, most=8)
    if first.law is not None:
        page.field(tr("rests on"), first.law)
    if first.remedy is not None:
        page.field(tr_in("label", "next"), first.remedy)


def _by(verdict: Verdict) -> str | None:
    return verdict.suppressed_by


def _source(verdict: Verdict) -> str | None:
    """The surest listing that a fail rests on; None where it rests on none."""
    listing = next((link for link in verdict.chain if link.property == "listed_on"), None)
    return f"{says(listing)} ({where(listing)})" if verdict.kind == "fail" and listing is not None else None
