"""A table of hashes in place: keys of connections, and the number of a name beside each.

Keys are hashes themselves, so that their lowest bits say where they stand; keys that find their place taken stand behind.
Rows are looked at some ahead, so that the places that they need are on their way.
"""

from lamppost.engine.instructions import times
from lamppost.engine.kernel import Longs, kernel, prefetch

NONE, SEVERAL = -1, -2
"""In place of a name: none is held any more; more than one was put in, as in `FLOW.server_name`."""
_AHEAD = 32
_ODD = 0x9E3779B97F4A7C15 - (1 << 64)  # as in `model.columns`
_LOW_35 = (1 << 35) - 1


@kernel
def _mixed(key: int, word: int) -> int:
    """What `model.columns.mixed` makes of a hash and one column more."""
    key = times(key ^ word, _ODD)
    return key ^ ((key >> 29) & _LOW_35)


@kernel
def join_keys(keys: Longs, ones: Longs, others: Longs, n: int, out: Longs) -> None:
    """The hash of each key with two numbers, in whichever order they stand; never 0, but where the key is.

    Args:
        keys: Hashes, 0: none, shape (n,).
        ones: Numbers.
        others: Numbers.
        n: How many.
        out: Out: the hashes, as `model.columns.mixed` has them of a key, the smaller number and the larger.
    """
    for row in range(n):
        key = 0
        if keys[row] != 0:
            key = _mixed(0, keys[row])
            key = _mixed(_mixed(key, min(ones[row], others[row])), max(ones[row], others[row]))
            if key == 0:
                key = 1
        out[row] = key


@kernel
def _place_of(key: int, table: Longs, mask: int) -> int:
    """Where a key stands in the table, or would."""
    slot = (key ^ (key >> 32)) & mask
    while table[2 * slot] != 0 and table[2 * slot] != key:
        slot = (slot + 1) & mask
    return 2 * slot


@kernel
def put_names(keys: Longs, names: Longs, n: int, table: Longs, mask: int) -> int:
    """How many keys were new; one that is held with another name has SEVERAL from now on.

    Args:
        keys: Of connections; none is 0.
        names: Of each the number of a name, or SEVERAL.
        n: How many.
        table: Key and name of each place, both 0 where it is empty; it has room for all that are new.
        mask: Places less one; they are a power of two.
    """
    new = 0
    for start in range(0, n, _AHEAD):
        stop = min(start + _AHEAD, n)
        for row in range(start, stop):
            prefetch(table, 2 * ((keys[row] ^ (keys[row] >> 32)) & mask))
        for row in range(start, stop):
            at = _place_of(keys[row], table, mask)
            if table[at] == 0:
                new += 1
                table[at] = keys[row]
                table[at + 1] = names[row]
            elif table[at + 1] == NONE:
                table[at + 1] = names[row]
            elif table[at + 1] != names[row]:
                table[at + 1] = SEVERAL
    return new


@kernel
def find_names(keys: Longs, n: int, table: Longs, mask: int, out: Longs) -> None:
    """Look up names.

    Args:
        keys: Of connections, 0: none.
        n: How many.
        table: As `put_names` has it.
        mask: Places less one.
        out: Out: of each key the name, SEVERAL or NONE.
    """
    for start in range(0, n, _AHEAD):
        stop = min(start + _AHEAD, n)
        for row in range(start, stop):
            prefetch(table, 2 * ((keys[row] ^ (keys[row] >> 32)) & mask))
        for row in range(start, stop):
            at = _place_of(keys[row], table, mask)
            out[row] = NONE if table[at] == 0 else table[at + 1]


@kernel
def forget_names(keys: Longs, n: int, table: Longs, mask: int) -> None:
    """Take the names of some keys out; the keys stay, because others stand behind them.

    Args:
        keys: Of connections, 0: none.
        n: How many.
        table: As `put_names` has it.
        mask: Places less one.
    """
    for row in range(n):
        at = _place_of(keys[row], table, mask)
        if table[at] != 0:
            table[at + 1] = NONE


@kernel
def move_names(held: Longs, places: int, table: Longs, mask: int) -> int:
    """How many keys with a name were put into an empty table.

    Args:
        held: Another table, as `put_names` has it.
        places: How many it has.
        table: Room for all of its names.
        mask: Places of that less one.
    """
    moved = 0
    for place in range(places):
        if held[2 * place] != 0 and held[2 * place + 1] != NONE:
            at = _place_of(held[2 * place], table, mask)
            table[at] = held[2 * place]
            table[at + 1] = held[2 * place + 1]
            moved += 1
    return moved
