"""Lines of objects that are like lines before them: the same but for the octets of their values.

Whoever writes a log writes the same keys in the same order. What stands between two values of a line (brackets, commas,
keys, colons, spaces) is a piece, and the pieces of all lines that were read make a tree: behind each piece stands a value, and
behind that one of the pieces that followed it before. A line that is found in the tree from its first piece to its last, each
value of the same sort, is parted in the same way as the line that was kept; of its values only the ends are looked for. Any other is
read by `objects.read_object`. Lines in which a key that is asked for stands twice are not kept.
"""

from lamppost.engine.instructions import PLAIN_AT_ONCE as WIDTH
from lamppost.engine.instructions import before_special, digits_before, unlike_few
from lamppost.engine.kernel import Heap, Longs, Octets, kernel
from lamppost.observe.logs.cells.objects import LEVEL, READ, end_of_word, node_of, read_object
from lamppost.observe.logs.cells.octets import AT_ONCE, ESCAPED, LIST, NUMBER, OBJECT, TEXT, TRUTH, cell_of
from lamppost.observe.logs.cells.strings import end_of_number, end_of_string

PIECE = 9
"""Numbers of a piece, in the order of the names below."""
BEGIN, SIZE, MASK, SORT, NODE, BELOW, BESIDE, FIRST_MARK, N_MARKS = range(PIECE)
"""Where its octets begin, how many they are, as many bits, what stands behind it, the node plus 1 of that or 0, the first piece
behind that, another piece in the place of this one, its first mark, and how many marks it has."""
END_OF_LINE, STRING, DIGITS, WORD, MORE = range(5)
"""What stands behind a piece; MORE: nothing, the next piece follows at once."""

N_PIECES, N_OCTETS, MARKS, DEBT, PATIENCE, _FIRST, HUNG = range(7)
"""In the place of piece 0, which there is not: how many there are, octets and marks that are taken, how many lines of late were not found,
for how many lines the tree is left alone; BELOW, the first of all; and where what is being kept hangs."""
MOST_PIECES, MOST_OCTETS, MOST_MARKS, MOST_BESIDE = 2048, 1 << 16, 4096, 8
"""What is kept at most; in one place no more than MOST_BESIDE."""

_QUOTE, _OPEN, _CLOSE, _OPEN_LIST, _CLOSE_LIST, _ZERO = 0x22, 0x7B, 0x7D, 0x5B, 0x5D, 0x30
_NINE, _N, _POINT, _E, _LOWER, _SPACE, _COMMA, _COLON = 0x39, 0x6E, 0x2E, 0x65, 0x20, 0x20, 0x2C, 0x3A
_MARK_SORT, _MARK_PLACE = 56, 24
_NODES, _PLACES, _BACK = (1 << 24) - 1, (1 << 28) - 1, 1 << 27
_MOST_DEBT, _WAITS = 128, 256


@kernel
def read_line(  # noqa: D417
    buf: Octets, size: int, at: int, end: int, below: Longs, slots: Longs, mask: int, keys: Octets, keys_size: int,
    levels: Longs, scratch: Heap, memo: Longs, heard: Heap, pieces: Longs, told: Heap, marks: Longs, seen: Longs,
    columns: int, cells: Longs, used: Longs, row: int,
) -> int:  # fmt: skip
    """As `read_object`, which is asked where no line before was like this one.

    Where few lines are found in the tree, it is left alone for a while, so that it costs no more than it saves.

    Args:
        heard: What `read_object` calls told.
        pieces: The tree, and what is told of it; 0 at first.
        told: The octets of its pieces.
        marks: Where objects and lists that are asked for begin and end.
        seen: Room for as many numbers as there are nodes.
        columns: How many nodes.
    """
    if pieces[PATIENCE] > 0:
        pieces[PATIENCE] -= 1
        return read_object(
            buf, size, at, end, below, slots, mask, keys, keys_size, levels, scratch, memo, heard, cells, used, row,
        )  # fmt: skip
    if read_shape(buf, size, at, end, pieces, told, marks, cells, used, row):
        pieces[DEBT] = max(pieces[DEBT] - 1, 0)
        return READ
    clear_row(cells, used, columns, row)
    found = read_object(
        buf, size, at, end, below, slots, mask, keys, keys_size, levels, scratch, memo, heard, cells, used, row,
    )  # fmt: skip
    pieces[DEBT] += 2
    if pieces[DEBT] > _MOST_DEBT:
        pieces[PATIENCE], pieces[DEBT] = _WAITS, _MOST_DEBT // 2
        if pieces[N_PIECES] > MOST_PIECES // 2:
            pieces[N_PIECES], pieces[N_OCTETS], pieces[MARKS], pieces[BELOW] = 0, 0, 0, 0
    if found == READ:
        keep_shape(
            buf, size, at, end, slots, mask, keys, keys_size, levels, scratch, columns, seen, pieces, told, marks,
        )  # fmt: skip
    return found


@kernel
def clear_row(cells: Longs, used: Longs, columns: int, row: int) -> None:
    """Make the cells of a row 0 again.

    Args:
        cells: Cells, `AT_ONCE` for each node.
        used: 1 per node of which some may not be 0.
        columns: How many nodes.
        row: Which of them.
    """
    for column in range(columns):
        if used[column] != 0:
            cells[column * AT_ONCE + row] = 0


@kernel
def clear_rows(cells: Longs, used: Longs, columns: int) -> None:
    """The same with all rows."""
    for column in range(columns):
        if used[column] != 0:
            used[column] = 0
            for row in range(AT_ONCE):
                cells[column * AT_ONCE + row] = 0


@kernel
def read_shape(
    buf: Octets,
    size: int,
    at: int,
    end: int,
    pieces: Longs,
    told: Octets,
    marks: Longs,
    cells: Longs,
    used: Longs,
    row: int,
) -> bool:
    """Whether a line is like one before it, so that its values are found; else what is written to its cells means nothing.

    Args:
        buf: The block.
        size: Where it ends.
        at: Where the line begins.
        end: One past its last octet.
        pieces: The tree.
        told: The octets of the pieces.
        marks: Where objects and lists that are asked for begin and end.
        cells: Out: the values of nodes, 0 before, as `read_object` writes them.
        used: Out: 1 per node that something was written of.
        row: Which of them.
    """
    if end + WIDTH > size:
        return False
    piece = pieces[BELOW]
    while piece != 0:
        here = piece * PIECE
        piece = pieces[here + BESIDE]
        if unlike_few(buf, at, told, pieces[here + BEGIN]) & pieces[here + MASK] != 0:
            continue
        start = at + pieces[here + SIZE]
        if start > end:
            continue
        sort, node = pieces[here + SORT], pieces[here + NODE]
        after = start
        cell = 0
        if sort == STRING:
            after = start + before_special(buf, start)
            kind = TEXT
            if after >= end or buf[after] != _QUOTE:
                found = end_of_string(buf, start, end, size)
                if found < 0:
                    return False
                after = found >> 1
                kind = ESCAPED if found & 1 else TEXT
            if after > start:
                cell = cell_of(kind, start, after)
        elif sort == DIGITS:
            after = _end_of_digits(buf, start, end)
            if after < 0:
                continue
            cell = cell_of(NUMBER, start, after)
        elif sort == WORD:
            if start >= end or buf[start] <= _NINE:
                continue
            after = end_of_word(buf, start, end, size)
            if after < 0:
                continue
            cell = cell_of(TRUTH, start, after) if buf[start] != _N else 0
        elif sort == END_OF_LINE and start != end:
            continue
        if node != 0:
            used[node - 1] = 1
            cells[(node - 1) * AT_ONCE + row] = cell
        first = pieces[here + FIRST_MARK]
        for mark in range(first, first + pieces[here + N_MARKS]):
            _take_mark(marks[mark], at, cells, used, row)
        if sort == END_OF_LINE:
            return True
        at = after
        piece = pieces[here + BELOW]
    return False


@kernel
def _end_of_digits(buf: Octets, at: int, end: int) -> int:
    """As `end_of_number`; most are nothing but digits."""
    some = digits_before(buf, at)
    after = at + some
    is_plain = 0 < some < WIDTH and after <= end and (some == 1 or buf[at] != _ZERO)
    if is_plain and buf[after] != _POINT and buf[after] | _LOWER != _E:
        return after
    return end_of_number(buf, at, end)


@kernel
def _take_mark(mark: int, at: int, cells: Longs, used: Longs, row: int) -> None:
    """Where a piece begins at `at`: an object or a list that is asked for begins, or ends."""
    column, sort = mark & _NODES, mark >> _MARK_SORT
    place = column * AT_ONCE + row
    used[column] = 1
    there = at + ((mark >> _MARK_PLACE) & _PLACES) - _BACK
    cells[place] = there if sort == 0 else cell_of(sort, cells[place], there)


@kernel
def keep_shape(
    buf: Octets, size: int, at: int, end: int, slots: Longs, mask: int, keys: Octets, keys_size: int, levels: Longs,
    scratch: Heap, columns: int, seen: Longs, pieces: Longs, told: Heap, marks: Longs,
) -> bool:  # fmt: skip
    """Whether a line is kept in the tree, which stays as it was where a key stands twice or there is no more room.

    Args:
        buf: The block.
        size: Where it ends.
        at: Where the line begins, which `read_object` has read.
        end: One past its last octet.
        slots: Table of keys.
        mask: Its size less one.
        keys: Their octets.
        keys_size: Where these end.
        levels: Room for what is open.
        scratch: Room for a key without its escapes.
        columns: How many nodes.
        seen: Room for as many.
        pieces: The tree.
        told: The octets of the pieces.
        marks: Where objects and lists that are asked for begin and end.
    """
    n_pieces, n_octets, n_marks = pieces[N_PIECES], pieces[N_OCTETS], pieces[MARKS]
    pieces[HUNG] = 0
    for column in range(columns):
        seen[column] = 0
    seen[0] = 1
    link, begin, depth, node, more = BELOW, at, -1, 0, 0
    is_key, is_kept = False, True
    while at < end and is_kept:
        octet = buf[at]
        if octet == _QUOTE and is_key:
            found = end_of_string(buf, at + 1, end, size)
            above = levels[depth * LEVEL]
            if above > 0:
                node = node_of(buf, at + 1, found, size, above, slots, mask, keys, keys_size, scratch)
            if node > 0:
                is_kept = seen[node - 1] == 0
                seen[node - 1] = 1
            at = (found >> 1) + 1
            is_key = False
        elif octet in (_OPEN, _OPEN_LIST):
            depth += 1
            levels[depth * LEVEL] = 0 if octet == _OPEN_LIST else node
            levels[depth * LEVEL + 1] = node
            levels[depth * LEVEL + 2] = octet
            if depth == 0:
                levels[0] = 1
            elif node > 0:
                is_kept = _put_mark(marks, pieces[MARKS] + more, 0, at, node)
                more += 1
            node = 0
            is_key = octet == _OPEN
            at += 1
        elif octet in (_CLOSE, _CLOSE_LIST):
            at += 1
            node = levels[depth * LEVEL + 1]
            if depth > 0 and node > 0:
                is_kept = _put_mark(
                    marks, pieces[MARKS] + more, OBJECT if octet == _CLOSE else LIST, at, node
                )
                more += 1
            depth -= 1
            node = 0
        elif octet <= _SPACE or octet in (_COMMA, _COLON):
            if octet == _COMMA:
                is_key = levels[depth * LEVEL + 2] == _OPEN
                node = 0
            at += 1
        else:
            sort = WORD
            if octet == _QUOTE:
                sort = STRING
                at += 1
            elif octet <= _NINE:
                sort = DIGITS
            link = _hang_all(buf, begin, at, sort, node, more, pieces, told, marks, link)
            is_kept = link > 0
            if sort == STRING:
                at = end_of_string(buf, at, end, size) >> 1
            else:
                at = end_of_number(buf, at, end) if sort == DIGITS else end_of_word(buf, at, end, size)
            begin, more, node = at, 0, 0
            if sort == STRING:
                at += 1
    if is_kept:
        is_kept = _hang_all(buf, begin, end, END_OF_LINE, 0, more, pieces, told, marks, link) > 0
    if not is_kept:
        if pieces[HUNG] > 0:
            pieces[pieces[HUNG]] = 0
        pieces[N_PIECES], pieces[N_OCTETS], pieces[MARKS] = n_pieces, n_octets, n_marks
    return is_kept


@kernel
def _put_mark(marks: Longs, at: int, sort: int, there: int, node: int) -> bool:
    """Whether there is room for a mark, which is written with its place in the block."""
    if at >= MOST_MARKS:
        return False
    marks[at] = sort << _MARK_SORT | there << _MARK_PLACE | (node - 1)
    return True


@kernel
def _hang_all(
    buf: Octets, begin: int, stop: int, sort: int, node: int, more: int, pieces: Longs, told: Heap, marks: Longs, link: int
) -> int:  # fmt: skip
    """Where the number of the piece behind a stretch of octets stands, which are in the tree from now on; 0: no room.

    Its marks, which are the last so many, are from now on told by where the last piece of it begins.
    """
    while stop - begin > WIDTH:
        link = _hang(buf, begin, begin + WIDTH, MORE, 0, 0, pieces, told, link)
        if link == 0:
            return 0
        begin += WIDTH
    for mark in range(pieces[MARKS], pieces[MARKS] + more):
        marks[mark] += (_BACK - begin) << _MARK_PLACE
    return _hang(buf, begin, stop, sort, node, more, pieces, told, link)


@kernel
def _hang(
    buf: Octets, begin: int, stop: int, sort: int, node: int, more: int, pieces: Longs, told: Heap, link: int
) -> int:
    """The same of one piece."""
    length, beside = stop - begin, 0
    while pieces[link] != 0:
        here = pieces[link] * PIECE
        if pieces[here + SORT] == sort and pieces[here + SIZE] == length:
            there, same = pieces[here + BEGIN], 0
            while same < length and buf[begin + same] == told[there + same]:
                same += 1
            if same == length:
                return here + BELOW
        beside += 1
        link = here + BESIDE
    piece, there = pieces[N_PIECES] + 1, pieces[N_OCTETS]
    if beside >= MOST_BESIDE or piece >= MOST_PIECES or there + length > MOST_OCTETS:
        return 0
    if pieces[HUNG] == 0:
        pieces[HUNG] = link
    here = piece * PIECE
    pieces[link] = piece
    pieces[here + BEGIN], pieces[here + SIZE], pieces[here + SORT], pieces[here + NODE] = (
        there,
        length,
        sort,
        node,
    )
    pieces[here + MASK] = -1 if length == WIDTH else (1 << length) - 1
    pieces[here + BELOW], pieces[here + BESIDE] = 0, 0
    pieces[here + FIRST_MARK], pieces[here + N_MARKS] = pieces[MARKS], more
    for octet in range(length):
        told[there + octet] = buf[begin + octet]
    pieces[N_PIECES], pieces[N_OCTETS] = piece, there + length
    pieces[MARKS] += more
    return here + BELOW
