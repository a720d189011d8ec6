"""Texts that strangers sent, made safe to keep: host names, and values as one short line."""

import re

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)*(?P<last>{_LABEL})", re.ASCII).fullmatch
_WITH_PORT = re.compile(r"_\d{1,5}\._https\.", re.ASCII).match
_MOST_NAME = 253
_MOST_VALUE = 200
_MOST_LOOKED_AT = 4096


def host_name(text: str) -> str | None:
    """The host name that is meant (RFC 1123 §2.1), lower case without the final dot; None: it is none.

    Addresses are no names: the last label is not of digits alone.
    """
    name = text.lower().removesuffix(".")
    match = _HOST_NAME(name) if len(name) <= _MOST_NAME else None
    return None if match is None or match["last"].isdigit() else name


def asked_name(text: str) -> str | None:
    """The host name that DNS was asked for; of a service on another port (RFC 9460 §2.3) that of the host."""
    port = _WITH_PORT(text.lower())
    return host_name(text[port.end() :] if port else text)


def one_line(text: str) -> str | None:
    """The value as at most 200 printable characters, with single spaces; None where nothing is left."""
    seen = text[:_MOST_LOOKED_AT]
    if not seen.isprintable():
        seen = "".join(one if one.isprintable() else " " if one.isspace() else "" for one in seen)
    return " ".join(seen.split())[:_MOST_VALUE].rstrip() or None
