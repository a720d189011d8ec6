"""What devices say of themselves in logs, each thing held once, where it was told first."""

import numpy as np

from lamppost.model.addresses import ip_numbers
from lamppost.model.describing import SAID, SelfDescriptions
from lamppost.model.observations import Column, SelfDescription
from lamppost.model.repeating import held
from lamppost.model.spilling import Growing, zeros
from lamppost.model.summing import GrowingTable
from lamppost.observe.logs.hashed import longs, more_slots
from lamppost.observe.logs.hashes.saying import AHEAD, SENDERS, move_said, note_said
from lamppost.observe.logs.hashes.saying import SAID as OTHERS
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import Run, run_for_rows

MOST_VALUES = 256
"""Distinct values of one field that one sender is heard with, as captures do."""
_FEWEST = 1 << 8
_REPEATING = ("mac", "ip_high", "evidence")


class Said:
    """Self-descriptions as they come; more values of one sender and field than `MOST_VALUES` are left out."""

    def __init__(self, values: Numbered) -> None:
        """None yet.

        Args:
            values: Where values have their numbers.
        """
        self._values, self._fields = values, Numbered()
        self._table = GrowingTable(SAID, _REPEATING)
        self._senders, self._others = zeros(2 * _FEWEST), Growing(np.uint8)
        self._said, self._state = zeros(2 * _FEWEST), np.zeros(2, np.int64)
        self._ahead = np.zeros(AHEAD, np.int64)

    def __len__(self) -> int:
        return len(self._table)

    def put(
        self,
        evidence: int,
        row: Column,
        field: str,
        value: Column,
        seen_at: Column,
        mac: Column,
        ip: Addresses,
    ) -> None:
        """Keep what is new of some rows.

        Args:
            evidence: Which file.
            row: Its lines.
            field: What is told.
            value: Numbers of values, -1: none.
            seen_at: Instants; a row without one tells nothing.
            mac: Of who says it, `NO_MAC`: not told.
            ip: Its address, both halves 0: not told.
        """
        n, number = len(row), self._fields.number(field)
        run, out = run_for_rows(n), np.empty(n, np.int64)
        rows, known = self._table.columns(), len(self._table)
        self._senders = more_slots(run, self._senders, int(self._state[SENDERS]) + n)
        said, others = self._room(run, n), self._others.room(known + n, known)
        macs, highs = (held(rows[name]) for name in ("mac", "ip_high"))
        columns = [longs(rows["ip_low"]), rows["field"].view(np.uint8), rows["value"].view(np.uint8)]
        found = run(
            note_said, longs(mac), longs(ip.high), longs(ip.low), number, longs(value), longs(seen_at), n, MOST_VALUES,
            macs[0], macs[1], longs(highs[0]), highs[1], *columns, known, others, self._senders, len(self._senders) - 1,
            said, len(said) - 1, self._state, self._ahead, out,
        )  # fmt: skip
        if found:
            table: dict[str, Column | int] = {
                "mac": mac,
                "ip_high": ip.high,
                "ip_low": ip.low,
                "field": number,
                "value": value,
                "seen_at": seen_at,
                "first_row": row,
                "evidence": evidence,
            }
            self._table.append(table, None if found == n else out[:found])

    def restore(self, one: SelfDescription) -> None:
        """Keep something that was said before, or to another gathering, unless it is known or too much."""
        high, low = ip_numbers(one.ip) if one.ip else (0, 0)
        self.put(
            one.evidence,
            np.array([one.first_row]),
            one.field,
            np.array([self._values.number(one.value)]),
            np.array([one.seen_at]),
            np.array([one.mac]),
            Addresses(np.array([high], np.uint64), np.array([low], np.uint64)),
        )

    def since(self, row: int) -> SelfDescriptions:
        """What was said from one on, in the order in which it was told."""
        return SelfDescriptions(self._table.since(row), self._fields, self._values)

    def _room(self, run: Run, new: int) -> Column:
        """The table of values beside the first of each sender, with room for so many more."""
        count = int(self._state[OTHERS]) + new
        if 3 * count > 2 * len(self._said):
            held, self._said = self._said, zeros(1 << (4 * count).bit_length())
            run(move_said, held, len(held), self._said, len(self._said) - 1)
        return self._said
