"""Steps that are machine code by hand do the same as the functions in whose place they stand."""

import random

import numpy as np

from lamppost.engine.instructions import (
    before_special,
    digits_before,
    like,
    lowest,
    times,
    unlike,
    unlike_few,
    without_lowest,
    word,
)
from lamppost.engine.kernel import Longs, Octets, address, compiled, kernel
from lamppost.model.columns import mixed
from lamppost.observe.logs.cells.octets import hashed

EDGES = [0, 1, -1, -(1 << 63), (1 << 63) - 1, 1 << 62, -(1 << 62), 0x5555555555555555]


@kernel
def take_all_steps(buf: Octets, at: int, value: int, left: int, right: int, out: Longs) -> None:
    """Every step once."""
    out[0] = like(buf, at, value)
    out[1] = before_special(buf, at)
    out[2] = lowest(left)
    out[3] = without_lowest(left)
    out[4] = word(buf, at)
    out[5] = times(left, right)
    out[6] = digits_before(buf, at)
    out[7] = unlike(buf, at, buf, 16)
    out[8] = unlike_few(buf, at, buf, 16)


def test_machine_code_by_hand_does_what_the_plain_function_does():
    chance, machine = random.Random(1), compiled(take_all_steps)
    ours, theirs = np.zeros(9, np.int64), np.zeros(9, np.int64)
    for _ in range(2000):
        octets = bytearray(chance.choices(b'a7" \\\x1f\x80\x7f', (9, 9, 1, 1, 1, 1, 1, 1), k=80))
        at, value = chance.randrange(16), chance.choice(octets)
        left, right = (chance.choice([*EDGES, chance.getrandbits(64) - (1 << 63)]) for _ in range(2))
        machine(address(np.frombuffer(octets, np.uint8)), at, value, left, right, address(ours))
        take_all_steps(octets, at, value, left, right, memoryview(theirs.data))
        assert ours.tolist() == theirs.tolist()


def test_a_key_is_the_hash_of_one_row_whose_columns_are_the_words_of_the_text():
    for text in (b"", b"a", b"CcjG6aNB4kruSMZQwe", b"12345678", bytes(9)):
        padded = text + bytes(-len(text) % 8)
        words = [int.from_bytes(padded[at : at + 8], "little") for at in range(0, len(padded), 8)] or [0]
        words[0] ^= len(text)
        (key,) = mixed(tuple(np.array([one], np.uint64) for one in words)).tolist()
        buffer = bytearray(text + bytes(8))
        assert hashed(buffer, 0, len(text), len(buffer)) % (1 << 64) == (key or 1)
