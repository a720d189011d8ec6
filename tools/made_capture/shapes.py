"""What a made capture is filled with: a network's mixed day, or one thing alone."""

from collections.abc import Callable

import numpy as np

from made_capture import hellos
from made_capture.around import Around
from made_capture.exchanges import ACK, PUSH, SYN, TCP, UDP, Arena, Exchange, Longs, Said
from made_capture.people import HOME, Speakers
from made_capture.talk import Talk, parted
from made_capture.video import Video

BLOCK = 16_000_000  # octets made at a time
SECONDS_PER_GB = 4000  # so much of the network's time is in 1,000,000,000 octets
MIX = {  # conversations per block
    "ask": 2750, "visit": 1090, "visit_quic": 100, "fetch": 110, "arp": 130, "search": 60, "lease": 10, "clock": 70,
}  # fmt: skip
PACKETS_OF_VIDEO = 9100
_EPHEMERAL = 1024

Fill = Callable[[Arena, int, int], None]


def shape(name: str, seed: int) -> Fill:
    """What fills a stretch of time that starts at a microsecond and is so many long."""
    return SHAPES[name](seed)


def mixed(seed: int) -> Fill:
    """Small packets and video: a network with cameras, phones and computers."""
    talk, video = Talk(seed), Video(seed)
    around = Around(np.random.default_rng(seed + 2))
    owner = {name: getattr(talk, name, None) or getattr(around, name) for name in MIX}

    def fill(arena: Arena, start: int, span: int) -> None:
        for name, count in MIX.items():
            owner[name](arena, talk.rng.integers(start, start + span, count))
        video.stream(arena, start, span, PACKETS_OF_VIDEO)

    return fill


def one_flow(seed: int) -> Fill:
    """One connection of everything."""
    video = Video(seed)
    return lambda arena, start, span: video.stream_one(arena, start, span, int(BLOCK / (video.octets + 16)))


def only_dns(seed: int) -> Fill:
    """Queries and answers and nothing else."""
    talk = Talk(seed)
    return lambda arena, start, span: talk.ask(arena, talk.rng.integers(start, start + span, BLOCK // 270))


def one_packet_flows(seed: int) -> Fill:
    """Flows of one packet of the least length: no two have the same five-tuple within 8 billion."""
    rng = np.random.default_rng(seed)
    scripts = Exchange(TCP, [Said(True, b"", SYN)]), Exchange(UDP, [Said(True, bytes(8))])
    speakers, done = Speakers(rng), 0

    def fill(arena: Arena, start: int, span: int) -> None:
        nonlocal done
        n = BLOCK // scripts[0].octets
        number = done + np.arange(n)
        done += n
        times = rng.permutation(np.linspace(start, start + span - 1, n).astype(np.int64))
        for index, script in enumerate(scripts):
            mine = number[number % 2 == index]
            ends, _ = speakers.outward(HOME, _spread(mine), 9)
            ends.client_port[:] = _EPHEMERAL + mine % 60_000
            script.play(arena, times[number % 2 == index], ends)

    return fill


def _spread(numbers: Longs) -> np.ndarray:  # type: ignore[type-arg]
    """A server in 198.18.0.0/15 for each number; numbers 60,000 apart have different ones."""
    host = (numbers // 60_000 + numbers * 7919) % (1 << 17)
    return ((198 << 24 | 18 << 16) + host).astype(">u4").view(np.uint8).reshape(-1, 4)


def only_hellos(seed: int) -> Fill:
    """A SYN and a ClientHello per flow, nothing else; two in five take two segments."""
    talk = Talk(seed)
    scripts = {
        size: Exchange(
            TCP, [Said(True, b"", SYN), *(Said(True, bytes(one), PUSH | ACK, 300) for one in segments)]
        )
        for size, segments in (
            (hellos.BROWSER, (hellos.BROWSER,)),
            (hellos.HYBRID, (1400, hellos.HYBRID - 1400)),
        )
    }
    middle = sum(share * script.octets for share, script in zip((0.6, 0.4), scripts.values(), strict=True))

    def fill(arena: Arena, start: int, span: int) -> None:
        times = talk.rng.integers(start, start + span, int(BLOCK / middle))
        for part, (size, script) in zip(parted(talk.rng, times, (0.6, 0.4)), scripts.items(), strict=True):
            talk.greet(arena, part, script, size)

    return fill


SHAPES: dict[str, Callable[[int], Fill]] = {
    "mixed": mixed,
    "one-flow": one_flow,
    "one-packet-flows": one_packet_flows,
    "only-dns": only_dns,
    "only-hellos": only_hellos,
}
