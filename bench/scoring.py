"""Right, wrong, unknown: answers held against labels, and how far so few devices carry."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

Outcome = Literal["right", "wrong", "unknown", "rightly_unknown", "unjudged"]
"""`rightly_unknown` and `unjudged`: the label itself cannot tell, and nothing or something was answered."""

Z_95 = 1.959964
"""Standard normal quantile at 0.975."""


def interval(right: int, of: int) -> tuple[float, float] | None:
    """The 95 % interval of a proportion, by Wilson's score; None of nothing.

    The formula is Wilson's (1927) as R. G. Newcombe prints it: Two-sided confidence intervals for the single
    proportion, Statistics in Medicine 17 (1998) 857-872, method 3.

    Args:
        right: Times that it held.
        of: Times that it was tried.
    """
    if not of:
        return None
    middle = 2 * right + Z_95**2
    spread = Z_95 * sqrt(Z_95**2 + 4 * right * (1 - right / of))
    whole = 2 * (of + Z_95**2)
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def judge(asked: Iterable[str] | None, answer: str | None) -> Outcome:
    """How one answer stands to its label.

    Args:
        asked: What is right; None where the label cannot tell.
        answer: What was answered; None for unknown.
    """
    if asked is None:
        return "rightly_unknown" if answer is None else "unjudged"
    if answer is None:
        return "unknown"
    return "right" if answer in asked else "wrong"


def over_runs(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome for a device that was captured several times.

    One wrong answer makes it wrong; right takes half of the runs.
    """
    counts = Counter(outcomes)
    for worst in ("wrong", "unjudged"):
        if counts[worst]:
            return worst
    if counts["rightly_unknown"]:
        return "rightly_unknown"
    return "right" if 0 < len(outcomes) <= 2 * counts["right"] else "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of devices, and what follows from them."""

    right: int
    wrong: int
    unknown: int
    rightly_unknown: int
    unjudged: int

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Score":
        """The score of some devices, one outcome each."""
        counts = Counter(outcomes)
        return cls(
            right=counts["right"],
            wrong=counts["wrong"],
            unknown=counts["unknown"],
            rightly_unknown=counts["rightly_unknown"],
            unjudged=counts["unjudged"],
        )

    @property
    def named(self) -> int:
        """Devices that were named, of those whose label tells."""
        return self.right + self.wrong

    @property
    def asked(self) -> int:
        """Devices whose label tells."""
        return self.named + self.unknown

    @property
    def precision(self) -> float | None:
        """Right of those named; None of none."""
        return self.right / self.named if self.named else None

    @property
    def recall(self) -> float | None:
        """Named rightly of those asked for; None of none."""
        return self.right / self.asked if self.asked else None

    @property
    def unknown_share(self) -> float | None:
        """Left unknown of those asked for; None of none."""
        return self.unknown / self.asked if self.asked else None

    def summary(self) -> dict[str, object]:
        """The score as numbers, with the intervals."""
        return {
            "precision": _rounded(self.precision),
            "precision_95": _both(interval(self.right, self.named)),
            "recall": _rounded(self.recall),
            "recall_95": _both(interval(self.right, self.asked)),
            "right": self.right,
            "wrong": self.wrong,
            "unknown": self.unknown,
            "cannot_tell": {"left_unknown": self.rightly_unknown, "answered": self.unjudged},
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _both(value: tuple[float, float] | None) -> list[float] | None:
    return None if value is None else [round(end, 3) for end in value]
