"""Longest-prefix look-up of addresses."""

import ipaddress
from collections.abc import Iterable
from typing import Generic, TypeVar

V = TypeVar("V")


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
            network = ipaddress.ip_network(prefix)
            shift = network.max_prefixlen - network.prefixlen
            by_key = self._tables[network.version].setdefault(shift, {})
            by_key[int(network.network_address) >> shift] = (prefix, value)
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
