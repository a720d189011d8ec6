"""What stays in the network: addresses asked for, leases, searches, clocks."""

import numpy as np

from made_capture import frames
from made_capture.exchanges import UDP, Arena, Ends, Exchange, Longs, Octets, Said, big, play_alone
from made_capture.people import CAMERAS, HOME, MAC, ROUTER, repeated

_EVERYBODY = 0xFFFFFFFFFFFF
_GROUPS = {  # RFC 1112 section 6.4: the group's low 23 bits
    "ssdp": (bytes([239, 255, 255, 250]), 0x01005E7FFFFA, 1900, frames.ssdp_search()),
    "mdns": (
        bytes([224, 0, 0, 251]),
        0x01005E0000FB,
        5353,
        frames.mdns_query("_services._dns-sd._udp.local"),
    ),
}


class Around:
    """Chatter of the network itself."""

    def __init__(self, rng: np.random.Generator) -> None:
        """Build the scripts."""
        self._rng = rng
        self._search = {
            name: Exchange(UDP, [Said(True, group[3])], ttl=255) for name, group in _GROUPS.items()
        }
        self._lease = Exchange(
            UDP,
            [
                Said(True, frames.dhcp(1, "made-device")),
                Said(True, frames.dhcp(3, "made-device"), 0, 900_000),
            ],
        )
        self._clock = Exchange(UDP, [Said(True, frames.ntp(3)), Said(False, frames.ntp(4))])
        asks = frames.arp(1, bytes(6), bytes(4), bytes(6), HOME.router_ip)
        self._asks = frames.ethernet(0, _EVERYBODY, asks, 0x0806)
        answers = frames.arp(2, ROUTER.to_bytes(6), HOME.router_ip, bytes(6), bytes(4))
        self._answers = frames.ethernet(ROUTER, 0, answers, 0x0806)

    def arp(self, arena: Arena, times: Longs) -> None:
        """Who has the router's address, and its answer; cameras ask too (RFC 826)."""
        macs, ips = self._anyone(len(times))
        play_alone(arena, self._asks, times, [(6, macs), (22, macs), (28, ips)])
        play_alone(arena, self._answers, times + 800, [(0, macs), (32, macs), (38, ips)])

    def search(self, arena: Arena, times: Longs) -> None:
        """Searches by SSDP and mDNS."""
        for half, (name, (address, mac, port, _)) in zip(
            np.array_split(times, 2), _GROUPS.items(), strict=True
        ):
            macs, ips = self._anyone(len(half))
            self._search[name].play(arena, half, self._ends(macs, ips, mac, address, port, port))

    def lease(self, arena: Arena, times: Longs) -> None:
        """DHCP discovers and requests; nobody answers in this capture."""
        n = len(times)
        macs, _ = self._anyone(n)
        ends = self._ends(macs, repeated(bytes(4), n), _EVERYBODY, b"\xff" * 4, 68, 67)
        number = big(self._rng.integers(0, 1 << 32, n), 4)
        fills = [(index, at, octets) for index in (0, 1) for at, octets in ((4, number), (28, macs))]
        self._lease.play(arena, times, ends, fills)

    def clock(self, arena: Arena, times: Longs) -> None:
        """NTP of clients and cameras with a server outside."""
        macs, ips = self._anyone(len(times))
        self._clock.play(arena, times, self._ends(macs, ips, ROUTER, bytes([203, 0, 113, 123]), 123, 123))

    def _anyone(self, n: int) -> tuple[Octets, Octets]:
        who = self._rng.integers(1, CAMERAS + len(HOME.macs) + 1, n)
        hosts = np.hstack((repeated(bytes([192, 0, 2]), n), big(who, 1)))
        return big(MAC + who, 6), hosts

    def _ends(self, macs: Octets, ips: Octets, mac: int, address: bytes, port: int, to_port: int) -> Ends:
        n = len(macs)
        ports = np.full(n, port), np.full(n, to_port)
        return Ends(
            macs, repeated(mac, n), ips, repeated(address, n), *ports, *self._rng.integers(0, 1 << 32, (2, n))
        )
