"""Reads lists of suppliers or things from workbooks (.xlsx, .xlsm; ECMA-376): every sheet of a workbook, in any layout.

Values are those that were last computed; dates and numbers are texts here, as a spreadsheet would write them plainly. A cell that
is merged downwards says the same in each of its rows, as people mean it: one maker beside several models. A formula that nobody ever
computed, or whose value is an error, says nothing, which is an issue. Macros are never looked at.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from lamppost.model.asset_rows import ListRead
from lamppost.model.saying import noted, say
from lamppost.model.sheets import ReadAs, Row, Sheet
from lamppost.observe.tabular.handed import Handed, RefusedError
from lamppost.observe.tabular.reading import EXPECTED, Reading
from lamppost.observe.workbook.book import Page, Values, open_book

FORMAT = "workbook"
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".numbers")
"""Those of other spreadsheets too, which are refused with what to do."""
MOST_COLUMNS = 1_024
MOST_DOWN = 1 << 20
"""Rows of a sheet, the empty ones too, which are made up for a row that says it stands so far down."""
_STEP = 1_000
_ERRORS = frozenset({"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#N/A"})
Progress = Callable[[str, int, int], None]


def read_list(
    path: Path,
    shown_as: str,
    knows: Callable[[str], bool],
    chosen: ReadAs | None = None,
    progress: Progress | None = None,
) -> ListRead:
    """The rows of a workbook, sheet by sheet; what could not be read stands in `issues`.

    Args:
        path: The file.
        shown_as: How results call it.
        knows: Whether the packs know a maker or brand by a name.
        chosen: How the user wants it read.
        progress: Called with file name, bytes done and bytes in all.

    Raises:
        LamppostError: It is missing, or no regular file.
    """
    handed = Handed(path, shown_as, FORMAT)
    chosen = chosen or ReadAs()
    found = Reading(shown_as, knows, chosen)
    try:
        for _ in handed.blocks():
            pass
        with open_book(path) as pages:
            wanted = chosen_pages(pages, chosen)
            total = sum(page.seen.n_rows for page in wanted) or 1
            done = 0
            for page in wanted:
                found.read(
                    Sheet(
                        name=page.title,
                        is_grid=True,
                        rows=_told(rows_of(page), path, handed.size, done, total, progress),
                    )
                )
                done += page.seen.n_rows
    except RefusedError as error:
        return handed.refused(error)
    if not found.columns and not found.issues:
        found.tell(None, None, noted("nothing in it"), EXPECTED, noted("Is it the right file?"))
    return handed.read(found)


def chosen_pages(pages: list[Page], chosen: ReadAs) -> list[Page]:
    """The sheets that are to be read.

    Raises:
        RefusedError: One that was asked for is not there.
    """
    titles = [page.title for page in pages]
    for name in chosen.sheets:
        if name not in titles:
            raise RefusedError(
                say("no sheet “{sheet}”", sheet=name),
                say("one of {sheets}", sheets=", ".join(f"“{title}”" for title in titles)),
                noted("Give --sheet the name as it stands on its tab."),
            )
    return [page for page in pages if not chosen.sheets or page.title in chosen.sheets]


def rows_of(page: Page) -> Iterator[Row]:
    """Each row with its number; where the sheet breaks off, a last one says so."""
    number, down = 0, dict[int, tuple[str, int]]()
    try:
        for number, values in enumerate(page.rows, start=1):
            if number > MOST_DOWN:
                yield _broken(number, say("more than {most} rows", most=MOST_DOWN))
                return
            if not values:
                continue
            cells = [text_of(value) for value in _bare(values)]
            _fill(cells, number, page, down)
            wide = say("more than {most} cells", most=MOST_COLUMNS) if len(cells) > MOST_COLUMNS else None
            yield Row(
                line=number,
                end_line=number,
                end_column=0,
                cells=[] if wide else cells,
                fault=wide,
                unknown=tuple(
                    {
                        *page.seen.not_computed.get(number, ()),
                        *(at for at, cell in enumerate(cells) if cell in _ERRORS),
                    }
                ),
            )
    except Exception as error:  # noqa: BLE001 - a damaged sheet raises whatever its reader trips over
        yield _broken(number + 1, say("the sheet breaks off: {error}", error=type(error).__name__))


def _broken(number: int, fault: str) -> Row:
    """The last row of a sheet that is not read on."""
    return Row(line=number, end_line=number, end_column=0, cells=[], fault=fault, is_open=True)


def _bare(values: Values) -> Values:
    """The cells up to the last that holds something."""
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return values[:end]


def _fill(cells: list[str], number: int, page: Page, down: dict[int, tuple[str, int]]) -> None:
    """Say in each row of a cell that is merged downwards what its first row says."""
    for column, bottom in page.seen.merged.get(number, ()):
        if column < len(cells) and cells[column]:
            down[column] = cells[column], bottom
    for column, (text, bottom) in list(down.items()):
        if bottom < number:
            del down[column]
        elif any(cells) and column >= len(cells):
            cells.extend([""] * (column - len(cells)) + [text])
        elif any(cells) and not cells[column]:
            cells[column] = text


def text_of(value: Any) -> str:
    """What a cell says: a whole number without a point, a day without its midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _told(
    rows: Iterator[Row], path: Path, size: int, done: int, total: int, progress: Progress | None
) -> Iterator[Row]:
    """The rows, of which it is told how far they are."""
    for row in rows:
        if progress is not None and row.line % _STEP == 0:
            progress(path.name, min(size, size * (done + row.line) // total), size)
        yield row
