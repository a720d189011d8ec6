"""AES-128, one block at a time, and the decryption of GCM with its tag verified.

Written from FIPS 197 (§5.1, §5.2) and NIST SP 800-38D (§6.3 to §6.5, §7.2), for a nonce of 96 bits. The products of
the hash key are kept for each octet, in numbers of 48, 40 and 40 bits, so that no shift overflows. How long
a table takes to be read tells of the key: these keys anyone can derive who sees the packet (RFC 9001 §5).
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.ciphers import (
    AES_SUBSTITUTES,
    AES_TIMES,
    BLOCK,
    GCM_FOLDS,
    GCM_PRODUCTS,
    GCM_SUM,
    ROUND_KEYS,
)
from lamppost.observe.capture.octets import Heap, Longs, Octets, u32

TAG = 16
_ROUNDS = 10
_TWO, _THREE, _FOUR = AES_TIMES + 256, AES_TIMES + 512, AES_TIMES + 768
_BOX = AES_SUBSTITUTES
_M32, _M40 = 0xFFFFFFFF, 0xFFFFFFFFFF


@kernel
def set_key(cipher: Longs, key: int) -> None:
    """The keys of all rounds out of the four words at an offset."""
    for index in range(4):
        cipher[ROUND_KEYS + index] = cipher[key + index]
    constant = 1
    for at in range(ROUND_KEYS + 4, ROUND_KEYS + 44, 4):
        word = cipher[at - 1]
        turned = (
            cipher[_BOX + (word >> 16 & 0xFF)] << 24
            | cipher[_BOX + (word >> 8 & 0xFF)] << 16
            | cipher[_BOX + (word & 0xFF)] << 8
            | cipher[_BOX + (word >> 24)]
        )
        cipher[at] = cipher[at - 4] ^ turned ^ constant << 24
        cipher[at + 1] = cipher[at - 3] ^ cipher[at]
        cipher[at + 2] = cipher[at - 2] ^ cipher[at + 1]
        cipher[at + 3] = cipher[at - 1] ^ cipher[at + 2]
        constant = (constant << 1 ^ (0x11B if constant & 0x80 else 0)) & 0xFF


@kernel
def encrypt(cipher: Longs, a: int, b: int, c: int, d: int) -> None:
    """The block of four words encrypted, in BLOCK."""
    a ^= cipher[ROUND_KEYS]
    b ^= cipher[ROUND_KEYS + 1]
    c ^= cipher[ROUND_KEYS + 2]
    d ^= cipher[ROUND_KEYS + 3]
    for key in range(ROUND_KEYS + 4, ROUND_KEYS + 4 * _ROUNDS, 4):
        one = (
            cipher[AES_TIMES + (a >> 24)] ^ cipher[_TWO + (b >> 16 & 0xFF)]
            ^ cipher[_THREE + (c >> 8 & 0xFF)] ^ cipher[_FOUR + (d & 0xFF)] ^ cipher[key]
        )  # fmt: skip
        two = (
            cipher[AES_TIMES + (b >> 24)] ^ cipher[_TWO + (c >> 16 & 0xFF)]
            ^ cipher[_THREE + (d >> 8 & 0xFF)] ^ cipher[_FOUR + (a & 0xFF)] ^ cipher[key + 1]
        )  # fmt: skip
        three = (
            cipher[AES_TIMES + (c >> 24)] ^ cipher[_TWO + (d >> 16 & 0xFF)]
            ^ cipher[_THREE + (a >> 8 & 0xFF)] ^ cipher[_FOUR + (b & 0xFF)] ^ cipher[key + 2]
        )  # fmt: skip
        d = (
            cipher[AES_TIMES + (d >> 24)] ^ cipher[_TWO + (a >> 16 & 0xFF)]
            ^ cipher[_THREE + (b >> 8 & 0xFF)] ^ cipher[_FOUR + (c & 0xFF)] ^ cipher[key + 3]
        )  # fmt: skip
        a = one
        b = two
        c = three
    last = ROUND_KEYS + 4 * _ROUNDS
    cipher[BLOCK] = _substituted(cipher, a, b, c, d) ^ cipher[last]
    cipher[BLOCK + 1] = _substituted(cipher, b, c, d, a) ^ cipher[last + 1]
    cipher[BLOCK + 2] = _substituted(cipher, c, d, a, b) ^ cipher[last + 2]
    cipher[BLOCK + 3] = _substituted(cipher, d, a, b, c) ^ cipher[last + 3]


@kernel
def _substituted(cipher: Longs, a: int, b: int, c: int, d: int) -> int:
    """A word of the last round, out of one octet of each word."""
    return (
        cipher[_BOX + (a >> 24)] << 24 | cipher[_BOX + (b >> 16 & 0xFF)] << 16
        | cipher[_BOX + (c >> 8 & 0xFF)] << 8 | cipher[_BOX + (d & 0xFF)]
    )  # fmt: skip


@kernel
def _set_hash_key(cipher: Longs) -> None:
    """The products of the encrypted block of zeros with each octet, whose highest bit is the one of x⁰."""
    encrypt(cipher, 0, 0, 0, 0)
    a = cipher[BLOCK] << 16 | cipher[BLOCK + 1] >> 16
    b = (cipher[BLOCK + 1] & 0xFFFF) << 24 | cipher[BLOCK + 2] >> 8
    c = (cipher[BLOCK + 2] & 0xFF) << 32 | cipher[BLOCK + 3]
    octet = 128
    while octet > 0:
        at = GCM_PRODUCTS + 4 * octet
        cipher[at] = a
        cipher[at + 1] = b
        cipher[at + 2] = c
        out = c & 1
        c = c >> 1 | (b & 1) << 39
        b = b >> 1 | (a & 1) << 39
        a = a >> 1 ^ (0xE1 << 40) * out
        octet >>= 1
    for index in range(3):
        cipher[GCM_PRODUCTS + index] = 0
        cipher[GCM_SUM + index] = 0
    high = 2
    while high < 256:
        for low in range(1, high):
            for index in range(3):
                cipher[GCM_PRODUCTS + 4 * (high + low) + index] = (
                    cipher[GCM_PRODUCTS + 4 * high + index] ^ cipher[GCM_PRODUCTS + 4 * low + index]
                )
        high *= 2


@kernel
def _absorb(cipher: Longs, one: int, two: int, three: int, four: int) -> None:
    """Add a block of four words to GHASH: the sum of both times the hash key."""
    first = cipher[GCM_SUM] ^ (one << 16 | two >> 16)
    second = cipher[GCM_SUM + 1] ^ ((two & 0xFFFF) << 24 | three >> 8)
    third = cipher[GCM_SUM + 2] ^ ((three & 0xFF) << 32 | four)
    a = 0
    b = 0
    c = 0
    for step in range(16):
        if step < 5:
            octet = third >> 8 * step & 0xFF
        elif step < 10:
            octet = second >> 8 * (step - 5) & 0xFF
        else:
            octet = first >> 8 * (step - 10) & 0xFF
        at = GCM_PRODUCTS + 4 * octet
        fold = cipher[GCM_FOLDS + (c & 0xFF)]
        c = (c >> 8 | (b & 0xFF) << 32) ^ cipher[at + 2]
        b = (b >> 8 | (a & 0xFF) << 32) ^ cipher[at + 1]
        a = a >> 8 ^ fold ^ cipher[at]
    cipher[GCM_SUM] = a
    cipher[GCM_SUM + 1] = b
    cipher[GCM_SUM + 2] = c


@kernel
def _word(buf: Octets, at: int, end: int) -> int:
    """Four octets, zeros in place of those behind the end."""
    word = 0
    for index in range(4):
        word = word * 0x100
        if at + index < end:
            word += buf[at + index]
    return word


@kernel
def _absorb_octets(buf: Octets, at: int, end: int, cipher: Longs) -> None:
    """Add octets to GHASH, filled up with zeros to a whole block."""
    while end - at >= 16:
        _absorb(cipher, u32(buf, at), u32(buf, at + 4), u32(buf, at + 8), u32(buf, at + 12))
        at += 16
    if at < end:
        _absorb(
            cipher,
            _word(buf, at, end),
            _word(buf, at + 4, end),
            _word(buf, at + 8, end),
            _word(buf, at + 12, end),
        )


@kernel
def open_sealed(
    buf: Octets, at: int, end: int, heap: Heap, header: int, header_end: int, cipher: Longs,
    iv: int, number: int, target: int,
) -> int:  # fmt: skip
    """How many octets were decrypted under the key of `set_key`; -1 where the tag does not vouch for them.

    Args:
        buf: What holds the ciphertext and, behind it, the tag.
        at: Its first octet.
        end: One past the tag's last, at least TAG behind.
        heap: What holds the header, and takes what is decrypted.
        header: First octet that the tag vouches for besides.
        header_end: One past the last of these.
        cipher: Tables and room, see `ciphers`.
        iv: Where the three words stand that are added to the number to make the nonce.
        number: The packet's, of at most 32 bits.
        target: Where in the heap what is decrypted is put.
    """
    tag = end - TAG
    _set_hash_key(cipher)
    _absorb_octets(heap, header, header_end, cipher)
    _absorb_octets(buf, at, tag, cipher)
    _absorb(cipher, 0, 8 * (header_end - header), 0, 8 * (tag - at))
    first = cipher[iv]
    second = cipher[iv + 1]
    third = cipher[iv + 2] ^ number
    encrypt(cipher, first, second, third, 1)
    a = cipher[GCM_SUM]
    b = cipher[GCM_SUM + 1]
    c = cipher[GCM_SUM + 2]
    differing = cipher[BLOCK] ^ a >> 16 ^ u32(buf, tag)
    differing |= cipher[BLOCK + 1] ^ ((a & 0xFFFF) << 16 | b >> 24) ^ u32(buf, tag + 4)
    differing |= cipher[BLOCK + 2] ^ ((b & 0xFFFFFF) << 8 | c >> 32) ^ u32(buf, tag + 8)
    differing |= cipher[BLOCK + 3] ^ (c & _M32) ^ u32(buf, tag + 12)
    if differing != 0:
        return -1
    size = tag - at
    counter = 2
    while at < tag:
        encrypt(cipher, first, second, third, counter)
        counter += 1
        for index in range(min(tag - at, 16)):
            word = cipher[BLOCK + (index >> 2)]
            heap[target + index] = (buf[at + index] & 0xFF) ^ (word >> 24 - 8 * (index & 3) & 0xFF)
        at += 16
        target += 16
    return size
