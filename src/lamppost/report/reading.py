"""How much of the evidence was read, in the words that every report shares."""

from lamppost.model.result import EvidenceFile, Gap, ResultDocument
from lamppost.report.lettering import counted, number

READ_WORDS = {"whole": "read whole", "part": "read in part", "none": "not read"}


def how_read(file: EvidenceFile) -> str:
    """`read whole`, `98 of 100 rows read, 2 not`: a list with a row that was not read was not read whole."""
    words = READ_WORDS.get(file.read, file.read)
    if file.read != "none" and file.rows is not None and (file.rows_not_read or file.rows_in_part):
        rows = _rows(file.rows - file.rows_not_read, file.rows_not_read, file.rows_in_part)
        words = rows if file.read == "whole" else f"{words}: {rows}"
    if file.read == "none" or not file.columns_not_read:
        return words
    kept = f"column{'' if len(file.columns) == 1 else 's'} {', '.join(file.columns)}"
    return f"{words}; {kept} kept, {counted(file.columns_not_read, 'other')} not"


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
        words += f"; {counted(len(cut), 'list')} not read to the end, so that more rows may be missing"
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
