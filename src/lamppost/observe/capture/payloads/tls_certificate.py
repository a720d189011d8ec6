"""Whose certificate a server presents: subject and issuer of the first one that it sends in clear.

Written from RFC 5246 §6.2.1 (records), §7.2 (alerts), §7.4 and §7.4.2 (Certificate message), RFC 5280 §4.1 and
§4.1.2.4 (names) and X.690 §8 (lengths). TLS 1.3 sends its certificate encrypted, and then nothing is said. A warning,
such as that the server name is not known to the server (RFC 6066 §3), may stand in front of the messages.
"""

from collections.abc import Iterator

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

_ALERT, _HANDSHAKE = 0x15, 0x16
_WARNING = b"\1"  # a fatal alert ends the connection
_SERVER_HELLO = 2
_CERTIFICATE = 11
_MAX_RECORDS = 64
_MAX_MESSAGES = 8
_MAX_ATTRIBUTES = 32

_SEQUENCE, _SET, _OID, _INTEGER, _VERSION = 0x30, 0x31, 0x06, 0x02, 0xA0
_ENCODINGS = {
    0x0C: "utf-8",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
_NAMES = {
    bytes.fromhex("550403"): "CN",
    bytes.fromhex("550405"): "serialNumber",
    bytes.fromhex("550406"): "C",
    bytes.fromhex("550407"): "L",
    bytes.fromhex("550408"): "ST",
    bytes.fromhex("55040a"): "O",
    bytes.fromhex("55040b"): "OU",
    bytes.fromhex("2a864886f70d010901"): "emailAddress",
}

Node = tuple[int, int, int]
"""Tag, and where the content starts and ends."""


def read_server_flight(head: bytes) -> Heard:
    """Subject and issuer of the certificate that a server presents.

    Args:
        head: What the server sent first, from its first byte on; may be cut anywhere.

    Returns:
        Both names, in the form `CN=…, O=…, C=…` and the certificate's own order; other kinds of attribute
        are left out. Nothing where the certificate is not in clear, not here as far as its subject, or no
        certificate.
    """
    certificate, _ = _first_certificate(head)
    try:
        issuer, subject = _names(certificate)
    except IndexError:
        return NOTHING
    said = say((("tls.certificate_subject", subject), ("tls.certificate_issuer", issuer)))
    return Heard(said=said) if said else NOTHING


def is_flight_read(head: bytes) -> bool:
    """Whether later octets of the server would add nothing: the names are here, or none comes in clear."""
    certificate, is_over = _first_certificate(head)
    if is_over:
        return True
    try:
        _names(certificate)
    except IndexError:
        return False
    return True


def _first_certificate(head: bytes) -> tuple[bytes, bool]:
    """The first certificate as far as it is here, and whether the flight is over without more of it."""
    flight, is_over = _handshake(head)
    at = 0
    for number in range(_MAX_MESSAGES):
        if len(flight) < at + 4:
            return b"", is_over
        end = at + 4 + int.from_bytes(flight[at + 1 : at + 4])
        if flight[at] == _CERTIFICATE:
            first = int.from_bytes(flight[at + 7 : at + 10])
            whole = min(end, at + 10 + first)
            return flight[at + 10 : whole], is_over or len(flight) >= whole
        if number == 0 and flight[at] != _SERVER_HELLO:
            break
        at = end
    return b"", True


def _handshake(head: bytes) -> tuple[bytes, bool]:
    """What the handshake records at the start hold, and whether another kind of record follows; warnings are passed."""
    parts: list[bytes] = []
    at = 0
    for _ in range(_MAX_RECORDS):
        if at + 5 > len(head):
            return b"".join(parts), False
        if head[at + 1] != 3:
            break
        end = at + 5 + (head[at + 3] << 8 | head[at + 4])
        if head[at] == _HANDSHAKE:
            parts.append(head[at + 5 : end])
        elif head[at] != _ALERT or end != at + 7 or head[at + 5 : at + 6] not in (b"", _WARNING):
            break
        at = end
    return b"".join(parts), True


def _names(certificate: bytes) -> tuple[str, str]:
    """Issuer and subject; IndexError where the octets end first or are no certificate."""
    _, at, _ = _node(certificate, 0, _SEQUENCE)  # Certificate
    _, at, _ = _node(certificate, at, _SEQUENCE)  # TBSCertificate
    if certificate[at] == _VERSION:
        at = _node(certificate, at, _VERSION)[2]
    at = _node(certificate, at, _INTEGER)[2]  # serial number
    at = _node(certificate, at, _SEQUENCE)[2]  # signature algorithm
    issuer = _node(certificate, at, _SEQUENCE)
    validity = _node(certificate, issuer[2], _SEQUENCE)
    subject = _node(certificate, validity[2], _SEQUENCE)
    certificate[subject[2] - 1]  # all of it is here
    return _name(certificate, issuer), _name(certificate, subject)


def _name(data: bytes, name: Node) -> str:
    """The attributes of a distinguished name that have a short word, as `CN=…, O=…`."""
    parts: list[str] = []
    for kind, value in _attributes(data, name):
        if len(parts) == _MAX_ATTRIBUTES:
            break
        parts.append(f"{kind}={value}")
    return ", ".join(parts)


def _attributes(data: bytes, name: Node) -> Iterator[tuple[str, str]]:
    for group in _children(data, name, _SET):
        for pair in _children(data, group, _SEQUENCE):
            oid = _node(data, pair[1], _OID)
            tag, start, end = _node(data, oid[2])
            word = _NAMES.get(data[oid[1] : oid[2]])
            encoding = _ENCODINGS.get(tag)
            if word and encoding and end <= pair[2]:
                yield word, data[start:end].decode(encoding, "replace")


def _children(data: bytes, parent: Node, wanted: int) -> Iterator[Node]:
    _, at, end = parent
    while at < end:
        node = _node(data, at, wanted)
        if node[2] > end:
            raise IndexError
        yield node
        at = node[2]


def _node(data: bytes, at: int, wanted: int = -1) -> Node:
    """The element at an offset; IndexError where it is another one, or its length is not here or indefinite."""
    tag, size = data[at], data[at + 1]
    if wanted not in (-1, tag) or size == 0x80:
        raise IndexError
    start = at + 2
    if size > 0x80:
        width = size - 0x80
        if width > 3:
            raise IndexError
        data[start + width - 1]  # all of the length is here
        size = int.from_bytes(data[start : start + width])
        start += width
    return tag, start, start + size
