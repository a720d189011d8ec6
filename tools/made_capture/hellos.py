"""ClientHellos as devices and browsers send them, and QUIC Initials that carry one.

TLS 1.3 (RFC 8446), server names (RFC 6066), padding (RFC 7685), the hybrid group X25519MLKEM768
(draft-ietf-tls-ecdhe-mlkem: 0x11EC, a client's share is 1,216 octets), QUIC (RFC 9000, 9001).
"""

import random
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

RANDOM_AT, SESSION_AT = 11, 44  # where the record's random and session id stand
BROWSER, HYBRID = 517, 1757  # octets of the record: the second does not fit into one segment
X25519, X25519MLKEM768 = 0x001D, 0x11EC
SUITES = (0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x9C, 0x9D)
INITIAL_SALT = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")  # RFC 9001 section 5.2
DATAGRAM = 1200  # RFC 9000 section 14.1


def client_hello(rng: random.Random, name: str) -> bytes:
    """A device's ClientHello with a server name and few suites."""
    extensions = [_server_name(name), _extension(21, bytes(300))]
    return _record(_message(rng, (0x1301, 0x1302), extensions))


def browser_hello(rng: random.Random, name: str, octets: int) -> bytes:
    """A browser's record of exactly so many octets; from 1,500 on with a hybrid key share."""
    return _record(_filled(rng, name, octets - 5))


def _filled(rng: random.Random, name: str, octets: int, *more: bytes) -> bytes:
    """A handshake message whose padding makes it so long."""
    shares = [(X25519MLKEM768, 1216), (X25519, 32)] if octets > 1400 else [(X25519, 32)]
    offered = b"".join(struct.pack(">HH", group, size) + rng.randbytes(size) for group, size in shares)
    groups = b"".join(struct.pack(">H", group) for group, _ in shares) + b"\0\x17\0\x18"
    extensions = [
        _server_name(name),
        _extension(10, struct.pack(">H", len(groups)) + groups),
        _extension(11, b"\x01\0"),
        _extension(13, bytes.fromhex("0010040308040401050308050501080606 01".replace(" ", ""))),
        _extension(16, b"\0\x0c\x02h2\x08http/1.1"),
        _extension(43, b"\x04\x03\x04\x03\x03"),
        _extension(45, b"\x01\x01"),
        _extension(51, struct.pack(">H", len(offered)) + offered),
        *more,
    ]
    bare = len(_message(rng, SUITES, extensions))
    return _message(rng, SUITES, [*extensions, _extension(21, bytes(max(octets - bare - 4, 0)))])


def _extension(kind: int, data: bytes) -> bytes:
    return struct.pack(">HH", kind, len(data)) + data


def _server_name(name: str) -> bytes:
    host = name.encode()
    return _extension(0, struct.pack(">HBH", len(host) + 3, 0, len(host)) + host)


def _message(rng: random.Random, suites: tuple[int, ...], extensions: list[bytes]) -> bytes:
    """A handshake message (RFC 8446 section 4.1.2)."""
    body = b"\x03\x03" + rng.randbytes(32) + b"\x20" + rng.randbytes(32)
    body += struct.pack(f">H{len(suites)}H", 2 * len(suites), *suites) + b"\x01\x00"
    joined = b"".join(extensions)
    body += struct.pack(">H", len(joined)) + joined
    return b"\x01" + len(body).to_bytes(3) + body


def _record(message: bytes) -> bytes:
    return b"\x16\x03\x01" + struct.pack(">H", len(message)) + message


def server_hello(rng: random.Random) -> bytes:
    """A ServerHello that chose TLS 1.3, a change of cipher, and records that nobody can read."""
    extensions = _extension(43, b"\x03\x04") + _extension(
        51, struct.pack(">HH", X25519, 32) + rng.randbytes(32)
    )
    body = b"\x03\x03" + rng.randbytes(32) + b"\x20" + rng.randbytes(32) + b"\x13\x01\0"
    body += struct.pack(">H", len(extensions)) + extensions
    message = b"\x02" + len(body).to_bytes(3) + body
    first = b"\x16\x03\x03" + struct.pack(">H", len(message)) + message
    return first + b"\x14\x03\x03\0\x01\x01" + application_data(rng, 1100)


def application_data(rng: random.Random, octets: int) -> bytes:
    """One record of so many octets in all (RFC 8446 section 5.2)."""
    return b"\x17\x03\x03" + struct.pack(">H", octets - 5) + rng.randbytes(octets - 5)


def quic_initials(rng: random.Random, name: str, *, hybrid: bool) -> list[bytes]:
    """A client's first datagrams: one, or two when the key share is a hybrid one."""
    own = rng.randbytes(8)
    parameters = _extension(57, b"\x0f\x08" + own + b"\x04\x04\x80\x10\0\0\x08\x02\x40\x64")
    message = _filled(rng, name, 1700 if hybrid else 420, parameters)
    target = rng.randbytes(8)
    parts = [(0, message[:1100]), (1100, message[1100:])] if hybrid else [(0, message)]
    return [_initial(target, own, number, _crypto_frame(at, part)) for number, (at, part) in enumerate(parts)]


def _crypto_frame(at: int, data: bytes) -> bytes:
    """A CRYPTO frame (RFC 9000 section 19.6)."""
    return b"\x06" + struct.pack(">HH", 0x4000 | at, 0x4000 | len(data)) + data


def _expand(secret: bytes, label: str, octets: int) -> bytes:
    """HKDF-Expand-Label without context (RFC 8446 section 7.1)."""
    words = b"tls13 " + label.encode()
    info = struct.pack(">HB", octets, len(words)) + words + b"\0"
    return HKDFExpand(hashes.SHA256(), octets, info).derive(secret)


def _initial(target: bytes, own: bytes, number: int, frames: bytes) -> bytes:
    """A protected Initial packet that fills a datagram (RFC 9000 section 17.2.2, RFC 9001 section 5)."""
    secret = _expand(HKDF.extract(hashes.SHA256(), INITIAL_SALT, target), "client in", 32)
    key, vector, mask_key = (
        _expand(secret, f"quic {word}", n) for word, n in (("key", 16), ("iv", 12), ("hp", 16))
    )
    ends = bytes([len(target)]) + target + bytes([len(own)]) + own
    room = DATAGRAM - (1 + 4 + len(ends) + 1 + 2)
    head = bytearray(b"\xc3\0\0\0\x01" + ends + b"\0" + struct.pack(">HI", 0x4000 | room, number))
    nonce = (int.from_bytes(vector) ^ number).to_bytes(12)
    sealed = AESGCM(key).encrypt(nonce, frames.ljust(room - 4 - 16, b"\0"), bytes(head))
    mask = Cipher(algorithms.AES(mask_key), modes.ECB()).encryptor().update(sealed[:16])
    head[0] ^= mask[0] & 0x0F
    for index in range(4):
        head[-4 + index] ^= mask[1 + index]
    return bytes(head) + sealed
