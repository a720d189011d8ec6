"""Whether a policy keeps its promises: conditions that hold, needs that are named, cases that come out as said."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from lamppost.judge.conditions import FACTS, Conditions
from lamppost.judge.verdicts import Asking
from lamppost.judge.views import Ground, PolicyView
from lamppost.model.errors import PolicyError
from lamppost.model.policy import DERIVED, Case, Policy, Rule, Written
from lamppost.model.vocabulary import VerdictKind

NEEDED: tuple[VerdictKind, ...] = ("fail", "pass", "open")
"""What the cases of each rule must show; `notApplicable` may come beside them."""
_BEHIND: Mapping[str, Collection[str]] = {**DERIVED, "place": ("place_rules",)}
"""Questions whose answer decides facts of another name."""
_NOTHING = Ground(scopes={}, whole_lists=(), list_names={}, owners_held=())


def device_facts() -> frozenset[str]:
    """What rules may ask about a device, so that no fact about the user can take its place."""
    return frozenset(FACTS)


def check_rules(
    policy: Policy,
    cases: Sequence[Case],
    places: Mapping[str, Written],
    types: Mapping[str, str],
    lists: Collection[str] | None,
) -> list[str]:
    """What is wrong with the rules and cases of a policy, one line each, with file and line.

    Args:
        policy: The policy.
        cases: Its cases.
        places: Where its rules, conditions and cases stand.
        types: The facts about the user that conditions name.
        lists: Ids of the lists that are held; None asks for none.

    Raises:
        PolicyError: A condition is broken.
    """
    view = PolicyView(
        id=policy.id,
        rules=policy.rules,
        questions={},
        types=types,
        ground=_NOTHING,
        taken_as=policy.taken_as,
        places=places,
    )
    conditions = Conditions(types)
    problems = [] if policy.rules else [f"{policy.id}: no rule; expected at least one"]
    rules = {rule.id: rule for rule in policy.rules}
    asked_of = {rule.id: Asking(rule, view, conditions, rule.law.retrieved) for rule in policy.rules}
    for rule in policy.rules:
        asking = asked_of[rule.id]
        problems += _needs(rule, policy, view, asking)
        problems += _lists(rule, view, asking, lists)
        problems += _absent_cases(rule, cases, view)
    for case in cases:
        where = _at(places, f"case {case.id}", policy.id, f"case {case.id}")
        if case.rule not in asked_of:
            problems.append(f"{where}: of rule {case.rule!r}; expected one of {', '.join(sorted(asked_of))}")
        else:
            asking = asked_of[case.rule]
            if case.as_of is not None:
                asking = Asking(rules[case.rule], view, conditions, case.as_of)
            problems += _case(case, where, asking, conditions)
    return problems


def _needs(rule: Rule, policy: Policy, view: PolicyView, asking: Asking) -> Iterator[str]:
    """The facts about the user that a rule asks for are those that it lists, neither fewer nor more."""
    where = view.place(rule.id, "needs").at()
    keys = {question.key for question in policy.questions}
    names = {name for name, _ in asking.facts}
    used = {key for key in keys if key in names or names.intersection(_BEHIND.get(key, ()))}
    for key in rule.needs:
        if key not in keys:
            yield f"{where}: {key!r}, but no question asks for it; expected one of {', '.join(sorted(keys))}"
        elif key not in used:
            yield f"{where}: {key!r}, which no condition of the rule uses"
    for key in sorted(used - set(rule.needs)):
        yield f"{where}: {key!r} is not in it; expected every fact about the user that the rule uses"


def _lists(rule: Rule, view: PolicyView, asking: Asking, held: Collection[str] | None) -> Iterator[str]:
    for name in sorted(asking.lists - set(held)) if held is not None else ():
        yield (
            f"{view.place(rule.id, 'when').at()}: no list {name!r} is held; expected one of {', '.join(sorted(held or ()))}"
        )


def _absent_cases(rule: Rule, cases: Sequence[Case], view: PolicyView) -> Iterator[str]:
    said = {case.expect for case in cases if case.rule == rule.id}
    where = _at(view.places, rule.id, view.id, f"rule {rule.id}")
    for kind in NEEDED:
        if kind not in said:
            yield f"{where}: no case for {kind}; expected at least one each of {', '.join(NEEDED)}"


def _case(case: Case, where: str, asking: Asking, conditions: Conditions) -> Iterator[str]:
    wrong = [
        f"{where}: no such fact: {name}; expected one of {', '.join(sorted(conditions.variables))}"
        for name in sorted(set(case.given) - set(conditions.variables))
    ]
    if wrong:
        yield from wrong
        return
    try:
        said = asking.answer(case.given).kind
    except PolicyError as error:
        yield f"{where}: {error.message}"
        return
    if said != case.expect:
        yield f"{where}: expects {case.expect}, the rule says {said}"


def _at(places: Mapping[str, Written], name: str, policy: str, what: str) -> str:
    return places.get(name, Written(file=policy, line=0, what=what)).at()
