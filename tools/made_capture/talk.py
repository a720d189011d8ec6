"""What clients do: ask for names, visit sites over TLS and QUIC, fetch over HTTP, look around."""

import random
from collections.abc import Sequence

import numpy as np

from made_capture import frames, hellos
from made_capture.exchanges import ACK, FIN, PUSH, SYN, TCP, UDP, Arena, Exchange, Longs, Octets, Said, big
from made_capture.names import ONCE, Directory, Form, answer_places, hex_labels
from made_capture.people import BEHIND_TAG, HOME, VLAN, Place, Speakers, repeated

SEGMENT = 1400  # octets of the first of a hello's two segments
SCRIPTS = 5  # different visits of each kind
POOL = 48  # QUIC Initials of each kind
ANSWERED_US = 9_000


def connection(*said: Said) -> list[Said]:
    """A TCP connection's opening, and what is said in it."""
    return [Said(True, b"", SYN), Said(False, b"", SYN | ACK), Said(True, b"", ACK, 300), *said]


def closing() -> list[Said]:
    return [Said(True, b"", FIN | ACK), Said(False, b"", FIN | ACK), Said(True, b"", ACK, 300)]


class Talk:
    """Everything that clients say, in batches."""

    def __init__(self, seed: int) -> None:
        """Make names, hellos and scripts; everything random comes from the seed."""
        plain = random.Random(seed)
        self.rng = np.random.default_rng(seed)
        self.names = Directory(plain)
        self.speakers = Speakers(self.rng)
        self._asking = [self._ask_of(form) for form in (*self.names.forms, self.names.once)]
        self._all_weights = np.cumsum([1 / (rank + 1) for rank in range(len(self.names.names))])
        self._order = self.rng.permutation(len(self.names.names))
        self._hellos = {
            octets: np.array(
                [list(hellos.browser_hello(plain, name, octets)) for name in self.names.names], np.uint8
            )
            for octets in (hellos.BROWSER, hellos.HYBRID)
        }
        self._visits = {
            (octets, version, vlan): [Exchange(TCP, script, version=version, vlan=vlan) for script in scripts]
            for octets, scripts in (
                (size, [_visit(plain, size) for _ in range(SCRIPTS)]) for size in self._hellos
            )
            for version, vlan in ((4, None), (4, VLAN), (6, None))
        }
        self._requests = np.array(
            [list(frames.http_request(name, 220)) for name in self.names.names], np.uint8
        )
        fetch = [Said(True, bytes(220), PUSH | ACK), Said(False, frames.http_reply(900), PUSH | ACK)]
        self._fetch = Exchange(TCP, connection(*fetch, *closing()))
        self._quic = [self._quic_pool(plain, hybrid=hybrid) for hybrid in (False, True)]

    def _ask_of(self, form: Form) -> list[tuple[Exchange, Form, list[int], int, Place]]:
        """Scripts of a query and its answer: both networks, and addresses of IPv6."""
        scripts = []
        for where, vlan, kind in (
            (HOME, None, frames.A),
            (BEHIND_TAG, VLAN, frames.A),
            (HOME, None, frames.AAAA),
        ):
            query, answer = form.messages(kind)
            count = form.addresses.shape[1] if kind == frames.A else 1
            script = [Said(True, query), Said(False, answer, 0, ANSWERED_US)]
            scripts.append(
                (Exchange(UDP, script, vlan=vlan), form, answer_places(answer, count, kind), kind, where)
            )
        return scripts

    def ask(self, arena: Arena, times: Longs, once: float = 0.04) -> None:
        """DNS queries and answers at these times."""
        rng = self.rng
        shares = np.array([form.share * (1 - once) for form in self.names.forms])
        shares = np.append(shares, 1 - shares.sum())
        for group, (form_times, scripts) in enumerate(
            zip(parted(rng, times, shares), self._asking, strict=True)
        ):
            parts = parted(rng, form_times, np.array((0.68, 0.17, 0.15)))
            for part, (script, form, places, kind, where) in zip(parts, scripts, strict=True):
                key = (group, kind, where is HOME) if form is not self.names.once else None
                self._ask(arena, part, script, form, places, kind, where, key)

    def _ask(
        self, arena: Arena, times: Longs, script: Exchange, form: Form, places: list[int], kind: int, where: Place,
        key: object,
    ) -> None:  # fmt: skip
        n = len(times)
        router = repeated(where.router_ip, n)
        ends, which = self.speakers.outward(where, router, 53, key=key, about=form.draw(self.rng, n))
        labels = form.labels[which]
        if form is self.names.once:
            labels = labels.copy()
            labels[:, 1 : 1 + ONCE] = hex_labels(self.rng, n)
        numbers = big(self.rng.integers(0, 1 << 16, n), 2)
        fills = [(0, 0, numbers), (1, 0, numbers), (0, 12, labels), (1, 12, labels)]
        addresses = form.addresses if kind == frames.A else form.addresses_v6
        turn = self.rng.integers(0, len(places), n)
        for index, at in enumerate(places):
            fills.append((1, at, addresses[which, (index + turn) % len(places)]))
        script.play(arena, times, ends, fills, self.rng.uniform(0.3, 4, n))

    def popular(self, n: int) -> Longs:
        """Which of all names n visits are to; the most asked for are the most visited."""
        drawn = np.searchsorted(self._all_weights, self.rng.random(n) * self._all_weights[-1])
        return self._order[drawn]

    def visit(self, arena: Arena, times: Longs) -> None:
        """TLS connections at these times: two in five with a hybrid key share, some over IPv6, some tagged."""
        kinds = list(self._visits.items())
        shares = np.array([0.6 if key[0] == hellos.BROWSER else 0.4 for key, _ in kinds])
        shares *= [{(4, None): 0.74, (4, VLAN): 0.18, (6, None): 0.08}[key[1:]] for key, _ in kinds]
        for part, (key, scripts) in zip(parted(self.rng, times, shares), kinds, strict=True):
            even = np.full(len(scripts), 1 / len(scripts))
            for few, script in zip(parted(self.rng, part, even), scripts, strict=True):
                self._visit(arena, few, script, key)

    def _visit(self, arena: Arena, times: Longs, script: Exchange, key: tuple[int, int, int | None]) -> None:
        octets, version, vlan = key
        n = len(times)
        which = self.popular(n)
        servers = (self.names.addresses if version == 4 else self.names.addresses_v6)[which]
        ends, which = self.speakers.outward(
            BEHIND_TAG if vlan else HOME, servers, 443, key=(script, key), about=which
        )
        script.play(arena, times, ends, self._said(which, octets, 3), self.rng.uniform(0.2, 6, n))

    def greet(self, arena: Arena, times: Longs, script: Exchange, octets: int) -> None:
        """Hellos of one kind at these times, in a script that holds them behind one frame."""
        which = self.popular(len(times))
        ends, _ = self.speakers.outward(HOME, self.names.addresses[which], 443)
        script.play(arena, times, ends, self._said(which, octets, 1))

    def _said(self, which: Longs, octets: int, frame: int) -> list[tuple[int, int, Octets]]:
        """The hello to each name, with numbers that nobody used before, from so many frames on."""
        data = self._hellos[octets][which]
        for at in (hellos.RANDOM_AT, hellos.SESSION_AT):
            data[:, at : at + 32] = self.rng.integers(0, 256, (len(which), 32), np.uint8)
        if octets <= SEGMENT:
            return [(frame, 0, data)]
        return [(frame, 0, data[:, :SEGMENT]), (frame + 1, 0, data[:, SEGMENT:])]

    def _quic_pool(self, rng: random.Random, *, hybrid: bool) -> tuple[Exchange, list[Octets], Octets]:
        """A script with one or two Initials, the pool of them, and the names' servers."""
        which = self._order[:POOL]
        pool = [hellos.quic_initials(rng, self.names.names[int(one)], hybrid=hybrid) for one in which]
        count = len(pool[0])
        script = [Said(True, one, 0, 400) for one in pool[0]]
        script += [Said(False, b"\xe3\0\0\0\x01" + rng.randbytes(1195)) for _ in range(2)]
        script += [
            Said(
                bool(index % 3 == 0),
                bytes([0x40 | rng.randrange(64)]) + rng.randbytes(rng.choice((38, 120, 1200))),
            )
            for index in range(7)
        ]
        octets = [np.array([list(one[index]) for one in pool], np.uint8) for index in range(count)]
        return Exchange(UDP, script), octets, self.names.addresses[which]

    def visit_quic(self, arena: Arena, times: Longs) -> None:
        """QUIC connections whose Initials come from the pool."""
        parts = parted(self.rng, times, np.array((0.5, 0.5)))
        for part, (script, pool, servers) in zip(parts, self._quic, strict=True):
            which = self.rng.integers(0, POOL, len(part))
            ends, _ = self.speakers.outward(HOME, servers[which], 443)
            fills = [(index, 0, octets[which]) for index, octets in enumerate(pool)]
            script.play(arena, part, ends, fills, self.rng.uniform(0.2, 6, len(part)))

    def fetch(self, arena: Arena, times: Longs) -> None:
        """HTTP requests with a host and their answers."""
        which = self.popular(len(times))
        ends, _ = self.speakers.outward(HOME, self.names.addresses[which], 80)
        self._fetch.play(
            arena, times, ends, [(3, 0, self._requests[which])], self.rng.uniform(0.2, 6, len(times))
        )


def _visit(rng: random.Random, octets: int) -> list[Said]:
    """A TLS connection with some data in small packets."""
    sizes = [octets] if octets <= SEGMENT else [SEGMENT, octets - SEGMENT]
    said = [Said(True, bytes(size), PUSH | ACK, 300) for size in sizes]
    said += [Said(False, hellos.server_hello(rng), PUSH | ACK), Said(True, b"", ACK, 200)]
    said.append(Said(True, hellos.application_data(rng, 64), PUSH | ACK))
    for _ in range(rng.randrange(2, 7)):
        size = rng.choice((40, 40, 120, 120, 1300))
        said += [
            Said(False, hellos.application_data(rng, size), PUSH | ACK, 40_000),
            Said(True, b"", ACK, 300),
        ]
    return connection(*said, *(closing() if rng.random() < 0.8 else ()))


def parted(rng: np.random.Generator, times: Longs, shares: Sequence[float] | np.ndarray) -> list[Longs]:  # type: ignore[type-arg]
    """The times, dealt out by shares; as many as there were."""
    counts = rng.multinomial(len(times), np.asarray(shares) / np.sum(shares))
    return np.split(rng.permutation(times), np.cumsum(counts)[:-1])
