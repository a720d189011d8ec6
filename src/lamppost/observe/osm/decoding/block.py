"""A block of a PBF file: its table of strings, and groups of nodes, ways or relations."""

from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.osm.decoding.elements import read_element
from lamppost.observe.osm.decoding.layout import (
    HAS_NODES,
    HAS_RELATIONS,
    HAS_WAYS,
    RELATION,
    T_KINDS,
    T_STRINGS,
    WAY,
)
from lamppost.observe.osm.decoding.nodes import read_nodes
from lamppost.observe.osm.decoding.octets import BYTES, UNUSUAL, field
from lamppost.observe.osm.decoding.strings import read_strings

GRANULARITY, TIME_GRANULARITY, NORTH_OFFSET, EAST_OFFSET = 17, 18, 19, 20
NANODEGREES, MILLISECONDS = 100, 1000
"""Of a unit of coordinates and of times, where the block does not say otherwise; of those that do, no more is read here."""
FOUND = 32
"""Numbers that kernels note places in."""


@kernel
def read_block(
    buf: Octets, size: int, words: Octets, word_at: Longs, members: Longs, n_members: int, told: Longs, found: Longs,
    strings: Longs, ids: Longs, spots: Longs, rows: Longs, tags: Longs, refs: Longs,
) -> int:  # fmt: skip
    """Decode a block; gives 0, or `UNUSUAL` for whatever is not as writers of maps write it.

    Args:
        buf: The block, unpacked.
        size: Octets of it.
        words: As `strings.read_strings` takes them.
        word_at: Likewise.
        members: As `elements.read_element` takes them.
        n_members: How many.
        told: Takes how much was found; the id of the last node before, 0 for none, stands there already.
        found: `FOUND` numbers to note places in.
        strings: Takes `layout.STRING` numbers for each string: up to one for 2 octets.
        ids: Takes the id of each node: up to one for 3 octets.
        spots: Takes where each is.
        rows: Takes `layout.ROW` numbers for each element that is asked for: up to one for 4 octets.
        tags: Takes two strings for each tag of these: up to one for 2 octets.
        refs: Takes their nodes and members: up to one for each octet.
    """
    if find_strings(buf, size, words, word_at, told, found, strings) < 0:
        return UNUSUAL
    at = 0
    while at < size:
        at = field(buf, at, size, found)
        if at < 0:
            return UNUSUAL
        past = found[2]
        if found[0] == (2 << 3 | BYTES):
            while at < past:
                at = field(buf, at, past, found)
                if at < 0 or found[0] & 7 != BYTES:
                    return UNUSUAL
                number, end, kinds, done = found[0] >> 3, found[2], told[T_KINDS], UNUSUAL
                if number == 2 and kinds <= HAS_NODES:
                    told[T_KINDS] |= HAS_NODES
                    done = read_nodes(buf, at, end, told, found, strings, ids, spots, rows, tags)
                elif number == 3 and kinds < HAS_RELATIONS:
                    told[T_KINDS] |= HAS_WAYS
                    done = read_element(
                        buf, at, end, WAY, members, n_members, told, found, strings, rows, tags, refs
                    )
                elif number == 4:
                    told[T_KINDS] |= HAS_RELATIONS
                    done = read_element(
                        buf, at, end, RELATION, members, n_members, told, found, strings, rows, tags, refs
                    )
                if done < 0:
                    return UNUSUAL
                at = end
        at = past
    return 0


@kernel
def find_strings(
    buf: Octets, size: int, words: Octets, word_at: Longs, told: Longs, found: Longs, strings: Longs
) -> int:
    """Read the one table of strings, and see that units are the usual ones; gives 0, or `UNUSUAL`."""
    at, n = 0, 0
    while at < size:
        at = field(buf, at, size, found)
        if at < 0:
            return UNUSUAL
        number, value, past = found[0] >> 3, found[1], found[2]
        if found[0] & 7 == BYTES:
            if number == 1:
                n += 1
                if read_strings(buf, at, past, words, word_at, told, found, strings) < 0:
                    return UNUSUAL
            elif number != 2:
                return UNUSUAL
        elif not (
            (number == GRANULARITY and value == NANODEGREES)
            or (number == TIME_GRANULARITY and value == MILLISECONDS)
            or (number in (NORTH_OFFSET, EAST_OFFSET) and value == 0)
        ):
            return UNUSUAL
        at = past
    return 0 if n == 1 and told[T_STRINGS] > 0 else UNUSUAL
