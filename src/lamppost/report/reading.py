"""How much of the evidence was read, in the words that every report shares."""

from collections.abc import Sequence
from functools import reduce

from lamppost.model.language import number, retold, tr, tr_n
from lamppost.model.result import Aside, ColumnRead, EvidenceFile, Gap, ResultDocument
from lamppost.model.saying import noted, say, say_n
from lamppost.report.lettering import cut, plain

READ_WORDS = {"whole": noted("read whole"), "part": noted("read in part"), "none": noted("not read")}

_MOST_ASIDES = 6
_HEADED = {
    "heading": noted("“{heading}”"),
    "cells": noted("“{heading}”, by its cells"),
    "user": noted("“{heading}”, as you said"),
}
_UNHEADED = {
    "heading": noted("column {place}"),
    "cells": noted("column {place}, by its cells"),
    "user": noted("column {place}, as you said"),
}
_ASIDES = {
    "above": noted("{rows!t} above the headings"),
    "headings": noted("{rows!t} the headings again"),
    "total": noted("{rows!t} a total"),
}
_WRITTEN = {
    "mark": noted("read as {encoding}, by its mark"),
    "bytes": noted("read as {encoding}, by its bytes"),
    "user": noted("read as {encoding}, as you said"),
}


def how_read(file: EvidenceFile) -> str:
    """`read whole`, `98 of 100 rows read, 2 not`: a list with a row that was not read was not read whole."""
    return retold(read_as_said(file))


def how_far(file: EvidenceFile) -> str:
    """The same in brief: how much was read, and nothing of how."""
    return retold(_how_far(file))


def read_as_said(file: EvidenceFile) -> str:
    """How it was read, for a document: English, and told in each language from there."""
    words = _how_far(file)
    if file.read == "none":
        return words
    return _joined([words, *_laid_out(file), *_beside(file), *_written(file)])


def _how_far(file: EvidenceFile) -> str:
    words = READ_WORDS[file.read]
    if file.read != "none" and file.rows is not None and (file.rows_not_read or file.rows_in_part):
        rows = _rows(file.rows - file.rows_not_read, file.rows_not_read, file.rows_in_part)
        words = rows if file.read == "whole" else say("{how!t}: {rows!t}", how=words, rows=rows)
    return words


def _joined(said: Sequence[str]) -> str:
    return reduce(lambda one, more: say("{one!t}; {more!t}", one=one, more=more), said)


def _laid_out(file: EvidenceFile) -> list[str]:
    """Which columns were read as what, and how many were not; nothing where all are called what they are."""
    by_field = {name: [one for one in file.columns_as if one.field == name] for name in file.columns}
    told = [_column(name, by_field[name]) for name in file.columns]
    if not file.columns_not_read and told == file.columns:
        return []
    kept = say_n("column {columns!t} kept", "columns {columns!t} kept", len(told), columns=told)
    if not file.columns_not_read:
        return [kept]
    n = file.columns_not_read
    kept = say("{kept!t}, {left!t}", kept=kept, left=say_n("{n} other not", "{n!n} others not", n))
    if not file.columns_private:
        return [kept]
    private = file.columns_private
    return [say("{kept!t} ({n!n} of people, places or serial numbers)", kept=kept, n=private)]


def _column(name: str, held: Sequence[ColumnRead]) -> str:
    """`maker`, `maker (“Hersteller”)`, `mac (column C, by its cells)`."""
    said = []
    for one in held:
        if (one.heading or "").casefold() == name and one.by == "heading":
            continue
        if one.heading:
            said.append(say(_HEADED[one.by], heading=cut(plain(one.heading), 32)))
        else:
            said.append(say(_UNHEADED[one.by], place=one.place))
    if not said:
        return say("{name}", name=name)
    return say("{name} ({how!t})", name=name, how=_joined(list(dict.fromkeys(said))))


def _beside(file: EvidenceFile) -> list[str]:
    """Rows that are no things: `row 1 above the headings, row 104 a total`."""
    said = [say(_ASIDES[one.what], rows=_rows_of(one)) for one in file.asides[:_MOST_ASIDES]]
    if len(file.asides) > _MOST_ASIDES:
        said.append(say("{n!n} more such rows", n=len(file.asides) - _MOST_ASIDES))
    return [say("no things: {rows!t}", rows=said)] if said else []


def _rows_of(aside: Aside) -> str:
    if aside.first == aside.last:
        rows = say("row {n!n}", n=aside.first)
    else:
        rows = say("rows {first!n} to {last!n}", first=aside.first, last=aside.last)
    if aside.sheet is None:
        return rows
    return say("{rows!t} of {sheet}", rows=rows, sheet=cut(plain(aside.sheet), 32))


def _written(file: EvidenceFile) -> list[str]:
    """How its letters were read, where they are not UTF-8 or that is the user's word."""
    if file.encoding is None or (file.encoding == "UTF-8" and file.encoding_by != "user"):
        return []
    return [say(_WRITTEN[file.encoding_by or "bytes"], encoding=file.encoding)]


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
        return tr("none read: see “Not read”")
    in_part = sum(file.rows_in_part for file in result.evidence)
    words = retold(_rows(read, lost, in_part)) if lost or in_part else number(read)
    cut = [file for file in result.evidence if file.read == "part" and not _lost_most(file)]
    if cut:
        words = tr_n(
            "{rows}; {n} list not read whole, so that more rows may be missing",
            "{rows}; {n} lists not read whole, so that more rows may be missing",
            len(cut),
            rows=words,
        )
    return tr("{rows}: see “Not read”", rows=words) if cut or lost or in_part else words


def _lost_most(file: EvidenceFile) -> bool:
    """Whether a list is read in part for its rows, and not for where it ends."""
    return file.rows is not None and file.rows_not_read * 2 > file.rows


def _rows(read: int, lost: int, in_part: int) -> str:
    if lost:
        words = say_n(
            "{read!n} of {n} row read, {lost!n} not",
            "{read!n} of {n!n} rows read, {lost!n} not",
            read + lost,
            read=read,
            lost=lost,
        )
    else:
        words = say_n("{n} row read", "{n!n} rows read", read)
    return say("{rows!t}, {n!n} in part", rows=words, n=in_part) if in_part else words


def gap_size(gap: Gap) -> str:
    """How much of what was counted stays dark: `3 of 12`."""
    if gap.count is None:
        return tr("not counted")
    if gap.of is None:
        return number(gap.count)
    return tr("{n} of {all}", n=number(gap.count), all=number(gap.of))
