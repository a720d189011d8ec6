"""Whether each brand of a list of questions gets the right kind of answer on a day; a wrong present tense weighs ten.

The rows say which company is thought to stand behind a brand, as what, and how sure whoever wrote them was. What is
right is a kind of answer, not a company: a relation that somebody can be quoted for, one that ended, one that is
contested, or none held.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from lamppost.knowledge.answers.question import answer_question
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.packs import Packs
from lamppost.knowledge.structs import Statement
from lamppost.model.result import ToolRef

Kind = Literal["holds", "contested", "ended", "not held", "unsourced"]
"""`holds`: said to hold on the day, with source and status; `contested`: so, and somebody says otherwise; `ended`: held
once, not on the day; `unsourced`: said without a source."""
GRAVE = 10
"""How much more a present tense weighs that is wrong: an ended relation said to hold, or one without a source."""
_OTHER = ToolRef(name="bench", version="0")


@dataclass(frozen=True, slots=True)
class Brand:
    """One row: a brand, who is thought to stand behind it, as what, and by which source."""

    brand: str
    company: str
    relation: str
    source: str

    @property
    def right(self) -> frozenset[Kind]:
        """The kinds of answer that are right today."""
        if self.relation.startswith("former"):
            return frozenset({"ended"})
        open_still = self.relation.endswith("claim") or "unconfirmed" in self.source
        return frozenset({"holds", "contested", "not held"} if open_still else {"holds", "contested"})


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered for one row."""

    row: Brand
    kind: Kind
    words: str
    """The claims, as they are shown."""

    @property
    def points(self) -> int:
        """1 where the kind is right; minus ten for a wrong present tense; else 0."""
        if self.kind in self.row.right:
            return 1
        return -GRAVE if self.kind in ("holds", "unsourced") else 0


def read_brands(path: Path) -> list[Brand]:
    """The rows of a file with brand, expected_manufacturer, relation and source."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [
            Brand(row["brand"], row["expected_manufacturer"], row["relation"], row["source"]) for row in rows
        ]


def tell(rows: Iterable[Brand], packs: Packs, as_of: date) -> list[Told]:
    """What `ask brand` answers on a day about each brand and the company thought to be behind it."""
    knowledge = Knowledge(packs, as_of)
    return [_tell(row, knowledge) for row in rows]


def _tell(row: Brand, knowledge: Knowledge) -> Told:
    answer = answer_question("brand", row.brand, knowledge.packs, knowledge.as_of, _OTHER)
    company = answer_question("company", row.company, knowledge.packs, knowledge.as_of, _OTHER).id
    sections = {part.code: part.claims for part in answer.sections}
    claims = [*sections.get("relations", []), *sections.get("ended", [])]
    words = "; ".join(f"{claim.text} ({claim.status})" for claim in claims)
    if answer.id is None or answer.match not in ("exact", "normalised"):
        return Told(row, "not held", words)
    statements = [
        one
        for one in knowledge.packs.brands[answer.id].statements
        if company is not None and one.value == company
    ]
    return Told(row, _kind(statements, knowledge), words)


def _kind(statements: Sequence[Statement], knowledge: Knowledge) -> Kind:
    now = [one for one in statements if knowledge.holds(one)]
    if not now:
        return "ended" if statements else "not held"
    if any(not (one.source.url and one.source.publisher and one.original) for one in now):
        return "unsourced"
    return "contested" if any(knowledge.status_of(one) == "disputed" for one in now) else "holds"


def print_brands(told: Sequence[Told], as_of: date) -> None:
    """Print what was answered, row by row, and the score."""
    print(f"\nBrands, as of {as_of}: {sum(one.points == 1 for one in told)} of {len(told)} of the right kind")
    for one in told:
        mark = "right" if one.points == 1 else "WRONG" if one.points else "wrong"
        print(f"{mark:<6}{one.row.brand:<22}{one.kind:<11}{one.words}")


def summary(told: Sequence[Told]) -> dict[str, int]:
    """The score of the brands, for the last line."""
    return {
        "rows": len(told),
        "right": sum(one.points == 1 for one in told),
        "grave": sum(one.points < 0 for one in told),
        "score": sum(one.points for one in told),
    }
