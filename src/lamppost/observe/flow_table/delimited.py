"""Reads flow tables that are written as text: what parts the cells, the headings, rows between repeated headings.

Or one object of JSON to a line, whose keys are the headings.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

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
from lamppost.observe.logs.rows import Rows, Unreads
from lamppost.observe.logs.trouble import UnreadCells

SEPARATORS = (",", "\t", ";", "|", " ")
_NOT_TOLD = (b"-", b"(empty)", b"null", b"NULL", b"None", b"none", b"NaN", b"nan", b"N/A", b"n/a", b"\\N")
_TOTALS = b"Summary"
"""What `nfdump -o csv` of version 1.6 writes behind its rows, before totals in columns of their own."""
FOR_PEOPLE = "Date first seen"
"""How `nfdump` begins where it is not told what to print (phaag/nfdump, src/output/output_fmt.c)."""
_COUNTED = frozenset({"src_bytes", "src_packets", "dst_bytes", "dst_packets", "end", "duration"})
"""One of these has a table of objects that is no log of something else."""
_LOOKED_AT = 64


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


def keys_of(lines: Sequence[str], chosen: Mapping[str, str]) -> list[str] | None:
    """The headings of a flow table of JSON, by its first lines; None where it is none.

    Args:
        lines: Without their ends; the last may be cut.
        chosen: By field, what the user says is its key.
    """
    found: dict[str, None] = {}
    for line in [one for one in lines if one.strip()][:_LOOKED_AT]:
        try:
            found |= dict.fromkeys(_keys(msgspec.json.decode(line, type=dict[str, Any])))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            break
    columns = layout_of(headings := list(found), chosen)
    return headings if not columns.missing and _COUNTED & columns.columns.keys() else None


def _keys(held: Mapping[str, Any], within: str = "") -> Iterator[str]:
    """The keys of an object, those of objects in it behind a point."""
    for key, value in held.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{within}{key}.")
        else:
            yield f"{within}{key}"


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
        self._is_json = self._is_padded = False
        self._wanted: list[str] = []
        self._unread: Unreads = []
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
            self._begin(block, at)
            if not self._is_json:
                block = block.between(at + 1, len(block))
        if self._telling is None or self._is_over:
            return
        self._unread = block.unread
        if self._is_json:
            self._tell_rows(block.objects(self._wanted), block, self._telling)
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
        if told.read == "whole" and (self._is_refused or self._is_all_lost()):
            return msgspec.structs.replace(told, read="none")
        return told

    def _is_all_lost(self) -> bool:
        """Whether there are rows, and none of them could be read."""
        telling, unread = self._telling, self._unread
        return (
            telling is not None and not telling.told and isinstance(unread, UnreadCells) and bool(len(unread))
        )

    def _begin(self, block: Block, at: int) -> None:
        """The headings."""
        line, number = block.line(at), block.first + at
        self._heading, text = line, line.decode("utf-8", "replace")
        if line.startswith(b"{"):
            lines = [
                block.line(one).decode("utf-8", "replace")
                for one in range(at, min(len(block), at + _LOOKED_AT))
            ]
            self._is_json, self._headings = True, keys_of(lines, self._chosen) or [""]
        elif (found := headings_of(text, self._chosen)) is not None:
            self._separator, self._headings = found
            self._is_padded = bool(_padding(self._separator).search(line)) and b'"' not in line
        self._layout = layout_of(self._headings, self._chosen)
        self._wanted = [*self._layout.columns.values(), *self._layout.beside.values()]
        if text.startswith(FOR_PEOPLE):
            self._is_refused = True
            self._into.issues.append(trouble.for_people(self._name, number))
        elif self._layout.missing:
            self._is_refused = True
            self._into.issues.append(trouble.lacks(self._name, number, self._headings, self._layout))
        else:
            self._telling = Telling(self._layout, self._evidence, self._into)

    def _tell(self, block: Block, telling: Telling) -> None:
        if self._is_padded:
            block = _without_padding(block, self._separator)
        rows = block.delimited(
            self._headings,
            separator=self._separator.encode(),
            not_told=_NOT_TOLD,
            quote=None if self._separator in "| " else b'"',
        )
        self._tell_rows(rows, block, telling)

    def _tell_rows(self, rows: Rows, block: Block, telling: Telling) -> None:
        if len(rows) and self._layout is not None:
            telling.take(TextCells(rows, self._layout, self._clock, self._into, block.unread))


def _padding(separator: str) -> "re.Pattern[bytes]":
    """Blanks before and behind what parts cells; nothing where blanks part them."""
    sign = re.escape(separator.encode())
    return re.compile(rb" +%b *|%b +" % (sign, sign) if separator.strip() else rb"(?!)")


def _without_padding(block: Block, separator: str) -> Block:
    """The lines without the blanks around what parts their cells, and around them."""
    lines = [block.line(at).strip(b" ") for at in range(len(block))]
    held = _padding(separator).sub(separator.encode(), b"\n".join(lines))
    return Block(held.split(b"\n"), block.first, block.unread)
