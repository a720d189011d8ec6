"""All that is asked of the rows of a block, some lines at a time, so that they are read while they are at hand.

A program is made of steps: what is done, with which cell of the row, and three numbers more. What steps make goes into
columns, one after the other.
"""

from lamppost.engine.kernel import Heap, Longs, Octets, kernel
from lamppost.observe.logs.cells.addresses import mac_of, put_address
from lamppost.observe.logs.cells.delimited import is_mark, split_line, split_quoted_line
from lamppost.observe.logs.cells.instants import instant_of
from lamppost.observe.logs.cells.numbers import decimal_of
from lamppost.observe.logs.cells.objects import READ
from lamppost.observe.logs.cells.octets import AT_ONCE, KIND, LENGTH, NOT_ONE, NOT_TOLD
from lamppost.observe.logs.cells.octets import MOST as WIDEST
from lamppost.observe.logs.cells.octets import TEXT as PLAIN
from lamppost.observe.logs.cells.shapes import clear_row, clear_rows, read_line
from lamppost.observe.logs.cells.texts import LATELY, hash_of, is_undone, number_texts

FILL, TOLD, CELL, DECIMAL, INSTANT, ADDRESS, MAC, HASH, TEXT = range(9)
"""Steps: look whether the cell is one that means that nothing is told; take another cell of the row where nothing is told in this one (the first number says which); the cell itself;
a number times a power of ten, cut off or not, up to a largest; an instant; both halves of an address, and 1
where it is none; a MAC; a hash; the
number of a text."""

STEP = 6
"""Numbers of a step: what is done, the cell, the column that it goes into, and three more."""

ENTRIES, OCTETS, MEMO = range(3)
"""Of the state: distinct texts, the octets that these take, and `instants.MEMO` for the day read last."""

BEGIN, STOP, ROWS, PICKED = range(4)
"""Of a group of rows: its first step, the one behind its last, rows that are done, and rows that were picked for it since."""
GROUP = 4
"""Numbers of a group."""


@kernel
def answer_delimited(
    buf: Octets, size: int, starts: Longs, ends: Longs, line: int, n: int, separator: int, quote: int, columns: int,
    marks: Octets, mark_ends: Longs, n_marks: int, longest: int, cells: Longs, counts: Longs, groups: Longs, picks: Longs,
    steps: Longs, n_steps: int, out: Longs, room: int, lines: Longs, wrong: Longs, told_of: Longs, heap: Heap, heap_size: int,
    entries: Longs, most: int, slots: Longs, mask: int, state: Longs, lately: Longs,
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
        cells: Room for the cells of `AT_ONCE` rows.
        counts: Out: cells that a line has.
        groups: The one group of all rows, see `BEGIN`.
        picks: The numbers from 0 to `AT_ONCE`.
        steps: The program.
        n_steps: The steps of the longest group.
        out: Out: columns.
        room: Rows for which each has room.
        lines: Out: per row, the line.
        wrong: Out: per step, cells that hold something else, or are to be looked at more closely; grows.
        told_of: Out: per step 1 where its columns are written; else nothing is told in any row, and what stands in them means nothing.
        heap: Distinct texts.
        heap_size: Octets that it has room for; the texts of a line are no longer than the line.
        entries: Their entries.
        most: How many have room.
        slots: Their hash table.
        mask: Its size less one.
        state: See `ENTRIES`.
        lately: Room for `AT_ONCE` numbers, and `LATELY` for each step, 0 at first: texts that stood in columns before.
    """
    while line < n:
        begun, rows, octets = line, 0, 0
        while line < n and rows < AT_ONCE:
            at, end = starts[line], ends[line]
            if not _has_room(state, n_steps, most, octets + end - at, heap_size):
                break
            first = rows * columns
            if quote < 0:
                found = split_line(buf, size, at, end, separator, columns, cells, first)
            else:
                found = split_quoted_line(buf, at, end, separator, quote, columns, cells, first)
            counts[line] = found
            if found == columns and found > 0:
                lines[groups[ROWS] + rows] = line
                rows += 1
                octets += end - at
            line += 1
        if line == begun:
            return line
        _answer_rows(
            buf, size, cells, 0, columns, 1, cells, 0, picks, 0, rows, marks, mark_ends, n_marks, longest, steps, 0, groups[STOP], out,
            room, groups[ROWS], wrong, told_of, heap, heap_size, entries, slots, mask, state, lately,
        )  # fmt: skip
        groups[ROWS] += rows
    return line


@kernel
def answer_objects(  # noqa: D417
    buf: Octets, size: int, starts: Longs, ends: Longs, line: int, n: int, columns: int, below: Longs, keys: Longs,
    key_mask: int, names: Octets, names_size: int, levels: Longs, scratch: Heap, memo: Longs, heard: Heap,
    pieces: Longs, told: Heap, marks: Longs, seen: Longs, cells: Longs, used: Longs, states: Longs, kind: int, words: Octets,
    word_ends: Longs, n_words: int, groups: Longs, picks: Longs, steps: Longs, n_steps: int, out: Longs, room: int, lines: Longs, wrong: Longs,
    told_of: Longs, heap: Heap, heap_size: int, entries: Longs, most: int, slots: Longs, mask: int, state: Longs, lately: Longs,
) -> int:  # fmt: skip
    """The line that comes next: all are done, or there is no room for more texts.

    What is not named here is that of `answer_delimited`.

    Args:
        columns: How many nodes.
        below: Per node: one past the last that is below it.
        keys: Table of keys.
        key_mask: Its size less one.
        names: Their octets.
        names_size: Where these end.
        levels: Room for what is open.
        scratch: Room for a key without its escapes.
        memo: Keys that stood in lines before.
        heard: Their octets.
        pieces: What stands between the values of lines before.
        told: Its octets.
        marks: Where objects and lists in it begin and end.
        seen: Room for a number of each node.
        cells: Room for the cells of `AT_ONCE` rows, all 0.
        used: Room for a number of each node, all 0.
        states: Out: what each line is.
        kind: The node whose text says which group a line is of.
        words: The texts of the groups; the last group is of all other lines.
        word_ends: Where each of them ends.
        n_words: How many.
        groups: The groups, see `BEGIN`.
        picks: Room for `AT_ONCE` numbers of each.
        lines: Out: per row the line; those of a group behind `room` numbers for each group before it.
    """
    while line < n:
        begun, rows, octets = line, 0, 0
        while line < n and rows < AT_ONCE:
            at, end = starts[line], ends[line]
            if not _has_room(state, n_steps, most, octets + end - at, heap_size):
                break
            found = read_line(
                buf, size, at, end, below, keys, key_mask, names, names_size, levels, scratch, memo, heard, pieces, told, marks,
                seen, columns, cells, used, rows,
            )  # fmt: skip
            states[line] = found
            if found == READ:
                group = group_of(buf, cells[kind * AT_ONCE + rows], words, word_ends, n_words)
                picked = groups[group * GROUP + PICKED]
                lines[group * room + groups[group * GROUP + ROWS] + picked] = line
                picks[group * AT_ONCE + picked] = rows
                groups[group * GROUP + PICKED] = picked + 1
                rows += 1
                octets += end - at
            else:
                clear_row(cells, used, columns, rows)
            line += 1
        if line == begun:
            return line
        for group in range(n_words + 1):
            at = group * GROUP
            _answer_rows(
                buf, size, cells, 0, 1, AT_ONCE, used, 1, picks, group * AT_ONCE, groups[at + PICKED], names, levels, 0, 0, steps, groups[at + BEGIN],
                groups[at + STOP], out, room, groups[at + ROWS], wrong, told_of, heap, heap_size, entries, slots, mask, state, lately,
            )  # fmt: skip
            groups[at + ROWS] += groups[at + PICKED]
            groups[at + PICKED] = 0
        clear_rows(cells, used, columns)
    return line


@kernel
def group_of(buf: Octets, cell: int, words: Octets, word_ends: Longs, n_words: int) -> int:
    """Which of some words a cell is, as it stands there; their number where it is none of them.

    Args:
        buf: The block.
        cell: A cell.
        words: The words, one behind the other.
        word_ends: Where each of them ends.
        n_words: How many.
    """
    if cell >> KIND != PLAIN:
        return n_words
    at, length, begin = cell & WIDEST, (cell >> LENGTH) & WIDEST, 0
    for word in range(n_words):
        stop = word_ends[word]
        if stop - begin == length:
            same = 0
            while same < length and buf[at + same] == words[begin + same]:
                same += 1
            if same == length:
                return word
        begin = stop
    return n_words


@kernel
def _has_room(state: Longs, n_steps: int, most: int, octets: int, heap_size: int) -> bool:
    """Whether the texts of one line more surely have room, behind those of so many octets."""
    return state[ENTRIES] + n_steps * AT_ONCE <= most and state[OCTETS] + octets + 8 <= heap_size


@kernel
def answer_cells(  # noqa: D417
    buf: Octets, size: int, cells: Longs, n: int, picks: Longs, steps: Longs, out: Longs, room: int, wrong: Longs, told_of: Longs,
    heap: Heap, heap_size: int, entries: Longs, slots: Longs, mask: int, state: Longs, lately: Longs,
) -> None:  # fmt: skip
    """Take one step with cells of one column.

    What is not named here is that of `answer_delimited`.

    Args:
        cells: Cells.
        n: How many.
        steps: The step.
        heap: Distinct texts, with room for these.
        entries: Their entries, with room for so many more.
    """
    for first in range(0, n, AT_ONCE):
        _answer_rows(
            buf, size, cells, first, 1, 0, cells, 0, picks, 0, min(n - first, AT_ONCE), heap, slots, 0, 0, steps, 0, 1, out, room,
            first, wrong, told_of, heap, heap_size, entries, slots, mask, state, lately,
        )  # fmt: skip


@kernel
def _answer_rows(
    buf: Octets, size: int, cells: Longs, base: int, down: int, across: int, used: Longs, is_sparse: int, picks: Longs, pick: int, rows: int,
    marks: Octets, mark_ends: Longs, n_marks: int, longest: int, steps: Longs, begin: int, stop: int, out: Longs, room: int, done: int,
    wrong: Longs, told_of: Longs, heap: Heap, heap_size: int, entries: Longs, slots: Longs, mask: int, state: Longs, lately: Longs,
) -> None:  # fmt: skip
    """Take each step with some rows, `AT_ONCE` at most, one step after the other.

    The cell of a row and a column stands at `base + picks[pick + row] * down + column * across`; where `is_sparse` is 1, `used` tells
    the columns that are not all 0. What a step makes goes behind `done` rows.
    """
    for step in range(begin, stop if rows > 0 else begin):
        at = step * STEP
        what, column, place = steps[at], steps[at + 1], steps[at + 2] * room + done
        a, b, c = steps[at + 3], steps[at + 4], steps[at + 5]
        cell, left = base + column * across, 0
        if what != FILL and told_of[step] == 0 and (is_sparse == 0 or used[column] != 0):
            told_of[step] = 1
            _tell_nothing(what, out, place - done, room, done if is_sparse == 1 else 0)
        if what == FILL:
            if is_sparse == 0 or used[a] != 0:
                for row in range(rows):
                    if cells[picks[pick + row] * down + cell] == 0:
                        cells[picks[pick + row] * down + cell] = cells[
                            picks[pick + row] * down + base + a * across
                        ]
                if is_sparse == 1:
                    used[column] = 1
        elif is_sparse == 1 and used[column] == 0:
            if told_of[step] != 0:
                _tell_nothing(what, out, place, room, rows)
        elif what == TOLD:
            for row in range(rows):
                found = cells[picks[pick + row] * down + cell]
                if (found >> LENGTH) & WIDEST <= longest and is_mark(
                    buf, size, found, marks, mark_ends, n_marks
                ):
                    cells[picks[pick + row] * down + cell] = 0
        elif what == CELL:
            for row in range(rows):
                out[place + row] = cells[picks[pick + row] * down + cell]
        elif what == ADDRESS:
            for row in range(rows):
                at = place + row
                is_one = put_address(
                    buf, size, cells[picks[pick + row] * down + cell], out, at, out, at + room
                )
                out[at + 2 * room] = 0 if is_one else 1
                left += 0 if is_one else 1
        elif what == DECIMAL:
            for row in range(rows):
                value = decimal_of(buf, size, cells[picks[pick + row] * down + cell], a, b, c)
                out[place + row] = value
                left += 1 if value == NOT_ONE else 0
        elif what == INSTANT:
            for row in range(rows):
                value = instant_of(buf, cells[picks[pick + row] * down + cell], state, MEMO)
                out[place + row] = value
                left += 1 if value == NOT_ONE else 0
        elif what == MAC:
            for row in range(rows):
                value = mac_of(buf, cells[picks[pick + row] * down + cell])
                out[place + row] = value
                left += 1 if value == NOT_ONE else 0
        elif what == HASH:
            for row in range(rows):
                found = cells[picks[pick + row] * down + cell]
                out[place + row] = hash_of(buf, size, found)
                left += 1 if is_undone(found) else 0
        else:
            left = number_texts(
                buf, size, cells, cell, down, picks, pick, rows, out, place, heap, heap_size, entries, slots, mask, state, lately,
                AT_ONCE + step * LATELY, lately,
            )  # fmt: skip
        wrong[step] += left


@kernel
def _tell_nothing(what: int, out: Longs, place: int, room: int, rows: int) -> None:
    """What a step gives for cells in which nothing is told."""
    nothing = NOT_TOLD
    if what in (CELL, ADDRESS, HASH):
        nothing = 0
    elif what == TEXT:
        nothing = -1
    for row in range(rows):
        out[place + row] = nothing
    if what == ADDRESS:
        for row in range(rows):
            out[place + room + row] = 0
            out[place + 2 * room + row] = 0
