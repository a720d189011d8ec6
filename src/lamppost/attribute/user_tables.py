"""The user's own address tables: CSV, MaxMind DB or built; each field is answered by the first table that has it."""

import ipaddress
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lamppost.attribute.tables import MAX_AS_NUMBER, NO_COUNTRY, UserRange, UserTable
from lamppost.knowledge.files import readable
from lamppost.model.errors import PackError
from lamppost.model.language import tr
from lamppost.model.result import Table
from lamppost.model.saying import say

if TYPE_CHECKING:
    from lamppost.attribute.address_tables.built import BuiltTable
    from lamppost.attribute.address_tables.rows import Read

MMDB = ".mmdb"
OPERATOR_KEYS = ("autonomous_system_organization", "as_name", "as_organization", "organization")
NUMBER_KEYS = ("autonomous_system_number", "asn")


class MmdbTable:
    """A MaxMind DB of networks, countries or both (MaxMind DB File Format Specification 2.0).

    Operators and numbers are read from the keys that GeoLite2, DB-IP Lite and IPinfo Lite use;
    `registered_country` is where a block is registered, `country` where the table locates it.
    """

    def __init__(self, path: Path) -> None:
        """Open the table.

        Raises:
            PackError: It is no such file.
        """
        import maxminddb

        self.name = readable(path.name)
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise PackError(tr("{file}: not a file", file=self.name), hint=tr("Give a MaxMind DB file."))
            self._reader = maxminddb.open_database(path)
            built = datetime.fromtimestamp(self._reader.metadata().build_epoch, UTC)
        except (OSError, ValueError, TypeError, OverflowError, maxminddb.InvalidDatabaseError) as error:
            raise PackError(
                tr("{file}: not a MaxMind DB: {error}", file=self.name, error=error),
                hint=tr("Is the download complete?"),
            ) from None
        self.day: str | None = built.date().isoformat()

    def find(self, address: str) -> UserRange | None:
        """What the table says of an address, or None where it says nothing.

        Raises:
            PackError: The file is damaged where it was to be read.
        """
        import maxminddb

        try:
            record, length = self._reader.get_with_prefix_len(address)
        except (maxminddb.InvalidDatabaseError, UnicodeDecodeError) as error:
            raise _damaged(self.name, error) from None
        except ValueError:
            return None  # an IPv6 address in a table of IPv4
        if not isinstance(record, dict):
            return None
        return self._range(record, str(ipaddress.ip_network(f"{address}/{length}", strict=False)))

    def rows(self) -> Iterator[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, UserRange]]:
        """Every network of the table, in order.

        Raises:
            PackError: The file is damaged.
        """
        import maxminddb

        try:
            for network, record in self._reader:
                if isinstance(record, dict):
                    yield _unmapped(network), self._range(record, str(network))
        except (
            maxminddb.InvalidDatabaseError,
            ValueError,
        ) as error:  # a name that is no text, a prefix that is none
            raise _damaged(self.name, error) from None

    def _range(self, record: dict[str, Any], prefix: str) -> UserRange:
        return UserRange(
            table=self.name,
            prefix=prefix,
            operator=next((str(record[key]) for key in OPERATOR_KEYS if record.get(key)), None),
            as_number=next((number for key in NUMBER_KEYS if (number := _number(record.get(key)))), None),
            registered_in=_code(record.get("registered_country")),
            located_in=_code(record.get("country")) or _code(record.get("country_code")),
            row=None,
        )


def read_mmdb(path: Path) -> "Read":
    """Every range of a MaxMind DB.

    Raises:
        PackError: It is none, or is damaged.
    """
    from lamppost.attribute.address_tables.rows import Read, Row, mapped

    table = MmdbTable(path)
    rows = [
        Row(
            mapped(network.network_address),
            mapped(network.broadcast_address),
            held.as_number,
            held.operator,
            held.registered_in,
            held.located_in,
            at,
        )
        for at, (network, held) in enumerate(table.rows(), 1)
    ]
    return Read("mmdb", table.day, rows, 0)


def _open(path: Path) -> "UserTable | MmdbTable | BuiltTable":
    """A table by the ending of its file."""
    from lamppost.attribute.address_tables.built import SUFFIX, open_table

    if path.suffix.lower() == MMDB:
        return MmdbTable(path)
    if path.suffix.lower() == SUFFIX:
        return open_table(path)
    return UserTable(path)


class UserTables:
    """Several tables of the user's, in the order given."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Open them all.

        Raises:
            PackError: One is no such table.
        """
        self.tables = [_open(path) for path in paths]

    def first(self, address: str, has: Callable[[UserRange], object]) -> UserRange | None:
        """The row of the first table whose row for the address has what is asked for."""
        found = (row for table in self.tables if (row := table.find(address)) is not None)
        return next((row for row in found if has(row)), None)

    def refs(self) -> list[Table]:
        """The tables, with the day that each was built, where it says so."""
        return [
            Table(
                id=table.name,
                version="the user's own",
                day=table.day,
                use=say("address to operator and country"),
            )
            for table in self.tables
        ]


def _damaged(name: str, error: Exception) -> PackError:
    return PackError(
        tr("{file}: damaged: {error}", file=name, error=error), hint=tr("Is the download complete?")
    )


def _unmapped(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """An IPv4 network where a table of IPv6 holds it in its lowest 32 bits, as the format has it."""
    if network.version == 6 and network.prefixlen >= 96 and int(network.network_address) < 1 << 32:
        first = ipaddress.IPv4Address(int(network.network_address))
        return ipaddress.IPv4Network((first, network.prefixlen - 96))
    return network


def _number(value: Any) -> int | None:
    digits = re.fullmatch(r"(?:AS)?([0-9]{1,10})", str(value or ""), re.IGNORECASE)
    return int(digits[1]) if digits and int(digits[1]) <= MAX_AS_NUMBER else None


def _code(value: Any) -> str | None:
    text = value.get("iso_code") if isinstance(value, dict) else value
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z]{2}", text) or text.lower() == NO_COUNTRY:
        return None
    return text.lower()
