"""Who is in the made network, and the ends of what they say."""

from dataclasses import dataclass, replace

import numpy as np

from made_capture.exchanges import Ends, Longs, Octets, big

CAMERAS = 40
PLAIN, TAGGED = 120, 60  # clients without a VLAN tag, and on the VLAN
VLAN = 20
MAC = 0x00005E005300  # RFC 9542 section 2.1.2: 00-00-5E-00-53-00 to -FF are for documentation
ROUTER, RECORDER = MAC + 0xFE, MAC + 0xC8
PORTS = (49152, 65536)  # RFC 6335 section 6
REMEMBERED = 8  # batches of conversations whose ports may be used again, after at least REUSED_AFTER more
REUSED_AFTER = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Clients that share a wire: their MACs and addresses, and the router that leads outside."""

    macs: Octets
    ips: Octets
    ips_v6: Octets
    router_ip: bytes
    router_ip_v6: bytes


def place(first: int, count: int, network: bytes, first_host: int, network_v6: bytes) -> Place:
    """Clients in a row."""
    macs = MAC + first + np.arange(count)
    hosts = (first_host + np.arange(count)).astype(np.uint8)[:, None]
    sixes = np.frombuffer(network_v6 + b"\2\0\x5e\xff\xfe\0\x53", np.uint8)
    return Place(
        big(macs, 6),
        np.hstack((np.tile(np.frombuffer(network, np.uint8), (count, 1)), hosts)),
        np.hstack((np.tile(sixes, (count, 1)), big(macs, 1))),
        network + b"\xfe",
        network_v6 + b"\0\0\0\0\0\0\0\xfe",
    )


HOME = place(CAMERAS + 1, PLAIN, bytes([192, 0, 2]), CAMERAS + 1, bytes.fromhex("20010db800010000"))
BEHIND_TAG = place(CAMERAS + 1 + PLAIN, TAGGED, bytes([198, 51, 100]), 1, bytes.fromhex("20010db800020000"))


def repeated(one: bytes | int, n: int) -> Octets:
    """One address n times, shape (n, k)."""
    octets = one if isinstance(one, bytes) else one.to_bytes(6)
    return np.tile(np.frombuffer(octets, np.uint8), (n, 1))


class Speakers:
    """Draws clients and ports; some five-tuples come again after minutes."""

    def __init__(self, rng: np.random.Generator) -> None:
        """Nothing was said yet."""
        self._rng = rng
        self._before: dict[object, list[tuple[Ends, Longs]]] = {}

    def outward(
        self, where: Place, servers: Octets, port: int, *, key: object = None, about: Longs | None = None
    ) -> tuple[Ends, Longs]:
        """Conversations of clients here with servers beyond the router.

        Args:
            where: Whose clients.
            servers: Address of each server, shape (n, 4) or (n, 16).
            port: The servers' port.
            key: Batches of one key may use five-tuples again; None: none does.
            about: What each is about; where a five-tuple comes again it is about the same.

        Returns:
            The ends, and what each is about.
        """
        n = len(servers)
        rng = self._rng
        who = rng.integers(0, len(where.macs), n)
        about = np.zeros(n, np.int64) if about is None else about
        ends = Ends(
            where.macs[who], repeated(ROUTER, n), (where.ips if servers.shape[1] == 4 else where.ips_v6)[who],
            servers, rng.integers(*PORTS, n), np.full(n, port), *rng.integers(0, 1 << 32, (2, n)),
        )  # fmt: skip
        return self._again(key, ends, about) if key is not None else (ends, about)

    def _again(self, key: object, ends: Ends, about: Longs) -> tuple[Ends, Longs]:
        """The first of a batch, one in thirty, take the ends of an earlier batch."""
        held = self._before.setdefault(key, [])
        if len(held) > REUSED_AFTER:
            earlier, subject = held[0]
            n = min(len(about) // 30, len(subject))
            for name in ("client_mac", "client_ip", "server_ip", "client_port"):
                column = getattr(ends, name).copy()
                column[:n] = getattr(earlier, name)[:n]
                ends = replace(ends, **{name: column})
            about = np.concatenate((subject[:n], about[n:]))
        held.append((ends, about))
        del held[:-REMEMBERED]
        return ends, about
