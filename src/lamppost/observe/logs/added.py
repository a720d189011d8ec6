"""Connections added up in place as they come, for tables of which many rows are alike and many are not.

A sum takes 96 bytes and its slot 16 at most; tables that are longer than memory lie in mapped files (decision 14).
"""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from lamppost.engine.kernel import compiler_is_here, is_cached
from lamppost.model.columns import parts_of
from lamppost.model.observations import Column
from lamppost.model.spilling import Growing, table, zeros
from lamppost.observe.logs.hashed import longs
from lamppost.observe.logs.hashes import adding
from lamppost.observe.logs.running import run_compiled

NUMBERS = ("connections", "src_bytes", "dst_bytes", "src_packets", "dst_packets", "active_us")
BOUNDS = ("first_seen_at", "last_seen_at", "first_place")
FIRST_COMPILE_FROM = 1 << 18
"""Rows from which making machine code pays."""
_AT_ONCE = 2
"""Threads that turn sums into columns, which is moving memory most of the time."""
_HALVES = ("ip_high", "ip_low", "mac")
_STATE, _PROTO, _PORT = 4, 8, 17  # bits
_TURN, _VIEW = 28, 8


class AddedUp:
    """Sums of connections, each key once."""

    def __init__(self) -> None:
        """None yet."""
        self._ends, self._sums = Growing(np.int64), Growing(np.int64)
        self._end_slots, self._slots = zeros(1 << 12), zeros(1 << 16)
        self._sizes = np.zeros(6, np.int64)
        self._sizes[adding.END_MASK], self._sizes[adding.SUM_MASK] = (1 << 12) - 1, (1 << 16) - 1
        self._scratch = np.zeros(2 * adding.AHEAD, np.int64)
        self._worker = ThreadPoolExecutor(1, "adding")
        self._busy: Future[None] | None = None
        self._make_room()

    def __len__(self) -> int:
        """How many sums there are."""
        self._wait()
        return int(self._sizes[adding.N_SUMS])

    def add(self, rows: Mapping[str, Column]) -> None:
        """Add some connections up, while whoever gives them goes on; an error is raised by the next call.

        Args:
            rows: Columns of `sums.ROW`, where hours are not kept apart; they must not be written to any more.
        """
        self._wait()
        self._busy = self._worker.submit(self._add, rows)

    def _wait(self) -> None:
        busy, self._busy = self._busy, None
        if busy is not None:
            busy.result()

    def _add(self, rows: Mapping[str, Column]) -> None:
        count = len(rows["first_place"])
        columns = [longs(rows[f"{side}_{one}"]) for side in ("src", "dst") for one in _HALVES]
        columns += [_what(rows), _when(rows), *(longs(rows[one]) for one in (*NUMBERS, *BOUNDS))]
        done = 0
        while done < count:
            done = run_compiled(
                adding.add_rows, *columns, done, count, self._ends_room, self._end_slots, self._sums_room,
                self._slots, self._sizes, self._scratch,
            )  # fmt: skip
            if done < count:
                self._make_room()

    def rows(self, schema: Mapping[str, type]) -> dict[str, Column]:
        """The sums, in the order of their first rows.

        Args:
            schema: `sums.ROW`.
        """
        count = len(self)
        sums = self._sums_room[: count * adding.WIDTH].reshape(-1, adding.WIDTH)
        ends = self._ends_room[: int(self._sizes[adding.N_ENDS]) * adding.END].reshape(-1, adding.END)
        places = np.ascontiguousarray(sums[:, adding.PLACE])
        is_rising = bool((places[1:] >= places[:-1]).all())  # files were read in the order of their numbers
        order = None if is_rising else np.argsort(places, kind="stable")
        made = table(dict(schema), count)  # all hours are 0, as there

        def fill(part: slice) -> None:
            some = sums[part if order is None else order[part]]
            for shift, side in ((32, "src"), (0, "dst")):
                both = ends[(some[:, adding.PAIR] >> shift) & 0xFFFFFFFF]
                for at, name in enumerate(_HALVES):
                    made[f"{side}_{name}"][part] = both[:, at].view(schema[f"{side}_{name}"])
            for name, column in _apart(some[:, adding.WHAT], some[:, adding.WHEN]).items():
                made[name][part] = column
            for at, name in enumerate((*NUMBERS, *BOUNDS)):
                made[name][part] = some[:, adding.CONNECTIONS + at]

        with ThreadPoolExecutor(_AT_ONCE, "sums") as workers:
            list(workers.map(fill, parts_of(count)))
        return made

    def _make_room(self) -> None:
        """Twice the room where there may be none."""
        sizes = self._sizes
        if sizes[adding.N_ENDS] + 2 * adding.AHEAD > sizes[adding.MOST_ENDS]:
            most = max(1 << 10, 2 * int(sizes[adding.MOST_ENDS]))
            self._ends_room = self._ends.grow(most * adding.END, int(sizes[adding.N_ENDS]) * adding.END)
            sizes[adding.MOST_ENDS] = most
            self._end_slots = _larger(self._end_slots, most)
            sizes[adding.END_MASK] = len(self._end_slots) - 1
        if sizes[adding.N_SUMS] + adding.AHEAD > sizes[adding.MOST_SUMS]:
            most = max(1 << 14, 2 * int(sizes[adding.MOST_SUMS]))
            self._sums_room = self._sums.grow(most * adding.WIDTH, int(sizes[adding.N_SUMS]) * adding.WIDTH)
            sizes[adding.MOST_SUMS] = most
            self._slots = _larger(self._slots, most)
            sizes[adding.SUM_MASK] = len(self._slots) - 1


def is_compiled_for(n: int) -> bool:
    """Whether there is machine code, or so many rows that making it pays."""
    return compiler_is_here() and (
        n >= FIRST_COMPILE_FROM or (is_cached(adding.add_rows) and is_cached(adding.refill))
    )


def _larger(slots: Column, most: int) -> Column:
    """The slots with room for so many, half as many again at least."""
    count = 1 << (3 * most // 2).bit_length()
    if count <= len(slots):
        return slots
    larger = zeros(count)
    run_compiled(adding.refill, slots, len(slots), larger, count - 1)
    return larger


def _what(rows: Mapping[str, Column]) -> Column:
    """Name, port, protocol and state of each row as one number."""
    low = rows["dst_port"].astype(np.int64) + 1
    low <<= _PROTO + _STATE
    low |= rows["proto"].astype(np.int64) << _STATE
    low |= rows["conn_state"]
    low |= (rows["server_name"].astype(np.int64) + 2) << 32
    return low


def _when(rows: Mapping[str, Column]) -> Column:
    """Turn, VLAN and view of each row as one number."""
    low = rows["turn"].astype(np.int64) << (16 + _VIEW)
    low |= (rows["vlan_id"].astype(np.int64) + 1) << _VIEW
    low |= rows["view"]
    return low


def _apart(what: Column, when: Column) -> dict[str, Column]:
    """The keys that `_what` and `_when` put into one number each."""
    return {
        "server_name": (what >> 32) - 2,
        "dst_port": ((what >> (_PROTO + _STATE)) & ((1 << _PORT) - 1)) - 1,
        "proto": (what >> _STATE) & ((1 << _PROTO) - 1),
        "conn_state": what & ((1 << _STATE) - 1),
        "turn": when >> (16 + _VIEW),
        "vlan_id": ((when >> _VIEW) & 0xFFFF) - 1,
        "view": when & ((1 << _VIEW) - 1),
    }
