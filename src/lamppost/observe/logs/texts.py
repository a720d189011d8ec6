"""Text that strangers wrote into logs, made safe to keep: host names, and one short line of what a device says of itself.

The same is kept of the same text as of captures, so that the same fingerprints match.
"""

import re
from functools import lru_cache

MOST_CHARACTERS = 200
"""Of a self-description."""
_MOST_LOOKED_AT = 4 * 1024
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}", re.ASCII).fullmatch
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:[.,]\d+)?", re.ASCII).fullmatch


@lru_cache(maxsize=1 << 16)
def host_name(text: str) -> str | None:
    """The text as a host name (RFC 1123 §2.1): lower case, no final dot; None if it is none.

    Addresses are no names: a last label of digits alone is refused.
    """
    name = text.lower().removesuffix(".")
    if len(name) > 253 or not _HOST_NAME(name) or name.rpartition(".")[2].isdigit():
        return None
    return name


def without_port(text: str) -> str:
    """The host of a Host field or of a request target, without its port (RFC 9110 §7.2)."""
    host, colon, port = text.rpartition(":")
    return host if colon and (port.isdigit() or not port) else text


def lacks_zone(text: str | None) -> bool:
    """Whether a text is a day and a time of day (ISO 8601, RFC 3339) that do not say by which clock they are."""
    return text is not None and _WITHOUT_ZONE(text) is not None


def one_line(text: str) -> str | None:
    """The text as one printable line of at most 200 characters; None where nothing is left.

    Control, format and unassigned characters are left out, runs of white space are one space.
    """
    text = text[:_MOST_LOOKED_AT]
    if not text.isprintable():
        text = "".join(_printable(one) for one in text)
    return " ".join(text.split())[:MOST_CHARACTERS].rstrip() or None


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else ""
