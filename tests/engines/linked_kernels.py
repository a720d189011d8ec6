"""Kernels whose machine code has tables, calls and what the C library does, for the tests of what links them."""

from lamppost.engine.kernel import Doubles, Longs, kernel

_STEPS = 7


@kernel
def stepped(number: int) -> int:
    """One of several numbers that have no rule."""
    if number == 0:
        return 907
    if number == 1:
        return -31
    if number == 2:
        return 1 << 40
    if number == 3:
        return 5
    if number == 4:
        return 77_777
    if number == 5:
        return -2
    return 11


@kernel
def much(numbers: Longs, floats: Doubles, n: int, out: Longs, sums: Doubles) -> int:
    """Fill in zeros, then steps and multiples; gives the sum of some of it."""
    for row in range(n):
        out[row] = 0
    total = 0
    for row in range(n):
        out[row] += stepped(numbers[row] % _STEPS)
        sums[row] = floats[row] * 3.7 + 0.25
        total += out[row] ^ 0x5BD1E9955BD1E995
    return total
