"""What each policy says, with the reason, the question that would close it and what to do next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lamppost.model.language import tr, tr_in, tr_n
from lamppost.model.repeated import counted, numbered
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


@dataclass(slots=True)
class _Group:
    """Verdicts that say the same."""

    told: Verdict
    first: list[int]
    """The places of those that are shown."""
    n: int = 0


def write_verdicts(page: Page, result: ResultDocument) -> None:
    """Add the section of verdicts, policy by policy; without a policy, how to choose one."""
    page.heading(tr("Verdicts"))
    policies = judged_by(result.policies)
    if not policies:
        page.say(tr(NO_POLICY))
        return
    write_side_by_side(page, result)
    if not (result.devices or result.sites or result.assets):
        page.say(
            tr(
                "Nothing was judged, for there is nothing here to judge: {policies}.",
                policies=", ".join(plain(one.id) for one in policies),
            )
        )
        return
    groups = _groups(result.verdicts, verbose=page.verbose)
    shown = {
        policy.id: groups.get(policy.id, [])[: None if page.verbose else MOST_GROUPS] for policy in policies
    }
    first = [result.verdicts[at].subject for some in shown.values() for one in some for at in one.first]
    names = _names(result, first)
    for row, policy in enumerate(policies):
        if row:
            page.blank()
        more_of = groups.get(policy.id, [])[len(shown[policy.id]) :]
        _write_policy(page, policy, result.verdicts, names, shown[policy.id], sum(one.n for one in more_of))


def _names(result: ResultDocument, ids: Sequence[str]) -> dict[str, str]:
    """What is judged, by id; rows of lists with their places."""
    names = {
        one: f"{held.name} ({held.place})" for one, held in judged_by_id(result, ids).items() if held.of_list
    }
    names |= {device.id: device_name(device) for device in result.devices}
    return names | {site.id: site_name(site) for site in result.sites}


def _groups(verdicts: Sequence[Verdict], *, verbose: int) -> "dict[str, list[_Group]]":
    """Verdicts to be shown, those that say the same together, the gravest first; by policy."""
    told, numbers = numbered(verdicts)
    alike: dict[tuple[str | None, ...], _Group] = {}
    of: list[_Group | None] = []
    for one in told:
        same = (one.policy, one.kind, one.rule, one.reason, one.question, _source(one), _by(one))
        is_shown = verbose or one.kind in ("fail", "open")
        of.append(alike.setdefault(same, _Group(one, [])) if is_shown else None)
    for at, number in enumerate(numbers):
        group = of[number]
        if group is not None:
            group.n += 1
            if verbose or group.n <= MOST_ALIKE:
                group.first.append(at)
    found: dict[str, list[_Group]] = {}
    for group in sorted(alike.values(), key=lambda one: (gravity(one.told), one.first[0])):
        found.setdefault(group.told.policy, []).append(group)
    return found


def count_words(verdicts: Sequence[Verdict]) -> str:
    """`1 fail, 2 open`; words for none."""
    counts: Counter[VerdictKind] = Counter()
    for verdict, n in counted(verdicts):
        counts[verdict.kind] += n
    return _words_of(counts)


def _words_of(counts: Mapping[VerdictKind, int]) -> str:
    return ", ".join(verdict_counts(counts)) or tr("no verdict")


def _write_policy(
    page: Page,
    policy: PolicyRef,
    verdicts: Sequence[Verdict],
    names: dict[str, str],
    groups: "Sequence[_Group]",
    n_more: int,
) -> None:
    counts: Counter[VerdictKind] = Counter()
    for one, n in counted(verdicts):
        if one.policy == policy.id:
            counts[one.kind] += n
    page.say(f"{plain(policy.name)} ({plain(policy.id)}): {_words_of(counts)}", style="name")
    told = [
        f"{key}: {tr(_TOLD[value]) if isinstance(value, bool) else value}"
        for key, value in sorted(policy.context.items())
        if value is not None
    ]
    if unknown := [key for key, value in sorted(policy.context.items()) if value is None]:
        told.append(tr("not told: {facts}", facts=", ".join(unknown)))
    if told:
        page.field(tr("told of you"), "; ".join(told), most=None)
    for group in groups:
        _write_group(page, group, verdicts, names)
    if n_more:
        page.say(more(n_more), indent=3)
    quiet = counts.total() - sum(one.n for one in groups) - n_more
    if quiet:
        page.say(
            tr_n(
                "{n} verdict without a question (see -v, -o report.html or --json)",
                "{n} verdicts without a question (see -v, -o report.html or --json)",
                quiet,
            ),
            indent=3,
        )


def _write_group(page: Page, group: "_Group", verdicts: Sequence[Verdict], names: dict[str, str]) -> None:
    """Verdicts that say the same of several devices, once."""
    shown = [verdicts[at] for at in group.first]
    first = shown[0]
    page.blank()
    title = f"{tr(VERDICT_WORDS[first.kind])} · {severity_word(first.severity)} · {plain(first.rule)}"
    title += f" · {tr('suppressed')}" if first.suppressed_by else ""
    if first.subject.startswith("ast-"):
        things = tr_n("{n} row", "{n} rows", group.n)
    elif first.subject.startswith("site-"):
        things = tr_n("{n} camera", "{n} cameras", group.n)
    else:
        things = tr_n("{n} device", "{n} devices", group.n)
    page.ends(title, things, indent=3, style=_STYLES[first.kind])
    for verdict in shown:
        page.ends(names.get(verdict.subject, verdict.subject), verdict.id, indent=3)
    if group.n > len(shown):
        page.field("", more(group.n - len(shown)))
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
