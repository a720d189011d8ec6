"""The names of the store that are nearly a name: an index beside the names, kept with them where they are kept.

Of each part the grams of its names stand in the store, gram by gram, so that a question reads those that it has and no
others. A store in memory has none: there the index is made of the names when it is first asked for.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from lamppost.knowledge.matching.grams import N_GRAMS
from lamppost.knowledge.matching.index import Columns, GramIndex, build_columns
from lamppost.knowledge.matching.nearest import Near, Weights, nearest
from lamppost.knowledge.store import Name, Store, When

SCHEMA = """
CREATE TABLE near (
  part TEXT PRIMARY KEY,   -- as of `name`
  total INTEGER NOT NULL,  -- how many names it has
  norms BLOB NOT NULL,     -- 32-bit floats, one for each form of a name
  rows BLOB NOT NULL       -- 32-bit numbers: the row of `name` that each form is of
);
CREATE TABLE near_gram (part TEXT NOT NULL, gram INTEGER NOT NULL, forms INTEGER NOT NULL, postings BLOB NOT NULL);
CREATE TABLE near_word (
  part TEXT NOT NULL, word TEXT NOT NULL, names INTEGER NOT NULL, PRIMARY KEY (part, word)
) WITHOUT ROWID;
"""
INDEXES = "CREATE INDEX near_gram_by ON near_gram (part, gram, forms);"
PARTS = ("organisations", "brands", "unlinked")
"""Parts that people ask for by names which they may have written otherwise."""


_POSTINGS_KEPT = 4096
"""Grams whose postings are kept: names that are asked for one after the other have many in common."""
_NAMES_KEPT = 1 << 15
_VIEWS_KEPT = 8
_NOT_ASKED = Name("", "", "")


class NearName(NamedTuple):
    """One held name that is nearly the asked one."""

    name: Name
    near: Near


class NearIndex(NamedTuple):
    """An index of names, and how much each word of them tells."""

    grams: GramIndex
    weights: Weights
    names: dict[When, dict[int, Name | None]]
    """The names of rows that were asked for before, by the days; None where none is known then."""


_KEPT: "WeakKeyDictionary[Store, dict[str, NearIndex]]" = WeakKeyDictionary()


def write_near(database: sqlite3.Connection) -> None:
    """Write the index of every part beside its names.

    Args:
        database: A store, whose names are written.

    Raises:
        sqlite3.Error: It cannot be written.
    """
    database.executescript(SCHEMA)
    for part in PARTS:
        write_index(database, part, _names_of(database, part))
    database.executescript(INDEXES)


def write_index(database: sqlite3.Connection, part: str, names: Iterable[tuple[int, str]]) -> None:
    """Write the index of some names.

    Args:
        database: Where the tables of `SCHEMA` are.
        part: What they are called by.
        names: Row and spelling of each, rising.

    Raises:
        sqlite3.Error: It cannot be written.
    """
    rows, columns, words = _indexed(names)
    database.execute(
        "INSERT INTO near VALUES (?, ?, ?, ?)",
        (part, len(rows), columns.norms.astype("<f4").tobytes(), columns.names.astype("<i4").tobytes()),
    )
    database.executemany(
        "INSERT INTO near_gram VALUES (?, ?, ?, ?)", ((part, *gram) for gram in _grams(columns))
    )
    database.executemany(
        "INSERT INTO near_word VALUES (?, ?, ?)", ((part, word, count) for word, count in words.items())
    )


def _indexed(names: Iterable[tuple[int, str]]) -> tuple[NDArray[np.int64], Columns, Counter[str]]:
    """The row of each name, the index of all, whose forms name those rows, and the words."""
    held: list[int] = []

    def spelled() -> Iterator[str]:
        for row, shown in names:
            held.append(row)
            yield shown

    columns, words = build_columns(spelled())
    rows = np.array(held, np.int64)
    return rows, columns._replace(names=rows[columns.names].astype(np.int32)), words


def _names_of(database: sqlite3.Connection, part: str) -> Iterator[tuple[int, str]]:
    """Row and spelling of each name of a part that was given to a thing, its id left out."""
    yield from database.execute(
        "SELECT rowid, shown FROM name WHERE part = ? AND (shown <> id OR part = 'unlinked') ORDER BY rowid",
        (part,),
    )


def _grams(columns: Columns) -> Iterator[tuple[int, int, bytes]]:
    counts = np.diff(columns.starts)
    for gram in np.flatnonzero(counts).tolist():
        some = columns.postings[columns.starts[gram] : columns.starts[gram + 1]]
        yield gram, int(counts[gram]), some.astype("<i4").tobytes()


class NearNames:
    """The names of one part of a store, asked for those that are nearly a name."""

    def __init__(self, store: Store, part: str, when: When) -> None:
        """Nothing is read yet."""
        self._store, self._part, self._when = store, part, when

    def nearest(self, asked: str) -> list[NearName]:
        """The names that agree most, the best first, of those that are known and not withdrawn.

        Each thing stands once, by the name of it that agrees most.
        """
        kept = _KEPT.setdefault(self._store, {})
        if self._part not in kept:
            kept[self._part] = _read(self._store, self._part)
        index = kept[self._part]
        if self._when not in index.names and len(index.names) >= _VIEWS_KEPT:
            index.names.clear()
        known = index.names.setdefault(self._when, {})
        if len(known) > _NAMES_KEPT:
            known.clear()
        names = dict[int, Name]()

        def spelled(rows: Sequence[int]) -> Mapping[int, str]:
            held = {row: known.get(row, _NOT_ASKED) for row in rows}
            more = [row for row, name in held.items() if name is _NOT_ASKED]
            found = self._store.names_at(more, self._when)
            for row in more:
                held[row] = known[row] = found.get(row)
            names.update((row, name) for row, name in held.items() if name is not None)
            return {row: name.shown for row, name in names.items()}

        found: dict[str, NearName] = {}
        for near in nearest(asked, index.grams, spelled, index.weights):
            name = names[near.place]
            found.setdefault(name.id, NearName(name, near))
        return list(found.values())


def _read(store: Store, part: str) -> NearIndex:
    """The index of a part: as it was kept, or else made of the names."""
    database = store.database
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'near'").fetchone():
        return read_index(database, part)
    rows, columns, words = _indexed(_names_of(database, part))
    return NearIndex(GramIndex.of(columns), Weights(lambda word: words[word], len(rows)), {})


def read_index(database: sqlite3.Connection, part: str) -> NearIndex:
    """An index as `write_index` wrote it; postings are read when they are asked for."""
    total, norms, rows = database.execute(
        "SELECT total, norms, rows FROM near WHERE part = ?", (part,)
    ).fetchone()
    counts = np.zeros(N_GRAMS, np.int64)
    for gram, forms in database.execute("SELECT gram, forms FROM near_gram WHERE part = ?", (part,)):
        counts[gram] = forms

    @lru_cache(maxsize=_POSTINGS_KEPT)
    def postings(gram: int) -> NDArray[np.int32]:
        sql = "SELECT postings FROM near_gram WHERE part = ? AND gram = ?"
        return np.frombuffer(database.execute(sql, (part, gram)).fetchone()[0], "<i4")

    def count_of(word: str) -> int:
        sql = "SELECT names FROM near_word WHERE part = ? AND word = ?"
        found = database.execute(sql, (part, word)).fetchone()
        return int(found[0]) if found else 0

    index = GramIndex(counts, np.frombuffer(norms, "<f4"), np.frombuffer(rows, "<i4"), postings)
    return NearIndex(index, Weights(count_of, total), {})
