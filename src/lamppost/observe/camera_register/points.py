"""Registers as shapefiles of points (ESRI Shapefile Technical Description, July 1998), with or without a table beside them."""

import itertools
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapefile

from lamppost.model.saying import noted, say
from lamppost.observe.camera_register.found import MOST_ROWS, Found
from lamppost.observe.camera_register.headings import LATITUDE, LONGITUDE, NAME, POINT, field_of
from lamppost.observe.camera_register.shapefiles import beside

POINTS = frozenset({shapefile.POINT, shapefile.POINTZ, shapefile.POINTM})
_PLACES = (LATITUDE, LONGITUDE, POINT, NAME)
_ERRORS = (
    shapefile.ShapefileException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OSError,
    EOFError,
    AttributeError,
    shapefile.error,
)
_MOST_PRJ = 1 << 16


def read_points(path: Path, found: Found) -> None:
    """Put the points of a shapefile into what was found.

    Args:
        path: The `.shp`; of the files beside it the `.dbf` is read for what is known of each point, and the `.prj` for what the
            coordinates are. Neither is needed, and the `.shx` is never read.
        found: What is filled.
    """
    if _is_projected(path):
        found.tell(
            None,
            noted("coordinates of another system than degrees, as its .prj says; not converted"),
            noted("latitude and longitude in degrees (WGS 84)"),
            noted("Convert it first: ogr2ogr -t_srs EPSG:4326 OUT.geojson FILE."),
        )
        return
    table = beside(path)
    try:
        with warnings.catch_warnings(), path.open("rb") as points:
            warnings.simplefilter("ignore")  # what it warns of is found out below
            reader = shapefile.Reader(shp=points)
            if reader.shapeType not in POINTS:
                found.tell(
                    None,
                    noted("a shapefile of lines or areas"),
                    noted("one of points"),
                    noted("Is it the right file?"),
                )
                return
            records = _records(table, found)
            for number, shape in enumerate(itertools.islice(reader.iterShapes(), MOST_ROWS), start=1):
                _put(shape, next(records, {}), number, found)
    except _ERRORS as error:
        found.is_cut = True
        found.tell(
            None,
            say("could not be read to its end: {reason}", reason=type(error).__name__),
            noted("a whole shapefile"),
            noted("Copy it again, with the files that belong to it."),
        )


def _put(shape: Any, record: dict[str, str], number: int, found: Found) -> None:
    spot = shape.points[0] if shape is not None and shape.points else None
    cells = [(field, text) for name, text in record.items() if (field := field_of(name)) is not None]
    tags = found.tags_of((field, text) for field, text in cells if field not in _PLACES)
    name = dict(reversed(cells)).get(NAME)
    found.put(
        None if spot is None else (float(spot[1]), float(spot[0])),
        {"man_made": "surveillance", **tags},
        row=number,
        locator=f"record {number}",
        ref=f"id {name}" if name and len(name) <= 40 and name.isprintable() else None,
        whole=record,
    )


def _records(table: Path | None, found: Found) -> Iterator[dict[str, str]]:
    """The attributes of each point, as far as their table can be read."""
    if table is None:
        return
    try:
        with table.open("rb") as file, shapefile.Reader(dbf=file, encodingErrors="replace") as reader:
            for record in reader.iterRecords():
                held = record.as_dict()
                yield {name: str(value).strip() for name, value in held.items() if value is not None}
    except _ERRORS as error:
        found.tell(
            None,
            say("the table beside it could not be read to its end: {reason}", reason=type(error).__name__),
            noted("a .dbf that belongs to it"),
            noted("Its points are read all the same, and what the table says of them is not known."),
        )


def _is_projected(path: Path) -> bool:
    """Whether the file beside it says that the coordinates are no degrees."""
    for ending in (".prj", ".PRJ"):
        beside_it = path.with_suffix(ending)
        if beside_it.is_file():
            with beside_it.open("rb") as file:
                return (
                    file.read(_MOST_PRJ)
                    .lstrip(b"\xef\xbb\xbf \r\n")
                    .upper()
                    .startswith((b"PROJCS", b"PROJCRS"))
                )
    return False
