"""Datagrams that begin like RTP, gathered by flow and side until they prove a medium, or cannot."""

from collections import OrderedDict
from typing import TYPE_CHECKING

import msgspec

from lamppost.observe.capture.layout import E_FLOW, E_FROM_A, E_PART, MEDIA_DATAGRAMS

if TYPE_CHECKING:
    from lamppost.observe.capture.payloads.rtp import Packet

MOST_RUNS = 5_000  # runs that are gathered at once; beyond that the oldest is judged as it is
_ENOUGH = 8  # packets before a run is judged for the first time


class Run(msgspec.Struct):
    """One side of one flow."""

    event: list[int]
    """Of the first datagram, whose frame and time stand for the run."""
    flow: list[int]
    packets: "list[Packet]" = msgspec.field(default_factory=list)
    n: int = 0
    """Datagrams handed over."""


class MediaWatch:
    """Runs of datagrams that are still to be judged."""

    def __init__(self) -> None:
        """Nothing is gathered yet."""
        from lamppost.observe.capture.payloads.rtp import media_of, read_packet

        self._media_of, self._read_packet = media_of, read_packet
        self._runs: OrderedDict[tuple[int, int, int], Run] = OrderedDict()

    def add(self, payload: bytes, event: list[int], flow: list[int]) -> tuple[Run, str] | None:
        """A run that the datagram completes, and its medium.

        Args:
            payload: The datagram.
            event: Where it stands.
            flow: Its flow's row.
        """
        key = event[E_PART], event[E_FLOW], event[E_FROM_A]
        run = self._runs.get(key)
        if run is None:
            run = self._runs[key] = Run(event, flow)
        run.n += 1
        packet = self._read_packet(payload)
        if packet is not None:
            run.packets.append(packet)
        if run.n >= MEDIA_DATAGRAMS or len(run.packets) == _ENOUGH:
            return self._judge(key, run, is_last=run.n >= MEDIA_DATAGRAMS)
        if len(self._runs) > MOST_RUNS:
            return self.judge_oldest()
        return None

    def judge_oldest(self) -> tuple[Run, str] | None:
        """The run that waits longest, which is then forgotten, and its medium; None where it proves none."""
        key, run = next(iter(self._runs.items()))
        return self._judge(key, run, is_last=True)

    def __bool__(self) -> bool:
        """Whether any run is waiting."""
        return bool(self._runs)

    def _judge(self, key: tuple[int, int, int], run: Run, *, is_last: bool) -> tuple[Run, str] | None:
        media = self._media_of(run.packets)
        if media is not None or is_last:
            del self._runs[key]
        return None if media is None else (run, media)
