"""The kernels that unpack LZO1X and LZ4 give what slow twins give, and refuse what they refuse, plain and compiled."""

import random

import numpy as np
import pytest
from tests.engines.slow_unpacking import BrokenError, slow_lz4, slow_lzo

from lamppost.observe.nfdump.kernels import compiled_kernels, plain_kernels

ROOM = 3000


def made_lzo(chance):
    """Instructions of every kind, some of which refer to what is not there."""
    found = bytearray()
    if chance.random() < 0.9:
        count = chance.choice((1, 2, 3, 4, 60, 200, 200))
        found += bytes([17 + count]) + chance.randbytes(count)
    for _ in range(chance.randrange(6)):
        code = chance.choice((chance.randrange(16), chance.randrange(32, 64), chance.randrange(64, 256)))
        found.append(code)
        if code < 64 and code & (15 if code < 16 else 7 if code < 32 else 31) == 0:
            found += bytes(chance.randrange(2)) + bytes([chance.randrange(1, 200)])
        following = chance.randrange(4)
        if code < 64:
            found += bytes([chance.randrange(30) << 2 | following, 0])
        else:
            found[-1] = code & ~3 | following
            found += bytes([chance.randrange(3)])
        found += chance.randbytes(following)
    return bytes(found) + b"\x11\0\0"


def made_lz4(chance):
    found = bytearray()
    for _ in range(chance.randrange(8)):
        count, match = chance.choice((0, 1, 5, 14, 15, 20, 300)), chance.choice((0, 3, 14, 15, 40))
        found.append(min(count, 15) << 4 | min(match, 15))
        if count >= 15:
            found += b"\xff" * ((count - 15) // 255) + bytes([(count - 15) % 255])
        found += chance.randbytes(count) + bytes([chance.randrange(12), 0])
        found += bytes([match - 15]) if match >= 15 else b""
    return bytes(found) + bytes([5 << 4]) + b"after"


def unpacked(kernels, name, data):
    """The octets that came out, None where the kernel refuses."""
    out = np.zeros(ROOM, np.uint8)
    packed = np.frombuffer(data, np.uint8)
    count = getattr(kernels, name)(kernels.octets(packed), len(data), kernels.octets(out), ROOM)
    return None if count < 0 else out[:count].tobytes()


def by_twin(twin, data):
    try:
        return twin(data, ROOM)
    except BrokenError:
        return None


@pytest.mark.parametrize(
    ("name", "twin", "make"), [("unpack_lzo", slow_lzo, made_lzo), ("unpack_lz4", slow_lz4, made_lz4)]
)
def test_made_and_damaged_streams_unpack_as_the_twin_says(name, twin, make):
    chance, kernels = random.Random(name), plain_kernels()
    good = 0
    for _ in range(400):
        data = bytearray(make(chance))
        if chance.random() < 0.3:
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            data = data[: chance.randrange(len(data))]
        expected = by_twin(twin, bytes(data))
        good += expected is not None
        assert unpacked(kernels, name, bytes(data)) == expected, data.hex()
    assert good > 60


def test_what_lies_far_behind_is_copied():
    literals = bytes(range(251)) * 240
    start = b"\0" + bytes((len(literals) - 19) // 255) + bytes([(len(literals) - 18) % 255 or 255]) + literals
    for far in (16385, 30000, 49151):
        word = (far - 16384 & 0x3FFF) << 2 | 1
        code = 16 | (8 if far - 16384 > 0x3FFF else 0) | 5
        data = start + bytes([code, word & 255, word >> 8]) + b"x\x11\0\0"
        out, kernels = np.zeros(1 << 17, np.uint8), plain_kernels()
        packed = np.frombuffer(data, np.uint8)
        count = kernels.unpack_lzo(kernels.octets(packed), len(data), kernels.octets(out), len(out))
        at = len(literals)
        assert out[:count].tobytes() == literals + literals[at - far : at - far + 7] + b"x", far
    data = (
        start + bytes([2 << 2 | 1, 3]) + b"x\x11\0\0"
    )  # three octets from beyond two thousand, behind literals
    packed, far = np.frombuffer(data, np.uint8), 2049 + 2 + 3 * 4
    count = kernels.unpack_lzo(kernels.octets(packed), len(data), kernels.octets(out), len(out))
    assert out[:count].tobytes() == literals + literals[at - far : at - far + 3] + b"x"


@pytest.mark.slow
@pytest.mark.parametrize("make", [made_lzo, made_lz4])
def test_the_compiled_kernels_unpack_as_the_plain_ones(make):
    chance, plain, compiled = random.Random(2), plain_kernels(), compiled_kernels()
    name = "unpack_lzo" if make is made_lzo else "unpack_lz4"
    for _ in range(3000):
        data = make(chance)
        assert unpacked(compiled, name, data) == unpacked(plain, name, data), data.hex()
