"""QUIC Initial packets of clients opened, without leaving the compiled path: version 1 and version 2.

Written from RFC 9000 (§16, §17.2), RFC 9001 (§5.2 to §5.4) and RFC 9369 §3. The tag of each packet is verified.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.aes import TAG, encrypt, open_sealed, set_key
from lamppost.observe.capture.ciphers import (
    BLOCK,
    CURSOR,
    HMAC_RESULT,
    LABEL_CLIENT,
    LABEL_V1,
    LABEL_V2,
    NUMBER_AT,
    PACKET_END,
    PACKET_HP,
    PACKET_IV,
    PACKET_KEY,
    SALT_WIDTH,
    SALTS,
    SHA_WORDS,
    V1,
    V2,
)
from lamppost.observe.capture.octets import Heap, Longs, Octets, u32
from lamppost.observe.capture.sha256 import authenticate, expand_label, set_mac_key

MOST_DATAGRAM = 2048
FRAMES = 0  # in the scratch: the frames of a packet
HEADER = MOST_DATAGRAM  # its header, the protection taken off
INITIAL = 0

_LONG = 0xC0
_RETRY = 3
_MOST_ID = 20


@kernel
def is_long(buf: Octets, at: int, end: int) -> int:
    """1 where a packet with a long header begins (RFC 9000 §17.2)."""
    return 1 if at < end and buf[at] & _LONG == _LONG else 0


@kernel
def read_header(buf: Octets, at: int, end: int, cipher: Longs) -> int:
    """The type of a packet in version 1, and where its number and the packet behind it stand.

    -1 where it does not fit into the datagram, or is none of a known version that says its length.
    """
    if end - at < 7 or buf[at] & _LONG != _LONG:
        return -1
    version = u32(buf, at + 1)
    kind = (buf[at] & 0x30) >> 4
    if version == V2:
        kind = (kind + 3) & 3  # RFC 9369 §3.2: the types are those of version 1, moved on by one
    elif version != V1:
        return -1
    target = buf[at + 5] & 0xFF
    if kind == _RETRY or target > _MOST_ID or at + 6 + target >= end:
        return -1
    source = buf[at + 6 + target] & 0xFF
    if source > _MOST_ID:
        return -1
    cipher[CURSOR] = at + 7 + target + source
    if kind == INITIAL:
        token = read_number(buf, end, cipher)
        if token < 0 or token > end - cipher[CURSOR]:
            return -1
        cipher[CURSOR] += token
    length = read_number(buf, end, cipher)
    if length < 0 or length > end - cipher[CURSOR]:
        return -1
    cipher[NUMBER_AT] = cipher[CURSOR]
    cipher[PACKET_END] = cipher[CURSOR] + length
    return kind


@kernel
def read_number(buf: Octets, end: int, cipher: Longs) -> int:
    """The number of one to eight octets at the cursor, which moves on; -1 where it is cut."""
    at = cipher[CURSOR]
    if at >= end:
        return -1
    first = buf[at] & 0xFF
    size = 1 << (first >> 6)
    if end - at < size:
        return -1
    value = first & 0x3F
    for index in range(1, size):
        value = value * 0x100 + buf[at + index]
    cipher[CURSOR] = at + size
    return value


@kernel
def set_keys(buf: Octets, at: int, cipher: Longs) -> None:
    """Key, nonce and header protection of a client, from the connection id that it chose (RFC 9001 §5.2)."""
    version = 1 if u32(buf, at + 1) == V2 else 0
    size = buf[at + 5] & 0xFF
    set_mac_key(cipher, SALTS + version * SALT_WIDTH)
    for index in range(16):
        cipher[SHA_WORDS + index] = 0
    for index in range(size):
        cipher[SHA_WORDS + (index >> 2)] |= (buf[at + 6 + index] & 0xFF) << 24 - 8 * (index & 3)
    cipher[SHA_WORDS + (size >> 2)] |= 0x80 << 24 - 8 * (size & 3)
    cipher[SHA_WORDS + 15] = 8 * (64 + size)
    authenticate(cipher)
    set_mac_key(cipher, HMAC_RESULT)
    expand_label(cipher, LABEL_CLIENT, HMAC_RESULT, 8)
    set_mac_key(cipher, HMAC_RESULT)
    label = LABEL_V2 if version else LABEL_V1
    expand_label(cipher, label, PACKET_KEY, 4)
    expand_label(cipher, label + 1, PACKET_IV, 3)
    expand_label(cipher, label + 2, PACKET_HP, 4)


@kernel
def open_packet(buf: Octets, at: int, cipher: Longs, opened: Heap) -> int:
    """Octets of frames that the packet holds, in the scratch; -1 where the keys do not open it."""
    number_at = cipher[NUMBER_AT]
    end = cipher[PACKET_END]
    if end - number_at < 4 + TAG:
        return -1
    set_key(cipher, PACKET_HP)
    sample = number_at + 4
    encrypt(cipher, u32(buf, sample), u32(buf, sample + 4), u32(buf, sample + 8), u32(buf, sample + 12))
    mask = (cipher[BLOCK] & 0xFFFFFF) << 8 | cipher[BLOCK + 1] >> 24
    first = (buf[at] & 0xFF) ^ (cipher[BLOCK] >> 24 & 0x0F)
    size = (first & 3) + 1
    body = number_at + size
    if end - body < TAG:
        return -1
    opened[HEADER] = first
    for index in range(1, number_at - at):
        opened[HEADER + index] = buf[at + index]
    number = 0
    for index in range(size):
        octet = (buf[number_at + index] & 0xFF) ^ (mask >> 24 - 8 * index & 0xFF)
        opened[HEADER + number_at - at + index] = octet
        number = number << 8 | octet
    set_key(cipher, PACKET_KEY)
    return open_sealed(buf, body, end, opened, HEADER, HEADER + body - at, cipher, PACKET_IV, number, FRAMES)
