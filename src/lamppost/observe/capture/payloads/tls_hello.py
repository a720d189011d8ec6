"""What a TLS ClientHello asks for and offers: the server name, and the client's fingerprint (JA4).

Written from RFC 8446 §5.1 (records), §4, §4.1.2 (ClientHello), §4.2.1 (supported_versions) and §4.2.3
(signature_algorithms), RFC 6066 §3 (server_name) and RFC 7301 §3.1 (application-layer protocols).

When is what said. The *name* counts as soon as its extension is here, even of a hello that is cut behind it or
whose later lengths are wrong. *JA4* and `tls_without_name` need the whole hello. *Malformed* is a hello that is
here whole and contradicts its own lengths; a hello that is cut never is.
"""

import struct

import msgspec

from lamppost.model.saying import noted
from lamppost.observe.capture.payloads.heard import NOTHING, Heard, HeardName, NameSource
from lamppost.observe.capture.payloads.ja4 import ALPN, SERVER_NAME, Transport, ja4
from lamppost.observe.capture.payloads.text import host_name, say

_HANDSHAKE = 0x16
_CLIENT_HELLO = 1
_HOST_NAME = 0
_SIGNATURE_ALGORITHMS, _SUPPORTED_VERSIONS = 0x000D, 0x002B
_MAX_RECORDS = 64
_MAX_EXTENSIONS = 256
_HEADER = 4
_TWO = struct.Struct(">HH")
_SOURCES: dict[Transport, NameSource] = {"t": "tls_sni", "q": "quic_sni"}

_MALFORMED = noted("TLS: a length inside the ClientHello leads past its end")


class BrokenHelloError(ValueError):
    """A length leads past the end of the message or the extension that it stands in."""


class Hello(msgspec.Struct):
    """What a hello offers, as far as it was read."""

    server_name: bytes | None = None
    """As sent; empty where the extension holds no host name."""
    versions: bytes = b""
    ciphers: bytes = b""
    extensions: bytearray = msgspec.field(default_factory=bytearray)
    """Types of the extensions, two octets each, in their order."""
    alpn: bytes = b""
    """The first protocol offered."""
    algorithms: bytes = b""


def read_client_hello(head: bytes) -> Heard:
    """The server name that a client asks for over TCP, and its JA4.

    Args:
        head: What the client sent first, from its first byte on: TLS records, of which the hello may fill many.

    Returns:
        See `read_hello`.
    """
    return read_hello(join_records(head), "t")


def read_hello(hello: bytes, transport: Transport) -> Heard:
    """The server name that a client asks for, and its JA4.

    Args:
        hello: The handshake message without what carries it, from its first byte on; may be cut anywhere.
        transport: What carried it.

    Returns:
        The name, and `tls.ja4` of a whole hello; `tls_without_name` where the whole hello is here and holds no
        server_name; nothing where it is cut before the name, or is no ClientHello; `malformed` where a whole
        hello contradicts its own lengths.
    """
    if len(hello) < _HEADER or hello[0] != _CLIENT_HELLO:
        return NOTHING
    size = hello_size(hello)
    is_whole = len(hello) >= size
    offered = Hello()
    malformed = None
    try:
        _read(hello[:size], size, offered)
    except (IndexError, struct.error, BrokenHelloError):
        malformed = _MALFORMED if is_whole else None
    name = host_name(offered.server_name) if offered.server_name else None
    names = (HeardName(_SOURCES[transport], "sender", name),) if name else ()
    if not is_whole or malformed:
        return Heard(names, malformed=malformed) if names or malformed else NOTHING
    fingerprint = ja4(
        transport, offered.versions, offered.ciphers, bytes(offered.extensions), offered.alpn, offered.algorithms
    )  # fmt: skip
    return Heard(names, said=say((("tls.ja4", fingerprint),)), tls_without_name=offered.server_name is None)


def hello_size(hello: bytes) -> int:
    """Octets of a handshake message whose first four are here, those four among them."""
    return _HEADER + int.from_bytes(hello[1:_HEADER])


def is_hello_whole(head: bytes) -> bool:
    """Whether the first handshake message of a side is here, in however many records."""
    hello = join_records(head)
    return len(hello) >= _HEADER and len(hello) >= hello_size(hello)


def join_records(head: bytes) -> bytes:
    """The first handshake message, out of as many records as it was cut into, as far as it is here."""
    parts = []
    at = got = 0
    wanted = _HEADER
    for _ in range(_MAX_RECORDS):
        if at + 5 > len(head) or head[at] != _HANDSHAKE or head[at + 1] != 3:
            break
        end = at + 5 + (head[at + 3] << 8 | head[at + 4])
        part = head[at + 5 : end]
        parts.append(part)
        got += len(part)
        if wanted == _HEADER and got >= _HEADER:
            first = part if len(parts) == 1 else b"".join(parts)
            wanted = hello_size(first)
        if got >= wanted and got >= _HEADER:
            break
        at = end
    return parts[0][:wanted] if len(parts) == 1 else b"".join(parts)[:wanted]


def _read(hello: bytes, size: int, offered: Hello) -> None:
    """Fill in what is offered, up to the end of the extensions or of what is here.

    Raises:
        BrokenHelloError: A length leads too far.
        IndexError: The hello ends inside a length before the extensions.
    """
    at = _HEADER
    offered.versions = hello[at : at + 2]
    at += 2 + 32  # version and random
    at += 1 + hello[at]  # session id
    end = at + 2 + (hello[at] << 8 | hello[at + 1])
    offered.ciphers = hello[at + 2 : end]
    at = end
    at += 1 + hello[at]  # compression methods
    if at == size:
        return  # extensions may be left out altogether
    end = at + 2 + (hello[at] << 8 | hello[at + 1])
    if end > size:
        raise BrokenHelloError
    _read_extensions(hello, at + 2, end, offered)


def _read_extensions(hello: bytes, at: int, end: int, offered: Hello) -> None:
    last = min(end, len(hello)) - 4
    for _ in range(_MAX_EXTENSIONS):
        if at > last:
            return
        kind, length = _TWO.unpack_from(hello, at)
        offered.extensions += hello[at : at + 2]
        at += 4
        if at + length > end:
            raise BrokenHelloError
        if at + length > len(hello):
            return
        data = hello[at : at + length]
        if kind == SERVER_NAME and offered.server_name is None:
            offered.server_name = _server_name(data)
        elif kind == ALPN and length > 3:
            offered.alpn = data[3 : 3 + data[2]]
        elif kind == _SUPPORTED_VERSIONS and length > 2:
            offered.versions = data[1 : 1 + data[0]]
        elif kind == _SIGNATURE_ALGORITHMS and length > 3:
            offered.algorithms = data[2 : 2 + (data[0] << 8 | data[1])]
        at += length


def _server_name(data: bytes) -> bytes:
    """The host name of a server_name extension; empty where it holds another type, or nothing."""
    if len(data) < 5 or data[2] != _HOST_NAME:
        return b""
    end = 5 + (data[3] << 8 | data[4])
    if end > len(data):
        raise BrokenHelloError
    return data[5:end]
