"""A log from its first byte to its last: opened, unpacked, hashed, and given to its reader in blocks of whole lines."""

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from lamppost.model.ids import make_id
from lamppost.model.observations import Evidence, Issue
from lamppost.observe.logs import trouble
from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.gathered import Gathered
from lamppost.observe.opening import open_evidence
from lamppost.observe.source import Source
from lamppost.observe.unpacking import Problem

Progress = Callable[[str, int, int], None]
Take = Callable[[Block], None]
MOST_LINE = 1 << 22
"""Bytes of the longest line that is read."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_lines(
    path: Path, name: str, form: str, take: Take, into: Gathered, progress: Progress | None = None
) -> Evidence:
    """What the file was, its hash, and how much of it was read; every whole line was given to `take`, in order.

    Lines end with LF or CRLF. UTF-16 with a mark, and UTF-8 with one, are read as UTF-8 without. What was not read is
    put into `into.issues`: cells that are not what their column should hold and lines that are none, one issue a kind
    with the first line and how many there are, and a line that the end of the file cuts.

    Args:
        path: The file, packed or not; `-` is standard input.
        name: How results call it.
        form: What it is: `zeek conn`.
        take: Takes each block of lines.
        into: Where issues go.
        progress: Called with the name, bytes done and bytes in all.
    """
    try:
        with open_evidence(path) as stream:
            source = Source(stream)
            try:
                return _Log(source, name, form, into, progress).read(take)
            finally:
                source.close()
    except OSError as error:
        into.issues.append(trouble.not_opened(name, error.strerror or str(error)))
        return Evidence(id=make_id("ev", name), path=name, sha256="", size_bytes=0, format=form, read="none")


class _Log:
    """One file on its way."""

    def __init__(
        self, source: Source, name: str, form: str, into: Gathered, progress: Progress | None
    ) -> None:
        self._source, self._name, self._form = source, name, form
        self._into, self._progress = into, progress
        self._unread = trouble.UnreadCells()
        self._next = 1  # the line that comes next
        self._is_whole = True

    def read(self, take: Take) -> Evidence:
        """Read all of it."""
        rest = b""
        is_long = False
        for piece in self._pieces():
            end = piece.rfind(b"\n") + 1
            if end:
                self._give(take, b"" if is_long else rest, piece, end, is_long=is_long)
                rest, is_long = piece[end:], False
            elif not is_long:
                rest += piece
            if len(rest) > MOST_LINE:
                rest, is_long = b"", True
        self._end(rest, is_long=is_long)
        self._into.issues += self._unread.issues(self._name)
        return self._told()

    def _give(self, take: Take, rest: bytes, piece: bytes, end: int, *, is_long: bool) -> None:
        """Whole lines to the reader."""
        if is_long:
            self._add(trouble.long_line(self._name, self._next, MOST_LINE))
            start = piece.index(b"\n") + 1
            self._next += 1
            text = piece[start:end]
        else:
            text = rest + piece[:end]
        if not text:
            return
        lines = text.replace(b"\r\n", b"\n").split(b"\n")
        lines.pop()
        take(Block(lines, self._next, self._unread))
        self._next += len(lines)

    def _end(self, rest: bytes, *, is_long: bool) -> None:
        """What stands behind the last line feed."""
        problem = self._source.problem
        if problem is not None:
            self._add_problem(problem)
        elif is_long:
            self._add(trouble.long_line(self._name, self._next, MOST_LINE))
        elif rest.strip():
            self._add(trouble.cut_line(self._name, self._next))
        if changed := self._source.changed():
            self._add_problem(changed)

    def _pieces(self) -> Iterator[bytes]:
        """The bytes of the file, unpacked, in UTF-8 without a mark."""
        source, decode = self._source, None
        is_first = True
        while source.next(source.end) is not None:
            piece = bytes(source.data[source.start : source.end])
            source.release()
            self._tell()
            if is_first:
                is_first = False
                decode = next((_decoder(form) for mark, form in _MARKS if piece.startswith(mark)), None)
            yield piece if decode is None else decode.decode(piece).encode("utf-8", "replace")

    def _add(self, issue: Issue) -> None:
        self._is_whole = False
        self._into.issues.append(issue)

    def _add_problem(self, problem: Problem) -> None:
        row = None if problem.kind == "changed" else self._next
        self._add(trouble.not_read_to_its_end(self._name, row, problem, self._source.packing))

    def _tell(self) -> None:
        if self._progress is not None:
            done = self._source.size_bytes
            self._progress(self._name, done, max(self._source.announced_bytes, done))

    def _told(self) -> Evidence:
        sha256, packing = self._source.hexdigest(), self._source.packing
        read: Literal["whole", "part", "none"] = "whole" if self._is_whole else "part"
        return Evidence(
            id=f"ev-{sha256[:12]}",
            path=self._name,
            sha256=sha256,
            size_bytes=self._source.size_bytes,
            format=f"{self._form}+{packing}" if packing else self._form,
            read=read,
        )


def _decoder(form: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(form)("replace")
