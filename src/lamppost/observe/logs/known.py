"""What was told before: rows of numbers, and texts that hold addresses, looked at by kernels."""

from collections.abc import Sequence

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.answers import answer
from lamppost.observe.logs.cells.answering import ADDRESS
from lamppost.observe.logs.cells.known import note_rows, seat_rows
from lamppost.observe.logs.cells.octets import KIND, LENGTH, TEXT
from lamppost.observe.logs.distinct import Distinct
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import run_as_before

MOST_HELD = 1 << 20
"""Rows; with more, all are forgotten, and may be taken for new once more."""
_FEWEST = 1 << 10


class KnownRows:
    """Rows of numbers, each held once."""

    def __init__(self, width: int) -> None:
        """None yet.

        Args:
            width: Numbers of a row.
        """
        self._width = width
        self._forget()

    def _forget(self) -> None:
        self._state = np.zeros(1, np.int64)
        self._held = np.zeros(_FEWEST * self._width, np.int64)
        self._slots = np.zeros(2 * _FEWEST, np.int64)

    def new(self, *columns: Column) -> Column:
        """Which rows were not told before, here or further up; from now on they are.

        Args:
            columns: Whole numbers, each of shape (n,).
        """
        n, width = len(columns[0]), self._width
        rows = np.empty((n, width), np.int64)
        for at, column in enumerate(columns):
            rows[:, at] = column.view(np.int64) if column.dtype == np.uint64 else column
        run = run_as_before()
        if self._state[0] > MOST_HELD:
            self._forget()
        count, most = int(self._state[0]), len(self._held) // width
        if count + n > most:
            held = np.zeros(2 * (count + n) * width, np.int64)
            held[: count * width] = self._held[: count * width]
            self._held, most = held, 2 * (count + n)
        if 2 * most > len(self._slots):
            self._slots = np.zeros(1 << (2 * most).bit_length(), np.int64)
            run(seat_rows, self._held, count, width, self._slots, len(self._slots) - 1)
        out = np.empty(n, np.int64)
        run(
            note_rows,
            rows.reshape(-1),
            n,
            width,
            self._held,
            self._slots,
            len(self._slots) - 1,
            self._state,
            out,
        )
        return np.asarray(out == 1)


def addresses_of(texts: Sequence[str]) -> tuple[Addresses, Column]:
    """The addresses that texts are, both halves 0 where one is none; and the places of those, rising.

    Args:
        texts: As `Rows.addresses` takes cells.
    """
    octets = [one.encode("utf-8", "surrogatepass") for one in texts]
    lengths = np.fromiter(map(len, octets), np.int64, len(octets))
    ends = np.cumsum(lengths)
    cells = TEXT << KIND | lengths << LENGTH | (ends - lengths)
    data = np.frombuffer(b"".join(octets) + b"\0", np.uint8)
    run = run_as_before()
    (high, low, is_wrong), _, _ = answer(run, data, (ADDRESS, "", ()), cells, Distinct())
    return Addresses(high.view(np.uint64), low.view(np.uint64)), np.flatnonzero(is_wrong)
