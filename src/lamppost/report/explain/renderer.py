"""One finding in words: each link of its chain, how sure it is and what would disprove it."""

from collections.abc import Iterator
from difflib import get_close_matches

from rich.cells import cell_len

from lamppost.model.errors import ResultError
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
    MATCH_WORDS,
    NO_OPERATOR,
    STATUS_MEANS,
    VERDICT_WORDS,
    Claim,
    country,
    destination_claims,
    device_claims,
    device_name,
    frame_filter,
    instant,
    is_observation,
    plain,
    says,
    sentence,
    size,
    speaker,
    thing_claims,
    web_address,
    where,
    wrapped,
)

WIDTH = 80
_MOST_LINES = 12
_MOST_SUBJECTS = 12
_MOST_NEAR = 3


def render(result: ResultDocument, identity: str, *, width: int = WIDTH) -> str:
    """The chain of one finding in words, in lines of at most so many display columns.

    Args:
        result: The result document; nothing else is read.
        identity: The id of a device, a destination or a verdict, or of a statement behind one.
        width: Display columns.

    Raises:
        ResultError: The document holds no such id; the hint names those that are near.
    """
    page = _Page(width)
    devices = {device.id: device for device in result.devices}
    destinations = {item.id: (device, item) for device in result.devices for item in device.destinations}
    verdicts = {verdict.id: verdict for verdict in result.verdicts}
    assets = {one.id: one for one in result.assets}
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
    elif identity in suppressions:
        _explain_suppression(page, suppressions[identity], verdicts)
    elif identity in gaps:
        _explain_gap(page, gaps[identity])
    elif not _explain_statement(page, identity, result):
        raise _unknown(identity, [*devices, *assets, *verdicts, *destinations, *suppressions])
    return page.text()


class _Page:
    """Lines of plain text, wrapped and indented."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = []

    def text(self) -> str:
        return "\n".join(self.lines).strip("\n") + "\n"

    def say(self, text: str, *, indent: int = 0, label: str = "") -> None:
        """A paragraph, with a label before its first line."""
        start = indent + cell_len(label)
        for row, line in enumerate(wrapped(plain(text), max(20, self.width - start), _MOST_LINES)):
            before = " " * indent + label if row == 0 else " " * start
            self.lines.append(f"{before}{line}")

    def blank(self) -> None:
        self.lines.append("")


def _explain_device(page: _Page, device: Device, result: ResultDocument) -> None:
    page.say(f"{device.id}: {device_name(device)}")
    page.say(f"Seen from {instant(device.first_seen_at)} to {instant(device.last_seen_at)}.")
    _say_frame(page, device.first_row, device.evidence, "First seen")
    if device.maker is None:
        page.blank()
        page.say("Who made it is not known: no evidence that is held names a maker.")
        _explain_absence(page, device)
    for claim in [*device_claims(device, result.as_of), *law_claims(device.laws, device)]:
        _explain_claim(page, claim)
    _say_note(page, device.laws)
    if device.maker is not None and device.maker.status != "confirmed":
        _explain_absence(page, device)
    own = [verdict for verdict in result.verdicts if verdict.subject == device.id]
    if not device.destinations:
        page.blank()
        page.say(f"It talks to {REACHED_WORDS[device.reach]}.")
    if device.destinations or own:
        page.blank()
        page.say("More of it, each with an id to explain:")
    for destination in device.destinations:
        page.say(f"{destination.id}  talks to {_place(destination)}", indent=3)
    if (words := unlisted_words(device)) is not None:
        page.say(words, indent=3)
    for verdict in own:
        page.say(f"{verdict.id}  {VERDICT_WORDS[verdict.kind]}: {verdict.rule}", indent=3)


def _explain_absence(page: _Page, device: Device) -> None:
    if device.tried:
        page.blank()
        page.say("Looked for and absent:")
    for absent in device.tried:
        page.say(absent, indent=3, label="- ")
    if device.next_proof is not None:
        page.blank()
        page.say(device.next_proof, label="Cheapest next proof: ")


def _explain_destination(page: _Page, device: Device, destination: Destination) -> None:
    page.say(f"{destination.id}: {device_name(device)} talks to {_place(destination)}")
    sent, received = size(destination.sent_bytes), size(destination.received_bytes)
    page.say(f"It sent {sent} and received {received}, over {', '.join(destination.ports) or 'no port'}.")
    page.say(sentence(shape(destination)), label="Shape: ")
    for row in destination.exchanges:
        _say_exchange(page, row)
    page.say(f"From {instant(destination.first_seen_at)} to {instant(destination.last_seen_at)}.")
    _say_frame(page, destination.first_row, destination.evidence, "First packet")
    for claim in _claims_of(destination, device):
        _explain_claim(page, claim)
    _say_note(page, destination.laws)
    page.blank()
    if not destination.laws:
        page.say(f"No access law is laid over it: {why_no_law(destination)}.")
    if destination.operator is None:
        page.say(f"Network: {NO_OPERATOR}; nothing that is held covers {destination.address}.")
    if destination.registered_in is None:
        page.say("The country of registration of the address is not known.")
    else:
        words = f"The address is registered in {country(destination.registered_in)}"
        page.say(f"{words}, according to {destination.registered_source or 'a table that is not named'}.")
        page.say(
            "Where an address is registered is not where a machine stands, and makes no law reach anybody."
        )
    if destination.located_in is not None:
        place = destination.located_in
        page.say(f"{place.source} locates it in {country(place.country)}.")


def _say_exchange(page: _Page, row: Exchange) -> None:
    """One port: how much, how its connections went, and where the first of them is found, here and elsewhere."""
    page.say(exchange(row), indent=3)
    if outcomes(row):
        page.say(outcomes(row), indent=6)
    if row.first_row is not None:
        page.say(f"frame {row.first_row} of {row.evidence}", indent=6, label="first in: ")
    if row.community_id is not None:
        page.say(row.community_id, indent=6, label="Community ID of the first: ")


def _claims_of(destination: Destination, device: Device) -> list[Claim]:
    """Whose it is, where they are, what it is marked as, and which laws are laid over it."""
    return [
        *destination_claims(destination),
        *seat_claims(destination),
        *mark_claims(destination),
        *law_claims(destination.laws, device),
    ]


def _say_note(page: _Page, laws: list[LawReach]) -> None:
    if laws:
        page.blank()
        page.say(f"On laws: {LAW_NOTE}")


def _explain_asset(page: _Page, asset: Asset, result: ResultDocument) -> None:
    page.say(f"{asset.id}: {asset_name(asset)}")
    page.say(asset_place(asset))
    if asset.maker is None:
        page.say("Who made it is not known: the row names neither maker nor brand.")
    for claim in [*thing_claims(asset, result.as_of), *law_claims(asset.laws, asset)]:
        _explain_claim(page, claim)
    _say_note(page, asset.laws)
    if asset.next_proof is not None:
        page.blank()
        page.say(asset.next_proof, label="Cheapest next proof: ")
    for verdict in result.verdicts:
        if verdict.subject == asset.id:
            page.say(f"{verdict.id}  {VERDICT_WORDS[verdict.kind]}: {verdict.rule}", indent=3)


def _explain_suppression(page: _Page, row: Suppression, verdicts: dict[str, Verdict]) -> None:
    page.say(f"{row.id}: suppression of {excepted(row, {})}, until {row.until}")
    page.say(row.who, label="By: ")
    page.say(sentence(row.why), label="Why: ")
    page.say(f"{row.file}:{row.line}", label="Where: ")
    page.say(sentence(row.note), label="Here: ")
    for identity in row.verdicts:
        if identity in verdicts:
            page.say(f"{identity}  stays {VERDICT_WORDS[verdicts[identity].kind]}", indent=3)


def _explain_gap(page: _Page, gap: Gap) -> None:
    page.say(f"{gap.id}: {gap.code}, which this evidence cannot show")
    page.say(sentence(gap.text), label=f"{gap_size(gap)}: ")


def _explain_verdict(page: _Page, verdict: Verdict, result: ResultDocument) -> None:
    subject = next((one for one in result.devices if one.id == verdict.subject), None)
    listed = next((one for one in result.assets if one.id == verdict.subject), None)
    row = judged_by_id(result).get(verdict.subject)
    name = device_name(subject) if subject is not None else row.name if row else verdict.subject
    page.say(f"{verdict.id}: {VERDICT_WORDS[verdict.kind]}, {verdict.rule} on {name}")
    page.say(f"Policy {verdict.policy}, severity {verdict.severity}.")
    page.say(sentence(verdict.reason), label="Reason: ")
    for one in result.suppressions:
        if one.id == verdict.suppressed_by:
            page.say(f"{one.id} by {one.who}, until {one.until}: {sentence(one.why)}", label="Suppressed: ")
    if verdict.question is not None:
        page.say(verdict.question, label="To close it: ")
    if verdict.remedy is not None:
        page.say(verdict.remedy, label="Next: ")
    if verdict.law is not None:
        page.say(verdict.law, label="It rests on: ")
    if verdict.asked:
        known = "; ".join(fact_words(name, value) for name, value in verdict.asked.items())
        page.say(known, label="It asked: ")
    _explain_chain(page, verdict.chain)
    maker = subject.maker if subject is not None else listed.maker if listed is not None else None
    page.blank()
    if maker is not None:
        page.say(f"How sure the maker is: {maker.status}, {STATUS_MEANS[maker.status]}.")
        page.say(sentence(maker.disproof), label="What would disprove it: ")
    else:
        page.say("What would change it: evidence that names the maker.")


def _explain_statement(page: _Page, identity: str, result: ResultDocument) -> bool:
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
    rest = len(subjects) - _MOST_SUBJECTS
    more = f" and {rest} more" if rest > 0 else ""
    page.say(f"{identity} stands behind what is said of {', '.join(subjects[:_MOST_SUBJECTS])}{more}.")
    _explain_chain(page, found)
    return True


def _every_claim(result: ResultDocument) -> Iterator[tuple[str, list[Claim]]]:
    """What is said of each device, with its destinations, and of each row of a list."""
    for device in result.devices:
        claims = device_claims(device, result.as_of) + law_claims(device.laws, device)
        for destination in device.destinations:
            claims += _claims_of(destination, device)
        yield device.id, claims
    for asset in result.assets:
        yield asset.id, thing_claims(asset, result.as_of) + law_claims(asset.laws, asset)


def _explain_claim(page: _Page, claim: Claim) -> None:
    page.blank()
    page.say(claim.text, label=f"{claim.label.capitalize()}: ")
    if claim.status is not None:
        page.say(f"{claim.status} ({STATUS_MEANS[claim.status]}).", indent=3, label="How sure: ")
    _explain_chain(page, claim.chain)
    page.say(claim.disproof, indent=3, label="What would disprove it: ")


def _explain_chain(page: _Page, chain: list[Link]) -> None:
    if not chain:
        page.say("No link stands behind it.", indent=3)
    for number, link in enumerate(chain, start=1):
        page.say(says(link), indent=3, label=f"{number}. ")
        page.say(where(link), indent=6, label="where: ")
        page.say(f"{speaker(link)}; match: {MATCH_WORDS[link.match]}", indent=6, label="who says it: ")
        if (display := frame_filter(link.locator)) is not None and is_observation(link):
            page.say(f"{display} (display filter, in {link.source})", indent=6, label="in Wireshark: ")
        for label, value in (("rule: ", link.rule), ("statement: ", link.statement)):
            if value is not None:
                page.say(value, indent=6, label=label)
        if link.original is not None:
            page.say(f"“{plain(link.original)}”", indent=6, label="as printed: ")
        if (address := web_address(link.url)) is not None:
            page.lines.append(f"      address: {address}")  # whole, so that it can be copied
        if link.status is not None:
            page.say(link.status, indent=6, label="how sure: ")


def _say_frame(page: _Page, row: int, evidence: str, label: str) -> None:
    page.say(f"{label}: frame {row} of {plain(evidence)}")
    page.say(f"{frame_filter(f'frame {row}')} (display filter)", indent=3, label="in Wireshark: ")


def _place(destination: Destination) -> str:
    address = plain(destination.address)
    return f"{plain(destination.name)} at {address}" if destination.name else address


def _unknown(identity: str, known: list[str]) -> ResultError:
    near = get_close_matches(identity, known, n=_MOST_NEAR, cutoff=0.5) or known[:_MOST_NEAR]
    hint = f"Near it: {', '.join(near)}." if near else "This document holds no device and no verdict."
    return ResultError(f"{plain(identity)}: no such id in this result document", hint=hint)
