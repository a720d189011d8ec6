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
    to: Doubles,
    at: int,
    k0: float,
    x0: float,
    y0: float,
    k1: float,
    x1: float,
    y1: float,
    a: float,
    b: float,
    wall: float,
) -> int:
    """Write a piece behind those before it, or lengthen the last one where the same wall goes on; gives their end."""
    if k1 <= k0:
        return at
    last = at - WIDTH
    if last >= 0 and to[last + 8] == wall and to[last + 3] == k0:
        to[last + 3] = k1
        to[last + 4] = x1
        to[last + 5] = y1
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
def put_nearer(
    one: Doubles,
    i: int,
    j: int,
    k0: float,
    x0: float,
    y0: float,
    k1: float,
    x1: float,
    y1: float,
    to: Doubles,
    first: int,
    at: int,
) -> int:
    """Write, between two directions, the nearer of two walls, or each as far as it is nearer; gives the end."""
    a, b, wall = one[i + 6], one[i + 7], one[i + 8]
    c, d, other = one[j + 6], one[j + 7], one[j + 8]
    here = (a - c) * x0 + (b - d) * y0
    there = (a - c) * x1 + (b - d) * y1
    if here >= 0.0 and there >= 0.0:
        return after(to, first, at, k0, x0, y0, k1, x1, y1, a, b, wall)
    if here <= 0.0 and there <= 0.0:
        return after(to, first, at, k0, x0, y0, k1, x1, y1, c, d, other)
    x, y = d - b, a - c
    length = root(x * x + y * y)
    if x * (x0 + x1) + y * (y0 + y1) < 0.0:
        length = -length
    x /= length
    y /= length
    key = key_of(x, y)
    key = k0 if key < k0 else min(key, k1)
    if here > 0.0:
        at = after(to, first, at, k0, x0, y0, key, x, y, a, b, wall)
        return after(to, first, at, key, x, y, k1, x1, y1, c, d, other)
    at = after(to, first, at, k0, x0, y0, key, x, y, c, d, other)
    return after(to, first, at, key, x, y, k1, x1, y1, a, b, wall)


@kernel
def after(
    to: Doubles,
    first: int,
    at: int,
    k0: float,
    x0: float,
    y0: float,
    k1: float,
    x1: float,
    y1: float,
    a: float,
    b: float,
    wall: float,
) -> int:
    """Write a piece, but never lengthen one of what stands before `first`; gives the end."""
    if at > first:
        return put(to, at, k0, x0, y0, k1, x1, y1, a, b, wall)
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
def merge(one: Doubles, i: int, i_end: int, j: int, j_end: int, to: Doubles, at: int, most: int) -> int:
    """The nearer of two sequences of pieces, each in order and without overlaps; gives the end, or `OVERFLOW`."""
    first = at
    k, x, y = 0.0, 1.0, 0.0
    while i < i_end or j < j_end:
        if at + 3 * WIDTH > most:
            return OVERFLOW
        if j >= j_end or (i < i_end and one[i + 3] <= one[j]):
            k0, x0, y0 = one[i], one[i + 1], one[i + 2]
            if k > k0:
                k0, x0, y0 = k, x, y
            at = after(
                to,
                first,
                at,
                k0,
                x0,
                y0,
                one[i + 3],
                one[i + 4],
                one[i + 5],
                one[i + 6],
                one[i + 7],
                one[i + 8],
            )
            i += WIDTH
            continue
        if i >= i_end or one[j + 3] <= one[i]:
            k0, x0, y0 = one[j], one[j + 1], one[j + 2]
            if k > k0:
                k0, x0, y0 = k, x, y
            at = after(
                to,
                first,
                at,
                k0,
                x0,
                y0,
                one[j + 3],
                one[j + 4],
                one[j + 5],
                one[j + 6],
                one[j + 7],
                one[j + 8],
            )
            j += WIDTH
            continue
        left = max(k, one[i])
        right = max(k, one[j])
        if left < right:  # only the first is there yet
            x0, y0 = (one[i + 1], one[i + 2]) if one[i] > k else (x, y)
            at = after(
                to,
                first,
                at,
                left,
                x0,
                y0,
                one[j],
                one[j + 1],
                one[j + 2],
                one[i + 6],
                one[i + 7],
                one[i + 8],
            )
            k, x, y = one[j], one[j + 1], one[j + 2]
        elif right < left:
            x0, y0 = (one[j + 1], one[j + 2]) if one[j] > k else (x, y)
            at = after(
                to,
                first,
                at,
                right,
                x0,
                y0,
                one[i],
                one[i + 1],
                one[i + 2],
                one[j + 6],
                one[j + 7],
                one[j + 8],
            )
            k, x, y = one[i], one[i + 1], one[i + 2]
        elif one[i] > k:
            k, x, y = one[i], one[i + 1], one[i + 2]
        elif one[j] > k:
            k, x, y = one[j], one[j + 1], one[j + 2]
        k1, x1, y1 = one[i + 3], one[i + 4], one[i + 5]
        if one[j + 3] < k1:
            k1, x1, y1 = one[j + 3], one[j + 4], one[j + 5]
        at = put_nearer(one, i, j, k, x, y, k1, x1, y1, to, first, at)
        k, x, y = k1, x1, y1
        if one[i + 3] <= k:
            i += WIDTH
        if one[j + 3] <= k:
            j += WIDTH
    return at


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
    px, py, qx, qy = px / p, py / p, qx / q, qy / q
    k0, k1 = key_of(px, py), key_of(qx, qy)
    if k1 > k0:
        return after(to, at, at, k0, px, py, k1, qx, qy, a, b, float(wall))
    at = after(to, at, at, k0, px, py, 4.0, 1.0, 0.0, a, b, float(wall))
    return after(to, at, at, 0.0, 1.0, 0.0, k1, qx, qy, a, b, float(wall))


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
