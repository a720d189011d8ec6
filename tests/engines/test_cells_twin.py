"""Cells as logs mostly write them, and nearly so: instants, whole numbers, IPv4 and texts, one after the other as in a column."""

import random

import numpy as np
import pytest
from tests.engines.checked_kernels import checked_kernel
from tests.engines.slow_rows import address, instant, whole
from tests.engines.test_rows_twin import damaged

from lamppost.observe.logs.cells.addresses import put_address
from lamppost.observe.logs.cells.instants import MEMO, instant_of
from lamppost.observe.logs.cells.numbers import decimal_of
from lamppost.observe.logs.cells.octets import NOT_ONE, TEXT, cell_of
from lamppost.observe.logs.cells.texts import ENTRY, LATELY, number_texts

INSTANTS = [
    b"2023-11-14T22:13:20.123456+0000", b"2023-11-14T22:13:20.000000+0000", b"2023-11-14 23:59:60,999999+0000",
    b"2023-11-15T00:00:00.123456+0000", b"2023-11-15T00:00:00.123456-0530", b"2023-11-14T24:00:00.000000+0000",
    b"2023-11-14T22:60:20.123456+0000", b"2023-11-14T22:13:61.123456+0000", b"2023-11-14T22:13:20.123456+2400",
    b"2023-11-14T22:13:20.12345+00:00", b"2023-11-14T22:13:20Z", b"2024-02-29T22:13:20.123456+0000", b"2023-02-29T22:13:20.123456+0000",
    b"\xff" * 31,
]  # fmt: skip
NUMBERS = [
    b"0",
    b"7",
    b"443",
    b"65535",
    b"65536",
    b"00443",
    b"12345678",
    b"99999999",
    b"123456789",
    b"4.0",
    b"1e3",
]
ADDRESSES = [
    b"0.0.0.0", b"10.0.19.135", b"198.18.255.1", b"255.255.255.255", b"1.2.3.256", b"01.2.3.4", b"1.2.3.00", b"1.2.3", b"1.2.3.4.5", b"1.012.3.4", b"1.2.3.009",
    b"1..2.3", b"1.2.3.4567", b".1.2.3.4", b"1.2.3.4.", b"192.0.2.1%eth0", b"::ffff:1.2.3.4", b"2001:db8::1",
]  # fmt: skip
TEXTS = [
    b"tcp", b"udp", b"closed", b"new", b"CN=Made CA", b"CN=Made CB", b"eight888", b"eight889", b"aa",
    *(b"a" + bytes(some) for some in range(8)),
]  # fmt: skip


def cells_of(
    chance: random.Random, some: list[bytes], count: int
) -> tuple[bytearray, list[bytes], list[int]]:
    """Octets, the texts of cells in them, and the cells."""
    texts = [damaged(chance, one) if chance.random() < 0.3 else one for one in chance.choices(some, k=count)]
    octets, cells = bytearray(b"9"), []
    for text in texts:
        cells.append(cell_of(TEXT, len(octets), len(octets) + len(text)) if text else 0)
        octets += text + chance.choice([b"", b"9", b"\t"])
    return octets, texts, cells


def told(text: bytes) -> str:
    return text.decode("utf-8", "backslashreplace")


@pytest.mark.parametrize("is_checked", [False, True])
def test_instants_numbers_and_addresses_are_read_as_the_twin_reads_them(is_checked):
    chance = random.Random(7)
    kernels = instant_of, decimal_of, put_address
    when, number, put = (checked_kernel(one, is_compiled=False) if is_checked else one for one in kernels)
    for _ in range(30):
        octets, texts, cells = cells_of(chance, INSTANTS, 12)
        memo = [-1] * MEMO
        for text, cell in zip(texts, cells, strict=True):
            if text:
                expected = instant(told(text))
                assert when(octets, cell, memo, 0) == (NOT_ONE if expected is None else expected), text
        octets, texts, cells = cells_of(chance, NUMBERS, 12)
        for text, cell in zip(texts, cells, strict=True):
            for most in (255, 65535, (1 << 63) - 1):
                if text:
                    value = whole(told(text), most)
                    assert number(octets, len(octets), cell, 0, 0, most) == (
                        NOT_ONE if value is None else value
                    ), text
        octets, texts, cells = cells_of(chance, ADDRESSES, 12)
        for text, cell in zip(texts, cells, strict=True):
            if text:
                halves, value = [0, 0], address(told(text))
                assert put(octets, len(octets), cell, halves, 0, halves, 1) == (value is not None), text
                found = (halves[0] % (1 << 64)) << 64 | halves[1] % (1 << 64)
                assert found == (value or 0), text


def test_texts_have_the_number_of_where_they_stood_first_whatever_stood_before():
    chance = random.Random(8)
    for _ in range(40):
        entries, slots = np.zeros(200 * ENTRY, np.int64), np.zeros(512, np.int64)
        heap, state, lately = bytearray(4096), [0, 0], [0] * (64 + LATELY)
        of_text: dict[bytes, int] = {}
        for _ in range(2):
            octets, texts, cells = cells_of(chance, TEXTS, 40)
            out, picks = [0] * len(cells), chance.sample(range(len(cells)), len(cells) // 2)
            number_texts(
                octets, len(octets), cells, 0, 1, [-1, *picks], 1, len(picks), out, 0, heap, len(heap), entries, slots, 511, state,
                lately, 64, lately,
            )  # fmt: skip
            for text, found in zip([texts[at] for at in picks], out, strict=False):
                assert found == (of_text.setdefault(text, found) if text else -1)
        numbers = list(of_text.values())
        assert len(set(numbers)) == len([one for one in of_text if one]) == state[0]
