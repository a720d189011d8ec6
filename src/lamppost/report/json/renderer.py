"""The result document itself, as text."""

import codecs
import re
from collections.abc import Iterator

from lamppost.model.result import ResultDocument
from lamppost.model.writing import result_pieces

FORMAT = "json"
SUFFIX = ".json"

_ACTING = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

_PIECE = 1 << 20


def render(result: ResultDocument) -> str:
    """The document as indented JSON (RFC 8259), the same text for the same content.

    Control characters beyond ASCII and marks that turn the reading direction are written as
    escapes, so that the text cannot act on the terminal that shows it; read back, it is equal.
    """
    return "".join(pieces(result))


def pieces(result: ResultDocument) -> Iterator[str]:
    """The same, some letters at a time."""
    parts = (
        piece[at : at + _PIECE] for piece in result_pieces(result) for at in range(0, len(piece), _PIECE)
    )
    for text in codecs.iterdecode(parts, "utf-8"):
        yield _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
