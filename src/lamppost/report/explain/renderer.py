"""One finding in words: each link of its chain, how sure it is and what would disprove it."""

from collections.abc import Iterator
from difflib import get_close_matches

from lamppost.model.errors import ResultError
from lamppost.model.language import tr, tr_in
from lamppost.model.reach import Exchange
from lamppost.model.result import (
    Asset,
    Destination,
    Device,
    Gap,
    LawReach,
    Link,
    ResultDocument,
    Suppression,
    Verdict,
)
from lamppost.report.amounts import received, sent
from lamppost.report.explain.page import Page, explain_chain, explain_claim, say_place
from lamppost.report.explain.place import explain_level, explain_site, site_claims
from lamppost.report.judged import asset_name, asset_place, judged_by_id
from lamppost.report.reaching import (
    LAW_NOTE,
    REACHED_WORDS,
    exchange,
    law_claims,
    mark_claims,
    outcomes,
    seat_claims,
    shape,
    why_no_law,
)
from lamppost.report.reading import gap_size
from lamppost.report.side_by_side import fact_words
from lamppost.report.suppressed import excepted
from lamppost.report.unlisted import unlisted_words
from lamppost.report.wording import (
    NO_OPERATOR,
    STATUS_MEANS,
    VERDICT_WORDS,
    Claim,
    country,
    destination_claims,
    device_claims,
    device_name,
    headed,
    instant,
    place_of,
    plain,
    sentence,
    severity_word,
    status_word,
    thing_claims,
)

WIDTH = 80
_MOST_SUBJECTS = 12
_MOST_NEAR = 3


def render(result: ResultDocument, identity: str, *, width: int = WIDTH) -> str:
    """The chain of one finding in words, in lines of at most so many display columns.

    Args:
        result: The result document; nothing else is read.
        identity: The id of a device, a destination, a camera of a map or a verdict, of a statement behind one, or of a level at
            which a place is seen.
        width: Display columns.

    Raises:
        ResultError: The document holds no such id; the hint names those that are near.
    """
    page = Page(width)
    devices = {device.id: device for device in result.devices}
    destinations = {item.id: (device, item) for device in result.devices for item in device.destinations}
    verdicts = {verdict.id: verdict for verdict in result.verdicts}
    assets = {one.id: one for one in result.assets}
    sites = {one.id: one for one in result.sites}
    levels = {one.id: one for one in result.street.levels} if result.street else {}
    suppressions = {row.id: row for row in result.suppressions}
    gaps = {gap.id: gap for gap in result.coverage.gaps}
    if identity in devices:
        _explain_device(page, devices[identity], result)
    elif identity in destinations:
        _explain_destination(page, *destinations[identity])
    elif identity in verdicts:
        _explain_verdict(page, verdicts[identity], result)
    elif identity in assets:
        _explain_asset(page, assets[identity], result)
    elif identity in sites:
        explain_site(page, sites[identity], result)
    elif result.street and identity in levels:
        explain_level(page, levels[identity], result.street, result)
    elif identity in suppressions:
        _explain_suppression(page, suppressions[identity], verdicts)
    elif identity in gaps:
        _explain_gap(page, gaps[identity])
    elif not _explain_statement(page, identity, result):
        raise _unknown(
            identity, [*devices, *assets, *sites, *levels, *verdicts, *destinations, *suppressions]
        )
    return page.text()


def _explain_device(page: Page, device: Device, result: ResultDocument) -> None:
    page.say(f"{device.id}: {device_name(device)}")
    page.say(
        tr(
            "Seen from {start} to {end}.",
            start=instant(device.first_seen_at),
            end=instant(device.last_seen_at),
        )
    )
    say_place(page, device, tr("First seen"))
    if device.maker is None:
        page.blank()
        page.say(tr("Who made it is not known: no evidence that is held names a maker."))
        _explain_absence(page, device)
    for claim in [*device_claims(device, result.as_of), *law_claims(device.laws, device)]:
        explain_claim(page, claim)
    _say_note(page, device.laws)
    if device.maker is not None and device.maker.status != "confirmed":
        _explain_absence(page, device)
    own = [verdict for verdict in result.verdicts if verdict.subject == device.id]
    if not device.destinations:
        page.blank()
        page.say(tr("It talks to {whom}.", whom=tr(REACHED_WORDS[device.reach])))
    if device.destinations or own:
        page.blank()
        page.say(tr("More of it, each with an id to explain:"))
    for destination in device.destinations:
        page.say(f"{destination.id}  {tr('talks to {place}', place=_place(destination))}", indent=3)
    if (words := unlisted_words(device)) is not None:
        page.say(words, indent=3)
    for verdict in own:
        page.say(f"{verdict.id}  {tr(VERDICT_WORDS[verdict.kind])}: {verdict.rule}", indent=3)


def _explain_absence(page: Page, device: Device) -> None:
    if device.tried:
        page.blank()
        page.say(tr("Looked for and absent:"))
    for absent in device.tried:
        page.say(absent, indent=3, label="- ")
    if device.next_proof is not None:
        page.blank()
        page.say(device.next_proof, label=headed(tr("Cheapest next proof")))


def _explain_destination(page: Page, device: Device, destination: Destination) -> None:
    page.say(
        f"{destination.id}: "
        + tr("{device} talks to {place}", device=device_name(device), place=_place(destination))
    )
    ports = ", ".join(map(plain, destination.ports)) or tr("no port")
    page.say(_went(destination, ports))
    page.say(sentence(shape(destination)), label=headed(tr("Shape")))
    for row in destination.exchanges:
        _say_exchange(page, row)
    page.say(
        tr(
            "From {start} to {end}.",
            start=instant(destination.first_seen_at),
            end=instant(destination.last_seen_at),
        )
    )
    say_place(page, destination, tr("First packet") if not destination.row_kind else tr("First seen"))
    for claim in _claims_of(destination, device):
        explain_claim(page, claim)
    _say_note(page, destination.laws)
    page.blank()
    if not destination.laws:
        page.say(tr("No access law is laid over it: {why}.", why=why_no_law(destination)))
    if destination.operator is None:
        page.say(
            tr(
                "Network: {operator}; nothing that is held covers {address}.",
                operator=tr(NO_OPERATOR),
                address=plain(destination.address),
            )
        )
    if destination.registered_in is None:
        page.say(tr("The country of registration of the address is not known."))
    else:
        page.say(
            tr(
                "The address is registered in {country}, according to {source}.",
                country=country(destination.registered_in),
                source=plain(destination.registered_source or "") or tr("a table that is not named"),
            )
        )
        page.say(
            tr(
                "Where an address is registered is not where a machine stands, and makes no law reach anybody."
            )
        )
    if destination.located_in is not None:
        place = destination.located_in
        page.say(
            tr(
                "{source} locates it in {country}.",
                source=plain(place.source),
                country=country(place.country),
            )
        )


def _went(destination: Destination, ports: str) -> str:
    said = {"sent": sent(destination), "received": received(destination), "ports": ports}
    if destination.sent_bytes is None or destination.received_bytes is None:
        return tr("Bytes sent: {sent}; received: {received}; over {ports}.", **said)
    return tr("It sent {sent} and received {received}, over {ports}.", **said)


def _say_exchange(page: Page, row: Exchange) -> None:
    """One port: how much, how its connections went, and where the first of them is found, here and elsewhere."""
    page.say(exchange(row), indent=3)
    if outcomes(row):
        page.say(outcomes(row), indent=6)
    if row.first_row is not None:
        page.say(place_of(row), indent=6, label=f"{tr('first in')}: ")
    if row.community_id is not None:
        page.say(row.community_id, indent=6, label=headed(tr("Community ID of the first")))


def _claims_of(destination: Destination, device: Device) -> list[Claim]:
    """Whose it is, where they are, what it is marked as, and which laws are laid over it."""
    return [
        *destination_claims(destination),
        *seat_claims(destination),
        *mark_claims(destination),
        *law_claims(destination.laws, device),
    ]


def _say_note(page: Page, laws: list[LawReach]) -> None:
    if laws:
        page.blank()
        page.say(tr("On laws: {note}", note=tr(LAW_NOTE)))


def _explain_asset(page: Page, asset: Asset, result: ResultDocument) -> None:
    page.say(f"{asset.id}: {asset_name(asset)}")
    page.say(asset_place(asset))
    if asset.maker is None:
        page.say(tr("Who made it is not known: the row names neither maker nor brand."))
    for claim in [*thing_claims(asset, result.as_of), *law_claims(asset.laws, asset)]:
        explain_claim(page, claim)
    _say_note(page, asset.laws)
    if asset.next_proof is not None:
        page.blank()
        page.say(asset.next_proof, label=headed(tr("Cheapest next proof")))
    for verdict in result.verdicts:
        if verdict.subject == asset.id:
            page.say(f"{verdict.id}  {tr(VERDICT_WORDS[verdict.kind])}: {verdict.rule}", indent=3)


def _explain_suppression(page: Page, row: Suppression, verdicts: dict[str, Verdict]) -> None:
    page.say(
        f"{row.id}: "
        + tr("suppression of {excepted}, until {day}", excepted=excepted(row, {}), day=row.until)
    )
    page.say(row.who, label=headed(tr_in("label", "by")))
    page.say(sentence(row.why), label=headed(tr("Why")))
    page.say(f"{row.file}:{row.line}", label=headed(tr("Where")))
    page.say(sentence(row.note), label=headed(tr("Here")))
    for identity in row.verdicts:
        if identity in verdicts:
            verdict = tr(VERDICT_WORDS[verdicts[identity].kind])
            page.say(f"{identity}  {tr('stays {verdict}', verdict=verdict)}", indent=3)


def _explain_gap(page: Page, gap: Gap) -> None:
    page.say(f"{gap.id}: {tr('{gap}, which this evidence cannot show', gap=plain(gap.code))}")
    page.say(sentence(gap.text), label=f"{gap_size(gap)}: ")


def _explain_verdict(page: Page, verdict: Verdict, result: ResultDocument) -> None:
    subject = next((one for one in result.devices if one.id == verdict.subject), None)
    listed = next((one for one in result.assets if one.id == verdict.subject), None)
    row = judged_by_id(result).get(verdict.subject)
    name = device_name(subject) if subject is not None else row.name if row else verdict.subject
    page.say(
        f"{verdict.id}: "
        + tr(
            "{verdict}, {rule} on {subject}",
            verdict=tr(VERDICT_WORDS[verdict.kind]),
            rule=plain(verdict.rule),
            subject=plain(name),
        )
    )
    page.say(
        tr(
            "Policy {policy}, severity {severity}.",
            policy=plain(verdict.policy),
            severity=severity_word(verdict.severity),
        )
    )
    page.say(sentence(verdict.reason), label=headed(tr("reason")))
    for one in result.suppressions:
        if one.id == verdict.suppressed_by:
            words = tr(
                "{id} by {who}, until {day}: {why}",
                id=one.id,
                who=plain(one.who),
                day=one.until,
                why=sentence(one.why),
            )
            page.say(words, label=headed(tr("suppressed")))
    if verdict.question is not None:
        page.say(verdict.question, label=headed(tr("To close it")))
    if verdict.remedy is not None:
        page.say(verdict.remedy, label=headed(tr_in("label", "next")))
    if verdict.law is not None:
        page.say(verdict.law, label=headed(tr("It rests on")))
    if verdict.asked:
        known = "; ".join(fact_words(name, value) for name, value in verdict.asked.items())
        page.say(known, label=headed(tr("It asked")))
    explain_chain(page, verdict.chain)
    judged = subject or listed or next((one for one in result.sites if one.id == verdict.subject), None)
    maker = judged.maker if judged is not None else None
    page.blank()
    if maker is not None:
        page.say(
            tr(
                "How sure the maker is: {status}, {meaning}.",
                status=status_word(maker.status),
                meaning=tr(STATUS_MEANS[maker.status]),
            )
        )
        page.say(sentence(maker.disproof), label=headed(tr("What would disprove it")))
    else:
        page.say(tr("What would change it: evidence that names the maker."))


def _explain_statement(page: Page, identity: str, result: ResultDocument) -> bool:
    """Each finding that a statement or rule stands behind; False where none does."""
    found: list[Link] = []
    subjects: list[str] = []
    for subject, claims in _every_claim(result):
        own = [link for one in claims for link in one.chain if identity in (link.statement, link.rule)]
        for link in own:
            if link not in found:
                found.append(link)
        subjects += [subject] if own else []
    if not found:
        return False
    told = ", ".join(subjects[:_MOST_SUBJECTS])
    if (rest := len(subjects) - _MOST_SUBJECTS) > 0:
        told = tr("{those} and {n} more", those=told, n=rest)
    page.say(tr("{statement} stands behind what is said of {subjects}.", statement=identity, subjects=told))
    explain_chain(page, found)
    return True


def _every_claim(result: ResultDocument) -> Iterator[tuple[str, list[Claim]]]:
    """What is said of each device, with its destinations, of each row of a list and of each camera of a map."""
    for device in result.devices:
        claims = device_claims(device, result.as_of) + law_claims(device.laws, device)
        for destination in device.destinations:
            claims += _claims_of(destination, device)
        yield device.id, claims
    for asset in result.assets:
        yield asset.id, thing_claims(asset, result.as_of) + law_claims(asset.laws, asset)
    for site in result.sites:
        yield site.id, site_claims(site, result) + law_claims(site.laws, site)


def _place(destination: Destination) -> str:
    address = plain(destination.address)
    if not destination.name:
        return address
    return tr("{name} at {address}", name=plain(destination.name), address=address)


def _unknown(identity: str, known: list[str]) -> ResultError:
    near = get_close_matches(identity, known, n=_MOST_NEAR, cutoff=0.5) or known[:_MOST_NEAR]
    hint = tr("This document holds no device and no verdict.")
    if near:
        hint = tr("Near it: {ids}.", ids=", ".join(near))
    return ResultError(tr("{id}: no such id in this result document", id=plain(identity)), hint=hint)
