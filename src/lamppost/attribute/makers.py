"""Which maker the evidence names, how sure, and what kind of thing it is: rules that can be read."""

from collections import defaultdict

from lamppost.attribute.hits import Hit, Shown
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import statement_link
from lamppost.model.result import Link, Model, Named
from lamppost.model.status import maker_status, weakest
from lamppost.model.vocabulary import (
    DEVICE_KINDS,
    PERSONAL_KINDS,
    WATCHING_KINDS,
    DeviceKind,
    EvidenceKind,
)

MAX_LINKS_PER_RULE = 2

DISPROOF = {
    "mac_block": "a label or invoice that names another maker: the block names the maker of a network part",
    "cloud_name": "another device behind the same address asking for these names",
    "self_description": "a label that names another maker: a rebranded device repeats its builder's words",
}


def attribute_kind(shown: Shown) -> tuple[DeviceKind, list[Link]]:
    """What kind of device the evidence shows, and the links that show it; `unknown` without any.

    The kind that most distinct fingerprints show wins. In a tie a person's device wins, so that it is
    counted and not described; then the earlier word of the vocabulary. Names that a device asks for
    have no vote: a browser asks for them too.
    """
    votes: dict[DeviceKind, set[str]] = defaultdict(set)
    for hit in shown.hits:
        if hit.shows.kind and hit.evidence != "cloud_name":
            votes[hit.shows.kind].add(hit.rule)
    if not votes:
        return "unknown", []
    best = min(
        votes, key=lambda kind: (-len(votes[kind]), kind not in PERSONAL_KINDS, DEVICE_KINDS.index(kind))
    )
    return best, _links(
        [hit for hit in shown.hits if hit.shows.kind == best and hit.evidence != "cloud_name"]
    )


def attribute_watches(kind: DeviceKind, shown: Shown) -> bool | None:
    """Whether it watches or listens; None where it may, False where nothing suggests it.

    A MAC block of a maker known for cameras suggests it of a device of unknown kind; video offered
    over RTSP suggests it of any. Names alone suggest nothing: a phone with the app asks for them too.
    """
    if kind in WATCHING_KINDS:
        return True
    hits = [hit for hit in shown.hits if hit.evidence != "cloud_name"]
    if kind == "unknown" and any(hit.shows.watches for hit in hits):
        return True
    hints = {hit.evidence for hit in hits if hit.shows.may_watch or hit.shows.watches}
    suggested = hints if kind == "unknown" else hints - {"mac_block"}
    return None if suggested else False


def attribute_maker(shown: Shown, knowledge: Knowledge) -> Named | None:
    """The maker that the evidence names, with status and chain; None where nothing names one."""
    by_maker: dict[str, list[Hit]] = defaultdict(list)
    for hit in shown.hits:
        if hit.shows.maker:
            by_maker[hit.shows.maker].append(hit)
    if not by_maker:
        return None
    ranked = sorted(by_maker, key=lambda maker: (-_strength(by_maker[maker]), maker))
    best = ranked[0]
    kinds = {hit.evidence for hit in by_maker[best] if not hit.stale}
    others = [maker for maker in ranked[1:] if _contradicts(best, maker, by_maker[maker], knowledge)]
    links = _links(by_maker[best])
    for other in others:
        links += _links(by_maker[other])
    return Named(
        id=best,
        name=knowledge.name_of(best),
        status=maker_status(kinds, contradicted=bool(others)) if kinds else "stale",
        chain=links,
        disproof=_disproof({hit.evidence for hit in by_maker[best]}),
    )


def attribute_builder(shown: Shown, maker: Named | None, knowledge: Knowledge) -> Named | None:
    """Who built it, where a fingerprint or a brand's statement names a builder other than the maker."""
    hits = [hit for hit in shown.hits if hit.shows.builder]
    if hits:
        builder = min(str(hit.shows.builder) for hit in hits)
        return Named(
            id=builder,
            name=knowledge.name_of(builder),
            status="candidate",
            chain=_links([hit for hit in hits if hit.shows.builder == builder]),
            disproof="a document of the maker that names another builder",
        )
    brand = knowledge.packs.brands.get(maker.id) if maker and maker.id else None
    for statement in brand.statements if brand else []:
        if statement.property == "built_by" and knowledge.holds(statement) and maker is not None:
            status = knowledge.status_of(statement)
            return Named(
                id=statement.value,
                name=knowledge.name_of(statement.value),
                status=weakest([status, maker.status]),
                chain=[*maker.chain, statement_link(maker.name, statement, status=status)],
                disproof="a document of the maker that names another builder",
            )
    return None


def attribute_owners(maker: Named | None, knowledge: Knowledge) -> list[Named]:
    """Who owned the maker on the day, nearest first; the status is the weakest of the chain so far."""
    if maker is None or maker.id is None:
        return []
    return [
        Named(
            id=owner.organisation,
            name=name,
            status=weakest(step.status or "candidate" for step in chain),
            chain=chain,
            disproof="a later filing or register entry that names another owner",
        )
        for owner, name, chain in knowledge.owner_chains(maker.id)
    ]


def attribute_words(shown: Shown) -> tuple[Model | None, Model | None]:
    """What it says its model and its firmware are."""
    return _said(shown, "model"), _said(shown, "firmware")


def tried_in_vain(shown: Shown) -> list[str]:
    """Evidence about the maker that was looked for and absent, in words."""
    kinds = {hit.evidence for hit in shown.hits if hit.shows.maker}
    tried = []
    if "self_description" not in kinds:
        heard = ", ".join(sorted(shown.fields))
        tried.append(
            f"what it says of itself: heard {heard}; no fingerprint knows the value"
            if heard
            else "what it says of itself: no discovery answer, banner or lease request was seen"
        )
    if "cloud_name" not in kinds:
        asked = (
            f"{len(shown.names)} names seen, none of them known to be one maker's"
            if shown.names
            else "none seen"
        )
        tried.append(f"the names it asks for: {asked}")
    if "mac_block" not in kinds:
        tried.append(
            f"its MAC block: registered to {shown.registrant}, which no pack holds as a maker"
            if shown.registrant
            else "its MAC block: hidden, randomised or in no table"
        )
    return tried


def next_proof(maker: Named | None, shown: Shown, key: str) -> str | None:
    """The cheapest thing that would settle the maker; None once it is confirmed."""
    if maker is not None and maker.status == "confirmed":
        return None
    if maker is not None and maker.status == "corroborated":
        return f"Read the label of the device at {key}, or find its invoice: that would confirm the maker."
    if "self_description" not in {hit.evidence for hit in shown.hits}:
        return (
            f"Read the label of the device at {key}, or restart it while capturing: "
            "most devices describe themselves when they start."
        )
    return f"Read the label of the device at {key}."


def _strength(hits: list[Hit]) -> int:
    """Kinds of evidence first, what it says of itself before names before MAC block, then how many."""
    kinds = {hit.evidence for hit in hits if not hit.stale}
    rank = 4 * ("self_description" in kinds) + 2 * ("cloud_name" in kinds) + ("mac_block" in kinds)
    return len(kinds) * 10_000 + rank * 1_000 + min(len({hit.rule for hit in hits}), 999)


def _contradicts(best: str, other: str, hits: list[Hit], knowledge: Knowledge) -> bool:
    """Whether another maker's evidence speaks against the best one.

    A MAC block never does: it names the maker of a network part. Neither does the cloud of a maker
    that owns, is owned by or builds for the best one.
    """
    kinds: set[EvidenceKind] = {hit.evidence for hit in hits}
    if kinds <= {"mac_block"}:
        return False
    related = {owner.organisation for owner in knowledge.owners(best)} | {
        owner.organisation for owner in knowledge.owners(other)
    }
    return not ({best, other} & related) and not knowledge.builds_for(other, best)


def _links(hits: list[Hit]) -> list[Link]:
    """The links of the hits, at most two observations per rule, so that a chain can be read."""
    links: list[Link] = []
    per_rule: dict[str, int] = defaultdict(int)
    for hit in hits:
        per_rule[hit.rule] += 1
        if per_rule[hit.rule] <= MAX_LINKS_PER_RULE:
            links += [link for link in hit.links if link not in links]
    return links


def _said(shown: Shown, what: str) -> Model | None:
    texts = [(str(getattr(hit, what)), hit) for hit in shown.hits if getattr(hit, what)]
    if not texts:
        return None
    counts: dict[str, int] = defaultdict(int)
    for text, _ in texts:
        counts[text.upper()] += 1
    best, hit = min(texts, key=lambda pair: (-counts[pair[0].upper()], pair[0]))
    return Model(text=best, chain=list(hit.links))


def _disproof(kinds: set[EvidenceKind]) -> str:
    return next(
        (DISPROOF[kind] for kind in ("self_description", "cloud_name", "mac_block") if kind in kinds),
        "a label",
    )
