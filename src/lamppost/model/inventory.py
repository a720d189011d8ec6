"""A list of things held against what was seen of a network: which row is which device, and where they disagree."""

from typing import Literal

import msgspec

from lamppost.model.chain import Part
from lamppost.model.covered import Unknown
from lamppost.model.saying import Sentence

JoinedBy = Literal["mac", "address", "host"]
"""By what a row is a device: its MAC address, an IP address that one device held, or a name that was looked up for one."""


class Disagreement(Part, frozen=True, kw_only=True):
    """Something that a row says otherwise than the device that it was joined to."""

    about: Literal["maker", "kind", "model", "address"]
    listed: str
    """As the row has it."""
    seen: str
    """As the device itself shows it."""
    text: Sentence


class Joined(Part, frozen=True, kw_only=True):
    """A row, and the device here that it lists."""

    row: str
    """Id of the row."""
    device: str | None
    """Id of the device; None for one that is counted and not described."""
    by: JoinedBy
    disagreements: list[Disagreement] = msgspec.field(default_factory=list)


class Inventory(Part, frozen=True, kw_only=True):
    """What the lists and the captures of one document have in common, and what only one of them has."""

    joined: list[Joined]
    not_seen: list[str]
    """Rows, by id, whose MAC address, address and host name nobody here had."""
    not_sought: list[str]
    """Rows that hold neither, so that nothing could be looked for."""
    ambiguous: list[str]
    """Rows that several devices here answer to: which of them cannot be told."""
    not_listed: list[str]
    """Devices, by id, that watch or listen, or may, and that no row lists."""
    not_listed_counts: dict[str, int]
    """Other devices that no row lists, by kind."""
    not_listed_unknown: list[Unknown]
    """Of those the ones that no fingerprint knows."""
