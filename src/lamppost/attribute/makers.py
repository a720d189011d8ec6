"""Which maker the evidence names, how sure, and what kind of thing it is: rules that can be read."""

from collections import defaultdict
from collections.abc import Iterable

from lamppost.attribute.hits import Shown
from lamppost.attribute.matching import Hit
from lamppost.attribute.weighing import READ_BY_SOMEONE, Case, Weighed, brands_of, is_one_of
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import statement_link
from lamppost.model.result import Link, Model, Named
from lamppost.model.saying import noted, say
from lamppost.model.status import ORDER, STRONG, maker_status, weakest
from lamppost.model.vocabulary import (
    DEVICE_KINDS,
    PERSONAL_KINDS,
    WATCHING_KINDS,
    DeviceKind,
    EvidenceKind,
    Status,
)

MAX_LINKS_PER_RULE = 2

DISPROOF = {
    "mac_block": noted(
        "a label or invoice that names another maker: the block names the maker of a network part"
    ),
    "cloud_name": noted("another device behind the same address asking for these names"),
    "self_description": noted(
        "a label that names another maker: a rebranded device repeats its builder's words"
    ),
    "certificate": noted(
        "a label that names another maker: a rebranded device bears its builder's certificate"
    ),
    "label": noted("an invoice or a second look at the label that says otherwise"),
    "document": noted("a label that names another maker"),
    "official_reply": noted(
        "a label or an invoice that names another maker, or a correction by whoever replied"
    ),
    "party_reply": noted(
        "a label or an invoice that names another maker, or a correction by whoever replied"
    ),
}
_DISPROOF_ORDER: tuple[EvidenceKind, ...] = (
    "document",
    "label",
    "official_reply",
    "party_reply",
    "self_description",
    "certificate",
    "cloud_name",
    "mac_block",
)
BUILDER_DISPROOF = noted("a document of the maker that names another builder")


def attribute_kind(shown: Shown) -> tuple[DeviceKind, list[Link]]:
    """What kind of device the evidence shows, and the links that show it.

    What a person read on it settles it. Else the kind that most distinct fingerprints show wins; in a
    tie a person's device wins, so that it is counted and not described. Where as much says that it is
    a thing that watches as that it is another, it is unknown: a server that hands on cameras says both,
    and so does a hub with a lens. In other ties the earlier word of the vocabulary wins. Names that a
    device asks for have no vote, for a browser asks for them too, and neither have values that several
    makers' devices say.
    """
    votes: dict[DeviceKind, set[str]] = defaultdict(set)
    voters = [hit for hit in shown.hits if hit.evidence in READ_BY_SOMEONE and hit.shows.kind]
    voters = voters or [hit for hit in shown.hits if hit.evidence != "cloud_name" and hit.confidence != "low"]
    for hit in voters:
        if hit.shows.kind:
            votes[hit.shows.kind].add(hit.rule)
    if not votes:
        return "unknown", []
    most = max(len(rules) for rules in votes.values())
    tied = sorted((kind for kind in votes if len(votes[kind]) == most), key=DEVICE_KINDS.index)
    best = min(tied, key=lambda kind: kind not in PERSONAL_KINDS)
    if best not in PERSONAL_KINDS and 0 < len(WATCHING_KINDS.intersection(tied)) < len(tied):
        return "unknown", links_of(hit for hit in voters if hit.shows.kind in tied)
    return best, links_of(hit for hit in voters if hit.shows.kind == best)


def attribute_watches(kind: DeviceKind, shown: Shown) -> bool | None:
    """Whether it watches or listens; None where it may, False where nothing suggests it.

    A MAC block of a maker known for cameras suggests it of a device of unknown kind; video offered
    over RTSP suggests it of any. Names alone suggest nothing: a phone with the app asks for them too.
    A label alone does not settle that something watches not, where it says itself that it does.
    """
    if kind in WATCHING_KINDS:
        return True
    hits = [hit for hit in shown.hits if hit.evidence != "cloud_name"]
    if any(hit.evidence in READ_BY_SOMEONE and hit.shows.kind for hit in hits) and any(
        hit.shows.kind in WATCHING_KINDS for hit in hits
    ):
        return None
    if kind == "unknown" and any(hit.shows.watches and hit.confidence != "low" for hit in hits):
        return True
    hints = {hit.evidence for hit in hits if suggests_watching(hit)}
    if kind == "unknown":
        hints |= {hit.evidence for hit in hits if hit.shows.kind in WATCHING_KINDS}
    suggested = hints if kind == "unknown" else hints - {"mac_block"}
    return None if suggested else False


def suggests_watching(hit: Hit) -> bool:
    """Whether it suggests that something watches or listens, without settling it."""
    return bool(
        hit.shows.may_watch
        or hit.shows.watches
        or (hit.confidence == "low" and hit.shows.kind in WATCHING_KINDS)
    )


def attribute_maker(weighed: Weighed) -> Named | None:
    """The maker that the evidence names, with status and chain; None where nothing names one."""
    case = weighed.maker
    if case is None:
        return None
    kinds = case.kinds
    all_stale = all(hit.stale for hit in case.hits)
    links = links_of(case.hits)
    for other in weighed.against:
        links += links_of(other.hits)
    return Named(
        id=case.organisation,
        name=case.name,
        status="stale" if all_stale else maker_status(kinds, contradicted=bool(weighed.against)),
        chain=links,
        disproof=_disproof({hit.evidence for hit in case.hits}),
    )


def attribute_builder(weighed: Weighed, maker: Named | None, knowledge: Knowledge) -> Named | None:
    """Who built it, where the evidence or a brand's statement names a builder other than the maker.

    A builder that the device itself shows is as sure as its kinds of evidence, a statement that it
    builds for this maker being one of them. One that only a statement names is never surer than the
    maker, and a candidate where the statement speaks of some products alone or names several.
    """
    if weighed.builder is not None:
        return _shown_builder(weighed, weighed.builder, knowledge)
    if weighed.maker is None or maker is None:
        return None
    said = {
        builder: statements
        for brand in sorted(brands_of(weighed.maker))
        for builder, statements in knowledge.builders_of(brand).items()
        if builder != maker.id
    }
    if not said:
        return None
    statuses = {builder: knowledge.status_of_all(rows) for builder, rows in said.items()}
    best = max(sorted(said), key=lambda builder: ORDER.index(statuses[builder]))
    is_of_all = any(row.product_line is None for row in said[best])
    status = weakest([statuses[best], maker.status])
    links = [
        statement_link(maker.name, row, status=statuses[builder])
        for builder, rows in said.items()
        for row in rows
    ]
    return Named(
        id=best,
        name=knowledge.name_of(best),
        status=status if is_of_all and len(said) == 1 else weakest([status, "candidate"]),
        chain=[*maker.chain, *links],
        disproof=BUILDER_DISPROOF,
    )


def _shown_builder(weighed: Weighed, case: Case, knowledge: Knowledge) -> Named:
    kinds = set(case.kinds)
    links = links_of(case.hits)
    status: Status = (
        "stale" if all(hit.stale for hit in case.hits) else maker_status(kinds, contradicted=False)
    )
    if weighed.is_known_builder and weighed.maker is not None and case.organisation is not None:
        said = [
            row
            for brand in sorted(brands_of(weighed.maker))
            for row in knowledge.builders_of(brand).get(case.organisation, [])
        ]
        links += [statement_link(weighed.maker.name, row, status=knowledge.status_of(row)) for row in said]
        if status == "candidate" and kinds and knowledge.status_of_all(said) in STRONG:
            status = "corroborated"
    for rival in weighed.against_builder:
        links += [link for link in links_of(rival.hits) if link not in links]
    if weighed.against_builder:
        status = "disputed"
    return Named(
        id=case.organisation,
        name=case.name,
        status="candidate" if is_one_of(case, weighed.against) else status,
        chain=links,
        disproof=BUILDER_DISPROOF,
    )


def attribute_owners(maker: Named | None, knowledge: Knowledge) -> list[Named]:
    """Who owned a maker or builder on the day, nearest first; the status is the weakest of the chain so far.

    The things of one maker have the same list, which nobody changes.
    """
    if maker is None or maker.id is None:
        return []
    key = ("owners", maker.id)
    if key not in knowledge.told:
        knowledge.told[key] = _owners_of(maker.id, knowledge)
    return knowledge.told[key]


def _owners_of(maker_id: str, knowledge: Knowledge) -> list[Named]:
    return [
        Named(
            id=owner.organisation,
            name=name,
            status=weakest(step.status or "candidate" for step in chain),
            chain=chain,
            disproof=say("a later filing or register entry that names another owner"),
        )
        for owner, name, chain in knowledge.owner_chains(maker_id)
    ]


def attribute_words(hits: Iterable[Hit]) -> tuple[Model | None, Model | None, Model | None]:
    """What its product line, its model and its firmware are, as it says or its label does."""
    held = list(hits)
    return (
        _said([(hit.shows.product_line, hit) for hit in held]),
        _said([(hit.model, hit) for hit in held]),
        _said([(hit.firmware, hit) for hit in held]),
    )


def links_of(hits: Iterable[Hit]) -> list[Link]:
    """The links of the hits, at most two observations per rule, so that a chain can be read."""
    links: list[Link] = []
    per_rule: dict[str, int] = defaultdict(int)
    for hit in hits:
        per_rule[hit.rule] += 1
        if per_rule[hit.rule] <= MAX_LINKS_PER_RULE:
            links += [link for link in hit.links if link not in links]
    return links


def _said(words: Iterable[tuple[str | None, Hit]]) -> Model | None:
    """What most hits say; what a person read on the device counts before all of them."""
    texts = [(text, hit) for text, hit in words if text]
    texts = [pair for pair in texts if pair[1].evidence in READ_BY_SOMEONE] or texts
    if not texts:
        return None
    counts: dict[str, int] = defaultdict(int)
    for text, _ in texts:
        counts[text.upper()] += 1
    best, hit = min(texts, key=lambda pair: (-counts[pair[0].upper()], pair[0]))
    return Model(text=best, chain=list(hit.links))


def _disproof(kinds: set[EvidenceKind]) -> str:
    return next((DISPROOF[kind] for kind in _DISPROOF_ORDER if kind in kinds), say("a label"))
