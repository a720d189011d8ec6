"""Reads a list of suppliers or things from text: cells apart by commas, semicolons, tabs or bars (RFC 4180), in any layout.

Which column is what is told by its heading, else by what its cells hold, else by the user; the result says so. Columns of
people, places and serial numbers are counted and never kept. A row with other cells than the headings is not taken apart by
guess, and one whose maker or brand cannot be read names nobody for sure: neither is read, and both are issues. A list that loses
more rows than it keeps was not framed as it is written, and is read in part.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from lamppost.model.asset_rows import ListRead
from lamppost.model.errors import LamppostError
from lamppost.model.saying import noted
from lamppost.model.sheets import ReadAs, Row, Sheet
from lamppost.observe.tabular.delimited import Lines, rows_of, separator_of
from lamppost.observe.tabular.encodings import Encoding
from lamppost.observe.tabular.handed import Handed, RefusedError
from lamppost.observe.tabular.reading import EXPECTED, Reading
from lamppost.observe.tabular.text import encoding_of

FORMAT = "supplier_list"
SUFFIXES = (".csv", ".tsv", ".tab")
_STEP = 2_000
Progress = Callable[[str, int, int], None]
Knows = Callable[[str], bool]


def knows_nothing(name: str) -> bool:
    """No: stands for the packs where there are none."""
    del name
    return False


def read_list(
    path: Path,
    shown_as: str,
    knows: Knows = knows_nothing,
    chosen: ReadAs | None = None,
    progress: Progress | None = None,
) -> ListRead:
    """The rows of a list, in file order; what could not be read stands in `issues`.

    Args:
        path: The file.
        shown_as: How results call it: its path in the folder that is worked in, or its base name.
        knows: Whether the packs know a maker or brand by a name.
        chosen: How the user wants it read.
        progress: Called with file name, bytes done and bytes in all.

    Raises:
        LamppostError: It is missing, or no regular file; or there is no such encoding.
    """
    handed = Handed(path, shown_as, FORMAT)
    chosen = chosen or ReadAs()
    try:
        encoding = encoding_of(handed, chosen)
    except RefusedError as error:
        return handed.refused(error)
    found = Reading(shown_as, knows, chosen)
    with sheet_of(path, encoding, lambda done: progress and progress(path.name, done, handed.size)) as sheet:
        found.read(sheet)
    if not found.columns and not found.issues:
        found.tell(None, None, noted("nothing in it"), EXPECTED, noted("Is it the right file?"))
    return handed.read(found, encoding=encoding.shown, encoding_by=encoding.by)


@contextmanager
def sheet_of(
    path: Path, encoding: Encoding, step: Callable[[int], object] = lambda _: None
) -> Iterator[Sheet]:
    """The rows of the file, read as they are asked for.

    Args:
        path: The file.
        encoding: How it is written.
        step: Called with the bytes that were read.
    """
    try:
        with path.open(encoding=encoding.name, errors="replace", newline="") as text:
            lines = Lines(text)
            separator = separator_of(lines.look())

            def rows() -> Iterator[Row]:
                for number, row in enumerate(rows_of(lines, separator)):
                    if number % _STEP == 0:
                        step(cast("BinaryIO", text.buffer).tell())
                    yield row

            yield Sheet(name=None, rows=rows(), separator=separator)
    except OSError as error:
        raise LamppostError(
            f"{path.name}: cannot be read: {error.strerror}", hint="May you read it?"
        ) from None
