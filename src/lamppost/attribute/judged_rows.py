"""Rows of lists as rules ask about them."""

from collections.abc import Sequence

from lamppost.model.result import Asset, Device


def as_devices(assets: Sequence[Asset]) -> list[Device]:
    """What rules ask about, for rows of lists: nothing of where a thing sends, for a list cannot tell."""
    return [
        Device(
            id=one.id,
            mac=None,
            addresses=[],
            kind=one.kind,
            kind_chain=one.kind_chain,
            watches=one.watches,
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
            first_row=one.line,
            evidence=one.file,
            next_proof=one.next_proof,
            tried=[],
        )
        for one in assets
    ]
