"""Subject and issuer of a certificate, as RFC 4514 writes names: the last attribute first (X.690 §8, RFC 5280 §4.1)."""

from __future__ import annotations

from collections.abc import Iterator

KINDS = {
    "2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU",
    "2.5.4.5": "serialNumber", "1.2.840.113549.1.9.1": "emailAddress",
}  # fmt: skip
_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}

Name = list[tuple[str, str]]
"""Kind and value, in the certificate's order."""


def names_of(certificate: bytes) -> tuple[Name, Name] | None:
    """Subject and issuer; None where the octets are no whole certificate."""
    try:
        tbs = next(_inside(next(_inside(certificate))[1]))[1]
        fields = list(_inside(tbs))
        if fields[0][0] == 0xA0:  # the version, which may be left out
            del fields[0]
        return list(_name(fields[4][1])), list(_name(fields[2][1]))
    except (IndexError, StopIteration):
        return None


def _inside(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            octets = length & 0x7F
            length, at = int.from_bytes(data[at : at + octets], "big"), at + octets
        if at + length > len(data):
            raise IndexError(at)
        yield tag, data[at : at + length]
        at += length


def _name(data: bytes) -> Iterator[tuple[str, str]]:
    for _, group in _inside(data):
        for _, pair in _inside(group):
            (_, kind), (tag, value) = _inside(pair)
            yield KINDS.get(_oid(kind), _oid(kind)), value.decode(_TEXTS.get(tag, "latin-1"), "replace")


def _oid(data: bytes) -> str:
    numbers, rest = [data[0] // 40, data[0] % 40], 0
    for octet in data[1:]:
        rest = rest << 7 | octet & 0x7F
        if not octet & 0x80:
            numbers.append(rest)
            rest = 0
    return ".".join(map(str, numbers))
