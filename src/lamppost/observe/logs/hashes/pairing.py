"""Pairs of client and address that a name was given for, and every answer that told one; and which of them more than one was given for."""

from lamppost.engine.kernel import Longs, kernel, prefetch
from lamppost.engine.lookup.kernels import mixed

WIDTH = 5
"""Numbers of a pair: both halves of the client's address and of the other; and as one the name that all answers tell, or -1 where they
tell several, above the number of the answer that was told last plus 1."""
TOLD = 4
ANSWER = 2
"""Numbers of an answer: as one the name, above the number of the answer before it for the same pair plus 1, or 0; and when."""
ANSWERS, PAIRS = range(2)
"""Of the counts: how many answers there are, and pairs that more than one name was given for."""
AHEAD = 32
_NUMBER = (1 << 32) - 1


@kernel
def put_answers(  # noqa: D417
    client_highs: Longs, client_lows: Longs, highs: Longs, lows: Longs, names: Longs, seen_at: Longs, n: int, pairs: Longs,
    slots: Longs, mask: int, state: Longs, answers: Longs, several: Longs, counts: Longs, scratch: Longs,
) -> int:  # fmt: skip
    """How many of some answers are for pairs that more than one name was given for; a pair that is new gets a number.

    Args:
        client_highs: A column each, shape (n,): halves of addresses of clients, halves of addresses that names are
            of (both 0: the answer is left out), numbers of names, and instants.
        n: How many.
        pairs: What is known, one behind the other, with room for n more.
        slots: Its table: 0, or the hash above the number plus 1.
        mask: Its places less one.
        state: How much is known.
        answers: Answers, one behind the other, with room for n more.
        several: Numbers of pairs that more than one name was given for, with room for n more.
        counts: See `ANSWERS`.
        scratch: Room for a number of each row that is looked at in one go.
    """
    changed = 0
    for start in range(0, n, AHEAD):
        stop = min(start + AHEAD, n)
        for row in range(start, stop):
            key = mixed(mixed(mixed(mixed(5, client_highs[row]), client_lows[row]), highs[row]), lows[row])
            scratch[row - start] = key
            prefetch(slots, key & mask)
        for row in range(start, stop):
            entry = slots[scratch[row - start] & mask]
            if entry >> 32 == scratch[row - start]:
                prefetch(pairs, ((entry & _NUMBER) - 1) * WIDTH)
        for row in range(start, stop):
            if highs[row] == 0 and lows[row] == 0:
                continue
            key = scratch[row - start]
            slot = key & mask
            at = -1
            while at < 0 and slots[slot] != 0:
                entry = slots[slot]
                here = ((entry & _NUMBER) - 1) * WIDTH
                if (
                    entry >> 32 == key
                    and pairs[here] == client_highs[row]
                    and pairs[here + 1] == client_lows[row]
                    and pairs[here + 2] == highs[row]
                    and pairs[here + 3] == lows[row]
                ):
                    at = here
                else:
                    slot = (slot + 1) & mask
            if at < 0:
                at = state[0] * WIDTH
                state[0] += 1
                slots[slot] = (key << 32) | state[0]
                pairs[at] = client_highs[row]
                pairs[at + 1] = client_lows[row]
                pairs[at + 2] = highs[row]
                pairs[at + 3] = lows[row]
                pairs[at + TOLD] = names[row] << 32
            name = pairs[at + TOLD] >> 32
            if name >= 0 and name != names[row]:
                name = -1
                several[counts[PAIRS]] = at // WIDTH
                counts[PAIRS] += 1
            there = counts[ANSWERS] * ANSWER
            answers[there] = (names[row] << 32) | (pairs[at + TOLD] & _NUMBER)
            answers[there + 1] = seen_at[row]
            counts[ANSWERS] += 1
            pairs[at + TOLD] = (name << 32) | counts[ANSWERS]
            changed += 1 if name < 0 else 0
    return changed


@kernel
def answers_of(
    several: Longs, n: int, pairs: Longs, answers: Longs, room: int, places: Longs, names: Longs, times: Longs
) -> int:
    """How many answers some pairs have; as many are written as have room.

    Args:
        several: Numbers of the pairs.
        n: How many.
        pairs: Pairs.
        answers: Answers.
        room: How many have room.
        places: Out: the place of each answer's pair among these.
        names: Out: its name.
        times: Out: when it was told.
    """
    found = 0
    for place in range(n):
        answer = pairs[several[place] * WIDTH + TOLD] & _NUMBER
        while answer != 0:
            at = (answer - 1) * ANSWER
            if found < room:
                places[found] = place
                names[found] = answers[at] >> 32
                times[found] = answers[at + 1]
            found += 1
            answer = answers[at] & _NUMBER
    return found
