"""The state of one decoding, and the kernels that move it on, plain or compiled."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from lamppost.observe.capture.kernels import Kernels
from lamppost.observe.capture.layout import (
    BAD_KINDS,
    F_INTERFACES,
    F_LIMIT,
    F_POS,
    F_SKIP,
    F_STOP,
    F_WIDTH,
    I_WIDTH,
    LEAST_LIMIT,
    MOST_INTERFACES,
    MOST_OPTIONS,
    S_BAD,
    S_BAD_ROW,
    S_BEFORE,
    STOP_FULL,
)
from lamppost.observe.capture.part import Part

Column = npt.NDArray[Any]

BATCH = 1 << 15  # frames that are framed, then counted, at a time

READ_PORTS = (
    53, 67, 68, 1757, 1758, 1900, 2007, 2380, 3600, 3702, 5050, 5353, 5355, 6666, 6667, 7701, 7711,
    10000, 10001, 10669, 10670, 34569, 37020, 37810,
)  # fmt: skip
"""UDP ports whose datagrams are read: names, leases, and the discovery protocols of devices."""


@dataclass(slots=True)
class Frames:
    """Where each frame of a batch stands."""

    offsets: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    captured: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    original: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    times: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    links: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    bad: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    rows: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    files: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))

    def columns(self) -> tuple[Column, ...]:
        """In the order in which the kernels take them."""
        return self.offsets, self.captured, self.original, self.times, self.links, self.bad

    def all_columns(self) -> tuple[Column, ...]:
        """The same, and which frame of which file each is."""
        return *self.columns(), self.rows, self.files


class Decoder:
    """Frames of blocks into the tables of parts, each of which counts its pairs of addresses."""

    def __init__(self, kernels: Kernels) -> None:
        """Start with small tables."""
        self._kernels = kernels
        self.form = np.zeros(F_WIDTH, np.int64)
        self.frames = Frames()
        self.row = 0
        self.evidence = 0
        seed = secrets.randbits(32)  # order of rows does not depend on it
        ports = np.zeros(1 << 16, np.uint8)
        ports[list(READ_PORTS)] = 1
        self.parts = [
            Part(kernels, seed, ports, number, kernels.threads) for number in range(kernels.threads)
        ]
        self.state = self.parts[0].state
        self._interfaces = np.zeros(MOST_INTERFACES * I_WIDTH, np.int64)
        view = kernels.view
        self._form, self._ifaces = view(self.form), view(self._interfaces)
        self._frames = tuple(view(column) for column in self.frames.columns())
        self._all_frames = tuple(view(column) for column in self.frames.all_columns())
        self._pool = ThreadPoolExecutor(kernels.threads) if kernels.threads > 1 else None

    def start_file(self, evidence: int) -> None:
        """Forget what belongs to the file before: framing, frame numbers, counts of malformations."""
        self.form[:] = 0
        self.form[F_LIMIT] = LEAST_LIMIT + MOST_OPTIONS
        self.form[F_INTERFACES] = self.form[F_SKIP] = 0
        self.row = 0
        self.evidence = evidence
        self.state[S_BEFORE] = -1
        for part in self.parts:
            part.state[S_BAD : S_BAD + BAD_KINDS] = 0
            part.state[S_BAD_ROW : S_BAD_ROW + BAD_KINDS] = 0

    def frame(self, buffer: Any, pos: int, end: int, file_format: str) -> int:
        """How many frames the next batch has; their places are in `frames`."""
        if file_format == "pcap":
            n = self._kernels.frame_pcap(buffer, pos, end, self._form, *self._frames, BATCH)
        else:
            n = self._kernels.frame_pcapng(buffer, pos, end, self._form, self._ifaces, *self._frames, BATCH)
        self.frames.rows[:n] = np.arange(self.row + 1, self.row + n + 1)
        self.frames.files[:n] = self.evidence
        return n

    def count(self, buffer: Any, n: int) -> list[Column]:
        """Count the batch; the events that it led to in each part, one row each."""
        self.row += n
        if self._pool is None:
            return [self.parts[0].count(buffer, n, self._all_frames)]
        counting = [self._pool.submit(part.count, buffer, n, self._all_frames) for part in self.parts]
        return [done.result() for done in counting]

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown()

    def buffer(self, data: bytearray) -> Any:
        """The block as the kernels take it."""
        return self._kernels.buffer(data)

    def sum_of(self, counter: int) -> int:
        """A counter of the state, over all parts."""
        return sum(int(part.state[counter]) for part in self.parts)

    @property
    def position(self) -> int:
        """Where the next record starts."""
        return int(self.form[F_POS])

    @property
    def stop(self) -> int:
        """Why framing stopped, one of STOP_*."""
        return int(self.form[F_STOP])

    @property
    def is_full(self) -> bool:
        """Whether framing stopped for want of room in the batch only."""
        return self.stop == STOP_FULL
