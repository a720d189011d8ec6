"""One row per device on the network: which address is whose, and who only forwards.

An address belongs to the MAC that claimed it (ARP, neighbour discovery, a lease, traffic that no
router forwards). A MAC that sends for addresses it does not own is a router; the hosts behind it
are one row per address, with no MAC evidence at all.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from lamppost.model.addresses import MULTICAST_BIT, ip_numbers, ip_text, mac_text
from lamppost.model.observations import (
    NO_MAC,
    SENDER_ARP,
    SENDER_FORWARDED,
    SENDER_INITIAL_TTL,
    SENDER_LINK_LOCAL,
    SENDER_NDP,
    Column,
    Observations,
)

OWNED = SENDER_ARP | SENDER_NDP | SENDER_LINK_LOCAL
MAX_OWN_IPV6 = 8  # a host keeps a few temporary addresses in one prefix (RFC 8981)

LOCAL_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8",  # RFC 1918
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",  # RFC 6598
        "169.254.0.0/16",  # RFC 3927
        "127.0.0.0/8",
        "fc00::/7",  # RFC 4193
        "fe80::/10",
        "::1/128",
    )
)
"""Ranges that never leave a site; `--home` adds the user's own."""


@dataclass(slots=True, kw_only=True)
class Endpoint:
    """A device, or an address behind a router."""

    mac: int | None
    addresses: list[str] = field(default_factory=list)
    first_seen_at: int
    last_seen_at: int
    first_row: int
    evidence: int
    is_router: bool = False
    behind_router: bool = False

    @property
    def key(self) -> str:
        """What identifies it: its MAC, else its address."""
        return mac_text(self.mac) if self.mac is not None else self.addresses[0]


class Endpoints:
    """All endpoints, found by MAC and address."""

    def __init__(self, observations: Observations, home: Iterable[str] = ()) -> None:
        """Work out the bindings.

        Args:
            observations: What was read.
            home: Networks of the user in CIDR notation, counted as inside.

        Raises:
            ValueError: A home network is none.
        """
        self._home = (*LOCAL_NETWORKS, *(ipaddress.ip_network(text, strict=False) for text in home))
        self.rows: list[Endpoint] = []
        self._by_mac: dict[int, int] = {}
        self._by_pair: dict[tuple[int, int, int], int] = {}
        self._by_address: dict[tuple[int, int], list[int]] = {}
        self.hosts_behind_routers = 0
        self._bind(observations.senders)

    def is_inside(self, address: str) -> bool:
        """Whether the address is on the site: private ranges, the user's own, and bound ones."""
        if ip_numbers(address) in self._by_address:
            return True
        parsed = ipaddress.ip_address(address)
        return any(parsed in network for network in self._home if network.version == parsed.version)

    def is_nowhere(self, address: str) -> bool:
        """Whether the address is nobody's in particular: multicast, broadcast, unset."""
        return not _is_given(*ip_numbers(address))

    def outside_column(self, high: Column, low: Column) -> Column:
        """Per row, whether an address is somebody's outside the site."""
        outside = np.asarray(_is_given(high, low)) & ~_is_private(high, low)
        bound = np.array(sorted({pair[1] for pair in self._by_address}), np.uint64)
        for row in np.flatnonzero(outside & np.isin(low, bound)).tolist():
            outside[row] = (int(high[row]), int(low[row])) not in self._by_address
        return outside & ~self._is_home(high, low, outside)

    def number_pairs(self, pairs: Iterable[tuple[str, str]]) -> set[tuple[int, int, int, int]]:
        """Pairs of addresses as the four numbers that flows hold."""
        return {(*ip_numbers(first), *ip_numbers(second)) for first, second in pairs if first and second}

    def low_halves(self, rows: Iterable[int]) -> set[int]:
        """The lower halves of the addresses of some endpoints, to search columns by."""
        return {ip_numbers(address)[1] for row in rows for address in self.rows[row].addresses}

    def find(self, mac: int, address: str) -> int | None:
        """The endpoint that a frame's sender is, or None for a host outside.

        Args:
            mac: The sender's MAC, or NO_MAC.
            address: Its address; "" where it had none.
        """
        if address:
            high, low = ip_numbers(address)
            return self.find_numbers(mac, high, low)
        return self._by_mac.get(mac)

    def find_numbers(self, mac: int, high: int, low: int) -> int | None:
        """The same by the two halves of an address."""
        if (found := self._by_pair.get((mac, high, low))) is not None:
            return found
        at_address = self._by_address.get((high, low), [])
        if len(at_address) == 1:
            return at_address[0]
        if at_address or _is_given(high, low):
            return None
        return self._by_mac.get(mac)

    def _bind(self, senders: dict[str, Column]) -> None:
        mac, high, low, flags = (senders[name] for name in ("mac", "ip_high", "ip_low", "flags"))
        order = np.argsort(senders["first_seen_at"], kind="stable")
        given = np.asarray(_is_given(high, low))
        is_host = (mac > 0) & ((mac & MULTICAST_BIT) == 0)
        owned = is_host & given & (((flags & OWNED) != 0) | _is_link_local(high, low))
        owned |= self._sole_addresses(senders, is_host & given & ~owned)
        forwards = set(np.unique(mac[is_host & given & ~owned]).tolist())
        inside = given & _is_private(high, low)
        wanted = (
            owned
            | (is_host & ~given)
            | (given & ~owned & (inside | self._is_home(high, low, given & ~owned)))
        )
        routers_only = np.isin(mac, np.array(sorted(forwards), dtype=np.int64)) & is_host
        for index in order[(wanted | routers_only)[order]].tolist():
            host_mac = int(mac[index])
            if is_host[index]:
                self._mac_row(senders, index, host_mac).is_router |= host_mac in forwards
            if not given[index] or not wanted[index]:
                continue
            pair = (int(high[index]), int(low[index]))
            if owned[index]:
                row = self._by_mac[host_mac]
                self._by_address.setdefault(pair, [])
                if row not in self._by_address[pair]:
                    self._by_address[pair].append(row)
                    self.rows[row].addresses.append(ip_text(*pair))
                self._by_pair[(host_mac, *pair)] = row
        for index in order[(wanted & given & ~owned)[order]].tolist():
            pair = (int(high[index]), int(low[index]))
            if pair not in self._by_address:
                self._address_row(senders, index, pair)
                self.hosts_behind_routers += int(is_host[index])

    def _sole_addresses(self, senders: dict[str, Column], unowned: Column) -> Column:
        """Addresses that a MAC sends for alone and unforwarded: its own, if never claimed aloud.

        One IPv4 address, or a few IPv6 ones of one prefix, whose packets all still carry a
        time-to-live that a sender starts with.
        """
        mac, high, flags = (senders[name] for name in ("mac", "ip_high", "flags"))
        is_v4 = high == 0
        direct = ((flags & SENDER_INITIAL_TTL) != 0) & ((flags & SENDER_FORWARDED) == 0)
        own = np.zeros(len(mac), bool)
        for family in (is_v4, ~is_v4):
            rows = np.flatnonzero(unowned & family)
            macs, inverse, counts = np.unique(mac[rows], return_inverse=True, return_counts=True)
            all_direct = np.ones(len(macs), bool)
            np.logical_and.at(all_direct, inverse, direct[rows])
            prefixes = (
                [len(set(high[rows[inverse == at]].tolist())) for at in range(len(macs))]
                if len(macs) < 5000
                else counts
            )
            most = 1 if family is is_v4 else MAX_OWN_IPV6
            fine = all_direct & (counts <= most) & (np.asarray(prefixes) <= 1)
            own[rows] = fine[inverse]
        return own

    def _is_home(self, high: Column, low: Column, candidates: Column) -> Column:
        """Addresses in the user's own networks beyond the private ranges."""
        extra = self._home[len(LOCAL_NETWORKS) :]
        found = np.zeros(len(high), bool)
        if extra:
            for index in np.flatnonzero(candidates).tolist():
                address = ipaddress.ip_address(ip_text(int(high[index]), int(low[index])))
                found[index] = any(
                    address in network for network in extra if network.version == address.version
                )
        return found

    def _mac_row(self, senders: dict[str, Column], index: int, mac: int) -> Endpoint:
        if mac not in self._by_mac:
            self._by_mac[mac] = len(self.rows)
            self.rows.append(_new_row(senders, index, mac))
        row = self.rows[self._by_mac[mac]]
        row.last_seen_at = max(row.last_seen_at, int(senders["last_seen_at"][index]))
        return row

    def _address_row(self, senders: dict[str, Column], index: int, pair: tuple[int, int]) -> None:
        row = _new_row(senders, index, None)
        row.addresses = [ip_text(*pair)]
        row.behind_router = int(senders["mac"][index]) != NO_MAC
        self._by_address[pair] = [len(self.rows)]
        self.rows.append(row)


def _new_row(senders: dict[str, Column], index: int, mac: int | None) -> Endpoint:
    return Endpoint(
        mac=mac,
        first_seen_at=int(senders["first_seen_at"][index]),
        last_seen_at=int(senders["last_seen_at"][index]),
        first_row=int(senders["first_row"][index]),
        evidence=int(senders["evidence"][index]),
    )


def _is_v4(high: Column, low: Column) -> Column:
    return np.asarray((high == 0) & ((low >> np.uint64(32)) == np.uint64(0xFFFF)))


def _is_given(high: Column | int, low: Column | int) -> Column:
    """An address of somebody: not unset, multicast or broadcast."""
    high, low = np.asarray(high, np.uint64), np.asarray(low, np.uint64)
    v4, quad = _is_v4(high, low), low & np.uint64(0xFFFFFFFF)
    nobody_v4 = v4 & (((quad >> np.uint64(24)) == 0) | ((quad >> np.uint64(28)) == 14) | (quad == 0xFFFFFFFF))
    nobody_v6 = ~v4 & (((high >> np.uint64(56)) == 0xFF) | ((high == 0) & (low == 0)))
    return np.asarray(~(nobody_v4 | nobody_v6))


def _is_link_local(high: Column, low: Column) -> Column:
    v4, quad = _is_v4(high, low), low & np.uint64(0xFFFFFFFF)
    return np.asarray((v4 & ((quad >> np.uint64(16)) == 0xA9FE)) | (~v4 & ((high >> np.uint64(54)) == 0x3FA)))


def _is_private(high: Column, low: Column) -> Column:
    v4, quad = _is_v4(high, low), low & np.uint64(0xFFFFFFFF)
    private_v4 = (
        ((quad >> np.uint64(24)) == 10)
        | ((quad >> np.uint64(20)) == 0xAC1)
        | ((quad >> np.uint64(16)) == 0xC0A8)
        | ((quad >> np.uint64(22)) == (0x64400000 >> 22))
    )
    unique_v6 = ~v4 & ((high >> np.uint64(57)) == 0x7E)
    return np.asarray((v4 & private_v4) | unique_v6 | _is_link_local(high, low))
