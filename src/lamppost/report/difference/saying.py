"""What a document says, thing by thing, so that two can be laid side by side."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from lamppost.model.answer import HISTORY, Answer
from lamppost.model.result import Asset, Device, EvidenceFile, Link, Named, ResultDocument, Verdict
from lamppost.model.saying import noted, say
from lamppost.model.sites import Site
from lamppost.report.difference.places import PLACE, of_place, of_site
from lamppost.report.judged import asset_as_said
from lamppost.report.kinds import KIND_IDS
from lamppost.report.reaching import law_rows
from lamppost.report.reading import read_as_said
from lamppost.report.streets import site_as_said, sites_of
from lamppost.report.unlisted import unlisted_as_said
from lamppost.report.verbs import STATUS_NAMES

Document = ResultDocument | Answer
Key = tuple[str, str]
"""Of whom or what something is said, and what."""
DESTINATION, NOT_LISTED = "destination ", noted("destinations that are not listed")
_VERDICTS = {
    "fail": noted("fail"),
    "open": noted("open"),
    "pass": noted("pass"),
    "notApplicable": noted("notApplicable"),
}
_ABOUT_NOTES = {
    "label": noted("label read on {day}"),
    "document": noted("document read on {day}"),
    "reply": noted("reply read on {day}"),
    "look": noted("seen there on {day}"),
}
_LISTED = {
    (False, False): noted("as {name}, since {day} ({status!t})"),
    (True, False): noted("as {name}, by {day} ({status!t})"),
    (False, True): noted("as {name}, since {day}, until {last} ({status!t})"),
    (True, True): noted("as {name}, by {day}, until {last} ({status!t})"),
}
"""By whether the day is the latest, and whether there is a last one."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said, and the statements behind it."""

    words: str
    """A sentence of ours."""
    statements: Collection[str] = field(default_factory=frozenset)


def said_by(document: Document, same: Mapping[str, str]) -> Mapping[Key, Said]:
    """Everything that a document says of devices, files and counts, or in the sections of an answer.

    Args:
        document: The document.
        same: Other ids for its devices, under which they are found in the document it is compared with.
    """
    said: dict[Key, Said] = {}
    for (subject, about), one in _all(document):
        key = (same.get(subject, subject), about)
        said[key] = _with(said[key], one) if key in said else one
    return said


def statements_of(document: Document) -> set[str]:
    """The ids of all statements that a document rests on."""
    return {link.statement for link in _links(document) if link.statement}


def _with(one: Said, other: Said) -> Said:
    """Two things said of the same, as one: the words in their order, each once."""
    words = one.words
    if other.words not in words.split("; "):
        words = say("{one!t}; {more!t}", one=one.words, more=other.words)
    return Said(words, frozenset({*one.statements, *other.statements}))


def _all(document: Document) -> Iterator[tuple[Key, Said]]:
    if isinstance(document, Answer):
        for section in document.sections:
            if section.code == HISTORY:
                continue  # it says of other days too what the other sections say of this one
            for claim in section.claims:
                words = STATUS_NAMES[claim.status] if claim.status else say("said")
                yield (section.code, claim.text.strip()), Said(words, _behind(claim.chain))
        return
    for file in document.evidence:
        yield ("evidence", f"SHA-256 {file.sha256[:12]}"), _of_file(file)
    for kind, count in document.device_counts.items():
        yield ("counted only", KIND_IDS.get(kind, kind)), Said(data(str(count)))
    for device in document.devices:
        for about, one in _of_device(device):
            yield (device.id, about), one
    for asset in document.assets:
        for about, one in _of_asset(asset):
            yield (asset.id, about), one
    for site in sites_of(document):
        for about, one in _of_site(site):
            yield (site.id, about), one
    for about, words in of_place(document):
        yield (PLACE, about), Said(words)
    homes = {one.id for one in document.sites if one.is_home}
    for verdict in document.verdicts:
        if verdict.subject in homes:
            continue
        about = say("rule {rule}", rule=f"{verdict.policy}/{verdict.rule}")
        yield (verdict.subject, about), _of_verdict(verdict)


def _of_verdict(verdict: Verdict) -> Said:
    kind, reason = _VERDICTS[verdict.kind], verdict.reason
    if verdict.suppressed_by is None:
        words = say("{verdict!t}: {reason!t}", verdict=kind, reason=reason)
    else:
        words = say(
            "{verdict!t} (suppressed by {id}): {reason!t}",
            verdict=kind,
            id=verdict.suppressed_by,
            reason=reason,
        )
    return Said(words, _behind(verdict.chain))


def _of_device(device: Device) -> Iterator[tuple[str, Said]]:
    where = ", ".join(filter(None, [device.mac, *device.addresses]))
    yield say("device"), Said(data(where) if where else say("without an address"))
    yield say("kind"), Said(KIND_IDS[device.kind], _behind(device.kind_chain))
    words = {
        say("product line"): device.product_line,
        say("model"): device.model,
        say("firmware"): device.firmware,
    }
    for about, model in words.items():
        if model is not None:
            yield about, Said(data(model.text), _behind(model.chain))
    for note in device.notes:
        yield say(_ABOUT_NOTES[note.kind], day=str(note.seen_on)), Said(data(note.text))
    yield from _of_organisations(device)
    yield from _of_lists(device)
    yield from _of_destinations(device)
    yield from _of_laws(device)


def _of_asset(asset: Asset) -> Iterator[tuple[str, Said]]:
    yield say("row"), Said(asset_as_said(asset))
    yield say("kind"), Said(KIND_IDS[asset.kind], _behind(asset.kind_chain))
    yield from _of_organisations(asset)
    yield from _of_lists(asset)
    yield from _of_laws(asset)


def _of_site(site: Site) -> Iterator[tuple[str, Said]]:
    yield say("camera of a map"), Said(site_as_said(site))
    yield say("kind"), Said(KIND_IDS[site.kind], _behind(site.kind_chain))
    yield say("presence"), Said(STATUS_NAMES[site.present], _behind(site.present_chain))
    if site.operator is not None:
        yield say("operator"), _named(site.operator)
    for note in site.notes or ():
        yield say(_ABOUT_NOTES[note.kind], day=str(note.seen_on)), Said(data(note.text))
    for about, words in of_site(site):
        yield about, Said(words)
    yield from _of_organisations(site)
    yield from _of_lists(site)
    yield from _of_laws(site)


def _of_organisations(thing: Device | Asset | Site) -> Iterator[tuple[str, Said]]:
    for about, named in ((say("maker"), thing.maker), (say("builder"), thing.builder)):
        if named is not None:
            yield about, _named(named)
    for owner in thing.owners:
        yield say("owner {name}", name=_without_share(owner)), _named(owner)
    for owner in thing.builder_owners:
        yield say("owner of the builder {name}", name=_without_share(owner)), _named(owner)


def _of_lists(device: Device | Asset | Site) -> Iterator[tuple[str, Said]]:
    for listing in device.listings:
        last = {"last": listing.until} if listing.until else {}
        words = say(
            _LISTED[listing.since_at_latest, bool(last)],
            name=listing.named,
            day=listing.since,
            status=STATUS_NAMES[listing.status],
            **last,
        )
        yield say("list {name}", name=listing.list_name), Said(words, _behind(listing.chain))


def _of_destinations(device: Device) -> Iterator[tuple[str, Said]]:
    for target in device.destinations:
        words = say(
            "{operator!t}, address registered in {country!t}",
            operator=data(target.operator.name) if target.operator else noted("operator unknown"),
            country=data(target.registered_in.upper()) if target.registered_in else noted("country unknown"),
        )
        chain = target.operator.chain if target.operator else []
        yield say("destination {name}", name=target.name or target.address), Said(words, _behind(chain))
    if (told := unlisted_as_said(device, dated=False)) is not None:
        yield NOT_LISTED, Said(told)


def _of_laws(device: Device | Asset | Site) -> Iterator[tuple[str, Said]]:
    """Each law over each organisation, once."""
    chains = {ground.id: ground.chain for ground in device.law_grounds}
    for row in law_rows(device):
        law = row.law
        about = say(
            "law {law} ({country}) over {organisation}, in {seat}",
            law=law.name,
            country=law.country.upper(),
            organisation=law.organisation_name,
            seat=law.seat.upper(),
        )
        words = say("{roles!t} ({status!t})", roles=row.roles_said, status=STATUS_NAMES[law.status])
        yield about, Said(words, _behind(chains.get(row.ground, [])))


def _without_share(owner: Named) -> str:
    """The name alone, so that another share is the same owner."""
    name, _, share = owner.name.rpartition(" (")
    return name if name and share.endswith("%)") else owner.name


def _named(named: Named) -> Said:
    words = say("{name} ({status!t})", name=named.name, status=STATUS_NAMES[named.status])
    return Said(words, _behind(named.chain))


def _of_file(file: EvidenceFile) -> Said:
    return Said(say("{file}, {read!t}", file=file.path, read=read_as_said(file)))


def data(text: str) -> str:
    """A text of others as a sentence of a document, which every language leaves as it is."""
    return say("{text}", text=text)


def _behind(chain: list[Link]) -> frozenset[str]:
    return frozenset(link.statement for link in chain if link.statement)


def _links(value: object) -> Iterator[Link]:
    """Every link anywhere in a document."""
    if isinstance(value, Link):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _links(getattr(value, name))
    elif isinstance(value, list):
        for one in value:
            yield from _links(one)
