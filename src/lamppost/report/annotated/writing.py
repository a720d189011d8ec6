"""Writes a copy of a sheet with columns of ours behind the user's own: as CSV, or as a workbook of values.

Nothing in it runs: no formula and no macro is carried over, of a formula its value is; a text that begins as a formula does, theirs or ours, gets an
apostrophe in front. Numbers and days of a workbook stay numbers and days.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lamppost.report.tables.octets import MOST_LETTERS, escaped, octets_of
from lamppost.report.wording import cell, plain

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONG = 500
_HARMLESS = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u00ff\u2013\u2014\u2018-\u201f\u2026\u0391-\u03c9\u0410-\u044f\u4e00-\u9fa5]*"
)
"""A text of these letters alone is one that `plain` leaves as it is; it looks at each letter of a long one."""
_HEAD = Font(bold=True)
_FILL = PatternFill("solid", fgColor="FFE8ECF1")
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDTH = 28
_PIECE = 1_000
_TYPED = (int, float, date, datetime, time, timedelta)
Line = tuple[Sequence[Any], Sequence[str], bool]
"""A row: the user's own cells, filled up to their widest; what is ours; whether it is that of the headings."""


def theirs(value: Any) -> str:
    """A cell of the user's own as text that runs nothing; a number stays as it is written."""
    if value is None:
        return ""
    text = _CONTROL.sub("", str(value))
    return text if _PLAIN_NUMBER.fullmatch(text) else cell(text)


def ours(value: str) -> str:
    """A cell of ours as one line of text that runs nothing."""
    if len(value) > _LONG and _HARMLESS.fullmatch(value):
        return cell(" ".join(value.split()))
    return cell(plain(value))


def as_csv(lines: Iterator[Line], separator: str) -> Iterator[str]:
    """The copy as CSV (RFC 4180), piece by piece; it begins with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO("\ufeff", newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for number, (own, more, _) in enumerate(lines, start=1):
        writer.writerow([*map(theirs, own), *map(ours, more)])
        if number % _PIECE == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def as_workbook(sheets: Iterator[tuple[str, int, Iterator[Line]]], title: str, day: date) -> bytes:
    """The copy as a workbook; the same octets for the same sheets.

    Args:
        sheets: Title, the user's columns and the rows of each.
        title: What to call it, in its properties.
        day: The day that was asked about.
    """
    book = Workbook(write_only=True)
    for name, width, lines in sheets:
        sheet = book.create_sheet(name)
        first: Line | None = next(lines, None)
        if first is not None:
            for number in range(len(first[1])):
                sheet.column_dimensions[get_column_letter(width + number + 1)].width = _WIDTH
        while first is not None:
            own, more, is_head = first
            values = [_value(one) for one in own] + [_text(ours(one)) for one in more]
            sheet.append(
                [_headed(sheet, one) for one in values] if is_head else [_typed(sheet, one) for one in values]
            )
            first = next(lines, None)
    return octets_of(book, title, day)


def _value(value: Any) -> Any:
    if value is None or isinstance(value, _TYPED):
        return value
    return _text(theirs(value))


def _text(text: str) -> str | None:
    told = escaped(text)
    return (told if len(told) <= MOST_LETTERS else told[: MOST_LETTERS - 1] + "…") or None


def _typed(sheet: Any, value: Any) -> Any:
    """A text that is text, whatever it looks like."""
    if not isinstance(value, str) or not value.startswith(("#", "=")):
        return value
    made = WriteOnlyCell(sheet, value)
    made.data_type = "s"
    return made


def _headed(sheet: Any, value: Any) -> Any:
    if value is None:
        return None
    made = WriteOnlyCell(sheet, value)
    made.data_type = "s" if isinstance(value, str) else made.data_type
    made.font, made.fill, made.alignment = _HEAD, _FILL, _TOP
    return made
