"""Rows of sheets in, rows of things out: what each says of what is asked, and what could not be read.

A row is never dropped: it is read, it is an issue, or it is said to be none (a title above the headings, the headings repeated, a
total). Of columns of people, places and serial numbers nothing is kept, not even in the words of an issue.
"""

import itertools
from array import array
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from lamppost.model.asset_rows import AssetRows
from lamppost.model.result import Aside, ColumnRead, Issue, SheetRead
from lamppost.model.saying import noted, say, say_n
from lamppost.model.sheets import FIELDS, Laid, ReadAs, Row, Sheet
from lamppost.model.vocabulary import ToldBy
from lamppost.observe.tabular.cells import MOST_LETTERS, value_of, wrong_with
from lamppost.observe.tabular.headings import UNCLEAR, meaning_of
from lamppost.observe.tabular.holding import told
from lamppost.observe.tabular.layout import (
    MOST_ABOVE,
    SAMPLE,
    Knows,
    LayoutError,
    lay_out,
    letter_of,
)
from lamppost.observe.tabular.totals import has_number, is_total

NEEDED = ("maker", "brand", "model", "mac", "host", "address")
"""A list has at least one of these columns."""
NAMES = ("maker", "brand")
MOST_ROWS = 1_000_000
_KEPT = 1 << 17
"""Sets of cells whose words are kept: lists say the same in many rows."""
_OWN = {"mac", "address", "host"}
"""Fields that are a row's own."""
MOST_ISSUES = 1_000
"""Issues of a file that are told one by one; the rest is counted."""
EXPECTED = noted("headings, and a column that says maker or brand, model, MAC or IP address")
_MEND_TEXT = noted("Put a cell with the separator or a quote in it into quotes, and double the quotes in it.")
_MEND_GRID = noted("Open it in a spreadsheet, and save it anew.")


class Reading:
    """What was read of a file, sheet by sheet."""

    def __init__(self, name: str, knows: Knows, chosen: ReadAs) -> None:
        """Begin.

        Args:
            name: How results call the file.
            knows: Whether the packs know a maker or brand by a name.
            chosen: How the user wants it read.
        """
        self._name, self._knows, self._chosen = name, knows, chosen
        self._seen = array("I")
        """How many rows have each set of words."""
        self._untold = self._width = 0
        self.rows = AssetRows()
        self.issues: list[Issue] = []
        self.columns: list[ColumnRead] = []
        self.sheets: list[SheetRead] = []
        self.asides: list[Aside] = []
        self.n_rows = self.rows_not_read = self.rows_in_part = 0
        self.columns_not_read = self.columns_private = 0
        self.sheets_not_read = 0
        self.is_cut = self.is_full = self._is_grid = False
        self.told_by: ToldBy = "list"

    def read(self, sheet: Sheet) -> None:
        """Read a sheet to its end."""
        held = (
            row for row in self._measured(sheet) if row.fault is not None or any(map(str.strip, row.cells))
        )
        start = list(itertools.islice(held, MOST_ABOVE + SAMPLE))
        if not start:
            return
        try:
            laid = lay_out(start, self._knows, self._chosen.columns, self._chosen.header_row)
            if not set(laid.columns) & set(NEEDED):
                raise _unnamed(laid)
        except LayoutError as error:
            place = start[error.place].line if error.place is not None else start[0].line
            self.tell(sheet.name, place, error.what, error.expected, error.hint)
            self.sheets_not_read += 1
            return
        self._keep(sheet.name, laid)
        if laid.first > 0:
            self._aside("above", sheet.name, start[0].line, start[laid.first - 1].end_line)
        self._is_grid = sheet.is_grid
        headings = start[laid.last].line if laid.last >= 0 else None
        self._read_rows(sheet.name, laid, itertools.chain(start[laid.last + 1 :], held))
        self.sheets.append(SheetRead(sheet=sheet.name, headings=headings, columns=self._width))

    def _measured(self, sheet: Sheet) -> Iterator[Row]:
        """The rows of a sheet, the widest of which is remembered."""
        self._width = 0
        for row in sheet.rows:
            self._width = max(self._width, len(row.cells))
            yield row

    def tell(self, sheet: str | None, line: int | None, what: str, expected: str, hint: str) -> None:
        """Add an issue."""
        if len(self.issues) >= MOST_ISSUES:
            self._untold += 1
            return
        if sheet is not None:
            what = say("sheet {sheet}: {what!t}", sheet=sheet, what=what)
        self.issues.append(Issue(evidence=self._name, row=line, what=what, expected=expected, hint=hint))

    def end(self) -> None:
        """Count what was not told one by one."""
        if self._untold:
            self.issues.append(
                Issue(
                    evidence=self._name,
                    row=None,
                    what=say("{n} more cells and rows could not be read, as those before", n=self._untold),
                    expected=noted("what the issues before them say"),
                    hint=noted("Mend those first; most lists are wrong in one way throughout."),
                )
            )

    @property
    def is_read(self) -> str:
        """`whole`, `part` or `none`: how far the file was framed as it is written."""
        if not self.columns:
            return "none"
        if self.rows_not_read > len(self.rows) or self.sheets_not_read or self.is_cut:
            return "part" if self.rows else "none"
        return "whole"

    def _keep(self, sheet: str | None, laid: Laid) -> None:
        """Say which column is what."""
        for field in (one for one in FIELDS if one in laid.columns):
            place = laid.columns[field]
            heading = laid.headings[place] if place < len(laid.headings) else ""
            self.columns.append(
                ColumnRead(
                    field=field,
                    sheet=sheet,
                    place=letter_of(place),
                    heading=heading[:MOST_LETTERS] or None,
                    by=laid.by[field],  # type: ignore[arg-type]
                )
            )
        self.columns_not_read += laid.width - len(laid.columns)
        self.columns_private += laid.private

    def _aside(self, what: str, sheet: str | None, first: int, last: int) -> None:
        """Say that rows are no things; those that follow on each other together."""
        held = self.asides[-1] if self.asides else None
        if held is not None and (held.what, held.sheet, held.last + 1) == (what, sheet, first):
            first = held.first
            self.asides.pop()
        self.asides.append(Aside(what=what, sheet=sheet, first=first, last=last))  # type: ignore[arg-type]

    def _read_rows(self, sheet: str | None, laid: Laid, rows: Iterable[Row]) -> None:
        places = [laid.columns[field] for field in FIELDS if field in laid.columns]
        words_of = itemgetter(*places)
        same: dict[str | tuple[str, ...], int] = {}
        """Cells that say words and nothing else, and could all be read → the number of the words."""
        may_be_same = not set(laid.columns) & _OWN and max(places) < laid.width
        for row, is_last in _with_last(rows):
            if row.fault is None and self._is_aside(sheet, laid, row, is_last=is_last):
                continue
            if self._is_full(sheet, row):
                return
            self.n_rows += 1
            if not may_be_same or row.fault is not None or row.unknown or len(row.cells) != laid.width:
                self._read_row(sheet, laid, row)
                continue
            words = words_of(row.cells)
            number = same.get(words)
            if number is not None:
                self._add(number, sheet, row)
            elif (number := self._read_row(sheet, laid, row)) is not None and _are_short(words):
                if len(same) == _KEPT:
                    same.clear()
                same[words] = number

    def _is_full(self, sheet: str | None, row: Row) -> bool:
        """Whether no further row is taken; it is said once."""
        if self.n_rows < MOST_ROWS:
            return False
        if not self.is_full:
            self.is_cut = self.is_full = True
            self.tell(
                sheet,
                row.line,
                say("more than {most} rows", most=MOST_ROWS),
                noted("fewer"),
                noted("Give the list in parts."),
            )
        return True

    def _is_aside(self, sheet: str | None, laid: Laid, row: Row, *, is_last: bool) -> bool:
        if laid.headings and _are_headings(row.cells, laid.headings):
            self._aside("headings", sheet, row.line, row.end_line)
        elif is_total(row.cells) and (is_last or has_number(row.cells)):
            self._aside("total", sheet, row.line, row.end_line)
        else:
            return False
        return True

    def _read_row(self, sheet: str | None, laid: Laid, row: Row) -> int | None:
        """Add the row, or why it cannot be read; the number of its words, where all of them could be."""
        self.is_cut |= row.is_open
        if row.fault is not None or (not self._is_grid and _is_out_of_shape(row.cells, laid)):
            self.rows_not_read += 1
            if len(self.issues) >= MOST_ISSUES:  # of a million such rows not even the words are made
                self._untold += 1
                return None
            fault = row.fault or say_n("a row of {n} cell", "a row of {n} cells", len(row.cells))
            expected = say_n("{n} cell, as the headings have", "{n} cells, as the headings have", laid.width)
            self.tell(
                sheet,
                row.line,
                say("{what!t}, not read", what=fault),
                expected if row.fault is None else noted("cells that can be told apart"),
                _MEND_GRID if self._is_grid else _MEND_TEXT,
            )
            return None
        words, lost = {}, []
        for field, place in laid.columns.items():
            text = told(row.cells[place]) if place < len(row.cells) else None
            wrong = wrong_with(field, text, is_unknown=place in row.unknown)
            if wrong is not None:
                lost.append((field, wrong))
                continue
            words[field], also = value_of(field, text)
            if also:
                what = say("{field} holds {n} of them, the first is read", field=field, n=also + 1)
                lost.append((field, (what, noted("one"))))
        self._keep_row(words, lost, sheet, row)
        return None if lost else self.rows.of_words[-1]

    def _keep_row(
        self,
        words: dict[str, str | None],
        lost: Sequence[tuple[str, tuple[str, str]]],
        sheet: str | None,
        row: Row,
    ) -> None:
        """Add a row, and say which of its cells cannot be read; none that names nobody for sure."""
        names_nobody = any(field in NAMES for field, _ in lost)
        for _, (what, expected) in lost:
            told_of = say("{what!t}, and so not the row", what=what) if names_nobody else what
            self.tell(
                sheet,
                row.line,
                told_of,
                expected,
                noted("Write it as it is expected, or leave the cell empty."),
            )
        self.rows_not_read += names_nobody
        self.rows_in_part += bool(lost) and not names_nobody
        if not names_nobody:
            self.add(words, sheet, row)

    def take(self, fields: Iterable[str]) -> None:
        """Say what is read of a file whose format has a place for each field."""
        self.columns += [ColumnRead(field=field, place="", heading=field, by="heading") for field in fields]

    def lose(self, sheet: str | None, row: Row, what: str, expected: str, hint: str) -> None:
        """Count a row that cannot be read, and say why; none beyond the most."""
        if self._is_full(sheet, row):
            return
        self.n_rows += 1
        self.rows_not_read += 1
        self.tell(sheet, row.line, say("{what!t}, not read", what=what), expected, hint)

    def put(self, words: dict[str, str | None], sheet: str | None, row: Row) -> None:
        """Add a row of a file whose format has a place for each field, none beyond the most; its words are looked at as those of cells are."""
        if self._is_full(sheet, row):
            return
        self.n_rows += 1
        kept, lost = {}, []
        for field, said in words.items():
            text = told(said) if said is not None else None
            wrong = wrong_with(field, text, is_unknown=False)
            if wrong is None:
                kept[field], _ = value_of(field, text)
            else:
                lost.append((field, wrong))
        self._keep_row(kept, lost, sheet, row)

    def add(self, words: dict[str, str | None], sheet: str | None, row: Row) -> None:
        """Add a row of words by field."""
        maker, brand, model, kind, *own = map(words.get, FIELDS)
        number = self.rows.number_of((maker, brand, model, kind))
        self._add(number, sheet, row, own if any(own) else ())

    def _add(self, words: int, sheet: str | None, row: Row, own: Sequence[str | None] = ()) -> None:
        """Add a row of words that have a number."""
        if words == len(self._seen):
            self._seen.append(0)
        self._seen[words] += 1
        group = self.rows.group_of((self._name, sheet, self.told_by))
        self.rows.add(words, group, (row.line, row.end_line, row.end_column), self._seen[words], own)


def _unnamed(laid: Laid) -> LayoutError:
    """No column says what a thing is."""
    unclear = [one for one in laid.headings if meaning_of(one) == UNCLEAR]
    unknown = [one for one in laid.headings if one and meaning_of(one) is None]
    example = next(iter([*unclear, *unknown]), "A")
    return LayoutError(
        say_n(
            "{n} column, none known to say maker, brand, model, MAC or IP address",
            "{n} columns, none known to say maker, brand, model, MAC or IP address",
            laid.width,
        ),
        EXPECTED,
        say(
            'Say which column says who makes it, by its heading, letter or number: --column maker="{column}".',
            column=example,
        ),
        laid.first if laid.first >= 0 else None,
    )


def _are_short(cells: str | tuple[str, ...]) -> bool:
    """Whether cells, or the one of a list with one column, are of a length to be kept."""
    return sum(map(len, cells)) <= MOST_LETTERS


def _are_headings(cells: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether cells are those that stand above a sheet; most rows differ in the first already."""
    for cell, heading in zip(cells, headings, strict=False):
        if " ".join(cell.split()) != heading:
            return False
    return len(cells) == len(headings)


def _with_last(rows: Iterable[Row]) -> Iterator[tuple[Row, bool]]:
    """Each row, and whether it is the last."""
    held: Row | None = None
    for row in rows:
        if held is not None:
            yield held, False
        held = row
    if held is not None:
        yield held, True


def _is_out_of_shape(cells: Sequence[str], laid: Laid) -> bool:
    """Whether cells cannot be told which column they are of: more of them than headings, or too few to hold what is read."""
    more = any(cell.strip() for cell in cells[laid.width :])
    return more or bool(laid.headings and len(cells) <= max(laid.columns.values()))
