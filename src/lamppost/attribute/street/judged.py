"""Cameras of a map as rules ask about them."""

from collections.abc import Sequence

from lamppost.attribute.judged_rows import as_device
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
        as_device(one, one.kind, one.watches, 0) if _is_sure(one) else as_device(one, "unknown", None, 0)
        for one in sites
    ]


def _is_sure(site: Site) -> bool:
    """Whether more than one volunteer's word says that it is there and what it is."""
    return site.present in STRONG and site.kind_status in STRONG
