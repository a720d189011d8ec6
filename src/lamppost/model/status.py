"""How sure we are: the one place where a status is derived (design §3)."""

from collections.abc import Iterable
from datetime import date

from lamppost.model.vocabulary import EvidenceKind, Match, SourceClass, Status

ORDER: tuple[Status, ...] = ("retracted", "stale", "disputed", "candidate", "corroborated", "confirmed")
"""From the least sure to the surest."""
STRONG: tuple[Status, ...] = ("corroborated", "confirmed")


def maker_status(kinds: Iterable[EvidenceKind], *, contradicted: bool) -> Status:
    """How sure the maker of a device is.

    Two different kinds of evidence corroborate each other; a document, or the reply of a public body,
    beside one of another kind confirms. The reply of a company corroborates and never confirms, for it
    may be the same word as its invoice. A single kind, however often seen, stays a candidate.

    Args:
        kinds: The kinds of evidence that name this maker.
        contradicted: Whether evidence other than the MAC block names another maker.
    """
    distinct = set(kinds)
    if contradicted:
        return "disputed"
    sure = distinct - {"party_reply"}
    if sure & {"document", "label", "official_reply"} and len(sure) >= 2:
        return "confirmed"
    return "corroborated" if len(distinct) >= 2 else "candidate"


def statement_status(
    sources: Iterable[tuple[SourceClass, str]],
    *,
    match: Match,
    was_read: bool,
    review_by: date,
    as_of: date,
    disputed: bool = False,
    retracted: bool = False,
) -> Status:
    """How sure a pack statement is on a day.

    Args:
        sources: Class and publisher of each source that says the same.
        match: How the subject was matched.
        was_read: Whether someone opened the text; a statement known only through another is a
            candidate at best.
        review_by: After this day the statement is stale until someone looks again.
        as_of: The day asked about.
        disputed: Whether a statement of another side contradicts it.
        retracted: Whether its source withdrew it.
    """
    if retracted:
        return "retracted"
    if disputed:
        return "disputed"
    if as_of > review_by:
        return "stale"
    if match not in ("exact_id", "exact_name") or not was_read:
        return "candidate"
    classes = [source_class for source_class, _ in sources]
    independent = {
        " ".join(publisher.casefold().split()) for kind, publisher in sources if kind == "independent"
    }
    if "official" in classes or len(independent) >= 2:
        return "confirmed"
    return "corroborated" if "party" in classes or "independent" in classes else "candidate"


def weakest(statuses: Iterable[Status]) -> Status:
    """The status of a chain: that of its weakest link."""
    return min(statuses, key=ORDER.index, default="candidate")
