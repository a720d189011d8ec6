"""What a person read on a device or in a document: names of makers and brands, model shapes."""

from collections.abc import Iterator, Sequence

import msgspec

from lamppost.attribute.matching import Hit, Matcher
from lamppost.knowledge.answers.names import ONE_LETTER_OFF, Found, StoredNames, find_names
from lamppost.knowledge.answers.nearly import MATCH
from lamppost.knowledge.answers.resembling import apart_link, like_name_link, near_link, resembling
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import statement_link
from lamppost.knowledge.spelling import normalised
from lamppost.knowledge.structs import Shows, Statement
from lamppost.model.result import Link, Note
from lamppost.model.vocabulary import EvidenceKind

LABEL_FIELD = "label"
"""The field of fingerprints on model shapes, as makers print them."""
MOST_WORDS = 8
"""Longest name looked for in a label, in words."""
SHORTEST_NAME = 2
READ = "read-by-the-user"
"""Stands for the rule, where the user named the maker."""


def read_note(note: Note, subject: str, knowledge: Knowledge) -> list[Hit]:
    """What a note shows: the maker that it names, and the model and kind that its words have the shape of.

    Args:
        note: What was read, where and when.
        subject: The device, by MAC or address.
        knowledge: Organisations, brands and fingerprints, as of a day.

    Returns:
        No hit that names a maker where the words name none that the packs hold.
    """
    kind: EvidenceKind = "document" if note.kind == "document" else "label"
    observed = Link(
        subject=subject,
        property=kind,
        value=note.text,
        source="read by the user",
        source_class="party",
        match="exact_name",
        day=note.seen_on.isoformat(),
        locator="",
        rule=READ,
    )
    if note.maker is not None:
        makers = named_hits(note.maker, observed, kind, knowledge)
    else:
        makers = [of_name(found, observed, kind, knowledge) for found in names_in(note.text, knowledge)]
    return [*makers, *_shapes(note.text, observed, kind, knowledge)]


def named_hits(name: str, observed: Link, kind: EvidenceKind, knowledge: Knowledge) -> list[Hit]:
    """What a maker's or brand's name means: what bears it, else the one thing that nearly does, else the name itself.

    Args:
        name: As it was read.
        observed: Where.
        kind: What it was read on.
        knowledge: Organisations and brands, as of a day.
    """
    if held := names_meant(name, knowledge):
        return [of_name(found, observed, kind, knowledge) for found in held]
    near = resembling(name, ("organisations", "brands"), knowledge)
    makers = {_maker_of_id(one.id, knowledge) or one.id for one in near.meant}
    if len(makers) == 1:
        meant = near.meant[-1]
        hit = of_name(Found(id=meant.id, match=MATCH, held=meant.held), observed, kind, knowledge)
        first, *said = hit.links
        fuzzy = msgspec.structs.replace(first, match="fuzzy")
        return [msgspec.structs.replace(hit, links=(fuzzy, near_link(name, meant, knowledge), *said))]
    more = [like_name_link(row, knowledge) for row in near.not_these]
    more = more or [apart_link(name, one, knowledge) for one in near.others[:1]]
    return [hit_of(observed, kind, *more, called=name, text=name)]


def names_meant(name: str, knowledge: Knowledge) -> list[Found]:
    """The brands and organisations that a name may mean; an organisation before a brand of its own name."""
    found: dict[str, Found] = {}
    for part in ("organisations", "brands"):
        for one in find_names(name, StoredNames(knowledge.store, part, knowledge.when)):
            if one.match != ONE_LETTER_OFF:
                found.setdefault(one.id, one)
    return list(found.values())


def names_in(text: str, knowledge: Knowledge) -> list[Found]:
    """The makers and brands named in a text, the longest names first, each word used once.

    A name that several makers bear is left out: it says which of them only with more words. Of a brand
    and a seller of the same name the brand is meant, for it may be held who builds for it.
    """
    words = normalised(text).split()
    found: dict[str, Found] = {}
    for begin, end in _spans(words):
        if None in words[begin:end]:
            continue
        name = " ".join(words[begin:end])
        held = names_meant(name, knowledge) if len(name) >= SHORTEST_NAME else []
        meant = [one for one in held if _maker_of(one, knowledge)] or held
        if len({_maker_of(one, knowledge) or one.id for one in meant}) == 1:
            found.setdefault(meant[-1].id, meant[-1])
            words[begin:end] = [None] * (end - begin)  # type: ignore[list-item]
    return list(found.values())


def _spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for length in range(min(MOST_WORDS, len(words)), 0, -1):
        for begin in range(len(words) - length + 1):
            yield begin, begin + length


def of_name(found: Found, observed: Link, kind: EvidenceKind, knowledge: Knowledge) -> Hit:
    """The maker that a name means: the organisation, or whoever sells the brand."""
    if knowledge.organisation(found.id) is not None:
        return hit_of(observed, kind, maker=found.id, text=found.held)
    seller = _seller(found.id, knowledge)
    if seller is None:
        return hit_of(
            observed, kind, called=knowledge.packs.brands[found.id].name, text=found.held, brand=found.id
        )
    said = statement_link(found.held, seller, status=knowledge.status_of(seller))
    return hit_of(observed, kind, said, maker=seller.value, text=found.held, brand=found.id)


def _maker_of(found: Found, knowledge: Knowledge) -> str | None:
    """The organisation that a name means: itself, or whoever is held to sell the brand."""
    return _maker_of_id(found.id, knowledge)


def _maker_of_id(one: str, knowledge: Knowledge) -> str | None:
    if knowledge.organisation(one) is not None:
        return one
    seller = _seller(one, knowledge)
    return None if seller is None else seller.value


def _seller(brand: str, knowledge: Knowledge) -> Statement | None:
    """The one statement that says who sells a brand on the day, as far as it names an organisation held."""
    rows = [
        row
        for row in knowledge.packs.brands[brand].statements
        if row.property == "sold_by" and knowledge.holds(row) and knowledge.organisation(row.value)
    ]
    return rows[0] if len({row.value for row in rows}) == 1 else None


def _shapes(text: str, observed: Link, kind: EvidenceKind, knowledge: Knowledge) -> Iterator[Hit]:
    """Model shapes in the words of a label, as fingerprints know them."""
    matcher = Matcher(knowledge)
    for word in dict.fromkeys([text, *text.split()]):
        for hit in matcher.match(LABEL_FIELD, word, observed):
            yield msgspec.structs.replace(hit, evidence=kind)


def hit_of(
    observed: Link,
    kind: EvidenceKind,
    *more: Link,
    text: str,
    maker: str | None = None,
    called: str | None = None,
    brand: str | None = None,
) -> Hit:
    """What a name that someone read shows: a maker that is held, or one that is only called so."""
    return Hit(
        evidence=kind,
        shows=Shows(maker=maker),
        field=kind,
        rule=READ,
        model=None,
        firmware=None,
        links=(observed, *more),
        text=text,
        stale=False,
        confidence="high",
        brand=brand,
        called=called,
    )
