"""Packets as broken devices and hostile senders make them; the records around them stay right."""

import struct
from collections.abc import Callable

import numpy as np

from made_capture.exchanges import RECORD, Longs, Octets

LEAST = 14 + 20 + 8


def damage(rng: np.random.Generator, octets: Octets, offsets: Longs, lengths: Longs, share: float) -> Longs:
    """Break a share of the packets where they stand.

    Args:
        rng: Decides which packets, and how.
        octets: The memory that they stand in.
        offsets: Where each record starts.
        lengths: Octets of each record with its header.
        share: How many of all are broken, 0 to 1.

    Returns:
        The lengths as they are now.
    """
    lengths = lengths.copy()
    for index in np.flatnonzero(rng.random(len(lengths)) < share).tolist():
        start, end = int(offsets[index]), int(offsets[index] + lengths[index])
        frame = octets[start + RECORD : end]
        kept = _KINDS[int(rng.integers(0, len(_KINDS)))](rng, frame)
        if kept < len(frame):
            octets[start + 8 : start + RECORD] = np.frombuffer(struct.pack("<II", kept, kept), np.uint8)
            lengths[index] = RECORD + kept
    return lengths


def _ip_at(frame: Octets) -> int:
    """Where the network header starts."""
    return 18 if frame[12] == 0x81 else 14


def _is_v4(frame: Octets) -> bool:
    return bool(frame[_ip_at(frame) - 2] == 8 and frame[_ip_at(frame) - 1] == 0)


def _transport_at(frame: Octets) -> int:
    return _ip_at(frame) + (20 if _is_v4(frame) else 40)


def _cut_header(rng: np.random.Generator, frame: Octets) -> int:
    """Ends within a header."""
    return int(rng.integers(1, min(len(frame), LEAST)))


def _cut_payload(rng: np.random.Generator, frame: Octets) -> int:
    """Ends within its payload though its headers promise more."""
    return int(rng.integers(min(LEAST, len(frame) - 1), len(frame)))


def _lie_of_length(rng: np.random.Generator, frame: Octets) -> int:
    """An IP header that promises more than there is, or less than itself."""
    at = _ip_at(frame) + (2 if _is_v4(frame) else 4)
    length = int(rng.choice((0, 19, len(frame) + 200, 0xFFFF)))
    frame[at : at + 2] = np.frombuffer(struct.pack(">H", length), np.uint8)
    return len(frame)


def _nonsense_header_length(rng: np.random.Generator, frame: Octets) -> int:
    """An IP header shorter than the least, or longer than the packet; or a version that is none."""
    frame[_ip_at(frame)] = int(rng.choice((0x40, 0x44, 0x4F, 0x05, 0x95)))
    return len(frame)


def _nonsense_tcp_offset(rng: np.random.Generator, frame: Octets) -> int:
    """A TCP header shorter than the least or longer than the segment (in UDP: a nonsense checksum or payload)."""
    at = _transport_at(frame) + 12
    if at < len(frame):
        frame[at] = int(rng.choice((0x00, 0x10, 0x40, 0xF0)))
    return len(frame)


def _nonsense_udp_length(rng: np.random.Generator, frame: Octets) -> int:
    """A UDP length below its header or beyond the packet (in TCP: a nonsense sequence number)."""
    at = _transport_at(frame) + 4
    frame[at : at + 2] = np.frombuffer(struct.pack(">H", int(rng.choice((0, 7, 0xFFFF)))), np.uint8)
    return len(frame)


def _noise(rng: np.random.Generator, frame: Octets) -> int:
    """Payload replaced by noise, so that lengths inside it lie too."""
    at = _transport_at(frame) + 8
    frame[at:] = rng.integers(0, 256, max(len(frame) - at, 0), np.uint8)
    return len(frame)


_KINDS: tuple[Callable[[np.random.Generator, Octets], int], ...] = (
    _cut_header,
    _cut_payload,
    _lie_of_length,
    _nonsense_header_length,
    _nonsense_tcp_offset,
    _nonsense_udp_length,
    _noise,
)
