"""The result as a workbook (Office Open XML, ECMA-376): a sheet per part, with dates, numbers and filters.

Texts are typed as texts and begin as no formula does, as in the CSV. A chain stands in a cell as the numbers of its links, which
are the rows of the sheet Links.
"""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from lamppost.model.result import ResultDocument
from lamppost.report.tables.shape import Links, Value
from lamppost.report.wording import cell, plain
from lamppost.report.xlsx.sheets import Sheet, sheets

FORMAT = "xlsx"
SUFFIX = ".xlsx"

MOST_ROWS = 1_048_576
"""Rows of a sheet, in Excel (ECMA-376 says nothing; Excel's own specification and limits do)."""
MOST_LETTERS = 32_767
"""Letters of a cell, by the same."""
MOST_DIGITS = 10**15
"""Beyond it a number of a spreadsheet, which is binary64, is not exact; it is written as text."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel's calendar counts a day that was none (1900 as a leap year)."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
_ESCAPED = re.compile("_(x[0-9A-Fa-f]{4}_)")
"""What a reader would take for an escaped character (ECMA-376 part 1 §22.9.2.19, ST_Xstring)."""
_HEAD = Font(bold=True)
_FILL = PatternFill("solid", fgColor="FFE8ECF1")
_TOP = Alignment(vertical="top", wrap_text=True)
_PIECE = 1 << 20
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
    day = datetime.combine(result.as_of, time(), UTC).replace(tzinfo=None)
    book.properties.creator = f"{result.tool.name} {result.tool.version}"
    book.properties.title = f"lamppost, as of {result.as_of}"
    book.properties.created = book.properties.modified = day
    out = io.BytesIO()
    with _Timeless(out, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return out.getvalue()


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
    text = _ESCAPED.sub(r"_x005F_\1", cell(plain(value)))
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


class _Timeless(ZipFile):
    """An archive whose entries bear no time: the oldest that the format has."""

    def writestr(self, name: str, data: str | bytes) -> None:  # type: ignore[override]
        """Write an entry from memory."""
        super().writestr(_entry(name), data)

    def write(self, path: str, name: str) -> None:  # type: ignore[override]
        """Write an entry from a file, a piece at a time."""
        with Path(path).open("rb") as file, self.open(_entry(name), "w", force_zip64=True) as entry:
            while piece := file.read(_PIECE):
                entry.write(piece)


def _entry(name: str) -> ZipInfo:
    made = ZipInfo(name, _OLDEST)
    made.compress_type, made.create_system = ZIP_DEFLATED, 3
    return made
