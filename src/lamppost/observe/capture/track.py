"""One file on its way through the decoder: its blocks, its frames, and what could not be read of it."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from lamppost.model.ids import make_id
from lamppost.model.observations import Evidence, Issue
from lamppost.observe.capture import trouble
from lamppost.observe.capture.decoder import Frames
from lamppost.observe.capture.framer import PCAP_HEADER, Framer
from lamppost.observe.capture.kernels import Kernels
from lamppost.observe.capture.layout import STOP_FULL, STOP_MORE
from lamppost.observe.capture.passed_over import blocks_passed_over
from lamppost.observe.foreign import START_BYTES
from lamppost.observe.magic import sniff_bytes
from lamppost.observe.opening import display_name, open_evidence
from lamppost.observe.source import Source
from lamppost.observe.unpacking import Problem

Progress = Callable[[str, int, int], None]


class Batch(NamedTuple):
    """Frames of one file that stand in one block."""

    n: int
    data: bytearray
    """The block, which the offsets of the frames point into."""
    before: int
    """Where the last frame of the batch before stands in it; -1: there is none."""


class Track:
    """Frames of one file, batch by batch."""

    def __init__(self, path: Path, index: int, progress: Progress | None) -> None:
        """Not opened yet.

        Args:
            path: The file; `-` is standard input.
            index: Which file of the capture.
            progress: Called with the name, bytes done and bytes in all.
        """
        self.index = index
        self.name = display_name(path)
        self.issues: list[Issue] = []
        self.evidence: Evidence | None = None
        self.lost = 0
        self._path, self._progress = path, progress
        self._stream: BinaryIO | None = None
        self._source: Source | None = None
        self._framer: Framer | None = None
        self._late: Issue | None = None
        self._is_framed = False
        self._format = "unknown"
        self._pos = 0
        self._latest = -1  # where the last frame stands that was found; -1: none was
        self._latest_length = 0

    @property
    def is_large(self) -> bool:
        """Whether the open file is read ahead, or unpacked, which takes much memory."""
        return self._source is not None and self._source.is_large

    def is_late_for(self, n_open: int) -> None:
        """Know that so many files of the same time were open, so that this one is read after later ones."""
        self._late = self._late or trouble.too_many_at_once(self.name, n_open)

    def open(self) -> None:
        """Begin to read; a file that cannot be opened has no frames."""
        try:
            self._stream = open_evidence(self._path)
            self._source = Source(self._stream)
        except OSError as error:
            self.issues.append(trouble.not_opened(self.name, error.strerror or str(error)))
            return
        self._source.next(0)
        self.tell()
        self._start(self._source)

    def frame(self, kernels: Kernels, frames: Frames) -> Batch:
        """The next frames; none at the end of the file.

        Those of the batch before stay where they are; those before it must be counted, or copied.

        Args:
            kernels: The path to take.
            frames: Out: where they stand.
        """
        source, framer = self._source, self._framer
        if source is None:
            return Batch(0, bytearray(), -1)
        source.release()
        while self._is_framed and framer is not None:
            n = framer.frame(kernels, kernels.buffer(source.data), self._pos, source.end, frames)
            self._pos = framer.position
            if framer.stop not in (STOP_MORE, STOP_FULL):
                self._stop_framing(framer.stop)
            if n:
                before, self._latest = self._latest, int(frames.offsets[n - 1])
                self._latest_length = int(frames.captured[n - 1])
                return Batch(n, source.data, before)
            if self._is_framed and not self._go_on(source):
                self._end_framing(framer)
                return Batch(0, source.data, -1)
        source.drain()
        return Batch(0, source.data, -1)

    def close(self) -> Evidence:
        """What the file was, its hash, and how much of it was read; nothing of it is open any more."""
        if self._source is None or self._stream is None:
            self.evidence = self._told("", 0, "none")
            return self.evidence
        try:
            source = self._source
            if changed := source.changed():
                self._add_problem(changed)
            read = "none" if self._format == "unknown" else "part" if self.issues else "whole"
            self.evidence = self._told(source.hexdigest(), source.size_bytes, read)
            if self._late is not None:
                self.issues.append(self._late)
            if self._framer is not None:
                self.lost = self._framer.lost()
                self.issues += blocks_passed_over(
                    self.name, self._framer.blocks().tolist(), self._framer.odd_block
                )
        finally:
            self.abandon()
        return self.evidence

    def abandon(self) -> None:
        """Close what is open, also in the middle."""
        if self._source is not None:
            self._source.close()
            self._source = None
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _start(self, source: Source) -> None:
        """See what it is, and where the first record starts."""
        start = bytes(source.data[source.start : min(source.end, source.start + START_BYTES)])
        found = sniff_bytes(start)
        self._pos = source.start
        if found is None:
            if source.problem is None:
                self.issues.append(trouble.not_a_capture(self.name, start, source.packing))
            else:
                self._add_problem(source.problem)
            return
        self._format = found
        if found == "pcap":
            if len(start) < PCAP_HEADER:
                self.issues.append(trouble.header_cut(self.name, len(start)))
                return
            self._pos += PCAP_HEADER
        self._framer = Framer(found, start[:PCAP_HEADER], self.index)
        self._is_framed = True

    def _go_on(self, source: Source) -> bool:
        """Whether there was another block; what is still needed is carried over in front of it."""
        moved = source.next(self._pos, (self._latest, self._latest_length))
        if moved is None:
            return False
        self._pos += moved
        if self._latest >= 0:
            self._latest = source.start - self._latest_length
        return True

    def _end_framing(self, framer: Framer) -> None:
        """Say how the file ends, if not behind a whole record."""
        assert self._source is not None
        self._is_framed = False
        left = self._source.end - self._pos
        if self._source.problem is not None:
            self._add_problem(self._source.problem)
        elif left > 0 or framer.is_in_a_block:
            self.issues.append(
                trouble.cut(self.name, framer.rows + 1, self._offset(), max(left, 0), self._format)
            )

    def _stop_framing(self, stop: int) -> None:
        assert self._framer is not None
        row = self._framer.rows + 1
        self.issues.append(trouble.not_framed(self.name, row, self._offset(), stop))
        self._is_framed = False

    def _add_problem(self, problem: Problem) -> None:
        row = self._framer.rows + 1 if self._framer is not None and problem.kind != "changed" else None
        packing = self._source.packing if self._source is not None else None
        self.issues.append(trouble.not_read_to_its_end(self.name, row, problem, packing))

    def _offset(self) -> int:
        """Where the next record starts in the file, unpacked."""
        assert self._source is not None
        return self._source.unpacked_bytes - self._source.end + self._pos

    def tell(self) -> None:
        """Say how far the file is read."""
        if self._progress is not None and self._source is not None:
            done = self._source.size_bytes
            self._progress(self.name, done, max(self._source.announced_bytes, done))

    def _told(self, sha256: str, size: int, read: str) -> Evidence:
        packing = self._source.packing if self._source is not None else None
        return Evidence(
            id=make_id("ev", self.name) if not sha256 else f"ev-{sha256[:12]}",
            path=self.name, sha256=sha256, size_bytes=size,
            format=f"{self._format}+{packing}" if packing else self._format,
            read=read,  # type: ignore[arg-type]
        )  # fmt: skip
