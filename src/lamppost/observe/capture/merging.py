"""Frames of several files in the order of their times; a file is open only while its time is.

Files are taken in the order of their first packets. While one is open alone its frames are counted as they
stand, and the frames that follow are looked for meanwhile. Where files overlap, their frames are copied together in the order of time; of one time, those of the
file that began first come first, and no two frames of one file change places.
"""

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lamppost.model.beside import Beside
from lamppost.observe.capture.decoder import BATCH, Column, Decoder, Frames
from lamppost.observe.capture.framer import first_time
from lamppost.observe.capture.layout import S_BEFORE, S_BEFORE_LENGTH
from lamppost.observe.capture.track import Batch, Progress, Track
from lamppost.observe.magic import sniff_bytes
from lamppost.observe.opening import can_be_peeked, unpacked_start

MOST_OPEN = 512  # files, where the system lets this process open twice as many
MOST_LARGE = 64  # of them that are read ahead, or unpacked: each takes tens of megabytes
HELD = 1 << 14  # frames of one file that wait for those of others
ARENA = 1 << 24  # bytes of frames that are copied together at a time
UNKNOWN = -1  # the time of a first packet that was not found: opened before any other

Count = Callable[[bytearray, int], None]


class _Held(msgspec.Struct):
    """Frames of an open file that wait."""

    track: Track
    frames: Frames = msgspec.field(default_factory=lambda: Frames(HELD))
    data: bytearray = msgspec.field(default_factory=bytearray)
    """The block that they stand in."""
    keys: Column = msgspec.field(default_factory=lambda: np.zeros(0, np.int64))
    first: int = 0  # of those that were not counted yet
    latest: int = UNKNOWN  # key of the batch before

    def hold(self, batch: Batch) -> None:
        """Take the first frames, those of the batch, as those that wait."""
        self.keys, self.first = order_keys(self.frames.times[: batch.n], self.latest), 0
        self.data = batch.data
        self.latest = int(self.keys[-1])

    @property
    def is_empty(self) -> bool:
        return self.first >= len(self.keys)


def order_keys(times: Column, least: int) -> Column:
    """By what frames are ordered among those of other files: their times, never falling.

    A single time far ahead of the next is taken for that of the next: one wrong clock reading must not keep
    a file waiting for all the others.

    Args:
        times: Times in the order of the file.
        least: Key of the frame before.
    """
    keys = times.copy()
    np.minimum(keys[:-1], times[1:], out=keys[:-1])
    if len(keys):
        keys[0] = max(keys[0], least)
    result: Column = np.maximum.accumulate(keys)
    return result


class Merger:
    """Hands over the frames of all files, in order."""

    def __init__(
        self, files: Sequence[Path], decoder: Decoder, count: Count, progress: Progress | None
    ) -> None:
        """Know the files.

        Args:
            files: The files of one capture.
            decoder: Its batch is filled.
            count: Called with a buffer and the number of frames in the decoder's batch.
            progress: Called with a file's name, bytes done and bytes in all.
        """
        self.tracks = [Track(path, index, progress) for index, path in enumerate(files)]
        self._decoder, self._count = decoder, count
        starts = [_first_time(path) if len(files) > 1 else UNKNOWN for path in files]
        order = sorted(range(len(files)), key=lambda index: (starts[index], index))
        self._waiting = deque((starts[index], self.tracks[index]) for index in order)
        self._open: list[_Held] = []
        self._last: Track | None = None  # whose frame was counted last; None: it is in the arena
        self._arena = self._data = bytearray(0)  # the latter: what was counted last stands in it
        self._ahead: Beside[Batch] = Beside()
        self._most = most_files()

    def run(self) -> None:
        """Read every file to its end."""
        try:
            while self._open or self._waiting:
                if not self._open:
                    self._open_next()
                elif len(self._open) == 1 and self._open[0].is_empty:
                    self._count_alone(self._open[0])
                else:
                    self._count_together()
        finally:
            self._ahead.close()
            for held in self._open:
                held.track.abandon()

    def _open_next(self) -> None:
        _, track = self._waiting.popleft()
        track.open()
        self._open.append(_Held(track))

    def _close(self, held: _Held) -> None:
        held.track.close()
        self._open.remove(held)
        if self._last is held.track:
            self._last = None
            self._decoder.state[S_BEFORE] = -1

    def _count_alone(self, held: _Held) -> None:
        """Count the next batch of the one open file, unless another file has to come between."""
        track, decoder = held.track, self._decoder
        batch = self._ahead.end() if self._ahead else track.frame(decoder.kernels, decoder.spare)
        track.tell()
        if batch.n == 0:
            self._close(held)
            return
        decoder.take_spare()
        if self._waiting and int(decoder.frames.times[: batch.n].max()) > self._waiting[0][0]:
            held.frames = Frames(batch.n)
            for ours, theirs in zip(held.frames.columns(), decoder.frames.columns(), strict=True):
                ours[:] = theirs[: batch.n]
            held.hold(batch)
            if held.latest > self._waiting[0][0]:
                return
            held.first = batch.n
        decoder.state[S_BEFORE] = batch.before if self._last is track else -1
        self._last, self._data = track, batch.data
        if decoder.kernels.runs_beside:
            kernels, spare = decoder.kernels, decoder.spare
            self._ahead.begin(lambda: track.frame(kernels, spare))
        self._count(batch.data, batch.n)

    def _count_together(self) -> None:
        """Count, in order, the frames whose place no frame that is still to come can take."""
        for held in list(self._open):
            if held.is_empty:
                if len(held.frames.offsets) != HELD:
                    held.frames = Frames(HELD)
                batch = held.track.frame(self._decoder.kernels, held.frames)
                held.track.tell()
                if batch.n == 0:
                    self._close(held)
                else:
                    held.hold(batch)
        if not self._open:
            return
        limit = min(held.latest for held in self._open)
        if self._waiting and self._waiting[0][0] <= limit:
            if self._has_room():
                self._open_next()
                return
            self._waiting[0][1].is_late_for(len(self._open))
        self._count_up_to(limit)

    def _has_room(self) -> bool:
        """Whether one more file may be open."""
        n_large = sum(held.track.is_large for held in self._open)
        return len(self._open) < self._most and n_large < MOST_LARGE

    def _count_up_to(self, limit: int) -> None:
        """Count the waiting frames up to a time, which is the latest of at least one of the files."""
        parts, side = [], "right"
        for held in self._open:
            last = int(np.searchsorted(held.keys, limit, side))  # type: ignore[call-overload]
            if held.latest == limit:
                side = "left"  # more of this time may follow in this file, before those of the next ones
            if last > held.first:
                parts.append((held, held.first, last))
                held.first = last
        if not parts:
            return
        keys = np.concatenate([held.keys[first:last] for held, first, last in parts])
        order = np.argsort(keys, kind="stable")
        owner = np.repeat(np.arange(len(parts)), [last - first for _, first, last in parts])[order]
        columns = [
            np.concatenate([held.frames.columns()[column][first:last] for held, first, last in parts])[order]
            for column in range(8)
        ]
        self._copy_together([held.data for held, _, _ in parts], owner, columns)

    def _copy_together(self, blocks: list[bytearray], owner: Column, columns: list[Column]) -> None:
        """Copy frames into the arena one behind the other, as many as there is room for, and count them."""
        ends = np.cumsum(columns[1])
        first = 0
        while first < len(owner):
            done = int(ends[first - 1]) if first else 0
            last = int(np.searchsorted(ends, done + ARENA, "right"))
            last = min(max(last, first + 1), first + BATCH, len(owner))
            self._count_copies(blocks, owner[first:last], [column[first:last] for column in columns])
            first = last

    def _count_copies(self, blocks: list[bytearray], owner: Column, columns: list[Column]) -> None:
        state, n = self._decoder.state, len(owner)
        before = self._frame_before()
        places = len(before) + np.concatenate(([0], np.cumsum(columns[1])[:-1]))
        needed = int(places[-1] + columns[1][-1])
        if len(self._arena) < needed:
            self._arena = bytearray(max(needed, ARENA + len(before)))
        self._arena[: len(before)] = before
        for number, block in enumerate(blocks):
            of_it = np.flatnonzero(owner == number)
            self._copy(block, columns[0][of_it], columns[1][of_it], places[of_it])
        for ours, theirs in zip(self._decoder.frames.columns(), [places, *columns[1:]], strict=True):
            ours[:n] = theirs
        state[S_BEFORE] = 0 if before else -1
        self._last, self._data = None, self._arena
        self._count(self._arena, n)

    def _copy(self, data: bytearray, offsets: Column, lengths: Column, places: Column) -> None:
        """Copy frames of one file to their places."""
        kernels = self._decoder.kernels
        view: Callable[[Column], Any] = kernels.view
        kernels.copy_frames(
            kernels.buffer(data), view(offsets), view(lengths), kernels.buffer(self._arena), view(places),
            len(places),
        )  # fmt: skip

    def _frame_before(self) -> bytes:
        """The frame that was counted last, to compare the next one with."""
        at, length = int(self._decoder.state[S_BEFORE]), int(self._decoder.state[S_BEFORE_LENGTH])
        return bytes(self._data[at : at + length]) if at >= 0 else b""


def most_files() -> int:
    """How many files of the same time may be open at once: half of what the system allows this process."""
    try:
        import resource
    except ImportError:  # elsewhere than on Unix
        return MOST_OPEN
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_OPEN if allowed == resource.RLIM_INFINITY else max(min(MOST_OPEN, allowed // 2), 2)


def _first_time(path: Path) -> int:
    """When the first packet of a file was, µs; UNKNOWN where its first bytes do not say."""
    if not can_be_peeked(path):
        return UNKNOWN
    start = unpacked_start(path)
    found = sniff_bytes(start)
    time = first_time(start, found) if found is not None else None
    return UNKNOWN if time is None else time
