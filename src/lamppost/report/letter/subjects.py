"""What a letter may be about: a device, a row, a verdict, a destination, a gap of the coverage, a camera of a map or a place."""

from dataclasses import dataclass
from difflib import get_close_matches

from lamppost.model.errors import ResultError
from lamppost.model.language import showing, tr
from lamppost.model.result import (
    Asset,
    Destination,
    Device,
    Gap,
    PolicyRef,
    ResultDocument,
    RuleRef,
    Verdict,
)
from lamppost.model.sites import Site, Street
from lamppost.report.judged import asset_name
from lamppost.report.reading import gap_size
from lamppost.report.wording import VERDICT_WORDS, cut, device_name, plain

_MOST_NEAR = 3
PLACE = "place"
"""The id of the place of a result, in which there is one at most."""
_INVENTORY = ("inventory", "data", "basis")
_SERVICES = ("services", "data", "basis")
ASKED_OF_GAPS: dict[str, tuple[str, ...]] = {
    "unknown-devices": _INVENTORY,
    "randomised-macs": _INVENTORY,
    "behind-routers": _INVENTORY,
    "routers": _INVENTORY,
    "silent": _INVENTORY,
    "period": _INVENTORY,
    "not-a-network": _INVENTORY,
    "kind-unknown": ("inventory",),
    "unnamed-connections": _SERVICES,
    "encrypted-lookups": _SERVICES,
    "quic": _SERVICES,
    "tls-without-name": _SERVICES,
    "closed-tunnels": _SERVICES,
    "unknown-operators": _SERVICES,
    "destinations-not-listed": _SERVICES,
    "unknown-seats": ("services", "seats"),
    "countries-without-law": ("services", "seats"),
    "rows-without-maker": ("makers",),
    "makers-not-held": ("makers", "seats"),
}
"""Gap → what whoever runs the network may know; of the others only another recording can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a letter is about, with what it belongs to."""

    id: str
    thing: Device | Asset | None = None
    destination: Destination | None = None
    verdict: Verdict | None = None
    policy: PolicyRef | None = None
    rule: RuleRef | None = None
    gap: Gap | None = None
    site: Site | None = None
    street: Street | None = None
    """The place as a whole: asked about is its register of cameras."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that a letter may be about, as a list offers it."""

    id: str
    words: str


def subject_of(result: ResultDocument, identity: str) -> Subject:
    """What the id names.

    Raises:
        ResultError: The document holds no such id, or nothing of it can be asked.
    """
    things: dict[str, Device | Asset] = {one.id: one for one in result.devices}
    things |= {one.id: one for one in result.assets}
    if identity in things:
        return Subject(id=identity, thing=things[identity])
    for device in result.devices:
        for destination in device.destinations:
            if destination.id == identity:
                return Subject(id=identity, thing=device, destination=destination)
    for site in result.sites:
        if site.id == identity:
            return _of_site(site)
    if identity == PLACE and result.street:
        return Subject(id=PLACE, street=result.street)
    for verdict in result.verdicts:
        if verdict.id == identity:
            return _of_verdict(result, verdict, things)
    for gap in result.coverage.gaps:
        if gap.id == identity:
            with showing(result):
                return _of_gap(gap)
    near = get_close_matches(identity, [one.id for one in choices(result)], n=_MOST_NEAR, cutoff=0.5)
    hint = tr("Without an ID it lists those that there are.")
    if near:
        hint = tr("Near it: {ids}.", ids=", ".join(near))
    name = cut(plain(identity), 80)
    raise ResultError(tr("{id}: no such id in this result document", id=name), hint=hint)


def choices(result: ResultDocument) -> list[Choice]:
    """Everything that a letter may be about: devices or rows, the place, verdicts that fail or are open, gaps, destinations, cameras."""
    names = {one.id: device_name(one) for one in result.devices}
    names |= {one.id: asset_name(one) for one in result.assets}
    held = list(names.items())
    held += [
        (PLACE, tr("the register of cameras of {place}", place=place_called(one)))
        for one in [result.street]
        if one
    ]
    held += [
        (one.id, verdict_on(one, names.get(one.subject, one.subject)))
        for one in result.verdicts
        if one.kind in ("fail", "open")
    ]
    with showing(result):
        held += [(one.id, f"{gap_size(one)}: {plain(one.text)}") for one in answerable(result)]
    held += [
        (one.id, destination_of(one, names[device.id]))
        for device in result.devices
        for one in device.destinations
    ]
    held += [(one.id, site_called(one)) for one in result.sites if not one.is_home]
    return [Choice(id=identity, words=plain(words)) for identity, words in held]


def place_called(street: Street) -> str:
    """The name of a place; where it was chosen by a box, its edges."""
    if street.place:
        return plain(street.place)
    west, south, east, north = street.bounds
    return f"{south:.4f}, {west:.4f} to {north:.4f}, {east:.4f}"


def site_called(site: Site) -> str:
    """`camera node/123 (Example Town)`: what a camera of a map is, how it is called there, and who runs it."""
    kind = "" if site.kind in ("unknown", "other") else f"{plain(site.kind).replace('_', ' ')} "
    operator = f" ({plain(site.operator.name)})" if site.operator is not None else ""
    return f"{kind}{plain(site.ref)}{operator}"


def verdict_on(verdict: Verdict, name: str) -> str:
    """`fail: listed-maker on Camera at 192.0.2.10`."""
    return tr(
        "{verdict}: {rule} on {subject}",
        verdict=tr(VERDICT_WORDS[verdict.kind]),
        rule=plain(verdict.rule),
        subject=plain(name),
    )


def destination_of(destination: Destination, name: str) -> str:
    """`relay.example.net, from Camera at 192.0.2.10`."""
    place = plain(destination.name or destination.address)
    return tr("{destination}, from {device}", destination=place, device=plain(name))


def answerable(result: ResultDocument) -> list[Gap]:
    """The gaps of a result that somebody can be asked about."""
    return [gap for gap in result.coverage.gaps if gap.code in ASKED_OF_GAPS]


def _of_verdict(result: ResultDocument, verdict: Verdict, things: dict[str, Device | Asset]) -> Subject:
    if verdict.kind not in ("fail", "open"):
        raise ResultError(
            tr(
                "{id}: {verdict}: nothing is open that a letter could ask",
                id=verdict.id,
                verdict=tr(VERDICT_WORDS[verdict.kind]),
            ),
            hint=tr("Write about {subject} instead.", subject=plain(verdict.subject)),
        )
    policy = next((one for one in result.policies if one.id == verdict.policy), None)
    rule = next((one for one in policy.rules if one.id == verdict.rule), None) if policy else None
    return Subject(
        id=verdict.id, thing=things.get(verdict.subject), verdict=verdict, policy=policy, rule=rule
    )


def _of_site(site: Site) -> Subject:
    if site.is_home:
        raise ResultError(
            tr("{id}: a camera of a home: nobody is asked about it", id=site.id),
            hint=tr("Letters go to public bodies, companies and whoever else watches public space."),
        )
    return Subject(id=site.id, site=site)


def _of_gap(gap: Gap) -> Subject:
    if gap.code not in ASKED_OF_GAPS:
        raise ResultError(
            tr("{id}: nobody can be asked about this: {gap}", id=gap.id, gap=plain(gap.text)),
            hint=tr("It is about the recording or the packs; the result names the cheapest next proofs."),
        )
    return Subject(id=gap.id, gap=gap)
