"""A certificate and a server's first messages, by hand from X.690, RFC 5280 §4.1 and RFC 5246 §7.4; shares no parser."""

import struct

OIDS = {
    "CN": "550403", "C": "550406", "L": "550407", "ST": "550408", "O": "55040a", "OU": "55040b",
    "emailAddress": "2a864886f70d010901", "other": "550461",
}  # fmt: skip


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    width = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | width]) + size.to_bytes(width) + body


def name(*pairs: tuple[str, bytes], tag: int = 0x0C) -> bytes:
    return der(
        0x30,
        *(der(0x31, der(0x30, der(6, bytes.fromhex(OIDS[kind])), der(tag, value))) for kind, value in pairs),
    )


SUBJECT = (("C", b"XX"), ("O", b"Example Cameras, Ltd."), ("CN", b"EX-100"))
ISSUER = (("CN", b"Example Root"), ("O", b"Example Holding"))


def certificate(
    subject: bytes = name(*SUBJECT),
    issuer: bytes = name(*ISSUER),
    *,
    version: bool = True,
    padding: int = 600,
) -> bytes:
    algorithm = der(0x30, der(6, bytes.fromhex("2a864886f70d01010b")), der(5))
    validity = der(0x30, der(0x17, b"200101000000Z"), der(0x17, b"400101000000Z"))
    key = der(0x30, algorithm, der(3, bytes(padding)))
    head = der(0xA0, der(2, b"\2")) if version else b""
    return der(
        0x30,
        der(0x30, head, der(2, b"\1"), algorithm, issuer, validity, subject, key),
        algorithm,
        der(3, bytes(257)),
    )


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3) + body


SERVER_HELLO = message(2, b"\3\3" + bytes(32) + b"\0" + b"\xc0\x2f" + b"\0")


def certificates(*each: bytes) -> bytes:
    body = b"".join(len(one).to_bytes(3) + one for one in each)
    return message(11, len(body).to_bytes(3) + body)


def records(data: bytes, size: int = 16384, kind: int = 0x16) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(bytes([kind]) + b"\3\3" + struct.pack(">H", len(part)) + part for part in parts)


CA = certificate(name(*ISSUER))
FLIGHT = records(SERVER_HELLO + certificates(certificate(), CA) + message(14, b""))
FLIGHT_1_3 = records(SERVER_HELLO) + records(b"\1", kind=0x14) + records(bytes(900), kind=0x17)
