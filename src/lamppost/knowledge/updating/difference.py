"""What a published file changes in a list that is held: periods are added, closed or marked, never lost.

Rows and held entries belong together if the publisher's id or the printed name is the same. Among those,
a row is the held period that begins on the same day; a row that prints no day is the period that holds on
the day of the edition. What then differs is written beside the old row, and the old row is closed (it held
until now) or retracted (it was printed wrongly): so every id that was ever given stays.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from lamppost.knowledge.found import BY_EDITION
from lamppost.knowledge.structs import Correction, ListEntry
from lamppost.knowledge.updating.rows import Row, name_key, slug

PROGRAMME = "programme:"
ID_LETTERS = 64
_PERIOD = re.compile(r"-\d{4}-\d{2}-\d{2}(?:-\d+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The file that is compared, and what is known of it."""

    day: date | None
    """As of which day it says what is listed; None if nobody said."""
    whole: bool
    """Whether it names everything that was listed on that day."""
    make: Callable[[str, Row, date, date | None], ListEntry]
    """A new entry: id, row, listed on, removed on."""
    today: date
    review_by: date
    renews: Callable[[ListEntry], bool] = lambda _: False
    """Whether an entry was read from this format before, so that reading it again renews it."""
    names_otherwise: Collection[str] = ()
    """Bases and name keys that stand in rows which were not taken in: not to be closed."""
    withdrawn: Collection[str] = ()
    """Ids of entries that a correction has withdrawn already."""


@dataclass(slots=True)
class Difference:
    """What an update of one list does, and the rows that it leads to."""

    list_id: str
    added: list[ListEntry] = field(default_factory=list)
    reappeared: list[ListEntry] = field(default_factory=list)
    closed: list[tuple[ListEntry, ListEntry]] = field(default_factory=list)
    """Old and new form of the same id."""
    changed: list[tuple[ListEntry, ListEntry, str]] = field(default_factory=list)
    """The old row, the row beside it, and what differs."""
    corrections: list[Correction] = field(default_factory=list)
    """Of old rows that were not what the publisher prints."""
    absent: list[ListEntry] = field(default_factory=list)
    """Open, and not in this file; left as they are."""
    renewed: int = 0
    unchanged: int = 0
    repeated: int = 0
    """Rows that say the same as another row of the file."""
    other_names: list[tuple[Row, Row]] = field(default_factory=list)
    """Rows that print another name under the id of the row beside them, which is the one that is kept."""
    entries: list[ListEntry] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.added or self.reappeared or self.closed or self.changed or self.renewed)


def base_id(list_id: str, publisher_id: str | None, name: str) -> str:
    """The id of a listing without its period: the publisher's own id, or else the printed name."""
    room = ID_LETTERS - len(list_id) - 1
    return _PERIOD.sub("", f"{list_id}-{slug(publisher_id or name_key(name), max(12, room))}")


def base_of(entry_id: str) -> str:
    """The id of an entry without its period."""
    return _PERIOD.sub("", entry_id)


def programme_words(row: Row) -> frozenset[str]:
    """The programmes of a row as scope words."""
    return frozenset(f"{PROGRAMME}{slug(name)}" for name in row.programmes)


def programmes_of(entry: ListEntry) -> frozenset[str]:
    """The programmes among the scope words of an entry."""
    return frozenset(word for word in entry.scope.split(";") if word.startswith(PROGRAMME))


def shown(words: Collection[str]) -> str:
    """Programmes in words."""
    return ", ".join(sorted(word.removeprefix(PROGRAMME) for word in words)) or "none"


def scope_of(row: Row) -> str:
    """The scope words of a new entry."""
    words = [*row.scope, *sorted(programme_words(row)), *([] if row.listed_on else [BY_EDITION])]
    return ";".join(dict.fromkeys(words))
