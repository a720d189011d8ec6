"""Servers on real sockets: one thread per listener and per connection, stopped with their process."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass

Datagram = Callable[[bytes, tuple[str, int]], bytes | None]


@dataclass
class Message:
    """One request of HTTP, RTSP or SIP: its first line's words, headers in lower case, and body."""

    words: list[str]
    headers: dict[str, str]
    body: bytes


def in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=_ending_quietly, args=(work,), daemon=True).start()


def _ending_quietly(work: Callable[[], None]) -> None:
    with contextlib.suppress(OSError, EOFError, ssl.SSLError):
        work()


def listen_tcp(
    port: int, serve: Callable[[socket.socket], None], context: ssl.SSLContext | None = None
) -> None:
    """Accept connections and hand each, after a TLS handshake where there is a context, to `serve`."""
    listener = socket.create_server(("", port), backlog=16)

    def one(line: socket.socket) -> None:
        line.settimeout(20)
        with context.wrap_socket(line, server_side=True) if context else line as ready:
            serve(ready)

    def accept() -> None:
        while True:
            line, _ = listener.accept()
            in_background(lambda line=line: one(line))

    in_background(accept)


def listen_udp(
    port: int, answer: Datagram, *, at: str = "", group: str = "", interface: str = ""
) -> socket.socket:
    """Answer datagrams on a port, also those to a multicast group; the socket to send from."""
    handle = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    handle.bind((at, port))
    if group:
        member = struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton(interface))
        handle.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        handle.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        handle.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)

    def loop() -> None:
        while True:
            payload, sender = handle.recvfrom(65_535)
            said = answer(payload, sender)
            if said is not None:
                handle.sendto(said, sender)

    in_background(loop)
    return handle


def read_message(line: socket.socket) -> Message:
    """The next message of a text protocol (RFC 9112, RFC 2326).

    Raises:
        EOFError: The other side has closed the connection.
    """
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = line.recv(1)
        if not byte:
            raise EOFError
        head += byte
    first, *rest = head.decode("latin-1").strip().split("\r\n")
    headers = {key.strip().lower(): value.strip() for key, _, value in (row.partition(":") for row in rest)}
    return Message(first.split(" "), headers, read_exactly(line, int(headers.get("content-length", "0"))))


def read_exactly(line: socket.socket, size: int) -> bytes:
    body = b""
    while len(body) < size:
        part = line.recv(min(65_536, size - len(body)))
        if not part:
            raise EOFError
        body += part
    return body


def http_answer(status: str, headers: list[tuple[str, str]], body: bytes = b"") -> bytes:
    """An HTTP/1.1 response with the headers in the given order."""
    rows = [f"HTTP/1.1 {status}", *(f"{key}: {value}" for key, value in headers)]
    rows.append(f"Content-Length: {len(body)}")
    return "\r\n".join(rows).encode() + b"\r\n\r\n" + body


def serve_http(answer: Callable[[Message], bytes]) -> Callable[[socket.socket], None]:
    """A `serve` for `listen_tcp` that answers one HTTP request after another."""

    def serve(line: socket.socket) -> None:
        while True:
            line.sendall(answer(read_message(line)))

    return serve
