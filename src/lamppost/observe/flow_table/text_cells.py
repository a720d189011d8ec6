"""Cells of a flow table that is written as text, asked by field."""

from collections.abc import Callable

import numpy as np

from lamppost.model.observations import CONN_STATES, Column
from lamppost.model.saying import noted
from lamppost.observe.flow_table import values
from lamppost.observe.flow_table.headings import Layout
from lamppost.observe.logs.cell_rows import CellRows
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Rows, Unread, Unreads
from lamppost.observe.logs.texts import host_name


class Clock:
    """How the instants of one table are written; told by the first of each column."""

    def __init__(self) -> None:
        """Nothing is seen yet."""
        self.written: dict[str, str] = {}
        """By column: a unit of `values.UNITS`, `date` or `zone` (a date that says which clock it is by)."""

    def see_texts(self, column: str, texts: list[str | None]) -> str | None:
        """How a column is written, by its first cells; None where nothing is told, or it holds no instants."""
        told = [one for one in texts if one is not None]
        if column in self.written or not told:
            return self.written.get(column)
        if values.is_date(told[0]):
            self.written[column] = "zone" if values.has_zone(told[0]) else "date"
        else:
            try:
                numbers = np.array([float(one) for one in told])
            except ValueError:
                return None
            self.see_numbers(column, numbers)
        return self.written.get(column)

    def see_numbers(self, column: str, numbers: Column) -> str | None:
        """The same of numbers that are told."""
        if column not in self.written and len(numbers) and (unit := values.unit_of(numbers)) is not None:
            self.written[column] = unit
        return self.written.get(column)


_UNSPECIFIED = 0xFFFF << 32
"""0.0.0.0, which some write where the address is one of IPv6."""
_LEAST = int(values.microseconds(np.array([10**8]), "s")[0])
"""Instants before this one may be numbers that are none."""
_SEEN = 64
"""Cells by which a column is judged."""


class TextCells:
    """Rows of text; see `telling.Cells`."""

    is_given_away = False

    def __init__(self, rows: Rows, layout: Layout, clock: Clock, into: Gathering, unread: Unreads) -> None:
        """Rows.

        Args:
            rows: As they stand in the table.
            layout: Which column is what.
            clock: How instants are written.
            into: Whose numbers names get.
            unread: Where what cannot be read is told.
        """
        self.lines = rows.lines
        self._rows, self._layout, self._clock = rows, layout, clock
        self._into, self._unread = into, unread

    def __len__(self) -> int:
        return len(self._rows)

    def where(self, rows: Column) -> "TextCells":
        """Some of the rows."""
        return TextCells(self._rows.where(rows), self._layout, self._clock, self._into, self._unread)

    def addresses(self, field: str) -> Addresses:
        """Addresses; those of IPv6 may stand in a column of their own."""
        found = self._rows.addresses(self._layout.columns[field])
        if (other := self._layout.beside.get(field)) is None:
            return found
        more = self._rows.addresses(other)
        is_more = more.is_told & (~found.is_told | (found.low == _UNSPECIFIED))
        return Addresses(*(np.where(is_more, new, old) for old, new in zip(found, more, strict=True)))

    def coded_ends(self) -> None:
        """None: each address is read where it stands."""

    def instants(self, field: str) -> Column:
        """Microseconds since 1970."""
        column = self._layout.columns[field]
        few = self._rows.where(np.arange(min(_SEEN, len(self._rows)))).texts(column)
        written = self._clock.see_texts(column, few if any(few) else self._rows.texts(column))
        if written == "s":
            found = self._rows.times(column)
            return np.where(found < _LEAST, NOT_TOLD, found)
        if written in values.UNITS:
            return values.microseconds(self._rows.integers(column), written)
        if written is None or not isinstance(self._rows, CellRows):
            return self._coded(column, _instant, noted("an instant"))
        return self._dates(column, self._rows)

    def _dates(self, column: str, cells: CellRows) -> Column:
        """Instants that are written as dates: as logs write them, else each distinct text by itself."""
        told, odd = cells.unread, list[Unread]()
        cells.unread = odd
        try:
            found = cells.times(column)
        finally:
            cells.unread = told
        is_odd = found < _LEAST
        if odd or is_odd.any():
            rows, found = np.flatnonzero(is_odd), found.copy()
            found[rows] = self._coded(column, _instant, noted("an instant"), rows)
        return found

    def durations(self, field: str) -> Column:
        """Microseconds; seconds, unless the heading says otherwise."""
        column = self._layout.columns[field]
        for ending, unit in (("_ms", 1000), ("_us", 1)):
            if column.lower().endswith(ending):
                found = self._rows.integers(column, 1 << 50)
                return np.where(found == NOT_TOLD, NOT_TOLD, found * unit)
        return self._rows.durations(column)

    def integers(self, field: str, most: int = (1 << 63) - 1) -> Column:
        """Whole numbers."""
        return self._rows.integers(self._layout.columns[field], most)

    def protocols(self, field: str) -> Column:
        """Protocol numbers."""
        return self._coded(self._layout.columns[field], values.protocol, noted("a protocol"))

    def flags(self, field: str) -> Column:
        """Flags of TCP."""
        return self._coded(self._layout.columns[field], values.flags, noted("flags of TCP"))

    def names(self, field: str) -> Column:
        """Numbers of host names."""
        return self._rows.numbers(self._layout.columns[field], self._into.host_names, host_name)

    def macs(self, field: str) -> Column:
        """MACs."""
        return self._rows.macs(self._layout.columns[field])

    def states(self, field: str) -> Column:
        """Places in `CONN_STATES`."""
        return self._rows.words(self._layout.columns[field], CONN_STATES[1:]) + 1

    def _coded(
        self, column: str, read: Callable[[str], int | None], expected: str, some: Column | None = None
    ) -> Column:
        """What each distinct text of a column stands for, in all rows or in some."""
        texts, lines = Numbered(), self.lines if some is None else self.lines[some]
        codes = (self._rows if some is None else self._rows.where(some)).numbers(column, texts)
        found = values.table_of([read(one) for one in texts])[codes]
        for at in np.flatnonzero((codes >= 0) & (found == NOT_TOLD)).tolist():
            self._unread.append(Unread(int(lines[at]), column, texts[int(codes[at])][:60], expected))
        return found


def _instant(text: str) -> int | None:
    try:
        return values.instant(text) if values.is_date(text) else None
    except ValueError:
        return None
