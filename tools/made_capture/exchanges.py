"""Conversations of one script, many at a time: each is a row of octets whose columns are filled together.

A row holds the frames of one conversation, each behind its pcap record header, and whole numbers of 4 octets
apart, so that the internet checksum (RFC 1071) is a sum over columns. Checksums are right.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Octets = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
RECORD = 16  # octets of a pcap record's header
LEAST = 60  # octets of a frame without its check sequence (IEEE 802.3)
FIN, SYN, PUSH, ACK = 1, 2, 8, 16
TCP, UDP = 6, 17


@dataclass(frozen=True, slots=True)
class Said:
    """One frame of a script: who sends it, what, and how long after the frame before."""

    from_client: bool
    payload: bytes
    flags: int = 0
    after_us: int = 20_000


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of n conversations; each array has n rows."""

    client_mac: Octets
    server_mac: Octets
    client_ip: Octets
    server_ip: Octets
    client_port: Longs
    server_port: Longs
    client_isn: Longs
    server_isn: Longs


class Arena:
    """The frames of a stretch of time, in one piece of memory, in no order yet."""

    def __init__(self, octets: int) -> None:
        """Room for so many octets at first."""
        self.octets = np.zeros(octets, np.uint8)
        self.used = 0
        self._parts: list[tuple[Longs, Longs, Longs]] = []

    def rows(self, n: int, width: int) -> tuple[Octets, int]:
        """Room for n rows, and where it starts."""
        start = self.used
        self.used += n * width
        if self.used > len(self.octets):
            grown = np.zeros(2 * self.used, np.uint8)
            grown[:start] = self.octets[:start]
            self.octets = grown
        return self.octets[start : self.used].reshape(n, width), start

    def add(self, offsets: Longs, lengths: Longs, times: Longs) -> None:
        """Frames, each with its record header, that stand at these places."""
        self._parts.append((offsets.ravel(), lengths.ravel(), times.ravel()))

    def in_order(self) -> tuple[Longs, Longs, Longs]:
        """Where every frame stands, its length and its time, the earliest first."""
        offsets, lengths, times = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        order = np.argsort(times, kind="stable")
        return offsets[order], lengths[order], times[order]

    def clear(self) -> None:
        """Nothing is in it any more; its memory stays."""
        self.used = 0
        self._parts = []


class Exchange:
    """A script of frames between a client and a server."""

    def __init__(
        self, proto: int, script: Sequence[Said], *, version: int = 4, vlan: int | None = None, ttl: int = 64
    ) -> None:
        """Build the row that all its conversations start from."""
        self.proto, self.version, self.script, self._ttl = proto, version, script, ttl
        tag = struct.pack(">HH", 0x8100, vlan) if vlan is not None else b""
        self._link = 14 + len(tag)
        self._ip = 20 if version == 4 else 40
        self._head = 20 if proto == TCP else 8
        row, self.starts, self.lengths = bytearray(), [], []
        for said in script:
            self.starts.append(len(row))
            frame = self._frame(said, tag)
            self.lengths.append(RECORD + len(frame))
            row += struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame
            row += bytes(4 + -len(row) % 4)
        self._row = np.frombuffer(bytes(row), np.uint8)
        self._after = np.cumsum([said.after_us for said in script])
        self._relative = self._sequences()

    @property
    def octets(self) -> int:
        """Octets that one conversation takes in the file."""
        return sum(self.lengths)

    def _frame(self, said: Said, tag: bytes) -> bytes:
        """A frame whose addresses, ports and numbers are still 0."""
        size = self._head + len(said.payload)
        if self.proto == TCP:
            transport = struct.pack(">HHIIBBHHH", 0, 0, 0, 0, 0x50, said.flags, 64240, 0, 0)
        else:
            transport = struct.pack(">HHHH", 0, 0, size, 0)
        if self.version == 4:
            ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + size, 0, 0x4000, self._ttl, self.proto, 0) + bytes(8)
        else:
            ip = struct.pack(">IHBB", 6 << 28, size, self.proto, self._ttl) + bytes(32)
        ether = b"\x08\0" if self.version == 4 else b"\x86\xdd"
        return (bytes(12) + tag + ether + ip + transport + said.payload).ljust(LEAST, b"\0")

    def _sequences(self) -> list[tuple[int, int]]:
        """What each frame adds to its sender's and to the other side's first sequence number."""
        sent = [0, 0]
        numbers = []
        for said in self.script:
            mine, other = (0, 1) if said.from_client else (1, 0)
            numbers.append((sent[mine], sent[other]))
            sent[mine] += len(said.payload) + bool(said.flags & SYN) + bool(said.flags & FIN)
        return numbers

    def payload_at(self, frame: int, offset: int = 0) -> int:
        """Column of the row where a payload's octet stands."""
        return self.starts[frame] + RECORD + self._link + self._ip + self._head + offset

    def play(
        self,
        arena: Arena,
        starts: Longs,
        ends: Ends,
        fills: Sequence[tuple[int, int, Octets]] = (),
        pace: Floats | float = 1.0,
    ) -> None:
        """Put n conversations into the arena.

        Args:
            arena: Where they go.
            starts: Times of their beginnings in microseconds, shape (n,).
            ends: Who talks.
            fills: Frame, offset in its payload, octets of shape (n, k).
            pace: How many times the script's pauses they pause, shape (n,).
        """
        n = len(starts)
        if n == 0:
            return
        rows, base = arena.rows(n, len(self._row))
        rows[:] = self._row
        pace = np.asarray(pace).reshape(-1, 1)
        times = starts[:, None] + (self._after[None, :] * pace).astype(np.int64)
        for frame, offset, octets in fills:
            at = self.payload_at(frame, offset)
            rows[:, at : at + octets.shape[1]] = octets
        for index, said in enumerate(self.script):
            self._address(rows, index, said, ends)
            _record(rows, self.starts[index], times[:, index])
        lengths = np.broadcast_to(np.array(self.lengths), times.shape)
        offsets = base + np.arange(n)[:, None] * len(self._row) + np.array(self.starts)
        arena.add(offsets, lengths, times)

    def _address(self, rows: Octets, index: int, said: Said, ends: Ends) -> None:
        """Fill in who sends a frame to whom, its numbers and checksums."""
        link = self.starts[index] + RECORD
        ip = link + self._link
        head = ip + self._ip
        macs, ips = (ends.client_mac, ends.server_mac), (ends.client_ip, ends.server_ip)
        ports, isns = (ends.client_port, ends.server_port), (ends.client_isn, ends.server_isn)
        if not said.from_client:
            macs, ips, ports, isns = macs[::-1], ips[::-1], ports[::-1], isns[::-1]
        rows[:, link : link + 6], rows[:, link + 6 : link + 12] = macs[1], macs[0]
        size = 4 if self.version == 4 else 16
        rows[:, head - 2 * size : head - size], rows[:, head - size : head] = ips
        rows[:, head : head + 2], rows[:, head + 2 : head + 4] = big(ports[0], 2), big(ports[1], 2)
        if self.proto == TCP:
            mine, other = self._relative[index]
            rows[:, head + 4 : head + 8] = big(isns[0] + mine, 4)
            if said.flags & ACK:
                rows[:, head + 8 : head + 12] = big(isns[1] + other, 4)
        if self.version == 4:
            rows[:, ip + 4 : ip + 6] = big(isns[0] + index, 2)
            rows[:, ip + 10 : ip + 12] = _checksum(_sum(rows[:, ip : ip + 20]))
        self._seal(rows, head, self._head + len(said.payload), 2 * size)

    def _seal(self, rows: Octets, head: int, size: int, address_octets: int) -> None:
        """Put in the checksum over the pseudo-header and the segment (RFC 9293 section 3.1, RFC 8200 section 8.1)."""
        total = _sum(rows[:, head - address_octets : head + size + -size % 4])
        total += (self.proto << 8) + int.from_bytes(struct.pack(">H", size), "little")
        sealed = _checksum(total)
        if self.proto == UDP:
            sealed[(sealed == 0).all(axis=1)] = 255
        at = head + (16 if self.proto == TCP else 6)
        rows[:, at : at + 2] = sealed


def big(numbers: Longs, octets: int) -> Octets:
    """The low octets of each number in network order, shape (n, octets)."""
    return np.ascontiguousarray(numbers).astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - octets :]


def _record(rows: Octets, at: int, times: Longs) -> None:
    """Put a frame's time into its record header."""
    stamp = np.stack((times // 1_000_000, times % 1_000_000), axis=1).astype("<u4")
    rows[:, at : at + 8] = stamp.view(np.uint8)


def _sum(columns: Octets) -> Any:
    """Sum of the octets as words, whose order does not matter (RFC 1071 section 2)."""
    return columns.view("<u4").sum(axis=1, dtype=np.int64)


def _checksum(total: Longs) -> Octets:
    """The sum folded to 16 bits and inverted, as two octets, shape (n, 2)."""
    for _ in range(3):
        total = (total & 0xFFFF) + (total >> 16)
    return (~total & 0xFFFF).astype("<u2").view(np.uint8).reshape(-1, 2)


def play_alone(arena: Arena, frame: bytes, times: Longs, fills: Sequence[tuple[int, Octets]]) -> None:
    """Put n copies of a frame without a conversation (ARP, say) into the arena, with octets filled in."""
    n = len(times)
    if n == 0:
        return
    frame = frame.ljust(LEAST, b"\0")
    row = struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame
    width = len(row) + -len(row) % 4
    rows, base = arena.rows(n, width)
    rows[:] = np.frombuffer(row.ljust(width, b"\0"), np.uint8)
    for at, octets in fills:
        rows[:, RECORD + at : RECORD + at + octets.shape[1]] = octets
    _record(rows, 0, times)
    arena.add(base + np.arange(n) * width, np.full(n, len(row)), times)
