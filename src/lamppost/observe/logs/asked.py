"""Names that clients asked for or called, of which a row is kept where it tells something new, or something earlier."""

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.hashed import HashedRows, longs
from lamppost.observe.logs.hashes.asking import WIDTH, hold_names, note_names
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import run_for_rows

_AHEAD = 32


class AskedNames:
    """Source, client, name and address, and when each was told first."""

    def __init__(self) -> None:
        """None yet."""
        self._rows, self._scratch = HashedRows(WIDTH), np.empty(_AHEAD, np.int64)

    def new(
        self, source: int, client: Addresses, name: Column, address: Addresses, seen_at: Column
    ) -> Column:
        """Places of the rows that tell something new or earlier, rising; they are known from now on.

        Args:
            source: A place in `NAME_SOURCES`.
            client: Who asked; a row without one tells nothing.
            name: Numbers of names, -1: none.
            address: What the name is of, both halves 0: not told.
            seen_at: Instants; a row without one tells nothing.
        """
        n = len(name)
        run, out = run_for_rows(n), np.empty(n, np.int64)
        columns = client.high, client.low, name, address.high, address.low, seen_at
        found = run(
            note_names,
            source,
            *map(longs, columns),
            n,
            *self._rows.room(run, n),
            self._rows.state,
            self._scratch,
            out,
        )
        return out[:found]

    def __len__(self) -> int:
        """How many rows there are that differ in more than when."""
        return len(self._rows)

    def hold(self, source: int, client: Addresses, name: Column, address: Addresses) -> Column:
        """Per row, whether it is known, whenever that was told.

        Args:
            source: A place in `NAME_SOURCES`.
            client: Who asked.
            name: Numbers of names.
            address: What the name is of.
        """
        n = len(name)
        run, out = run_for_rows(n), np.zeros(n, np.int64)
        columns = client.high, client.low, name, address.high, address.low
        run(hold_names, source, *map(longs, columns), n, *self._rows.room(run, 0), self._scratch, out)
        return np.asarray(out != 0)
