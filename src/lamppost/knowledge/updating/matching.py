"""The entries and rows of one listing, put side by side, period by period."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count

import msgspec

from lamppost.knowledge.found import is_by_edition
from lamppost.knowledge.structs import Correction, ListEntry
from lamppost.knowledge.updating.difference import (
    Difference,
    Edition,
    base_id,
    base_of,
    programme_words,
    programmes_of,
    shown,
)
from lamppost.knowledge.updating.rows import Row, UpdateError, name_key


def _sort_key(row: Row) -> tuple[str, ...]:
    days = ("" if day is None else day.isoformat() for day in (row.listed_on, row.removed_on))
    return (row.publisher_id or "", *days, row.name, row.original, *row.programmes)


def _strangeness(row: Row, entry: ListEntry) -> tuple[bool, bool, bool]:
    """How little an entry of the same day is this row; the least is the one meant."""
    return (
        is_by_edition(entry) != (row.listed_on is None),
        entry.removed_on != row.removed_on,
        programmes_of(entry) != programme_words(row),
    )


def _together(first: Row, second: Row) -> Row:
    ends = [row.removed_on for row in (first, second) if row.removed_on]
    return replace(
        first,
        programmes=tuple(sorted({*first.programmes, *second.programmes})),
        removed_on=max(ends) if len(ends) == 2 else None,
    )


class Match:
    """The entries and rows of one listing, put side by side."""

    def __init__(
        self,
        list_id: str,
        entries: list[ListEntry],
        rows: list[Row],
        edition: Edition,
        difference: Difference,
        used: set[str],
    ) -> None:
        self.list_id, self.edition, self.difference, self.used = list_id, edition, difference, used
        self.bases: dict[tuple[str | None, str], str] = {}
        """Publisher's id and name of the rows → base id, since it takes long to make."""
        self.open_to: dict[str, ListEntry] = {}
        """Entries that no row has taken, by id; in the order in which they are candidates."""
        self.by_base: dict[str, dict[str, ListEntry]] = {}
        self.by_name: dict[str, dict[str, ListEntry]] = {}
        """Those whose own id the file no longer has, by printed name."""
        of_rows = {self._base(row) for row in rows}
        for entry in sorted(
            (entry for entry in entries if entry.id not in edition.withdrawn),
            key=lambda entry: (entry.removed_on is not None, entry.listed_on, entry.id),
        ):
            base = base_of(entry.id)
            self.open_to[entry.id] = entry
            self.by_base.setdefault(base, {})[entry.id] = entry
            if base not in of_rows:
                self.by_name.setdefault(name_key(entry.name_as_printed), {})[entry.id] = entry
        self.rows = self._once(rows)
        self.replaced: dict[str, ListEntry] = {}

    def settle(self) -> dict[str, ListEntry]:
        """Old entries in their new form, by id; what is new goes into the difference."""
        pairs = [*self._pairs_of_one_day(same_base=True), *self._pairs_of_one_day(same_base=False)]
        for old, row in pairs:
            self._on_same_day(old, row)
        for row in sorted(self.rows, key=lambda row: row.listed_on is None):
            if row.listed_on is None:
                self._on_edition_day(row)
            else:
                self._on_another_day(row, row.listed_on)
        for entry in self.open_to.values():
            if entry.removed_on is None:
                self._missing(entry)
        return self.replaced

    def _once(self, rows: list[Row]) -> list[Row]:
        """One row for each listing and day: programmes of several records together, open if one is open."""
        kept: dict[tuple[str, date | None], Row] = {}
        for row in sorted(rows, key=lambda row: (*_sort_key(row), row.locator)):
            key = (self._base(row), row.listed_on)
            if key in kept:
                self.difference.repeated += 1
                row = _together(kept[key], row)  # noqa: PLW2901 - the two are one from here on
            kept[key] = row
        of_base: dict[str, list[Row]] = {}
        for (base, _), row in kept.items():
            of_base.setdefault(base, []).append(row)
        left = [row for (base, _), row in kept.items() if not self._is_told_by_another(row, of_base[base])]
        self._say_other_names(rows, left)
        return left

    def _say_other_names(self, rows: Sequence[Row], left: Sequence[Row]) -> None:
        """Say each name that stands under a publisher's id in no row that is left: an entry has one name."""
        names: dict[str, dict[str, Row]] = {}
        for row in left:
            names.setdefault(self._base(row), {})[name_key(row.name)] = row
        for row in sorted(rows, key=lambda row: (*_sort_key(row), row.locator)):
            held = names[self._base(row)]
            if name_key(row.name) not in held:
                self.difference.other_names.append((row, next(iter(held.values()))))

    def _is_told_by_another(self, row: Row, rows: Sequence[Row]) -> bool:
        """Whether a row without a day says no more than one with a day: that it is listed on the edition's day."""
        if row.listed_on is not None:
            return False
        day = self._day_for(row)
        told = any(
            other.listed_on
            and other.listed_on <= day
            and (other.removed_on is None or day < other.removed_on)
            for other in rows
        )
        self.difference.repeated += told
        return told

    def _pairs_of_one_day(self, *, same_base: bool) -> list[tuple[ListEntry, Row]]:
        """Entries with the rows that print their day; both are settled by that, and taken out."""
        pairs, left = [], []
        for row in self.rows:
            exact = [entry for entry in self._candidates(row, same_base) if entry.listed_on == row.listed_on]
            if exact:
                old = min(exact, key=partial(_strangeness, row))
                self._take(old)
                pairs.append((old, row))
            else:
                left.append(row)
        self.rows = left
        return pairs

    def _on_same_day(self, old: ListEntry, row: Row) -> None:
        """Settle a row with the entry of its day; of one that is closed, its successor that is open counts."""
        if old.removed_on is None or row.removed_on is not None:
            self._same_period(old, row)
            return
        end, day = old.removed_on, self.edition.day
        same = self._candidates(row, same_base=True)
        if not self._is_of(
            old, row
        ):  # found by its name, it may have come back before under the row's own id
            same += self._candidates(row, same_base=False)
        others = [one for one in same if one.listed_on >= end]
        successor = min(
            (one for one in others if not one.removed_on), key=partial(_strangeness, row), default=None
        )
        last_end = max([end, *(one.removed_on for one in others if one.removed_on)])
        if successor:
            self._take(successor)
            self._same_period(successor, row)
        elif day is not None and day < last_end:
            self.difference.unchanged += 1  # an edition from before it was removed
        else:
            self._add(row, self._day_for(row), None, self.difference.reappeared)

    def _on_edition_day(self, row: Row) -> None:
        """Settle a row without a day: it says that the listing holds on the day of the edition."""
        day = self._day_for(row)
        candidates = self._candidates(row, same_base=True) or self._candidates(row, same_base=False)
        holding = [
            one for one in candidates if one.listed_on <= day and (not one.removed_on or day < one.removed_on)
        ]
        later = [one for one in candidates if one.removed_on is None and one.listed_on > day]
        if holding or later:
            old = min(holding or later, key=lambda one: programmes_of(one) != programme_words(row))
            self._take(old)
            if holding:
                self._same_period(old, row)
            elif is_by_edition(old):
                self._correct(old, row, day, f"an edition of {day} has it already")
            else:
                self.difference.unchanged += 1  # an edition from before the day that is known
            return
        if any(one.listed_on > day for one in candidates):
            self.difference.unchanged += 1  # an edition from before a period that has ended since
            return
        ended = [one for one in candidates if one.removed_on and one.removed_on <= day]
        self._add(row, day, None, self.difference.reappeared if ended else self.difference.added)

    def _on_another_day(self, row: Row, day: date) -> None:
        """Settle a row whose day no entry has: another period, or the same one with another day."""
        candidates = self._candidates(row, same_base=True) or self._candidates(row, same_base=False)
        for old in candidates:
            begins_before_end = old.removed_on is None or day < old.removed_on
            if begins_before_end and (row.removed_on is None or old.listed_on < row.removed_on):
                self._take(old)
                self._correct(old, row, day, f"listed on {day}, not {old.listed_on}")
                return
        ended = [one for one in candidates if one.removed_on and one.removed_on <= day]
        self._add(row, day, row.removed_on, self.difference.reappeared if ended else self.difference.added)

    def _same_period(self, old: ListEntry, row: Row) -> None:
        """Compare what is printed of one period."""
        is_own = self._is_of(old, row)
        if is_own and name_key(row.name) != name_key(old.name_as_printed):
            self._correct(old, row, old.listed_on, f"printed {row.name!r}, not {old.name_as_printed!r}")
        elif row.removed_on and old.removed_on is None and row.removed_on > old.listed_on:
            self._close(old, row.removed_on)
        elif row.removed_on and old.removed_on and row.removed_on != old.removed_on:
            self._correct(old, row, old.listed_on, f"removed on {row.removed_on}, not {old.removed_on}")
        elif is_own and old.removed_on is None and programmes_of(old) != programme_words(row):
            self._rescope(old, row)
        else:
            self._unchanged(old)

    def _unchanged(self, old: ListEntry) -> None:
        if old.review_by < self.edition.review_by and self.edition.renews(old):
            self.replaced[old.id] = msgspec.structs.replace(old, review_by=self.edition.review_by)
            self.difference.renewed += 1
        else:
            self.difference.unchanged += 1

    def _rescope(self, old: ListEntry, row: Row) -> None:
        """The old scope held until this edition; the new one begins with it."""
        day = self._day_for(row)
        what = f"programmes {shown(programme_words(row))}, not {shown(programmes_of(old))}"
        if day <= old.listed_on:
            self._correct(old, row, old.listed_on, what)
            return
        closed = msgspec.structs.replace(old, removed_on=day)
        self.replaced[old.id] = closed
        self.difference.changed.append((closed, self._new(row, day, None), what))

    def _correct(self, old: ListEntry, row: Row, day: date, what: str) -> None:
        """The old row was not what is printed: it is withdrawn, and the right one stands beside it."""
        if row.listed_on is None and day == old.listed_on and not is_by_edition(old):
            row = replace(row, listed_on=day)  # its day is known, if not from this row
        new = self._new(row, day, row.removed_on)
        self.difference.corrections.append(
            Correction(
                row=old.id,
                corrected_on=self.edition.today,
                what="retracted",
                why=f"the publisher's file prints: {what}",
                said_by="the publisher's file, by lamppost packs update",
                replaced_by=new.id,
            )
        )
        self.difference.changed.append((old, new, what))

    def _close(self, old: ListEntry, day: date) -> None:
        closed = msgspec.structs.replace(old, removed_on=day)
        self.replaced[old.id] = closed
        self.difference.closed.append((old, closed))

    def _missing(self, entry: ListEntry) -> None:
        day, otherwise = self.edition.day, self.edition.names_otherwise
        if (
            not self.edition.whole
            or day is None
            or day <= entry.listed_on
            or base_of(entry.id) in otherwise
            or name_key(entry.name_as_printed) in otherwise
        ):
            self.difference.absent.append(entry)
        else:
            self._close(entry, day)

    def _add(self, row: Row, day: date, removed_on: date | None, to: list[ListEntry]) -> None:
        to.append(self._new(row, day, removed_on))

    def _new(self, row: Row, day: date, removed_on: date | None) -> ListEntry:
        base = self._base(row)
        entry_id = base if base not in self.used else f"{base}-{day}"
        numbers = count(2)
        while entry_id in self.used:
            entry_id = f"{base}-{day}-{next(numbers)}"
        self.used.add(entry_id)
        return self.edition.make(entry_id, row, day, removed_on)

    def _candidates(self, row: Row, same_base: bool) -> list[ListEntry]:
        """Entries that no row has taken: of the same publisher's id, or else of the same printed name.

        By name alone only an entry whose own id the file no longer has: the others wait for their own rows.
        """
        found = self.by_base.get(self._base(row)) if same_base else self.by_name.get(name_key(row.name))
        return list(found.values()) if found else []

    def _take(self, entry: ListEntry) -> None:
        """Let no other row have an entry."""
        del self.open_to[entry.id]
        self.by_base[base_of(entry.id)].pop(entry.id)
        self.by_name.get(name_key(entry.name_as_printed), {}).pop(entry.id, None)

    def _is_of(self, entry: ListEntry, row: Row) -> bool:
        return base_of(entry.id) == self._base(row)

    def _base(self, row: Row) -> str:
        key = (row.publisher_id, row.name)
        if key not in self.bases:
            self.bases[key] = base_id(self.list_id, *key)
        return self.bases[key]

    def _day_for(self, row: Row) -> date:
        day = self.edition.day or row.seen_on
        if day is None:
            raise UpdateError(
                f"{row.locator}: {row.name[:60]!r} prints no day of listing that settles it",
                hint="Say as of which day the file is: --edition-day 2026-11-23",
            )
        return day
