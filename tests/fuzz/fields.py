"""Fields of files of each format that say how long, how many, where or of what sum something is; and files with one of them changed.

Where they stand is told by walks of our own along the formats' specifications, which share nothing with the readers.
"""

import random
import re
import struct
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

Order = Literal["big", "little"]


class Field(NamedTuple):
    """A number in a file."""

    what: str
    at: int
    size: int
    order: Order = "big"


class Change(NamedTuple):
    """A file with one field changed."""

    what: str
    data: bytes


Walker = Callable[[bytes], Iterator[Field]]
JSON_VALUES = (b"null", b"0", b"-1", b"1e309", b'""', b"[]", b"{}", b"true", b'"\\ud800"')
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null')


def walker_of(name: str) -> Walker | None:
    """Who knows the fields of a file of this name."""
    return next((walk for ending, walk in _WALKERS.items() if ending in name.rpartition("/")[2]), None)


def changes(
    name: str, data: bytes, rng: random.Random | None = None, most: int = 1 << 30
) -> Iterator[Change]:
    """The file with each field at 0, 1, its most, and one off; of very many, some that are drawn.

    Args:
        name: Its name, by whose ending its format is known.
        data: The file.
        rng: Draws, where there are more than `most`.
        most: How many files are made.
    """
    if name.endswith((".json", ".geojson")):
        spots = [found.span() for found in _TOKEN.finditer(data)]
        for start, end in _some(spots, rng, most // 4 + 1):
            for value in JSON_VALUES if rng is None else [rng.choice(JSON_VALUES)]:
                yield Change(
                    f"{data[start:end][:20]!r} at {start} is {value!r}", data[:start] + value + data[end:]
                )
            yield Change(f"{data[start:end][:20]!r} at {start} is missing", data[:start] + data[end:])
        return
    if name.endswith((".log", ".csv", ".txt")):
        yield from _of_text(data, rng, most)
        return
    walk = walker_of(name)
    for field in _some(list(walk(data)) if walk else [], rng, most // 4 + 1):
        held = data[field.at : field.at + field.size]
        if len(held) < field.size:
            continue
        number, top = int.from_bytes(held, field.order), (1 << 8 * field.size) - 1
        for value in sorted(
            {0, 1, top, top >> 1, max(number - 1, 0), min(number + 1, top), min(number * 2, top)} - {number}
        ):
            changed = (
                data[: field.at] + value.to_bytes(field.size, field.order) + data[field.at + field.size :]
            )
            yield Change(f"{field.what} at {field.at}: {number} is {value}", changed)


def _some(held: list, rng: random.Random | None, most: int) -> list:  # type: ignore[type-arg]
    return held if rng is None or len(held) <= most else rng.sample(held, most)


# --- text -----------------------------------------------------------------------------------------


def _of_text(data: bytes, rng: random.Random | None, most: int) -> Iterator[Change]:
    """Heads and separators: each line of a head missing, doubled, or with a cell more or less; each separator of a row as well."""
    lines = data.split(b"\n")
    heads = [at for at, line in enumerate(lines) if line.startswith(b"#")] or [0]
    mark = (
        b"\t"
        if b"\t" in lines[heads[0]] or lines[0].startswith(b"#")
        else max(b",;", key=lines[0].count).to_bytes(1, "big")
    )
    others = [at for at in range(len(lines)) if at not in heads and lines[at]]
    for at in _some(heads, rng, most) + (others[:2] if rng is None else others[:: max(len(others) // 3, 1)]):
        line = lines[at]
        cells = line.split(mark)
        for what, changed in (
            ("missing", None),
            ("empty", b""),
            ("twice", line + b"\n" + line),
            ("without its first cell", mark.join(cells[1:])),
            ("without its last cell", mark.join(cells[:-1])),
            ("with a cell more", line + mark + b"x"),
            ("with an empty cell", line + mark),
            ("in capitals", line.upper()),
            ("cut", line[: len(line) // 2]),
            ("quoted and open", b'"' + line),
            ("with another separator", line.replace(mark, b"|")),
            ("with a zero octet", line.replace(mark, mark + b"\0", 1)),
        ):
            kept = lines[:at] + ([] if changed is None else [changed]) + lines[at + 1 :]
            yield Change(f"line {at + 1} {what}", b"\n".join(kept))


# --- captures -------------------------------------------------------------------------------------


def pcap(data: bytes) -> Iterator[Field]:
    """Of a pcap file and of what is in its frames."""
    if data[:4] == b"\n\r\r\n":
        yield from pcapng(data)
        return
    order: Order = "big" if data[:2] == b"\xa1\xb2" else "little"
    letters = ">I" if order == "big" else "<I"
    yield Field("magic", 0, 4, order)
    for what, at, size in (("major", 4, 2), ("minor", 6, 2), ("snaplen", 16, 4), ("link", 20, 4)):
        yield Field(what, at, size, order)
    link = struct.unpack_from(letters, data, 20)[0] & 0xFFFF if len(data) >= 24 else 1
    at = 24
    while at + 16 <= len(data):
        for what, place in (("seconds", 0), ("fraction", 4), ("captured", 8), ("sent", 12)):
            yield Field(what, at + place, 4, order)
        size = struct.unpack_from(letters, data, at + 8)[0]
        yield from frame(data, at + 16, at + 16 + size, link)
        at += 16 + size


def pcapng(data: bytes) -> Iterator[Field]:
    """Of a pcapng file."""
    order: Order = "little"
    link, at = 1, 0
    while at + 12 <= len(data):
        if data[at : at + 4] == b"\n\r\r\n":
            order = "little" if data[at + 8 : at + 12] == b"\x4d\x3c\x2b\x1a" else "big"
            yield Field("magic of order", at + 8, 4, order)
            yield Field("length of section", at + 16, 8, order)
        kind, size = (int.from_bytes(data[at + place : at + place + 4], order) for place in (0, 4))
        if size < 12 or at + size > len(data):
            return
        yield Field("type of block", at, 4, order)
        yield Field("length of block", at + 4, 4, order)
        yield Field("length behind block", at + size - 4, 4, order)
        if kind == 1:
            link = int.from_bytes(data[at + 8 : at + 10], order)
            yield Field("link", at + 8, 2, order)
            yield Field("snaplen", at + 12, 4, order)
            yield from _options(data, at + 16, at + size - 4, order)
        elif kind == 6:
            for what, place in (
                ("interface", 8),
                ("time, high", 12),
                ("time, low", 16),
                ("captured", 20),
                ("sent", 24),
            ):
                yield Field(what, at + place, 4, order)
            held = int.from_bytes(data[at + 20 : at + 24], order)
            yield from frame(data, at + 28, at + 28 + held, link)
            yield from _options(data, at + 28 + held + -held % 4, at + size - 4, order)
        at += size


def _options(data: bytes, at: int, end: int, order: Order) -> Iterator[Field]:
    while at + 4 <= end:
        yield Field("code of option", at, 2, order)
        yield Field("length of option", at + 2, 2, order)
        size = int.from_bytes(data[at + 2 : at + 4], order)
        at += 4 + size + -size % 4


def frame(data: bytes, at: int, end: int, link: int) -> Iterator[Field]:
    """Of a frame: Ethernet, or IP alone."""
    if link == 1:
        yield Field("type of frame", at + 12, 2)
        if data[at + 12 : at + 14] == b"\x81\x00":
            at += 4
        if data[at + 12 : at + 14] != b"\x08\x00":
            return
        at += 14
    elif link not in (12, 101, 228):
        return
    if at + 20 > end or data[at] >> 4 != 4:
        return
    for what, place, size in (
        ("version and length of IP", 0, 1),
        ("length of IP", 2, 2),
        ("fragment", 6, 2),
        ("protocol", 9, 1),
        ("sum of IP", 10, 2),
    ):
        yield Field(what, at + place, size)
    proto, at = data[at + 9], at + (data[at] & 15) * 4
    if proto == 17 and at + 8 <= end:
        yield Field("length of UDP", at + 4, 2)
        yield Field("sum of UDP", at + 6, 2)
        ports = {int.from_bytes(data[at + place : at + place + 2], "big") for place in (0, 2)}
        yield from _payload(data, at + 8, end, ports)
    elif proto == 6 and at + 20 <= end:
        yield Field("offset of TCP", at + 12, 1)
        yield Field("flags of TCP", at + 13, 1)
        yield Field("sum of TCP", at + 16, 2)
        yield from tls(data, at + (data[at + 12] >> 4) * 4, end)


def _payload(data: bytes, at: int, end: int, ports: set[int]) -> Iterator[Field]:
    if ports & {53, 5353, 5355, 137}:
        yield from dns(data, at, end)
    elif ports & {67, 68}:
        yield from dhcp(data, at, end)
    elif ports & {2055, 4739, 9995, 9996}:
        yield from netflow(data, at, end)
    elif 443 in ports:
        yield from quic(data, at, end)


def dns(data: bytes, at: int, end: int) -> Iterator[Field]:
    """RFC 1035, 4.1."""
    for place, what in (
        (2, "flags"),
        (4, "questions"),
        (6, "answers"),
        (8, "authorities"),
        (10, "additions"),
    ):
        if at + place + 2 <= end:
            yield Field(f"{what} of DNS", at + place, 2)
    counts = [int.from_bytes(data[at + place : at + place + 2], "big") for place in (4, 6, 8, 10)]
    spot = at + 12
    for number in range(min(sum(counts), 40)):
        while spot < end and data[spot] and data[spot] < 0xC0:
            yield Field("length of label", spot, 1)
            spot += 1 + data[spot]
        if spot >= end:
            return
        if data[spot] >= 0xC0:
            yield Field("pointer", spot, 2)
            spot += 2
        else:
            yield Field("end of name", spot, 1)
            spot += 1
        yield Field("type of record", spot, 2)
        spot += 4
        if number >= counts[0]:
            yield Field("length of record", spot + 4, 2)
            spot += 6 + int.from_bytes(data[spot + 4 : spot + 6], "big")


def dhcp(data: bytes, at: int, end: int) -> Iterator[Field]:
    """RFC 2131, 2 and RFC 2132."""
    for what, place, size in (
        ("operation", 0, 1),
        ("type of hardware", 1, 1),
        ("length of hardware", 2, 1),
        ("cookie", 236, 4),
    ):
        if at + place + size <= end:
            yield Field(f"{what} of DHCP", at + place, size)
    spot = at + 240
    while spot + 1 < end and data[spot] != 255:
        if data[spot]:
            yield Field("code of option", spot, 1)
            yield Field("length of option", spot + 1, 1)
            spot += 1 + data[spot + 1]
        spot += 1


def netflow(data: bytes, at: int, end: int) -> Iterator[Field]:
    """RFC 3954, 5 and RFC 7011, 3; of version 5 the count alone."""
    version = int.from_bytes(data[at : at + 2], "big")
    yield Field("version of exports", at, 2)
    yield Field("count or length of exports", at + 2, 2)
    spot = at + {9: 20, 10: 16}.get(version, end)
    while spot + 4 <= end:
        number, size = (int.from_bytes(data[spot + place : spot + place + 2], "big") for place in (0, 2))
        yield Field("number of set", spot, 2)
        yield Field("length of set", spot + 2, 2)
        if number in (0, 1, 2, 3):
            for place in range(spot + 4, min(spot + size, end) - 1, 2):
                yield Field("template", place, 2)
        if size < 4:
            return
        spot += size


def tls(data: bytes, at: int, end: int) -> Iterator[Field]:
    """RFC 8446, 5.1 and 4.1.2."""
    if at + 6 > end or data[at] != 22 or data[at + 1] != 3:
        return
    yield Field("type of TLS", at, 1)
    yield Field("version of TLS", at + 1, 2)
    yield Field("length of TLS", at + 3, 2)
    yield Field("kind of handshake", at + 5, 1)
    yield Field("length of handshake", at + 6, 3)
    if data[at + 5] != 1:
        return
    spot = at + 43
    for size in (1, 2, 1):
        if spot + size > end:
            return
        yield Field("length within hello", spot, size)
        spot += size + int.from_bytes(data[spot : spot + size], "big")
    yield Field("length of extensions", spot, 2)
    spot += 2
    while spot + 4 <= end:
        yield Field("kind of extension", spot, 2)
        yield Field("length of extension", spot + 2, 2)
        if data[spot : spot + 2] == b"\0\0":
            yield Field("length of list of names", spot + 4, 2)
            yield Field("length of name", spot + 7, 2)
        spot += 4 + int.from_bytes(data[spot + 2 : spot + 4], "big")


def quic(data: bytes, at: int, end: int) -> Iterator[Field]:
    """RFC 9000, 17.2."""
    if at + 7 > end or not data[at] & 0x80:
        return
    yield Field("first octet of QUIC", at, 1)
    yield Field("version of QUIC", at + 1, 4)
    spot = at + 5
    for what in ("destination", "source"):
        yield Field(f"length of {what}", spot, 1)
        spot += 1 + data[spot] if spot < end else 0
    yield Field("length of token", spot, 1)
    yield Field("length of packet", spot + 1, 2)


# --- archives and tables ----------------------------------------------------------------------------


def archive(data: bytes) -> Iterator[Field]:
    """APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16."""
    for magic, sizes in (
        (b"PK\3\4", (2, 2, 2, 2, 2, 4, 4, 4, 2, 2)),
        (b"PK\1\2", (2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4)),
        (b"PK\5\6", (2, 2, 2, 2, 4, 4, 2)),
    ):
        for found in re.finditer(re.escape(magic), data):
            at = found.start() + 4
            for size in sizes:
                yield Field(f"field of {magic!r}", at, size, "little")
                at += size


def tape(data: bytes) -> Iterator[Field]:
    """Of each header of a tar: mode, size and sum as octal digits, and the kind (POSIX.1, pax)."""
    for at in range(0, len(data) - 511, 512):
        if data[at + 257 : at + 262] == b"ustar":
            for what, place, size in (
                ("size", 124, 4),
                ("size", 132, 3),
                ("sum", 148, 6),
                ("kind", 156, 1),
                ("magic", 257, 4),
            ):
                yield Field(f"{what} of entry", at + place, size)


def parquet(data: bytes) -> Iterator[Field]:
    """The length of the footer, and each octet of the footer, which is one of Thrift's compact protocol, and of the first page's head."""
    yield Field("magic", 0, 4)
    yield Field("magic at the end", len(data) - 4, 4)
    yield Field("length of footer", len(data) - 8, 4, "little")
    footer = int.from_bytes(data[-8:-4], "little")
    for at in [*range(4, 44), *range(max(len(data) - 8 - footer, 44), len(data) - 8)]:
        yield Field("octet of footer or page", at, 1)


def blobs(data: bytes) -> Iterator[Field]:
    """Of an OpenStreetMap PBF: the length in front of each BlobHeader, and the octets of the headers around it
    (https://wiki.openstreetmap.org/wiki/PBF_Format)."""
    from tests.fuzz.judges import _field_3

    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield Field("length of header", at, 4)
        for place in range(at + 4, min(at + 4 + size + 12, len(data))):
            yield Field("octet of header", place, 1)
        at += 4 + size + (_field_3(data[at + 4 : at + 4 + size]) or len(data))


def captured(data: bytes) -> Iterator[Field]:
    """Of a file of nfdump: its head, and the head of each block, octet by octet (nfdump, libnffile)."""
    for at in range(0, min(len(data), 160), 2):
        yield Field("head of nfdump", at, 2, "little")


def shapes(data: bytes) -> Iterator[Field]:
    """Of a shapefile: codes and lengths (ESRI Shapefile Technical Description, tables 1 to 3)."""
    for what, at in (("code", 0), ("length", 24)):
        yield Field(what, at, 4)
    for what, at in (("version", 28), ("kind", 32)):
        yield Field(what, at, 4, "little")
    for at in range(100, min(len(data), 300), 28):
        yield Field("number of record", at, 4)
        yield Field("length of record", at + 4, 4)
        yield Field("kind of record", at + 8, 4, "little")


_WALKERS: dict[str, Walker] = {
    ".pcap": pcap, ".pbf": blobs, ".parquet": parquet, ".xlsx": archive, ".zip": archive, ".tar": tape, "nfcapd": captured, ".shp": shapes,
    ".json": lambda _: iter(()), ".geojson": lambda _: iter(()), ".log": lambda _: iter(()), ".csv": lambda _: iter(()),
}  # fmt: skip
