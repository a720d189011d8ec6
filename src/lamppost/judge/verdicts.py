"""Each rule of each policy, asked of each device."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lamppost.judge.conditions import Conditions
from lamppost.judge.facts import facts_of
from lamppost.model.errors import PolicyError
from lamppost.model.ids import make_id
from lamppost.model.policy import Rule
from lamppost.model.result import Device, Link, Verdict
from lamppost.model.status import STRONG
from lamppost.model.vocabulary import VerdictKind

_LIST_ASKED = re.compile(r"""\b(?:listed|scopes)\b(?:\s*\[\s*["']([^"']+)["'])?""")
"""The list that a condition asks of; empty where it asks in another way, and so of any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """A policy, and what the packs let it take for known on the day."""

    id: str
    rules: Sequence[Rule]
    questions: Mapping[str, str]
    """Context key → the question to the user."""
    types: Mapping[str, str]
    """Context key → `bool` or `string`."""
    scopes: Mapping[str, Mapping[str, list[str]]]
    whole_lists: Collection[str]
    list_names: Mapping[str, str]
    """List → what to call it."""
    owners_held: Collection[str]
    """Organisations whose owners are held to the last one."""


def judge(
    devices: Sequence[Device],
    policies: Sequence[PolicyView],
    context: Mapping[str, str | bool | None],
    as_of: date,
) -> list[Verdict]:
    """One verdict per device and rule, in the order of policies, rules, devices.

    Args:
        devices: Devices that watch or listen.
        policies: The chosen policies.
        context: What the user said of themselves.
        as_of: The day; a rule past its review-by day answers `open`.

    Raises:
        PolicyError: A condition is broken.
    """
    verdicts = []
    for policy in policies:
        conditions = Conditions(policy.types)
        for rule in policy.rules:
            verdicts += [_judge_one(device, rule, policy, conditions, context, as_of) for device in devices]
    return verdicts


def judge_case(rule: Rule, given: Mapping[str, object], types: Mapping[str, str], where: str) -> VerdictKind:
    """What a rule says of given facts; used to run the cases that a policy carries.

    Raises:
        PolicyError: A condition is broken.
    """
    conditions = Conditions(types)
    unknown = set(given) - set(conditions.variables)
    if unknown:
        raise PolicyError(f"{where}: no such fact: {', '.join(sorted(unknown))}")
    return _ask(rule, given, conditions, where)[0]


def _judge_one(
    device: Device,
    rule: Rule,
    policy: PolicyView,
    conditions: Conditions,
    context: Mapping[str, str | bool | None],
    as_of: date,
) -> Verdict:
    where = f"{policy.id}/{rule.id}"
    held = all(
        named.id in policy.owners_held for named in (device.maker, device.builder) if named is not None
    )
    known = facts_of(device, context, policy.scopes, policy.whole_lists, owners_held=held)
    kind, missing = _ask(rule, known, conditions, where)
    reason, question = _words(rule, kind)
    if kind != "notApplicable" and as_of > rule.law.review_by:
        kind, question = "open", None
        reason = f"stale: the rule's text was to be reviewed by {rule.law.review_by.isoformat()}"
    elif kind == "open":
        reason, question = _why_open(device, missing, policy)
        would = facts_of(
            device, context, policy.scopes, policy.whole_lists, owners_held=held, assume_maker=True
        )
        if _is_weak(device) and (after := _ask(rule, would, conditions, where)[0]) in ("fail", "pass"):
            reason += f"; if the maker were proven this would be {after}"
    return Verdict(
        id=make_id("ver", device.id, policy.id, rule.id),
        subject=device.id,
        policy=policy.id,
        rule=rule.id,
        kind=kind,
        severity=rule.severity,
        reason=reason,
        question=question,
        remedy=rule.remedy if kind == "fail" else None,
        law=rule.law.citation,
        chain=[*_chain(device, rule), _law_link(rule)],
    )


def _ask(
    rule: Rule, known: Mapping[str, object], conditions: Conditions, where: str
) -> tuple[VerdictKind, str | None]:
    """The verdict over known facts, and what was missing for an open one."""
    applies, missing = conditions.ask(rule.applies, known, f"{where} applies")
    if applies is False:
        return "notApplicable", None
    broken, missing_when = conditions.ask(rule.when, known, f"{where} when")
    if broken is False:
        return ("pass", None) if applies else ("open", missing)
    if applies is None or broken is None:
        return "open", missing or missing_when
    return "fail", None


def _words(rule: Rule, kind: VerdictKind) -> tuple[str, str | None]:
    if kind == "fail":
        return rule.why, None
    if kind == "pass":
        return f"not so here: {rule.title}", None
    return f"the rule does not apply: {rule.title}", None


def _why_open(device: Device, missing: str | None, policy: PolicyView) -> tuple[str, str | None]:
    """In words: what is unknown, and the question that would close it."""
    if missing is not None and missing in policy.questions:
        return "it depends on a fact about you that was not given", policy.questions[missing]
    if missing == "watches":
        return "whether it watches or listens is not settled", device.next_proof
    if missing == "listed_component":
        return "the makers of its components are not known", policy.questions.get("components_known")
    maker = device.maker
    if maker is None:
        return "the maker is not known", device.next_proof
    if maker.status not in STRONG:
        return f"the maker, {maker.name}, is only {_article(maker.status)}", device.next_proof
    builder = device.builder
    if builder is not None and builder.status not in STRONG:
        return f"the builder, {builder.name}, is only {_article(builder.status)}", device.next_proof
    if missing is None or missing in ("listed", "scopes", "maker", "builder", "owners"):
        return f"what is held of {maker.name} does not settle it", device.next_proof
    weak = [listing for listing in device.listings if listing.list == missing]
    if weak:
        return (
            f"{maker.name} is named on {weak[0].list_name}, but a link of that chain is only {weak[0].status}",
            None,
        )
    return (
        (
            f"{maker.name} itself is not named on {policy.list_names.get(missing, missing)}; whether an owner of it is cannot be told, "
            "for its owners are not held to the last one, or the list not whole"
        ),
        f"Who owns {maker.name}, up to the last owner?",
    )


def _article(status: str) -> str:
    return {"candidate": "a candidate", "disputed": "disputed", "stale": "stale", "retracted": "retracted"}[
        status
    ]


def _is_weak(device: Device) -> bool:
    return any(named.status not in STRONG for named in (device.maker, device.builder) if named is not None)


def _chain(device: Device, rule: Rule) -> list[Link]:
    """What the device is, who made it, and what the lists that the rule asks of say."""
    links = list(device.kind_chain)
    for named in (device.maker, device.builder):
        links += [link for link in (named.chain if named else []) if link not in links]
    asked = set(_LIST_ASKED.findall(f"{rule.applies} {rule.when}"))
    for listing in device.listings:
        if listing.list in asked or "" in asked:
            links += [link for link in listing.chain if link not in links]
    return links


def _law_link(rule: Rule) -> Link:
    return Link(
        subject=rule.id,
        property="law",
        value=rule.law.citation,
        source=rule.law.citation,
        source_class="official",
        match="exact_id",
        day=rule.law.retrieved.isoformat(),
        locator=rule.law.citation,
        url=rule.law.url,
        original=rule.law.original,
        rule=rule.id,
    )
