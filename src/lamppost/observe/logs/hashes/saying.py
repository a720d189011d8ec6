"""What senders say of themselves, each thing held once: a table of senders and fields, and one of what each said."""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.engine.lookup.kernels import mixed

SENDER = 5
"""Numbers of a sender: its MAC, both halves of its address, a field, and how many values it said in that."""
AHEAD = 32
"""Rows that are looked at in one go, so that what they need is on its way."""
_ROW = (1 << 32) - 1
_NO_MAC = -1
_NOT_TOLD = -(1 << 63)


@kernel
def sender_of(
    key: int, mac: int, high: int, low: int, field: int, senders: Longs, slots: Longs, mask: int, state: Longs
) -> int:
    """The number of a sender and field, whose hash is told, a new one where it is new; there must be room for one."""
    slot = key & mask
    while slots[slot] != 0:
        entry = slots[slot]
        at = ((entry & _ROW) - 1) * SENDER
        if (
            entry >> 32 == key
            and senders[at] == mac
            and senders[at + 1] == high
            and senders[at + 2] == low
            and senders[at + 3] == field
        ):
            return (entry & _ROW) - 1
        slot = (slot + 1) & mask
    number = state[0]
    state[0] = number + 1
    slots[slot] = (key << 32) | (number + 1)
    at = number * SENDER
    senders[at] = mac
    senders[at + 1] = high
    senders[at + 2] = low
    senders[at + 3] = field
    senders[at + 4] = 0
    return number


@kernel
def note_said(  # noqa: D417
    macs: Longs, highs: Longs, lows: Longs, field: int, values: Longs, seen_at: Longs, n: int, most: int,
    senders: Longs, slots: Longs, mask: int, state: Longs, said: Longs, said_mask: int, n_said: Longs, ahead: Longs, out: Longs,
) -> int:  # fmt: skip
    """How many rows tell something that is new; from now on it is known.

    Args:
        macs: A column each, shape (n,): MACs and halves of addresses of senders, numbers of values, and instants.
        field: Number of the field.
        n: Rows.
        most: Values of one field that one sender is heard with; more are nothing new.
        senders: Senders and fields, one behind the other, with room for n more.
        slots: Their table: 0, or the hash above the number plus 1.
        mask: Its places less one.
        state: How many there are.
        said: A table of senders and values, 0 or one number of both, with room for n more.
        said_mask: Its places less one.
        n_said: How many there are.
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
            if entry != 0:
                prefetch(senders, ((entry & _ROW) - 1) * SENDER)
        for row in range(start, stop):
            key, pair = ahead[row - start], 0
            is_named = macs[row] != _NO_MAC or highs[row] != 0 or lows[row] != 0
            if is_named and values[row] >= 0 and seen_at[row] != _NOT_TOLD:
                sender = sender_of(key, macs[row], highs[row], lows[row], field, senders, slots, mask, state)
                pair = (sender << 32 | values[row]) + 1
                prefetch(said, mixed(4, pair) & said_mask)
            ahead[row - start] = pair
        for row in range(start, stop):
            pair = ahead[row - start]
            if pair != 0:
                count = ((pair - 1) >> 32) * SENDER + 4
                slot = mixed(4, pair) & said_mask
                while said[slot] != 0 and said[slot] != pair:
                    slot = (slot + 1) & said_mask
                if said[slot] == 0 and senders[count] < most:
                    said[slot] = pair
                    senders[count] += 1
                    n_said[0] += 1
                    out[new] = row
                    new += 1
    return new


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
