"""Reads flow tables: text whose headings name a sender and a receiver, and Parquet.

Which column is what: `headings`; what becomes of it: `telling`.
"""

from pathlib import Path

from lamppost.model.observations import Evidence
from lamppost.observe.flow_table.chosen import chosen_columns
from lamppost.observe.flow_table.delimited import FOR_PEOPLE, headings_of, keys_of, read_text
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.opened import Progress

TEXT, PARQUET = "flow table", "flow parquet"
_MAGIC = b"PAR1"
"""The first bytes of a file of Parquet (github.com/apache/parquet-format, File Format)."""
_MOST_HEADING = 1 << 14


def recognise(start: bytes, name: str) -> str | None:
    """`flow parquet` for any Parquet, `flow table` for text whose headings, or keys, name both ends of connections; else None.

    Args:
        start: Its first bytes, unpacked.
        name: Its name, which tells nothing here.
    """
    _ = name
    if start.startswith(_MAGIC):
        return PARQUET
    is_wide = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = start[:_MOST_HEADING].decode("utf-16" if is_wide else "utf-8-sig", "replace")
    lines = text.splitlines()
    line = next((one for one in lines if one.strip()), "")
    if line.startswith("{"):
        return TEXT if keys_of(lines, chosen_columns()) is not None else None
    if line.startswith(FOR_PEOPLE):
        return TEXT
    if not line.isprintable() and "\t" not in line:
        return None
    return TEXT if headings_of(line, chosen_columns()) is not None else None


def rank(form: str) -> int:
    """Behind the logs that tell names.

    Args:
        form: As `recognise` told it.
    """
    _ = form
    return 10


def read(
    path: Path, evidence: int, name: str, form: str, into: Gathering, progress: Progress | None = None
) -> Evidence:
    """What the file was, and how much of it was read; what it tells is in `into`.

    Args:
        path: The file, packed or not.
        evidence: Its number.
        name: How results call it.
        form: As `recognise` told it.
        into: Where rows and issues go.
        progress: Called with the name, bytes done and bytes in all.
    """
    chosen = chosen_columns()
    if form == PARQUET:
        from lamppost.observe.flow_table.parquet import read_parquet

        return read_parquet(path, evidence, name, form, into, chosen, progress)
    return read_text(path, evidence, name, form, into, chosen, progress)
