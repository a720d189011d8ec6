"""What was read so far, on disk: rows, and how far each file was read, in one transaction.

SQLite with a write-ahead log that is synchronised at each commit: what is committed is there after a loss of power,
and what is not was never there (sqlite.org/wal.html, sqlite.org/pragma.html#pragma_synchronous).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.observations import Column, SelfDescription
from lamppost.observe.logs.following import Followed

VERSION = 1


class Store:
    """A folder's state."""

    def __init__(self, path: Path, schemas: Mapping[str, Mapping[str, type]]) -> None:
        """Open or begin it.

        Args:
            path: The file.
            schemas: The columns of each table of numbers.

        Raises:
            LamppostError: It cannot be opened, is of another version, or another process has it.
        """
        self._schemas = schemas
        with self._in_words(path):
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            with self._in_words(path):
                self._open(path)
        except BaseException:
            self._db.close()  # and the lock with it
            raise

    def _open(self, path: Path) -> None:
        path.chmod(0o600)
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        self._db.execute("BEGIN IMMEDIATE")
        self._begin(path)
        self._db.execute("COMMIT")

    @staticmethod
    @contextmanager
    def _in_words(path: Path) -> Iterator[None]:
        try:
            yield
        except (
            sqlite3.Error,
            UnicodeDecodeError,
        ) as error:  # the latter of its own words about a damaged file
            raise LamppostError(
                tr("{file}: cannot be used: {why}", file=path.name, why=str(error)),
                hint=tr("Does another `lamppost watch` use it? Else name another file with --state."),
            ) from None

    def _begin(self, path: Path) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            raise LamppostError(
                tr("{file}: is of version {version}", file=path.name, version=version),
                hint=tr("It was written by another version of lamppost; name another file with --state."),
            )
        for name, schema in self._schemas.items():
            columns = ", ".join(f'"{column}" INTEGER NOT NULL' for column in schema)
            self._db.execute(f'CREATE TABLE IF NOT EXISTS "{name}" ({columns})')
        self._db.execute("CREATE TABLE IF NOT EXISTS files (number INTEGER PRIMARY KEY, told BLOB NOT NULL)")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS texts (kind TEXT, number INTEGER, text TEXT, PRIMARY KEY (kind, number)) WITHOUT ROWID"
        )
        self._db.execute("CREATE TABLE IF NOT EXISTS said (told BLOB NOT NULL)")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, told BLOB NOT NULL) WITHOUT ROWID"
        )
        self._db.execute("CREATE TABLE IF NOT EXISTS told (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute(f"PRAGMA user_version = {VERSION}")

    def begin(self) -> None:
        """Begin a transaction: all of it is there afterwards, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep what was put in since `begin`.

        Raises:
            sqlite3.Error: It could not be kept; nothing of it is there.
        """
        self._db.execute("COMMIT")

    def roll_back(self) -> None:
        """Forget what was put in since `begin`."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def add(self, table: str, rows: Mapping[str, Column]) -> None:
        """Put rows behind those that are there."""
        schema = self._schemas[table]
        columns = [_signed(rows[name]).tolist() for name in schema]
        marks = ", ".join("?" for _ in columns)
        self._db.executemany(f'INSERT INTO "{table}" VALUES ({marks})', zip(*columns, strict=True))

    def rows(self, table: str) -> dict[str, Column]:
        """All rows of a table."""
        schema = self._schemas[table]
        names = ", ".join(f'"{name}"' for name in schema)
        found = self._db.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid').fetchall()
        numbers = np.array(found, np.int64).reshape(-1, len(schema))
        return {
            name: numbers[:, at].copy().view(np.uint64) if kind is np.uint64 else numbers[:, at].astype(kind)
            for at, (name, kind) in enumerate(schema.items())
        }

    def replace(self, table: str, rows: Mapping[str, Column]) -> None:
        """Put rows in the place of all that are there."""
        self._db.execute(f'DELETE FROM "{table}"')
        self.add(table, rows)

    def add_texts(self, kind: str, first: int, texts: Sequence[str]) -> None:
        """Put texts behind those that are there, numbered from `first`."""
        rows = ((kind, first + at, text) for at, text in enumerate(texts))
        self._db.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)

    def replace_texts(self, kind: str, texts: Sequence[str]) -> None:
        """Put texts in the place of all of a kind, numbered from 0."""
        self._db.execute("DELETE FROM texts WHERE kind = ?", (kind,))
        self.add_texts(kind, 0, texts)

    def texts(self, kind: str) -> Iterator[str]:
        """All texts of a kind, in the order of their numbers."""
        found = self._db.execute("SELECT text FROM texts WHERE kind = ? ORDER BY number", (kind,))
        return (text for (text,) in found)

    def add_said(self, said: Iterable[SelfDescription]) -> None:
        """Put in what devices say of themselves."""
        self._db.executemany("INSERT INTO said VALUES (?)", ((msgspec.json.encode(one),) for one in said))

    def replace_said(self, said: Iterable[SelfDescription]) -> None:
        """Put what devices say of themselves in the place of all that was there."""
        self._db.execute("DELETE FROM said")
        self.add_said(said)

    def said(self) -> list[SelfDescription]:
        """All that devices said of themselves."""
        found = self._db.execute("SELECT told FROM said ORDER BY rowid")
        return [msgspec.json.decode(told, type=SelfDescription) for (told,) in found]

    def set_file(self, followed: Followed) -> None:
        """Keep how far a file was read."""
        told = msgspec.msgpack.encode(followed)
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (followed.number, told))

    def files(self) -> list[Followed]:
        """The files that were followed."""
        found = self._db.execute("SELECT told FROM files ORDER BY number")
        return [msgspec.msgpack.decode(told, type=Followed) for (told,) in found]

    def set_fact(self, name: str, value: Any) -> None:
        """Keep a value under a name."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, msgspec.json.encode(value)))

    def fact(self, name: str, kind: Any) -> Any:
        """The value under a name; None where there is none."""
        found = self._db.execute("SELECT told FROM facts WHERE name = ?", (name,)).fetchone()
        return None if found is None else msgspec.json.decode(found[0], type=kind)

    def told(self) -> set[str]:
        """What was told before."""
        return {one for (one,) in self._db.execute("SELECT id FROM told")}

    def add_told(self, ids: Iterable[str]) -> None:
        """Know that something was told."""
        self._db.executemany("INSERT OR IGNORE INTO told VALUES (?)", ((one,) for one in ids))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _signed(column: Column) -> Column:
    """Numbers as SQLite holds them, in 64 bits with a sign."""
    return column.view(np.int64) if column.dtype == np.uint64 else column
