"""Reference tables that others maintain: MAC blocks, address → country of registration, the user's own."""

import asyncio
import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from lamppost.knowledge.ranges import PrefixTable
from lamppost.model.errors import PackError
from lamppost.model.result import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRange:
    """A row of the user's own table."""

    operator: str | None
    as_number: int | None
    registered_in: str | None
    located_in: str | None
    row: int


class UserTable:
    """The user's own address table, which wins over every other.

    A CSV with a header: `prefix` and any of `operator`, `as_number`, `registered_in`, `located_in`.
    """

    COLUMNS = ("prefix", "operator", "as_number", "registered_in", "located_in")

    def __init__(self, path: Path) -> None:
        """Read the table.

        Raises:
            PackError: It is no such table; the message names the line.
        """
        self.name = path.name
        try:
            rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        except (OSError, UnicodeDecodeError) as error:
            raise PackError(
                f"{path.name}: cannot be read: {error}", hint="Give a CSV file in UTF-8."
            ) from None
        if not rows or "prefix" not in rows[0] or not set(rows[0]) <= set(self.COLUMNS):
            raise PackError(
                f"{path.name}:1: expected a header of {', '.join(self.COLUMNS)}",
                hint="Only `prefix` is required.",
            )
        try:
            self.table = PrefixTable(
                (row["prefix"].strip(), _user_range(row, at)) for at, row in enumerate(rows, 2)
            )
        except ValueError as error:
            raise PackError(f"{path.name}: {error}", hint="A prefix is written as 192.0.2.0/24.") from None

    def find(self, address: str) -> UserRange | None:
        """The row of the longest prefix that holds the address."""
        found = self.table.longest(address)
        return found[1] if found else None


def mac_registrants(macs: Iterable[int]) -> dict[int, str]:
    """Who registered each MAC's 24-bit block with the IEEE; blocks in no table are left out."""
    wanted = sorted(set(macs))
    if not wanted:
        return {}
    from aiooui import OUIManager

    manager = OUIManager()
    asyncio.run(manager.async_load())
    found = ((mac, manager.get_vendor(f"{mac:012x}")) for mac in wanted)
    return {mac: name for mac, name in found if name}


def countries_of(addresses: Iterable[str]) -> dict[str, str]:
    """The country that a registry delegated each address to, lower case; undelegated ones are left out."""
    wanted = sorted(set(addresses))
    if not wanted:
        return {}
    import iptocc

    codes = iptocc.country_code(wanted)
    return {address: code.lower() for address, code in zip(wanted, codes, strict=True) if code}


def table_refs(user: UserTable | None) -> list[Table]:
    """Which tables answered, in which version, of which day."""
    refs = [
        Table(
            id="aiooui",
            version=metadata.version("aiooui"),
            day=None,
            use="MAC block (IEEE MA-L) to registrant",
        ),
        Table(
            id="iptocc",
            version=metadata.version("iptocc"),
            day=registration_day(),
            use="address to country of registration (registries' delegated statistics)",
        ),
    ]
    if user is not None:
        refs.append(
            Table(id=user.name, version="the user's own", day=None, use="address to operator and country")
        )
    return refs


def registration_day() -> str | None:
    """The day the table of registrations was built, from the bill of materials in its wheel."""
    for path in metadata.files("iptocc") or []:
        if path.name.endswith(".cyclonedx.json"):
            stamp = json.loads(path.read_text()).get("metadata", {}).get("timestamp", "")
            return str(stamp)[:10] or None
    return None


def _user_range(row: dict[str, str], at: int) -> UserRange:
    number = (row.get("as_number") or "").strip().upper().removeprefix("AS")
    return UserRange(
        operator=(row.get("operator") or "").strip() or None,
        as_number=int(number) if number else None,
        registered_in=(row.get("registered_in") or "").strip().lower() or None,
        located_in=(row.get("located_in") or "").strip().lower() or None,
        row=at,
    )
