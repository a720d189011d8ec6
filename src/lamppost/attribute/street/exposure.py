"""How much of ways is seen by which camera: exact intervals, and their union (docs/reference/street-sight.md)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from lamppost.attribute.street.grid import CELL_M, grid_of
from lamppost.attribute.street.kernels.crossing import S_FULL, S_STRETCHES, S_VIEW, STRETCH, cross
from lamppost.attribute.street.running import Runner
from lamppost.attribute.street.seeing import FULL_TURN, Outlines, columns_of
from lamppost.model.ground import Table

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

STRETCHES: dict[str, type] = {
    "edge": np.int64,  # row of the edge
    "view": np.int64,  # row of the view
    "from_m": np.float64,  # metres from the start of the edge
    "to_m": np.float64,
}
"""One row per part of an edge that a view sees, by view, edge and part; parts of one edge and view do not touch."""


def stretches(
    seen: Outlines, nodes: Table, edges: Table, *, on_compile: Callable[[str], None] | None = None
) -> Table:
    """`STRETCHES`: every part of an edge that lies within an outline.

    Args:
        seen: What the views see.
        nodes: `east` and `north` of points, in units of the map.
        edges: `start` and `end` as rows of `nodes`, and `length_m`: a network, or the pieces of any line.
        on_compile: Called with the name of a kernel when its machine code has to be made.
    """
    ends = np.stack(
        [nodes[name][edges[end]] for end in ("start", "end") for name in ("east", "north")], axis=1
    ).astype(np.float64)
    low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
    units = float(np.median(seen.views["scale"])) if len(seen.views["scale"]) else 1.0
    grid = grid_of(low[:, 0], low[:, 1], high[:, 0], high[:, 1], CELL_M * units)
    columns, state = columns_of(seen.views), np.zeros(4, np.int64)
    out, stamps = np.empty((1024, STRETCH)), np.zeros(len(ends), np.int64)
    run = Runner(len(columns), on_compile)
    while state[S_VIEW] < len(columns):
        run(
            cross, columns, len(columns), seen.columns, seen.starts, ends, grid.frame, grid.size, grid.starts,
            grid.held, stamps, out, out.size, state,
        )  # fmt: skip
        if state[S_FULL]:
            out = np.concatenate((out[: state[S_STRETCHES]], np.empty((2 * len(out), STRETCH))))
    edge, view, left, right = out[: state[S_STRETCHES]].T
    edge, view = edge.astype(np.int64), view.astype(np.int64)
    order = np.lexsort((left, edge, view))
    length = np.asarray(edges["length_m"], np.float64)[edge]
    table = {"edge": edge, "view": view, "from_m": left * length, "to_m": right * length}
    return {name: column[order] for name, column in table.items()}


def limited(
    held: Table,
    seen: Outlines,
    nodes: Table,
    edges: Table,
    *,
    near_m: Any = 0.0,
    far_m: Any = np.inf,
    field_rad: Any = None,
    only: Bools | None = None,
) -> Table:
    """The parts of stretches that lie in a ring, and in a narrower field of view, of their views.

    Args:
        held: `STRETCHES`.
        seen: Whose they are.
        nodes: As they were made from.
        edges: The same.
        near_m: From how far, along the ground; one number, or one for each view.
        far_m: Up to how far; the same. Where it is not above `near_m`, nothing is left.
        field_rad: How wide the field of view is, round the bearing of each view; None: as it was. A view that sees all
            round because its direction is not known keeps all.
        only: Which views count, shape (views,); None: all.
    """
    n_views = len(seen.views["site"])
    kept = np.ones(n_views, bool) if only is None else only
    held = _rows(held, kept[held["view"]])
    view = held["view"]
    near, far = (np.broadcast_to(np.asarray(one, np.float64), (n_views,))[view] for one in (near_m, far_m))
    place = _placed(held, seen, nodes, edges)
    if field_rad is not None:
        held, place = _in_field(held, place, seen, np.broadcast_to(field_rad, (n_views,)))
        view = held["view"]
        near, far = (
            np.broadcast_to(np.asarray(one, np.float64), (n_views,))[view] for one in (near_m, far_m)
        )
    return _in_ring(held, place, near, far)


def length_seen(held: Table, n_edges: int) -> Floats:
    """How many metres of each edge at least one view sees, shape (edges,).

    Args:
        held: `STRETCHES`, of any views, in any order.
        n_edges: How many edges there are.
    """
    order = np.lexsort((held["from_m"], held["edge"]))
    edge, left, right = held["edge"][order], held["from_m"][order], held["to_m"][order]
    if not len(edge):
        return np.zeros(n_edges)
    shift = edge * (2 * float(right.max()) + 1)  # so that what one edge reached says nothing of the next
    reached = np.maximum.accumulate(right + shift)
    before = np.concatenate(([-np.inf], reached[:-1]))
    gained = np.maximum(right + shift - np.maximum(left + shift, before), 0)
    return np.asarray(np.bincount(edge, gained, n_edges), np.float64)


def by_view(held: Table, n_views: int) -> Floats:
    """How many metres of all edges each view sees, shape (views,)."""
    return np.asarray(np.bincount(held["view"], held["to_m"] - held["from_m"], n_views), np.float64)


def _rows(held: Table, rows: Any) -> Table:
    return {name: column[rows] for name, column in held.items()}


def _placed(held: Table, seen: Outlines, nodes: Table, edges: Table) -> tuple[Floats, ...]:
    """East and north of the start of each stretch's edge from its camera, and of a metre along it; all in metres."""
    views, edge, view = seen.views, held["edge"], held["view"]
    start, end = edges["start"][edge], edges["end"][edge]
    unit = views["scale"][view]
    px, py = (
        (nodes["east"][start] - views["east"][view]) / unit,
        (nodes["north"][start] - views["north"][view]) / unit,
    )
    length = np.asarray(edges["length_m"], np.float64)[edge]
    dx = (nodes["east"][end] - nodes["east"][start]) / unit / length
    dy = (nodes["north"][end] - nodes["north"][start]) / unit / length
    return px, py, dx, dy


def _in_field(
    held: Table, place: tuple[Floats, ...], seen: Outlines, field: Floats
) -> tuple[Table, tuple[Floats, ...]]:
    """Cut to two half planes; to what lies in either of them where the field is wider than half a turn."""
    px, py, dx, dy = place
    view = held["view"]
    bearing, wide = seen.views["bearing"][view], np.minimum(field[view], seen.views["field"][view])
    is_whole = seen.views["field"][view] >= FULL_TURN
    left, right = held["from_m"], held["to_m"]
    bounds = []
    for side in (-1, 1):
        edge = bearing + side * wide / 2
        x, y = np.sin(edge), np.cos(edge)
        start, slope = -side * (px * y - py * x), -side * (dx * y - dy * x)
        bounds.append(_from_to(start, slope))
    (a, b), (c, d) = bounds
    narrow = wide <= np.pi
    both = np.maximum(left, np.maximum(a, c)), np.minimum(right, np.minimum(b, d))
    first = np.maximum(left, a), np.minimum(right, b)
    second = np.maximum(left, c), np.minimum(right, d)
    # of a wide field, what the second half plane adds to the first: before it, or behind it
    early = second[0], np.minimum(second[1], np.where(first[0] < first[1], first[0], np.inf))
    late = np.maximum(second[0], np.where(first[0] < first[1], first[1], -np.inf)), second[1]
    parts = [
        (np.where(is_whole, left, np.where(narrow, both[0], first[0])),
         np.where(is_whole, right, np.where(narrow, both[1], first[1])), np.ones(len(view), bool)),
        (*early, ~is_whole & ~narrow),
        (*late, ~is_whole & ~narrow & (first[0] < first[1])),
    ]  # fmt: skip
    return _gathered(held, place, parts)


def _in_ring(held: Table, place: tuple[Floats, ...], near: Floats, far: Floats) -> Table:
    px, py, dx, dy = place
    square = dx * dx + dy * dy
    along = -(px * dx + py * dy) / square
    apart = np.maximum((px + along * dx) ** 2 + (py + along * dy) ** 2, 0)
    with np.errstate(invalid="ignore"):
        outer = np.sqrt(np.maximum(far * far - apart, 0) / square)
        inner = np.sqrt(np.maximum(near * near - apart, 0) / square)
    outer = np.where((far * far <= apart) | (far <= near), -1.0, outer)
    left, right = np.maximum(held["from_m"], along - outer), np.minimum(held["to_m"], along + outer)
    is_hollow = near * near > apart
    parts = [
        (left, np.where(is_hollow, np.minimum(right, along - inner), right), outer >= 0),
        (np.maximum(left, along + inner), right, is_hollow & (outer >= 0)),
    ]
    return _gathered(held, place, parts)[0]


def _from_to(start: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """From and to where `start + slope s` is not below 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = -start / slope
    whole = slope == 0
    low = np.where(whole, np.where(start >= 0, -np.inf, np.inf), np.where(slope > 0, bound, -np.inf))
    high = np.where(whole, np.where(start >= 0, np.inf, -np.inf), np.where(slope > 0, np.inf, bound))
    return low, high


def _gathered(
    held: Table, place: tuple[Floats, ...], parts: list[tuple[Floats, Floats, Bools]]
) -> tuple[Table, tuple[Floats, ...]]:
    rows, left, right = [], [], []
    for low, high, is_one in parts:
        at = np.flatnonzero(is_one & (high > low))
        rows.append(at)
        left.append(low[at])
        right.append(high[at])
    row = np.concatenate(rows)
    table = {
        "edge": held["edge"][row],
        "view": held["view"][row],
        "from_m": np.concatenate(left),
        "to_m": np.concatenate(right),
    }
    order = np.lexsort((table["from_m"], table["edge"], table["view"]))
    return _rows(table, order), tuple(one[row][order] for one in place)
