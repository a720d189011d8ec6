"""What one file tells, read by itself: a part in a folder of its own, to be put together with the others.

A part holds what the file tells, and nothing of what it was told: names that logs tell apart from connections, which
MAC held an address, and what a reader keeps of one file for the next (`Told`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np

from lamppost.model.covering import covered
from lamppost.model.observations import NAME_SOURCES, Column, Coverage, Evidence, Issue, SelfDescription
from lamppost.model.saying import Saying, remember, sayings_of
from lamppost.observe.logs.asked import NAMED
from lamppost.observe.logs.connections import ConnectionNames
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.keyed import SUMS_FILES, write_sums
from lamppost.observe.logs.leases import HELD
from lamppost.observe.logs.sums import FIRST

Table = dict[str, Column]
SENT: dict[str, type] = {"key": np.uint64, "name": np.int64}
SCHEMAS = {"named": NAMED, "leases": HELD, "sent": SENT}
_FACTS, _TABLES = "facts.msgpack", "tables.npz"


class Kept(NamedTuple):
    """What a reader keeps of one file for the next."""

    keys: dict[str, Column]
    """Keys of connections, by what they are."""
    texts: dict[str, tuple[str | None, str | None]]
    """What is known by a text of its own."""


class Keeping(Protocol):
    """What a reader offers that keeps something of one file for the next."""

    def told_before(self, into: Gathering) -> Kept:
        """What the files told that were read into it."""

    def tell_before(self, into: Gathering, kept: Kept) -> None:
        """Know that before reading the next."""


class Facts(msgspec.Struct, kw_only=True):
    """What a file tells that is no table."""

    evidence: Evidence
    issues: list[Issue]
    coverage: Coverage
    hours: list[int]
    said: list[SelfDescription]
    seen: list[tuple[int, int, int, int, int]]
    """High and low half of an address, and the file, row and time that told it."""
    n_names: int
    """Host names that had a number before; `names` are those that come behind them."""
    names: list[str]
    n_sums: int
    sentences: dict[str, Saying]
    """What the sentences of issues were made of, for those who were not there."""
    texts: dict[str, tuple[str | None, str | None]]


def facts_of(folder: Path) -> Facts:
    """What a file tells that is no table, from the folder of its part."""
    return msgspec.msgpack.decode((folder / _FACTS).read_bytes(), type=Facts)


class Part:
    """What a file tells, from its folder."""

    def __init__(self, folder: Path) -> None:
        """Read back.

        Args:
            folder: Where it lies.
        """
        self.facts = facts_of(folder)
        remember(self.facts.sentences)
        self.sums = sorted(folder.glob(SUMS_FILES))
        """Parquet files of the sums of connections; none where there are no sums."""
        with np.load(folder / _TABLES) as held:
            columns = {name: held[name] for name in held.files}
        self.tables = {
            table: {name: columns[f"{table}.{name}"] for name in schema} for table, schema in SCHEMAS.items()
        }
        self.keys = {
            name.removeprefix("keys."): column for name, column in columns.items() if name.startswith("keys.")
        }

    @property
    def tells(self) -> bool:
        """Whether it tells what others need."""
        return bool(
            len(self.look_ups()["name"])
            or len(self.tables["leases"]["mac"])
            or len(self.tables["sent"]["key"])
            or any(len(column) for column in self.keys.values())
            or self.facts.texts
        )

    def look_ups(self) -> Table:
        """Answers of DNS; table of `NAMED`."""
        named = self.tables["named"]
        chosen = (named["source"] == NAME_SOURCES.index("dns")) & ((named["ip_high"] | named["ip_low"]) != 0)
        return {name: column[chosen] for name, column in named.items()}

    def renumber(self, meant: Column) -> None:
        """Call host names by other numbers, here and for others.

        Args:
            meant: The number of each name that is new.
        """
        for table in ("named", "sent"):
            self.tables[table]["name"] = self.meant(self.tables[table]["name"], meant)

    def meant(self, numbers: Column, meant: Column) -> Column:
        """Numbers of host names, as all parts together call them."""
        return as_meant(numbers, self.facts.n_names, meant)

    def put_into(self, gathering: Gathering) -> None:
        """Put what it tells behind what others told, but for the sums of connections."""
        facts = self.facts
        gathering.names_told.table.append(self.tables["named"])
        gathering.leases.table.append(self.tables["leases"])
        for one in facts.said:
            gathering.said.restore(one)
        for high, low, *told in facts.seen:
            gathering.seen.setdefault((high, low), (told[0], told[1], told[2]))
        gathering.hours.update(facts.hours)
        gathering.issues += facts.issues
        gathering.coverage = covered(gathering.coverage, facts.coverage)


def as_meant(numbers: Column, n_names: int, meant: Column) -> Column:
    """Numbers of host names of one part, as all parts together call them.

    Args:
        numbers: As the part calls them; below 0: no name.
        n_names: Names that had a number before the part was read, and keep it.
        meant: The number of each name that is new to it.
    """
    new = numbers >= n_names
    called = numbers.copy()
    called[new] = meant[numbers[new] - n_names]
    return called


class Apart:
    """A gathering for one file, which knows what others told."""

    def __init__(self, keeping: Keeping | None) -> None:
        """Nothing is told or read yet.

        Args:
            keeping: The reader, where it keeps something of one file for the next.
        """
        self.gathering = Gathering()
        self._keeping = keeping
        self._sent = self.gathering.names_told.sent = _SentHere()
        self._kept = Kept({}, {})
        self._n_names = self._n_leases = 0

    def know(self, tables: Mapping[str, Table], names: list[str], kept: Kept) -> None:
        """Know what others told.

        Args:
            tables: Look-ups, leases and names of connections.
            names: Host names in the order of their numbers.
            kept: What readers kept.
        """
        gathering = self.gathering
        gathering.host_names.numbers(names)
        gathering.names_told.look_ups.put(tables["named"])
        gathering.leases.table.append(tables["leases"])
        gathering.names_told.sent.restore(tables["sent"]["key"], tables["sent"]["name"])
        self._n_names, self._n_leases = len(gathering.host_names), len(gathering.leases.table)
        self._kept = kept
        if self._keeping is not None:
            self._keeping.tell_before(gathering, kept)

    def write(self, folder: Path, evidence: Evidence, place: int) -> None:
        """Write what was read.

        Args:
            folder: Where to; it is made.
            evidence: What the file was.
            place: Of the file, among all.
        """
        folder.mkdir()
        gathering = self.gathering
        sums = gathering.settled()
        n_sums = len(sums[FIRST])
        write_sums(sums, folder, place)
        kept = self._kept_here()
        tables = {
            "named": gathering.names_told.table.columns(),
            "leases": gathering.leases.table.since(self._n_leases),
            "sent": self._sent.here.rows(),
        }
        columns: dict[str, Any] = {
            f"{table}.{name}": rows[name] for table, rows in tables.items() for name in SCHEMAS[table]
        }
        columns |= {f"keys.{name}": column for name, column in kept.keys.items()}
        np.savez(folder / _TABLES, **columns)
        facts = Facts(
            evidence=evidence,
            issues=gathering.issues,
            coverage=gathering.coverage,
            hours=sorted(gathering.hours),
            said=list(gathering.said.since(0)),
            seen=[(*key, *told) for key, told in gathering.seen.items()],
            n_names=self._n_names,
            names=list(gathering.host_names[self._n_names : len(gathering.host_names)]),
            n_sums=n_sums,
            sentences=sayings_of(
                text for one in gathering.issues for text in (one.what, one.expected, one.hint)
            ),
            texts=kept.texts,
        )
        (folder / _FACTS).write_bytes(msgspec.msgpack.encode(facts))

    def _kept_here(self) -> Kept:
        """What the reader keeps of this file."""
        if self._keeping is None:
            return Kept({}, {})
        keys, texts = self._keeping.told_before(self.gathering)
        known = self._kept
        none = np.empty(0, np.uint64)
        return Kept(
            {name: np.setdiff1d(column, known.keys.get(name, none)) for name, column in keys.items()},
            {text: told for text, told in texts.items() if known.texts.get(text) != told},
        )


class _SentHere(ConnectionNames):
    """Names of connections, of which those of this file are held once more."""

    def __init__(self) -> None:
        """None yet."""
        super().__init__()
        self.here = ConnectionNames()

    def put(self, keys: Column, names: Column) -> None:
        """Keep names of connections."""
        super().put(keys, names)
        self.here.put(keys, names)
