"""Which rows of a watch list bear a name, or nearly bear it, on a day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from lamppost.knowledge.matching.nearest import MATCHES, nearest
from lamppost.knowledge.matching.reasons import reasons
from lamppost.knowledge.nearby import NearIndex, read_index
from lamppost.knowledge.spelling import exact, normalised
from lamppost.knowledge.watchlists.keeping import ALWAYS, NEVER, PART, open_watch_list
from lamppost.model.result import Link, PackRef
from lamppost.model.saying import Sentence
from lamppost.model.vocabulary import Match

MOST_ROWS = 20
"""Rows of one name that are told."""


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a watch list that a name leads to."""

    id: str
    list: str
    name: str
    """The name on the list that it is, or is nearly."""
    since: date | None
    """None: the list does not say."""
    since_at_latest: bool
    until: date | None
    match: Match
    why: Sentence | None
    """Of a near name: which words agree, and which differ."""
    line: int

    def holds(self, day: date) -> bool:
        """Whether it is listed on a day, as far as the list says."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class WatchList:
    """One file of the user's, asked by name."""

    def __init__(self, path: Path) -> None:
        """Open it; it is compiled where that was not done before.

        Raises:
            PackError: The file is no watch list, or a row of it cannot be read.
        """
        self.file = path.name
        self._database, self._sha256 = open_watch_list(path)
        self._index: NearIndex | None = None
        self._known: dict[str, list[Watched]] = {}

    @property
    def ref(self) -> PackRef:
        """The list among the packs of a result."""
        return PackRef(
            id=f"watch-{Path(self.file).stem}",
            version=self._sha256[:12],
            day="",
            sha256=self._sha256,
            licence="your own",
            origin="user",
        )

    @property
    def counts(self) -> tuple[int, int]:
        """How many rows are listed, and how many were left out because they name no organisation."""
        held = dict(self._database.execute("SELECT key, value FROM meta").fetchall())
        return int(held["listed"]), int(held["left_out"])

    def find(self, names: Sequence[str]) -> list[tuple[str, Watched]]:
        """The rows that bear one of a thing's names, whenever listed, each once, with the name that led there.

        A row bears a name but for case, marks and legal form, or else nearly bears it. A name of one word is only
        near where it is the one name: beside longer ones it is short for them, and many names begin with it.
        """
        found: dict[int, tuple[str, Watched]] = {}
        for name in names:
            for row in self._kept(name, self._bearing):
                found.setdefault(row.line, (name, row))
        for name in names:
            if len(names) == 1 or len(normalised(name).split()) > 1:
                for row in self._kept(f"{name}\0", self._near):
                    found.setdefault(row.line, (name, row))
        return [found[line] for line in sorted(found)]

    def _kept(self, name: str, find: Callable[[str], list[Watched]]) -> list[Watched]:
        if name not in self._known:
            self._known[name] = find(name.rstrip("\0"))
        return self._known[name]

    def _bearing(self, name: str) -> list[Watched]:
        for column, text in (("exact", exact(name)), ("normalised", normalised(name))):
            rows = self._rows(f"name.{column} = ?", [text]) if text else []
            if rows:
                return [_watched(row, "exact_name", None) for row in rows]
        return []

    def _near(self, name: str) -> list[Watched]:
        if self._kept(name, self._bearing):
            return []
        if self._index is None:
            self._index = read_index(self._database, PART)
        shown: dict[int, str] = {}

        def spelled(places: Sequence[int]) -> Mapping[int, str]:
            marks = ", ".join("?" * len(places))
            sql = f"SELECT rowid, shown FROM name WHERE rowid IN ({marks})"  # noqa: S608 - only question marks
            shown.update(self._database.execute(sql, places).fetchall())
            return {place: shown[place] for place in places}

        found: dict[tuple[object, ...], Watched] = {}
        for near in nearest(name, self._index.grams, spelled, self._index.weights):
            if near.alignment.score >= MATCHES:
                why = reasons(name, shown[near.place], near.alignment)
                for row in self._rows("name.rowid = ?", [near.place]):
                    found.setdefault(tuple(row[:3]), _watched(row, "fuzzy", why))
        return list(found.values())

    def _rows(self, where: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._database.execute(
            "SELECT listed.id, listed.line, listed.list, since, until, at_latest, name.shown FROM name "  # noqa: S608
            f"JOIN listed ON listed.n = name.listed WHERE {where} ORDER BY listed.n LIMIT {MOST_ROWS}",
            values,
        ).fetchall()

    def link(self, asked: str, row: Watched, as_of: date) -> Link:
        """A row as one link of a chain, about the name that led to it; a candidate, for a name is no identity."""
        since = f", since {row.since}" if row.since else ""
        return Link(
            subject=asked,
            property="listed_on",
            value=f"{row.list}, as “{row.name}”{since}",
            source=self.file,
            source_class=None,
            match=row.match,
            day=as_of.isoformat(),
            locator=f"line {row.line}",
            statement=row.id,
            original=row.name,
            status="candidate",
            from_own_pack=True,
        )


def _watched(row: tuple[Any, ...], match: Match, why: Sentence | None) -> Watched:
    one, line, name_of_list, since, until, at_latest, shown = row
    return Watched(
        id=one,
        list=name_of_list,
        name=shown,
        since=None if since == ALWAYS else date.fromordinal(since),
        since_at_latest=bool(at_latest),
        until=None if until == NEVER else date.fromordinal(until),
        match=match,
        why=why,
        line=line,
    )
