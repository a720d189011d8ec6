"""Cells of lines that a separator parts."""

from lamppost.engine.instructions import AT_ONCE, lowest, without_lowest
from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.logs.cells.octets import DOUBLED, LENGTH, MOST, TEXT, cell_of, is_same, mask_of

BROKEN = -1
"""In place of a number of cells: quotation marks that nothing closes, or something behind them."""


@kernel
def split_line(
    buf: Octets, size: int, at: int, end: int, separator: int, columns: int, cells: Longs, first: int
) -> int:
    """How many cells a line has; 0 where it is empty.

    Args:
        buf: The block.
        size: Where it ends.
        at: Where the line begins.
        end: One past its last octet.
        separator: The octet between cells.
        columns: Cells that it should have.
        cells: Out: cells, as many.
        first: Where the first of them goes.
    """
    if at >= end:
        return 0
    found, cell = 0, at
    while at < end:
        mask = mask_of(buf, at, size, separator)
        while mask != 0:
            stop = at + lowest(mask)
            if stop >= end:
                break
            if found < columns:
                cells[first + found] = _cell(TEXT, cell, stop)
            found += 1
            cell = stop + 1
            mask = without_lowest(mask)
        at += AT_ONCE
    if found < columns:
        cells[first + found] = _cell(TEXT, cell, end)
    return found + 1


@kernel
def split_quoted_line(
    buf: Octets, at: int, end: int, separator: int, quote: int, columns: int, cells: Longs, first: int
) -> int:
    """How many cells a line has, of which some may stand in quotation marks; 0 where it is empty, BROKEN.

    Args:
        buf: The block.
        at: Where the line begins.
        end: One past its last octet.
        separator: The octet between cells.
        quote: The octet that cells may stand in, doubled within.
        columns: Cells that it should have.
        cells: Out: cells, as many.
        first: Where the first of them goes.
    """
    found, is_more = 0, at < end
    while is_more:
        kind, start = TEXT, at
        if at < end and buf[at] == quote:
            start = at + 1
            at = start
            while at < end:
                if buf[at] != quote:
                    at += 1
                elif at + 1 < end and buf[at + 1] == quote:
                    kind = DOUBLED
                    at += 2
                else:
                    break
            stop = at
            at += 1
            if stop >= end or (at < end and buf[at] != separator):
                return BROKEN
        else:
            while at < end and buf[at] != separator:
                at += 1
            stop = at
        if found < columns:
            cells[first + found] = _cell(kind, start, stop)
        found += 1
        is_more = at < end
        at += 1
    return found


@kernel
def _cell(kind: int, start: int, end: int) -> int:
    """The cell; 0 where it is empty."""
    return cell_of(kind, start, end) if end > start else 0


@kernel
def is_mark(buf: Octets, size: int, cell: int, marks: Octets, mark_ends: Longs, n_marks: int) -> bool:
    """Whether a cell is one of those that mean that nothing is told.

    Args:
        buf: The block.
        size: Where it ends.
        cell: A cell.
        marks: What means that nothing is told, one behind the other.
        mark_ends: Where each of them ends.
        n_marks: How many.
    """
    mark, start, length = 0, cell & MOST, (cell >> LENGTH) & MOST
    for number in range(n_marks):
        end = mark_ends[number]
        if end - mark == length and is_same(buf, start, size, marks, mark, mark_ends[n_marks - 1], length):
            return True
        mark = end
    return False
