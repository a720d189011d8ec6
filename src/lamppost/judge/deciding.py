"""What a rule says on a day: when it holds, what exempts from it, and when its text is past review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lamppost.judge.conditions import Conditions
from lamppost.model.policy import Exemption, Rule
from lamppost.model.saying import say
from lamppost.model.vocabulary import VerdictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict over known facts."""

    kind: VerdictKind
    missing: str | None = None
    """Of an open one: what was unknown."""
    reason: str | None = None
    """Where the day decides, and no condition."""
    exempted_by: Sequence[Exemption] = ()
    """Of a pass: what lets through what the rule would else find."""


def decide(
    rule: Rule, known: Mapping[str, object], conditions: Conditions, where: str, as_of: date
) -> Decision:
    """The verdict of a rule over known facts on a day.

    Args:
        rule: The rule.
        known: Variables that are known; all others are unknown.
        conditions: Compiles and asks.
        where: Policy and rule, for the error.
        as_of: The day.

    Raises:
        PolicyError: A condition is broken.
    """
    applies, missing = conditions.ask(rule.applies, known, f"{where} applies")
    if applies is False:
        return Decision(kind="notApplicable")
    if (reviewed := review_day(rule)) < as_of:
        return Decision(
            kind="open", reason=say("stale: the rule's text was to be reviewed by {day}", day=str(reviewed))
        )
    if (reason := outside(rule, as_of)) is not None:
        return Decision(kind="notApplicable", reason=reason)
    broken, missing_when = conditions.ask(condition_on(rule, as_of), known, f"{where} when")
    if broken is False:
        if not applies:
            return Decision(kind="open", missing=missing)
        return Decision(kind="pass", exempted_by=_exempting(rule, known, conditions, where, as_of))
    if applies is None or broken is None:
        return Decision(kind="open", missing=missing or missing_when)
    return Decision(kind="fail")


def review_day(rule: Rule) -> date:
    """The last day on which the texts of a rule and of its exemptions are all within review."""
    return min([rule.law.review_by, *(one.law.review_by for one in rule.exemptions)])


def outside(rule: Rule, as_of: date) -> str | None:
    """In words, why a rule does not hold on a day; None where it does."""
    if rule.valid_from is not None and as_of < rule.valid_from:
        return say("the rule does not hold yet: its first day is {day}", day=str(rule.valid_from))
    if rule.valid_to is not None and as_of >= rule.valid_to:
        return say(
            "the rule no longer holds: its last day was {day}", day=str(rule.valid_to - timedelta(days=1))
        )
    return None


def exemptions_on(rule: Rule, as_of: date) -> list[Exemption]:
    """What exempts from a rule on a day."""
    return [
        one
        for one in rule.exemptions
        if (one.valid_from is None or one.valid_from <= as_of)
        and (one.valid_to is None or as_of < one.valid_to)
    ]


def condition_on(rule: Rule, as_of: date) -> str:
    """CEL: true where a rule is broken and nothing exempts on the day; three-valued as its parts are."""
    exemptions = exemptions_on(rule, as_of)
    return (
        " && ".join([f"({rule.when})", *(f"!({one.when})" for one in exemptions)])
        if exemptions
        else rule.when
    )


def _exempting(
    rule: Rule, known: Mapping[str, object], conditions: Conditions, where: str, as_of: date
) -> list[Exemption]:
    """What lets through, where the rule itself does not already find nothing."""
    exemptions = exemptions_on(rule, as_of)
    if not exemptions or conditions.ask(rule.when, known, f"{where} when")[0] is False:
        return []
    return [one for one in exemptions if conditions.ask(one.when, known, f"{where}/{one.id} when")[0]]
