"""The table of supplies as CSV or JSON."""

import csv
import io
from collections.abc import Sequence

import msgspec

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet would run; such a cell gets an apostrophe in front."""


def render_rows(rows: Sequence[msgspec.Struct], to: str) -> str:
    """The rows in a format.

    Args:
        rows: Rows of one type; it names the columns.
        to: `csv` or `json`.
    """
    if to == "json":
        return msgspec.json.format(msgspec.json.encode(rows), indent=1).decode() + "\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if rows:
        writer.writerow(rows[0].__struct_fields__)
    writer.writerows([_cell(value) for value in msgspec.structs.astuple(row)] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
