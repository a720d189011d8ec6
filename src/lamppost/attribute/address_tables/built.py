"""A table of address ranges as columns: built once, kept in one file, asked for many addresses at once."""

import hashlib
import io
import zipfile
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from lamppost.attribute.address_tables.overlaps import flatten
from lamppost.attribute.address_tables.rows import MAPPED, Read
from lamppost.attribute.tables import MAX_AS_NUMBER, UserRange
from lamppost.knowledge.files import readable
from lamppost.model.addresses import ip_numbers, ip_text
from lamppost.model.errors import PackError
from lamppost.model.language import tr
from lamppost.model.saying import noted

SUFFIX = ".networks"
VERSION = 1
MAX_BYTES = 1 << 30
_HALF = (1 << 64) - 1
_ROWS = {
    "start_high": "<u8", "start_low": "<u8", "end_high": "<u8", "end_low": "<u8", "as_number": "<i8",
    "operator": "<i4", "registered_in": "S2", "located_in": "S2", "line": "<i8",
}  # fmt: skip
"""Columns with a value per row, as their bytes are."""
_COLUMNS = {**_ROWS, "names": "u1", "name_ends": "<i8", "about": "u1"}
_REBUILD = noted("Build it: lamppost packs build networks")
_DAMAGED = (
    OSError, ValueError, KeyError, EOFError, RuntimeError, MemoryError,
    zlib.error, zipfile.BadZipFile, msgspec.MsgspecError,
)  # fmt: skip
"""What reading a damaged archive, column or text may end in."""

Numbers = npt.NDArray[np.uint64]


class About(msgspec.Struct, frozen=True):
    """What a built table says of itself."""

    name: str
    """Of the file that it was read from."""
    sha256: str
    """Of that file."""
    format: str
    day: str
    """Of which day the table is."""
    n_rows: int
    version: int = VERSION


class BuiltTable:
    """A built table; finds rows by bisection, many addresses at a time."""

    def __init__(self, columns: dict[str, npt.NDArray[Any]], about: About, name: str) -> None:
        """Take columns that are sorted by their first addresses and do not overlap.

        Args:
            columns: As in the file.
            about: What it says of itself.
            name: How answers name the table.
        """
        self._columns = columns
        self.about = about
        self.name = name
        self.day: str | None = about.day

    def rows_of(self, high: Numbers, low: Numbers) -> npt.NDArray[np.int64]:
        """The row that holds each address, -1 where none does.

        Args:
            high: Upper halves of the addresses, IPv4 mapped into IPv6, shape (n,).
            low: Lower halves, shape (n,).

        Returns:
            Row numbers, shape (n,).
        """
        start_high, start_low = self._columns["start_high"], self._columns["start_low"]
        if not len(start_high):
            return np.full(len(high), -1, np.int64)
        at = np.empty(len(high), np.int64)
        four = (high == 0) & (low >> np.uint64(32) == np.uint64(MAPPED >> 32))
        # all of IPv4 shares one upper half: one bisection of the lower halves
        first, past = np.searchsorted(start_high, np.array([0, 1], np.uint64), side="left")
        first += np.searchsorted(
            start_low[first:past], np.uint64(MAPPED)
        )  # ranges that begin before it are of IPv6
        at[four] = first - 1 + np.searchsorted(start_low[first:past], low[four], side="right")
        at[four & (at < first)] = -1
        at[~four] = self._last_of_six(high[~four], low[~four])
        found = np.maximum(at, 0)
        end_high, end_low = self._columns["end_high"][found], self._columns["end_low"][found]
        holds = (at >= 0) & ((high < end_high) | ((high == end_high) & (low <= end_low)))
        return np.where(holds, at, -1)

    def _last_of_six(self, high: Numbers, low: Numbers) -> npt.NDArray[np.int64]:
        """The last row that begins at or before each address."""
        start_high = self._columns["start_high"]
        begin = np.searchsorted(start_high, high, side="left")
        end = np.searchsorted(start_high, high, side="right")
        at = end - 1
        several = np.flatnonzero(end > begin)  # rows that share the upper half: the lower one decides
        at[several] = _last_not_above(self._columns["start_low"], low[several], begin[several], end[several])
        return np.asarray(at, np.int64)

    def find(self, address: str) -> UserRange | None:
        """The row that holds an address."""
        high, low = ip_numbers(address)
        row = int(self.rows_of(np.array([high], np.uint64), np.array([low], np.uint64))[0])
        return None if row < 0 else self.row(row)

    def row(self, row: int) -> UserRange:
        """One row, as every user's table gives it."""
        held = self._columns
        number = int(held["as_number"][row])
        first = ip_text(int(held["start_high"][row]), int(held["start_low"][row]))
        last = ip_text(int(held["end_high"][row]), int(held["end_low"][row]))
        return UserRange(
            table=self.name,
            prefix=first if first == last else f"{first} to {last}",
            operator=self._operator(int(held["operator"][row])),
            as_number=number if number >= 0 else None,
            registered_in=held["registered_in"][row].decode() or None,
            located_in=held["located_in"][row].decode() or None,
            row=int(held["line"][row]),
        )

    def _operator(self, index: int) -> str | None:
        if index < 0:
            return None
        ends = self._columns["name_ends"]
        begin = int(ends[index - 1]) if index else 0
        return self._columns["names"][begin : int(ends[index])].tobytes().decode(errors="replace")


def build_table(read: Read, source: Path, day: str) -> tuple[bytes, int]:
    """The file of a built table, and how many stretches of addresses two of its rows contest.

    Args:
        read: The rows.
        source: The file that they were read from.
        day: Of which day it is.
    """
    rows, contested = flatten(read.rows, readable(source.name))
    operators = sorted({row.operator for row in rows if row.operator})
    places = {name: at for at, name in enumerate(operators)}
    encoded = [name.encode() for name in operators]
    about = About(
        name=readable(source.name),
        sha256=hashlib.sha256(source.read_bytes()).hexdigest(),
        format=read.format,
        day=day,
        n_rows=len(rows),
    )
    columns = {
        "start_high": [row.start >> 64 for row in rows],
        "start_low": [row.start & _HALF for row in rows],
        "end_high": [row.end >> 64 for row in rows],
        "end_low": [row.end & _HALF for row in rows],
        "as_number": [-1 if row.as_number is None else row.as_number for row in rows],
        "operator": [places.get(row.operator or "", -1) for row in rows],
        "registered_in": [(row.registered_in or "").encode() for row in rows],
        "located_in": [(row.located_in or "").encode() for row in rows],
        "line": [row.line for row in rows],
        "names": np.frombuffer(b"".join(encoded), np.uint8),
        "name_ends": np.cumsum([len(name) for name in encoded], dtype=np.int64),
        "about": np.frombuffer(msgspec.json.encode(about, order="sorted"), np.uint8),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, kind in _COLUMNS.items():
            part = np.asarray(columns[name], kind).tobytes()
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return file.getvalue(), contested


def open_table(path: Path) -> BuiltTable:
    """A built table from its file.

    Raises:
        PackError: It is none, or is damaged.
    """
    name = readable(path.name)
    if not path.is_file():
        raise PackError(tr("{file}: not a file", file=name), hint=tr(_REBUILD))
    try:
        columns = _load(path)
        about = msgspec.json.decode(columns["about"].tobytes(), type=About)
        date.fromisoformat(about.day)
    except _DAMAGED as error:
        raise PackError(
            tr("{file}: not a built table: {error}", file=name, error=error), hint=tr(_REBUILD)
        ) from None
    if about.version != VERSION:
        raise PackError(tr("{file}: built by another version", file=name), hint=tr(_REBUILD))
    if not _fit(columns, about):
        raise PackError(tr("{file}: its columns do not fit each other", file=name), hint=tr(_REBUILD))
    return BuiltTable(columns, about, f"{about.name} ({about.day})")


def _load(path: Path) -> dict[str, npt.NDArray[Any]]:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_BYTES:
            raise ValueError(tr("more than {most} GB", most=MAX_BYTES >> 30))
        return {name: np.frombuffer(archive.read(name), kind) for name, kind in _COLUMNS.items()}


def _fit(columns: dict[str, npt.NDArray[Any]], about: About) -> bool:
    """Whether the columns fit each other, so that no look-up leaves them, and hold what they are for."""
    ends = columns["name_ends"]
    numbers = columns["as_number"]
    return bool(
        {len(columns[key]) for key in _ROWS} == {about.n_rows}
        and np.all(columns["operator"] < len(ends))
        and np.all(np.diff(ends, prepend=0) >= 0)
        and (int(ends[-1]) if len(ends) else 0) == len(columns["names"])
        and np.all((numbers >= -1) & (numbers <= MAX_AS_NUMBER))
        and all(_is_code(code) for key in ("registered_in", "located_in") for code in np.unique(columns[key]))
        and _is_sorted(columns)
    )


def _is_code(code: bytes) -> bool:
    return not code or (len(code) == 2 and code.isalpha() and code.islower())


def _is_sorted(columns: dict[str, npt.NDArray[Any]]) -> bool:
    """Whether each range ends at or after its first address, and before the next one begins."""
    start_high, start_low = columns["start_high"], columns["start_low"]
    end_high, end_low = columns["end_high"], columns["end_low"]
    is_range = (end_high > start_high) | ((end_high == start_high) & (end_low >= start_low))
    is_later = (start_high[1:] > end_high[:-1]) | (
        (start_high[1:] == end_high[:-1]) & (start_low[1:] > end_low[:-1])
    )
    return bool(np.all(is_range) and np.all(is_later))


def _last_not_above(values: Numbers, wanted: Numbers, begin: Any, end: Any) -> npt.NDArray[np.int64]:
    """In each span of sorted values, the last place whose value is not above; the place before if all are."""
    lower, upper = begin.copy(), end.copy()
    while np.any(lower < upper):
        middle = (lower + upper) // 2
        open_ = lower < upper
        below = values[np.minimum(middle, len(values) - 1)] <= wanted
        lower = np.where(open_ & below, middle + 1, lower)
        upper = np.where(open_ & ~below, middle, upper)
    return np.asarray(lower - 1, np.int64)
