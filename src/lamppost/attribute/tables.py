"""Reference tables that others maintain: address → country of registration, the user's own."""

import csv
import io
import ipaddress
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from lamppost.attribute.installed import record_folder, version_of
from lamppost.knowledge.files import MIB, read_text, readable
from lamppost.knowledge.ranges import PrefixTable
from lamppost.model.errors import PackError
from lamppost.model.language import tr
from lamppost.model.result import Table
from lamppost.model.saying import say

MAX_TABLE_BYTES = 64 * MIB
MAX_AS_NUMBER = 2**32 - 1
NO_COUNTRY = "zz"
"""What registries write where there is no country."""


class UserRange(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the user's own table."""

    table: str
    """Name of the table."""
    prefix: str
    operator: str | None
    as_number: int | None
    registered_in: str | None
    located_in: str | None
    row: int | None
    """Line of the file, from 1; None where the table has no lines."""

    @property
    def locator(self) -> str:
        """Where it stands: the line, else the prefix."""
        return f"row {self.row}" if self.row is not None else self.prefix


class UserTable:
    """The user's own address table, which wins over every other.

    A CSV with a header: `prefix` and any of `operator`, `as_number`, `registered_in`, `located_in`.
    """

    COLUMNS = ("prefix", "operator", "as_number", "registered_in", "located_in")
    day: str | None = None

    def __init__(self, path: Path) -> None:
        """Read the table.

        Raises:
            PackError: It is no such table; the message names the line.
        """
        self.name = readable(path.name)
        text = read_text(path, MAX_TABLE_BYTES, tr("a CSV file"), label=self.name)
        if "\0" in text:
            line = text[: text.index("\0")].count("\n") + 1
            raise PackError(
                tr("{where}: a NUL byte", where=f"{self.name}:{line}"), hint=tr("Give a CSV file in UTF-8.")
            )
        self.table = PrefixTable((held.prefix, held) for held in self._rows(text))

    def _rows(self, text: str) -> Iterator[UserRange]:
        reader = csv.reader(io.StringIO(text, newline=""))
        header: list[str] | None = None
        try:
            for cells in reader:
                where = f"{self.name}:{reader.line_num}"
                if header is None:
                    header = _header(cells, where)
                elif cells:
                    yield _user_range(header, cells, where, reader.line_num, self.name)
        except csv.Error as error:
            raise PackError(
                f"{self.name}:{reader.line_num}: {error}", hint=tr("Is a double quote left open?")
            ) from None
        if header is None:
            _header([], f"{self.name}:1")

    def find(self, address: str) -> UserRange | None:
        """The row of the longest prefix that holds the address."""
        found = self.table.longest(address)
        return found[1] if found else None


def countries_of(addresses: Iterable[str]) -> dict[str, str]:
    """The country that a registry delegated each address to, lower case; undelegated ones are left out."""
    wanted = sorted(set(addresses))
    if not wanted:
        return {}
    import iptocc

    codes = iptocc.country_code(wanted)
    return {address: code.lower() for address, code in zip(wanted, codes, strict=True) if code}


def table_refs() -> list[Table]:
    """Which tables of packages answered, in which version, of which day."""
    return [
        Table(
            id="aiooui",
            version=version_of("aiooui"),
            day=None,
            use=say("MAC block (IEEE MA-L) to registrant"),
        ),
        Table(
            id="iptocc",
            version=version_of("iptocc"),
            day=registration_day(),
            use=say("address to country of registration (registries' delegated statistics)"),
        ),
    ]


def registration_day() -> str | None:
    """The day the table of registrations was built, from the bill of materials in its wheel."""
    record = record_folder("iptocc")
    for path in sorted(record.rglob("*.cyclonedx.json")) if record is not None else ():
        stamp = json.loads(path.read_text(encoding="utf-8")).get("metadata", {}).get("timestamp", "")
        return str(stamp)[:10] or None
    return None


def _header(cells: list[str], where: str) -> list[str]:
    names = [cell.strip() for cell in cells]
    if "prefix" not in names or not set(names) <= set(UserTable.COLUMNS) or len(set(names)) < len(names):
        raise PackError(
            tr("{where}: expected a header of {columns}", where=where, columns=", ".join(UserTable.COLUMNS)),
            hint=tr("Only `prefix` is required."),
        )
    return names


def _user_range(header: list[str], cells: list[str], where: str, line: int, table: str) -> UserRange:
    if len(cells) != len(header):
        raise PackError(
            tr(
                "{where}: {count} cells; expected {expected}, as in the header",
                where=where,
                count=len(cells),
                expected=len(header),
            ),
            hint=tr("Leave a cell empty for what you do not know; quote one that holds a comma."),
        )
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    try:
        ipaddress.ip_network(row["prefix"])
    except ValueError as error:
        raise PackError(f"{where}: {error}", hint=tr("A prefix is written as 192.0.2.0/24.")) from None
    return UserRange(
        table=table,
        prefix=row["prefix"],
        operator=row.get("operator") or None,
        as_number=_as_number(row.get("as_number", ""), where),
        registered_in=_country(row, "registered_in", where),
        located_in=_country(row, "located_in", where),
        row=line,
    )


def _as_number(text: str, where: str) -> int | None:
    """A number of an autonomous system, of 32 bits (RFC 6793)."""
    if not text:
        return None
    digits = re.fullmatch(r"(?:AS)?([0-9]{1,10})", text, re.IGNORECASE)
    if digits is None or int(digits[1]) > MAX_AS_NUMBER:
        raise PackError(
            tr(
                "{where}: as_number {text}; expected a number up to {most}",
                where=where,
                text=repr(text[:20]),
                most=MAX_AS_NUMBER,
            ),
            hint=tr("Write it as 64496 or AS64496."),
        )
    return int(digits[1])


def _country(row: dict[str, str], column: str, where: str) -> str | None:
    code = row.get(column, "").lower()
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise PackError(
            tr(
                "{where}: {column} {text}; expected two letters",
                where=where,
                column=column,
                text=repr(code[:20]),
            ),
            hint=tr("Write the code of ISO 3166-1, as de."),
        )
    return None if code == NO_COUNTRY else code or None
