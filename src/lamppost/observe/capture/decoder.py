"""The state of one decoding, and the kernels that move it on, plain or compiled."""

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lamppost.observe.capture.kernels import Kernels
from lamppost.observe.capture.part import Part

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Column = npt.NDArray[Any]

BATCH = 1 << 15  # frames that are framed, then counted, at a time

READ_PORTS = (
    53, 67, 68, 137, 546, 547, 1757, 1758, 1900, 2007, 2055, 2056, 2380, 3600, 3702, 4432, 4739, 5050, 5353, 5355,
    6343, 6666, 6667, 7701, 7711, 9995, 9996, 10000, 10001, 10669, 10670, 34569, 37020, 37810,
)  # fmt: skip
"""UDP ports whose datagrams are read: names, leases, the discovery protocols of devices, and exports of flows."""


class Frames:
    """Where each frame of a batch stands, and which frame of which file it is."""

    def __init__(self, most: int = BATCH) -> None:
        """Room for so many."""
        (
            self.offsets,
            self.captured,
            self.original,
            self.times,
            self.links,
            self.bad,
            self.rows,
            self.files,
        ) = (np.zeros(most, np.int64) for _ in range(8))

    def columns(self) -> tuple[Column, ...]:
        """In the order in which the kernels take them; framing fills all but the last two."""
        return (
            self.offsets, self.captured, self.original, self.times, self.links, self.bad, self.rows,
            self.files,
        )  # fmt: skip


def _pool(threads: int) -> "ThreadPoolExecutor":
    """Threads for the parts; what they take is imported where there are several."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(threads)


def _views(kernels: Kernels, frames: Frames) -> tuple[Any, ...]:
    """The columns as the kernels take them."""
    return tuple(kernels.view(column) for column in frames.columns())


class Decoder:
    """Frames into the tables of parts, each of which counts its pairs of addresses."""

    def __init__(self, kernels: Kernels, octets: int = 0) -> None:
        """Start with tables for so many octets of evidence; they grow as needed."""
        self.frames, self.spare = Frames(), Frames()
        seed = int.from_bytes(os.urandom(4))  # order of rows does not depend on it
        ports = np.zeros(1 << 16, np.uint8)
        ports[list(READ_PORTS)] = 1
        self.parts = [
            Part(kernels, seed, ports, number, kernels.threads, octets) for number in range(kernels.threads)
        ]
        self.state = self.parts[0].state
        self._pool = _pool(kernels.threads) if kernels.threads > 1 else None
        self.use(kernels)

    def use(self, kernels: Kernels) -> None:
        """Go on with other kernels, over the same tables."""
        self.kernels = kernels
        self._views = _views(kernels, self.frames)
        self._spare_views = _views(kernels, self.spare)
        for part in self.parts:
            part.use(kernels)

    def take_spare(self) -> None:
        """Count from now on what stands in the spare batch, while the other one is filled."""
        self.frames, self.spare = self.spare, self.frames
        self._views, self._spare_views = self._spare_views, self._views

    def count(self, buffer: Any, n: int) -> list[Column]:
        """Count the first n frames of the batch; the events that they led to in each part, one row each."""
        if self._pool is None:
            return [self.parts[0].count(buffer, n, self._views)]
        counting = [self._pool.submit(part.count, buffer, n, self._views) for part in self.parts]
        return [done.result() for done in counting]

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown()

    def buffer(self, data: bytearray) -> Any:
        """The block as the kernels take it."""
        return self.kernels.buffer(data)

    def sum_of(self, counter: int) -> int:
        """A counter of the state, over all parts."""
        return sum(int(part.state[counter]) for part in self.parts)
