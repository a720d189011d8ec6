"""Kernels that say, between them, all that a kernel may say: each is run as it is and as machine code."""

from lamppost.engine.kernel import Doubles, Heap, Longs, Octets, kernel, root

NUMBERS = 3, 5, 8, -2
POWERS = (1, 10, 100, 1000)
HALF = 0.5
IS_SO = True


@kernel
def count_up(a: int, b: int, out: Longs) -> int:
    """All operations of two whole numbers, the second not 0."""
    out[0] = a + b
    out[1] = a - b
    out[2] = a * b
    out[3] = a // b
    out[4] = a % b
    out[5] = a & b
    out[6] = a | b
    out[7] = a ^ b
    out[8] = a << (b & 15)
    out[9] = a >> (b & 15)
    out[10] = -a
    out[11] = ~a
    out[12] = abs(a)
    out[13] = min(a, b, 7)
    out[14] = max(a, b, -7)
    out[15] = a // 8 + a % 8
    out[16] = a // -3 + a % -3
    out[17] = int(a / b)
    return a // 7 + a % 7


@kernel
def compare(a: int, b: int, x: float, out: Longs) -> int:
    """All comparisons, chains, `and`, `or`, `not` and choices, as numbers."""
    out[0] = a < b
    out[1] = a <= b < 10
    out[2] = a == b
    out[3] = a != b != 3
    out[4] = a > b >= x
    out[5] = x > a
    out[6] = a in (1, 2, b)
    out[7] = a not in NUMBERS
    out[8] = a and b
    out[9] = a or b or 9
    out[10] = not a
    out[11] = 1 if a < b and not (b > 3 or x < 0.0) else 2 if a else 3
    out[12] = (a < b) | (b < 4) & IS_SO
    out[13] = (a > 0) != (b > 0)
    is_more = a > b
    if not is_more and b:
        return -1
    return is_more


@kernel
def measure(x: float, y: float, n: int, out: Doubles) -> int:
    """Floats, whole numbers beside them, and what a name becomes that is given both; `y` is not 0."""
    out[0] = x + y - n
    out[1] = x * y / 2
    out[2] = x // y
    out[3] = -x
    out[4] = abs(x)
    out[5] = min(x, y)
    out[6] = max(x, y, n)
    out[7] = float(n) * HALF
    out[8] = root(abs(x))
    both = 1
    if n > 2:
        both = x
    out[9] = both
    left, right = (x, y) if x < y else (y, x)
    left, right = right, left
    out[10] = left
    out[11] = right
    out[12] = halved(n)
    return int(x) if abs(x) < 1e9 else 0


@kernel
def halved(x: float) -> float:
    """A half of it."""
    return x / 2


@kernel
def go_round(n: int, out: Longs) -> None:
    """Loops: counted up and down, with a name that is changed within, left early and begun again."""
    at = 0
    for i in range(n):
        i += 10  # noqa: PLW2901 - that Python counts on from its own number is what is tested
        if i % 3 == 0:
            continue
        out[at] = i
        at += 1
    for i in range(n, 0, -2):
        out[at] = i
        at += 1
    for i in range(2, n, 3):
        if i > 8:
            break
        out[at] = POWERS[i & 3] + POWERS[2]
        at += 1
    while True:
        at += 1
        if at > 40 or at % 7 == 0:
            break
    out[at] = at = at - 1
    out[at] += 4


@kernel
def weigh(buf: Octets, n: int, to: Heap) -> int:
    """Octets: 0 to 255 when they are read, the lower eight bits when they are written; never looked at beyond their end."""
    total, i = 0, 0
    while i < n and buf[i] != 0:
        total += weighed(buf[i], NUMBERS)
        to[i] = total & 255
        i += 1
    return total


@kernel
def weighed(octet: int, by: tuple[int, int, int, int]) -> int:
    """An octet by numbers that are known beforehand."""
    return octet * by[0] - by[3] * (octet == by[1])


@kernel
def divide(a: int, b: int) -> int:
    """What is divided by 0 is 0, and the least number by -1 is itself, when compiled."""
    return a // b + a % b


@kernel
def shift(a: int, b: int) -> int:
    """A shift counts modulo 64 when compiled."""
    return (a << b) ^ (a >> b)


@kernel
def cut(x: float) -> int:
    """A float without what stands behind its point; what has no whole number gives one, and harms nothing, when compiled."""
    return int(x)
