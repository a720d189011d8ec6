"""Names that clients asked for or called, of which a row is kept where it tells something new, or something earlier."""

from collections.abc import Sequence

import numpy as np

from lamppost.model.observations import NO_MAC, Column
from lamppost.model.repeating import held
from lamppost.model.spilling import zeros
from lamppost.model.summing import GrowingTable
from lamppost.observe.logs.hashed import longs, more_slots
from lamppost.observe.logs.hashes.asking import AHEAD, hold_names, note_names
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import Run, run_for_rows

NAMED: dict[str, type] = {
    "source": np.uint8,
    "client_ip_high": np.uint64,
    "client_ip_low": np.uint64,
    "client_mac": np.int64,
    "name": np.int32,
    "ip_high": np.uint64,
    "ip_low": np.uint64,
    "seen_at": np.int64,
    "first_row": np.int64,
    "evidence": np.int32,
}
_KEYS = ("source", "client_ip_low", "name", "ip_low")
_UPPER = ("client_ip_high", "ip_high")
"""Upper halves of addresses, which are alike in IPv4."""
_REPEATING = ("client_mac", *_UPPER, "evidence")
_FEWEST = 1 << 8


class AskedNames:
    """Source, client, name and address, and when each was told first."""

    def __init__(self) -> None:
        """None yet."""
        self.table = GrowingTable(NAMED, _REPEATING)
        """The rows that were kept. Others may be put behind them: of these nothing is known."""
        self._slots, self._state = zeros(2 * _FEWEST), np.zeros(1, np.int64)
        self._scratch = np.empty(AHEAD, np.int64)

    def put(
        self,
        evidence: int,
        row: Column,
        source: int,
        client: Addresses,
        name: Column,
        address: Addresses,
        seen_at: Column,
        client_mac: Column | None = None,
    ) -> int:
        """How many rows tell something new or earlier; they are kept, in their order.

        Args:
            evidence: Which file.
            row: Its lines.
            source: A place in `NAME_SOURCES`.
            client: Who asked; a row without one tells nothing.
            name: Numbers of names, -1: none.
            address: What the name is of, both halves 0: not told.
            seen_at: Instants; a row without one tells nothing.
            client_mac: NO_MAC where not told.
        """
        run, out = run_for_rows(len(name)), np.empty(len(name), np.int64)
        told = [longs(one) for one in (*client, name, *address, seen_at)]
        rows = self.table.columns()
        known = (*_known(rows), rows["seen_at"], len(rows["seen_at"]))
        table = self._room(run, len(name))
        n = run(note_names, source, *told, len(name), *known, *table, self._state, self._scratch, out)
        if n:
            made: dict[str, Column | int] = {
                "source": source,
                "client_ip_high": client.high,
                "client_ip_low": client.low,
                "client_mac": NO_MAC if client_mac is None else client_mac,
                "name": name,
                "ip_high": address.high,
                "ip_low": address.low,
                "seen_at": seen_at,
                "first_row": row,
                "evidence": evidence,
            }
            self.table.append(made, None if n == len(name) else out[:n])
        return n

    def __len__(self) -> int:
        """How many rows there are that differ in more than when."""
        return int(self._state[0])

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
        told = [longs(one) for one in (*client, name, *address)]
        run(hold_names, source, *told, n, *self.known(run), self._scratch, out)
        return np.asarray(out != 0)

    def known(self, run: Run) -> Sequence[Column | int]:
        """What is known, as kernels take it: columns of keys, how many rows there are, the table of hashes, its places less one."""
        held = self.table.columns()
        return (*_known(held), len(held["seen_at"]), *self._room(run, 0))

    def _room(self, run: Run, new: int) -> tuple[Column, int]:
        """The table of hashes, with room for so many more, and its places less one."""
        self._slots = more_slots(run, self._slots, len(self) + new)
        return self._slots, len(self._slots) - 1


def _known(rows: dict[str, Column]) -> Sequence[Column | int]:
    """The keys of rows as kernels take them: numbers that are not of 64 bits as octets, upper halves with how far they are apart."""
    columns = (rows[name] for name in _KEYS)
    upper: list[Column | int] = []
    for name in _UPPER:
        column, step = held(rows[name])
        upper += [longs(column), step]
    return [*(longs(one) if one.dtype.itemsize == 8 else one.view(np.uint8) for one in columns), *upper]
