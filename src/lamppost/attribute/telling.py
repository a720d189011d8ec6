"""What the words of a row tell: who makes what it names, a statement by the list, matched to what the packs hold."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, Literal

import msgspec

from lamppost.attribute.hits import Shown, distinct
from lamppost.attribute.labels import LABEL_FIELD, hit_of, named_hits, names_meant
from lamppost.attribute.laws import Laws
from lamppost.attribute.listings import attribute_listings
from lamppost.attribute.makers import (
    BUILDER_DISPROOF,
    attribute_builder,
    attribute_kind,
    attribute_maker,
    attribute_owners,
    attribute_watches,
)
from lamppost.attribute.matching import Hit, Matcher
from lamppost.attribute.weighing import weigh
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.structs import Shows
from lamppost.model.assets import KIND_PROOF, AssetRow
from lamppost.model.kind_words import kind_named
from lamppost.model.placing import HERE, MODEL, Placing, left_open, of_row
from lamppost.model.result import Asset, Link, Named
from lamppost.model.saying import noted, say
from lamppost.model.status import STRONG, weakest
from lamppost.model.vocabulary import WATCHING_KINDS, DeviceKind, EvidenceKind, ToldBy

Teller = ToldBy | Literal["map"]
"""Who tells the words: a list, a scan, or a map that volunteers draw."""

_ONLY_SAID = {
    "candidate": noted(
        "Ask the supplier, in writing, who makes it: that it is {maker} is only said (candidate)."
    ),
    "stale": noted("Ask the supplier, in writing, who makes it: that it is {maker} is only said (stale)."),
    "retracted": noted(
        "Ask the supplier, in writing, who makes it: that it is {maker} is only said (retracted)."
    ),
}
_EVIDENCE: dict[Teller, EvidenceKind] = {"list": "document", "scan": "self_description", "map": "label"}
"""What the words of a row are: what a scan concludes is what a device says of itself, and what a map has somebody read there."""
Words = tuple[str | None, str | None, str | None, str | None, Teller]
"""Maker, brand, model and kind as they are written, and who tells them."""


class Telling:
    """What words of rows tell, each set of words worked out once."""

    def __init__(self, knowledge: Knowledge, laws: Laws) -> None:
        """Nothing is worked out yet.

        Args:
            knowledge: The packs, as of a day.
            laws: The access laws of that day.
        """
        self._knowledge, self._laws = knowledge, laws
        self._matcher = Matcher(knowledge)
        self._shapes: dict[str | None, Shape] = {}
        self._told: dict[Words, Placing] = {}
        """By the words, of the model how it is shaped alone; what stands for its words is left open."""
        self._known: dict[Words, Placing] = {}
        self._links: dict[Link, Link] = {}
        self._shared: dict[int, Any] = {}
        self._named = cache(partial(_named, knowledge=knowledge))

    def of(
        self, maker: str | None, brand: str | None, model: str | None, kind: str | None, told_by: Teller
    ) -> Placing:
        """What the words tell, to be put in the place of whatever bears them.

        Args:
            maker: The maker, as it is written.
            brand: The brand.
            model: The model.
            kind: The word for what it is.
            told_by: Who tells them.
        """
        shape = self._shaped(model)
        words: Words = (maker, brand, model if shape.hits else None, kind, told_by)
        if words not in self._known:
            key: Words = (maker, brand, shape.sort, kind, told_by)
            if key not in self._told:
                told = _tell(key, self._named, shape.hits, self._knowledge, self._laws)
                self._told[key] = Placing(told, self._links, self._shared)
            self._known[words] = self._told[key].worded(shape.words)
        return self._known[words]

    def evidence(self, maker: str | None, brand: str | None, model: str | None, told_by: Teller) -> list[Hit]:
        """What the words are as evidence, for what more than one of them is said of; their links are in the place `HERE`.

        Args:
            maker: The maker, as it is written.
            brand: The brand.
            model: The model.
            told_by: Who tells them.
        """
        return _said(maker, brand, _shapes(model, self._matcher), told_by, self._named)

    def follows(self, maker: Named | None, builder: Named | None) -> dict[str, Any]:
        """Owners, lists and laws that follow from a maker and a builder, by the fields that hold them."""
        return _follows(maker, builder, self._knowledge, self._laws)

    def _shaped(self, model: str | None) -> "Shape":
        if model not in self._shapes:
            self._shapes[model] = _shape_of(_shapes(model, self._matcher))
        return self._shapes[model]


class Shape(msgspec.Struct, frozen=True):
    """How a model is shaped: which fingerprints know which of its words, whichever words those are."""

    hits: list[Hit]
    """As `_shapes` tells them, with what stands for a word in its place."""
    words: list[str]
    """The words, in the order of their letters."""
    sort: str | None
    """The same for models of which the same is told but for their words; None where no fingerprint knows one."""


def _shape_of(hits: Sequence[Hit]) -> Shape:
    """How a model is shaped.

    What fingerprints tell depends on the words that they know by the order of those and by whether two are the same, and on nothing else of them.
    """
    words = sorted({hit.text for hit in hits})
    places = {word: left_open(at) for at, word in enumerate(words)}
    opened = [
        msgspec.structs.replace(
            hit,
            text=places[hit.text],
            links=(msgspec.structs.replace(hit.links[0], value=places[hit.text]), *hit.links[1:]),
        )
        for hit in hits
    ]
    sort = "\0".join(f"{hit.rule}\0{places[hit.text]}" for hit in hits) or None
    return Shape(opened, words, sort)


def row_hits(row: AssetRow, matcher: Matcher) -> list[Hit]:
    """What the words of a row say of the thing that it lists, as evidence about it.

    Args:
        row: The row.
        matcher: The packs, as of a day.
    """
    hits = _said(
        row.maker,
        row.brand,
        _shapes(row.model, matcher),
        row.told_by,
        partial(_named, knowledge=matcher.knowledge),
    )
    kind = kind_named(row.kind or "")
    if kind is not None:
        observed = _link(f"{_form(row.told_by)}.kind", row.kind or "", str(matcher.knowledge.as_of))
        said = hit_of(observed, _EVIDENCE[row.told_by], text=row.kind or "")
        hits.append(msgspec.structs.replace(said, field="row.kind", shows=Shows(kind=kind)))
    return [
        msgspec.structs.replace(hit, links=tuple(of_row(link, row) for link in hit.links)) for hit in hits
    ]


def _tell(
    words: Words,
    named: Callable[[str | None, str], Sequence[Hit]],
    shaped: Sequence[Hit],
    knowledge: Knowledge,
    laws: Laws,
) -> Asset:
    """What words tell, whichever row they stand in, the row itself left open.

    Args:
        words: Maker, brand, model and kind; for the model stands how it is shaped, None where that tells nothing, as of most serial numbers.
        named: What a name in a cell of a field means.
        shaped: What the shape of the model tells.
        knowledge: The packs, as of a day.
        laws: The access laws of that day.
    """
    maker_text, brand_text, _, kind_text, told_by = words
    hits = _said(maker_text, brand_text, shaped, told_by, named)
    shown = Shown(hits=distinct(hits), fields=set(), registrant=None)
    weighed = weigh(shown.hits, knowledge)
    contested = bool(weighed.against)
    maker = _as_said(attribute_maker(weighed), told_by, contested=contested)
    builder = _as_said(attribute_builder(weighed, maker, knowledge), told_by, contested=contested)
    kind, watches, kind_chain = _kind(kind_text, shown, str(knowledge.as_of), _form(told_by))
    return Asset(
        id=f"ast-{HERE}",
        file=HERE,
        line=0,
        end_line=0,
        end_column=0,
        maker_text=maker_text,
        brand_text=brand_text,
        model_text=None,
        kind_text=kind_text,
        told_by="list" if told_by == "map" else told_by,
        nth=1,
        kind=kind,
        kind_chain=kind_chain,
        watches=watches,
        maker=maker,
        builder=builder or own_builder(maker, maker_text, brand_text, knowledge),
        **_follows(maker, builder, knowledge, laws),
        next_proof=_next_proof(maker, builder, watches),
    )


def _follows(maker: Named | None, builder: Named | None, knowledge: Knowledge, laws: Laws) -> dict[str, Any]:
    """Owners, lists and laws, by the fields of a row or camera that hold them."""
    owners, builder_owners = attribute_owners(maker, knowledge), attribute_owners(builder, knowledge)
    listings = attribute_listings(maker, owners, knowledge, None, through="maker")
    listings += attribute_listings(builder, builder_owners, knowledge, None, through="builder")
    reached = laws.over_thing(maker, builder)
    return {
        "owners": owners,
        "builder_owners": builder_owners,
        "listings": listings,
        "laws": reached,
        "law_grounds": laws.grounds(reached),
    }


def _form(told_by: Teller) -> str:
    """What the properties of its links begin with."""
    return "row" if told_by == "list" else told_by


def _said(
    maker: str | None,
    brand: str | None,
    shaped: Sequence[Hit],
    told_by: Teller,
    named: Callable[[str | None, str], Sequence[Hit]],
) -> list[Hit]:
    """What the names in a row and the shape of its model are as evidence, by whoever tells them."""
    form = _form(told_by)
    hits = (*named(maker, f"{form}.maker"), *named(brand, f"{form}.brand"), *shaped)
    return [msgspec.structs.replace(hit, evidence=_EVIDENCE[told_by]) for hit in hits]


def own_builder(
    maker: Named | None, maker_text: str | None, brand_text: str | None, knowledge: Knowledge
) -> Named | None:
    """The maker, where a row names it beside a brand of its own: who makes what bears that brand, by the row's word.

    Args:
        maker: Who makes it.
        maker_text: The maker, as it is written there.
        brand_text: The brand.
        knowledge: The packs, as of a day.
    """
    if maker is None or maker.id is None or maker.status not in STRONG or not (maker_text and brand_text):
        return None
    meant = [names_meant(text, knowledge) for text in (maker_text, brand_text)]
    return msgspec.structs.replace(maker, disproof=BUILDER_DISPROOF) if all(meant) else None


def _link(field: str, text: str, day: str) -> Link:
    return Link(
        subject=HERE,
        property=field,
        value=text,
        source=HERE,
        source_class="party",
        match="exact_name",
        day=day,
        locator=HERE,
    )


def _named(text: str | None, field: str, knowledge: Knowledge) -> list[Hit]:
    """What the name in a cell means; a name that no pack holds, nor one near it, is kept as it is written."""
    if text is None:
        return []
    observed = _link(field, text, str(knowledge.as_of))
    return named_hits(text, observed, "document", knowledge)


def _shapes(text: str | None, matcher: Matcher) -> list[Hit]:
    if text is None:
        return []
    observed = _link(MODEL, text, str(matcher.knowledge.as_of))
    return [
        msgspec.structs.replace(hit, evidence="document")
        for word in dict.fromkeys([text, *text.split()])
        for hit in matcher.match(LABEL_FIELD, word, observed)
    ]


def _as_said(named: Named | None, told_by: Teller, *, contested: bool) -> Named | None:
    """The maker or builder, as sure as a party's statement makes it; disputed where the words contradict each other.

    What a scan concludes from answers is what a device says of itself, and makes nothing surer; neither does a map.
    """
    if named is not None and contested:
        return msgspec.structs.replace(named, status="disputed")
    if named is None or named.id is None or named.status != "candidate" or told_by != "list":
        return named
    said = [link.status for link in named.chain if link.status is not None and link.property != "fingerprint"]
    return msgspec.structs.replace(named, status=weakest(["corroborated", *said]))


def _kind(text: str | None, shown: Shown, day: str, form: str) -> tuple[DeviceKind, bool | None, list[Link]]:
    """Kind, whether it watches, and why: the word in the row, else the shape of the model."""
    shaped, links = attribute_kind(shown)
    word = kind_named(text or "")
    if word is None:
        return shaped, attribute_watches(shaped, shown) if shaped != "unknown" else None, links
    links = [_link(f"{form}.kind", text or "", day), *links]
    watches: bool | None = word in WATCHING_KINDS
    if shaped != "unknown" and (shaped in WATCHING_KINDS) != watches:
        watches = None
    return word, watches, links


def _next_proof(maker: Named | None, builder: Named | None, watches: bool | None) -> str | None:
    """The cheapest thing that would settle maker and kind; None once nothing cheap would."""
    if maker is None:
        return say("Write the maker into the row.")
    if maker.id is None:
        return say(
            "Ask the supplier for the registered name of {maker}: no pack holds this one.", maker=maker.name
        )
    if maker.status == "disputed":
        return say("Ask the supplier who makes it: the words of the row name different companies.")
    if watches is None:
        return KIND_PROOF
    if any(link.match == "fuzzy" for link in maker.chain):
        return say(
            "Ask the supplier for the registered name: the one in the row is only nearly that of {maker}.",
            maker=maker.name,
        )
    if maker.status not in STRONG:
        return say(_ONLY_SAID[maker.status], maker=maker.name)
    if builder is not None and builder.status not in STRONG:
        return say("Ask the supplier, in writing, who builds it for {maker}.", maker=maker.name)
    return None
