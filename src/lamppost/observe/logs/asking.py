"""Which of several names a connection was made by, where a client was given more than one for an address."""

from collections.abc import Mapping

import numpy as np

from lamppost.model.columns import HeldRows, distinct_numbers, is_in
from lamppost.model.observations import Column
from lamppost.observe.logs.grouping import grouped
from lamppost.observe.logs.hashed import HashedRows, longs
from lamppost.observe.logs.hashes.pairing import AHEAD, SEVERAL, WIDTH, number_pairs
from lamppost.observe.logs.running import run_for_rows

_PAIR = ("client_ip_high", "client_ip_low", "ip_high", "ip_low")
_NOTHING = np.empty(0, np.int64)


class LookUps:
    """Answers of DNS; connections before and after another answer are told apart, all others are not."""

    def __init__(self) -> None:
        """None yet."""
        self._pairs, self._scratch = HashedRows(WIDTH), np.empty(AHEAD, np.int64)
        self._told: list[tuple[Column, ...]] = [(_NOTHING, _NOTHING, _NOTHING)]
        """Of all rows the number of the pair, the name, and when."""
        self._held: HeldRows | None = None
        """Pairs that more than one name was given for; None: to be found anew."""
        self._lows: Column = np.empty(0, np.uint64)
        self._keys: Column = _NOTHING
        self._times: Column = _NOTHING

    def __len__(self) -> int:
        """How many pairs of a client and an address have a name."""
        return len(self._pairs)

    def put(self, table: Mapping[str, Column]) -> None:
        """Keep rows of `NAME`."""
        told = np.flatnonzero((table["ip_high"] | table["ip_low"]) != 0)
        n = len(told)
        if not n:
            return
        run, numbers = run_for_rows(n), np.empty(n, np.int64)
        columns = [longs(table[name][told]) for name in (*_PAIR, "name")]
        run(number_pairs, *columns, n, *self._pairs.room(run, n), self._pairs.state, self._scratch, numbers)
        self._told.append((numbers, columns[-1], table["seen_at"][told]))
        if self._pairs.columns()[numbers, SEVERAL].any():
            self._held = None

    @property
    def _is_several(self) -> Column:
        """Per pair, whether more than one name was given for it."""
        return np.asarray(self._pairs.columns()[:, SEVERAL] != 0)

    def turns(self, flows: Mapping[str, Column]) -> Column:
        """Per connection, how many answers its client had had for its server by then; 0 where one name alone was given.

        Args:
            flows: With the columns of the ends, `server_name` and `first_seen_at`.
        """
        turns = np.zeros(len(flows["first_seen_at"]), np.int32)
        held = self._index() if self._held is None else self._held
        if not len(self._keys):
            return turns
        rows = np.flatnonzero((flows["server_name"] == -1) & is_in(flows["dst_ip_low"], self._lows))
        ends = tuple(flows[name][rows] for name in ("src_ip_high", "src_ip_low", "dst_ip_high", "dst_ip_low"))
        pair = held.find(ends)
        rows, pair = rows[pair >= 0], pair[pair >= 0]
        instants, whole = distinct_numbers(self._times), len(self._times) + 1
        asked = self._keys * whole + np.searchsorted(instants, self._times)
        asked.sort()
        until = pair * whole + np.searchsorted(instants, flows["first_seen_at"][rows], "right") - 1
        turns[rows] = np.searchsorted(asked, until, "right") - np.searchsorted(asked, pair * whole)
        return turns

    def _index(self) -> HeldRows:
        """When each of the names of pairs that have several was told first."""
        self._told = [tuple(np.concatenate(column) for column in zip(*self._told, strict=True))]
        numbers, names, seen_at = self._told[0]
        is_several = self._is_several
        chosen = np.flatnonzero(is_several[numbers])
        numbers, names, seen_at = numbers[chosen], names[chosen], seen_at[chosen]
        first, alike = grouped((numbers, names))
        self._keys, self._times = numbers[first], seen_at[first]
        np.minimum.at(self._times, alike, seen_at)
        pairs = self._pairs.columns()
        halves = tuple(np.ascontiguousarray(pairs[:, at]).view(np.uint64) for at in range(len(_PAIR)))
        held = np.flatnonzero(is_several)
        self._held, self._lows = HeldRows(halves, held), halves[-1][held]
        return self._held
