"""Captures with something wrong in them, each from its seed: what devices, links, disks and strangers do to one.

The frames are those of real captures, where they are here, and made ones; octets are flipped, dropped, doubled and
set to extremes, frames cut and grafted onto one another, and then the same is done to the file around them.
"""

import random
import struct
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.engines.made import block, make_pcap, make_pcapng
from tests.engines.made_links import make_links
from tests.engines.slow_capture import read_pcap, read_pcapng
from tools import make_capture

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures"
FRAMES = 12  # of one mutated capture, about
LONGEST = 1600  # octets that are taken of a frame
WINDOWS = 8  # stretches that are taken of one real capture
MADE = 100_000  # octets of each made capture
ORDERS = ("<", ">")
MAGICS = (0xA1B2C3D4, 0xA1B23C4D, 0xA1B2CD34)
WORDS = (0, 1, 2, 4, 6, 7, 8, 11, 12, 13, 19, 20, 255, 256, 1500, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF)
LONG_WORDS = (*WORDS, 0x3FFFFF, 0x40000, 0x40001, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)


class Shot(NamedTuple):
    """A frame as it goes into a file."""

    data: bytes
    sent: int
    time: int
    link: int


def mutated(seed: int) -> list[bytes]:
    """The bytes of one capture; now and then of two files that belong together."""
    rng = random.Random(seed)
    if rng.random() < 0.1:
        return [_mutate_file(rng, rng.choice((make_pcap, make_pcapng, make_links))(rng, FRAMES))]
    is_made = rng.random() < 0.3
    shots = _shots(make_links(rng, FRAMES)) if is_made else list(rng.choice(stretches()))
    shots = rng.choice(_SWEEPS)(rng, rng.choice(shots)) if rng.random() < 0.3 else _mutate_frames(rng, shots)
    if rng.random() < 0.03:
        return [_mutate_file(rng, _file(rng, shots[0::2])), _file(rng, shots[1::2])]
    data = _file(rng, shots)
    return [_mutate_file(rng, data) if rng.random() < 0.4 else data]


@cache
def stretches() -> list[list[Shot]]:
    """Some frames in a row of each real capture, and of made ones of every shape."""
    found = []
    for path in sorted(CAPTURES.rglob("*.pcap*")):
        found += _stretches_of(path.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        for number, kind in enumerate(make_capture.SHAPES):
            path = Path(folder) / kind
            make_capture.write_capture(path, MADE, number, malformed=0.1, kind=kind)
            found += _stretches_of(path.read_bytes())
    return found


def _shots(data: bytes) -> list[Shot]:
    frames, _ = read_pcapng(data) if data[:4] == b"\n\r\r\n" else read_pcap(data)
    return [Shot(one.data[:LONGEST], one.sent, one.time, one.link) for one in frames]


def _stretches_of(data: bytes) -> list[list[Shot]]:
    shots = _shots(data)
    step = max(len(shots) // WINDOWS, FRAMES)
    return [shots[at : at + FRAMES] for at in range(0, len(shots), step)]


# --- frames ---------------------------------------------------------------------------------------


def _sweep_cut(rng: random.Random, one: Shot) -> list[Shot]:
    """The frame cut at each of some lengths in a row, as captured short, or as sent so."""
    at, is_short = _place(rng, one.data), rng.random() < 0.7
    cuts = [one.data[:length] for length in range(at, at + FRAMES)]
    return [one._replace(data=cut, sent=one.sent if is_short else len(cut)) for cut in cuts]


def _sweep_octet(rng: random.Random, one: Shot) -> list[Shot]:
    """The frame with one octet at each of some values in a row."""
    at = _place(rng, one.data)
    first = rng.choice((0, 0xF8, *(now - FRAMES // 2 for now in one.data[at : at + 1])))
    values = [value & 0xFF for value in range(first, first + FRAMES)]
    return [one._replace(data=one.data[:at] + bytes([value]) + one.data[at + 1 :]) for value in values]


_SWEEPS = (_sweep_cut, _sweep_cut, _sweep_octet)


def _mutate_frames(rng: random.Random, shots: list[Shot]) -> list[Shot]:
    for _ in range(rng.choice((0, 1, 2, 4, 8))):
        index = rng.randrange(len(shots))
        one = shots[index]
        if rng.random() < 0.15:
            rng.choice(_ROWS)(rng, shots, index)
            continue
        change = rng.choice(_OCTETS)
        data = change(rng, one.data, rng.choice(shots).data)
        sent = (
            one.sent
            if change is _cut and rng.random() < 0.5
            else rng.choice((one.sent + len(data) - len(one.data),) * 3 + (one.sent, 0, 0xFFFFFFFF))
        )
        shots[index] = one._replace(data=data, sent=min(max(sent, 0), 0xFFFFFFFF))
    return shots


def _place(rng: random.Random, data: bytes) -> int:
    """An offset, more often among the headers than behind them."""
    return rng.randrange(min(len(data), 80) if rng.random() < 0.7 else len(data)) if data else 0


def _flip(rng: random.Random, data: bytes, _: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        if changed:
            changed[_place(rng, data)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _set_octet(rng: random.Random, data: bytes, _: bytes) -> bytes:
    at = _place(rng, data)
    return data[:at] + bytes([rng.choice((0, 1, 0x0F, 0x40, 0x7F, 0x80, 0xC0, 0xF0, 0xFF))]) + data[at + 1 :]


def _set_word(rng: random.Random, data: bytes, _: bytes) -> bytes:
    at = _place(rng, data) & ~1
    return (data[:at] + struct.pack(">H", rng.choice(WORDS)) + data[at + 2 :])[: max(len(data), 2)]


def _cut(rng: random.Random, data: bytes, _: bytes) -> bytes:
    return data[: _place(rng, data)]


def _drop(rng: random.Random, data: bytes, _: bytes) -> bytes:
    at = _place(rng, data)
    return data[:at] + data[at + rng.choice((1, 1, 2, 4, 20)) :]


def _double(rng: random.Random, data: bytes, _: bytes) -> bytes:
    at = _place(rng, data)
    end = at + rng.choice((1, 2, 4, 20, 200))
    return data[:end] + data[at:]


def _graft(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return (data[: _place(rng, data)] + other[_place(rng, other) :])[:LONGEST]


def _noise(rng: random.Random, data: bytes, _: bytes) -> bytes:
    at = _place(rng, data)
    return data[:at] + rng.randbytes(len(data) - at)


_OCTETS: tuple[Callable[[random.Random, bytes, bytes], bytes], ...] = (
    _flip, _flip, _set_octet, _set_word, _set_word, _cut, _drop, _double, _graft, _noise,
)  # fmt: skip


def _repeat(_: random.Random, shots: list[Shot], index: int) -> None:
    shots.insert(index, shots[index])


def _swap(rng: random.Random, shots: list[Shot], index: int) -> None:
    other = rng.randrange(len(shots))
    shots[index], shots[other] = shots[other], shots[index]


def _change_time(rng: random.Random, shots: list[Shot], index: int) -> None:
    time = rng.choice((0, 1, 0xFFFFFFFF * 10**6, shots[index].time + rng.choice((-1, 1)) * 10**9))
    shots[index] = shots[index]._replace(time=max(time, 0))


def _change_link(rng: random.Random, shots: list[Shot], index: int) -> None:
    link = rng.choice(
        (0, 1, 9, 12, 50, 51, 101, 104, 105, 109, 113, 119, 127, 147, 163, 192, 228, 229, 276, 0xFFFF)
    )
    shots[:] = [one._replace(link=link) for one in shots] if index % 2 else shots
    shots[index] = shots[index]._replace(link=link)


_ROWS = (_repeat, _swap, _change_time, _change_link)


# --- files ----------------------------------------------------------------------------------------


def _file(rng: random.Random, shots: list[Shot]) -> bytes:
    """The frames as a pcap file in one of its forms, or as pcapng where the links differ, and now and then else."""
    order = rng.choice(ORDERS)
    links = sorted({one.link for one in shots})
    if len(links) != 1 or rng.random() < 0.4:
        return _pcapng(rng, order, shots, links)
    magic = rng.choice(MAGICS)
    data = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, links[0])
    for one in shots:
        fraction = one.time % 10**6 * (1000 if magic == 0xA1B23C4D else 1)
        data += struct.pack(order + "IIII", one.time // 10**6 & 0xFFFFFFFF, fraction, len(one.data), one.sent)
        data += (bytes(8) if magic == 0xA1B2CD34 else b"") + one.data
    return data


def _pcapng(rng: random.Random, order: str, shots: list[Shot], links: list[int]) -> bytes:
    data = block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    for link in links:
        options = rng.choice((b"", _option(order, 9, bytes([rng.choice((6, 9, 20, 0x8A, 0xFF))]))))
        options += rng.choice(
            (b"", _option(order, 14, struct.pack(order + "q", rng.choice((3600, -5, 1 << 40)))))
        )
        data += block(
            order, 1, struct.pack(order + "HHI", link & 0xFFFF, 0, rng.choice((0, 40, 65535))) + options
        )
    for one in shots:
        head = struct.pack(order + "III", links.index(one.link), one.time >> 32, one.time & 0xFFFFFFFF)
        body = (
            head + struct.pack(order + "II", len(one.data), one.sent) + one.data + bytes(-len(one.data) % 4)
        )
        drops = _option(order, rng.choice((1, 4)), struct.pack(order + "Q", rng.choice((1, 1 << 50))))
        data += block(order, 6, body + (drops if rng.random() < 0.2 else b""))
        if rng.random() < 0.1:
            data += _odd_block(rng, order)
    return data


def _option(order: str, code: int, value: bytes) -> bytes:
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def _odd_block(rng: random.Random, order: str) -> bytes:
    """Statistics, or a block of some kind that holds anything."""
    if rng.random() < 0.5:
        lost = b"".join(_option(order, code, struct.pack(order + "Q", 3)) for code in (5, 7))
        return block(order, 5, struct.pack(order + "III", rng.choice((0, 0, 1, 4096)), 0, 0) + lost)
    return block(order, rng.choice((1, 2, 3, 4, 6, 9, 10, 0xBAD, 77)), rng.randbytes(rng.randrange(0, 40, 4)))


def _mutate_file(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = rng.choice(_FILES)(rng, data)
    return data


def _spot(rng: random.Random, data: bytes) -> int:
    """An offset, often in the file's own header or at a multiple of four."""
    most = rng.choice((4, 24, 64, len(data), len(data)))
    return rng.randrange(max(min(most, len(data)), 1)) & rng.choice((-1, -4))


def _flip_file(rng: random.Random, data: bytes) -> bytes:
    at = _spot(rng, data)
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :] if data else data


def _set_long(rng: random.Random, data: bytes) -> bytes:
    at = _spot(rng, data)
    word = struct.pack(
        rng.choice(ORDERS) + "I", rng.choice((*LONG_WORDS, len(data), len(data) - at)) & 0xFFFFFFFF
    )
    return data[:at] + word + data[at + 4 :]


def _cut_file(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _drop_file(rng: random.Random, data: bytes) -> bytes:
    at = _spot(rng, data)
    return data[:at] + data[at + rng.choice((1, 4, 8, 16, 100)) :]


def _double_file(rng: random.Random, data: bytes) -> bytes:
    at = _spot(rng, data)
    return data[: at + rng.choice((1, 4, 8, 16, 100, 1000))] + data[at:]


def _append(rng: random.Random, data: bytes) -> bytes:
    return data + rng.choice((bytes(4), b"\n\r\r\n", rng.randbytes(40), data[: rng.randrange(len(data) + 1)]))


_FILES = (
    _flip_file,
    _flip_file,
    _set_long,
    _set_long,
    _set_long,
    _cut_file,
    _drop_file,
    _double_file,
    _append,
)
