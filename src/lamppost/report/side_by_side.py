"""Several policies over the same devices or rows: what each says, and why they differ where they do."""

from collections.abc import Sequence
from dataclasses import dataclass

from lamppost.model.language import tr
from lamppost.model.placed import PlacedVerdicts
from lamppost.model.result import PolicyRef, ResultDocument, Verdict, gravity
from lamppost.model.saying import noted
from lamppost.model.vocabulary import VerdictKind
from lamppost.report.judged import Judged, in_words, judged_asset, judged_by_id
from lamppost.report.wording import VERDICT_ORDER, judged_by

NOTE = noted(
    "The same evidence, laid beside each text. Which text binds you is not judged here; not legal advice."
)
_TRUTHS: dict[object, str] = {None: noted("not known"), True: noted("yes"), False: noted("no")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One device or row of a list, and what each policy says of it as a whole: the gravest of its rules."""

    id: str
    name: str
    verdicts: list[list[Verdict]]
    """Of each policy, in their order: its verdicts, the gravest first."""
    deciding: list[Verdict | None]
    """The gravest verdict of each policy, in their order; None where it judged nothing."""

    @property
    def kinds(self) -> list[VerdictKind | None]:
        """What each policy says."""
        return [None if verdict is None else verdict.kind for verdict in self.deciding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One policy's part of a difference."""

    number: int
    """Of the policy, counted from 1."""
    policy: PolicyRef
    verdict: Verdict
    besides: list[str]
    """Facts that it asked and not all of the others, with what was known of each, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Devices or rows on which policies differ, and each for the same reasons."""

    rows: list[Row]
    sides: list[Side]
    shared: list[str]
    """Facts that all of them asked, with what was known of each, in words."""


def rows(result: ResultDocument) -> list[Row]:
    """Everything that is judged with what each policy says, in the order of the document."""
    policies = judged_by(result.policies)
    said: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in sorted(result.verdicts, key=gravity):
        said.setdefault((verdict.subject, verdict.policy), []).append(verdict)
    return [
        _row(one, subject, [said.get((one, policy.id), []) for policy in policies])
        for one, subject in judged_by_id(result).items()
    ]


def rows_as_told(result: ResultDocument) -> list[Row]:
    """The same; of verdicts that are made when they are asked for, as they are told of all rows of the same words, their place left open."""
    if not isinstance(result.verdicts, PlacedVerdicts):
        return rows(result)
    assets, policies = result.verdicts.assets, judged_by(result.policies)
    of_policies = [
        [sorted((one for one in of_thing if one.policy == policy.id), key=gravity) for policy in policies]
        for of_thing in zip(*result.verdicts.said, strict=True)
    ]
    return [
        _row(one.id, judged_asset(one), of_policies[number])
        for one, number in zip(in_words(assets), assets.numbers(), strict=True)
    ]


def _row(identity: str, subject: Judged, own: list[list[Verdict]]) -> Row:
    name = subject.name if subject.end is None else f"{subject.name} ({subject.place})"
    deciding = [verdicts[0] if verdicts else None for verdicts in own]
    return Row(id=identity, name=name, verdicts=own, deciding=deciding)


def differences(result: ResultDocument, held: Sequence[Row]) -> list[Difference]:
    """Where policies do not say the same, the most common first; what has the same reasons stands together."""
    policies = judged_by(result.policies)
    alike: dict[tuple[object, ...], list[Row]] = {}
    told: dict[int, object] = {}  # place in memory of a verdict → its reasons
    for row in held:
        if len({kind for kind in row.kinds if kind is not None}) > 1:
            for verdict in row.deciding:
                if id(verdict) not in told:
                    told[id(verdict)] = _reasons(verdict)
            alike.setdefault(tuple(told[id(one)] for one in row.deciding), []).append(row)
    groups = sorted(alike.values(), key=lambda group: (-len(group), group[0].id))
    return [_difference(group, policies) for group in groups]


def totals(held: Sequence[Row]) -> list[dict[VerdictKind, int]]:
    """How many of them each policy fails, leaves open, passes and does not apply to."""
    columns = list(zip(*(row.kinds for row in held), strict=True))
    return [{kind: column.count(kind) for kind in VERDICT_ORDER} for column in columns]


def texts(found: Sequence[Difference]) -> dict[str, str | None]:
    """Citation → the words as printed of each text that a difference rests on, in the order of appearance."""
    held: dict[str, str | None] = {}
    for side in (side for one in found for side in one.sides):
        if side.verdict.law is not None:
            held.setdefault(side.verdict.law, None)
        for link in side.verdict.chain:
            if link.property == "law":
                held[link.value] = link.original
    return held


def fact_words(name: str, value: str | bool | list[str] | None) -> str:
    """A fact that a rule asks for, and what was known of it."""
    if isinstance(value, list):
        return f"{name}: {', '.join(value) or tr('none')}"
    return f"{name}: {tr(_TRUTHS[value]) if value is None or isinstance(value, bool) else value}"


def _reasons(verdict: Verdict | None) -> object:
    if verdict is None:
        return None
    asked = tuple(fact_words(name, value) for name, value in verdict.asked.items())
    return verdict.kind, verdict.rule, verdict.reason, verdict.question, asked


def _difference(group: Sequence[Row], policies: Sequence[PolicyRef]) -> Difference:
    told = [
        (number, policy, verdict)
        for number, (policy, verdict) in enumerate(zip(policies, group[0].deciding, strict=True), start=1)
        if verdict is not None
    ]
    facts = [
        {fact_words(name, value): None for name, value in verdict.asked.items()} for _, _, verdict in told
    ]
    shared = [fact for fact in facts[0] if all(fact in other for other in facts)]
    return Difference(
        rows=list(group),
        shared=shared,
        sides=[
            Side(
                number=number,
                policy=policy,
                verdict=verdict,
                besides=[fact for fact in own if fact not in shared],
            )
            for (number, policy, verdict), own in zip(told, facts, strict=True)
        ],
    )
