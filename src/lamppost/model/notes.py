"""What the user found out, and entered: read on a thing, in a document, in a reply, or seen on the spot."""

from datetime import date
from typing import Literal

import msgspec

from lamppost.model.chain import Part

Finding = Literal["camera", "no_camera", "gone"]
"""What is where a map has a camera: one; something that is none; nothing any more."""


class Reply(Part, frozen=True, kw_only=True):
    """Who replied to a question, and in which file; of its text nothing is kept but what was entered."""

    sender: str
    source_class: Literal["official", "party"]
    file: str
    """Base name."""
    sha256: str
    builder: str | None = None
    """Who built the device, as the reply says."""
    model: str | None = None


class Note(Part, frozen=True, kw_only=True):
    """What the user read on a device, in a document or in a reply, or saw where a camera is, and entered."""

    kind: Literal["label", "document", "reply", "look"]
    """`look`: somebody was there; of cameras of maps alone."""
    text: str
    """The words as read; of a look and a reply, what was entered."""
    seen_on: date
    maker: str | None = None
    """The maker's name, where the user told it apart from the other words."""
    reply: Reply | msgspec.UnsetType = msgspec.UNSET
    """Whose reply it is; absent from what was read elsewhere."""
    operator: str | msgspec.UnsetType = msgspec.UNSET
    """Who runs the camera of a map: an organisation, a public body or a business; no person's name is taken."""
    found: Finding | msgspec.UnsetType = msgspec.UNSET
    """What is where the map has the camera."""
