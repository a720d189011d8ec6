"""Capture files into observations: pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng).

`src` is the side that opened the flow: the sender of a SYN, the receiver of a SYN with ACK; without
either, the first sender, unless it answered from a service port to an ephemeral one.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lamppost.engine.kernel import compiler_is_here, is_cached
from lamppost.model.beside import Beside
from lamppost.model.memory import keep_memory
from lamppost.model.observations import Column, Coverage, Evidence, Issue, Observations, SelfDescription
from lamppost.observe.capture.counting import Counter
from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.kernels import Kernels, compiled_kernels, plain_kernels, threads_here
from lamppost.observe.capture.listening import Listener, TakeExport
from lamppost.observe.capture.merging import Merger
from lamppost.observe.capture.outcome import flow_columns, name_columns
from lamppost.observe.capture.outcome_names import names_of
from lamppost.observe.capture.outcome_senders import sender_columns
from lamppost.observe.capture.packets import count_packets
from lamppost.observe.capture.track import Progress

COMPILE_FROM = 1 << 22  # 4 MiB: below it the plain path is done before the machine code is loaded
FIRST_COMPILE_FROM = 1 << 26  # 64 MiB: below it the plain path is done before anything is compiled


def observe_captures(
    files: Sequence[Path],
    progress: Progress | None = None,
    *,
    on_compile: Callable[[str], None] | None = None,
    kernels: Kernels | None = None,
    take_export: TakeExport | None = None,
) -> Observations:
    """Everything that several files of one capture show; never raises for what is in them.

    Args:
        files: Capture files, packed or not; `-` is standard input.
        progress: Called with a file's name, bytes done and bytes in all.
        on_compile: Called with a kernel's name before the first compilation on this machine, which
            takes some seconds.
        kernels: The path to take; None: compiled for much evidence, plain for little.
        take_export: Takes datagrams that may be exports of flows, and says whether they are.

    Returns:
        Flows and senders in the order of their first packet, names and self-descriptions in the order
        they were heard, one issue per thing that could not be read, and what was counted. Packets of
        files that overlap in time are taken in the order of time.
    """
    decoded = decode_captures(
        files, progress, on_compile=on_compile, kernels=kernels, take_export=take_export
    )
    decoder = decoded.decoder
    host_names, meant = names_of(decoder)
    with Beside[dict[str, Column]]() as working:
        working.begin(lambda: flow_columns(decoder, meant))
        names = name_columns(decoder, meant)
        return Observations(
            evidence=decoded.evidence,
            flows=working.end(),
            senders=sender_columns(decoder),
            names=names,
            host_names=host_names,
            self_descriptions=list(decoded.said.values()),
            issues=decoded.issues,
            coverage=decoded.coverage,
        )


class Decoded(NamedTuple):
    """What several files of one capture hold, in the decoder's own tables."""

    decoder: Decoder
    evidence: list[Evidence]
    issues: list[Issue]
    coverage: Coverage
    hours: set[int]
    """Hours since 1970 in which something was sent."""
    said: Mapping[tuple[int, str, str, str], SelfDescription]


def decode_captures(
    files: Sequence[Path],
    progress: Progress | None = None,
    *,
    on_compile: Callable[[str], None] | None = None,
    kernels: Kernels | None = None,
    take_export: TakeExport | None = None,
) -> Decoded:
    """The same before it is columns; the arguments are those of `observe_captures`."""
    octets = sum(_size(path) for path in files)
    if octets >= FIRST_COMPILE_FROM:
        keep_memory()  # before there are threads
    choice = _Choice(octets, on_compile)
    decoder = Decoder(kernels or choice.kernels(), octets)
    listener = Listener(decoder, take_export)
    counter = Counter(decoder)

    def count(data: bytearray, n: int) -> None:
        counter.count(n)
        events = decoder.count(decoder.buffer(data), n)
        if any(map(len, events)):
            listener.hear(data, events)
        counter.count_malformed(n)
        if kernels is None and choice.has_changed(int(decoder.frames.captured[:n].sum())):
            decoder.use(choice.kernels())

    merger = Merger(files, decoder, count, progress)
    try:
        merger.run()
    finally:
        decoder.close()
    listener.finish()
    issues: list[Issue] = []
    evidence: list[Evidence] = []
    for track in merger.tracks:
        assert track.evidence is not None
        evidence.append(track.evidence)
        issues += track.issues
        issues += counter.issues(track.name, track.index, listener.malformed.get(track.index, {}))
        counter.lose(track.lost)
    coverage = counter.coverage(listener)
    return Decoded(decoder, evidence, issues, coverage, counter.hours, listener.said)


class _Choice:
    """The faster path for so many bytes on this machine; both give the same."""

    def __init__(self, size: int, on_compile: Callable[[str], None] | None) -> None:
        """Expect so many bytes; of pipes, and of what is packed, more may come."""
        self._expected, self._done, self._on_compile = size, 0, on_compile
        self._is_compiled = self._is_worth_it(size)

    def kernels(self) -> Kernels:
        """The kernels to take."""
        return compiled_kernels(self._on_compile, threads_here()) if self._is_compiled else plain_kernels()

    def has_changed(self, size: int) -> bool:
        """Whether so many bytes more make the other path the faster one."""
        self._done += size
        if self._is_compiled or self._done <= self._expected or not self._is_worth_it(self._done):
            return False
        self._is_compiled = True
        return True

    @staticmethod
    def _is_worth_it(size: int) -> bool:
        return (
            size >= COMPILE_FROM
            and compiler_is_here()
            and (size >= FIRST_COMPILE_FROM or is_cached(count_packets))
        )


def _size(path: Path) -> int:
    """Bytes in the file; 0 where the system does not say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
