"""What is asked of an SQL engine, whichever runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from lamppost.model.errors import LamppostError
from lamppost.model.observations import Column

Item = TypeVar("Item")
WHOLE, FLOAT, INSTANT, TEXT = "whole", "float", "instant", "text"
"""What a column may hold."""


class EngineError(LamppostError):
    """An engine could not do what it was asked: a file is none, the memory or the disk is full."""

    said = ""
    """What the engine itself says, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much of the machine an engine may take."""

    memory_bytes: int = 640 << 20
    """What it keeps in memory at most; what is more lies in temporary files."""
    threads: int | None = None
    """None: as many as there are processors."""
    folder: Path | None = None
    """Where temporary files go; None: the folder that TMPDIR names."""
    keeps_order: bool = False
    """Rows of files come in their order where a statement puts none together; this takes more memory."""


class Engine(AbstractContextManager["Engine"], Protocol):
    """Tables, and statements of `statements` over them. Nulls: of numbers a masked array, of texts None."""

    @property
    def is_here(self) -> bool:
        """Whether tasks are done in this process, one after the other, so that they can tell how far they are."""

    @property
    def at_once(self) -> int:
        """How many tasks are done at the same time, on all machines together."""

    def hold(self, table: str, columns: Mapping[str, Column]) -> None:
        """Make columns a table, in place of what had the name.

        Args:
            table: Its name, as statements call it.
            columns: Whole numbers, floats or texts (of type object), each of shape (n,).
        """

    def files(
        self,
        table: str,
        paths: Sequence[Path],
        columns: Mapping[str, str] | None = None,
        row: str | None = None,
    ) -> None:
        """Make Parquet files a table, in place of what had the name; they are read where a statement asks.

        Columns within columns are called with a point between (`source.ip`). Instants of every kind become
        microseconds since 1970 (UTC), decimals floats, truths 0 and 1, and whatever else is no number a text; lists
        are left out.

        Args:
            table: Its name.
            paths: Files, or folders that hold some at any depth.
            columns: Under which name each column is known, and what it is called in the files; None: all, as there.
            row: The name of one more column, the number of each row in its file, from 1; None: none.

        Raises:
            EngineError: One is no Parquet, or lacks a column.
        """

    def kinds(self, table: str) -> dict[str, str]:
        """The columns of a table in order, and whether each holds `whole` numbers, `float`s, `instant`s or `text`s."""

    def rows(self, statement: str) -> Iterator[dict[str, Column]]:
        """The rows of a statement, some at a time, in no order, as read-only columns.

        Raises:
            EngineError: It could not be run to its end.
        """

    def write(self, statement: str, path: Path) -> None:
        """Write the rows of a statement as one Parquet file, whole or not at all, in place of what was there.

        Raises:
            EngineError: It could not be run, or not be written.
        """

    def each(self, task: Callable[[Item], None], items: Sequence[Item]) -> Iterator[int]:
        """Do a task with each item, on whichever machine; the places of items that are done, as they are.

        Args:
            task: A function of a module; what comes of it lies in files that all machines see.
            items: What it is done with; they are sent to the machines.

        Raises:
            EngineError: A machine failed, or the task there.
        """
