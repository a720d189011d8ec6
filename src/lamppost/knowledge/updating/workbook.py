"""The sheets of a workbook (Office Open XML), within limits that no published table comes near.

A workbook is a ZIP of XML, so a small file can unpack to a huge one, and a document type can name entities
that grow: sizes are added up before anything is unpacked, and a document type is refused.
"""

import contextlib
import zipfile
from collections.abc import Generator, Iterator
from pathlib import Path

from lamppost.knowledge.updating.rows import UpdateError

MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200
"""Unpacked to packed; text in spreadsheets stays well below."""
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 256
_BLOCK = 1024 * 1024
_DOCUMENT_TYPE = b"<!DOCTYPE"

Cells = list[object]


def is_workbook(head: bytes) -> bool:
    """Whether a file begins as a ZIP of this kind does."""
    return head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head or b"xl/" in head)


def read_sheets(path: Path) -> Iterator[tuple[str, list[tuple[int, Cells]]]]:
    """Title and numbered rows of each sheet, values as they were last computed.

    Raises:
        UpdateError: It is no workbook, or too large for a table.
    """
    try:
        _refuse_bombs(path)
        from openpyxl import load_workbook

        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a workbook says of its size need not be so
                yield (
                    sheet.title,
                    _rows(sheet.iter_rows(min_row=1, values_only=True), f"{path.name}: sheet {sheet.title}"),
                )
        finally:
            book.close()
    except UpdateError:
        raise
    except OSError as error:
        raise UpdateError(f"{path.name}: cannot be read: {error.strerror}", hint="Check the path.") from None
    except Exception as error:  # noqa: BLE001 - a damaged workbook raises whatever its reader trips over
        raise UpdateError(
            f"{path.name}: no workbook: {type(error).__name__}: {error}", hint="Open it and save it as xlsx."
        ) from None


def _rows(found: Generator[tuple[object, ...], None, None], where: str) -> list[tuple[int, Cells]]:
    """Numbered rows, all of the width of the widest."""
    rows: list[Cells] = []
    with contextlib.closing(found):
        for cells in found:
            if len(rows) == MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise UpdateError(
                    f"{where}: more than {MOST_ROWS} rows or {MOST_COLUMNS} columns",
                    hint="Delete what stands around the table, empty rows and columns too, or save it alone.",
                )
            rows.append(list(cells))
    width = max(map(len, rows), default=0)
    return [(number, row + [None] * (width - len(row))) for number, row in enumerate(rows, start=1)]


def _refuse_bombs(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1024):
            raise UpdateError(
                f"{path.name}: {len(parts)} parts that unpack to {unpacked} bytes", hint="Is it a table?"
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _refuse_document_type(archive, part, path.name)


def _refuse_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    tail = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            if _DOCUMENT_TYPE in tail + block or b"\x00<\x00!\x00D" in block or b"<\x00!\x00D" in block:
                raise UpdateError(
                    f"{name}: {part.filename} holds a document type", hint="Save it anew as xlsx."
                )
            tail = block[-len(_DOCUMENT_TYPE) :]
