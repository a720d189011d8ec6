"""HTTP messages that the kernel takes for known are ones of which the parsers would say the same again."""

import random

import numpy as np
from tests.engines.test_client_names import HERE, Reading

from lamppost.observe.capture import layout
from lamppost.observe.capture.http_heads import hear_answer, hear_get, is_get
from lamppost.observe.capture.payloads.http_message import read_requests, read_responses

PATHS = [b"/", b"/a/b", b"/a/b?x=1", b"/a/b;x", b"/a/b#c", b"/c", b"//other.example/d", b"/a b", b"*"]
HOSTS = [
    b"Host: one.example.net", b"host:two.example.net:8080", b"HOST:  one.example.net.", b"Host: 192.0.2.9",
    b"Host: bad_name", b"Host: [2001:db8::1]:80", b"Host:", b"X-Host: one.example.net", b"Host: one.example.net:",
]  # fmt: skip
ASKED = [
    b"User-Agent: made/1.0", b"user-agent: made/2.0", b"USER-AGENT:", b"Accept: */*", b"Cookie: a=b", b"Broken",
    b" folded: x", b"Accept : x", b"If-None-Match: 1", b"Content-Length: 3",
]  # fmt: skip
STARTS = [b"HTTP/1.1 200 OK", b"HTTP/1.0 401 No", b"HTTP/1.1 302 Found", b"HTTP/1.1 304 Same", b"HTTP/2 200"]
ANSWERED = [
    b"Server: made", b"server: other", b"Date: Mon", b"Date: Tue", b"ETag: 1", b"ETag: 2", b"Via: 1.1 x",
    b'WWW-Authenticate: Basic realm="camera"', b'WWW-Authenticate: Digest realm="door"', b"Set-Cookie: sid=1",
    b"Set-Cookie: sid=2", b"Set-Cookie: user", b"Location: /login?x=1", b"X-Powered-By: made",
    b"Content-Encoding: gzip", b"Transfer-Encoding: chunked", b" folded", b"Broken", b"Last-Modified: x",
]  # fmt: skip
BODIES = [b"", b"plain", b"other", b"<title>Camera</title>", b"<title>Door</title>", b"<root>x</root>"]


class Kernel(Reading):
    """The kernel over one segment after the other of one sender."""

    def get(self, payload: bytes) -> tuple[int, str | None]:
        """Whether it is known, and the name that was kept."""
        state, *names = self._tables()
        flows = memoryview(self.part.flows.data)
        flows[layout.FLOW_NAME] = layout.NO_NAME
        block, start, end = self.block(payload)
        if not is_get(block, start, end, self.pkt):
            return 0, None
        found = hear_get(block, start, end, self.pkt, 1, state, flows, 0, *names, self.seen)
        self.settle()
        number = flows[layout.FLOW_NAME]
        return found, self.part.host_names()[number] if number >= 0 else None

    def answer(self, payload: bytes) -> int:
        block, start, end = self.block(payload)
        return hear_answer(block, start, end, self.pkt, self._tables()[0], self.seen)

    @property
    def seen(self) -> memoryview:
        return memoryview(self.part._seen.data)

    @staticmethod
    def block(payload: bytes) -> tuple[bytearray, int, int]:
        """Between octets that would make another message of it, were they read."""
        return bytearray(b"\r\n" + payload + b"\r\nHost: behind.example.net\r\n\r\n"), 2, 2 + len(payload)


def request(chance: random.Random) -> bytes:
    fields = chance.choices(ASKED, k=chance.randrange(4)) + chance.choices(
        HOSTS, k=chance.choice((0, 1, 1, 1, 2))
    )
    chance.shuffle(fields)
    lines = [b"GET " + chance.choice(PATHS) + b" HTTP/1.1", *fields, b"", b""]
    data = b"\r\n".join(lines)
    if chance.random() < 0.1:
        data = data.replace(b"\r\n", b"\n", 1)
    return data[: chance.randrange(len(data))] if chance.random() < 0.05 else data


def answer(chance: random.Random) -> bytes:
    body = chance.choice(BODIES)
    size = len(body) + chance.choice((0, 0, 0, 0, 1))
    fields = [*chance.choices(ANSWERED, k=chance.randrange(4)), b"Content-Length: %d" % size]
    chance.shuffle(fields)
    return b"\r\n".join([chance.choice(STARTS), *fields, b"", body])


def with_another_line(chance: random.Random, data: bytes) -> bytes:
    """The same answer with one field more, one field less, or another body of as many octets."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if chance.random() < 0.5:
        lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(ANSWERED))
    elif len(lines) > 2:
        del lines[chance.randrange(1, len(lines))]
    if chance.random() < 0.3:
        body = body.swapcase()
    return b"\r\n".join([*lines, b"", body])


def test_a_get_that_the_kernel_keeps_says_nothing_new_and_names_the_same_host():
    chance, kernel = random.Random(5), Kernel()
    said: set = set()
    n_kept = 0
    for number in range(30_000):
        if number % 12 == 0:  # another client, of whom nothing was heard
            kernel.pkt[layout.P_SRC_LOW] += 1
            said.clear()
            few = [request(chance) for _ in range(6)]
        data = chance.choice(few)
        heard = read_requests(data)
        is_known, name = kernel.get(data)
        if is_known:
            n_kept += 1
            assert set(heard.said) <= said, data
            assert [one.name for one in heard.names] == ([name] if name else []), data
            assert not any(one.is_proxied for one in heard.names)
        else:
            assert name is None
            said |= set(heard.said)
    assert n_kept > 3_000


def test_an_answer_that_the_kernel_passes_over_says_nothing_new():
    chance, kernel = random.Random(6), Kernel()
    said: set = set()
    n_kept = 0
    for number in range(30_000):
        if number % 12 == 0:
            kernel.pkt[layout.P_SRC_LOW] += 1
            said.clear()
            few = [answer(chance) for _ in range(2)]
            few += [with_another_line(chance, data) for data in few * 2]
        data = chance.choice(few)
        if kernel.answer(data):
            n_kept += 1
            assert set(read_responses(data).said) <= said, data
        else:
            said |= set(read_responses(data).said)
    assert n_kept > 3_000


def test_what_another_machine_said_is_not_known_of_this_one():
    kernel = Kernel()
    data = b"GET / HTTP/1.1\r\nUser-Agent: made\r\n\r\n"
    assert [kernel.get(data)[0] for _ in range(2)] == [0, 1]
    kernel.pkt[layout.P_SRC_LOW] += 1
    assert [kernel.get(data)[0] for _ in range(2)] == [0, 1]
    kernel.pkt[layout.P_SRC_MAC] += 1
    assert [kernel.get(data)[0] for _ in range(2)] == [0, 1]


def test_a_message_that_was_captured_short_is_left_to_the_parsers():
    kernel = Kernel()
    kernel.pkt[layout.P_CUT] = 1
    for _ in range(2):
        assert kernel.get(b"GET / HTTP/1.1\r\nHost: one.example.net\r\n\r\n") == (0, None)
        assert kernel.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") == 0


def test_more_fields_than_a_parser_reads_are_left_to_it():
    kernel = Kernel()
    data = b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 130 + b"Host: late.example.net\r\n\r\n"
    assert [kernel.get(data) for _ in range(2)] == [(0, None)] * 2
    assert not read_requests(data).names


def test_each_name_is_of_the_client():
    kernel = Kernel()
    for _ in range(2):
        kernel.get(b"GET / HTTP/1.1\r\nHost: one.example.net\r\n\r\n")
    (row,) = kernel.part.answer_rows()
    assert row[layout.ANSWER_SOURCE] == layout.SOURCE_HTTP
    assert np.array_equal(row[[layout.ANSWER_IP_LOW]], [kernel.pkt[layout.P_DST_LOW]])
    assert HERE == "192.0.2.10"
