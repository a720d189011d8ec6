"""Values of the keys of JSON objects, one object a line (RFC 8259), and whether each line is one.

Keys that are asked for are the nodes of a tree: a node is a key within the object of the node above it. Each node is a
column of cells, and stands in front of those below it.
"""

from lamppost.engine.instructions import times, word
from lamppost.engine.kernel import Heap, Longs, Octets, kernel
from lamppost.observe.logs.cells.octets import (
    AT_ONCE,
    ESCAPED,
    LIST,
    NUMBER,
    OBJECT,
    ODD,
    TEXT,
    TRUTH,
    cell_of,
    is_same,
    word_of,
)
from lamppost.observe.logs.cells.strings import behind_space, end_of_number, end_of_string, undo_escapes

DEEPEST = 64
"""Objects and lists within one another that are read, the line's own object counted."""
MOST_KEY = 256
"""Octets of a key with escapes that is looked for."""

SLOT = 6
"""Numbers of a slot of the table of keys: node plus 1 or 0, node above plus 1, length, first and last word, where the
key begins in their heap."""
LEVEL = 3
"""Numbers of a level: node plus 1 or 0, where the value begins, whether it is a list."""

MEMO = 8
"""Numbers of a key that stood in a line before: its length, the node above plus 1, the node plus 1, its first word, the
mask of words, its last word, where that begins in it, and where the key begins in their heap."""
ALIKE, PLACES, LONGEST = 4, 48, 64
"""How many keys are remembered for a place in the line, for how many places, and octets of the longest."""

READ, EMPTY, BROKEN = 1, 0, -1
"""What a line is."""

_QUOTE, _COMMA, _COLON = 0x22, 0x2C, 0x3A
_OPEN, _CLOSE, _OPEN_LIST, _CLOSE_LIST = 0x7B, 0x7D, 0x5B, 0x5D
_NINE, _F, _N = 0x39, 0x66, 0x6E
_TRUE, _ALSE, _NULL = (int.from_bytes(word, "little") for word in (b"true", b"alse", b"null"))
_NOTHING = 0
_UPPER = (1 << 24) - 1


@kernel
def read_object(
    buf: Octets, size: int, at: int, end: int, below: Longs, slots: Longs, mask: int, keys: Octets, keys_size: int,
    levels: Longs, scratch: Heap, memo: Longs, told: Heap, cells: Longs, used: Longs, row: int,
) -> int:  # fmt: skip
    """Whether a line is READ, EMPTY or BROKEN.

    Args:
        buf: The block.
        size: Where it ends.
        at: Where the line begins.
        end: One past its last octet.
        below: Per node: one past the last that is below it.
        slots: Table of keys.
        mask: Its size less one.
        keys: Their octets.
        keys_size: Where these end.
        levels: Room for what is open.
        scratch: Room for a key without its escapes.
        memo: Keys that stood in lines before, `ALIKE` for each of `PLACES`, and which comes next; 0 at first.
        told: Their octets, `LONGEST` for each.
        cells: Out: the values of nodes, 0 before, `AT_ONCE` for each of them; of a line that is BROKEN they mean nothing.
        used: Out: 1 per node that something was written of.
        row: Which of them.
    """
    at = behind_space(buf, at, end)
    if at == end:
        return EMPTY
    if buf[at] != _OPEN:
        return BROKEN
    depth = 0
    levels[0], levels[1], levels[2] = 1, at, 0
    node = 0  # plus 1, of the value that is read next
    place = 0  # keys before this one
    at = behind_space(buf, at + 1, end)
    is_closing = at < end and buf[at] == _CLOSE
    while True:
        if not is_closing:
            node = 0
            if levels[depth * LEVEL + 2] == 0:
                if at >= end or buf[at] != _QUOTE:
                    return BROKEN
                above = levels[depth * LEVEL]
                known = _known(buf, at + 1, end, size, above, memo, place, told)
                if known >= 0:
                    node = memo[known + 2]
                    at += memo[known] + 3
                else:
                    found = end_of_string(buf, at + 1, end, size)
                    if found < 0:
                        return BROKEN
                    if above != 0:
                        node = node_of(buf, at + 1, found, size, above, slots, mask, keys, keys_size, scratch)
                    if found & 1 == 0:
                        _remember(buf, at + 1, found >> 1, size, above, node, memo, place, told)
                    at = behind_space(buf, (found >> 1) + 1, end)
                    if at >= end or buf[at] != _COLON:
                        return BROKEN
                    at += 1
                place += 1
                if node > 0 and below[node - 1] > node:
                    for column in range(node - 1, below[node - 1]):
                        cells[column * AT_ONCE + row] = 0
                at = behind_space(buf, at, end)
            if at >= end:
                return BROKEN
            octet = buf[at]
            start = at
            if octet == _QUOTE:
                found = end_of_string(buf, at + 1, end, size)
                if found < 0:
                    return BROKEN
                at = found >> 1
                if node > 0:
                    kind = ESCAPED if found & 1 else TEXT
                    used[node - 1] = 1
                    cells[(node - 1) * AT_ONCE + row] = cell_of(kind, start + 1, at) if at > start + 1 else 0
                at += 1
            elif octet in (_OPEN, _OPEN_LIST):
                depth += 1
                if depth == DEEPEST:
                    return BROKEN
                level = depth * LEVEL
                levels[level], levels[level + 1] = node, at
                levels[level + 2] = 1 if octet == _OPEN_LIST else 0
                if octet == _OPEN_LIST and node > 0:
                    levels[level] = -node
                at = behind_space(buf, at + 1, end)
                is_closing = at < end and buf[at] == (_CLOSE_LIST if octet == _OPEN_LIST else _CLOSE)
                if not is_closing:
                    continue
            else:
                if octet <= _NINE:
                    at = end_of_number(buf, at, end)
                    kind = NUMBER
                else:
                    kind = TRUTH if octet != _N else _NOTHING
                    at = end_of_word(buf, at, end, size)
                if at < 0:
                    return BROKEN
                if node > 0:
                    used[node - 1] = 1
                    cells[(node - 1) * AT_ONCE + row] = cell_of(kind, start, at) if kind != _NOTHING else 0
        while True:
            if not is_closing:
                at = behind_space(buf, at, end)
                if at >= end:
                    return BROKEN
                if buf[at] == _COMMA:
                    at = behind_space(buf, at + 1, end)
                    break
            level = depth * LEVEL
            is_list = levels[level + 2]
            if buf[at] != (_CLOSE_LIST if is_list else _CLOSE):
                return BROKEN
            at += 1
            is_closing = False
            if depth == 0:
                return READ if behind_space(buf, at, end) == end else BROKEN
            node = levels[level]
            if is_list and node < 0:
                used[-node - 1] = 1
                cells[(-node - 1) * AT_ONCE + row] = cell_of(LIST, levels[level + 1], at)
            elif node > 0:
                used[node - 1] = 1
                cells[(node - 1) * AT_ONCE + row] = cell_of(OBJECT, levels[level + 1], at)
            depth -= 1


@kernel
def _known(buf: Octets, at: int, end: int, size: int, above: int, memo: Longs, place: int, told: Heap) -> int:
    """Where the key that stands there, with its quotation mark and colon, is among those remembered; -1: nowhere."""
    if place >= PLACES or at + LONGEST + 8 > size:
        return -1
    first = word(buf, at)
    for alike in range(ALIKE):
        here = (place * ALIKE + alike) * MEMO
        length = memo[here]
        if length == 0:
            return -1
        if (
            first & memo[here + 4] == memo[here + 3]
            and word(buf, at + memo[here + 6]) & memo[here + 4] == memo[here + 5]
            and memo[here + 1] == above
            and at + length + 1 < end
            and buf[at + length] == _QUOTE
            and buf[at + length + 1] == _COLON
            and (
                length <= 16 or is_same(buf, at, size, told, memo[here + 7], PLACES * ALIKE * LONGEST, length)
            )
        ):
            return here
    return -1


@kernel
def _remember(
    buf: Octets, at: int, stop: int, size: int, above: int, node: int, memo: Longs, place: int, told: Heap
) -> None:
    """Remember a key, in the place of the one that was remembered first."""
    length = stop - at
    if place >= PLACES or length < 1 or length > LONGEST:
        return
    turn = memo[PLACES * ALIKE * MEMO + place]
    memo[PLACES * ALIKE * MEMO + place] = (turn + 1) % ALIKE
    here = (place * ALIKE + turn) * MEMO
    there = (place * ALIKE + turn) * LONGEST
    some = min(length, 8)
    memo[here] = length
    memo[here + 1] = above
    memo[here + 2] = node
    memo[here + 3] = word_of(buf, at, some, size)
    memo[here + 4] = -1 if length >= 8 else (1 << (8 * length)) - 1
    memo[here + 5] = word_of(buf, stop - some, some, size)
    memo[here + 6] = length - some
    memo[here + 7] = there
    for octet in range(length):
        told[there + octet] = buf[at + octet]


@kernel
def end_of_word(buf: Octets, at: int, end: int, size: int) -> int:
    """One past the last octet of true, false or null; -1 where it is none of these."""
    if at + 4 > end:
        return -1
    found = word_of(buf, at, 4, size)
    if found in (_TRUE, _NULL):
        return at + 4
    if buf[at] == _F and at + 5 <= end and word_of(buf, at + 1, 4, size) == _ALSE:
        return at + 5
    return -1


@kernel
def node_of(
    buf: Octets, at: int, found: int, size: int, above: int, slots: Longs, mask: int, keys: Octets, keys_size: int,
    scratch: Heap,
) -> int:  # fmt: skip
    """The node plus 1 that a key means; 0 where it is not asked for."""
    length = (found >> 1) - at
    if found & 1:
        length = undo_escapes(buf, at, found >> 1, scratch, MOST_KEY)
        if length < 0:
            return 0
        return find_key(scratch, 0, length, MOST_KEY, above, slots, mask, keys, keys_size)
    return find_key(buf, at, length, size, above, slots, mask, keys, keys_size)


@kernel
def find_key(
    buf: Octets,
    at: int,
    length: int,
    size: int,
    above: int,
    slots: Longs,
    mask: int,
    keys: Octets,
    keys_size: int,
) -> int:
    """The node plus 1 of a key within the object of another; 0 where there is none.

    Args:
        buf: Octets.
        at: Where the key begins.
        length: Its octets.
        size: Where `buf` ends.
        above: Node above, plus 1; the line's own object is 0 plus 1.
        slots: Table of keys.
        mask: Its size less one.
        keys: Their octets.
        keys_size: Where these end.
    """
    first, last = 0, 0
    if length > 0:
        some = min(length, 8)
        first, last = word_of(buf, at, some, size), word_of(buf, at + length - some, some, size)
    slot = key_slot(first, last, length, above) & mask
    while slots[slot * SLOT] != 0:
        here = slot * SLOT
        if (
            slots[here + 3] == first
            and slots[here + 4] == last
            and slots[here + 2] == length
            and slots[here + 1] == above
            and (length <= 16 or is_same(buf, at, size, keys, slots[here + 5], keys_size, length))
        ):
            return slots[here]
        slot = (slot + 1) & mask
    return 0


@kernel
def key_slot(first: int, last: int, length: int, above: int) -> int:
    """Where a key is looked for first."""
    return (times(first ^ times(last + length * 1, ODD) ^ above * 257, ODD) >> 40) & _UPPER
