"""What senders say of themselves, each thing held once.

Of a sender and field, the row that told its first value is held in a table of hashes; further values of it are in another. What is known
is held in columns by whoever asks. Rows are looked at some ahead, so that what they need is on its way.
"""

from lamppost.engine.kernel import Heap, Longs, Octets, kernel, prefetch
from lamppost.engine.lookup.kernels import mixed
from lamppost.observe.logs.hashes.asking import whole_of

AHEAD = 32
"""Rows that are looked at in one go."""
SENDERS, SAID = range(2)
"""Of the state: how many senders and fields there are, and values beside the first of each."""
_ROW = (1 << 32) - 1
_NO_MAC = -1
_NOT_TOLD = -(1 << 63)


@kernel
def note_said(  # noqa: D417
    macs: Longs, highs: Longs, lows: Longs, field: int, values: Longs, seen_at: Longs, n: int, most: int, held_macs: Longs,
    mac_step: int, held_highs: Longs, step: int, held_lows: Longs, held_fields: Octets, held_values: Octets, held: int,
    others: Heap, slots: Longs, mask: int, said: Longs, said_mask: int, state: Longs, ahead: Longs, out: Longs,
) -> int:  # fmt: skip
    """How many rows tell something that is new; they are known from now on, one behind the other.

    Args:
        macs: A column each, shape (n,): MACs and halves of addresses of senders, numbers of values, and instants.
        field: Number of the field.
        n: Rows.
        most: Values of one field that one sender is heard with, no more than 256; more are nothing new.
        held_macs: What is known: the same columns; of fields and values four octets each, the first as the lowest.
        mac_step: How far two MACs are apart: 1, or 0 where one stands for all.
        step: The same of upper halves of addresses.
        held: How many rows these are.
        others: Per row that told the first value of a sender and field, how many others are known; room for n more.
        slots: A table of senders and fields: 0, or the hash above the number of that row plus 1; room for n more.
        mask: Its places less one.
        said: A table of other values, 0 or the number of that row and the value as one, with room for n more.
        said_mask: Its places less one.
        state: See `SENDERS`.
        ahead: Room for `AHEAD` numbers.
        out: Out: places of the rows that tell something new, rising.
    """
    new = 0
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        for row in range(start, stop):
            key = mixed(mixed(mixed(mixed(3, macs[row]), highs[row]), lows[row]), field)
            ahead[row - start] = key
            prefetch(slots, key & mask)
        for row in range(start, stop):
            entry = slots[ahead[row - start] & mask]
            if entry >> 32 == ahead[row - start]:
                number = (entry & _ROW) - 1
                prefetch(held_macs, number * mac_step)
                prefetch(held_highs, number * step)
                prefetch(held_lows, number)
                prefetch(held_fields, 4 * number)
                prefetch(held_values, 4 * number)
        for row in range(start, stop):
            is_named = macs[row] != _NO_MAC or highs[row] != 0 or lows[row] != 0
            if is_named and values[row] >= 0 and seen_at[row] != _NOT_TOLD:
                key = ahead[row - start]
                slot, first = key & mask, -1
                while first < 0 and slots[slot] != 0:
                    entry = slots[slot]
                    number = (entry & _ROW) - 1
                    if entry >> 32 != key:
                        slot = (slot + 1) & mask
                    elif number >= held:
                        other = out[number - held]
                        if (
                            macs[other] == macs[row]
                            and highs[other] == highs[row]
                            and lows[other] == lows[row]
                        ):
                            first = number
                        else:
                            slot = (slot + 1) & mask
                    elif (
                        held_macs[number * mac_step] == macs[row]
                        and held_highs[number * step] == highs[row]
                        and held_lows[number] == lows[row]
                        and whole_of(held_fields, 4 * number) == field
                    ):
                        first = number
                    else:
                        slot = (slot + 1) & mask
                is_new = first < 0
                if is_new:
                    slots[slot] = (key << 32) | (held + new + 1)
                    others[held + new] = 0
                    state[SENDERS] += 1
                else:
                    value = values[out[first - held]] if first >= held else whole_of(held_values, 4 * first)
                    if value != values[row]:
                        is_new = is_other(first, values[row], others[first] < most - 1, said, said_mask)
                        others[first] += is_new
                        state[SAID] += is_new
                if is_new:
                    out[new] = row
                    new += 1
    return new


@kernel
def is_other(first: int, value: int, has_room: bool, said: Longs, said_mask: int) -> bool:
    """Whether a value beside the first of a sender is new; where it is, and there is room for it, it is known from now on."""
    pair = (first << 32 | value) + 1
    slot = mixed(4, pair) & said_mask
    while said[slot] != 0:
        if said[slot] == pair:
            return False
        slot = (slot + 1) & said_mask
    if has_room:
        said[slot] = pair
    return has_room


@kernel
def move_said(held: Longs, places: int, said: Longs, said_mask: int) -> None:
    """Put what is said into a larger table, which is empty.

    Args:
        held: As `note_said` has it.
        places: How many it has.
        said: The larger one.
        said_mask: Its places less one.
    """
    for place in range(places):
        if held[place] != 0:
            slot = mixed(4, held[place]) & said_mask
            while said[slot] != 0:
                slot = (slot + 1) & said_mask
            said[slot] = held[place]
