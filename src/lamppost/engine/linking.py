"""Object code put into memory without the compiler's linker, which takes longer to load than a log of a thousand lines to read.

Kernels are made for any distance between code and data (the large code model), and so hold whole addresses: 64 bits each, and nothing else that
depends on where they lie. What is asked of an object file is in *System V Application Binary Interface* (gABI, chapters 4 and 5) and in its
supplement for AMD64 (table 4.9, R_X86_64_64). Whatever else one holds is left to the compiler's linker.
"""

import ctypes
import mmap
import os
import struct
import sys
from typing import NamedTuple

_MAGIC = b"\x7fELF\x02\x01\x01"  # 64 bits, least octet first
_HEADER, _SECTION, _SYMBOL, _MOVED = (
    struct.Struct("<16xHHIQQQIHHHHHH"),
    struct.Struct("<IIQQQQIIQQ"),
    struct.Struct("<IBBHQQ"),
    struct.Struct("<QQq"),
)
_RELOCATABLE, _AMD64 = 1, 62
_SYMTAB, _RELA, _NOBITS = 2, 4, 8
_ALLOCATED = 2
_UNDEFINED = 0
_WHOLE_ADDRESS = 1
_READ_EXECUTE = 1 | 4  # PROT_READ | PROT_EXEC
_OUTSIDE = ("memset", "memcpy", "memmove")
"""Functions of the C library that the compiler calls of its own accord."""


class _Section(NamedTuple):
    name: int
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    alignment: int
    entry_size: int


class Linked:
    """Code in memory, which nobody can write to any more, as long as this is held."""

    def __init__(self, room: mmap.mmap, addresses: dict[str, int]) -> None:
        """Memory.

        Args:
            room: Where the code lies.
            addresses: Of functions that are known outside of it, by name.
        """
        self._room, self._addresses = room, addresses

    def get_function_address(self, name: str) -> int:
        """Where a function begins."""
        return self._addresses[name]


def linked(code: bytes) -> Linked | None:
    """An object file in memory; None where it holds what is left to the compiler's linker, or this is another kind of machine.

    Args:
        code: The file, made on a processor of this kind.
    """
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return None
    try:
        return _linked(code)
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, ValueError, OverflowError, OSError):
        return None


def _linked(code: bytes) -> Linked | None:
    kind, machine, _, _, _, start, _, _, _, _, size, count, _ = _HEADER.unpack_from(code)
    if not code.startswith(_MAGIC) or (kind, machine, size) != (_RELOCATABLE, _AMD64, _SECTION.size):
        return None
    sections = [_Section(*_SECTION.unpack_from(code, start + at * size)) for at in range(count)]
    places, octets = _places(sections)
    room = mmap.mmap(-1, max(octets, 1), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    base = ctypes.addressof(ctypes.c_char.from_buffer(room))
    for at, place in places.items():
        one = sections[at]
        if one.kind != _NOBITS:
            room[place : place + one.size] = code[one.offset : one.offset + one.size]
    (table,) = [one for one in sections if one.kind == _SYMTAB]
    values, functions = _symbols(code, table, sections, {at: base + place for at, place in places.items()})
    for one in sections:
        if one.kind == _RELA and one.info in places:
            target = places[one.info]
            for offset, what, added in _MOVED.iter_unpack(code[one.offset : one.offset + one.size]):
                value = values[what >> 32]
                if (
                    what & 0xFFFFFFFF != _WHOLE_ADDRESS
                    or value is None
                    or offset + 8 > sections[one.info].size
                ):
                    return None
                struct.pack_into("<Q", room, target + offset, (value + added) & (1 << 64) - 1)
        elif one.kind not in _KNOWN:
            return None
    if _protect(base, len(room)):
        return None
    return Linked(room, functions)


_KNOWN = (0, 1, _SYMTAB, 3, _RELA, _NOBITS, 7, 0x70000001)
"""Kinds of sections: none, program, symbols, texts, addends, room, notes, and what unwinds the stack."""


def _places(sections: list[_Section]) -> tuple[dict[int, int], int]:
    """Where each section that takes memory begins, and the octets of all."""
    places, end = {}, 0
    for at, one in enumerate(sections):
        if one.flags & _ALLOCATED:
            end += -end % max(1, one.alignment)
            places[at] = end
            end += one.size
    return places, end


def _symbols(
    code: bytes, table: _Section, sections: list[_Section], places: dict[int, int]
) -> tuple[list[int | None], dict[str, int]]:
    """The value of each symbol, None where it has none here; and of those with names that are known outside, by name."""
    names, values, functions = sections[table.link], list[int | None](), dict[str, int]()
    texts = code[names.offset : names.offset + names.size]
    for name, info, _, where, value, _ in _SYMBOL.iter_unpack(code[table.offset : table.offset + table.size]):
        text = texts[name : texts.index(b"\0", name)].decode()
        if where in places:
            values.append(places[where] + value)
            if info >> 4:
                functions[text] = places[where] + value
        else:
            values.append(_outside(text) if where == _UNDEFINED and text in _OUTSIDE else None)
    return values, functions


def _outside(name: str) -> int | None:
    """Where a function of the C library begins."""
    found = getattr(ctypes.CDLL(None), name, None)
    return None if found is None else ctypes.cast(found, ctypes.c_void_p).value


def _protect(base: int, octets: int) -> int:
    """0 where memory may be read and run from now on, and no longer written to."""
    protect = ctypes.CDLL(None).mprotect
    protect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return int(protect(base, octets, _READ_EXECUTE))
