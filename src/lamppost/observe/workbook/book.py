"""The sheets of a workbook, row by row, as they were last computed; nothing of it is held longer than its row.

`openpyxl` reads them as a stream: its texts are shared and not copied, so that a workbook cannot grow in memory beyond what it unpacks to.
"""

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lamppost.model.saying import noted, say
from lamppost.observe.tabular.handed import RefusedError
from lamppost.observe.workbook.archive import Seen, look_through

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet of a workbook."""

    title: str
    rows: Iterator[Values]
    """From the first row on, those that are empty too."""
    seen: Seen


@contextlib.contextmanager
def open_book(path: Path) -> Iterator[list[Page]]:
    """The sheets, in their order; each is read once, and before the next.

    Raises:
        RefusedError: It is no workbook, or one that is not read.
    """
    seen = look_through(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what only looks: styles, extensions, print areas
        try:
            from openpyxl import load_workbook

            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # noqa: BLE001 - a damaged workbook raises whatever its reader trips over
            raise RefusedError(
                say("no workbook: {error}", error=type(error).__name__),
                noted("a workbook (.xlsx)"),
                noted("Open it in a spreadsheet, and save it anew as .xlsx, or as CSV."),
            ) from None
        try:
            yield [_page(sheet, seen) for sheet in book.worksheets]
        finally:
            book.close()


def _page(sheet: Any, seen: dict[str, Seen]) -> Page:
    sheet.reset_dimensions()  # what a workbook says of its size need not be so
    part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    return Page(
        title=sheet.title,
        rows=sheet.iter_rows(min_row=1, values_only=True),
        seen=seen.get(part) or Seen(),
    )
