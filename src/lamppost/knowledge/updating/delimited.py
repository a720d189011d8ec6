"""Lines and rows of a published file, one at a time, so that its size does not matter."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lamppost.knowledge.updating.rows import Reject, UpdateError

MOST_LINE = 4 * 1024 * 1024
"""Characters in one line; no published record is longer."""


def read_lines(path: Path) -> Iterator[str]:
    """The lines with their ends; bytes that are no UTF-8 become lone surrogates, which `is_text` finds.

    Raises:
        UpdateError: It cannot be read, or a line is too long to be one.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            number = 0
            while line := file.readline(MOST_LINE + 1):
                number += 1
                if len(line) > MOST_LINE:
                    raise UpdateError(
                        f"{path.name}:{number}: a line of more than {MOST_LINE} characters",
                        hint="Is the file what --format says?",
                    )
                yield line
    except OSError as error:
        raise UpdateError(f"{path.name}: cannot be read: {error.strerror}", hint="Check the path.") from None


def read_cells(path: Path, delimiter: str = ",") -> Iterator[tuple[int, list[str]] | Reject]:
    """Line number and cells of each row; empty lines are left out."""
    rows = csv.reader(read_lines(path), delimiter=delimiter)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(locator=f"line {rows.line_num}", what=f"no row: {error}", expected="cells in quotes")
            continue
        if not cells:
            continue
        if not is_text("".join(cells)):
            yield Reject(locator=f"line {rows.line_num}", what="bytes that are no UTF-8", expected="UTF-8")
            continue
        yield rows.line_num, cells


def read_table(
    path: Path, needed: Sequence[str], delimiter: str = ","
) -> Iterator[tuple[int, Mapping[str, str]] | Reject]:
    """Line number and cells by column; a row of another width is a reject, a repeated header is left out.

    Args:
        path: The file.
        needed: Columns without which it is not this format.
        delimiter: What stands between cells.

    Raises:
        UpdateError: The first row is not the header of this format.
    """
    rows = read_cells(path, delimiter)
    first = next(rows, None)
    header = first[1] if isinstance(first, tuple) else []
    absent = [name for name in needed if name not in header]
    if absent:
        raise UpdateError(
            f"{path.name}:1: no column {', '.join(absent)}", hint="Is the file what --format says?"
        )
    for row in rows:
        if isinstance(row, Reject):
            yield row
            continue
        number, cells = row
        if cells == header:
            continue
        if len(cells) != len(header):
            yield Reject(
                locator=f"line {number}",
                what=f"{len(cells)} cells",
                expected=f"{len(header)}, as in the header",
            )
            continue
        yield number, dict(zip(header, cells, strict=True))


def is_text(value: str) -> bool:
    """Whether it holds no lone surrogate."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
