"""What cells of flow tables mean: instants since 1970 in some unit, protocols by number or name, flags by letters."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.saying import noted
from lamppost.observe.logs.rows import NOT_TOLD

UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1, "ns": 0.001}
"""Microseconds of each unit."""
UNIT_WORDS = {
    "s": noted("seconds since 1970"),
    "ms": noted("milliseconds since 1970"),
    "us": noted("microseconds since 1970"),
    "ns": noted("nanoseconds since 1970"),
}
_LEAST = 10**8
"""Seconds since 1970, in March 1973: what is less may be a time since something else."""
_FACTORS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
UNKNOWN_PROTOCOL = 255
"""Reserved (IANA, Assigned Internet Protocol Numbers): a row that does not say which."""
PROTOCOLS = {
    "hopopt": 0, "icmp": 1, "igmp": 2, "ipip": 4, "ipv4": 4, "tcp": 6, "egp": 8, "udp": 17, "dccp": 33, "ipv6": 41,
    "rsvp": 46, "gre": 47, "esp": 50, "ah": 51, "icmp6": 58, "icmpv6": 58, "ipv6-icmp": 58, "eigrp": 88, "ospf": 89,
    "ospfigp": 89, "pim": 103, "vrrp": 112, "l2tp": 115, "sctp": 132, "udplite": 136, "unknown_transport": 255,
}  # fmt: skip
"""Keywords of IANA, Assigned Internet Protocol Numbers, in lower case, and what Zeek and nfdump call some of them."""
_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d)[T ]")
_DATED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_ZONE = re.compile(r"(Z|[+-]\d\d:?\d\d)$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FLAGS = {letter: 1 << at for at, letter in enumerate("FSRPAUEC")}


def unit_of(numbers: Column) -> str | None:
    """In which unit instants are, which their size tells from 1973 to 5138; None where they are none, or of several.

    Args:
        numbers: Of at least one row, those that are told.
    """
    least, most = float(numbers.min()), float(numbers.max())
    for unit, factor in _FACTORS.items():
        if _LEAST * factor <= least and most < _LEAST * factor * 1000:
            return unit
    return None


def microseconds(numbers: Column, unit: str) -> Column:
    """Instants as whole microseconds; NOT_TOLD where nothing is told, or the number is not of this unit.

    Args:
        numbers: Whole, or with a fraction; NOT_TOLD or NaN where nothing is told.
        unit: One of `UNITS`.
    """
    factor = _FACTORS[unit]
    fits = (numbers >= _LEAST * factor) & (numbers < _LEAST * factor * 1000)
    held = np.where(fits, numbers, 0)
    if held.dtype.kind == "f":
        made = np.rint(held * UNITS[unit]).astype(np.int64)
    elif unit == "ns":
        made = held.astype(np.int64) // 1000
    else:
        made = held.astype(np.int64) * int(UNITS[unit])
    return np.where(fits, made, NOT_TOLD)


def is_date(text: str) -> bool:
    """Whether a text is a day and a time of day."""
    return bool(_DATED.match(text) or _SLASHED.match(text))


def has_zone(text: str) -> bool:
    """Whether it says which clock it is by."""
    return bool(_ZONE.search(text.strip()))


def instant(text: str) -> int:
    """Microseconds since 1970 of a day and a time of day; without a zone it is by UTC.

    Raises:
        ValueError: It is none.
    """
    text = _SLASHED.sub(r"\1-\2-\3T", text.strip().removesuffix(" UTC"))
    moment = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.replace("Z", "+00:00")))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    span = moment - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def protocol(text: str) -> int | None:
    """The number of a protocol that is written as a number or a name; None where it is none."""
    word = text.strip().lower()
    if word.isdecimal() and len(word) < 4:
        return int(word) if int(word) <= UNKNOWN_PROTOCOL else None
    return PROTOCOLS.get(word)


def flags(text: str) -> int | None:
    """The bits of flags of TCP, written as their letters (`.AP.SF`) or as a number."""
    word = text.strip()
    if word.isdecimal():
        return int(word) & 0xFF
    letters = word.upper().replace(".", "").replace(" ", "")
    return sum({_FLAGS[one] for one in letters}) if set(letters) <= set(_FLAGS) else None


def table_of(read: Sequence[int | None]) -> Column:
    """Values by place, with NOT_TOLD behind the last, so that a place of -1 is not told."""
    return np.array([*(NOT_TOLD if one is None else one for one in read), NOT_TOLD], np.int64)
