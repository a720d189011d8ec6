"""Whether the text of a policy keeps its promises: days in order, words quoted, nothing taken for granted."""

import re
from collections.abc import Iterator

from lamppost.model.policy import Exemption, Law, Policy, Rule


def check_text(policy: Policy) -> list[str]:
    """What is wrong with a policy before any condition is asked, one line each."""
    return [
        *(problem for rule in policy.rules for problem in _rule(policy.id, rule)),
        *_taken(policy),
    ]


def _rule(policy_id: str, rule: Rule) -> Iterator[str]:
    where = f"{policy_id}/{rule.id}"
    yield from _days(where, rule)
    yield from _law(where, rule.law)
    for one in rule.exemptions:
        yield from _days(f"{where}/{one.id}", one)
        yield from _law(f"{where}/{one.id}", one.law)


def _days(where: str, one: Rule | Exemption) -> Iterator[str]:
    if one.valid_from is not None and one.valid_to is not None and one.valid_from >= one.valid_to:
        yield f"{where}: ends before it begins"


def _law(where: str, law: Law) -> Iterator[str]:
    if not law.original.strip():
        yield f"{where}: no words of {law.citation} are quoted"
    if law.review_by <= law.retrieved:
        yield f"{where}: to be reviewed by {law.review_by}, which is not after {law.retrieved}, when it was read"


def _taken(policy: Policy) -> Iterator[str]:
    """What is taken for granted outside exemptions, where silence must stay unknown."""
    for question in policy.questions:
        if question.taken_as is None:
            continue
        if isinstance(question.taken_as, bool) is not (question.type == "bool") or (
            question.values and question.taken_as not in question.values
        ):
            yield f"{policy.id}: question {question.key!r} is taken as {question.taken_as!r}, no answer to it"
        for rule in policy.rules:
            if re.search(rf"\b{re.escape(question.key)}\b", f"{rule.applies} {rule.when}"):
                yield (
                    f"{policy.id}/{rule.id}: asks for {question.key!r}, which is taken as "
                    f"{question.taken_as!r} where it is not told; only exemptions may"
                )
