"""One row per device on the network: which address is whose, and who only forwards.

An address belongs to the MAC that claimed it (ARP, neighbour discovery, a lease, traffic that no
router forwards). A MAC that sends for addresses it does not own is a router; the hosts behind it
are one row per address, with no MAC evidence at all.
"""

import ipaddress
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import msgspec
import numpy as np

from lamppost.attribute.holding import find_bridges, find_left
from lamppost.attribute.scopes import is_given, is_link_local, is_loopback, is_private, is_v4
from lamppost.engine.lookup.rows import FoundRows
from lamppost.model.addresses import MULTICAST_BIT, ip_numbers, ip_text, mac_text
from lamppost.model.columns import distinct_numbers, distinct_rows, is_among, is_in
from lamppost.model.evidence import is_log
from lamppost.model.observations import (
    NO_MAC,
    SENDER_ARP,
    SENDER_FORWARDED,
    SENDER_INITIAL_TTL,
    SENDER_LINK_LOCAL,
    SENDER_NDP,
    SENDER_UNTOLD,
    Column,
    Observations,
)

_UNASKED = -2
_HALF = 0xFFFFFFFFFFFFFFFF
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


class Endpoint(msgspec.Struct, kw_only=True):
    """A device, or an address behind a router."""

    mac: int | None
    addresses: list[str] = msgspec.field(default_factory=list)
    first_seen_at: int
    last_seen_at: int
    first_row: int
    evidence: int
    of_log: bool = False
    """Whether a log told of it first."""
    is_router: bool = False
    behind_router: bool = False
    is_shared: bool = False
    """It speaks for others under its own address: its MAC, names and destinations are not one device's."""

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
        self._held: dict[tuple[int, int, int], tuple[int, int]] = {}
        self.hosts_behind_routers = 0
        self.nobodys_connections = 0
        self._bind(observations.senders, observations.flows)
        of_log = [is_log(file.format) for file in observations.evidence]
        for row in self.rows:
            row.of_log = of_log[row.evidence]

    def is_inside(self, address: str) -> bool:
        """Whether the address is on the site: private ranges, the user's own, and bound ones."""
        if ip_numbers(address) in self._by_address:
            return True
        parsed = ipaddress.ip_address(address)
        return any(parsed in network for network in self._home if network.version == parsed.version)

    def is_nowhere(self, address: str) -> bool:
        """Whether the address is nobody's in particular: multicast, broadcast, unset."""
        return not is_given(*ip_numbers(address))

    def outside_column(self, high: Column, low: Column) -> Column:
        """Per row, whether an address is somebody's outside the site."""
        return np.asarray(is_given(high, low)) & ~self.inside_column(high, low)

    def inside_column(self, high: Column, low: Column) -> Column:
        """Per row, whether `is_inside` holds of an address."""
        inside = is_private(high, low) | is_loopback(high, low)
        bound = np.array(list(self._by_address), np.uint64).reshape(-1, 2)
        rows = np.flatnonzero(~inside)
        rows = rows[is_in(low[rows], bound[:, 1])]
        inside[rows] = is_among((high[rows], low[rows]), (bound[:, 0], bound[:, 1]))
        return inside | self._is_home(high, low)

    def low_halves(self, rows: Iterable[int]) -> set[int]:
        """The lower halves of the addresses of some endpoints, to search columns by."""
        return {ip_numbers(address)[1] for row in rows for address in self.rows[row].addresses}

    def find(self, mac: int, address: str) -> int | None:
        """The endpoint that a frame's sender is, or None for a host outside.

        Args:
            mac: The sender's MAC, or NO_MAC.
            address: Its address; "" where it had none.
        """
        if not address:
            return self._by_mac.get(mac)
        return self._find_sender(mac, *ip_numbers(address))

    def find_column(self, mac: Column, high: Column, low: Column) -> Column:
        """The same per row of a table, -1 for a host outside.

        Args:
            mac: MACs of senders, shape (n,).
            high: Upper halves of their addresses.
            low: Lower halves.
        """
        if not len(mac):
            return np.empty(0, np.int64)
        held, ends, bound = self._bound_pairs
        column = ends[held.find((mac, high, low))]
        rows = np.flatnonzero(column == _UNASKED)
        column[rows] = -1
        rows = rows[is_in(low[rows], bound) | ~is_given(high[rows], low[rows])]
        first, inverse = distinct_rows(mac[rows], high[rows], low[rows])
        found = [
            self._find_sender(int(mac[row]), int(high[row]), int(low[row])) for row in rows[first].tolist()
        ]
        column[rows] = np.array([-1 if at is None else at for at in found], np.int64)[inverse]
        return column

    @cached_property
    def _bound_pairs(self) -> tuple[FoundRows, Column, Column]:
        """What many rows tell, to be looked up; whose each is, and _UNASKED for all others; lower halves of addresses.

        That is MACs and addresses that are bound to each other, and bound addresses without a MAC, as logs have them.
        """
        pairs = list(dict.fromkeys((*self._by_pair, *((NO_MAC, *pair) for pair in self._by_address))))
        ends = [self._find_sender(*pair) for pair in pairs]
        columns = tuple(
            np.array([pair[place] for pair in pairs], kind)
            for place, kind in enumerate((np.int64, np.uint64, np.uint64))
        )
        found = np.array([*(-1 if at is None else at for at in ends), _UNASKED], np.int64)
        bound = np.array([low for _, low in self._by_address], np.uint64)
        return FoundRows(columns, np.arange(len(pairs))), found, bound

    def _find_sender(self, mac: int, high: int, low: int) -> int | None:
        """The endpoint of a sender's address, unless somebody else's frame bears it: forged, or seen twice."""
        at = self.find_numbers(mac, high, low)
        return at if at is None or mac == NO_MAC or self.rows[at].mac in (None, mac) else None

    def find_numbers(self, mac: int, high: int, low: int) -> int | None:
        """The same by the two halves of an address."""
        if (found := self._by_pair.get((mac, high, low))) is not None:
            return found
        at_address = self._by_address.get((high, low), [])
        if len(at_address) == 1:
            return at_address[0] if self._may_carry(mac, at_address[0]) else None
        if at_address or is_given(high, low):
            return None
        return self._by_mac.get(mac)

    def _may_carry(self, mac: int, at: int) -> bool:
        """Whether a frame of this MAC can bear the address of that row: its own, or a router's on the way."""
        holder = self.rows[at].mac
        if mac == NO_MAC or holder is None or holder == mac:
            return True
        other = self._by_mac.get(mac)
        return other is None or self.rows[other].is_router

    def held_by_others(self, at: int, high: int, low: int) -> list[tuple[int, int]]:
        """When other devices held an address too, so that a connection of it then may be anybody's.

        Args:
            at: The endpoint that its connections would be given to.
            high: Upper half of the address.
            low: Lower half.

        Returns:
            First and last instant of each, microseconds since 1970.
        """
        macs = [self.rows[other].mac for other in self._by_address.get((high, low), []) if other != at]
        return [self._held[mac, high, low] for mac in macs if mac is not None]

    def _bind(self, senders: dict[str, Column], flows: dict[str, Column]) -> None:
        """Rows in the order in which their addresses were first seen."""
        mac, high, low = (senders[name] for name in ("mac", "ip_high", "ip_low"))
        is_host, given = (mac > 0) & ((mac & MULTICAST_BIT) == 0), is_given(high, low)
        is_free = given
        if is_host.any():  # logs seldom tell a MAC
            is_free = given & ~self._bind_hosts(senders, flows, is_host, given)
        inside = np.flatnonzero(is_free & (is_private(high, low) | self._is_home(high, low)))
        within = inside[np.argsort(senders["first_seen_at"][inside], kind="stable")]
        columns = (high, low, mac, is_host, *(senders[name] for name in _SEEN))
        for of_high, of_low, sender, is_one, *seen in zip(
            *(one[within].tolist() for one in columns), strict=True
        ):
            if (pair := (of_high, of_low)) not in self._by_address:
                self._address_row(pair, _Seen(*seen), behind_router=sender != NO_MAC)
                self.hosts_behind_routers += is_one

    def _bind_hosts(
        self, senders: dict[str, Column], flows: dict[str, Column], is_host: Column, given: Column
    ) -> Column:
        """Rows of MACs, and which senders have an address that is their MAC's own.

        Args:
            senders: Table of `SENDER`.
            flows: Table of `FLOW`.
            is_host: Per sender, whether its MAC is that of a host.
            given: Per sender, whether its address is somebody's.
        """
        mac, high, low = (senders[name] for name in ("mac", "ip_high", "ip_low"))
        flags = _flags_of_pairs(senders)
        order = np.argsort(senders["first_seen_at"], kind="stable")
        claimed = is_host & given & (((flags & OWNED) != 0) | is_link_local(high, low))
        claimed &= ~is_in(mac, find_bridges(senders, flows, claimed))
        left = find_left(senders, flags, flows, is_host & given, claimed)
        owned = claimed | left | self._sole_addresses(senders, flags, is_host & given, claimed)
        forwards = set(distinct_numbers(mac[is_host & given & ~owned]).tolist())
        wanted = owned | (is_host & ~given)
        routers = is_host & is_in(mac, np.array(sorted(forwards), np.int64))
        last = self._last_seen(mac, senders["last_seen_at"], wanted | routers)
        named = order[(wanted | routers)[order]]
        is_first = np.zeros(len(mac), bool)
        is_first[named[distinct_rows(mac[named])[0]]] = True
        for index in order[(wanted | is_first)[order]].tolist():
            host_mac, pair = int(mac[index]), (int(high[index]), int(low[index]))
            row = self._mac_row(senders, index, host_mac)
            row.last_seen_at = last[host_mac]
            row.is_router = host_mac in forwards
            if owned[index]:
                self._own(self._by_mac[host_mac], host_mac, pair, is_left=bool(left[index]))
                span = int(senders["first_seen_at"][index]), int(senders["last_seen_at"][index])
                held = self._held.get((host_mac, *pair), span)
                self._held[(host_mac, *pair)] = min(held[0], span[0]), max(held[1], span[1])
                # its own packets and packets with a lower time-to-live: it translates for others
                row.is_shared |= bool(flags[index] & SENDER_FORWARDED)
        return np.asarray(owned)

    def _own(self, at: int, mac: int, pair: tuple[int, int], *, is_left: bool) -> None:
        """Bind an address to a MAC's row; one of a network that it left stands before those that it has."""
        holders = self._by_address.setdefault(pair, [])
        if at not in holders:
            holders.append(at)
            self.rows[at].addresses.insert(0 if is_left else len(self.rows[at].addresses), ip_text(*pair))
        self._by_pair[(mac, *pair)] = at

    def _sole_addresses(
        self, senders: dict[str, Column], flags: Column, hosts: Column, claimed: Column
    ) -> Column:
        """Addresses that a MAC sends for alone and unforwarded: its own, if never claimed aloud.

        One IPv4 address, or a few IPv6 ones of one prefix, of a MAC that claims no other of that
        family, and whose packets all still carry a time-to-live that a sender starts with. Where a log
        tells none, it is an address inside, of a MAC that sends for nobody outside. If another MAC claims
        it too, both hold it, each in its time.
        """
        mac, high, low = (senders[name] for name in ("mac", "ip_high", "ip_low"))
        is_v4 = high == 0
        direct = ((flags & SENDER_INITIAL_TTL) != 0) & ((flags & SENDER_FORWARDED) == 0)
        direct |= self._likely_direct(senders, flags, hosts & ~direct & ~claimed)
        own = np.zeros(len(mac), bool)
        for family, most in ((is_v4, 1), (~is_v4, MAX_OWN_IPV6)):
            claimers = distinct_numbers(mac[claimed & family & ~is_link_local(high, low)])
            rows = np.flatnonzero(hosts & ~claimed & family & ~is_in(mac, claimers))
            pairs = rows[distinct_rows(mac[rows], high[rows], low[rows])[0]]
            prefixes = rows[distinct_rows(mac[rows], high[rows])[0]]
            macs, counts = np.unique(mac[pairs], return_counts=True)
            prefix_macs, prefix_counts = np.unique(mac[prefixes], return_counts=True)
            fine = set(macs[counts <= most].tolist()) & set(prefix_macs[prefix_counts == 1].tolist())
            fine -= set(mac[rows[~direct[rows]]].tolist())
            own[rows] = is_in(mac[rows], np.array(sorted(fine), np.int64))
        return own

    def _likely_direct(self, senders: dict[str, Column], flags: Column, unsure: Column) -> Column:
        """Rows of a log without time-to-live, of an address inside, of MACs that send for nobody outside.

        Args:
            senders: Table of `SENDER`.
            flags: Its flags, of all rows of one pair together.
            unsure: Rows of a host with an address that no time-to-live shows to be its own.
        """
        mac, high, low = (senders[name] for name in ("mac", "ip_high", "ip_low"))
        inside = is_private(high, low) | self._is_home(high, low)
        untold = ((flags & SENDER_UNTOLD) != 0) & ((flags & SENDER_FORWARDED) == 0)
        return np.asarray(unsure & untold & ~is_in(mac, distinct_numbers(mac[unsure & ~inside])))

    def _is_home(self, high: Column, low: Column) -> Column:
        """Addresses in the user's own networks beyond the private ranges."""
        found = np.zeros(len(high), bool)
        for network in self._home[len(LOCAL_NETWORKS) :]:
            first = ip_numbers(str(network.network_address))
            last = ip_numbers(str(network.broadcast_address))
            masks = (np.uint64(~(one ^ other) & _HALF) for one, other in zip(first, last, strict=True))
            same = [
                (half & mask) == np.uint64(one)
                for half, mask, one in zip((high, low), masks, first, strict=True)
            ]
            found |= same[0] & same[1] & (is_v4(high, low) == (network.version == 4))
        return found

    def _mac_row(self, senders: dict[str, Column], index: int, mac: int) -> Endpoint:
        if mac not in self._by_mac:
            self._by_mac[mac] = len(self.rows)
            self.rows.append(_new_row(_Seen(*(int(senders[name][index]) for name in _SEEN)), mac))
        return self.rows[self._by_mac[mac]]

    @staticmethod
    def _last_seen(mac: Column, last_seen_at: Column, rows: Column) -> dict[int, int]:
        """The last instant of each MAC that has a row."""
        macs, inverse = np.unique(mac[rows], return_inverse=True)
        last = np.full(len(macs), np.iinfo(np.int64).min)
        np.maximum.at(last, inverse, last_seen_at[rows])
        return dict(zip(macs.tolist(), last.tolist(), strict=True))

    def _address_row(self, pair: tuple[int, int], seen: "_Seen", *, behind_router: bool) -> None:
        row = _new_row(seen, None)
        row.addresses = [ip_text(*pair)]
        row.behind_router = behind_router
        self._by_address[pair] = [len(self.rows)]
        self.rows.append(row)


def _flags_of_pairs(senders: dict[str, Column]) -> Column:
    """Per row, the flags of all rows with the same MAC and address: one file may show what another does not."""
    distinct, inverse = distinct_rows(senders["mac"], senders["ip_high"], senders["ip_low"])
    together = np.zeros(len(distinct), np.int32)
    np.bitwise_or.at(together, inverse, senders["flags"])
    return together[inverse]


class _Seen(NamedTuple):
    """When a sender was seen, and where first."""

    first_seen_at: int
    last_seen_at: int
    first_row: int
    evidence: int


_SEEN = _Seen._fields


def _new_row(seen: _Seen, mac: int | None) -> Endpoint:
    return Endpoint(
        mac=mac,
        first_seen_at=seen.first_seen_at,
        last_seen_at=seen.last_seen_at,
        first_row=seen.first_row,
        evidence=seen.evidence,
    )
