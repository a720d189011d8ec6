"""One file's records into batches of frames: what the framing kernels keep between blocks."""

import struct
from typing import Any

import numpy as np

from lamppost.observe.capture.decoder import Column, Frames
from lamppost.observe.capture.kernels import Kernels
from lamppost.observe.capture.layout import (
    F_BIG,
    F_BLOCKS,
    F_DIVIDE,
    F_INTERFACES,
    F_LIMIT,
    F_LINK,
    F_LOST,
    F_ODD,
    F_POS,
    F_RECORD,
    F_SKIP,
    F_STOP,
    F_WIDTH,
    I_WIDTH,
    LEAST_LIMIT,
    MOST_INTERFACES,
    MOST_OCTETS,
    MOST_OPTIONS,
    STOP_FULL,
)
from lamppost.observe.capture.pcapng_blocks import BLOCK_KINDS, close_section

PCAP_HEADER = 24


class Framer:
    """Finds the frames of one file."""

    def __init__(self, file_format: str, header: bytes, index: int) -> None:
        """Set how records are framed.

        Args:
            file_format: `pcap` or `pcapng`.
            header: The first 24 bytes; of a pcapng they do not matter.
            index: Which file it is.
        """
        self.rows = 0
        self._format, self._index = file_format, index
        self._form = np.zeros(F_WIDTH, np.int64)
        self._form[F_LIMIT] = LEAST_LIMIT + MOST_OPTIONS
        self._interfaces = np.zeros((MOST_INTERFACES if file_format == "pcapng" else 1) * I_WIDTH, np.int64)
        if file_format == "pcap":
            self._read_header(header)

    def frame(self, kernels: Kernels, buffer: Any, pos: int, end: int, frames: Frames) -> int:
        """How many frames were found; their places are in `frames`.

        Args:
            kernels: The path to take.
            buffer: The block, as these kernels take it.
            pos: Where a record starts.
            end: One past the last byte read.
            frames: Out: as many as there is room for.
        """
        view, most = kernels.view, len(frames.offsets)
        columns = [view(column) for column in frames.columns()[:6]]
        if self._format == "pcap":
            n = kernels.frame_pcap(buffer, pos, end, view(self._form), *columns, most)
        else:
            n = kernels.frame_pcapng(
                buffer, pos, end, view(self._form), view(self._interfaces), *columns, most
            )
        frames.rows[:n] = np.arange(self.rows + 1, self.rows + n + 1)
        frames.files[:n] = self._index
        self.rows += n
        return n

    @property
    def position(self) -> int:
        """Where the next record starts."""
        return int(self._form[F_POS])

    @property
    def stop(self) -> int:
        """Why framing stopped, one of STOP_*."""
        return int(self._form[F_STOP])

    @property
    def is_full(self) -> bool:
        """Whether framing stopped for want of room in the batch only."""
        return self.stop == STOP_FULL

    @property
    def is_in_a_block(self) -> bool:
        """Whether a block that is passed over is not at its end."""
        return bool(self._form[F_SKIP] > 0)

    def lost(self) -> int:
        """Packets that were lost while this was captured, as the file says, once it is at its end."""
        form: Any = memoryview(self._form.data)
        interfaces: Any = memoryview(self._interfaces.data)
        close_section(form, interfaces)
        return int(self._form[F_LOST])

    def blocks(self) -> Column:
        """How many blocks there were of each kind of `pcapng_blocks.BLOCK_*`."""
        return self._form[F_BLOCKS : F_BLOCKS + BLOCK_KINDS]

    @property
    def odd_block(self) -> int:
        """The type of the first block that no specification names."""
        return int(self._form[F_ODD])

    def _read_header(self, start: bytes) -> None:
        form = self._form
        form[F_BIG] = 1 if start[0] == 0xA1 else 0
        order = ">" if form[F_BIG] else "<"
        magic, snap, link = struct.unpack_from(order + "I12xII", start)
        form[F_RECORD] = 24 if magic == 0xA1B2CD34 else 16
        form[F_DIVIDE] = 1000 if magic == 0xA1B23C4D else 1
        form[F_LIMIT] = max(LEAST_LIMIT, min(snap, MOST_OCTETS))
        form[F_LINK] = link & 0x03FFFFFF  # the rest tells of frame check sequences
        form[F_INTERFACES] = 0


def first_time(start: bytes, file_format: str) -> int | None:
    """When the first packet was, µs; None where it is not among these bytes.

    Args:
        start: The first bytes of the file, unpacked.
        file_format: `pcap` or `pcapng`.
    """
    from lamppost.observe.capture.kernels import plain_kernels

    if len(start) < PCAP_HEADER:
        return None
    frames = Frames(1)
    framer = Framer(file_format, start[:PCAP_HEADER], 0)
    pos = PCAP_HEADER if file_format == "pcap" else 0
    if file_format == "pcap":  # the packet itself may be longer than what is here
        size = int(framer._form[F_RECORD])  # noqa: SLF001
        start = start[:pos] + start[pos : pos + 8] + bytes(size - 8) if len(start) >= pos + size else b""
    n = framer.frame(plain_kernels(), bytearray(start), pos, len(start), frames)
    return int(frames.times[0]) if n else None
