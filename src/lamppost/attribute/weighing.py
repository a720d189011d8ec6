"""Which makers the evidence names, which of them agree, which contradict: the table of docs/reference/evidence.md."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from lamppost.attribute.matching import Hit
from lamppost.knowledge.base import Knowledge
from lamppost.model.vocabulary import EvidenceKind

READ_BY_SOMEONE: frozenset[EvidenceKind] = frozenset({"label", "document"})
"""What a person read and entered: it says whose name the device bears."""
REPLIES: frozenset[EvidenceKind] = frozenset({"official_reply", "party_reply"})
"""What somebody answered who was asked: it names the maker, and is no look at the device."""
OF_THE_DEVICE: frozenset[EvidenceKind] = READ_BY_SOMEONE | {"self_description", "certificate"}
"""Evidence that the device itself bears, as against what it asks for and what its parts are."""
ITS_OWN: frozenset[EvidenceKind] = OF_THE_DEVICE | REPLIES | {"mac_block"}
"""Evidence that can name a brand beside its builder: the name on it, in it, in the registry of its addresses, or told."""
RANK: dict[EvidenceKind, int] = {
    "document": 128,
    "label": 64,
    "official_reply": 32,
    "self_description": 16,
    "certificate": 8,
    "party_reply": 4,
    "cloud_name": 2,
    "mac_block": 1,
}


class Case(msgspec.Struct, frozen=True):
    """The evidence that names one maker."""

    organisation: str | None
    """Its id, or None where a user read a name that no pack holds."""
    name: str
    hits: tuple[Hit, ...]

    @property
    def kinds(self) -> frozenset[EvidenceKind]:
        """The kinds of evidence that count: not stale, not shared by several makers, and no name that is only near."""
        return frozenset(
            hit.evidence for hit in self.hits if not hit.stale and hit.confidence != "low" and not hit.is_near
        )

    @property
    def strength(self) -> tuple[bool, int, int, int]:
        """What someone read first, then how many kinds, then which, then how many fingerprints."""
        kinds = self.kinds
        rules = {hit.rule for hit in self.hits}
        return bool(kinds & READ_BY_SOMEONE), len(kinds), sum(RANK.get(kind, 0) for kind in kinds), len(rules)


class Weighed(msgspec.Struct, frozen=True):
    """What the evidence comes to."""

    maker: Case | None
    """Whose name it bears."""
    builder: Case | None
    """Who built it, where the evidence tells that apart."""
    is_known_builder: bool
    """Whether a statement in the packs says that this builder builds for that maker."""
    against: tuple[Case, ...]
    """Other makers that the evidence names, and that nothing explains."""
    against_builder: tuple[Case, ...] = ()
    """Other companies that the evidence names, and that neither own nor build for the builder."""


def weigh(hits: Iterable[Hit], knowledge: Knowledge) -> Weighed:
    """The maker and builder that the evidence names, and what contradicts.

    Args:
        hits: All evidence about one device.
        knowledge: Who owns whom and who builds for whom, as of a day.
    """
    held = list(hits)
    cases = _cases(held, knowledge)
    said = _builders_said(held, knowledge)
    blocks = [
        case for case in cases if case.kinds <= {"mac_block"} and is_one_of(case, said)
    ]  # a builder's own MAC block says who built it, and not whose name it bears
    cases = [case for case in cases if case not in blocks]
    said = sorted((_joined(one, [one, *blocks]) for one in said), key=_strongest_first)
    if not cases:
        return Weighed(None, said[0] if said else None, False, (), _rivals(said[:1], said[1:], knowledge))
    maker, builder = _brand_and_builder(cases, knowledge)
    if builder is None and said:
        builder = said[0]
    if builder is not None:
        builder = _joined(builder, [*cases, *said])
        if builder.organisation == maker.organisation:
            maker, builder = builder, None
    known = builder is not None and _builds_for(builder, maker, knowledge)
    explained = [maker, builder] if builder is not None and known else [maker]
    others = [case for case in cases if not is_one_of(case, explained)]
    if builder is None:
        builder = next((case for case in others if _builds_for(case, maker, knowledge)), None)
        known = builder is not None
    against = tuple(case for case in others if case is not builder and _contradicts(maker, case, knowledge))
    if builder is None and maker.kinds & READ_BY_SOMEONE:
        builder = next((case for case in against if case.kinds & OF_THE_DEVICE), None)
    shown = [builder] if builder is not None and not is_one_of(builder, against) else []
    rivals = [case for case in (*said, *against) if case.organisation != maker.organisation]
    return Weighed(maker, builder, known, against, _rivals(shown, rivals, knowledge))


def _brand_and_builder(cases: list[Case], knowledge: Knowledge) -> tuple[Case, Case | None]:
    """The maker, and its builder where the strongest case is held to build for another maker that is named.

    What someone read stays the maker, unless someone read the brand too.
    """
    first = cases[0]
    for case in cases[1:]:
        is_read = case.kinds & READ_BY_SOMEONE or not first.kinds & READ_BY_SOMEONE
        if is_read and case.kinds & ITS_OWN and _builds_for(first, case, knowledge):
            return case, first
    return first, None


def _rivals(builder: list[Case], others: Iterable[Case], knowledge: Knowledge) -> tuple[Case, ...]:
    """Which other companies speak against a builder; none where there is no builder."""
    return tuple(
        other
        for one in builder
        for other in others
        if other.organisation != one.organisation and _contradicts(one, other, knowledge)
    )


def _cases(hits: list[Hit], knowledge: Knowledge) -> list[Case]:
    """One case per maker, the strongest first; what several makers' devices say makes none by itself."""
    by_maker: dict[tuple[str | None, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.shows.maker:
            by_maker[hit.shows.maker, knowledge.name_of(hit.shows.maker)].append(hit)
        elif hit.called:
            by_maker[None, hit.called].append(hit)
    cases = [
        Case(one, name, tuple(found))
        for (one, name), found in by_maker.items()
        if any(hit.confidence != "low" for hit in found)
    ]
    return sorted(cases, key=_strongest_first)


def _builders_said(hits: list[Hit], knowledge: Knowledge) -> list[Case]:
    """The builders that fingerprints name as such, the strongest first."""
    by_builder: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.shows.builder and hit.confidence != "low":
            by_builder[hit.shows.builder].append(hit)
    cases = [Case(one, knowledge.name_of(one), tuple(found)) for one, found in by_builder.items()]
    return sorted(cases, key=_strongest_first)


def _strongest_first(case: Case) -> tuple[int | str, ...]:
    return *(-int(part) for part in case.strength), case.organisation or case.name


def _joined(case: Case, others: Iterable[Case]) -> Case:
    """A case with everything else that names the same company, as maker or as builder."""
    same = [other for other in others if is_one_of(other, [case])]
    hits = {id(hit): hit for other in same for hit in other.hits}
    return Case(case.organisation, case.name, tuple(hits.values()))


def is_one_of(case: Case, others: Iterable[Case]) -> bool:
    """Whether one of the others is about the same company."""
    return any((case.organisation, case.name) == (other.organisation, other.name) for other in others)


def brands_of(case: Case) -> set[str]:
    """Under which brands the packs may hold who builds for it."""
    brands = {hit.brand for hit in case.hits if hit.brand}
    return brands or ({case.organisation} if case.organisation else set())


def _builds_for(builder: Case, maker: Case, knowledge: Knowledge) -> bool:
    """Whether the packs say that one builds for the other."""
    if builder.organisation is None or builder.organisation == maker.organisation:
        return False
    return any(builder.organisation in knowledge.builders_of(brand) for brand in brands_of(maker))


def _contradicts(maker: Case, other: Case, knowledge: Knowledge) -> bool:
    """Whether another maker's evidence speaks against the maker.

    A MAC block never does: it names the maker of a network part. Neither does a value that several
    makers' devices say, nor the cloud of a maker that owns, is owned by or builds for this one.
    """
    if other.kinds <= {"mac_block"}:
        return False
    if maker.organisation is None or other.organisation is None:
        return True
    related = {
        owner.organisation
        for one in (maker.organisation, other.organisation)
        for owner in knowledge.owners(one)
    }
    if {maker.organisation, other.organisation} & related:
        return False
    return not _builds_for(other, maker, knowledge) and not (
        other.kinds <= {"cloud_name", "mac_block"} and _builds_for(maker, other, knowledge)
    )
