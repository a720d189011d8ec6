"""Tables of SHA-256, AES and GCM, and where the kernels that use them keep their numbers.

All of it stands in one array of longs, so that a kernel is handed one thing: first what never changes, computed
here out of what the standards say of it, then room for the numbers of one packet. Written from FIPS 180-4 (§4.2.2,
§5.3.3), FIPS 197 (§4.2, §5.1), NIST SP 800-38D (§6.3), RFC 8446 §7.1, RFC 9001 §5.2 and RFC 9369 §3.3.
"""

from functools import cache
from math import isqrt

import numpy as np
import numpy.typing as npt

SHA_FIRST = 0  # eight words: the hash value to begin with
SHA_ROUNDS = 8  # sixty-four words, one for each round
SALTS = 72  # of version 1, then of version 2: eight words each, zeros behind the salt
SALT_WIDTH = 8
LABELS = 88  # blocks of sixteen words that are hashed behind a key's, see LABEL_*
LABEL_WIDTH = 16
LABEL_CLIENT = 0
LABEL_V1 = 1  # key, iv and hp of version 1 …
LABEL_V2 = 4  # … and of version 2
AES_TIMES = 200  # four tables of 256: a substituted octet times a column of MixColumns
AES_SUBSTITUTES = 1224  # 256
GCM_FOLDS = 1480  # 256: what eight bits add when they leave the field at its end
IS_READY = 1736  # 1 where what stands above is filled in; 0: nothing can be opened
CONSTANTS = 1737

SHA_WORDS = 1744  # sixty-four: the block, and what follows from it
SHA_STATE = 1808
HMAC_INNER = 1816  # the hash behind a key's block
HMAC_OUTER = 1824
HMAC_RESULT = 1832
PACKET_KEY = 1840  # three times four words
PACKET_IV = 1844
PACKET_HP = 1848
ROUND_KEYS = 1856  # forty-four
BLOCK = 1900  # four: what was encrypted last
GCM_SUM = 1904  # three: 48, 40 and 40 bits
CURSOR = 1908  # where the next number is read
NUMBER_AT = 1909  # where a packet's number stands, protected
PACKET_END = 1910
GCM_PRODUCTS = 1920  # 256 times four: the hash key times each octet, three numbers and one that is not used
CIPHER_WIDTH = GCM_PRODUCTS + 1024  # behind it: hellos that wait, see `quicstash`

V1, V2 = 1, 0x6B3343CF
_SALTS = "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "0dede3def700a6db819381be6e269dcbf9bd2ed9"
_LABELS = (
    (b"client in", 32),
    (b"quic key", 16),
    (b"quic iv", 12),
    (b"quic hp", 16),
    (b"quicv2 key", 16),
    (b"quicv2 iv", 12),
    (b"quicv2 hp", 16),
)
_M32 = 0xFFFFFFFF
_BLOCK = 64
_AES_POLYNOMIAL = 0x11B
_GCM_POLYNOMIAL = 0xE1 << 120


@cache
def cipher_tables() -> npt.NDArray[np.int64]:
    """What never changes, shape (CONSTANTS,)."""
    tables = np.zeros(CONSTANTS, np.int64)
    primes = [
        number for number in range(2, 312) if all(number % least for least in range(2, isqrt(number) + 1))
    ]
    tables[SHA_FIRST : SHA_FIRST + 8] = [isqrt(prime << 64) & _M32 for prime in primes[:8]]
    tables[SHA_ROUNDS : SHA_ROUNDS + 64] = [_cube_root(prime << 96) & _M32 for prime in primes]
    for index, salt in enumerate(_SALTS):
        tables[SALTS + index * SALT_WIDTH :][:5] = _words(bytes.fromhex(salt))
    for index, (label, length) in enumerate(_LABELS):
        tables[LABELS + index * LABEL_WIDTH :][:LABEL_WIDTH] = _words(_expanding(label, length))
    substitutes = _substitutes()
    tables[AES_SUBSTITUTES : AES_SUBSTITUTES + 256] = substitutes
    for turn in range(4):
        tables[AES_TIMES + 256 * turn :][:256] = [_column(octet, turn) for octet in substitutes]
    tables[GCM_FOLDS : GCM_FOLDS + 256] = [_fold(octet) for octet in range(256)]
    tables[IS_READY] = 1
    return tables


def _cube_root(number: int) -> int:
    """The whole part of a cube root."""
    root = int(number ** (1 / 3))
    while root**3 > number:
        root -= 1
    while (root + 1) ** 3 <= number:
        root += 1
    return root


def _words(octets: bytes) -> list[int]:
    return [int.from_bytes(octets[at : at + 4]) for at in range(0, len(octets), 4)]


def _expanding(label: bytes, length: int) -> bytes:
    """What HKDF-Expand-Label hashes behind the secret's block: the label, the counter, and SHA-256's padding."""
    name = b"tls13 " + label
    info = length.to_bytes(2) + bytes([len(name)]) + name + b"\0" + b"\x01"
    return (info + b"\x80").ljust(_BLOCK - 8, b"\0") + (8 * (_BLOCK + len(info))).to_bytes(8)


def _twice(octet: int) -> int:
    """An octet times x in the field of AES."""
    return octet << 1 ^ (_AES_POLYNOMIAL if octet & 0x80 else 0)


def _substitutes() -> list[int]:
    """The substitute of each octet: its inverse, turned and added up.

    x + 1 generates the field, so that its power 255 - n is the inverse of its power n.
    """
    powers = [1]
    while len(powers) < 255:
        powers.append(powers[-1] ^ _twice(powers[-1]))
    inverses = dict(zip(powers, [1, *powers[:0:-1]], strict=True))
    found = []
    for octet in range(256):
        inverse = inverses.get(octet, 0) * 0x101  # twice side by side, so that a shift turns it
        turned = inverse
        for turn in range(4, 8):
            turned ^= inverse >> turn
        found.append((turned ^ 0x63) & 0xFF)
    return found


def _column(octet: int, turn: int) -> int:
    """The octet times (2, 1, 1, 3), turned to the right by so many octets."""
    double = _twice(octet)
    word = double << 24 | octet << 16 | octet << 8 | double ^ octet
    return (word >> 8 * turn | word << 32 - 8 * turn) & _M32


def _fold(octet: int) -> int:
    """What the last eight bits of a block become when it is multiplied by x⁸: bits of its first 48."""
    block = octet
    for _ in range(8):
        block = block >> 1 ^ (_GCM_POLYNOMIAL if block & 1 else 0)
    return block >> 80
