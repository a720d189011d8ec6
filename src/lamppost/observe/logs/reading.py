"""A log from its first byte to its last: opened, unpacked, hashed, and given to its reader in blocks of whole lines."""

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from lamppost.model.observations import Evidence, Issue
from lamppost.observe.logs import trouble
from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.opened import Progress, evidence_of, read_source, tell_progress
from lamppost.observe.logs.remembered import Remembered
from lamppost.observe.logs.running import run_plain
from lamppost.observe.source import Source
from lamppost.observe.unpacking import Problem

Take = Callable[[Block], None]
_TIMES = 2
"""Blocks are so many times as long as others: what is done once for each of them counts for less."""
MOST_LINE = 1 << 22
"""Bytes of the longest line that is read."""
MOST_LINES = 1 << 18
"""Lines that are taken at once: cells of very many short ones would take far more room than the lines themselves."""


def read_lines(
    path: Path, name: str, form: str, take: Take, into: Gathering, progress: Progress | None = None
) -> Evidence:
    """What the file was, its hash, and how much of it was read; every whole line was given to `take`, in order.

    Lines end with LF or CRLF. UTF-16 with a mark, and UTF-8 with one, are read as UTF-8 without. What was not read is
    put into `into.issues`: cells that are not what their column should hold and lines that are none, one issue a kind
    with the first line and how many there are, and a line that the end of the file cuts. An object of JSON is whole where it
    is closed, also when no line feed stands behind it; of a row of a table nobody can tell.

    Args:
        path: The file, packed or not; `-` is standard input.
        name: How results call it.
        form: What it is: `zeek conn`.
        take: Takes each block of lines.
        into: Where issues go.
        progress: Called with the name, bytes done and bytes in all.
    """
    return read_source(
        path, name, form, into, lambda source: _Log(source, name, form, into, progress).read(take), _TIMES
    )


FIRST_LINES = 1 << 10
"""Lines that are taken first, alone: what is asked of them is made ready in all others."""


_CLOSE = b"#close"
"""How the last line of a table of Zeek begins, which tells no row."""


def _is_object(line: bytes) -> bool:
    """Whether a line is an object of JSON from its first brace to the one that closes it."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


class _Log:
    """One file on its way."""

    def __init__(
        self, source: Source, name: str, form: str, into: Gathering, progress: Progress | None
    ) -> None:
        self._source, self._name, self._form = source, name, form
        self._into, self._progress = into, progress
        self._unread = trouble.UnreadCells()
        self._remembered = Remembered(source.announced_bytes)
        self._next = 1  # the line that comes next
        self._rest = b""
        self._is_long = False
        self._is_whole = True

    def read(self, take: Take) -> Evidence:
        """Read all of it."""
        found = self._found()
        if self._source.is_large:
            self._take_beside(found, take)
        else:
            for one in found:
                self._give(take, one)
                self._source.release()
        self._end(take)
        is_nothing = 0 < self._next - 1 <= self._unread.empty_lines and not self._into.is_part
        self._into.issues += self._unread.issues(self._name, is_all=is_nothing)
        self._into.coverage.unread_lines += self._unread.lines
        told = self._told()
        return msgspec.structs.replace(told, read="none") if is_nothing else told

    def _take_beside(self, found: Iterator[Block | Issue], take: Take) -> None:
        """Let the reader take each block while the next one is looked through."""
        from concurrent.futures import ThreadPoolExecutor

        def coming() -> Block | Issue | None:
            one = next(found, None)
            if isinstance(one, Block) and self._remembered.run is not run_plain:
                one.make_ready()
            return one

        with ThreadPoolExecutor(1) as beside:
            one = coming()
            if one is not None:  # what it is asked is known before others are looked through
                self._give(take, one)
                one = coming()
            while one is not None:
                following = beside.submit(coming)
                self._give(take, one)
                one = following.result()
                self._source.release()

    def _give(self, take: Take, one: Block | Issue) -> None:
        """Whole lines to the reader, or trouble to where that goes."""
        if isinstance(one, Block):
            take(one)
        else:
            self._add_line(one)
        self._tell()

    def _found(self) -> Iterator[Block | Issue]:
        """Blocks of whole lines, and lines that are too long to be read."""
        source, rest = self._source, 0
        is_first = True
        while source.next(source.end - rest) is not None:
            octets, start, end = source.data, source.start, source.end
            if is_first:
                is_first = False
                begin = bytes(octets[start : start + 3])
                if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    yield from self._decoded()
                    return
                start += len(codecs.BOM_UTF8) if begin == codecs.BOM_UTF8 else 0
            stop = octets.rfind(b"\n", start, end) + 1
            yield from self._lines(octets, start, stop)
            rest = end - max(start, stop)
            if self._is_long or rest > MOST_LINE:
                self._is_long, rest = True, 0
        self._rest = bytes(source.data[source.end - rest : source.end])

    def _decoded(self) -> Iterator[Block | Issue]:
        """The same of a file in UTF-16, of which the first bytes were read."""
        source, decoder = self._source, codecs.getincrementaldecoder("utf-16")("replace")
        rest, is_over = b"", False
        while not is_over:
            piece = bytes(source.data[source.start : source.end])
            rest += decoder.decode(piece).encode("utf-8", "replace")
            stop = rest.rfind(b"\n") + 1
            yield from self._lines(rest, 0, stop)
            rest = b"" if self._is_long else rest[stop:]
            if len(rest) > MOST_LINE:
                self._is_long, rest = True, b""
            is_over = source.next(source.end) is None
        self._rest = rest

    def _lines(self, octets: Any, start: int, stop: int) -> Iterator[Block | Issue]:
        """The lines of a buffer up to its last line feed, behind which `stop` is; 0: it has none."""
        if stop == 0:
            return
        if self._is_long:
            yield trouble.long_line(self._name, self._next, MOST_LINE)
            start = octets.find(b"\n", start, stop) + 1
            self._next += 1
            self._is_long = False
        if start < stop:
            self._remembered.read(stop - start)
            is_first = self._next == 1
            block = Block.of(octets, start, stop, self._next, self._unread, self._remembered)
            self._next += len(block)
            begun = 0
            if is_first and len(block) > FIRST_LINES:
                begun = FIRST_LINES
                yield block.between(0, begun)
            for at in range(begun, len(block), MOST_LINES):
                yield block.between(at, at + MOST_LINES)

    def _end(self, take: Take) -> None:
        """What stands behind the last line feed."""
        problem = self._source.problem
        if problem is not None:
            self._add_problem(problem)
        elif self._is_long:
            self._add_line(trouble.long_line(self._name, self._next, MOST_LINE))
        elif not self._source.unpacked_bytes:  # it was recognised, so it was emptied since
            self._add(trouble.is_empty(self._name))
        elif _is_object(self._rest):
            for one in self._lines(self._rest, 0, len(self._rest)):
                self._give(take, one)
        elif self._rest.strip() and not self._rest.startswith(_CLOSE):
            self._add_line(trouble.cut_line(self._name, self._next))
        if changed := self._source.changed():
            self._add_problem(changed)

    def _add(self, issue: Issue) -> None:
        self._is_whole = False
        self._into.issues.append(issue)

    def _add_line(self, issue: Issue) -> None:
        """The same of a line of which nothing was read."""
        self._into.coverage.unread_lines += 1
        self._add(issue)

    def _add_problem(self, problem: Problem) -> None:
        row = None if problem.kind == "changed" else self._next
        self._add(trouble.not_read_to_its_end(self._name, row, problem, self._source.packing))

    def _tell(self) -> None:
        tell_progress(self._source, self._name, self._progress)

    def _told(self) -> Evidence:
        return evidence_of(self._source, self._name, self._form, "whole" if self._is_whole else "part")
