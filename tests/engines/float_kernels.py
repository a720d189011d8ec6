"""Kernels over floats, for the tests of what compiles them."""

from lamppost.engine.kernel import Doubles, Longs, kernel, root


@kernel
def nearer(x: float, y: float) -> float:
    """How far a point is from the origin."""
    return root(x * x + y * y)


@kernel
def lengths(columns: Doubles, order: Longs, n: int, out: Doubles) -> int:
    """Fill in how far points are from the origin, in an order; gives how many are within 1."""
    within = 0
    for row in range(n):
        at = order[row]
        out[row] = nearer(columns[at], columns[n + at])
        within += out[row] <= 1.0
    return within
