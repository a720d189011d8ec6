"""All that is asked of the rows of a block, line by line, so that a line is read while it is at hand.

A program is made of steps: what is done, with which cell of the row, and three numbers more. What steps make goes into
columns, one after the other.
"""

from lamppost.engine.kernel import Heap, Longs, Octets, kernel
from lamppost.observe.logs.cells.addresses import mac_of, put_address
from lamppost.observe.logs.cells.delimited import split_line, split_quoted_line
from lamppost.observe.logs.cells.instants import instant_of
from lamppost.observe.logs.cells.numbers import decimal_of
from lamppost.observe.logs.cells.objects import READ, read_object
from lamppost.observe.logs.cells.octets import NOT_ONE
from lamppost.observe.logs.cells.texts import hash_of, is_undone, number_of

FILL, CELL, DECIMAL, INSTANT, ADDRESS, MAC, HASH, TEXT = range(8)
"""Steps: take another cell of the row where nothing is told in this one (the first number says which); the cell itself;
a number times a power of ten, cut off or not, up to a largest; an instant; both halves of an address; a MAC; a hash; the
number of a text."""

STEP = 6
"""Numbers of a step: what is done, the cell, the column that it goes into, and three more."""

ENTRIES, OCTETS, ROWS, MEMO = range(4)
"""Of the state: distinct texts, the octets that these take, rows that are done, and two for the day read last."""


@kernel
def answer_delimited(
    buf: Octets, size: int, starts: Longs, ends: Longs, line: int, n: int, separator: int, quote: int, columns: int,
    marks: Octets, mark_ends: Longs, n_marks: int, longest: int, row: Longs, counts: Longs, steps: Longs, n_steps: int,
    out: Longs, room: int, lines: Longs, wrong: Longs, heap: Heap, heap_size: int, entries: Longs, most: int,
    slots: Longs, mask: int, state: Longs,
) -> int:  # fmt: skip
    """The line that comes next: all are done, or there is no room for more texts.

    Args:
        buf: The block.
        size: Where it ends.
        starts: Where each line begins.
        ends: One past its last octet.
        line: The first that is read.
        n: How many lines.
        separator: The octet between cells.
        quote: The octet that cells may stand in; -1: none.
        columns: Cells that a line should have.
        marks: What means that nothing is told.
        mark_ends: Where each of them ends.
        n_marks: How many.
        longest: Octets of the longest.
        row: Room for the cells of a row.
        counts: Out: cells that a line has.
        steps: The program.
        n_steps: Its steps.
        out: Out: columns.
        room: Rows for which each has room.
        lines: Out: per row, the line.
        wrong: Out: per step, cells that hold something else, or are to be looked at more closely; grows.
        heap: Distinct texts.
        heap_size: Octets that it has room for; the texts of a line are no longer than the line.
        entries: Their entries.
        most: How many have room.
        slots: Their hash table.
        mask: Its size less one.
        state: See `ENTRIES`.
    """
    while line < n:
        at, end = starts[line], ends[line]
        if state[ENTRIES] + n_steps > most or state[OCTETS] + end - at + 8 > heap_size:
            return line
        if quote < 0:
            found = split_line(
                buf, size, at, end, separator, columns, marks, mark_ends, n_marks, longest, row, 0
            )
        else:
            found = split_quoted_line(
                buf, size, at, end, separator, quote, columns, marks, mark_ends, n_marks, longest, row, 0
            )
        counts[line] = found
        if found == columns and found > 0:
            lines[state[ROWS]] = line
            _answer_row(
                buf, size, row, steps, n_steps, out, room, wrong, heap, heap_size, entries, slots, mask, state
            )
        line += 1
    return line


@kernel
def answer_objects(
    buf: Octets, size: int, starts: Longs, ends: Longs, line: int, n: int, columns: int, below: Longs, keys: Longs,
    key_mask: int, names: Octets, names_size: int, levels: Longs, scratch: Heap, row: Longs, states: Longs,
    steps: Longs, n_steps: int, out: Longs, room: int, lines: Longs, wrong: Longs, heap: Heap, heap_size: int,
    entries: Longs, most: int, slots: Longs, mask: int, state: Longs,
) -> int:  # fmt: skip
    """The line that comes next: all are done, or there is no room for more texts.

    Args:
        buf: The block.
        size: Where it ends.
        starts: Where each line begins.
        ends: One past its last octet.
        line: The first that is read.
        n: How many lines.
        columns: How many nodes.
        below: Per node: one past the last that is below it.
        keys: Table of keys.
        key_mask: Its size less one.
        names: Their octets.
        names_size: Where these end.
        levels: Room for what is open.
        scratch: Room for a key without its escapes.
        row: Room for the cells of a row.
        states: Out: what each line is.
        steps: The program.
        n_steps: Its steps.
        out: Out: columns.
        room: Rows for which each has room.
        lines: Out: per row, the line.
        wrong: Out: per step, cells that hold something else, or are to be looked at more closely; grows.
        heap: Distinct texts.
        heap_size: Octets that it has room for; the texts of a line are no longer than the line.
        entries: Their entries.
        most: How many have room.
        slots: Their hash table.
        mask: Its size less one.
        state: See `ENTRIES`.
    """
    while line < n:
        at, end = starts[line], ends[line]
        if state[ENTRIES] + n_steps > most or state[OCTETS] + end - at + 8 > heap_size:
            return line
        for column in range(columns):
            row[column] = 0
        found = read_object(
            buf, size, at, end, below, keys, key_mask, names, names_size, levels, scratch, row, 0
        )
        states[line] = found
        if found == READ:
            lines[state[ROWS]] = line
            _answer_row(
                buf, size, row, steps, n_steps, out, room, wrong, heap, heap_size, entries, slots, mask, state
            )
        line += 1
    return line


@kernel
def _answer_row(
    buf: Octets, size: int, row: Longs, steps: Longs, n_steps: int, out: Longs, room: int, wrong: Longs, heap: Heap,
    heap_size: int, entries: Longs, slots: Longs, mask: int, state: Longs,
) -> None:  # fmt: skip
    """Take all steps with one row."""
    number = state[ROWS]
    for step in range(n_steps):
        at = step * STEP
        what, cell, place = steps[at], row[steps[at + 1]], steps[at + 2] * room + number
        if what == FILL:
            if cell == 0:
                row[steps[at + 1]] = row[steps[at + 3]]
            continue
        value = cell
        if what == ADDRESS:
            if not put_address(buf, cell, out, place, out, place + room):
                wrong[step] += 1
            continue
        if what == DECIMAL:
            value = decimal_of(buf, cell, steps[at + 3], steps[at + 4], steps[at + 5])
            wrong[step] += 1 if value == NOT_ONE else 0
        elif what == INSTANT:
            value = instant_of(buf, cell, state, MEMO)
            wrong[step] += 1 if value == NOT_ONE else 0
        elif what == MAC:
            value = mac_of(buf, cell)
            wrong[step] += 1 if value == NOT_ONE else 0
        elif what == HASH:
            value = hash_of(buf, size, cell)
            wrong[step] += 1 if is_undone(cell) else 0
        elif what == TEXT:
            value = number_of(buf, size, cell, heap, heap_size, entries, slots, mask, state)
            wrong[step] += 1 if is_undone(cell) else 0
        out[place] = value
    state[ROWS] = number + 1
