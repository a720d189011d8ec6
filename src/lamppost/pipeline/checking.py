"""Whether packs and policies keep their promises."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lamppost.knowledge.check import check_packs, check_questions, overdue_rows, reviews_of
from lamppost.knowledge.check_policy import check_text
from lamppost.knowledge.loading import choose_policies, load_packs
from lamppost.knowledge.packs import Judged, Packs
from lamppost.model.errors import PackError, PolicyError
from lamppost.model.language import tr
from lamppost.model.policy import DERIVED, Policy


def check(folders: Sequence[Path] = (), *, require_signed: bool = False) -> list[str]:
    """What is wrong with the shipped packs and some of the user's, one line each.

    Args:
        folders: Folders of packs, and of single policies.
        require_signed: Whether what nobody signed is refused.

    Raises:
        PackError: A file does not even fit its schema.
        PolicyError: The same of a folder that is a policy, or a condition is broken.
    """
    own, loose = _apart(folders)
    packs = load_packs(own, require_signed=require_signed)
    if loose and require_signed:
        raise PackError(
            tr("{name}: a policy that nobody signed", name=loose[0].name),
            hint=tr("Put it into policies/ of a pack of yours, and sign that."),
        )
    judged = [*packs.policies.values(), *choose_policies([str(one) for one in loose], packs)]
    return [*check_packs(packs), *(problem for held in judged for problem in check_policy(held, packs))]


def _apart(folders: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Folders of packs, and policies by their folder or their policy.yml."""
    loose = [one for one in folders if (one / "policy.yml").is_file() or one.name == "policy.yml"]
    return [one for one in folders if one not in loose], loose


def overdue(folders: Sequence[Path], as_of: date) -> list[str]:
    """What of the packs should have been reviewed before a day, one line per file or list."""
    own, loose = _apart(folders)
    packs = load_packs(own)
    return [
        *overdue_rows(packs, as_of),
        *(
            line
            for held in choose_policies([str(one) for one in loose], packs)
            for line in _overdue_rules(held, as_of)
        ),
    ]


def reviews(packs: Packs) -> list[tuple[str, list[date]]]:
    """Kinds of packs, sorted, each with the days of review of its rows."""
    days: dict[str, list[date]] = {}
    for holder, _, review_by in reviews_of(packs):
        days.setdefault(holder.split("/")[0], []).append(review_by)
    return sorted(days.items())


def _overdue_rules(held: Judged, as_of: date) -> list[str]:
    return [
        f"{held.policy.id}: rule {rule.id} was to be reviewed by {rule.law.review_by}: it answers open"
        for rule in held.policy.rules
        if rule.law.review_by < as_of
    ]


def check_policy(held: Judged, packs: Packs | None = None) -> list[str]:
    """What is wrong with a policy, one line each: questions, lists, conditions, needs, cases.

    Args:
        held: The policy.
        packs: Where the lists that it asks of must stand; None asks for none.

    Raises:
        PolicyError: A condition is broken.
    """
    from lamppost.judge.policy_check import check_rules, device_facts

    lists = None if packs is None else frozenset(packs.lists)
    problems = [*check_questions(held.policy, device_facts()), *check_text(held.policy)]
    return problems or check_rules(held.policy, held.cases, held.places, context_types(held.policy), lists)


def refuse_broken(chosen: Sequence[Judged], packs: Packs) -> None:
    """Refuse a policy of the user's that does not keep its own promises; the shipped ones were checked.

    Raises:
        PolicyError: The first problem, and how many there are.
    """
    for held in chosen:
        problems = check_policy(held, packs) if held.origin == "user" else []
        if problems:
            hint = tr("`lamppost packs check` tries it again.")
            if problems[1:]:
                hint = tr(
                    "{count} more; `lamppost packs check FOLDER` names them all.", count=len(problems) - 1
                )
            raise PolicyError(problems[0], hint=hint)


def context_types(policy: Policy) -> dict[str, str]:
    """The facts about the user that conditions name: key → `bool` or `string`."""
    return {question.key: question.type for question in policy.questions if question.key not in DERIVED}


def context_needs(policy: Policy) -> dict[str, list[str]]:
    """The rules that need each fact about the user, by its key, in the order of the questions."""
    return {
        question.key: [rule.id for rule in policy.rules if question.key in rule.needs]
        for question in policy.questions
    }
