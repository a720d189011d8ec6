"""What the kernel reads of names by itself is what the parsers say; all else it leaves to them."""

import random
import struct

import numpy as np
import pytest

from lamppost.model.addresses import ip_numbers, ip_text
from lamppost.model.observations import NAME_SOURCES
from lamppost.observe.capture import layout
from lamppost.observe.capture.client_names import hear_client_hello, hear_dns, is_encrypted_flight
from lamppost.observe.capture.kernels import plain_kernels
from lamppost.observe.capture.naming import settle_answers
from lamppost.observe.capture.part import Part
from lamppost.observe.capture.payloads.dns import read_dns
from lamppost.observe.capture.payloads.tls_certificate import read_server_flight
from lamppost.observe.capture.payloads.tls_hello import read_client_hello

HERE, THERE = "192.0.2.10", "198.51.100.7"
_SIGN = 1 << 63


def signed(text: str) -> tuple[int, int]:
    return tuple((half ^ _SIGN) - _SIGN for half in ip_numbers(text))


class Reading:
    """The kernel's own tables, and a packet from HERE to THERE whose payload is handed over."""

    def __init__(self) -> None:
        self.part = Part(plain_kernels(), 7, np.zeros(1 << 16, np.uint8), 0, 1)
        self.part.flows[layout.FLOW_NAME] = layout.NO_NAME
        self.pkt = memoryview(np.zeros(layout.P_WIDTH, np.int64).data)
        for end, address in (("SRC", HERE), ("DST", THERE)):
            high, low = signed(address)
            self.pkt[getattr(layout, f"P_{end}_HIGH")] = high
            self.pkt[getattr(layout, f"P_{end}_LOW")] = low

    def dns(self, payload: bytes) -> list | None:
        """Client, name and address of each answer; None where it is left to the parser."""
        self.pkt[layout.P_PAYLOAD], self.pkt[layout.P_END] = 3, 3 + len(payload)
        return self._told(
            hear_dns(bytearray(b"\xc0\xc0\xc0" + payload + b"\xc0" * 40), self.pkt, 1, *self._tables())
        )

    def hello(self, payload: bytes) -> list | None:
        """The same of a ClientHello, the second time that it is heard."""
        block = bytearray(b"\x16\x16" + payload + b"\x16" * 40)
        state, *names = self._tables()
        flows, seen = memoryview(self.part.flows.data), memoryview(self.part._seen.data)
        found = [
            hear_client_hello(block, 2, 2 + len(payload), self.pkt, 1, state, flows, 0, *names, seen)
            for _ in range(2)
        ]
        return self._told(found[1] and not found[0])

    def _tables(self) -> list:
        part = self.part
        return [
            memoryview(column.data)
            for column in (
                part.state,
                part.names,
                part._name_slots,
                part.heap,
                part.answers,
                part._answer_slots,
            )
        ]

    def settle(self) -> None:
        """As at the end of a batch."""
        state, *_, answers, slots = self._tables()
        settle_answers(state, answers, slots)

    def _told(self, is_read: int) -> list | None:
        if not is_read:
            return None
        self.settle()
        names, mask = self.part.host_names(), (1 << 64) - 1
        return [
            (
                NAME_SOURCES[row[layout.ANSWER_SOURCE]],
                ip_text(row[layout.ANSWER_HIGH] & mask, row[layout.ANSWER_LOW] & mask),
                names[row[layout.ANSWER_NAME]],
                ip_text(row[layout.ANSWER_IP_HIGH] & mask, row[layout.ANSWER_IP_LOW] & mask)
                if row[layout.ANSWER_IP_HIGH] or row[layout.ANSWER_IP_LOW]
                else None,
            )
            for row in self.part.answer_rows().tolist()
        ]


def by_parser(heard, default: str | None) -> list:
    return [
        (name.source, HERE if name.whose == "sender" else THERE, name.name, address)
        for name in heard.names
        for address in name.addresses or (default,)
    ]


def encoded(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def message(rng: random.Random) -> bytes:
    """A DNS message: most are plain, some are odd, some are damaged."""
    name = rng.choice(
        ["a.example.net", "CDN.Example.net", "x_y.example.net", "-a.net", "7.7", "", "n" * 64 + ".net"]
    )
    kind = rng.choice((1, 1, 1, 28, 65, 12))
    records = []
    owner = 12
    start = 12 + len(encoded(name)) + 4
    for _ in range(rng.randrange(5)):
        shape = rng.choice(("a", "a", "aaaa", "cname", "text", "other"))
        data = {
            "a": rng.randbytes(4), "aaaa": rng.randbytes(16), "text": b"\3abc", "other": rng.randbytes(5),
            "cname": rng.choice((encoded("edge.example.net"), b"\4edge\xc0\x0c", b"\4edge\xc0\xff")),
        }[shape]  # fmt: skip
        number = {"a": 1, "aaaa": 28, "cname": 5, "text": 16, "other": 46}[shape]
        at = rng.choice((owner, owner, owner, 12))
        records.append(struct.pack(">HHHIH", 0xC000 | at, number, 1, 60, len(data)) + data)
        if shape == "cname":
            owner = start + sum(map(len, records)) - len(data)
    flags = rng.choice((0x0100, 0x8180, 0x8180, 0x8183, 0x2800))
    head = struct.pack(">6H", rng.randrange(1 << 16), flags, rng.choice((1, 1, 1, 2)), len(records), 0, 0)
    whole = bytearray(head + encoded(name) + struct.pack(">HH", kind, 1) + b"".join(records))
    for _ in range(rng.choice((0, 0, 0, 1, 3))):
        whole[rng.randrange(len(whole))] = rng.choice((0, 1, 5, 12, 0xC0, 0xFF))
    return bytes(whole[: rng.choice((len(whole), len(whole), rng.randrange(1, len(whole) + 1)))])


def test_a_message_that_the_kernel_reads_says_what_the_parser_makes_of_it():
    read = with_address = 0
    for seed in range(6000):
        payload = message(random.Random(seed))
        told = Reading().dns(payload)
        if told is not None:
            heard = read_dns(payload)
            assert heard.malformed is None, payload
            assert told == by_parser(heard, None), payload
            read += 1
            with_address += told[0][3] is not None
    assert read > 200
    assert with_address > 40


def client_hello(rng: random.Random) -> bytes:
    name = rng.choice((b"relay.example.net", b"RELAY.example.net", b"192.0.2.1", b"a_b.example.net", b"x."))
    extensions = [
        struct.pack(">HHHBH", 0, len(name) + 5, len(name) + 3, rng.choice((0, 0, 0, 1)), len(name)) + name,
        struct.pack(">HH", 43, 3) + b"\2\3" + rng.choice((b"\3", b"\4")),
        struct.pack(">HH", 13, 6) + b"\0\4" + rng.choice((b"\4\3\5\3", b"\5\3\4\3")),
        struct.pack(">HH", 16, 5) + b"\0\3\2" + rng.choice((b"h2", b"h3")),
        struct.pack(">HH", 0x0A0A, 0),
    ]
    rng.shuffle(extensions)
    body = b"".join(extensions[: rng.randrange(6)])
    hello = (
        b"\3\3"
        + rng.randbytes(32)
        + b"\0"
        + b"\0\4\x13\1\x13\2"
        + b"\1\0"
        + struct.pack(">H", len(body))
        + body
    )
    whole = bytearray(b"\x16\3\1" + struct.pack(">HB", len(hello) + 4, 1) + len(hello).to_bytes(3) + hello)
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        whole[rng.randrange(len(whole))] = rng.choice((0, 1, 3, 0x16, 0xFF))
    return bytes(whole[: rng.choice((len(whole), len(whole), rng.randrange(9, len(whole) + 1)))])


def test_a_hello_that_the_kernel_reads_says_what_the_parser_makes_of_it():
    read = unnamed = 0
    for seed in range(4000):
        payload = client_hello(random.Random(seed))
        reading = Reading()
        told = reading.hello(payload) if payload[:2] == b"\x16\3" else None
        if told is not None:
            heard = read_client_hello(payload)
            assert heard.malformed is None, payload
            assert told == by_parser(heard, THERE), payload
            assert int(reading.part.state[layout.S_TLS_UNNAMED]) == heard.tls_without_name, payload
            read += 1
            unnamed += heard.tls_without_name
    assert read > 600
    assert unnamed > 50


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"\x00\x03\x02h2", b"\x00\x03\x02h3"),
        (b"\4\3\5\3", b"\5\3\4\3"),
        (b"\x13\1\x13\2", b"\x13\1\x13\3"),
        (b"\2\3\4", b"\2\3\3"),
    ],
    ids=["protocol", "algorithms", "ciphers", "versions"],
)
def test_whatever_a_fingerprint_tells_apart_the_kernel_tells_apart(one, other):
    """A second kind of hello is not taken for the first: the parser reads it too."""
    payload = next(
        payload
        for payload in map(client_hello, map(random.Random, range(3000)))
        if one in payload
        and len(read_client_hello(payload).said) == 1
        and Reading().hello(payload) is not None
    )
    changed = payload.replace(one, other)
    assert read_client_hello(payload).said != read_client_hello(changed).said
    reading = Reading()
    assert reading.hello(payload) is not None
    state, *names = reading._tables()
    flows, seen = memoryview(reading.part.flows.data), memoryview(reading.part._seen.data)
    rest = reading.pkt, 1, state, flows, 0, *names, seen
    assert not hear_client_hello(bytearray(changed), 0, len(changed), *rest)


@pytest.mark.parametrize("is_new", [True, False])
def test_a_server_that_chooses_tls_1_3_says_nothing_in_clear(is_new):
    extension = struct.pack(">HHH", 43, 2, 0x0304) if is_new else struct.pack(">HH", 23, 0)
    hello = b"\3\3" + bytes(32) + b"\0\x13\1\0" + struct.pack(">H", len(extension)) + extension
    flight = b"\x16\3\3" + struct.pack(">HB", len(hello) + 4, 2) + len(hello).to_bytes(3) + hello
    assert bool(is_encrypted_flight(bytearray(flight), 0, len(flight))) == is_new
    assert not read_server_flight(flight).said
