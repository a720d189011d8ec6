"""The sheets of the workbook: which tables they are made of, what heads their columns and how wide they are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lamppost.model.result import ResultDocument
from lamppost.report.judged import is_of_lists
from lamppost.report.tables.every import TABLES
from lamppost.report.tables.shape import Column, Links, Row, Table

WIDTHS = {"int": 11, "real": 11, "bool": 9, "day": 12, "instant": 20, "chain": 14}
WIDE = frozenset(
    {
        "reason",
        "question",
        "remedy",
        "text",
        "original",
        "why",
        "next_proof",
        "what",
        "hint",
        "value",
        "title",
        "words",
        "credits",
    }
)
NARROW = frozenset(
    {"kind", "status", "severity", "role", "id", "thing", "country", "by", "port", "format", "read"}
)
_BY_NAME = {table.name: table for table in TABLES}

_NAME = ("Thing name", "text", 28)
_WORDS = {
    "angle_deg": "Angle down, degrees",
    "area_m2": "Area seen, m²",
    "as_number": "AS number",
    "directions_deg": "Directions, degrees",
    "lat_deg": "Latitude",
    "lon_deg": "Longitude",
    "mac": "MAC",
    "mac_block": "MAC block",
    "mac_registrant": "MAC registrant",
    "n_destinations": "Destinations",
    "n_fail": "Fails",
    "n_homes_left_out": "Cameras of homes left out",
    "n_names": "Names",
    "n_open": "Open",
    "n_sites": "Sites",
    "n_verdicts": "Verdicts",
    "px_per_m": "Pixels per metre",
    "sha256": "SHA-256",
    "url": "URL",
}
"""Heads that are not the column's name with spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet."""

    title: str
    columns: Sequence[tuple[str, str, int]]
    """Head, kind and width in letters."""
    rows: Callable[[ResultDocument, Links], Iterator[Row]]
    is_always_there: bool
    n_frozen: int
    """Columns that stay when the others move."""


def sheets(result: ResultDocument) -> Iterator[Sheet]:
    """The sheets of a result, what was asked first; what it rests on last."""
    of_lists = is_of_lists(result)
    of_maps = bool(result.street) and not result.devices
    kinds = ("Rows", "list_row"), ("Devices", "device")
    for title, name in kinds if of_lists else reversed(kinds):
        yield _things(title, name, is_always_there=not of_maps and of_lists == (name == "list_row"))
    if result.street:
        yield _things("Sites", "site", is_always_there=True)
        yield from (_sheet(title, name, is_always_there=name == "credit") for title, name in _OF_PLACES)
    yield from (_sheet(title, name, is_always_there=there) for title, name, there in _PARTS)


_OF_PLACES = (
    ("Place", "place"),
    ("Shares seen", "share"),
    ("Walks", "walk"),
    ("What less watched costs", "walk_price"),
    ("Seen on walks by", "walk_site"),
    ("Taken as given", "assumed"),
    ("Levels", "level"),
    ("Faces told apart", "face"),
    ("Counts", "site_count"),
    ("To look at", "sample"),
    ("Rings", "ring"),
    ("Credits", "credit"),
)
"""Title and table of what only a map tells; the credit is always there."""
_PARTS = (
    ("Verdicts", "verdict", True),
    ("Asked", "asked", False),
    ("Destinations", "destination", False),
    ("Ports", "exchange", False),
    ("Not listed", "unlisted", False),
    ("Claims", "claim", False),
    ("Lists", "listing", False),
    ("Laws", "law", False),
    ("Seats", "seat", False),
    ("Marks", "mark", False),
    ("Observed", "observed", False),
    ("Notes", "note", False),
    ("Counted", "counted", False),
    ("Suppressions", "suppression", False),
    ("Links", "link", True),
    ("Outside the light", "coverage", True),
    ("Not read", "issue", True),
    ("Evidence", "evidence", True),
    ("Columns read", "column_read", False),
    ("Policies", "policy", True),
    ("Rules", "rule", False),
    ("Context", "context", False),
    ("Packs", "pack", True),
    ("Tables of others", "reference", False),
    ("About", "about", True),
)
"""Title, table, and whether it is there without a row."""


def _sheet(title: str, name: str, *, is_always_there: bool) -> Sheet:
    table = _BY_NAME[name]
    at = next((at for at, one in enumerate(table.columns, start=1) if one.refers == "thing"), None)
    columns = [_column(one) for one in table.columns]
    if at is not None:
        columns.insert(at, _NAME)
    return Sheet(
        title=title,
        columns=columns,
        rows=table.rows if at is None else _named(table, at),
        is_always_there=is_always_there,
        n_frozen=0,
    )


def _named(table: Table, at: int) -> Callable[[ResultDocument, Links], Iterator[Row]]:
    """The rows of a table, with what to call the thing behind its id."""

    def rows(result: ResultDocument, links: Links) -> Iterator[Row]:
        names = {row[0]: row[2] for row in _BY_NAME["thing"].rows(result, links)}
        yield from ((*row[:at], names.get(row[at - 1]), *row[at:]) for row in table.rows(result, links))

    return rows


def _things(title: str, name: str, *, is_always_there: bool) -> Sheet:
    """Devices or rows: what all things have, then what these alone have."""
    things, own = _BY_NAME["thing"], _BY_NAME[name]

    def rows(result: ResultDocument, links: Links) -> Iterator[Row]:
        more = {row[0]: row[1:] for row in own.rows(result, links)}
        yield from ((*row, *more[row[0]]) for row in things.rows(result, links) if row[0] in more)

    return Sheet(
        title=title,
        columns=[_column(one) for one in (*things.columns, *own.columns[1:])],
        rows=rows,
        is_always_there=is_always_there,
        n_frozen=3,
    )


def _column(one: Column) -> tuple[str, str, int]:
    words = head_of(one)
    wide = 48 if one.name in WIDE else 16 if one.name in NARROW else 24
    return words, one.kind, WIDTHS.get(one.kind, wide)


def head_of(one: Column) -> str:
    """What stands above a column: `First seen at (UTC)`."""
    head = _WORDS.get(one.name, one.name.replace("_", " "))
    words = f"{head} (UTC)" if one.kind == "instant" else head
    return words[0].upper() + words[1:]
