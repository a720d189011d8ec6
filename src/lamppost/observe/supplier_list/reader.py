"""Reads a list of suppliers or things: CSV in UTF-8 with a header (RFC 4180), columns maker, brand, model and kind.

The separator is a comma, a semicolon, a tab or a bar: the one that the header is written with. A column named manufacturer is
one of makers. Other columns are counted and not kept: they may name people. A row with more or fewer cells than the header is not taken apart by guess, and one whose maker
or brand cannot be read names nobody for sure: neither is read, and both are counted. A list that loses more rows than it keeps
was not framed as it is written, and is read in part.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lamppost.model.assets import AssetRow, ListRead
from lamppost.model.errors import LamppostError
from lamppost.model.ids import make_id
from lamppost.model.result import EvidenceFile, Issue

FORMAT = "supplier_list"
SUFFIXES = (".csv", ".tsv")
COLUMNS = ("maker", "brand", "model", "kind")
NEEDED = ("maker", "brand")
SAME = {"manufacturer": "maker"}
"""Other words for columns."""
NEAR = ("vendor", "supplier", "producer", "company", "make", "oem")
"""Words that a column of makers may be named by, and one of something else too: who makes the list has to say."""
SEPARATORS = ",;\t|"
MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_LETTERS = 300
_EXPECTED = "a header with a column named maker or brand, and others named model and kind"


def is_list(path: Path) -> bool:
    """Whether a path is named as a list is."""
    return path.suffix.lower() in SUFFIXES


def read_list(path: Path, shown_as: str) -> ListRead:
    """The rows of a list, in file order; what could not be read stands in `issues`.

    Args:
        path: The file.
        shown_as: How results call it: its path in the folder that is worked in, or its base name.

    Raises:
        LamppostError: It is missing, or no regular file.
    """
    content = _content(path)
    if len(content) > MOST_BYTES:
        return _refused(shown_as, content, f"larger than {MOST_BYTES} bytes", "a list in parts")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _refused(shown_as, content, f"not UTF-8 at byte {error.start}", "CSV in UTF-8")
    if "\0" in text:
        return _refused(shown_as, content, "a NUL byte", "CSV in UTF-8")
    found = _Reading(text, shown_as)
    rows = list(found.rows())
    if found.rows_not_read > len(rows) and found.read == "whole":
        found.read = "part" if rows else "none"
    evidence = msgspec.structs.replace(
        _evidence(shown_as, content, found.read),
        rows=len(rows) + found.rows_not_read,
        rows_not_read=found.rows_not_read,
        rows_in_part=found.rows_in_part,
        columns=found.columns,
        columns_not_read=found.columns_not_read,
    )
    return ListRead(evidence=evidence, rows=rows, issues=found.issues)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise LamppostError(
                f"{path.name}: {'not a regular file' if path.exists() else 'no such file'}",
                hint="Give a list as a .csv file on disk.",
            )
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise LamppostError(
            f"{path.name}: cannot be read: {error.strerror}", hint="May you read it?"
        ) from None


def _evidence(name: str, content: bytes, read: str) -> EvidenceFile:
    digest = hashlib.sha256(content).hexdigest()
    return EvidenceFile(
        id=f"ev-{digest[:12]}" if content else make_id("ev", name),
        path=name,
        sha256=digest,
        size_bytes=len(content),
        format=FORMAT,
        read=read,
    )


def _refused(name: str, content: bytes, what: str, expected: str) -> ListRead:
    """A file of which nothing was read."""
    issue = Issue(
        evidence=name, row=None, what=what, expected=expected, hint="Save the list as CSV in UTF-8."
    )
    return ListRead(evidence=_evidence(name, content, "none"), rows=[], issues=[issue])


class _Reading:
    """One pass over a text; `issues`, `read` and the counts are whole once `rows` is through."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = list(io.StringIO(text, newline=""))
        self._name = name
        self._seen: Counter[tuple[str | None, ...]] = Counter()
        self.issues: list[Issue] = []
        self.read = "whole"
        self.rows_not_read = self.rows_in_part = self.columns_not_read = 0
        self.columns: list[str] = []

    def rows(self) -> Iterator[AssetRow]:
        """Each row that says something, in file order."""
        separator = _separator(next((line for line in self._lines if line.strip()), ""))
        reader = csv.reader(self._lines, delimiter=separator, strict=True)
        header: list[str] | None = None
        count = line = 0
        try:
            for cells in reader:
                line, begins = reader.line_num, line + 1
                if not any(cell.strip() for cell in cells):
                    continue
                if header is None:
                    words = [cell.strip().casefold() for cell in cells]
                    header = [SAME.get(word, word) for word in words]
                    if not self._is_header(header, begins):
                        return
                elif count == MOST_ROWS:
                    self._stop(begins, f"more than {MOST_ROWS} rows", "a list in parts")
                    return
                else:
                    count += 1
                    row = self._row_of(header, cells, begins, line)
                    if row is not None:
                        yield row
        except csv.Error as error:
            self._stop(
                line + 1, f"no CSV from here on: {error}", "cells in quotes that end, as RFC 4180 has them"
            )
        if header is None and not self.issues:
            self._stop(None, "nothing in it", _EXPECTED)

    def _is_header(self, header: list[str], line: int) -> bool:
        known = [name for name in header if name in COLUMNS]
        if len(set(known)) == len(known) and set(known) & set(NEEDED):
            self.columns = [name for name in COLUMNS if name in known]
            self.columns_not_read = len(header) - len(known)
            return True
        twice = next((name for name in known if known.count(name) > 1), None)
        what = f"column {twice} twice"
        hint = "Leave one of them; manufacturer is another word for maker."
        if twice is None:
            what = f"{_counted(len(header), 'column')}, none named maker or brand"
            near = next((name for name in NEAR if name in header), None)
            hint = "Name the column that says who makes it maker, or the one of brands brand."
            if near is not None:
                hint = f"If the column {near} says who makes it, name it maker."
        self._tell(line, what, _EXPECTED, hint)
        self.read = "none"
        return False

    def _row_of(self, header: list[str], cells: list[str], begins: int, ends: int) -> AssetRow | None:
        """The row, or None where it cannot be told apart into cells or whom it names cannot be read."""
        if len(cells) != len(header):
            self.rows_not_read += 1
            self._tell(
                begins,
                f"a row of {_counted(len(cells), 'cell')}, not read",
                f"{_counted(len(header), 'cell')}, as the header has",
                "Put a cell with the separator in it into quotes.",
            )
            return None
        words = {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=True)}
        too_long = [name for name in COLUMNS if len(words.get(name, "")) > MOST_LETTERS]
        names_nobody = bool(set(too_long) & set(NEEDED))
        for name in too_long:
            what = f"{name} has {len(words.pop(name))} letters, not read"
            rest = ", and so not the row" if names_nobody else ""
            self._tell(begins, what + rest, f"at most {MOST_LETTERS}", "Give a name.")
        self.rows_not_read += names_nobody
        self.rows_in_part += bool(too_long) and not names_nobody
        return None if names_nobody else self._row(words, begins, ends)

    def _row(self, cells: dict[str, str], begins: int, ends: int) -> AssetRow:
        words = tuple(cells.get(name) or None for name in COLUMNS)
        self._seen[words] += 1
        maker, brand, model, kind = words
        return AssetRow(
            file=self._name,
            line=begins,
            end_line=ends,
            end_column=len(self._lines[ends - 1].rstrip("\r\n")) + 1,
            maker=maker,
            brand=brand,
            model=model,
            kind=kind,
            nth=self._seen[words],
        )

    def _tell(self, line: int | None, what: str, expected: str, hint: str) -> None:
        self.issues.append(Issue(evidence=self._name, row=line, what=what, expected=expected, hint=hint))

    def _stop(self, line: int | None, what: str, expected: str) -> None:
        """Say why nothing is read from here on."""
        self.read = "part" if line and line > 1 else "none"
        self._tell(line, what, expected, "Save the list as CSV in UTF-8.")


def _counted(count: int, one: str) -> str:
    """`1 cell`, `2 cells`."""
    return f"{count} {one}{'' if count == 1 else 's'}"


def _separator(line: str) -> str:
    """The separator that makes most of a line's cells known columns; where none does, the one that stands most often."""

    def known(separator: str) -> tuple[int, int]:
        cells = {cell.strip().strip('"').strip().casefold() for cell in line.split(separator)}
        return len(cells & {*COLUMNS, *SAME}), line.count(separator)

    return max(SEPARATORS, key=known)
