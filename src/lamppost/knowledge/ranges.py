"""Longest-prefix look-up of addresses."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

V = TypeVar("V")
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4 = re.compile(rf"{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}/(3[0-2]|[12]?[0-9])")


class PrefixTable(Generic[V]):
    """Values by address prefix; the longest prefix that holds an address wins.

    One dictionary per prefix length, so that a look-up costs one probe per length that occurs. The prefixes
    of a family are read when an address of it is first looked up: most captures ask for one family alone.
    """

    def __init__(self, rows: Iterable[tuple[str, V]]) -> None:
        """Keep the rows.

        Args:
            rows: Prefix in CIDR notation, and its value; a later row replaces an equal prefix.
        """
        held: dict[int, list[tuple[str, V]]] = {4: [], 6: []}
        for row in rows:
            held[6 if ":" in row[0] else 4].append(row)
        self._rows_of: Callable[[int], Iterable[tuple[str, int, int, V]]] = lambda version: (
            (prefix, *numbers_of(prefix)[1:], value) for prefix, value in held.pop(version)
        )
        self._tables: dict[int, dict[int, dict[int, tuple[str, V]]]] = {}

    @classmethod
    def stored(cls, rows_of: Callable[[int], Iterable[tuple[str, int, int, V]]]) -> "PrefixTable[V]":
        """A table whose rows are given by family, 4 or 6: prefix, first address, bits left open, value."""
        table = cls(())
        table._rows_of = rows_of
        return table

    def longest(self, address: str) -> tuple[str, V] | None:
        """The longest prefix that holds the address, with its value; None if there is none.

        Raises:
            ValueError: The text is no address, or a prefix of its family is none.
        """
        parsed = ipaddress.ip_address(address)
        number = int(parsed)
        for shift, by_key in self._of(parsed.version).items():
            if found := by_key.get(number >> shift):
                return found
        return None

    def _of(self, version: int) -> dict[int, dict[int, tuple[str, V]]]:
        """The prefixes of one family by bits left over, the longest first, and by what they start with."""
        if version not in self._tables:
            tables: dict[int, dict[int, tuple[str, V]]] = {}
            for prefix, first, shift, value in self._rows_of(version):
                tables.setdefault(shift, {})[first >> shift] = (prefix, value)
            self._tables[version] = dict(sorted(tables.items()))
        return self._tables[version]


def numbers_of(prefix: str) -> tuple[int, int, int]:
    """Family, first address and bits left open of a prefix; the usual spelling of IPv4 is read at once.

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
