"""Capture files into observations: pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng).

`src` is the side that opened the flow: the sender of a SYN, the receiver of a SYN with ACK; without
either, the first sender, unless it answered from a service port to an ephemeral one.
"""

import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from lamppost.engine.kernel import compiler_is_here, is_cached
from lamppost.model.ids import make_id
from lamppost.model.observations import Evidence, Issue, Observations
from lamppost.observe.capture import trouble
from lamppost.observe.capture.counting import Counter
from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.kernels import Kernels, compiled_kernels, plain_kernels
from lamppost.observe.capture.layout import (
    F_BIG,
    F_DIVIDE,
    F_LIMIT,
    F_LINK,
    F_RECORD,
    F_SKIP,
    LEAST_LIMIT,
    MOST_OCTETS,
    S_BEFORE,
    STOP_MORE,
)
from lamppost.observe.capture.listening import Listener
from lamppost.observe.capture.outcome import flow_columns, host_names, name_columns, sender_columns
from lamppost.observe.capture.packets import count_packets
from lamppost.observe.opening import HashedStream, sniff_bytes

BLOCK = 1 << 24  # bytes read at a time
COMPILE_FROM = 1 << 22  # 4 MiB: below it the plain path is done before the machine code is loaded
FIRST_COMPILE_FROM = 1 << 26  # 64 MiB: below it the plain path is done before anything is compiled
_CARRIED = 2 * (MOST_OCTETS + (1 << 17))  # the frame before and the one that spans the blocks
_HEADER = 24

Progress = Callable[[str, int, int], None]


def observe_captures(
    files: Sequence[Path],
    progress: Progress | None = None,
    *,
    on_compile: Callable[[str], None] | None = None,
    kernels: Kernels | None = None,
) -> Observations:
    """Everything that several files of one capture show; never raises for what is in them.

    Args:
        files: Capture files, in order.
        progress: Called with a file's name, bytes done and bytes in all.
        on_compile: Called with a kernel's name before the first compilation on this machine, which
            takes some seconds.
        kernels: The path to take; None: compiled for much evidence, plain for little.

    Returns:
        Flows and senders in the order of their first packet, names and self-descriptions in the order
        they were heard, one issue per thing that could not be read, and what was counted.
    """
    if kernels is None:
        kernels = _choose_kernels(sum(_size(path) for path in files), on_compile)
    decoder = Decoder(kernels)
    listener = Listener(decoder)
    counter = Counter(decoder)
    evidence, issues = [], []
    for index, path in enumerate(files):
        decoder.start_file(index)
        counter.start_file()
        reading = _Reading(path.name, _size(path), decoder, listener, counter, progress)
        evidence.append(reading.read(path))
        issues += reading.issues
        issues += counter.link_issues(path.name)
        issues += trouble.malformed_packets(path.name, decoder)
        counter.finish_file()
    listener.finish()
    for index, path in enumerate(files):
        issues += trouble.malformed_payloads(path.name, listener.malformed.get(index, {}))
    decoder.close()
    names, meant = host_names(decoder)
    return Observations(
        evidence=evidence,
        flows=flow_columns(decoder, meant),
        senders=sender_columns(decoder),
        names=name_columns(decoder, meant),
        host_names=names,
        self_descriptions=list(listener.said.values()),
        issues=issues,
        coverage=counter.coverage(listener),
    )


def _choose_kernels(size: int, on_compile: Callable[[str], None] | None) -> Kernels:
    """The faster path for so many bytes on this machine; both give the same."""
    if (
        size >= COMPILE_FROM
        and compiler_is_here()
        and (size >= FIRST_COMPILE_FROM or is_cached(count_packets))
    ):
        return compiled_kernels(on_compile)
    return plain_kernels()


def _size(path: Path) -> int:
    """Bytes in the file; 0 where the system does not say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Reading:
    """One file on its way through the decoder."""

    def __init__(
        self,
        name: str,
        size: int,
        decoder: Decoder,
        listener: Listener,
        counter: Counter,
        progress: Progress | None,
    ) -> None:
        self.issues: list[Issue] = []
        self._name, self._size = name, size
        self._decoder, self._listener, self._counter, self._progress = decoder, listener, counter, progress
        self._format = "unknown"
        self._data = bytearray(min(BLOCK + _CARRIED, max(size + 1, 1 << 16)))
        self._buffer = decoder.buffer(self._data)
        self._base = 0  # where in the file the buffer starts
        self._framed = False  # whether records are still to be found

    def read(self, path: Path) -> Evidence:
        """Decode the file; what it was, its hash, and how much of it was read."""
        try:
            with path.open("rb", buffering=0) as stream:
                return self._read_stream(stream)
        except OSError as error:
            self.issues.append(trouble.not_opened(self._name, error.strerror or str(error)))
            return self._evidence("", 0, "none")

    def _read_stream(self, stream: BinaryIO) -> Evidence:
        source = HashedStream(stream)
        try:
            self._decode(source)
            read = "none" if self._format == "unknown" else "part" if self.issues else "whole"
            return self._evidence(source.hexdigest(), source.size_bytes, read)
        finally:
            source.close()

    def _evidence(self, sha256: str, size: int, read: str) -> Evidence:
        return Evidence(
            id=make_id("ev", self._name) if not sha256 else f"ev-{sha256[:12]}",
            path=self._name, sha256=sha256, size_bytes=size, format=self._format,
            read=read,  # type: ignore[arg-type]
        )  # fmt: skip

    def _decode(self, source: HashedStream) -> None:
        """Read to the end of the file; decode as long as there are records."""
        end = self._read_ahead(source, 0)
        while 0 < end < _HEADER:  # a pipe may give less than a header
            more = self._read_ahead(source, end)
            if more == 0:
                break
            end += more
        pos = self._start(end)
        fresh = end
        while fresh:
            if self._framed:
                pos = self._decode_block(pos, end)
                source.settle()
                pos, end = self._carry(pos, end)
            else:
                source.settle()
                self._base += end
                pos = end = 0
            if self._progress is not None:
                self._progress(self._name, source.size_bytes, max(self._size, source.size_bytes))
            fresh = self._read_ahead(source, end)
            end += fresh
        if self._framed and (end > pos or self._decoder.form[F_SKIP] > 0):
            row = self._decoder.row + 1
            self.issues.append(trouble.cut(self._name, row, self._base + pos, end - pos, self._format))

    def _read_ahead(self, source: HashedStream, end: int) -> int:
        """Bytes put into the buffer behind `end`; a failing medium ends the file there."""
        room = min(BLOCK, len(self._data) - end)
        try:
            return source.read_into(memoryview(self._data)[end : end + room])
        except OSError as error:
            row = self._decoder.row + 1
            reason = error.strerror or str(error)
            self.issues.append(trouble.not_read_on(self._name, row, source.size_bytes, reason))
            self._framed = False
            return 0

    def _start(self, end: int) -> int:
        """Where the first record starts; sets how records are to be framed."""
        start = bytes(self._data[: min(end, _HEADER)])
        self._format = sniff_bytes(start[:4]) or "unknown"
        form = self._decoder.form
        self._framed = self._format != "unknown"
        if self._format == "unknown":
            self.issues.append(trouble.not_a_capture(self._name, start))
        elif self._format == "pcap":
            if end < _HEADER:
                self.issues.append(trouble.header_cut(self._name, end))
                self._framed = False
                return 0
            form[F_BIG] = 1 if start[0] == 0xA1 else 0
            order = ">" if form[F_BIG] else "<"
            magic, snap, link = struct.unpack_from(order + "I12xII", start)
            form[F_RECORD] = 24 if magic == 0xA1B2CD34 else 16
            form[F_DIVIDE] = 1000 if magic == 0xA1B23C4D else 1
            form[F_LIMIT] = max(LEAST_LIMIT, min(snap, MOST_OCTETS))
            form[F_LINK] = link & 0x03FFFFFF  # the rest tells of frame check sequences
            return _HEADER
        return 0

    def _decode_block(self, pos: int, end: int) -> int:
        """Decode whole records; where the first that is not whole starts."""
        decoder = self._decoder
        while True:
            n = decoder.frame(self._buffer, pos, end, self._format)
            self._counter.count(n)
            events = decoder.count(self._buffer, n)
            if any(map(len, events)):
                self._listener.hear(self._data, events)
            pos = decoder.position
            if not decoder.is_full:
                break
        if decoder.stop != STOP_MORE:
            row = decoder.row + 1
            self.issues.append(trouble.not_framed(self._name, row, self._base + pos, decoder.stop))
            self._framed = False
        return pos

    def _carry(self, pos: int, end: int) -> tuple[int, int]:
        """Move what is still needed to the front: the last frame, to compare with, and the rest."""
        state = self._decoder.state
        keep = pos if state[S_BEFORE] < 0 else min(pos, int(state[S_BEFORE]))
        self._data[: end - keep] = self._data[keep:end]
        if state[S_BEFORE] >= 0:
            state[S_BEFORE] -= keep
        self._base += keep
        return pos - keep, end - keep
