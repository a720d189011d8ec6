"""The state of one decoding, and the kernels that move it on, plain or compiled."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from lamppost.engine.kernel import address, compiled
from lamppost.observe.capture import framing, packets, tables
from lamppost.observe.capture.layout import (
    BAD_KINDS,
    E_WIDTH,
    F_INTERFACES,
    F_LIMIT,
    F_POS,
    F_SKIP,
    F_STOP,
    F_WIDTH,
    FLOW_KEYS,
    FLOW_WIDTH,
    I_WIDTH,
    LEAST_LIMIT,
    MOST_INTERFACES,
    MOST_OPTIONS,
    P_WIDTH,
    S_BAD,
    S_BAD_ROW,
    S_BEFORE,
    S_EVENTS,
    S_EVIDENCE,
    S_FLOW_MASK,
    S_FLOW_ROOM,
    S_FLOWS,
    S_ROW,
    S_SEED,
    S_SEEN,
    S_SEEN_MASK,
    S_SEEN_ROOM,
    S_SENDER_MASK,
    S_SENDER_ROOM,
    S_SENDERS,
    S_WIDTH,
    SENDER_KEYS,
    SENDER_WIDTH,
    STOP_FULL,
)

Column = npt.NDArray[Any]

BATCH = 1 << 15  # frames that are framed, then counted, at a time
MOST_SEEN = 1 << 21  # payload hashes kept: beyond that repeats are read again

READ_PORTS = (
    53, 67, 68, 1757, 1758, 1900, 2007, 2380, 3600, 3702, 5050, 5353, 5355, 6666, 6667, 7701, 7711,
    10000, 10001, 10669, 10670, 34569, 37020, 37810,
)  # fmt: skip
"""UDP ports whose datagrams are read: names, leases, and the discovery protocols of devices."""


@dataclass(frozen=True, slots=True)
class Kernels:
    """The kernels of one path, and how arrays are handed to them."""

    frame_pcap: Callable[..., int]
    frame_pcapng: Callable[..., int]
    count_packets: Callable[..., int]
    rehash: Callable[..., None]
    rehash_seen: Callable[..., None]
    touch_sender: Callable[..., None]
    view: Callable[[Column], Any]
    buffer: Callable[[bytearray], Any]


def plain_kernels() -> Kernels:
    """The kernels without a compiler; memoryviews give Python's own integers."""
    return Kernels(
        framing.frame_pcap,
        framing.frame_pcapng,
        packets.count_packets,
        tables.rehash,
        tables.rehash_seen,
        tables.touch_sender,
        _memory,
        lambda buffer: buffer,
    )


def compiled_kernels(on_compile: Callable[[str], None] | None = None) -> Kernels:
    """The kernels as machine code.

    Args:
        on_compile: Called with a kernel's name before it is compiled for the first time here.
    """
    return Kernels(
        _at_first_call(framing.frame_pcap, on_compile),
        _at_first_call(framing.frame_pcapng, on_compile),
        compiled(packets.count_packets, on_compile),
        compiled(tables.rehash),
        compiled(tables.rehash_seen),
        compiled(tables.touch_sender),
        address,
        lambda buffer: address(np.frombuffer(buffer, np.uint8)),
    )


def _at_first_call(
    function: Callable[..., int], on_compile: Callable[[str], None] | None
) -> Callable[..., int]:
    """The kernel as machine code once it is called: most captures are of one format."""

    def call(*arguments: Any) -> int:
        return compiled(function, on_compile)(*arguments)

    return call


def _memory(column: Column) -> Any:
    """The column's memory, whose elements are Python's own integers."""
    return memoryview(column.data)


@dataclass(slots=True)
class Frames:
    """Where each frame of a batch stands."""

    offsets: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    captured: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    original: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    times: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    links: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))
    bad: Column = field(default_factory=lambda: np.zeros(BATCH, np.int64))

    def columns(self) -> tuple[Column, ...]:
        """In the order in which the kernels take them."""
        return self.offsets, self.captured, self.original, self.times, self.links, self.bad


class Decoder:
    """Frames of blocks into tables that grow as needed."""

    def __init__(self, kernels: Kernels) -> None:
        """Start with small tables."""
        self._kernels = kernels
        self.state = np.zeros(S_WIDTH, np.int64)
        self.form = np.zeros(F_WIDTH, np.int64)
        self.frames = Frames()
        self.events = np.zeros(BATCH * E_WIDTH, np.int64)
        self.ethers = np.zeros(1 << 16, np.int64)
        self.vlans = np.zeros(1 << 12, np.int64)
        self._interfaces = np.zeros(MOST_INTERFACES * I_WIDTH, np.int64)
        self._scratch = np.zeros(P_WIDTH, np.int64)
        self._ports = np.zeros(1 << 16, np.uint8)
        self._ports[list(READ_PORTS)] = 1
        self.state[S_SEED] = secrets.randbits(32)  # order of rows does not depend on it
        self.flows = np.empty(0, np.int64)
        self.senders = np.empty(0, np.int64)
        self._senders_before: list[Column] = []
        self._seen = np.zeros(1 << 13, np.int64)
        self._set_seen_room()
        self._grow_flows(1 << 12)
        self._grow_senders(1 << 11)
        self._bind()

    def start_file(self, evidence: int) -> None:
        """Forget what belongs to the file before: framing, frame numbers, counts of malformations.

        Senders are put aside: a row tells from when to when one file saw an address with a MAC.
        """
        self._senders_before.append(self._present_senders().copy())
        self.state[S_SENDERS] = 0
        self._sender_slots[:] = -1
        self.form[:] = 0
        self.form[F_LIMIT] = LEAST_LIMIT + MOST_OPTIONS
        self.form[F_INTERFACES] = self.form[F_SKIP] = 0
        self.state[S_ROW] = 0
        self.state[S_BEFORE] = -1
        self.state[S_EVIDENCE] = evidence
        self.state[S_BAD : S_BAD + BAD_KINDS] = 0
        self.state[S_BAD_ROW : S_BAD_ROW + BAD_KINDS] = 0

    def frame(self, buffer: Any, pos: int, end: int, file_format: str) -> int:
        """How many frames the next batch has; their places are in `frames`."""
        if file_format == "pcap":
            return self._kernels.frame_pcap(buffer, pos, end, self._form, *self._frames, BATCH)
        return self._kernels.frame_pcapng(buffer, pos, end, self._form, self._ifaces, *self._frames, BATCH)

    def count(self, buffer: Any, n: int) -> Column:
        """Count the batch; the events it led to, one row each."""
        self.state[S_EVENTS] = 0
        done = 0
        while True:
            done = self._kernels.count_packets(buffer, done, n, *self._frames, *self._arrays)
            if done >= n:
                break
            self._grow()
        return self.events[: int(self.state[S_EVENTS]) * E_WIDTH].reshape(-1, E_WIDTH)

    def bind_address(
        self, mac: int, vlan: int, address: tuple[int, int], flags: int, at: int, row: int
    ) -> None:
        """Put flags on a sender that another frame speaks of; it is made if it sent nothing yet.

        Args:
            mac: Its MAC.
            vlan: VLAN of the frame, -1 untagged.
            address: Both halves, as signed numbers.
            flags: SENDER_* bits.
            at: Time of the frame, µs.
            row: Number of the frame.
        """
        if self.state[S_SENDERS] + 3 > self.state[S_SENDER_ROOM]:
            self._grow()
        self._kernels.touch_sender(
            self._view(self.senders),
            self._sender_view,
            self._state,
            mac,
            vlan,
            *address,
            flags,
            0,
            at,
            row,
            0,
        )

    def buffer(self, data: bytearray) -> Any:
        """The block as the kernels take it."""
        return self._kernels.buffer(data)

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

    def flow_rows(self) -> Column:
        """Flows so far, shape (n, FLOW_WIDTH)."""
        return self.flows[: int(self.state[S_FLOWS]) * FLOW_WIDTH].reshape(-1, FLOW_WIDTH)

    def sender_rows(self) -> Column:
        """Senders so far, file by file, shape (n, SENDER_WIDTH)."""
        return np.concatenate([*self._senders_before, self._present_senders()])

    def _present_senders(self) -> Column:
        """Senders of the file that is being read."""
        return self.senders[: int(self.state[S_SENDERS]) * SENDER_WIDTH].reshape(-1, SENDER_WIDTH)

    def _view(self, column: Column) -> Any:
        return self._kernels.view(column)

    def _bind(self) -> None:
        """Hand the present arrays to the kernels; again after each growth."""
        view = self._view
        self._state, self._form, self._ifaces = view(self.state), view(self.form), view(self._interfaces)
        self._frames = tuple(view(column) for column in self.frames.columns())
        self._sender_view = view(self._sender_slots)
        self._arrays = (
            view(self._scratch), self._state, view(self.flows), view(self._flow_slots), view(self.senders),
            self._sender_view, view(self._seen), view(self.events), view(self._ports), view(self.ethers),
            view(self.vlans),
        )  # fmt: skip

    def _grow(self) -> None:
        """More room in each table that is 60 % full."""
        state = self.state
        if state[S_FLOWS] >= state[S_FLOW_ROOM]:
            self._grow_flows(2 * (int(state[S_FLOW_MASK]) + 1))
        if state[S_SENDERS] + 3 > state[S_SENDER_ROOM]:
            self._grow_senders(2 * (int(state[S_SENDER_MASK]) + 1))
        if state[S_SEEN] >= state[S_SEEN_ROOM]:
            self._grow_seen()
        self._bind()

    def _grow_flows(self, slots: int) -> None:
        self.flows, self._flow_slots = self._grown(
            self.flows, int(self.state[S_FLOWS]), FLOW_WIDTH, FLOW_KEYS, slots
        )
        self.state[S_FLOW_MASK], self.state[S_FLOW_ROOM] = slots - 1, slots * 6 // 10

    def _grow_senders(self, slots: int) -> None:
        n = int(self.state[S_SENDERS])
        self.senders, self._sender_slots = self._grown(self.senders, n, SENDER_WIDTH, SENDER_KEYS, slots)
        self.state[S_SENDER_MASK], self.state[S_SENDER_ROOM] = slots - 1, slots * 6 // 10

    def _grown(self, rows: Column, n: int, width: int, keys: int, slots: int) -> tuple[Column, Column]:
        """The rows in a longer array (pages not yet used cost nothing), and their new hash table."""
        longer = np.zeros(slots * 6 // 10 * width, np.int64)
        longer[: n * width] = rows[: n * width]
        table = np.full(slots, -1, np.int64)
        seed = int(self.state[S_SEED])
        self._kernels.rehash(self._view(longer), n, width, keys, seed, self._view(table), slots - 1)
        return longer, table

    def _grow_seen(self) -> None:
        """More slots for payload hashes, or a fresh start when there are too many."""
        slots = 2 * len(self._seen)
        if slots > MOST_SEEN:
            self._seen = np.zeros(1 << 13, np.int64)
            self.state[S_SEEN] = 0
        else:
            old, self._seen = self._seen, np.zeros(slots, np.int64)
            self._kernels.rehash_seen(self._view(old), len(old), self._view(self._seen), slots - 1)
        self._set_seen_room()

    def _set_seen_room(self) -> None:
        self.state[S_SEEN_MASK], self.state[S_SEEN_ROOM] = len(self._seen) - 1, len(self._seen) * 6 // 10
