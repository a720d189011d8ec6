"""ClickHouse within this process (chDB) as an engine: the same statements once more, out of core where they have to be.

Tables are handed over as Parquet (`handing_over`). Files get plain names in a folder of our own, for ClickHouse has no
way to write a star that means a star.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from lamppost.engine.handing_over import HandedParquet, no_column
from lamppost.engine.sql import FLOAT, INSTANT, TEXT, WHOLE, EngineError, Room
from lamppost.model.language import tr

_SETTINGS = {
    "join_use_nulls": 1,  # what a join does not find is null, as everywhere else, and not 0
    "cast_keep_nullable": 1,  # so is a sum of nothing told
    "schema_inference_make_columns_nullable": 1,
    "describe_include_subcolumns": 1,
    "print_pretty_type_names": 0,
    "union_default_mode": "'DISTINCT'",
}
_NULLABLE = re.compile(r"(?:LowCardinality\()?Nullable\((.*?)\)+$")
_TAKEN = {
    **dict.fromkeys(("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"), WHOLE),
    **dict.fromkeys(("Float32", "Float64"), FLOAT),
    "String": TEXT,
}
"""Columns that are taken as they are."""


class ClickHouseEngine(HandedParquet):
    """Tables of a session of chDB, of which a process has one at a time; see `Engine`."""

    def __init__(self, room: Room) -> None:
        """No tables yet.

        Args:
            room: How much of this machine it may take.
        """
        try:
            from chdb.session import Session
        except ImportError as error:
            raise EngineError(
                tr("ClickHouse is not installed"), hint=tr("pip install 'lamppost[clickhouse]'.")
            ) from error
        super().__init__(room)
        self._session = Session(f"{self._scratch.name}/database")
        threads = {} if room.threads is None else {"max_threads": room.threads}
        spill = {f"max_bytes_before_external_{what}": room.memory_bytes // 2 for what in ("group_by", "sort")}
        for name, value in (_SETTINGS | threads | spill).items():
            self._run(f"SET {name} = {value}")

    def _stop(self) -> None:
        self._session.close()

    def files(
        self,
        table: str,
        paths: Sequence[Path],
        columns: Mapping[str, str] | None = None,
        row: str | None = None,
    ) -> None:
        """Make Parquet files a table."""
        folder = next(self._new)
        folder.mkdir()
        every = (
            file for path in paths for file in (sorted(path.rglob("*.parquet")) if path.is_dir() else [path])
        )
        for number, path in zip(count(), every, strict=False):
            (folder / f"{number:09}.parquet").symlink_to(path.absolute())
        read = f"file('{folder}/*.parquet', 'Parquet')"
        described = msgspec.json.Decoder().decode_lines(self._run(f"DESCRIBE TABLE {read}"))
        found = {name: (shown, kind) for name, shown, kind in _flat(described)}
        chosen = {name: name for name in found} if columns is None else columns
        if missing := [theirs for theirs in chosen.values() if theirs not in found]:
            raise no_column(missing, found)
        shown = [f"{found[theirs][0]} AS {_quoted(ours)}" for ours, theirs in chosen.items()]
        shown += [] if row is None else [f"CAST(_row_number AS Int64) + 1 AS {_quoted(row)}"]
        self._run(f"CREATE OR REPLACE VIEW {table} AS SELECT {', '.join(shown)} FROM {read}")
        self._kinds[table] = {ours: found[theirs][1] for ours, theirs in chosen.items()}
        self._kinds[table] |= {} if row is None else {row: WHOLE}

    def _written(self, statement: str, path: Path) -> None:
        self._run(f"INSERT INTO FUNCTION file('{path}', 'Parquet') {statement}")

    def _run(self, statement: str) -> bytes:
        try:
            return bytes(self._session.query(statement, "JSONCompactEachRow").bytes())
        except RuntimeError as error:
            raise _failed(str(error)) from error


def _flat(rows: Sequence[list[Any]]) -> Iterator[tuple[str, str, str]]:
    """The columns and those within them: their names, how each is had as a number or a text, and what it holds."""
    kinds = {name: found[1] if (found := _NULLABLE.match(kind)) else kind for name, kind, *_ in rows}
    roots = [name for name, *_, is_within in rows if not is_within]
    for root in roots:
        yield from _found(root, _quoted(root), kinds[root])
        for name, *_, is_within in rows:
            parent = name.rpartition(".")[0]
            if is_within and name.startswith(f"{root}.") and kinds.get(parent, "").startswith("Tuple("):
                within = name.removeprefix(f"{root}.").split(".")
                yield from _found(name, ".".join(map(_quoted, [root, *within])), kinds[name])


def _found(name: str, here: str, kind: str) -> Iterator[tuple[str, str, str]]:
    """The column, unless it is a list or only holds others."""
    if kind in _TAKEN:
        yield name, here, _TAKEN[kind]
    elif kind.startswith("Date"):
        yield name, f"toUnixTimestamp64Micro(toDateTime64({here}, 6, 'UTC'))", INSTANT
    elif kind == "Bool":
        yield name, f"CAST({here} AS Int8)", WHOLE
    elif kind.startswith("Decimal"):
        yield name, f"CAST({here} AS Float64)", FLOAT
    elif not kind.startswith(("Array(", "Map(", "Tuple(")):
        yield name, f"CAST({here} AS String)", TEXT


def _quoted(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def _failed(said: str) -> EngineError:
    """What ClickHouse says, in one line."""
    return EngineError(
        tr("the engine could not do it: {said}", said=said.strip().partition("\n")[0]),
        hint=tr("Is each file a whole Parquet file?"),
    )
