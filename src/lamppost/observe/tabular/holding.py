"""What cells hold, whatever heads them: MAC addresses, IP addresses, host names, nothing.

MAC addresses are read as IEEE 802 writes them (six octets in hexadecimal, apart by hyphens or colons), and in the two other ways
that network equipment prints them: three groups of four by dots, and twelve digits together. IP addresses are read as Python's
`ipaddress` reads them (RFC 791, RFC 4291 §2.2), with or without the length of a prefix behind them.
"""

import ipaddress
import re
from functools import lru_cache

_MAC = re.compile(
    r"[0-9a-f]{2}(?P<apart>[:-])(?:[0-9a-f]{2}(?P=apart)){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{12}"
)
_APART = re.compile(r"[:.-]")
_SEVERAL = re.compile(r"[\s,;|]+")
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?:\.(?!-)[\w-]{1,63}){0,8}\.?")
MOST_HOST = 253
_ABSENT = frozenset(
    {
        *("-", "--", "---", "–", "—", "_", "/", ".", "..", "...", "?", "??", "*", "0", "n/a", "#n/a", "n.a.", "n.a", "na", "nan", "nil", "null", "none", "(none)"),
        *("empty", "(empty)", "(blank)", "unknown", "not known", "tbd", "tba", "tbc", "not applicable", "not available", "no data", "undefined"),
        *("unbekannt", "k.a.", "k. a.", "keine", "keine angabe", "inconnu", "aucun", "desconocido", "ninguno", "desconhecido", "sconosciuto", "nessuno"),
        *("onbekend", "geen", "okänd", "ukendt", "ukjent", "neznámý", "неизвестно", "нет", "不详", "不詳", "未知", "无", "無", "なし", "不明", "없음", "미상"),
    }
)  # fmt: skip
"""What people write into a cell that holds nothing."""


def told(cell: str) -> str | None:
    """The words of a cell, white space aside; None where it holds nothing, or says so."""
    text = " ".join(cell.split())
    return None if not text or text.casefold() in _ABSENT else text


@lru_cache(maxsize=1024)
def mac_in(text: str) -> str | None:
    """The MAC address that a cell is, in lower case and apart by colons; None where it is none.

    One without a bit is none: lists write it where nothing is known.
    """
    low = text.strip().lower()
    if _MAC.fullmatch(low) is None:
        return None
    digits = _APART.sub("", low)
    if not digits.strip("0") or not digits.strip("f"):
        return None
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


@lru_cache(maxsize=1024)
def address_in(text: str) -> str | None:
    """The IP address that a cell is, as RFC 5952 writes it; None where it is none."""
    try:
        return str(ipaddress.ip_interface(text.strip().strip("[]")).ip).partition("%")[0]
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def host_in(text: str) -> str | None:
    """The host name that a cell is; None where no host is called so."""
    bare = text.strip()
    return bare.rstrip(".") if len(bare) <= MOST_HOST and _HOST.fullmatch(bare) else None


def several(text: str) -> list[str]:
    """The parts of a cell that holds more than one."""
    return [part for part in _SEVERAL.split(text) if part]
