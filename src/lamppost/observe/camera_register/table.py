"""Registers as text whose cells a separator keeps apart (RFC 4180)."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, TextIO, cast

import msgspec

from lamppost.model.saying import noted, say, say_n
from lamppost.model.sheets import Row
from lamppost.observe.camera_register.coordinates import (
    LostPoints,
    Spot,
    are_lost,
    degrees_of,
    is_on_earth,
    lost_points,
    spot_of,
)
from lamppost.observe.camera_register.found import MOST_ROWS, Found
from lamppost.observe.camera_register.headings import (
    KIND,
    LATITUDE,
    LONGITUDE,
    NAME,
    NUMBER,
    POINT,
    fields_of,
    is_of_openstreetmap,
)
from lamppost.observe.camera_register.words import tag_of_words
from lamppost.observe.tabular.delimited import SEPARATORS, Lines, rows_of
from lamppost.observe.tabular.encodings import find_encoding

SAMPLE = 500
"""Rows by whose cells a column is known whose heading is not."""
MOST_ABOVE = 30
"""Lines among which the headings are looked for."""
_PLACES = (LATITUDE, LONGITUDE, POINT, NAME, KIND, NUMBER)
_BLOCK = 1 << 20
Step = Callable[[int], object]
Source = Literal["osm", "register"]


class Layout(msgspec.Struct, frozen=True):
    """How a table is laid out."""

    separator: str
    headings: list[str]
    row: int
    """How many rows stand above the one with the headings."""
    fields: dict[str, list[int]]
    """Places of the columns of each field."""


def layout_of(lines: Sequence[str]) -> Layout | None:
    """How a table is laid out by its first lines; None where none of them heads a register of cameras."""
    for separator in SEPARATORS:
        held = [
            row.cells for row in rows_of(Lines(cast("TextIO", _Text(lines))), separator) if row.fault is None
        ]
        for at, cells in enumerate(held[:MOST_ABOVE]):
            if len(cells) > 1 and (fields := fields_of(cells)) is not None:
                return Layout(separator, [" ".join(cell.split()) for cell in cells], at, fields)
    return None


class _Text:
    """Lines that were read, to be read again."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = iter(lines)

    def readline(self, most: int = -1) -> str:
        """The next line, none at the end."""
        return next(self._lines, "")[: most if most >= 0 else None]


def layout_of_start(start: bytes) -> Layout | None:
    """The same by the first bytes of a file."""
    encoding = find_encoding([start])
    if encoding is None:
        return None
    text = start.decode(encoding.name, "replace")
    lines = text.splitlines(keepends=True)
    if len(lines) > 1 and not text.endswith(("\n", "\r")):
        lines.pop()
    return layout_of(lines[: 2 * MOST_ABOVE])


def read_table(path: Path, found: Found, step: Step) -> None:
    """Put the rows of a table into what was found.

    Args:
        path: The file.
        found: What is filled.
        step: Called with the rows that are done.
    """
    with path.open("rb") as file:
        encoding = find_encoding(iter(lambda: file.read(_BLOCK), b""))
    if encoding is None:
        found.tell(
            None,
            noted("letters in an encoding that its bytes do not tell"),
            noted("UTF-8, UTF-16, GB 18030 or cp1252"),
            noted("Save it in UTF-8."),
        )
        return
    with path.open(encoding=encoding.name, errors="replace", newline="") as text:
        lines = Lines(text)
        layout = layout_of(lines.look())
        if layout is None:
            found.tell(
                None,
                noted("no columns for latitude and longitude"),
                noted("headings, two of which say latitude and longitude"),
                noted("Put such headings above the columns."),
            )
            return
        rows = itertools.islice(rows_of(lines, layout.separator), layout.row + 1, None)
        _read_rows(list(itertools.islice(rows, MOST_ROWS)), layout, found, step)
        if next(rows, None) is not None:
            found.is_cut = True
            found.tell(
                None,
                say("more than {most} rows", most=MOST_ROWS),
                noted("fewer"),
                noted("Give the list in parts."),
            )


def _read_rows(rows: Sequence[Row], layout: Layout, found: Found, step: Step) -> None:
    place_of = _Places(rows, layout, found)
    if place_of.are_projected(rows):
        found.rows_not_read = found.rows = len(rows)
        found.tell(
            None,
            noted("coordinates that are no degrees, perhaps those of a national grid; not converted"),
            noted("latitude and longitude in degrees (WGS 84)"),
            noted(
                "Convert them first, for example: ogr2ogr -t_srs EPSG:4326 -lco GEOMETRY=AS_XY OUT.csv FILE."
            ),
        )
        return
    columns = columns_of(rows, layout)
    for done, row in enumerate(rows):
        if done % 2000 == 0:
            step(done)
        if row.fault is not None:
            found.lose(row.line, say("{what!t}, not read", what=row.fault))
            found.is_cut |= row.is_open
        elif any(cell.strip() for cell in row.cells):
            _read_row(row, layout, columns, place_of, found)


def columns_of(rows: Sequence[Row], layout: Layout) -> list[tuple[str, int]]:
    """Tag and place of each column that is read: those that are headed so, then those whose cells are words of a tag."""
    headed = [
        (field, place) for field, places in layout.fields.items() if field not in _PLACES for place in places
    ]
    taken = {place for places in layout.fields.values() for place in places}
    told = {field for field, _ in headed}
    for place in range(len(layout.headings)):
        if place not in taken:
            cells = (
                row.cells[place] for row in rows[:SAMPLE] if row.fault is None and place < len(row.cells)
            )
            if (tag := tag_of_words(cells)) is not None and tag not in told:
                told.add(tag)
                headed.append((tag, place))
    return headed


def _read_row(
    row: Row,
    layout: Layout,
    columns: Sequence[tuple[str, int]],
    place_of: "_Places",
    found: Found,
) -> None:
    if any(cell.strip() for cell in row.cells[len(layout.headings) :]):
        n = len(row.cells)
        what = say_n("a row of {n} cell", "a row of {n} cells", n)
        found.lose(row.line, say("{what!t}, not read", what=what))
        return
    tags = found.tags_of((field, row.cells[place]) for field, place in columns if place < len(row.cells))
    tags = {"man_made": "surveillance", **tags}
    ref, source = _called(row.cells, layout.fields)
    found.put(
        place_of.spot(row.cells),
        tags,
        row=row.line,
        locator=f"line {row.line}",
        ref=ref,
        source=source,
        whole=row.cells,
    )


def _called(cells: Sequence[str], fields: dict[str, list[int]]) -> tuple[str | None, Source]:
    """What a row is called, and whether it names an element of OpenStreetMap."""
    kind, number, name = (_cell(cells, fields, field).lower() for field in (KIND, NUMBER, NAME))
    if kind in ("node", "way", "relation") and number.isdecimal():
        return f"{kind}/{number}", "osm"
    return (f"id {name}" if name and len(name) <= 40 and name.isprintable() else None), "register"


def _cell(cells: Sequence[str], fields: dict[str, list[int]], field: str) -> str:
    """The first cell of a field that says something, empty where none does."""
    return next(
        (cells[at].strip() for at in fields.get(field, ()) if at < len(cells) and cells[at].strip()), ""
    )


class _Places:
    """Where rows say that their cameras are."""

    def __init__(self, rows: Sequence[Row], layout: Layout, found: Found) -> None:
        self._fields = layout.fields
        self._lost: dict[str, LostPoints | None] = {}
        for field in (LATITUDE, LONGITUDE):
            cells = [_cell(row.cells, self._fields, field) for row in rows if row.fault is None]
            if are_lost(cells):
                self._lost[field] = lost_points(
                    cells, is_of_openstreetmap=is_of_openstreetmap(layout.headings)
                )
        if self._lost:
            _tell_of_lost(found, is_sure=None not in self._lost.values())

    def spot(self, cells: Sequence[str]) -> Spot | None:
        """Latitude and longitude in degrees of a row; None where it does not say."""
        lat_deg, lon_deg = (self._degrees(cells, field) for field in (LATITUDE, LONGITUDE))
        if lat_deg is not None and lon_deg is not None:
            return lat_deg, lon_deg
        return spot_of(_cell(cells, self._fields, POINT))

    def are_projected(self, rows: Sequence[Row]) -> bool:
        """Whether more rows have numbers beyond any degrees than have a place on earth."""
        if self._lost:
            return False
        spots = [spot for row in rows if row.fault is None and (spot := self.spot(row.cells)) is not None]
        beyond = sum(abs(lat_deg) > 180 or abs(lon_deg) > 180 for lat_deg, lon_deg in spots)
        return beyond > sum(is_on_earth(*spot) for spot in spots)

    def _degrees(self, cells: Sequence[str], field: str) -> float | None:
        cell = _cell(cells, self._fields, field)
        if field in self._lost:
            lost = self._lost[field]
            return None if lost is None else lost.degrees_of(cell)
        return degrees_of(cell)


def _tell_of_lost(found: Found, *, is_sure: bool) -> None:
    """Say what became of coordinates without their points."""
    found.tell(
        None,
        noted(
            "the points of coordinates were taken for marks between thousands; put back before the seventh decimal, "
            "of which OpenStreetMap has seven"
        )
        if is_sure
        else noted(
            "the points of coordinates were taken for marks between thousands, and where they stood is not sure"
        ),
        noted("latitude and longitude in degrees, with a point"),
        noted("Export the table anew, with these columns as text."),
    )
