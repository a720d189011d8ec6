"""A document as it is handed out: statements of the user's own packs marked, and what its sentences were made of."""

from typing import TypeVar

import msgspec

from lamppost.knowledge.own import mark_own
from lamppost.knowledge.packs import Packs
from lamppost.model.saying import with_sentences

Document = TypeVar("Document", bound=msgspec.Struct)


def conclude(document: Document, packs: Packs) -> Document:
    """The document with `from_own_pack` set where it is so, and with `sentences`.

    Args:
        document: A result, an answer or a timeline.
        packs: The packs that it was made with.
    """
    return with_sentences(mark_own(document, packs))
