"""What policies ask of the user, before anything is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lamppost.attribute.street.optics import STANDARD
from lamppost.knowledge.check import check_context
from lamppost.knowledge.loading import choose_policies
from lamppost.knowledge.packs import Packs
from lamppost.model.policy import Question
from lamppost.pipeline.checking import context_needs, refuse_broken

Context = Mapping[str, str | bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One policy and its questions."""

    id: str
    name: str
    summary: str
    not_said: Sequence[str]
    questions: Sequence[Question]
    needed_by: Mapping[str, Sequence[str]]
    """Context key → the rules that need it."""


def questions_of(
    policies: Sequence[str], packs: Packs, context: Context, context_name: str = "context"
) -> list[Asking]:
    """What each policy asks of the user.

    Args:
        policies: Names of policies, or folders.
        packs: The packs in hand.
        context: What the user said of themselves, which is held to the questions.
        context_name: How errors name the file that it was read from.

    Raises:
        LamppostError: There is no such policy, it is broken, or a fact is none that it asks for.
    """
    chosen = choose_policies(policies, packs)
    refuse_broken(chosen, packs)
    check_context(context, [held.policy for held in chosen], context_name)
    return [
        Asking(
            id=held.policy.id,
            name=held.policy.name,
            summary=held.policy.summary,
            not_said=held.policy.not_said,
            questions=held.policy.questions,
            needed_by=context_needs(held.policy),
        )
        for held in chosen
    ]


def standards_held(packs: Packs) -> list[tuple[str, str]]:
    """Short names and names of the standards by whose levels maps are measured; the one that is taken unless told first.

    Args:
        packs: The packs.
    """
    held = {one.standard: one.name for one in packs.optics.values() if one.standard is not None}
    return sorted(held.items(), key=lambda one: (one[0] != STANDARD, one[0]))
