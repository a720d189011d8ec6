"""One device described from the evidence that is held about it, whether just read or kept in a document."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from lamppost.attribute.hits import NO_TIME, Shown, distinct, observation
from lamppost.attribute.listed import with_row
from lamppost.attribute.listings import attribute_listings
from lamppost.attribute.makers import (
    attribute_builder,
    attribute_kind,
    attribute_maker,
    attribute_owners,
    attribute_watches,
    attribute_words,
    suggests_watching,
)
from lamppost.attribute.matching import MAC_BLOCK_FIELD, NAME_FIELD, Hit, Matcher
from lamppost.attribute.measures import cap_by_measure, measure_words
from lamppost.attribute.proofs import next_proof, tried_in_vain
from lamppost.attribute.replies import read_entered
from lamppost.attribute.weighing import READ_BY_SOMEONE, REPLIES, weigh
from lamppost.knowledge.base import Knowledge
from lamppost.model.assets import AssetRow
from lamppost.model.result import Device, Link, Note, Observed
from lamppost.model.vocabulary import PERSONAL_KINDS


def describe(shown: Shown, knowledge: Knowledge, captured_on: date | None, key: str) -> dict[str, Any]:
    """The parts of a `Device` that follow from the evidence and the packs alone.

    Args:
        shown: The evidence about it.
        knowledge: The packs, as of a day.
        captured_on: Last day of the evidence.
        key: How people find it: its address, else its MAC.
    """
    weighed = weigh(shown.hits, knowledge)
    maker = cap_by_measure(attribute_maker(weighed), weighed, knowledge)
    builder = attribute_builder(weighed, maker, knowledge)
    owners, builder_owners = attribute_owners(maker, knowledge), attribute_owners(builder, knowledge)
    product_line, model, firmware = attribute_words(shown.hits)
    kind, kind_chain = attribute_kind(shown)
    listings = attribute_listings(maker, owners, knowledge, captured_on, through="maker")
    listings += attribute_listings(builder, builder_owners, knowledge, captured_on, through="builder")
    return {
        "kind": kind,
        "kind_chain": kind_chain or _hint_links(shown),
        "watches": attribute_watches(kind, shown),
        "maker": maker,
        "builder": builder,
        "product_line": product_line,
        "model": model,
        "firmware": firmware,
        "owners": owners,
        "builder_owners": builder_owners,
        "listings": listings,
        "next_proof": next_proof(maker, builder, shown, key),
        "tried": [*tried_in_vain(shown), *measure_words(maker, knowledge)],
        "observed": observed_of(shown.hits),
        "heard": sorted(shown.fields),
        "n_names": shown.n_names,
        "mac_registrant": shown.registrant,
    }


def observed_of(hits: Sequence[Hit]) -> list[Observed]:
    """What was observed and matched, beside the MAC block: enough to attribute it again on another day."""
    return [
        Observed(evidence=hit.evidence, link=hit.links[0], model=hit.model, firmware=hit.firmware)
        for hit in hits
        if hit.links and hit.evidence not in READ_BY_SOMEONE | REPLIES | {"mac_block"}
    ]


NOT_SHOWN = "not shown"
"""Stands for the block of a MAC address that has a pseudonym, as in a document that was shared."""


def describe_again(
    device: Device,
    notes: Sequence[Note],
    matcher: Matcher,
    captured_on: date | None,
    rows: Sequence[AssetRow] = (),
) -> Device:
    """A device of a result document, described anew; where a person's device sends is left out.

    Args:
        device: The device, with what was observed of it.
        notes: Everything that the user read on it.
        matcher: The packs, as of a day.
        captured_on: Last day of the evidence.
        rows: Rows of lists that list it by its MAC address.
    """
    key = device.addresses[-1] if device.addresses else device.mac or device.id
    shown = recall(device, notes, matcher)
    for row in rows:
        shown = with_row(shown, row, matcher)
    described = describe(shown, matcher.knowledge, captured_on, key)
    described |= {"notes": list(notes), "observed": device.observed}
    if described["kind"] in PERSONAL_KINDS:
        described |= {
            "destinations": [],
            "unlisted": msgspec.UNSET,
            "reach": "not_told",
            "inside_only": False,
        }
    return msgspec.structs.replace(device, **described)


def recall(device: Device, notes: Sequence[Note], matcher: Matcher) -> Shown:
    """The evidence about a device of a result document, read anew with the packs as of a day.

    Args:
        device: The device.
        notes: What the user read on it.
        matcher: The packs; what they no longer hold shows nothing.
    """
    hits: list[Hit] = []
    for observed in device.observed:
        hits += _recalled(observed, matcher)
    if device.mac is not None and device.mac_registrant is not None:
        block = device.mac[:8] if device.mac[2:3] == ":" else NOT_SHOWN
        hits += matcher.match_block(block, device.mac_registrant, _block_seen(device, device.mac))
    for note in notes:
        hits += read_entered(note, device.mac or next(iter(device.addresses), device.id), matcher.knowledge)
    return Shown(
        hits=distinct(hits),
        fields=set(device.heard),
        registrant=device.mac_registrant,
        n_names=device.n_names,
    )


def _recalled(observed: Observed, matcher: Matcher) -> list[Hit]:
    link = observed.link
    if link.property == NAME_FIELD:
        return matcher.match_name(link.value, link)
    hit = matcher.recall(link.rule or "", link.value, link, observed.model, observed.firmware)
    return [hit] if hit is not None else []


def _block_seen(device: Device, mac: str) -> Link:
    seen_at = device.first_seen_at
    day = seen_at if seen_at == NO_TIME else seen_at[:10]
    return observation(mac, MAC_BLOCK_FIELD, device.evidence, device.first_row, day, device.row_kind)


def _hint_links(shown: Shown) -> list[Link]:
    """What suggests that a device of unknown kind watches or listens."""
    return [link for hit in shown.hits if suggests_watching(hit) for link in hit.links]
