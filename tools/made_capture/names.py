"""Host names as a network asks for them: few often, many seldom, some once; each with its few addresses."""

import random
from dataclasses import dataclass

import numpy as np

from made_capture.exchanges import Floats, Longs, Octets
from made_capture.frames import A, dns_answer, dns_query, domain

POPULAR = 3000  # names that are asked for again and again
HOSTS = 4000  # addresses of servers outside, IPv4
DOMAINS = 260
EXPONENT = 1.05  # of the long tail: the k-th name is asked for 1/k**EXPONENT times as often as the first
FORMS = ((23, 1, False), (27, 2, True), (31, 4, False), (36, 2, False), (29, 1, True), (34, 3, True))
ONCE = 32  # letters of a label that is asked for once
_WORDS = ("api", "cdn", "img", "time", "relay", "cloud", "push", "log", "media", "static")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Form:
    """Names of one length with equally many addresses: their messages differ in octets, not in places."""

    names: list[str]
    share: float
    weights: Floats
    labels: Octets
    addresses: Octets
    addresses_v6: Octets
    alias: str | None

    def draw(self, rng: np.random.Generator, n: int) -> Longs:
        """Which names n conversations are about."""
        return np.searchsorted(self.weights, rng.random(n))

    def messages(self, kind: int = A) -> tuple[bytes, bytes]:
        """A query and its answer, of the form's first name."""
        held = (self.addresses if kind == A else self.addresses_v6[:, :1])[0]
        answer = dns_answer(0, self.names[0], [bytes(one) for one in held], self.alias)
        return dns_query(0, self.names[0], kind), answer


class Directory:
    """All names, by form."""

    def __init__(self, rng: random.Random) -> None:
        """Make names, servers, and which name is where."""
        self.servers = [_outside(index) for index in rng.sample(range(1 << 17), HOSTS - 200)]
        self.servers += [bytes([203, 0, 113, index]) for index in range(1, 201)]
        domains = [_word(rng, rng.randrange(5, 8)) for _ in range(DOMAINS)]
        by_domain = {one: rng.sample(range(HOSTS), 12) for one in domains}
        ranks = list(range(POPULAR))
        rng.shuffle(ranks)
        self.forms = [
            self._form(rng, form, ranks[index :: len(FORMS)], by_domain) for index, form in enumerate(FORMS)
        ]
        self.once = self._form_once(by_domain)
        self.names = [name for form in self.forms for name in form.names]
        self.addresses = np.concatenate([form.addresses[:, 0] for form in self.forms])
        self.addresses_v6 = np.concatenate([form.addresses_v6[:, 0] for form in self.forms])

    def _form(
        self,
        rng: random.Random,
        form: tuple[int, int, bool],
        ranks: list[int],
        by_domain: dict[str, list[int]],
    ) -> Form:
        length, count, aliased = form
        names, where = [], []
        for _ in ranks:
            of, hosts = rng.choice(list(by_domain.items()))
            tail = f".{of}.example.{rng.choice(('net', 'com', 'org'))}"
            word = rng.choice(_WORDS)[: length - len(tail) - 1]
            names.append(word + _word(rng, length - len(tail) - len(word)) + tail)
            where.append(rng.sample(hosts, count))
        alias = "edge-0001.cdn.example.net" if aliased else None
        return self._made(names, where, [1 / (rank + 1) ** EXPONENT for rank in ranks], alias)

    def _form_once(self, by_domain: dict[str, list[int]]) -> Form:
        """One template whose first label is filled in anew each time."""
        hosts = next(iter(by_domain.values()))
        return self._made(["0" * ONCE + ".once.example.net"], [hosts[:1]], [1.0], None)

    def _made(
        self, names: list[str], where: list[list[int]], weights: list[float], alias: str | None
    ) -> Form:
        addresses = [[list(self.servers[host]) for host in hosts] for hosts in where]
        sixes = [[list(_outside_v6(host)) for host in hosts] for hosts in where]
        total = sum(1 / (rank + 1) ** EXPONENT for rank in range(POPULAR))
        return Form(
            names=names,
            share=sum(weights) / total,
            weights=np.cumsum(weights) / sum(weights),
            labels=np.array([list(domain(name)) for name in names], np.uint8),
            addresses=np.array(addresses, np.uint8),
            addresses_v6=np.array(sixes, np.uint8),
            alias=alias,
        )


def answer_places(answer: bytes, count: int, kind: int = A) -> list[int]:
    """Where the addresses stand in an answer, which ends with them."""
    size = 4 if kind == A else 16
    return [len(answer) - (12 + size) * (count - index) + 12 for index in range(count)]


def hex_labels(rng: np.random.Generator, n: int) -> Octets:
    """Labels that nobody asks for twice, shape (n, ONCE)."""
    return np.frombuffer(b"0123456789abcdef", np.uint8)[rng.integers(0, 16, (n, ONCE))]


def _outside(index: int) -> bytes:
    """An address of 198.18.0.0/15, which RFC 2544 keeps for benchmarks."""
    return ((198 << 24 | 18 << 16) + index).to_bytes(4)


def _outside_v6(index: int) -> bytes:
    return bytes.fromhex("20010db8ffff0000") + index.to_bytes(8)


def _word(rng: random.Random, length: int) -> str:
    return "".join(rng.choice(_LETTERS) for _ in range(length))
