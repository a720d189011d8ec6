"""How much of the evidence was read, in the words that every report shares."""

from collections.abc import Sequence

from lamppost.model.result import ColumnRead, EvidenceFile, Gap, ResultDocument
from lamppost.report.lettering import counted, cut, number, plain

_MOST_ASIDES = 6
READ_WORDS = {"whole": "read whole", "part": "read in part", "none": "not read"}


def how_read(file: EvidenceFile) -> str:
    """`read whole`, `98 of 100 rows read, 2 not`: a list with a row that was not read was not read whole."""
    words = READ_WORDS.get(file.read, file.read)
    if file.read != "none" and file.rows is not None and (file.rows_not_read or file.rows_in_part):
        rows = _rows(file.rows - file.rows_not_read, file.rows_not_read, file.rows_in_part)
        words = rows if file.read == "whole" else f"{words}: {rows}"
    return (
        words
        if file.read == "none"
        else "; ".join([words, *_laid_out(file), *_beside(file), *_written(file)])
    )


def _laid_out(file: EvidenceFile) -> list[str]:
    """Which columns were read as what, and how many were not; nothing where all are called what they are."""
    by_field = {name: [one for one in file.columns_as if one.field == name] for name in file.columns}
    told = [_column(name, by_field[name]) for name in file.columns]
    if not file.columns_not_read and told == file.columns:
        return []
    kept = f"column{'' if len(told) == 1 else 's'} {', '.join(told)} kept"
    if not file.columns_not_read:
        return [kept]
    kept += f", {counted(file.columns_not_read, 'other')} not"
    return [
        f"{kept} ({number(file.columns_private)} of people, places or serial numbers)"
        if file.columns_private
        else kept
    ]


def _column(name: str, held: Sequence[ColumnRead]) -> str:
    """`maker`, `maker (“Hersteller”)`, `mac (column C, by its cells)`."""
    said = []
    for one in held:
        if (one.heading or "").casefold() == name and one.by == "heading":
            continue
        heading = f"“{cut(plain(one.heading), 32)}”" if one.heading else f"column {one.place}"
        said.append(heading + {"heading": "", "cells": ", by its cells", "user": ", as you said"}[one.by])
    return f"{name} ({'; '.join(dict.fromkeys(said))})" if said else name


def _beside(file: EvidenceFile) -> list[str]:
    """Rows that are no things: `row 1 above the headings, row 104 a total`."""
    words = {"above": "above the headings", "headings": "the headings again", "total": "a total"}
    said = []
    for one in file.asides[:_MOST_ASIDES]:
        rows = (
            f"row {number(one.first)}"
            if one.first == one.last
            else f"rows {number(one.first)} to {number(one.last)}"
        )
        sheet = f" of {cut(plain(one.sheet), 32)}" if one.sheet is not None else ""
        said.append(f"{rows}{sheet} {words[one.what]}")
    if len(file.asides) > _MOST_ASIDES:
        said.append(f"{number(len(file.asides) - _MOST_ASIDES)} more such rows")
    return [f"no things: {', '.join(said)}"] if said else []


def _written(file: EvidenceFile) -> list[str]:
    """How its letters were read, where they are not UTF-8 or that is the user's word."""
    if file.encoding is None or (file.encoding == "UTF-8" and file.encoding_by != "user"):
        return []
    by = {"mark": "by its mark", "bytes": "by its bytes", "user": "as you said"}[file.encoding_by or "bytes"]
    return [f"read as {file.encoding}, {by}"]


def is_read_whole(file: EvidenceFile) -> bool:
    """Whether all of a file was read: to its end, and every row of it."""
    return file.read == "whole" and not file.rows_not_read and not file.rows_in_part


def extent(file: EvidenceFile) -> str:
    """`whole`, `part` or `none`, as reports count files: one that lost a row was read in part."""
    return "part" if file.read == "whole" and not is_read_whole(file) else file.read


def rows_read(result: ResultDocument) -> str:
    """`100`, or how many rows of the lists were read and how many not."""
    read, lost = result.coverage.rows, result.coverage.rows_not_read
    if result.evidence and all(file.read == "none" for file in result.evidence):
        return "none read: see “Not read”"
    in_part = sum(file.rows_in_part for file in result.evidence)
    words = _rows(read, lost, in_part) if lost or in_part else number(read)
    cut = [file for file in result.evidence if file.read == "part" and not _lost_most(file)]
    if cut:
        words += f"; {counted(len(cut), 'list')} not read whole, so that more rows may be missing"
    return f"{words}: see “Not read”" if cut or lost or in_part else words


def _lost_most(file: EvidenceFile) -> bool:
    """Whether a list is read in part for its rows, and not for where it ends."""
    return file.rows is not None and file.rows_not_read * 2 > file.rows


def _rows(read: int, lost: int, in_part: int) -> str:
    words = f"{number(read)} of {counted(read + lost, 'row')} read, {number(lost)} not"
    if not lost:
        words = f"{counted(read, 'row')} read"
    return words + (f", {number(in_part)} in part" if in_part else "")


def gap_size(gap: Gap) -> str:
    """How much of what was counted stays dark: `3 of 12`."""
    if gap.count is None:
        return "not counted"
    return number(gap.count) + ("" if gap.of is None else f" of {number(gap.of)}")
