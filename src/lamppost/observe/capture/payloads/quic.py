"""The CRYPTO data in a client's QUIC Initial packets, whose protection anyone who sees them can take off.

Written from RFC 9000 (§12.2 coalesced packets, §12.4 and §19 frames, §14.1 datagrams of 1,200 octets, §16 numbers,
§17.2 long headers, §17.2.5.2 after a Retry), RFC 9001 (§5.1, §5.2 Initial secrets, §5.3, §5.4 header protection),
RFC 9369 (version 2: §3) and, for devices that still speak them, the drafts 23 to 34 of version 1, which differ from it
in nothing but number and salt (draft-ietf-quic-tls-23 §5.2 and -29 §5.2). HKDF is RFC 5869 with the labels of
RFC 8446 §7.1.

The keys come from the connection id that the client chose for its first Initial. So a packet that decrypts is one
that a client sent; a server's never does.
"""

import hashlib
import hmac
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

V1, V2 = 1, 0x6B3343CF
_DRAFTS = range(0xFF000017, 0xFF000023)
_SALT_V1 = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
_SALT_V2 = bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9")
_SALT_DRAFT_23 = bytes.fromhex("c3eef712c72ebb5a11a7d2432bb46365bef9f502")
_SALT_DRAFT_29 = bytes.fromhex("afbfec289993d24c9e9786f19c6111e04390a899")

_LONG = 0xC0  # header form and fixed bit
_INITIAL, _RETRY = 0, 3
_TAG = 16
_SAMPLE = 16
_MOST_ID = 20
_MOST_PACKETS = 8  # in one datagram
_MOST_FRAMES = 2048  # in one packet
_MOST_RANGES = 256  # in one ACK
_PADDING = b"\0"
_PING, _ACK, _ACK_ECN, _CRYPTO = 1, 2, 3, 6


class InitialKeys(NamedTuple):
    """What protects the Initial packets of one client (RFC 9001 §5.1)."""

    key: bytes
    iv: bytes
    hp: bytes


class Initial(NamedTuple):
    """One protected Initial packet; its offsets are in the datagram."""

    version: int
    destination: bytes
    """The connection id of the receiver."""
    start: int
    number_at: int
    end: int


def initials(datagram: bytes) -> Iterator[Initial]:
    """The Initial packets of a datagram, those coalesced with packets of other types too.

    Packets of 0-RTT and Handshake are passed over by their lengths; nothing is read behind a Retry, a short header
    or a version that is not known.
    """
    at = 0
    for _ in range(_MOST_PACKETS):
        if at + 7 > len(datagram) or datagram[at] & _LONG != _LONG:
            return
        version = int.from_bytes(datagram[at + 1 : at + 5])
        kind = datagram[at] >> 4 & 3
        if version == V2:
            kind = (kind - 1) & 3  # RFC 9369 §3.2: the types are those of version 1, moved on by one
        if _salt(version) is None or kind == _RETRY:
            return
        try:
            found = _packet(datagram, at, version, is_initial=kind == _INITIAL)
        except IndexError:
            return
        if found is None:
            return
        if kind == _INITIAL:
            yield found
        at = found.end


def _packet(datagram: bytes, at: int, version: int, *, is_initial: bool) -> Initial | None:
    """The packet at an offset; None where it does not end in the datagram.

    Raises:
        IndexError: The header does not end in the datagram.
    """
    size = datagram[at + 5]
    destination = datagram[at + 6 : at + 6 + size]
    source_at = at + 6 + size
    source = datagram[source_at]
    if size > _MOST_ID or source > _MOST_ID:
        return None
    number_at = source_at + 1 + source
    if is_initial:
        token, number_at = _number(datagram, number_at)
        number_at += token
    length, number_at = _number(datagram, number_at)
    end = number_at + length
    return Initial(version, destination, at, number_at, end) if end <= len(datagram) else None


def _salt(version: int) -> bytes | None:
    """The salt of a version; None where it is not known."""
    if version == V1:
        return _SALT_V1
    if version == V2:
        return _SALT_V2
    if version not in _DRAFTS:
        return None
    draft = version & 0xFF
    return _SALT_DRAFT_23 if draft < 29 else _SALT_DRAFT_29 if draft < 33 else _SALT_V1


@lru_cache(maxsize=1024)
def client_keys(version: int, destination: bytes) -> InitialKeys | None:
    """The keys of a client; None where the version is not known.

    Args:
        version: The number in the long header.
        destination: The connection id that the client chose for the server's side in its first Initial, or that
            a Retry gave it.
    """
    salt = _salt(version)
    if salt is None:
        return None
    initial = hmac.digest(salt, destination, hashlib.sha256)
    secret = expand_label(initial, b"client in", 32)
    quic = b"quicv2" if version == V2 else b"quic"
    return InitialKeys(
        expand_label(secret, quic + b" key", 16),
        expand_label(secret, quic + b" iv", 12),
        expand_label(secret, quic + b" hp", 16),
    )


def expand_label(secret: bytes, label: bytes, length: int) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446 §7.1), for at most 32 octets: one round of RFC 5869 §2.3."""
    name = b"tls13 " + label
    info = length.to_bytes(2) + bytes([len(name)]) + name + b"\0"
    return hmac.digest(secret, info + b"\x01", hashlib.sha256)[:length]


def open_initial(datagram: bytes, packet: Initial, keys: InitialKeys) -> bytes | None:
    """The frames of an Initial packet; None where these keys do not open it.

    Args:
        datagram: The UDP data.
        packet: Where it stands in it.
        keys: What may have protected it.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sample_at = packet.number_at + 4
    sample = datagram[sample_at : sample_at + _SAMPLE]
    if sample_at + _SAMPLE > packet.end:
        return None
    mask = _mask(keys.hp, sample)
    first = datagram[packet.start] ^ mask[0] & 0x0F
    size = (first & 3) + 1
    body_at = packet.number_at + size
    number = bytes(a ^ b for a, b in zip(datagram[packet.number_at : body_at], mask[1:], strict=False))
    header = bytes([first]) + datagram[packet.start + 1 : packet.number_at] + number
    nonce = (int.from_bytes(keys.iv) ^ int.from_bytes(number)).to_bytes(12)
    if packet.end - body_at < _TAG:
        return None
    try:
        return AESGCM(keys.key).decrypt(nonce, datagram[body_at : packet.end], header)
    except InvalidTag:
        return None


def _mask(hp: bytes, sample: bytes) -> bytes:
    """What hides the packet number (RFC 9001 §5.4.3)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(hp), modes.ECB()).encryptor().update(sample)  # noqa: S305 - as the RFC has it


def crypto_frames(frames: bytes) -> Iterator[tuple[int, bytes]]:
    """Offset and data of each CRYPTO frame, up to the first frame that an Initial packet does not hold.

    A frame that is cut ends the reading; what came before it stands.
    """
    at = 0
    for _ in range(_MOST_FRAMES):
        if frames[at : at + 1] == _PADDING:
            at = len(frames) - len(frames[at:].lstrip(_PADDING))
        if at >= len(frames):
            return
        kind = frames[at]
        at += 1
        try:
            if kind == _CRYPTO:
                offset, at = _number(frames, at)
                length, at = _number(frames, at)
                if at + length > len(frames):
                    return
                yield offset, frames[at : at + length]
                at += length
            elif kind in (_ACK, _ACK_ECN):
                at = _skip_ack(frames, at, counts=3 if kind == _ACK_ECN else 0)
            elif kind != _PING:
                return
        except IndexError:
            return


def _skip_ack(frames: bytes, at: int, *, counts: int) -> int:
    """The offset behind an ACK frame (RFC 9000 §19.3)."""
    for _ in range(2):  # largest acknowledged, delay
        at = _number(frames, at)[1]
    ranges, at = _number(frames, at)
    for _ in range(1 + 2 * min(ranges, _MOST_RANGES) + counts):
        at = _number(frames, at)[1]
    return at


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer (RFC 9000 §16) and the offset behind it; IndexError where it is cut."""
    size = 1 << (data[at] >> 6)
    data[at + size - 1]
    return int.from_bytes(data[at : at + size]) & ((1 << (8 * size - 2)) - 1), at + size
