"""Which held thing a name most likely means that is no held name, why, and who else bears a like name."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import msgspec

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.matching.alignment import Alignment
from lamppost.knowledge.matching.nearest import MATCHES
from lamppost.knowledge.matching.reasons import reasons
from lamppost.knowledge.nearby import NearName, NearNames
from lamppost.knowledge.spelling import normalised
from lamppost.knowledge.structs import LikeName
from lamppost.model.result import Link
from lamppost.model.saying import Sentence

RULE = "near-name"
"""Id of the rule by which a name is taken for one that it nearly is (docs/reference/screening.md)."""
AS_GOOD = 0.03
"""Things whose names agree as much but for this are both meant."""
LEAST_SHARED = 0.55
"""A word that tells this much is what two names share, where they do not match."""


class Resembling(msgspec.Struct, frozen=True, kw_only=True):
    """A held thing that a name most likely means."""

    id: str
    held: str
    """The name of it that agrees most."""
    score: float
    """From 0 to 1."""
    why: Sentence
    """Which words agree, and which differ."""


class Resemblance(msgspec.Struct, frozen=True, kw_only=True):
    """What a name that is no held name is near to."""

    meant: list[Resembling]
    """The thing that it means as a candidate; several where they agree as much; none where nothing agrees enough."""
    others: list[Resembling]
    """Things that share a telling word with it, and that it does not mean: another company bears a like name."""
    not_these: list[LikeName]
    """Rows that say that this very name stands for somebody else than it is like."""


_KEPT: "WeakKeyDictionary[Knowledge, dict[tuple[str, ...], Resemblance]]" = WeakKeyDictionary()
MOST_KEPT = 100_000
"""Names whose answer is kept: long lists say the same name beside many models."""


def resembling(asked: str, parts: Sequence[str], knowledge: Knowledge) -> Resemblance:
    """What a name is near to; of a name that was asked before, the same.

    Args:
        asked: The name, which is no held name.
        parts: `organisations`, `brands`, `unlinked`: where to look.
        knowledge: The packs, as of a day.
    """
    kept, key = _KEPT.setdefault(knowledge, {}), (asked, *parts)
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _resemblance(asked, parts, knowledge)
    return kept[key]


def _resemblance(asked: str, parts: Sequence[str], knowledge: Knowledge) -> Resemblance:
    told = told_apart(asked, knowledge)
    apart = {row.organisation for row in told}
    found = [one for part in parts for one in NearNames(knowledge.store, part, knowledge.when).nearest(asked)]
    found.sort(key=lambda one: -one.near.alignment.score)
    best = found[0].near.alignment.score if found else 0.0
    meant, others = dict[str, Resembling](), dict[str, Resembling]()
    for one in found:
        score = one.near.alignment.score
        if score >= MATCHES and one.name.id not in apart:
            if score >= best - AS_GOOD:
                meant.setdefault(one.name.id, _resembling(asked, one))
        elif one.name.id in apart or _shares(one.near.alignment):
            others.setdefault(one.name.id, _resembling(asked, one))
    rest = [one for one in others.values() if one.id not in meant]
    return Resemblance(meant=list(meant.values()), others=rest, not_these=told)


def told_apart(asked: str, knowledge: Knowledge) -> list[LikeName]:
    """The rows by which the very name stands for somebody else than it is like."""
    shape = normalised(asked)
    names = knowledge.store.names_normalised("like_names", shape, knowledge.when) if shape else []
    facts = (knowledge.store.fact(name.id) for name in names)
    return [fact.row for fact in facts if fact is not None]


def near_link(asked: str, found: Resembling, knowledge: Knowledge) -> Link:
    """That a name is taken for a held one, as one link of a chain: a candidate, by a rule of ours."""
    return Link(
        subject=asked,
        property="resembles",
        value=found.held,
        source="comparison of names",
        source_class="inferred",
        match="fuzzy",
        day=str(knowledge.as_of),
        locator=found.why,
        rule=RULE,
        status="candidate",
    )


def apart_link(asked: str, found: Resembling, knowledge: Knowledge) -> Link:
    """That a name is not taken for a held one that it shares a word with, as one link of a chain."""
    link = near_link(asked, found, knowledge)
    return msgspec.structs.replace(link, property="not_taken_for", match="none", status=None)


def like_name_link(row: LikeName, knowledge: Knowledge) -> Link:
    """That a name stands for somebody else, as one link of a chain."""
    return Link(
        subject=row.name_as_printed,
        property="like_name",
        value=knowledge.name_of(row.organisation),
        source=f"{row.source_title} ({row.source_publisher})",
        source_class=row.source_class,
        match="exact_name",
        day=row.retrieved.isoformat(),
        locator=row.locator or "",
        statement=row.id,
        url=row.source_url,
        original=row.original,
    )


def _shares(alignment: Alignment) -> bool:
    """Whether the names share a word that tells much, letter by letter."""
    return alignment.told >= LEAST_SHARED and any(pair.alike == 1.0 for pair in alignment.pairs)


def _resembling(asked: str, one: NearName) -> Resembling:
    alignment = one.near.alignment
    return Resembling(
        id=one.name.id,
        held=one.name.shown,
        score=round(alignment.score, 2),
        why=reasons(asked, one.name.shown, alignment),
    )
