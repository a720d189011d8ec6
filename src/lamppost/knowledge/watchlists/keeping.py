"""A watch list compiled into one file: rows, names and the index of names, read where they are needed."""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from lamppost.knowledge.cache import cache_directory, code_digest
from lamppost.knowledge.files import sum_of
from lamppost.knowledge.nearby import INDEXES as NEAR_INDEXES
from lamppost.knowledge.nearby import SCHEMA as NEAR_SCHEMA
from lamppost.knowledge.nearby import write_index
from lamppost.knowledge.spelling import exact, normalised
from lamppost.knowledge.store import Database
from lamppost.knowledge.watchlists.reading import LeftOut, read_watch_list

PART = "watch"
SUFFIX = ".watch"
MOST_KEPT = 4
ALWAYS, NEVER = 0, date.max.toordinal() + 1
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE listed (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  line INTEGER NOT NULL,
  list TEXT NOT NULL,
  since INTEGER NOT NULL,  -- proleptic Gregorian ordinal; 0: not said
  until INTEGER NOT NULL,
  at_latest INTEGER NOT NULL
);
CREATE TABLE name (listed INTEGER NOT NULL, shown TEXT NOT NULL, exact TEXT NOT NULL, normalised TEXT NOT NULL);
"""
_INDEXES = """
CREATE INDEX name_exact ON name (exact);
CREATE INDEX name_normalised ON name (normalised);
"""
_AT_ONCE = 10_000


def open_watch_list(path: Path) -> tuple[sqlite3.Connection, str]:
    """The compiled list and the SHA-256 of its file; compiled now where it was not before.

    Raises:
        PackError: The file is no watch list, or a row of it cannot be read.
    """
    digest = sum_of(path)
    folder = cache_directory()
    if folder is None:
        database = sqlite3.connect(":memory:", factory=Database)
        _compile(path, database)
        return database, digest
    kept = folder / f"{digest[:32]}-{code_digest()[:16]}{SUFFIX}"
    if not kept.exists():
        _keep(path, kept)
    with contextlib.suppress(OSError):
        os.utime(kept)
    database = sqlite3.connect(f"{kept.as_uri()}?mode=ro&immutable=1", uri=True, factory=Database)
    database.execute(f"PRAGMA mmap_size = {1 << 32}")
    return database, digest


def _keep(path: Path, kept: Path) -> None:
    """Compile beside the place and put it there at once; older ones make room."""
    handle, name = tempfile.mkstemp(dir=kept.parent)
    os.close(handle)
    try:
        database = sqlite3.connect(name, factory=Database)
        _compile(path, database)
        database.close()
        Path(name).replace(kept)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for old in sorted(kept.parent.glob(f"*{SUFFIX}"), key=lambda one: one.stat().st_mtime)[:-MOST_KEPT]:
        old.unlink()


def _compile(path: Path, database: sqlite3.Connection) -> None:
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA} {NEAR_SCHEMA}")
    left_out = listed = 0
    events = read_watch_list(path)
    while some := list(islice(events, _AT_ONCE)):
        rows = [row for row in some if not isinstance(row, LeftOut)]
        left_out += len(some) - len(rows)
        database.executemany(
            "INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    listed + at,
                    row.id,
                    row.line,
                    row.list,
                    row.since.toordinal() if row.since else ALWAYS,
                    row.until.toordinal() if row.until else NEVER,
                    row.since_at_latest,
                )
                for at, row in enumerate(rows)
            ),
        )
        database.executemany(
            "INSERT INTO name VALUES (?, ?, ?, ?)",
            (
                (listed + at, name, exact(name), normalised(name))
                for at, row in enumerate(rows)
                for name in row.names
            ),
        )
        listed += len(rows)
    database.executescript(_INDEXES)
    write_index(database, PART, _names(database))
    database.executescript(NEAR_INDEXES)
    counts = (("listed", listed), ("left_out", left_out))
    database.executemany("INSERT INTO meta VALUES (?, ?)", ((key, str(count)) for key, count in counts))
    database.commit()


def _names(database: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    yield from database.execute("SELECT rowid, shown FROM name ORDER BY rowid")
