"""Only what was typed is fetched: https, that host, within limits; and nothing else can use the way out."""

import contextlib
import io
import ssl
import subprocess
import sys
from email.message import Message

import pytest

from lamppost.cli import fetch as fetching
from lamppost.cli import way_out
from lamppost.cli.fetch import fetch
from lamppost.cli.offline import ConnectingError, _refuse
from lamppost.model.errors import LamppostError

URL = "https://lists.example.net/made/list.csv?edition=1"


class Answer:
    """What a server says, made."""

    def __init__(self, status=200, body=b"name\n", reason="OK", blocks=None, chunked=True, **headers):
        self.chunked = chunked and "Content_Length" not in headers
        self.status, self.reason, self.headers = status, reason, Message()
        for name, value in headers.items():
            self.headers[name.replace("_", "-")] = value
        self._blocks = list(blocks if blocks is not None else [body])

    def read1(self, _size):
        return self._blocks.pop(0) if self._blocks else b""


class Server:
    """Stands in for a connection: keeps what was asked, gives the answers in order."""

    def __init__(self, *answers):
        self.answers, self.asked, self.open = list(answers), [], 0

    def __call__(self, host, port):
        self.where = (host, port)
        self.open += 1
        return self

    def request(self, method, url, body=None, headers=None):
        assert body is None
        self.asked.append((self.where, method, url, dict(headers)))

    def getresponse(self):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        self.open -= 1


@pytest.fixture(autouse=True)
def _unused_way_out(monkeypatch):
    monkeypatch.setattr(way_out, "_USED", [])


def got(server, url=URL, **options):
    to = io.BytesIO()
    return fetch(url, to, connect=server, **options), to.getvalue()


def refused(server, url=URL, **options):
    with pytest.raises(LamppostError) as caught:
        got(server, url, **options)
    assert caught.value.hint
    assert server.open == 0
    return caught.value.message


def test_what_stands_at_the_address_is_fetched_without_cookies_or_credentials():
    server = Server(Answer(body=b"name\nExample\n", Content_Length="13", Set_Cookie="a=b"))
    fetched, body = got(server)
    assert body == b"name\nExample\n"
    assert (fetched.url, fetched.name, fetched.size_bytes) == (URL, "list.csv", 13)
    ((where, method, path, headers),) = server.asked
    assert (where, method, path) == (("lists.example.net", 443), "GET", "/made/list.csv?edition=1")
    assert not {"cookie", "authorization", "referer"} & {name.lower() for name in headers}
    assert server.open == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://lists.example.net/list.csv",
        "ftp://lists.example.net/list.csv",
        "file:///etc/passwd",
        "https:///list.csv",
        "https://anna:secret@lists.example.net/list.csv",
        "https://lists.example.net:99999/list.csv",
        "https://lists.example.net/a b",
        "https://lists.example.net/\r\nX: y",
        "https://[::1/list.csv",
    ],
)
def test_another_kind_of_address_is_refused_before_anything_is_opened(url):
    server = Server()
    message = refused(server, url)
    assert not server.asked
    assert "secret" not in message


def test_a_redirect_on_the_same_host_is_followed():
    server = Server(Answer(302, Location="/new/list.csv"), Answer(301, Location=URL), Answer())
    fetched, _ = got(server)
    assert [path for _, _, path, _ in server.asked] == [
        "/made/list.csv?edition=1",
        "/new/list.csv",
        "/made/list.csv?edition=1",
    ]
    assert fetched.url == URL


@pytest.mark.parametrize(
    "there",
    [
        "https://other.example.net/list.csv",
        "//other.example.net/list.csv",
        "https://lists.example.net:8443/list.csv",
    ],
)
def test_a_redirect_to_another_host_is_refused_and_named(there):
    server = Server(Answer(302, Location=there))
    message = refused(server)
    assert "sends on to" in message
    assert there.removeprefix("https:").strip("/").split("/")[0].split(":")[0] in message
    assert len(server.asked) == 1


def test_a_redirect_away_from_https_is_refused():
    assert "not an https address" in refused(
        Server(Answer(301, Location="http://lists.example.net/list.csv"))
    )


def test_redirects_come_to_an_end():
    server = Server(*[Answer(302, Location="/again") for _ in range(9)])
    assert "more than 5 redirects" in refused(server)
    assert len(server.asked) == 6


@pytest.mark.parametrize("headers", [{}, {"Content_Length": "11"}])
def test_more_than_the_limit_is_refused_whether_or_not_it_was_announced(headers):
    assert "more than 10 bytes" in refused(Server(Answer(blocks=[b"12345"] * 3, **headers)), most_bytes=10)


def test_a_file_that_ends_early_is_refused():
    assert "ended after 3 of 9 bytes" in refused(Server(Answer(body=b"123", Content_Length="9")))


def test_a_server_that_never_ends_is_left():
    ticks = iter(range(0, 100_000, 1000))
    server = Server(Answer(blocks=[b"1"] * 50))
    assert "takes longer than" in refused(server, clock=lambda: next(ticks))


@pytest.mark.parametrize(
    "length", [{}, {"Content_Length": "-1"}, {"Content_Length": "5, 5"}, {"Content_Length": "9" * 5000}]
)
def test_a_file_of_which_nobody_can_tell_whether_it_is_whole_is_refused(length):
    assert "does not say how long" in refused(Server(Answer(chunked=False, **length)))


def served(words, pause=0.0):
    """What is made of an answer that comes through a real socket, one piece after another."""
    import socket
    import time
    from http.client import HTTPConnection
    from threading import Thread

    ours, theirs = socket.socketpair()
    connection = HTTPConnection("lists.example.net", timeout=5)
    connection.sock = ours

    def answer():
        with theirs, contextlib.suppress(OSError):
            theirs.recv(9999)
            for piece in words:
                theirs.sendall(piece)
                time.sleep(pause)

    thread = Thread(target=answer, daemon=True)
    thread.start()
    to = io.BytesIO()
    try:
        fetch(URL, to, connect=lambda *_: connection)
    finally:
        ours.close()
        thread.join()
    return to.getvalue()


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "body", [b"Content-Length: 4\r\n\r\nname", b"Transfer-Encoding: chunked\r\n\r\n4\r\nname\r\n0\r\n\r\n"]
)
def test_a_real_answer_that_says_its_length_is_fetched(body):
    assert served([OK + body]) == b"name"


@pytest.mark.parametrize(
    "body",
    [
        b"\r\nname",
        b"Content-Length: 9\r\n\r\nname",
        b"Transfer-Encoding: chunked\r\n\r\n9\r\nname",
        b"Transfer-Encoding: chunked\r\n\r\n4\r\nname\r\n",
    ],
)
def test_a_real_answer_that_may_have_been_cut_is_refused(body):
    with pytest.raises(LamppostError, match=r"does not say how long|ended after|cannot be reached"):
        served([OK + body])


@pytest.mark.parametrize(
    "head", [OK, OK + b"Content-Length: 1000\r\n\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n99\r\n"]
)
def test_headers_and_bodies_that_drip_end_with_the_time_for_all_of_it(monkeypatch, head):
    from time import monotonic

    monkeypatch.setattr(fetching, "MOST_S", 1)
    start = monotonic()
    with pytest.raises(LamppostError, match="takes longer than 1 seconds"):
        served([head, *[b"x"] * 25], pause=0.2)
    assert monotonic() - start < 3


def test_a_body_that_falls_silent_ends_with_the_time_for_all_of_it(monkeypatch):
    monkeypatch.setattr(fetching, "MOST_S", 1)
    with pytest.raises(LamppostError, match="takes longer than 1 seconds"):
        served([OK + b"Content-Length: 1000\r\n\r\nx"], pause=2)


@pytest.mark.parametrize("status", [204, 304, 403, 404, 500])
def test_any_other_answer_is_refused_with_its_number(status):
    assert str(status) in refused(Server(Answer(status, reason="Made")))


def test_a_packed_answer_is_refused():
    assert "'gzip'" in refused(Server(Answer(Content_Encoding="gzip")))


@pytest.mark.parametrize(
    "error", [TimeoutError("timed out"), OSError(113, "No route to host"), ssl.SSLError("bad")]
)
def test_a_host_that_cannot_be_reached_is_named(error):
    assert "lists.example.net" in refused(Server(error))


def test_certificates_are_checked_and_no_proxy_is_asked(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.net:3128")
    connection = fetching._connect("lists.example.net", 443)
    assert connection._context.verify_mode == ssl.CERT_REQUIRED
    assert connection._context.check_hostname
    assert connection._context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert connection._tunnel_host is None
    assert connection.host == "lists.example.net"


def test_the_way_out_is_for_one_host_and_port_and_closes_behind():
    lookup = ("lists.example.net", 443, 0, 1, 0)
    with pytest.raises(ConnectingError):
        _refuse("socket.getaddrinfo", lookup)
    with way_out.way_out("lists.example.net", 443):
        _refuse("socket.getaddrinfo", lookup)
        _refuse("socket.connect", (None, ("192.0.2.1", 443)))
        for event, arguments in [
            ("socket.getaddrinfo", ("other.example.net", 443, 0, 1, 0)),
            ("socket.getaddrinfo", ("lists.example.net", 80, 0, 1, 0)),
            ("socket.connect", (None, ("192.0.2.1", 80))),
            ("socket.connect", (None, "/run/made.sock")),
            ("socket.gethostbyname", ("lists.example.net",)),
            ("socket.sendto", (None, ("192.0.2.1", 443))),
        ]:
            with pytest.raises(ConnectingError):
                _refuse(event, arguments)
    with pytest.raises(ConnectingError):
        _refuse("socket.getaddrinfo", lookup)


def test_the_way_out_opens_once():
    with way_out.way_out("lists.example.net", 443):
        pass
    with pytest.raises(way_out.AlreadyUsedError), way_out.way_out("lists.example.net", 443):
        pass


def test_another_thread_has_no_way_out():
    from threading import Thread

    seen = []
    with way_out.way_out("lists.example.net", 443):
        thread = Thread(
            target=lambda: seen.append(way_out.is_open_for("socket.getaddrinfo", ("lists.example.net", 443)))
        )
        thread.start()
        thread.join()
    assert seen == [False]


PROBE = """
import sys
from lamppost.cli import entry
from lamppost.cli.offline import ConnectingError
import socket

def tries(*_, **__):
    for attempt in (
        lambda: socket.getaddrinfo("lists.example.net", 443),
        lambda: socket.create_connection(("192.0.2.1", 443), timeout=1),
    ):
        try:
            attempt()
        except ConnectingError:
            print("refused")
        else:
            print("CONNECTED")
    return 0

import importlib, click
name = sys.argv.pop(1)
found = importlib.import_module(f"lamppost.cli.{name}").command
def replace(command):
    command.callback = tries
    command.params = []
    command.invoke_without_command = True
if isinstance(found, click.Group):
    for one in found.commands.values():
        replace(one)
else:
    replace(found)
entry.main()
"""


@pytest.mark.parametrize(
    "line",
    [
        ["look"],
        ["ask"],
        ["explain"],
        ["note"],
        ["report"],
        ["check"],
        ["completion"],
        ["demo"],
        ["packs", "list"],
        ["packs", "check"],
        ["packs", "build"],
        ["packs", "update"],
        ["packs", "sign"],
        ["packs", "trust"],
        ["packs", "export"],
        ["diff"],
        ["doctor"],
        ["letter"],
        ["serve"],
        ["share"],
        ["verify"],
        ["watch"],
    ],
)
def test_no_command_can_connect_by_itself(line):
    run = subprocess.run(
        [sys.executable, "-c", PROBE, line[0], *line], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.stdout.split() == ["refused", "refused"], run.stderr


def test_every_command_is_probed():
    from lamppost.cli.entry import COMMANDS

    assert COMMANDS.keys() == {
        "watch",
        "look",
        "ask",
        "explain",
        "note",
        "report",
        "demo",
        "packs",
        "diff",
        "check",
        "completion",
        "doctor",
        "letter",
        "serve",
        "share",
        "verify",
    }
