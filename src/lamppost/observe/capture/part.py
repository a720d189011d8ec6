"""The tables of one share of the pairs of addresses, which grow as needed, and lie in files where they are long."""

from typing import Any

import numpy as np
import numpy.typing as npt

from lamppost.model.columns import parts_of
from lamppost.model.spilling import Growing, zeros
from lamppost.observe.capture.ciphers import CONSTANTS, cipher_tables
from lamppost.observe.capture.client_names import MOST_ANSWERS
from lamppost.observe.capture.kernels import Kernels
from lamppost.observe.capture.layout import (
    ANSWER_WIDTH,
    ANSWERS_WAIT,
    D_WIDTH,
    E_FILE,
    E_INDEX,
    E_ROW,
    E_WIDTH,
    FLOW_WIDTH,
    FRAME_EVENTS,
    FRAME_FLOWS,
    FRAME_PAYLOADS,
    FRAME_SENDERS,
    K_PIECE,
    K_PIECES,
    K_SIDE,
    K_WIDTH,
    KEPT_OCTETS,
    KEPT_SLOTS,
    MOST_DATAGRAMS,
    NAME_AT,
    NAME_LENGTH,
    NAME_WIDTH,
    P_WIDTH,
    S_ANSWER_MASK,
    S_ANSWER_ROOM,
    S_ANSWERS,
    S_BATCH,
    S_BEFORE,
    S_EVENT_ROOM,
    S_EVENTS,
    S_EVIDENCE,
    S_FLOW_MASK,
    S_FLOW_ROOM,
    S_FLOWS,
    S_HEAP,
    S_HEAP_ROOM,
    S_NAME_MASK,
    S_NAME_ROOM,
    S_NAMES,
    S_PART,
    S_PARTS,
    S_SEED,
    S_SEEN,
    S_SEEN_MASK,
    S_SEEN_ROOM,
    S_SENDER_MASK,
    S_SENDER_ROOM,
    S_SENDERS,
    S_WIDTH,
    SENDER_WIDTH,
)
from lamppost.observe.capture.naming import MOST_NAME
from lamppost.observe.capture.quicstash import OPENED, STASHED

Column = npt.NDArray[Any]

MOST_SEEN = 1 << 21  # payload hashes kept: beyond that repeats are read again
MOST_EVENTS = 1 << 15
LEAST_SLOTS, MOST_SLOTS = 1 << 12, 1 << 19
"""Of flows at the beginning: at most 48 MiB of rows, in a file that takes memory where it is used."""
LEAST_HEAP = 1 << 18  # octets of names
OCTETS_A_SLOT = 2048  # of evidence


class Part:
    """Flows, senders, names and answers of the pairs of addresses that fall to it."""

    def __init__(
        self, kernels: Kernels, seed: int, ports: Column, number: int, n_parts: int, octets: int = 0
    ) -> None:
        """Start with tables for so much evidence, so that they need not grow from small to large."""
        self._kernels = kernels
        self._ports = ports
        self.state = np.zeros(S_WIDTH, np.int64)
        self.state[S_SEED], self.state[S_PART], self.state[S_PARTS] = seed, number, n_parts
        self.state[S_BEFORE] = -1
        self._state = kernels.view(self.state)
        self.events = np.zeros(0, np.int64)
        self._grow_events(MOST_EVENTS + FRAME_EVENTS)
        self._pieces = np.zeros(MOST_DATAGRAMS * D_WIDTH, np.int64)
        self.ethers = np.zeros(1 << 16, np.int64)
        self.vlans = np.zeros(1 << 12, np.int64)
        self._kept = np.zeros(KEPT_SLOTS * K_WIDTH, np.int64)
        self._kept_octets = np.zeros(KEPT_SLOTS * KEPT_OCTETS, np.uint8)
        self._scratch = np.zeros(P_WIDTH, np.int64)
        self._cipher, self._opened = np.zeros(STASHED, np.int64), np.zeros(OPENED, np.uint8)
        self._flow_room, self._sender_room, self._name_room, self._answer_room = (Growing() for _ in range(4))
        self._heap_room = Growing(np.uint8)
        self._flow_slots = self._sender_slots = self._name_slots = self._answer_slots = np.zeros(0, np.int64)
        self._seen = np.zeros(1 << 13, np.int64)
        self._set_seen_room()
        wanted = 1 << (octets // n_parts // OCTETS_A_SLOT).bit_length()
        slots = min(max(wanted, LEAST_SLOTS), MOST_SLOTS)
        self._grow_flows(slots)
        self._grow_senders(LEAST_SLOTS // 2)
        self._grow_names(slots // 4)
        self._grow_heap(LEAST_HEAP)
        self._grow_answers(slots)
        self._bind()

    def use(self, kernels: Kernels) -> None:
        """Go on with other kernels, over the same tables."""
        self._kernels = kernels
        self._state = kernels.view(self.state)
        if kernels.opens_initials:
            self._cipher[:CONSTANTS] = cipher_tables()
        self._bind()

    def count(self, buffer: Any, n: int, frames: tuple[Any, ...]) -> Column:
        """Count n frames; the events that they led to, one row each."""
        self.state[S_EVENTS] = 0
        self.state[S_BATCH] += 1
        done = 0
        while True:
            done = self._kernels.count_packets(buffer, done, n, *frames, *self._arrays)
            if done >= n:
                break
            self._grow()
        return self.events[: int(self.state[S_EVENTS]) * E_WIDTH].reshape(-1, E_WIDTH)

    def kept(self) -> Column:
        """Events of the segments that still wait for the rest of a hello; nothing more is coming."""
        rows = self._kept.reshape(-1, K_WIDTH)
        waiting = [
            row[K_PIECE : K_PIECE + row[K_PIECES] * E_WIDTH].reshape(-1, E_WIDTH)
            for row in rows[rows[:, K_SIDE] > 0]
        ]
        events = np.concatenate([np.empty((0, E_WIDTH), np.int64), *waiting])
        events[:, E_INDEX] = events[:, E_FILE] << 40 | events[:, E_ROW]
        return events[np.argsort(events[:, E_INDEX])]

    def octets(self, offset: int, length: int) -> bytes:
        """What is kept of a segment.

        Args:
            offset: That of its event, below 0.
            length: Octets.
        """
        return self._kept_octets[-1 - offset : -1 - offset + length].tobytes()

    def bind_address(
        self, mac: int, vlan: int, address: tuple[int, int], flags: int, at: int, row: int, evidence: int
    ) -> None:
        """Put flags on a sender that another frame speaks of; it is made if it sent nothing yet.

        Args:
            mac: Its MAC.
            vlan: VLAN of the frame, -1 untagged.
            address: Both halves, as signed numbers.
            flags: SENDER_* bits.
            at: Time of the frame, µs.
            row: Number of the frame.
            evidence: Index of its file.
        """
        if self.state[S_SENDERS] + FRAME_SENDERS > self.state[S_SENDER_ROOM]:
            self._grow()
        self.state[S_EVIDENCE] = evidence
        senders = self._kernels.view(self.senders), self._kernels.view(self._sender_slots)
        self._kernels.touch_sender(*senders, self._state, mac, vlan, *address, flags, 0, at, row, 0)

    def number_of(self, name: str) -> int:
        """The number under which a host name is kept.

        Args:
            name: Lower case, at most 253 characters.
        """
        if self.state[S_NAMES] >= self.state[S_NAME_ROOM] or self._is_heap_full():
            self._grow()
        start = int(self.state[S_HEAP])
        self.heap[start : start + len(name)] = np.frombuffer(name.encode("ascii"), np.uint8)
        names = self._kernels.view(self.names), self._kernels.view(self._name_slots)
        return self._kernels.find_name(len(name), self._state, *names, self._kernels.view(self.heap))

    def note_answer(
        self, source: int, client: tuple[int, int], name: int, address: tuple[int, int], mac: int,
        at: int, row: int, evidence: int,
    ) -> None:  # fmt: skip
        """Keep that a client got an address for a name, unless that is known.

        Args:
            source: Index into `model.observations.NAME_SOURCES`.
            client: Its address, both halves as signed numbers.
            name: As `number_of` gave it.
            address: What it got, or (0, 0).
            mac: The client's MAC, -1 where unknown.
            at: Time of the frame, µs.
            row: Number of the frame.
            evidence: Index of its file.
        """
        if self.state[S_ANSWERS] >= self.state[S_ANSWER_ROOM]:
            self._grow()
        answers = self._kernels.view(self.answers), self._kernels.view(self._answer_slots)
        self._kernels.note_answer(
            source, *client, name, *address, mac, at, row, evidence, self._state, *answers
        )

    def flow_rows(self) -> Column:
        """Flows so far, shape (n, FLOW_WIDTH)."""
        return self.flows[: int(self.state[S_FLOWS]) * FLOW_WIDTH].reshape(-1, FLOW_WIDTH)

    def sender_rows(self) -> Column:
        """Senders so far, shape (n, SENDER_WIDTH)."""
        return self.senders[: int(self.state[S_SENDERS]) * SENDER_WIDTH].reshape(-1, SENDER_WIDTH)

    def answer_rows(self) -> Column:
        """Answers so far, shape (n, ANSWER_WIDTH)."""
        return self.answers[: int(self.state[S_ANSWERS]) * ANSWER_WIDTH].reshape(-1, ANSWER_WIDTH)

    def host_names(self) -> list[str]:
        """The names by their numbers."""
        rows = self.names[: int(self.state[S_NAMES]) * NAME_WIDTH].reshape(-1, NAME_WIDTH)
        names: list[str] = []
        for part in parts_of(len(rows)):
            starts, lengths = rows[part, NAME_AT], rows[part, NAME_LENGTH]
            text = self.heap[starts[0] : starts[-1] + lengths[-1]].tobytes().decode("ascii")
            places = zip((starts - starts[0]).tolist(), lengths.tolist(), strict=True)
            names += [text[at : at + length] for at, length in places]
        return names

    def _is_heap_full(self) -> bool:
        return bool(self.state[S_HEAP] + FRAME_PAYLOADS * (MOST_NAME + 1) > self.state[S_HEAP_ROOM])

    def _bind(self) -> None:
        """Hand the present arrays to the kernels; again after each growth."""
        view = self._kernels.view
        self._arrays = (
            view(self._scratch), self._state, view(self.flows), view(self._flow_slots), view(self.senders),
            view(self._sender_slots), view(self._seen), view(self.events), view(self._ports),
            view(self.ethers), view(self.vlans), view(self.names), view(self._name_slots),
            self._kernels.view(self.heap), view(self.answers), view(self._answer_slots), view(self._pieces),
            view(self._kept), view(self._kept_octets),
            view(self._cipher), view(self._opened),
        )  # fmt: skip

    def _grow(self) -> None:
        """More room in each table that is 60 % full."""
        state = self.state
        if state[S_FLOWS] + FRAME_FLOWS > state[S_FLOW_ROOM]:
            self._grow_flows(2 * (int(state[S_FLOW_MASK]) + 1))
        if state[S_SENDERS] + FRAME_SENDERS > state[S_SENDER_ROOM]:
            self._grow_senders(2 * (int(state[S_SENDER_MASK]) + 1))
        if state[S_SEEN] + FRAME_PAYLOADS > state[S_SEEN_ROOM]:
            self._grow_seen()
        if state[S_EVENTS] + FRAME_EVENTS > state[S_EVENT_ROOM]:
            self._grow_events(2 * int(state[S_EVENT_ROOM]))
        if state[S_NAMES] + FRAME_PAYLOADS > state[S_NAME_ROOM]:
            self._grow_names(2 * (int(state[S_NAME_MASK]) + 1))
        if self._is_heap_full():
            self._grow_heap(2 * int(state[S_HEAP_ROOM]))
        if state[S_ANSWERS] + ANSWERS_WAIT + FRAME_PAYLOADS * MOST_ANSWERS > state[S_ANSWER_ROOM]:
            self._grow_answers(2 * (int(state[S_ANSWER_MASK]) + 1))
        self._bind()

    def _grow_events(self, rows: int) -> None:
        """More room for events: a frame that aggregates others leads to one for each."""
        self.events = np.concatenate([self.events, np.zeros(rows * E_WIDTH - len(self.events), np.int64)])
        self.state[S_EVENT_ROOM] = rows

    def _grow_flows(self, slots: int) -> None:
        room, n = slots * 6 // 10, int(self.state[S_FLOWS])
        self.flows = self._flow_room.grow(room * FLOW_WIDTH, n * FLOW_WIDTH)
        self._flow_slots = self._more_slots(self._flow_slots, slots)
        self.state[S_FLOW_MASK], self.state[S_FLOW_ROOM] = slots - 1, room

    def _grow_senders(self, slots: int) -> None:
        room, n = slots * 6 // 10, int(self.state[S_SENDERS])
        self.senders = self._sender_room.grow(room * SENDER_WIDTH, n * SENDER_WIDTH)
        self._sender_slots = self._more_slots(self._sender_slots, slots)
        self.state[S_SENDER_MASK], self.state[S_SENDER_ROOM] = slots - 1, room

    def _grow_answers(self, slots: int) -> None:
        room, n = slots * 6 // 10, int(self.state[S_ANSWERS])
        self.answers = self._answer_room.grow((room + ANSWERS_WAIT) * ANSWER_WIDTH, n * ANSWER_WIDTH)
        self._answer_slots = self._more_slots(self._answer_slots, slots)
        self.state[S_ANSWER_MASK], self.state[S_ANSWER_ROOM] = slots - 1, room

    def _grow_names(self, slots: int) -> None:
        room, n = slots * 6 // 10, int(self.state[S_NAMES])
        self.names = self._name_room.grow(room * NAME_WIDTH, n * NAME_WIDTH)
        self._name_slots = self._more_slots(self._name_slots, slots)
        self.state[S_NAME_MASK], self.state[S_NAME_ROOM] = slots - 1, room

    def _grow_heap(self, octets: int) -> None:
        """More room for the octets of names."""
        self.heap = self._heap_room.grow(octets, int(self.state[S_HEAP]))
        self.state[S_HEAP_ROOM] = octets

    def _more_slots(self, old: Column, slots: int) -> Column:
        """A hash table of so many slots, with what was in the old one."""
        view, new = self._kernels.view, zeros(slots)
        self._kernels.rehash(view(old), len(old), view(new), slots - 1)
        return new

    def _grow_seen(self) -> None:
        """More slots for payload hashes, or a fresh start when there are too many."""
        slots = 2 * len(self._seen)
        if slots > MOST_SEEN:
            self._seen = np.zeros(1 << 13, np.int64)
            self.state[S_SEEN] = 0
        else:
            self._seen = self._more_slots(self._seen, slots)
        self._set_seen_room()

    def _set_seen_room(self) -> None:
        self.state[S_SEEN_MASK], self.state[S_SEEN_ROOM] = len(self._seen) - 1, len(self._seen) * 6 // 10
