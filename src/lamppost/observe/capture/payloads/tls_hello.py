"""The server name in a TLS ClientHello.

Written from RFC 8446 §5.1 (records), §4 and §4.1.2 (ClientHello), and RFC 6066 §3 (server_name).
"""

import struct

from lamppost.observe.capture.payloads.heard import NOTHING, Heard, HeardName
from lamppost.observe.capture.payloads.text import host_name

_HANDSHAKE = 0x16
_CLIENT_HELLO = 1
_SERVER_NAME = 0
_HOST_NAME = 0
_MAX_RECORDS = 64
_TWO = struct.Struct(">HH")

_MALFORMED = Heard(malformed="TLS: a length inside the ClientHello leads past its end")
_WITHOUT_NAME = Heard(tls_without_name=True)


def read_client_hello(head: bytes) -> Heard:
    """The server name that a client asks for.

    Args:
        head: What the client sent first, from its first byte on.

    Returns:
        The name; `tls_without_name` where the whole hello is here and holds no server_name; nothing
        where it is cut before one, or is no ClientHello; `malformed` where a whole hello
        contradicts its own lengths.
    """
    hello = _handshake(head)
    if len(hello) < 4 or hello[0] != _CLIENT_HELLO:
        return NOTHING
    size = 4 + int.from_bytes(hello[1:4], "big")
    is_whole = len(hello) >= size
    try:
        heard = _read(hello, size)
    except (IndexError, struct.error):
        return _MALFORMED if is_whole else NOTHING
    if heard is None:
        return _WITHOUT_NAME if is_whole else NOTHING
    return heard


def _handshake(head: bytes) -> bytes:
    """The first handshake message, out of as many records as it was cut into, as far as it is here."""
    parts = []
    at = got = 0
    wanted = 4
    for _ in range(_MAX_RECORDS):
        if at + 5 > len(head) or head[at] != _HANDSHAKE or head[at + 1] != 3:
            break
        end = at + 5 + (head[at + 3] << 8 | head[at + 4])
        part = head[at + 5 : end]
        parts.append(part)
        got += len(part)
        if wanted == 4 and got >= 4:
            first = part if len(parts) == 1 else b"".join(parts)
            wanted = 4 + int.from_bytes(first[1:4], "big")
        if got >= wanted and got >= 4:
            break
        at = end
    return parts[0][:wanted] if len(parts) == 1 else b"".join(parts)[:wanted]


def _read(hello: bytes, size: int) -> Heard | None:
    """The server name; None where the extensions end without one, or are cut."""
    at = 4 + 2 + 32  # version and random
    at += 1 + hello[at]  # session id
    at += 2 + (hello[at] << 8 | hello[at + 1])  # cipher suites
    at += 1 + hello[at]  # compression methods
    if at == size:
        return None  # extensions may be left out altogether
    end = at + 2 + (hello[at] << 8 | hello[at + 1])
    if end > size:
        return _MALFORMED
    at += 2
    last = min(end, len(hello)) - 4
    while at <= last:
        kind, length = _TWO.unpack_from(hello, at)
        at += 4
        if at + length > end:
            return _MALFORMED
        if kind == _SERVER_NAME:
            return _server_name(hello, at, at + length)
        at += length
    return None


def _server_name(hello: bytes, at: int, end: int) -> Heard:
    if end > len(hello):
        return NOTHING  # cut inside the name
    if hello[at + 2] != _HOST_NAME:
        return NOTHING
    length = hello[at + 3] << 8 | hello[at + 4]
    if at + 5 + length > end:
        return _MALFORMED
    name = host_name(hello[at + 5 : at + 5 + length])
    return Heard((HeardName("tls_sni", "sender", name),)) if name else NOTHING
