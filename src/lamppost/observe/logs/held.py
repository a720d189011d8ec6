"""Sums of connections as columns of which those rows are made that somebody asks for: nothing is written a second time."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np

from lamppost.engine.lookup.rows import FoundRows
from lamppost.model.columns import parts_of
from lamppost.model.made_column import MadeColumn
from lamppost.model.observations import SUMMED_FLOW, Column, Ends, FlowCounts
from lamppost.observe.logs.hashes import adding
from lamppost.observe.logs.hashes.counting import AHEAD, COUNTS, count_sums
from lamppost.observe.logs.running import run_for_rows
from lamppost.observe.logs.sums import BOUNDS, PLACE, ROW, SUMS, evidence_of, port_of, row_of

NAMED_PAIR = ("client_ip_high", "client_ip_low", "ip_high", "ip_low")
HALVES = ("ip_high", "ip_low", "mac")
"""Of an end, in the order in which it is held."""
_SIDES = {"src": 32, "dst": 0}
"""Where the numbers of ends stand in a pair."""
_PORT_BITS = 17
_BELOW_PORT, _BELOW_TURN = adding.PROTO_BITS + adding.STATE_BITS, adding.VLAN_BITS + adding.VIEW_BITS
Words = Callable[[Any], Any]
KEYS: dict[str, tuple[int, Words]] = {
    "server_name": (adding.WHAT, lambda word: (word >> 32) - 2),
    "dst_port": (adding.WHAT, lambda word: ((word >> _BELOW_PORT) & ((1 << _PORT_BITS) - 1)) - 1),
    "proto": (adding.WHAT, lambda word: (word >> adding.STATE_BITS) & ((1 << adding.PROTO_BITS) - 1)),
    "conn_state": (adding.WHAT, lambda word: word & ((1 << adding.STATE_BITS) - 1)),
    "turn": (adding.WHEN, lambda word: word >> _BELOW_TURN),
    "vlan_id": (adding.WHEN, lambda word: ((word >> adding.VIEW_BITS) & ((1 << adding.VLAN_BITS) - 1)) - 1),
    "view": (adding.WHEN, lambda word: word & ((1 << adding.VIEW_BITS) - 1)),
}
"""The keys that `adding.join_words` put into two words: which of them, and how each is told from it."""
NUMBERS = {name: adding.CONNECTIONS + at for at, name in enumerate((*SUMS, *BOUNDS))}
"""Places in a sum of what is a number of 64 bits."""
_OF_PLACES = {"first_row": row_of, "evidence": evidence_of, "src_port": port_of}


class HeldSums(dict[str, Column]):
    """Sums in the order of their first rows, as columns of `ROW`; they are parts of the sums, or made when rows of them are asked for."""

    def __init__(self, sums: Column, ends: Column) -> None:
        """Nothing is copied but the ends.

        Args:
            sums: As `adding` has them, shape (n, WIDTH); they must not be written to any more.
            ends: Who stands at either end, shape (m, END).
        """
        self.sums, self.whose, count = sums.reshape(-1), np.ascontiguousarray(ends).reshape(-1), len(sums)
        halves = [np.ascontiguousarray(ends[:, at]) for at in range(adding.END)]
        columns: dict[str, Column] = {"hour": np.broadcast_to(np.int64(0), count)}
        pairs = sums[:, adding.PAIR]
        whose: dict[str, Column] = {}
        for side, shift in _SIDES.items():
            places = _shifted(pairs, shift)
            whose[side] = _made(count, np.int32, places)
            for name, half in zip(HALVES, halves, strict=True):
                columns[f"{side}_{name}"] = _taken(count, ROW[f"{side}_{name}"], half, places)
        for name, (word, tell) in KEYS.items():
            columns[name] = _told(sums[:, word], ROW[name], tell)
        columns |= {name: sums[:, at] for name, at in NUMBERS.items()}
        super().__init__((name, columns[name]) for name in ROW)
        high, low = (halves[at].view(np.uint64) for at in (0, 1))
        self.ends = Ends(**whose, ip_high=high, ip_low=low)

    def summed(self) -> dict[str, Column]:
        """The same as a table of `SUMMED_FLOW`."""
        told = {name: _told(self[PLACE], SUMMED_FLOW[name], tell) for name, tell in _OF_PLACES.items()}
        return {name: told[name] if name in told else self[name] for name in SUMMED_FLOW}


class HeldCounts:
    """Counts connections as `Counting` says, where their sums lie."""

    def __init__(self, held: HeldSums, names: Mapping[str, Column]) -> None:
        """Clients and the addresses that they were given a name for, or called by one, are held.

        Args:
            held: The sums.
            names: Table of `NAME`.
        """
        told = [
            part.start + np.flatnonzero((names["ip_high"][part] | names["ip_low"][part]) != 0)
            for part in parts_of(len(names["name"]))
        ]
        rows = np.concatenate([np.empty(0, np.int64), *told])
        self._sums, self._named = (
            held,
            FoundRows(tuple(names[one] for one in NAMED_PAIR), rows, for_kernels=True),
        )

    def __call__(self, is_outside: Column) -> FlowCounts:
        """The connections, counted."""
        count, named, out = len(self._sums[PLACE]), self._named.held, np.zeros(COUNTS, np.int64)
        assert named is not None
        room = [np.empty(AHEAD, np.int64) for _ in range(6)]
        told = (self._sums.sums, count, self._sums.whose, is_outside.view(np.uint8))
        run_for_rows(count)(count_sums, *told, *named, *room, out)
        return FlowCounts(*out.tolist())


def _made(count: int, kind: type, make: Callable[[Any], Any]) -> Column:
    return cast("Column", MadeColumn(count, kind, make))  # which is used as an array is


def _told(words: Column, kind: type, tell: Words) -> Column:
    """What a word of each sum tells."""
    return _made(len(words), kind, lambda rows: tell(words[rows]))


def _shifted(pairs: Column, shift: int) -> Callable[[Any], Any]:
    """Tells the ends on one side of some sums."""
    return lambda rows: (pairs[rows] >> shift) & adding.NUMBER


def _taken(count: int, kind: type, of_ends: Column, places: Callable[[Any], Any]) -> Column:
    """What ends tell, of the ends on one side."""
    if len(of_ends) and (of_ends == of_ends[0]).all():  # as where no log tells a MAC
        return np.broadcast_to(of_ends.view(kind)[0], count)
    told: Column = of_ends.view(kind)
    return _made(count, kind, lambda rows: told[places(rows)])
