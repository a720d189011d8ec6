"""Reads plain lists: a name of a maker or brand on each line, or a MAC or IP address; what bullets and numbers stand before them is left.

A text whose first lines are those of a table is read as one, by `lamppost.observe.supplier_list`; which of the two it is, is told by its headings.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lamppost.model.asset_rows import ListRead
from lamppost.model.errors import LamppostError
from lamppost.model.saying import noted
from lamppost.model.sheets import FIELDS, ReadAs, Row
from lamppost.observe.tabular.delimited import MOST_LINE, separator_of
from lamppost.observe.tabular.encodings import Encoding
from lamppost.observe.tabular.handed import Handed, RefusedError
from lamppost.observe.tabular.headings import meaning_of
from lamppost.observe.tabular.holding import address_in, mac_in, told
from lamppost.observe.tabular.reading import Reading
from lamppost.observe.tabular.text import encoding_of

FORMAT = "name_list"
_BULLET = re.compile(r"^\s*(?:[-*•·‣▪–—]\s+|\(?\d{1,6}[.)]\s+)")
_HEX = re.compile(r"^\s*(?:0x)?[0-9a-fA-F]{3,8}:?\s+(?:[0-9a-fA-F]{2,4}\s+){4,}")
_LOOKED_AT = 60
_TABLE = 2
"""Headings that make a table of a text, one of them of a field."""


def read_list(
    path: Path,
    shown_as: str,
    knows: Callable[[str], bool],
    chosen: ReadAs | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> ListRead:
    """The names, in file order.

    Args:
        path: The file.
        shown_as: How results call it.
        knows: Whether the packs know a maker or brand by a name.
        chosen: How the user wants it read; names have no columns to choose.
        progress: Called with file name, bytes done and bytes in all.

    Raises:
        LamppostError: It is missing, or no regular file.
    """
    handed, chosen = Handed(path, shown_as, FORMAT), chosen or ReadAs()
    reading = Reading(shown_as, knows, chosen)
    try:
        encoding = encoding_of(handed, chosen)
        _refuse_dumps(first_lines(path, encoding))
    except RefusedError as error:
        return handed.refused(error)
    for number, line in enumerate(_lines(path, encoding), start=1):
        if line.strip():
            row = Row(line=number, end_line=number, end_column=len(line) + 1, cells=[])
            reading.put(_words(line), None, row)
            if reading.is_full:
                break
        if progress is not None and number % 5_000 == 0:
            progress(path.name, min(number * handed.size // (number + 1), handed.size), handed.size)
    if not reading.n_rows:
        reading.tell(
            None, None, noted("nothing in it"), noted("a name on each line"), noted("Is it the right file?")
        )
    fields = [one for one in ("maker", "mac", "address") if any(getattr(row, one) for row in reading.rows)]
    reading.take(fields or ["maker"])
    return handed.read(reading, encoding=encoding.shown, encoding_by=encoding.by)


def is_table(path: Path, chosen: ReadAs) -> bool:
    """Whether a text is a table rather than names: its headings say so, or the user, who names a column of it."""
    if chosen.columns or chosen.header_row is not None:
        return True
    handed = Handed(path, path.name, FORMAT)
    try:
        lines = first_lines(path, encoding_of(handed, chosen))
    except RefusedError:
        return False
    separator = separator_of(lines)
    for line in lines:
        meanings = [meaning_of(cell.strip().strip('"')) for cell in line.split(separator)]
        known = [meaning for meaning in meanings if meaning is not None]
        if len(known) >= _TABLE and any(meaning in FIELDS for meaning in known):
            return True
    return False


def first_lines(path: Path, encoding: Encoding) -> list[str]:
    """The first lines of a text."""
    lines = []
    for line in _lines(path, encoding):
        lines.append(line)
        if len(lines) == _LOOKED_AT:
            break
    return lines


def _lines(path: Path, encoding: Encoding) -> Iterator[str]:
    """The lines, without their ends; of one that is too long its beginning, which is no name."""
    try:
        with path.open(encoding=encoding.name, errors="replace", newline=None) as text:
            while line := text.readline(MOST_LINE):
                yield line.rstrip("\r\n")
    except OSError as error:
        raise LamppostError(
            f"{path.name}: cannot be read: {error.strerror}", hint="May you read it?"
        ) from None


def _refuse_dumps(lines: list[str]) -> None:
    held = [line for line in lines if line.strip()]
    if held and sum(_HEX.match(line) is not None for line in held) * 3 > len(held):
        raise RefusedError(
            noted("packets in hexadecimal"),
            noted("names, or a capture"),
            noted("Make a capture of it: text2pcap FILE FILE.pcap."),
        )


def _words(line: str) -> dict[str, str | None]:
    text = told(_BULLET.sub("", line))
    if text is None:
        return {}
    if mac_in(text):
        return {"mac": text}
    return {"address": text} if address_in(text) else {"maker": text}
