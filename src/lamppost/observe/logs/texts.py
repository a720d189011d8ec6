"""Text that strangers wrote into logs, made safe to keep: host names, and one short line of what a device says of itself.

The same is kept of the same text as of captures, so that the same fingerprints match.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

MOST_CHARACTERS = 200
"""Of a self-description."""
_MOST_LOOKED_AT = 4 * 1024
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}", re.ASCII).fullmatch
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:[.,]\d+)?", re.ASCII).fullmatch

_LONGEST_LABEL = 63
_DIGITS = b"0123456789"
_OF_HOST_NAMES = b"abcdefghijklmnopqrstuvwxyz-.\n" + _DIGITS
_FOLDED = bytes.maketrans(_DIGITS, b"0" * len(_DIGITS))
_PARTED = bytes.maketrans(b".", b"\n")
_IN_NO_LABELS = (b"\n\n", b"\n-", b"-\n")
_IN_NO_LINES = ("\n\n", "\n ", " \n", "  ")

Clean = TypeVar("Clean", bound=Callable[..., str | None])
Tell = Callable[[Sequence[str]], bool]
_left: dict[object, Tell] = {}


def leaving(tell: Tell) -> Callable[[Clean], Clean]:
    """What cleans texts one by one need not do so where it is told of many that all of them are left as they are.

    Args:
        tell: Whether some texts are; it may say no where they are.
    """

    def with_it(clean: Clean) -> Clean:
        _left[clean] = tell
        return clean

    return with_it


def are_left(clean: Callable[..., Any], texts: Sequence[str]) -> bool:
    """Whether it is known that each of some texts is left as it is."""
    tell = _left.get(getattr(clean, "__func__", clean))
    return tell is not None and tell(texts)


def are_host_names(texts: Sequence[str]) -> bool:
    """Whether all are host names as `host_name` leaves them, short ones, none of which ends with a digit."""
    lines = "\n".join(texts)
    if not lines.isascii() or max(map(len, texts), default=0) > _LONGEST_LABEL:
        return False
    octets = f"\n{lines}\n".encode()
    if octets.count(b"\n") != len(texts) + 1 or octets.translate(None, _OF_HOST_NAMES):
        return False
    labels = octets.translate(_PARTED)
    return b"0\n" not in octets.translate(_FOLDED) and not any(one in labels for one in _IN_NO_LABELS)


def are_lines(texts: Sequence[str]) -> bool:
    """Whether all are lines as `one_line` leaves them."""
    lines = "\n".join(texts)
    if lines.count("\n") != len(texts) - 1 or max(map(len, texts), default=0) > MOST_CHARACTERS:
        return False
    bounded = f"\n{lines}\n"
    return lines.replace("\n", "").isprintable() and not any(one in bounded for one in _IN_NO_LINES)


@leaving(are_host_names)
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


@leaving(are_lines)
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
