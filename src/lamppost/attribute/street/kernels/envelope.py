"""The nearest walls in every direction, exactly, as pieces of bearings.

Seen from the origin, a wall is `A x + B y = 1`, and `A x + B y` of a direction is one over the distance to it. What is
nearest is the greatest of these; for a set of walls it is found by halves, merging the pieces of two halves direction
by direction. Two walls may cross: then their pieces change where both are equally far. Directions are
vectors of length 1, ordered by a number that grows with the angle and needs no trigonometry: 0 and 4 along x, 1 along y.
"""

from lamppost.engine.kernel import Doubles, Longs, kernel, root

WIDTH = 9
"""Of a piece: key, x and y of where it begins; key, x and y of where it ends; A, B; number of the wall."""
NO_WALL = -1.0
OVERFLOW = -1


@kernel
def key_of(x: float, y: float) -> float:
    """A number that grows with the angle from the x axis towards y: 0 up to, and without, 4."""
    if y >= 0.0:
        if x > 0.0:
            return y / (x + y)
        return 1.0 - x / (y - x) if y - x > 0.0 else 0.0
    if x < 0.0:
        return 2.0 + y / (x + y)
    found = 3.0 + x / (x - y)
    return found if found < 4.0 else 0.0


@kernel
def put(
    to: Doubles, first: int, at: int, k0: float, x0: float, y0: float, k1: float, x1: float, y1: float,
    of: Doubles, i: int,
) -> int:  # fmt: skip
    """Write a piece with the wall of another, or lengthen the last one from `first` on where that wall goes on; gives the end."""
    if k1 <= k0:
        return at
    start = at
    if at > first and to[at - 1] == of[i + 8] and to[at - WIDTH + 3] == k0:
        start = at - WIDTH
    else:
        to[at] = k0
        to[at + 1] = x0
        to[at + 2] = y0
        to[at + 6] = of[i + 6]
        to[at + 7] = of[i + 7]
        to[at + 8] = of[i + 8]
    to[start + 3] = k1
    to[start + 4] = x1
    to[start + 5] = y1
    return start + WIDTH


@kernel
def put_nearer(
    one: Doubles, i: int, j: int, k0: float, x0: float, y0: float, k1: float, x1: float, y1: float,
    to: Doubles, first: int, at: int,
) -> int:  # fmt: skip
    """Write, between two directions, the nearer of two walls, or each as far as it is nearer; gives the end."""
    a, b = one[i + 6] - one[j + 6], one[i + 7] - one[j + 7]
    here, there = a * x0 + b * y0, a * x1 + b * y1
    near, other = (i, j) if here > 0.0 or (here == 0.0 and there >= 0.0) else (j, i)
    if here * there >= 0.0:
        return put(to, first, at, k0, x0, y0, k1, x1, y1, one, near)
    length = root(a * a + b * b)
    if a * (y0 + y1) - b * (x0 + x1) < 0.0:
        length = -length
    x, y = -b / length, a / length
    key = key_of(x, y)
    key = k0 if key < k0 else min(key, k1)
    at = put(to, first, at, k0, x0, y0, key, x, y, one, near)
    return put(to, first, at, key, x, y, k1, x1, y1, one, other)


@kernel
def merge(one: Doubles, i: int, i_end: int, j: int, j_end: int, to: Doubles, at: int, most: int) -> int:
    """The nearer of two sequences of pieces, each in order and without overlaps; gives the end, or `OVERFLOW`.

    It goes from direction to direction: `k`, `x`, `y` is how far it has come.
    """
    first = at
    k, x, y = 0.0, 1.0, 0.0
    while i < i_end or j < j_end:
        if at + 3 * WIDTH > most:
            return OVERFLOW
        next_i = one[i] if i < i_end else 5.0
        next_j = one[j] if j < j_end else 5.0
        lead, rest = (i, j) if next_i <= next_j else (j, i)
        if max(next_i, next_j) > k:
            if one[lead] > k:
                k, x, y = one[lead], one[lead + 1], one[lead + 2]
            until = rest if max(next_i, next_j) < one[lead + 3] else lead + 3
            k1 = one[until]
            at = put(to, first, at, k, x, y, k1, one[until + 1], one[until + 2], one, lead)
            if k1 > k:
                k, x, y = k1, one[until + 1], one[until + 2]
        else:
            until = i + 3 if one[i + 3] <= one[j + 3] else j + 3
            k1, x1, y1 = one[until], one[until + 1], one[until + 2]
            at = put_nearer(one, i, j, k, x, y, k1, x1, y1, to, first, at)
            k, x, y = k1, x1, y1
        if i < i_end and one[i + 3] <= k:
            i += WIDTH
        if j < j_end and one[j + 3] <= k:
            j += WIDTH
    return at


@kernel
def put_single(
    to: Doubles, at: int, k0: float, x0: float, y0: float, k1: float, x1: float, y1: float, a: float, b: float,
    wall: float,
) -> int:  # fmt: skip
    """Write a piece by itself; gives its end."""
    if k1 <= k0:
        return at
    to[at] = k0
    to[at + 1] = x0
    to[at + 2] = y0
    to[at + 3] = k1
    to[at + 4] = x1
    to[at + 5] = y1
    to[at + 6] = a
    to[at + 7] = b
    to[at + 8] = wall
    return at + WIDTH


@kernel
def put_wall(px: float, py: float, qx: float, qy: float, far: float, wall: int, to: Doubles, at: int) -> int:
    """The one or two pieces of a wall, as far as it lies within a circle round the origin; gives their end.

    A wall that is seen edge on hides nothing, and has no piece.
    """
    dx, dy = qx - px, qy - py
    square = dx * dx + dy * dy
    if square <= 0.0:
        return at
    along = -(px * dx + py * dy) / square
    nx, ny = px + along * dx, py + along * dy
    left = far * far - (nx * nx + ny * ny)
    if left <= 0.0:
        return at
    half = root(left / square)
    t0 = max(0.0, along - half)
    t1 = min(1.0, along + half)
    if t1 <= t0:
        return at
    qx, qy = (qx, qy) if t1 >= 1.0 else (px + t1 * dx, py + t1 * dy)
    px, py = (px, py) if t0 <= 0.0 else (px + t0 * dx, py + t0 * dy)
    cross = px * qy - py * qx
    p, q = root(px * px + py * py), root(qx * qx + qy * qy)
    if abs(cross) <= 1e-13 * p * q:
        return at
    a, b = (qy - py) / cross, (px - qx) / cross
    if cross < 0.0:
        px, py, p, qx, qy, q = qx, qy, q, px, py, p
    k0, k1 = key_of(px / p, py / p), key_of(qx / q, qy / q)
    if k1 > k0:
        return put_single(to, at, k0, px / p, py / p, k1, qx / q, qy / q, a, b, float(wall))
    at = put_single(to, at, k0, px / p, py / p, 4.0, 1.0, 0.0, a, b, float(wall))
    return put_single(to, at, 0.0, 1.0, 0.0, k1, qx / q, qy / q, a, b, float(wall))


@kernel
def sift(one: Doubles, other: Doubles, runs: Longs, n: int, most: int) -> int:
    """The nearest of single pieces in every direction; the end of what is left, in `one`, or `OVERFLOW`.

    Args:
        one: `n` pieces, one behind the other, each a sequence of its own.
        other: Room for as much.
        runs: Room for `2 n + 2` numbers.
        n: How many pieces.
        most: How many numbers `one` and `other` each have room for.
    """
    for row in range(n + 1):
        runs[row] = row * WIDTH
    count, half, is_turned = n, n + 1, False
    while count > 1:
        at, made = 0, 0
        source, target = (half, 0) if is_turned else (0, half)
        runs[target] = 0
        row = 0
        while row < count:
            i, i_end = runs[source + row], runs[source + row + 1]
            j_end = runs[source + row + 2] if row + 1 < count else i_end
            if is_turned:
                at = merge(other, i, i_end, i_end, j_end, one, at, most)
            else:
                at = merge(one, i, i_end, i_end, j_end, other, at, most)
            if at < 0:
                return OVERFLOW
            made += 1
            runs[target + made] = at
            row += 2
        count, is_turned = made, not is_turned
    source = half if is_turned else 0
    end = runs[source + 1] if n > 0 else 0
    if is_turned:
        for at in range(end):
            one[at] = other[at]
    return end
