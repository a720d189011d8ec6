"""Which of several names a connection was made by, where a client was given more than one for an address."""

from collections.abc import Mapping

import numpy as np

from lamppost.model.columns import HeldRows, distinct_numbers, is_in
from lamppost.model.observations import Column
from lamppost.model.spilling import Growing
from lamppost.observe.logs.grouping import grouped
from lamppost.observe.logs.hashed import HashedRows, longs
from lamppost.observe.logs.hashes.pairing import AHEAD, ANSWER, WIDTH, answers_of, put_answers
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import run_for_rows

_PAIR = ("client_ip_high", "client_ip_low", "ip_high", "ip_low")
_NOTHING = np.empty(0, np.int64)


class LookUps:
    """Answers of DNS; connections before and after another answer are told apart, all others are not."""

    def __init__(self) -> None:
        """None yet."""
        self._pairs, self._scratch = HashedRows(WIDTH), np.empty(AHEAD, np.int64)
        self._answers, self._several = Growing(np.int64), Growing(np.int64)
        self._counts = np.zeros(2, np.int64)
        self._held: HeldRows | None = None
        """Pairs that more than one name was given for; None: to be found anew."""
        self._lows: Column = np.empty(0, np.uint64)
        self._asked: Column = _NOTHING
        """Of each name of such a pair, as one number that pair and which of the instants it was told first at; rising."""
        self._instants: Column = _NOTHING

    def __len__(self) -> int:
        """How many pairs of a client and an address have a name."""
        return len(self._pairs)

    def put(self, table: Mapping[str, Column]) -> None:
        """Keep rows of `NAMED` that tell an address."""
        n = len(table["name"])
        if not n:
            return
        run, columns = run_for_rows(n), [longs(table[name]) for name in (*_PAIR, "name", "seen_at")]
        answers, several = self._counts.tolist()
        rooms = (
            self._answers.room((answers + n) * ANSWER, answers * ANSWER),
            self._several.room(several + n, several),
        )
        pairs = self._pairs.room(run, n)
        if run(put_answers, *columns, n, *pairs, self._pairs.state, *rooms, self._counts, self._scratch):
            self._held = None

    def turns(self, src: Addresses, dst: Addresses, server_name: Column, first_seen_at: Column) -> Column:
        """Per connection, how many answers its client had had for its server by then; 0 where one name alone was given.

        Args:
            src: Who opened them.
            dst: Who was called.
            server_name: Numbers of names that connections tell; those that tell any have no turn.
            first_seen_at: When they began.
        """
        turns = np.zeros(len(first_seen_at), np.int32)
        held = self._index() if self._held is None else self._held
        if not len(self._asked):
            return turns
        rows = np.flatnonzero((server_name == -1) & is_in(dst.low, self._lows))
        pair = held.find(tuple(one[rows] for one in (*src, *dst)))
        rows, pair = rows[pair >= 0], pair[pair >= 0]
        whole = len(self._asked) + 1
        until = pair * whole + np.searchsorted(self._instants, first_seen_at[rows], "right") - 1
        turns[rows] = np.searchsorted(self._asked, until, "right") - np.searchsorted(
            self._asked, pair * whole
        )
        return turns

    def _index(self) -> HeldRows:
        """When each of the names of pairs that have several was told first."""
        answers, n = self._counts.tolist()
        several = self._several.room(n, n)[:n]
        pairs, told = self._pairs.columns(), self._answers.room(answers * ANSWER, answers * ANSWER)
        run, room, found = run_for_rows(n), -1, 4 * n
        while found > room:
            room = found
            columns = [np.empty(room, np.int64) for _ in range(3)]
            found = run(answers_of, several, n, pairs.reshape(-1), told, room, *columns)
        places, names, times = (one[:found] for one in columns)
        first, alike = grouped((places, names))
        earliest = times[first]
        np.minimum.at(earliest, alike, times)
        self._instants = distinct_numbers(earliest)
        self._asked = places[first] * (len(first) + 1) + np.searchsorted(self._instants, earliest)
        self._asked.sort()
        held = pairs[several]
        halves = tuple(np.ascontiguousarray(held[:, at]).view(np.uint64) for at in range(len(_PAIR)))
        self._held, self._lows = HeldRows(halves, np.arange(n)), halves[-1]
        return self._held
