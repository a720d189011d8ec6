"""What a workbook is packed in, looked through before anything is made of it: sizes, document types, merged cells, formulas without a value.

A workbook is a ZIP of XML (ECMA-376 part 2), so a small file can unpack to a huge one, and a document type can name entities that
grow: sizes are added up first, and a document type is refused. Of the parts of sheets (part 1, §18.3.1) two things are taken that a reader of
values does not tell: `mergeCell` (§18.3.1.55), and cells with a formula `f` and no value `v` (§18.3.1.4), which nobody computed since they were written.
"""

import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from lamppost.model.saying import noted, say
from lamppost.observe.tabular.handed import RefusedError

MOST_UNPACKED = 1 << 29
MOST_RATIO = 250
"""Unpacked to packed; text in sheets stays well below."""
MOST_PARTS = 2_000
MOST_MERGED = 200_000
_BLOCK = 1 << 20
_OVERLAP = 4_096
_DOCUMENT_TYPES = (b"<!DOCTYPE", b"<\0!\0D\0", b"\0<\0!\0D")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})[\"']"
)
_NOT_COMPUTED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_HINT = noted("Save the sheet alone as a new workbook, or as CSV.")


@dataclass(slots=True)
class Seen:
    """What was seen of a sheet's part."""

    merged: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    """First row → column and last row of what is merged downwards; rows from 1, columns from 0."""
    not_computed: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Row → columns of formulas without a value."""
    n_rows: int = 0


def look_through(path: Path) -> dict[str, Seen]:
    """What was seen of each sheet, by the name of its part.

    Raises:
        RefusedError: It is no workbook, or one that unpacks to more than is read, or holds a document type.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts)
            _refuse_others({part.filename for part in parts})
            return {
                part.filename: _look(archive, part)
                for part in parts
                if part.filename.endswith((".xml", ".rels", ".vml"))
            }
    except RefusedError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged archive raises whatever its reader trips over
        raise RefusedError(
            say("no workbook: {error}", error=type(error).__name__),
            noted("a workbook (.xlsx)"),
            noted("Open it in a spreadsheet, and save it as .xlsx without a password, or as CSV."),
        ) from None


def _refuse_others(names: set[str]) -> None:
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise RefusedError(noted("a ZIP that holds no workbook"), noted("a workbook (.xlsx)"), _HINT)


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS:
        raise RefusedError(
            say("a workbook of {n} parts", n=len(parts)), say("at most {most}", most=MOST_PARTS), _HINT
        )
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1 << 14):
        raise RefusedError(
            say("a workbook of {packed} bytes that unpacks to {unpacked}", packed=packed, unpacked=unpacked),
            say("at most {most} bytes, and {ratio} times its size", most=MOST_UNPACKED, ratio=MOST_RATIO),
            _HINT,
        )


def _look(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Seen:
    """What a part holds, a block at a time; matches at the end of a block are found with the next."""
    seen, tail = Seen(), b""
    is_sheet = part.filename.startswith("xl/worksheets/")
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            text = tail + block
            if any(mark in text for mark in _DOCUMENT_TYPES):
                raise RefusedError(
                    say("a document type in {part}, by which XML can grow without end", part=part.filename),
                    noted("XML without one"),
                    noted("Open it in a spreadsheet, and save it anew as .xlsx."),
                )
            if is_sheet:
                _take(text, len(tail), seen)
            tail = text[-_OVERLAP:]
    return seen


def _take(text: bytes, begun: int, seen: Seen) -> None:
    """Add what ends behind the first `begun` bytes, which were looked through before."""
    seen.n_rows += sum(found.end() > begun for found in _ROW.finditer(text, max(0, begun - 64)))
    for found in _MERGED.finditer(text):
        if found.end() > begun and len(seen.merged) < MOST_MERGED:
            left, top, _, bottom = found.groups()
            if int(bottom) > int(top):
                seen.merged[int(top)].append((_column(left), int(bottom)))
    if b"f>" not in text and b"f " not in text:
        return
    for found in _NOT_COMPUTED.finditer(text):
        if found.end() > begun:
            seen.not_computed[int(found[2])].add(_column(found[1]))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
