"""The user's exceptions from a TOML file: who excepts what, why and until when; errors name file and line."""

import ipaddress
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import reduce
from pathlib import Path
from typing import Any

from lamppost.knowledge.files import MIB, read_text
from lamppost.model.addresses import mac_number, mac_text
from lamppost.model.errors import LamppostError
from lamppost.model.ids import make_id
from lamppost.model.language import noted, tr
from lamppost.model.result import Suppression

MOST_BYTES = MIB
MOST_LETTERS = 1000
TABLE = "suppression"
WORDS = ("policy", "rule", "who", "why")
SUBJECTS = ("device", "mac", "address", "asset")
_IDS = {"device": re.compile(r"dev-[0-9a-f]{12}"), "asset": re.compile(r"ast-[0-9a-f]{12}")}
_HEADER = re.compile(r"\s*\[\[\s*[\"']?suppression[\"']?\s*\]\]")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_EXPECTED = noted(
    'Expected is [[suppression]] with policy, rule, one of device, mac, address or asset, who = "…", why = "…" and until = 2027-01-31.'
)
_NO_ADDRESS = {
    "mac": noted("{key} is {value}, not a MAC address"),
    "address": noted("{key} is {value}, not an IP address"),
}
Table = Mapping[str, Any]


def read_suppressions(path: Path | None) -> list[Suppression]:
    """The suppressions of a file, in its order, before it is known what they match; none without a file.

    Raises:
        LamppostError: It is no such file; the message names file, line and what was expected.
    """
    if path is None:
        return []
    text = read_text(path, MOST_BYTES, tr("a file of suppressions"), error=LamppostError)
    try:
        held = tomllib.loads(text)
    except RecursionError:
        raise _refused(path, 1, tr("nested too deeply")) from None
    except ValueError as error:
        found = _PLACE.search(str(error))
        line = int(found[1]) if found and found[1] else text.rstrip("\r\n").count("\n") + 1
        raise _refused(path, line, tr("no TOML: {why}", why=_PLACE.sub("", str(error)))) from None
    tables = held.get(TABLE)
    for key in held.keys() - {TABLE}:
        raise _refused(
            path,
            _line_of(text.splitlines(), key, 0),
            tr("{key} stands outside {table}", key=repr(key), table=f"[[{TABLE}]]"),
        )
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise _refused(path, 1, tr("no {table} table", table=f"[[{TABLE}]]"))
    places = list(_places(text, len(tables)))
    rows = [
        _row(table, place)
        for table, place in zip(tables, (_Place(path, text, one) for one in places), strict=True)
    ]
    first: dict[str, int] = {}
    for row in rows:
        if first.setdefault(row.id, row.line) != row.line:
            same = tr("the same policy, rule and subject as in line {line}", line=first[row.id])
            raise _refused(path, row.line, same)
    return rows


class _Place:
    """Where a table stands, and its keys."""

    def __init__(self, path: Path, text: str, line: int) -> None:
        self.path, self.line = path, line
        self._lines = text.splitlines()

    def refused(self, key: str | None, what: str) -> LamppostError:
        """The refusal of a value, or of the whole table."""
        line = self.line if key is None else _line_of(self._lines, key, self.line)
        return _refused(self.path, line, what)


def _row(table: Table, place: _Place) -> Suppression:
    for key in table.keys() - {*WORDS, *SUBJECTS, "until"}:
        raise place.refused(key, tr("no such field: {key}", key=repr(key)))
    words = {key: _word(table, key, place) for key in WORDS}
    named = [key for key in table if key in SUBJECTS]
    if len(named) != 1:
        raise place.refused(named[-1] if named else None, _not_one(named))
    by = named[0]
    subject = _subject(by, _word(table, by, place), place)
    until = table.get("until")
    if not isinstance(until, date) or isinstance(until, datetime):
        written = repr(until) if isinstance(until, str) else str(until)
        missing = tr("'until' is missing; expected 2027-01-31, without quotes")
        wrong = tr("'until' is {value}, not a day; expected 2027-01-31, without quotes", value=written)
        raise place.refused("until" if "until" in table else None, missing if until is None else wrong)
    return Suppression(
        id=make_id("sup", words["policy"], words["rule"], by, subject),
        by=by,  # type: ignore[arg-type]
        subject=subject,
        until=until,
        file=place.path.name,
        line=place.line,
        state="no_match",
        note="",
        verdicts=[],
        **words,
    )


def _not_one(named: list[str]) -> str:
    """That a table names no subject, or several."""
    if not named:
        return tr("no device, mac, address or asset, where exactly one of them is expected")
    told = reduce(lambda one, other: tr("{one} and {other}", one=one, other=other), named)
    return tr("{fields}, where exactly one of them is expected", fields=told)


def _word(table: Table, key: str, place: _Place) -> str:
    value = table.get(key)
    if key not in table:
        raise place.refused(None, tr("{key} is missing", key=repr(key)))
    if not isinstance(value, str) or not value.strip():
        raise place.refused(
            key, tr("{key} is {value}, not a text that says something", key=repr(key), value=repr(value))
        )
    if len(value) > MOST_LETTERS:
        raise place.refused(
            key,
            tr("{key} has {n} letters, more than {most}", key=repr(key), n=len(value), most=MOST_LETTERS),
        )
    return value.strip()


def _subject(by: str, text: str, place: _Place) -> str:
    """The subject in the spelling that results have."""
    try:
        if by == "mac":
            return mac_text(mac_number(text))
        if by == "address":
            return str(ipaddress.ip_address(text))
    except ValueError:
        wrong = tr(_NO_ADDRESS[by], key=repr(by), value=repr(text))
        raise place.refused(by, wrong) from None
    if not _IDS[by].fullmatch(text):
        shape = "dev-0123456789ab" if by == "device" else "ast-0123456789ab"
        raise place.refused(
            by, tr("{key} is {value}, not an id as {shape}", key=repr(by), value=repr(text), shape=shape)
        )
    return text


def _places(text: str, count: int) -> Iterator[int]:
    """The line of each table of the array, from 1; that of the array itself where it is written in one piece.

    A line that looks like a table's head may stand in a text of several lines: where there are more such lines than
    tables, a line counts if all before it and it make a document that has one table more.
    """
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines, start=1) if _HEADER.match(line)]
    if len(heads) < count:
        heads = [_line_of(lines, TABLE, 0)] * count
    elif len(heads) > count:
        heads = [number for number in heads if _closes("\n".join(lines[:number]))]
    yield from (heads + [1] * count)[:count]


def _closes(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except ValueError:
        return False


def _line_of(lines: list[str], key: str, after: int) -> int:
    """The one line of a table that sets a key, or opens a table of its name; the table's own where none or several do.

    Args:
        lines: The file.
        key: The key.
        after: The line of the table's head; 0 for the file as a whole.
    """
    begins = re.compile(rf"\s*(\[\[?\s*)?[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    found = []
    for number, line in enumerate(lines[after:], start=after + 1):
        if after and _HEADER.match(line):
            break
        found += [number] if begins.match(line) else []
    return found[0] if len(found) == 1 else max(after, 1)


def _refused(path: Path, line: int, what: str) -> LamppostError:
    return LamppostError(f"{path.name}:{line}: {what}", hint=tr(_EXPECTED))
