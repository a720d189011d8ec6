"""Text from strangers made safe to keep: short, one line, no control characters; and host names."""

import re
from collections.abc import Iterable

from lamppost.observe.capture.payloads.heard import Said

MAX_CHARACTERS = 200
MAX_SAID = 64  # rows from one payload
_MAX_RAW = 4 * 1024  # bytes looked at for one value

_HOST_NAME = re.compile(
    rb"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
).fullmatch


def clean(raw: bytes | str) -> str:
    """The value as one printable line.

    Args:
        raw: UTF-8 bytes, broken or not, or text already decoded.

    Returns:
        At most 200 characters; control, format and unassigned characters removed, runs of white
        space made one space. Empty where nothing is left.
    """
    text = raw[:_MAX_RAW]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if not text.isprintable():
        text = "".join(_printable(character) for character in text)
    return " ".join(text.split())[:MAX_CHARACTERS].rstrip()


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else ""


def say(pairs: Iterable[tuple[str, bytes | str]], mac: int | None = None) -> tuple[Said, ...]:
    """The pairs as self-descriptions, cleaned, each once, the empty ones dropped.

    Args:
        pairs: Field of the allow-list and raw value, in the order of the payload.
        mac: The MAC address that is spoken for, where it is not the frame's source.

    Returns:
        At most 64 rows, in order.
    """
    kept: dict[Said, None] = {}
    for field, raw in pairs:
        value = clean(raw)
        if value:
            kept[Said(field, value, mac)] = None
            if len(kept) == MAX_SAID:
                break
    return tuple(kept)


def until_nul(raw: bytes) -> bytes:
    """The text of a fixed field that is padded with NUL bytes."""
    return raw.partition(b"\0")[0]


def host_name(raw: bytes) -> str | None:
    """The name as a host name (RFC 1123 §2.1): lower case, no final dot; None if it is not one.

    Addresses are not names: a last label of digits alone is refused.
    """
    name = raw.lower().removesuffix(b".")
    if len(name) > 253 or not _HOST_NAME(name) or name.rpartition(b".")[2].isdigit():
        return None
    return name.decode("ascii")
