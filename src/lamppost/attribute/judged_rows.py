"""Rows of lists, and whatever else is described and not heard, as rules ask about them."""

from collections.abc import Sequence

from lamppost.model.result import Asset, Device
from lamppost.model.sites import Site
from lamppost.model.vocabulary import DeviceKind


def as_devices(assets: Sequence[Asset]) -> list[Device]:
    """What rules ask about, for rows of lists: nothing of where a thing sends, for a list cannot tell."""
    return [as_device(one, one.kind, one.watches, one.line) for one in assets]


def as_device(thing: Asset | Site, kind: DeviceKind, watches: bool | None, row: int) -> Device:
    """What rules ask about a thing that was described and not heard: nothing of where it sends.

    Args:
        thing: A row of a list, or a camera of a map.
        kind: What it is, as far as a rule may rest on that.
        watches: Whether it watches or listens, likewise.
        row: Where it stands in its file; 0 where no row is told.
    """
    return Device(
        id=thing.id,
        mac=None,
        addresses=[],
        kind=kind,
        kind_chain=thing.kind_chain,
        watches=watches,
        maker=thing.maker,
        builder=thing.builder,
        model=None,
        firmware=None,
        owners=thing.owners,
        builder_owners=thing.builder_owners,
        destinations=[],
        listings=thing.listings,
        reach="not_told",
        inside_only=False,
        laws=thing.laws,
        first_seen_at="",
        last_seen_at="",
        first_row=row,
        evidence=thing.file,
        next_proof=thing.next_proof,
        tried=[],
    )
