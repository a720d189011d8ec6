"""The result as an SQLite database (https://www.sqlite.org/fileformat2.html): a table per part, keys, indexes, and views that answer.

What strangers wrote is made plain, as in every report, and is otherwise as it was: a tool that writes a table of it as CSV
has to see to formulas itself.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache

from lamppost.model.errors import ResultError
from lamppost.model.result import ResultDocument
from lamppost.report.sqlite.views import VIEWS
from lamppost.report.tables.every import TABLES
from lamppost.report.tables.shape import Chain, Column, Links, Row, Table, Value
from lamppost.report.wording import plain

FORMAT = "sqlite"
SUFFIX = ".sqlite"

VERSION = 1
"""Of the tables: `PRAGMA user_version`."""
_TYPES = {"int": "INTEGER", "bool": "INTEGER", "real": "REAL", "chain": "INTEGER"}
_CHAINS = """
    CREATE TABLE "chain" ("id" INTEGER PRIMARY KEY);
    CREATE TABLE "chain_link" (
        "chain" INTEGER REFERENCES "chain" ("id"), "step" INTEGER, "link" INTEGER REFERENCES "link" ("id"),
        PRIMARY KEY ("chain", "step")
    ) WITHOUT ROWID;
    CREATE INDEX "chain_link_link" ON "chain_link" ("link");
"""


def render(result: ResultDocument) -> bytes:
    """The file; the same octets for the same result and version of SQLite.

    Args:
        result: The result document; nothing else is read.

    Raises:
        ResultError: An id is given twice.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute(f"PRAGMA user_version = {VERSION}")
        base.executescript("\n".join(_created(table) for table in TABLES) + _CHAINS)
        base.execute("BEGIN")
        _fill(base, result)
        for name, text in VIEWS.items():
            base.execute(f'CREATE VIEW "{name}" AS {text}')
        base.execute("COMMIT")
        return base.serialize()


def _fill(base: sqlite3.Connection, result: ResultDocument) -> None:
    links, chains = Links(), dict[Chain, int]()
    for table in TABLES:
        marks = ", ".join("?" * len(table.columns))
        rows = (_values(row, chains) for row in table.rows(result, links))
        try:
            base.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)  # noqa: S608 - a name of ours
        except sqlite3.IntegrityError as error:
            raise ResultError(
                f"an id is given twice in the document: {error}", hint="Was it edited? Make it anew."
            ) from None
    base.executemany("INSERT INTO chain VALUES (?)", ((number,) for number in chains.values()))
    base.executemany("INSERT INTO chain_link VALUES (?, ?, ?)", _steps(chains))


def _steps(chains: dict[Chain, int]) -> Iterator[tuple[int, int, int]]:
    for chain, number in chains.items():
        yield from ((number, step, link) for step, link in enumerate(chain, start=1))


def _values(row: Row, chains: dict[Chain, int]) -> Sequence[str | int | float | None]:
    return [_value(value, chains) for value in row]


def _value(value: Value, chains: dict[Chain, int]) -> str | int | float | None:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, tuple):
        return chains.setdefault(value, len(chains) + 1)
    return value


@lru_cache(maxsize=65_536)
def _plain(value: str) -> str:
    return plain(value)


def _created(table: Table) -> str:
    """The statements that make a table and its indexes."""
    parts = [_column(one) for one in table.columns]
    if table.key:
        parts.append(f"PRIMARY KEY ({', '.join(_quoted(key) for key in table.key)})")
    indexes = [
        f"CREATE INDEX {_quoted(f'{table.name}_{one.name}')} ON {_quoted(table.name)} ({_quoted(one.name)});"
        for one in table.columns
        if (one.refers or one.kind == "chain") and (one.name,) != tuple(table.key[:1])
    ]
    inside = ",\n  ".join(parts)
    return "\n".join([f"CREATE TABLE {_quoted(table.name)} (\n  {inside}\n);", *indexes])


def _column(one: Column) -> str:
    refers = "chain" if one.kind == "chain" else one.refers
    ends = f' REFERENCES {_quoted(refers)} ("id")' if refers else ""
    return f"{_quoted(one.name)} {_TYPES.get(one.kind, 'TEXT')}{ends}"


def _quoted(name: str) -> str:
    return f'"{name}"'
