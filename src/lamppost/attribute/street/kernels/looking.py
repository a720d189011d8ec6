"""What each of many cameras sees of the ground around it: the walls near it from a grid, the nearest in each direction."""

from lamppost.attribute.street.kernels.envelope import NO_WALL, WIDTH, put_wall, sift
from lamppost.engine.kernel import Doubles, Longs, kernel

V_EAST, V_NORTH, V_SCALE, V_FAR, V_HEIGHT, V_X, V_Y, V_END, V_END_X, V_END_Y = range(10)
"""Of a view: where it is on the map, units to a metre, how far it sees and hangs in metres; where its first direction points,
east and north; the key of the last one, and where that points, counted from the first."""
VIEW = 10
PIECE = 7
"""Of a piece: x and y of where it begins and ends, A and B of its wall, its number or `NO_WALL`."""
OWN = 4
"""Buildings that a camera is in and that hide nothing from it, at most; -1: none."""
S_VIEWS, S_PIECES, S_FULL, S_STAMP = range(4)
"""Views done, pieces written, what there was no room for, how many views were looked from so far."""
IS_FULL, IS_CRAMPED = 1, 2


@kernel
def put_open(out: Doubles, at: int, k0: float, x0: float, y0: float, k1: float, x1: float, y1: float) -> int:
    """Pieces without a wall, none wider than a quarter of a circle; gives their end."""
    for corner in range(1, 4):
        if k0 < corner < k1:
            x = 0.0 if corner != 2 else -1.0
            y = 0.0 if corner == 2 else 1.0 if corner == 1 else -1.0
            at = put_piece(out, at, x0, y0, x, y, 0.0, 0.0, NO_WALL)
            k0, x0, y0 = float(corner), x, y
    return put_piece(out, at, x0, y0, x1, y1, 0.0, 0.0, NO_WALL) if k0 < k1 else at


@kernel
def put_piece(
    out: Doubles, at: int, x0: float, y0: float, x1: float, y1: float, a: float, b: float, wall: float
) -> int:
    """Write a piece; gives its end."""
    out[at] = x0
    out[at + 1] = y0
    out[at + 2] = x1
    out[at + 3] = y1
    out[at + 4] = a
    out[at + 5] = b
    out[at + 6] = wall
    return at + PIECE


@kernel
def gather(
    views: Doubles, view: int, walls: Doubles, building: Longs, seen_over: Doubles, own: Longs, frame: Doubles,
    size: Longs, starts: Longs, held: Longs, stamps: Longs, stamp: int, one: Doubles, most: int,
) -> int:  # fmt: skip
    """The pieces of all walls near a camera; gives their end, or -1 where there is no room."""
    base = view * VIEW
    east, north, scale, far = (
        views[base + V_EAST],
        views[base + V_NORTH],
        views[base + V_SCALE],
        views[base + V_FAR],
    )
    height, ux, uy = views[base + V_HEIGHT], views[base + V_X], views[base + V_Y]
    cell, reach = frame[2], far * scale
    left, right = int((east - reach - frame[0]) // cell), int((east + reach - frame[0]) // cell)
    low, high = int((north - reach - frame[1]) // cell), int((north + reach - frame[1]) // cell)
    left, low = max(left, 0), max(low, 0)
    right, high = min(right, size[0] - 1), min(high, size[1] - 1)
    at = 0
    for row in range(low, high + 1):
        for column in range(left, right + 1):
            place = row * size[0] + column
            for entry in range(starts[place], starts[place + 1]):
                wall = held[entry]
                if stamps[wall] == stamp:
                    continue
                stamps[wall] = stamp
                of = building[wall]
                if seen_over[of] < height:
                    continue
                is_own = False
                for nth in range(OWN):
                    if own[view * OWN + nth] == of:
                        is_own = True
                if is_own:
                    continue
                if at + 2 * WIDTH > most:
                    return -1
                px, py = (walls[4 * wall] - east) / scale, (walls[4 * wall + 1] - north) / scale
                qx, qy = (walls[4 * wall + 2] - east) / scale, (walls[4 * wall + 3] - north) / scale
                at = put_wall(
                    px * ux + py * uy, px * uy - py * ux, qx * ux + qy * uy, qx * uy - qy * ux, far, wall, one, at
                )  # fmt: skip
    return at


@kernel
def within(views: Doubles, view: int, one: Doubles, end: int) -> int:
    """Leave out of pieces those that begin beyond the field of view; gives the end of the rest."""
    last = views[view * VIEW + V_END]
    at = 0
    for start in range(0, end, WIDTH):
        if one[start] < last:
            for nth in range(WIDTH):
                one[at + nth] = one[start + nth]
            at += WIDTH
    return at


@kernel
def write_out(views: Doubles, view: int, one: Doubles, end: int, out: Doubles, at: int) -> int:
    """The nearest walls, with open ground between them, as far as the field of view reaches; gives the end."""
    base = view * VIEW
    last, last_x, last_y = views[base + V_END], views[base + V_END_X], views[base + V_END_Y]
    k, x, y = 0.0, 1.0, 0.0
    for start in range(0, end, WIDTH):
        k0, x0, y0 = one[start], one[start + 1], one[start + 2]
        k1, x1, y1 = one[start + 3], one[start + 4], one[start + 5]
        if k0 >= last:
            break
        if k1 > last:
            k1, x1, y1 = last, last_x, last_y
        if k0 > k:
            at = put_open(out, at, k, x, y, k0, x0, y0)
        at = put_piece(out, at, x0, y0, x1, y1, one[start + 6], one[start + 7], one[start + 8])
        k, x, y = k1, x1, y1
    if k < last:
        at = put_open(out, at, k, x, y, last, last_x, last_y)
    return at


@kernel
def look(
    views: Doubles, n_views: int, walls: Doubles, building: Longs, seen_over: Doubles, own: Longs, frame: Doubles,
    size: Longs, starts: Longs, held: Longs, stamps: Longs, one: Doubles, other: Doubles, most: int, runs: Longs,
    out: Doubles, most_out: int, ends: Longs, state: Longs,
) -> None:  # fmt: skip
    """Fill in, for each camera, pieces of directions with the nearest wall in each, in the order of the directions.

    It stops before a camera for which there is no room, and can be called again.

    Args:
        views: `VIEW` numbers for each camera.
        n_views: How many there are.
        walls: East, north, to east, to north, for each wall.
        building: Of each wall.
        seen_over: For each building, from which height of a camera on it hides nothing.
        own: `OWN` buildings for each camera.
        frame: East and north of the corner of the grid, and how wide a cell is.
        size: How many columns and rows of cells there are.
        starts: Where the walls of each cell begin in `held`, row by row.
        held: Walls.
        stamps: One number for each wall, at first 0.
        one: Room for pieces.
        other: Room for pieces.
        most: How many numbers `one` and `other` have room for.
        runs: Room for twice as many numbers as pieces, and 4.
        out: `PIECE` numbers for each piece.
        most_out: How many numbers `out` has room for.
        ends: Where the pieces of each camera end, in pieces.
        state: `S_VIEWS`, `S_PIECES`, `S_FULL`, `S_STAMP`.
    """
    state[S_FULL] = 0
    while state[S_VIEWS] < n_views:
        view = state[S_VIEWS]
        state[S_STAMP] += 1
        end = gather(
            views,
            view,
            walls,
            building,
            seen_over,
            own,
            frame,
            size,
            starts,
            held,
            stamps,
            state[S_STAMP],
            one,
            most,
        )
        if end >= 0:
            end = within(views, view, one, end)
            end = sift(one, other, runs, end // WIDTH, most)
        if end < 0:
            state[S_FULL] = IS_CRAMPED
            return
        at = state[S_PIECES] * PIECE
        if at + (2 * (end // WIDTH) + 8) * PIECE > most_out:
            state[S_FULL] = IS_FULL
            return
        state[S_PIECES] = write_out(views, view, one, end, out, at) // PIECE
        ends[view] = state[S_PIECES]
        state[S_VIEWS] += 1
