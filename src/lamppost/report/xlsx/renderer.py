"""The result as a workbook (Office Open XML, ECMA-376): a sheet per part, with dates, numbers and filters.

Texts are typed as texts and begin as no formula does, as in the CSV. A chain stands in a cell as the numbers of its links, which
are the rows of the sheet Links.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from lamppost.model.result import ResultDocument
from lamppost.report.tables.octets import MOST_LETTERS, escaped, octets_of
from lamppost.report.tables.shape import Links, Value
from lamppost.report.wording import cell, plain
from lamppost.report.xlsx.sheets import Sheet, sheets

FORMAT = "xlsx"
SUFFIX = ".xlsx"

MOST_ROWS = 1_048_576
"""Rows of a sheet, in Excel (ECMA-376 says nothing; Excel's own specification and limits do)."""
MOST_DIGITS = 10**15
"""Beyond it a number of a spreadsheet, which is binary64, is not exact; it is written as text."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel's calendar counts a day that was none (1900 as a leap year)."""
_HEAD = Font(bold=True)
_FILL = PatternFill("solid", fgColor="FFE8ECF1")
_TOP = Alignment(vertical="top", wrap_text=True)
Cell = object


def render(result: ResultDocument) -> bytes:
    """The workbook; the same octets for the same result.

    Args:
        result: The result document; nothing else is read.
    """
    book = Workbook(write_only=True)
    links = Links()
    for one in sheets(result):
        _write(book, one, result, links)
    return octets_of(
        book, f"lamppost, as of {result.as_of}", result.as_of, f"{result.tool.name} {result.tool.version}"
    )


def _write(book: Workbook, one: Sheet, result: ResultDocument, links: Links) -> None:
    """One sheet, and the next where a sheet is full; none where an optional one has no row."""
    rows = one.rows(result, links)
    first = next(rows, None)
    if first is None and not one.is_always_there:
        return
    makers = [_MAKERS[kind] for _, kind, _ in one.columns]
    sheet, written, parts = _begin(book, one, one.title), 1, 1
    for row in _with(first, rows):
        if written == MOST_ROWS:
            _filtered(sheet, one, written)
            parts += 1
            sheet, written = _begin(book, one, f"{one.title} {parts}"), 1
        sheet.append([make(value, sheet) for make, value in zip(makers, row, strict=True)])
        written += 1
    _filtered(sheet, one, written)


def _with(first: tuple[Value, ...] | None, rest: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    if first is not None:
        yield first
        yield from rest


def _begin(book: Workbook, one: Sheet, title: str) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2" if one.n_frozen == 0 else f"{get_column_letter(one.n_frozen + 1)}2"
    for number, (_, _, width) in enumerate(one.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = []
    for name, _, _ in one.columns:
        made = WriteOnlyCell(sheet, name)
        made.font, made.fill, made.alignment = _HEAD, _FILL, _TOP
        head.append(made)
    sheet.append(head)
    return sheet


def _filtered(sheet: WriteOnlyWorksheet, one: Sheet, written: int) -> None:
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(one.columns))}{written}"


def _text(value: Value, sheet: WriteOnlyWorksheet) -> Cell:
    """A text that is text, whatever it looks like."""
    if value is None:
        return None
    text = _inert(str(value))
    if not text.startswith("#"):
        return text
    made = WriteOnlyCell(sheet, text)
    made.data_type = "s"  # else `#N/A` would be an error value
    return made


@lru_cache(maxsize=65_536)
def _inert(value: str) -> str:
    text = escaped(cell(plain(value)))
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _number(value: Value, sheet: WriteOnlyWorksheet) -> Cell:
    if isinstance(value, int | float) and abs(value) < MOST_DIGITS:
        return value
    return _text(value, sheet)


def _bool(value: Value, sheet: WriteOnlyWorksheet) -> Cell:
    del sheet
    return None if value is None else bool(value)


def _day(value: Value, sheet: WriteOnlyWorksheet) -> Cell:
    """A day, or the text where it is none that a spreadsheet has."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return _text(value, sheet)
    return day if day >= _FIRST_DAY else _text(value, sheet)


def _instant(value: Value, sheet: WriteOnlyWorksheet) -> Cell:
    """An instant in UTC, which a spreadsheet has no word for: the head of the column says so."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return _text(value, sheet)
    if at.tzinfo is None or at.date() < _FIRST_DAY:
        return _text(value, sheet)
    return at.astimezone(UTC).replace(tzinfo=None)


def _chain(value: Value, sheet: WriteOnlyWorksheet) -> Cell:
    return _text(", ".join(map(str, value)), sheet) if isinstance(value, tuple) else None


_MAKERS: dict[str, Callable[[Value, WriteOnlyWorksheet], Cell]] = {
    "text": _text,
    "int": _number,
    "real": _number,
    "bool": _bool,
    "day": _day,
    "instant": _instant,
    "chain": _chain,
}
