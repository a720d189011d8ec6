"""The rows of a watch list: a table of the user's own, `targets.simple.csv` of OpenSanctions, or FollowTheMoney entities.

A table of the user's own has a column `name`, and may have `aliases` (separated by `;`, quoted as in CSV), `id`, `since`,
`until`, `list` and `schema`. The columns of OpenSanctions' table are those of https://www.opensanctions.org/docs/bulk/csv/;
its `first_seen` is when OpenSanctions first saw the entity, so the list had it on that day at the latest. Entities of
FollowTheMoney (https://followthemoney.tech/explorer/) stand one to a line, as JSON. Persons, vessels and whatever is no
organisation are left out and counted.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from lamppost.model.errors import PackError

MOST_LINE = 4 * 1024 * 1024
"""Letters in one line; no record of a list is longer."""
LONGEST_NAME = 1000
ORGANISATIONS = frozenset({"Company", "Organization", "PublicBody", "LegalEntity"})
_OF_PERSONS = ("birthDate", "birthPlace", "nationality", "firstName", "lastName", "fatherName", "gender")
_NAMES = ("name", "alias", "previousName")
"""Properties whose values are compared; a `weakAlias` is too broad to be, as its definition says."""


class Listed(NamedTuple):
    """One thing on a watch list."""

    line: int
    id: str
    """The file's own; else `line 7`."""
    list: str
    names: tuple[str, ...]
    """The name first, then other names, each once."""
    since: date | None
    until: date | None
    since_at_latest: bool
    """Only that it was listed by `since` is known."""


class LeftOut(NamedTuple):
    """A row of something that is no organisation."""

    line: int


def read_watch_list(path: Path) -> Iterator[Listed | LeftOut]:
    """Each row, in file order.

    Raises:
        PackError: The file is no watch list, or a row cannot be read; the message names file and line.
    """
    lines = _lines(path)
    first = next(lines, (0, ""))[1]
    if first.lstrip().startswith("{"):
        yield from _entities(path)
        return
    rows = csv.reader(line for _, line in _lines(path))
    header = [name.strip().casefold() for name in next(rows, [])]
    if "name" not in header:
        raise PackError(
            f"{path.name}:1: no column called name",
            hint="A watch list has a column name, and may have aliases, id, since, until, list.",
        )
    while (cells := _next(rows, path)) is not None:
        if len(cells) != len(header):
            raise _refused(path, rows.line_num, f"{len(cells)} cells", f"{len(header)}, as in the header")
        yield _row(path, rows.line_num, dict(zip(header, cells, strict=True)))


def _next(rows: Any, path: Path) -> list[str] | None:
    """The next row that is not empty; None at the end."""
    try:
        return next((cells for cells in rows if cells), None)
    except csv.Error as error:
        raise _refused(path, rows.line_num, f"no row: {error}", "cells in quotes") from None


def _row(path: Path, line: int, cells: Mapping[str, str]) -> Listed | LeftOut:
    schema = cells.get("schema", "").strip()
    if (schema and schema not in ORGANISATIONS) or cells.get("birth_date", "").strip():
        return LeftOut(line)
    name = " ".join(cells["name"].split())
    if not name:
        raise _refused(path, line, "no name", "a name in the column name")
    aliases = next(csv.reader(StringIO(cells.get("aliases", "")), delimiter=";"), [])
    seen = cells.get("first_seen", "")[:10]
    return Listed(
        line=line,
        id=cells.get("id", "").strip() or f"line {line}",
        list=(cells.get("list") or cells.get("dataset") or "").strip() or path.stem,
        names=_once(path, line, [name, *aliases]),
        since=_day(path, line, "since", cells.get("since") or seen),
        until=_day(path, line, "until", cells.get("until", "")),
        since_at_latest=not cells.get("since", "").strip(),
    )


def _entities(path: Path) -> Iterator[Listed | LeftOut]:
    for line, text in _lines(path):
        if not text.strip():
            continue
        try:
            entity = json.loads(text)
            properties, schema = entity["properties"], entity["schema"]
            found = [name for part in _NAMES for name in _texts(properties.get(part, []))]
            lists = "; ".join(_texts(entity.get("datasets", [])))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise _refused(path, line, "no entity", "an object with id, schema and properties") from None
        if schema not in ORGANISATIONS or any(properties.get(one) for one in _OF_PERSONS) or not found:
            yield LeftOut(line)
            continue
        yield Listed(
            line=line,
            id=str(entity.get("id") or f"line {line}"),
            list=lists or path.stem,
            names=_once(path, line, found),
            since=_day(path, line, "first_seen", str(entity.get("first_seen") or "")[:10]),
            until=None,
            since_at_latest=True,
        )


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _once(path: Path, line: int, names: list[str]) -> tuple[str, ...]:
    told = tuple(dict.fromkeys(text for name in names if (text := " ".join(name.split()))))
    if max(map(len, told)) > LONGEST_NAME:
        raise _refused(path, line, f"a name of more than {LONGEST_NAME} letters", "a name")
    return told


def _day(path: Path, line: int, column: str, text: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refused(path, line, f"{column} is {text[:40]!r}", "a day, as 2026-11-27") from None


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of each line, one at a time."""
    try:
        with path.open(encoding="utf-8-sig", errors="strict", newline="") as file:
            number = 0
            while line := file.readline(MOST_LINE + 1):
                number += 1
                if len(line) > MOST_LINE:
                    raise _refused(path, number, f"a line of more than {MOST_LINE} letters", "one row")
                yield number, line
    except UnicodeDecodeError as error:
        raise PackError(
            f"{path.name}: bytes that are no UTF-8 ({error.reason})", hint="Save the list as UTF-8."
        ) from None
    except OSError as error:
        raise PackError(f"{path.name}: cannot be read: {error.strerror}", hint="Check the path.") from None


def _refused(path: Path, line: int, what: str, expected: str) -> PackError:
    return PackError(f"{path.name}:{line}: {what}, expected {expected}", hint="Mend the row, or take it out.")
