"""Whether packs and policies keep their promises."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lamppost.knowledge.check import check_packs, check_questions, overdue_rows
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import Judged

DERIVED = frozenset({"components_known"})
"""Context that judging turns into a fact about the device (`judge.facts`)."""


def check(folders: Sequence[Path] = (), *, require_signed: bool = False) -> list[str]:
    """What is wrong with the shipped packs and some of the user's, one line each.

    Raises:
        PackError: A file does not even fit its schema.
    """
    packs = load_packs(folders, require_signed=require_signed)
    return [
        *check_packs(packs),
        *(problem for held in packs.policies.values() for problem in check_policy(held)),
    ]


def overdue(folders: Sequence[Path], as_of: date) -> list[str]:
    """What of the packs should have been reviewed before a day, one line per file or list."""
    return list(overdue_rows(load_packs(folders), as_of))


def check_policy(held: Judged) -> list[str]:
    """What is wrong with a policy: rules without cases, cases that say otherwise.

    Raises:
        PolicyError: A condition is broken.
    """
    from lamppost.judge.verdicts import judge_case

    policy = held.policy
    types = {question.key: question.type for question in policy.questions if question.key not in DERIVED}
    problems = check_questions(policy, device_facts())
    if problems:
        return problems
    for rule in policy.rules:
        where = f"{policy.id}/{rule.id}"
        cases = [case for case in held.cases if case.rule == rule.id]
        absent = {"fail", "pass", "open"} - {case.expect for case in cases}
        problems += [f"{where}: no case for {kind}" for kind in sorted(absent)]
        for case in cases:
            said = judge_case(rule, case.given, types, f"{where}/{case.id}")
            if said != case.expect:
                problems.append(f"{where}: case {case.id} expects {case.expect}, the rule says {said}")
        keys = {question.key for question in policy.questions}
        problems += [
            f"{where}: needs {key!r}, but no question asks for it" for key in rule.needs if key not in keys
        ]
    rules = {rule.id for rule in policy.rules}
    return problems + [
        f"{policy.id}: case {case.id} is of no rule" for case in held.cases if case.rule not in rules
    ]


def device_facts() -> frozenset[str]:
    """What rules may ask about a device, so that no fact about the user can take its place."""
    from lamppost.judge.conditions import FACTS

    return frozenset(FACTS)
