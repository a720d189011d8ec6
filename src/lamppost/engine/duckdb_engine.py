"""DuckDB as the engine of one machine: out of core, locked, and without a connection to anywhere."""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from lamppost.engine.arrow_stream import batches
from lamppost.engine.sql import FLOAT, INSTANT, TEXT, WHOLE, EngineError, Item, Room
from lamppost.model.language import tr
from lamppost.model.observations import Column

if TYPE_CHECKING:
    import duckdb

_NAMES = re.compile(r"[a-z][a-z0-9_]*")
_KINDS_OF_NUMPY = {"i": WHOLE, "u": WHOLE, "f": FLOAT, "O": TEXT}
_KINDS = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), WHOLE),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"), WHOLE),
    **dict.fromkeys(("FLOAT", "DOUBLE"), FLOAT),
    "VARCHAR": TEXT,
}
"""Columns that are taken as they are."""
_INSTANTS = re.compile(r"TIMESTAMP|DATE$")
_STRUCT = re.compile(r"STRUCT\((.*)\)", re.DOTALL)

_INTERRUPTED = "Query interrupted"
"""What DuckDB says, in a RuntimeError, where the user interrupts a statement."""


class _Found(NamedTuple):
    """A column of files."""

    name: str
    expression: str
    kind: str


class DuckDBEngine:
    """Tables in one database in memory; see `Engine`."""

    is_here = True
    at_once = 1

    def __init__(self, room: Room) -> None:
        """No tables yet.

        Args:
            room: How much of the machine it may take.
        """
        import duckdb

        self._scratch = tempfile.TemporaryDirectory(dir=room.folder, prefix="lamppost-")
        self._failures: type[Exception] = duckdb.Error
        self._kinds: dict[str, dict[str, str]] = {}
        self._made: dict[str, str] = {}  # what each table is: a `TABLE` or a `VIEW`
        self._database = duckdb.connect(":memory:", config=_settings(room, self._scratch.name))
        self._run("SET enable_progress_bar = false")
        self._run("SET lock_configuration = true")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._scratch.cleanup()

    def hold(self, table: str, columns: Mapping[str, Column]) -> None:
        """Make columns a table."""
        lent = f"lent_{_name(table)}"
        self._database.register(lent, {_name(name): _handed(column) for name, column in columns.items()})
        self._make("TABLE", table, f"SELECT * FROM {lent}")
        self._database.unregister(lent)
        self._kinds[table] = {name: _KINDS_OF_NUMPY[column.dtype.kind] for name, column in columns.items()}

    def files(
        self,
        table: str,
        paths: Sequence[Path],
        columns: Mapping[str, str] | None = None,
        row: str | None = None,
    ) -> None:
        """Make Parquet files a table."""
        listed = ", ".join(_text(_pattern(one)) for one in paths)
        numbered = "" if row is None else ", file_row_number = true"
        read = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false{numbered})"
        described = self._run(f"DESCRIBE SELECT * FROM {read}").fetchall()
        found = {one.name: one for name, kind, *_ in described for one in _flat(name, kind)}
        number = found.pop("file_row_number", None)
        chosen = {name: name for name in found} if columns is None else columns
        if missing := [theirs for theirs in chosen.values() if theirs not in found]:
            raise EngineError(
                tr("there is no column {missing}", missing=", ".join(missing)),
                hint=tr("Its columns are {columns}.", columns=", ".join(found)),
            )
        taken = {ours: found[theirs] for ours, theirs in chosen.items()}
        if row is not None and number is not None:
            taken[row] = number._replace(expression=f"{number.expression} + 1")
        shown = ", ".join(f"{one.expression} AS {_quoted(ours)}" for ours, one in taken.items())
        self._make("VIEW", _name(table), f"SELECT {shown} FROM {read} AS r")
        self._kinds[table] = {ours: one.kind for ours, one in taken.items()}

    def kinds(self, table: str) -> dict[str, str]:
        """The columns of a table, and what each holds."""
        return dict(self._kinds[table])

    def rows(self, statement: str) -> Iterator[dict[str, Column]]:
        """The rows of a statement, some at a time."""
        with self._asking():
            capsule = self._database.sql(statement).__arrow_c_stream__()
        yield from batches(capsule, _failed)

    def write(self, statement: str, path: Path) -> None:
        """Write the rows of a statement as Parquet."""
        self._run(f"COPY ({statement}) TO {_text(str(path.absolute()))} (FORMAT parquet, COMPRESSION zstd)")

    def each(self, task: Callable[[Item], None], items: Sequence[Item]) -> Iterator[int]:
        """Do a task with each item, here, one after the other."""
        for at, item in enumerate(items):
            task(item)
            yield at

    def _make(self, sort: str, table: str, statement: str) -> None:
        """Make a `TABLE` or a `VIEW` of a statement, in place of what had the name."""
        if (before := self._made.pop(table, sort)) != sort:
            self._run(f"DROP {before} {table}")
        self._run(f"CREATE OR REPLACE TEMP {sort} {table} AS {statement}")
        self._made[table] = sort

    def _run(self, statement: str) -> "duckdb.DuckDBPyConnection":
        with self._asking():
            return self._database.execute(statement)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """What goes wrong is said in our words; an interruption, which DuckDB calls a fault, is one."""
        try:
            yield
        except self._failures as error:
            raise _failed(str(error)) from error
        except RuntimeError as error:
            if str(error) != _INTERRUPTED:
                raise
            raise KeyboardInterrupt from error


def _flat(name: str, kind: str, within: str = "r", before: str = "") -> Iterator[_Found]:
    """The columns that a column stands for: itself, or those within it.

    Args:
        name: What it is called there.
        kind: Its type, as DuckDB writes it.
        within: What it is a column of.
        before: What its full name begins with.
    """
    full, here = before + name, f"{within}.{_quoted(name)}"
    if kind in _KINDS:
        yield _Found(full, here, _KINDS[kind])
    elif inside := _STRUCT.fullmatch(kind):
        for one, other in _members(inside[1]):
            yield from _flat(one, other, here, f"{full}.")
    elif _INSTANTS.match(kind):
        exact = (
            f"CAST({here} AS TIMESTAMP)" if kind in ("TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S") else here
        )
        yield _Found(full, f"epoch_us({exact})", INSTANT)
    elif kind == "BOOLEAN":
        yield _Found(full, f"CAST({here} AS TINYINT)", WHOLE)
    elif kind.startswith("DECIMAL") or kind in ("HUGEINT", "UHUGEINT"):
        yield _Found(full, f"CAST({here} AS DOUBLE)", FLOAT)
    elif not kind.endswith("]") and not kind.startswith("MAP("):
        yield _Found(full, f"CAST({here} AS VARCHAR)", TEXT)


def _members(inside: str) -> Iterator[tuple[str, str]]:
    """Names and types of what a type `STRUCT(…)` holds."""
    depth, start, is_quoted = 0, 0, False
    for at, sign in enumerate(inside + ","):
        if sign == '"':
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif sign == "," and not depth:
            yield _member(inside[start:at].strip())
            start = at + 1
        depth += (sign == "(") - (sign == ")")


def _member(text: str) -> tuple[str, str]:
    if text.startswith('"'):
        end = re.match(r'"(?:[^"]|"")*"', text)
        name = end[0] if end else text
        return name[1:-1].replace('""', '"'), text[len(name) :].strip()
    name, _, kind = text.partition(" ")
    return name, kind


def _settings(room: Room, scratch: str) -> dict[str, Any]:
    """What is set before anything is read; nothing changes it afterwards."""
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "custom_extension_repository": scratch,
        "extension_directory": scratch,
        "secret_directory": scratch,
        "allow_persistent_secrets": "false",
        "temp_directory": scratch,
        "memory_limit": f"{room.memory_bytes}B",
        "preserve_insertion_order": str(room.keeps_order).lower(),
    }
    return settings if room.threads is None else {**settings, "threads": str(room.threads)}


def _name(word: str) -> str:
    """A name of ours, which needs no quotes in any dialect."""
    if not _NAMES.fullmatch(word):
        raise ValueError(word)
    return word


def _quoted(name: str) -> str:
    """A name of theirs."""
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _pattern(path: Path) -> str:
    """The pattern that means this file alone, or all Parquet below this folder."""
    absolute = re.sub(r"[\[*?]", r"[\g<0>]", str(path.absolute()))
    return f"{absolute}/**/*.parquet" if path.is_dir() else absolute


def _handed(column: Column) -> Column:
    """A column as DuckDB takes it: in one piece, in the machine's order of octets."""
    if column.dtype == object:
        return column
    native = column.dtype.newbyteorder("=")
    if isinstance(column, np.ma.MaskedArray):
        return np.ma.MaskedArray(np.ascontiguousarray(column.data, native), np.ma.getmaskarray(column))
    return np.ascontiguousarray(column, native)


def _failed(said: str) -> EngineError:
    """What DuckDB says, in one line."""
    first = said.strip().partition("\n")[0]
    if said.startswith("Out of Memory"):
        error = EngineError(
            tr("the engine ran out of memory: {said}", said=first),
            hint=tr("Is there room in the folder for temporary files, which TMPDIR names?"),
        )
    else:
        error = EngineError(
            tr("the engine could not do it: {said}", said=first),
            hint=tr("Is each file a whole Parquet file?"),
        )
    error.said = first
    return error
