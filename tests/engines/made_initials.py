"""Datagrams with Initial packets, ordinary, odd and damaged, out of a seed."""

import itertools
import random

from made_payloads import client_hello, extension, server_name
from made_quic import ACK, ACK_ECN, PING, V1, V2, crypto, datagrams, initial, long_packet, number

NAMES = (b"relay.example.net", b"Cloud.example.net", b"a_b.example.net")


def hello(rng: random.Random) -> bytes:
    """One of a few kinds of hello: with a name and without, of 150 to 1,100 octets."""
    extensions = [
        extension(43, b"\2\3\4"),
        extension(16, b"\0\3\2" + rng.choice((b"h3", b"h2"))),
        extension(51, rng.randbytes(rng.choice((36, 400, 900)))),
        *([server_name(rng.choice(NAMES))] if rng.random() < 0.9 else []),
    ]
    return client_hello(*extensions)


def lying(rng: random.Random, message: bytes) -> bytes:
    """The same hello with some octets changed behind its own length."""
    changed = bytearray(message)
    for _ in range(rng.randrange(1, 4)):
        at = rng.choice((4, 38, 71, 75, 77, rng.randrange(4, 160), rng.randrange(4, len(message))))
        changed[at] = rng.choice((0, 1, 2, 4, 0x10, 0x2B, 0x7F, 0xFF))
    return bytes(changed)


def frames(rng: random.Random, message: bytes) -> bytes:
    """The message in CRYPTO frames, in order or not, among others."""
    cuts = sorted({0, len(message), *(rng.randrange(len(message)) for _ in range(rng.choice((0, 0, 3, 9))))})
    pieces = [crypto(message[a:b], a) for a, b in itertools.pairwise(cuts)]
    if rng.random() < 0.5:
        rng.shuffle(pieces)
    for odd in (PING, bytes(3), ACK, ACK_ECN):
        if rng.random() < 0.2:
            pieces.insert(rng.randrange(len(pieces) + 1), odd)
    return b"".join(pieces)


def datagram(rng: random.Random) -> bytes:
    """One that an ordinary client may send first."""
    choices = {
        "version": rng.choice((V1, V1, V2)), "packet": rng.choice((0, 1, 77)), "size": rng.randrange(1, 5),
        "source": rng.randbytes(rng.choice((0, 8, 20))), "token": rng.randbytes(rng.choice((0, 0, 16, 70))),
        "destination": rng.randbytes(rng.randrange(8, 21)),
    }  # fmt: skip
    message = hello(rng)
    if rng.random() < 0.15:
        message = lying(rng, message)
    if rng.random() < 0.25:  # cut over two packets of one datagram
        half = rng.randrange(4, len(message))
        made = initial(crypto(message[:half]), **choices)
        choices["packet"] += 1
        made += initial(
            frames(rng, message[half:]) if rng.random() < 0.1 else crypto(message[half:], half), **choices
        )
    else:
        made = initial(frames(rng, message), pad=rng.choice((0, 1162)), **choices)
    for kind in (1, 2):
        if rng.random() < 0.15:
            made += long_packet(kind, rng.randbytes(40), choices["destination"], choices["version"])
    if len(made) < 1200:
        made += rng.choice((bytes(1), b"\x40")) * (1200 - len(made))
    return made


def hello_in_parts(rng: random.Random) -> list[bytes]:
    """The datagrams of a large hello: ordinary, or one is lost, sent twice, turned round or damaged."""
    message = client_hello(
        extension(43, b"\2\3\4"),
        extension(51, bytes(1216)),
        server_name(rng.choice(NAMES[:2])),
        extension(57, bytes(250)),
    )
    if rng.random() < 0.15:
        message = lying(rng, message)
    choices = {"version": rng.choice((V1, V2)), "destination": rng.randbytes(rng.randrange(8, 21))}
    made = datagrams(message, rng.choice((2, 2, 2, 3, 4, 5)), **choices)
    way = rng.randrange(10)
    if way == 0:
        made.pop(rng.randrange(len(made)))
    elif way == 1:
        made.insert(rng.randrange(len(made)), rng.choice(made))
    elif way in (2, 3):
        rng.shuffle(made)
    elif way == 4:
        made[-1] = made[-1][:-1] + bytes([made[-1][-1] ^ 1])
    return made


def odd_datagram(rng: random.Random) -> bytes:
    """One with something wrong, which is found or does not matter."""
    made = bytearray(datagram(rng))
    way = rng.randrange(5)
    if way == 0:  # any octet, the tag's too
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    elif way == 1:  # lengths
        for _ in range(rng.randrange(1, 4)):
            made[rng.randrange(5, 60)] = rng.choice((0, 1, 20, 21, 0x3F, 0x40, 0x80, 0xC0, 0xFF))
    elif way == 2:
        made = made[: rng.randrange(1, len(made))]
    elif way == 3:  # protected frames that lie
        lies = [b"\x06" + number(rng.choice((0, 9, 1 << 40))) + number(rng.choice((1150, 1 << 30))), b"\x02\3\0\x7f\xff",
                b"\x1c\0\0\0", b"\x06\xc0", b"\x06\0\x04\1\0\0\0", crypto(hello(rng)) * 2]  # fmt: skip
        made = bytearray(
            initial(rng.choice(lies) + rng.randbytes(rng.choice((0, 4))), pad=1162 * rng.randrange(2))
        )
    else:
        made += datagram(rng)
    return bytes(made)
