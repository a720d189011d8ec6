"""Numbers out of octets, and the hash of the tables: the smallest kernels.

An octet is multiplied, never shifted: the compiler makes a shifted octet unsigned, and an unsigned number
beside a signed one a float.
"""

from lamppost.engine.kernel import Heap, Longs, Octets, kernel

__all__ = ["Heap", "Longs", "Octets", "mix", "s64", "u16", "u16_of", "u32", "u32_of", "u48"]

M31 = (1 << 31) - 1
MIX_LOW = 0x5BD1E995
MIX_HIGH = 0x7FEB352D
MIX_TOP = 0x2C1B3C6D


@kernel
def u16(buf: Octets, at: int) -> int:
    """Two octets, most significant first."""
    return buf[at] * 0x100 + buf[at + 1]


@kernel
def u32(buf: Octets, at: int) -> int:
    """Four octets, most significant first."""
    return buf[at] * 0x1000000 + buf[at + 1] * 0x10000 + buf[at + 2] * 0x100 + buf[at + 3]


@kernel
def u16_of(buf: Octets, at: int, big: int) -> int:
    """Two octets in the byte order of a file; `big` is 1 for most significant first."""
    if big:
        return buf[at] * 0x100 + buf[at + 1]
    return buf[at + 1] * 0x100 + buf[at]


@kernel
def u32_of(buf: Octets, at: int, big: int) -> int:
    """Four octets in the byte order of a file."""
    if big:
        return buf[at] * 0x1000000 + buf[at + 1] * 0x10000 + buf[at + 2] * 0x100 + buf[at + 3]
    return buf[at + 3] * 0x1000000 + buf[at + 2] * 0x10000 + buf[at + 1] * 0x100 + buf[at]


@kernel
def u48(buf: Octets, at: int) -> int:
    """Six octets: a MAC address as a number."""
    return u16(buf, at) << 32 | u32(buf, at + 2)


@kernel
def s64(buf: Octets, at: int) -> int:
    """Eight octets as a signed number with the same bits, so that it fits a column of int64."""
    high = u32(buf, at)
    return ((high ^ 0x80000000) - 0x80000000) << 32 | u32(buf, at + 4)


@kernel
def mix(hashed: int, value: int) -> int:
    """A 63-bit hash with one more 64-bit value mixed in.

    No step overflows: the compiler takes for granted that signed numbers never do, and drops a mask that
    would then do nothing.
    """
    mixed = hashed ^ value
    product = (mixed & M31) * MIX_LOW + ((mixed >> 31) & M31) * MIX_HIGH + ((mixed >> 62) & 3) * MIX_TOP
    return product ^ (product >> 29)
