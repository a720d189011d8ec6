"""Reports as a person reads them: what is no text is opened by a reader of its own kind."""

import io
import sqlite3
import unicodedata
from contextlib import closing

import pytest

from lamppost import pipeline
from lamppost.model.result import encode

_MADE = {}
"""What a browser printed: it takes seconds."""


def rendered(result, to):
    """The report, whole: text, or octets."""
    if pipeline.missing(to):
        pytest.skip(f"needs {pipeline.missing(to)}")
    key = (to, encode(result))
    if key not in _MADE or not pipeline.FORMATS[to].needs:
        pieces = list(pipeline.render_pieces(result, to))
        _MADE[key] = "".join(pieces) if pipeline.FORMATS[to].is_text else b"".join(pieces)
    return _MADE[key]


def readable(to, content):
    """The report as text, for a golden file and for whoever looks for what must not be in it."""
    return content if isinstance(content, str) else _READERS[to](content)


def _workbook(octets):
    """Each cell with its type: s text, n number or date, b yes or no, f formula, e error."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(octets))
    about = book.properties
    lines = [f"{about.title} · {about.creator} · created {about.created} · modified {about.modified}"]
    for sheet in book:
        lines += ["", f"# {sheet.title} · frozen at {sheet.freeze_panes} · filter {sheet.auto_filter.ref}"]
        for row in sheet.iter_rows():
            lines.append(
                " | ".join("" if cell.value is None else f"{cell.data_type}:{cell.value}" for cell in row)
            )
    return "\n".join(lines) + "\n"


def _database(octets):
    """The statements that make it; rows first as they are, without what a version of SQLite writes of itself."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(octets)
        return "\n".join(base.iterdump()) + "\n"


def _printed(octets):
    """The words of every page on one line; a letter for which a font has no glyph is read as NUL, and shown as a mark."""
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(io.BytesIO(octets)).pages
    words = " ".join(page.extract_text() for page in pages).replace("\0", "\ufffd").split()
    return unicodedata.normalize("NFKC", " ".join(words)) + "\n"  # ligatures apart again


_READERS = {"xlsx": _workbook, "sqlite": _database, "pdf": _printed}
