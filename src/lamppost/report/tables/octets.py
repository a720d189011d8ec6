"""Workbooks as octets that bear no time of their making: the same for the same sheets."""

import io
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

MOST_LETTERS = 32_767
"""Letters of a cell, in Excel (its own specification and limits)."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
_ESCAPED = re.compile("_(x[0-9A-Fa-f]{4}_)")
"""What a reader would take for an escaped character (ECMA-376 part 1 §22.9.2.19, ST_Xstring)."""
_PIECE = 1 << 20


def escaped(text: str) -> str:
    """A text of which no reader takes a part for an escaped character."""
    return _ESCAPED.sub(r"_x005F_\1", text)


def octets_of(book: Workbook, title: str, as_of: date, creator: str = "lamppost") -> bytes:
    """The workbook, as if it had been made on a day.

    Args:
        book: The workbook, of which every sheet was written.
        title: What its properties call it.
        as_of: The day.
        creator: What made it.
    """
    book.properties.creator, book.properties.title = creator, title
    book.properties.created = book.properties.modified = datetime.combine(as_of, time(), UTC).replace(
        tzinfo=None
    )
    out = io.BytesIO()
    with _Timeless(out, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return out.getvalue()


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
