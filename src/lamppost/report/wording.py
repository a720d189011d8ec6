"""The plain language that every report shares: one wording for one thing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lamppost.model.result import (
    Asset,
    Destination,
    Device,
    Link,
    Listing,
    Model,
    Named,
    PolicyRef,
    ResultDocument,
)
from lamppost.model.vocabulary import (
    NOTHING_FOUND,
    STATUS_WORDS,
    Match,
    SourceClass,
    Status,
    VerdictKind,
)
from lamppost.report.lettering import cell, counted, cut, number, plain, size, wrapped

__all__ = ["STATUS_WORDS", "cell", "counted", "cut", "number", "plain", "size", "wrapped"]

OWNER_WORDS: dict[str, str] = {
    "candidate": "may be owned by",
    "corroborated": "appears to be owned by",
    "confirmed": "is owned by",
    "disputed": "is said, and denied, to be owned by",
    "retracted": "was once said to be owned by",
    "stale": "was, when last reviewed, said to be owned by",
}
BUILDER_WORDS: dict[str, str] = {
    "candidate": "may be built by",
    "corroborated": "appears to be built by",
    "confirmed": "is built by",
    "disputed": "is claimed by more than one builder, one of them",
    "retracted": "was once said to be built by",
    "stale": "was, when last reviewed, said to be built by",
}
OPERATOR_WORDS: dict[str, str] = {
    "candidate": "may be run by",
    "corroborated": "appears to be run by",
    "confirmed": "is run by",
    "disputed": "is said, and denied, to be run by",
    "retracted": "was once said to be run by",
    "stale": "was, when last reviewed, said to be run by",
}
SERVICE_WORDS: dict[str, str] = {
    "candidate": "may be a service of",
    "corroborated": "appears to be a service of",
    "confirmed": "is a service of",
    "disputed": "is said, and denied, to be a service of",
    "retracted": "was once said to be a service of",
    "stale": "was, when last reviewed, said to be a service of",
}
LIST_WORDS: dict[str, str] = {
    "candidate": "may be on list",
    "corroborated": "appears to be on list",
    "confirmed": "is on list",
    "disputed": "is said, and denied, to be on list",
    "retracted": "was once said to be on list",
    "stale": "was, when last reviewed, on list",
}
STATUS_MEANS: dict[Status, str] = {
    "candidate": "one kind of evidence, or a match that is not exact: a lead to follow, not a finding",
    "corroborated": "two different kinds of evidence, or a source that was read, say the same",
    "confirmed": "an exact match, and an official source, a document or two independent sources",
    "disputed": "another side says otherwise; the words of both are kept",
    "retracted": "its source withdrew it",
    "stale": "its day for review has passed and nobody has looked again",
}
SOURCE_WORDS: dict[SourceClass, str] = {
    "official": "a public body",
    "party": "the company itself",
    "independent": "a third party",
    "crowd": "volunteers",
    "inferred": "a rule applied to the evidence",
}
TEXT_WORDS: dict[SourceClass | None, str] = {
    "official": "the text, at its publisher's own place",
    "independent": "a copy, quotation or translation of the text, in a third place",
    None: "the text, and it is not settled whether its publisher keeps it there",
}
"""Who speaks where a rule is quoted."""
MATCH_WORDS: dict[Match, str] = {
    "exact_id": "exact, by identifier",
    "exact_name": "exact, by name",
    "fuzzy": "approximate",
    "none": "not tied to a name or identifier",
}
VERDICT_WORDS: dict[VerdictKind, str] = {
    "fail": "fail",
    "open": "open (cannot tell)",
    "pass": "pass",
    "notApplicable": "not applicable",
}
VERDICT_ORDER: tuple[VerdictKind, ...] = ("fail", "open", "pass", "notApplicable")
NO_POLICY = "No policy was chosen, so nothing was judged. Choose one with --policy NAME or --policy FOLDER."
LISTING_DISPROOF = (
    "An edition of the list for that day that does not name it, or proof that another organisation is meant."
)
MODEL_DISPROOF = "A label or a manual that names another model, or a device that answers in another's name."
KIND_DISPROOF = "A label or a manual that describes another kind of device."
NO_OPERATOR = "operator not known"
NO_COUNTRY = "not known"

_KINDS = {
    "access_terminal": ("Access terminal", "access terminals"),
    "body_camera_dock": ("Body camera dock", "body camera docks"),
    "conference": ("Conference system", "conference systems"),
    "other": ("Other device", "other devices"),
    "tv": ("TV", "TVs"),
    "unknown": ("Device of unknown kind", "devices of unknown kind"),
}
_CLAUSES = {
    "name": "asks for {value}",
    "label": "its label reads “{value}”",
    "document": "a document of it reads “{value}”",
    **{f"reply.{it}": f"a reply names the {it} “{{value}}”" for it in ("maker", "builder", "model")},
    "row.maker": "the list names the maker “{value}”",
    "row.brand": "the list names the brand “{value}”",
    "row.model": "the list names the model “{value}”",
    "row.kind": "the list says that it is: “{value}”",
    "mac_block": "its MAC block is {value}",
    "mac.registrant": "its MAC block is registered to {value}",
    "mac_block_registrant": "MAC block {subject} is registered to {value}",
    "fingerprint": "fingerprint {subject} reads this as {value}",
    "service_of": "{subject} is a name of {value}",
    "operated_by": "{subject} is run by {value}",
    "operator": "{subject} is run by {value}",
    "legal_name": "{subject}: full name {value}",
    "other_name": "{subject} is also called {value}",
    "registered_in": "{subject} is registered in {value}",
    "based_in": "{subject} is based in {value}",
    "member_of": "{subject} is a member of {value}",
    "in_force": "{subject}: {value}",
    "bound": "{subject} says whom it binds in {value}",
    "asked": "{subject} says what can be asked in {value}",
    "role": "{subject} is marked as {value}",
    "owner": "{subject} is owned by {value}",
    "subsidiary_of": "{subject} is a subsidiary of {value}",
    "built_by": "{subject} is built by {value}",
    "sold_by": "{subject} is sold by {value}",
    "listed_on": "{subject} is on {value}",
    "law": "the rule {subject} rests on {value}",
}
_OF_COUNTRIES = ("registered_in", "based_in")
_FRAME = re.compile(r"^frame (\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that is said of a device or destination, with everything that it rests on."""

    label: str
    text: str
    status: Status | None
    chain: list[Link]
    disproof: str


def device_claims(device: Device, as_of: object) -> list[Claim]:
    """Everything said of a device, in the order of the chain: maker, builder, owners, lists, kind, model."""
    return thing_claims(device, as_of) + [
        claim(label, f"{model.text}, {_whose_words(model)}", model.chain, MODEL_DISPROOF)
        for label, model in identity_words(device)
    ]


def thing_claims(device: Device | Asset, as_of: object) -> list[Claim]:
    """What is said of a device and of a row of a list alike: maker, builder, owners, lists, kind."""
    claims: list[Claim] = []
    if device.maker is not None:
        claims.append(_named_claim("maker", STATUS_WORDS, device.maker))
    if device.builder is not None:
        claims.append(_named_claim("builder", BUILDER_WORDS, device.builder))
    claims += [
        claim(label, owned(owner), owner.chain, owner.disproof, owner.status)
        for label, owners in (("owner", device.owners), ("owner of the builder", device.builder_owners))
        for owner in owners
    ]
    claims += [
        claim(
            "list",
            f"{item.named} {listed(item, as_of, captured=isinstance(device, Device))}",
            item.chain,
            LISTING_DISPROOF,
            item.status,
        )
        for item in device.listings
    ]
    kind = f"{kind_name(device.kind)}, {watching(device)}"
    return [*claims, claim("kind", kind, device.kind_chain, KIND_DISPROOF)]


def identity_words(device: Device) -> list[tuple[str, Model]]:
    """Product line, model and firmware, as far as they are said, with their labels."""
    words = (("product line", device.product_line), ("model", device.model), ("firmware", device.firmware))
    return [(label, model) for label, model in words if model is not None]


def _whose_words(model: Model) -> str:
    words = {
        "label": "as its label says",
        "document": "as its document says",
        "reply.model": "as a reply says",
    }
    return words.get(model.chain[0].property if model.chain else "", "as it says itself")


def destination_claims(destination: Destination) -> list[Claim]:
    """Whose service the name is, and who runs the network the address lies in."""
    claims: list[Claim] = []
    if destination.service_of is not None:
        claims.append(_named_claim("service", SERVICE_WORDS, destination.service_of))
    if destination.operator is not None:
        claims.append(_named_claim("operator", OPERATOR_WORDS, destination.operator))
    return claims


def instant(text: str | None) -> str:
    """A moment to the minute in UTC; the text itself where it is no ISO 8601 moment."""
    if text is None:
        return "not known"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return plain(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def period(first: str | None, last: str | None) -> str:
    """From and to, in UTC."""
    if first is None and last is None:
        return "no time known"
    start, end = instant(first), instant(last)
    day = start[:11]
    if end.startswith(day) and start.endswith(" UTC"):
        return f"{day.strip()}, {start[11:16]} to {end[11:]}"
    return f"{start.removesuffix(' UTC')} to {end}"


def country(code: str | None) -> str:
    """A country code for people: upper case; words where none is known."""
    return NO_COUNTRY if not code else plain(code).upper()


def kind_name(kind: str) -> str:
    """`Access terminal`."""
    return _KINDS.get(kind, (plain(kind).replace("_", " ").capitalize(), ""))[0]


def kind_count(kind: str, count: int) -> str:
    """`3 phones`."""
    one, many = _KINDS.get(kind, (plain(kind).replace("_", " "), ""))
    spoken = one if one.isupper() else one[:1].lower() + one[1:]
    return counted(count, spoken, many or None)


def device_name(device: Device) -> str:
    """What to call a device: its kind and first address, or its MAC."""
    where = device.addresses[0] if device.addresses else device.mac or "no address"
    return f"{kind_name(device.kind)} at {plain(where)}"


def seen_by(device: Device) -> list[Link]:
    """What was seen that shows maker, builder and kind, each once."""
    chains = [named.chain for named in (device.maker, device.builder) if named is not None]
    seen: dict[tuple[str, str, str], Link] = {}
    for chain in [*chains, device.kind_chain]:
        for link in chain:
            if is_observation(link):
                seen.setdefault((link.property, link.value, link.locator), link)
    return list(seen.values())


def nothing_found(result: ResultDocument) -> str:
    """What to say where no device is shown: of evidence that was not read, nothing can be said."""
    read = {file.read for file in result.evidence}
    if read == {"none"}:
        return "nothing was read, so nothing can be said of this evidence"
    return f"{NOTHING_FOUND}, as far as it was read" if read - {"whole"} else NOTHING_FOUND


def watching(device: Device | Asset) -> str:
    """Whether the device watches or listens, in words."""
    words = {True: "watches or listens", False: "does not watch or listen", None: "may watch or listen"}
    return words[device.watches]


def owned(owner: Named) -> str:
    """Who is owned by this owner, as its chain says, and how sure that is."""
    of = f"{plain(owner.chain[-1].subject)} " if owner.chain else ""
    return f"{of}{OWNER_WORDS[owner.status]} {plain(owner.name)}"


def listed(listing: Listing, as_of: object, *, captured: bool = True) -> str:
    """`is on list X as of D, since E`, and of a capture whether it already held when it was made."""
    since = f"{'by' if listing.since_at_latest else 'since'} {plain(listing.since)}"
    words = f"{LIST_WORDS[listing.status]} {plain(listing.list_name)} as of {as_of}, {since}"
    if listing.until is not None:
        words += f", until {plain(listing.until)}"
    if not captured:
        return words
    if listing.since_capture is False:
        words += "; not yet when this was captured"
    if listing.since_capture is None:
        words += (
            "; whether already when this was captured is not known"
            if listing.since_at_latest
            else "; the day of capture is not known"
        )
    return words


def is_observation(link: Link) -> bool:
    """Whether the link is something seen in the evidence rather than a statement from a pack."""
    return link.statement is None and link.url is None


def speaker(link: Link) -> str:
    """Who says what a link says."""
    if link.property in ("label", "document"):
        return "whoever entered it"
    if link.property.startswith("row."):
        return "the list"
    if link.property.startswith("reply.") and link.source_class is not None:
        return f"{SOURCE_WORDS[link.source_class]}, in its reply"
    if is_observation(link) and link.source_class == "party":
        return "the device itself"
    if link.property == "law" and link.source_class in TEXT_WORDS:
        return TEXT_WORDS[link.source_class]
    return "it is not said who" if link.source_class is None else SOURCE_WORDS[link.source_class]


def says(link: Link) -> str:
    """What one link says, as a clause."""
    subject, value = plain(link.subject), plain(link.value)
    form = _CLAUSES.get(link.property)
    if form is not None:
        if link.property in _OF_COUNTRIES:
            value = value.upper()
        return form.format(subject=subject.upper() if link.property == "member_of" else subject, value=value)
    if is_observation(link):
        return f"says so itself: {plain(link.property)} “{value}”"
    return f"{subject}: {plain(link.property).replace('_', ' ')} {value}"


def where(link: Link) -> str:
    """Where a link stands: the place, the source and the day."""
    day, source, locator = plain(link.day), plain(link.source), plain(link.locator)
    if is_observation(link):
        return f"{locator} of {source}, {day}" if locator else f"{source}, {day}"
    place = f"{source}, {locator}" if locator and locator != source else source
    own = ", from a pack of yours" if link.from_own_pack else ""
    return f"{place}, retrieved {day}{own}"


def sentence(text: str) -> str:
    """A clause as a sentence: capital at the start, full stop at the end."""
    words = plain(text)
    return words and words[0].upper() + words[1:] + ("" if words[-1] in ".?!…" else ".")


def frame_filter(locator: str) -> str | None:
    """The Wireshark display filter that finds the frame; None where the locator is no frame."""
    found = _FRAME.match(locator)
    return f"frame.number == {found[1]}" if found else None


def web_address(url: str | None) -> str | None:
    """The address if it may be made a link (http or https), else None."""
    if url is None or not re.match(r"https?://[^\s/?#]", url, re.IGNORECASE):
        return None
    return plain(url)


def judged_by(policies: Iterable[PolicyRef]) -> list[PolicyRef]:
    """The policies that judge; `none` is not one."""
    return [policy for policy in policies if policy.id != "none"]


def _named_claim(label: str, words: dict[str, str], named: Named) -> Claim:
    return claim(label, f"{words[named.status]} {named.name}", named.chain, named.disproof, named.status)


def claim(label: str, text: str, chain: list[Link], disproof: str, status: Status | None = None) -> Claim:
    """Something said, made plain."""
    return Claim(label=label, text=plain(text), status=status, chain=chain, disproof=sentence(disproof))
