"""Who asked for or called which name when, each once: what is new, or earlier than what is known."""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.observe.logs.hashes.adding import mixed

WIDTH = 7
"""Numbers of a row: where it is told, both halves of the client's address, the name, both halves of its address, and when."""
_SEEN = WIDTH - 1
_AHEAD = 32
_NUMBER = (1 << 32) - 1
_NOT_TOLD = -(1 << 63)


@kernel
def look_ahead(
    source: int, client_highs: Longs, client_lows: Longs, names: Longs, highs: Longs, lows: Longs, start: int, stop: int,
    rows: Longs, slots: Longs, mask: int, scratch: Longs,
) -> None:  # fmt: skip
    """Put the hashes of some rows into `scratch`, and ask for the places in memory that they lead to."""
    for row in range(start, stop):
        key = mixed(mixed(mixed(6 + source, client_highs[row]), client_lows[row]), names[row])
        key = mixed(mixed(key, highs[row]), lows[row])
        scratch[row - start] = key
        prefetch(slots, key & mask)
    for row in range(start, stop):
        entry = slots[scratch[row - start] & mask]
        if entry != 0:
            prefetch(rows, ((entry & _NUMBER) - 1) * WIDTH)


@kernel
def slot_of(
    key: int, source: int, client_highs: Longs, client_lows: Longs, names: Longs, highs: Longs, lows: Longs, row: int,
    rows: Longs, slots: Longs, mask: int,
) -> int:  # fmt: skip
    """The place in the table that holds a row, or the free one where it belongs."""
    slot = key & mask
    while slots[slot] != 0:
        entry = slots[slot]
        at = ((entry & _NUMBER) - 1) * WIDTH
        if (
            entry >> 32 == key
            and rows[at] == source
            and rows[at + 1] == client_highs[row]
            and rows[at + 2] == client_lows[row]
            and rows[at + 3] == names[row]
            and rows[at + 4] == highs[row]
            and rows[at + 5] == lows[row]
        ):
            return slot
        slot = (slot + 1) & mask
    return slot


@kernel
def note_names(  # noqa: D417
    source: int, client_highs: Longs, client_lows: Longs, names: Longs, highs: Longs, lows: Longs, seen_at: Longs,
    n: int, rows: Longs, slots: Longs, mask: int, state: Longs, scratch: Longs, out: Longs,
) -> int:  # fmt: skip
    """How many rows tell something that is new, or tell it earlier; from now on it is known.

    Args:
        source: Where all of them are told.
        client_highs: A column each, shape (n,): halves of addresses of clients, numbers of names, halves of addresses
            that the names are of, and instants.
        n: How many.
        rows: What is known, one behind the other, with room for n more.
        slots: Its table: 0, or the hash above the number plus 1.
        mask: Its places less one.
        state: How much is known.
        scratch: Room for a number of each row that is looked at in one go, which are 32.
        out: Out: places of the rows that tell something new or earlier, rising.
    """
    new = 0
    for start in range(0, n, _AHEAD):
        stop = min(start + _AHEAD, n)
        look_ahead(
            source, client_highs, client_lows, names, highs, lows, start, stop, rows, slots, mask, scratch
        )
        for row in range(start, stop):
            is_client = client_highs[row] != 0 or client_lows[row] != 0
            if is_client and names[row] >= 0 and seen_at[row] != _NOT_TOLD:
                key = scratch[row - start]
                slot = slot_of(
                    key, source, client_highs, client_lows, names, highs, lows, row, rows, slots, mask
                )
                if slots[slot] == 0:
                    at = state[0] * WIDTH
                    state[0] += 1
                    slots[slot] = (key << 32) | state[0]
                    rows[at] = source
                    rows[at + 1] = client_highs[row]
                    rows[at + 2] = client_lows[row]
                    rows[at + 3] = names[row]
                    rows[at + 4] = highs[row]
                    rows[at + 5] = lows[row]
                    rows[at + _SEEN] = seen_at[row]
                    out[new] = row
                    new += 1
                else:
                    at = ((slots[slot] & _NUMBER) - 1) * WIDTH
                    if seen_at[row] < rows[at + _SEEN]:
                        rows[at + _SEEN] = seen_at[row]
                        out[new] = row
                        new += 1
    return new


@kernel
def hold_names(  # noqa: D417
    source: int, client_highs: Longs, client_lows: Longs, names: Longs, highs: Longs, lows: Longs, n: int,
    rows: Longs, slots: Longs, mask: int, scratch: Longs, out: Longs,
) -> None:  # fmt: skip
    """Which rows are known, whenever they were told.

    What is not named here is that of `note_names`.

    Args:
        out: Out: 1 for each row that is, else 0.
    """
    for start in range(0, n, _AHEAD):
        stop = min(start + _AHEAD, n)
        look_ahead(
            source, client_highs, client_lows, names, highs, lows, start, stop, rows, slots, mask, scratch
        )
        for row in range(start, stop):
            key = scratch[row - start]
            slot = slot_of(key, source, client_highs, client_lows, names, highs, lows, row, rows, slots, mask)
            out[row] = 0 if slots[slot] == 0 else 1
