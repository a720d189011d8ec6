"""Connections added up in place as they come, for tables of which many rows are alike and many are not.

A sum takes 96 bytes and its slot 16 at most. What does not fit into a table of `FULL_SUMS` is written to heaps, in a file, and added up
behind the last row (`heaps`): memory is the same however many sums there are.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from lamppost.engine.kernel import compiler_is_here, is_cached
from lamppost.model.observations import NO_MAC, Column, Ends
from lamppost.model.spilling import Growing, Piece, Pieces, WrittenTable, untouched, zeros
from lamppost.observe.logs.coded import Coded, Distinct
from lamppost.observe.logs.hashed import longs
from lamppost.observe.logs.hashes import adding
from lamppost.observe.logs.heaps import Heaps
from lamppost.observe.logs.held import HALVES, KEYS, NUMBERS, HeldSums
from lamppost.observe.logs.running import run_compiled
from lamppost.observe.logs.sums import ROW

FULL_SUMS = 1 << 22
"""Sums that are held in memory, of 400 MB."""
FIRST_COMPILE_FROM = 1 << 18
"""Rows from which making machine code pays."""
_WAITING = 2
"""What was given, and is not added up yet, at most."""
_CODED_WAITING = 16
"""The same of what is coded, a few megabytes each: there is something to do while the next file is opened."""
_AT_ONCE = 2
"""Threads that turn sums into columns, which is moving memory most of the time."""
_PART = 1 << 14
"""Sums that are turned in one go: they stay near the processor while column after column is made of them."""
_MANY = 1 << 20
"""Sums or ends from which on room is made for twice as many and not four times."""
_STEP = 64
"""One place of so many tells where parts of the answer begin."""


class AddedUp:
    """Sums of connections, each key once."""

    def __init__(self) -> None:
        """None yet."""
        self._ends = Growing(np.int64)
        self._end_slots, self._slots = zeros(1 << 12), zeros(1 << 16)
        self._sums = untouched((FULL_SUMS + adding.AHEAD) * adding.WIDTH)
        self._heaps = Heaps()
        self._sizes = np.zeros(10, np.int64)
        self._sizes[adding.END_MASK], self._sizes[adding.SUM_MASK] = (1 << 12) - 1, (1 << 16) - 1
        self._sizes[adding.FULL_SUMS] = FULL_SUMS
        self._scratch = np.zeros(2 * adding.AHEAD, np.int64)
        self._numbered: WeakKeyDictionary[Distinct, Column] = WeakKeyDictionary()
        self._worker = ThreadPoolExecutor(1, "adding")
        self._busy: list[Future[None]] = []
        self.ends: Ends | None = None
        """Of the sums, once they were asked for."""
        self._make_room()

    def add(self, rows: Mapping[str, Column]) -> None:
        """Add some connections up, while whoever gives them goes on; an error is raised by the next call.

        Args:
            rows: Columns of `sums.ROW`, where hours are not kept apart; they must not be written to any more.
        """
        self._begin(lambda: self._add(rows), _WAITING)

    def add_coded(self, columns: Sequence[Column], src: Coded, dst: Coded) -> None:
        """The same with connections whose addresses are coded, and tell no MAC.

        Args:
            columns: Words of keys, `NUMBERS` and `BOUNDS` as 64-bit integers; they must not be written to any more.
            src: Who opened them.
            dst: Who was called.
        """
        self._begin(lambda: self._add_coded(columns, src, dst), _CODED_WAITING)

    def add_joined(self, columns: Sequence[Column], ends: Sequence[Column]) -> None:
        """The same with connections whose words of keys are there.

        Args:
            columns: As `add_coded` takes them.
            ends: Halves of the address and MAC of who opened them, and of who was called; they must not be written to any more.
        """
        self._begin(lambda: self._add_joined(columns, ends), _WAITING)

    def _begin(self, adding_up: Callable[[], None], most: int) -> None:
        self._wait(most)
        self._busy.append(self._worker.submit(adding_up))

    def _wait(self, most: int = 0) -> None:
        """Until no more of what was given wait than so many."""
        while len(self._busy) > most:
            self._busy.pop(0).result()

    def _add(self, rows: Mapping[str, Column]) -> None:
        count = len(rows["first_place"])
        what, when = (np.empty(count, np.int64) for _ in range(2))
        pairs = self._pairs([rows[f"{side}_{one}"] for side in ("src", "dst") for one in HALVES])
        run_compiled(adding.join_words, *(longs(rows[one]) for one in KEYS), count, what, when)
        self._add_columns([pairs, what, when, *(longs(rows[one]) for one in NUMBERS)])

    def _add_joined(self, columns: Sequence[Column], ends: Sequence[Column]) -> None:
        self._add_columns([self._pairs(ends), *columns])

    def _add_coded(self, columns: Sequence[Column], src: Coded, dst: Coded) -> None:
        codes, numbers = (
            [longs(one.codes) for one in (src, dst)],
            [self._numbers(one.of) for one in (src, dst)],
        )
        pairs = np.empty(len(src.codes), np.int64)
        run_compiled(adding.pair_numbers, *codes, *numbers, len(pairs), pairs)
        self._add_columns([pairs, *columns])

    def _add_columns(self, columns: Sequence[Column]) -> None:
        done, count = 0, len(columns[0])
        while done < count:
            done = run_compiled(
                adding.add_rows, *columns, done, count, self._sums, self._slots, self._sizes, self._scratch,
                self._heaps.rows, self._heaps.counts,
            )  # fmt: skip
            if done < count:
                self._make_room()

    def _pairs(self, ends: Sequence[Column]) -> Column:
        """The numbers of both ends of each row, as one."""
        columns = [longs(one) for one in ends]
        done, count = 0, len(columns[0])
        pairs = np.empty(count, np.int64)
        while done < count:
            done = run_compiled(
                adding.pair_ends, *columns, done, count, self._ends_room, self._end_slots, self._sizes,
                self._scratch, pairs,
            )  # fmt: skip
            if done < count:
                self._make_room()
        return pairs

    def _numbers(self, of: Distinct) -> Column:
        """The number of the end of each address, without a MAC."""
        held = self._numbered.get(of)
        if held is None:
            held = self._numbered[of] = np.empty(len(of.high), np.int64)
            self._make_room(len(held))
            run_compiled(
                adding.number_ends, longs(of.high), longs(of.low), NO_MAC, len(held), self._ends_room, self._end_slots,
                self._sizes, held,
            )  # fmt: skip
        return held

    def settled(self, *, in_place: bool) -> dict[str, Column]:
        """The sums in the order of their first rows; `ends` then tells whose they are.

        Args:
            in_place: They may be given as `HeldSums`; else they are written down, as columns of `sums.ROW`.
        """
        held = self.held() if in_place else None
        if held is None:
            return self.rows(ROW)
        self.ends = held.ends
        return held

    def held(self) -> HeldSums | None:
        """The sums as they are, where they lie in the order of their first rows and none is on a heap; else None.

        Nothing is to be added up any more.
        """
        self._wait()
        if self._sizes[adding.N_HEAPED]:
            return None
        sums, places = self._table()
        return HeldSums(sums, self._ends_held()) if _rises(places) else None

    def rows(self, schema: Mapping[str, type]) -> dict[str, Column]:
        """The sums, in the order of their first rows; `ends` then tells whose they are.

        Args:
            schema: `sums.ROW`.
        """
        self._wait()
        runs = self._runs()
        sampled = np.concatenate([one.places[_STEP::_STEP] for one in runs])
        sampled.sort()
        bounds = [*sampled[_PART // _STEP :: _PART // _STEP].tolist(), (1 << 63) - 1]
        count = sum(len(one.places) for one in runs)
        ends = self._ends_held()
        made = WrittenTable(schema, count)  # all hours are 0, as there
        whose = WrittenTable({"src": np.int32, "dst": np.int32}, count)
        until = [np.searchsorted(one.places, bounds).tolist() for one in runs]

        def fill(part: int) -> None:
            spans = [(one[part - 1] if part else 0, one[part]) for one in until]
            taken = [one.take(*span) for one, span in zip(runs, spans, strict=True)]
            some = taken[0]
            if len(taken) > 1:
                some = np.concatenate(taken)
                some = some[np.argsort(some[:, adding.PLACE], kind="stable")]
            start = sum(first for first, _ in spans)
            for shift, side in ((32, "src"), (0, "dst")):
                places = (some[:, adding.PAIR] >> shift) & 0xFFFFFFFF
                whose.put(side, start, places)
                both = ends[places]
                for at, name in enumerate(HALVES):
                    made.put(f"{side}_{name}", start, both[:, at])
            for name, (word, tell) in KEYS.items():
                made.put(name, start, tell(some[:, word]))
            for name, at in NUMBERS.items():
                made.put(name, start, some[:, at])

        with ThreadPoolExecutor(_AT_ONCE, "sums") as workers:
            list(workers.map(fill, range(len(bounds))))
        high, low = (np.ascontiguousarray(ends[:, at]).view(np.uint64) for at in (0, 1))
        self.ends = Ends(**whose.columns(), ip_high=high, ip_low=low)
        return made.columns()

    def _runs(self) -> list["_Run"]:
        """The sums of the table, and those of each heap, in the order of their first rows."""
        usual = int(self._sizes[adding.USUAL])
        self._heaps.write(run_compiled, usual)
        pieces = Pieces()

        def in_order(sums: Column) -> _Run:
            of_heap = np.argsort(sums[:, adding.PLACE], kind="stable")
            ordered = sums[of_heap]
            places = np.ascontiguousarray(ordered[:, adding.PLACE])
            return _Run(places, partial(_piece, pieces, pieces.put(ordered.reshape(-1))))

        with ThreadPoolExecutor(1, "table") as beside:
            of_table = beside.submit(self._run_of_table)
            of_heaps = self._heaps.sums(run_compiled, usual, in_order)
            return [of_table.result(), *of_heaps]

    def _ends_held(self) -> Column:
        """The ends, shape (n, END)."""
        return self._ends_room[: int(self._sizes[adding.N_ENDS]) * adding.END].reshape(-1, adding.END)

    def _table(self) -> tuple[Column, Column]:
        """The sums of the table, shape (n, WIDTH), and their first places."""
        held = self._sums[: int(self._sizes[adding.N_SUMS]) * adding.WIDTH].reshape(-1, adding.WIDTH)
        return held, np.ascontiguousarray(held[:, adding.PLACE])

    def _run_of_table(self) -> "_Run":
        held, places = self._table()
        if _rises(places):
            return _Run(places, lambda first, end: held[first:end])
        order = np.argsort(places, kind="stable")
        return _Run(places[order], lambda first, end: held[order[first:end]])

    def _make_room(self, new_ends: int = 2 * adding.AHEAD) -> None:
        """Twice the room where there may be none.

        Args:
            new_ends: Ends for which there is to be room.
        """
        sizes = self._sizes
        if sizes[adding.FULLEST] + adding.AHEAD * adding.WIDTH > adding.HEAP_WORDS:
            self._heaps.write(run_compiled, int(sizes[adding.USUAL]))
            sizes[adding.FULLEST] = 0
        if sizes[adding.N_ENDS] + new_ends > sizes[adding.MOST_ENDS]:
            most = max(_more(1 << 10, int(sizes[adding.MOST_ENDS])), int(sizes[adding.N_ENDS]) + new_ends)
            self._ends_room = self._ends.grow(most * adding.END, int(sizes[adding.N_ENDS]) * adding.END)
            sizes[adding.MOST_ENDS] = most
            self._end_slots = _larger(self._end_slots, most)
            sizes[adding.END_MASK] = len(self._end_slots) - 1
        if sizes[adding.N_SUMS] + adding.AHEAD > sizes[adding.MOST_SUMS]:
            most = min(_more(1 << 14, int(sizes[adding.MOST_SUMS])), FULL_SUMS + adding.AHEAD)
            sizes[adding.MOST_SUMS] = most
            self._slots = _larger(self._slots, most)
            sizes[adding.SUM_MASK] = len(self._slots) - 1


class _Run(NamedTuple):
    """Sums in the order of their first rows."""

    places: Column
    take: Callable[[int, int], Column]
    """Gives those from one up to another, shape (n, WIDTH)."""


def _rises(places: Column) -> bool:
    """Whether sums lie in the order of their first rows, as where one file was read, and nothing came twice or turned."""
    return bool((places[1:] > places[:-1]).all())


def _piece(pieces: Pieces, piece: Piece, first: int, end: int) -> Column:
    return pieces.get(piece.part(first * adding.WIDTH, end * adding.WIDTH)).reshape(-1, adding.WIDTH)


def is_compiled_for(n: int) -> bool:
    """Whether there is machine code, or so many rows that making it pays."""
    return compiler_is_here() and (
        n >= FIRST_COMPILE_FROM or (is_cached(adding.add_rows) and is_cached(adding.refill))
    )


def _more(least: int, most: int) -> int:
    """For how many room is made where that for `most` is full."""
    return max(least, (4 if most < _MANY else 2) * most)


def _larger(slots: Column, most: int) -> Column:
    """The slots with room for so many, half as many again at least."""
    count = 1 << (3 * most // 2).bit_length()
    if count <= len(slots):
        return slots
    larger = zeros(count)
    run_compiled(adding.refill, slots, len(slots), larger, count - 1)
    return larger
