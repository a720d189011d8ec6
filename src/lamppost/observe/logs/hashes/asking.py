"""Who asked for or called which name when, each once: what is new, or earlier than what is known.

What is known is held in columns by whoever asks, and found by a table of hashes alone. Rows are looked at some ahead, so that what they
need is on its way.
"""

from lamppost.engine.kernel import Longs, Octets, kernel, prefetch
from lamppost.engine.lookup.kernels import mixed

AHEAD = 32
"""Rows that are looked at in one go."""
_NUMBER = (1 << 32) - 1
_NOT_TOLD = -(1 << 63)


@kernel
def look_ahead(
    source: int, client_highs: Longs, client_lows: Longs, names: Longs, highs: Longs, lows: Longs, start: int, stop: int,
    held_sources: Octets, held_client_lows: Longs, held_names: Octets, held_lows: Longs, held_client_highs: Longs,
    client_step: int, held_highs: Longs, step: int, slots: Longs, mask: int, scratch: Longs,
) -> None:  # fmt: skip
    """Put the hashes of some rows into `scratch`, and ask for the places in memory that they lead to."""
    for row in range(start, stop):
        key = mixed(mixed(mixed(6 + source, client_highs[row]), client_lows[row]), names[row])
        key = mixed(mixed(key, highs[row]), lows[row])
        scratch[row - start] = key
        prefetch(slots, key & mask)
    for row in range(start, stop):
        entry = slots[scratch[row - start] & mask]
        if entry >> 32 == scratch[row - start]:
            number = (entry & _NUMBER) - 1
            prefetch(held_sources, number)
            prefetch(held_client_highs, number * client_step)
            prefetch(held_client_lows, number)
            prefetch(held_names, 4 * number)
            prefetch(held_highs, number * step)
            prefetch(held_lows, number)


@kernel
def slot_of(  # noqa: D417
    key: int, source: int, client_highs: Longs, client_lows: Longs, names: Longs, highs: Longs, lows: Longs, row: int,
    held_sources: Octets, held_client_lows: Longs, held_names: Octets, held_lows: Longs, held_client_highs: Longs,
    client_step: int, held_highs: Longs, step: int, held: int, slots: Longs, mask: int, new: Longs,
) -> int:  # fmt: skip
    """The place in the table that leads to a row like one, or the free one where it belongs.

    Args:
        key: The hash of the row.
        source: Where it is told.
        client_highs: A column each: halves of addresses of clients, numbers of names, halves of addresses that they are of.
        row: Which of them.
        held_sources: What is known: the same columns; of names four octets each, the first as the lowest.
        client_step: How far the upper halves of two clients are apart: 1, or 0 where one stands for all.
        step: The same of addresses that names are of.
        held: How many rows these are.
        slots: The table: 0, or the hash above the number of a row plus 1.
        mask: Its places less one.
        new: The rows that are known behind the last one that is held, as places in the columns of what is told.
    """
    slot = key & mask
    while slots[slot] != 0:
        entry = slots[slot]
        if entry >> 32 == key:
            number = (entry & _NUMBER) - 1
            if number >= held:
                other = new[number - held]
                if (
                    client_lows[other] == client_lows[row]
                    and client_highs[other] == client_highs[row]
                    and names[other] == names[row]
                    and lows[other] == lows[row]
                    and highs[other] == highs[row]
                ):
                    return slot
            elif (
                held_client_lows[number] == client_lows[row]
                and held_client_highs[number * client_step] == client_highs[row]
                and whole_of(held_names, 4 * number) == names[row]
                and held_lows[number] == lows[row]
                and held_highs[number * step] == highs[row]
                and held_sources[number] == source
            ):
                return slot
        slot = (slot + 1) & mask
    return slot


@kernel
def whole_of(octets: Octets, at: int) -> int:
    """Four octets as a number, the first as its lowest."""
    return octets[at] | octets[at + 1] << 8 | octets[at + 2] << 16 | octets[at + 3] << 24


@kernel
def note_names(  # noqa: D417
    source: int, client_highs: Longs, client_lows: Longs, names: Longs, highs: Longs, lows: Longs, seen_at: Longs, n: int,
    held_sources: Octets, held_client_lows: Longs, held_names: Octets, held_lows: Longs, held_client_highs: Longs,
    client_step: int, held_highs: Longs, step: int, held_seen: Longs, held: int, slots: Longs, mask: int, state: Longs, scratch: Longs, out: Longs,
) -> int:  # fmt: skip
    """How many rows tell something that is new, or tell it earlier; they are known from now on, one behind the other.

    What is not named here is that of `slot_of`.

    Args:
        names: Numbers of names, below 0: none.
        seen_at: Instants of what is told.
        n: How many rows are told.
        held_seen: Instants of what is known.
        slots: The table, with room for n more.
        state: How much is known, each thing once.
        scratch: Room for a number of each row that is looked at in one go.
        out: Out: places of the rows that tell something new or earlier, rising.
    """
    new = 0
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        look_ahead(
            source, client_highs, client_lows, names, highs, lows, start, stop, held_sources, held_client_lows, held_names, held_lows,
            held_client_highs, client_step, held_highs, step, slots, mask, scratch,
        )  # fmt: skip
        for row in range(start, stop):
            is_client = client_highs[row] != 0 or client_lows[row] != 0
            if is_client and names[row] >= 0 and seen_at[row] != _NOT_TOLD:
                key = scratch[row - start]
                slot = slot_of(
                    key, source, client_highs, client_lows, names, highs, lows, row, held_sources, held_client_lows,
                    held_names, held_lows, held_client_highs, client_step, held_highs, step, held, slots, mask, out,
                )  # fmt: skip
                number, is_earlier = (slots[slot] & _NUMBER) - 1, True
                if number < 0:
                    state[0] += 1
                elif number >= held:
                    is_earlier = seen_at[row] < seen_at[out[number - held]]
                else:
                    is_earlier = seen_at[row] < held_seen[number]
                if is_earlier:
                    out[new] = row
                    new += 1
                    slots[slot] = (key << 32) | (held + new)
    return new


@kernel
def hold_names(  # noqa: D417
    source: int, client_highs: Longs, client_lows: Longs, names: Longs, highs: Longs, lows: Longs, n: int,
    held_sources: Octets, held_client_lows: Longs, held_names: Octets, held_lows: Longs, held_client_highs: Longs,
    client_step: int, held_highs: Longs, step: int, held: int, slots: Longs, mask: int, scratch: Longs, out: Longs,
) -> None:  # fmt: skip
    """Which rows are known, whenever they were told.

    What is not named here is that of `note_names`.

    Args:
        out: Out: 1 for each row that is, else 0.
    """
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        look_ahead(
            source, client_highs, client_lows, names, highs, lows, start, stop, held_sources, held_client_lows, held_names, held_lows,
            held_client_highs, client_step, held_highs, step, slots, mask, scratch,
        )  # fmt: skip
        for row in range(start, stop):
            slot = slot_of(
                scratch[row - start], source, client_highs, client_lows, names, highs, lows, row, held_sources, held_client_lows,
                held_names, held_lows, held_client_highs, client_step, held_highs, step, held, slots, mask, out,
            )  # fmt: skip
            out[row] = 0 if slots[slot] == 0 else 1
