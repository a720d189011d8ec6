"""SHA-256 of one block, HMAC and the two steps of HKDF, as far as the keys of QUIC take them.

Written from FIPS 180-4 (§4.1.2, §6.2.2), RFC 2104 §2, RFC 5869 §2 and RFC 8446 §7.1. Words are of 32 bits in longs,
cut after each sum, so that nothing overflows.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.ciphers import (
    HMAC_INNER,
    HMAC_OUTER,
    HMAC_RESULT,
    LABEL_WIDTH,
    LABELS,
    SHA_FIRST,
    SHA_ROUNDS,
    SHA_STATE,
    SHA_WORDS,
)
from lamppost.observe.capture.octets import Longs

_M32 = 0xFFFFFFFF
_INNER, _OUTER = 0x36363636, 0x5C5C5C5C


@kernel
def hash_block(cipher: Longs) -> None:
    """Move the hash in SHA_STATE on by the block in SHA_WORDS."""
    for t in range(SHA_WORDS + 16, SHA_WORDS + 64):
        x = cipher[t - 15]
        y = cipher[t - 2]
        low = (x >> 7 | x << 25) ^ (x >> 18 | x << 14) ^ x >> 3
        high = (y >> 17 | y << 15) ^ (y >> 19 | y << 13) ^ y >> 10
        cipher[t] = ((low & _M32) + (high & _M32) + cipher[t - 7] + cipher[t - 16]) & _M32
    a = cipher[SHA_STATE]
    b = cipher[SHA_STATE + 1]
    c = cipher[SHA_STATE + 2]
    d = cipher[SHA_STATE + 3]
    e = cipher[SHA_STATE + 4]
    f = cipher[SHA_STATE + 5]
    g = cipher[SHA_STATE + 6]
    h = cipher[SHA_STATE + 7]
    for t in range(64):
        turned = (e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7)
        first = h + (turned & _M32) + (g ^ e & (f ^ g)) + cipher[SHA_ROUNDS + t] + cipher[SHA_WORDS + t]
        turned = (a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10)
        second = (turned & _M32) + (a & b | c & (a | b))
        h = g
        g = f
        f = e
        e = (d + first) & _M32
        d = c
        c = b
        b = a
        a = (first + second) & _M32
    cipher[SHA_STATE] = (cipher[SHA_STATE] + a) & _M32
    cipher[SHA_STATE + 1] = (cipher[SHA_STATE + 1] + b) & _M32
    cipher[SHA_STATE + 2] = (cipher[SHA_STATE + 2] + c) & _M32
    cipher[SHA_STATE + 3] = (cipher[SHA_STATE + 3] + d) & _M32
    cipher[SHA_STATE + 4] = (cipher[SHA_STATE + 4] + e) & _M32
    cipher[SHA_STATE + 5] = (cipher[SHA_STATE + 5] + f) & _M32
    cipher[SHA_STATE + 6] = (cipher[SHA_STATE + 6] + g) & _M32
    cipher[SHA_STATE + 7] = (cipher[SHA_STATE + 7] + h) & _M32


@kernel
def _copy_words(cipher: Longs, source: int, target: int, n: int) -> None:
    """So many words, from one place to another."""
    for index in range(n):
        cipher[target + index] = cipher[source + index]


@kernel
def set_mac_key(cipher: Longs, key: int) -> None:
    """Begin HMAC with the eight words at an offset; zeros behind a shorter key change nothing."""
    for side in range(2):
        for index in range(16):
            word = cipher[key + index] if index < 8 else 0
            cipher[SHA_WORDS + index] = word ^ (_INNER if side == 0 else _OUTER)
        _copy_words(cipher, SHA_FIRST, SHA_STATE, 8)
        hash_block(cipher)
        _copy_words(cipher, SHA_STATE, HMAC_INNER if side == 0 else HMAC_OUTER, 8)


@kernel
def authenticate(cipher: Longs) -> None:
    """The HMAC, in HMAC_RESULT, of what stands padded in the first sixteen of SHA_WORDS."""
    _copy_words(cipher, HMAC_INNER, SHA_STATE, 8)
    hash_block(cipher)
    _copy_words(cipher, SHA_STATE, SHA_WORDS, 8)
    cipher[SHA_WORDS + 8] = 0x80000000
    for index in range(9, 15):
        cipher[SHA_WORDS + index] = 0
    cipher[SHA_WORDS + 15] = 8 * (64 + 32)
    _copy_words(cipher, HMAC_OUTER, SHA_STATE, 8)
    hash_block(cipher)
    _copy_words(cipher, SHA_STATE, HMAC_RESULT, 8)


@kernel
def expand_label(cipher: Longs, label: int, target: int, n: int) -> None:
    """So many words out of the secret that `set_mac_key` was given.

    Args:
        cipher: Tables and room, see `ciphers`.
        label: Its number among LABELS.
        target: Where the words are put.
        n: At most 8.
    """
    _copy_words(cipher, LABELS + label * LABEL_WIDTH, SHA_WORDS, LABEL_WIDTH)
    authenticate(cipher)
    _copy_words(cipher, HMAC_RESULT, target, n)
