"""The plain language that every report shares: one wording for one thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lamppost.model.language import retold, tr
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
from lamppost.model.saying import noted, say
from lamppost.model.sites import Site
from lamppost.model.vocabulary import NOTHING_FOUND, STATUS_WORDS, Status
from lamppost.report.clauses import (
    Seen,
    frame_filter,
    is_observation,
    located,
    locator_of,
    place_of,
    says,
    speaker,
    web_address,
    where,
)
from lamppost.report.kinds import KIND_NAMES, kind_count, kind_name
from lamppost.report.lettering import cell, counted, cut, number, plain, size, wrapped
from lamppost.report.verbs import (
    BUILDER_WORDS,
    LIST_WORDS,
    MATCH_WORDS,
    MAYBE_WORDS,
    OPERATOR_WORDS,
    OWNED_WORDS,
    OWNER_WORDS,
    SERVICE_WORDS,
    SOURCE_WORDS,
    STATUS_MEANS,
    TEXT_WORDS,
    VERDICT_ORDER,
    VERDICT_WORDS,
    severity_word,
    status_word,
    verdict_counts,
    verdict_word,
)

__all__ = [
    "BUILDER_WORDS",
    "LIST_WORDS",
    "MATCH_WORDS",
    "MAYBE_WORDS",
    "OPERATOR_WORDS",
    "OWNER_WORDS",
    "SERVICE_WORDS",
    "SOURCE_WORDS",
    "STATUS_MEANS",
    "STATUS_WORDS",
    "TEXT_WORDS",
    "VERDICT_ORDER",
    "VERDICT_WORDS",
    "Seen",
    "cell",
    "counted",
    "cut",
    "frame_filter",
    "is_observation",
    "kind_count",
    "kind_name",
    "located",
    "locator_of",
    "number",
    "place_of",
    "plain",
    "says",
    "severity_word",
    "size",
    "speaker",
    "status_word",
    "verdict_counts",
    "verdict_word",
    "web_address",
    "where",
    "wrapped",
]

NO_POLICY = noted(
    "No policy was chosen, so nothing was judged. Choose one with --policy NAME or --policy FOLDER."
)
LISTING_DISPROOF = noted(
    "An edition of the list for that day that does not name it, or proof that another organisation is meant."
)
MODEL_DISPROOF = noted(
    "A label or a manual that names another model, or a device that answers in another's name."
)
KIND_DISPROOF = noted("A label or a manual that describes another kind of device.")
NO_OPERATOR = noted("operator not known")
NO_COUNTRY = noted("not known")
_WHOSE_WORDS = {
    "label": noted("{words}, as its label says"),
    "document": noted("{words}, as its document says"),
    "reply.model": noted("{words}, as a reply says"),
}
_ITS_OWN_WORDS = noted("{words}, as it says itself")
_WATCHING = {
    True: noted("watches or listens"),
    False: noted("does not watch or listen"),
    None: noted("may watch or listen"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that is said of a device or destination, with everything that it rests on; in the language spoken here."""

    label: str
    text: str
    status: Status | None
    chain: list[Link]
    disproof: str


def device_claims(device: Device, as_of: object) -> list[Claim]:
    """Everything said of a device, in the order of the chain: maker, builder, owners, lists, kind, model."""
    return thing_claims(device, as_of) + [
        claim(label, _with_speaker(model), model.chain, tr(MODEL_DISPROOF))
        for label, model in identity_words(device)
    ]


def thing_claims(device: Device | Asset | Site, as_of: object) -> list[Claim]:
    """What is said of a device, a row of a list and a camera of a map alike: maker, builder, owners, lists, kind."""
    claims: list[Claim] = []
    if device.maker is not None:
        claims.append(_named_claim(tr("maker"), STATUS_WORDS, device.maker))
    if device.builder is not None:
        claims.append(_named_claim(tr("builder"), BUILDER_WORDS, device.builder))
    claims += [
        claim(label, owned(owner), owner.chain, owner.disproof, owner.status)
        for label, owners in (
            (tr("owner"), device.owners),
            (tr("owner of the builder"), device.builder_owners),
        )
        for owner in owners
    ]
    claims += [
        claim(
            tr("list"),
            f"{plain(item.named)} {listed(item, as_of, captured=isinstance(device, Device))}",
            item.chain,
            tr(LISTING_DISPROOF),
            item.status,
        )
        for item in device.listings
    ]
    kind = f"{kind_name(device.kind)}, {watching(device)}"
    return [*claims, claim(tr("kind"), kind, device.kind_chain, tr(KIND_DISPROOF))]


def identity_words(device: Device) -> list[tuple[str, Model]]:
    """Product line, model and firmware, as far as they are said, with their labels."""
    words = (
        (tr("product line"), device.product_line),
        (tr("model"), device.model),
        (tr("firmware"), device.firmware),
    )
    return [(label, model) for label, model in words if model is not None]


def _with_speaker(model: Model) -> str:
    form = _WHOSE_WORDS.get(model.chain[0].property if model.chain else "", _ITS_OWN_WORDS)
    return tr(form, words=plain(model.text))


def destination_claims(destination: Destination) -> list[Claim]:
    """Whose service the name is, and who runs the network the address lies in."""
    claims: list[Claim] = []
    if destination.service_of is not None:
        claims.append(_named_claim(tr("service"), SERVICE_WORDS, destination.service_of))
    if destination.operator is not None:
        claims.append(_named_claim(tr("operator"), OPERATOR_WORDS, destination.operator))
    return claims


def instant(text: str | None) -> str:
    """A moment to the minute in UTC; the text itself where it is no ISO 8601 moment."""
    if text is None:
        return tr("not known")
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
        return tr("no time known")
    start, end = instant(first), instant(last)
    day = start[:11]
    if end.startswith(day) and start.endswith(" UTC"):
        return tr("{day}, {start} to {end}", day=day.strip(), start=start[11:16], end=end[11:])
    return tr("{start} to {end}", start=start.removesuffix(" UTC"), end=end)


def country(code: str | None) -> str:
    """A country code for people: upper case; words where none is known."""
    return plain(code).upper() if code else tr(NO_COUNTRY)


def device_name(device: Device) -> str:
    """What to call a device: its kind and first address, or its MAC."""
    return retold(device_as_said(device))


def device_as_said(device: Device) -> str:
    """The same for a document: English, and told in each language from there."""
    kind = KIND_NAMES[device.kind]
    where = plain(device.addresses[0] if device.addresses else device.mac or "")
    if not where:
        return say("{kind!t} at no address", kind=kind)
    return say("{kind!t} at {where}", kind=kind, where=where)


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
        return tr("nothing was read, so nothing can be said of this evidence")
    if read - {"whole"}:
        return tr("nothing found in this evidence, as far as it was read")
    return tr(NOTHING_FOUND)


def watching(device: Device | Asset | Site) -> str:
    """Whether the device watches or listens, in words."""
    return tr(_WATCHING[device.watches])


def owned(owner: Named) -> str:
    """Who is owned by this owner, as its chain says, and how sure that is."""
    name = plain(owner.name)
    if not owner.chain:
        return f"{tr(OWNER_WORDS[owner.status])} {name}"
    return tr(OWNED_WORDS[owner.status], owned=plain(owner.chain[-1].subject), owner=name)


def listed(listing: Listing, as_of: object, *, captured: bool = True) -> str:
    """`is on list X as of D, since E`, and of a capture whether it already held when it was made."""
    said = {
        "on_list": tr(LIST_WORDS[listing.status]),
        "list": plain(listing.list_name),
        "day": as_of,
        "since": plain(listing.since),
    }
    if listing.since_at_latest:
        words = tr("{on_list} {list} as of {day}, by {since}", **said)
    else:
        words = tr("{on_list} {list} as of {day}, since {since}", **said)
    if listing.until is not None:
        words = tr("{words}, until {day}", words=words, day=plain(listing.until))
    if not captured:
        return words
    if listing.since_capture is False:
        return tr("{words}; not yet when this was captured", words=words)
    if listing.since_capture is None and listing.since_at_latest:
        return tr("{words}; whether already when this was captured is not known", words=words)
    if listing.since_capture is None:
        return tr("{words}; the day of capture is not known", words=words)
    return words


def named(who: Named, words: str) -> str:
    """`may be made by Example Cameras (candidate)`.

    Args:
        who: The organisation.
        words: What it is to the thing, in the words of its status; a message.
    """
    return f"{tr(words)} {plain(who.name)} ({status_word(who.status)})"


def owned_surely(owner: Named) -> str:
    """Who is owned by this owner, with the status."""
    return f"{owned(owner)} ({status_word(owner.status)})"


def quoted(text: str) -> str:
    """The words of others between the marks of the language."""
    return tr("“{words}”", words=plain(text))


def sentence(text: str) -> str:
    """A clause as a sentence: capital at the start, full stop at the end."""
    words = plain(text)
    return words and words[0].upper() + words[1:] + ("" if words[-1] in ".?!…" else ".")


def headed(label: str) -> str:
    """A label as it stands before what it is the label of: capital at the start, colon at the end."""
    return f"{label[:1].upper()}{label[1:]}: "


def judged_by(policies: Iterable[PolicyRef]) -> list[PolicyRef]:
    """The policies that judge; `none` is not one."""
    return [policy for policy in policies if policy.id != "none"]


def _named_claim(label: str, words: dict[str, str], named: Named) -> Claim:
    text = f"{tr(words[named.status])} {plain(named.name)}"
    return claim(label, text, named.chain, named.disproof, named.status)


def claim(label: str, text: str, chain: list[Link], disproof: str, status: Status | None = None) -> Claim:
    """Something said, made plain."""
    return Claim(label=label, text=plain(text), status=status, chain=chain, disproof=sentence(disproof))
