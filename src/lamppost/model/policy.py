"""What a policy file holds: rules, the law each rests on, the questions they need, and their cases."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from lamppost.model.vocabulary import Severity, SourceClass, VerdictKind

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]

DERIVED: dict[str, frozenset[str]] = {
    "components_known": frozenset({"listed_component"}),
    "destinations_known": frozenset({"reaches_outside", "operators", "registered_in", "some_registered_in"}),
}
"""Questions that no condition names: their answer becomes a fact about the device (`judge.facts`), and which."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a policy file; an unknown field is refused by name."""


class Law(_File, frozen=True, kw_only=True):
    """The text a rule rests on."""

    citation: str
    url: str
    source_class: SourceClass | None = msgspec.field(name="class", default=None)
    """Whose place the text was read at: `official` where it is the publisher's own, `independent` where it is
    someone's copy, quotation or translation; None where that is not settled."""
    original: str
    """The words as printed that the rule puts into a condition."""
    retrieved: date
    review_by: date


class Exemption(_File, frozen=True, kw_only=True):
    """What the text leaves out, or what someone may let through: where it holds, the rule is not broken."""

    id: Id
    kind: Literal["exception", "waiver", "approval"]
    title: str
    when: str
    """CEL: true exempts, unknown leaves open what the rule would else find."""
    valid_from: date | None = None
    valid_to: date | None = None
    """The first day on which it no longer holds."""
    law: Law


class Rule(_File, frozen=True, kw_only=True):
    """One question of a policy."""

    id: Id
    title: str
    severity: Severity
    applies: str
    """CEL: false gives notApplicable, unknown gives open."""
    when: str
    """CEL: true gives fail unless something exempts, false gives pass, unknown gives open."""
    valid_from: date | None = None
    """The first day on which it holds; before it the verdict is notApplicable."""
    valid_to: date | None = None
    """The first day on which it no longer holds."""
    exemptions: list[Exemption] = []
    needs: list[str]
    """Context facts about the user that the rule asks for."""
    why: str
    remedy: str
    false_alarms: str
    law: Law


class Question(_File, frozen=True, kw_only=True):
    """A fact that only the user knows."""

    key: Key
    type: Literal["bool", "string"]
    text: str
    values: list[str] = []
    taken_as: str | bool | None = None
    """What an exemption takes it to be where it is not told: a waiver is nobody's unless it was given.
    Only exemptions may ask for such a fact, and the verdict says what was taken."""


class Policy(_File, frozen=True, kw_only=True):
    """packs/policies/<id>/policy.yml."""

    id: Id
    name: str
    summary: str
    not_said: list[str]
    """What the text does not say, so that nobody reads it into a verdict."""
    questions: list[Question] = []
    rules: list[Rule] = []

    @property
    def taken_as(self) -> dict[str, str | bool]:
        """Context key → what it is taken to be where it is not told."""
        return {one.key: one.taken_as for one in self.questions if one.taken_as is not None}


class Case(_File, frozen=True, kw_only=True):
    """packs/policies/<id>/cases.yml: facts in, verdict out."""

    id: Id
    rule: Id
    expect: VerdictKind
    as_of: date | None = None
    """The day; None: that on which the text of the rule was read."""
    given: dict[str, str | bool | list[str] | dict[str, bool | list[str]]]
    """Values by variable name; what is not given is unknown."""


class Cases(_File, frozen=True, kw_only=True):
    """All cases of one policy."""

    cases: list[Case]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Where a part of a policy stands in its file."""

    file: str
    line: int
    what: str
    """What stands there: `rule listed-maker, when`."""
    source: str = ""
    """The lines of the file that hold it."""
    skipped: int = 0
    """Letters of the source before it begins."""
    value: str = ""

    def of_rule(self, rule: str) -> str:
        """File and line, and the rule."""
        return f"{self.file}:{self.line}: rule {rule}," if self.line else f"{self.file}/{rule}"

    def at(self, letter: int | None = None) -> str:
        """File and line; with a letter of the value, counted from 0, also that letter's line and column.

        YAML folds lines and drops indents, and never the order of letters: the n-th letter of the value
        that is no blank is the n-th such letter of the source.
        """
        if letter is None or not self.value:
            end = "" if letter is None else f", letter {letter + 1}"
            return (
                f"{self.file}:{self.line}: {self.what}{end}"
                if self.line
                else f"{self.file}: {self.what}{end}"
            )
        left = sum(1 for one in self.value[:letter] if not one.isspace())
        wanted = "".join(self.value.split())
        for offset in range(self.skipped, len(self.source)):
            if self.source[offset].isspace():
                continue
            if left == 0:
                before = self.source[:offset]
                line, column = before.count("\n"), offset - before.rfind("\n")
                return f"{self.file}:{self.line + line}:{column}: {self.what}"
            if not wanted.startswith(self.source[offset]):
                break
            wanted, left = wanted[1:], left - 1
        return f"{self.file}:{self.line}: {self.what}, letter {letter + 1}"
