"""Which parts of straight ways lie within what a camera sees, exactly.

A point of a way is `p + t d`, `t` from 0 to 1. Within one piece of an outline it is seen where it lies between the
two directions of the piece, which is linear in `t`, and nearer than the wall (`A x + B y <= 1`, linear too) or than
the circle (a quadratic).
"""

from lamppost.attribute.street.kernels.envelope import NO_WALL
from lamppost.attribute.street.kernels.looking import PIECE, V_EAST, V_FAR, V_NORTH, V_SCALE, V_X, V_Y, VIEW
from lamppost.engine.kernel import Doubles, Longs, kernel, root

STRETCH = 4
"""Of a stretch: edge, view, from and to as parts of the edge."""
S_VIEW, S_STRETCHES, S_FULL, S_STAMP = range(4)
TOUCH = 1e-12
"""Two parts of an edge that lie so near to each other are one."""


ALONG = 1.0 + 1e-7
"""A way that runs along a wall, or shares its corners, lies in front of it."""


@kernel
def put_part(out: Doubles, first: int, at: int, edge: int, view: int, left: float, right: float) -> int:
    """Write a part of an edge that is seen, in order behind those of the same edge and view from `first`; gives the end.

    Parts that touch become one.
    """
    row = at
    while row > first and out[row - STRETCH + 2] > left:
        for nth in range(STRETCH):
            out[row + nth] = out[row - STRETCH + nth]
        row -= STRETCH
    out[row] = float(edge)
    out[row + 1] = float(view)
    out[row + 2] = left
    out[row + 3] = right
    return at + STRETCH


@kernel
def join(out: Doubles, first: int, end: int) -> int:
    """Make one of the parts that touch or overlap, which are in order; gives the end."""
    if end <= first:
        return end
    at = first
    for row in range(first + STRETCH, end, STRETCH):
        if out[row + 2] <= out[at + 3] + TOUCH:
            out[at + 3] = max(out[at + 3], out[row + 3])
        else:
            at += STRETCH
            for nth in range(STRETCH):
                out[at + nth] = out[row + nth]
    return at + STRETCH


@kernel
def cut(
    px: float, py: float, dx: float, dy: float, pieces: Doubles, piece: int, far: float, out: Doubles, first: int,
    at: int, edge: int, view: int,
) -> int:  # fmt: skip
    """Write the part of an edge that lies within one piece, if any; gives the end."""
    left, right = 0.0, 1.0
    for side in range(3):
        if side == 0:  # behind the first direction: x0 y - y0 x >= 0
            start = pieces[piece] * py - pieces[piece + 1] * px
            slope = pieces[piece] * dy - pieces[piece + 1] * dx
        elif side == 1:  # before the second: x y1 - y x1 >= 0
            start = px * pieces[piece + 3] - py * pieces[piece + 2]
            slope = dx * pieces[piece + 3] - dy * pieces[piece + 2]
        elif pieces[piece + 6] == NO_WALL:
            continue
        else:
            start = ALONG - (pieces[piece + 4] * px + pieces[piece + 5] * py)
            slope = -(pieces[piece + 4] * dx + pieces[piece + 5] * dy)
        if slope == 0.0:
            if start < 0.0:
                return at
        else:
            bound = -start / slope
            if slope > 0.0:
                left = max(left, bound)
            else:
                right = min(right, bound)
        if left >= right:
            return at
    if pieces[piece + 6] == NO_WALL:
        square = dx * dx + dy * dy
        along = -(px * dx + py * dy) / square
        nx, ny = px + along * dx, py + along * dy
        rest = far * far - (nx * nx + ny * ny)
        if rest <= 0.0:
            return at
        half = root(rest / square)
        left, right = max(left, along - half), min(right, along + half)
        if left >= right:
            return at
    middle = (left + right) / 2
    x, y = px + middle * dx, py + middle * dy
    if x * (pieces[piece] + pieces[piece + 2]) + y * (pieces[piece + 1] + pieces[piece + 3]) < 0.0:
        return at
    return put_part(out, first, at, edge, view, left, right)


@kernel
def cross(
    views: Doubles, n_views: int, pieces: Doubles, bounds: Longs, edges: Doubles, frame: Doubles, size: Longs,
    starts: Longs, held: Longs, stamps: Longs, out: Doubles, most: int, state: Longs,
) -> None:  # fmt: skip
    """Fill in which parts of edges each camera sees, by camera, edge and part; stops before a camera without room.

    Args:
        views: `looking.VIEW` numbers for each camera.
        n_views: How many there are.
        pieces: `looking.PIECE` numbers for each piece of the outlines.
        bounds: Where the pieces of each camera begin, and the last end.
        edges: East, north, to east, to north of each edge, in units of the map.
        frame: East and north of the corner of the grid of edges, and how wide a cell is.
        size: How many columns and rows of cells there are.
        starts: Where the edges of each cell begin in `held`, row by row.
        held: Edges.
        stamps: One number for each edge, at first 0.
        out: `STRETCH` numbers for each part.
        most: How many numbers `out` has room for.
        state: `S_VIEW`, `S_STRETCHES`, `S_FULL`, `S_STAMP`.
    """
    state[S_FULL] = 0
    cell = frame[2]
    while state[S_VIEW] < n_views:
        view = state[S_VIEW]
        base = view * VIEW
        east, north, scale, far = (
            views[base + V_EAST],
            views[base + V_NORTH],
            views[base + V_SCALE],
            views[base + V_FAR],
        )
        ux, uy = views[base + V_X], views[base + V_Y]
        reach = far * scale
        left, right = int((east - reach - frame[0]) // cell), int((east + reach - frame[0]) // cell)
        low, high = int((north - reach - frame[1]) // cell), int((north + reach - frame[1]) // cell)
        left, low = max(left, 0), max(low, 0)
        right, high = min(right, size[0] - 1), min(high, size[1] - 1)
        state[S_STAMP] += 1
        stamp, at = state[S_STAMP], state[S_STRETCHES] * STRETCH
        room = (bounds[view + 1] - bounds[view] + 1) * STRETCH
        for row in range(low, high + 1):
            for column in range(left, right + 1):
                place = row * size[0] + column
                for entry in range(starts[place], starts[place + 1]):
                    edge = held[entry]
                    if stamps[edge] == stamp:
                        continue
                    stamps[edge] = stamp
                    if at + room > most:
                        state[S_FULL] = 1
                        return
                    ex, ey = (edges[4 * edge] - east) / scale, (edges[4 * edge + 1] - north) / scale
                    gx, gy = (edges[4 * edge + 2] - east) / scale, (edges[4 * edge + 3] - north) / scale
                    px, py, qx, qy = (
                        ex * ux + ey * uy,
                        ex * uy - ey * ux,
                        gx * ux + gy * uy,
                        gx * uy - gy * ux,
                    )
                    dx, dy = qx - px, qy - py
                    square = dx * dx + dy * dy
                    if square <= 0.0:
                        continue
                    along = -(px * dx + py * dy) / square
                    along = 0.0 if along < 0.0 else min(along, 1.0)
                    nx, ny = px + along * dx, py + along * dy
                    if nx * nx + ny * ny >= far * far:
                        continue
                    first = at
                    for piece in range(bounds[view], bounds[view + 1]):
                        at = cut(px, py, dx, dy, pieces, piece * PIECE, far, out, first, at, edge, view)
                    at = join(out, first, at)
        state[S_STRETCHES] = at // STRETCH
        state[S_VIEW] += 1
