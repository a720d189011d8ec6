"""Facts about the user, from the form: what the chosen policies ask, each of which may stay unknown."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.policy import Question

Fact = str | bool
YES, NO = "true", "false"
_LONGEST = 100


class Asks(Protocol):
    """A policy that may be chosen."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def questions(self) -> list[Question]:
        """What it asks."""


def field_of(policy: str, key: str) -> str:
    """The name of the field in which a policy's question is answered."""
    return f"fact-{policy}-{key}"


def facts_in(
    form: Mapping[str, object], choices: Iterable[Asks], policies: Iterable[str], before: Mapping[str, Fact]
) -> dict[str, Fact]:
    """What the user says of themselves; unknown is left out.

    A question that the form does not have keeps what was said before the form was made.

    Args:
        form: The fields.
        choices: The policies that may be chosen.
        policies: Ids of those that are.
        before: What was said at the start.

    Raises:
        LamppostError: An answer is none, or two policies that ask the same were answered differently.
    """
    chosen, facts = set(policies), dict(before)
    asked = [(one.id, question) for one in choices if one.id in chosen for question in one.questions]
    answers: dict[str, set[Fact | None]] = {}
    for policy, question in asked:
        field = field_of(policy, question.key)
        if field in form:
            answers.setdefault(question.key, set()).add(_answer(form[field], question))
    for key, given in answers.items():
        told = [answer for answer in given if answer is not None]
        if len(told) > 1:
            raise LamppostError(
                tr("{key} was answered in {n} ways", key=key, n=len(told)),
                hint=tr(
                    "More than one of the chosen policies asks it: give each the same answer, or leave it unknown."
                ),
            )
        facts.pop(key, None)
        if told:
            facts[key] = told[0]
    return facts


def _answer(value: object, question: Question) -> Fact | None:
    """What an answer says; None for unknown."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return None
    if question.type == "bool":
        if text in (YES, NO):
            return text == YES
    elif text in question.values or (not question.values and len(text) <= _LONGEST and text.isprintable()):
        return text
    raise LamppostError(tr("that is no answer to {key}", key=question.key), hint=tr(question.text))
