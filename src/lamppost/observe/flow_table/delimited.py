"""Reads flow tables that are written as text: what parts the cells, the headings, rows between repeated headings."""

import csv
from collections.abc import Mapping
from pathlib import Path

import msgspec

from lamppost.model.observations import Evidence
from lamppost.observe.flow_table import trouble
from lamppost.observe.flow_table.headings import Layout, is_flow_table, layout_of
from lamppost.observe.flow_table.telling import Telling
from lamppost.observe.flow_table.text_cells import Clock, TextCells
from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.opened import Progress
from lamppost.observe.logs.reading import read_lines

SEPARATORS = (",", "\t", ";", "|", " ")
_NOT_TOLD = (b"-", b"(empty)", b"null", b"NULL", b"None", b"none", b"NaN", b"nan", b"N/A", b"n/a", b"\\N")
_TOTALS = b"Summary"
"""What `nfdump -o csv` of version 1.6 writes behind its rows, before totals in columns of their own."""


def headings_of(line: str, chosen: Mapping[str, str]) -> tuple[str, list[str]] | None:
    """What parts the cells of a flow table, and its headings, by its first line; None where it is no flow table.

    Args:
        line: Without its end.
        chosen: By field, what the user says heads its column.
    """
    text = line.removeprefix("#").strip() if line.startswith("#") else line
    for separator in SEPARATORS:
        try:
            [cells] = csv.reader([text], delimiter=separator, strict=True)
        except (csv.Error, ValueError):
            continue
        if is_flow_table(headings := [one.strip() for one in cells], chosen):
            return separator, headings
    return None


def read_text(
    path: Path,
    evidence: int,
    name: str,
    form: str,
    into: Gathering,
    chosen: Mapping[str, str],
    progress: Progress | None = None,
) -> Evidence:
    """What the file was, and how much of it was read; see `reader.read`.

    Args:
        path: The file, packed or not.
        evidence: Its number.
        name: How results call it.
        form: As `recognise` told it.
        into: Where rows and issues go.
        chosen: By field, what the user says heads its column.
        progress: Called with the name, bytes done and bytes in all.
    """
    reading = _Reading(evidence, name, into, chosen)
    told = read_lines(path, name, form, reading.take, into, progress)
    return reading.settled(told)


class _Reading:
    """One table on its way."""

    def __init__(self, evidence: int, name: str, into: Gathering, chosen: Mapping[str, str]) -> None:
        self._evidence, self._name, self._into, self._chosen = evidence, name, into, chosen
        self._heading = b""
        self._separator, self._headings = ",", [""]
        self._layout: Layout | None = None
        self._telling: Telling | None = None
        self._clock = Clock()
        self._is_over = self._is_refused = False

    def take(self, block: Block) -> None:
        """Tell the rows of some lines."""
        if self._layout is None:
            at = next((at for at in range(len(block)) if block.line(at).strip()), None)
            if at is None:
                return
            self._begin(block.line(at), block.first + at)
            block = block.between(at + 1, len(block))
        if self._telling is None or self._is_over:
            return
        ends = [*block.beginning_with(_TOTALS), len(block)]
        self._is_over = ends[0] < len(block)
        at = 0
        for mark in [*(one for one in block.beginning_with(self._heading) if one < ends[0]), ends[0]]:
            if mark > at:
                self._tell(block.between(at, mark), self._telling)
            at = mark + 1

    def settled(self, told: Evidence) -> Evidence:
        """The evidence, and what is to be said of it."""
        if self._telling is not None:
            self._telling.finish()
        if self._layout is not None and self._telling is not None:
            self._into.issues += trouble.remarks(self._name, self._layout, self._clock, self._telling)
        if self._is_refused and told.read == "whole":
            return msgspec.structs.replace(told, read="none")
        return told

    def _begin(self, line: bytes, number: int) -> None:
        """The headings."""
        self._heading = line
        found = headings_of(line.decode("utf-8", "replace"), self._chosen)
        if found is not None:
            self._separator, self._headings = found
        self._layout = layout_of(self._headings, self._chosen)
        if self._layout.missing:
            self._is_refused = True
            self._into.issues.append(trouble.lacks(self._name, number, self._headings, self._layout))
        else:
            self._telling = Telling(self._layout, self._evidence, self._into)

    def _tell(self, block: Block, telling: Telling) -> None:
        rows = block.delimited(
            self._headings,
            separator=self._separator.encode(),
            not_told=_NOT_TOLD,
            quote=None if self._separator in "| " else b'"',
        )
        if len(rows) and self._layout is not None:
            telling.take(TextCells(rows, self._layout, self._clock, self._into, block.unread))
