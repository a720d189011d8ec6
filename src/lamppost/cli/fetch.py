"""The one module that may connect: gets what stands at the address that the user typed, and nothing else.

HTTPS only, to exactly that host; no proxy, no cookies, no credentials, no body sent. A redirect to another
host is refused by name; one on the same host is followed, a few times. Size and time have limits.
"""

import io
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, BinaryIO, Protocol
from urllib.parse import SplitResult, urljoin, urlsplit

from lamppost.cli.way_out import way_out
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr

MOST_BYTES = 4 * 1024**3
MOST_REDIRECTS = 5
SILENCE_S = 30
"""Longest wait for one answer of the other side."""
MOST_S = 3600
"""Longest time for all of it."""
BLOCK = 256 * 1024
HTTPS_PORT = 443
MOST_DIGITS = 20
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS = {
    "User-Agent": "lamppost packs update",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}

Progress = Callable[[str, int, int], None]


class Connection(Protocol):
    """What is used of a connection."""

    response_class: Callable[..., HTTPResponse]
    """Makes the answer, given the socket."""

    def request(self, method: str, url: str, body: None = ..., headers: dict[str, str] = ...) -> None:
        """Ask."""

    def getresponse(self) -> HTTPResponse:
        """The answer."""

    def close(self) -> None:
        """Hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came."""

    url: str
    """Where it stood in the end; the same host as was typed."""
    name: str
    """The last part of its path, as a file may be called."""
    size_bytes: int


def fetch(
    url: str,
    to: BinaryIO,
    progress: Progress | None = None,
    *,
    most_bytes: int = MOST_BYTES,
    connect: Callable[[str, int], Connection] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Fetched:
    """Write what stands at an address into a file.

    Args:
        url: The address, as typed.
        to: The file.
        progress: Called with name, bytes done and bytes in all (0 if nobody says).
        most_bytes: More than this is refused.
        connect: Opens a connection to host and port.
        clock: Seconds, from any start.

    Raises:
        LamppostError: The address is no https address, leads elsewhere, or does not answer with a file.
    """
    parts = _checked(url)
    host, port = parts.hostname or "", parts.port or HTTPS_PORT
    ends_at = clock() + MOST_S
    with way_out(host, port):
        try:
            for _ in range(MOST_REDIRECTS + 1):
                if clock() > ends_at:
                    raise _late(host)
                connection = (connect or _connect)(host, port)
                connection.response_class = partial(_Response, host=host, ends_at=ends_at, clock=clock)
                try:
                    connection.request("GET", _target(parts), headers=HEADERS)
                    response = connection.getresponse()
                    if response.status in REDIRECTS:
                        parts = _redirected(parts, response.headers.get("Location"), (host, port))
                        continue
                    return _received(parts, response, to, progress, most_bytes, ends_at, clock)
                finally:
                    connection.close()
        except ssl.SSLError as error:
            told = getattr(error, "verify_message", "") or getattr(error, "reason", "") or error
            raise LamppostError(
                tr("{host}: no trusted encrypted connection: {why}", host=host, why=told),
                hint=tr("Get the file another way, and give it with --from FILE --source URL."),
            ) from None
        except (OSError, HTTPException) as error:
            what = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise LamppostError(
                tr("{host}: cannot be reached: {why}", host=host, why=what), hint=tr(_OTHERWISE)
            ) from None
    raise LamppostError(
        tr("{url}: more than {most} redirects", url=url, most=MOST_REDIRECTS), hint=tr(_OTHERWISE)
    )


class _Until(io.RawIOBase):
    """What a socket receives, until the time for all of it is over; each wait is as long as what is left."""

    def __init__(
        self, raw: io.RawIOBase, connected: Any, host: str, ends_at: float, clock: Callable[[], float]
    ) -> None:
        self._raw, self._connected, self._host = raw, connected, host
        self._ends_at, self._clock = ends_at, clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends_at - self._clock()
        if left <= 0:
            raise _late(self._host)
        self._connected.settimeout(min(SILENCE_S, left))
        try:
            return self._raw.readinto(buffer)
        except TimeoutError:
            if self._clock() >= self._ends_at:
                raise _late(self._host) from None
            raise

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    """An answer whose headers and body both come within the time for all of it."""

    def __init__(
        self, sock: Any, *args: Any, host: str, ends_at: float, clock: Callable[[], float], **more: Any
    ) -> None:
        super().__init__(sock, *args, **more)
        self.fp = io.BufferedReader(_Until(self.fp.detach(), sock, host, ends_at, clock))


def _late(host: str) -> LamppostError:
    return LamppostError(
        tr("{host}: takes longer than {most} seconds", host=host, most=MOST_S), hint=tr(_OTHERWISE)
    )


_OTHERWISE = noted("Get the file with a browser, and give it with --from FILE --source URL.")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise LamppostError(
            tr("{value}: no address: {why}", value=repr(url[:80]), why=error),
            hint=tr("Write it as https://host/path."),
        ) from None
    if parts.scheme != "https":
        raise LamppostError(
            tr("{url}: not an https address", url=url[:80]),
            hint=tr("Only https is fetched; or give a file."),
        )
    if not parts.hostname or parts.username is not None or parts.password is not None or port == 0:
        raise LamppostError(
            tr("{host}: an address with a host and without a user", host=parts.hostname or tr("no host")),
            hint=tr("As https://host/path."),
        )
    if not url.isascii() or not url.isprintable() or " " in url:
        raise LamppostError(
            tr("the address holds what no address holds"), hint=tr("Encode it as a browser shows it.")
        )
    return parts


def _connect(host: str, port: int) -> HTTPSConnection:
    """A connection that trusts what this machine trusts, and speaks TLS 1.2 or later; no proxy is asked."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return HTTPSConnection(host, port, timeout=SILENCE_S, context=context)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _redirected(parts: SplitResult, location: str | None, asked: tuple[str, int]) -> SplitResult:
    if not location:
        raise LamppostError(tr("{host}: a redirect to nowhere", host=asked[0]), hint=tr(_OTHERWISE))
    there = _checked(urljoin(parts.geturl(), location))
    if (there.hostname, there.port or HTTPS_PORT) != asked:
        raise LamppostError(
            tr(
                "{host}: sends on to {other}, which was not typed",
                host=asked[0],
                other=f"{there.hostname}:{there.port or HTTPS_PORT}",
            ),
            hint=tr("If you trust it, type that address: {url}", url=there.geturl()[:200]),
        )
    return there


def _file_name(parts: SplitResult) -> str:
    """The last part of the path, with nothing in it that a folder or a shell would act on."""
    last = re.sub(r"[^A-Za-z0-9._-]", "_", parts.path.rsplit("/", 1)[-1])[-80:].lstrip(".")
    return last or "fetched"


def _received(
    parts: SplitResult,
    response: HTTPResponse,
    to: BinaryIO,
    progress: Progress | None,
    most_bytes: int,
    ends_at: float,
    clock: Callable[[], float],
) -> Fetched:
    host, name = parts.hostname or "", _file_name(parts)
    if response.status != 200:
        raise LamppostError(
            tr("{host}: answers {answer}", host=host, answer=f"{response.status} {response.reason}")[:200],
            hint=tr(_OTHERWISE),
        )
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding != "identity":
        raise LamppostError(
            tr(
                "{host}: sends it as {encoding}, which was not asked for",
                host=host,
                encoding=repr(encoding[:40]),
            ),
            hint=tr(_OTHERWISE),
        )
    announced = None if response.chunked else _announced(response, host)
    done = 0
    while done != announced and (block := response.read1(BLOCK)):
        done += len(block)
        if done > most_bytes or (announced or 0) > most_bytes:
            raise LamppostError(
                tr("{host}: more than {most} bytes", host=host, most=most_bytes), hint=tr(_OTHERWISE)
            )
        if clock() > ends_at:
            raise _late(host)
        to.write(block)
        if progress:
            progress(name, done, announced or 0)
    if announced is not None and done != announced:
        raise LamppostError(
            tr("{host}: ended after {done} of {announced} bytes", host=host, done=done, announced=announced),
            hint=tr("Try again."),
        )
    return Fetched(url=parts.geturl(), name=name, size_bytes=done)


def _announced(response: HTTPResponse, host: str) -> int:
    """How many bytes are said to come; where nobody says, nobody can tell whether all of them came."""
    told = response.headers.get("Content-Length", "")
    if not (told.isascii() and told.isdigit() and len(told) < MOST_DIGITS):
        raise LamppostError(
            tr(
                "{host}: does not say how long the file is, so nobody can tell whether all of it came",
                host=host,
            ),
            hint=tr(_OTHERWISE),
        )
    return int(told)
