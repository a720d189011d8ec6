"""The result document itself, as text."""

import re

from lamppost.model.result import ResultDocument
from lamppost.model.writing import encode_result

FORMAT = "json"
SUFFIX = ".json"

_ACTING = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def render(result: ResultDocument) -> str:
    """The document as indented JSON (RFC 8259), the same text for the same content.

    Control characters beyond ASCII and marks that turn the reading direction are written as
    escapes, so that the text cannot act on the terminal that shows it; read back, it is equal.
    """
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", encode_result(result).decode())
