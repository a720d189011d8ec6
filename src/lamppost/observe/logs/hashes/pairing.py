"""Pairs of client and address that a name was given for, numbered in place; and which of them more than one was given for."""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.observe.logs.hashes.adding import mixed

WIDTH = 6
"""Numbers of a pair: both halves of the client's address and of the other, the name that was told first, and whether another was."""
NAME, SEVERAL = 4, 5
AHEAD = 32
_NUMBER = (1 << 32) - 1


@kernel
def number_pairs(  # noqa: D417
    client_highs: Longs, client_lows: Longs, highs: Longs, lows: Longs, names: Longs, n: int, pairs: Longs,
    slots: Longs, mask: int, state: Longs, scratch: Longs, out: Longs,
) -> None:  # fmt: skip
    """Number the pairs of some rows, a new one where it is new.

    Args:
        client_highs: A column each, shape (n,): halves of addresses of clients, halves of addresses that names are
            of, and numbers of names.
        n: How many.
        pairs: What is known, one behind the other, with room for n more.
        slots: Its table: 0, or the hash above the number plus 1.
        mask: Its places less one.
        state: How much is known.
        scratch: Room for a number of each row that is looked at in one go.
        out: Out: the number of each row's pair.
    """
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        for row in range(start, stop):
            key = mixed(mixed(mixed(mixed(5, client_highs[row]), client_lows[row]), highs[row]), lows[row])
            scratch[row - start] = key
            prefetch(slots, key & mask)
        for row in range(start, stop):
            entry = slots[scratch[row - start] & mask]
            if entry != 0:
                prefetch(pairs, ((entry & _NUMBER) - 1) * WIDTH)
        for row in range(start, stop):
            key = scratch[row - start]
            slot = key & mask
            held = -1
            while held < 0 and slots[slot] != 0:
                entry = slots[slot]
                at = ((entry & _NUMBER) - 1) * WIDTH
                if (
                    entry >> 32 == key
                    and pairs[at] == client_highs[row]
                    and pairs[at + 1] == client_lows[row]
                    and pairs[at + 2] == highs[row]
                    and pairs[at + 3] == lows[row]
                ):
                    held = (entry & _NUMBER) - 1
                else:
                    slot = (slot + 1) & mask
            if held < 0:
                held = state[0]
                state[0] += 1
                slots[slot] = (key << 32) | (held + 1)
                pairs[held * WIDTH] = client_highs[row]
                pairs[held * WIDTH + 1] = client_lows[row]
                pairs[held * WIDTH + 2] = highs[row]
                pairs[held * WIDTH + 3] = lows[row]
                pairs[held * WIDTH + NAME] = names[row]
                pairs[held * WIDTH + SEVERAL] = 0
            elif pairs[held * WIDTH + NAME] != names[row]:
                pairs[held * WIDTH + SEVERAL] = 1
            out[row] = held
