"""The compiled packs: one append-only store of facts with two times, asked by subject, value, id or name.

A fact has the days between which it was true (`valid_from`, `valid_to`) and the days between which the
packs said so (`learned_on`, `retracted_on`). Rows are only ever added: a fact that ended has an end, a
fact that was wrong has a day on which it was withdrawn, and both can still be asked for as of then
(R. T. Snodgrass, Developing Time-Oriented Database Applications in SQL, 1999, chapters 9 and 10).
"""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from lamppost.knowledge import records, structs

T = TypeVar("T")

ALWAYS = 0
NEVER = date.max.toordinal() + 1
"""Day numbers (proleptic Gregorian ordinals) for "since before anything" and "not yet"."""
LISTED = "listed"
SERVICE_OF = "service_of"
OPERATED_BY = "operated_by"
MEMBER_OF = "member_of"
LIKE_NAME = "like_name"
ROWS: Mapping[str, type[Any]] = {
    LISTED: structs.ListEntry,
    SERVICE_OF: structs.HostName,
    OPERATED_BY: structs.AddressRange,
    "list_rule": structs.ListRule,
    "passage": records.Passage,
    "turn": records.Turn,
    MEMBER_OF: records.Membership,
    LIKE_NAME: structs.LikeName,
}
"""What a fact's row is, by its property; a statement for all others."""

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE thing (
  part TEXT NOT NULL,
  id TEXT NOT NULL,
  shown TEXT,              -- its short name, where it has one
  own INTEGER NOT NULL,    -- 1: from a pack that the user brought
  body BLOB NOT NULL,
  PRIMARY KEY (part, id)
) WITHOUT ROWID;
CREATE TABLE fact (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  part TEXT NOT NULL,      -- organisations, brands, lists, …
  thing TEXT NOT NULL,     -- the file that holds it
  subject TEXT,            -- what it is said of; null for a listed name that no organisation is tied to
  property TEXT NOT NULL,
  value TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER NOT NULL,
  learned_on INTEGER NOT NULL,
  retracted_on INTEGER NOT NULL,
  own INTEGER NOT NULL,    -- as its file
  body BLOB NOT NULL
);
CREATE TABLE name (
  part TEXT NOT NULL,      -- organisations, brands, laws, lists, unlinked, registrants
  id TEXT NOT NULL,
  row TEXT NOT NULL,       -- the row that says so; the id itself where none does
  shown TEXT NOT NULL,
  exact TEXT NOT NULL,
  normalised TEXT NOT NULL,
  backwards TEXT NOT NULL  -- the normalised name, letters reversed
);
CREATE TABLE fingerprint (
  id TEXT PRIMARY KEY,
  field TEXT NOT NULL,
  literals BLOB NOT NULL,  -- one of them stands in every value that it matches
  learned_on INTEGER NOT NULL,
  retracted_on INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE host (
  n INTEGER PRIMARY KEY,
  suffix TEXT NOT NULL,    -- lower case
  row TEXT NOT NULL,       -- the fact that says whose it is
  learned_on INTEGER NOT NULL,
  retracted_on INTEGER NOT NULL
);
CREATE TABLE prefix (
  n INTEGER PRIMARY KEY,
  prefix TEXT NOT NULL,
  version INTEGER NOT NULL,
  first BLOB NOT NULL,     -- its first address, 16 octets, the highest first
  shift INTEGER NOT NULL,  -- bits that it leaves open
  row TEXT NOT NULL,       -- the fact that says who operates it
  learned_on INTEGER NOT NULL,
  retracted_on INTEGER NOT NULL
);
"""
INDEXES = """
CREATE INDEX fact_by_subject ON fact (subject, property, valid_from);
CREATE INDEX fact_by_value ON fact (value, property);
CREATE INDEX fact_by_id ON fact (id);
CREATE INDEX thing_by_id ON thing (id);
CREATE INDEX name_exact ON name (part, exact);
CREATE INDEX name_normalised ON name (part, normalised);
CREATE INDEX name_backwards ON name (part, backwards);
"""
_KNOWN = "learned_on <= ? AND retracted_on > ?"
_TRUE = "valid_from <= ? AND valid_to > ?"
_COLUMNS = "id, part, thing, subject, property, value, body"


class When(msgspec.Struct, frozen=True):
    """A viewpoint: what held on a day, as far as the packs knew on another."""

    on: int
    known: int

    @classmethod
    def at(cls, as_of: date, known_by: date | None = None) -> "When":
        """The viewpoint for calendar days; without the second, everything that the packs in hand know."""
        return cls(as_of.toordinal(), NEVER - 1 if known_by is None else known_by.toordinal())


class Fact(NamedTuple):
    """One row of the store."""

    id: str
    part: str
    thing: str
    subject: str | None
    what: str
    """Its property."""
    value: str
    body: bytes

    @property
    def row(self) -> Any:
        """The row as it stands in its file."""
        return _decoder(ROWS.get(self.what, structs.Statement)).decode(self.body)


_DECODERS: dict[Any, msgspec.msgpack.Decoder[Any]] = {}


def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    """The decoder of a type, made once: making it takes longer than using it."""
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    return _DECODERS[kind]


class Name(NamedTuple):
    """One spelling of one thing."""

    id: str
    shown: str
    normalised: str
    holds: bool = True
    """Whether it is said to be its name on the day; else a former name, or one to come."""


class Database(sqlite3.Connection):
    """A database that is closed when nobody holds it any more; Python 3.13 complains of those that are only dropped."""

    def __del__(self) -> None:
        """Close it, unless it is of another thread, which closes it with itself."""
        with contextlib.suppress(sqlite3.ProgrammingError):
            self.close()


class Store:
    """Reads a compiled store; nothing here writes."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take an open database that `compiling.compile_packs` has written."""
        self._database = database

    @property
    def database(self) -> sqlite3.Connection:
        """The open database, for the index of names that stands beside them."""
        return self._database

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def meta(self, key: str) -> bytes:
        """A value that was kept about the whole store.

        Raises:
            KeyError: There is none of that key.
        """
        row = self._database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def thing(self, part: str, one: str) -> bytes | None:
        """A whole file of the packs, encoded; None if there is none of that id."""
        row = self._database.execute(
            "SELECT body FROM thing WHERE part = ? AND id = ?", (part, one)
        ).fetchone()
        return row[0] if row else None

    def shown_as(self, part: str, one: str) -> str | None:
        """The short name of a file's thing, without the rest of it; None if there is no such file, or no name."""
        row = self._database.execute(
            "SELECT shown FROM thing WHERE part = ? AND id = ?", (part, one)
        ).fetchone()
        return row[0] if row else None

    def things(self, part: str) -> Iterator[tuple[str, bytes]]:
        """Every file of a part, by id."""
        yield from self._database.execute("SELECT id, body FROM thing WHERE part = ? ORDER BY id", (part,))

    def count_things(self, part: str) -> int:
        """How many files a part holds."""
        return int(self._database.execute("SELECT count(*) FROM thing WHERE part = ?", (part,)).fetchone()[0])

    def facts_of(self, subject: str, properties: Sequence[str], when: When) -> list[Fact]:
        """What was true of a subject, in the order of the files."""
        return self._true("subject", subject, properties, when)

    def facts_about(self, value: str, properties: Sequence[str], when: When) -> list[Fact]:
        """What was true with this as its value: whom it owns, what it builds."""
        return self._true("value", value, properties, when)

    def ever_of(self, subject: str, property_: str, when: When) -> list[Fact]:
        """What was said of a subject for any day, as far as known."""
        return self._facts(
            f"subject = ? AND property = ? AND {_KNOWN}", (subject, property_, when.known, when.known)
        )

    def entries_called(self, name: str, when: When) -> list[tuple[str, structs.ListEntry]]:
        """List and row of each entry that a name stands in, where no organisation is tied to it."""
        rows = self._database.execute(
            f"SELECT value, body FROM fact WHERE subject IS NULL AND property = ? AND id IN "
            f"(SELECT row FROM name WHERE part = 'unlinked' AND exact = ?) AND {_KNOWN} ORDER BY n",
            (LISTED, name, when.known, when.known),
        )
        return [(one, _decoder(structs.ListEntry).decode(body)) for one, body in rows]

    def ever_about(self, value: str, property_: str) -> Iterator[Fact]:
        """Every fact with this value, whenever true and whenever known, in the order of the files."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM fact WHERE value = ? AND property = ? ORDER BY n", (value, property_)
        )
        yield from map(Fact._make, rows)

    def has_later(self, value: str, property_: str, when: When) -> bool:
        """Whether some fact with this value was not known yet."""
        sql = "SELECT 1 FROM fact WHERE value = ? AND property = ? AND learned_on > ? LIMIT 1"
        return self._database.execute(sql, (value, property_, when.known)).fetchone() is not None

    def count_about(self, value: str, property_: str) -> int:
        """How many facts have this value."""
        rows = self._database.execute(
            "SELECT count(*) FROM fact WHERE value = ? AND property = ?", (value, property_)
        )
        return int(rows.fetchone()[0])

    def fact(self, one: str) -> Fact | None:
        """A fact by the id of its row, true or not, withdrawn or not; None if no pack holds it."""
        found = self._facts("id = ?", (one,))
        return found[0] if found else None

    def holds_file(self, one: str) -> bool:
        """Whether a file of the packs has this id, or an edition one of its countries."""
        sql = "SELECT 1 FROM thing WHERE id = ? OR (part = 'editions' AND ? LIKE id || '-__') LIMIT 1"
        return self._database.execute(sql, (one, one)).fetchone() is not None

    def is_own(self, one: str) -> bool:
        """Whether a row or a file of this id stands in a pack that the user brought."""
        rows = self._database.execute(
            "SELECT own FROM fact WHERE id = ? UNION ALL SELECT own FROM thing WHERE id = ? LIMIT 1",
            (one, one),
        ).fetchone()
        return bool(rows and rows[0])

    def fingerprints(self, when: When) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Id and field of every fingerprint that is known, by id, and what stands in values that it matches."""
        rows = self._database.execute(
            f"SELECT id, field, literals FROM fingerprint WHERE {_KNOWN} ORDER BY id",
            (when.known, when.known),
        )
        decode = _decoder(tuple[str, ...]).decode
        yield from ((one, field, decode(literals)) for one, field, literals in rows)

    def hosts(self, when: When) -> Iterator[tuple[str, str]]:
        """Every host suffix that is known, lower case, and the row that says whose it is."""
        known = when.known, when.known
        yield from self._database.execute(f"SELECT suffix, row FROM host WHERE {_KNOWN} ORDER BY n", known)

    def prefixes(self, version: int, when: When) -> Iterator[tuple[str, int, int, str]]:
        """Every address prefix of a family that is known: its first address, bits it leaves open, and its row."""
        rows = self._database.execute(
            f"SELECT prefix, first, shift, row FROM prefix WHERE version = ? AND {_KNOWN} ORDER BY n",
            (version, when.known, when.known),
        )
        yield from ((prefix, int.from_bytes(first), shift, row) for prefix, first, shift, row in rows)

    def names_exact(self, part: str, text: str, when: When) -> list[Name]:
        """The names that are this text, but for case and the spaces around it."""
        return self._names("name.part = ? AND exact = ?", (part, text), when)

    def names_normalised(self, part: str, text: str, when: When) -> list[Name]:
        """The names that are this text without marks, punctuation and legal form."""
        return self._names("name.part = ? AND normalised = ?", (part, text), when)

    def names_near(self, part: str, text: str, when: When) -> list[Name]:
        """Names that may be one edit from a text; each has to be looked at.

        An edit of one place leaves the first half or the second half as it is (a swap at the seam touches
        one letter of each), so that both can be found in sorted columns.
        """
        half = len(text) // 2
        head, tail = text[: half - 1], text[half + 1 :][::-1]
        about = (part, len(text) - 1, len(text) + 1)
        where = "name.part = ? AND length(normalised) BETWEEN ? AND ?"
        return [
            *self._names(
                f"{where} AND normalised >= ? AND normalised < ?", (*about, head, _after(head)), when
            ),
            *self._names(f"{where} AND backwards >= ? AND backwards < ?", (*about, tail, _after(tail)), when),
        ]

    def names_with(self, part: str, word: str, most: int, when: When) -> list[Name]:
        """Names with these letters in them, by spelling."""
        return self._names("name.part = ? AND instr(normalised, ?) > 0", (part, word), when, most)

    def names_at(self, rows: Sequence[int], when: When) -> dict[int, Name]:
        """The names of these rows that are known and not withdrawn."""
        found = {row: self._names("name.rowid = ?", (row,), when) for row in rows}
        return {row: names[0] for row, names in found.items() if names}

    def _true(self, column: str, of: str, properties: Sequence[str], when: When) -> list[Fact]:
        marks = ", ".join("?" * len(properties))
        return self._facts(
            f"{column} = ? AND property IN ({marks}) AND {_TRUE} AND {_KNOWN}",
            (of, *properties, when.on, when.on, when.known, when.known),
        )

    def _facts(self, where: str, values: Sequence[str | int]) -> list[Fact]:
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM fact WHERE {where} ORDER BY n", values)
        return [Fact._make(row) for row in rows]

    def _names(
        self, where: str, values: Sequence[str | int], when: When, most: int | None = None
    ) -> list[Name]:
        """The spellings that are known and not withdrawn; whether each holds on the day stands beside it."""
        limit = "" if most is None else f"ORDER BY name.shown LIMIT {most:d}"
        rows = self._database.execute(
            f"SELECT name.id, name.shown, normalised, fact.id IS NULL OR ({_TRUE}) FROM name "
            f"LEFT JOIN fact ON fact.id = name.row WHERE {where} AND (fact.id IS NULL OR ({_KNOWN})) {limit}",
            (when.on, when.on, *values, when.known, when.known),
        )
        return [Name(one, shown, shape, bool(holds)) for one, shown, shape, holds in rows]


class StoredPart(Mapping[str, T], Generic[T]):
    """The files of one part by id, each decoded when it is first asked for."""

    def __init__(self, store: Store, part: str, kind: type[T]) -> None:
        """Nothing is read yet."""
        self._store, self._part, self._kind = store, part, kind
        self._held: dict[str, T] = {}

    def __getitem__(self, one: str) -> T:
        """The file of an id."""
        if one not in self._held:
            body = self._store.thing(self._part, one)
            if body is None:
                raise KeyError(one)
            self._held[one] = _decoder(self._kind).decode(body)
        return self._held[one]

    def __iter__(self) -> Iterator[str]:
        """The ids, sorted."""
        return (one for one, _ in self._store.things(self._part))

    def __len__(self) -> int:
        """How many there are."""
        return self._store.count_things(self._part)


def _after(text: str) -> str:
    """The first text behind all that begin with this one."""
    return text + "\U0010ffff"
