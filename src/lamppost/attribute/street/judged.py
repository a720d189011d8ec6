"""Cameras of a map as rules ask about them."""

from collections.abc import Sequence

from lamppost.model.result import Device
from lamppost.model.sites import Site
from lamppost.model.status import STRONG


def as_devices(sites: Sequence[Site]) -> list[Device]:
    """What rules ask about, for cameras of a map: nothing of where one sends, for a map cannot tell.

    What a site is, and that something watches there, is known to a rule from `corroborated` on: what a map of volunteers alone says
    is a candidate, and leaves a verdict open. Neither the place, nor who runs it, nor what it watches is taken from the map for a rule: a tag is one volunteer's word, and what
    a rule of law turns on is for the user to say (`--context`).

    Args:
        sites: The cameras.
    """
    return [
        Device(
            id=one.id,
            mac=None,
            addresses=[],
            kind=one.kind if _is_sure(one) else "unknown",
            kind_chain=one.kind_chain,
            watches=one.watches if _is_sure(one) else None,
            maker=one.maker,
            builder=one.builder,
            model=None,
            firmware=None,
            owners=one.owners,
            builder_owners=one.builder_owners,
            destinations=[],
            listings=one.listings,
            reach="not_told",
            inside_only=False,
            laws=one.laws,
            first_seen_at="",
            last_seen_at="",
            first_row=0,
            evidence=one.file,
            next_proof=one.next_proof,
            tried=[],
        )
        for one in sites
    ]


def _is_sure(site: Site) -> bool:
    """Whether more than one volunteer's word says that it is there and what it is."""
    return site.present in STRONG and site.kind_status in STRONG
