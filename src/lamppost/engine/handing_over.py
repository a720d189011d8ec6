"""What engines have in common that are handed Parquet: DuckDB writes what they are to hold, and reads what they answer.

So neither pandas nor pyarrow takes part, and nulls of every type pass.
"""

import tempfile
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from lamppost.engine.duckdb_engine import DuckDBEngine
from lamppost.engine.sql import Engine, EngineError, Item, Room
from lamppost.model.language import tr
from lamppost.model.observations import Column


class HandedParquet(Engine):
    """Tables of another engine than DuckDB; see `Engine`."""

    is_here = True

    def __init__(self, room: Room) -> None:
        """No tables yet.

        Args:
            room: How much of this machine it may take; its folder is one that all machines see.
        """
        self._scratch = tempfile.TemporaryDirectory(dir=room.folder, prefix="lamppost-")
        self._new = (Path(self._scratch.name) / f"{number}.parquet" for number in count())
        self._parquet = DuckDBEngine(room)
        self._kinds: dict[str, dict[str, str]] = {}

    @property
    def at_once(self) -> int:
        """How many tasks are done at the same time."""
        return self._parquet.at_once

    @abstractmethod
    def _written(self, statement: str, path: Path) -> None:
        """Have the rows of a statement in a new file, or a folder of files."""

    @abstractmethod
    def _stop(self) -> None:
        """Stop the engine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._parquet.__exit__(kind, error, trace)
        self._scratch.cleanup()

    def hold(self, table: str, columns: Mapping[str, Column]) -> None:
        """Make columns a table."""
        path = next(self._new)
        self._parquet.hold(table, columns)
        self._parquet.write(f"SELECT * FROM {table}", path)  # noqa: S608 - a name of ours, checked by `hold`
        self.files(table, [path])

    def kinds(self, table: str) -> dict[str, str]:
        """The columns of a table, and what each holds."""
        return dict(self._kinds[table])

    def rows(self, statement: str) -> Iterator[dict[str, Column]]:
        """The rows of a statement, some at a time."""
        self._answer(statement)
        yield from self._parquet.rows("SELECT * FROM answer")

    def write(self, statement: str, path: Path) -> None:
        """Write the rows of a statement as one Parquet file."""
        self._answer(statement)
        self._parquet.write("SELECT * FROM answer", path)

    def each(self, task: Callable[[Item], None], items: Sequence[Item]) -> Iterator[int]:
        """Do a task with each item, here, one after the other."""
        return self._parquet.each(task, items)

    def _answer(self, statement: str) -> None:
        path = next(self._new)
        self._written(statement, path)
        self._parquet.files("answer", [path])


def no_column(missing: Iterable[str], found: Iterable[str]) -> EngineError:
    """Files lack a column.

    Args:
        missing: What was asked for.
        found: What there is.
    """
    return EngineError(
        tr("there is no column {missing}", missing=", ".join(missing)),
        hint=tr("Its columns are {columns}.", columns=", ".join(found)),
    )
