"""Where a camera that is mapped on, in or under a building is taken to hang: just in front of the nearest wall of it."""

from lamppost.attribute.street.kernels.looking import OWN
from lamppost.engine.kernel import Doubles, Longs, kernel, root

TOUCHING_M = 0.02
"""So near to a wall, a camera is on it."""
AHEAD_M = 0.1
"""So far in front of the wall it is put."""
DIRECTIONS = 16
TURN_X, TURN_Y = 0.9238795325112867, 0.3826834323650898
"""From one of them to the next."""


@kernel
def is_inside(x: float, y: float, walls: Doubles, order: Longs, first: int, last: int) -> bool:
    """Whether a place of the map is within the outline that these walls make (the even-odd rule)."""
    inside = False
    for row in range(first, last):
        at = 4 * order[row]
        y0, y1 = walls[at + 1], walls[at + 3]
        if (y0 > y) != (y1 > y):
            x0 = walls[at]
            if x < x0 + (y - y0) * (walls[at + 2] - x0) / (y1 - y0):
                inside = not inside
    return inside


@kernel
def cell_of(x: float, y: float, frame: Doubles, size: Longs) -> int:
    """Which cell of a grid a place lies in; -1: none."""
    column, row = int((x - frame[0]) // frame[2]), int((y - frame[1]) // frame[2])
    if column < 0 or row < 0 or column >= size[0] or row >= size[1]:
        return -1
    return row * size[0] + column


@kernel
def is_in_any(
    x: float, y: float, walls: Doubles, order: Longs, bounds: Longs, frame: Doubles, size: Longs, starts: Longs,
    held: Longs,
) -> bool:  # fmt: skip
    """Whether a place of the map is within any building."""
    cell = cell_of(x, y, frame, size)
    if cell < 0:
        return False
    for entry in range(starts[cell], starts[cell + 1]):
        of = held[entry]
        if is_inside(x, y, walls, order, bounds[of], bounds[of + 1]):
            return True
    return False


@kernel
def part_along(x: float, y: float, walls: Doubles, at: int) -> float:
    """How far along a wall, 0 to 1, its nearest point to a place is."""
    dx, dy = walls[at + 2] - walls[at], walls[at + 3] - walls[at + 1]
    square = dx * dx + dy * dy
    if square <= 0.0:
        return 0.0
    part = ((x - walls[at]) * dx + (y - walls[at + 1]) * dy) / square
    return 0.0 if part < 0.0 else min(part, 1.0)


@kernel
def gap_to(x: float, y: float, walls: Doubles, at: int) -> float:
    """How far a place is from a wall, in units of the map."""
    part = part_along(x, y, walls, at)
    dx = walls[at] + part * (walls[at + 2] - walls[at]) - x
    dy = walls[at + 1] + part * (walls[at + 3] - walls[at + 1]) - y
    return root(dx * dx + dy * dy)


@kernel
def clearance(
    x: float, y: float, cell: int, walls: Doubles, order: Longs, bounds: Longs, starts: Longs, held: Longs
) -> float:
    """How far a place is from all walls of the buildings that reach into a cell, in units of the map."""
    least = 1e300
    for entry in range(starts[cell], starts[cell + 1]):
        of = held[entry]
        for row in range(bounds[of], bounds[of + 1]):
            gap = gap_to(x, y, walls, 4 * order[row])
            least = min(least, gap)
    return least


@kernel
def settle(
    places: Doubles, n: int, deep_m: float, walls: Doubles, order: Longs, bounds: Longs, frame: Doubles, size: Longs,
    starts: Longs, held: Longs, own: Longs,
) -> None:  # fmt: skip
    """Move cameras off the buildings that they are mapped on or in; name the buildings that they stay in.

    Args:
        places: East, north and units to a metre of each camera; the first two are changed.
        n: How many there are.
        deep_m: A camera farther than this from every wall of its building stays where it is.
        walls: East, north, to east, to north, for each wall.
        order: Walls by building.
        bounds: Where the walls of each building begin in `order`, and of the last, end.
        frame: East and north of the corner of the grid of buildings, and how wide a cell is.
        size: How many columns and rows of cells there are.
        starts: Where the buildings of each cell begin in `held`, row by row.
        held: Buildings by their boxes.
        own: `OWN` numbers for each camera, at first -1: the buildings that it stays in.
    """
    for view in range(n):
        x, y, scale = places[3 * view], places[3 * view + 1], places[3 * view + 2]
        cell = cell_of(x, y, frame, size)
        if cell < 0:
            continue
        n_own, touched, least = 0, -1, TOUCHING_M * scale
        for entry in range(starts[cell], starts[cell + 1]):
            of = held[entry]
            if n_own < OWN and is_inside(x, y, walls, order, bounds[of], bounds[of + 1]):
                own[view * OWN + n_own] = of
                n_own += 1
            for row in range(bounds[of], bounds[of + 1]):
                gap = gap_to(x, y, walls, 4 * order[row])
                if gap < least:
                    touched, least = 4 * order[row], gap
        if n_own == 0 and touched < 0:
            continue
        to_x, to_y, is_found = x, y, False
        if touched >= 0:
            part, widest = part_along(x, y, walls, touched), 0.0
            px = walls[touched] + part * (walls[touched + 2] - walls[touched])
            py = walls[touched + 1] + part * (walls[touched + 3] - walls[touched + 1])
            ax, ay = AHEAD_M * scale, 0.0
            for _ in range(DIRECTIONS):
                ax, ay = TURN_X * ax - TURN_Y * ay, TURN_Y * ax + TURN_X * ay
                if not is_in_any(px + ax, py + ay, walls, order, bounds, frame, size, starts, held):
                    wide = clearance(px + ax, py + ay, cell, walls, order, bounds, starts, held)
                    if wide > widest:
                        to_x, to_y, widest, is_found = px + ax, py + ay, wide, True
        if not is_found:
            least = deep_m * scale
            for nth in range(n_own):
                of = own[view * OWN + nth]
                for row in range(bounds[of], bounds[of + 1]):
                    at = 4 * order[row]
                    gap = gap_to(x, y, walls, at)
                    if gap >= least or gap <= 0.0:
                        continue
                    part = part_along(x, y, walls, at)
                    px = walls[at] + part * (walls[at + 2] - walls[at])
                    py = walls[at + 1] + part * (walls[at + 3] - walls[at + 1])
                    ahead = AHEAD_M * scale / gap
                    px, py = px + (px - x) * ahead, py + (py - y) * ahead
                    if not is_in_any(px, py, walls, order, bounds, frame, size, starts, held):
                        to_x, to_y, least, is_found = px, py, gap, True
        if is_found:
            places[3 * view], places[3 * view + 1] = to_x, to_y
            for nth in range(OWN):
                own[view * OWN + nth] = -1
