"""Evidence that is whole and yet at the edge of what there can be: very many, very large, very old; each is written as a file."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np

import made_frames as made

CAM, ROUTER = "44:19:b6:00:53:01", "00:00:5e:00:53:01"
START = 1_772_438_400
HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
Octets = np.ndarray


def _columns(frame: bytes, count: int, sent: int | None = None, times: Octets | None = None) -> Octets:
    """So many records of one frame, an octet each in its column."""
    size = len(frame)
    record = np.frombuffer(struct.pack("<IIII", START, 0, size, sent or size) + frame, np.uint8)
    rows = np.tile(record, (count, 1))
    rows[:, 0:4] = (
        (START + np.arange(count) // 10_000 if times is None else times)
        .astype("<u4")
        .view(np.uint8)
        .reshape(-1, 4)
    )
    return rows


def _put(rows: Octets, at: int, values: Octets, size: int) -> None:
    """Numbers of so many octets, in network order, at a place of the frame of each record."""
    wide = values.astype(">u8").view(np.uint8).reshape(-1, 8)
    rows[:, 16 + at : 16 + at + size] = wide[:, 8 - size :]


def _datagram(payload: bytes = b"") -> bytes:
    return made.ethernet(CAM, ROUTER, 0x0800, made.udp("192.168.1.21", 5000, "203.0.113.1", 5001, payload))


def tiny_flows(count: int) -> bytes:
    """As many connections as frames."""
    rows, at = _columns(_datagram(b"x" * 4), count), np.arange(count)
    _put(rows, 30, 0xCB007100 + at % 256, 4)
    _put(rows, 34, 1024 + at // 256 % 60_000, 2)
    return HEADER + rows.tobytes()


def large_flow(count: int) -> bytes:
    """One connection of 60,000 octets for each frame, of each of which the head alone was captured."""
    frame = bytearray(_datagram()[:42])
    frame[16:18] = struct.pack(">H", 60_000)
    frame[38:40] = struct.pack(">H", 59_980)
    return HEADER + _columns(bytes(frame), count, sent=60_014).tobytes()


def long_frames(count: int) -> bytes:
    """One connection of frames that are as long as any: few of them are read by a thread."""
    return HEADER + _columns(_datagram(b"x" * 60_000), count).tobytes()


def back_in_time(count: int) -> bytes:
    """Each frame a day before the one in front of it; from 2106 to 1970."""
    times = 0xFFFFFFFF - np.arange(count, dtype=np.int64) * (0xFFFFFFFF // max(count - 1, 1))
    return HEADER + _columns(_datagram(b"x" * 4), count, times=times).tobytes()


def many_devices(count: int) -> bytes:
    """As many cards that say which address is theirs."""
    frame = made.arp_reply("44:19:b6:00:00:00", "10.0.0.0", ROUTER, "10.255.255.254")
    rows, at = _columns(frame, count), np.arange(count)
    for place, size, values in (
        (6, 6, 0x4419B6000000 + at),
        (22, 6, 0x4419B6000000 + at),
        (28, 4, 0x0A000001 + at),
    ):
        _put(rows, place, values, size)
    return HEADER + rows.tobytes()


def many_names(count: int) -> bytes:
    """As many names that one device asks for."""
    query = made.dns_query(7, "a0000000.example.net")
    frame = made.ethernet(CAM, ROUTER, 0x0800, made.udp("192.168.1.21", 5000, "192.168.1.1", 53, query))
    rows, at = _columns(frame, count), np.arange(count)
    digits = np.stack([at // 10**power % 10 for power in range(6, -1, -1)], axis=1).astype(np.uint8) + 48
    place = 16 + frame.index(b"a0000000") + 1
    rows[:, place : place + 7] = digits
    return HEADER + rows.tobytes()


def all_ports(count: int) -> bytes:
    """A camera that tries each port of another, up and down."""
    rows, at = _columns(_datagram(b"x" * 4), count), np.arange(count)
    _put(rows, 34, at % 65536, 2)
    _put(rows, 36, 65535 - at % 65536, 2)
    return HEADER + rows.tobytes()


EXTREMES: dict[str, tuple[Callable[[int], bytes], int, int]] = {
    "tiny-flows.pcap": (tiny_flows, 1_000, 300_000),
    "large-flow.pcap": (large_flow, 17_000, 17_000),
    "back-in-time.pcap": (back_in_time, 2_000, 100_000),
    "many-devices.pcap": (many_devices, 500, 10_000),
    "many-names.pcap": (many_names, 1_000, 100_000),
    "all-ports.pcap": (all_ports, 5_000, 131_072),
}
"""By name: what makes it, how many are tried each time, and how many now and then."""


def write_extreme(folder: Path, name: str, count: int) -> Path:
    """The file, in the folder."""
    path = folder / name
    path.write_bytes(EXTREMES[name][0](count))
    return path
