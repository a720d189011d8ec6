"""Coverage of evidence that is no network: gaps that were measured, and the next proofs that settle most."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from lamppost.model.result import Coverage, Gap
from lamppost.model.saying import say

Measured = tuple[str, str, int | None, int | None]
"""Code of a gap, its words, how many, and of how many; a gap of 0 is none."""


class Unsettled(Protocol):
    """A row of a list, or a camera of a map."""

    @property
    def next_proof(self) -> str | None:
        """What would settle most about it."""


def gaps_of(measured: Iterable[Measured]) -> list[Gap]:
    """The gaps that there are, in their order."""
    return [Gap(code=code, text=text, count=count, of=of) for code, text, count, of in measured if count != 0]


def coverage_of(
    gaps: Sequence[Gap],
    things: Iterable[tuple[Unsettled, int]],
    several: str,
    rows: int,
    rows_not_read: int,
) -> Coverage:
    """The coverage of lists or maps, in which nothing of a network was seen.

    Args:
        gaps: What they cannot show.
        things: What they hold, and how often.
        several: The message for a next proof, `proof`, of more than one of them, `n`.
        rows: Rows that were read.
        rows_not_read: Rows that were not.
    """
    counts: Counter[str] = Counter()
    for one, n in things:
        if one.next_proof:
            counts[one.next_proof] += n
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Coverage(
        packets=0,
        first_seen_at=None,
        last_seen_at=None,
        hours_with_traffic=0,
        vlan_ids=[],
        connections=0,
        connections_without_name=0,
        rows=rows,
        rows_not_read=rows_not_read,
        gaps=list(gaps),
        next_proofs=[proof if n == 1 else say(several, proof=proof, n=n) for proof, n in ordered],
    )
