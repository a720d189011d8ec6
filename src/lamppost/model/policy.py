"""What a policy file holds: rules, the law each rests on, the questions they need, and their cases."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from lamppost.model.vocabulary import Severity, VerdictKind

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a policy file; an unknown field is refused by name."""


class Law(_File, frozen=True, kw_only=True):
    """The text a rule rests on."""

    citation: str
    url: str
    original: str
    """The words as printed that the rule puts into a condition."""
    retrieved: date
    review_by: date


class Rule(_File, frozen=True, kw_only=True):
    """One question of a policy."""

    id: Id
    title: str
    severity: Severity
    applies: str
    """CEL: false gives notApplicable, unknown gives open."""
    when: str
    """CEL: true gives fail, false gives pass, unknown gives open."""
    needs: list[str]
    """Context facts about the user that the rule asks for."""
    why: str
    remedy: str
    false_alarms: str
    law: Law


class Question(_File, frozen=True, kw_only=True):
    """A fact that only the user knows."""

    key: str
    type: Literal["bool", "string"]
    text: str
    values: list[str] = []


class Policy(_File, frozen=True, kw_only=True):
    """packs/policies/<id>/policy.yml."""

    id: Id
    name: str
    summary: str
    not_said: list[str]
    """What the text does not say, so that nobody reads it into a verdict."""
    questions: list[Question] = []
    rules: list[Rule] = []


class Case(_File, frozen=True, kw_only=True):
    """packs/policies/<id>/cases.yml: facts in, verdict out."""

    id: Id
    rule: Id
    expect: VerdictKind
    given: dict[str, str | bool | list[str] | dict[str, bool | list[str]]]
    """Values by variable name; what is not given is unknown."""


class Cases(_File, frozen=True, kw_only=True):
    """All cases of one policy."""

    cases: list[Case]
