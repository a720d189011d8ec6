"""Ranges of addresses from the tables that people can get for nothing, row by row.

Formats, each told by its own content:

* `ip_range_start,ip_range_end,autonomous_system_number,autonomous_system_organization` and
  `ip_range_start,ip_range_end,country_code`, CSV without a header, addresses as texts or numbers (the
  README of sapics/ip-location-db, “CSV Format”; the ASN tables there rest on RouteViews and DB-IP);
* `range_start range_end AS_number country_code AS_description`, separated by tabs (iptoasn.com);
* the registries' delegated statistics (APNIC, “RIR statistics exchange format”, §4).

MaxMind DB files are read by `lamppost.attribute.user_tables`.
"""

import csv
import gzip
import io
import ipaddress
import re
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from lamppost.attribute.tables import MAX_AS_NUMBER, NO_COUNTRY
from lamppost.model.errors import PackError
from lamppost.model.language import tr
from lamppost.model.saying import noted

Format = Literal["ranges", "iptoasn", "delegated"]
Country = Literal["registered", "located"]
MAX_BYTES = 2 << 30
MAPPED = 0xFFFF << 32
_DELEGATED_HEAD = re.compile(r"^[0-9.]+\|[a-z]+\|[0-9]*\|[0-9]+\|[0-9]*\|([0-9]{8})\|")
_HELD = frozenset({"allocated", "assigned"})
_HINT = noted("Known are CSV ranges (RouteViews, DB-IP), iptoasn's TSV, delegated statistics, and .mmdb.")
_LONGEST_LINE = 1 << 16


class Row(NamedTuple):
    """One range."""

    start: int
    """First address, 128 bits; IPv4 as ::ffff:a.b.c.d (RFC 4291 §2.5.5.2)."""
    end: int
    """Last address, inclusive."""
    as_number: int | None
    operator: str | None
    registered_in: str | None
    """Lower case; None where the table does not say."""
    located_in: str | None
    line: int


class Read(msgspec.Struct, frozen=True):
    """A table as read."""

    format: str
    day: str | None
    """The day that it says of itself; None if it says none."""
    rows: list[Row]
    skipped: int
    """Rows that name nobody: not routed, reserved, or of no network."""


def read_rows(path: Path, country: Country | None = None) -> Read:
    """Every range of a table, plain or gzipped.

    Args:
        path: The table.
        country: What its countries are, for the formats that do not say; None: not told.

    Raises:
        PackError: It is none of the formats; or a row is none of it, and which; or it holds countries
            and does not say of what.
    """
    text = _text(path)
    kind = _format(text, path.name)
    day: str | None = None
    if kind == "delegated":
        day = _day(text, path.name)
    reader = {"ranges": _ranges, "iptoasn": _iptoasn, "delegated": _delegated}[kind]
    read = list(reader(text, path.name))
    rows = [row for row in read if row is not None]
    if kind != "delegated" and any(row.registered_in for row in rows):
        if country is None:
            raise PackError(
                tr("{file}: its rows have a country, and do not say of what", file=path.name),
                hint=tr("Say it with --country registered (of the range or network) or --country located."),
            )
        if country == "located":
            rows = [row._replace(registered_in=None, located_in=row.registered_in) for row in rows]
    return Read(kind, day, rows, len(read) - len(rows))


def _day(text: str, name: str) -> str:
    """The day in the head of delegated statistics."""
    line, head = next(_lines(text))
    stamp = head.split("|")[5]
    try:
        return date.fromisoformat(stamp).isoformat()
    except ValueError:
        raise _broken(
            f"{name}:{line}", tr("day {day}", day=stamp), tr("a day as {example}", example="20261123")
        ) from None


def _text(path: Path) -> str:
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise _too_large(path)
        data = path.read_bytes() if path.is_file() else b""
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise PackError(
            tr("{file}: cannot be read: {error}", file=path.name, error=error),
            hint=tr("Is the download complete?"),
        ) from None
    if len(data) > MAX_BYTES:
        raise _too_large(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PackError(tr("{where}: not UTF-8", where=f"{path.name}:{line}"), hint=tr(_HINT)) from None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers; remarks begin with #."""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip("\n")


def _format(text: str, name: str) -> Format:
    head = next(_lines(text), (1, ""))[1][:_LONGEST_LINE]
    if _DELEGATED_HEAD.match(head):
        return "delegated"
    if head.count("\t") == 4:
        return "iptoasn"
    cells = head.split(",")
    if len(cells) >= 3 and _address(cells[0].strip('"')) is not None:
        return "ranges"
    raise PackError(tr("{where}: no table of addresses that is known", where=f"{name}:1"), hint=tr(_HINT))


def _ranges(text: str, name: str) -> Iterator[Row | None]:
    reader = csv.reader(io.StringIO(text, newline=""))
    is_six = (
        re.search(r'(?m)^"?[0-9]{11,}"?,', text) is not None
    )  # of numbers alone: one of them is above all of IPv4
    try:
        for cells in reader:
            where = f"{name}:{reader.line_num}"
            if not cells or cells[0].startswith("#"):
                continue
            if any("\n" in cell or "\r" in cell for cell in cells):
                raise _broken(
                    where, tr("a cell of several lines"), tr("a row per line; is a double quote left open")
                )
            if len(cells) not in (3, 4):
                raise _broken(
                    where,
                    tr("{count} cells", count=len(cells)),
                    tr("3 (a country) or 4 (a number and an operator)"),
                )
            start, end = _pair(cells[0], cells[1], where, is_six=is_six)
            if len(cells) == 3:
                yield Row(start, end, None, None, _country(cells[2], where), None, reader.line_num)
            else:
                number = _number(cells[2], where)
                yield Row(start, end, number, cells[3].strip() or None, None, None, reader.line_num)
    except csv.Error as error:
        raise _broken(f"{name}:{reader.line_num}", str(error), tr("a row of CSV")) from None


def _iptoasn(text: str, name: str) -> Iterator[Row | None]:
    for line, row in _lines(text):
        where, cells = f"{name}:{line}", row.split("\t")
        if len(cells) != 5:
            raise _broken(where, tr("{count} cells", count=len(cells)), tr("5, separated by tabs"))
        start, end = _pair(cells[0], cells[1], where)
        number = _number(cells[2], where)
        if not number:
            yield None  # not routed
            continue
        country = None if cells[3] in ("None", "", "Unknown") else _country(cells[3], where)
        yield Row(start, end, number, cells[4].strip() or None, country, None, line)


def _delegated(text: str, name: str) -> Iterator[Row | None]:
    for line, row in _lines(text):
        where, cells = f"{name}:{line}", row.split("|")
        if _DELEGATED_HEAD.match(row) or cells[-1] == "summary":
            continue
        if len(cells) < 7:
            raise _broken(where, tr("{count} fields", count=len(cells)), tr("7 or more, separated by |"))
        _registry, code, kind, first, value, _day, status = cells[:7]
        if kind not in ("ipv4", "ipv6") or status not in _HELD:
            yield None
            continue
        address, size = _address(first), _whole(value)
        if address is None or size is None or (kind == "ipv6" and size > 128):
            raise _broken(where, f"{first}|{value}"[:80], tr("an address and a count or prefix length"))
        count = size if kind == "ipv4" else 1 << (128 - size)
        start, top = mapped(address), 1 << (32 if kind == "ipv4" else 128)
        if address.version != (4 if kind == "ipv4" else 6) or not 0 < count <= top - int(address):
            raise _broken(where, f"{first}|{value}", tr("a range of {kind}", kind=kind))
        yield Row(start, start + count - 1, None, None, _country(code, where), None, line)


def _address(text: str, *, is_six: bool = False) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address as text or number; a small number is IPv6 in a table of IPv6."""
    text = text.strip()
    try:
        if text.isdigit():
            number = int(text)
            is_six = is_six or number >= 1 << 32
            return ipaddress.IPv6Address(number) if is_six else ipaddress.IPv4Address(number)
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def mapped(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> int:
    """An address as 128 bits, IPv4 mapped into IPv6 (RFC 4291 §2.5.5.2)."""
    return int(address) | (MAPPED if address.version == 4 else 0)


def _pair(first: str, last: str, where: str, *, is_six: bool = False) -> tuple[int, int]:
    """First and last address of a range."""
    one, other = _address(first, is_six=is_six), _address(last, is_six=is_six)
    if one is None or other is None:
        raise _broken(where, _span(first, last), tr("two addresses"))
    if one.version != other.version or int(one) > int(other):
        raise _broken(where, _span(first, last), tr("the first and the last address of a range"))
    return mapped(one), mapped(other)


def _span(first: str, last: str) -> str:
    return tr("{first} to {last}", first=first, last=last)[:80]


def _number(text: str, where: str) -> int | None:
    number = _whole(text)
    if number is None or number > MAX_AS_NUMBER:
        raise _broken(
            where,
            tr("AS number {text}", text=repr(text[:20])),
            tr("a number up to {most}", most=MAX_AS_NUMBER),
        )
    return number or None


def _whole(text: str) -> int | None:
    """A number of up to 20 digits; None where it is none."""
    return int(text) if re.fullmatch(r"\s*[0-9]{1,20}\s*", text) else None


def _country(text: str, where: str) -> str | None:
    """A code; a blank, and ZZ, which registries write for none, is none."""
    code = text.strip().lower()
    if code in ("", NO_COUNTRY, "-"):
        return None
    if not re.fullmatch(r"[a-z]{2}", code):
        raise _broken(where, tr("country {text}", text=repr(code[:20])), tr("two letters"))
    return code


def _too_large(path: Path) -> PackError:
    return PackError(
        tr("{file}: more than {most} GB", file=path.name, most=MAX_BYTES >> 30),
        hint=tr("Give the table itself."),
    )


def _broken(where: str, what: str, expected: str) -> PackError:
    return PackError(
        tr("{where}: {what}; expected {expected}", where=where, what=what, expected=expected),
        hint=tr("Is the download complete?"),
    )
