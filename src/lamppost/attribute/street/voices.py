"""What a map and a register say of one camera's maker and operator: alone, with one voice, or against each other."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lamppost.attribute.makers import DISPROOF, attribute_builder, attribute_maker
from lamppost.attribute.matching import Hit
from lamppost.attribute.street.operators import Told, operator_again
from lamppost.attribute.telling import Teller, Telling, own_builder
from lamppost.attribute.weighing import Weighed, weigh
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.spelling import normalised
from lamppost.model.chain import Link, Named
from lamppost.model.placing import HERE
from lamppost.model.saying import say
from lamppost.model.sites import OperatorKind, Said, Site
from lamppost.model.vocabulary import EvidenceKind, Match, SourceClass, Status

_MADE = (
    "maker", "builder", "owners", "builder_owners", "listings", "laws", "law_grounds",
)  # fmt: skip
_FORMS = {"mapped": "map", "registered": "register"}
_EVIDENCE: Mapping[SourceClass | None, EvidenceKind] = {
    "official": "document",
    "crowd": "self_description",
    None: "certificate",
}
"""How the word of each counts beside another's: that of a public body as a document does; two others corroborate each other."""
_CONFIRMS: frozenset[EvidenceKind] = frozenset({"document", "official_reply"})


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """What one map or register says of a camera."""

    seen: Link
    """That it has it."""
    maker: str | None
    brand: str | None
    model: str | None
    told: Told
    """Who runs it."""

    @property
    def teller(self) -> Teller:
        """Whose words they are: those of an official register count as those of a list do."""
        return "list" if self.seen.source_class == "official" else "map"

    @property
    def names_a_make(self) -> bool:
        """Whether it says anything of maker, brand or model."""
        return any((self.maker, self.brand, self.model))


def made_by(
    voices: Sequence[Voice], telling: Telling, knowledge: Knowledge, entered: Sequence[Hit] = ()
) -> dict[str, Any]:
    """Maker, builder, owners, lists and laws, by the fields of a site that hold them.

    Where two name companies that have nothing to do with each other, the maker is `disputed` and both stand in its chain. Where they
    name the same one it is `corroborated`, and `confirmed` where one of them is a public body.

    Args:
        voices: Everything that is said of it.
        telling: What words tell.
        knowledge: The packs, as of a day.
        entered: What was found out since, as evidence beside it.
    """
    speak = [one for one in voices if one.names_a_make] or list(voices[:1])
    if len(speak) > 1 or entered:
        return _made_together(speak, entered, telling, knowledge)
    (one,) = speak
    placing = telling.of(one.maker, one.brand, one.model, None, one.teller)
    words: dict[str, Any] = {name: getattr(placing.told, name) for name in _MADE}
    placed = placing.placed(lambda link: from_map(link, one.seen))
    return words | {name: value for name, value in placed.items() if name in _MADE}


def run_by(voices: Sequence[Voice], knowledge: Knowledge) -> tuple[Named | None, OperatorKind]:
    """Who runs it, where a name may be told, and what kind of body that is.

    Each is as sure as those who name it: who says nothing of the operator makes none surer. Where two names have nothing to do with
    each other the operator is `disputed`, with both in its chain: an official one is shown, else the first.

    Args:
        voices: Everything that is said of it, by the map first.
        knowledge: The packs, as of a day.
    """
    named = sorted(
        (one for one in voices if one.told.name is not None), key=lambda one: not _is_official(one)
    )
    if not named:
        kinds = [one.told.kind for one in voices]
        return None, next((kind for kind in kinds if kind != "unknown"), "unknown")
    first, *others = named
    same = [first, *(one for one in others if _is_same(first.told, one.told))]
    against = [one for one in others if one not in same and not _is_related(first.told, one.told, knowledge)]
    withheld = [one for one in voices if one.told.is_withheld]
    shown = [
        *(link for one in named for link in one.told.links(_of_operator(one))),
        *(
            msgspec.structs.replace(one.seen, property=said_by(one.seen, "withheld"), value="")
            for one in withheld
        ),
    ]
    operator = Named(
        id=first.told.organisation,
        name=first.told.name or "",
        status="disputed" if against or withheld else _sure(same),
        chain=shown,
        disproof=say("a sign at the camera, or an answer of whoever it names, that says otherwise"),
    )
    return operator, first.told.kind


def said_of(voices: Sequence[Voice]) -> list[Said] | msgspec.UnsetType:
    """What is kept of each, where that does not follow from what is made of them: where there are two, or a name is not kept."""
    if len(voices) == 1 and not voices[0].told.is_withheld:
        return msgspec.UNSET
    several = len(voices) > 1
    return [
        Said(
            maker_text=one.maker if several else None,
            brand_text=one.brand if several else None,
            model_text=one.model if several else None,
            operator=one.told.name,
            operator_kind=one.told.kind,
            operator_match=one.told.match,
            is_withheld=one.told.is_withheld,
        )
        for one in voices
    ]


def voices_of(site: Site, knowledge: Knowledge) -> list[Voice]:
    """What a camera of a stored document was said to be, by each who said it.

    Args:
        site: The camera.
        knowledge: The packs, as of a day.
    """
    said = said_first(site)
    own = Said(
        maker_text=site.maker_text,
        brand_text=site.brand_text,
        model_text=site.model_text,
        operator_kind=site.operator_kind,
    )
    return [
        Voice(
            seen=seen,
            maker=words.maker_text,
            brand=words.brand_text,
            model=words.model_text,
            told=operator_again(one, knowledge),
        )
        for one, seen in zip(said, site.present_chain, strict=False)
        for words in (one if len(said) > 1 else own,)
    ]


def said_first(site: Site) -> list[Said]:
    """What is kept of each who spoke of a camera, before anything was entered about it."""
    if site.said is not msgspec.UNSET:
        return site.said
    named = site.operator
    match: Match = "exact_name" if named is None else named.chain[0].match
    name = None if named is None else named.name
    return [Said(operator=name, operator_kind=site.operator_kind, operator_match=match)]


def from_map(link: Link, seen: Link) -> Link:
    """A link of words, in the place of a site.

    Args:
        link: What the words tell, or a statement of a pack, which stays.
        seen: That the map or register has the site.
    """
    if link.source != HERE:
        return link
    return msgspec.structs.replace(
        link,
        subject=seen.subject,
        property=said_by(seen, link.property.partition(".")[2]),
        source=seen.source,
        source_class=seen.source_class,
        locator=seen.locator,
        day=seen.day,
    )


def voices_apart(seen: Sequence[Link]) -> list[Link]:
    """Those that do not repeat each other: of what volunteers say, on the map or in a register that was copied from it, the first alone.

    Args:
        seen: That each has the camera.
    """
    crowd = [one for one in seen if one.source_class == "crowd"]
    return [*(one for one in seen if one.source_class != "crowd"), *crowd[:1]]


def said_by(seen: Link, what: str) -> str:
    """The property of a link by which somebody says something: `map.maker`, `register.operator`, `reply.operator`."""
    form = _FORMS.get(seen.property)
    return f"{form or seen.property.partition('.')[0]}.{what}"


def _made_together(
    voices: Sequence[Voice], entered: Sequence[Hit], telling: Telling, knowledge: Knowledge
) -> dict[str, Any]:
    """What several say of the make, weighed against each other as evidence about a device is."""
    hits = [hit for number, one in enumerate(voices) for hit in _evidence(one, number, telling)]
    weighed = weigh([*hits, *entered], knowledge)
    if weighed.builder in weighed.against:  # another's word against this one's names no builder
        weighed = msgspec.structs.replace(weighed, builder=None, is_known_builder=False)
    maker = _maker(weighed)
    own = (own_builder(maker, one.maker, one.brand, knowledge) for one in voices)
    builder = attribute_builder(weighed, maker, knowledge) or next((one for one in own if one), None)
    if builder is not None and weighed.against:
        builder = msgspec.structs.replace(builder, status="disputed")
    return {"maker": maker, "builder": builder} | telling.follows(maker, builder)


def _evidence(one: Voice, number: int, telling: Telling) -> list[Hit]:
    """What one says, as evidence of a rule and a kind of its own, so that nothing of it is taken for what another says."""
    return [
        msgspec.structs.replace(
            hit,
            rule=f"{number} {hit.rule}",
            evidence=_EVIDENCE[one.seen.source_class],
            links=tuple(from_map(link, one.seen) for link in hit.links),
        )
        for hit in telling.evidence(one.maker, one.brand, one.model, one.teller)
    ]


def _maker(weighed: Weighed) -> Named | None:
    """The maker, as sure as those who name it; a map, or a register of which it is not known who keeps it, confirms nothing."""
    named = attribute_maker(weighed)
    if named is None or weighed.maker is None:
        return None
    status, kinds = named.status, weighed.maker.kinds
    if status == "confirmed" and not kinds & _CONFIRMS:
        status = "corroborated"
    if status == "candidate" and named.id is not None and "document" in kinds:
        status = "corroborated"
    return msgspec.structs.replace(named, status=status, disproof=say(DISPROOF["label"]))


def _of_operator(one: Voice) -> Link:
    return msgspec.structs.replace(
        one.seen, property=said_by(one.seen, "operator"), value=one.told.name or ""
    )


def _is_official(one: Voice) -> bool:
    return one.seen.source_class == "official"


def _sure(same: Sequence[Voice]) -> Status:
    if any(map(_is_official, same)):
        return "confirmed"
    return "corroborated" if len(voices_apart([one.seen for one in same])) > 1 else "candidate"


def _is_same(one: Told, other: Told) -> bool:
    """Whether both name the same body: by its id, by the index, or letter for letter but for case and marks."""
    if one.organisation is not None or other.organisation is not None:
        return one.organisation == other.organisation
    return normalised(one.name or "") == normalised(other.name or "")


def _is_related(one: Told, other: Told, knowledge: Knowledge) -> bool:
    """Whether one of both is held to own the other."""
    pair = {one.organisation, other.organisation}
    if None in pair:
        return False
    return any(owner.organisation in pair for held in pair if held for owner in knowledge.owners(held))
