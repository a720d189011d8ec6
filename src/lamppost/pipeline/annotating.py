"""A copy of the user's own sheet with what was found beside each row."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr, tr_n
from lamppost.model.result import EvidenceFile, ResultDocument, SheetRead
from lamppost.pipeline.lists import BOOKS, TEXTS

if TYPE_CHECKING:
    from lamppost.model.sheets import ReadAs
    from lamppost.report.annotated.columns import Beside
    from lamppost.report.annotated.writing import Line

COPIES = (".xlsx", ".csv")
"""Endings of the copies that are made."""
REGISTER = "camera_register"
"""How the formats of registers of cameras begin."""
Numbered = Iterator[tuple[int, list[Any]]]


def annotate(
    result: ResultDocument, source: Path, ending: str, read_as: "ReadAs"
) -> tuple[bytes | Iterator[str], list[str]]:
    """The copy, and what is to be said of it.

    Args:
        result: What was found; of this one list.
        source: The list, as it was when it was looked at.
        ending: Of the copy.
        read_as: How the list was read.

    Raises:
        LamppostError: It is no sheet, or not the one that was looked at; or a copy of several sheets is to be one text.
    """
    from lamppost.report.annotated.columns import Beside

    file = _unchanged(result, source)
    if file.format.startswith(REGISTER):
        from lamppost.pipeline.street.annotating import annotate_register

        return annotate_register(result, source, ending)
    _refuse_without_rows(file, source, ending)
    beside = Beside(result)
    if source.suffix.lower() in BOOKS:
        return _of_book(result, source, ending, file, beside)
    return _of_text(result, source, ending, read_as, file, beside)


def refuse_what_has_no_copy(sources: Iterable[Path], copies: Iterable[Path]) -> None:
    """Refuse a copy that cannot be made, before anything is looked at.

    Raises:
        LamppostError: Not one list is named, or one that is no sheet; or the copy has another ending.
    """
    held = list(sources)
    for copy in copies:
        if copy.suffix.lower() not in COPIES:
            raise LamppostError(
                tr("--annotate {file}: a copy is .xlsx or .csv", file=copy.name),
                hint=tr("Choose one of these endings."),
            )
        if len(held) != 1:
            raise LamppostError(tr("--annotate goes with one list"), hint=tr("Look at one after the other."))
        if held[0].suffix.lower() not in (*TEXTS, *BOOKS):
            raise LamppostError(
                tr("--annotate goes with a sheet, and {file} is none", file=held[0].name),
                hint=tr(
                    "Give a workbook or a text with columns; -o FILE.xlsx writes what was found of anything else."
                ),
            )


def _unchanged(result: ResultDocument, source: Path) -> EvidenceFile:
    """The list in the result, which is still what it was."""
    file = result.evidence[0]
    digest = hashlib.sha256()
    with source.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != file.sha256:
        raise LamppostError(
            tr("{file}: changed while it was looked at", file=source.name), hint=tr("Look at it again.")
        )
    return file


def _refuse_without_rows(file: EvidenceFile, source: Path, ending: str) -> None:
    """Refuse a list of which no row was read, and one text of several sheets."""
    if not file.sheets:
        raise LamppostError(
            tr("{file}: no row of it was read, so there is nothing to write beside them", file=source.name),
            hint=tr("The report says why; --column says which column is what."),
        )
    if ending == ".csv" and len(file.sheets) > 1:
        raise LamppostError(
            tr_n(
                "{file}: {n} sheet was read, and a .csv holds one",
                "{file}: {n} sheets were read, and a .csv holds one",
                len(file.sheets),
                file=source.name,
            ),
            hint=tr("Write an .xlsx, or choose one with --sheet."),
        )


def _of_text(
    result: ResultDocument, source: Path, ending: str, read_as: "ReadAs", file: EvidenceFile, beside: "Beside"
) -> tuple[bytes | Iterator[str], list[str]]:
    """Of a text: with its separator, or as a workbook of one sheet."""
    from lamppost.observe.supplier_list.reader import sheet_of
    from lamppost.observe.tabular.handed import Handed
    from lamppost.observe.tabular.text import encoding_of
    from lamppost.report.annotated.writing import as_csv, as_workbook

    encoding = encoding_of(Handed(source, file.path, file.format), read_as)

    def lines() -> Iterator["Line"]:
        with sheet_of(source, encoding) as sheet:
            rows = ((row.line, list(row.cells)) for row in sheet.rows)
            yield from _lines(rows, file, file.sheets[0], beside)

    if ending == ".csv":
        with sheet_of(source, encoding) as sheet:
            separator = sheet.separator
        return as_csv(lines(), separator), []
    name = "".join(char for char in source.stem if char not in "[]:*?/\\")[:31] or "Sheet"
    sheets = iter([(name, file.sheets[0].columns, lines())])
    return as_workbook(sheets, source.stem, result.as_of), []


def _of_book(
    result: ResultDocument, source: Path, ending: str, file: EvidenceFile, beside: "Beside"
) -> tuple[bytes | Iterator[str], list[str]]:
    """Of a workbook: all of its sheets, or the one that was read as a text."""
    from lamppost.observe.workbook.book import open_book
    from lamppost.observe.workbook.reader import text_of
    from lamppost.report.annotated.writing import as_csv, as_workbook

    read = {one.sheet: one for one in file.sheets}
    with open_book(source) as pages:
        others = len(pages) - len(read)
        said = [tr("formulas are there as their values; formatting, charts and macros are not")]
        if empty := sum(len(cells) for page in pages for cells in page.seen.not_computed.values()):
            said.append(
                tr_n(
                    "{n} of them was never computed, and so empty",
                    "{n} of them were never computed, and so empty",
                    empty,
                )
            )
        if ending == ".csv":
            page = next(page for page in pages if page.title in read)
            rows = ((number, [text_of(one) for one in row]) for number, row in enumerate(page.rows, start=1))
            content = "".join(as_csv(_lines(rows, file, read[page.title], beside), ","))
            if others:
                said.append(tr_n("{n} other sheet is not in it", "{n} other sheets are not in it", others))
            return iter([content]), said
        if others:
            said.append(
                tr_n(
                    "{n} sheet that no row was read of is there as before",
                    "{n} sheets that no row was read of are there as before",
                    others,
                )
            )

        def sheets() -> Iterator[tuple[str, int, Iterator["Line"]]]:
            for page in pages:
                rows = ((number, list(row)) for number, row in enumerate(page.rows, start=1))
                told = read.get(page.title)
                if told is None:
                    yield page.title, 0, ((row, [], False) for _, row in rows)
                else:
                    yield page.title, told.columns, _lines(rows, file, told, beside)

        return as_workbook(sheets(), source.stem, result.as_of), said


def _lines(rows: Numbered, file: EvidenceFile, told: SheetRead, beside: "Beside") -> Iterator["Line"]:
    """The rows of a sheet that was read, each with what is ours; where it has no headings, a first row for ours."""
    width = told.columns
    if told.headings is None:
        yield [""] * width, beside.headings, True
    for number, row in rows:
        own = row[:width] + [None] * (width - len(row))
        is_head = number == told.headings
        yield own, beside.headings if is_head else beside.cells(file.path, told.sheet, number), is_head
