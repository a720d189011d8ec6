"""Initial packets protected as RFC 9001 §5 says, by a library's HKDF; shares nothing with the parser."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

SALTS = {
    1: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
    0x6B3343CF: "0dede3def700a6db819381be6e269dcbf9bd2ed9",
    0xFF00001D: "afbfec289993d24c9e9786f19c6111e04390a899",
}
V1, V2, DRAFT_29 = SALTS


def label(secret: bytes, word: str, size: int) -> bytes:
    name = ("tls13 " + word).encode()
    info = size.to_bytes(2, "big") + bytes([len(name)]) + name + b"\0"
    return HKDFExpand(SHA256(), size, info).derive(secret)


def keys(version: int, destination: bytes, side: str = "client") -> tuple[bytes, bytes, bytes]:
    initial = HKDF.extract(SHA256(), bytes.fromhex(SALTS[version]), destination)
    secret = label(initial, f"{side} in", 32)
    word = "quicv2" if version == V2 else "quic"
    return label(secret, word + " key", 16), label(secret, word + " iv", 12), label(secret, word + " hp", 16)


def number(value: int) -> bytes:
    for bits, mark in ((6, 0), (14, 1), (30, 2), (62, 3)):
        if value < 1 << bits:
            return (value | mark << bits).to_bytes((bits + 2) // 8, "big")
    raise ValueError


def crypto(data: bytes, offset: int = 0) -> bytes:
    return b"\x06" + number(offset) + number(len(data)) + data


ACK = b"\x02" + number(3) + number(0) + number(1) + number(0) + number(0) + number(1)
ACK_ECN = b"\x03" + number(3) + number(0) + number(0) + number(0) + number(1) + number(0) + number(700)
PING = b"\x01"


def initial(
    frames: bytes,
    destination: bytes = b"\x83\x94\xc8\xf0\x3e\x51\x57\x08",
    *,
    version: int = V1,
    packet: int = 0,
    size: int = 1,
    source: bytes = b"",
    token: bytes = b"",
    keyed: bytes | None = None,
    keyed_version: int | None = None,
    side: str = "client",
    pad: int = 0,
) -> bytes:
    """One protected Initial packet.

    Args:
        keyed: The connection id that the keys come from, where it is not the destination.
        pad: PADDING behind the frames up to this many octets.
    """
    frames = frames.ljust(max(pad, 4), b"\0")
    key, iv, hp = keys(keyed_version or version, destination if keyed is None else keyed, side)
    kind = 0xD0 if version == V2 else 0xC0
    header = bytes([kind | size - 1]) + version.to_bytes(4, "big")
    header += bytes([len(destination)]) + destination + bytes([len(source)]) + source
    header += number(len(token)) + token
    length = size + len(frames) + 16
    header += (length | 1 << 14).to_bytes(2, "big") + packet.to_bytes(size, "big")
    nonce = (int.from_bytes(iv, "big") ^ packet).to_bytes(12, "big")
    body = AESGCM(key).encrypt(nonce, frames, header)
    sample = body[4 - size : 20 - size]
    mask = Cipher(algorithms.AES(hp), modes.ECB()).encryptor().update(sample)
    hidden = bytes(a ^ b for a, b in zip(header[-size:], mask[1:], strict=False))
    return bytes([header[0] ^ mask[0] & 15]) + header[1:-size] + hidden + body


def long_packet(kind: int, body: bytes, destination: bytes = bytes(8), version: int = V1) -> bytes:
    """A packet of 0-RTT (1) or Handshake (2) with a length, unreadable."""
    if version == V2:
        kind += 1
    head = bytes([0xC0 | kind << 4]) + version.to_bytes(4, "big") + bytes([len(destination)]) + destination
    return head + b"\0" + number(len(body)) + body


def datagrams(hello: bytes, parts: int = 1, **choices) -> list[bytes]:
    """The hello in as many padded datagrams."""
    step = -(-len(hello) // parts)
    return [
        initial(crypto(hello[at : at + step], at), packet=index, pad=1170, **choices)
        for index, at in enumerate(range(0, len(hello), step))
    ]
