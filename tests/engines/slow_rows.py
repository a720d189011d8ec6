"""The twin of the kernels of logs: rows of lines as the standard library reads them, written from `Rows` alone.

Slow and obvious: regular expressions, `json`, `ipaddress`, `datetime` and fractions. Nothing of it is shared with the
kernels.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np

from lamppost.model.observations import NO_MAC
from lamppost.observe.logs.rows import NOT_TOLD, Unread

DEEPEST = 64
MOST = (1 << 63) - 1
NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?", re.ASCII)
INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]+))?"
    r"([Zz]|([+-])([0-9]{2})(?::?([0-9]{2}))?)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Cell:
    """One told cell: what it is, and the octets that say so."""

    kind: str
    octets: bytes
    """A text as it is meant; else as it stands in the file."""
    raw: bytes

    @property
    def text(self) -> str:
        return self.octets.decode("utf-8", "backslashreplace")

    @property
    def is_plain(self) -> bool:
        return self.kind in ("text", "number", "truth")


@dataclass(frozen=True)
class SlowRows:
    """Rows whose cells are asked for by a function."""

    numbers_of_lines: list[int]
    rows: list[Any]
    cell: Callable[[Any, str], Cell | None]
    columns: Sequence[str] | None
    members: Callable[[Cell], list[str]]
    unread: list[Unread]

    def has(self, field: str) -> bool:
        if self.columns is not None:
            return field in self.columns
        return any(self.cell(row, field) for row in self.rows)

    def times(self, field: str) -> np.ndarray:
        return self.read(field, instant, "an instant")

    def durations(self, field: str) -> np.ndarray:
        return self.read(field, span, "a number of seconds")

    def integers(self, field: str, most: int = MOST) -> np.ndarray:
        return self.read(field, lambda text: whole(text, most), "a whole number")

    def macs(self, field: str) -> np.ndarray:
        found = self.read(field, mac, "a MAC address")
        return np.where(found == NOT_TOLD, NO_MAC, found)

    def addresses(self, field: str) -> tuple[list[int], list[int]]:
        numbers = [0 if one == NOT_TOLD else one for one in self.each(field, address, "an address")]
        return [one >> 64 for one in numbers], [one & ((1 << 64) - 1) for one in numbers]

    def words(self, field: str, known: Sequence[str]) -> np.ndarray:
        return np.array([known.index(one) if one in known else -1 for one in self.texts(field)], np.int64)

    def numbers(self, field: str, into: Any, clean: Callable[[str], str | None] | None = None) -> np.ndarray:
        texts = self.texts(field)
        return into.numbers([one if one is None or clean is None else clean(one) for one in texts])

    def keys(self, field: str) -> list[int]:
        cells = [self.cell(row, field) for row in self.rows]
        return [0 if one is None or not one.is_plain else key(one.octets) for one in cells]

    def texts(self, field: str) -> list[str | None]:
        cells = [self.cell(row, field) for row in self.rows]
        return [None if one is None or not one.is_plain else one.text for one in cells]

    def items(self, field: str) -> tuple[list[int], list[str]]:
        found = [
            (at, text)
            for at, row in enumerate(self.rows)
            if (cell := self.cell(row, field)) is not None
            for text in self.members(cell)
        ]
        return [at for at, _ in found], [text for _, text in found]

    def raw(self, field: str) -> list[bytes | None]:
        cells = [self.cell(row, field) for row in self.rows]
        return [None if one is None else one.raw for one in cells]

    def not_objects(self, field: str) -> np.ndarray:
        cells = [self.cell(row, field) for row in self.rows]
        return np.array([one is not None and one.kind != "object" for one in cells], bool)

    def read(self, field: str, read: Callable[[str], int | None], expected: str) -> np.ndarray:
        return np.array(list(self.each(field, read, expected)), np.int64)

    def each(self, field: str, read: Callable[[str], int | None], expected: str) -> Iterator[int]:
        for line, row in zip(self.numbers_of_lines, self.rows, strict=True):
            cell = self.cell(row, field)
            value = read(cell.text) if cell is not None and cell.kind in ("text", "number") else None
            if cell is not None and value is None:
                self.unread.append(Unread(line, field, cell.text[:60], expected))
            yield NOT_TOLD if value is None else value


def slow_delimited(
    lines: Sequence[bytes],
    columns: Sequence[str],
    separator: bytes = b"\t",
    not_told: Sequence[bytes] = (),
    lists: bytes | None = None,
    quote: bytes | None = None,
) -> SlowRows:
    """Lines from number 1 on as rows of cells."""
    unread: list[Unread] = []
    numbers, rows = [], []
    for number, line in enumerate(lines, 1):
        cells = line.split(separator) if quote is None else quoted(line, separator, quote)
        if not line:
            continue
        if cells is None or len(cells) != len(columns):
            shown = line.decode("utf-8", "backslashreplace")[:60]
            unread.append(Unread(number, "", shown, "as many cells as there are columns"))
            continue
        numbers.append(number)
        rows.append(cells)

    def cell(row: list[bytes], field: str) -> Cell | None:
        raw = row[columns.index(field)] if field in columns else b""
        octets = raw if quote is None else raw.replace(quote + quote, quote) if is_quoted(row, raw) else raw
        return Cell("text", octets, raw) if raw and raw not in not_told else None

    def members(cell: Cell) -> list[str]:
        parts = [cell.octets] if lists is None else cell.octets.split(lists)
        return [one.decode("utf-8", "backslashreplace") for one in parts if one and one not in not_told]

    return SlowRows(numbers, rows, cell, columns, members, unread)


class Quoted(bytes):
    """What stood in quotation marks."""


def is_quoted(_row: list[bytes], raw: bytes) -> bool:
    return isinstance(raw, Quoted)


def quoted(line: bytes, separator: bytes, quote: bytes) -> list[bytes] | None:
    """The cells of a line, some in quotation marks; None where these are broken."""
    q, s = re.escape(quote), re.escape(separator)
    one = re.compile(
        rb"(?:%b((?:[^%b]|%b%b)*)%b|((?!%b)[^%b]*))(%b|\Z)" % (q, q, q, q, q, q, s, s), re.DOTALL
    )
    cells, at = [], 0
    while True:
        found = one.match(line, at)
        if found is None:
            return None
        cells.append(Quoted(found[1]) if found[1] is not None else found[2])
        if not found[3]:
            return cells
        at = found.end()


def slow_objects(lines: Sequence[bytes]) -> SlowRows:
    """Lines from number 1 on as rows of objects."""
    unread: list[Unread] = []
    numbers, rows = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip(b" \t\r"):
            continue
        if not is_object(line):
            unread.append(Unread(number, "", line.decode("utf-8", "backslashreplace")[:60], "a JSON object"))
            continue
        numbers.append(number)
        rows.append(line)

    def cell(row: bytes, field: str) -> Cell | None:
        return found_in(row, field)

    return SlowRows(numbers, rows, cell, None, members_of, unread)


def is_object(line: bytes) -> bool:
    """Whether the line is one JSON object, all of it, as RFC 8259 says."""

    def refuse(_: str) -> None:
        raise ValueError

    try:
        text = line.decode("utf-8")
        value = json.loads(
            text, parse_constant=refuse, parse_int=str, parse_float=str, object_pairs_hook=Pairs
        )
        strings_of(value).encode("utf-8")
    except (ValueError, RecursionError):
        return False
    return isinstance(value, Pairs) and depth(value) <= DEEPEST and "\n" not in text


class Pairs(list):
    """Keys and values of an object, those that are there twice included."""


def strings_of(value: Any) -> str:
    """All strings of a value."""
    if isinstance(value, Pairs):
        return "".join(strings_of(one) for pair in value for one in pair)
    if isinstance(value, list):
        return "".join(map(strings_of, value))
    return value if isinstance(value, str) else ""


def depth(value: Any) -> int:
    """How many objects and lists stand within one another."""
    if isinstance(value, Pairs):
        return 1 + max((depth(one) for _, one in value), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def found_in(row: bytes, field: str) -> Cell | None:
    """The value of a key, or of a key within an object where the name holds points."""
    held = msgspec.json.decode(row, type=dict[str, msgspec.Raw])
    if field in held and (cell := cell_of(bytes(held[field]))) is not None:
        return cell
    for at, letter in enumerate(field):
        inner = held.get(field[:at]) if letter == "." else None
        if inner is not None and bytes(inner)[:1] == b"{":
            cell = found_in(bytes(inner), field[at + 1 :])
            if cell is not None:
                return cell
    return None


def cell_of(raw: bytes) -> Cell | None:
    """A value of JSON; None where it tells nothing."""
    if raw in (b"null", b'""'):
        return None
    if raw[:1] == b'"':
        return Cell("text", json.loads(raw).encode(), raw)
    kinds = {b"{": "object", b"[": "list", b"t": "truth", b"f": "truth"}
    return Cell(kinds.get(raw[:1], "number"), raw, raw)


def members_of(cell: Cell) -> list[str]:
    if cell.is_plain:
        return [cell.text]
    if cell.kind == "object":
        return []
    members = [cell_of(bytes(one)) for one in msgspec.json.decode(cell.raw, type=list[msgspec.Raw])]
    return [one.text for one in members if one is not None and one.is_plain]


def exact(text: str) -> Fraction | None:
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    exponent = max(-100_000, min(100_000, int(found[3] or 0)))
    return Fraction(int(found[1] + (found[2] or ""))) * Fraction(10) ** (exponent - len(found[2] or ""))


def span(text: str) -> int | None:
    value = exact(text)
    return None if value is None or value * 10**6 >= MOST + 1 else int(value * 10**6)


def whole(text: str, most: int) -> int | None:
    value = exact(text)
    return None if value is None or value.denominator != 1 or value > most else int(value)


def instant(text: str) -> int | None:
    found = INSTANT.fullmatch(text)
    if found is None:
        return span(text)
    day, hour, minute, second, fraction, _, sign, east, minutes = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{hour}:{minute}:00")
    except ValueError:
        return None
    if int(second) > 60 or int(east or 0) > 23 or int(minutes or 0) > 59:
        return None
    zone = (int(east or 0) * 60 + int(minutes or 0)) * (-1 if sign == "-" else 1)
    since = (moment - datetime(1970, 1, 1)) // timedelta(seconds=1) + int(second) - zone * 60  # noqa: DTZ001
    return since * 1_000_000 + int(((fraction or "") + "000000")[:6])


def address(text: str) -> int | None:
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return int(parsed) if parsed.version == 6 else 0xFFFF << 32 | int(parsed)


def mac(text: str) -> int | None:
    if not re.fullmatch(r"[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}", text, re.ASCII):
        return None
    return int(re.sub(r"[:-]", "", text), 16)


def key(octets: bytes) -> int:
    """The hash that `Rows.keys` promises, step by step."""
    found = len(octets)
    for at in range(0, len(octets), 8):
        found ^= int.from_bytes(octets[at : at + 8], "little")
        found = found * 0x9E3779B97F4A7C15 % 2**64
        found ^= found >> 29
    return found or 1
