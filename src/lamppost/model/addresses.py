"""Addresses as numbers in columns, and as words for people."""

import ipaddress
from functools import lru_cache

IPV4_MAPPED = 0xFFFF << 32
MULTICAST_BIT = 1 << 40
LOCAL_BIT = 1 << 41
BROADCAST_MAC = 0xFFFFFFFFFFFF
REMEMBERED = 1 << 14  # addresses whose two spellings are kept: the same few come again and again


@lru_cache(maxsize=REMEMBERED)
def ip_text(high: int, low: int) -> str:
    """The address in its usual spelling; IPv4-mapped ones as dotted quads (RFC 5952)."""
    if high == 0 and low >> 32 == IPV4_MAPPED >> 32:
        number = int(low)
        return f"{number >> 24 & 255}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return str(ipaddress.IPv6Address((int(high) << 64) | int(low)))


@lru_cache(maxsize=REMEMBERED)
def ip_numbers(text: str) -> tuple[int, int]:
    """The two 64-bit halves used in columns.

    Raises:
        ValueError: The text is not an IP address.
    """
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv4Address):
        return 0, IPV4_MAPPED | int(address)
    number = int(address)
    return number >> 64, number & 0xFFFFFFFFFFFFFFFF


def mac_text(mac: int) -> str:
    """Six pairs of lower-case hex digits with colons."""
    return ":".join(f"{(mac >> shift) & 0xFF:02x}" for shift in range(40, -8, -8))


def mac_number(text: str) -> int:
    """The 48-bit number of a MAC written with colons, hyphens or nothing between.

    Raises:
        ValueError: The text is not a MAC address.
    """
    digits = text.replace(":", "").replace("-", "").replace(".", "")
    if len(digits) != 12:
        raise ValueError(text)
    return int(digits, 16)


def is_randomised(mac: int) -> bool:
    """Whether the address is locally administered, so that its block names nobody (IEEE 802)."""
    return bool(mac & LOCAL_BIT)
