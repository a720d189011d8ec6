"""A grid over boxes of the map: which of them reach into each cell."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CELL_M = 50.0
MOST_CELLS = 1 << 22
"""A wider map has wider cells."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells row by row from the south-west, and what reaches into each."""

    frame: Floats
    """East and north of the corner, and the width of a cell, in units of the map."""
    size: Ints
    """How many columns and rows."""
    starts: Ints
    """Where the boxes of each cell begin in `held`; one more than there are cells."""
    held: Ints
    """Rows of boxes, ascending within a cell."""


def grid_of(west: Floats, south: Floats, east: Floats, north: Floats, cell: float) -> Grid:
    """The grid over boxes.

    Args:
        west: Of each box, in units of the map, shape (n,).
        south: The same.
        east: The same.
        north: The same.
        cell: How wide a cell is, in units of the map.
    """
    if not len(west):
        none = np.zeros(1, np.int64)
        return Grid(np.array([0.0, 0.0, cell]), np.zeros(2, np.int64), none, none[:0])
    corner = np.array([west.min(), south.min()])
    span = np.array([east.max(), north.max()]) - corner
    cell = max(cell, float(np.sqrt(span.prod() / MOST_CELLS)), float(span.max()) / MOST_CELLS)
    columns, rows = (np.floor(span / cell).astype(np.int64) + 1).tolist()
    left, low = _cells(west, corner[0], cell), _cells(south, corner[1], cell)
    wide = _cells(east, corner[0], cell) - left + 1
    counts = wide * (_cells(north, corner[1], cell) - low + 1)
    box = np.repeat(np.arange(len(west)), counts)
    nth = np.arange(len(box)) - np.repeat(np.cumsum(counts) - counts, counts)
    place = (low[box] + nth // wide[box]) * columns + left[box] + nth % wide[box]
    order = np.argsort(place, kind="stable")
    starts = np.zeros(columns * rows + 1, np.int64)
    np.cumsum(np.bincount(place, minlength=columns * rows), out=starts[1:])
    return Grid(np.array([*corner, cell]), np.array([columns, rows], np.int64), starts, box[order])


def _cells(at: Floats, corner: float, cell: float) -> Ints:
    return np.floor((at - corner) / cell).astype(np.int64)
