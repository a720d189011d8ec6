"""Machine code that we link ourselves does what the compiler's linker makes of it, or is left to that."""

import random
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.engines.linked_kernels import much

from lamppost.engine import kernel, linking, machine_code

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the compiler's linker is used")


@pytest.fixture(scope="module")
def code():
    """Machine code with tables, calls within, and calls of the C library."""
    made = kernel._build(much)
    assert b"memset" in made
    assert b".rela.ltext" in made
    return made


def ran(function):
    """What the kernel gives and writes."""
    n = 1000
    numbers = np.arange(-n // 2, n // 2) * 31
    floats = np.linspace(-90.0, 90.0, n)
    out, sums = np.full(n, 9), np.full(n, 9.0)
    arguments = [numbers, floats, n, out, sums]
    total = function(*(kernel.address(one) if isinstance(one, np.ndarray) else one for one in arguments))
    return total, out.tolist(), sums.tobytes()


def test_what_is_linked_here_gives_what_the_compilers_linker_makes_of_it(code, monkeypatch):
    signature = kernel._signature(much)
    assert linking.linked(code) is not None
    ours = ran(machine_code.link(code, signature))
    monkeypatch.setattr(linking, "linked", lambda _: None)
    assert ours == ran(machine_code.link(code, signature))
    assert ours[0] != 0


def test_code_in_memory_cannot_be_written_to(code):
    held = linking.linked(code)
    at = held.get_function_address(machine_code.SYMBOL)
    with Path("/proc/self/maps").open(encoding="ascii") as maps:
        (rights,) = [
            rights
            for span, rights, *_ in map(str.split, maps)
            if int(span.partition("-")[0], 16) <= at < int(span.partition("-")[2], 16)
        ]
    assert rights == "r-xp"


def test_what_holds_an_address_of_another_kind_is_left_to_the_compilers_linker(code):
    start, size, count = struct.unpack_from("<Q", code, 40)[0], 64, struct.unpack_from("<H", code, 60)[0]
    sections = [
        linking._Section(*linking._SECTION.unpack_from(code, start + at * size)) for at in range(count)
    ]
    moved = next(one for one in sections if one.kind == 4)
    for kind in (2, 4, 24):  # R_X86_64_PC32, PLT32, PC64
        other = bytearray(code)
        struct.pack_into("<I", other, moved.offset + 8, kind)
        assert linking.linked(bytes(other)) is None
    assert linking.linked(code.replace(b"\0memset\0", b"\0memsat\0")) is None


def test_damaged_code_is_refused_or_linked_and_never_an_error(code):
    chance = random.Random(5)
    for _ in range(300):
        other = bytearray(code)
        for _ in range(chance.randint(1, 4)):
            other[chance.randrange(len(other))] = chance.randrange(256)
        linking.linked(bytes(other[: chance.randint(0, len(other))] if chance.random() < 0.5 else other))


def test_another_machine_has_the_compilers_linker(code, monkeypatch):
    monkeypatch.setattr(linking.sys, "platform", "darwin")
    assert linking.linked(code) is None
