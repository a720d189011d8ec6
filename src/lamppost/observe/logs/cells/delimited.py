"""Cells of lines that a separator parts."""

from lamppost.engine.instructions import AT_ONCE, lowest, without_lowest
from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.logs.cells.octets import DOUBLED, TEXT, cell_of, is_same, mask_of

BROKEN = -1
"""In place of a number of cells: quotation marks that nothing closes, or something behind them."""


@kernel
def split_lines(
    buf: Octets, size: int, starts: Longs, ends: Longs, n: int, separator: int, columns: int, marks: Octets,
    mark_ends: Longs, n_marks: int, longest: int, cells: Longs, counts: Longs,
) -> None:  # fmt: skip
    """Find the cells of lines.

    Args:
        buf: The block.
        size: Where it ends.
        starts: Where each line begins.
        ends: One past its last octet.
        n: How many lines.
        separator: The octet between cells.
        columns: Cells that a line should have.
        marks: What means that nothing is told, one behind the other.
        mark_ends: Where each of them ends.
        n_marks: How many.
        longest: Octets of the longest.
        cells: Out: cells, `columns` a line.
        counts: Out: cells that a line has; 0 where it is empty.
    """
    for line in range(n):
        counts[line] = split_line(
            buf, size, starts[line], ends[line], separator, columns, marks, mark_ends, n_marks, longest, cells,
            line * columns,
        )  # fmt: skip


@kernel
def split_line(
    buf: Octets, size: int, at: int, end: int, separator: int, columns: int, marks: Octets, mark_ends: Longs,
    n_marks: int, longest: int, cells: Longs, first: int,
) -> int:  # fmt: skip
    """How many cells a line has, which are put from a first place on; else as `split_lines`."""
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
                cells[first + found] = told_cell(buf, size, cell, stop, marks, mark_ends, n_marks, longest)
            found += 1
            cell = stop + 1
            mask = without_lowest(mask)
        at += AT_ONCE
    if found < columns:
        cells[first + found] = told_cell(buf, size, cell, end, marks, mark_ends, n_marks, longest)
    return found + 1


@kernel
def split_quoted(
    buf: Octets, size: int, starts: Longs, ends: Longs, n: int, separator: int, quote: int, columns: int,
    marks: Octets, mark_ends: Longs, n_marks: int, longest: int, cells: Longs, counts: Longs,
) -> None:  # fmt: skip
    """Find the cells of lines, in which cells may stand in quotation marks; else as `split_lines`.

    Args:
        buf: The block.
        size: Where it ends.
        starts: Where each line begins.
        ends: One past its last octet.
        n: How many lines.
        separator: The octet between cells.
        quote: The octet that cells may stand in, doubled within.
        columns: Cells that a line should have.
        marks: What means that nothing is told, one behind the other.
        mark_ends: Where each of them ends.
        n_marks: How many.
        longest: Octets of the longest.
        cells: Out: cells, `columns` a line.
        counts: Out: cells that a line has; 0 where it is empty, BROKEN.
    """
    for line in range(n):
        counts[line] = split_quoted_line(
            buf, size, starts[line], ends[line], separator, quote, columns, marks, mark_ends, n_marks, longest, cells,
            line * columns,
        )  # fmt: skip


@kernel
def split_quoted_line(
    buf: Octets, size: int, at: int, end: int, separator: int, quote: int, columns: int, marks: Octets,
    mark_ends: Longs, n_marks: int, longest: int, cells: Longs, first: int,
) -> int:  # fmt: skip
    """How many cells a line has, which are put from a first place on, or BROKEN; else as `split_quoted`."""
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
            told = told_cell(buf, size, start, stop, marks, mark_ends, n_marks, longest)
            cells[first + found] = cell_of(kind, start, stop) if told != 0 else 0
        found += 1
        is_more = at < end
        at += 1
    return found


@kernel
def told_cell(
    buf: Octets, size: int, start: int, end: int, marks: Octets, mark_ends: Longs, n_marks: int, longest: int
) -> int:
    """The cell; 0 where it is empty, or one of the marks; where `longest` is below 0 it is not looked at.

    Args:
        buf: The block.
        size: Where it ends.
        start: The cell's first octet.
        end: One past its last.
        marks: What means that nothing is told, one behind the other.
        mark_ends: Where each of them ends.
        n_marks: How many.
        longest: Octets of the longest.
    """
    length = end - start
    if length > longest:
        return cell_of(TEXT, start, end)
    if length == 0:
        return 0
    mark = 0
    for number in range(n_marks):
        mark_end = mark_ends[number]
        if mark_end - mark == length and is_same(
            buf, start, size, marks, mark, mark_ends[n_marks - 1], length
        ):
            return 0
        mark = mark_end
    return cell_of(TEXT, start, end)
