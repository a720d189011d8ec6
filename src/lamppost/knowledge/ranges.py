"""Longest-prefix look-up of addresses."""

import ipaddress
import re
from collections.abc import Iterable
from typing import Generic, TypeVar

V = TypeVar("V")
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4 = re.compile(rf"{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}/(3[0-2]|[12]?[0-9])")


class PrefixTable(Generic[V]):
    """Values by address prefix; the longest prefix that holds an address wins.

    One dictionary per prefix length, so that a look-up costs one probe per length that occurs.
    """

    def __init__(self, rows: Iterable[tuple[str, V]]) -> None:
        """Build the table.

        Args:
            rows: Prefix in CIDR notation, and its value; a later row replaces an equal prefix.

        Raises:
            ValueError: A prefix is none.
        """
        self._tables: dict[int, dict[int, dict[int, tuple[str, V]]]] = {4: {}, 6: {}}
        for prefix, value in rows:
            version, first, shift = _numbers(prefix)
            self._tables[version].setdefault(shift, {})[first >> shift] = (prefix, value)
        for version, tables in self._tables.items():
            self._tables[version] = dict(sorted(tables.items()))

    def longest(self, address: str) -> tuple[str, V] | None:
        """The longest prefix that holds the address, with its value; None if there is none.

        Raises:
            ValueError: The text is no address.
        """
        parsed = ipaddress.ip_address(address)
        number = int(parsed)
        for shift, by_key in self._tables[parsed.version].items():
            if found := by_key.get(number >> shift):
                return found
        return None


def _numbers(prefix: str) -> tuple[int, int, int]:
    """Version, first address and bits left over of a prefix; the usual spelling of IPv4 is read at once.

    Raises:
        ValueError: It is none.
    """
    if plain := _V4.fullmatch(prefix):
        one, two, three, four, length = map(int, plain.groups())
        first, shift = one << 24 | two << 16 | three << 8 | four, 32 - length
        if first >> shift << shift == first:
            return 4, first, shift
    network = ipaddress.ip_network(prefix)
    return network.version, int(network.network_address), network.max_prefixlen - network.prefixlen
