"""The kernels of the decoder, plain or compiled, and how arrays are handed to them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lamppost.engine.kernel import address, compiled
from lamppost.observe.capture import copying, naming, packets, pcap_records, pcapng_blocks, tables

Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Kernels:
    """The kernels of one path, and how arrays are handed to them."""

    frame_pcap: Callable[..., int]
    frame_pcapng: Callable[..., int]
    copy_frames: Callable[..., None]
    count_packets: Callable[..., int]
    rehash: Callable[..., None]
    touch_sender: Callable[..., int]
    find_name: Callable[..., int]
    note_answer: Callable[..., None]
    view: Callable[[Column], Any]
    buffer: Callable[[bytearray], Any]
    opens_initials: bool = False
    """Whether QUIC Initials are opened here: a library does it faster than kernels that are not compiled."""
    threads: int = 1
    """Parts that the pairs of addresses are shared out to, each counted by a thread of its own."""
    runs_beside: bool = False
    """Whether other threads go on while a kernel runs."""


def plain_kernels() -> Kernels:
    """The kernels without a compiler; memoryviews give Python's own integers."""
    return Kernels(
        pcap_records.frame_pcap,
        pcapng_blocks.frame_pcapng,
        copying.copy_frames,
        packets.count_packets,
        tables.rehash,
        tables.touch_sender,
        naming.find_name,
        naming.note_answer,
        _memory,
        lambda buffer: buffer,
    )


def threads_here() -> int:
    """Threads that pay on this machine: with two processors, the other one hashes the evidence."""
    return 2 if (os.cpu_count() or 1) >= 4 else 1


def compiled_kernels(on_compile: Callable[[str], None] | None = None, threads: int = 1) -> Kernels:
    """The kernels as machine code.

    Args:
        on_compile: Called with a kernel's name before it is compiled for the first time here.
        threads: Parts that are counted side by side.
    """
    return Kernels(
        _at_first_call(pcap_records.frame_pcap, on_compile),
        _at_first_call(pcapng_blocks.frame_pcapng, on_compile),
        _at_first_call(copying.copy_frames, on_compile),
        compiled(packets.count_packets, on_compile),
        _at_first_call(tables.rehash),
        _at_first_call(tables.touch_sender),
        _at_first_call(naming.find_name),
        _at_first_call(naming.note_answer),
        address,
        lambda buffer: address(np.frombuffer(buffer, np.uint8)),
        opens_initials=True,
        threads=threads,
        runs_beside=True,
    )


def _at_first_call(
    function: Callable[..., Any], on_compile: Callable[[str], None] | None = None
) -> Callable[..., Any]:
    """The kernel as machine code once it is called: most captures are of one format."""
    made: list[Callable[..., Any]] = []

    def call(*arguments: Any) -> Any:
        if not made:
            made.append(compiled(function, on_compile))
        return made[0](*arguments)

    return call


def _memory(column: Column) -> Any:
    """The column's memory, whose elements are Python's own integers."""
    return memoryview(column.data)
